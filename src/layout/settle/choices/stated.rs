//! Whether what follows options says which of them is right: "Answer: B", "**B.** Because …", a lone
//! letter in code, a quotation or details.

use std::ops::Range;

use super::{Choice, Choices};
use crate::flow::{Container, Flow};
use crate::layout::settle::facts;
use crate::layout::signs::{letters, options, wording};
use crate::level;
use crate::model::BlockKind;

/// How many lines may stand between options and the answer that states one.
const NEAR: usize = 4;

/// Whether an answer states one of the options, and whether it does so by a letter that they lack.
pub(super) fn is_stated(flow: &Flow, answer: Range<usize>, choices: &Choices) -> (bool, bool) {
    let lettered = choices.options.iter().all(|choice| choice.letter.is_some());
    let alphabet = choices.options[0].letter.map_or(0, |letter| letter.alphabet);
    let mut worded = false;
    for at in flow.leaves(answer).filter(|at| !flow.nodes[*at].is_blank()).take(NEAR) {
        let text = flow.nodes[at].text();
        if level::is_statement(text) || facts::of(text).is_some() {
            continue;
        }
        if wording::is_answer_word(text) {
            worded = true;
            continue;
        }
        let label = wording::answer_label(text).filter(|_| !is_lettered(text, choices));
        let said: String = text.chars().skip(label.unwrap_or(0)).collect();
        worded |= label.is_some() || is_apart(flow, at);
        let (said, worded) = match wording::without_answer_word(&said) {
            Some(rest) => (rest, true),
            None => (said.as_str(), worded),
        };
        let first = said.lines().next().unwrap_or_default().trim();
        return match lettered {
            true => (is_letter(first, alphabet, choices, worded), false),
            false if worded && is_option(flow, first, choices) => (true, false),
            false => {
                let later = worded && is_letter(first, 0, choices, true);
                (later, later)
            }
        };
    }
    (false, false)
}

/// Whether a line could be one more of the options, whose letter is no label.
fn is_lettered(text: &str, choices: &Choices) -> bool {
    let like =
        |choice: &Choice, letter: options::Letter| choice.letter.is_some_and(|own| own.is_like(letter));
    text.contains(':')
        && options::letter(text)
            .is_some_and(|letter| choices.options.iter().any(|choice| like(choice, letter)))
}

/// Whether a leaf is set apart from text, as a lone answer is.
fn is_apart(flow: &Flow, leaf: usize) -> bool {
    let is_box = |at: usize| matches!(flow.container(at), Some(Container::Quote | Container::Details));
    matches!(flow.nodes[leaf].other(), Some(BlockKind::Code { .. })) || flow.ancestors(leaf).any(is_box)
}

fn is_letter(text: &str, alphabet: usize, choices: &Choices, worded: bool) -> bool {
    let fits = |index: usize| index < choices.options.len();
    if let Some(found) = options::said(text, alphabet) {
        return found.into_iter().all(fits);
    }
    let bare = text.trim_start_matches(['*', '_', '`']);
    worded && options::letter(bare).is_some_and(|letter| letter.alphabet == alphabet && fits(letter.index))
}

/// Whether a text repeats one of the options.
fn is_option(flow: &Flow, text: &str, choices: &Choices) -> bool {
    let own = |choice: &Choice| {
        flow.leaves(choice.nodes.clone()).map(|at| flow.nodes[at].text().as_str()).collect::<String>()
    };
    let said = letters::of(text);
    !said.is_empty() && choices.options.iter().any(|choice| letters::of(&own(choice)) == said)
}
