//! Questions that are nearly the same: one wording in another order, with other punctuation, in the
//! plural, with a word more that says nothing.
//!
//! Each question becomes a bag of words, and bags meet by their hashes, so that the time is that of
//! reading them. Two questions that differ in one word of substance are two questions: "What is a
//! list?" and "What is a tuple?".

use std::borrow::{Borrow, Cow};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::sync::LazyLock;

use crate::bytes::Quick;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::identity;
use crate::model::{BlockKind, Card};
use crate::render::text;
use crate::source::Span;

/// Words that a question can do without.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "a", "an", "the", "is", "are", "was", "were", "be", "been", "do", "does", "did", "can", "could",
    "should", "would", "will", "may", "you", "your", "we", "us", "i", "me", "my", "it", "its", "this",
    "that", "these", "those", "there", "of", "in", "on", "for", "with", "at", "by", "and", "or", "please",
    "what", "which", "explain", "describe", "define", "tell", "give", "about", "mean", "meant", "meaning",
    "exactly", "briefly", "short", "detail", "details", "have", "has", "had", "get", "if", "so", "as",
    "some", "between", "different", "really", "actually", "simply", "various", "main",
];

/// Words with which a question begins that is answered by yes or no, unless they ask "you".
const YES_OR_NO: &[&str] = &[
    "is", "are", "was", "were", "do", "does", "did", "can", "could", "should", "would", "will", "may", "has",
    "have",
];

/// Words that say that two things are compared, which come in any order.
const COMPARING: &[&str] = &[
    "differ",
    "differs",
    "difference",
    "differences",
    "differentiate",
    "distinguish",
    "vs",
    "versus",
    "compare",
];

/// Words that turn a question round.
const TURNING: &[&str] = &["not", "no", "without", "never", "non"];

/// What a word is to a question beside its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Filler,
    Comparing,
    Turning,
}

/// All of these, to look up.
static KINDS: LazyLock<HashMap<&str, Kind, Quick>> = LazyLock::new(|| {
    let tables = [(FILLERS, Kind::Filler), (COMPARING, Kind::Comparing), (TURNING, Kind::Turning)];
    tables.iter().flat_map(|(table, kind)| table.iter().map(|word| (*word, *kind))).collect()
});

/// Signs that only part words.
const PUNCTUATION: &str = ".,?!;:'\"()…–—-“”‘’«»¿¡。，？！、：；（）`/¶";

/// From how many words on one word more can be told from a topic of its own.
const LONG: usize = 6;

/// Questions longer than this are compared as a whole only.
const LONGEST: usize = 64;

/// A question as the words of substance in it.
#[derive(Clone, Copy)]
struct Bag<'a> {
    words: &'a [Word],
    compares: bool,
    rest: u64,
}

/// The bags of many questions, their words one behind the other.
#[derive(Default)]
struct Bags {
    words: Vec<Word>,
    marks: Vec<Marks>,
}

/// What is known of a question beside its words.
struct Marks {
    /// Where its words end among those of all.
    end: usize,
    /// Whether it compares things, so that their order says nothing.
    compares: bool,
    /// Code and options below the question: where these differ, so does the question.
    rest: u64,
}

/// A word as its hash. The lowest bit says whether it makes another question of any question: a negation, a
/// number, a sign.
#[derive(Clone, Copy)]
struct Word(u64);

impl Word {
    fn turns(self) -> bool {
        self.0 & 1 == 1
    }
}

/// Says of each question which earlier one it nearly repeats.
pub(super) fn report(cards: &[Card], spans: &[Vec<Span>], diagnostics: &mut Diagnostics) {
    for (at, first) in find(cards) {
        let line: String = question(&cards[first]).chars().take(80).collect();
        let span = spans.get(at).and_then(|spans| spans.first()).copied().unwrap_or_default();
        diagnostics.push(Diagnostic::near_duplicate(&line, cards[first].origin.line as usize, span));
    }
}

/// Each question that nearly repeats an earlier one, and that one.
pub(super) fn find<C: Borrow<Card>>(cards: &[C]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let bags = Bags::of(cards);
    let mut whole: HashMap<u64, usize> = HashMap::with_capacity(cards.len());
    let mut without_one: HashMap<u64, usize> = HashMap::new();
    // What is no whole question anywhere is asked for by none.
    let asked = || bags.iter().enumerate().filter(|(_, bag)| !bag.words.is_empty());
    let known = Sieve::of(asked().map(|(_, bag)| bag.key()), cards.len());
    for (at, bag) in asked() {
        let key = bag.key();
        let shorter: Vec<u64> = bag.keys_without_one().filter(|key| known.may_have(*key)).collect();
        let alike = |other: &usize| {
            is_near(bags.get(*other), bag) && !is_same(cards[*other].borrow(), cards[at].borrow())
        };
        let candidates = [whole.get(&key), without_one.get(&key)].into_iter().flatten();
        let candidates = candidates.chain(shorter.iter().filter_map(|key| whole.get(key)));
        if let Some(first) = candidates.copied().filter(alike).min() {
            found.push((at, first));
        }
        // The first of its kind stays, so that later ones are compared with one and not with all.
        whole.entry(key).or_insert(at);
        shorter.into_iter().for_each(|key| {
            without_one.entry(key).or_insert(at);
        });
    }
    found
}

