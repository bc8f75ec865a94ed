//! The database of a package: tables and rows of schema 11, each time the same bytes. It has no
//! indexes: whoever imports a package reads all of it, and Anki makes its own where it wants them.
//!
//! SQLite makes the tables and the row of the collection, in memory; `btree.rs` writes those of notes and
//! cards. How a card becomes a row is said in `rows.rs`.

use std::error::Error;
use std::io::{self, Seek, Write};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params};

use super::btree::{Pages, Table};
use super::decks::{Decks, Leaf};
use super::media::Files;
use super::rows::{Batch, Part, Rows};
use super::{How, id_of, record};
use crate::export::Context;
use crate::model::Deck;

/// How large a page is: four times SQLite's own size makes a large package two in a hundred smaller.
const PAGE: usize = 16384;

/// Deleted parts of pages are zeroed, and nothing goes to files of SQLite's own.
const SETTINGS: &str = "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;";

const TABLES: &str = "
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL,
  scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL,
  ls integer NOT NULL, conf text NOT NULL, models text NOT NULL, decks text NOT NULL,
  dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL,
  sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL,
  ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL,
  queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL,
  reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
  odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL,
  ease integer NOT NULL, ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL,
  time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
";

/// When everything but a note was made and last changed: 2020-01-01. Anki's import asks only the
/// notes and the note type for their times.
const MADE: i64 = 1_577_836_800;

/// The settings of a collection; a client takes none of them from a package.
const CONF: &str = r#"{"activeDecks":[1],"addToCur":true,"collapseTime":1200,"curDeck":1,"curModel":1479799086795,"dayLearnFirst":false,"dueCounts":true,"estTimes":true,"newSpread":0,"nextPos":1,"schedVer":2,"sortBackwards":false,"sortType":"noteFld","timeLim":0}"#;

/// The default options of a deck, new cards in order.
const DCONF: &str = r#"{"1":{"id":1,"mod":0,"name":"Default","usn":0,"maxTaken":60,"autoplay":true,"timer":0,"replayq":true,"new":{"bury":false,"delays":[1.0,10.0],"initialFactor":2500,"ints":[1,4,0],"order":1,"perDay":20},"rev":{"bury":false,"ease4":1.3,"ivlFct":1.0,"maxIvl":36500,"perDay":200,"hardFactor":1.2},"lapse":{"delays":[10.0],"leechAction":1,"leechFails":8,"minInt":1,"mult":0.0},"dyn":false}}"#;

const INSERT_COLLECTION: &str = "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')";
/// How many rows are rendered at once, and how many such batches may wait.
const BATCH: usize = 256;
const WAITING: usize = 8;

/// Of so many batches the thread that writes all of them renders one, and another thread the rest.
const TURNS: usize = 3;

/// What may go wrong: with SQLite, with JSON, or where the database is written.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Writes the database of a deck and those below it, whose files are to be beside it.
///
/// Rows are rendered by two threads in turns, and written in order by one of them.
pub fn write(out: impl Write + Seek, deck: &Deck, context: &Context, how: &How, files: &Files) -> Result<()> {
    let decks = Decks::new(deck, how.split, files);
    let rows = &Rows::new(context, how, files);
    let mut connection = Connection::open_in_memory()?;
    make_tables(&connection, &decks, &serde_json::to_string(&rows.models(deck)?)?)?;
    let mut database = Database::new(out, &mut connection, id_of("notes", &deck.key))?;
    let numbers = &Numbers::new(connection)?;
    let parts = &parts(&decks);
    thread::scope(|scope| {
        let (sender, batches) = mpsc::sync_channel(WAITING);
        let render = |part| rows.of_part(part, numbers);
        scope.spawn(move || {
            parts.chunks(TURNS).flat_map(|turn| &turn[1..]).all(|part| sender.send(render(part)).is_ok())
        });
        for turn in parts.chunks(TURNS) {
            database.add(&render(&turn[0])?)?;
            for _ in &turn[1..] {
                database.add(&batches.recv()??)?;
            }
        }
        Result::Ok(())
    })?;
    for cards in deck.all_retired().chunks(BATCH) {
        database.add(&rows.of_retired(cards, numbers)?)?;
    }
    database.finish()
}

