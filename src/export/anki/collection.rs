//! The database of a package: tables, rows and indexes of schema 11, each time the same bytes.
//!
//! What stands in a field, a tag or a deck's name is not decided here.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Error, Result, Statement, Transaction, params};

use super::decks::Decks;
use super::fields::Names;
use super::media::Files;
use super::{fields, foreign, id_of, notetype, tags};
use crate::export::Context;
use crate::marks::{CardMark, Mark};
use crate::memory::{Content, Foreign, Memory};
use crate::model::{Card, Deck};
use crate::package::html;

/// No journal and no waiting for the disk: a database that is not finished is thrown away. Pages
/// have a fixed size, deleted parts of them are zeroed, and nothing goes to files of SQLite's own.
const SETTINGS: &str = "
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA secure_delete = ON;
PRAGMA locking_mode = EXCLUSIVE;
";

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

/// Made after the inserts, which is quicker and gives a smaller file.
const INDEXES: &str = "
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_notes_csum ON notes (csum);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_revlog_cid ON revlog (cid);
";

/// When everything but a note was made and last changed: 2020-01-01. Anki's import asks only the
/// notes and the note type for their times.
const MADE: i64 = 1_577_836_800;

/// When a note last changed, where nobody says: the same day. Anki takes an edit only from a note
/// that is newer than its own, so a deck that is to be rebuilt for learners who have it needs a
/// memory, or the time of its source.
pub(crate) const UNDATED: i64 = MADE;

/// The settings of a collection; a client takes none of them from a package.
const CONF: &str = r#"{"activeDecks":[1],"addToCur":true,"collapseTime":1200,"curDeck":1,"curModel":1479799086795,"dayLearnFirst":false,"dueCounts":true,"estTimes":true,"newSpread":0,"nextPos":1,"schedVer":2,"sortBackwards":false,"sortType":"noteFld","timeLim":0}"#;

/// The default options of a deck, new cards in order.
const DCONF: &str = r#"{"1":{"id":1,"mod":0,"name":"Default","usn":0,"maxTaken":60,"autoplay":true,"timer":0,"replayq":true,"new":{"bury":false,"delays":[1.0,10.0],"initialFactor":2500,"ints":[1,4,0],"order":1,"perDay":20},"rev":{"bury":false,"ease4":1.3,"ivlFct":1.0,"maxIvl":36500,"perDay":200,"hardFactor":1.2},"lapse":{"delays":[10.0],"leechAction":1,"leechFails":8,"minInt":1,"mult":0.0},"dyn":false}}"#;

const INSERT_COLLECTION: &str = "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')";
const INSERT_NOTE: &str = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, ?)";
const INSERT_CARD: &str = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')";

/// What is remembered where nothing is.
static NOTHING: Memory =
    Memory { keys: BTreeMap::new(), note_type: None, adopted: BTreeMap::new(), entries: BTreeMap::new() };

/// Fills an empty database with a deck and those below it, whose files are to be beside it.
pub fn fill(connection: &mut Connection, deck: &Deck, context: &Context, files: &Files) -> Result<()> {
    connection.execute_batch(SETTINGS)?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    let decks = Decks::new(deck, files);
    let memory = context.memory.unwrap_or(&NOTHING);
    insert_collection(&transaction, &decks, models(deck, memory))?;
    insert_notes(&transaction, deck, &decks, memory, files)?;
    transaction.execute_batch(INDEXES)?;
    transaction.commit()
}

fn insert_collection(
    transaction: &Transaction,
    decks: &Decks,
    models: serde_json::Result<String>,
) -> Result<()> {
    let json = |cause| Error::ToSqlConversionFailure(Box::new(cause));
    let models = models.map_err(json)?;
    let decks = decks.json().map_err(json)?;
    let millis = MADE * 1000;
    transaction.execute(INSERT_COLLECTION, params![MADE, millis, millis, CONF, models, decks, DCONF])?;
    Ok(())
}

