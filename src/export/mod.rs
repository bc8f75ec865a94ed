//! Exporters: a deck in, bytes out.
//!
//! To add one: copy `csv.rs`, implement [`Exporter`], and add its two lines here (`mod`, and its row
//! in [`EXPORTERS`]). An exporter knows one format and not where cards came from; it gets the whole
//! deck and a writer, never a path, the clock or the network. What it can't hold is an error that
//! names the card, never a cut.

mod anki;
mod anki_text;
mod crowdanki;
mod csv;
mod faq;
mod html;
mod json;
mod jsonl;
mod markdown;
mod parquet;
pub mod schema;
mod sqlite;
mod template;
mod tsv;
mod xlsx;

use std::io::{self, Write};

use tempfile::NamedTempFile;

use crate::diagnostic::Diagnostics;
use crate::format::{self, Format, Options};
use crate::media::MediaStore;
use crate::memory::Memory;
use crate::model::Deck;

pub use anki::Births;
pub use anki::notetype::Shape;
pub(crate) use anki::{UNDATED, fields, foreign, notetype as note_type, tags};

/// Writes decks in one format.
pub trait Exporter {
    /// Writes the whole deck.
    fn export(
        &self,
        deck: &Deck,
        out: &mut (dyn Write + Send),
        context: &mut Context,
    ) -> Result<(), ExportError>;

    /// Whether the bytes are no text, and so nothing for a terminal.
    fn is_binary(&self) -> bool {
        false
    }

    /// Whether what it writes of two decks, one behind the other, is what it writes of both, so that a deck
    /// need not wait for the next.
    fn is_stream(&self) -> bool {
        false
    }
}

/// All exporters, in the order in which help lists them.
pub const EXPORTERS: &[Format<dyn Exporter>] = &[
    anki::FORMAT,
    anki_text::FORMAT,
    crowdanki::FORMAT,
    csv::FORMAT,
    faq::FORMAT,
    html::FORMAT,
    json::FORMAT,
    jsonl::FORMAT,
    markdown::FORMAT,
    parquet::FORMAT,
    sqlite::FORMAT,
    template::FORMAT,
    tsv::FORMAT,
    xlsx::FORMAT,
];

/// The formats that are written where none is named: the deck to study, the tables and pages that people and
/// programs read. Others are written when somebody asks for them.
pub const USUAL: [&str; 5] = ["anki", "csv", "html", "json", "markdown"];

/// The schemas of the formats that are JSON.
pub const SCHEMAS: &[schema::Schema] = &[crowdanki::SCHEMA, faq::SCHEMA, json::SCHEMA, jsonl::SCHEMA];

/// What an exporter may use beside the deck.
pub struct Context<'a> {
    /// Where it says what it had to do without.
    pub diagnostics: &'a mut Diagnostics,
    /// What is remembered of the cards' collection, the cards themselves included.
    pub memory: Option<&'a Memory>,
    /// The files that cards refer to, by the names in [`Card::media`](crate::Card::media); without it none
    /// are packed.
    pub media: Option<&'a dyn MediaStore>,
    /// Makes scratch files; without it a database is built in memory.
    pub scratch: Option<&'a dyn Fn() -> io::Result<NamedTempFile>>,
}

impl<'a> Context<'a> {
    /// A context without memory, files and scratch files.
    pub fn new(diagnostics: &'a mut Diagnostics) -> Context<'a> {
        Context { diagnostics, memory: None, media: None, scratch: None }
    }
}

/// Why a deck could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The writer failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A file that is to be packed can't be read.
    #[error("the file {name} can't be packed: {cause}")]
    Media {
        /// The name by which it would be packed.
        name: String,
        /// Why.
        cause: io::Error,
    },
    /// The format can't hold a card.
    #[error("{name}:{line}: a {format} can't hold this card: {what}")]
    Card {
        /// The format.
        format: &'static str,
        /// The card's source.
        name: String,
        /// The card's line.
        line: usize,
        /// What is in the way.
        what: String,
    },
    /// A template of the user's can't be rendered.
    #[error("line {line} of the template: {what}")]
    Template {
        /// The line.
        line: usize,
        /// What is wrong there.
        what: String,
    },
    /// The format can't hold so many cards.
    #[error("a {format} can't hold these cards: {what}")]
    Deck {
        /// The format.
        format: &'static str,
        /// What is in the way, and what to do instead.
        what: String,
    },
    /// A library that writes the format failed.
    #[error("the {format} could not be written: {cause}")]
    Library {
        /// The format.
        format: &'static str,
        /// What the library said.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What an exporter says that is not of this crate.
    #[error(transparent)]
    Other(Box<dyn std::error::Error + Send + Sync>),
}

/// The bytes of a deck in a format, with the format's default options.
///
/// Nothing is written to disk. Fails for a name that is in no row of [`EXPORTERS`], too.
pub fn to_bytes(name: &str, deck: &Deck) -> Result<Vec<u8>, ExportError> {
    let unknown = || io::Error::new(io::ErrorKind::InvalidInput, format!("there is no exporter `{name}`"));
    let format = format::by_name(EXPORTERS, name).ok_or_else(unknown)?;
    let library = |cause| ExportError::Library { format: format.name, cause: Box::new(cause) };
    let exporter = format.make(&Options::default()).map_err(library)?;
    let mut out = Vec::new();
    exporter.export(deck, &mut out, &mut Context::new(&mut Diagnostics::default()))?;
    Ok(out)
}
