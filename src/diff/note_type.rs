//! A note type as the importer sees it, and when two of them are one.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use crate::export::{note_type, tags};
use crate::memory::NoteTypeState;
use crate::package;

/// A note type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteType {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// When it last changed.
    pub modified: i64,
    /// A hash of its styles and templates.
    pub looks: String,
    fields: Vec<Named>,
    templates: Vec<Named>,
}

/// A field or template.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    name: String,
    id: Option<i64>,
}

impl NoteType {
    /// Of a package. A kind that changes is an update as styles are.
    pub fn of_package(found: &package::NoteType) -> NoteType {
        NoteType {
            id: found.id,
            name: found.name.clone(),
            modified: found.modified,
            looks: note_type::hash_of_found(found),
            fields: unique(found.fields.iter().map(|field| (field.name.as_str(), field.id))),
            templates: unique(found.templates.iter().map(|template| (template.name.as_str(), template.id))),
        }
    }

    /// One of deckmill's own, as a memory has it.
    pub fn own(own: note_type::NoteType, state: &NoteTypeState) -> NoteType {
        let templates = own.shape.templates();
        NoteType {
            id: own.id,
            name: own.name.into_owned(),
            modified: state.modified,
            looks: state.hash.clone(),
            fields: unique(note_type::FIELDS.into_iter().map(|(name, id)| (name, Some(id)))),
            templates: unique(templates.iter().map(|template| (template.name, Some(template.id)))),
        }
    }

    /// How many fields its notes have.
    pub fn field_count(&self) -> usize {
        self.fields.len()
    }

    /// Whether Anki can take it at all.
    pub fn is_whole(&self) -> bool {
        let is_named = |named: &Named, kept: String| !named.name.is_empty() && !kept.is_empty();
        !self.templates.is_empty()
            && self.fields.iter().all(|field| is_named(field, kept_field(&field.name)))
            && self.templates.iter().all(|template| is_named(template, kept_template(&template.name)))
    }

    /// Whether it is the note type that the learner has under this id, so that its notes can be
    /// updated: as many fields and templates, and in each place the same one. Whether it makes cards
    /// of deletions, and what it is called, is not asked.
    pub(super) fn fits(&self, old: &NoteType) -> bool {
        let fit = |new: &[Named], old: &[Named], kept: fn(&str) -> String| {
            new.len() == old.len() && new.iter().zip(old).all(|(new, old)| new.fits(old, kept))
        };
        fit(&self.fields, &old.fields, kept_field) && fit(&self.templates, &old.templates, kept_template)
    }
}

impl Named {
    /// Where both have ids these decide, and names may differ; else the names, and case counts. What
    /// comes is held as it is against what Anki kept of the old one's name.
    fn fits(&self, old: &Named, kept: fn(&str) -> String) -> bool {
        match (self.id, old.id) {
            (Some(new), Some(old)) => new == old,
            _ => self.name == kept(&old.name),
        }
    }
}

/// The names as Anki has them when it has opened a package: composed, and none twice.
fn unique<'a>(all: impl Iterator<Item = (&'a str, Option<i64>)>) -> Vec<Named> {
    let mut seen = HashSet::new();
    all.map(|(name, id)| {
        let mut name: String = name.nfc().collect();
        while !seen.insert(tags::folded(&name)) {
            name.push('+');
        }
        Named { name, id }
    })
    .collect()
}

/// What Anki keeps of a field's name when it takes a note type in: nothing that means something in a
/// template.
fn kept_field(name: &str) -> String {
    let kept: String = name.chars().filter(|c| !":{}\"".contains(*c)).collect();
    kept.trim_start_matches(|c: char| c.is_whitespace() || "#/^".contains(c)).trim_end().to_owned()
}

/// What Anki keeps of a template's name.
fn kept_template(name: &str) -> String {
    name.replace('"', "")
}
