//! A page's contents list against its body: what the list names and no card asks, and the other way.
//!
//! Only a list that is one of the cards is compared: one that names most of them, and mostly them.
//! What it names besides, such as sections, is no matter.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::furniture::is_list_of_anchors;
use super::{Owner, Settling};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::flow::{self, Container};
use crate::inline;
use crate::layout::signs::{letters, number, wording};
use crate::model::{BlockKind, Card, Inline};
use crate::render::text;
use crate::source::Span;

/// How few entries make no list that could be compared.
const FEW: usize = 4;

/// How many entries and cards are compared word by word, when nothing else tells what they are.
const MOST: usize = 50;

/// A line of a contents list.
struct Entry {
    node: usize,
    /// Its text without the number.
    text: String,
    number: Option<u64>,
    /// Where its link leads.
    anchor: Option<String>,
}

/// Says in what a contents list and the cards differ.
pub(super) fn compare(page: &mut Settling, cards: &[Card], diagnostics: &mut Diagnostics) {
    let entries = entries(page);
    if entries.len() < FEW || cards.len() < FEW {
        return;
    }
    let mut index = Index::new(cards);
    let mut named: BTreeSet<usize> = BTreeSet::new();
    let mut strange: Vec<&Entry> = Vec::new();
    let headings = headings(page);
    let mut known = 0;
    for entry in &entries {
        let found = index.find(entry);
        known += usize::from(found.is_some());
        let asks = || wording::is_question(&entry.text) && !headings.contains(&letters::of(&entry.text));
        if found.is_none() && asks() {
            strange.push(entry);
        }
        named.extend(found.unwrap_or_default());
    }
    let mut missing: Vec<usize> = (0..cards.len()).filter(|at| !named.contains(at)).collect();
    reword(&mut strange, &mut missing, cards);
    let is_of_cards = known >= FEW && known >= 4 * strange.len();
    if is_of_cards && let Some(first) = strange.first() {
        let span = page.flow.nodes[first.node].span;
        diagnostics.push(Diagnostic::contents_without_card(strange.len(), &first.text, span));
        strange.iter().for_each(|entry| page.flow.nodes[entry.node].skip = Some(Furniture::Contents));
    }
    if is_of_cards
        && named.len() >= 4 * missing.len()
        && let Some(first) = missing.first()
    {
        let line = question(&cards[*first]);
        diagnostics.push(Diagnostic::card_without_contents(missing.len(), &line, place(page, *first)));
    }
}

/// The lines of all contents lists, and lines that ask right beside them.
fn entries(page: &Settling) -> Vec<Entry> {
    let nodes = &page.flow.nodes;
    let is_listed = |at: usize| match nodes[at].skip {
        Some(Furniture::Contents) => true,
        Some(Furniture::Navigation) => is_list_of_anchors(&nodes[at]),
        _ => false,
    };
    if !(0..nodes.len()).any(is_listed) {
        return Vec::new();
    }
    let is_leaf = |at: &usize| nodes[*at].is_leaf() && !nodes[*at].is_blank();
    let leaves: Vec<usize> = (0..nodes.len()).filter(is_leaf).collect();
    let is_loose = |at: usize| page.owners[at] == Owner::Nobody && nodes[at].skip.is_none();
    let mut found = Vec::new();
    for (index, at) in leaves.iter().copied().enumerate() {
        let is_beside = || {
            let before = index.checked_sub(1).map(|before| leaves[before]);
            [before, leaves.get(index + 1).copied()].into_iter().flatten().any(is_listed)
        };
        if is_listed(at) || (is_loose(at) && wording::is_question(nodes[at].text()) && is_beside()) {
            found.extend(entries_of(page, at));
        }
    }
    // A page may have a list twice, above and beside its text.
    let mut seen = HashSet::new();
    found.retain(|entry| seen.insert(letters::of(&entry.text)));
    found
}

fn entries_of(page: &Settling, node: usize) -> Vec<Entry> {
    let (line, other) = (page.flow.nodes[node].line(), page.flow.nodes[node].other());
    match (line, other) {
        (Some(line), _) => vec![entry(page, node, line)],
        (_, Some(BlockKind::Table(table))) => table
            .rows
            .iter()
            .flatten()
            .filter(|cell| anchor(&cell.content).is_some())
            .map(|cell| entry(page, node, &cell.content))
            .collect(),
        _ => Vec::new(),
    }
}