/// The column `models`: deckmill's note type, and those of notes that were taken over.
fn models(deck: &Deck, memory: &Memory) -> serde_json::Result<String> {
    let modified = memory.note_type.as_ref().map_or(notetype::MODIFIED, |state| state.modified);
    let mut models = BTreeMap::from([(notetype::ID, notetype::json(modified)?)]);
    let cards = deck.all_cards().chain(deck.all_retired());
    let used: BTreeSet<i64> =
        cards.filter_map(|card| foreign_of(card, memory)).map(|foreign| foreign.note_type).collect();
    for id in used {
        models.extend(memory.adopted.get(&id).map(|adopted| (id, foreign::json(&adopted.note_type))));
    }
    serde_json::to_string(&models)
}

/// How a card is kept in a note type that is not deckmill's.
fn foreign_of<'a>(card: &Card, memory: &'a Memory) -> Option<&'a Foreign> {
    memory.entries.get(&card.id)?.foreign.as_ref()
}

/// A note with its card for each card of the decks, numbered through so that Anki shows new cards
/// in the order of the page; then a note without a card for each that has left its page.
///
/// Who has such a note gets the tag and keeps the card with all that was learned; who does not has
/// nothing to study.
fn insert_notes(
    transaction: &Transaction,
    deck: &Deck,
    decks: &Decks,
    memory: &Memory,
    files: &Files,
) -> Result<()> {
    let mut notes = transaction.prepare(INSERT_NOTE)?;
    let mut cards = transaction.prepare(INSERT_CARD)?;
    let first_id = id_of("notes", &deck.key);
    let mut card_id = first_id;
    let mut place = 0;
    for (deck_id, deck) in &decks.leaves {
        for card in &deck.cards {
            let note_id = first_id + place;
            let note = NoteRow::of(card, &files.of_card(card, false), memory);
            note.insert(&mut notes, note_id, card, &tags::of(&deck.title, card))?;
            place += 1;
            for template in note.templates {
                cards.execute(params![card_id, note_id, deck_id, template, MADE, place])?;
                card_id += 1;
            }
        }
    }
    for (card, place) in deck.all_retired().into_iter().zip(place..) {
        NoteRow::of(card, &files.of_card(card, true), memory).insert(
            &mut notes,
            first_id + place,
            card,
            &tags::of_retired(card),
        )?;
    }
    Ok(())
}

/// What a note's type decides of its row.
struct NoteRow {
    note_type: i64,
    fields: Vec<String>,
    sort_field: usize,
    /// The templates of which it has cards.
    templates: Vec<i64>,
}

impl NoteRow {
    /// Of deckmill's note type, or of the one that the note was born with.
    fn of(card: &Card, media: &Names, memory: &Memory) -> NoteRow {
        match foreign_of(card, memory)
            .and_then(|foreign| Some((foreign, memory.adopted.get(&foreign.note_type)?)))
        {
            Some((foreign, adopted)) => NoteRow {
                note_type: foreign.note_type,
                fields: foreign::fields_of(card, media, adopted, foreign),
                sort_field: adopted.note_type.sort_field,
                templates: foreign.templates.clone(),
            },
            None => NoteRow {
                note_type: notetype::ID,
                fields: fields::of(card, media).to_vec(),
                sort_field: 0,
                templates: vec![0],
            },
        }
    }

    fn insert(&self, notes: &mut Statement, id: i64, card: &Card, tags: &str) -> Result<()> {
        let plain = |at: usize| self.plain(self.fields.get(at).map_or("", String::as_str));
        let (first, sort_text) = (plain(0), plain(self.sort_field));
        let modified = card.modified.unwrap_or(UNDATED);
        notes.execute(params![
            id,
            card.id,
            self.note_type,
            modified,
            tags,
            self.fields.join("\u{1f}"),
            sort_text,
            fields::checksum(&first),
            self.data(card)
        ])?;
        Ok(())
    }

    /// A field as Anki sorts by it.
    fn plain(&self, field: &str) -> String {
        let of_any = (self.note_type != notetype::ID).then(|| html::sort_text(field)).flatten();
        of_any.unwrap_or_else(|| fields::sort_text(field))
    }

    /// What reading the package again needs and the fields can't say. Anki leaves the column to others,
    /// and drops what is in it.
    fn data(&self, card: &Card) -> String {
        let content = Some(Content::of(card).fingerprint());
        let id = card.given_id.clone().filter(|id| *id != card.id);
        let source = (self.note_type != notetype::ID).then(|| card.origin.source.clone());
        let mark = CardMark { id, guid: None, content, source, ..CardMark::new(card) };
        Mark::Card(mark).to_string()
    }
}
