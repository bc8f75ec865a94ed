//! What the shape of a line says by its bytes alone, so that most lines need not be put in lower case and
//! compared with each word of `wording.rs`.

use crate::bytes::{Bytes, WordList};

/// What words and figures are made of, and what is between them.
const WORD: Bytes = Bytes::of(b" ").and(b'0', b'9').and(b'A', b'Z').and(b'a', b'z');

/// Whether a line of ASCII has more words with a letter in them than so many. Of other lines nothing is
/// said.
pub fn has_more_words(line: &str, most: usize) -> bool {
    let (mut words, mut in_word) = (0, false);
    for byte in line.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {
                words += usize::from(!in_word);
                if words > most {
                    return true;
                }
                in_word = true;
            }
            // Neither begins a word here, and neither ends one.
            b'0'..=b'9' | b'\'' => {}
            _ if byte.is_ascii() => in_word = false,
            _ => return false,
        }
    }
    false
}

/// Whether a word may be the first of one of the labels, or all of it: of words that are no ASCII nothing is
/// said.
pub fn begins_one(word: &str, table: &WordList) -> bool {
    let begins = |label: &str| {
        label.as_bytes().get(..word.len()).is_some_and(|front| front.eq_ignore_ascii_case(word.as_bytes()))
    };
    !word.is_ascii() || (table.may_begin(word) && table.iter().any(begins))
}

/// Whether a line may begin with one of the words, of which none begins with a word of one letter and
/// another. Of a line that begins with no ASCII letter nothing is said.
pub fn may_begin(line: &str, table: &WordList) -> bool {
    let is_word = line.starts_with(|c: char| c.is_ascii_alphabetic());
    !is_word || (table.may_begin(line) && !begins_with_letter(line))
}

/// Whether a line begins with a word of one letter, and another word behind it: "A lock".
fn begins_with_letter(line: &str) -> bool {
    let mut bytes = line.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.next() == Some(b' ')
        && bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
}

/// Whether a line can begin with one of the labels, whose sign stands within the first `front` characters:
/// between a label and its sign are figures and spaces alone.
pub fn may_have_label(line: &str, table: &WordList, front: usize) -> bool {
    if !may_begin(line, table) {
        return false;
    }
    let word = line.bytes().take(front).take_while(|byte| WORD.has(*byte)).count();
    match line.as_bytes().get(word) {
        Some(b':' | b'.' | b')' | b'-' | b']') if word < front => {
            let word = line[..word].trim_start().trim_end_matches(|c: char| c == ' ' || c.is_ascii_digit());
            table.may_begin(word) && table.iter().any(|label| label.eq_ignore_ascii_case(word))
        }
        // What stands before a label, and letters that are no ASCII.
        Some(b'*' | b'_' | b'[' | b'\t' | b'\n') => true,
        Some(byte) => !byte.is_ascii() && word < front,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static WORDS: WordList = WordList::of(&["a", "answer", "back to top", "où"]);

    #[test]
    fn lines_are_told_apart_by_how_they_begin() {
        for line in ["A", "a: 7", "A7", "Answer", "BACK TO TOP", "Où", "é", "- what", "", "an other"] {
            assert!(may_begin(line, &WORDS), "{line}");
        }
        for line in ["A lock", "Bone", "Oh", "x"] {
            assert!(!may_begin(line, &WORDS), "{line}");
        }
        assert!(begins_one("BACK", &WORDS) && begins_one("où", &WORDS));
        assert!(!begins_one("backs", &WORDS) && !begins_one("b", &WORDS));
    }
}
