//! The database of a package: tables and rows of schema 11, each time the same bytes. It has no
//! indexes: whoever imports a package reads all of it, and Anki makes its own where it wants them.
//!
//! What stands in a field, a tag or a deck's name is not decided here.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::mpsc::{self, SyncSender};
use std::thread;

use rusqlite::{Connection, Error, Result, Statement, Transaction, params};
use serde_json::Value;

use super::decks::Decks;
use super::media::Files;
use super::notetype::{self, NoteType, Shape};
use super::{Births, How, fields, foreign, id_of, tags};
use crate::cloze;
use crate::export::Context;
use crate::marks::{CardMark, Mark};
use crate::memory::{Adopted, Content, Foreign, Memory};
use crate::model::{Card, Deck};
use crate::package::html;

/// No journal and no waiting for the disk: a database that is not finished is thrown away. Pages have a
/// fixed size (four times SQLite's own makes a large package two in a hundred smaller, and takes a quarter of
/// the writes), deleted parts of them are zeroed, and nothing goes to files of SQLite's own.
const SETTINGS: &str = "
PRAGMA page_size = 16384;
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
static NOTHING: Memory = Memory {
    keys: BTreeMap::new(),
    note_types: BTreeMap::new(),
    adopted: BTreeMap::new(),
    entries: BTreeMap::new(),
};

/// Fills an empty database with a deck and those below it, whose files are to be beside it.
pub fn fill(
    connection: &mut Connection,
    deck: &Deck,
    context: &Context,
    how: &How,
    files: &Files,
) -> Result<()> {
    connection.execute_batch(SETTINGS)?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    let decks = Decks::new(deck, how.split, files);
    let rows = Rows::new(context, how, files);
    let models = rows.models(deck).and_then(|models| serde_json::to_string(&models));
    insert_collection(&transaction, &decks, models)?;
    rows.insert(&transaction, deck, &decks)?;
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

/// How many rows are rendered before they are handed over, and how many such batches may wait.
const BATCH: usize = 256;
const WAITING: usize = 8;

/// Rows with the decks that their cards are in.
type Batch<'a> = Vec<(i64, Rendered<'a>)>;

/// What decides how a card becomes a row.
pub struct Rows<'a> {
    memory: &'a Memory,
    births: &'a Births,
    files: &'a Files<'a>,
}

impl<'a> Rows<'a> {
    /// With what is remembered, and as the options choose.
    pub fn new(context: &Context<'a>, how: &'a How, files: &'a Files<'a>) -> Rows<'a> {
        Rows { memory: context.memory.unwrap_or(&NOTHING), births: &how.births, files }
    }

    /// What the column `models` holds: the note types of the cards, deckmill's own and those of notes that
    /// were taken over.
    pub fn models(&self, deck: &Deck) -> serde_json::Result<BTreeMap<i64, Value>> {
        let mut models = BTreeMap::new();
        for card in deck.all_cards().chain(deck.all_retired()) {
            if let Some((foreign, adopted)) = self.foreign(card) {
                models.entry(foreign.note_type).or_insert_with(|| foreign::json(&adopted.note_type));
                continue;
            }
            let own = self.own(card);
            if let Entry::Vacant(place) = models.entry(own.id) {
                let modified = self.memory.note_types.get(&own.id);
                let modified = modified.map_or(notetype::MODIFIED, |state| state.modified);
                place.insert(own.json(self.births.styles_of(&own), modified)?);
            }
        }
        Ok(models)
    }

    /// How a card is kept in a note type that is not deckmill's.
    fn foreign(&self, card: &Card) -> Option<(&'a Foreign, &'a Adopted)> {
        let foreign = self.memory.entries.get(&*card.id)?.foreign.as_ref()?;
        Some((foreign, self.memory.adopted.get(&foreign.note_type)?))
    }

    /// The note type of deckmill's that a card was born in, or is now.
    fn own(&self, card: &Card) -> NoteType {
        self.memory.born_in(&card.id).unwrap_or_else(|| self.births.of(card).clone())
    }

    /// A note with its cards for each card of the decks, numbered through so that Anki shows new cards
    /// in the order of the page; then a note without a card for each that has left its page.
    ///
    /// Who has such a note gets the tag and keeps the card with all that was learned; who does not has
    /// nothing to study. The rows are rendered by a thread of their own, in order, while those before
    /// them are inserted.
    fn insert(&self, transaction: &Transaction, deck: &Deck, decks: &Decks) -> Result<()> {
        let mut notes = transaction.prepare(INSERT_NOTE)?;
        let mut cards = transaction.prepare(INSERT_CARD)?;
        let first_id = id_of("notes", &deck.key);
        let mut card_id = first_id;
        let mut place = 0;
        thread::scope(|scope| {
            let (sender, batches) = mpsc::sync_channel(WAITING);
            scope.spawn(move || self.render(decks, &sender));
            for (deck_id, row) in batches.into_iter().flatten() {
                let note_id = first_id + place;
                row.insert(&mut notes, note_id)?;
                place += 1;
                for template in row.templates {
                    cards.execute(params![card_id, note_id, deck_id, template, MADE, place])?;
                    card_id += 1;
                }
            }
            Ok::<(), Error>(())
        })?;
        for (card, place) in deck.all_retired().into_iter().zip(place..) {
            self.row(card, true)
                .rendered(card, tags::of_retired(card).into())
                .insert(&mut notes, first_id + place)?;
        }
        Ok(())
    }

    /// Renders the cards of decks in order, until nobody wants more.
    fn render<'d>(&self, decks: &Decks<'d>, sender: &SyncSender<Batch<'d>>) {
        for leaf in &decks.leaves {
            // Most cards of a page have the tags of others.
            let mut known: HashMap<_, Arc<str>> = HashMap::new();
            let mut row = |(index, card): (usize, &'d Card)| {
                let tags = known.entry((card.level, card.section(), card.tags.as_slice()));
                let tags = Arc::clone(tags.or_insert_with(|| tags::of(&leaf.deck.title, card).into()));
                (leaf.of_card(index), self.row(card, false).rendered(card, tags))
            };
            let mut cards = leaf.deck.cards.iter().enumerate().peekable();
            while cards.peek().is_some() {
                if sender.send(cards.by_ref().take(BATCH).map(&mut row).collect()).is_err() {
                    return;
                }
            }
        }
    }

    /// The row of a note, of deckmill's note type or of the one that it was born with; `is_retired` says
    /// whether its card has left the page.
    pub fn row(&self, card: &Card, is_retired: bool) -> NoteRow {
        let media = self.files.of_card(card, is_retired);
        if let Some((foreign, adopted)) = self.foreign(card) {
            return NoteRow {
                note_type: foreign.note_type,
                is_own: false,
                fields: foreign::fields_of(card, &media, adopted, foreign),
                sort_field: adopted.note_type.sort_field,
                templates: foreign.templates.clone(),
            };
        }
        let own = self.own(card);
        let fields = Vec::from(fields::of(card, own.shape, &media));
        let templates = match own.shape {
            // One that lost its deletions keeps a card, which then says so, rather than vanish in silence.
            Shape::Cloze => {
                Some(cloze::templates(&fields[0])).filter(|all| !all.is_empty()).unwrap_or(vec![0])
            }
            Shape::Reversed if !card.answer.is_empty() => vec![0, 1],
            Shape::Basic | Shape::TypeIn | Shape::Reversed => vec![0],
        };
        NoteRow { note_type: own.id, is_own: true, fields, sort_field: 0, templates }
    }
}

