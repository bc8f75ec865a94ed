//! What a deck refers to beside its text: images and sounds, by their addresses. Nothing is fetched
//! here, and no disk is touched; this says which addresses there are, what they stand for, and what a
//! file is by its bytes.
//!
//! An image is an image of the page; a sound is a link whose target is a sound or a film, for the model
//! has no inline of its own for it. Who reads a page finds the files and gives each card a map from
//! addresses to names ([`crate::Card::media`]); a [`MediaStore`] has the bytes that go by these names.
//! `content.rs` knows the formats, `svg.rs` what may stand in a drawing, `data.rs` addresses that are
//! files themselves.

mod content;
mod data;
mod svg;

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use sha1::{Digest, Sha1};

pub use content::{Examined, LARGEST, Unfit, examine, is_compressed, is_name, media_type, of_description};
pub use data::decode;

use crate::model::{Block, BlockKind, Card, Inline};
use crate::source::Span;

/// What a page has a file for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// It is shown.
    Image,
    /// It is played, with a picture or without.
    Sound,
}

impl Kind {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Image => "image",
            Kind::Sound => "sound",
        }
    }
}

/// A place where blocks refer to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference<'a> {
    /// What the file is for.
    pub kind: Kind,
    /// The address as the page writes it.
    pub address: &'a str,
    /// The block in which it stands.
    pub span: Span,
}

/// What is known of a file that can be packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaEntry {
    /// How many bytes it has.
    pub size: u64,
    /// Its SHA-1, by which Anki compares files.
    pub sha1: [u8; 20],
}

/// Files by the names under which they are packed. The bytes may be anywhere, so opening one can fail.
pub trait MediaStore: Sync {
    /// What is known of a file; nothing where there is none of this name.
    fn entry(&self, name: &str) -> Option<MediaEntry>;

    /// The bytes of a file, exactly as many as its entry says.
    fn open(&self, name: &str) -> io::Result<Box<dyn Read + '_>>;
}

/// Files in memory.
impl MediaStore for BTreeMap<String, Vec<u8>> {
    fn entry(&self, name: &str) -> Option<MediaEntry> {
        let bytes = self.get(name)?;
        Some(MediaEntry { size: bytes.len() as u64, sha1: Sha1::digest(bytes).into() })
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        let bytes = self.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Cursor::new(bytes)))
    }
}

/// The places in blocks that refer to files, in order.
pub fn references(blocks: &[Block]) -> Vec<Reference<'_>> {
    let mut found = Vec::new();
    of_blocks(blocks, &mut |reference| found.push(reference));
    found
}

/// Forgets the files of a card that it no longer refers to.
pub(crate) fn drop_unused(card: &mut Card) {
    let shown = [&card.question, &card.answer].map(|blocks| references(blocks));
    let is_shown = |address: &str| shown.iter().flatten().any(|file| file.address == address);
    card.media.retain(|address, _| is_shown(address));
}

/// Calls a function with each place in blocks that refers to a file, in order.
fn of_blocks<'a>(blocks: &'a [Block], add: &mut impl FnMut(Reference<'a>)) {
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => {
                of_line(content, block.span, add);
            }
            BlockKind::List(list) => list.items.iter().for_each(|item| of_blocks(&item.content, add)),
            BlockKind::Quote(content) | BlockKind::Group { content, .. } => of_blocks(content, add),
            BlockKind::Table(table) => {
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                cells.for_each(|cell| of_line(&cell.content, block.span, add));
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    definition.terms.iter().for_each(|term| of_line(&term.content, term.span, add));
                    definition.meanings.iter().for_each(|meaning| of_blocks(meaning, add));
                }
            }
            BlockKind::Details { summary, content } => {
                of_line(&summary.content, summary.span, add);
                of_blocks(content, add);
            }
            BlockKind::Code { .. } | BlockKind::Math(_) | BlockKind::Rule => {}
        }
    }
}

fn of_line<'a>(line: &'a [Inline], span: Span, add: &mut impl FnMut(Reference<'a>)) {
    for inline in line {
        match inline {
            Inline::Image(image) => add(Reference { kind: Kind::Image, address: &image.target, span }),
            Inline::Link(link) => {
                if is_sound(&link.target) {
                    add(Reference { kind: Kind::Sound, address: &link.target, span });
                }
                of_line(&link.content, span, add);
            }
            other => crate::inline::inner(other).into_iter().for_each(|inner| of_line(inner, span, add)),
        }
    }
}

/// Extensions of sounds and films that Anki plays.
const PLAYED: [&str; 22] = [
    "3gp", "aac", "avi", "flac", "m4a", "m4v", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg", "oga", "ogg",
    "ogv", "ogx", "opus", "spx", "wav", "weba", "webm", "wma",
];

