//! Images, sounds and films, each written into the page where it is shown, as an address that is the
//! file itself.
//!
//! While a card is put together a file is only named, between two signs that no text holds; its bytes
//! are read when the card is written, so that they are never in memory as a whole.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::export::ExportError;
use crate::media::{Kind, MediaStore, media_type};
use crate::render::html::{Shown, escape, unescape};

/// What stands before and behind the name of a file.
pub const OWN: char = '\u{1}';

/// How many bytes are read at once; in base 64, three bytes are four signs.
const CHUNK: u64 = 3 << 14;

/// The files of a card or a description.
#[derive(Clone, Copy)]
pub struct Files<'a> {
    /// Where their bytes are.
    pub store: Option<&'a dyn MediaStore>,
    /// Their names, by their addresses.
    pub names: &'a BTreeMap<String, String>,
}

impl Files<'_> {
    /// What is shown of an image or a sound. What is not at hand is left to `body.rs`.
    pub fn place(&self, kind: Kind, address: &str) -> Shown {
        let is_held = |name: &&String| self.store.is_some_and(|store| store.entry(name).is_some());
        let Some(name) = self.names.get(address).filter(is_held) else { return Shown::AsWritten };
        let class = media_type(name).and_then(|of| of.split('/').next()).unwrap_or_default();
        match (kind, class) {
            (Kind::Image, "image") => Shown::File(format!("{OWN}{name}{OWN}")),
            (Kind::Sound, "audio") => Shown::Played(format!(
                "<audio controls preload=\"none\" src=\"{OWN}{}{OWN}\"></audio>",
                escape(name)
            )),
            (Kind::Sound, "video") => {
                Shown::Played(format!("<video controls src=\"{OWN}{}{OWN}\"></video>", escape(name)))
            }
            _ => Shown::AsWritten,
        }
    }
}

/// Writes HTML with the files that it names.
pub fn write(out: &mut dyn Write, html: &str, store: Option<&dyn MediaStore>) -> Result<(), ExportError> {
    let mut parts = html.split(OWN);
    while let Some(text) = parts.next() {
        out.write_all(text.as_bytes())?;
        if let (Some(name), Some(store)) = (parts.next(), store) {
            file(out, &unescape(name), store)?;
        }
    }
    Ok(())
}

/// Writes a file as an address.
fn file(out: &mut dyn Write, name: &str, store: &dyn MediaStore) -> Result<(), ExportError> {
    let unread = |cause| ExportError::Media { name: name.to_owned(), cause };
    let mut content = store.open(name).map_err(unread)?;
    write!(out, "data:{};base64,", media_type(name).unwrap_or_default())?;
    let mut chunk = Vec::new();
    loop {
        chunk.clear();
        (&mut content).take(CHUNK).read_to_end(&mut chunk).map_err(unread)?;
        if chunk.is_empty() {
            return Ok(());
        }
        out.write_all(STANDARD.encode(&chunk).as_bytes())?;
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::export::Context;
    use crate::format::Options;
    use crate::media::MediaEntry;
    use crate::model::{Block, BlockKind, Card, Deck, Image, Inline, Link};

    type Held = BTreeMap<String, Vec<u8>>;

    /// A deck that shows and plays all these files, in its description, a question and its answer.
    fn deck(files: &[&str]) -> Deck {
        let names: BTreeMap<String, String> =
            files.iter().map(|name| (format!("at/{name}"), (*name).to_owned())).collect();
        let shown = |address: &String| match crate::media::is_sound(address) {
            true => Inline::Link(Box::new(Link {
                target: address.clone(),
                title: None,
                content: vec![Inline::text("hear")],
            })),
            false => {
                Inline::Image(Box::new(Image { target: address.clone(), alt: "see".into(), title: None }))
            }
        };
        let line = || vec![Block::new(BlockKind::Paragraph(names.keys().map(shown).collect()))];
        let card = Card { question: line(), answer: line(), media: names.clone(), ..Card::default() };
        Deck { description: line(), media: names.clone(), cards: vec![card], ..Deck::default() }
    }

    fn page(deck: &Deck, store: Option<&dyn MediaStore>) -> Result<String, ExportError> {
        let mut diagnostics = Diagnostics::default();
        let mut context = Context { media: store, ..Context::new(&mut diagnostics) };
        let mut out = Vec::new();
        super::super::FORMAT.make(&Options::default()).unwrap().export(deck, &mut out, &mut context)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_file_is_written_wherever_it_is_shown_and_the_same_each_time() {
        let bytes: Vec<u8> = (0..2 * CHUNK as usize + 5).map(|at| (at % 251) as u8).collect();
        let names = ["dm-1.svg", "dm-2.jpg", "dm-3.mp3", "dm-4.webm", "a & \"b\".png"];
        let held: Held = names.iter().map(|name| ((*name).to_owned(), bytes.clone())).collect();
        let html = page(&deck(&names), Some(&held)).unwrap();
        let data = STANDARD.encode(&bytes);
        for shown in [
            "<img src=\"data:image/svg+xml;base64,",
            "<img src=\"data:image/jpeg;base64,",
            "<img src=\"data:image/png;base64,",
            "<audio controls preload=\"none\" src=\"data:audio/mpeg;base64,",
            "<video controls src=\"data:video/webm;base64,",
        ] {
            assert_eq!(html.matches(&format!("{shown}{data}\"")).count(), 3, "{shown}");
        }
        assert!(!html.contains(OWN));
        assert_eq!(page(&deck(&names), Some(&held)).unwrap(), html);
    }

    #[test]
    fn without_its_file_a_place_is_as_if_there_were_none() {
        let deck = deck(&["dm-1.png", "dm-2.mp3", "dm-3.unknown"]);
        let mut bare = deck.clone();
        bare.media.clear();
        bare.cards[0].media.clear();
        let expected = page(&bare, None).unwrap();
        let other: Held = [("dm-3.unknown".to_owned(), b"?".to_vec())].into();
        for store in [None, Some(&Held::new() as &dyn MediaStore), Some(&other)] {
            assert_eq!(page(&deck, store).unwrap(), expected);
        }
        assert!(expected.contains("<span class=\"picture\""));
    }

    /// A file that is known and can't be had, or breaks off.
    struct Broken(bool);

    impl MediaStore for Broken {
        fn entry(&self, _: &str) -> Option<MediaEntry> {
            Some(MediaEntry { size: 9, sha1: [0; 20] })
        }

        fn open(&self, _: &str) -> io::Result<Box<dyn Read + '_>> {
            if self.0 { Ok(Box::new(self)) } else { Err(io::Error::other("gone")) }
        }
    }

    impl Read for &Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("broken off"))
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_an_error() {
        for (store, cause) in [(Broken(false), "gone"), (Broken(true), "broken off")] {
            let error = page(&deck(&["dm-1.png"]), Some(&store)).unwrap_err();
            assert!(matches!(error, ExportError::Media { .. }));
            assert_eq!(error.to_string(), format!("the file dm-1.png can't be packed: {cause}"));
        }
    }
}
