//! Readers: bytes in, a document of blocks out.
//!
//! To add one: copy `text.rs`, implement [`Reader`], and add its two lines here (`mod`, and its row
//! in [`READERS`]). A reader knows one format and no cards; reading can't fail, it gives a document
//! and findings.

mod build;
mod html;
mod markdown;
mod text;

use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::format::{self, Format};
use crate::source::Source;

/// Reads documents of one format.
pub trait Reader {
    /// The document that a source holds, with a span on every block.
    fn read(&self, source: &Source, diagnostics: &mut Diagnostics) -> Document;
}

/// All readers, in the order in which help lists them.
pub const READERS: &[Format<dyn Reader>] = &[text::FORMAT, markdown::FORMAT, html::FORMAT];

/// How deep blocks may nest; what is deeper is flattened, with a finding.
pub(crate) const DEEPEST: usize = 128;

/// The reader for a source: by the extension of its name, else by its content.
pub fn sniff(source: &Source) -> &'static Format<dyn Reader> {
    if let Some(format) = format::by_extension(READERS, &source.name) {
        return format;
    }
    let head = &source.bytes[..source.bytes.len().min(4096)];
    let head = String::from_utf8_lossy(head).replace('\0', "");
    match () {
        () if is_html(&head) => &READERS[2],
        () if is_markdown(&head) => &READERS[1],
        () => &READERS[0],
    }
}

/// A document type, or elements that only a page has.
fn is_html(head: &str) -> bool {
    let head = head.trim_start_matches('\u{FEFF}').trim_start().to_ascii_lowercase();
    let starts = ["<!doctype html", "<html", "<head", "<body", "<?xml"];
    let holds = ["<body", "<div", "<article", "<section", "<p>", "<h1", "<h2", "<dl", "<ol>"];
    starts.iter().any(|tag| head.starts_with(tag))
        || (head.starts_with('<') && holds.iter().any(|tag| head.contains(tag)))
}

/// Front matter, or at least two lines that only Markdown has.
fn is_markdown(head: &str) -> bool {
    let is_sign = |line: &str| {
        let heading = line.trim_start_matches('#');
        (heading.len() < line.len() && line.len() - heading.len() <= 6 && heading.starts_with(' '))
            || line.starts_with("```")
            || line.starts_with("**")
            || (line.starts_with('|') && line.ends_with('|'))
            || line.contains("](")
    };
    head.starts_with("---\n") || head.lines().map(str::trim_end).filter(|line| is_sign(line)).count() >= 2
}
