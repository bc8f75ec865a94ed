//! The notes of a package without the package, for other formats that hold notes, and for programs that
//! write their own: what `json.anki` adds to deckmill's JSON.
//!
//! Note types are in the form that Anki's own column `models` has, which tools for Anki know.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::decks::Decks;
use super::media::Files;
use super::rows::{Rows, UNDATED};
use super::{How, tags};
use crate::export::Context;
use crate::model::{Card, Deck};

/// What a package holds.
#[derive(Serialize, JsonSchema)]
pub struct Anki<'a> {
    note_types: Vec<Value>,
    decks: Vec<DeckOf>,
    notes: Vec<Note<'a>>,
}

/// A deck of Anki's.
#[derive(Serialize, JsonSchema)]
pub struct DeckOf {
    /// Its id.
    pub id: i64,
    /// Its name, with those of the decks above it.
    pub name: String,
    /// HTML.
    pub description: String,
}

/// A note with its cards.
#[derive(Serialize, JsonSchema)]
pub struct Note<'a> {
    /// What it is made of.
    #[serde(skip)]
    pub card: &'a Card,
    /// Its GUID.
    pub guid: &'a str,
    /// The id of its note type.
    pub note_type: i64,
    /// The deck of its cards; none where it has no card, for its question has left the page.
    pub deck: Option<i64>,
    /// When it last changed, in seconds since 1970.
    modified: i64,
    /// Its tags, in Anki's order.
    pub tags: Vec<String>,
    /// HTML.
    pub fields: Vec<String>,
    /// The numbers of the templates of which it has cards, from 0.
    templates: Vec<i64>,
}

/// What notes are made with: no option is set.
#[derive(Default)]
pub struct Plain<'a> {
    how: How,
    files: Files<'a>,
}

impl<'a> Plain<'a> {
    /// With the files that a package of the deck holds. Without them, what they would show is text.
    pub fn with_files(deck: &Deck, context: &Context<'a>) -> Plain<'a> {
        Plain { how: How::default(), files: Files::of(deck, context.media) }
    }

    /// The notes that a package of the deck has.
    pub fn notes(&'a self, deck: &'a Deck, context: &Context<'a>) -> Notes<'a> {
        let (rows, decks) =
            (Rows::new(context, &self.how, &self.files), Decks::new(deck, self.how.split, &self.files));
        Notes { deck, rows, decks }
    }
}

/// The notes of a deck and those below it.
pub struct Notes<'a> {
    deck: &'a Deck,
    rows: Rows<'a>,
    decks: Decks<'a>,
}

impl<'a> Notes<'a> {
    /// Their note types, sorted by id.
    pub fn note_types(&self) -> serde_json::Result<Vec<Value>> {
        Ok(self.rows.models(self.deck)?.into_values().collect())
    }

    /// Their decks and those above, and the one that each collection has, sorted by id.
    pub fn decks(&self) -> Vec<DeckOf> {
        let named = |(id, name, description): (i64, &str, &str)| DeckOf {
            id,
            name: name.to_owned(),
            description: description.to_owned(),
        };
        self.decks.all().map(named).collect()
    }

    /// Those that have cards, in order.
    pub fn studied(&self) -> impl Iterator<Item = Note<'a>> {
        self.decks.leaves.iter().flat_map(move |leaf| {
            leaf.deck.cards.iter().enumerate().map(move |(index, card)| {
                self.note(card, Some(leaf.of_card(index)), &tags::of(&leaf.deck.title, card))
            })
        })
    }

    /// Those whose cards have left their page.
    pub fn retired(&self) -> impl Iterator<Item = Note<'a>> {
        self.deck.all_retired().into_iter().map(|card| self.note(card, None, &tags::of_retired(card)))
    }

    fn note(&self, card: &'a Card, deck: Option<i64>, tags: &str) -> Note<'a> {
        let row = self.rows.row(card, deck.is_none());
        Note {
            card,
            guid: &card.id,
            note_type: row.note_type,
            deck,
            modified: card.modified.unwrap_or(UNDATED),
            tags: tags.split_whitespace().map(str::to_owned).collect(),
            fields: row.fields,
            templates: if deck.is_some() { row.templates } else { Vec::new() },
        }
    }
}

/// What a package of the deck holds, but for its files: programs of others get none.
pub fn of<'a>(deck: &'a Deck, context: &Context<'a>, plain: &'a Plain<'a>) -> serde_json::Result<Anki<'a>> {
    let notes = plain.notes(deck, context);
    Ok(Anki {
        note_types: notes.note_types()?,
        decks: notes.decks(),
        notes: notes.studied().chain(notes.retired()).collect(),
    })
}
