//! What a file is by its first bytes, whatever it is called: only what Anki's clients show or play is
//! packed, under a name that hangs on the content alone.

use std::io::{self, Read};

use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::{Kind, MediaEntry, svg};

/// How many bytes a file may have: AnkiWeb takes none that are larger.
pub const LARGEST: u64 = 100 << 20;

/// How many bytes a drawing may have, which is looked through as a whole.
const LARGEST_DRAWING: usize = 10 << 20;

/// How many bytes are looked at to tell what a file is.
const HEAD: usize = 4096;

/// What the name of a packed file begins with; and of one that only a deck's description shows, for
/// which Anki looks at no field, and keeps it all the same.
const PREFIXES: [&str; 2] = ["dm-", "_dm-"];

/// How many hexadecimal digits of the hash are in a name: too many for two files to share it, even if
/// somebody wanted them to.
const DIGITS: usize = 32;

/// A file that can be packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// The name by which a package has it: the same for the same bytes, and one part of a path.
    pub name: String,
    /// Its size and its hash.
    pub entry: MediaEntry,
}

/// Why a file can't be packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// It is no image that Anki shows, or no sound that it plays.
    NotMedia,
    /// It has more bytes than this.
    TooLarge(u64),
    /// It is a drawing that could run something or ask for something; in words, what is in it.
    Alive(&'static str),
}

/// Reads a file to its end and says whether it can be packed.
pub fn examine(file: &mut dyn Read, kind: Kind) -> io::Result<Result<Examined, Unfit>> {
    let mut head = Vec::new();
    (&mut *file).take(HEAD as u64).read_to_end(&mut head)?;
    let Some((extension, found)) = sniff(&head) else { return Ok(Err(Unfit::NotMedia)) };
    if found != kind {
        return Ok(Err(Unfit::NotMedia));
    }
    let is_drawing = extension == SVG;
    let (mut sha1, mut sha256, mut size) = (Sha1::new(), Sha256::new(), 0);
    let (mut whole, mut block) = (Vec::new(), head);
    while !block.is_empty() {
        sha1.update(&block);
        sha256.update(&block);
        size += block.len() as u64;
        if size > LARGEST {
            return Ok(Err(Unfit::TooLarge(LARGEST)));
        }
        if is_drawing {
            whole.append(&mut block);
            if whole.len() > LARGEST_DRAWING {
                return Ok(Err(Unfit::TooLarge(LARGEST_DRAWING as u64)));
            }
        }
        block.clear();
        (&mut *file).take(64 << 10).read_to_end(&mut block)?;
    }
    if is_drawing && let Err(unfit) = svg::check(&whole) {
        return Ok(Err(unfit));
    }
    let digits: String =
        sha256.finalize().iter().map(|byte| format!("{byte:02x}")).take(DIGITS / 2).collect();
    let name = format!("{}{digits}.{extension}", PREFIXES[0]);
    Ok(Ok(Examined { name, entry: MediaEntry { size, sha1: sha1.finalize().into() } }))
}

/// Whether a name is one that [`examine`] gives.
pub fn is_name(name: &str) -> bool {
    let rest = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix));
    rest.and_then(|rest| rest.split_once('.')).is_some_and(|(digits, extension)| {
        let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        digits.len() == DIGITS
            && digits.chars().all(is_digit)
            && (2..=5).contains(&extension.len())
            && extension.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    })
}

/// The name of a file that only a deck's description shows.
pub fn of_description(name: &str) -> String {
    match name.strip_prefix(PREFIXES[0]) {
        Some(rest) => format!("{}{rest}", PREFIXES[1]),
        None => name.to_owned(),
    }
}

/// Whether a file of this name is compressed by its nature, so that to compress it again is no use.
pub fn is_compressed(name: &str) -> bool {
    !["svg", "bmp", "ico", "wav"].iter().any(|plain| name.ends_with(plain))
}

