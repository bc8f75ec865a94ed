//! The number at the front of a question: "7.", "7)", "Q7.", "Question 7:", "(7)", "G7.", "７、".

use crate::bytes::WordList;
use crate::model::Number;
use crate::model::number::{digit, value_of};

/// A number at the front of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// The number, as printed and as counted.
    pub number: Number,
    /// How many characters of the line it takes, with what parts it from the text.
    pub length: usize,
    /// How it is written; questions of one page are mostly written alike.
    pub style: Style,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// "7."
    Dot,
    /// "7)" or "(7)"
    Bracket,
    /// "7:" or "7 -"
    Colon,
    /// "Q7", "Question 7", with any sign behind it.
    Word,
    /// "2.7"
    Decimal,
    /// "G7." or "(G7)": the letter is that of a section.
    Letter,
    /// "7 What" or "Q7 What": nothing parts the number from the text, so that only a run of them is a
    /// sign.
    Bare,
}

/// Words that may stand before the number of a question.
#[rustfmt::skip]
static WORDS: WordList = WordList::of(&[
    "question", "ques", "que", "q", "frage", "pregunta", "pergunta", "domanda", "вопрос", "питання", "问题",
    "問題", "问", "题", "質問", "질문", "pytanie", "soru", "vraag", "سؤال", "no", "nr", "№", "#",
]);

/// The number at the front of a line, if it has one that something parts from the text.
pub fn prefix(line: &str) -> Option<Prefix> {
    any_prefix(line).filter(|prefix| prefix.style != Style::Bare)
}

/// The number at the front of a line that says more than it.
pub fn before_text(line: &str) -> Option<Prefix> {
    prefix(line).filter(|prefix| prefix.length < line.chars().count())
}

/// The same as a number and how many characters it takes; none and nothing without one.
pub fn and_length(line: &str) -> (Option<Number>, usize) {
    before_text(line).map_or((None, 0), |prefix| (Some(prefix.number), prefix.length))
}

/// How many characters of a line are looked at.
const FRONT: usize = 40;

/// The number at the front of a line, parted from the text or not.
pub fn any_prefix(line: &str) -> Option<Prefix> {
    if has_no_number(line) {
        return None;
    }
    if let Some(prefix) = plain_prefix(line) {
        return Some(prefix);
    }
    // On the stack: every line of a page is asked more than once.
    let mut front = ['\0'; FRONT];
    let length = front.iter_mut().zip(line.chars()).map(|(place, c)| *place = c).count();
    let chars = &front[..length];
    let mut at = skip_space(chars, 0);
    let start = at;
    let mut word = word_at(chars, at);
    // "G7." is the seventh question of a section; "G7 is" a word.
    let letter = word == 0 && chars.get(at).is_some_and(char::is_ascii_uppercase);
    word += usize::from(letter);
    at += word;
    let opened = word == 0 && chars.get(at).is_some_and(|c| "([（【".contains(*c));
    at += usize::from(opened);
    let inner = opened && chars.get(at).is_some_and(char::is_ascii_uppercase);
    let letter = letter || inner;
    at += usize::from(inner);
    if word > 0 {
        at = skip_space(chars, at);
        // "Q. 7" and "No. 7"
        if chars.get(at) == Some(&'.') && chars.get(at + 1).is_some_and(|c| *c == ' ' || digit(*c).is_some())
        {
            at = skip_space(chars, at + 1);
        }
    }
    let number_start = at;
    at += digits(chars, at);
    if at == number_start {
        return None;
    }
    let mut decimal = false;
    while chars.get(at) == Some(&'.') && digits(chars, at + 1) > 0 {
        at += 1 + digits(chars, at + 1);
        decimal = true;
    }
    at += usize::from(word == 0 && is_sub_letter(chars, at));
    let number_end = at;
    let (length, style) = delimiter(chars, at, opened, word > 0, decimal)?;
    let style = match style {
        _ if letter && number_end - number_start > 2 => return None,
        Style::Bracket if inner => Style::Letter,
        Style::Word if letter && length > number_end - start => Style::Letter,
        _ if letter => return None,
        style => style,
    };
    let label: String = chars[if opened { start + 1 } else { start }..number_end].iter().collect();
    Some(Prefix { number: Number::new(label), length, style })
}

