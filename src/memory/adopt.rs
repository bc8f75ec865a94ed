//! Takes over the notes of a deck that another tool made, or a hand: cards of a page get the GUIDs of
//! the notes that ask the same, so that learners keep their history.
//!
//! A note keeps the note type it was born with, for Anki updates no note whose type has changed; its
//! fields beside question and answer stay as they are. What is on no page is left alone: it is no
//! card of ours, and learners keep it untouched.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::foreign::{self, Shape};
use super::recall::{PageOf, Recalled, Scope, Time, recall};
use super::{Content, Entry, Foreign, Memory, State};
use crate::export::tags;
use crate::model::Block;
use crate::package::{Note, Package};
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
    /// Another note has its GUID.
    Repeated,
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
            Outcome::Repeated => "repeated",
            Outcome::Unfit => "unfit",
        }
    }
}

/// A note on its way into a memory.
struct Found<'a> {
    entry: Entry,
    /// None of a note of deckmill's own type.
    shape: Option<&'a Shape>,
}

/// Takes over the notes of a package for the cards of pages; `lock` is what is remembered of them.
pub fn adopt(pages: Vec<PageOf>, lock: &Memory, package: &Package, time: Time) -> Adoption {
    let shapes = foreign::shapes(package);
    let read: Vec<_> = package.notes.iter().map(|note| of_note(note, package, &shapes)).collect();
    let repeated = repeated(&read);
    let mut memory = lock.clone();
    let (mut fates, mut found) = (Vec::new(), HashMap::new());
    for (at, (note, one)) in package.notes.iter().zip(read).enumerate() {
        let (question, outcome) = match &one {
            Err(question) => (question, Outcome::Unfit),
            Ok(one) => (&one.entry.content.question, outcome(note, lock, repeated.contains(&at))),
        };
        fates.push(Fate { guid: note.guid.clone(), question: question.clone(), outcome });
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
        if let (Some(foreign), Some(shape)) = (&mut entry.foreign, one.shape) {
            clear_repeated(foreign, &shape.shown, &entry.content);
            recalled.memory.adopted.insert(foreign.note_type, shape.adopted.clone());
        }
    }
    Adoption { recalled, notes: fates }
}

/// What is known of a note that could be taken over before the pages are looked at.
fn outcome(note: &Note, lock: &Memory, is_repeated: bool) -> Outcome {
    match lock.entries.contains_key(&note.guid) {
        true => Outcome::Known,
        false if is_repeated => Outcome::Repeated,
        false => Outcome::Left,
    }
}

/// The notes, by their places, whose GUID stands for another: learners have them all, and Anki
/// updates one of them. Where they ask the same, the first stands for all; else nobody knows which
/// question a learner would see replaced, and none is taken over.
fn repeated(read: &[Result<Found, String>]) -> HashSet<usize> {
    let mut by_guid: HashMap<&str, Vec<(usize, &Entry)>> = HashMap::new();
    for (at, one) in read.iter().enumerate() {
        if let Ok(one) = one {
            by_guid.entry(&one.entry.guid).or_default().push((at, &one.entry));
        }
    }
    let sign = |entry: &Entry| {
        let note_type = entry.foreign.as_ref().map(|foreign| foreign.note_type);
        (note_type, letters(&entry.content.question))
    };
    let mut repeated = HashSet::new();
    for notes in by_guid.into_values() {
        let is_same = notes.windows(2).all(|pair| sign(pair[0].1) == sign(pair[1].1));
        repeated.extend(notes.iter().skip(usize::from(is_same || notes.len() == 1)).map(|(at, _)| *at));
    }
    repeated
}

/// A note as an entry of no page yet; else what it asks, for messages.
fn of_note<'a>(
    note: &Note,
    package: &Package,
    shapes: &'a BTreeMap<i64, Shape>,
) -> Result<Found<'a>, String> {
    let shape = shapes.get(&note.note_type);
    let said = match shape {
        Some(shape) => shape.content(note),
        None => anki::Content::of(note, package.note_type(note.note_type)),
    };
    let known = said.known;
    let content = Content {
        question: markdown::blocks(&known.question),
        answer: markdown::blocks(&known.answer),
        level: None,
        path: known.mark.path.unwrap_or_default(),
        tags: known.mark.tags,
        media: known.mark.media,
    };
    if content.question.is_empty()
        || shape.is_none() && !package.note_type(note.note_type).is_some_and(anki::own::is_own)
    {
        return Err(content.question);
    }
    let is_retired = note.tags.iter().any(|tag| tags::is_retired(tag));
    let entry = Entry {
        guid: note.guid.clone(),
        modified: note.modified,
        state: if is_retired { State::Retired } else { State::Active },
        content,
        foreign: shape.map(|shape| shape.keep(note)),
        ..Entry::default()
    };
    Ok(Found { entry, shape })
}

/// Empties the fields that say once more what the page's question and answer say.
fn clear_repeated(foreign: &mut Foreign, shown: &[usize], content: &Content) {
    let said = [&content.question, &content.answer].map(|markdown| read::from_markdown(markdown));
    for at in shown {
        let Some(field) = foreign.fields.get_mut(*at) else { continue };
        let own = letters(&text::blocks(&read::from_html(field)));
        if said.iter().any(|blocks| holds(blocks, &own)) {
            field.clear();
        }
    }
}

/// Whether some blocks, one after the other, say a text and nothing else.
fn holds(blocks: &[Block], letters_of_text: &str) -> bool {
    let texts: Vec<String> =
        blocks.iter().map(|block| letters(&text::blocks(std::slice::from_ref(block)))).collect();
    let begins_here = |at: usize| {
        let mut rest = letters_of_text;
        for text in &texts[at..] {
            let Some(behind) = rest.strip_prefix(text.as_str()) else { return false };
            rest = behind;
            if rest.is_empty() {
                return true;
            }
        }
        false
    };
    !letters_of_text.is_empty() && (0..texts.len()).any(begins_here)
}

/// The letters and figures of a text, in lower case: what is left when tools differ in markup,
/// punctuation and white space.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
