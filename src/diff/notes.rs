//! Notes as the importer sees them, with what people want to know of them, from a package of any tool,
//! a memory, or a page's deck.
//!
//! A package holds HTML, a lock Markdown, a page blocks. Two texts are the same if they are so in a
//! form that both have, or else once both went the way into a note and back.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::note_type::NoteType;
use super::{Part, Refusal};
use crate::export::{Births, UNDATED, fields, foreign, note_type, tags};
use crate::marks;
use crate::media::is_name;
use crate::memory::{Content, Entry, Memory, State, Time};
use crate::model::{Block, Card, Deck};
use crate::package::{self, Package, html};
use crate::read::{self, anki::own};
use crate::render::{markdown, text};

/// What is known of the files of a text: where they are is no part of what it says.
static NO_FILES: BTreeMap<String, String> = BTreeMap::new();

/// The notes of a package, or what would be one.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// The notes, in the order in which Anki goes through them.
    pub notes: Vec<Note>,
    /// The note types, by id.
    pub note_types: BTreeMap<i64, NoteType>,
}

/// A note.
#[derive(Debug, Clone, Default)]
pub struct Note {
    /// Who it is.
    pub guid: String,
    /// When it last changed, in seconds since 1970.
    pub modified: i64,
    /// The id of its note type.
    pub note_type: i64,
    /// Whether it says that it has left its page.
    pub is_retired: bool,
    /// The question: the first field.
    pub question: Text,
    /// The answer: of notes of other tools, all other fields.
    pub answer: Text,
    /// The level, where the note type has a field for it.
    level: Option<String>,
    /// The headings over it, where the note type has a field for them.
    path: Option<String>,
    tags: Vec<String>,
    /// The names of the files that deckmill packed for it.
    media: BTreeSet<String>,
    field_count: usize,
    /// A hash of all that it says, where that is known for sure.
    fingerprint: Option<String>,
}

/// A text in the forms in which it is known: at least one.
#[derive(Debug, Clone, Default)]
pub struct Text {
    html: Option<String>,
    markdown: Option<String>,
}

impl Notes {
    /// Of a package.
    pub fn of_package(package: &Package) -> Notes {
        let note_types = package.note_types.iter().map(|found| (found.id, NoteType::of_package(found)));
        let notes = package.notes.iter().map(|row| of_row(row, package.note_type(row.note_type)));
        Notes { notes: notes.collect(), note_types: note_types.collect() }
    }

    /// Of a lock: what the package that was built with it holds, retired cards included.
    pub fn of_memory(memory: &Memory) -> Notes {
        let notes = memory.entries.values().map(|entry| of_entry(entry, memory)).collect();
        Notes { notes, note_types: types_of(memory) }
    }

    /// Of a page's deck and the cards that have left it, with what is remembered of them.
    pub fn of_deck(deck: &Deck, memory: &Memory) -> Notes {
        let cards = deck.all_cards().map(|card| of_card(card, false, memory));
        let retired = deck.all_retired().into_iter().map(|card| of_card(card, true, memory));
        Notes { notes: cards.chain(retired).collect(), note_types: types_of(memory) }
    }

    /// The note types that a note has; Anki passes over the others.
    pub(super) fn used_types(&self) -> BTreeMap<i64, &NoteType> {
        let mut used = BTreeMap::new();
        for note in &self.notes {
            if let Some(note_type) = self.note_types.get(&note.note_type) {
                used.insert(note.note_type, note_type);
            }
        }
        used
    }

    /// Whether Anki takes all of it, where nothing of it is known.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        self.check_types()?;
        self.notes.iter().try_for_each(|note| note.check(self.note_types.get(&note.note_type)))
    }

    pub(super) fn check_types(&self) -> Result<(), Refusal> {
        match self.used_types().into_values().find(|note_type| !note_type.is_whole()) {
            Some(broken) => Err(Refusal::NoteType(broken.name.clone())),
            None => Ok(()),
        }
    }
}

/// deckmill's own note types, and those that were taken over.
fn types_of(memory: &Memory) -> BTreeMap<i64, NoteType> {
    let adopted = memory.adopted.iter().map(|(id, adopted)| (*id, NoteType::of_package(&adopted.note_type)));
    let own = memory.own_types().into_iter().map(|(id, own)| {
        let unknown = || memory.state_now(&own, &Births::default(), Time::default());
        let state = memory.note_types.get(&id).cloned().unwrap_or_else(unknown);
        (id, NoteType::own(own, &state))
    });
    adopted.chain(own).collect()
}

/// A row of a package. What deckmill wrote is read as such, of others the first field is the question.
fn of_row(row: &package::Note, note_type: Option<&package::NoteType>) -> Note {
    let said = |at: usize| text::blocks(&read::from_html(row.fields.get(at).map_or("", String::as_str)));
    let is_own = note_type.is_some_and(own::is_own);
    let own_tags = row.tags.iter().filter(|tag| !tags::is_ours(tag));
    let note = Note {
        guid: row.guid.clone(),
        modified: row.modified,
        is_retired: row.tags.iter().any(|tag| tags::is_retired(tag)),
        level: is_own.then(|| said(own::LEVEL)),
        path: is_own.then(|| said(own::SECTION)),
        tags: as_kept(own_tags.cloned().collect()),
        media: row.fields.iter().flat_map(|field| html::files(field)).filter(|name| is_name(name)).collect(),
        fingerprint: marks::of_card(&row.data).and_then(|mark| mark.content),
        ..Note::default()
    };
    note.with_fields(row.note_type, is_own, &row.fields)
}

