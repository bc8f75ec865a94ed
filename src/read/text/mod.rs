//! Plain text: what a browser copies from a page, or what was written by hand.
//!
//! Empty lines part paragraphs; underlined lines are headings, deeper indented ones code, lines with
//! bullets or running numbers lists, lines with tabs tables. All else is literal.

mod dump;
mod list;
mod rows;
mod table;
mod titles;

use std::sync::Arc;

use self::list::Lists;
use self::rows::{Row, Rows, base_indent, first_word, wrap_width};
use super::{DEEPEST, Reader};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::document::{Document, Skipped};
use crate::format::Format;
use crate::model::{Block, BlockKind, Inline, Role, Text};
use crate::source::{Source, Span};

/// The row in the table of readers.
pub const FORMAT: Format<dyn Reader> = Format {
    name: "text",
    extensions: &["txt", "text", "rst", "adoc", "asciidoc"],
    summary: "plain text, as copied from a page or written by hand",
    options: &[],
    open: |_| Ok(Box::new(PlainText)),
};

struct PlainText;

impl Reader for PlainText {
    fn read(&self, source: Source, diagnostics: &mut Diagnostics) -> Document {
        let text = Arc::new(source.decode(None, diagnostics));
        let references = dump::references(&text);
        let rows = Rows::of(&text[..references.unwrap_or(text.len())]);
        let (mut blocks, marks, capped) = Blocks::new(&text, &rows.chunks()).read();
        drop(rows);
        if let Some(span) = capped {
            diagnostics.push(Diagnostic::nesting_capped(DEEPEST, span));
        }
        let mut dropped: Vec<Skipped> =
            marks.into_iter().map(|span| Skipped { what: Furniture::Ornament, span }).collect();
        if let Some(at) = references {
            if blocks.first().is_some_and(dump::is_head) {
                dropped.push(Skipped { what: Furniture::Navigation, span: blocks.remove(0).span });
            }
            dump::without_marks(&mut blocks);
            let span = Span::new(at, at + text[at..].trim_end().len());
            dropped.push(Skipped { what: Furniture::Navigation, span });
        }
        Document { text, blocks, dropped, preformatted: true, ..Document::default() }
    }

    /// Any text is text.
    fn claims(&self, _: &str) -> bool {
        true
    }
}

struct Blocks<'a> {
    page: &'a Arc<String>,
    /// Lines between empty lines.
    chunks: &'a [&'a [Row<'a>]],
    /// How far running text is indented.
    base: usize,
    lists: Lists,
    /// The signs that underline headings, and whether a line is over them as well, in the order in which
    /// they appear: the first is level 1.
    signs: Vec<(char, bool)>,
    /// What marks titles on their own line.
    titles: titles::Marks,
    out: Vec<Block>,
    /// Lines that only say something about the next.
    dropped: Vec<Span>,
}

