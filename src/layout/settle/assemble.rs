//! Makes cards of the chosen drafts: takes numbers, labels and levels off, moves the blocks.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use super::about::{About, about};
use super::choices::{self, Choices};
use super::content::{content, plain};
use super::footnotes::Notes;
use super::legend::{self, Legend};
use super::levels::{self, Stated};
use super::record::of_record;
use super::{Owner, Settling, level_headings, level_lists, level_marks, references};
use crate::cloze;
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::flow::{Container, Flow, Index};
use crate::identity::Key;
use crate::layout::signs::{extent, wording};
use crate::layout::{Draft, More};
use crate::marks::{self, CardMark, Mark};
use crate::model::{Block, Card, Origin};
use crate::page::LevelOrigin;
use crate::source::{Cursor, Span};

/// An id that is given to a card.
enum Given {
    /// One of ours, or a name of the page's own.
    Id(String),
    /// The GUID that another tool gave it, which learners have it by.
    Guid(String),
}

/// What the rest of the page says about a card.
struct Around {
    /// The card's index.
    index: usize,
    /// The headings over it.
    path: Arc<[String]>,
    /// The level that one of those states, or a contents list.
    level: Option<Stated>,
    /// Its options to choose from.
    choices: Option<Choices>,
    /// The id that a mark or the front matter gives it.
    id: Option<Given>,
    /// Whether levels are set apart by formatting on this page.
    styled: bool,
    /// Where the card before it ends.
    before: usize,
}

/// The cards of a page, in order, and where the level of each was stated.
pub(super) fn cards(
    page: &mut Settling,
    drafts: Vec<Draft>,
    notes: &mut Notes,
    (title, key): (&str, &str),
    diagnostics: &mut Diagnostics,
) -> (Vec<Card>, Vec<Option<LevelOrigin>>) {
    let key = Key::new(key);
    // A page that deckmill wrote says all of it in its marks, a record in its fields.
    let is_told = drafts.iter().any(|draft| draft.mark().is_some() || draft.record().is_some());
    let legend = if is_told { Legend::default() } else { legend::find(page, &drafts) };
    let over = headings_over(page, &drafts);
    let all_over = over.values().flatten().copied().collect();
    let text = |at: &usize| page.flow.nodes[*at].text().replace('\n', " ");
    // A heading of a picture or a comment says nothing of the cards below it.
    let is_said = |text: &String| !text.trim().is_empty();
    let paths: BTreeMap<usize, Arc<[String]>> =
        over.iter().map(|(first, over)| (*first, over.iter().map(text).filter(is_said).collect())).collect();
    let stated = level_headings::levels(&page.flow, &all_over, title, &legend);
    let mut listed = level_lists::levels(page, &drafts, &legend);
    let mut choices = choices::find(&page.flow, &drafts);
    let mut ids = marked_ids(page, &drafts);
    let styled = level_marks::are_styled(&page.flow, &drafts);
    let mut cursor = Cursor::default();
    if let ([_], Some(id)) = (drafts.as_slice(), &page.document.metadata.id) {
        ids.entry(0).or_insert_with(|| Given::Id(id.clone()));
    }
    let mut before = 0;
    let mut unneeded: BTreeMap<String, usize> = BTreeMap::new();
    let mut cards: Vec<Card> = Vec::with_capacity(drafts.len());
    let mut origins = Vec::with_capacity(drafts.len());
    for (index, draft) in in_parts(drafts).enumerate() {
        let over = over.range(..=index).next_back().map_or(&[][..], |(_, over)| over);
        let path = paths.range(..=index).next_back().map(|(_, path)| Arc::clone(path)).unwrap_or_default();
        let level = over.iter().rev().find_map(|at| stated.get(at).cloned());
        let level = level.or(listed.remove(&index)).or_else(|| levels::of_comment(page, &draft));
        let span = place(&page.flow, &draft);
        let end = draft.range().end;
        let record = draft.record().or_else(|| draft.told()?.record());
        let unused: Vec<String> =
            record.iter().flat_map(|r| &r.unused).map(|(name, _)| name.clone()).collect();
        let (choices, id) = (choices.remove(&index), ids.remove(&index));
        let around = Around { index, path, level, choices, id, styled, before };
        let (mut card, origin) = card(page, draft, around, &legend, notes, &key);
        let (line, column) = cursor.position(&page.flow.page, span.start());
        // No page is so long that it has more.
        let small = |count| u32::try_from(count).unwrap_or(u32::MAX);
        (card.origin.line, card.origin.column) = (small(line), small(column));
        report(cards.last(), &card, span, diagnostics);
        for name in unused {
            *unneeded.entry(name).or_insert(0) += 1;
        }
        cards.push(card);
        origins.push(origin);
        before = end;
    }
    for (name, count) in unneeded {
        diagnostics.push(Diagnostic::unused_field(&name, count));
    }
    if !is_told {
        levels::of_title(page, &mut cards, &mut origins, title);
    }
    levels::report(&cards, &origins, diagnostics);
    (cards, origins)
}

