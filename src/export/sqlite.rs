//! An SQLite database for programs: a table of cards, a table of decks, and full-text search over them.
//!
//! Cards are numbered by their place, since nothing says that an id is given once only. The search index is
//! FTS5 over the table itself, so no text is stored twice; triggers keep it right when cards are edited.

use std::io::{self, Read, Write};
use std::path::Path;

use rusqlite::{Connection, Statement, params};
use tempfile::NamedTempFile;

use super::{Context, ExportError, Exporter};
use crate::format::Format;
use crate::model::{Block, Card, Deck};
use crate::render::{html, markdown, text};

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "sqlite",
    extensions: &["sqlite", "db"],
    summary: "an SQLite database: tables of cards and decks, with full-text search",
    options: &[],
    open: |_| Ok(Box::new(Sqlite)),
};

/// `user_version` goes up when a column changes its meaning or goes away.
const TABLES: &str = "
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA secure_delete = ON;
PRAGMA temp_store = MEMORY;
PRAGMA user_version = 1;
CREATE TABLE decks (
  position INTEGER PRIMARY KEY,
  parent INTEGER REFERENCES decks (position),
  key TEXT NOT NULL,
  title TEXT NOT NULL,
  category TEXT,
  description TEXT,
  language TEXT,
  url TEXT
);
CREATE TABLE cards (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  deck INTEGER NOT NULL REFERENCES decks (position),
  number TEXT,
  question TEXT NOT NULL,
  answer TEXT,
  question_markdown TEXT NOT NULL,
  answer_markdown TEXT,
  question_html TEXT NOT NULL,
  answer_html TEXT,
  level TEXT,
  level_label TEXT,
  section TEXT,
  path TEXT NOT NULL, -- a JSON array
  tags TEXT NOT NULL, -- a JSON array
  source TEXT NOT NULL,
  line INTEGER NOT NULL,
  url TEXT
);
BEGIN;
";

const INSERT_DECK: &str = "INSERT INTO decks VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
const INSERT_CARD: &str = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// What comes when all cards are there: made then, an index is smaller, and sooner done.
const SEARCH: &str = "
CREATE INDEX cards_by_id ON cards (id);
CREATE INDEX cards_by_deck ON cards (deck);
CREATE VIRTUAL TABLE search USING fts5 (question, answer, section, tags,
  content = 'cards', content_rowid = 'position', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO search (search) VALUES ('rebuild');
INSERT INTO search (search) VALUES ('optimize');
CREATE TRIGGER search_inserted AFTER INSERT ON cards BEGIN
  INSERT INTO search (rowid, question, answer, section, tags)
  VALUES (new.position, new.question, new.answer, new.section, new.tags);
END;
CREATE TRIGGER search_deleted AFTER DELETE ON cards BEGIN
  INSERT INTO search (search, rowid, question, answer, section, tags)
  VALUES ('delete', old.position, old.question, old.answer, old.section, old.tags);
END;
CREATE TRIGGER search_updated AFTER UPDATE ON cards BEGIN
  INSERT INTO search (search, rowid, question, answer, section, tags)
  VALUES ('delete', old.position, old.question, old.answer, old.section, old.tags);
  INSERT INTO search (rowid, question, answer, section, tags)
  VALUES (new.position, new.question, new.answer, new.section, new.tags);
END;
COMMIT;
";

struct Sqlite;

impl Exporter for Sqlite {
    /// Makes the database, and packs it into another. Scratch files keep large ones out of memory; the bytes
    /// are the same either way.
    fn export(
        &self,
        deck: &Deck,
        out: &mut (dyn Write + Send),
        context: &mut Context,
    ) -> Result<(), ExportError> {
        let Some(scratch) = context.scratch else {
            let mut connection = Connection::open_in_memory().map_err(library)?;
            fill(&connection, deck).map_err(library)?;
            connection.execute_batch("VACUUM").map_err(library)?;
            let database = connection.serialize("main").map_err(library)?;
            return write(&database[..], out);
        };
        let (made, packed): (NamedTempFile, NamedTempFile) = (scratch()?, scratch()?);
        let connection = Connection::open(made.path()).map_err(library)?;
        fill(&connection, deck).map_err(library)?;
        connection.execute("VACUUM INTO ?", [name(packed.path())?]).map_err(library)?;
        write(packed.reopen()?, out)
    }

    fn is_binary(&self) -> bool {
        true
    }
}

fn library(cause: rusqlite::Error) -> ExportError {
    ExportError::Library { format: "SQLite database", cause: Box::new(cause) }
}

/// The name of a file for SQLite.
fn name(path: &Path) -> io::Result<&str> {
    let no_text = || io::Error::new(io::ErrorKind::InvalidInput, "the name of the scratch file is no text");
    path.to_str().ok_or_else(no_text)
}

fn fill(connection: &Connection, deck: &Deck) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    let (decks, cards) = (connection.prepare(INSERT_DECK)?, connection.prepare(INSERT_CARD)?);
    Rows { decks, cards, deck_count: 0, card_count: 0 }.add(deck, None)?;
    connection.execute_batch(SEARCH)
}