impl<'a> Blocks<'a> {
    fn new(page: &'a Arc<String>, chunks: &'a [&'a [Row<'a>]]) -> Blocks<'a> {
        let lists = Lists { page: Arc::clone(page), width: wrap_width(chunks), capped: None };
        Blocks {
            page,
            chunks,
            base: base_indent(chunks),
            lists,
            signs: Vec::new(),
            titles: titles::Marks::of(chunks),
            out: Vec::new(),
            dropped: Vec::new(),
        }
    }

    /// The blocks, the lines that are dropped, and where the first list stands that nests too deep, if
    /// there is one.
    fn read(mut self) -> (Vec<Block>, Vec<Span>, Option<Span>) {
        self.out.reserve(self.chunks.len());
        let mut rest = self.chunks;
        while let Some((mut rows, after)) = rest.split_first().map(|(chunk, after)| (*chunk, after)) {
            rest = after;
            while let Some((count, behind)) = self.fenced(rows, rest) {
                (rows, rest) = (behind, &rest[count..]);
            }
            self.chunk(rows);
        }
        for block in &mut self.out {
            if let BlockKind::Code { text, .. } = &mut block.kind {
                *text = code_text(&self.page[block.span.range()]);
            }
        }
        (self.out, self.dropped, self.lists.capped)
    }

    /// Takes the first of AsciiDoc's blocks of code between two fences off a chunk, with what is before
    /// it. It may reach into the next chunks: says into how many, and what is left of the last.
    fn fenced<'r>(
        &mut self,
        rows: &'r [Row<'a>],
        more: &'r [&'r [Row<'a>]],
    ) -> Option<(usize, &'r [Row<'a>])> {
        let is_fence = |at: usize| {
            let text = rows[at].text;
            let alike =
                text.len() >= 4 && (text.bytes().all(|c| c == b'-') || text.bytes().all(|c| c == b'.'));
            let before = at.checked_sub(1).map(|at| rows[at].text);
            alike
                && before.is_none_or(|text_before| {
                    titles::is_asciidoc_mark(text_before) || titles::underline(text, text_before).is_none()
                })
        };
        let open = (0..rows.len()).find(|at| is_fence(*at)).filter(|_| self.titles.is_asciidoc())?;
        let fence = rows[open].text;
        let closes = |row: &Row| row.text == fence;
        let (count, close) = match rows[open + 1..].iter().position(closes) {
            Some(at) => (0, open + 1 + at),
            None => more
                .iter()
                .enumerate()
                .find_map(|(at, chunk)| Some((at + 1, chunk.iter().position(closes)?)))?,
        };
        let last = if count == 0 { rows } else { more[count - 1] };
        self.chunk(&rows[..open]);
        let inside = if count == 0 { &rows[open + 1..close] } else { &rows[open + 1..] };
        let between = more[..count.saturating_sub(1)].iter().copied().flatten();
        let end = if count == 0 { &[][..] } else { &last[..close] };
        let code: Vec<Row> = inside.iter().chain(between).chain(end).copied().collect();
        self.dropped.extend([rows[open].span(), last[close].span()]);
        self.code(&code);
        Some((count, &last[close + 1..]))
    }

    fn chunk(&mut self, mut rows: &[Row<'a>]) {
        loop {
            let Some(first) = rows.first() else { return };
            let further_in = rows.iter().all(|row| row.indent >= self.base + 4);
            let is_title = self.titles.title(rows).is_some() || (is_centred(rows) && self.is_front());
            if further_in && !list::is_item(first) && !is_prose(rows) && !is_title {
                return self.code(rows);
            }
            let Some((count, sign)) = wrapped_title(rows) else { break };
            self.heading(&rows[..count], &rows[count], (sign, false));
            rows = &rows[count + 1..];
        }
        let mut rest = rows;
        while let Some((row, after)) = rest.split_first() {
            if let Some((level, title)) = self.titles.title(rest) {
                self.title(row, level, title);
                rest = after;
            } else if let Some(count) = self.titles.linked(rest) {
                self.heading(&rest[..count], row, (titles::LINKS[0], false));
                rest = &rest[count..];
            } else if self.titles.is_mark(row.text) {
                self.dropped.push(row.span());
                rest = after;
            } else if let Some(sign) = after.first().and_then(|next| titles::underline(next.text, row.text))
                && row.indent <= self.base
            {
                self.heading(&rest[..1], &after[0], (sign, false));
                rest = &after[1..];
            } else if let Some(sign) = titles::ruler(row.text)
                && after.get(1).is_some_and(|next| titles::ruler(next.text) == Some(sign))
            {
                self.heading(&after[..1], &after[1], (sign, true));
                rest = &after[2..];
            } else if titles::ruler(row.text).is_some() {
                self.out.push(Block { kind: BlockKind::Rule, span: row.span() });
                rest = after;
            } else {
                let count = self.take_some(rest);
                rest = &rest[count..];
            }
        }
    }

    /// Whether nothing stands before what comes next but the line of links that a page's head has.
    fn is_front(&self) -> bool {
        self.out.len() <= 1 && self.out.first().is_none_or(dump::is_head)
    }

    /// Takes a list, a table, code or a paragraph off the front, and says how many lines that were.
    fn take_some(&mut self, rows: &[Row<'a>]) -> usize {
        if let Some((block, count)) = self.lists.take(rows) {
            list::push(&mut self.out, block);
            return count;
        }
        if let Some((block, count)) = table::take(rows) {
            self.out.push(block);
            return count;
        }
        let mut count = 1;
        while let Some(row) = rows.get(count) {
            let before = rows[count - 1];
            let is_code = row.indent >= before.indent + 4 && before.text.ends_with(':');
            let is_heading = titles::ruler(row.text).is_some()
                || rows.get(count + 1).is_some_and(|next| titles::underline(next.text, row.text).is_some());
            let starts_list = list::begins(&rows[count..], 0);
            if is_code && rows[count..].iter().all(|row| row.indent >= before.indent + 4) {
                self.paragraph(&rows[..count]);
                self.code(&rows[count..]);
                return rows.len();
            }
            let is_marked = self.titles.title(&rows[count..]).is_some()
                || self.titles.linked(&rows[count..]).is_some()
                || self.titles.is_mark(row.text);
            if is_heading || is_marked || starts_list || table::take(&rows[count..]).is_some() {
                break;
            }
            count += 1;
        }
        self.paragraph(&rows[..count]);
        count
    }

    /// A heading of one or more lines, underlined by a last one.
    fn heading(&mut self, rows: &[Row<'a>], line: &Row, sign: (char, bool)) {
        let level = self.signs.iter().position(|known| *known == sign).unwrap_or_else(|| {
            self.signs.push(sign);
            self.signs.len() - 1
        });
        // The number of the link, as terminal browsers write it, goes with its sign later.
        let text: Vec<&str> = rows.iter().map(|row| self.titles.unlinked(row.text).trim_end()).collect();
        let content = vec![Inline::text(text.join(" "))];
        let span = rows.iter().map(|row| row.span()).fold(line.span(), Span::join);
        self.out.push(Block { kind: BlockKind::Heading { level: level.min(5) as u8 + 1, content }, span });
    }

    /// A heading that its own line marks.
    fn title(&mut self, row: &Row, level: u8, text: &str) {
        let content = vec![Inline::text(text)];
        self.out.push(Block { kind: BlockKind::Heading { level, content }, span: row.span() });
    }

    /// Indented lines; with code right before, one block. Its text is taken when all of it is known.
    fn code(&mut self, rows: &[Row<'a>]) {
        // White space before the first line is part of the code.
        let begins = |row: &Row| self.page[..row.start].rfind('\n').map_or(0, |at| at + 1);
        let span = rows.iter().map(|row| Span::new(begins(row), row.span().end())).reduce(Span::join);
        let Some(span) = span else { return };
        match self.out.last_mut() {
            Some(Block { kind: BlockKind::Code { .. }, span: before }) => *before = before.join(span),
            _ => {
                let kind = BlockKind::Code { language: None, text: String::new() };
                self.out.push(Block { kind, span });
            }
        }
    }

    fn paragraph(&mut self, rows: &[Row<'a>]) {
        self.out.extend(lines(self.page, rows, self.lists.width));
    }
}

/// Whether lines that stand further in are running text: they begin and end like sentences, and have no
/// sign of code.
fn is_prose(rows: &[Row]) -> bool {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return false };
    let begins = |c: char| c.is_uppercase() || c.is_ascii_digit() || (c.is_alphabetic() && !c.is_ascii());
    let start = first.text.trim_start_matches(['"', '“', '«', '(', '¿', '¡']);
    let ends = last.text.ends_with(['.', '?', '!', ':', '。', '？', '！', '؟']);
    let words: usize = rows.iter().map(|row| row.text.split_whitespace().count()).sum();
    let is_code = |row: &Row| row.text.contains(['{', '}', ';', '=', '$', '\\', '|', '<', '>', '\t']);
    start.starts_with(begins) && ends && words >= 3 && !rows.iter().any(is_code)
}

/// Whether the first lines of a page stand in its middle, as a title does.
fn is_centred(rows: &[Row]) -> bool {
    let words = |row: &Row| row.text.starts_with(char::is_uppercase) && !row.text.contains(['{', ';', '=']);
    rows.len() <= 2 && rows.iter().all(|row| row.indent >= 8 && row.length() <= 80 && words(row))
}

/// A title of several lines that is underlined: how many lines, and by which sign. It begins with a
/// number, or its lines but the first stand further in.
fn wrapped_title(rows: &[Row]) -> Option<(usize, char)> {
    let count = (2..=3).find(|count| {
        rows.get(*count).is_some_and(|line| titles::underline(line.text, rows[count - 1].text).is_some())
    })?;
    let hanging = rows[1..count].iter().all(|row| row.indent > rows[0].indent);
    let numbered = rows[0].text.starts_with(|c: char| c.is_ascii_digit());
    let sign = titles::ruler(rows[count].text)?;
    (hanging || numbered).then_some((count, sign))
}

/// Lines of code without the indentation that they share.
fn code_text(source: &str) -> String {
    let lines: Vec<&str> = source.split('\n').collect();
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let shared = filled.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let lines: Vec<&str> =
        lines.iter().map(|line| line.get(shared..).unwrap_or_default().trim_end()).collect();
    lines.join("\n")
}

/// Lines as a paragraph, or as a group of lines where there are several.
///
/// Where the next word would still have fit, the line's end was meant.
pub fn lines(page: &Arc<String>, rows: &[Row], width: Option<usize>) -> Option<Block> {
    let text = |row: &Row| Inline::Text(Text::of_page(page, row.span().range()));
    if let [row] = rows {
        // Most paragraphs of long pages.
        let kind = BlockKind::Paragraph(vec![text(row)]);
        return Some(Block { kind, span: row.span() });
    }
    let span = rows.iter().map(|row| row.span()).reduce(Span::join)?;
    let mut blocks = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let mut content = vec![text(row)];
        if let Some(next) = rows.get(at + 1) {
            let wrapped = width.is_some_and(|width| row.length() + 1 + first_word(next.text) > width);
            content.push(if wrapped { Inline::text("\n") } else { Inline::Break });
        }
        blocks.push(Block { kind: BlockKind::Paragraph(content), span: row.span() });
    }
    Some(Block { kind: BlockKind::group(Role::Lines, blocks), span })
}
