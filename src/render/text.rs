//! The one definition of plain text, on which CSV cells and fingerprints hang.
//!
//! A link is its text, an image its alternative text, code is verbatim; list items begin with "- "
//! or "1. ", cells are parted by tabs, blocks by an empty line; super- and subscripts are Unicode
//! digits where they exist (n²), else `^(…)` and `_(…)`.

use std::borrow::Cow;

use crate::inline::{self, SPACE};
use crate::model::{Block, BlockKind, Cell, Definition, Inline, List, Table};

/// The same as [`blocks`], not copied where it is one line of nothing but text.
pub fn of_blocks(content: &[Block]) -> Cow<'_, str> {
    match content {
        [Block { kind: BlockKind::Paragraph(line) | BlockKind::Heading { content: line, .. }, .. }] => {
            match line.as_slice() {
                [Inline::Text(text)] => Cow::Borrowed(text.trim_matches(SPACE)),
                _ => Cow::Owned(blocks(content)),
            }
        }
        _ => Cow::Owned(blocks(content)),
    }
}

/// Blocks as plain text, parted by empty lines, without white space at the ends.
pub fn blocks(blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks.iter().map(|b| leaf(&b.kind)).filter(|s| !s.is_empty()).collect();
    parts.join("\n\n")
}

/// One block as plain text.
pub fn leaf(kind: &BlockKind) -> String {
    match kind {
        BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => {
            inline::trimmed(inlines(content), |c| SPACE.contains(&c))
        }
        BlockKind::Code { text, .. } | BlockKind::Math(text) => text.clone(),
        BlockKind::List(list) => list_text(list),
        BlockKind::Quote(content) | BlockKind::Group { content, .. } => blocks(content),
        BlockKind::Table(table) => table_text(table),
        BlockKind::Definitions(definitions) => {
            definitions.iter().map(definition_text).collect::<Vec<_>>().join("\n")
        }
        BlockKind::Rule => String::new(),
        BlockKind::Details { summary, content } => {
            let parts = [inlines(&summary.content), blocks(content)];
            parts.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("\n\n")
        }
    }
}

/// Inlines as plain text.
pub fn inlines(content: &[Inline]) -> String {
    let mut out = String::new();
    push_inlines(&mut out, content);
    out
}

fn push_inlines(out: &mut String, content: &[Inline]) {
    for inline in content {
        match inline {
            Inline::Text(text) => out.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => {
                push_inlines(out, inner)
            }
            Inline::Link(link) => push_inlines(out, &link.content),
            Inline::Code(text) | Inline::Math(text) => out.push_str(text),
            Inline::Super(inner) => out.push_str(&shifted(&inlines(inner), SUPER, '^')),
            Inline::Sub(inner) => out.push_str(&shifted(&inlines(inner), SUB, '_')),
            Inline::Image(image) => out.push_str(&image.alt),
            Inline::Break => out.push('\n'),
        }
    }
}

const SUPER: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
const SUB: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];

/// Digits raised or lowered; other text in brackets behind a sign.
fn shifted(text: &str, digits: [char; 10], sign: char) -> String {
    let one = |c: char| c.to_digit(10).map(|d| digits[d as usize]);
    text.chars().map(one).collect::<Option<String>>().unwrap_or_else(|| format!("{sign}({text})"))
}

fn list_text(list: &List) -> String {
    let mut out = String::new();
    for (index, item) in list.items.iter().enumerate() {
        let mut marker = match list.start {
            Some(start) => format!("{}. ", start.saturating_add(index as u64)),
            None => "- ".to_owned(),
        };
        let indent = " ".repeat(marker.len());
        if let Some(done) = item.task {
            marker.push_str(if done { "[x] " } else { "[ ] " });
        }
        // Inside a list the blocks stand close, as they do in most lists of real pages.
        let parts: Vec<String> = item.content.iter().map(|b| leaf(&b.kind)).collect();
        let body = parts.join("\n");
        if index > 0 {
            out.push('\n');
        }
        out.push_str(&marker);
        for (at, line) in body.split('\n').enumerate() {
            if at > 0 {
                out.push('\n');
                if !line.is_empty() {
                    out.push_str(&indent);
                }
            }
            out.push_str(line);
        }
    }
    out
}

fn table_text(table: &Table) -> String {
    let head = (!table.head.is_empty()).then_some(&table.head);
    let rows = head.into_iter().chain(&table.rows);
    let line = |cells: &Vec<Cell>| cells.iter().map(cell_text).collect::<Vec<_>>().join("\t");
    rows.map(line).collect::<Vec<_>>().join("\n")
}

/// A cell on one line: a row must stay a row.
fn cell_text(cell: &Cell) -> String {
    inlines(&cell.content).replace(['\n', '\t'], " ")
}

fn definition_text(definition: &Definition) -> String {
    let terms = definition.terms.iter().map(|t| inlines(&t.content));
    let meanings = definition.meanings.iter().map(|m| {
        let lines = blocks(m);
        lines
            .lines()
            .map(|l| if l.is_empty() { String::new() } else { format!("  {l}") })
            .collect::<Vec<_>>()
            .join("\n")
    });
    terms.chain(meanings).filter(|s| !s.is_empty()).collect::<Vec<_>>().join("\n")
}
