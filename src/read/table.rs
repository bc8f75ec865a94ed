//! Tables as text: CSV, TSV and Anki's own text files, with and without a line of names.
//!
//! Each line becomes a record whose fields are called 1, 2, 3 …; whether the first line holds names,
//! and which column is the question, is for a layout to say.

use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord};

use super::Reader;
use super::build::own::{self, Cell, Ids, Line};
use super::build::records::{self, Style};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;
use crate::format::{Format, OptionError, OptionSpec, Options};
use crate::model::Block;
use crate::source::{Source, Span};
use crate::spreadsheet::{Program, unguarded};

/// The row in the table of readers.
pub const FORMAT: Format<dyn Reader> = Format {
    name: "table",
    extensions: &["csv", "tsv", "tab"],
    summary: "CSV, TSV and Anki's text files, with and without a line of names",
    options: &[GUARDED, IDS],
    open: |options| {
        Ok(Box::new(Table { is_guarded: is_guarded(options, "table.for")?, ids: ids(options, "table.ids")? }))
    },
};

/// The option of readers of tables that says whether cells are guarded.
pub const GUARDED: OptionSpec = OptionSpec {
    name: "for",
    default: "any",
    summary: "any, excel or sheets: the program that a table was made for, to take off what guards cells",
};

/// The option of readers of tables that says whose the ids in them are.
pub const IDS: OptionSpec = OptionSpec {
    name: "ids",
    default: "found",
    summary: "cards: the column `id` has the ids of cards, though another program made them",
};

/// Whose the ids are.
pub fn ids(options: &Options, name: &'static str) -> Result<Ids, OptionError> {
    options.choice(name, &[("found", Ids::Found), ("cards", Ids::OfCards)], "it is found or cards")
}

/// Whether cells are guarded.
pub fn is_guarded(options: &Options, name: &'static str) -> Result<bool, OptionError> {
    Ok(options.choice(name, &Program::NAMES, Program::EXPECTED)?.is_guarded())
}

struct Table {
    /// Whether cells that begin like formulas have an apostrophe that is not theirs.
    is_guarded: bool,
    ids: Ids,
}

impl Reader for Table {
    fn read(&self, source: Source, diagnostics: &mut Diagnostics) -> Document {
        let name = source.stem().to_owned();
        let text = source.decode(None, diagnostics);
        let file = Headers::read(&text);
        let lines = self.lines(&text, &file, diagnostics);
        let mut document = Document::default();
        match own::tables(&[&lines], &name, self.ids) {
            Some(own) => own.into_document(&mut document, diagnostics),
            None => {
                document.blocks = lines.iter().map(|line| records::of_line(line, file.style)).collect();
                let columns =
                    (!file.columns.is_empty()).then(|| names(&file.columns, Span::new(0, file.length)));
                document.blocks.splice(0..0, columns);
            }
        }
        document.text = Arc::new(text);
        document.metadata.title = file.deck;
        document.metadata.tags = file.tags;
        if file.length > 0 {
            document.metadata.spans.push(Span::new(0, file.length));
        }
        document
    }

    /// Lines with the same number of tabs, or Anki's first line.
    fn claims(&self, head: &str) -> bool {
        let tabs: Vec<usize> = head.lines().take(8).map(|line| line.matches('\t').count()).collect();
        self.insists(head) || (tabs.len() >= 3 && tabs[0] > 0 && tabs.iter().all(|count| *count == tabs[0]))
    }

    /// Anki's first line, or nearly all lines with the same number of tabs: Anki's exports are called
    /// `.txt`.
    fn insists(&self, head: &str) -> bool {
        // The last line may be cut off.
        let whole = head.rfind('\n').map_or("", |at| &head[..at]);
        let lines: Vec<&str> = whole.lines().filter(|line| !line.trim().is_empty()).collect();
        let tabs = |line: &&&str| line.matches('\t').count();
        let first = lines.first().map_or(0, |line| tabs(&line));
        let same = lines.iter().filter(|line| tabs(line) == first && !line.starts_with('\t')).count();
        head.starts_with("#separator:") || (first > 0 && lines.len() >= 3 && same * 10 >= lines.len() * 9)
    }
}

impl Table {
    /// The lines of a file below its headers.
    fn lines(&self, text: &str, file: &Headers, diagnostics: &mut Diagnostics) -> Vec<Line> {
        let below = &text[file.length..];
        let delimiter = file.separator.unwrap_or_else(|| delimiter(below));
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(below.as_bytes());
        let mut record = StringRecord::new();
        let mut lines = Vec::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {
                    let start = file.length + record.position().map_or(0, |at| at.byte() as usize);
                    let span = Span::new(start, file.length + reader.position().byte() as usize);
                    lines.push(self.line(&record, text, span, delimiter));
                }
                Ok(false) => return lines,
                Err(error) => {
                    let at = file.length + reader.position().byte() as usize;
                    diagnostics.push(Diagnostic::broken_table(&error.to_string(), Span::new(at, at)));
                    return lines;
                }
            }
        }
    }

    fn line(&self, record: &StringRecord, text: &str, span: Span, delimiter: u8) -> Line {
        let spans = cells(&text[span.range()], span.start(), delimiter);
        let cell = |(at, cell): (usize, &str)| {
            let text = if self.is_guarded { unguarded(cell) } else { cell };
            let span = spans.get(at).copied().unwrap_or(Span::new(span.end(), span.end()));
            Cell { text: text.to_owned(), span }
        };
        Line { cells: record.iter().enumerate().map(cell).collect(), span }
    }
}

