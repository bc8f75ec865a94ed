//! Structured data (FAQPage, QAPage, Quiz): the page itself says what is asked and what answered, in
//! its markup (microdata, RDFa) or in records behind what it shows (JSON-LD).
//!
//! How the second agrees with what the page shows is for `settle/twins.rs` to say.

use super::signs::extent;
use super::signs::fields::Field;
use super::signs::number::{self, Prefix};
use super::table;
use super::{Candidate, Draft, Layout};
use crate::flow::Flow;
use crate::format::Format;
use crate::model::Role;

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "structured",
    extensions: &[],
    summary: "FAQPage, QAPage and Quiz data: JSON-LD, microdata, RDFa",
    options: &[],
    open: |_| Ok(Box::new(Structured)),
};

struct Structured;

/// What the fields of a record are for, by the names of schema.org.
const FIELDS: &[(&str, Field)] = &[
    ("name", Field::Question),
    ("text", Field::Prompt),
    ("options", Field::Options),
    ("answer", Field::Answer),
    ("explanation", Field::Explanation),
    ("educationalLevel", Field::Level),
    ("keywords", Field::Tags),
];

impl Layout for Structured {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let is_question = |at: &usize| role(flow, *at) == Some(&Role::Question);
        let items = (0..flow.nodes.len()).filter(is_question);
        candidate("markup that says Question", items.filter_map(|open| item(flow, open)).collect())
    }

    fn find_in_data(&self, flow: &Flow) -> Vec<Candidate> {
        let mut drafts = table::of_data(flow, flow.shown..flow.nodes.len(), FIELDS);
        take_numbers(flow, &mut drafts);
        candidate("questions in the page's data", drafts)
    }
}

fn candidate(habit: &str, drafts: Vec<Draft>) -> Vec<Candidate> {
    let habit = habit.to_owned();
    let all = [Candidate { habit, drafts, told: true, ..Candidate::default() }];
    all.into_iter().filter(|candidate| !candidate.drafts.is_empty()).collect()
}

fn role(flow: &Flow, at: usize) -> Option<&Role> {
    flow.group(at).map(|hint| &hint.role)
}

/// The card in an element that is a question: what stands before its answer, and that.
fn item(flow: &Flow, open: usize) -> Option<Draft> {
    let close = flow.nodes[open].pair();
    let first = extent::first_leaf(flow, open..close)?;
    let mut answers = (open..close).filter_map(|at| match role(flow, at) {
        Some(Role::Answer { accepted }) => Some((at, *accepted)),
        _ => None,
    });
    let (question, answer) = match answers.next() {
        // A card is one stretch of the page: where another answer is the better one, it is none.
        Some((_, false)) if answers.any(|(_, accepted)| accepted) => return None,
        Some((at, _)) => (first..at, at..flow.nodes[at].pair()),
        None => (first..first + 1, first + 1..close),
    };
    let prefix = prefix(flow, first);
    let (number, cut) = prefix.map_or((None, 0), |prefix| (Some(prefix.number), prefix.length));
    (!question.is_empty()).then(|| Draft { question, answer, number, cut, ..Draft::default() })
}

fn prefix(flow: &Flow, leaf: usize) -> Option<Prefix> {
    number::before_text(flow.nodes[leaf].text())
}

/// Records that all begin with a number are numbered.
fn take_numbers(flow: &Flow, drafts: &mut [Draft]) {
    let of = |draft: &Draft| prefix(flow, extent::first_leaf(flow, draft.question.clone())?);
    let prefixes: Vec<Option<Prefix>> = drafts.iter().map(of).collect();
    if prefixes.len() < 2 || prefixes.iter().any(Option::is_none) {
        return;
    }
    for (draft, prefix) in drafts.iter_mut().zip(prefixes.into_iter().flatten()) {
        (draft.number, draft.cut) = (Some(prefix.number), prefix.length);
    }
}
