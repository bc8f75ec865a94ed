//! A source: a name and bytes, and the text that they decode to.
//!
//! Readers of text formats ask for [`Source::decode`]; all spans are byte offsets into that text.
//! This file knows encodings and positions, not formats.

use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::bytes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::served::Served;

/// The longest text that is read, in bytes: places in it take few bytes, as there are so many of them.
pub const LONGEST: usize = u32::MAX as usize;

/// A stretch of a source's decoded text, in bytes, its end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// From `start` to before `end`; an end before the start counts as the start. No place is behind
    /// [`LONGEST`].
    pub fn new(start: usize, end: usize) -> Span {
        let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: place(start), end: place(end.max(start)) }
    }

    /// Offset of the first byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// Offset behind the last byte.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// The same with another beginning.
    pub fn with_start(self, start: usize) -> Span {
        Span::new(start, self.end())
    }

    /// The same with another end.
    pub fn with_end(self, end: usize) -> Span {
        Span::new(self.start(), end)
    }

    /// The smallest span that holds both.
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// As a range, to slice text with.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }
}

/// Bytes with a name: what a reader is given.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The name in outputs and messages: relative, with `/`; `-` for standard input; an address for what is
    /// on the web.
    pub name: String,
    /// The bytes, as they are.
    pub bytes: Vec<u8>,
    /// When the bytes last changed, in seconds since 1970, where that is known.
    pub modified: Option<i64>,
    /// How a server gave it, where it is from the web.
    pub served: Option<Served>,
}

impl Source {
    /// A source without a time.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Source {
        Source { name: name.into(), bytes: bytes.into(), ..Source::default() }
    }

    /// The name without folders; empty for a site on the web.
    pub fn file_name(&self) -> &str {
        match &self.served {
            Some(served) => served.file().unwrap_or_default(),
            None => self.name.rsplit('/').next().unwrap_or(&self.name),
        }
    }

    /// The name without folders and extension: what a page without a title is called after.
    pub fn stem(&self) -> &str {
        if let Some(host) = self.served.as_ref().and_then(Served::host) {
            return host;
        }
        let base = self.file_name();
        match base.rfind('.') {
            Some(dot) if dot > 0 => &base[..dot],
            _ => base,
        }
    }

    /// Whether the bytes can't be text: a NUL in them, and not as UTF-16 has it.
    pub fn is_binary(&self) -> bool {
        self.bytes.contains(&0) && utf16(&self.bytes).is_none()
    }

    /// The text that the bytes decode to.
    ///
    /// In this order: a byte order mark, what a server states, `declared` (what the format itself says, as
    /// `<meta charset>` does), UTF-8, UTF-16 by its NULs, and a guess by what browsers use, with a
    /// finding. CR LF and CR become LF; other control characters become U+FFFD, with a finding.
    /// Bytes that are no text, or more than [`LONGEST`], give an empty text and an error.
    pub fn decode(self, declared: Option<&str>, diagnostics: &mut Diagnostics) -> String {
        let refusal = if self.bytes.len() > LONGEST {
            Some(Diagnostic::too_long())
        } else {
            self.is_binary().then(Diagnostic::not_text)
        };
        if let Some(refusal) = refusal {
            diagnostics.push(refusal);
            return String::new();
        }
        let (encoding, guessed) = self.encoding(declared);
        let (text, broken) = decoded(self.bytes, encoding);
        let (text, replaced) = clean(text);
        if guessed {
            diagnostics.push(Diagnostic::encoding_guessed(encoding.name()));
        } else if broken {
            let at = text.find('\u{FFFD}').unwrap_or(0);
            diagnostics.push(Diagnostic::encoding_broken(encoding.name(), Span::new(at, at)));
        }
        if let Some(at) = replaced {
            diagnostics.push(Diagnostic::control_character(Span::new(at, at)));
        }
        // Other encodings have fewer bytes for the same text.
        if text.len() > LONGEST {
            diagnostics.push(Diagnostic::too_long());
            return String::new();
        }
        text
    }

    /// The encoding of the bytes, and whether it is a guess.
    fn encoding(&self, declared: Option<&str>) -> (&'static Encoding, bool) {
        if let Some((encoding, _)) = Encoding::for_bom(&self.bytes) {
            return (encoding, false);
        }
        let is_true = |encoding: &Encoding| encoding != UTF_8 || std::str::from_utf8(&self.bytes).is_ok();
        let stated = self.served.as_ref().and_then(|served| served.charset.as_deref());
        if let Some(encoding) = stated.and_then(|label| Encoding::for_label(label.as_bytes()))
            && is_true(encoding)
        {
            return (encoding, false);
        }
        if let Some(encoding) = utf16(&self.bytes) {
            return (encoding, false);
        }
        // A declared UTF-16 can't be true where the declaration itself could be read as ASCII.
        let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
        if let Some(encoding) = declared.filter(|e| *e != UTF_16BE && *e != UTF_16LE)
            && is_true(encoding)
        {
            return (encoding, false);
        }
        if std::str::from_utf8(&self.bytes).is_ok() {
            return (UTF_8, false);
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&self.bytes, true);
        (detector.guess(None, Utf8Detection::Allow), true)
    }
}

