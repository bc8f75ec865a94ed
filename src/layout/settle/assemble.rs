//! Makes cards of the chosen drafts: takes numbers, labels and levels off, moves the blocks.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::about::{About, about};
use super::content::{content, plain};
use super::footnotes::Notes;
use super::{Owner, Settling, level_marks};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::flow::{Container, Flow};
use crate::identity::Key;
use crate::layout::signs::{extent, wording};
use crate::layout::{Draft, Record};
use crate::level;
use crate::marks::{self, CardMark, Mark};
use crate::model::{Block, Card, Level, Origin};
use crate::source::{Lines, Span};

/// A level, and the page's own word for it.
pub(super) type Stated = (Option<Level>, String);

/// What the rest of the page says about a card.
struct Around {
    /// The card's index.
    index: usize,
    /// The headings over it.
    path: Vec<String>,
    /// The level that one of those states.
    level: Option<Stated>,
    /// The id that a mark or the front matter gives it.
    id: Option<String>,
    /// Whether levels are set apart by formatting on this page.
    styled: bool,
    /// Where the card before it ends.
    before: usize,
}

/// The cards of a page, in order.
pub(super) fn cards(
    page: &mut Settling,
    drafts: Vec<Draft>,
    notes: &mut Notes,
    key: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<Card> {
    let key = Key::new(key);
    let paths = paths(page, &drafts);
    let mut ids = marked_ids(page, &drafts);
    let styled = level_marks::are_styled(&page.flow, &drafts);
    let lines = Lines::new(&page.document.text);
    if let [id] = ids.as_mut_slice() {
        *id = id.take().or_else(|| page.document.metadata.id.clone());
    }
    let mut before = 0;
    let mut unneeded: BTreeMap<String, usize> = BTreeMap::new();
    let mut cards: Vec<Card> = Vec::with_capacity(drafts.len());
    for (index, ((draft, (path, level)), id)) in drafts.into_iter().zip(paths).zip(ids).enumerate() {
        let span = place(&page.flow, &draft);
        let end = draft.range().end;
        let unused: Vec<String> =
            draft.record.iter().flat_map(|r| &r.unused).map(|(name, _)| name.clone()).collect();
        let around = Around { index, path, level, id, styled, before };
        let mut card = card(page, draft, around, notes, &key);
        (card.origin.line, card.origin.column) = lines.position(&page.document.text, span.start);
        report(cards.last(), &card, span, diagnostics);
        for name in unused {
            *unneeded.entry(name).or_insert(0) += 1;
        }
        cards.push(card);
        before = end;
    }
    for (name, count) in unneeded {
        diagnostics.push(Diagnostic::unused_field(&name, count));
    }
    cards
}

fn card(page: &mut Settling, draft: Draft, around: Around, notes: &mut Notes, key: &Key) -> Card {
    let (mut about, mut question, mut answer) = match &draft.record {
        Some(record) => of_record(page, &draft, record),
        None => {
            let about = about(page, &draft, around.before);
            let (question, answer) = content(page, &draft);
            (about, question, answer)
        }
    };
    // Where deckmill's own mark or a record says it all, nothing is guessed from what stands around.
    if draft.mark.is_none() && draft.record.is_none() {
        about.level = about.level.or_else(|| level_marks::cut(&mut question, around.styled)).or(around.level);
        question.iter_mut().for_each(plain);
    }
    notes.resolve(around.index, &mut question, &mut answer);
    let metadata = &page.document.metadata;
    let of_page = || metadata.level.clone().map(|label| (level::of_label(&label), label));
    let (level, level_label) =
        about.level.or_else(of_page).map_or((None, None), |(l, label)| (l, Some(label)));
    let mark = draft.mark.unwrap_or_default();
    let record = draft.record.unwrap_or_default();
    let id = around.id.or(record.id);
    Card {
        id: match id {
            Some(mark) => key.guid_of_mark(&mark),
            None => key.guid(&question, 1),
        },
        number: draft.number,
        question,
        answer,
        level,
        level_label,
        path: mark.path.unwrap_or_else(|| [around.path, record.path, Vec::from_iter(draft.topic)].concat()),
        tags: [metadata.tags.clone(), about.tags, mark.tags].concat(),
        origin: Origin {
            source: page.source.name.clone(),
            modified: page.source.modified,
            ..Origin::default()
        },
    }
}

/// The blocks of a record's fields, and what other fields say.
fn of_record(page: &mut Settling, draft: &Draft, record: &Record) -> (About, Vec<Block>, Vec<Block>) {
    // An option can be shown with the question and be the answer as well.
    let take = |nodes: &Range<usize>| page.flow.clone_range(nodes.clone()).take(0, nodes.len());
    let mut question = take(&draft.question);
    record.prompt.iter().for_each(|nodes| question.extend(take(nodes)));
    let mut answer = take(&draft.answer);
    record.rest.iter().for_each(|nodes| answer.extend(take(nodes)));
    for (_, nodes) in &record.unused {
        for at in nodes.clone() {
            page.flow.nodes[at].skip = Some(Furniture::Field);
        }
    }
    let level = record.level.clone().map(|label| (level::of_label(&label), label));
    (About { level, tags: record.tags.clone() }, question, answer)
}

/// The findings of a card: no answer, or a number that does not follow the one before.
fn report(before: Option<&Card>, card: &Card, span: Span, diagnostics: &mut Diagnostics) {
    let number = card.number.as_ref();
    if card.answer.is_empty() {
        diagnostics.push(Diagnostic::unanswered(number.map(|number| number.label.as_str()), span));
    }
    let last = before.and_then(|card| card.number.as_ref()?.value);
    let (Some(last), Some(own)) = (last, number.and_then(|number| number.value)) else { return };
    if own == last && own != 1 {
        diagnostics.push(Diagnostic::number_repeated(own, span));
    } else if own > last + 1 {
        diagnostics.push(Diagnostic::number_missing(last + 1, own - 1, span));
    }
}

/// Where a question stands; one in an item of a list, with the item's marker.
fn place(flow: &Flow, draft: &Draft) -> Span {
    let mut leaves = flow.leaves(draft.question.clone());
    let Some(first) = leaves.find(|at| !flow.nodes[*at].text.is_empty()) else { return Span::default() };
    let span = flow.nodes[first].span;
    let item = flow.ancestors(first).find(|at| matches!(flow.container(*at), Some(Container::Item { .. })));
    let begins = |item: &usize| extent::first_leaf(flow, *item..first + 1) == Some(first);
    item.filter(begins).map_or(span, |item| Span::new(flow.nodes[item].span.start.min(span.start), span.end))
}

/// How many bytes a heading may have that is a section: every card below it repeats it.
const LONGEST: usize = 2048;

/// The headings over each card, and the level that one of them states.
fn paths(page: &mut Settling, drafts: &[Draft]) -> Vec<(Vec<String>, Option<Stated>)> {
    let mut stack: Vec<(u8, usize)> = Vec::new();
    let mut found = Vec::with_capacity(drafts.len());
    let mut at = 0;
    for draft in drafts {
        while at < draft.question.start {
            let node = &page.flow.nodes[at];
            let free =
                page.owners[at] == Owner::Nobody && matches!(node.skip, None | Some(Furniture::Heading));
            if let Some(level) = page.flow.heading(at).filter(|_| free) {
                stack.retain(|(over, _)| *over < level);
                stack.push((level, at));
            }
            at += 1;
        }
        let own = page.flow.leaves(draft.question.clone()).find_map(|at| page.flow.heading(at));
        let says = |at: usize| {
            let text = &page.flow.nodes[at].text;
            text.len() <= LONGEST && (draft.mark.is_some() || !wording::is_part_of_page(text))
        };
        let is_over = |(level, at): &&(u8, usize)| own.is_none_or(|own| *level < own) && says(*at);
        let over: Vec<usize> = stack.iter().filter(is_over).map(|s| s.1).collect();
        for at in &over {
            page.flow.nodes[*at].skip = None;
            page.owners[*at] = Owner::Header;
        }
        let path: Vec<String> = over.iter().map(|at| page.flow.nodes[*at].text.replace('\n', " ")).collect();
        let level = path.iter().rev().find_map(|heading| level::of_heading(heading));
        found.push((path, level.map(|(level, label)| (Some(level), label))));
    }
    // "Basics" alone is a topic; beside "Advanced" it is a level.
    let levels: BTreeSet<Level> = found.iter().filter_map(|(_, stated)| stated.as_ref()?.0).collect();
    if levels.len() < 2 {
        for (_, stated) in &mut found {
            stated.take_if(|(_, label)| level::is_topic(label));
        }
    }
    found
}

/// The ids that deckmill's marks give, wherever they stand by their questions.
fn marked_ids(page: &mut Settling, drafts: &[Draft]) -> Vec<Option<String>> {
    let mut ids: Vec<Option<String>> =
        drafts.iter().map(|d| d.mark.as_ref().and_then(|m| m.id.clone())).collect();
    let all = 0..page.flow.nodes.len();
    let marks: Vec<(usize, CardMark)> = page
        .flow
        .comments(all)
        .filter_map(|(at, text)| match marks::parse(text)? {
            Mark::Card(mark) => Some((at, mark)),
            Mark::Deck { .. } | Mark::Answer | Mark::Section => None,
        })
        .collect();
    let leaves: Vec<usize> = page.flow.leaves(0..page.flow.nodes.len()).collect();
    for (at, mark) in marks {
        let next = leaves.get(leaves.partition_point(|leaf| *leaf < at)).copied();
        let begins =
            |draft: &Draft| next.is_some() && next == page.flow.leaves(draft.question.clone()).next();
        let first = drafts.partition_point(|draft| draft.question.end <= at);
        let below = drafts.get(first).filter(|draft| begins(draft)).map(|_| first);
        let around = if let Owner::Card(index) = page.owners[at] { Some(index) } else { None };
        if let Some(index) = below.or(around) {
            page.owners[at] = Owner::Card(index);
            page.flow.nodes[at].skip = None;
            if ids[index].is_none() {
                ids[index] = mark.id;
            }
        }
    }
    ids
}
