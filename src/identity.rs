//! Who a card is: its GUID, by which Anki knows it again.
//!
//! Without memory a GUID is `guid-v1`: a hash of the collection key and the whole question, with an
//! ordinal for exact repeats. It depends on no answer, number, place, level, file or deck, and its
//! recipe never changes: learners' collections hang on it.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::model::{Block, Deck, Origin};
use crate::render::text;

/// Characters of a GUID: none that a spreadsheet or Anki's text import gives a meaning.
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// How many characters a GUID has: 95 bits, so that a million cards have no two alike.
const LENGTH: usize = 16;

/// The GUID of a question without memory.
///
/// `ordinal` is 1 for the first card of the collection with this question, 2 for the second, and so on.
pub fn guid(key: &str, question: &[Block], ordinal: usize) -> Box<str> {
    Key::new(key).guid(question, ordinal)
}

/// Whether two questions have one GUID in one collection.
pub fn is_same_question(a: &[Block], b: &[Block]) -> bool {
    normal(&text::of_blocks(a)) == normal(&text::of_blocks(b))
}

/// The GUID that an id given in a page stands for: itself if it is one, else a hash of it.
pub fn guid_of_mark(key: &str, mark: &str) -> Box<str> {
    Key::new(key).guid_of_mark(mark)
}

/// A collection key for many cards: it is a page's title, and may be as long as a page.
#[derive(Debug, Clone)]
pub struct Key {
    guid: Sha256,
    mark: Sha256,
}

impl Key {
    /// A key as the page or the user gives it.
    pub fn new(key: &str) -> Key {
        let key = normal(key);
        let hasher = |recipe: &str| hash_more(Sha256::new(), &[recipe, &key]);
        Key { guid: hasher("guid-v1"), mark: hasher("mark-v1") }
    }

    /// As [`guid`].
    pub fn guid(&self, question: &[Block], ordinal: usize) -> Box<str> {
        let question = normal(&text::of_blocks(question));
        name(hash_more(self.guid.clone(), &[&question, &ordinal.to_string()]))
    }

    /// As [`guid_of_mark`].
    pub fn guid_of_mark(&self, mark: &str) -> Box<str> {
        match is_guid(mark) {
            true => mark.into(),
            false => name(hash_more(self.mark.clone(), &[mark.trim()])),
        }
    }
}

