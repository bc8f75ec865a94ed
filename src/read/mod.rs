//! Readers: bytes in, a document of blocks out.
//!
//! To add one: copy `html.rs`, implement [`Reader`], and add its two lines here (`mod`, and its row
//! in [`READERS`]). A reader knows one format and no cards; reading can't fail, it gives a document
//! and findings.

pub(crate) mod anki;
mod build;
mod html;
mod json;
mod markdown;
mod table;
mod text;
mod xlsx;

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;
use crate::format::{self, Format, Options};
use crate::model::Block;
use crate::package;
use crate::source::Source;

/// Reads documents of one format.
pub trait Reader {
    /// The document that a source holds, with a span on every block.
    fn read(&self, source: Source, diagnostics: &mut Diagnostics) -> Document;

    /// Whether a page whose name says nothing looks like this format, from its first kilobytes.
    fn claims(&self, head: &str) -> bool;

    /// Whether it is this format for certain, though its name says that it is plain text.
    fn insists(&self, _head: &str) -> bool {
        false
    }
}

/// All readers, in the order in which help lists them: the more general first. Where the name of a
/// page says nothing, the last that claims it gets it.
pub const READERS: &[Format<dyn Reader>] =
    &[text::FORMAT, markdown::FORMAT, html::FORMAT, table::FORMAT, json::FORMAT, anki::FORMAT, xlsx::FORMAT];

/// What a reader makes of a source, as every page is to be: without control characters.
pub(crate) fn document(reader: &dyn Reader, source: Source, diagnostics: &mut Diagnostics) -> Document {
    let mut document = reader.read(source, diagnostics);
    if let Some(at) = build::controls::replace(&mut document) {
        diagnostics.push(Diagnostic::control_character(at));
    }
    document
}

/// How deep blocks may nest; what is deeper is flattened, with a finding.
pub(crate) const DEEPEST: usize = 128;

/// Whether HTML has an element of this name, in lower case.
pub(crate) fn is_element(name: &str) -> bool {
    build::elements::is_known(name)
}

/// The name of the reader whose pages are packages, in which files go by their names.
pub(crate) const PACKAGES: &str = anki::FORMAT.name;

/// What servers call formats, where that is telling: what is called `text/plain` may be anything.
const MEDIA_TYPES: [(&str, &str); 9] = [
    ("text/html", "html"),
    ("application/xhtml+xml", "html"),
    ("text/markdown", "markdown"),
    ("text/x-markdown", "markdown"),
    ("text/csv", "table"),
    ("text/tab-separated-values", "table"),
    ("application/json", "json"),
    ("application/ld+json", "json"),
    ("application/x-ndjson", "json"),
];

/// The reader for what a server gave, by what it calls that.
fn by_media_type(source: &Source) -> Option<&'static Format<dyn Reader>> {
    let given = source.served.as_ref()?.media_type.as_deref()?;
    let (_, reader) = MEDIA_TYPES.iter().find(|(kind, _)| *kind == given)?;
    format::by_name(READERS, reader)
}

/// The reader for a source: by what its server calls it, by the extension of its name, else by its content. A
/// page that is called plain text may be a table or Markdown all the same.
pub fn sniff(source: &Source) -> &'static Format<dyn Reader> {
    // Whatever it is called, a package is nothing else.
    if package::is_package(&source.bytes) {
        return &anki::FORMAT;
    }
    if xlsx::is_workbook(&source.bytes) {
        return &xlsx::FORMAT;
    }
    let head = &source.bytes[..source.bytes.len().min(4096)];
    let head = String::from_utf8_lossy(head).replace(['\0', '\u{FEFF}'], "");
    let holds = |format: &Format<dyn Reader>, test: &dyn Fn(&dyn Reader) -> bool| {
        format.make(&Options::default()).is_ok_and(|reader| test(&*reader))
    };
    let claims = |format: &&Format<dyn Reader>| holds(format, &|reader| reader.claims(head.trim_start()));
    let insists = |format: &&Format<dyn Reader>| holds(format, &|reader| reader.insists(head.trim_start()));
    match by_media_type(source).or_else(|| format::by_extension(READERS, source.file_name())) {
        Some(text) if text.name == READERS[0].name => READERS.iter().find(insists).unwrap_or(text),
        Some(named) => named,
        None => READERS.iter().rev().find(claims).unwrap_or(&READERS[0]),
    }
}

/// A piece of Markdown that stands on no page, such as a remembered question.
pub(crate) fn from_markdown(text: &str) -> Vec<Block> {
    markdown::fragment(text)
}

/// Plain text as blocks that say just this.
pub(crate) fn from_plain(text: &str) -> Vec<Block> {
    build::plain::blocks(text)
}

/// A piece of HTML that deckmill wrote, such as a field of its own notes.
pub(crate) fn from_html(text: &str) -> Vec<Block> {
    field_of_ours(text).0
}

/// The same, with the names of packed files by the addresses that they have on the page.
pub(crate) fn field_of_ours(text: &str) -> (Vec<Block>, BTreeMap<String, String>) {
    html::written(text)
}

/// A text without control characters, as every reader gives it, of bytes that are no page's text.
pub(crate) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n");
    let is_bad = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.contains(is_bad) { text.replace(is_bad, "\u{fffd}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::served::Served;

    #[test]
    fn what_a_server_gives_is_read_by_what_it_calls_it() {
        let reader = |address: &str, kind: &str, text: &str| {
            let served = Some(Served::new(address, address, Some(kind)));
            sniff(&Source { served, ..Source::new(address, text) }).name
        };
        for (kind, name) in MEDIA_TYPES {
            assert!(format::by_name(READERS, name).is_some());
            assert_eq!(reader("https://example.org/page.txt", kind, "# A"), name);
        }
        assert_eq!(reader("https://example.org/a.md?x=.csv", "text/plain", "a"), "markdown");
        assert_eq!(reader("https://example.md/", "application/octet-stream", "<!doctype html>"), "html");
        assert_eq!(reader("https://example.org/a", "text/plain", "<!doctype html>"), "html");
        assert_eq!(reader("https://example.org/a", "text/plain; charset=utf-8", "1. What?"), "text");
    }
}
