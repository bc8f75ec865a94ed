//! Sets of bytes: what a text shows by its bytes alone, at a few instructions for each, before anything
//! is done for its characters. Most lines of a page are told apart so.

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
