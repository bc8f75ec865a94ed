//! CSV as RFC 4180 has it, a card a record, text exactly as on the page.
//!
//! Records end in CR LF, line breaks inside a cell are LF. For spreadsheets that would take a cell
//! for a formula this is not the right file; it is the faithful one.

use std::io::Write;

use ::csv::{Terminator, WriterBuilder};

use super::{Context, ExportError, Exporter};
use crate::format::{Format, OptionError, OptionSpec, Options};
use crate::model::{Card, Deck};
use crate::render::text;

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "csv",
    extensions: &["csv"],
    summary: "comma-separated values (RFC 4180), a card a record, plain text",
    options: &[OptionSpec {
        name: "delimiter",
        default: ",",
        summary: "what parts the cells, one character",
    }],
    open: |options| Ok(Box::new(Csv { delimiter: delimiter(options)? })),
};

/// The columns, in order.
const HEADER: [&str; 8] = ["number", "question", "answer", "level", "section", "tags", "source", "id"];

struct Csv {
    delimiter: u8,
}

fn delimiter(options: &Options) -> Result<u8, OptionError> {
    match options.get("delimiter").unwrap_or(",").as_bytes() {
        b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !b"\"\r\n".contains(byte) => Ok(*byte),
        other => Err(OptionError::Value {
            name: "csv.delimiter",
            value: String::from_utf8_lossy(other).into_owned(),
            expected: "one ASCII character, not a quote; \\t for a tab",
        }),
    }
}

impl Exporter for Csv {
    fn export(&self, deck: &Deck, out: &mut (dyn Write + Send), _: &mut Context) -> Result<(), ExportError> {
        let mut writer =
            WriterBuilder::new().delimiter(self.delimiter).terminator(Terminator::CRLF).from_writer(out);
        let library = |cause| ExportError::Library { format: "CSV", cause: Box::new(cause) };
        writer.write_record(HEADER).map_err(library)?;
        for card in deck.all_cards() {
            writer.write_record(record(card)).map_err(library)?;
        }
        Ok(writer.flush()?)
    }
}

fn record(card: &Card) -> [String; 8] {
    [
        card.number.as_ref().map_or(String::new(), |number| number.label.to_string()),
        text::blocks(&card.question),
        text::blocks(&card.answer),
        card.level.map_or(String::new(), |level| level.name().to_owned()),
        card.section().unwrap_or_default().to_owned(),
        card.tags.join(" "),
        format!("{}:{}", card.origin.name(), card.origin.line),
        card.id.to_string(),
    ]
}
