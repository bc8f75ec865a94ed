//! The one place that disposes of what layouts propose.
//!
//! In this order: `furniture` and `contents` mark what can hold no card, the layouts propose,
//! `evidence` weighs and picks, `twins` matches what is shown with the page's structured data, `sections`
//! finds titles among the answers, `header` finds what the page says of itself, `assemble` makes the
//! cards, and `account` says where every part of the page went. `agreement`, `orphans` and `near` only
//! look for what is wrong.

mod about;
mod account;
mod agreement;
mod asked;
mod assemble;
mod boxes;
mod children;
mod choices;
mod content;
mod contents;
mod evidence;
mod facts;
mod footnotes;
mod furniture;
mod header;
mod legend;
mod level_headings;
mod level_lists;
mod level_marks;
mod levels;
mod near;
mod orphans;
mod record;
mod references;
mod rewording;
mod sections;
mod tail;
mod twins;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;
use crate::flow::{Flow, Index};
use crate::identity::{self, Key};
use crate::layout::Draft;
use crate::marks::{self, Mark};
use crate::model::{Card, Deck, SourceName};
use crate::page::{Account, ReadOptions};
use crate::render::text;
use crate::source::Source;

/// A deck, and where every part of the page went.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The page's text, as it was in the document.
    pub text: Arc<String>,
    /// The deck.
    pub deck: Deck,
    /// Where every part of the page went.
    pub account: Account,
}

/// What a part of a page is for, node by node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Owner {
    /// Nobody has claimed it.
    #[default]
    Nobody,
    /// It is in a card.
    Card(Index),
    /// It is title, category, description, or a heading over cards.
    Header,
    /// It is an answer that belongs to no card.
    Orphan,
}

/// A page on its way to a deck.
struct Settling<'a> {
    flow: Flow,
    owners: Vec<Owner>,
    document: Document,
    source: &'a Source,
    /// What the source goes by, for its cards to share.
    name: Arc<SourceName>,
}

/// The cards of a document.
pub fn lay_out(
    mut document: Document,
    source: &Source,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Found {
    let mut flow = Flow::new(&mut document);
    let mut notes = footnotes::collect(&mut flow);
    // What deckmill wrote has no furniture, and text in it that looks so is a card's.
    if !is_marked(&flow) {
        furniture::mark_boxes(&mut flow);
        contents::mark(&mut flow, document.preformatted);
    }
    let data = std::mem::take(&mut document.data);
    let (mut drafts, verdicts) = evidence::choose(&mut flow, data, options.layout);
    sections::promote(&mut flow, &mut drafts);
    tail::cut(&flow, &mut drafts);
    let owners = vec![Owner::Nobody; flow.nodes.len()];
    let mut page = Settling { flow, owners, document, name: Arc::default(), source };
    page.claim(&drafts);
    let header = header::find(&mut page, drafts.first().map(|draft| draft.question.start));
    let children = children::find(&mut page, drafts.iter().any(|draft| draft.mark().is_some()));
    let starts: Vec<usize> = drafts.iter().map(|draft| draft.question.start).collect();
    furniture::mark_rest(&mut page, &drafts);
    twins::compare(&mut page.flow, &drafts, diagnostics);
    let mut deck = Deck {
        key: key_of(&header, options),
        title: header.title,
        category: header.category,
        url: header.url,
        language: header.language,
        description: header.description,
        media: header.media,
        ..Deck::default()
    };
    page.name = Arc::new(SourceName { name: source.name.clone(), url: deck.url.clone() });
    let (cards, levels) =
        assemble::cards(&mut page, drafts, &mut notes, (&deck.title, &deck.key), diagnostics);
    deck.cards = cards;
    notes.claim(&mut page, diagnostics);
    agreement::compare(&mut page, &deck.cards, diagnostics);
    orphans::mark(&mut page);
    let (mut account, text) = account::of(page, deck.cards.len(), diagnostics);
    (account.verdicts, account.levels) = (verdicts, levels);
    identify(&mut deck, &account, diagnostics);
    near::report(&deck.cards, &account.cards, diagnostics);
    children::hang(&mut deck, children, &starts);
    Found { text, deck, account }
}

/// Whether marks say what is on a page.
fn is_marked(flow: &Flow) -> bool {
    flow.comments(0..flow.nodes.len()).any(|(_, text)| matches!(marks::parse(text), Some(Mark::Deck(_))))
}

/// The collection key: as told, as the page says, as its project says, or its title.
fn key_of(header: &header::Header, options: &ReadOptions) -> String {
    let keys = [&options.key, &header.key, &options.default_key];
    keys.into_iter().flatten().next().unwrap_or(&header.title).clone()
}

impl Settling<'_> {
    fn claim(&mut self, drafts: &[Draft]) {
        for (index, draft) in drafts.iter().enumerate() {
            let owner = Owner::Card(Index::new(index));
            self.owners[draft.range()].fill(owner);
            if let Some(twin) = draft.told() {
                self.owners[twin.range()].fill(owner);
            }
            if let Some(record) = draft.record() {
                self.owners[record.names.clone()].fill(Owner::Header);
            }
        }
    }
}

/// Tells equal cards apart, and says which they are.
fn identify(deck: &mut Deck, account: &Account, diagnostics: &mut Diagnostics) {
    let changed = identity::separate(deck);
    if changed.is_empty() {
        return;
    }
    let key = Key::new(&deck.key);
    let mut counts: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    let mut ids: std::collections::BTreeSet<usize> = std::collections::BTreeSet::new();
    for (again, first) in &changed {
        let [again, asked] = [*again, *first].map(|index| key.guid(&deck.cards[index].question, 1));
        // Two that have one id need not ask the same.
        match again == asked && deck.cards[*first].id == asked {
            true => *counts.entry(*first).or_insert(1) += 1,
            false => drop(ids.insert(*first)),
        }
    }
    let spans =
        |index: usize| account.cards.get(index).and_then(|spans| spans.first()).copied().unwrap_or_default();
    for first in ids {
        diagnostics.push(Diagnostic::repeated_id(&deck.cards[first].id, spans(first)));
    }
    for (first, count) in counts {
        let question = text::blocks(&deck.cards[first].question);
        let line: String = question.lines().next().unwrap_or_default().chars().take(80).collect();
        diagnostics.push(Diagnostic::repeated_question(count, &line, spans(first)));
    }
}

/// Each question that nearly repeats an earlier one, and that one. Those that repeat it exactly are not
/// among them.
pub(crate) fn near_repeats(cards: &[&Card]) -> Vec<(usize, usize)> {
    near::find(cards)
}
