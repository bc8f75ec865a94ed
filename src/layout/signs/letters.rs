//! What texts are compared by: their letters and digits in lower case, and nothing between them.

use std::hash::{DefaultHasher, Hash, Hasher};

/// The letters of a text as a hash, for where there are too many texts to keep the letters of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    hash: u64,
    /// How many letters there are; more than three are three.
    length: u8,
}

impl Key {
    /// Of letters as [`of`] gives them.
    pub fn new(letters: &str) -> Key {
        let mut hasher = DefaultHasher::new();
        letters.hash(&mut hasher);
        Key { hash: hasher.finish(), length: letters.chars().take(3).count() as u8 }
    }

    /// Whether there is no letter.
    pub fn is_empty(self) -> bool {
        self.length == 0
    }

    /// Whether there are enough letters to know a text by.
    pub fn is_long(self) -> bool {
        self.length == 3
    }
}

/// How many bytes of a text are looked at at once.
const LONG: usize = 4096;

/// The letters and digits of a text, in lower case.
pub fn of(text: &str) -> String {
    first(text, usize::MAX)
}

/// The same, `most` of them at most.
pub fn first(text: &str, most: usize) -> String {
    if text.is_ascii() && text.len() <= most.max(LONG) {
        let mut letters = text.as_bytes().to_ascii_lowercase();
        letters.retain(u8::is_ascii_alphanumeric);
        letters.truncate(most);
        return String::from_utf8(letters).unwrap_or_default();
    }
    // Room for all of them at once: there is a text for each line of a page.
    let mut letters = String::with_capacity(text.len().min(most));
    letters.extend(text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(most));
    letters
}

/// A text without its first `count` characters.
pub fn behind(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or("", |(at, _)| &text[at..])
}
