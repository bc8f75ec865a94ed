//! What entries of contents lists and titles are compared by, and whether the two ask the same in other
//! words.

use std::collections::HashSet;

use crate::layout::signs::{letters, number, wording};

/// The share of words that a question below has from its entry, at least; where one of the two has all
/// words of the other, it may have more of its own.
const NEAR: f64 = 0.9;
const NEAR_WITHIN: f64 = 0.75;

/// How many letters of a word are compared: what follows may be an ending.
const STEM: usize = 6;

/// How many bytes an entry may have: a page may be one line, which lists nothing.
const LONGEST: usize = 4096;

/// Whether a line can be a title: it begins with a word, and is no link to the top.
pub(super) fn is_title(text: &str) -> bool {
    let begins = text.trim_start_matches(['"', '“', '«', '‘', '\'', '(', '[', '¿', '*', '_', '`', '#', ' ']);
    begins.starts_with(char::is_alphanumeric) && !wording::is_to_top(text)
}

/// Adds what is compared of a line: letters and digits, without its number and label and without the page
/// number at its end.
pub(super) fn push_bare(text: &str, letters: &mut Vec<u8>) {
    let cut = number::any_prefix(text).map_or(0, |prefix| prefix.length);
    let cut = cut.max(wording::question_label(text).unwrap_or(0));
    let text = letters::behind(text, cut);
    let dots = text.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    push_letters(if dots.ends_with("...") || dots.ends_with(". .") { dots } else { text }, letters);
}

/// Adds the letters of a line that is short enough to be listed.
pub(super) fn push_letters(text: &str, letters: &mut Vec<u8>) {
    if text.len() <= LONGEST {
        letters::push(text, usize::MAX, letters);
    }
}

/// The words of a line that are more than two letters long, without their endings.
pub(super) fn words(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().nth(2).is_some());
    words.map(|word| word.to_lowercase().chars().take(STEM).collect()).collect()
}

/// Whether two lines ask the same: one has all words of the other and a few more, or hardly a word differs.
pub(super) fn is_near(one: &HashSet<String>, other: &HashSet<String>) -> bool {
    let shared = one.intersection(other).count() as f64;
    let (few, many) = (one.len().min(other.len()) as f64, one.len().max(other.len()).max(1) as f64);
    shared / many >= NEAR || (shared == few && shared / many >= NEAR_WITHIN)
}
