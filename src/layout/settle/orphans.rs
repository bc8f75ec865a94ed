//! Answers that belong to no question: a line "A: …" or a part that only says "Answer", and what
//! follows it, where no card reaches.

use super::{Owner, Settling};
use crate::diagnostic::Furniture;
use crate::layout::signs::wording;

/// Marks them. A word such as "Show answer" with nothing behind it is a button, and stays furniture.
pub(super) fn mark(page: &mut Settling) {
    // The word that may begin an answer, and whether anything of the answer has been seen.
    let mut begun: Option<usize> = None;
    let mut held = false;
    for at in 0..page.flow.nodes.len() {
        if begun.is_none() && page.owners[at] != Owner::Nobody {
            continue;
        }
        let node = &page.flow.nodes[at];
        if !node.is_leaf() || node.is_blank() {
            continue;
        }
        let is_free = page.owners[at] == Owner::Nobody;
        let is_word = is_free && says_answer(page, at);
        let is_text = is_free && node.skip.is_none();
        if is_word {
            begun = Some(at);
            held = is_text && !wording::is_answer_word(node.text());
        } else if is_text && begun.is_some() {
            held = true;
        } else {
            begun = None;
        }
        if let Some(start) = begun.filter(|_| held) {
            [start, at].into_iter().for_each(|at| claim(page, at));
        }
    }
}

/// Whether a line is or begins with a label for an answer.
fn says_answer(page: &Settling, at: usize) -> bool {
    let node = &page.flow.nodes[at];
    let is_shown = matches!(node.skip, None | Some(Furniture::Ornament | Furniture::Heading));
    is_shown && (wording::is_answer_word(node.text()) || wording::answer_label(node.text()).is_some())
}

fn claim(page: &mut Settling, at: usize) {
    page.owners[at] = Owner::Orphan;
    page.flow.nodes[at].skip = None;
}
