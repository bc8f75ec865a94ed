//! TSV: as CSV, with tabs between the cells.

use super::{Exporter, csv};
use crate::format::Format;
use crate::spreadsheet;

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "tsv",
    extensions: &["tsv", "tab"],
    summary: "tab-separated values, otherwise as CSV",
    options: &[csv::COLUMNS, spreadsheet::FOR],
    open: |options| csv::open(options, b'\t', ["tsv.columns", "tsv.for"]),
};
