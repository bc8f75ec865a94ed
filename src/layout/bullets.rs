//! Bullets that are questions: lists without numbers, mostly without answers, as collections of
//! questions to ask have them.
//!
//! A follow-up in a nested list is a question of its own. Code right behind a list that ends with a
//! question belongs to that question.

use super::signs::{extent, wording};
use super::{Candidate, Draft, Layout};
use crate::flow::{Container, Flow, NodeKind};
use crate::format::Format;
use crate::model::BlockKind;

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "bullets",
    extensions: &[],
    summary: "lists of questions without numbers, mostly without answers",
    options: &[],
    open: |_| Ok(Box::new(Bullets)),
};

struct Bullets;

impl Layout for Bullets {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let mut drafts = Vec::new();
        let mut at = 0;
        while at < flow.nodes.len() {
            if flow.container(at) == Some(&Container::List(None)) {
                drafts.extend(questions(flow, at));
                at = flow.nodes[at].pair;
            }
            at += 1;
        }
        match drafts.len() {
            0 | 1 => Vec::new(),
            _ => vec![Candidate { habit: "bullets that are questions".to_owned(), drafts, certain: false }],
        }
    }
}

/// The questions of a list, if most of its items are some.
fn questions(flow: &Flow, list: usize) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for at in list..flow.nodes[list].pair {
        if matches!(flow.container(at), Some(Container::Item { .. })) {
            drafts.extend(item(flow, at));
        }
    }
    let asked = drafts.iter().filter(|draft| wording::is_question(&flow.nodes[draft.question.start].text)).count();
    if asked * 2 < drafts.len() {
        return Vec::new();
    }
    if let Some(last) = drafts.last_mut().filter(|last| last.answer.is_empty()) {
        let close = flow.nodes[list].pair;
        let code = (close + 1..flow.nodes.len()).take_while(|at| is_code(flow, *at)).count();
        if code > 0 {
            last.question.end = close + 1 + code;
            last.answer = last.question.end..last.question.end;
        }
    }
    drafts
}

fn is_code(flow: &Flow, at: usize) -> bool {
    matches!(flow.nodes[at].kind, NodeKind::Leaf(BlockKind::Code { .. }))
}

/// The question that an item begins with; its answer reaches to a nested list of questions, or to the
/// item's end.
fn item(flow: &Flow, open: usize) -> Option<Draft> {
    let close = flow.nodes[open].pair;
    let first = extent::first_leaf(flow, open..close)?;
    let own = flow.ancestors(first).find(|at| matches!(flow.container(*at), Some(Container::Item { .. })));
    if own != Some(open) || !matches!(flow.nodes[first].kind, NodeKind::Leaf(BlockKind::Paragraph(_))) {
        return None;
    }
    let question = extent::question(flow, first);
    let nested = (question.end..close).find(|at| {
        matches!(flow.container(*at), Some(Container::List(_)))
            && extent::first_leaf(flow, *at..flow.nodes[*at].pair)
                .is_some_and(|leaf| wording::is_question(&flow.nodes[leaf].text))
    });
    let answer = question.end..nested.unwrap_or(close);
    Some(Draft { question, answer, ..Draft::default() })
}
