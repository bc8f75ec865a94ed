//! What learners of an older package would lose or never get if they imported a newer one: what `diff`
//! knows of the importer, as findings.

use std::collections::{HashMap, HashSet};

use super::name;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::diff::{self, Change, Notes, Outcome};
use crate::package::{Note, Package, html};

/// What is wrong with a package that is to follow an older one. Of a package that Anki refuses, `verify`
/// itself says why.
pub fn against(old: &Package, new: &Package) -> Diagnostics {
    let mut found = Diagnostics::default();
    let notes = (Notes::of_package(old), Notes::of_package(new));
    let Ok(difference) = diff::diff(&notes.0, &notes.1) else { return found };
    let conflicting: HashSet<i64> = types(&difference, new, &mut found);
    let mut asked: HashMap<String, &Note> = HashMap::new();
    for note in &old.notes {
        asked.entry(question(note)).or_insert(note);
    }
    let mut replaced: HashSet<&str> = HashSet::new();
    for (note, change) in new.notes.iter().zip(&difference.notes) {
        of_note(note, change, &conflicting, &mut found);
        if change.outcome == Outcome::New {
            let before = asked.get(&question(note)).filter(|_| !question(note).is_empty());
            if let Some(before) = before {
                replaced.insert(&before.guid);
                found.push(Diagnostic::changed_guid(&name(note), &before.guid));
            }
        }
    }
    let left_out: HashSet<&str> = difference.left_out.iter().map(|note| note.guid.as_str()).collect();
    for note in old.notes.iter().filter(|note| left_out.contains(note.guid.as_str())) {
        if !replaced.contains(note.guid.as_str()) {
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

/// What becomes of a note that learners have. That its whole note type conflicts is said once.
fn of_note(note: &Note, change: &Change, conflicting: &HashSet<i64>, found: &mut Diagnostics) {
    match change.outcome {
        Outcome::Conflicting if !conflicting.contains(&note.note_type) => {
            found.push(Diagnostic::other_note_type(&name(note)));
        }
        Outcome::Unchanged if change.is_stale() => found.push(Diagnostic::edit_not_newer(&name(note))),
        Outcome::Updated if change.parts.is_empty() => found.push(Diagnostic::newer_unchanged(&name(note))),
        _ => {}
    }
}

/// What becomes of note types that learners have; gives the ids of those that conflict.
fn types(difference: &diff::Difference, new: &Package, found: &mut Diagnostics) -> HashSet<i64> {
    let mut conflicting = HashSet::new();
    for change in &difference.note_types {
        let name = new.note_type(change.new.id).map_or("", |found| found.name.as_str());
        if change.outcome == Outcome::Conflicting {
            found.push(Diagnostic::conflicting_note_type(name));
            conflicting.insert(change.new.id);
        } else if change.is_stale() {
            found.push(Diagnostic::styles_not_newer(name));
        }
    }
    conflicting
}
