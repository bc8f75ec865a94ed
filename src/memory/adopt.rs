//! Takes over the notes of a deck that another tool made, or a hand: cards of a page get the GUIDs of
//! the notes that ask the same, so that learners keep their history.
//!
//! A note keeps the note type it was born with, for Anki updates no note whose type has changed; its
//! fields beside question and answer stay as they are. What is on no page is left alone: it is no
//! card of ours, and learners keep it untouched.

use std::collections::HashMap;

use super::recall::{PageOf, Recalled, Scope, Time, recall};
use super::{Adopted, Content, Entry, Foreign, Memory, State};
use crate::export::{note_type, tags};
use crate::package::{Kind, Note, NoteType, Package};
use crate::read;
use crate::read::anki;
use crate::render::{markdown, text};

/// What came of taking notes over.
#[derive(Debug, Clone, Default)]
pub struct Adoption {
    /// What is to be remembered, and what was decided on likeness alone.
    pub recalled: Recalled,
    /// The notes, in the order of the package.
    pub notes: Vec<Fate>,
}

/// What became of a note.
#[derive(Debug, Clone, PartialEq)]
pub struct Fate {
    /// Its GUID.
    pub guid: String,
    /// What it asks, as Markdown.
    pub question: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What can become of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A card has its GUID now.
    Adopted,
    /// The lock knew its GUID before.
    Known,
    /// It is on no page.
    Left,
    /// Its note type has no question and answer: it hides parts of a text, or shows one side only.
    Unfit,
}

impl Outcome {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Adopted => "adopted",
            Outcome::Known => "known",
            Outcome::Left => "left",
            Outcome::Unfit => "unfit",
        }
    }
}

/// A note on its way into a memory.
struct Found {
    entry: Entry,
    adopted: Option<Adopted>,
    /// The other fields that the card shows, which the page's text may hold as well.
    shown: Vec<usize>,
}

/// Takes over the notes of a package for the cards of pages; `lock` is what is remembered of them.
pub fn adopt(pages: Vec<PageOf>, lock: &Memory, package: &Package, time: Time) -> Adoption {
    let mut memory = lock.clone();
    let (mut fates, mut found) = (Vec::new(), HashMap::new());
    for note in &package.notes {
        let one = of_note(note, package.note_type(note.note_type));
        let question = match &one {
            Ok(one) => one.entry.content.question.clone(),
            Err(question) => question.clone(),
        };
        let outcome = match &one {
            Err(_) => Outcome::Unfit,
            Ok(_) if lock.entries.contains_key(&note.guid) => Outcome::Known,
            Ok(_) => Outcome::Left,
        };
        fates.push(Fate { guid: note.guid.clone(), question, outcome });
        if let (Ok(one), Outcome::Left) = (one, outcome) {
            memory.insert(one.entry.clone());
            found.insert(note.guid.clone(), one);
        }
    }
    let mut recalled = recall(pages, &memory, &Scope::default(), time);
    let is_left = |entry: &Entry| entry.page.is_empty();
    recalled.memory.entries.retain(|guid, entry| !(found.contains_key(guid) && is_left(entry)));
    for fate in fates.iter_mut().filter(|fate| fate.outcome == Outcome::Left) {
        let (Some(entry), Some(one)) =
            (recalled.memory.entries.get_mut(&fate.guid), found.remove(&fate.guid))
        else {
            continue;
        };
        fate.outcome = Outcome::Adopted;
        if let Some(foreign) = &mut entry.foreign {
            clear_repeated(foreign, &one.shown, &entry.content);
        }
        if let Some(adopted) = one.adopted {
            recalled.memory.adopted.insert(adopted.note_type.id, adopted);
        }
    }
    Adoption { recalled, notes: fates }
}

/// A note as an entry of no page yet; else what it asks, for messages.
fn of_note(note: &Note, kind: Option<&NoteType>) -> Result<Found, String> {
    let said = anki::Content::of(note, kind);
    let content = Content {
        question: markdown::blocks(&said.question),
        answer: markdown::blocks(&said.answer),
        level: None,
        path: said.mark.path.unwrap_or_default(),
        tags: said.mark.tags,
    };
    let [asked, answered, _] = said.parts;
    let is_own = note.note_type == note_type::ID;
    let kind = kind.filter(|kind| kind.kind == Kind::Standard && !content.question.is_empty());
    let (Some(kind), Some(&question)) = (kind, asked.first()) else { return Err(content.question) };
    let answer = answered.first().copied();
    if !is_own && answer.is_none() {
        return Err(content.question);
    }
    let mut fields = note.fields.clone();
    for at in [Some(question), answer].into_iter().flatten() {
        if let Some(field) = fields.get_mut(at) {
            field.clear();
        }
    }
    let templates = note.cards.iter().map(|card| card.template).collect();
    let foreign = Foreign { note_type: note.note_type, fields, templates };
    let entry = Entry {
        guid: note.guid.clone(),
        modified: note.modified,
        state: if note.tags.iter().any(|tag| tags::is_retired(tag)) { State::Retired } else { State::Active },
        content,
        foreign: (!is_own).then_some(foreign),
        ..Entry::default()
    };
    let adopted = (!is_own).then(|| Adopted { note_type: kind.clone(), question, answer });
    Ok(Found {
        entry,
        adopted,
        shown: asked.into_iter().skip(1).chain(answered.into_iter().skip(1)).collect(),
    })
}

/// Empties the fields that say once more what the page's question and answer say.
fn clear_repeated(foreign: &mut Foreign, shown: &[usize], content: &Content) {
    let plain = |markdown: &str| letters(&text::blocks(&read::from_markdown(markdown)));
    let said = [plain(&content.question), plain(&content.answer)];
    for at in shown {
        let Some(field) = foreign.fields.get_mut(*at) else { continue };
        let own = letters(&text::blocks(&read::from_html(field)));
        if said.iter().any(|said| said.contains(&own)) {
            field.clear();
        }
    }
}

/// The letters and figures of a text, in lower case: what is left when tools differ in markup,
/// punctuation and white space.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
