//! `<details>` whose summary is the question and whose content is the answer.
//!
//! A summary that only says "Answer" belongs to a question above it: that is another layout's card.

use super::signs::{number, wording};
use super::{Candidate, Draft, Layout};
use crate::flow::{Container, Flow};
use crate::format::Format;

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "details",
    extensions: &[],
    summary: "details that open on a click: the summary is the question",
    options: &[],
    open: |_| Ok(Box::new(Details)),
};

struct Details;

impl Layout for Details {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let mut drafts = Vec::new();
        let mut at = 0;
        while at < flow.nodes.len() {
            if flow.container(at) == Some(&Container::Details)
                && !holds_questions(flow, at)
                && let Some(draft) = draft(flow, at)
            {
                at = flow.nodes[at].pair();
                drafts.push(draft);
            }
            at += 1;
        }
        if drafts.is_empty() {
            return Vec::new();
        }
        vec![Candidate {
            habit: "details with the question as their summary".to_owned(),
            drafts,
            ..Candidate::default()
        }]
    }
}

/// Whether a part that opens on a click holds two or more of its kind and little else, or one that only
/// says "Answer" below a heading that asks: a section.
fn holds_questions(flow: &Flow, open: usize) -> bool {
    let close = flow.nodes[open].pair();
    let mut inner = Vec::new();
    let mut at = open + 1;
    while at < close {
        if flow.container(at) == Some(&Container::Details) {
            inner.push(at);
            at = flow.nodes[at].pair();
        }
        at += 1;
    }
    let answers = |at: &usize| draft(flow, *at).is_none();
    let asks = |at: usize| flow.heading(at).is_some() && wording::is_question(flow.nodes[at].text());
    let below_question = !inner.is_empty() && (open..inner[0]).any(asks);
    below_question || (inner.len() >= 2 && !inner.iter().all(answers))
}

fn draft(flow: &Flow, open: usize) -> Option<Draft> {
    let summary = open + 1;
    let (leaf, close) = (summary + 1, flow.nodes[summary].pair());
    let text = flow.nodes[leaf].text();
    if text.is_empty() || wording::is_answer_word(text) || wording::is_part_of_page(text) {
        return None;
    }
    let (number, cut) = number::and_length(text);
    let answer = close + 1..flow.nodes[open].pair();
    Some(Draft { question: leaf..close, answer, number, cut, ..Draft::default() })
}
