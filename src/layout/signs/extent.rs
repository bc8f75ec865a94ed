//! How far a question and its answer reach, for layouts in which only questions are marked.

use std::ops::Range;

use super::wording;
use crate::flow::{Container, Flow, NodeKind};
use crate::layout::Draft;
use crate::level;
use crate::model::{BlockKind, Inline, Number, Role};

/// A question that a layout has found.
#[derive(Debug, Clone)]
pub struct Start {
    /// Its nodes.
    pub question: Range<usize>,
    /// Its number.
    pub number: Option<Number>,
    /// How many characters at its front are the number.
    pub cut: usize,
    /// How many characters of its leaf belong to it, where the rest begins the answer.
    pub split: Option<usize>,
    /// What it is filed under, where its line says so before it asks.
    pub topic: Option<String>,
}

/// Cards from questions: each answer reaches to the next question, to a heading over it, or to the
/// end of the box that it shares with its question.
///
/// `level` is the questions' own where they are headings; deeper headings stay in the answer.
pub fn drafts(flow: &Flow, mut starts: Vec<Start>, level: Option<u8>) -> Vec<Draft> {
    // A question ends where the next begins, however it goes on: a number may stand alone.
    for at in 1..starts.len() {
        let next = starts[at].question.start;
        let question = &mut starts[at - 1].question;
        question.end = question.end.min(next);
    }
    let stops = stops(flow, &starts, level);
    let mut limits: Vec<usize> = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        let next = starts
            .get(at + 1)
            .map_or(flow.nodes.len(), |next| flow.outermost_after(next.question.start, start.question.start));
        let scope = flow.scope(start.question.start);
        let first_stop = stops.partition_point(|stop| *stop < start.question.end);
        let stop = stops[first_stop..].iter().take_while(|stop| **stop < next).find(|stop| {
            let outer = flow.scope(**stop);
            outer == scope
                || outer.is_none_or(|outer| flow.ancestors(start.question.start).any(|at| at == outer))
        });
        let end = stop.copied().unwrap_or(next);
        limits.push(boxed(flow, start, end).unwrap_or(end));
    }
    keep_to_items(flow, &starts, &mut limits);
    let answers =
        starts.iter().zip(limits).map(|(start, limit)| start.question.end..limit.max(start.question.end));
    let answers: Vec<_> = answers.collect();
    starts.into_iter().zip(answers).map(|(start, answer)| draft(start, answer)).collect()
}

fn draft(start: Start, answer: Range<usize>) -> Draft {
    let Start { question, number, cut, split, topic } = start;
    Draft { question, answer, number, cut, split, topic, ..Draft::default() }
}

/// Headings that end an answer.
fn stops(flow: &Flow, starts: &[Start], level: Option<u8>) -> Vec<usize> {
    let mut at = 0;
    let mut found = Vec::new();
    for index in flow.headings.iter().copied() {
        while starts.get(at).is_some_and(|start| start.question.end <= index) {
            at += 1;
        }
        let in_question = starts.get(at).is_some_and(|start| start.question.contains(&index));
        let is_over = |own: u8| level.is_none_or(|level| own <= level);
        // A heading in a footnote was taken out since.
        if !in_question && flow.heading(index).is_some_and(is_over) {
            found.push(index);
        }
    }
    found
}

/// The end of the box that a question shares with its answer, if there is one before `end`.
fn boxed(flow: &Flow, start: &Start, end: usize) -> Option<usize> {
    for at in flow.ancestors(start.question.start) {
        let close = flow.nodes[at].pair;
        let is_box = match flow.container(at)? {
            Container::Group(hint) => {
                hint.role != Role::Lines && !hint.names.iter().any(|name| name.contains("question"))
            }
            Container::Details | Container::Meaning | Container::Quote => true,
            _ => false,
        };
        if is_box && has_answer(flow, start.question.end..close.min(end)) {
            return Some(close.min(end));
        }
    }
    None
}

fn has_answer(flow: &Flow, range: Range<usize>) -> bool {
    let mut leaves = flow.leaves(range);
    leaves.any(|at| !flow.nodes[at].text.is_empty() && level::statement(&flow.nodes[at].text).is_none())
}

/// Where all answers but the last stand in the items of their questions, the last does too.
fn keep_to_items(flow: &Flow, starts: &[Start], limits: &mut [usize]) {
    let item = |start: &Start| {
        let mut items = flow.ancestors(start.question.start);
        items.find(|at| matches!(flow.container(*at), Some(Container::Item { .. })))
    };
    let Some((last, others)) = starts.split_last() else { return };
    let inside = |(start, limit): (&Start, &usize)| {
        item(start).is_some_and(|item| {
            let close = flow.nodes[item].pair;
            has_answer(flow, start.question.end..close) && !has_answer(flow, close..*limit)
        })
    };
    let all = others.iter().zip(limits.iter()).all(inside);
    if let (true, Some(item), Some(limit)) = (all, item(last), limits.last_mut())
        && (!others.is_empty() || has_answer(flow, last.question.end..flow.nodes[item].pair))
    {
        *limit = (*limit).min(flow.nodes[item].pair);
    }
}

/// How many lines a question may be wrapped into.
const MOST_LINES: usize = 12;

/// The nodes of a question that begins at a leaf: the leaf, and the lines that it is wrapped into.
pub fn question(flow: &Flow, leaf: usize) -> Range<usize> {
    let mut end = leaf + 1;
    while end - leaf < MOST_LINES
        && flow.is_line(leaf)
        && flow.nodes[end].parent == flow.nodes[leaf].parent
        && goes_on(flow, end - 1, end)
    {
        end += 1;
    }
    leaf..end
}

/// Whether a line of a question goes on in the next line.
fn goes_on(flow: &Flow, line: usize, next: usize) -> bool {
    let NodeKind::Leaf(BlockKind::Paragraph(content)) = &flow.nodes[line].kind else { return false };
    let (text, after) = (&flow.nodes[line].text, &flow.nodes[next].text);
    let wrapped = matches!(content.last(), Some(Inline::Text(end)) if end.ends_with('\n'));
    let ended = text.ends_with(['?', '？', '؟', '.', '!', ':', '。', '：', ')', '）', ']']);
    let lower = after.starts_with(|c: char| c.is_lowercase());
    let aligned =
        flow.nodes[line].column.abs_diff(flow.nodes[next].column) < 2 || line_is_numbered(flow, line);
    matches!(flow.nodes[next].kind, NodeKind::Leaf(_))
        && aligned
        && wrapped
        && !ended
        && (lower || text.chars().count() >= 50)
        && level::statement(after).is_none()
        && wording::answer_label(after).is_none()
}

/// Behind a number the lines of a question stand further in.
fn line_is_numbered(flow: &Flow, line: usize) -> bool {
    super::number::prefix(&flow.nodes[line].text).is_some()
}

/// The first leaf with text in a range.
pub fn first_leaf(flow: &Flow, range: Range<usize>) -> Option<usize> {
    flow.leaves(range).find(|at| !flow.nodes[*at].text.is_empty())
}
