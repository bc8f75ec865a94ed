//! Headings as questions: all headings of one level, the answer below each; shallower headings are
//! sections, deeper ones part of the answer.

use std::collections::{HashMap, HashSet};

use super::signs::extent;
use super::signs::{links, number, wording};
use super::{Candidate, Draft, Layout};
use crate::flow::Flow;
use crate::format::Format;
use crate::model::BlockKind;

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "headings",
    extensions: &[],
    summary: "a heading is the question, what stands below it the answer",
    options: &[],
    open: |_| Ok(Box::new(Headings)),
};

struct Headings;

/// How many words say more than the name of a part of a page.
const SENTENCE: usize = 5;

impl Layout for Headings {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        (1..=6).filter_map(|level| candidate(flow, level)).collect()
    }
}

fn candidate(flow: &Flow, level: u8) -> Option<Candidate> {
    let is_one = |at: &usize| matches!(flow.nodes[*at].other(), Some(BlockKind::Heading { level: own, .. }) if *own == level);
    let all: Vec<usize> =
        flow.headings.iter().copied().filter(|at| flow.nodes[*at].skip.is_none() && is_one(at)).collect();
    if all.is_empty() {
        return None;
    }
    let text = |at: usize| flow.nodes[at].text().as_str();
    let asked = all.iter().filter(|at| wording::is_question(text(**at))).count();
    let mut kept: Vec<usize> = all
        .iter()
        .copied()
        .filter(|at| !text(*at).is_empty() && !wording::is_part_of_page(text(*at)))
        .collect();
    // A heading that comes again and again, and does not ask, is a part of each answer.
    let repeated = repeated(flow, &kept);
    kept.retain(|at| !repeated.contains(text(*at)));
    // Where most say "Q.", the others are sections.
    let labelled = |at: &usize| wording::question_label(text(*at)).is_some();
    if kept.iter().filter(|at| labelled(at)).count() * 10 >= kept.len() * 6 {
        kept.retain(labelled);
    }
    // Where nearly all are questions, a few words at either end are the page's own parts.
    if asked >= 8 && asked * 10 >= all.len() * 9 {
        let is_own =
            |at: &usize| wording::is_question(text(*at)) || text(*at).split_whitespace().count() >= SENTENCE;
        let first = kept.iter().position(|at| wording::is_question(text(*at)))?;
        let last = kept.iter().rposition(is_own)?;
        kept = kept[first..=last].to_vec();
    }
    let starts: Vec<Draft> = kept.into_iter().map(|at| start(flow, at)).collect();
    let drafts = without_sections(flow, extent::drafts(flow, starts, Some(level)));
    (!drafts.is_empty()).then(|| Candidate {
        habit: format!("headings of level {level}"),
        drafts,
        ..Candidate::default()
    })
}

/// What three or more headings say alike without asking.
fn repeated<'a>(flow: &'a Flow, headings: &[usize]) -> HashSet<&'a str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for at in headings {
        *counts.entry(flow.nodes[*at].text().as_str()).or_insert(0) += 1;
    }
    counts.retain(|text, count| *count >= 3 && !wording::is_question(text));
    counts.into_keys().collect()
}

/// Without headings that do not ask and begin a section: where nearly all have an answer, those that have
/// none, only links within the page, or several headings that ask.
fn without_sections(flow: &Flow, drafts: Vec<Draft>) -> Vec<Draft> {
    let asks = |at: &usize| wording::is_question(flow.nodes[*at].text());
    let has_text = |draft: &Draft| {
        let own = flow.nodes[draft.question.start].text().as_str();
        let says = |at: usize| {
            let text = flow.nodes[at].text().as_str();
            !text.is_empty() && text != own && !wording::is_part_of_page(text)
        };
        extent::has_answer(flow, draft.answer.clone()) && flow.leaves(draft.answer.clone()).any(says)
    };
    // Words with which requests begin are in titles, too, and a page's first heading is its title.
    let first = flow.leaves(0..flow.nodes.len()).find(|at| flow.heading(*at).is_some());
    let surely =
        |at: usize| flow.nodes[at].text().contains(['?', '？', '؟']) || (Some(at) != first && asks(&at));
    let asking: Vec<&Draft> = drafts.iter().filter(|draft| asks(&draft.question.start)).collect();
    let answered = |drafts: &[&Draft]| drafts.iter().filter(|draft| has_text(draft)).count() * 10;
    let most = answered(&drafts.iter().collect::<Vec<_>>()) >= drafts.len() * 6;
    if !most && (asking.len() < 2 || answered(&asking) < asking.len() * 8) {
        return drafts;
    }
    let has_answer = |draft: &Draft| {
        has_text(draft)
            && !is_section(flow, draft)
            && !flow.leaves(draft.answer.clone()).all(|at| links_within(flow, at))
    };
    drafts.into_iter().filter(|draft| has_answer(draft) || surely(draft.question.start)).collect()
}

/// Whether a heading does not ask, and several below it do.
pub(super) fn is_section(flow: &Flow, draft: &Draft) -> bool {
    let asks = |at: &usize| wording::is_question(flow.nodes[*at].text());
    let inner = flow.leaves(draft.answer.clone()).filter(|at| flow.heading(*at).is_some() && asks(at));
    inner.count() >= 2 && !asks(&draft.question.start)
}

/// Whether a leaf says nothing but where on the page something stands.
fn links_within(flow: &Flow, leaf: usize) -> bool {
    let targets = links::targets(&flow.nodes[leaf]);
    targets.is_some_and(|targets| links::are_anchors(&targets))
}

fn start(flow: &Flow, leaf: usize) -> Draft {
    let text = flow.nodes[leaf].text();
    let prefix = number::before_text(text);
    let label = || wording::question_label(text).filter(|label| *label < text.chars().count());
    let (number, cut) = match prefix {
        Some(prefix) => (Some(prefix.number), prefix.length),
        None => (None, label().unwrap_or(0)),
    };
    Draft { question: leaf..leaf + 1, number, cut, ..Draft::default() }
}
