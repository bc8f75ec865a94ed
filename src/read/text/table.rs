//! Tables in plain text: lines with tabs between cells.

use super::rows::Row;
use crate::model::{Block, BlockKind, Cell, Inline, Table};
use crate::source::Span;

/// Lines with tabs between cells, all of one width.
pub fn take(rows: &[Row]) -> Option<(Block, usize)> {
    let width = |row: &Row| row.text.matches('\t').count() + 1;
    let columns = width(rows.first()?);
    if columns < 2 {
        return None;
    }
    let count = rows.iter().take_while(|row| width(row) == columns).count();
    if count < 2 {
        return None;
    }
    let cells = |row: &Row| {
        let mut start = row.start;
        let cell = |cell: &str| {
            let span = Span::new(start, start + cell.len());
            start = span.end() + 1;
            Cell { content: vec![Inline::text(cell.trim())], span }
        };
        row.text.split('\t').map(cell).collect()
    };
    let table = Table {
        columns: vec![Default::default(); columns],
        head: Vec::new(),
        rows: rows[..count].iter().map(cells).collect(),
    };
    let span = rows[..count].iter().map(|row| row.span()).reduce(Span::join)?;
    Some((Block { kind: BlockKind::Table(Box::new(table)), span }, count))
}