/// Whether a link to this address is one to a sound or a film.
pub fn is_sound(address: &str) -> bool {
    match Address::of(address) {
        Address::Data => data::is_sound(address),
        Address::File(path) => is_played(&path),
        // Behind the scheme and the host.
        Address::Remote(whole) => whole.splitn(4, '/').nth(3).is_some_and(is_played),
        Address::Nothing | Address::Other => false,
    }
}

fn is_played(path: &str) -> bool {
    let name = file_name(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    PLAYED.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// What an address stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A file, by its path from the page, or with `/` in front from the root of a site.
    File(String),
    /// A file on the web, by its whole address.
    Remote(String),
    /// The file itself.
    Data,
    /// No file: nothing at all, or a place on the page.
    Nothing,
    /// Something with a scheme of which nothing is known here.
    Other,
}

/// Whether an address on a page leads to the web.
pub fn is_on_the_web(address: &str) -> bool {
    matches!(Address::of(address), Address::Remote(_))
}

impl Address {
    /// What an address on a page stands for.
    pub fn of(address: &str) -> Address {
        let address = address.trim();
        if let Some(path) = path_of(address) {
            return Address::File(path);
        }
        let begins =
            |scheme: &str| address.get(..scheme.len()).is_some_and(|a| a.eq_ignore_ascii_case(scheme));
        match address {
            "" => Address::Nothing,
            address if address.starts_with(['#', '?']) => Address::Nothing,
            _ if begins("data:") => Address::Data,
            address if begins("http://") || begins("https://") => Address::Remote(address.to_owned()),
            // What is as safe as the page itself was, is so at least by itself.
            address if address.starts_with("//") => Address::Remote(format!("https:{address}")),
            _ => Address::Other,
        }
    }
}

/// The name of the file that an address is of, decoded, without the folders before it; for messages, and
/// for what has no other text.
pub fn file_name(address: &str) -> String {
    if let Address::Data = Address::of(address) {
        return data::media_type(address).to_owned();
    }
    let path = address.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    decoded(path.rsplit('/').next().unwrap_or_default())
}

/// The path that an address without scheme and host stands for, decoded; none for other addresses.
///
/// `images/a%20b.png?raw=true` is `images/a b.png`.
pub fn path_of(address: &str) -> Option<String> {
    let address = address.trim();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    // A colon before any slash ends a scheme, or a drive.
    let has_scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || has_scheme || path.starts_with("//") || path.starts_with("\\\\") {
        return None;
    }
    Some(decoded(path))
}

/// `%20` and the like as what they stand for; what is no UTF-8 then stays as it is.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_files() {
        let cases = [
            ("a.png", Some("a.png")),
            ("../pictures/a%20b.png?raw=true#top", Some("../pictures/a b.png")),
            ("100%.png", Some("100%.png")),
            ("/static/a.png", Some("/static/a.png")),
            ("a/b:c.png", Some("a/b:c.png")),
            ("https://example.org/a.png", None),
            ("//example.org/a.png", None),
            ("data:image/png;base64,AA==", None),
            ("file:///a.png", None),
            ("#figure", None),
            ("", None),
        ];
        for (address, path) in cases {
            assert_eq!(path_of(address).as_deref(), path, "{address}");
        }
    }

    #[test]
    fn addresses_of_other_things() {
        let remote = |address: &str| Address::Remote(address.to_owned());
        let cases = [
            ("HTTPS://example.org/a.png", remote("HTTPS://example.org/a.png")),
            ("//example.org/a.png", remote("https://example.org/a.png")),
            ("Data:image/png;base64,AA==", Address::Data),
            ("file:///a.png", Address::Other),
            ("C:\\a.png", Address::Other),
            ("#figure", Address::Nothing),
            ("?page=2", Address::Nothing),
            (" ", Address::Nothing),
        ];
        for (address, expected) in cases {
            assert_eq!(Address::of(address), expected, "{address}");
        }
    }

    #[test]
    fn sounds_are_known_by_their_extensions() {
        for address in ["a.mp3", "a/B.OGG?x=1", "https://example.org/talk.mp4#t=9", "data:audio/ogg;base64,"]
        {
            assert!(is_sound(address), "{address}");
        }
        for address in [
            "mp3",
            "a.png",
            "a.mp3.html",
            "#a.mp3",
            "https://example.mp3",
            "data:image/png,",
            "mailto:a@b.mp3",
        ] {
            assert!(!is_sound(address), "{address}");
        }
    }

    #[test]
    fn the_name_of_a_file_is_the_last_part_of_its_path() {
        assert_eq!(file_name("a/b%20c.png?d=/e"), "b c.png");
        assert_eq!(file_name("https://example.org/f/"), "f");
        assert_eq!(file_name("data:image/png;base64,AA=="), "image/png");
    }
}
