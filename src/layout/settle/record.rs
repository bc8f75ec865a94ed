//! The blocks of a card that is a record or a row of a table: its fields, and its options.

use std::ops::Range;

use super::Settling;
use super::about::{About, cut_leaf};
use super::content::plain;
use super::levels;
use crate::diagnostic::Furniture;
use crate::flow::Container;
use crate::layout::signs::extent;
use crate::layout::{Draft, Opt, Record};
use crate::model::{Block, BlockKind, Inline, Item};
use crate::source::Span;

/// What a record's fields say of the card, its question, its answer, and how many blocks at the end of
/// that are from fields for references.
pub(super) fn of_record(
    page: &mut Settling,
    draft: &Draft,
    record: &Record,
) -> (About, Vec<Block>, Vec<Block>, usize) {
    let first = extent::first_leaf(&page.flow, draft.question.clone());
    cut_leaf(page, first.unwrap_or(draft.question.start), draft.cut);
    // An option can be shown with the question and be the answer as well.
    let take = |nodes: &Range<usize>| page.flow.copy(nodes.clone());
    let option = |option: &Opt| lettered(option.letter, take(&option.nodes));
    let mut question = take(&draft.question);
    record.prompt.iter().for_each(|nodes| question.extend(take(nodes)));
    question.extend(list(record.options.iter().map(option).collect()));
    let mut right: Vec<Vec<Block>> =
        record.right.iter().filter_map(|at| record.options.get(*at)).map(option).collect();
    let mut answer = match right.len() {
        0 => take(&draft.answer),
        1 => right.remove(0),
        _ => list(right).into_iter().collect(),
    };
    record.rest.iter().for_each(|nodes| answer.extend(take(nodes)));
    let own = answer.len();
    record.extra.iter().for_each(|nodes| answer.extend(take(nodes)));
    let extra = answer.len() - own;
    // In a page, a question may be bold because it is one; in a file of records, that is its text.
    if matches!(page.flow.container(record.nodes.start), Some(Container::Row { .. })) {
        question.iter_mut().for_each(plain);
    }
    for (_, nodes) in &record.unused {
        for at in nodes.clone() {
            page.flow.nodes[at].skip = Some(Furniture::Field);
        }
    }
    (
        About { level: levels::of_record(page, record), tags: record.tags.clone(), ..About::default() },
        question,
        answer,
        extra,
    )
}

/// A list of options.
fn list(options: Vec<Vec<Block>>) -> Option<Block> {
    let items: Vec<Item> =
        options.into_iter().map(|content| Item { task: None, content, span: Span::default() }).collect();
    (!items.is_empty()).then(|| Block::new(BlockKind::list(None, items)))
}

/// An option behind its letter: "A. a rotor".
fn lettered(letter: Option<char>, mut content: Vec<Block>) -> Vec<Block> {
    let Some(letter) = letter else { return content };
    let lead = Inline::text(format!("{letter}. "));
    match content.first_mut().map(|block| &mut block.kind) {
        Some(BlockKind::Paragraph(inlines)) => inlines.insert(0, lead),
        _ => content.insert(0, Block::new(BlockKind::Paragraph(vec![lead]))),
    }
    content
}
