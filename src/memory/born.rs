//! The note types that deckmill's own notes were born in, and when those last changed. A note keeps
//! its note type for ever: Anki updates no note whose type has become another.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Memory, Time};
use crate::export::Births;
use crate::export::note_type::{self, NoteType, Shape};
use crate::model::Card;
use crate::package;

/// What is remembered of a note type of deckmill's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteTypeState {
    /// Its name.
    pub name: Cow<'static, str>,
    /// How cards are made of its notes.
    pub shape: Shape,
    /// A hash of its fields, templates and styles.
    pub hash: String,
    /// When it last changed, in seconds since 1970.
    pub modified: i64,
}

impl NoteTypeState {
    /// Of one in a package, whatever it is called there.
    pub fn of(found: &package::NoteType) -> NoteTypeState {
        NoteTypeState {
            name: found.name.clone().into(),
            shape: shape_of(found),
            hash: note_type::hash_of_found(found),
            modified: found.modified,
        }
    }

    /// The note type that it is the state of.
    pub fn note_type(&self, id: i64) -> NoteType {
        NoteType { id, name: self.name.clone(), shape: self.shape }
    }
}

/// How a note type of deckmill's makes cards: its templates say it.
fn shape_of(found: &package::NoteType) -> Shape {
    let is_typed = |template: &package::Template| template.front.contains("{{type:");
    match found.templates.len() {
        _ if found.kind == package::Kind::Cloze => Shape::Cloze,
        1 if found.templates.iter().any(is_typed) => Shape::TypeIn,
        0 | 1 => Shape::Basic,
        _ => Shape::Reversed,
    }
}

impl Memory {
    /// The note type of a card that is remembered as deckmill's own; none where it is not remembered.
    pub fn born_in(&self, guid: &str) -> Option<NoteType> {
        self.entries.get(guid).map(|entry| self.type_of(entry))
    }

    fn type_of(&self, entry: &Entry) -> NoteType {
        let known = entry.note_type.and_then(|id| Some((id, self.note_types.get(&id)?)));
        known.map_or_else(|| NoteType::new(None, Shape::Basic), |(id, state)| state.note_type(id))
    }

    /// The note types of its own cards, and deckmill's plain one, by their ids.
    pub fn own_types(&self) -> BTreeMap<i64, NoteType> {
        let of_cards = self.entries.values().filter(|entry| entry.foreign.is_none());
        let types: BTreeSet<Option<i64>> = of_cards.map(|entry| entry.note_type).collect();
        let named =
            types.into_iter().flatten().filter_map(|id| Some(self.note_types.get(&id)?.note_type(id)));
        let plain = NoteType::new(None, Shape::Basic);
        named.chain([plain]).map(|note_type| (note_type.id, note_type)).collect()
    }

    /// When a note type last changed, and what is to be remembered of it: the same time as before exactly
    /// if it is the same. One that another publisher has styled stays as it is.
    pub fn state_now(&self, of: &NoteType, births: &Births, time: Time) -> NoteTypeState {
        let hash = of.hash(births.styles_of(of));
        let (name, shape) = (of.name.clone(), of.shape);
        match self.note_types.get(&of.id) {
            None => NoteTypeState { name, shape, hash, modified: note_type::MODIFIED },
            Some(old) if old.hash == hash || !births.knows(of) => old.clone(),
            Some(old) => NoteTypeState { name, shape, hash, modified: time.after(old.modified) },
        }
    }

    /// Remembers in which note type each new card is born, and the states of all that are in use; `old`
    /// is what was remembered before.
    pub(super) fn bear(
        &mut self,
        born: BTreeMap<String, NoteType>,
        old: &Memory,
        births: &Births,
        time: Time,
    ) {
        self.note_types.clone_from(&old.note_types);
        for (guid, note_type) in born {
            if let Some(entry) = self.entries.get_mut(&guid).filter(|_| note_type.id != note_type::ID) {
                entry.note_type = Some(note_type.id);
                let state = old.state_now(&note_type, births, time);
                self.note_types.insert(note_type.id, state);
            }
        }
        let used = self.own_types();
        self.note_types =
            used.into_iter().map(|(id, note_type)| (id, old.state_now(&note_type, births, time))).collect();
    }
}

/// The note types in which cards are born that are not remembered, by their GUIDs.
pub(super) fn born<'a>(
    cards: impl IntoIterator<Item = &'a Card>,
    memory: &Memory,
    births: &Births,
) -> BTreeMap<String, NoteType> {
    let new = cards.into_iter().filter(|card| !memory.entries.contains_key(&*card.id));
    new.map(|card| (card.id.to_string(), births.of(card).clone())).collect()
}
