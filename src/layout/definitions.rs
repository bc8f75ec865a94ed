//! Definition lists: the term is the question, what it means is the answer.

use super::signs::number;
use super::{Candidate, Draft, Layout};
use crate::flow::{Container, Flow};
use crate::format::Format;

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "definitions",
    extensions: &[],
    summary: "definition lists: the term is the question",
    options: &[],
    open: |_| Ok(Box::new(Definitions)),
};

struct Definitions;

impl Layout for Definitions {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let mut drafts = Vec::new();
        let mut at = 0;
        while at < flow.nodes.len() {
            if flow.container(at) == Some(&Container::Definitions) {
                drafts.extend(list(flow, at));
                at = flow.nodes[at].pair();
            }
            at += 1;
        }
        if drafts.is_empty() {
            return Vec::new();
        }
        vec![Candidate { habit: "terms of definition lists".to_owned(), drafts, ..Candidate::default() }]
    }
}

/// The cards of one list: terms in a row are one question.
fn list(flow: &Flow, open: usize) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut at = open + 1;
    while at < flow.nodes[open].pair() {
        let close = flow.nodes[at].pair();
        match flow.container(at) {
            Some(Container::Term) => match drafts.last_mut() {
                Some(last) if last.answer.is_empty() => {
                    last.question.end = close;
                    last.answer = close..close;
                }
                _ => drafts.push(term(flow, at + 1, close)),
            },
            Some(Container::Meaning) => {
                drafts.last_mut().into_iter().for_each(|last| last.answer.end = close)
            }
            _ => {}
        }
        at = close + 1;
    }
    drafts
}

fn term(flow: &Flow, start: usize, close: usize) -> Draft {
    let text = flow.nodes[start].text();
    let (number, cut) = number::and_length(text);
    Draft { question: start..close, answer: close..close, number, cut, ..Draft::default() }
}