/// The number of a line that begins as most that have one do: "7. What", "7) What".
fn plain_prefix(line: &str) -> Option<Prefix> {
    let bytes = line.as_bytes();
    let count = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let style = match bytes.get(count)? {
        b'.' => Style::Dot,
        b')' => Style::Bracket,
        _ => return None,
    };
    let parted = bytes.get(count + 1) == Some(&b' ') && bytes.get(count + 2)?.is_ascii_graphic();
    (parted && (1..=6).contains(&count)).then(|| Prefix {
        number: Number::new(&line[..count]),
        length: count + 2,
        style,
    })
}

/// The most characters before the figures of a number, spaces apart: the longest of the words, and a dot.
const MOST_BEFORE: usize = 9;

/// Whether the front of a line shows by its bytes that no number is there, as that of most lines does.
fn has_no_number(line: &str) -> bool {
    // Before a number stands one of few words, or a single letter.
    let begins_word = line.starts_with(|c: char| c.is_ascii_alphabetic())
        && line[1..].starts_with(|c: char| c.is_ascii_alphabetic());
    if begins_word && !WORDS.may_begin(line) {
        return true;
    }
    let front = &line.as_bytes()[..line.len().min(FRONT)];
    let before = front.iter().position(u8::is_ascii_digit).unwrap_or(front.len());
    let is_far = before == front.len()
        || front[..before].iter().filter(|byte| !byte.is_ascii_whitespace()).nth(MOST_BEFORE).is_some();
    is_far && front.is_ascii()
}

/// Whether a letter behind figures counts on within a number, as in "9b.".
fn is_sub_letter(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(char::is_ascii_lowercase)
        && chars.get(at + 1).is_some_and(|c| ".)".contains(*c))
        && chars.get(at + 2).is_some_and(|c| c.is_whitespace())
}

/// The parts of a number: "2.7" has 2 and 7, "G7" the letter's place and 7, "Q7" has 7.
pub fn parts(label: &str) -> Vec<u64> {
    let letter = label.chars().next().filter(|c| c.is_ascii_uppercase() && *c != 'Q');
    let section = letter.filter(|_| label.chars().nth(1).is_some_and(|c| digit(c).is_some()));
    let figures = label.trim_start_matches(|c: char| digit(c).is_none());
    let numbers = figures.split('.').map_while(|part| value_of(part).or_else(|| leading(part)));
    section.map(u64::from).into_iter().chain(numbers).collect()
}

/// The number of "9b".
fn leading(part: &str) -> Option<u64> {
    value_of(part.trim_end_matches(char::is_alphabetic))
}

/// What parts a number from the text: how far both reach, and the style. None if it parts nothing.
fn delimiter(chars: &[char], at: usize, opened: bool, word: bool, decimal: bool) -> Option<(usize, Style)> {
    let sign = chars.get(at).copied();
    let wide = sign.is_some_and(|c| "、．）】：。".contains(c));
    let style = match sign {
        Some(')' | ']' | '）' | '】') => Style::Bracket,
        Some('.' | '．' | '、' | '。') => Style::Dot,
        Some(':' | '：') => Style::Colon,
        Some(' ')
            if chars.get(at + 1).is_some_and(|c| "-–—:".contains(*c)) && chars.get(at + 2) == Some(&' ') =>
        {
            let style = if word { Style::Word } else { Style::Colon };
            return Some((skip_space(chars, at + 2), style));
        }
        // "Question 7" alone on its line, or "2.7 What is …"
        None if word => return Some((at, Style::Word)),
        Some(' ' | '\u{a0}') if decimal => return Some((skip_space(chars, at), Style::Decimal)),
        Some(' ' | '\u{a0}') if !opened => return Some((skip_space(chars, at), Style::Bare)),
        _ => return None,
    };
    if opened && style != Style::Bracket {
        return None;
    }
    // "2.) " and "(2). "
    let extra = usize::from(chars.get(at + 1).is_some_and(|c| ".):".contains(*c)));
    let end = at + 1 + extra;
    // "7.What" is written in haste; "7.2" is a number, "2.x" a version.
    let hasty = |c: &char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase() && !c.is_ascii());
    let parted = wide || chars.get(end).is_none_or(|c| c.is_whitespace() || hasty(c));
    let style = match () {
        () if word => Style::Word,
        () if decimal => Style::Decimal,
        () => style,
    };
    parted.then(|| (skip_space(chars, end), style))
}

