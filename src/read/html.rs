//! HTML as browsers read it (html5ever): the head gives what the page says of itself, the body its
//! blocks. What the elements mean is in `build/blocks.rs`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Reader;
use super::build::blocks::Made;
use super::build::elements::{self, Kind};
use super::build::feed::Feeder;
use super::build::media::with_sounds;
use super::build::tree::{Id, Tree};
use super::build::{blocks, records, structured};
use super::json;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Document, Metadata};
use crate::format::Format;
use crate::link;
use crate::model::Block;
use crate::source::{Source, Span};

/// The row in the table of readers.
pub const FORMAT: Format<dyn Reader> = Format {
    name: "html",
    extensions: &["html", "htm", "xhtml"],
    summary: "web pages, read as browsers do",
    options: &[],
    open: |_| Ok(Box::new(Html)),
};

struct Html;

impl Reader for Html {
    fn read(&self, source: Source, diagnostics: &mut Diagnostics) -> Document {
        let declared = declared_encoding(&source.bytes);
        let name = source.stem().to_owned();
        let text = source.decode(declared.as_deref(), diagnostics);
        let (tree, Made { mut blocks, mut dropped, .. }) = parts(&text, diagnostics);
        let is_bare = blocks.is_empty();
        if let Some((own, at)) = is_bare.then(|| only_data(&tree, &text, &name)).flatten() {
            blocks = own;
            dropped.retain(|part| part.span != at);
        }
        let data = structured::read(&tree, &mut dropped, diagnostics);
        let metadata = metadata(&tree);
        Document { text: Arc::new(text), blocks, data, metadata, dropped, ..Document::default() }
    }

    /// A document type, or elements that only a page has. A comment may open a page in Markdown too.
    fn claims(&self, head: &str) -> bool {
        let head = head.to_ascii_lowercase();
        let page = ["<!doctype html", "<html", "<head>", "<body"];
        let parts = ["<div", "<article", "<section", "<p>", "<h1", "<h2", "<dl", "<ol>", "<ul>"];
        head.starts_with("<?xml")
            || (head.starts_with("<!--") && page.iter().any(|tag| head.contains(tag)))
            || (head.starts_with('<')
                && !head.starts_with("<!--")
                && page.iter().chain(&parts).any(|tag| head.contains(tag)))
    }
}

/// The blocks of FAQPage data that deckmill wrote, with the place of the script that they are in, if there is no other
/// data.
fn only_data(tree: &Tree, text: &str, name: &str) -> Option<(Vec<Block>, Span)> {
    let mut scripts = structured::scripts(tree);
    let (script, None) = (tree.node(scripts.next()?), scripts.next()) else { return None };
    let held = tree.node(*script.children.first()?).span;
    // Behind as much white space, places in the data are places on the page.
    let alone = " ".repeat(held.start()) + text.get(held.range())?;
    let mut blocks = json::of_deckmill(&alone, name)?;
    records::stretch(&mut blocks, script.span.end());
    Some((blocks, script.span))
}

/// The tree of a text, and what it became.
fn parts(text: &str, diagnostics: &mut Diagnostics) -> (Tree, Made) {
    let feeder = Feeder::page(text);
    feeder.html(&[Span::new(0, text.len())]);
    let (tree, kept) = feeder.finish();
    kept.report(text, diagnostics);
    let made = blocks::read(&tree, 0, diagnostics);
    (tree, made)
}

/// The blocks of HTML that deckmill itself wrote for Anki, by the letter: nothing in it is furniture. With
/// them the names of the files that it packed, by their addresses on the page.
pub fn written(text: &str) -> (Vec<Block>, BTreeMap<String, String>) {
    exported(&with_sounds(text))
}

/// The same of HTML that deckmill wrote for others, where a sound is no mark.
pub fn exported(text: &str) -> (Vec<Block>, BTreeMap<String, String>) {
    let feeder = Feeder::page(text);
    feeder.html(&[Span::new(0, text.len())]);
    blocks::written(&feeder.finish().0)
}

/// The blocks of HTML that stands in another format. It has no data behind it: those could go on for
/// ever, one in the other.
pub fn fragment(text: &str, diagnostics: &mut Diagnostics) -> Vec<Block> {
    made(text, diagnostics).blocks
}

/// The same of a field of a note in Anki, with the names of files as in [`written`].
pub fn field(text: &str) -> (Vec<Block>, BTreeMap<String, String>) {
    let made = made(&with_sounds(text), &mut Diagnostics::default());
    (made.blocks, made.media)
}

fn made(text: &str, diagnostics: &mut Diagnostics) -> Made {
    let text = Source::new("", text).decode(None, diagnostics);
    let (_, made) = parts(&text, diagnostics);
    made.dropped.iter().for_each(|part| diagnostics.push(Diagnostic::skipped(part.what, part.span)));
    made
}

/// The encoding that the first kilobyte names: `<meta charset>`, its older form, or an XML declaration.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let xml =
        head.starts_with("<?xml").then(|| head.find("encoding=")).flatten().map(|at| at + "encoding=".len());
    let meta = head.find("<meta").and_then(|_| head.find("charset=")).map(|at| at + "charset=".len());
    let value = head[xml.or(meta)?..].trim_start_matches(['"', '\'', ' ']);
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(value.len());
    Some(value[..end].to_owned()).filter(|label| !label.is_empty())
}

/// What the head says of the page.
fn metadata(tree: &Tree) -> Metadata {
    let mut metadata = Metadata::default();
    for id in tree.descendants(0) {
        match tree.name(id) {
            "html" => {
                metadata.language = tree.attribute(id, "lang").map(str::to_owned).filter(|l| !l.is_empty())
            }
            "head" => metadata.spans.extend(head_spans(tree, id)),
            "title" if metadata.window_title.is_none() => {
                let title = tree.text(id).split_whitespace().collect::<Vec<_>>().join(" ");
                metadata.window_title = Some(title).filter(|title| !title.is_empty());
            }
            "base" if metadata.base.is_none() => {
                metadata.base = tree.attribute(id, "href").map(str::to_owned);
            }
            "link" if tree.attribute(id, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                let url = tree.attribute(id, "href").map(str::to_owned);
                metadata.url = url.filter(|url| link::is_on_the_web(url)).or(metadata.url);
            }
            "meta" if tree.attribute(id, "property") == Some("og:url") && metadata.url.is_none() => {
                let url = tree.attribute(id, "content").map(str::to_owned);
                metadata.url = url.filter(|url| link::is_on_the_web(url));
            }
            "meta"
                if tree
                    .attribute(id, "name")
                    .is_some_and(|name| name.eq_ignore_ascii_case("description")) =>
            {
                metadata.description = tree.attribute(id, "content").map(str::to_owned);
            }
            _ => {}
        }
    }
    metadata
}

/// The head without the scripts, styles and the like in it, which are dropped.
fn head_spans(tree: &Tree, head: Id) -> Vec<Span> {
    let says = |id: &Id| tree.name(*id).is_empty() || elements::kind(tree.name(*id)) == Kind::Silent;
    let children = tree.node(head).children.iter().copied().filter(says);
    children.map(|id| tree.node(id).span).collect()
}
