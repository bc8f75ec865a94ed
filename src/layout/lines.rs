//! Lines that ask: a question on a line of its own, without a number or a heading's markup, in plain
//! text or bold; what follows is its answer.
//!
//! A copied page often begins with all its questions as a contents list. A question that comes again
//! with an answer behind it counts there.

use std::collections::{BTreeMap, HashMap};

use super::signs::extent::{self, Start};
use super::signs::{number, wording};
use super::{Candidate, Layout};
use crate::flow::{Flow, NodeKind};
use crate::format::Format;
use crate::model::{BlockKind, Inline};

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "lines",
    extensions: &[],
    summary: "a line of its own that asks is the question, without number or markup, or bold",
    options: &[],
    open: |_| Ok(Box::new(Lines)),
};

struct Lines;

/// How long a line may be that asks.
const LONGEST: usize = 240;

impl Layout for Lines {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let mut series: BTreeMap<(bool, usize), Vec<usize>> = BTreeMap::new();
        for leaf in flow.leaves(0..flow.nodes.len()) {
            if let Some(bold) = asks(flow, leaf) {
                series.entry((bold, flow.nodes[leaf].column)).or_default().push(leaf);
            }
        }
        series.into_iter().filter_map(|((bold, _), leaves)| candidate(flow, bold, &leaves)).collect()
    }
}

/// Whether a line asks, and whether it is bold.
fn asks(flow: &Flow, leaf: usize) -> Option<bool> {
    let node = &flow.nodes[leaf];
    let NodeKind::Leaf(BlockKind::Paragraph(content)) = &node.kind else { return None };
    let ends_line = |inline: &Inline| {
        matches!(inline, Inline::Break) || matches!(inline, Inline::Text(text) if text.trim().is_empty())
    };
    let bold = matches!(content.split_first(), Some((Inline::Strong(_), rest)) if rest.iter().all(ends_line));
    let text = node.text.trim_end_matches(['¶', ' ']);
    let is_first = leaf == 0 || flow.nodes[leaf - 1].parent != node.parent || !flow.is_line(leaf);
    let short = text.len() <= 4 * LONGEST && text.chars().count() <= LONGEST;
    if !is_first || !short || flow.scope(leaf).is_some() {
        return None;
    }
    let whole = extent::question(flow, leaf).end;
    let last = flow.nodes[whole - 1].text.trim_end_matches(['¶', ' ']);
    let ends = last.ends_with(['?', '？', '؟']) || (bold && wording::is_question(text));
    let plain = number::prefix(text).is_none() && wording::question_label(text).is_none();
    (ends && plain).then_some(bold)
}

fn candidate(flow: &Flow, bold: bool, leaves: &[usize]) -> Option<Candidate> {
    let bare =
        |leaf: usize| flow.nodes[leaf].text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let last: HashMap<String, usize> = leaves.iter().map(|leaf| (bare(*leaf), *leaf)).collect();
    let kept = leaves.iter().enumerate().filter(|(at, leaf)| {
        let end = leaves.get(at + 1).copied().unwrap_or(flow.nodes.len());
        let answered = extent::first_leaf(flow, extent::question(flow, **leaf).end..end).is_some();
        answered || last[&bare(**leaf)] == **leaf
    });
    let start = |leaf: usize| Start {
        question: extent::question(flow, leaf),
        number: None,
        cut: 0,
        split: None,
        topic: None,
    };
    let drafts = extent::drafts(flow, kept.map(|(_, leaf)| start(*leaf)).collect(), None);
    let habit = if bold { "bold lines that ask" } else { "lines that ask" };
    (drafts.len() >= 2).then(|| Candidate {
        habit: habit.to_owned(),
        drafts,
        weak: true,
        ..Candidate::default()
    })
}