/// Bytes as text, and whether they broke the rules of their encoding.
fn decoded(bytes: Vec<u8>, encoding: &'static Encoding) -> (String, bool) {
    let decode = |bytes: &[u8]| {
        let (text, _, broken) = encoding.decode(bytes);
        (text.into_owned(), broken)
    };
    // Most pages are text as they are, and need not be copied.
    if encoding != UTF_8 || Encoding::for_bom(&bytes).is_some() {
        return decode(&bytes);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(error) => decode(error.as_bytes()),
    }
}

/// UTF-16 without a mark: nearly every second byte of mostly Latin text is NUL.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return (encoding != UTF_8).then_some(encoding);
    }
    let nul = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (nul(0), nul(1), head.len() / 2);
    if !bytes.len().is_multiple_of(2) || pairs == 0 {
        return None;
    }
    let mostly = |with: usize, without: usize| with * 10 >= pairs * 4 && without * 20 <= with;
    match () {
        () if mostly(odd, even) => Some(UTF_16LE),
        () if mostly(even, odd) => Some(UTF_16BE),
        () => None,
    }
}

/// How many bytes of a text are looked at at once for control characters.
const PART: usize = 64;

/// Whether a control character is in a text that has to be replaced.
fn has_control(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Those that are no ASCII are two bytes in UTF-8.
    let is_one = |at: usize| match bytes[at] {
        b'\n' | b'\t' => false,
        0xC2 => bytes[at + 1] < 0xA0,
        byte => byte.is_ascii_control(),
    };
    let is_low = |byte: u8| (byte < b' ') & (byte != b'\n') & (byte != b'\t');
    let may_be_one = |byte: u8| is_low(byte) | (byte == 0x7F) | (byte == 0xC2);
    let parts = bytes.chunks(PART).enumerate().filter(|(_, part)| bytes::have(part, may_be_one));
    parts.map(|(at, part)| at * PART..at * PART + part.len()).any(|mut part| part.any(is_one))
}

/// Line ends as LF, other control characters as U+FFFD; with the offset of the first of those.
fn clean(text: String) -> (String, Option<usize>) {
    let is_bad = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !has_control(&text) {
        return (text, None);
    }
    let (mut out, mut first) = (String::with_capacity(text.len()), None);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            // A form feed is where a page ended; it separates as a line does.
            '\u{0C}' => out.push('\n'),
            c if is_bad(c) => {
                first.get_or_insert(out.len());
                out.push('\u{FFFD}');
            }
            c => out.push(c),
        }
    }
    (out, first)
}

/// Line and column of one place behind another in a text, without a look at all of its lines.
#[derive(Debug, Clone, Default)]
pub struct Cursor {
    offset: usize,
    /// How many lines are before it, and how many characters of its own.
    before: (usize, usize),
    /// For places before the last.
    lines: Option<Lines>,
}

