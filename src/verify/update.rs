//! What learners of an older package would lose or never get if they imported a newer one.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::name;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::package::{Field, Note, NoteType, Package, Template, html};

/// What is wrong with a package that is to follow an older one.
pub fn against(old: &Package, new: &Package) -> Diagnostics {
    let mut found = Diagnostics::default();
    let known: HashMap<&str, &Note> = old.notes.iter().map(|note| (note.guid.as_str(), note)).collect();
    let now: HashSet<&str> = new.notes.iter().map(|note| note.guid.as_str()).collect();
    let mut asked: HashMap<String, &Note> = HashMap::new();
    for note in &old.notes {
        asked.entry(question(note)).or_insert(note);
    }
    types(old, new, &mut found);
    let mut replaced: HashSet<&str> = HashSet::new();
    for note in &new.notes {
        match known.get(note.guid.as_str()) {
            Some(before) => of_note(before, note, &mut found),
            None => {
                let before = asked.get(&question(note)).filter(|_| !question(note).is_empty());
                if let Some(before) = before {
                    replaced.insert(&before.guid);
                    found.push(Diagnostic::changed_guid(&name(note), &before.guid));
                }
            }
        }
    }
    for note in &old.notes {
        if !now.contains(note.guid.as_str()) && !replaced.contains(note.guid.as_str()) {
            found.push(Diagnostic::note_left_out(&name(note)));
        }
    }
    found
}

/// The question of a note, as Anki compares first fields; spaces at its ends make no other.
fn question(note: &Note) -> String {
    let first = note.fields.first().map(String::as_str).unwrap_or_default();
    html::sort_text(first).unwrap_or_else(|| first.to_owned()).trim().to_owned()
}

/// What becomes of a note that learners have.
fn of_note(old: &Note, new: &Note, found: &mut Diagnostics) {
    if old.note_type != new.note_type {
        found.push(Diagnostic::other_note_type(&name(new)));
        return;
    }
    let tags = |note: &Note| note.tags.iter().map(|tag| tag.to_lowercase()).collect::<BTreeSet<_>>();
    let is_changed = old.fields != new.fields || tags(old) != tags(new);
    match is_changed {
        true if new.modified <= old.modified => found.push(Diagnostic::edit_not_newer(&name(new))),
        false if new.modified > old.modified => found.push(Diagnostic::newer_unchanged(&name(new))),
        _ => {}
    }
}

/// What becomes of note types that learners have.
fn types(old: &Package, new: &Package, found: &mut Diagnostics) {
    let used: HashSet<i64> = new.notes.iter().map(|note| note.note_type).collect();
    for now in new.note_types.iter().filter(|one| used.contains(&one.id)) {
        let Some(before) = old.note_type(now.id) else { continue };
        if !is_same_shape(before, now) {
            found.push(Diagnostic::conflicting_note_type(&now.name));
        } else if is_changed(before, now) && now.modified <= before.modified {
            found.push(Diagnostic::styles_not_newer(&now.name));
        }
    }
}

/// Whether Anki takes two note types for one: the same fields and templates in the same order, each known
/// by its id, or by its name where one of the two has none.
fn is_same_shape(old: &NoteType, new: &NoteType) -> bool {
    let is_one = |a: (Option<i64>, &str), b: (Option<i64>, &str)| match (a.0, b.0) {
        (Some(one), Some(other)) => one == other,
        _ => a.1 == b.1,
    };
    let field = |one: &Field, other: &Field| is_one((one.id, &one.name), (other.id, &other.name));
    let template = |one: &Template, other: &Template| is_one((one.id, &one.name), (other.id, &other.name));
    let alike = |fields: bool, templates: bool| fields && templates && old.kind == new.kind;
    old.fields.len() == new.fields.len()
        && old.templates.len() == new.templates.len()
        && alike(
            old.fields.iter().zip(&new.fields).all(|(a, b)| field(a, b)),
            old.templates.iter().zip(&new.templates).all(|(a, b)| template(a, b)),
        )
}

/// Whether learners would see a difference.
fn is_changed(old: &NoteType, new: &NoteType) -> bool {
    let shown = |one: &NoteType| {
        let sides = one.templates.iter().map(|one| (one.name.clone(), one.front.clone(), one.back.clone()));
        let names = one.fields.iter().map(|field| field.name.clone());
        (one.css.clone(), sides.collect::<Vec<_>>(), names.collect::<Vec<_>>())
    };
    shown(old) != shown(new)
}
