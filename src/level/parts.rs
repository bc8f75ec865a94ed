//! A line in words, each with what it is to a statement of a level.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::words;
use crate::bytes::Quick;
use crate::model::Level;

/// The longest ending that a star in the table of words stands for, in letters.
const ENDING: usize = 3;

/// Words by themselves, and words without their endings.
struct Table {
    whole: HashMap<&'static str, Level, Quick>,
    bent: HashMap<&'static str, Level, Quick>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { whole: HashMap::default(), bent: HashMap::default() };
    for (level, words) in words::WORDS {
        for word in *words {
            match word.strip_suffix('*') {
                Some(stem) => drop(table.bent.insert(stem, *level)),
                None => drop(table.whole.insert(word, *level)),
            }
        }
    }
    table
});

/// The words of the tables that a text without spaces is parted by, longest first.
static PARTS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let words = words::WORDS.iter().flat_map(|(_, words)| *words);
    let nouns =
        words::QUESTIONS.iter().chain(words::PLAIN).chain(words::LEVEL_NOUNS).chain(words::QUALIFIERS);
    let mut parts: Vec<&str> =
        words.chain(nouns).copied().filter(|word| word.starts_with(is_unspaced)).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    parts
});

/// Whether a letter is of a script that puts no spaces between words, or particles behind them.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}')
}

/// Words that say something beside a level.
static BESIDE: LazyLock<HashMap<&str, Part, Quick>> = LazyLock::new(|| {
    // What stands in several tables counts as in the last.
    let tables = [
        (words::PLAIN, Part::Plain),
        (words::QUESTIONS, Part::Question),
        (words::JOINERS, Part::Joiner),
        (words::LEVEL_NOUNS, Part::Noun),
        (words::QUALIFIERS, Part::Qualifier),
    ];
    tables.iter().flat_map(|(table, part)| table.iter().map(|word| (*word, *part))).collect()
});

/// A text as the tables write it.
pub fn lower(text: &str) -> String {
    lowered(text).into_owned()
}

/// The same. Most words that are asked about are written so already.
fn lowered(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return text.into();
    }
    let lower = text.to_lowercase();
    // The dot that a capital İ leaves behind is no letter.
    match lower.contains(['ё', '\u{307}']) {
        true => lower.replace('ё', "е").replace('\u{307}', "").into(),
        false => lower.into(),
    }
}

/// The level that a single word names.
pub fn of_word(word: &str) -> Option<Level> {
    of_lower(&lowered(word))
}

/// The same for a word as the tables write it.
fn of_lower(word: &str) -> Option<Level> {
    let word = word.trim_end_matches(['+', '.']);
    TABLE.whole.get(word).copied().or_else(|| {
        let letters = word.char_indices().rev().take(ENDING).take_while(|(_, c)| c.is_alphabetic());
        let ends = std::iter::once(word.len()).chain(letters.map(|(at, _)| at));
        ends.into_iter().find_map(|end| TABLE.bent.get(&word[..end]).copied())
    })
}

/// What a word is to a statement of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The word for a level.
    Level(Level),
    /// "very"
    Qualifier,
    /// "level"
    Noun,
    /// "to"
    Joiner,
    /// "questions"
    Question,
    /// Words beside questions that say nothing else.
    Plain,
    /// All else.
    Other,
}

fn part(word: &str, labelled: bool) -> Part {
    let plain = lowered(word);
    let single = plain.chars().count() == 1 && !labelled;
    let level = of_lower(&plain).filter(|_| !single).map(Part::Level);
    level.or_else(|| BESIDE.get(&*plain).copied()).unwrap_or(Part::Other)
}

/// How many bytes a line may have that says a level: a page's title may be as long as a page.
const LONGEST: usize = 4096;

/// The words of a line with what they are, and where each stands in it; none of one that is too long.
pub fn parts(line: &str, labelled: bool) -> Vec<(Part, usize, &str)> {
    if line.len() > LONGEST {
        return Vec::new();
    }
    let is_inner = |c: char| c.is_alphanumeric() || "-'’\u{200C}".contains(c) || !c.is_ascii() && is_mark(c);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = line[at..].find(is_inner).map(|start| at + start) {
        let end = line[start..].find(|c| !is_inner(c)).map_or(line.len(), |end| start + end);
        let word = line[start..end].trim_matches(|c: char| !c.is_alphanumeric() && !is_mark(c));
        let start = start + line[start..end].find(word).unwrap_or(0);
        // "nâng cao" is one word of the table.
        let next =
            line[end..].strip_prefix(' ').map_or(0, |rest| rest.find(|c| !is_inner(c)).unwrap_or(rest.len()));
        let pair = &line[start..end + usize::from(next > 0) + next];
        let known = if next > 0 { part(pair, labelled) } else { Part::Other };
        if known != Part::Other {
            found.push((known, start, pair));
            at = start + pair.len();
            continue;
        }
        push_word(&mut found, start, word, labelled);
        at = end;
    }
    found
}

/// Whether a sign belongs to the letter before it, as vowels of Indian scripts do.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{900}'..='\u{903}' | '\u{93A}'..='\u{94F}')
}

fn push_word<'a>(found: &mut Vec<(Part, usize, &'a str)>, start: usize, word: &'a str, labelled: bool) {
    if word.is_empty() || word.chars().all(|c| c.is_ascii_digit()) {
        return;
    }
    let whole = part(word, labelled);
    if whole != Part::Other {
        return found.push((whole, start, word));
    }
    if word.contains(is_unspaced) {
        return push_unspaced(found, start, word, labelled);
    }
    // "Beginner-Level" is two words, and neither says less than the other.
    let mut at = start;
    for piece in word.split('-') {
        if !piece.is_empty() {
            found.push((part(piece, labelled), at, piece));
        }
        at += piece.len() + 1;
    }
}

/// Parts a word of a script without spaces by the words that the tables know.
fn push_unspaced<'a>(found: &mut Vec<(Part, usize, &'a str)>, start: usize, word: &'a str, labelled: bool) {
    let (mut at, mut unknown) = (0, 0);
    while at < word.len() {
        let rest = &word[at..];
        let known = PARTS.iter().find(|part| {
            rest.starts_with(**part)
                && (labelled || part.chars().count() > 1 || at > unknown || part_is_plain(part))
        });
        let length = known.map_or(0, |known| known.len());
        if length > 0 {
            if unknown < at {
                found.push((Part::Other, start + unknown, &word[unknown..at]));
            }
            found.push((part(&rest[..length], labelled), start + at, &rest[..length]));
            unknown = at + length;
        }
        at += if length > 0 { length } else { rest.chars().next().map_or(1, char::len_utf8) };
    }
    if unknown < word.len() {
        found.push((Part::Other, start + unknown, &word[unknown..]));
    }
}

fn part_is_plain(word: &str) -> bool {
    words::PLAIN.contains(&word) || words::QUESTIONS.contains(&word)
}