/// What the files are, in the words of the web, whose packed names have these extensions.
const TYPES: [(&str, &str); 24] = [
    ("3gp", "video/3gpp"),
    ("aac", "audio/aac"),
    ("avi", "video/x-msvideo"),
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
    ("flac", "audio/flac"),
    ("gif", "image/gif"),
    ("ico", "image/x-icon"),
    ("jpg", "image/jpeg"),
    ("m4a", "audio/mp4"),
    ("mkv", "video/x-matroska"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("mpg", "video/mpeg"),
    ("ogg", "audio/ogg"),
    ("ogv", "video/ogg"),
    ("opus", "audio/ogg"),
    ("png", "image/png"),
    (SVG, "image/svg+xml"),
    ("wav", "audio/wav"),
    ("webm", "video/webm"),
    ("webp", "image/webp"),
    ("wma", "audio/x-ms-wma"),
];

/// What a packed file is by its name: "image/png". Nothing for a name that [`examine`] gives to none.
pub fn media_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    TYPES.iter().find(|(known, _)| *known == extension).map(|(_, of)| *of)
}

const SVG: &str = "svg";

/// The extension for a file that begins like this, and what it is for.
fn sniff(head: &[u8]) -> Option<(&'static str, Kind)> {
    use Kind::{Image, Sound};
    const PLAIN: [(&[u8], &str, Kind); 13] = [
        (b"\x89PNG\r\n\x1a\n", "png", Image),
        (b"\xff\xd8\xff", "jpg", Image),
        (b"GIF87a", "gif", Image),
        (b"GIF89a", "gif", Image),
        (b"\0\0\x01\0", "ico", Image),
        (b"fLaC", "flac", Sound),
        (b"ID3", "mp3", Sound),
        (b"\0\0\x01\xba", "mpg", Sound),
        (b"\0\0\x01\xb3", "mpg", Sound),
        (b"\xff\xf1", "aac", Sound),
        (b"\xff\xf9", "aac", Sound),
        (b"ADIF", "aac", Sound),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "wma", Sound),
    ];
    let plain = PLAIN.iter().find(|(magic, ..)| head.starts_with(magic));
    if let Some((_, extension, kind)) = plain {
        return Some((extension, *kind));
    }
    let at = |from: usize, magic: &[u8]| head.get(from..from + magic.len()) == Some(magic);
    let holds = |text: &[u8]| head[..head.len().min(512)].windows(text.len()).any(|part| part == text);
    match head {
        [b'R', b'I', b'F', b'F', ..] if at(8, b"WEBP") => Some(("webp", Image)),
        [b'R', b'I', b'F', b'F', ..] if at(8, b"WAVE") => Some(("wav", Sound)),
        [b'R', b'I', b'F', b'F', ..] if at(8, b"AVI ") => Some(("avi", Sound)),
        [b'O', b'g', b'g', b'S', ..] if holds(b"OpusHead") => Some(("opus", Sound)),
        [b'O', b'g', b'g', b'S', ..] if holds(b"theora") => Some(("ogv", Sound)),
        [b'O', b'g', b'g', b'S', ..] => Some(("ogg", Sound)),
        [0x1a, 0x45, 0xdf, 0xa3, ..] if holds(b"webm") => Some(("webm", Sound)),
        [0x1a, 0x45, 0xdf, 0xa3, ..] if holds(b"matroska") => Some(("mkv", Sound)),
        // Two letters alone begin too many texts: the size of the header stands behind them.
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some(("bmp", Image)),
        _ if at(4, b"ftyp") => of_brand(head.get(8..12)?),
        // A frame of MPEG layer III: the sign of a frame, no wrong version, no free bit rate.
        [0xff, second, third, ..] if second & 0xe6 == 0xe2 && second & 0x18 != 8 && third >> 4 != 15 => {
            Some(("mp3", Sound))
        }
        _ => svg::is_drawing(head).then_some((SVG, Image)),
    }
}

