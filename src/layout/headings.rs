//! Headings as questions: all headings of one level, the answer below each; shallower headings are
//! sections, deeper ones part of the answer.

use super::signs::extent::{self, Start};
use super::signs::{number, wording};
use super::{Candidate, Draft, Layout};
use crate::flow::{Flow, NodeKind};
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

impl Layout for Headings {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        (1..=6).filter_map(|level| candidate(flow, level)).collect()
    }
}

fn candidate(flow: &Flow, level: u8) -> Option<Candidate> {
    let is_one = |at: &usize| matches!(flow.nodes[*at].kind, NodeKind::Leaf(BlockKind::Heading { level: own, .. }) if own == level);
    let all: Vec<usize> = flow.leaves(0..flow.nodes.len()).filter(is_one).collect();
    let text = |at: usize| flow.nodes[at].text.as_str();
    let asked = all.iter().filter(|at| wording::is_question(text(**at))).count();
    let mut kept: Vec<usize> = all
        .iter()
        .copied()
        .filter(|at| !text(*at).is_empty() && !wording::is_part_of_page(text(*at)))
        .collect();
    // Where nearly all are questions, statements at either end are the page's own parts.
    if asked >= 8 && asked * 10 >= all.len() * 9 {
        let first = kept.iter().position(|at| wording::is_question(text(*at)))?;
        let last = kept.iter().rposition(|at| wording::is_question(text(*at)))?;
        kept = kept[first..=last].to_vec();
    }
    let starts: Vec<Start> = kept.into_iter().map(|at| start(flow, at)).collect();
    let drafts = without_sections(flow, extent::drafts(flow, starts, Some(level)));
    (!drafts.is_empty()).then(|| Candidate {
        habit: format!("headings of level {level}"),
        drafts,
        ..Candidate::default()
    })
}

/// Without headings that only stand over the next: where nearly all have an answer, one that has none and
/// does not ask begins a section.
fn without_sections(flow: &Flow, drafts: Vec<Draft>) -> Vec<Draft> {
    let has_answer = |draft: &Draft| extent::has_answer(flow, draft.answer.clone());
    let answered = drafts.iter().filter(|draft| has_answer(draft)).count();
    if answered * 10 < drafts.len() * 6 {
        return drafts;
    }
    let asks = |draft: &Draft| wording::is_question(&flow.nodes[draft.question.start].text);
    drafts.into_iter().filter(|draft| has_answer(draft) || asks(draft)).collect()
}

fn start(flow: &Flow, leaf: usize) -> Start {
    let prefix = number::prefix(&flow.nodes[leaf].text);
    let prefix = prefix.filter(|prefix| prefix.length < flow.nodes[leaf].text.chars().count());
    let (number, cut) = prefix.map_or((None, 0), |prefix| (Some(prefix.number), prefix.length));
    Start { question: leaf..leaf + 1, number, cut, split: None, topic: None }
}
