//! What texts are compared by: their letters and digits in lower case, and nothing between them.

use std::hash::{DefaultHasher, Hasher};

/// The letters of a text as a hash, for where there are too many texts to keep the letters of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(u64);

/// The bits of a key that say how many letters there are; more than three are three.
const LENGTH: u64 = 0b11;

impl Key {
    /// Of letters as [`push`] gives them.
    pub fn new(letters: &[u8]) -> Key {
        let mut hasher = DefaultHasher::new();
        hasher.write(letters);
        // All but the first byte of a letter in UTF-8 begin with the same bits.
        let begun = letters.iter().filter(|byte| **byte & 0xC0 != 0x80).take(3);
        Key(hasher.finish() & !LENGTH | begun.count() as u64)
    }

    /// Those that come more than once, in order.
    pub fn repeated(keys: &[Key]) -> Vec<Key> {
        let mut keys: Vec<Key> = keys.iter().copied().filter(|key| key.is_long()).collect();
        keys.sort_unstable();
        let mut repeated: Vec<Key> =
            keys.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        repeated.dedup();
        repeated
    }

    /// Whether there is no letter.
    pub fn is_empty(self) -> bool {
        self.0 & LENGTH == 0
    }

    /// Whether there are enough letters to know a text by.
    pub fn is_long(self) -> bool {
        self.0 & LENGTH == 3
    }
}

/// Each letter and digit of ASCII in lower case, and nothing for the others.
const LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            letters[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    letters
};

/// How many bytes of a text are looked at at once.
const LONG: usize = 4096;

/// The letters and digits of a text, in lower case.
pub fn of(text: &str) -> String {
    first(text, usize::MAX)
}

/// The same, `most` of them at most.
pub fn first(text: &str, most: usize) -> String {
    let mut letters = Vec::new();
    push(text, most, &mut letters);
    String::from_utf8(letters).unwrap_or_default()
}

/// Adds the same to other letters.
pub fn push(text: &str, most: usize, letters: &mut Vec<u8>) {
    if text.is_ascii() && text.len() <= most.max(LONG) {
        let start = letters.len();
        letters.extend_from_slice(text.as_bytes());
        let (own, mut count) = (&mut letters[start..], 0);
        // What is no letter is written as well, and the next over it: that is quicker than to ask.
        for byte in text.bytes() {
            let letter = LETTERS[usize::from(byte)];
            own[count] = letter;
            count += usize::from(letter != 0);
        }
        letters.truncate(start + count.min(most));
        return;
    }
    // Room for all of them at once: there is a text for each line of a page.
    letters.reserve(text.len().min(most));
    for c in text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(most) {
        letters.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// A text without its first `count` characters.
pub fn behind(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or("", |(at, _)| &text[at..])
}