fn of_entry(entry: &Entry, memory: &Memory) -> Note {
    let content = &entry.content;
    let note = Note {
        is_retired: entry.state == State::Retired,
        question: Text { markdown: Some(content.question.clone()), html: None },
        answer: Text { markdown: Some(content.answer.clone()), html: None },
        ..of_content(&entry.guid, entry.modified, content)
    };
    let card = || Card {
        question: read::from_markdown(&content.question),
        answer: read::from_markdown(&content.answer),
        media: content.media.clone(),
        ..Card::default()
    };
    note.kept_as_born(memory, card)
}

fn of_card(card: &Card, is_retired: bool, memory: &Memory) -> Note {
    let content = Content::of(card);
    let text = |markdown: &str, blocks: &[Block]| Text {
        markdown: Some(markdown.to_owned()),
        html: Some(fields::html(blocks, &card.media)),
    };
    let note = Note {
        is_retired,
        question: text(&content.question, &card.question),
        answer: text(&content.answer, &card.answer),
        ..of_content(&card.id, card.modified.unwrap_or(UNDATED), &content)
    };
    note.kept_as_born(memory, || card.clone())
}

/// What is said of a card beside its question and answer.
fn of_content(guid: &str, modified: i64, content: &Content) -> Note {
    Note {
        guid: guid.to_owned(),
        modified,
        note_type: note_type::ID,
        level: Some(content.level.map_or(String::new(), |level| level.name().to_owned())),
        path: Some(content.path.join(" / ")),
        tags: as_kept(content.tags.clone()),
        media: content.media.values().cloned().collect(),
        field_count: note_type::FIELDS.len(),
        fingerprint: Some(content.fingerprint()),
        ..Note::default()
    }
}

/// Tags as Anki keeps them.
fn as_kept(tags: Vec<String>) -> Vec<String> {
    tags::own_of(&Card { tags, ..Card::default() })
}

impl Note {
    /// With the fields of a row: the first is the question, and of deckmill's own notes the second is
    /// the answer; of others all the rest is.
    fn with_fields(mut self, note_type: i64, is_own: bool, fields: &[String]) -> Note {
        (self.note_type, self.field_count) = (note_type, fields.len());
        self.question = Text::html(fields.first().cloned().unwrap_or_default());
        let rest = fields.get(1..).unwrap_or_default();
        self.answer = Text::html(match is_own {
            true => rest.first().cloned().unwrap_or_default(),
            false => rest.join("\n<hr>\n"),
        });
        self
    }

    /// In the note type that it was born with.
    fn kept_as_born(self, memory: &Memory, card: impl FnOnce() -> Card) -> Note {
        let foreign = memory.entries.get(&self.guid).and_then(|entry| entry.foreign.as_ref());
        match foreign.and_then(|foreign| Some((foreign, memory.adopted.get(&foreign.note_type)?))) {
            Some((foreign, adopted)) => {
                let card = card();
                let fields = foreign::fields_of(&card, &card.media, adopted, foreign);
                self.with_fields(foreign.note_type, false, &fields)
            }
            None => {
                let note_type = memory.born_in(&self.guid).map_or(note_type::ID, |own| own.id);
                Note { note_type, ..self }
            }
        }
    }

    /// What is another than in an older note.
    pub(super) fn parts_changed(&self, old: &Note) -> Vec<Part> {
        let is_same = self.fingerprint.is_some() && self.fingerprint == old.fingerprint;
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let differ = |a: &Option<String>, b: &Option<String>| {
            a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| a != b && one_line(a) != one_line(b))
        };
        let mut parts = Vec::new();
        if !is_same {
            let changed = [
                (Part::Question, !self.question.is_same(&old.question)),
                (Part::Answer, !self.answer.is_same(&old.answer)),
                (Part::Level, differ(&self.level, &old.level)),
                (Part::Section, differ(&self.path, &old.path)),
                (Part::Tags, self.tags != old.tags),
                (Part::Media, self.media != old.media),
            ];
            parts.extend(changed.into_iter().filter(|(_, is_changed)| *is_changed).map(|(part, _)| part));
        }
        match (old.is_retired, self.is_retired) {
            (false, true) => parts.push(Part::Retired),
            (true, false) => parts.push(Part::Returned),
            _ => {}
        }
        parts
    }

    /// Whether Anki takes it as a note of this note type.
    pub(super) fn check(&self, note_type: Option<&NoteType>) -> Result<(), Refusal> {
        let guid = self.guid.clone();
        let Some(note_type) = note_type else { return Err(Refusal::NoNoteType { guid }) };
        match note_type.field_count() {
            expected if expected == self.field_count => Ok(()),
            expected => Err(Refusal::Fields { guid, found: self.field_count, expected }),
        }
    }
}

impl Text {
    fn html(html: impl Into<String>) -> Text {
        Text { html: Some(html.into()), markdown: None }
    }

    /// As a note has it.
    fn as_html(&self) -> Cow<'_, str> {
        match (&self.html, &self.markdown) {
            (Some(html), _) => Cow::Borrowed(html),
            (None, markdown) => Cow::Owned(fields::html(
                &read::from_markdown(markdown.as_deref().unwrap_or_default()),
                &NO_FILES,
            )),
        }
    }

    /// Without any markup.
    pub fn plain(&self) -> String {
        text::blocks(&read::from_html(&self.as_html()))
    }

    /// Whether it says the same as another. Markup that nobody sees is no difference.
    fn is_same(&self, other: &Text) -> bool {
        let is_common = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        let back = |text: &Text| markdown::blocks(&read::from_html(&text.as_html()));
        is_common(&self.html, &other.html)
            || is_common(&self.markdown, &other.markdown)
            || back(self) == back(other)
    }
}
