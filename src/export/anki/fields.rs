//! The fields of a note, and what Anki derives from the first of them.
//!
//! The HTML is that of `render/html.rs`; here it is only kept from meaning something to Anki, where
//! a page's text happens to look like Anki's own markup.

use std::collections::BTreeMap;

use sha1::{Digest, Sha1};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::notetype::FIELDS;
use crate::media::{Address, Kind};
use crate::model::{Block, Card};
use crate::render::html::{self, Looks, Shown};

/// What begins Anki's own markup behind a `[`: sounds, speech, LaTeX, answers to be typed.
const MARKS: [&str; 6] = ["sound:", "anki:", "latex]", "$]", "$$]", "[type:"];

/// What stands for the `[` of a mark of our own until all others are taken apart. No text holds it.
const OWN: char = '\u{1}';

/// The fields of a card, in the order of [`FIELDS`]. The spare ones are empty. `media` has the names of
/// the packed files, by their addresses.
pub fn of(card: &Card, media: &Names) -> [String; FIELDS.len()] {
    let text = |text: &str| literal(&html::escape(text));
    let mut fields = <[String; FIELDS.len()]>::default();
    fields[0] = html(&card.question, media);
    fields[1] = html(&card.answer, media);
    fields[2] = card.level.map_or(String::new(), |level| level.name().to_owned());
    fields[3] = card.number.as_ref().map_or(String::new(), |number| text(&number.label));
    fields[4] = text(&card.path.join(" / "));
    fields[5] = text(&format!("{}:{}", card.origin.source, card.origin.line));
    fields[6] = card.id.clone();
    fields
}

/// The names of packed files, by the addresses that they have on the page.
pub type Names = BTreeMap<String, String>;

/// Blocks as HTML in which Anki finds no markup but that of the sounds that are packed.
pub fn html(blocks: &[Block], media: &Names) -> String {
    let place = |kind, address: &str| place(kind, address, media);
    literal(&html::blocks_with(blocks, &Looks { media: Some(&place) }))
}

/// What is shown of an image or a sound. A card needs no network, so what is not packed is its text; of
/// an image on the web, that leads to it.
fn place(kind: Kind, address: &str, media: &Names) -> Shown {
    match (kind, media.get(address)) {
        (Kind::Image, Some(name)) => Shown::File(name.clone()),
        (Kind::Sound, Some(name)) => Shown::Played(format!("{OWN}sound:{name}]")),
        (kind, None) => match Address::of(address) {
            Address::Remote(_) if kind == Kind::Image => Shown::Linked,
            Address::Remote(_) => Shown::AsWritten,
            _ => Shown::Text,
        },
    }
}

/// HTML with what Anki would interpret as character references, and composed as Anki composes it.
fn literal(html: &str) -> String {
    if !is_nfc(html) {
        return literal(&html.nfc().collect::<String>());
    }
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut before = '\0';
    for (at, c) in html.char_indices() {
        let rest = &html[at + c.len_utf8()..];
        match c {
            '{' if before == c || rest.starts_with(c) => out.push_str("&#123;"),
            '}' if before == c || rest.starts_with(c) => out.push_str("&#125;"),
            '[' if begins_mark(rest) => out.push_str("&#91;"),
            OWN => out.push('['),
            c => out.push(c),
        }
        before = c;
    }
    out
}

fn begins_mark(rest: &str) -> bool {
    let begins = |mark: &str| rest.get(..mark.len()).is_some_and(|text| text.eq_ignore_ascii_case(mark));
    MARKS.into_iter().any(begins)
}

/// A field as Anki sorts by it: without tags, images as their file names, references resolved.
///
/// Written for the HTML that comes from `render/html.rs`, where `<`, `>` and `"` stand for markup
/// only, and an image's address comes first among its attributes.
pub fn sort_text(field: &str) -> String {
    let mut out = String::with_capacity(field.len());
    let mut rest = field;
    while let Some((text, tag)) = rest.split_once('<') {
        out.push_str(text);
        let (tag, behind) = tag.split_once('>').unwrap_or((tag, ""));
        if let Some((name, _)) = tag.strip_prefix("img src=\"").and_then(|tag| tag.split_once('"')) {
            // Anki takes the quotes themselves for the name where nothing stands between them.
            let name = if name.is_empty() { "\"\"" } else { name };
            out.extend([" ", name, " "]);
        }
        rest = behind;
    }
    out.push_str(rest);
    resolved(out)
}

/// A text with its character references resolved. Where there are any, Anki makes no-break spaces
/// plain ones too.
fn resolved(text: String) -> String {
    if !text.contains('&') {
        return text;
    }
    const REFERENCES: [(&str, &str); 8] = [
        ("\u{a0}", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#123;", "{"),
        ("&#125;", "}"),
        ("&#91;", "["),
        // The last, so that what was written as `&amp;lt;` stays `&lt;`.
        ("&amp;", "&"),
    ];
    REFERENCES.into_iter().fold(text, |text, (from, to)| text.replace(from, to))
}

/// The first eight hexadecimal digits of the SHA-1, by which Anki finds equal first fields.
pub fn checksum(sort_text: &str) -> u32 {
    Sha1::digest(sort_text).iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}
