//! What an import does: the notes of an old package and of a new one in, what becomes of each out.
//!
//! A learner has imported OLD, and nothing else; now comes NEW. Anki's importer, under its default
//! options, takes a note for one it knows by the GUID alone, and then asks for the note type and the
//! time of the last change. `notes.rs` is what it sees of a package, `note_type.rs` when two note
//! types are one. Each rule here was tried on the engine, and `tests/it/plan.rs` holds all of them
//! against it.

mod note_type;
mod notes;

use std::collections::{BTreeMap, HashMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;

pub use note_type::NoteType;
pub use notes::{Note, Notes, Text};

/// What an import does.
#[derive(Debug, Clone)]
pub struct Difference<'a> {
    /// What becomes of each note of NEW, in its order.
    pub notes: Vec<Change<'a>>,
    /// What becomes of the note types that notes of NEW have.
    pub note_types: Vec<NoteTypeChange<'a>>,
    /// The notes of OLD that NEW lacks. They stay with the learner, untouched.
    pub left_out: Vec<&'a Note>,
}

/// What becomes of a note.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    /// The note as it comes.
    pub new: &'a Note,
    /// The note that the learner has for it.
    pub old: Option<&'a Note>,
    /// What the importer does.
    pub outcome: Outcome,
    /// What is another than before, whether or not the learner gets it.
    pub parts: Vec<Part>,
}

/// What becomes of a note type.
#[derive(Debug, Clone)]
pub struct NoteTypeChange<'a> {
    /// The note type as it comes.
    pub new: &'a NoteType,
    /// What the importer does.
    pub outcome: Outcome,
    /// Whether its styles or templates differ from what the learner has.
    pub differs: bool,
}

/// What the importer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The learner gets it.
    New,
    /// It takes the place of the learner's, and what the learner wrote into that is gone.
    Updated,
    /// The learner's stays as it is.
    Unchanged,
    /// It does not fit the learner's, which stays as it is for ever.
    Conflicting,
}

/// A part of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The question.
    Question,
    /// The answer.
    Answer,
    /// The level.
    Level,
    /// The headings over it.
    Section,
    /// The page's own tags.
    Tags,
    /// The bytes of an image or a sound.
    Media,
    /// It has left its page.
    Retired,
    /// It had left its page, and is back.
    Returned,
}

impl Part {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Part::Question => "question",
            Part::Answer => "answer",
            Part::Level => "level",
            Part::Section => "section",
            Part::Tags => "tags",
            Part::Media => "media",
            Part::Retired => "retired",
            Part::Returned => "returned",
        }
    }
}

/// How many notes have which outcome: the first four together are the notes of NEW.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sum {
    /// The learner gets them.
    pub new: usize,
    /// They take the place of the learner's.
    pub updated: usize,
    /// The learner's stay.
    pub unchanged: usize,
    /// The learner's stay, and can't be updated any more.
    pub conflicting: usize,
    /// How many of the updated say for the first time that they have left their page.
    pub retired: usize,
    /// How many of the unchanged have changed, so that no learner gets the change.
    pub stale: usize,
    /// How many notes of OLD are not in NEW.
    pub left_out: usize,
}

/// Why Anki's importer takes nothing of a package.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A note has a note type that is not in the package.
    #[error("note `{guid}` has a note type that is not there")]
    NoNoteType {
        /// The note.
        guid: String,
    },
    /// A note has more or fewer fields than its note type.
    #[error("note `{guid}` has {found} fields, and its note type {expected}")]
    Fields {
        /// The note.
        guid: String,
        /// How many it has.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A field or template has no name, or there is no template.
    #[error("note type `{0}` lacks a template, or the name of a field or template")]
    NoteType(String),
}

/// Which of the two packages is refused, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// OLD, so that no learner can have it.
    Old(Refusal),
    /// NEW.
    New(Refusal),
}