impl Cursor {
    /// Line and column of a byte offset, as [`Lines::position`] has them.
    pub fn position(&mut self, text: &str, offset: usize) -> (usize, usize) {
        let Some(passed) = text.as_bytes().get(self.offset..offset) else {
            return self.lines.get_or_insert_with(|| Lines::new(text)).position(text, offset);
        };
        let (lines, characters) = self.before;
        self.before = match passed.iter().rposition(|byte| *byte == b'\n') {
            Some(end) => (lines + line_feeds(passed), begun(&passed[end + 1..])),
            None => (lines, characters + begun(passed)),
        };
        self.offset = offset;
        (self.before.0 + 1, self.before.1 + 1)
    }
}

/// How many line feeds are in bytes of a text.
fn line_feeds(bytes: &[u8]) -> usize {
    // So many that one byte counts them, which machines do for several at once.
    let count = |part: &[u8]| part.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>();
    bytes.chunks(255).map(|part| usize::from(count(part))).sum()
}

/// How many characters begin in bytes of a text.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// Finds lines and columns in a text.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    starts: Vec<usize>,
    /// How many characters begin before each mark, so that no line is counted from its beginning
    /// again and again: a page may be one line.
    counts: Vec<usize>,
}

/// How many bytes of a text there are from one mark to the next.
const MARK: usize = 128;

impl Lines {
    /// Of the text.
    pub fn new(text: &str) -> Lines {
        let mut starts = Vec::with_capacity(line_feeds(text.as_bytes()) + 1);
        starts.push(0);
        // Lines are short: to search for the end of each takes longer than to look at all bytes.
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        starts.extend(ends.map(|(at, _)| at + 1));
        let parts = text.as_bytes().chunks(MARK);
        let mut counts = Vec::with_capacity(parts.len());
        let mut count = 0;
        for part in parts {
            counts.push(count);
            count += begun(part);
        }
        Lines { starts, counts }
    }

    /// The line of a byte offset, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// Where a line begins, the first of which is 1.
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).copied()
    }

    /// Line and column of a byte offset in the same text; both from 1, columns in characters.
    pub fn position(&self, text: &str, offset: usize) -> (usize, usize) {
        let line = self.line(offset);
        let count = |offset: usize| {
            let mark = (offset / MARK).min(self.counts.len().saturating_sub(1));
            let before = text.as_bytes().get(mark * MARK..offset).unwrap_or_default();
            self.counts.get(mark).map_or(0, |count| count + begun(before))
        };
        (line, count(offset).saturating_sub(count(self.starts[line - 1])) + 1)
    }

    /// Where the line of a byte offset begins, and where it ends, its line feed not included.
    pub fn bounds(&self, text: &str, offset: usize) -> (usize, usize) {
        let line = self.line(offset);
        let end = self.starts.get(line).map_or(text.len(), |next| next - 1);
        (self.starts[line - 1], end)
    }

    /// The lines of a span, both ends included; a line feed at its end does not count.
    pub fn range(&self, text: &str, span: Span) -> (usize, usize) {
        let held = text.get(span.range()).unwrap_or_default();
        let last = span.start() + held.trim_end().len().saturating_sub(1);
        (self.line(span.start()), self.line(last.max(span.start())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_found_wherever_they_stand() {
        for c in ['\0', '\r', '\u{7F}', '\u{80}', '\u{9F}', '\n', '\t', ' ', '\u{A0}', '·', '\u{100}', '？']
        {
            let is_bad = c.is_control() && c != '\n' && c != '\t';
            for before in 0..130 {
                let text = format!("{}{c}·", "a".repeat(before));
                assert_eq!(has_control(&text), is_bad, "{c:?} behind {before}");
                assert_eq!(
                    has_control(&text[..before + c.len_utf8()]),
                    is_bad,
                    "{c:?} behind {before} at the end"
                );
            }
        }
    }

    #[test]
    fn a_cursor_says_what_lines_say() {
        let text = format!("é one\n\ntwo · three\n{}\nlast", "long ü ".repeat(60));
        let lines = Lines::new(&text);
        let places = [0, 2, 5, 7, 8, 9, 15, 24, 300, 300, text.len() - 4, 9, 2, text.len()];
        let mut cursor = Cursor::default();
        for at in places {
            assert_eq!(cursor.position(&text, at), lines.position(&text, at), "{at}");
        }
    }
}
