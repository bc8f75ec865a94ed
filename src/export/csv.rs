//! CSV as RFC 4180 has it, a card a record, text exactly as on the page.
//!
//! Records end in CR LF, line breaks inside a cell are LF. For spreadsheets that would take a cell for a
//! formula this is not the right file; it is the faithful one. `for` writes one for a spreadsheet.

use std::io::Write;

use ::csv::{QuoteStyle, Terminator, WriterBuilder};

use super::{Context, ExportError, Exporter};
use crate::columns::{self, Columns};
use crate::diagnostic::Diagnostic;
use crate::format::{Format, OptionError, OptionSpec, Options};
use crate::model::Deck;
use crate::spreadsheet::{self, Program, guarded};

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "csv",
    extensions: &["csv"],
    summary: "comma-separated values (RFC 4180), a card a record, plain text",
    options: &[
        COLUMNS,
        OptionSpec { name: "delimiter", default: ",", summary: "what parts the cells, one character" },
        spreadsheet::FOR,
    ],
    open: |options| open(options, delimiter(options)?, ["csv.columns", "csv.for"]),
};

/// What all tables have in common.
pub const COLUMNS: OptionSpec = OptionSpec {
    name: "columns",
    default: "",
    summary: "which columns, in which order, and under which names: question=Front,answer=Back",
};

/// What stands at the front of a file so that Excel takes it for UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

struct Csv {
    delimiter: u8,
    columns: Columns,
    program: Program,
}

/// An exporter with that between the cells; the options are called so in messages.
pub fn open(
    options: &Options,
    delimiter: u8,
    [columns, program]: [&'static str; 2],
) -> Result<Box<dyn Exporter>, OptionError> {
    let columns = Columns::of_options(options, columns)?;
    let program = options.choice(program, &Program::NAMES, Program::EXPECTED)?;
    Ok(Box::new(Csv { delimiter, columns, program }))
}

fn delimiter(options: &Options) -> Result<u8, OptionError> {
    match options.get("delimiter").unwrap_or(",").as_bytes() {
        b"\\t" => Ok(b'\t'),
        [byte] if *byte == b'\t' || byte.is_ascii_punctuation() && *byte != b'"' => Ok(*byte),
        other => Err(OptionError::Value {
            name: "csv.delimiter",
            value: String::from_utf8_lossy(other).into_owned(),
            expected: "one sign of ASCII, not a quote; \\t for a tab",
        }),
    }
}

impl Exporter for Csv {
    fn export(
        &self,
        deck: &Deck,
        out: &mut (dyn Write + Send),
        context: &mut Context,
    ) -> Result<(), ExportError> {
        if self.program == Program::Excel {
            out.write_all(BYTE_ORDER_MARK)?;
        }
        let quotes = match self.program {
            // It takes a quoted cell for text, where it is told to.
            Program::LibreOffice => QuoteStyle::Always,
            Program::Any | Program::Excel | Program::Sheets => QuoteStyle::Necessary,
        };
        let mut writer = WriterBuilder::new()
            .delimiter(self.delimiter)
            .terminator(Terminator::CRLF)
            .quote_style(quotes)
            .from_writer(out);
        let library = |cause| ExportError::Library { format: "CSV", cause: Box::new(cause) };
        let mut count = 0;
        let mut cell = |text: String| {
            let guarded = guarded(&text).filter(|_| self.program.is_guarded());
            count += usize::from(guarded.is_some());
            guarded.unwrap_or(text)
        };
        let columns = self.columns.of(deck);
        writer.write_record(columns.heads().map(|head| cell(head.to_owned()))).map_err(library)?;
        for (card, leaf) in columns::rows(deck) {
            writer.write_record(columns.cells(card, leaf).map(&mut cell)).map_err(library)?;
        }
        writer.flush()?;
        if count > 0 {
            context.diagnostics.push(Diagnostic::cells_guarded(count));
        }
        Ok(())
    }
}