/// What Anki's importer does with NEW where OLD was imported before.
pub fn diff<'a>(old: &'a Notes, new: &'a Notes) -> Result<Difference<'a>, Refused> {
    old.check().map_err(Refused::Old)?;
    let kept = old.used_types();
    let note_types: BTreeMap<i64, NoteTypeChange> = new
        .used_types()
        .into_iter()
        .map(|(id, found)| (id, against(kept.get(&id).copied(), found)))
        .collect();
    new.check_types().map_err(Refused::New)?;
    // Where OLD has a GUID twice the learner has both notes, and only the last is ever looked at.
    let known: HashMap<&str, &Note> = old.notes.iter().map(|note| (note.guid.as_str(), note)).collect();
    let mut notes = Vec::with_capacity(new.notes.len());
    for note in &new.notes {
        let change = change(note, known.get(note.guid.as_str()).copied(), &note_types);
        let own = || note_types.get(&note.note_type).map(|change| change.new);
        let expected = match change.outcome {
            Outcome::New => own(),
            // A note that is updated is measured by what the learner has.
            Outcome::Updated => kept.get(&note.note_type).copied(),
            Outcome::Unchanged | Outcome::Conflicting => None,
        };
        if change.outcome <= Outcome::Updated {
            note.check(expected).map_err(Refused::New)?;
        }
        notes.push(change);
    }
    let there: HashSet<&str> = new.notes.iter().map(|note| note.guid.as_str()).collect();
    let left_out = old.notes.iter().filter(|note| !there.contains(note.guid.as_str())).collect();
    Ok(Difference { notes, note_types: note_types.into_values().collect(), left_out })
}

/// A note type that comes, held against the one that the learner has.
fn against<'a>(old: Option<&NoteType>, new: &'a NoteType) -> NoteTypeChange<'a> {
    let outcome = match old {
        None => Outcome::New,
        // It is added under another id, and no note of it fits one that is there.
        Some(old) if !new.fits(old) => Outcome::Conflicting,
        Some(old) if new.modified > old.modified => Outcome::Updated,
        Some(_) => Outcome::Unchanged,
    };
    NoteTypeChange { new, outcome, differs: old.is_some_and(|old| old.looks != new.looks) }
}

/// What becomes of a note: nothing but the GUID says that it is known, and the time of the last
/// change decides only where the note types are one.
fn change<'a>(
    new: &'a Note,
    old: Option<&'a Note>,
    note_types: &BTreeMap<i64, NoteTypeChange>,
) -> Change<'a> {
    let Some(old) = old else { return Change { new, old, outcome: Outcome::New, parts: Vec::new() } };
    let is_new_type =
        note_types.get(&new.note_type).is_some_and(|change| change.outcome == Outcome::Conflicting);
    let outcome = match (old.note_type == new.note_type && !is_new_type, new.modified > old.modified) {
        (false, _) => Outcome::Conflicting,
        (true, true) => Outcome::Updated,
        (true, false) => Outcome::Unchanged,
    };
    Change { new, old: Some(old), outcome, parts: new.parts_changed(old) }
}

impl Change<'_> {
    /// Whether the note has changed and no learner gets it, since its `mod` did not move.
    pub fn is_stale(&self) -> bool {
        self.outcome == Outcome::Unchanged && !self.parts.is_empty()
    }

    /// Whether learners are told for the first time that it has left its page.
    pub fn is_retired(&self) -> bool {
        self.outcome == Outcome::Updated && self.parts.contains(&Part::Retired)
    }
}

impl NoteTypeChange<'_> {
    /// Whether it has changed and no learner gets it, since its `mod` did not move.
    pub fn is_stale(&self) -> bool {
        self.outcome == Outcome::Unchanged && self.differs
    }
}

impl Difference<'_> {
    /// The sum, as the engine's log of the import has it.
    pub fn sum(&self) -> Sum {
        let mut sum = Sum { left_out: self.left_out.len(), ..Sum::default() };
        for change in &self.notes {
            match change.outcome {
                Outcome::New => sum.new += 1,
                Outcome::Updated => sum.updated += 1,
                Outcome::Unchanged => sum.unchanged += 1,
                Outcome::Conflicting => sum.conflicting += 1,
            }
            sum.retired += usize::from(change.is_retired());
            sum.stale += usize::from(change.is_stale());
        }
        sum
    }
}
