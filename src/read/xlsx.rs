//! Excel workbooks: each sheet a table, read as the same table in CSV would be.
//!
//! A workbook is no text, so one is made up that shows it, a line for each row with tabs between the cells,
//! and spans count in that. Formulas are not looked at, only what they came to.

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxError};
use zip::ZipArchive;

use super::build::own::{self, Cell, Ids, Line};
use super::build::records::{self, Style};
use super::table::{GUARDED, IDS, ids, is_guarded};
use super::{Reader, clean};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::document::{Document, Skipped};
use crate::format::Format;
use crate::layout::signs::fields::{self, Sure};
use crate::model::{Block, BlockKind, Inline};
use crate::source::{Source, Span};
use crate::spreadsheet::unguarded;

/// The row in the table of readers.
pub const FORMAT: Format<dyn Reader> = Format {
    name: "xlsx",
    extensions: &["xlsx", "xlsm"],
    summary: "Excel workbooks, with and without a line of names on each sheet",
    options: &[GUARDED, IDS],
    open: |options| {
        Ok(Box::new(Workbook {
            is_guarded: is_guarded(options, "xlsx.for")?,
            ids: ids(options, "xlsx.ids")?,
        }))
    },
};

struct Workbook {
    /// Whether cells that begin like formulas have an apostrophe that is not theirs: those of a table that was
    /// saved as a workbook.
    is_guarded: bool,
    ids: Ids,
}

/// The last column that is looked at: a cell far to the right would be thousands of empty ones.
const MOST_COLUMNS: usize = 1000;

impl Reader for Workbook {
    fn read(&self, source: Source, diagnostics: &mut Diagnostics) -> Document {
        let mut shown = Shown { is_guarded: self.is_guarded, ..Shown::default() };
        let sheets = match shown.sheets(&source.bytes) {
            Ok(sheets) => sheets,
            Err(error) => {
                diagnostics.push(Diagnostic::broken_table(&error.to_string(), Span::new(0, 0)));
                return Document::default();
            }
        };
        let tables: Vec<&[Line]> = sheets.iter().map(|sheet| sheet.lines.as_slice()).collect();
        let mut document = Document { text: Arc::new(shown.text), ..Document::default() };
        let own = own::tables(&tables, source.stem(), self.ids);
        let are_headings = own.is_none() && sheets.len() > 1;
        match own {
            Some(own) => own.into_document(&mut document, diagnostics),
            None => records_of(&sheets, &mut document),
        }
        if !are_headings {
            let names = sheets.iter().filter(|sheet| !sheet.at.is_empty());
            document.dropped.extend(names.map(|sheet| Skipped { what: Furniture::Heading, span: sheet.at }));
        }
        document
    }

    /// A workbook is known by its bytes.
    fn claims(&self, _: &str) -> bool {
        false
    }
}

/// Whether bytes are a workbook, whatever they are called.
pub fn is_workbook(bytes: &[u8]) -> bool {
    let holds = |zip: ZipArchive<Cursor<&[u8]>>| zip.index_for_name("xl/workbook.xml").is_some();
    bytes.starts_with(b"PK") && ZipArchive::new(Cursor::new(bytes)).is_ok_and(holds)
}

/// No workbook is read whose members are larger together, and none that is so much larger than its zip.
const MOST_BYTES: u64 = 1 << 30;
const MOST_GROWTH: u64 = 200;

/// What every workbook may unpack to, however small it is.
const FREE_BYTES: u64 = 64 << 20;

/// Whether a workbook would take far more memory than its size lets expect. It is counted while members are
/// unpacked, for what a zip says of itself may be a lie.
fn grows_too_much(bytes: &[u8]) -> Result<bool, XlsxError> {
    let mut most = (bytes.len() as u64).saturating_mul(MOST_GROWTH).clamp(FREE_BYTES, MOST_BYTES);
    let mut zip = ZipArchive::new(Cursor::new(bytes))?;
    for at in 0..zip.len() {
        let unpacked = io::copy(&mut zip.by_index(at)?.take(most + 1), &mut io::sink())?;
        if unpacked > most {
            return Ok(true);
        }
        most -= unpacked;
    }
    Ok(false)
}

/// A sheet that says something.
struct Sheet {
    name: String,
    /// Where its name stands.
    at: Span,
    lines: Vec<Line>,
}

/// A workbook as far as it is shown.
#[derive(Default)]
struct Shown {
    text: String,
    is_guarded: bool,
}

impl Shown {
    fn sheets(&mut self, bytes: &[u8]) -> Result<Vec<Sheet>, XlsxError> {
        if grows_too_much(bytes)? {
            return Err(XlsxError::Unexpected("it unpacks to far more than its size lets expect"));
        }
        let mut workbook = Xlsx::new(Cursor::new(bytes))?;
        let names = workbook.sheet_names();
        let is_many = names.len() > 1;
        let mut sheets = Vec::new();
        for name in names {
            let start = self.text.len();
            if is_many {
                self.push(&name);
                self.text.push('\n');
            }
            let at = Span::new(start, self.text.len());
            let lines = self.lines(&mut workbook, &name)?;
            match lines.is_empty() {
                true => self.text.truncate(start),
                false => sheets.push(Sheet { name, at, lines }),
            }
        }
        Ok(sheets)
    }

