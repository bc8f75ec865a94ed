//! The memory that a package is: what deckmill wrote into it, read back.
//!
//! Notes of other note types belong to it where deckmill has marked them, which it does when it ships
//! notes that were taken over. The others are none of it, since nobody said which page they belong
//! to: `adopt` takes those over.

use std::collections::HashMap;

use super::foreign::{self, Shape};
use super::{Adopted, Content, Entry, Memory, NoteTypeState, State};
use crate::export::{note_type, tags};
use crate::marks::{self, CardMark};
use crate::model::Level;
use crate::package::{Note, NoteType, Package, PackageError};
use crate::read::{self, anki, anki::own};
use crate::render::markdown;

/// The memory that a package is.
pub fn of_package(bytes: &[u8]) -> Result<Memory, PackageError> {
    Ok(remembered(&Package::open(bytes)?))
}

/// The memory that an open package is.
pub fn remembered(package: &Package) -> Memory {
    let mut memory = Memory {
        note_types: own_types(package).map(|found| (found.id, NoteTypeState::of(found))).collect(),
        ..Memory::default()
    };
    let shapes = foreign::shapes(package);
    let mut notes: Vec<&Note> = package.notes.iter().collect();
    notes.sort_by_key(|note| (note.cards.first().map(|card| card.due), note.id));
    let mut last: HashMap<String, String> = HashMap::new();
    for note in notes {
        let mut entry = match shapes.get(&note.note_type) {
            None if memory.note_types.contains_key(&note.note_type) => {
                entry(note, package.note_type(note.note_type))
            }
            Some(shape) if marks::of_card(&note.data).is_some() => {
                memory.adopted.entry(note.note_type).or_insert_with(|| shape.adopted.clone());
                adopted(note, shape)
            }
            _ => continue,
        };
        if let Some(key) = note.cards.first().and_then(|card| key_of(package, card.deck)) {
            memory.keys.entry(entry.page.clone()).or_insert(key);
        }
        if entry.state == State::Active {
            entry.after = last.insert(entry.page.clone(), entry.guid.clone());
        }
        memory.insert(entry);
    }
    memory
}

/// The collection key that a deck's mark gives; where that gives none, the key is the title.
fn key_of(package: &Package, deck: i64) -> Option<String> {
    let mark = marks::of_deck(package.deck(deck)?.mark.as_deref()?)?;
    mark.key.or(mark.title)
}

/// The note types of a package that are deckmill's.
fn own_types(package: &Package) -> impl Iterator<Item = &NoteType> {
    package.note_types.iter().filter(|found| own::is_own(found))
}

/// What a note of deckmill's own type remembers.
fn entry(note: &Note, note_type: Option<&NoteType>) -> Entry {
    let field = |at: usize| own::plain(note.fields.get(at).map_or("", String::as_str));
    let said = anki::Content::of(note, note_type);
    let source = field(own::SOURCE);
    let page = source.rsplit_once(':').filter(|(_, line)| line.bytes().all(|b| b.is_ascii_digit()));
    let level = field(own::LEVEL);
    let content = Content {
        question: markdown::blocks(&said.known.question),
        answer: markdown::blocks(&said.known.answer),
        level: Level::ALL.into_iter().find(|one| one.name() == level),
        path: said.known.mark.path.clone().unwrap_or_default(),
        tags: said.known.mark.tags.clone(),
        media: said.known.mark.media.clone(),
    };
    let page = page.map_or(source.as_str(), |(page, _)| page).to_owned();
    let note_type = Some(note.note_type).filter(|id| *id != note_type::ID);
    Entry { page, content, note_type, ..marked(note, said.known.mark) }
}

/// What a note remembers that was taken over. Its fields have no room for page, level and section.
fn adopted(note: &Note, shape: &Shape) -> Entry {
    let mark = marks::of_card(&note.data).unwrap_or_default();
    let field = |at: Option<usize>| at.and_then(|at| note.fields.get(at)).map_or("", String::as_str);
    let Adopted { question, answer, .. } = shape.adopted;
    let is_at = |level: &Level| note.tags.contains(&tags::of_level(*level));
    let (question, mut media) = read::field_of_ours(field(Some(question)));
    let (answer, more) = read::field_of_ours(field(answer));
    media.extend(more);
    let content = Content {
        question: markdown::blocks(&question),
        answer: markdown::blocks(&answer),
        level: Level::ALL.into_iter().find(is_at),
        path: mark.path.clone().unwrap_or_default(),
        tags: mark.tags.clone(),
        media,
    };
    let (page, foreign) = (mark.source.clone().unwrap_or_default(), Some(shape.keep(note)));
    Entry { page, content, foreign, ..marked(note, mark) }
}

/// What is read alike from all notes of ours.
fn marked(note: &Note, mark: CardMark) -> Entry {
    let is_retired = note.cards.is_empty() || note.tags.iter().any(|tag| tags::is_retired(tag));
    Entry {
        guid: note.guid.clone(),
        modified: note.modified,
        state: if is_retired { State::Retired } else { State::Active },
        given_id: mark.id,
        fingerprint: mark.content,
        ..Entry::default()
    }
}
