//! Sets of bytes and lists of words: what a text shows by its bytes alone, at a few instructions for each,
//! before anything is done for its characters. Most lines of a page are told apart so.

use std::hash::{BuildHasherDefault, Hasher};

/// A set of bytes.
pub struct Bytes([bool; 256]);

impl Bytes {
    /// These bytes.
    pub const fn of(bytes: &[u8]) -> Bytes {
        let mut set = [false; 256];
        let mut at = 0;
        while at < bytes.len() {
            set[bytes[at] as usize] = true;
            at += 1;
        }
        Bytes(set)
    }

    /// These bytes, and all from one to another.
    pub const fn and(mut self, first: u8, last: u8) -> Bytes {
        let mut byte = first as usize;
        while byte <= last as usize {
            self.0[byte] = true;
            byte += 1;
        }
        self
    }

    /// Whether a byte is one of them.
    #[inline]
    pub const fn has(&self, byte: u8) -> bool {
        self.0[byte as usize]
    }

    /// Whether one of them is in a text.
    #[inline]
    pub fn are_in(&self, text: &str) -> bool {
        text.bytes().any(|byte| self.has(byte))
    }
}

/// Whether one of some bytes is of a kind. All bytes of a stretch are asked, which machines do at once where
/// the kind is joined by `|`, without jumps.
#[inline]
pub fn have(bytes: &[u8], is_one: impl Fn(u8) -> bool) -> bool {
    let (parts, rest) = bytes.as_chunks::<16>();
    let in_part = |part: &[u8; 16]| part.iter().fold(false, |found, byte| found | is_one(*byte));
    parts.iter().any(in_part) || rest.iter().any(|byte| is_one(*byte))
}

/// A list of words in lower case. Most texts begin as none of them does, which two of their bytes tell.
pub struct WordList {
    words: &'static [&'static str],
    /// By the first letter of words, which letters are second, as bits.
    seconds: [u32; 128],
}

/// The bit that says that a word has no letter of ASCII as its second.
const NO_LETTER: u32 = 1 << 31;

impl WordList {
    /// These words.
    pub const fn of(words: &'static [&'static str]) -> WordList {
        let mut seconds = [0; 128];
        let mut at = 0;
        while at < words.len() {
            let word = words[at].as_bytes();
            if word[0].is_ascii() {
                let is_letter = word.len() > 1 && word[1].is_ascii_lowercase();
                seconds[word[0] as usize] |= if is_letter { 1 << (word[1] - b'a') } else { NO_LETTER };
            }
            at += 1;
        }
        WordList { words, seconds }
    }

    /// The words.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.words.iter().copied()
    }

    /// Whether a word in lower case is one of them.
    pub fn has(&self, word: &str) -> bool {
        self.may_begin(word) && self.words.contains(&word)
    }

    /// Whether the first word of a text, in any case, may be one of them or the first of several. Of a text
    /// that begins with no ASCII nothing is said.
    #[inline]
    pub fn may_begin(&self, text: &str) -> bool {
        let mut bytes = text.bytes().map(|byte| byte.to_ascii_lowercase());
        let Some(first) = bytes.next() else { return false };
        let Some(seconds) = self.seconds.get(usize::from(first)) else { return true };
        match bytes.next() {
            Some(second @ b'a'..=b'z') => seconds >> (second - b'a') & 1 == 1,
            // In lower case it may be a letter.
            Some(second) if !second.is_ascii() => *seconds != 0,
            _ => seconds & NO_LETTER != 0,
        }
    }
}

/// A quick hash for tables of our own words. Whoever writes a page could choose keys that have one hash, so
/// that nothing of a page is kept by it.
pub type Quick = BuildHasherDefault<QuickHasher>;

/// What hashes for [`Quick`].
#[derive(Default)]
pub struct QuickHasher(u64);

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }

    fn finish(&self) -> u64 {
        // Tables look at the bits at both ends.
        self.0 ^ self.0.rotate_left(32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found_wherever_it_stands() {
        for at in 0..40 {
            let mut bytes = [b'a'; 40];
            assert!(!have(&bytes, |byte| byte == b'?'));
            bytes[at] = b'?';
            assert!(have(&bytes, |byte| byte == b'?'), "{at}");
        }
    }

    #[test]
    fn words_are_looked_up() {
        let words = WordList::of(&["o", "up", "où", "a b"]);
        assert!(["o", "up", "où", "a b"].iter().all(|word| words.has(word)));
        assert!(!["u", "a", "op", "", "Up", "ù"].iter().any(|word| words.has(word)));
        assert!(["UP", "Up there", "O!", "OÙ", "A b", "ù"].iter().all(|text| words.may_begin(text)));
        assert!(!["", "u", "oh", "us", "7"].iter().any(|text| words.may_begin(text)));
    }
}