/// How many drafts are let go of together.
const PART: usize = 4096;

/// The drafts in order; the memory of those that have become cards is free for the cards to come.
fn in_parts(mut drafts: Vec<Draft>) -> impl Iterator<Item = Draft> {
    let mut parts = Vec::with_capacity(drafts.len() / PART + 1);
    while drafts.len() > PART {
        parts.push(drafts.split_off(drafts.len() - PART));
    }
    drafts.shrink_to_fit();
    parts.push(drafts);
    parts.into_iter().rev().flatten()
}

fn card(
    page: &mut Settling,
    draft: Draft,
    around: Around,
    legend: &Legend,
    notes: &mut Notes,
    key: &Key,
) -> (Card, Option<LevelOrigin>) {
    let (mut about, mut question, mut answer, extra) = match draft.record() {
        Some(record) => of_record(page, &draft, record),
        None => of_blocks(page, &draft, &around),
    };
    if let Some(twin) = draft.told()
        && let Some(record) = twin.record()
    {
        let (told, _, better, _) = of_record(page, twin, record);
        for at in record.prompt.iter().cloned().flatten() {
            page.flow.nodes[at].skip = Some(Furniture::Data);
        }
        answer = better;
        about.level = about.level.or(told.level);
        about.tags.extend(told.tags);
    }
    // Where deckmill's own mark or a record says it all, nothing is guessed from the question's line.
    if draft.mark().is_none() && draft.record().is_none() {
        about.level = level_of(page, &draft, about.level.take(), around.styled, legend, &mut question);
        question.iter_mut().for_each(plain);
    }
    if draft.mark().is_none() {
        about.level = about.level.or(around.level);
    }
    let said = draft.mark().map(|mark| mark.references);
    let said = said.or(draft.record().and_then(|record| record.references));
    let references = references::take(said, extra, &answer);
    let length = answer.len();
    notes.resolve(around.index, &mut question, &mut answer);
    // Footnotes belong to the text above the references.
    answer[length - references..].rotate_left(references);
    let (level, level_label, origin) = match about.level.or_else(|| levels::of_page(page)) {
        Some(Stated { level, label, origin }) => (level, Some(label.into()), Some(origin)),
        None => (None, None, None),
    };
    let More { topic, mark, record, .. } = draft.more.map(|more| *more).unwrap_or_default();
    let (mark, record) = (mark.unwrap_or_default(), record.unwrap_or_default());
    let topics: Vec<String> = topic.into_iter().chain(about.section).collect();
    let tags = page.document.metadata.tags.iter();
    let id = around.id.or(record.id.map(Given::Id));
    let card = Card {
        id: match &id {
            Some(Given::Id(id)) => key.guid_of_mark(id),
            Some(Given::Guid(guid)) => guid.as_str().into(),
            None => key.guid(&question, 1),
        },
        given_id: id.map(|(Given::Id(id) | Given::Guid(id))| id.into()),
        modified: page.source.modified,
        number: draft.number,
        question,
        answer,
        references,
        level,
        level_label,
        path: mark.path.map_or_else(|| path_of(around.path, record.path, topics), Arc::from),
        tags: tags.cloned().chain(about.tags).chain(mark.tags).collect(),
        media: mark.media,
        origin: Origin { source: Arc::clone(&page.name), ..Origin::default() },
    };
    (card, origin)
}

/// The headings of a card: those over it, and what its record and its own lines say.
fn path_of(over: Arc<[String]>, record: Vec<String>, topics: Vec<String>) -> Arc<[String]> {
    match record.is_empty() && topics.is_empty() {
        true => over,
        false => over.iter().cloned().chain(record).chain(topics).collect(),
    }
}

/// What is said of a card beside its question and its answer, both, and no references.
fn of_blocks(page: &mut Settling, draft: &Draft, around: &Around) -> (About, Vec<Block>, Vec<Block>, usize) {
    let choices = around.choices.as_ref();
    let about = about(page, draft, choices, around.before);
    let (question, answer) = content(page, draft, choices);
    (about, question, answer, 0)
}

/// The level of a card as stated beside it, or in its own line.
fn level_of(
    page: &Settling,
    draft: &Draft,
    beside: Option<Stated>,
    styled: bool,
    legend: &Legend,
    question: &mut [Block],
) -> Option<Stated> {
    let signs = legend.cut(question);
    let stated = beside.map(|stated| legend.read(stated)).or(signs);
    stated.or_else(|| level_marks::cut(question, styled)).or_else(|| levels::of_topic(page, draft))
}

