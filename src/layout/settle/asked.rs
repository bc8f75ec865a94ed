//! Below which question a line stands, as far as its page shows before layouts look: so that no level and
//! no answer that comes again is taken for an entry of a contents list.

use std::collections::HashMap;

use super::facts;
use crate::flow::Flow;
use crate::layout::signs::{letters, number, wording};
use crate::level;

/// How many headings of a level ask where its headings are questions.
const FEWEST: usize = 3;

/// For each line, the line that is the question over it; a question is over itself.
///
/// Questions are all headings of a level of which most ask, and paragraphs with a number or label that
/// ask. What is below a question ends at the next one, and at a heading over it.
pub(super) fn over_lines(flow: &Flow, lines: &[usize], begins: impl Fn(usize) -> bool) -> Vec<Option<usize>> {
    let levels = asking_levels(flow, lines);
    let mut over: Vec<Option<usize>> = Vec::with_capacity(lines.len());
    let (mut last, mut last_level) = (None, u8::MAX);
    for (at, leaf) in lines.iter().enumerate() {
        match flow.heading(*leaf) {
            Some(level) if levels.contains(&level) => (last, last_level) = (Some(at), level),
            Some(level) if level <= last_level => last = None,
            None if begins(at) && asks_by_itself(flow.nodes[*leaf].text()) => {
                (last, last_level) = (Some(at), u8::MAX);
            }
            _ => {}
        }
        over.push(last);
    }
    over
}

/// The levels at which headings are questions.
fn asking_levels(flow: &Flow, lines: &[usize]) -> Vec<u8> {
    let mut counts: HashMap<u8, (usize, usize)> = HashMap::new();
    for leaf in lines {
        if let Some(level) = flow.heading(*leaf) {
            let (all, asking) = counts.entry(level).or_default();
            *all += 1;
            *asking += usize::from(wording::is_question(behind_number(flow.nodes[*leaf].text())));
        }
    }
    let most = counts.into_iter().filter(|(_, (all, asking))| *asking >= FEWEST && asking * 2 >= *all);
    most.map(|(level, _)| level).collect()
}

/// Whether a paragraph is marked as a question, and reads like one.
fn asks_by_itself(text: &str) -> bool {
    let marked = number::prefix(text).is_some() || wording::question_label(text).is_some();
    marked && wording::is_question(behind_number(text))
}

fn behind_number(text: &str) -> &str {
    let cut = number::any_prefix(text).map_or(0, |prefix| prefix.length);
    letters::behind(text, cut.max(wording::question_label(text).unwrap_or(0)))
}

/// Whether a paragraph says something about the question over it: a row of facts does so anywhere, a level
/// right below a heading.
pub(super) fn is_about_question(flow: &Flow, lines: &[usize], at: usize) -> bool {
    let text = &flow.nodes[lines[at]].text();
    let is_below_heading = || at > 0 && flow.heading(lines[at - 1]).is_some();
    flow.heading(lines[at]).is_none()
        && (facts::of(text).is_some() || (is_below_heading() && level::is_statement(text)))
}
