//! JSON Lines for programs: a card a line, each with all that there is to say of it, and no line needs another.

use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::json::{self, Header, Record, VERSION};
use super::schema::{self, Schema};
use super::{Context, ExportError, Exporter};
use crate::format::Format;
use crate::model::Deck;

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "jsonl",
    extensions: &["jsonl", "ndjson"],
    summary: "JSON Lines, a card a line with everything about it",
    options: &[],
    open: |_| Ok(Box::new(JsonLines)),
};

struct JsonLines;

/// A line of deckmill's JSON Lines: a card.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "deckmill card")]
struct Line<'a> {
    /// The version of the format. It goes up when a field changes its meaning or goes away; fields may be added.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// Who the card is, whatever becomes of its text.
    id: &'a str,
    /// The deck that the card is in.
    deck: &'a Header<'a>,
    #[serde(flatten)]
    record: Record<'a>,
}

/// The schema of a line.
pub const SCHEMA: Schema = Schema {
    name: "jsonl",
    summary: "a line of `--to jsonl`",
    make: || schema::of::<Line>(&format!("urn:deckmill:schema:jsonl:{VERSION}")),
};

impl Exporter for JsonLines {
    fn export(&self, deck: &Deck, out: &mut (dyn Write + Send), _: &mut Context) -> Result<(), ExportError> {
        for leaf in deck.leaves() {
            let header = json::header(leaf);
            for card in &leaf.cards {
                let (version, id, record) = (VERSION, &*card.id, json::record(card));
                serde_json::to_writer(&mut *out, &Line { version, id, deck: &header, record })
                    .map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
            }
        }
        Ok(())
    }

    fn is_stream(&self) -> bool {
        true
    }
}
