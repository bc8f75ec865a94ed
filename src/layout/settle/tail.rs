//! Where the last answer ends: no next question says so.

use crate::flow::{Container, Flow};
use crate::layout::Draft;

/// Where all other answers end with the details that open on a click, the last does too; what
/// follows is the foot of the page.
pub(super) fn cut(flow: &Flow, drafts: &mut [Draft]) {
    let Some((last, others)) = drafts.split_last_mut() else { return };
    let guessed = |draft: &Draft| draft.mark().is_none() && draft.record().is_none();
    if others.len() < 2 || !guessed(last) {
        return;
    }
    let close = |draft: &Draft| {
        let is_details = |at: &usize| flow.container(*at) == Some(&Container::Details);
        let open = draft.answer.clone().rev().find(is_details)?;
        Some(flow.nodes[open].pair() + 1).filter(|end| *end <= draft.answer.end)
    };
    let rest =
        |draft: &Draft, end: usize| flow.leaves(end..draft.answer.end).any(|at| !flow.nodes[at].is_blank());
    let ends_there = |draft: &Draft| guessed(draft) && close(draft).is_some_and(|end| !rest(draft, end));
    if others.iter().all(ends_there)
        && let Some(end) = close(last)
    {
        last.answer.end = end;
    }
}
