//! Markdown: CommonMark with tables, footnotes, task lists, strikethrough, mathematics and front
//! matter (pulldown-cmark).
//!
//! Its events and its raw HTML go into the same tree as a web page (`build/feed.rs`); what the tree means
//! is in `build/blocks.rs`. Elements that HTML has no name for get names with a space, which no page can
//! write. `literal.rs` keeps signs as text that CommonMark takes for emphasis.

mod directives;
mod literal;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::Reader;
use super::build::blocks::{self, Made};
use super::build::feed::Feeder;
use super::build::tree::Tree;
use super::build::{front_matter, structured};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::document::{Document, Metadata, Skipped};
use crate::format::Format;
use crate::model::Block;
use crate::source::{Source, Span};

/// The row in the table of readers.
pub const FORMAT: Format<dyn Reader> = Format {
    name: "markdown",
    extensions: &["md", "markdown", "mdx", "mkd"],
    summary: "CommonMark with tables, footnotes, task lists, strikethrough, mathematics, front matter",
    options: &[],
    open: |_| Ok(Box::new(Markdown)),
};

struct Markdown;

impl Reader for Markdown {
    fn read(&self, source: Source, diagnostics: &mut Diagnostics) -> Document {
        let text = source.decode(None, diagnostics);
        let (metadata, start) = front_matter(&text, diagnostics);
        let (tree, blocks, mut dropped) = parts(&text, start, diagnostics);
        let data = structured::read(&tree, &mut dropped, diagnostics);
        Document { text: Arc::new(text), blocks, data, metadata, dropped, ..Document::default() }
    }

    /// Front matter, deckmill's own mark, or at least two lines that only Markdown has.
    fn claims(&self, head: &str) -> bool {
        let lines = head.lines().map(str::trim_end);
        let begins = ["---", "+++"].contains(&head.lines().next().unwrap_or_default().trim_end());
        begins || head.starts_with("<!-- deckmill") || lines.filter(|line| is_sign(line)).count() >= 2
    }

    /// Several headings, with code between fences or parts that open on a click: plain text has neither.
    fn insists(&self, head: &str) -> bool {
        let count = |test: &dyn Fn(&str) -> bool| head.lines().filter(|line| test(line)).count();
        let headings = count(&|line| line.starts_with("##") && line.trim_start_matches('#').starts_with(' '));
        headings >= 2 && count(&|line| line.starts_with("```") || line.starts_with("<details")) >= 2
    }
}

/// What the front matter says, and where it ends.
fn front_matter(text: &str, diagnostics: &mut Diagnostics) -> (Metadata, usize) {
    match front_matter::find(text) {
        Some((end, inner, is_yaml)) => {
            (front_matter::read(inner, is_yaml, Span::new(0, end), diagnostics), end)
        }
        None => (Metadata::default(), 0),
    }
}

/// The tree of what stands behind `start`, its blocks, and what was left out of it.
fn parts(text: &str, start: usize, diagnostics: &mut Diagnostics) -> (Tree, Vec<Block>, Vec<Skipped>) {
    let feeder = Feeder::fragment(text);
    let mut events = Events::new(&feeder, start);
    let (markdown, directives) = directives::without(&text[start..]);
    events.feed(&markdown);
    let (extra_cells, signs) = (events.extra_cells, events.signs);
    let (tree, kept) = feeder.finish();
    kept.report(text, diagnostics);
    report_signs(text, &signs, diagnostics);
    let Made { blocks, mut dropped, .. } = blocks::read(&tree, 0, diagnostics);
    let directives = directives.into_iter().map(|at| Span::new(at.start + start, at.end + start));
    dropped.extend(directives.map(|span| Skipped { what: Furniture::Ornament, span }));
    dropped.extend(extra_cells.into_iter().map(|span| Skipped { what: Furniture::ExtraCell, span }));
    (tree, blocks, dropped)
}

/// The blocks of Markdown that stands in another format.
pub fn fragment(text: &str) -> Vec<Block> {
    let mut diagnostics = Diagnostics::default();
    let text = Source::new("", text).decode(None, &mut diagnostics);
    let (_, start) = front_matter(&text, &mut diagnostics);
    parts(&text, start, &mut diagnostics).1
}

/// The blocks of Markdown that deckmill wrote into another format: it begins with no front matter, and no
/// sign in it says how it is encoded.
pub fn written(text: &str) -> Vec<Block> {
    parts(text, 0, &mut Diagnostics::default()).1
}

/// Whether a line looks like a heading, a fence, bold text, a row of a table or a link.
fn is_sign(line: &str) -> bool {
    let heading = line.trim_start_matches('#');
    let depth = line.len() - heading.len();
    ((1..=6).contains(&depth) && heading.starts_with(' '))
        || line.starts_with("```")
        || line.starts_with("**")
        || (line.starts_with('|') && line.ends_with('|'))
        || line.contains("](")
}