/// The tables on their way.
struct Rows<'c> {
    decks: Statement<'c>,
    cards: Statement<'c>,
    /// How many decks and cards there are.
    deck_count: i64,
    card_count: i64,
}

impl Rows<'_> {
    /// Adds a deck and those below it, as [`Deck::leaves`] has them.
    fn add(&mut self, deck: &Deck, parent: Option<i64>) -> rusqlite::Result<()> {
        self.deck_count += 1;
        let position = self.deck_count;
        self.decks.execute(params![
            position,
            parent,
            deck.key,
            deck.title,
            deck.category,
            some(&deck.description, text::blocks),
            deck.language,
            deck.url,
        ])?;
        for card in &deck.cards {
            self.add_card(card, position)?;
        }
        deck.children.iter().try_for_each(|child| self.add(child, Some(position)))
    }

    fn add_card(&mut self, card: &Card, deck: i64) -> rusqlite::Result<()> {
        self.card_count += 1;
        self.cards.execute(params![
            self.card_count,
            &*card.id,
            deck,
            card.number.as_ref().map(|number| &*number.label),
            text::blocks(&card.question),
            some(&card.answer, text::blocks),
            markdown::blocks(&card.question),
            some(&card.answer, markdown::blocks),
            html::blocks(&card.question),
            some(&card.answer, html::blocks),
            card.level.map(|level| level.name()),
            card.level_label.as_deref(),
            card.section(),
            list(&card.path),
            list(&card.tags),
            card.origin.name(),
            card.origin.line,
            card.origin.url(),
        ])?;
        Ok(())
    }
}

/// Blocks as text, if there are any.
fn some(blocks: &[Block], render: fn(&[Block]) -> String) -> Option<String> {
    (!blocks.is_empty()).then(|| render(blocks))
}

/// Texts as a JSON array.
fn list(texts: &[String]) -> String {
    serde_json::Value::from(texts).to_string()
}

/// How long the header of a database is.
const HEADER: usize = 100;

/// Writes a database, but for what its header says of how it was made: how often it was changed, when its size
/// was last noted, and by which version of SQLite.
fn write(mut database: impl Read, out: &mut (dyn Write + Send)) -> Result<(), ExportError> {
    let mut header = [0; HEADER];
    database.read_exact(&mut header)?;
    header[24..28].copy_from_slice(&1_u32.to_be_bytes());
    header[92..96].copy_from_slice(&1_u32.to_be_bytes());
    header[96..100].copy_from_slice(&VERSION.to_be_bytes());
    out.write_all(&header)?;
    io::copy(&mut database, out)?;
    Ok(())
}

/// The version of SQLite that the header names, always: the first with all that the database uses.
const VERSION: u32 = 3_027_000;