/// The last column that the first lines may name; it makes a field even where no line reaches it.
const MOST_COLUMNS: usize = 1000;

/// What the first lines of Anki's text files say.
#[derive(Default)]
struct Headers {
    separator: Option<u8>,
    style: Style,
    columns: Vec<String>,
    /// The deck that all notes are in.
    deck: Option<String>,
    /// The tags that all notes have.
    tags: Vec<String>,
    /// How many bytes they take.
    length: usize,
}

impl Headers {
    fn read(text: &str) -> Headers {
        let mut headers = Headers::default();
        for line in text.split_inclusive('\n') {
            let Some((name, value)) = line.trim_end().strip_prefix('#').and_then(|line| line.split_once(':'))
            else {
                break;
            };
            match name {
                "separator" => headers.separator = separator(value),
                "html" if value == "true" => headers.style = Style::Html,
                "columns" => {
                    let sign = headers.separator.map_or('\t', char::from);
                    headers.columns = value.split(sign).map(|name| name.trim().to_owned()).collect();
                }
                "deck" => headers.deck = Some(value.trim().to_owned()).filter(|deck| !deck.is_empty()),
                "tags" => headers.tags = value.split_whitespace().map(str::to_owned).collect(),
                "html" | "notetype" | "if matches" => {}
                name if name.ends_with(" column") => {
                    let (what, at) =
                        (name.trim_end_matches(" column"), value.trim().parse::<usize>().unwrap_or(0));
                    if (1..=MOST_COLUMNS).contains(&at) {
                        headers.columns.resize(headers.columns.len().max(at), String::new());
                        if headers.columns[at - 1].is_empty() {
                            headers.columns[at - 1] = what.to_owned();
                        }
                    }
                }
                _ => break,
            }
            headers.length += line.len();
        }
        headers
    }
}

fn separator(name: &str) -> Option<u8> {
    match name.to_lowercase().as_str() {
        "comma" => Some(b','),
        "semicolon" => Some(b';'),
        "tab" => Some(b'\t'),
        "space" => Some(b' '),
        "pipe" => Some(b'|'),
        "colon" => Some(b':'),
        other => other.bytes().next().filter(|byte| byte.is_ascii()),
    }
}

/// What parts cells.
const SIGNS: [u8; 4] = [b'\t', b';', b'|', b','];

/// How many bytes of a file are tried with each sign: a record may be as long as a page.
const SAMPLE: usize = 1 << 18;

/// The sign that parts the cells: the one with which most lines have the same number of cells, more
/// than one.
fn delimiter(text: &str) -> u8 {
    // A line of deckmill's own names leaves no doubt.
    if let Some(sign) = SIGNS.into_iter().find(|sign| own::names(text, char::from(*sign))) {
        return sign;
    }
    let sample = &text.as_bytes()[..text.len().min(SAMPLE)];
    let count = |sign: u8| {
        let reader =
            ReaderBuilder::new().delimiter(sign).has_headers(false).flexible(true).from_reader(sample);
        let widths: Vec<usize> =
            reader.into_records().take(20).flatten().map(|record| record.len()).collect();
        let first = widths.first().copied().unwrap_or(1);
        if first < 2 { 0 } else { widths.iter().filter(|width| **width == first).count() }
    };
    // Of equals the first: text holds commas more often than tabs.
    let best = SIGNS.into_iter().rev().max_by_key(|sign| count(*sign));
    best.filter(|sign| count(*sign) > 0).unwrap_or(b',')
}

/// Where the cells of a line stand.
fn cells(line: &str, offset: usize, delimiter: u8) -> Vec<Span> {
    let (mut spans, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, byte) in line.bytes().enumerate() {
        if byte == b'"' {
            quoted = !quoted;
        } else if byte == delimiter && !quoted {
            spans.push(Span::new(offset + start, offset + at));
            start = at + 1;
        }
    }
    spans.push(Span::new(offset + start, offset + line.trim_end().len()));
    spans
}

/// A record of names, from the headers of Anki's text files.
fn names(columns: &[String], span: Span) -> Block {
    let field = |(at, name): (usize, &String)| {
        records::field(
            &(at + 1).to_string(),
            records::text(name, Style::Plain, Span::new(span.end(), span.end())),
            span,
        )
    };
    records::names(columns.iter().enumerate().map(field).collect(), span)
}
