//! The blocks of a card: taken out of the flow, without number and label, without shells.

use super::Settling;
use super::about::cut_leaf;
use super::choices::{self, Choices};
use crate::inline;
use crate::layout::Draft;
use crate::layout::signs::wording;
use crate::model::{Block, BlockKind, Inline};

/// The blocks of question and answer.
pub(super) fn content(
    page: &mut Settling,
    draft: &Draft,
    choices: Option<&Choices>,
) -> (Vec<Block>, Vec<Block>) {
    let first = page.flow.leaves(draft.question.clone()).next();
    let rest = first.zip(draft.split()).and_then(|(at, split)| split_leaf(page, at, split));
    if let Some(at) = first {
        cut_leaf(page, at, draft.cut);
    }
    if let Some(choices) = choices {
        return with_choices(page, draft, choices);
    }
    let mut question = page.flow.take(draft.question.start, draft.question.end);
    lower(&mut question, draft.mark().is_none());
    if question.is_empty() {
        let label = draft.number.as_ref().map_or("?", |number| &*number.label);
        question.push(Block::paragraph(label));
    }
    let mut answer = page.flow.take(draft.answer.start, draft.answer.end);
    rest.into_iter().for_each(|rest| answer.insert(0, rest));
    let marked = draft.mark().is_some();
    (question, if marked { answer } else { without_shells(answer) })
}

/// The same for a card with options to choose from.
fn with_choices(page: &mut Settling, draft: &Draft, choices: &Choices) -> (Vec<Block>, Vec<Block>) {
    let (mut question, options) = choices::of_question(&mut page.flow, draft, choices);
    lower(&mut question, true);
    let mut answer = choices::of_answer(choices, &options);
    question.push(options);
    let end = choices.nodes.end;
    question.extend(page.flow.take(end, draft.question.end.max(end)));
    answer.extend(without_shells(page.flow.take(draft.answer.start.max(end), draft.answer.end.max(end))));
    (question, answer)
}

/// Parts a leaf behind `split` characters: what is behind becomes a block of its own.
fn split_leaf(page: &mut Settling, at: usize, split: usize) -> Option<Block> {
    let node = &mut page.flow.nodes[at];
    let (span, text) = (node.span, node.text().clone());
    node.line()?;
    let content = node.content_mut()?;
    let mut rest = content.clone();
    let length = text.chars().count();
    inline::cut_start(&mut rest, split);
    inline::cut_end(content, length.saturating_sub(split));
    let text: String = text.chars().skip(split).collect();
    if let Some(label) = wording::answer_label(text.trim_start()) {
        inline::cut_start(&mut rest, label);
    }
    let mut block = Block { kind: BlockKind::Paragraph(rest), span };
    inline::tidy(&mut block).then_some(block)
}

/// A question that is a heading becomes a paragraph; of one that is marked, only its title is one.
fn lower(question: &mut [Block], all: bool) {
    let count = if all { question.len() } else { 1 };
    for block in question.iter_mut().take(count) {
        if let BlockKind::Heading { content, .. } = &mut block.kind {
            block.kind = BlockKind::Paragraph(std::mem::take(content));
        }
    }
}

/// A question is not bold, nor a link to itself, only because it is a question.
pub(super) fn plain(block: &mut Block) {
    let BlockKind::Paragraph(content) = &mut block.kind else { return };
    while let [only] = content.as_mut_slice() {
        let whole = match only {
            Inline::Strong(_) => true,
            Inline::Link(link) => link.target.starts_with('#'),
            _ => false,
        };
        match inline::inner_mut(only).filter(|_| whole) {
            Some(inner) => *content = std::mem::take(inner),
            None => break,
        }
    }
    inline::tidy(block);
}

/// Details that only say "Answer" are a shell around it.
fn without_shells(blocks: Vec<Block>) -> Vec<Block> {
    if !blocks.iter().any(|block| matches!(block.kind, BlockKind::Details { .. })) {
        return blocks;
    }
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block.kind {
            BlockKind::Details { summary, content }
                if wording::is_answer_word(&crate::render::text::inlines(&summary.content)) =>
            {
                out.extend(content);
            }
            _ => out.push(block),
        }
    }
    out
}