/// A set of hashes that lets few others through: small enough to be asked for each word of a long page.
struct Sieve {
    bits: Vec<bool>,
}

impl Sieve {
    fn of(keys: impl Iterator<Item = u64>, count: usize) -> Sieve {
        let mut bits = vec![false; (count * 16).next_power_of_two()];
        let mask = bits.len() - 1;
        keys.for_each(|key| bits[key as usize & mask] = true);
        Sieve { bits }
    }

    fn may_have(&self, key: u64) -> bool {
        self.bits[key as usize & (self.bits.len() - 1)]
    }
}

fn question(card: &Card) -> Cow<'_, str> {
    text::of_blocks(&card.question[..card.question.len().min(1)])
}

/// Whether they are one question to a learner's collection, of which there is another finding.
fn is_same(a: &Card, b: &Card) -> bool {
    identity::is_same_question(&a.question, &b.question)
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

impl Bags {
    fn of<C: Borrow<Card>>(cards: &[C]) -> Bags {
        let mut bags = Bags::default();
        bags.marks.reserve_exact(cards.len());
        cards.iter().for_each(|card| bags.push(card.borrow()));
        bags
    }

    /// The bag of a question.
    fn get(&self, at: usize) -> Bag<'_> {
        let Marks { end, compares, rest } = self.marks[at];
        let start = at.checked_sub(1).map_or(0, |before| self.marks[before].end);
        Bag { words: &self.words[start..end], compares, rest }
    }

    fn iter(&self) -> impl Iterator<Item = Bag<'_>> {
        (0..self.marks.len()).map(|at| self.get(at))
    }

    /// Adds the question of a card.
    fn push(&mut self, card: &Card) {
        let is_line = matches!(card.question.first().map(|block| &block.kind), Some(BlockKind::Paragraph(_)));
        let mut words = Words { all: &mut self.words, compares: false };
        let mut rest = 0;
        if is_line {
            let line = question(card);
            let line = if line.is_ascii() { line.to_ascii_lowercase() } else { line.to_lowercase() };
            // Where an answer begins with code, that may be what is asked about.
            let code = card.answer.first().filter(|block| matches!(block.kind, BlockKind::Code { .. }));
            let code = code.map_or(String::new(), |block| text::leaf(&block.kind));
            rest = hash(&(text::blocks(&card.question[1..]) + &code));
            words.add_line(&line);
        }
        let compares = words.compares;
        self.marks.push(Marks { end: self.words.len(), compares, rest });
    }
}

/// The words of a question on their way into its bag.
struct Words<'a> {
    all: &'a mut Vec<Word>,
    compares: bool,
}

impl Words<'_> {
    fn add_line(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        if words.next().is_some_and(|word| YES_OR_NO.contains(&word)) && words.next() != Some("you") {
            self.push("yes or no", true);
        }
        line.split_whitespace().for_each(|chunk| self.add(chunk));
    }

    /// Takes what stands between two spaces apart.
    fn add(&mut self, chunk: &str) {
        if chunk.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return self.word(chunk);
        }
        if !chunk.contains(char::is_alphanumeric) {
            // "==" and "?." are what is asked about, a lone dash is not, nor what ends the sentence.
            let core = chunk.trim_matches(|c| PUNCTUATION.contains(c));
            if !core.is_empty() {
                self.push(core, true);
            } else if chunk.chars().count() > 1 || !PUNCTUATION.contains(chunk) {
                self.push(chunk, true);
            }
            return;
        }
        let mut chunk = Cow::Borrowed(chunk);
        if chunk.contains(['’', '\'']) {
            chunk = Cow::Owned(chunk.replace('’', "'").replace("n't", " not").replace("'s", ""));
        }
        for part in chunk.split_whitespace() {
            let mut rest = part;
            while let Some(first) = rest.chars().next() {
                let is_word = first.is_alphanumeric();
                let end = rest.find(|c: char| c.is_alphanumeric() != is_word).unwrap_or(rest.len());
                let (run, after) = rest.split_at(end);
                if is_word {
                    self.word(run)
                } else {
                    self.sign(run)
                }
                rest = after;
            }
        }
    }

    fn word(&mut self, word: &str) {
        let kind = KINDS.get(word).copied();
        self.compares |= kind == Some(Kind::Comparing) || word == "between";
        match kind {
            Some(Kind::Comparing) => self.push(COMPARING[0], false),
            Some(Kind::Filler) => {}
            Some(Kind::Turning) => self.push(&singular(word), true),
            None => self.push(&singular(word), has_figure(word)),
        }
    }

    fn sign(&mut self, run: &str) {
        let sign: String = run.chars().filter(|c| !PUNCTUATION.contains(*c)).collect();
        if !sign.is_empty() {
            self.push(&sign, true);
        }
    }

    fn push(&mut self, word: &str, turns: bool) {
        self.all.push(Word(hash(word) & !1 | u64::from(turns)));
    }
}

