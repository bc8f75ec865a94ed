//! The marks of options to choose from: the letter at the front ("A)", "(b)", "①"), and what says
//! that one is the right one ("[x]", "✅", "(correct)").

use crate::bytes;
use crate::flow::Flow;

/// Letters that options are counted with, in order.
#[rustfmt::skip]
const ALPHABETS: &[&str] = &[
    "abcdefghij", "абвгдежзик", "①②③④⑤⑥⑦⑧⑨⑩", "ⒶⒷⒸⒹⒺⒻ", "アイウエオカキ", "イロハニホヘト", "가나다라마바사", "ㄱㄴㄷㄹㅁ", "甲乙丙丁戊己",
    "αβγδεζ", "أبجدهو", "אבגדהו", "الفبپت",
];

/// The letter at the front of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// Which letters are counted with.
    pub alphabet: usize,
    /// Its place, from 0.
    pub index: usize,
    /// How many characters it takes, with the sign and the space behind it.
    pub length: usize,
    /// The sign behind it.
    sign: char,
}

impl Letter {
    /// Whether another letter is written like this one.
    pub fn is_like(self, other: Letter) -> bool {
        self.alphabet == other.alphabet && self.sign == other.sign
    }
}

/// The places that a letter can have, in each alphabet that has it.
fn places(letter: char) -> impl Iterator<Item = (usize, usize)> {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    ALPHABETS.iter().enumerate().filter_map(move |(alphabet, letters)| {
        let at = letters.chars().position(|known| known == letter || known == lower)?;
        Some((alphabet, at))
    })
}

/// The letter at the front of a line, if it has one.
pub fn letter(line: &str) -> Option<Letter> {
    if has_no_letter(line) {
        return None;
    }
    let chars: Vec<char> = line.chars().take(8).collect();
    let space =
        |at: usize| chars.get(at..).map_or(0, |rest| rest.iter().take_while(|c| c.is_whitespace()).count());
    let opened = chars.first().is_some_and(|c| "([（【".contains(*c));
    let at = usize::from(opened);
    let (alphabet, index) = places(*chars.get(at)?).next()?;
    let circled = ALPHABETS[alphabet].starts_with(['①', 'Ⓐ']);
    let sign = chars.get(at + 1).copied().filter(|c| ".):]．）】、：".contains(*c));
    let Some(sign) = sign else {
        return circled.then(|| Letter { alphabet, index, length: 1 + space(1), sign: ' ' });
    };
    if opened != ")]）】".contains(sign) && opened {
        return None;
    }
    let extra = usize::from(chars.get(at + 2).is_some_and(|c| ".:".contains(*c)));
    let end = at + 2 + extra;
    let next = chars.get(end);
    let wide = "．）】、：".contains(sign);
    let parted = wide || next.is_none_or(|c| c.is_whitespace()) || sign == ')' && extra == 0;
    parted.then(|| Letter { alphabet, index, length: end + space(end), sign })
}

/// Whether the first bytes of a line show that no letter of an option is there: no sign is behind it.
fn has_no_letter(line: &str) -> bool {
    let bytes = line.as_bytes();
    let at = usize::from(matches!(bytes.first(), Some(b'(' | b'[')));
    bytes.len() <= at
        || bytes[..bytes.len().min(at + 2)].is_ascii()
            && !matches!(bytes.get(at + 1), Some(b'.' | b')' | b':' | b']'))
}

/// Whether letters are the first of their alphabet, each once, in whatever order.
pub fn are_complete(letters: &[Letter]) -> bool {
    let mut seen = vec![false; letters.len()];
    letters.len() >= 2
        && letters.iter().all(|letter| {
            letter.alphabet == letters[0].alphabet
                && seen.get_mut(letter.index).is_some_and(|seen| !std::mem::replace(seen, true))
        })
}

/// Whether a leaf is an option: a letter is at its front, and the letter before or behind it at the
/// front of the leaf before or behind it.
pub fn is_option(flow: &Flow, leaf: usize) -> bool {
    let Some(own) = letter(flow.nodes[leaf].text()) else { return false };
    let near = |at: usize| {
        letter(flow.nodes[at].text()).is_some_and(|other| other.is_like(own) && other.index != own.index)
    };
    let before = (0..leaf).rev().take(6).find(|at| !flow.nodes[*at].is_blank());
    let behind = flow.leaves(leaf + 1..leaf + 7).find(|at| !flow.nodes[*at].is_blank());
    before.is_some_and(near) || behind.is_some_and(near)
}

/// The letters in a text that says nothing else: "B", "(A, C)", "b and d", "Option C".
pub fn said(text: &str, alphabet: usize) -> Option<Vec<usize>> {
    let words = text
        .split(|c: char| !c.is_alphanumeric() && !places(c).any(|_| true))
        .filter(|word| !word.is_empty());
    let mut found = Vec::new();
    for word in words {
        let mut chars = word.chars();
        let only = chars.next().filter(|_| chars.next().is_none());
        let place = only.and_then(|only| places(only).find(|(own, _)| *own == alphabet));
        match place {
            Some((_, index)) => found.push(index),
            None if BETWEEN.contains(&word.to_lowercase().as_str()) => {}
            None => return None,
        }
    }
    (!found.is_empty() && found.len() <= 10).then_some(found)
}

/// What may stand beside the letters of an answer.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "and", "option", "options", "choice", "is", "correct", "und", "et", "opción", "opção", "вариант", "и", "та",
    "と", "和", "选项", "選項", "번", "letter", "only", "ve",
];

