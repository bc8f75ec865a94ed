//! The lines of a lock: how each kind is written, and what a card's line says.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LockError;
use crate::memory::{self, Content, Entry, State};
use crate::model::Level;

/// The last second that a date of four figures can name; what is later is a slip of a hand.
const LAST: i64 = 253_402_300_799;

#[derive(Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) note_type: Option<NoteType>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteType {
    pub(super) hash: String,
    #[serde(rename = "mod")]
    pub(super) modified: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    pub(super) page: String,
    pub(super) key: String,
}

/// A note type of deckmill's that is not the one of questions and answers.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OtherType {
    pub(super) note_type: i64,
    pub(super) name: String,
    pub(super) shape: String,
    pub(super) hash: String,
    #[serde(rename = "mod")]
    pub(super) modified: i64,
}

/// A note type that was taken over.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Adopted {
    pub(super) adopted: i64,
    pub(super) question: usize,
    pub(super) answer: Option<usize>,
    pub(super) definition: Value,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Foreign {
    pub(super) adopted: i64,
    pub(super) fields: Vec<String>,
    pub(super) templates: Vec<i64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Card {
    pub(super) guid: String,
    #[serde(rename = "mod")]
    pub(super) modified: i64,
    pub(super) state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    pub(super) page: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<String>,
    pub(super) question: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) answer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) level: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) path: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) media: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) note_type: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<Foreign>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) disputed: bool,
}

/// What tells the kinds of line apart.
#[derive(Deserialize)]
pub(super) struct Kind {
    pub(super) version: Option<u32>,
    pub(super) guid: Option<IgnoredAny>,
    pub(super) shape: Option<IgnoredAny>,
    pub(super) adopted: Option<IgnoredAny>,
}

pub(super) fn card(entry: &Entry) -> Card {
    let Content { question, answer, level, path, tags, media } = entry.content.clone();
    Card {
        guid: entry.guid.clone(),
        modified: entry.modified,
        state: state_name(entry.state).to_owned(),
        id: entry.given_id.clone(),
        page: entry.page.clone(),
        after: entry.after.clone(),
        question,
        answer,
        level: level.map(|level| level.name().to_owned()),
        path,
        tags,
        media,
        note_type: entry.note_type,
        note: entry.foreign.clone().map(|known| Foreign {
            adopted: known.note_type,
            fields: known.fields,
            templates: known.templates,
        }),
        disputed: entry.is_disputed,
    }
}

pub(super) fn state_name(state: State) -> &'static str {
    match state {
        State::Active => "active",
        State::Retired => "retired",
    }
}

/// What is wrong with a line, wherever it stands.
pub(super) enum Problem {
    Broken(String),
    Version(u32),
}

impl Problem {
    pub(super) fn at(self, line: usize) -> LockError {
        match self {
            Problem::Broken(problem) => LockError::Line { line, problem },
            Problem::Version(version) => LockError::Version(version),
        }
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Problem {
        // What the library says ends in a list of what there is, and in a line that is always 1 here.
        let text = error.to_string();
        let text = text.split(" at line ").next().unwrap_or(&text);
        Problem::Broken(text.split(", expected one of ").next().unwrap_or(text).to_owned())
    }
}

pub(super) fn entry(card: Card) -> Result<Entry, Problem> {
    let broken = |problem: String| Err(Problem::Broken(problem));
    check_time(card.modified)?;
    if card.guid.is_empty() {
        return broken("the guid is empty".to_owned());
    }
    let state = match card.state.as_str() {
        "active" => State::Active,
        "retired" => State::Retired,
        other => return broken(format!("`{other}` is no state: active or retired")),
    };
    let level = match card.level {
        None => None,
        Some(name) => match Level::ALL.into_iter().find(|level| level.name() == name) {
            Some(level) => Some(level),
            None => return broken(format!("`{name}` is no level: beginner, intermediate or advanced")),
        },
    };
    let Card { question, answer, path, tags, media, .. } = card;
    Ok(Entry {
        guid: card.guid,
        modified: card.modified,
        state,
        given_id: card.id,
        page: card.page,
        after: card.after,
        content: Content { question, answer, level, path, tags, media },
        fingerprint: None,
        note_type: card.note_type,
        foreign: card.note.map(|known| memory::Foreign {
            note_type: known.adopted,
            fields: known.fields,
            templates: known.templates,
        }),
        is_disputed: card.disputed,
    })
}

pub(super) fn check_time(time: i64) -> Result<(), Problem> {
    match (0..=LAST).contains(&time) {
        true => Ok(()),
        false => Err(Problem::Broken(format!("`{time}` is no time in seconds since 1970"))),
    }
}
