//! Lists in plain text, for `text/mod.rs`: lines that begin with a bullet, or with running numbers.

use std::sync::Arc;

use super::lines;
use super::rows::{Row, first_word};
use crate::model::{Block, BlockKind, Item, List};
use crate::read::DEEPEST;
use crate::source::Span;

/// What begins an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    Bullet(char),
    Number(u64),
}

/// Whether a line begins with a bullet.
pub fn is_item(row: &Row) -> bool {
    matches!(marker(row.text, 0), Some((Marker::Bullet(_), _)))
}

/// The marker at the front of a line, and how many bytes it takes with the space behind it.
///
/// Terminal browsers write the bullets of a third list as the letter o.
fn marker(text: &str, depth: usize) -> Option<(Marker, usize)> {
    let first = text.chars().next()?;
    if "-*•‣◦▪●–+".contains(first) || (first == 'o' && depth >= 2) {
        let rest = &text[first.len_utf8()..];
        let space = rest.len() - rest.trim_start().len();
        return (space > 0 && space < rest.len())
            .then_some((Marker::Bullet(first), first.len_utf8() + space));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..)?.strip_prefix(['.', ')'])?;
    let space = rest.len() - rest.trim_start().len();
    let number = text[..digits].parse().ok()?;
    (digits <= 6 && space > 0 && space < rest.len()).then_some((Marker::Number(number), digits + 1 + space))
}

/// Whether lines begin with a list.
///
/// Bullets make a list from the first on; numbers only where they run on without a line between
/// that is no part of an item, for a number alone may be a question. `depth` is how many lists are
/// around it.
pub fn begins(rows: &[Row], depth: usize) -> bool {
    let Some((first, rest)) = rows.split_first() else { return false };
    let Some((kind, _)) = marker(first.text, depth) else { return false };
    let next = || rest.iter().find(|row| row.indent <= first.indent);
    let runs_on = |row: &Row| is_next(first, kind, 1, row, depth).is_some();
    matches!(kind, Marker::Bullet(_)) || next().is_some_and(runs_on)
}

/// The marker of a line, where it begins another item of the list that `first` begins.
fn is_next(first: &Row, kind: Marker, index: usize, row: &Row, depth: usize) -> Option<usize> {
    let (own, length) = marker(row.text, depth)?;
    (row.indent == first.indent && follows(kind, index, own)).then_some(length)
}

/// Makes lists of lines.
pub struct Lists {
    /// The text that the lines are of.
    pub page: Arc<String>,
    /// Where lines of running text are wrapped, if they are.
    pub width: Option<usize>,
    /// The first line that would begin a list deeper than blocks may nest; it and those like it are
    /// lines of their item.
    pub capped: Option<Span>,
}

impl Lists {
    /// Takes a list off the front of lines, and says how many lines it has.
    pub fn take(&mut self, rows: &[Row]) -> Option<(Block, usize)> {
        self.take_below(rows, 0)
    }

    /// The same, where so many lists are around it.
    fn take_below(&mut self, rows: &[Row], depth: usize) -> Option<(Block, usize)> {
        let first = rows.first().filter(|_| begins(rows, depth))?;
        if depth >= DEEPEST {
            self.capped.get_or_insert(first.span());
            return None;
        }
        let (kind, _) = marker(first.text, depth)?;
        let mut items: Vec<(Span, Vec<Row>)> = Vec::new();
        let mut count = 0;
        for row in rows {
            match is_next(first, kind, items.len(), row, depth) {
                Some(length) => items.push((row.span(), vec![without_marker(row, length)])),
                // A line that stands further in goes on with the item.
                None if row.indent > first.indent || self.runs_over(&rows[..count], row, first, depth) => {
                    items.last_mut()?.1.push(*row);
                }
                None => break,
            }
            count += 1;
        }
        let start = if let Marker::Number(number) = kind { Some(number) } else { None };
        let items: Vec<Item> =
            items.iter().map(|(marker, rows)| self.item(*marker, rows, depth + 1)).collect();
        let span = items.iter().map(|item| item.span).reduce(Span::join)?.join(first.span());
        Some((Block { kind: BlockKind::list(start, items), span }, count))
    }

    /// Whether a line is the rest of an item that was wrapped without indenting its next line: it stands
    /// where the items stand, and its first word found no room on the line before.
    fn runs_over(&self, before: &[Row], row: &Row, first: &Row, depth: usize) -> bool {
        let (Some(width), Some(last)) = (self.width, before.last()) else { return false };
        row.indent == first.indent
            && marker(row.text, depth).is_none()
            && !last.text.ends_with(['.', '?', '!', ':'])
            && last.length() + 1 + first_word(row.text) > width
    }

    /// An item that begins with a marker: its first lines, then the lists in it.
    fn item(&mut self, marker: Span, rows: &[Row], depth: usize) -> Item {
        let span = rows.iter().map(|row| row.span()).fold(marker, Span::join);
        let mut content: Vec<Block> = Vec::new();
        let mut at = 1;
        while at < rows.len() {
            let found = self.take_below(&rows[at..], depth);
            if content.is_empty() && found.is_some() {
                content.extend(lines(&self.page, &rows[..at], self.width));
            }
            let count = found.as_ref().map_or(1, |(_, count)| *count);
            match found {
                Some((list, _)) => content.push(list),
                None if content.is_empty() => {}
                None => content.extend(lines(&self.page, &rows[at..at + 1], self.width)),
            }
            at += count;
        }
        if content.is_empty() {
            content.extend(lines(&self.page, rows, self.width));
        }
        Item { task: None, content, span }
    }
}

fn follows(first: Marker, index: usize, marker: Marker) -> bool {
    match (first, marker) {
        (Marker::Bullet(a), Marker::Bullet(b)) => a == b,
        (Marker::Number(a), Marker::Number(b)) => b == a + index as u64,
        _ => false,
    }
}

fn without_marker<'a>(row: &Row<'a>, length: usize) -> Row<'a> {
    let columns = row.text[..length].chars().count();
    Row { text: &row.text[length..], indent: row.indent + columns, start: row.start + length }
}

/// Adds a list to blocks; one that goes on behind an empty line is the same list.
pub fn push(out: &mut Vec<Block>, block: Block) {
    let next = |list: &List| list.start.map(|start| start + list.items.len() as u64);
    if let BlockKind::List(more) = &block.kind
        && let Some(Block { kind: BlockKind::List(list), span }) = out.last_mut()
        && (list.start.is_none() && more.start.is_none() || next(list).is_some() && next(list) == more.start)
    {
        list.items.extend(more.items.iter().cloned());
        *span = span.join(block.span);
        return;
    }
    out.push(block);
}
