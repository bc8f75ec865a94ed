//! Which way text runs: Hebrew, Arabic and others from right to left, and nothing said where none is.

use crate::inline;
use crate::model::{Block, Inline};

/// Languages that are written from right to left.
const LANGUAGES: [&str; 16] =
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "pnb", "ps", "sd", "syr", "ug", "ur", "yi"];

/// Whether a language (BCP 47: "ar", "he-IL") is written from right to left.
pub fn of_language(language: &str) -> bool {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    LANGUAGES.iter().any(|one| one.eq_ignore_ascii_case(primary))
}

/// Whether a character is a letter of a script that is written from right to left.
pub fn is_right_to_left(c: char) -> bool {
    // Hebrew to Arabic Extended-A, their presentation forms, and the scripts of the second plane.
    let is_there = matches!(c,
        '\u{590}'..='\u{8FF}'
        | '\u{FB1D}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFF}'
        | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}');
    is_there && c.is_alphabetic()
}

/// Whether the first letter of a line is one that is written from right to left, code aside; none
/// where there is no letter.
pub fn of_line(content: &[Inline]) -> Option<bool> {
    content.iter().find_map(|one| match one {
        Inline::Text(text) => text.chars().find(|c| c.is_alphabetic()).map(is_right_to_left),
        other => inline::inner(other).and_then(of_line),
    })
}

/// The same for the first line of blocks that has a letter.
pub fn of_blocks(blocks: &[Block]) -> Option<bool> {
    let mut found = None;
    inline::each_line_in(blocks, &mut |line| found = found.or_else(|| of_line(line)));
    found
}

/// Whether there is a letter in a line that is written from right to left.
pub fn is_in(content: &[Inline]) -> bool {
    content.iter().any(|one| match one {
        Inline::Text(text) => text.chars().any(is_right_to_left),
        other => inline::inner(other).is_some_and(is_in),
    })
}
