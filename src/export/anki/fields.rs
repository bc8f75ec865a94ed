//! The fields of a note, and what Anki derives from the first of them.
//!
//! The HTML is that of `render/html.rs`; here it is only kept from meaning something to Anki, where
//! a page's text happens to look like Anki's own markup.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha1::{Digest, Sha1};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::notetype::{FIELDS, Shape};
use crate::bytes;
use crate::cloze;
use crate::media::{Address, Kind};
use crate::model::{Block, Card};
use crate::render::html::{self, Looks, Shown};

/// What begins Anki's own markup behind a `[`: sounds, speech, LaTeX, answers to be typed.
const MARKS: [&str; 6] = ["sound:", "anki:", "latex]", "$]", "$$]", "[type:"];

/// What stands for the `[` of a mark of our own until all others are taken apart. No text holds it.
const OWN: char = '\u{1}';

/// The fields of a card in the order of [`FIELDS`], for a note of this shape. The spare ones are empty.
/// `media` has the names of the packed files, by their addresses.
pub fn of(card: &Card, shape: Shape, media: &Names) -> [String; FIELDS.len()] {
    let text = |text: String| literal(html::escaped(text), |_| Vec::new());
    let mut fields = <[String; FIELDS.len()]>::default();
    fields[0] = match shape {
        Shape::Cloze => field(&card.question, true, media, cloze::braces),
        Shape::Basic | Shape::Reversed | Shape::TypeIn => field(&card.question, true, media, |_| Vec::new()),
    };
    fields[1] = field(&card.answer, true, media, |_| Vec::new());
    fields[2] = card.level.map_or(String::new(), |level| level.name().to_owned());
    fields[3] = card.number.as_ref().map_or(String::new(), |number| text(number.label.to_string()));
    fields[4] = text(card.path.join(" / "));
    fields[5] = text(format!("{}:{}", card.origin.name(), card.origin.line));
    if let Some(url) = card.origin.url() {
        fields[5] = format!("<a href=\"{}\">{}</a>", text(url.to_string()), fields[5]);
    }
    fields[6] = card.id.to_string();
    fields
}

/// The names of packed files, by the addresses that they have on the page.
pub type Names = BTreeMap<String, String>;

/// Blocks as HTML in which Anki finds no markup but that of the sounds that are packed, and that needs no
/// styles of ours.
pub fn html(blocks: &[Block], media: &Names) -> String {
    field(blocks, false, media, |_| Vec::new())
}

/// As [`html`], with the cloze deletions of the blocks.
pub fn cloze(blocks: &[Block], media: &Names) -> String {
    field(blocks, false, media, cloze::braces)
}

/// Blocks as a field; our own styles show code highlighted.
fn field(blocks: &[Block], is_own: bool, media: &Names, meant: fn(&str) -> Vec<(usize, usize)>) -> String {
    let place = |kind, address: &str| place(kind, address, media);
    let looks = Looks { is_highlighted: is_own, media: Some(&place) };
    literal(html::blocks_with(blocks, looks), meant)
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
/// `meant` says which braces are meant: ranges, in order.
fn literal(html: String, meant: fn(&str) -> Vec<(usize, usize)>) -> String {
    let html = if html.is_ascii() || is_nfc(&html) { html } else { html.nfc().collect() };
    // Most texts have no sign that could mean something.
    let may_mean = |c| (c == b'{') | (c == b'}') | (c == b'[') | (c == b'\\') | (c == OWN as u8);
    if !bytes::have(html.as_bytes(), may_mean) {
        return html;
    }
    let mut meant = meant(&html).into_iter().peekable();
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut place = Place::Text;
    let (mut before, mut at) = ('\0', 0);
    while let Some(c) = html[at..].chars().next() {
        if let Some((start, end)) = meant.next_if(|(start, _)| *start == at) {
            out.push_str(&html[start..end]);
            (before, at) = ('\0', end);
            continue;
        }
        let rest = &html[at + c.len_utf8()..];
        match c {
            '{' if before == c || rest.starts_with(c) => out.push_str("&#123;"),
            '}' if before == c || rest.starts_with(c) => out.push_str("&#125;"),
            '[' if begins_mark(rest) => out.push_str("&#91;"),
            OWN => out.push('['),
            // MathJax reads the text as it is shown, so a reference would not help; at the border of an
            // element it stops.
            '(' | '[' if before == '\\' && place == Place::Text => {
                let _ = write!(out, "<span>{c}</span>");
            }
            c => out.push(c),
        }
        place = place.behind(c, &html[at..]);
        before = c;
        at += c.len_utf8();
    }
    out
}

/// Where in HTML something stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In text.
    Text,
    /// In a tag.
    Tag,
    /// In the tag that mathematics begins with.
    MathTag,
    /// In mathematics, which has no elements.
    Math,
}

impl Place {
    /// Where what comes behind this character stands, with which the rest of the HTML begins.
    fn behind(self, c: char, rest: &str) -> Place {
        match (self, c) {
            (_, '<') if MATH.iter().any(|tag| rest.starts_with(tag)) => Place::MathTag,
            (_, '<') => Place::Tag,
            (Place::Tag, '>') => Place::Text,
            (Place::MathTag, '>') => Place::Math,
            _ => self,
        }
    }
}

/// What mathematics begins with, as `render/html.rs` writes it.
const MATH: [&str; 2] = ["<span class=\"math\"", "<div class=\"math\""];

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
