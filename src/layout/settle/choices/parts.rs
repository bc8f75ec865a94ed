//! The blocks of a card with options: the question with its options as a list, without the marks
//! that would give the answer away; the answer with what was marked.

use super::{Choice, Choices};
use crate::flow::Flow;
use crate::inline;
use crate::layout::Draft;
use crate::model::{Block, BlockKind, Inline, Item};
use crate::render::text;

/// The question of a card, with what stands before its options, and with them.
pub(in crate::layout::settle) fn of_question(
    flow: &mut Flow,
    draft: &Draft,
    choices: &Choices,
) -> (Vec<Block>, Block) {
    let lead = flow.take(draft.question.start, choices.nodes.start);
    let bold = choices.options.iter().filter(|choice| choice.is_bold).count();
    let shows = bold > 0 && bold < choices.options.len();
    let items = (0..choices.options.len()).map(|at| item(flow, choices, at, shows)).collect();
    let span = flow.nodes[choices.nodes.start].span.join(flow.nodes[choices.nodes.end - 1].span);
    (lead, Block { kind: BlockKind::list(None, items), span })
}

/// What answers the question, where the answer does not say it: the marked options.
pub(in crate::layout::settle) fn of_answer(choices: &Choices, options: &Block) -> Vec<Block> {
    let marked = choices.marked();
    let BlockKind::List(list) = &options.kind else { return Vec::new() };
    if choices.is_stated || marked.is_empty() {
        return Vec::new();
    }
    let chosen: Vec<Item> = marked.iter().filter_map(|at| list.items.get(*at).cloned()).collect();
    match chosen.as_slice() {
        [only] => only.content.clone(),
        _ => vec![Block { kind: BlockKind::list(None, chosen), span: options.span }],
    }
}

fn item(flow: &mut Flow, choices: &Choices, at: usize, shows: bool) -> Item {
    let Choice { nodes, code, part, mark, is_bold, .. } = &choices.options[at];
    let span = flow.nodes[nodes.start].span;
    let mut content = match part {
        Some(part) => {
            flow.copy(nodes.clone()).into_iter().map(|block| cut_out(block, part.start, part.end)).collect()
        }
        None => flow.take(nodes.start, nodes.end),
    };
    if let Some(Block { kind: BlockKind::Paragraph(line), .. }) = content.first_mut() {
        inline::tidy_line(line);
        cut_mark(line, &choices.options[at]);
        inline::cut_end(line, mark.end);
        if *is_bold && shows {
            unwrap(line);
        }
        if choices.lettered_later {
            let letter = char::from(b'A' + u8::try_from(at).unwrap_or_default());
            line.insert(0, Inline::text(format!("{letter}. ")));
        }
        inline::tidy_line(line);
    }
    content.extend(flow.take(code.start, code.end));
    content.retain_mut(inline::tidy);
    Item { task: None, content, span }
}

/// Takes the mark off the front of an option; a letter before it stays.
fn cut_mark(line: &mut Vec<Inline>, choice: &Choice) {
    let length = choice.letter.filter(|_| choice.behind_letter).map_or(0, |letter| letter.length);
    let letter: String = text::inlines(line).chars().take(length).collect();
    inline::cut_start(line, length + choice.mark.front);
    if !letter.is_empty() {
        line.insert(0, Inline::text(letter));
    }
}

/// The part of a line between two characters.
fn cut_out(mut block: Block, start: usize, end: usize) -> Block {
    if let BlockKind::Paragraph(content) = &mut block.kind {
        let length = text::inlines(content).chars().count();
        inline::cut_end(content, length.saturating_sub(end));
        inline::cut_start(content, start);
    }
    block
}

/// Takes bold type off a line.
fn unwrap(line: &mut Vec<Inline>) {
    let parts = std::mem::take(line);
    for part in parts {
        match part {
            Inline::Strong(inner) => line.extend(inner),
            other => line.push(other),
        }
    }
}
