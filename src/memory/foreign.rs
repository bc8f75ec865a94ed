//! Note types of other tools: in which fields their notes have question and answer, and how such a
//! note is kept.
//!
//! Which notes are taken over is for `adopt.rs` to say, and which of a package's notes are remembered
//! for `package.rs`.

use std::collections::{BTreeMap, HashSet};

use super::{Adopted, Foreign};
use crate::package::{Kind, Note, NoteType, Package, template};
use crate::read;
use crate::read::anki::{self, own};
use crate::render::text;

/// A note type with a question and an answer.
pub struct Shape {
    /// The note type, and the fields of question and answer.
    pub adopted: Adopted,
    /// The other fields that its cards show, which a page's text may hold as well.
    pub shown: Vec<usize>,
    /// What is shown beside the two and is no part of them: a number, a topic, a source.
    aside: Vec<usize>,
}

/// The shapes of a package's note types, by their ids; none of deckmill's own, and none of those that
/// hide parts of a text or show one side only.
///
/// A type has one shape, whatever single notes leave empty, for all of its notes are written alike.
pub fn shapes(package: &Package) -> BTreeMap<i64, Shape> {
    let mut notes: BTreeMap<i64, Vec<&Note>> = BTreeMap::new();
    let is_own = |id: i64| package.note_type(id).is_some_and(own::is_own);
    for note in package.notes.iter().filter(|note| !is_own(note.note_type)) {
        notes.entry(note.note_type).or_default().push(note);
    }
    let shape = |(id, notes): (i64, Vec<&Note>)| Some((id, Shape::of(package.note_type(id)?, &notes)?));
    notes.into_iter().filter_map(shape).collect()
}

impl Shape {
    fn of(note_type: &NoteType, notes: &[&Note]) -> Option<Shape> {
        if note_type.kind != Kind::Standard {
            return None;
        }
        // A note that leaves no field empty shows all that its type can show.
        let full = vec!["x".to_owned(); note_type.fields.len()];
        let full = Note { fields: full, ..(*notes.first()?).clone() };
        let [asked, answered, _] = anki::Content::of(&full, Some(note_type)).parts;
        let question = asked.iter().copied().find(|at| tells_apart(notes, *at)).or(asked.first().copied())?;
        let is_filled = |at: &&usize| notes.iter().any(|note| !is_empty(note, **at));
        let answer = answered.iter().find(is_filled).or(answered.first()).copied()?;
        let before = asked.iter().take_while(|at| **at != question);
        let aside = before.chain(answered.iter().filter(|at| **at != answer)).copied().collect();
        let is_other = |at: &usize| *at != question && *at != answer;
        let shown = asked.into_iter().chain(answered).filter(is_other).collect();
        let adopted = Adopted { note_type: note_type.clone(), question, answer: Some(answer) };
        Some(Shape { adopted, shown, aside })
    }

    /// What a note says, without what is shown beside it.
    pub fn content(&self, note: &Note) -> anki::Content {
        let mut note = note.clone();
        for at in &self.aside {
            if let Some(field) = note.fields.get_mut(*at) {
                field.clear();
            }
        }
        anki::Content::of(&note, Some(&self.adopted.note_type))
    }

    /// How a note is kept: what the page does not say, and of which templates it has cards. A note that
    /// has none is to have those that its note type makes.
    pub fn keep(&self, note: &Note) -> Foreign {
        let mut fields = note.fields.clone();
        for at in [Some(self.adopted.question), self.adopted.answer].into_iter().flatten() {
            if let Some(field) = fields.get_mut(at) {
                field.clear();
            }
        }
        let mut templates: Vec<i64> = note.cards.iter().map(|card| card.template).collect();
        if templates.is_empty() {
            templates = self.templates(note);
        }
        Foreign { note_type: note.note_type, fields, templates }
    }

    fn templates(&self, note: &Note) -> Vec<i64> {
        let NoteType { fields, templates, .. } = &self.adopted.note_type;
        let is_filled = |name: &str| {
            fields.iter().position(|field| field.name == name).is_some_and(|at| !is_empty(note, at))
        };
        let made = (0..).zip(templates).filter(|(_, one)| template::shows(&one.front, is_filled));
        made.map(|(at, _)| at).collect()
    }
}

fn is_empty(note: &Note, at: usize) -> bool {
    note.fields.get(at).is_none_or(|field| crate::package::html::is_empty(field))
}

/// Whether a field can be the question: what it says has letters, and differs from note to note.
fn tells_apart(notes: &[&Note], at: usize) -> bool {
    let filled = notes.iter().filter_map(|note| note.fields.get(at)).filter(|field| !field.is_empty());
    let texts: Vec<String> = filled.map(|field| text::blocks(&read::from_html(field))).collect();
    let with_letters: HashSet<&String> =
        texts.iter().filter(|text| text.chars().any(char::is_alphabetic)).collect();
    with_letters.len() * 2 > texts.len()
}