/// Makes all tables and the row of the collection.
fn make_tables(connection: &Connection, decks: &Decks, models: &str) -> Result<()> {
    connection.pragma_update(None, "page_size", PAGE as i64)?;
    connection.execute_batch(SETTINGS)?;
    connection.execute_batch(TABLES)?;
    let millis = MADE * 1000;
    connection
        .execute(INSERT_COLLECTION, params![MADE, millis, millis, CONF, models, decks.json()?, DCONF])?;
    Ok(())
}

/// The cards of decks in parts that are rendered at once.
fn parts<'a>(decks: &'a Decks) -> Vec<Part<'a>> {
    let of_leaf = |leaf: &'a Leaf<'a>| {
        let parts = leaf.deck.cards.chunks(BATCH).enumerate();
        parts.map(move |(number, cards)| Part { leaf, start: number * BATCH, cards })
    };
    decks.leaves.iter().flat_map(of_leaf).collect()
}

/// The database on its way.
struct Database<W: Write + Seek> {
    pages: Pages<W>,
    notes: Table,
    cards: Table,
    first_id: i64,
    /// How many notes and cards there are.
    note_count: i64,
    card_count: i64,
}

impl<W: Write + Seek> Database<W> {
    /// With tables that SQLite has made, in which notes and cards are numbered from an id.
    fn new(out: W, made: &mut Connection, first_id: i64) -> Result<Database<W>> {
        let root_of = "SELECT rootpage FROM sqlite_schema WHERE name = ?";
        let table = |name: &str| -> Result<Table> {
            Ok(Table::new(made.query_row(root_of, [name], |row| row.get(0))?, PAGE))
        };
        let (notes, cards) = (table("notes")?, table("cards")?);
        let pages = Pages::new(out, made.serialize("main")?.to_vec(), PAGE)?;
        Ok(Database { pages, notes, cards, first_id, note_count: 0, card_count: 0 })
    }

    /// Adds notes with their cards, numbered through so that Anki shows new cards in the order of the page.
    fn add(&mut self, batch: &Batch) -> io::Result<()> {
        let first_note = self.first_id + self.note_count;
        let mut start = 0;
        for (id, end) in (first_note..).zip(&batch.ends) {
            self.notes.add(&mut self.pages, id, &batch.notes[start..*end])?;
            start = *end;
        }
        let mut row = Vec::new();
        for (place, deck, template) in &batch.cards {
            let place = *place as i64;
            row.clear();
            write_card([first_note + place, *deck, *template, self.note_count + place + 1], &mut row);
            self.cards.add(&mut self.pages, self.first_id + self.card_count, &row)?;
            self.card_count += 1;
        }
        self.note_count += batch.ends.len() as i64;
        Ok(())
    }

    fn finish(self) -> Result<()> {
        Ok(self.pages.finish([self.notes, self.cards])?)
    }
}

/// The row of a card, all but its id: of a new one, of which nothing is known but its note, its deck, its
/// template and its place among the new ones.
fn write_card([note, deck, template, place]: [i64; 4], out: &mut Vec<u8>) {
    let known = [note, deck, template, MADE, -1, 0, 0, place].map(ValueRef::Integer);
    let mut row = [ValueRef::Integer(0); 18];
    row[0] = ValueRef::Null;
    row[1..9].copy_from_slice(&known);
    row[17] = ValueRef::Text(b"");
    record::write(&row, out);
}

/// Says which texts SQLite stores as numbers in a column of numbers, as the one by which notes are sorted.
pub struct Numbers(Mutex<Connection>);

impl Numbers {
    /// As a database has it in its notes.
    fn new(connection: Connection) -> Result<Numbers> {
        connection.execute_batch("CREATE TEMP TABLE sorted AS SELECT sfld FROM notes")?;
        Ok(Numbers(Mutex::new(connection)))
    }

    /// What is stored for a text.
    pub fn stored(&self, text: String) -> rusqlite::Result<Value> {
        // Most texts have a letter that no number has, and SQLite need not be asked.
        let may_be = |c: u8| c.is_ascii_digit() || c.is_ascii_whitespace() || b"\x0b+-.eE".contains(&c);
        if !text.bytes().all(may_be) {
            return Ok(Value::Text(text));
        }
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        connection.execute("REPLACE INTO sorted (rowid, sfld) VALUES (1, ?)", [text])?;
        connection.query_row("SELECT sfld FROM sorted", [], |row| row.get(0))
    }
}
