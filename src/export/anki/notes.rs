//! The notes of a package without the package, for programs that write their own: what `json.anki` adds
//! to deckmill's JSON.
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
struct DeckOf {
    id: i64,
    name: String,
    /// HTML.
    description: String,
}

/// A note with its cards.
#[derive(Serialize, JsonSchema)]
struct Note<'a> {
    guid: &'a str,
    note_type: i64,
    /// The deck of its cards; none where it has no card, for its question has left the page.
    deck: Option<i64>,
    /// When it last changed, in seconds since 1970.
    modified: i64,
    tags: Vec<String>,
    /// HTML.
    fields: Vec<String>,
    /// The numbers of the templates of which it has cards, from 0.
    templates: Vec<i64>,
}

/// The notes that a package of the deck has when no option is set.
pub fn of<'a>(deck: &'a Deck, context: &Context) -> serde_json::Result<Anki<'a>> {
    // Programs of others get no files, so what they would show is text.
    let (how, files) = (How::default(), Files::default());
    let rows = Rows::new(context, &how, &files);
    let decks = Decks::new(deck, how.split, &files);
    let note = |card: &'a Card, deck: Option<i64>, tags: &str| {
        let row = rows.row(card, deck.is_none());
        Note {
            guid: &card.id,
            note_type: row.note_type,
            deck,
            modified: card.modified.unwrap_or(UNDATED),
            tags: tags.split_whitespace().map(str::to_owned).collect(),
            fields: row.fields,
            templates: if deck.is_some() { row.templates } else { Vec::new() },
        }
    };
    let mut notes = Vec::new();
    for leaf in &decks.leaves {
        let cards = leaf.deck.cards.iter().enumerate();
        notes.extend(
            cards.map(|(index, card)| {
                note(card, Some(leaf.of_card(index)), &tags::of(&leaf.deck.title, card))
            }),
        );
    }
    notes.extend(deck.all_retired().into_iter().map(|card| note(card, None, &tags::of_retired(card))));
    let named = decks.all().map(|(id, name, description)| DeckOf {
        id,
        name: name.to_owned(),
        description: description.to_owned(),
    });
    Ok(Anki { note_types: rows.models(deck)?.into_values().collect(), decks: named.collect(), notes })
}
