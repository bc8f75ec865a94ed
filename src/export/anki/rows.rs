//! The rows of notes: how a card becomes one, in which note type, and what a batch of them is.
//!
//! What stands in a field, a tag or a deck's name is not decided here, nor where the rows go.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use rusqlite::types::ValueRef;
use serde_json::Value;

use super::collection::Numbers;
use super::decks::Leaf;
use super::media::Files;
use super::notetype::{self, NoteType, Shape};
use super::{Births, How, fields, foreign, record, tags};
use crate::cloze;
use crate::export::Context;
use crate::marks::{CardMark, Mark};
use crate::memory::{Adopted, Content, Foreign, Memory};
use crate::model::{Card, Deck};
use crate::package::html;

/// When a note last changed, where nobody says: 2020-01-01. Anki takes an edit only from a note
/// that is newer than its own, so a deck that is to be rebuilt for learners who have it needs a
/// memory, or the time of its source.
pub(crate) const UNDATED: i64 = 1_577_836_800;

/// What is remembered where nothing is.
static NOTHING: Memory = Memory {
    keys: BTreeMap::new(),
    note_types: BTreeMap::new(),
    adopted: BTreeMap::new(),
    entries: BTreeMap::new(),
};

/// Cards of a deck that follow one another, and at which place they begin.
pub struct Part<'a> {
    /// The deck.
    pub leaf: &'a Leaf<'a>,
    /// How many cards of it come before.
    pub start: usize,
    /// The cards.
    pub cards: &'a [Card],
}

/// Rows of notes that follow one another, and what the rows of their cards hang on.
#[derive(Default)]
pub struct Batch {
    /// The rows of the notes, as SQLite stores them, one behind the other.
    pub notes: Vec<u8>,
    /// Where each ends.
    pub ends: Vec<usize>,
    /// The cards: the place of the note in the batch, the deck and the template of each.
    pub cards: Vec<(usize, i64, i64)>,
}

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

    /// The notes of cards, each with its own cards.
    pub fn of_part(&self, part: &Part, numbers: &Numbers) -> rusqlite::Result<Batch> {
        let mut batch = Batch::default();
        // Most cards of a page have the tags of others.
        let mut known = HashMap::new();
        for (place, card) in part.cards.iter().enumerate() {
            let tags = known.entry((card.level, card.section(), card.tags.as_slice()));
            let tags: &String = tags.or_insert_with(|| tags::of(&part.leaf.deck.title, card));
            let row = self.row(card, false);
            row.write(card, tags, numbers, &mut batch)?;
            let deck = part.leaf.of_card(part.start + place);
            batch.cards.extend(row.templates.iter().map(|template| (place, deck, *template)));
        }
        Ok(batch)
    }

    /// A note without a card for each that has left its page. Who has such a note gets the tag and keeps the
    /// card with all that was learned; who does not has nothing to study.
    pub fn of_retired(&self, cards: &[&Card], numbers: &Numbers) -> rusqlite::Result<Batch> {
        let mut batch = Batch::default();
        for card in cards {
            self.row(card, true).write(card, &tags::of_retired(card), numbers, &mut batch)?;
        }
        Ok(batch)
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
    /// Adds the row of a note of a card to a batch: all but its id, which SQLite keeps beside the row.
    fn write(&self, card: &Card, tags: &str, numbers: &Numbers, batch: &mut Batch) -> rusqlite::Result<()> {
        let plain = |at: usize| self.plain(self.fields.get(at).map_or("", String::as_str));
        let first = plain(0);
        let checksum = fields::checksum(&first);
        let sort_text = if self.sort_field == 0 { first } else { plain(self.sort_field) };
        let text = |text| ValueRef::Text(str::as_bytes(text));
        let (fields, data) = (self.fields.join("\u{1f}"), self.data(card));
        let sort_value = numbers.stored(sort_text)?;
        let row = [
            ValueRef::Null,
            text(&card.id),
            ValueRef::Integer(self.note_type),
            ValueRef::Integer(card.modified.unwrap_or(UNDATED)),
            ValueRef::Integer(-1),
            text(tags),
            text(&fields),
            ValueRef::from(&sort_value),
            ValueRef::Integer(checksum.into()),
            ValueRef::Integer(0),
            text(&data),
        ];
        record::write(&row, &mut batch.notes);
        batch.ends.push(batch.notes.len());
        Ok(())
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