impl<'a> Bag<'a> {
    /// The hash of all words, in any order.
    fn key(self) -> u64 {
        self.words.iter().fold(self.rest, |sum, word| sum.wrapping_add(word.0))
    }

    /// The same with one word left out, for each word that can be.
    fn keys_without_one(self) -> impl Iterator<Item = u64> + use<'a> {
        let is_long = (LONG + 1..=LONGEST).contains(&self.words.len());
        let words = if is_long { self.words } else { &[] };
        let key = self.key();
        words.iter().filter(|word| !word.turns()).map(move |word| key.wrapping_sub(word.0))
    }
}

/// Whether two questions with (nearly) the same words say the same with them.
fn is_near(a: Bag, b: Bag) -> bool {
    let (short, long) = if a.words.len() <= b.words.len() { (a, b) } else { (b, a) };
    let (few, many): (Vec<u64>, Vec<u64>) =
        (short.words.iter().map(|word| word.0).collect(), long.words.iter().map(|word| word.0).collect());
    // "From a string to a list" is not "from a list to a string".
    let in_any_order = a.compares && b.compares;
    match many.len() - few.len() {
        0 => few == many || in_any_order || is_turned(&few, &many),
        _ => in_any_order || is_within(&few, &many),
    }
}

/// Whether one is the other with its end put first: "In Python, what …".
fn is_turned(a: &[u64], b: &[u64]) -> bool {
    let is_one = |at: usize| a[at..] == b[..b.len() - at] && a[..at] == b[b.len() - at..];
    (2..=LONGEST).contains(&a.len()) && a.len() == b.len() && (1..a.len()).any(is_one)
}

/// Whether all words of one stand in the other, in order.
fn is_within(few: &[u64], many: &[u64]) -> bool {
    let mut rest = many.iter();
    few.iter().all(|word| rest.any(|other| other == word))
}

fn has_figure(word: &str) -> bool {
    let may_be_one = |byte: u8| byte.is_ascii_digit() || !byte.is_ascii();
    word.bytes().any(may_be_one) && word.contains(char::is_numeric)
}

/// A word without the ending of an English plural.
fn singular(word: &str) -> Cow<'_, str> {
    if !word.ends_with('s') {
        return word.into();
    }
    let kept = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    match word {
        _ if word.chars().count() <= 3 || kept => word.into(),
        _ if word.ends_with("ies") => format!("{}y", &word[..word.len() - 3]).into(),
        _ if ["sses", "xes", "ches", "shes"].iter().any(|end| word.ends_with(end)) => {
            word[..word.len() - 2].into()
        }
        _ => word.strip_suffix('s').unwrap_or(word).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Block;

    fn card(question: &str) -> Card {
        Card { question: vec![Block::paragraph(question)], ..Card::default() }
    }

    fn count(questions: &[String]) -> usize {
        let cards: Vec<Card> = questions.iter().map(|question| card(question)).collect();
        let mut diagnostics = Diagnostics::default();
        report(&cards, &[], &mut diagnostics);
        diagnostics.iter().count()
    }

    fn are_near(a: &str, b: &str) -> bool {
        count(&[a.to_owned(), b.to_owned()]) == 1
    }

    #[test]
    fn one_question_in_other_words_is_found() {
        let pairs = [
            ("What is the difference between a list and a tuple?", "Difference between tuple and list"),
            ("What is a closure?", "Explain closures."),
            ("What is a closure in JavaScript?", "In JavaScript, what is a closure?"),
            ("What are the types of joins?", "What are the different types of join?"),
            (
                "How does one test a slow query on a large table?",
                "How does one test a very slow query on a large table?",
            ),
            ("== vs ===", "What's the difference between `===` and `==`?"),
        ];
        pairs.iter().for_each(|(a, b)| assert!(are_near(a, b), "{a} / {b}"));
    }

    #[test]
    fn two_questions_are_two() {
        let pairs = [
            ("What is a list?", "What is a tuple?"),
            ("What is a list?", "What is a linked list?"),
            ("What is a list?", "Why a list?"),
            ("What is the free list?", "Is the list free?"),
            ("How do you turn a string into a list?", "How do you turn a list into a string?"),
            ("Can a class extend an interface?", "Can an interface extend a class?"),
            ("What is new in version 18?", "What is new in version 19?"),
            ("What is C?", "What is C++?"),
            ("What does the ?. operator do?", "What does the ?? operator do?"),
            ("How do you update objects inside state?", "How do you update nested objects inside state?"),
            ("When should one cache data in a web app?", "When should one not cache data in a web app?"),
            // The same but for case is another finding.
            ("What is a list?", "what is a  list?"),
        ];
        pairs.iter().for_each(|(a, b)| assert!(!are_near(a, b), "{a} / {b}"));
    }
}
