//! What is wrong with an Anki package, of whatever tool: `deckmill verify`.
//!
//! [`verify`] looks at one package, [`against`] at one that is to follow another. What Anki's importer
//! does in each case is known by trial; nothing is written or mended here. `fields.rs` looks into
//! fields and templates, `media.rs` at files, `update.rs` at two packages.

mod fields;
mod media;
mod update;

use std::collections::{HashMap, HashSet};

pub use update::against;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::export::tags;
use crate::package::template;
use crate::package::{Kind, Note, NoteType, Package, html};

/// How many characters of a question name a note.
const SHOWN: usize = 60;

/// What is wrong with a package.
pub fn verify(package: &Package) -> Diagnostics {
    let mut found = Diagnostics::default();
    guids(package, &mut found);
    derived(package, &mut found);
    for note in &package.notes {
        match package.note_type(note.note_type) {
            Some(note_type) => of_type(note, note_type, &mut found),
            None => found.push(Diagnostic::unknown_note_type(&name(note))),
        }
        cards(package, note, &mut found);
        fields::of_note(note, &mut found);
    }
    let used: HashSet<i64> = package.notes.iter().map(|note| note.note_type).collect();
    for note_type in package.note_types.iter().filter(|one| used.contains(&one.id)) {
        fields::of_templates(note_type, &mut found);
    }
    media::look(package, &mut found);
    found
}

/// A note as findings call it: its GUID and the beginning of its question.
fn name(note: &Note) -> String {
    let first = note.fields.first().map(String::as_str).unwrap_or_default();
    let text = html::sort_text(first).unwrap_or_else(|| first.to_owned());
    let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = line.char_indices().nth(SHOWN) {
        line.truncate(at);
        line.push('…');
    }
    format!("note {} \"{line}\"", note.guid)
}

/// Notes that share their GUID.
fn guids(package: &Package, found: &mut Diagnostics) {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    package.notes.iter().for_each(|note| *counts.entry(&note.guid).or_insert(0) += 1);
    for note in &package.notes {
        // The first of them says it for all.
        if let Some(count) = counts.remove(note.guid.as_str()).filter(|count| *count > 1) {
            found.push(Diagnostic::repeated_guid(&name(note), count));
        }
    }
}

/// Columns that Anki derives from fields. Tools that leave one out leave it out of all notes.
fn derived(package: &Package, found: &mut Diagnostics) {
    let (mut sorted, mut summed): (Vec<&Note>, Vec<&Note>) = (Vec::new(), Vec::new());
    for note in &package.notes {
        let sort_field = package.note_type(note.note_type).map_or(0, |one| one.sort_field);
        let text = |at: usize| html::sort_text(note.fields.get(at)?);
        if text(sort_field).is_some_and(|text| !is_stored_as(&note.sort_text, &text)) {
            sorted.push(note);
        }
        if text(0).is_some_and(|text| html::checksum(&text) != note.checksum) {
            summed.push(note);
        }
    }
    if let Some(first) = sorted.first() {
        found.push(Diagnostic::wrong_sort_field(&name(first), sorted.len()));
    }
    if let Some(first) = summed.first() {
        found.push(Diagnostic::wrong_checksum(&name(first), summed.len()));
    }
}

/// Whether a text is stored as SQLite stores it in a column of numbers.
fn is_stored_as(stored: &str, text: &str) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    stored == text || number(stored).is_some_and(|stored| number(text) == Some(stored))
}

/// What a note's type says of it.
fn of_type(note: &Note, note_type: &NoteType, found: &mut Diagnostics) {
    if note.fields.len() != note_type.fields.len() {
        found.push(Diagnostic::wrong_fields(&name(note), note.fields.len(), note_type.fields.len()));
        return;
    }
    let filled: HashSet<&str> = note_type
        .fields
        .iter()
        .zip(&note.fields)
        .filter(|(_, text)| !html::is_empty(text))
        .map(|(field, _)| field.name.as_str())
        .collect();
    let first = note.fields.first().map(String::as_str).unwrap_or_default();
    let shows = |front: &str| template::shows(front, |field| filled.contains(field));
    let is_shown = match note_type.kind {
        Kind::Standard => note_type.templates.iter().any(|one| shows(&one.front)),
        // Without a deletion there is no card, which is another finding.
        Kind::Cloze => true,
    };
    if html::is_empty(first) || !is_shown {
        found.push(Diagnostic::empty_front(&name(note)));
    }
}

/// What is wrong with the cards of a note.
fn cards(package: &Package, note: &Note, found: &mut Diagnostics) {
    let is_retired = note.tags.iter().any(|tag| tags::is_retired(tag));
    if note.cards.is_empty() && !is_retired {
        found.push(Diagnostic::note_without_card(&name(note)));
    }
    if note.cards.iter().any(|card| package.deck(card.deck).is_none()) {
        found.push(Diagnostic::unknown_deck(&name(note)));
    }
}