    /// The rows of a sheet that say something.
    fn lines(&mut self, workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Line>, XlsxError> {
        let mut reader = workbook.worksheet_cells_reader(name)?;
        let mut lines: Vec<Line> = Vec::new();
        let mut row = None;
        while let Some(cell) = reader.next_cell()? {
            let (at, column) = cell.get_position();
            let text = text_of(cell.get_value());
            if text.is_empty() || column as usize >= MOST_COLUMNS {
                continue;
            }
            if row != Some(at) {
                self.end(lines.last_mut());
                let start = self.text.len();
                lines.push(Line { cells: Vec::new(), span: Span::new(start, start) });
                row = Some(at);
            }
            if let Some(line) = lines.last_mut() {
                self.cell(line, column as usize, &text);
            }
        }
        self.end(lines.last_mut());
        Ok(lines)
    }

    /// Adds a cell to its line, with empty ones before it.
    fn cell(&mut self, line: &mut Line, column: usize, text: &str) {
        while line.cells.len() <= column {
            self.text.push_str(if line.cells.is_empty() { "" } else { "\t" });
            let here = Span::new(self.text.len(), self.text.len());
            line.cells.push(Cell { text: String::new(), span: here });
        }
        let start = self.text.len();
        let shown = self.push(if self.is_guarded { unguarded(text) } else { text });
        if let Some(cell) = line.cells.last_mut() {
            *cell = Cell { text: shown, span: Span::new(start, self.text.len()) };
        }
    }

    /// Ends a line.
    fn end(&mut self, line: Option<&mut Line>) {
        if let Some(line) = line {
            line.span = line.span.with_end(self.text.len());
            self.text.push('\n');
        }
    }

    fn push(&mut self, text: &str) -> String {
        let text = clean(text);
        self.text.push_str(&text);
        text
    }
}

/// What a cell says, as its program shows it without a format.
fn text_of(value: &DataRef) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string().to_uppercase(),
        DataRef::DateTime(moment) => date(moment),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A moment as ISO 8601 has it: a day, a time of the day, or both; a duration in hours.
fn date(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    if moment.is_duration() {
        let seconds = (days * 86_400.0).round() as i64;
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    match (hour, minute, second) {
        _ if (0.0..1.0).contains(&days) => time,
        (0, 0, 0) => date,
        _ => format!("{date} {time}"),
    }
}

/// The rows of sheets as records, below the names of the sheets where there are several. A sheet that names
/// columns as the first does has them in the first's order, and its names are left out.
fn records_of(sheets: &[Sheet], document: &mut Document) {
    let Some(names) = sheets.first().and_then(|sheet| sheet.lines.first()) else { return };
    let first: Vec<String> = names.cells.iter().map(|cell| meaning(&cell.text)).collect();
    for (at, sheet) in sheets.iter().enumerate() {
        if sheets.len() > 1 {
            let content = vec![Inline::text(sheet.name.as_str())];
            document.blocks.push(Block { kind: BlockKind::Heading { level: 2, content }, span: sheet.at });
        }
        let order = sheet.lines.first().filter(|_| at > 0).and_then(|names| order(names, &first));
        for (place, line) in sheet.lines.iter().enumerate() {
            match &order {
                Some(_) if place == 0 => {
                    document.dropped.push(Skipped { what: Furniture::Field, span: line.span });
                }
                Some(order) => document.blocks.push(records::of_line(&ordered(line, order), Style::Plain)),
                None => document.blocks.push(records::of_line(line, Style::Plain)),
            }
        }
    }
}

/// What a name of a column stands for: what it is for, where that is known, else itself.
fn meaning(name: &str) -> String {
    let known = fields::of_name(name).filter(|(_, sure)| !matches!(sure, Sure::Maybe(_)));
    known.map_or_else(|| name.trim().to_lowercase(), |(field, _)| format!("{field:?}"))
}

/// Where a sheet has the columns of the first one; its others come behind them. None where it has less than
/// two of them, and so no names.
fn order(names: &Line, first: &[String]) -> Option<Vec<Option<usize>>> {
    let own: Vec<String> = names.cells.iter().map(|cell| meaning(&cell.text)).collect();
    let mut order: Vec<Option<usize>> =
        first.iter().map(|name| own.iter().position(|other| other == name && !name.is_empty())).collect();
    let others = (0..own.len()).filter(|at| !order.contains(&Some(*at)));
    let others: Vec<Option<usize>> = others.map(Some).collect();
    let shared = order.iter().flatten().count();
    order.extend(others);
    (shared >= 2.min(first.len())).then_some(order)
}

/// A line with its cells in that order.
fn ordered(line: &Line, order: &[Option<usize>]) -> Line {
    let end = Span::new(line.span.end(), line.span.end());
    let cell = |at: &Option<usize>| match at.and_then(|at| line.cells.get(at)) {
        Some(cell) => Cell { text: cell.text.clone(), span: cell.span },
        None => Cell { text: String::new(), span: end },
    };
    Line { cells: order.iter().map(cell).collect(), span: line.span }
}
