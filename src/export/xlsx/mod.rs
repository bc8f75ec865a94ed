//! XLSX: a workbook that Excel, LibreOffice and Google Sheets open, a card a row, every cell a text.
//!
//! No cell is a formula, a number or a date, whatever it looks like, and cells that are edited stay text. What a
//! cell can't hold is an error, never a cut. This file is the row in the table and the workbook as a whole;
//! `sheets.rs` says which cards are on which sheet, `sheet.rs` writes one, `measure.rs` says how wide and high
//! cells are, `links.rs` finds what a cell leads to, `package.rs` packs it all so that the same cards give the same bytes.

mod links;
mod measure;
mod package;
mod sheet;
mod sheets;

use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::{Context, ExportError, Exporter, csv};
use crate::columns::Columns;
use crate::diagnostic::Diagnostic;
use crate::format::{Format, OptionSpec};
use crate::model::Deck;
use sheet::Looks;
use sheets::By;

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "xlsx",
    extensions: &["xlsx"],
    summary: "a workbook for Excel, LibreOffice and Google Sheets, a card a row, every cell a text",
    options: &[
        csv::COLUMNS,
        OptionSpec {
            name: "sheets",
            default: "one",
            summary: "one for all cards, or one for each section, level or deck",
        },
    ],
    open: |options| {
        let columns = Columns::of_options(options, "xlsx.columns")?;
        let by = options.choice("xlsx.sheets", &By::NAMES, By::EXPECTED)?;
        Ok(Box::new(Xlsx { columns, by }))
    },
};

/// What messages call the format.
const WORKBOOK: &str = "workbook";

/// How many sheets a workbook has at most. Programs set no such limit, but each sheet takes some memory and a
/// place among the tabs, where nobody finds one of so many.
const MOST_SHEETS: usize = 1000;

/// The year that all workbooks are of. They say when they were made, and the same cards give the same bytes.
const YEAR: u16 = 1980;

struct Xlsx {
    columns: Columns,
    by: By,
}

impl Exporter for Xlsx {
    fn export(
        &self,
        deck: &Deck,
        out: &mut (dyn Write + Send),
        context: &mut Context,
    ) -> Result<(), ExportError> {
        let columns = self.columns.of(deck);
        let sheets = self.by.sheets(deck);
        if sheets.len() > MOST_SHEETS {
            let what = format!(
                "it would have {} sheets, and {MOST_SHEETS} is the most: `xlsx.sheets=one` makes one of them",
                sheets.len()
            );
            return Err(ExportError::Deck { format: WORKBOOK, what });
        }
        let mut workbook = workbook(&deck.title)?;
        let looks = Looks::new();
        let mut unlinked = 0;
        for sheet in &sheets {
            unlinked += sheet::write(sheet, &columns, &looks, workbook.add_worksheet())?;
        }
        if unlinked > 0 {
            context.diagnostics.push(Diagnostic::links_as_text(unlinked));
        }
        package::write(&mut workbook, out)
    }

    fn is_binary(&self) -> bool {
        true
    }
}

/// A workbook without sheets.
fn workbook(title: &str) -> Result<Workbook, ExportError> {
    let time = ExcelDateTime::from_ymd(YEAR, 1, 1).map_err(library)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&time));
    Ok(workbook)
}

/// The error of the crate that writes workbooks.
fn library(cause: XlsxError) -> ExportError {
    ExportError::Library { format: WORKBOOK, cause: Box::new(cause) }
}
