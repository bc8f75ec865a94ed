//! The lines of plain text, for `text/mod.rs`: which of them stand together, and how far they reach.

use crate::source::Span;

/// A line that is not empty.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The line without white space at its ends.
    pub text: &'a str,
    /// In columns; a tab reaches to the next multiple of four.
    pub indent: usize,
    /// Where the text begins.
    pub start: usize,
}

/// The lines of a text that are not empty, and behind how many of them each paragraph ends.
pub struct Rows<'a> {
    rows: Vec<Row<'a>>,
    /// In few bytes: no memory holds four thousand million lines.
    ends: Vec<u32>,
}

impl<'a> Rows<'a> {
    /// Of a text.
    pub fn of(source: &'a str) -> Rows<'a> {
        // Room for all of a long text at once; mostly every second line is empty.
        let lines = source.bytes().filter(|byte| *byte == b'\n').count();
        let (mut rows, mut ends) = (Vec::with_capacity(lines / 2 + 1), Vec::with_capacity(lines / 2 + 1));
        let mut end = |rows: &[Row]| {
            let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            if ends.last() != Some(&count) {
                ends.push(count);
            }
        };
        end(&rows);
        let mut start = 0;
        for line in source.split_inclusive('\n') {
            let text = line.trim();
            if !text.is_empty() {
                let lead = line.len() - line.trim_start().len();
                let indent =
                    line[..lead].chars().fold(0, |at, c| if c == '\t' { at / 4 * 4 + 4 } else { at + 1 });
                rows.push(Row { text, indent, start: start + lead });
            } else {
                end(&rows);
            }
            start += line.len();
        }
        end(&rows);
        Rows { rows, ends }
    }

    /// The lines between empty lines.
    pub fn chunks(&self) -> Vec<&[Row<'a>]> {
        self.ends.windows(2).map(|ends| &self.rows[ends[0] as usize..ends[1] as usize]).collect()
    }
}

/// The indentation that most lines have.
pub fn base_indent(chunks: &[&[Row]]) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    chunks.iter().copied().flatten().for_each(|row| *counts.entry(row.indent).or_insert(0) += 1);
    counts
        .into_iter()
        .max_by_key(|(indent, count)| (*count, std::cmp::Reverse(*indent)))
        .map_or(0, |most| most.0)
}

/// The width at which running text is wrapped: what nearly all lines keep to, where paragraphs have
/// several lines and nearly all but the last of them come close to it.
pub fn wrap_width(chunks: &[&[Row]]) -> Option<usize> {
    let inner = chunks.iter().filter(|chunk| chunk.len() > 1).flat_map(|chunk| &chunk[..chunk.len() - 1]);
    let mut lengths: Vec<usize> = inner.map(Row::length).collect();
    lengths.sort_unstable();
    let width = *lengths.get((lengths.len().checked_sub(1)?) * 95 / 100)?;
    (40..=120).contains(&width).then_some(width)
}

impl Row<'_> {
    /// Where the text stands.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.start + self.text.len())
    }

    /// How far the line reaches, in characters.
    pub fn length(&self) -> usize {
        self.indent + self.text.chars().count()
    }
}

/// How many characters the first word of a text has.
pub fn first_word(text: &str) -> usize {
    text.split_whitespace().next().map_or(0, |word| word.chars().count())
}