/// Whether a text has the form of deckmill's GUIDs.
pub fn is_guid(text: &str) -> bool {
    text.len() == LENGTH
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// From how many bytes on a text is hashed by itself.
const LONG: usize = 4096;

/// Hashes more texts, each behind its length, so that no two lists of texts are hashed alike.
pub(crate) fn hash_more(mut hasher: Sha256, parts: &[&str]) -> Sha256 {
    // Many short texts are hashed quicker in one go; a long one is not held once more.
    let room = parts.iter().map(|part| 8 + if part.len() > LONG { 0 } else { part.len() }).sum();
    let mut said = Vec::with_capacity(room);
    for part in parts {
        said.extend((part.len() as u64).to_le_bytes());
        if part.len() > LONG {
            hasher.update(&said);
            hasher.update(part);
            said.clear();
        } else {
            said.extend(part.as_bytes());
        }
    }
    hasher.update(&said);
    hasher
}

/// A hash as a name in the alphabet of GUIDs.
fn name(hasher: Sha256) -> Box<str> {
    let digest = hasher.finalize();
    let mut number = digest.iter().take(16).fold(0u128, |number, byte| number << 8 | u128::from(*byte));
    let mut out = String::with_capacity(LENGTH);
    // The first is a letter. The others are taken ten at a time: long division by a word takes its time.
    for (count, base) in [(1, 52), (10, 62), (5, 62u64)] {
        let all = u128::from(base.pow(count));
        let rest = number / all;
        let mut part = (number - rest * all) as u64;
        number = rest;
        for _ in 0..count {
            out.push(char::from(ALPHABET[(part % base) as usize]));
            part /= base;
        }
    }
    out.into()
}

/// A question without what differs between copies of one page: case, white space, typographic
/// quotes and dashes, invisible characters, and the ways to compose a letter.
pub(crate) fn normal(text: &str) -> String {
    // ASCII has one way to compose a letter, and the longest keys and questions are mostly that; in most
    // of them there is nothing but letters to fold.
    match text.is_ascii() {
        true if has_single_spaces(text) => text.to_ascii_lowercase(),
        true => folded(text.chars(), text.len()),
        false => folded(text.nfc(), text.len()),
    }
}

/// Whether a text in ASCII has no white space but single spaces between its words, and no control character.
fn has_single_spaces(text: &str) -> bool {
    let is_plain = |before: u8, byte: u8| byte.is_ascii_graphic() || (byte == b' ' && before != b' ');
    let (all, last) =
        text.bytes().fold((true, b' '), |(all, before), byte| (all & is_plain(before, byte), byte));
    all && (last != b' ' || text.is_empty())
}

/// Composed characters as `normal` has them; the result has about `length` bytes.
fn folded(text: impl Iterator<Item = char>, length: usize) -> String {
    let mut out = String::with_capacity(length);
    for c in text {
        match c {
            c if c.is_ascii_graphic() => out.push(c.to_ascii_lowercase()),
            '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' => {}
            '‘' | '’' | '‚' | '‛' => out.push('\''),
            '“' | '”' | '„' | '‟' => out.push('"'),
            '‐' | '‑' | '‒' | '–' | '—' => out.push('-'),
            '…' => out.push_str("..."),
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Gives each card whose GUID an earlier card of the deck has a GUID of its own.
///
/// Returns the cards that got one, as (index of the card, index of the first with that GUID) among
/// all cards of the deck, in order.
pub fn separate(deck: &mut Deck) -> Vec<(usize, usize)> {
    let mut once = HashSet::with_capacity(deck.all_cards().count());
    if deck.all_cards().all(|card| once.insert(&*card.id)) {
        return Vec::new();
    }
    let mut seen = HashMap::new();
    let mut taken: HashSet<Box<str>> = deck.all_cards().map(|card| card.id.clone()).collect();
    // How far the ordinals of a question are used up, so that many repeats are no longer search.
    let mut ordinals: HashMap<Box<str>, usize> = HashMap::new();
    let mut changed = Vec::new();
    let mut index = 0;
    each_deck(deck, &mut |deck| {
        let key = LazyCell::new(|| Key::new(&deck.key));
        for card in &mut deck.cards {
            if let Some(first) = seen.get(&card.id) {
                changed.push((index, *first));
                // An id that is given twice says nothing of the second.
                card.given_id = None;
                let ordinal = ordinals.entry(key.guid(&card.question, 1)).or_insert(1);
                while taken.contains(&card.id) {
                    *ordinal += 1;
                    card.id = key.guid(&card.question, *ordinal);
                }
                taken.insert(card.id.clone());
            }
            seen.insert(card.id.clone(), index);
            index += 1;
        }
    });
    changed
}

/// Gives the cards of decks that come one after the other GUIDs of their own where earlier cards have
/// theirs, as [`separate`] does for cards that are all there.
#[derive(Default)]
pub struct Separator {
    taken: HashMap<Box<str>, Origin>,
    repeated: Option<(usize, Origin, Origin)>,
}

impl Separator {
    /// Looks at the next deck.
    pub fn separate(&mut self, deck: &mut Deck) {
        each_deck(deck, &mut |deck| {
            let key = LazyCell::new(|| Key::new(&deck.key));
            for card in &mut deck.cards {
                if let Some(first) = self.taken.get(&card.id) {
                    let told = self.repeated.take();
                    let told = told
                        .map_or((1, card.origin.clone(), first.clone()), |(count, again, first)| {
                            (count + 1, again, first)
                        });
                    self.repeated = Some(told);
                    card.given_id = None;
                    let mut ordinal = 1;
                    while self.taken.contains_key(&card.id) {
                        ordinal += 1;
                        card.id = key.guid(&card.question, ordinal);
                    }
                }
                self.taken.insert(card.id.clone(), card.origin.clone());
            }
        });
    }

    /// How many cards got another GUID, and the places of the first of them and of the card that had it.
    pub fn repeated(&self) -> Option<(usize, &Origin, &Origin)> {
        self.repeated.as_ref().map(|(count, again, first)| (*count, again, first))
    }
}

/// Calls a function with a deck and all below it, in the order of their cards.
fn each_deck(deck: &mut Deck, call: &mut impl FnMut(&mut Deck)) {
    call(deck);
    deck.children.iter_mut().for_each(|child| each_deck(child, call));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guid_v1_never_changes() {
        let question = [Block::paragraph("What does `is` compare?")];
        let ids = [guid("Python", &question, 1), guid("Python", &question, 2), guid("Ruby", &question, 1)];
        assert_eq!(
            ids.each_ref().map(|id| &**id),
            ["kXAVEE4Eq2h5AHMv", "NNv2w2wd6M9snLUU", "U0vnFVWpilwoh6zU"]
        );
        assert_eq!(&*guid_of_mark("Python", "is-operator"), "JujRCVp3bpxA8sHR");
    }

    #[test]
    fn a_text_with_single_spaces_is_no_other_than_with_many() {
        for text in ["", "A b?", " A b", "A  b", "A b ", "A\tb\nc", "A \u{7F}b", "\u{1}", "A b\u{0B}c", " "] {
            assert_eq!(normal(text), folded(text.chars(), text.len()), "{text:?}");
        }
    }

    #[test]
    fn copies_of_a_question_have_one_guid() {
        let plain = guid("A deck", &[Block::paragraph("It's what - \"this\"?")], 1);
        let typeset = guid("a  Deck", &[Block::paragraph("It’s\u{a0}what — “this”?")], 1);
        assert_eq!(plain, typeset);
        assert_ne!(plain, guid("A deck", &[Block::paragraph("Its what - \"this\"?")], 1));
    }
}
