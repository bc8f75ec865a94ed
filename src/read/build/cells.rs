//! Tables, for `blocks.rs`: rows of cells, and tables that only lay a page out.

use super::blocks::Maker;
use super::tree::Id;
use crate::diagnostic::Diagnostic;
use crate::model::{Alignment, Block, BlockKind, Cell, Hint, Inline, Role, Table};
use crate::render::text;
use crate::source::Span;

/// What a cell that lays a page out holds, and one with data does not.
const LAYOUT: [&str; 12] =
    ["table", "h1", "h2", "h3", "h4", "h5", "h6", "form", "article", "section", "nav", "details"];

/// How many empty cells a page's tables may be filled up with, so that all rows of each are as long as
/// its longest: those of one long row beside many short ones are more than any page has text for.
const MOST_EMPTY: usize = 1 << 18;

impl Maker<'_> {
    /// A table, behind its caption; or what its cells hold, where it only lays the page out.
    pub(super) fn table(&mut self, id: Id) -> Vec<Block> {
        let mut blocks = Vec::new();
        let span = self.tree.node(id).span;
        let presented = self.tree.attribute(id, "role") == Some("presentation");
        let rows = self.rows(id);
        let lays_out = !self.own
            && (presented
                || rows.iter().flatten().count() <= 1
                || self.asks_by_rows(id)
                || self.tree.descendants(id).skip(1).any(|inner| LAYOUT.contains(&self.tree.name(inner)))
                || self.is_ragged(&rows, span));
        for child in self.tree.node(id).children.clone() {
            if self.tree.name(child) == "caption" {
                blocks.extend(self.children(child));
            }
        }
        let kind = if lays_out {
            let content = rows.iter().flatten().flat_map(|cell| self.children(*cell)).collect();
            let hint = Box::new(Hint { role: Role::Division, names: vec!["table".to_owned()] });
            BlockKind::Group { hint, content }
        } else {
            BlockKind::Table(Box::new(self.data(&rows)))
        };
        blocks.push(Block { kind, span });
        blocks
    }

    /// Whether some rows are called questions and others answers, as DocBook writes a set of both.
    fn asks_by_rows(&self, id: Id) -> bool {
        let called = |name: &str| {
            let classes = |id| self.tree.attribute(id, "class").unwrap_or_default();
            let is_row = |id: &Id| self.tree.name(*id) == "tr";
            let mut rows = self.tree.descendants(id).filter(is_row);
            rows.any(|row| classes(row).split_whitespace().any(|class| class == name))
        };
        called("question") && called("answer")
    }

    /// Whether rows differ too much in length to make a table of them.
    fn is_ragged(&mut self, rows: &[Vec<Id>], span: Span) -> bool {
        let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
        let empty: usize = rows.iter().map(|row| widest - row.len()).sum();
        let is_ragged = empty > 0 && self.empty_cells + empty > MOST_EMPTY;
        match is_ragged {
            true => self.diagnostics.push(Diagnostic::ragged_table(span)),
            false => self.empty_cells += empty,
        }
        is_ragged
    }

    /// The cells of each row, in order.
    fn rows(&self, id: Id) -> Vec<Vec<Id>> {
        let mut rows = Vec::new();
        for child in &self.tree.node(id).children {
            match self.tree.name(*child) {
                "tr" => rows.push(self.cells(*child)),
                "thead" | "tbody" | "tfoot" => rows.extend(self.rows(*child)),
                _ => {}
            }
        }
        rows
    }

    fn cells(&self, row: Id) -> Vec<Id> {
        let is_cell = |id: &Id| ["td", "th"].contains(&self.tree.name(*id));
        self.tree.node(row).children.iter().copied().filter(is_cell).collect()
    }

    fn data(&mut self, rows: &[Vec<Id>]) -> Table {
        let is_head = rows.first().is_some_and(|row| row.iter().all(|cell| self.tree.name(*cell) == "th"));
        let widest = rows.iter().max_by_key(|row| row.len()).cloned().unwrap_or_default();
        let columns = widest.iter().map(|cell| self.alignment(*cell)).collect();
        let mut cell = |id: &Id| Cell { content: self.one_line(*id), span: self.tree.node(*id).span };
        let mut rows: Vec<Vec<Cell>> = rows.iter().map(|row| row.iter().map(&mut cell).collect()).collect();
        let head = if is_head { rows.remove(0) } else { Vec::new() };
        Table { columns, head, rows }
    }

    fn alignment(&self, id: Id) -> Alignment {
        let align = self.tree.attribute(id, "align").unwrap_or_default().to_lowercase();
        let style = self.tree.attribute(id, "style").unwrap_or_default().to_lowercase().replace(' ', "");
        let is = |side: &str| align == side || style.contains(&format!("text-align:{side}"));
        match () {
            () if is("left") => Alignment::Left,
            () if is("center") => Alignment::Center,
            () if is("right") => Alignment::Right,
            () => Alignment::None,
        }
    }
}

/// Blocks as one run of inlines, parted by line breaks: for places that hold no blocks.
pub fn inlines_of(blocks: Vec<Block>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for block in blocks {
        if !out.is_empty() && !matches!(out.last(), Some(Inline::Break)) {
            out.push(Inline::Break);
        }
        match block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => out.extend(content),
            BlockKind::Group { content, .. } | BlockKind::Quote(content) => out.extend(inlines_of(content)),
            BlockKind::Code { text, .. } => {
                for (at, line) in text.lines().enumerate() {
                    out.extend((at > 0).then_some(Inline::Break));
                    out.push(Inline::Code(line.to_owned()));
                }
            }
            BlockKind::List(list) => {
                for (index, item) in list.items.into_iter().enumerate() {
                    out.extend((index > 0).then_some(Inline::Break));
                    let number = list.start.map(|start| start + index as u64);
                    out.push(Inline::text(number.map_or("- ".to_owned(), |number| format!("{number}. "))));
                    out.extend(inlines_of(item.content));
                }
            }
            BlockKind::Math(tex) => out.push(Inline::Math(tex)),
            other @ (BlockKind::Table(_)
            | BlockKind::Definitions(_)
            | BlockKind::Details { .. }
            | BlockKind::Rule) => {
                for (at, line) in text::leaf(&other).lines().enumerate() {
                    out.extend((at > 0).then_some(Inline::Break));
                    out.push(Inline::text(line));
                }
            }
        }
    }
    out
}