fn skip_space(chars: &[char], at: usize) -> usize {
    at + chars[at..].iter().take_while(|c| c.is_whitespace()).count()
}

fn digits(chars: &[char], at: usize) -> usize {
    let count = chars.get(at..).unwrap_or_default().iter().take_while(|c| digit(**c).is_some()).count();
    if count <= 6 { count } else { 0 }
}

/// How many characters a word before a number takes.
fn word_at(chars: &[char], at: usize) -> usize {
    let first = chars.get(at).filter(|c| !c.is_ascii_digit()).and_then(|c| c.to_lowercase().next());
    if first.is_none() || WORDS.iter().all(|word| word.chars().next() != first) {
        return 0;
    }
    let rest: String = chars[at..].iter().collect::<String>().to_lowercase();
    let fits = |word: &&str| {
        rest.strip_prefix(*word).is_some_and(|after| {
            let next = after.trim_start_matches([' ', '.']).chars().next();
            next.is_some_and(|c| digit(c).is_some())
        })
    };
    WORDS.iter().filter(fits).map(|word| word.chars().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_parts() {
        let cases: [(&str, &[u64]); 7] = [
            ("7", &[7]),
            ("Q7", &[7]),
            ("2.17", &[2, 17]),
            ("G7", &[71, 7]),
            ("9b", &[9]),
            ("１２", &[12]),
            ("x", &[]),
        ];
        for (label, wanted) in cases {
            assert_eq!(parts(label), wanted, "{label}");
        }
        let bare = any_prefix("7 What?").map(|prefix| (prefix.length, prefix.style));
        assert_eq!(bare, Some((2, Style::Bare)));
    }

    #[test]
    fn numbers_are_found_as_printed() {
        let cases = [
            ("7. What?", Some(("7", Some(7), 3))),
            ("7) What?", Some(("7", Some(7), 3))),
            ("(7) What?", Some(("7", Some(7), 4))),
            ("Q7. What?", Some(("Q7", Some(7), 4))),
            ("Q7: What?", Some(("Q7", Some(7), 4))),
            ("Question 7: What?", Some(("Question 7", Some(7), 12))),
            ("Question 7", Some(("Question 7", Some(7), 10))),
            ("7、什么？", Some(("7", Some(7), 2))),
            ("７．何？", Some(("７", Some(7), 2))),
            ("2.7 What?", Some(("2.7", None, 4))),
            ("2.7. What?", Some(("2.7", None, 5))),
            ("7 - What?", Some(("7", Some(7), 4))),
            ("3.5 is a number", Some(("3.5", None, 4))),
            ("7.What?", Some(("7", Some(7), 2))),
            ("7.什么？", Some(("7", Some(7), 2))),
            ("G7. What?", Some(("G7", Some(7), 4))),
            ("9b. What?", Some(("9b", None, 4))),
            ("7 What?", None),
            ("2.x is old", None),
            ("G7 is a group", None),
            ("H264: a codec", None),
            ("1999 was a year", None),
            ("Quick question", None),
            ("What?", None),
            ("", None),
        ];
        for (line, wanted) in cases {
            let found = prefix(line);
            let found = found.as_ref().map(|p| (&*p.number.label, p.number.value(), p.length));
            assert_eq!(found, wanted, "{line}");
        }
    }
}