/// What a file of boxes is, by the brand that the first names.
fn of_brand(brand: &[u8]) -> Option<(&'static str, Kind)> {
    Some(match brand {
        b"avif" | b"avis" => ("avif", Kind::Image),
        // Pictures that no client shows.
        b"heic" | b"heix" | b"mif1" | b"msf1" | b"hevc" => return None,
        b"M4A " | b"M4B " => ("m4a", Kind::Sound),
        b"qt  " => ("mov", Kind::Sound),
        [b'3', b'g', ..] => ("3gp", Kind::Sound),
        _ => ("mp4", Kind::Sound),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8], kind: Kind) -> Result<String, Unfit> {
        examine(&mut &*bytes, kind).unwrap().map(|found| found.name)
    }

    #[test]
    fn formats_are_known_by_their_bytes() {
        let images: [(&[u8], &str); 9] = [
            (b"\x89PNG\r\n\x1a\n", "png"),
            (b"\xff\xd8\xff\xe0", "jpg"),
            (b"GIF89a", "gif"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
            (b"\0\0\0\x1cftypavif", "avif"),
            (b"BM\0\x01\0\0\0\0\0\0", "bmp"),
            (b"\0\0\x01\0\x01\0", "ico"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
            (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE svg>\n<svg/>", "svg"),
        ];
        let sounds: [(&[u8], &str); 13] = [
            (b"ID3\x04", "mp3"),
            (b"\xff\xfb\x90\x64", "mp3"),
            (b"\xff\xf1\x50\x80", "aac"),
            (b"OggS\0\x02vorbis", "ogg"),
            (b"OggS\0\x02OpusHead", "opus"),
            (b"OggS\0\x02\x80theora", "ogv"),
            (b"fLaC\0", "flac"),
            (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
            (b"\0\0\0\x20ftypM4A ", "m4a"),
            (b"\0\0\0\x20ftypisom", "mp4"),
            (b"\0\0\0\x14ftypqt  ", "mov"),
            (b"\x1a\x45\xdf\xa3\x01\x42\x82\x84webm", "webm"),
            (b"RIFF\0\0\0\0AVI LIST", "avi"),
        ];
        for (cases, kind, other) in
            [(&images[..], Kind::Image, Kind::Sound), (&sounds[..], Kind::Sound, Kind::Image)]
        {
            for (bytes, extension) in cases {
                let name = name(bytes, kind).unwrap();
                assert!(name.ends_with(&format!(".{extension}")) && is_name(&name), "{name}");
                let is_image = media_type(&name).unwrap().starts_with("image/");
                assert_eq!(is_image, kind == Kind::Image, "{name}");
                assert_eq!(super::tests::name(bytes, other), Err(Unfit::NotMedia));
            }
        }
        let others: [&[u8]; 8] = [
            b"",
            b"%PDF-1.7",
            b"<html><svg/></html>",
            b"PK\x03\x04",
            b"BM and more",
            b"\0\0\0\x1cftypheic",
            b"MZ\x90\0",
            b"#!/bin/sh\n",
        ];
        for bytes in others {
            for kind in [Kind::Image, Kind::Sound] {
                assert_eq!(name(bytes, kind), Err(Unfit::NotMedia), "{bytes:?}");
            }
        }
    }

    #[test]
    fn the_name_hangs_on_the_bytes() {
        let one = name(b"GIF89a1", Kind::Image).unwrap();
        assert_eq!(one, "dm-2908147acd65b90816aaacd3b3592934.gif");
        assert_ne!(one, name(b"GIF89a2", Kind::Image).unwrap());
        assert!(is_name(&of_description(&one)));
        for other in [
            "dm-1.gif",
            "a.gif",
            "dm-2908147acd65b90816aaacd3b359293g.gif",
            "dm-2908147acd65b90816aaacd3b3592933./a",
        ] {
            assert!(!is_name(other), "{other}");
        }
    }

    #[test]
    fn what_is_too_large_is_not_read_to_its_end() {
        let mut endless = b"GIF89a".chain(io::repeat(0));
        assert_eq!(examine(&mut endless, Kind::Image).unwrap(), Err(Unfit::TooLarge(LARGEST)));
        let mut endless = b"<svg>".chain(io::repeat(b' '));
        let most = LARGEST_DRAWING as u64;
        assert_eq!(examine(&mut endless, Kind::Image).unwrap(), Err(Unfit::TooLarge(most)));
    }
}