/// Signs that tick an option, and signs that cross one out.
const TICKS: &[&str] = &["[x]", "[X]", "(x)", "(X)", "☑", "✅", "✔", "✓", "🗹", "☒", "👉", "➡"];
const CROSSES: &[&str] = &["[ ]", "[]", "( )", "☐", "❌", "✗", "✘", "✖", "⬜", "🔲", "◻"];

/// Words in brackets, or behind an arrow, that call an option right.
#[rustfmt::skip]
const RIGHT: &[&str] = &[
    "correct", "correct answer", "right", "right answer", "answer", "true answer", "correct option", "richtig",
    "korrekt", "richtige antwort", "correcta", "respuesta correcta", "correcto", "correta", "resposta correta",
    "correto", "bonne réponse", "réponse correcte", "vrai", "corretta", "risposta corretta", "risposta esatta",
    "правильно", "верно", "правильный ответ", "верный ответ", "правильна відповідь", "вірно", "poprawna",
    "poprawna odpowiedź", "doğru", "doğru cevap", "juist", "juiste antwoord", "正确", "正确答案", "正確", "正解", "정답",
    "الإجابة الصحيحة", "صحيح", "נכון", "درست", "सही", "đúng", "benar",
];

/// A mark on an option, and how many characters it takes at the front and at the end of its line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mark {
    /// Whether it is ticked, or crossed out.
    pub ticked: Option<bool>,
    /// Characters at the front.
    pub front: usize,
    /// Characters at the end.
    pub end: usize,
}

/// Whether a line has neither a bracket at one of its ends nor an arrow, and no sign that is no ASCII.
fn has_no_mark(line: &str) -> bool {
    let end = line.trim_end_matches(|c: char| c.is_whitespace() || "!*.".contains(c));
    let has_sign = bytes::have(line.as_bytes(), |byte| (byte == b'<') | !byte.is_ascii());
    !has_sign && !line.starts_with(['(', '[']) && !end.ends_with([')', ']'])
}

/// The marks at both ends of an option.
pub fn mark(line: &str) -> Mark {
    let mut mark = Mark::default();
    if has_no_mark(line) {
        return mark;
    }
    let bare = line.trim_end().trim_end_matches('\u{FE0F}');
    for (signs, ticked) in [(TICKS, true), (CROSSES, false)] {
        for sign in signs {
            if let Some(rest) = line.strip_prefix(sign).filter(|rest| !rest.trim().is_empty()) {
                mark.ticked = Some(ticked);
                let rest = rest.trim_start_matches(['\u{FE0F}', ' ', '\t']);
                mark.front = line.chars().count() - rest.chars().count();
            }
            // "int[]" is no crossed option, nor is an option that is "[]".
            let meant = *sign != "[]" && mark.front == 0;
            if let Some(rest) = bare.strip_suffix(sign).filter(|_| meant) {
                mark.ticked = Some(ticked);
                mark.end = line.chars().count() - rest.trim_end().chars().count();
            }
        }
    }
    if let Some(rest) = without_right(line) {
        mark.ticked = Some(true);
        mark.end = line.chars().count() - rest.chars().count();
    }
    mark
}

/// A line without "(correct)" or "← correct" at its end.
fn without_right(line: &str) -> Option<&str> {
    let signs = ['✅', '✔', '✓', '\u{FE0F}', ' ', '!', '*', '.'];
    let bare = line.trim_end_matches(signs);
    let (rest, inner) = match bare.strip_suffix([')', ']', '）', '】']) {
        Some(bracket) => bracket.rsplit_once(['(', '[', '（', '【'])?,
        None => ["<--", "<-", "←", "<=", "⬅", "◀"].iter().find_map(|arrow| bare.rsplit_once(arrow))?,
    };
    let said = inner.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    (RIGHT.contains(&said.as_str()) && !rest.trim().is_empty()).then(|| rest.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_found() {
        let cases = [
            ("A) Seal", Some((0, 3))),
            ("b. Rotor", Some((1, 3))),
            ("(C) Lid", Some((2, 4))),
            ("D: `x`", Some((3, 3))),
            ("б) да", Some((1, 3))),
            ("② two", Some((1, 2))),
            ("ウ．三", Some((2, 2))),
            ("B)Rotor", Some((1, 2))),
            ("e.g. this", None),
            ("A pump", None),
            ("a.m.", None),
            ("", None),
        ];
        for (line, wanted) in cases {
            assert_eq!(letter(line).map(|letter| (letter.index, letter.length)), wanted, "{line}");
        }
    }

    #[test]
    fn marks_are_found() {
        let cases = [
            ("[x] Rotor", Some(true), 4, 0),
            ("[ ] Rotor", Some(false), 4, 0),
            ("Rotor ✅", Some(true), 0, 2),
            ("Rotor (Correct)", Some(true), 0, 10),
            ("Rotor (correct answer) ✅", Some(true), 0, 19),
            ("Rotor ← correct", Some(true), 0, 10),
            ("Rotor (of steel)", None, 0, 0),
        ];
        for (line, ticked, front, end) in cases {
            assert_eq!(mark(line), Mark { ticked, front, end }, "{line}");
        }
    }

    #[test]
    fn answers_of_letters() {
        assert_eq!(said("B", 0), Some(vec![1]));
        assert_eq!(said("(A, C)", 0), Some(vec![0, 2]));
        assert_eq!(said("b and d", 0), Some(vec![1, 3]));
        assert_eq!(said("A rotor", 0), None);
        assert_eq!(said("", 0), None);
    }
}
