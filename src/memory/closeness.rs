//! How likely it is that a card on a page is one that is remembered, reworded.
//!
//! Three things speak for it: the words of the question, the words of the answer, and the cards
//! before and after. What they weigh, and from where on they are believed, was found on the pairs in
//! `tests/identity/pairs.jsonl`; `docs/rewordings.md` has the table.

use crate::identity::normal;

/// From this score on two cards are taken for one. At this value hardly any card is taken for one
/// that only looks like it, and nearly all that keep their answer are known again.
pub const THRESHOLD: f64 = 0.78;

/// What a question weighs beside an answer that says enough: authors who reword a question mostly keep
/// the answer, and questions that ask for two things mostly differ in a word.
const QUESTION: f64 = 0.1;

/// What two common neighbours add.
const NEIGHBOURS: f64 = 0.05;

/// How many words an answer must have to say enough. "O(n)" answers many questions.
const ENOUGH: f64 = 4.0;

/// How much of an answer is looked at, in characters: enough to know it again.
const LONGEST: usize = 4000;

/// The words of a card, for comparison.
#[derive(Debug, Clone)]
pub struct Features {
    question: Bag,
    answer: Bag,
}

impl Features {
    /// Of a question and an answer in plain text.
    pub fn of(question: &str, answer: &str) -> Features {
        Features { question: Bag::of(&normal(question)), answer: Bag::of(&normal(answer)) }
    }

    /// The words of question and answer, as numbers, each once.
    pub fn words(&self) -> impl Iterator<Item = u64> {
        self.question.words.iter().chain(&self.answer.words).map(|(word, _)| *word)
    }
}

/// What two cards have in common, each part from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Of the questions.
    pub question: f64,
    /// Of the answers.
    pub answer: f64,
    /// How much the answers say: 0 where there are none.
    pub said: f64,
    /// Of the two neighbours: the share that are the same cards.
    pub neighbours: f64,
}

impl Likeness {
    /// Of two cards.
    pub fn of(old: &Features, new: &Features, neighbours: f64) -> Likeness {
        Likeness {
            question: old.question.likeness(&new.question),
            answer: old.answer.likeness(&new.answer),
            said: ((old.answer.size + new.answer.size) / 2.0 / ENOUGH).min(1.0),
            neighbours,
        }
    }

    /// How likely it is that they are one card, from 0 to 1.
    pub fn score(self) -> f64 {
        let answer = (1.0 - QUESTION) * self.said;
        // A question alone is not quite enough, however close it is.
        let doubt = 0.9 + 0.1 * self.said;
        let text = answer * self.answer + (1.0 - answer) * self.question * doubt;
        (text + NEIGHBOURS * self.neighbours).min(1.0)
    }
}

/// Words, pairs of words and groups of three letters, sorted, with what each weighs.
#[derive(Debug, Clone)]
struct Bag {
    words: Vec<(u64, f64)>,
    triples: Vec<(u64, f64)>,
    /// What the words weigh without the pairs.
    size: f64,
}

impl Bag {
    fn of(text: &str) -> Bag {
        let text: String = text.chars().take(LONGEST).collect();
        let (mut words, mut triples, mut before) = (Vec::new(), Vec::new(), None);
        let mut size = 0.0;
        for word in text.split(|c: char| !is_of_word(c)).filter(|word| !word.is_empty()) {
            let letters: Vec<char> = word.chars().collect();
            if letters.iter().any(|c| is_written_close(*c)) {
                // Where words stand without spaces, each sign and each pair of signs is one.
                letters.iter().for_each(|c| words.push((number(&[*c]), 0.5)));
                letters.windows(2).for_each(|pair| words.push((number(pair), 1.0)));
                size += letters.len() as f64;
                continue;
            }
            // Short words mostly hold a sentence together and say little.
            let weight = if letters.len() <= 3 { 0.4 } else { 1.0 };
            size += weight;
            words.push((number(&letters), weight));
            let around: Vec<char> = [&[' '][..], &letters, &[' ']].concat();
            around.windows(3).for_each(|triple| triples.push((number(triple), 1.0)));
            // The order of words tells "left, right, node" from "node, left, right".
            if let Some(before) = before.replace(letters.clone()) {
                words.push((number(&[&before[..], &[' '], &letters].concat()), 1.0));
            }
        }
        Bag { words: counted(words), triples: counted(triples), size }
    }

    fn likeness(&self, other: &Bag) -> f64 {
        let words = common(&self.words, &other.words);
        match self.triples.is_empty() && other.triples.is_empty() {
            true => words,
            false => (words + common(&self.triples, &other.triples)) / 2.0,
        }
    }
}

/// A plus sign or a hash makes another language of a letter.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '+' || c == '#'
}

/// Whether a sign belongs to a script that puts no spaces between words.
fn is_written_close(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF
        | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

fn number(letters: &[char]) -> u64 {
    // FNV-1a, which is the same on every machine and in every run.
    letters.iter().fold(0xcbf2_9ce4_8422_2325, |hash, c| {
        (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Equal ones joined, their weights added, sorted.
fn counted(mut items: Vec<(u64, f64)>) -> Vec<(u64, f64)> {
    items.sort_by_key(|(item, _)| *item);
    items.dedup_by(|next, kept| {
        let is_equal = next.0 == kept.0;
        if is_equal {
            kept.1 += next.1;
        }
        is_equal
    });
    items
}

/// Twice the weight that is common, by the weight of both: 1 for equal bags, 0 for strangers.
fn common(a: &[(u64, f64)], b: &[(u64, f64)]) -> f64 {
    let all: f64 = a.iter().chain(b).map(|(_, weight)| weight).sum();
    let (mut shared, mut at) = (0.0, 0);
    for (item, weight) in a {
        while at < b.len() && b[at].0 < *item {
            at += 1;
        }
        if at < b.len() && b[at].0 == *item {
            shared += weight.min(b[at].1);
        }
    }
    if all > 0.0 { 2.0 * shared / all } else { 0.0 }
}
