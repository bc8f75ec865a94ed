//! Excel workbooks: each sheet a table, read as the same table in CSV would be.
//!
//! A workbook is no text, so one is made up that shows it, a line for each row with tabs between the cells,
//! and spans count in that. Formulas are not looked at, only what they came to.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxError};
use zip::ZipArchive;

use super::build::own::{self, Cell, Line};
use super::build::records::{self, Style};
use super::{Reader, clean};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::document::{Document, Skipped};
use crate::format::Format;
use crate::model::{Block, BlockKind, Inline};
use crate::source::{Source, Span};

/// The row in the table of readers.
pub const FORMAT: Format<dyn Reader> = Format {
    name: "xlsx",
    extensions: &["xlsx", "xlsm"],
    summary: "Excel workbooks, with and without a line of names on each sheet",
    options: &[],
    open: |_| Ok(Box::new(Workbook)),
};

struct Workbook;

/// The last column that is looked at: a cell far to the right would be thousands of empty ones.
const MOST_COLUMNS: usize = 1000;

impl Reader for Workbook {
    fn read(&self, source: Source, diagnostics: &mut Diagnostics) -> Document {
        let mut shown = Shown::default();
        let sheets = match shown.sheets(&source.bytes) {
            Ok(sheets) => sheets,
            Err(error) => {
                diagnostics.push(Diagnostic::broken_table(&error.to_string(), Span::new(0, 0)));
                return Document::default();
            }
        };
        let tables: Vec<&[Line]> = sheets.iter().map(|sheet| sheet.lines.as_slice()).collect();
        let mut document = Document { text: Arc::new(shown.text), ..Document::default() };
        let own = own::tables(&tables, source.stem());
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
}

impl Shown {
    fn sheets(&mut self, bytes: &[u8]) -> Result<Vec<Sheet>, XlsxError> {
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
        let shown = self.push(text);
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

/// A moment as ISO 8601 has it; midnight is a day.
fn date(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => date,
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
    }
}

/// The rows of sheets as records, below the names of the sheets where there are several. Names of columns
/// that a sheet repeats are left out.
fn records_of(sheets: &[Sheet], document: &mut Document) {
    let texts = |line: &Line| line.cells.iter().map(|cell| cell.text.trim().to_owned()).collect::<Vec<_>>();
    let first = sheets.first().and_then(|sheet| sheet.lines.first()).map(texts);
    for (at, sheet) in sheets.iter().enumerate() {
        if sheets.len() > 1 {
            let content = vec![Inline::text(sheet.name.as_str())];
            document.blocks.push(Block { kind: BlockKind::Heading { level: 2, content }, span: sheet.at });
        }
        for (place, line) in sheet.lines.iter().enumerate() {
            match at > 0 && place == 0 && Some(texts(line)) == first {
                true => document.dropped.push(Skipped { what: Furniture::Field, span: line.span }),
                false => document.blocks.push(records::of_line(line, Style::Plain)),
            }
        }
    }
}