/// The findings of a card: no answer, or a number that does not follow the one before.
fn report(before: Option<&Card>, card: &Card, span: Span, diagnostics: &mut Diagnostics) {
    let number = card.number.as_ref();
    if card.answer.is_empty() && !cloze::is_in(&card.question) {
        diagnostics.push(Diagnostic::unanswered(number.map(|number| &*number.label), span));
    }
    let last = before.and_then(|card| card.number.as_ref()?.value());
    let (Some(last), Some(own)) = (last, number.and_then(|number| number.value())) else { return };
    if own == last && own != 1 {
        diagnostics.push(Diagnostic::number_repeated(own, span));
    } else if own > last + 1 {
        diagnostics.push(Diagnostic::number_missing(last + 1, own - 1, span));
    }
}

/// Where a question stands; one in an item of a list, with the item's marker.
fn place(flow: &Flow, draft: &Draft) -> Span {
    let mut leaves = flow.leaves(draft.question.clone());
    let Some(first) = leaves.find(|at| !flow.nodes[*at].is_blank()) else { return Span::default() };
    let span = flow.nodes[first].span;
    let item = flow.ancestors(first).find(|at| matches!(flow.container(*at), Some(Container::Item { .. })));
    let begins = |item: &usize| extent::first_leaf(flow, *item..first + 1) == Some(first);
    item.filter(begins)
        .map_or(span, |item| Span::new(flow.nodes[item].span.start().min(span.start()), span.end()))
}

/// How many bytes a heading may have that is a section: every card below it repeats it.
const LONGEST: usize = 2048;

/// The headings over cards, outermost first: by the first card that has them, for it and those behind it.
fn headings_over(page: &mut Settling, drafts: &[Draft]) -> BTreeMap<usize, Vec<usize>> {
    let mut stack: Vec<(u8, usize)> = Vec::new();
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut at = 0;
    for (index, draft) in drafts.iter().enumerate() {
        // What is not shown stands below no heading.
        if draft.question.start >= page.flow.shown {
            stack.clear();
        }
        while at < draft.question.start.min(page.flow.shown) {
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
            let text = page.flow.nodes[at].text();
            text.len() <= LONGEST && (draft.mark().is_some() || !wording::is_part_of_page(text))
        };
        // A heading of the questions' own level that is no question stands over those that follow; on
        // deckmill's own pages only the levels count.
        let deepest = own.map(|own| if draft.mark().is_some() { own - 1 } else { own });
        let is_over = |(level, at): &&(u8, usize)| deepest.is_none_or(|own| *level <= own) && says(*at);
        let over = stack.iter().filter(is_over).map(|s| s.1);
        if found.last_key_value().is_none_or(|(_, last)| !last.iter().copied().eq(over.clone())) {
            let over: Vec<usize> = over.collect();
            for at in &over {
                page.flow.nodes[*at].skip = None;
                page.owners[*at] = Owner::Header;
            }
            found.insert(index, over);
        }
    }
    found
}

/// The ids that deckmill's marks give, wherever they stand by their questions, by the cards' indices.
fn marked_ids(page: &mut Settling, drafts: &[Draft]) -> BTreeMap<usize, Given> {
    let of_each = drafts.iter().enumerate();
    let mut ids: BTreeMap<usize, Given> =
        of_each.filter_map(|(index, draft)| Some((index, given(draft.mark()?)?))).collect();
    let all = 0..page.flow.nodes.len();
    let marks: Vec<(usize, CardMark)> = page
        .flow
        .comments(all)
        .filter_map(|(at, text)| match marks::parse(text)? {
            Mark::Card(mark) => Some((at, mark)),
            Mark::Deck(_) | Mark::Answer | Mark::Section => None,
        })
        .collect();
    if marks.is_empty() {
        return ids;
    }
    let leaves: Vec<usize> = page.flow.leaves(0..page.flow.nodes.len()).collect();
    for (at, mark) in marks {
        let next = leaves.get(leaves.partition_point(|leaf| *leaf < at)).copied();
        let begins =
            |draft: &Draft| next.is_some() && next == page.flow.leaves(draft.question.clone()).next();
        let first = drafts.partition_point(|draft| draft.question.end <= at);
        let below = drafts.get(first).filter(|draft| begins(draft)).map(|_| first);
        let around = if let Owner::Card(index) = page.owners[at] { Some(index.get()) } else { None };
        if let Some(index) = below.or(around) {
            page.owners[at] = Owner::Card(Index::new(index));
            page.flow.nodes[at].skip = None;
            if let (Entry::Vacant(place), Some(id)) = (ids.entry(index), given(&mark)) {
                place.insert(id);
            }
        }
    }
    ids
}

/// The id that a mark gives.
fn given(mark: &CardMark) -> Option<Given> {
    let guid = mark.guid.clone().filter(|guid| !guid.is_empty()).map(Given::Guid);
    guid.or_else(|| mark.id.clone().map(Given::Id))
}