/// The row of a note, but for its id.
struct Rendered<'a> {
    guid: &'a str,
    note_type: i64,
    modified: i64,
    tags: Arc<str>,
    fields: String,
    sort_text: String,
    checksum: u32,
    data: String,
    templates: Vec<i64>,
}

impl Rendered<'_> {
    fn insert(&self, notes: &mut Statement, id: i64) -> Result<()> {
        notes.execute(params![
            id,
            self.guid,
            self.note_type,
            self.modified,
            &*self.tags,
            self.fields,
            self.sort_text,
            self.checksum,
            self.data
        ])?;
        Ok(())
    }
}

/// What a note's type decides of its row.
pub struct NoteRow {
    /// The id of its note type.
    pub note_type: i64,
    /// Whether the note type is deckmill's.
    is_own: bool,
    /// Its fields.
    pub fields: Vec<String>,
    sort_field: usize,
    /// The templates of which it has cards.
    pub templates: Vec<i64>,
}

impl NoteRow {
    /// The row of a note of a card.
    fn rendered(self, card: &Card, tags: Arc<str>) -> Rendered<'_> {
        let plain = |at: usize| self.plain(self.fields.get(at).map_or("", String::as_str));
        let first = plain(0);
        let checksum = fields::checksum(&first);
        Rendered {
            guid: &card.id,
            note_type: self.note_type,
            modified: card.modified.unwrap_or(UNDATED),
            tags,
            fields: self.fields.join("\u{1f}"),
            sort_text: if self.sort_field == 0 { first } else { plain(self.sort_field) },
            checksum,
            data: self.data(card),
            templates: self.templates,
        }
    }

    /// A field as Anki sorts by it.
    fn plain(&self, field: &str) -> String {
        let of_any = (!self.is_own).then(|| html::sort_text(field)).flatten();
        of_any.unwrap_or_else(|| fields::sort_text(field))
    }

    /// What reading the package again needs and the fields can't say. Anki leaves the column to others,
    /// and drops what is in it.
    fn data(&self, card: &Card) -> String {
        let content = Some(Content::fingerprint_of(card));
        let id = card.given_id.as_deref().filter(|id| *id != &*card.id).map(str::to_owned);
        let source = (!self.is_own).then(|| card.origin.name().to_owned());
        let mark = CardMark { id, content, source, ..CardMark::without_id(card) };
        Mark::Card(mark).text()
    }
}