fn entry(page: &Settling, node: usize, content: &[Inline]) -> Entry {
    let line = text::inlines(content).replace('\n', " ");
    let prefix = number::prefix(line.trim());
    let cut = prefix.as_ref().map_or(0, |prefix| prefix.length);
    let text = line.trim().chars().skip(cut).collect();
    let of_item = || {
        page.flow.ancestors(node).find_map(|at| match page.flow.container(at) {
            Some(Container::Item { number, .. }) => *number,
            _ => None,
        })
    };
    let number = prefix.map_or_else(of_item, |prefix| prefix.number.value());
    Entry { node, text, number, anchor: anchor(content).map(str::to_owned) }
}

/// Where on its page the first link of a line leads.
fn anchor(content: &[Inline]) -> Option<&str> {
    content.iter().find_map(|inline| match inline {
        Inline::Link(link) => link.target.strip_prefix('#'),
        other => anchor(inline::inner(other)?),
    })
}

/// The page's headings that are no questions, as texts to compare by.
fn headings(page: &Settling) -> HashSet<String> {
    let of_page = |at: &usize| !matches!(page.owners[*at], Owner::Card(_));
    let all = (0..page.flow.nodes.len()).filter(|at| page.flow.heading(*at).is_some());
    all.filter(of_page).map(|at| letters::of(page.flow.nodes[at].text())).collect()
}

fn question(card: &Card) -> String {
    card.question.first().map_or(String::new(), |block| text::leaf(&block.kind).replace('\n', " "))
}

/// Where a card begins.
fn place(page: &Settling, card: usize) -> Span {
    let owner = Owner::Card(flow::Index::new(card));
    let is_its = |at: &usize| {
        let node = &page.flow.nodes[*at];
        page.owners[*at] == owner && node.is_leaf() && !node.is_blank()
    };
    (0..page.flow.nodes.len()).find(is_its).map_or(Span::default(), |at| page.flow.nodes[at].span)
}

/// The cards by what a contents list may call them.
struct Index {
    /// By their text, and by number and text, as anchors have it.
    texts: HashMap<String, Vec<usize>>,
    /// The texts in order, to find those of which only the beginning is named.
    sorted: Vec<(String, usize)>,
    numbers: HashMap<u64, Vec<usize>>,
}

/// How many letters must agree where one text is the beginning of the other.
const BEGINNING: usize = 12;

impl Index {
    fn new(cards: &[Card]) -> Index {
        let mut index = Index { texts: HashMap::new(), sorted: Vec::new(), numbers: HashMap::new() };
        for (at, card) in cards.iter().enumerate() {
            let text = letters::of(&question(card));
            if let Some(number) = &card.number {
                index.texts.entry(letters::of(&number.label) + &text).or_default().push(at);
                number.value().into_iter().for_each(|value| index.numbers.entry(value).or_default().push(at));
            }
            index.texts.entry(text.clone()).or_default().push(at);
            index.sorted.push((text, at));
        }
        index.sorted.sort();
        index
    }

    /// The cards that an entry names, without those that an earlier one named by the same text.
    fn find(&mut self, entry: &Entry) -> Option<Vec<usize>> {
        let text = letters::of(&entry.text);
        let is_known = self.texts.contains_key(&text);
        let key = if is_known { Some(text.clone()) } else { entry.anchor.as_deref().map(letters::of) };
        if let Some(found) = key.and_then(|key| self.texts.get_mut(&key)) {
            return Some(std::mem::take(found));
        }
        let begins = |a: &str, b: &str| a.len() >= BEGINNING && b.starts_with(a);
        let next = self.sorted.partition_point(|(known, _)| *known < text);
        let near = self.sorted[next.saturating_sub(1)..].iter().take(2);
        let found = near.into_iter().find(|(known, _)| begins(known, &text) || begins(&text, known));
        let numbered = || match self.numbers.get(&entry.number?)?.as_slice() {
            [at] => Some(*at),
            _ => None,
        };
        found.map(|(_, at)| *at).or_else(numbered).map(|at| vec![at])
    }
}

/// Takes away the pairs that only differ in their wording.
fn reword(strange: &mut Vec<&Entry>, missing: &mut Vec<usize>, cards: &[Card]) {
    if strange.len() > MOST || missing.len() > MOST {
        return;
    }
    let words = |text: &str| -> HashSet<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect()
    };
    strange.retain(|entry| {
        let own = words(&entry.text);
        let is_near = |at: &usize| {
            let other = words(&question(&cards[*at]));
            own.intersection(&other).count() * 2 > own.len().max(other.len())
        };
        match missing.iter().position(is_near) {
            Some(at) => {
                missing.remove(at);
                false
            }
            None => true,
        }
    });
}
