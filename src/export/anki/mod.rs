//! Anki packages (`.apkg`), in the form that every client and third-party reader takes: a zip of a
//! SQLite database of schema 11 and a map of media.
//!
//! This file is the row in the table and the order of the steps. `notetype.rs` is what never changes,
//! `decks.rs`, `fields.rs` and `tags.rs` turn a card into Anki's terms, `media.rs` knows which files
//! they show, `collection.rs` writes the database, `package.rs` the zip. The bytes hang on the deck and the context alone: all times and
//! ids are constants or hashes, so that a rebuilt deck updates a learner's notes and nothing else.

mod collection;
mod decks;
pub(crate) mod fields;
pub(crate) mod foreign;
mod media;
pub(crate) mod notetype;
mod package;
pub(crate) mod tags;

pub(crate) use collection::UNDATED;

use std::io::{Seek, Write};

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use media::Files;

use super::{Context, ExportError, Exporter};
use crate::format::Format;
use crate::model::Deck;

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "anki",
    extensions: &["apkg"],
    summary: "an Anki package: notes, decks and tags, ready to import and study",
    options: &[],
    open: |_| Ok(Box::new(Anki)),
};

struct Anki;

impl Exporter for Anki {
    /// Builds the database, then streams it into the zip. A scratch file keeps a large one out of
    /// memory; the bytes are the same either way.
    fn export(
        &self,
        deck: &Deck,
        out: &mut (dyn Write + Send),
        context: &mut Context,
    ) -> Result<(), ExportError> {
        let files = Files::of(deck, context.media);
        let Some(scratch) = context.scratch else {
            let mut connection = Connection::open_in_memory().map_err(library)?;
            collection::fill(&mut connection, deck, context, &files).map_err(library)?;
            let database = connection.serialize("main").map_err(library)?;
            return package::write(&mut &*database, database.len() as u64, &files, out);
        };
        let mut file = scratch()?;
        let mut connection = Connection::open(file.path()).map_err(library)?;
        collection::fill(&mut connection, deck, context, &files).map_err(library)?;
        connection.close().map_err(|(_, cause)| library(cause))?;
        let size = file.seek(std::io::SeekFrom::End(0))?;
        file.rewind()?;
        package::write(&mut file, size, &files, out)
    }

    fn is_binary(&self) -> bool {
        true
    }
}

/// The error of a library that has a part in the package.
fn library(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ExportError {
    ExportError::Library { format: "Anki package", cause: cause.into() }
}

/// An id that stands for a name, always the same for the same name.
///
/// Anki's ids are moments in milliseconds, and it renumbers those that lie in the future, so these
/// lie in the years 2015 to 2022.
fn id_of(kind: &str, name: &str) -> i64 {
    const FIRST: i64 = 1_420_070_400_000;
    const YEARS: u64 = 8 * 365 * 86_400_000;
    let digest = Sha256::new().chain_update(kind).chain_update([0]).chain_update(name).finalize();
    let number = digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte));
    FIRST + (number % YEARS).cast_signed()
}

#[cfg(test)]
mod tests;
