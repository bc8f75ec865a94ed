//! Anki packages (`.apkg`): a zip of a SQLite database of schema 11 and a list of media, in the form
//! that every client and third-party reader takes, or in the newer one.
//!
//! This file is the row in the table and the order of the steps. `notetype.rs` is what never changes,
//! `births.rs` says in which of these a note is born; `decks.rs`, `fields.rs` and `tags.rs` turn a card
//! into Anki's terms, `media.rs` knows which files it shows, `rows.rs` makes a row of it all.
//! `collection.rs` writes the database, with `btree.rs` and `record.rs`, which know SQLite's file format and
//! nothing of Anki; `package.rs` writes the zip, `notes.rs` is what programs of others get instead. The bytes
//! hang on the deck and the context alone: all times and ids are constants or hashes, so that a rebuilt deck
//! updates a learner's notes and nothing else.

mod births;
mod btree;
mod collection;
mod decks;
pub(crate) mod fields;
pub(crate) mod foreign;
mod media;
pub(crate) mod notes;
pub(crate) mod notetype;
mod package;
mod record;
mod rows;
pub(crate) mod tags;

pub use births::Births;
pub(crate) use rows::UNDATED;

use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use decks::Split;
use media::Files;
use notetype::Shape;
use package::Form;
use sha2::{Digest, Sha256};

use super::{Context, ExportError, Exporter};
use crate::diagnostic::Diagnostic;
use crate::format::{Format, OptionError, OptionSpec, Options};
use crate::model::Deck;

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "anki",
    extensions: &["apkg"],
    summary: "an Anki package: notes, decks and tags, ready to import and study",
    options: OPTIONS,
    open: |options| Ok(Box::new(Anki { how: How::new(options)? })),
};

const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "cards",
        default: "basic",
        summary: "basic, reversed (a second card asks for the question) or type-in (short answers are typed)",
    },
    OptionSpec {
        name: "css",
        default: "",
        summary: "styles that come behind deckmill's own, for a note type of your own; --css reads a file",
    },
    OptionSpec {
        name: "notetype",
        default: "",
        summary: "the name of your own note type, which no other publisher restyles",
    },
    OptionSpec {
        name: "package",
        default: "legacy",
        summary: "legacy, which every client reads, or modern: smaller, for Anki 2.1.50 and later",
    },
    OptionSpec {
        name: "subdecks",
        default: "none",
        summary: "none, section or level: a deck for each below the page's own",
    },
];

/// How a package is written.
#[derive(Default)]
struct How {
    births: Births,
    split: Split,
    form: Form,
}

impl How {
    fn new(options: &Options) -> Result<How, OptionError> {
        let split = options.choice("anki.subdecks", &Split::NAMES, "it is none, section or level")?;
        let form = options.choice("anki.package", &Form::NAMES, "it is legacy or modern")?;
        Ok(How { births: Births::new(options)?, split, form })
    }

    /// Writes a package whose database is built in a place of its own.
    fn write(
        &self,
        deck: &Deck,
        mut database: impl Read + Write + Seek,
        out: &mut (dyn Write + Send),
        context: &Context,
    ) -> Result<(), ExportError> {
        let files = Files::of(deck, context.media);
        collection::write(&mut database, deck, context, self, &files).map_err(library)?;
        let size = database.seek(SeekFrom::End(0))?;
        database.rewind()?;
        package::write(self.form, &mut database, size, &files, out)
    }

    /// Says which cards are kept as they were born, and would be born otherwise now.
    fn report(&self, deck: &Deck, context: &mut Context) {
        let Some(memory) = context.memory else { return };
        let mut kept = Vec::new();
        for card in deck.all_cards() {
            let own = memory.entries.get(&*card.id).filter(|entry| entry.foreign.is_none());
            let Some(own) = own.and_then(|_| memory.born_in(&card.id)) else { continue };
            match (own.shape, self.births.of(card)) {
                (Shape::Cloze, now) if now.shape != Shape::Cloze => {
                    context.diagnostics.push(Diagnostic::cloze_lost(&card.origin));
                }
                (_, now) if *now != own => kept.push(&card.origin),
                _ => {}
            }
        }
        if let Some(first) = kept.first() {
            context.diagnostics.push(Diagnostic::note_type_kept(kept.len(), first));
        }
    }
}

#[derive(Default)]
struct Anki {
    how: How,
}

impl Exporter for Anki {
    /// Writes the database, then streams it into the zip. A scratch file keeps a large one out of
    /// memory; the bytes are the same either way.
    fn export(
        &self,
        deck: &Deck,
        out: &mut (dyn Write + Send),
        context: &mut Context,
    ) -> Result<(), ExportError> {
        self.how.births.check().map_err(library)?;
        self.how.report(deck, context);
        match context.scratch {
            Some(scratch) => self.how.write(deck, scratch()?, out, context),
            None => self.how.write(deck, Cursor::new(Vec::new()), out, context),
        }
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
