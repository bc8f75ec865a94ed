//! Plain text: what a browser copies from a page, or what was written by hand.
//!
//! Empty lines part paragraphs; underlined lines are headings, deeper indented ones code, lines with
//! bullets or running numbers lists, lines with tabs tables. All else is literal.

mod dump;
mod list;

use self::list::Lists;
use super::{DEEPEST, Reader};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::document::{Document, Skipped};
use crate::format::Format;
use crate::model::{Block, BlockKind, Hint, Inline, Role, Table};
use crate::source::{Source, Span};

/// The row in the table of readers.
pub const FORMAT: Format<dyn Reader> = Format {
    name: "text",
    extensions: &["txt", "text"],
    summary: "plain text, as copied from a page or written by hand",
    options: &[],
    open: |_| Ok(Box::new(Text)),
};

struct Text;

impl Reader for Text {
    fn read(&self, source: &Source, diagnostics: &mut Diagnostics) -> Document {
        let text = source.decode(None, diagnostics);
        let references = dump::references(&text);
        let (mut blocks, capped) = Blocks::new(&text[..references.unwrap_or(text.len())]).read();
        if let Some(span) = capped {
            diagnostics.push(Diagnostic::nesting_capped(DEEPEST, span));
        }
        let mut dropped = Vec::new();
        if let Some(at) = references {
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

/// A line that is not empty.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The line without white space at its ends.
    pub text: &'a str,
    /// In columns; a tab reaches to the next multiple of four.
    pub indent: usize,
    /// Where the text stands.
    pub span: Span,
    /// Where the line begins, white space included.
    pub start: usize,
}

struct Blocks<'a> {
    source: &'a str,
    /// Lines between empty lines.
    chunks: Vec<Vec<Row<'a>>>,
    /// How far running text is indented.
    base: usize,
    lists: Lists,
    /// The signs that underline headings, in the order in which they appear: the first is level 1.
    signs: Vec<char>,
    out: Vec<Block>,
}

impl<'a> Blocks<'a> {
    fn new(source: &'a str) -> Blocks<'a> {
        let chunks = chunks(source);
        let (base, lists) = (base_indent(&chunks), Lists { width: wrap_width(&chunks), capped: None });
        Blocks { source, chunks, base, lists, signs: Vec::new(), out: Vec::new() }
    }

    /// The blocks, and where the first list stands that nests too deep, if there is one.
    fn read(mut self) -> (Vec<Block>, Option<Span>) {
        for chunk in std::mem::take(&mut self.chunks) {
            self.chunk(&chunk);
        }
        for block in &mut self.out {
            if let BlockKind::Code { text, .. } = &mut block.kind {
                *text = code_text(&self.source[block.span.range()]);
            }
        }
        (self.out, self.lists.capped)
    }

    fn chunk(&mut self, rows: &[Row<'a>]) {
        let Some(first) = rows.first() else { return };
        if rows.iter().all(|row| row.indent >= self.base + 4) && !list::is_item(first) {
            return self.code(rows);
        }
        let mut rest = rows;
        while let Some((row, after)) = rest.split_first() {
            if let Some(sign) = after.first().and_then(|next| underline(next.text, row.text)) {
                self.heading(row, &after[0], sign);
                rest = &after[1..];
            } else if let Some(sign) = ruler(row.text)
                && after.get(1).is_some_and(|next| ruler(next.text) == Some(sign))
            {
                self.heading(&after[0], &after[1], sign);
                rest = &after[2..];
            } else if ruler(row.text).is_some() {
                self.out.push(Block { kind: BlockKind::Rule, span: row.span });
                rest = after;
            } else {
                let count = self.take_some(rest);
                rest = &rest[count..];
            }
        }
    }

    /// Takes a list, a table, code or a paragraph off the front, and says how many lines that were.
    fn take_some(&mut self, rows: &[Row<'a>]) -> usize {
        if let Some((block, count)) = self.lists.take(rows) {
            list::push(&mut self.out, block);
            return count;
        }
        if let Some((block, count)) = table(rows) {
            self.out.push(block);
            return count;
        }
        let mut count = 1;
        while let Some(row) = rows.get(count) {
            let before = rows[count - 1];
            let is_code = row.indent >= before.indent + 4 && before.text.ends_with(':');
            let is_heading = rows.get(count + 1).is_some_and(|next| underline(next.text, row.text).is_some());
            let starts_list = list::begins(&rows[count..]);
            if is_code && rows[count..].iter().all(|row| row.indent >= before.indent + 4) {
                self.paragraph(&rows[..count]);
                self.code(&rows[count..]);
                return rows.len();
            }
            if is_heading || starts_list || table(&rows[count..]).is_some() {
                break;
            }
            count += 1;
        }
        self.paragraph(&rows[..count]);
        count
    }

    fn heading(&mut self, row: &Row, line: &Row, sign: char) {
        let level = self.signs.iter().position(|known| *known == sign).unwrap_or_else(|| {
            self.signs.push(sign);
            self.signs.len() - 1
        });
        let content = vec![Inline::Text(row.text.to_owned())];
        let kind = BlockKind::Heading { level: level.min(5) as u8 + 1, content };
        self.out.push(Block { kind, span: row.span.join(line.span) });
    }

    /// Indented lines; with code right before, one block. Its text is taken when all of it is known.
    fn code(&mut self, rows: &[Row<'a>]) {
        let span = rows.iter().map(|row| Span::new(row.start, row.span.end)).reduce(Span::join);
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
        self.out.extend(lines(rows, self.lists.width));
    }
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
pub fn lines(rows: &[Row], width: Option<usize>) -> Option<Block> {
    let span = rows.iter().map(|row| row.span).reduce(Span::join)?;
    let mut blocks = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let mut content = vec![Inline::Text(row.text.to_owned())];
        if let Some(next) = rows.get(at + 1) {
            let wrapped = width.is_some_and(|width| row.length() + 1 + first_word(next.text) > width);
            content.push(if wrapped { Inline::Text("\n".to_owned()) } else { Inline::Break });
        }
        blocks.push(Block { kind: BlockKind::Paragraph(content), span: row.span });
    }
    if blocks.len() == 1 {
        return blocks.pop();
    }
    let hint = Hint { role: Role::Lines, names: Vec::new() };
    Some(Block { kind: BlockKind::Group { hint, content: blocks }, span })
}

impl Row<'_> {
    /// How far the line reaches, in characters.
    fn length(&self) -> usize {
        self.indent + self.text.chars().count()
    }
}

fn first_word(text: &str) -> usize {
    text.split_whitespace().next().map_or(0, |word| word.chars().count())
}

fn chunks(source: &str) -> Vec<Vec<Row<'_>>> {
    let mut chunks = vec![Vec::new()];
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let text = line.trim();
        if text.is_empty() {
            chunks.push(Vec::new());
        } else {
            let lead = line.len() - line.trim_start().len();
            let indent =
                line[..lead].chars().fold(0, |at, c| if c == '\t' { at / 4 * 4 + 4 } else { at + 1 });
            let span = Span::new(start + lead, start + lead + text.len());
            if let Some(chunk) = chunks.last_mut() {
                chunk.push(Row { text, indent, span, start });
            }
        }
        start += line.len();
    }
    chunks.retain(|chunk| !chunk.is_empty());
    chunks
}

/// The indentation that most lines have.
fn base_indent(chunks: &[Vec<Row>]) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    chunks.iter().flatten().for_each(|row| *counts.entry(row.indent).or_insert(0) += 1);
    counts
        .into_iter()
        .max_by_key(|(indent, count)| (*count, std::cmp::Reverse(*indent)))
        .map_or(0, |most| most.0)
}

/// The width at which running text is wrapped: what nearly all lines keep to, where paragraphs have
/// several lines and nearly all but the last of them come close to it.
fn wrap_width(chunks: &[Vec<Row>]) -> Option<usize> {
    let inner = chunks.iter().filter(|chunk| chunk.len() > 1).flat_map(|chunk| &chunk[..chunk.len() - 1]);
    let mut lengths: Vec<usize> = inner.map(Row::length).collect();
    lengths.sort_unstable();
    let width = *lengths.get((lengths.len().checked_sub(1)?) * 95 / 100)?;
    (40..=120).contains(&width).then_some(width)
}

/// The sign that a line is made of, if it is nothing but a ruler.
fn ruler(text: &str) -> Option<char> {
    let sign = text.chars().next().filter(|c| "=-~^\"'*+#_".contains(*c))?;
    (text.len() >= 3 && text.chars().all(|c| c == sign)).then_some(sign)
}

/// The sign that underlines a line: a ruler at least nearly as long as the line.
fn underline(line: &str, text: &str) -> Option<char> {
    let fits = line.chars().count() + 3 >= text.chars().count() && ruler(text).is_none();
    ruler(line).filter(|sign| fits && "=-~^".contains(*sign))
}

/// Lines with tabs between cells, all of one width.
fn table(rows: &[Row]) -> Option<(Block, usize)> {
    let width = |row: &Row| row.text.matches('\t').count() + 1;
    let columns = width(rows.first()?);
    if columns < 2 {
        return None;
    }
    let count = rows.iter().take_while(|row| width(row) == columns).count();
    if count < 2 {
        return None;
    }
    let cells =
        |row: &Row| row.text.split('\t').map(|cell| vec![Inline::Text(cell.trim().to_owned())]).collect();
    let table = Table {
        columns: vec![Default::default(); columns],
        head: Vec::new(),
        rows: rows[..count].iter().map(cells).collect(),
    };
    let span = rows[..count].iter().map(|row| row.span).reduce(Span::join)?;
    Some((Block { kind: BlockKind::Table(table), span }, count))
}