/// A note for each sign that was kept as text, once per spelling.
fn report_signs(text: &str, signs: &[Span], diagnostics: &mut Diagnostics) {
    let mut told = HashSet::new();
    for span in signs {
        let sign = &text[span.range()];
        if told.insert(sign) {
            diagnostics.push(Diagnostic::literal_sign(sign, *span));
        }
    }
}

/// Turns events into elements.
struct Events<'a> {
    feeder: &'a Feeder<'a>,
    /// Where the Markdown begins in the text.
    offset: usize,
    /// Pieces of the block of raw HTML that is being collected.
    html: Vec<Span>,
    /// Alternative text of the image that is being collected.
    alt: Option<String>,
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// Cells beyond those of their table's head, which the parser passes over.
    extra_cells: Vec<Span>,
    /// Where signs of emphasis were kept as text.
    signs: Vec<Span>,
    /// Where the last element ended.
    ended: usize,
    /// The signs of footnotes, by label.
    notes: HashMap<String, String>,
}

impl<'a> Events<'a> {
    fn new(feeder: &'a Feeder<'a>, offset: usize) -> Events<'a> {
        Events {
            feeder,
            offset,
            html: Vec::new(),
            alt: None,
            columns: Vec::new(),
            column: 0,
            in_head: false,
            extra_cells: Vec::new(),
            signs: Vec::new(),
            ended: 0,
            notes: HashMap::new(),
        }
    }

    /// Feeds all events.
    fn feed(&mut self, markdown: &str) {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_DEFINITION_LIST
            | Options::ENABLE_MATH;
        let (mut line, mut kept) = (Vec::new(), Vec::new());
        for piece in Parser::new_ext(markdown, options).into_offset_iter() {
            if literal::is_inline(&piece.0) {
                line.push(piece);
                continue;
            }
            let inlines = literal::settle(markdown, std::mem::take(&mut line), &mut kept);
            inlines.into_iter().chain([piece]).for_each(|(event, range)| self.take(markdown, event, &range));
        }
        let place = |range: Range<usize>| Span::new(range.start + self.offset, range.end + self.offset);
        self.signs = kept.into_iter().map(place).collect();
    }

    fn take(&mut self, markdown: &str, event: Event, range: &Range<usize>) {
        let length = markdown[range.clone()].trim_end().len();
        let end = if matches!(event, Event::Start(_)) { range.start + length } else { range.end };
        let span = Span::new(range.start + self.offset, end + self.offset);
        if let Event::End(TagEnd::TableRow) = event {
            let rest = self.ended - self.offset..range.end;
            self.extra_cells.extend(cells(&markdown[rest.clone()]).map(|cells| {
                let start = rest.start + self.offset;
                Span::new(start + cells.start, start + cells.end)
            }));
        }
        if self.alt.is_some() {
            self.collect_alt(event, span);
        } else {
            self.event(event, span);
        }
    }

    fn event(&mut self, event: Event, span: Span) {
        let feeder = self.feeder;
        match event {
            Event::Start(tag) => self.start(tag, span),
            // The parser says that a list of definitions ends behind the paragraph that follows it.
            Event::End(tag @ TagEnd::DefinitionList) => self.end(tag, Span::new(self.ended, self.ended)),
            Event::End(tag) => {
                self.ended = span.end();
                self.end(tag, Span::new(span.end(), span.end()));
            }
            Event::Text(text) => feeder.text(&text, span),
            Event::Code(text) => self.leaf("deckmill code span", &text, span),
            Event::InlineMath(tex) => self.leaf("deckmill math", &tex, span),
            Event::DisplayMath(tex) => self.leaf("deckmill math block", &tex, span),
            Event::Html(_) => self.html.push(span),
            Event::InlineHtml(_) => feeder.inline_html(&[span]),
            Event::FootnoteReference(label) => {
                let sign = self.sign(&label);
                feeder.start("sup", &[], span);
                feeder.start("a", &[("href", &format!("#fn:{label}"))], span);
                feeder.text(&sign, span);
                feeder.end("a", span);
                feeder.end("sup", span);
            }
            Event::SoftBreak => self.leaf("deckmill soft break", "", span),
            Event::HardBreak => feeder.start("br", &[], span),
            Event::Rule => feeder.start("hr", &[], span),
            Event::TaskListMarker(done) => {
                let checked = [("type", "checkbox"), ("checked", "")];
                feeder.start("input", if done { &checked } else { &checked[..1] }, span);
            }
        }
    }

    fn leaf(&self, name: &str, text: &str, span: Span) {
        self.feeder.start(name, &[], span);
        self.feeder.text(text, span);
        self.feeder.end(name, span);
    }

    /// What a footnote is shown by: its label if that is a number, else its place in the page.
    fn sign(&mut self, label: &str) -> String {
        let next = self.notes.len() + 1;
        let is_number = label.chars().all(|c| c.is_ascii_digit());
        let sign = || if is_number { label.to_owned() } else { next.to_string() };
        self.notes.entry(label.to_owned()).or_insert_with(sign).clone()
    }

    fn start(&mut self, tag: Tag, at: Span) {
        let feeder = self.feeder;
        match tag {
            Tag::CodeBlock(kind) => {
                let info = if let CodeBlockKind::Fenced(info) = &kind { info.trim() } else { "" };
                let word =
                    info.split(|c: char| c.is_whitespace() || c == ',' || c == '{').next().unwrap_or("");
                let language = [("data-lang", word)];
                feeder.start("deckmill code", if word.is_empty() { &[] } else { &language }, at);
            }
            Tag::List(Some(start)) => feeder.start("ol", &[("start", &start.to_string())], at),
            Tag::FootnoteDefinition(label) => {
                feeder.start("deckmill footnote", &[("id", &format!("fn:{label}"))], at);
            }
            Tag::Table(columns) => {
                self.columns = columns;
                feeder.start("table", &[], at);
            }
            Tag::TableHead => {
                (self.in_head, self.column) = (true, 0);
                feeder.start("thead", &[], at);
                feeder.start("tr", &[], at);
            }
            Tag::TableRow => {
                self.column = 0;
                feeder.start("tr", &[], at);
            }
            Tag::TableCell => {
                let align = match self.columns.get(self.column) {
                    Some(Alignment::Left) => "left",
                    Some(Alignment::Center) => "center",
                    Some(Alignment::Right) => "right",
                    Some(Alignment::None) | None => "",
                };
                self.column += 1;
                feeder.start(if self.in_head { "th" } else { "td" }, &[("align", align)], at);
            }
            Tag::Link { dest_url, title, .. } => {
                feeder.start("a", &[("href", &dest_url), ("title", &title)], at);
            }
            Tag::Image { dest_url, title, .. } => {
                self.alt = Some(String::new());
                feeder.start("deckmill image", &[("src", &dest_url), ("title", &title)], at);
            }
            Tag::HtmlBlock => self.html.clear(),
            other => {
                if let Some(name) = element(&other.to_end()) {
                    feeder.start(name, &[], at);
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd, at: Span) {
        match tag {
            TagEnd::HtmlBlock => self.feeder.html(&std::mem::take(&mut self.html)),
            TagEnd::TableHead => {
                self.in_head = false;
                self.feeder.end("tr", at);
                self.feeder.end("thead", at);
            }
            TagEnd::TableCell => self.feeder.end(if self.in_head { "th" } else { "td" }, at),
            other => {
                if let Some(name) = element(&other) {
                    self.feeder.end(name, at);
                }
            }
        }
    }

    /// An image's alternative text is what its Markdown says, without signs.
    fn collect_alt(&mut self, event: Event, span: Span) {
        let alt = self.alt.get_or_insert_default();
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                alt.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            Event::End(TagEnd::Image) => {
                let alt = self.alt.take().unwrap_or_default();
                self.feeder.text(&alt, span);
                self.feeder.end("deckmill image", span);
            }
            _ => {}
        }
    }
}

/// Where the text of cells stands in what is left of a row.
fn cells(rest: &str) -> Option<Range<usize>> {
    let is_text = |c: char| !c.is_whitespace() && c != '|';
    let (start, end) = (rest.find(is_text)?, rest.trim_end_matches(|c| !is_text(c)).len());
    Some(start..end)
}

/// The element that a tag is, where its name says it all.
fn element(tag: &TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::Heading(level) => ["h1", "h2", "h3", "h4", "h5", "h6"][*level as usize - 1],
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::CodeBlock => "deckmill code",
        TagEnd::List(true) => "ol",
        TagEnd::List(false) => "ul",
        TagEnd::Item => "li",
        TagEnd::FootnoteDefinition => "deckmill footnote",
        TagEnd::Table => "table",
        TagEnd::TableRow => "tr",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Strikethrough => "del",
        TagEnd::Superscript => "sup",
        TagEnd::Subscript => "sub",
        TagEnd::Link => "a",
        TagEnd::DefinitionList => "dl",
        TagEnd::DefinitionListTitle => "dt",
        TagEnd::DefinitionListDefinition => "dd",
        // These are begun and ended where their parts are collected.
        TagEnd::TableHead
        | TagEnd::TableCell
        | TagEnd::HtmlBlock
        | TagEnd::Image
        | TagEnd::MetadataBlock(_) => return None,
    })
}
