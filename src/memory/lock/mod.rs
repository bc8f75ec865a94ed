//! `deckmill.lock`: JSON Lines, a header, a line for each page, for each note type that was taken
//! over from another tool, and for each card.
//!
//! ```text
//! {"version":1,"note_type":{"hash":"…","mod":1795478400}}
//! {"page":"input/python.md","key":"Python"}
//! {"note_type":1539061847291,"name":"Deckmill Cloze","shape":"cloze","hash":"…","mod":1795478400}
//! {"adopted":1342697561419,"question":0,"answer":1,"definition":{…}}
//! {"guid":"…","mod":1795478400,"state":"active","page":"input/python.md","question":"…","answer":"…",…}
//! ```
//!
//! Lines are sorted, pages by name and cards by GUID, so that two branches which add cards mostly
//! touch different lines. What a merge leaves behind is understood: conflict marks are skipped and
//! both sides kept, and of two lines for one card the later counts.

mod lines;

use serde::Serialize;

use super::{Insertion, Memory, NoteTypeState};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::export::{foreign, note_type, note_type::Shape};
use crate::package::of_json;
use crate::source::Span;
use lines::{Adopted, Card, Header, Kind, NoteType, OtherType, Page, Problem, card, check_time, entry};

/// The version of the file that is read and written.
const VERSION: u32 = 1;

/// What git puts around the two sides of a conflict.
const MARKS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// Why a lock can't be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum LockError {
    /// A line says nothing that a lock can say.
    #[error("line {line} is broken: {problem}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A newer deckmill wrote it.
    #[error("this lock is of version {0}, and this deckmill knows version {VERSION}")]
    Version(u32),
    /// A card's note is kept in a note type that the lock does not define.
    #[error("card {guid} has the note type {note_type}, which the lock does not define")]
    NoteType {
        /// The card.
        guid: String,
        /// The note type.
        note_type: i64,
    },
    /// There are cards, and no header says of which version.
    #[error("the header is missing: the first line of a lock is {{\"version\":{VERSION},…}}")]
    Header,
}

/// A memory as the text of a lock: the same memory always gives the same text.
pub fn write_lock(memory: &Memory) -> String {
    let mut out = String::new();
    let note_type = memory.note_types.get(&note_type::ID);
    let note_type = note_type.map(|state| NoteType { hash: state.hash.clone(), modified: state.modified });
    push(&mut out, &Header { version: VERSION, note_type });
    for (page, key) in &memory.keys {
        push(&mut out, &Page { page: page.clone(), key: key.clone() });
    }
    for (id, state) in memory.note_types.iter().filter(|(id, _)| **id != note_type::ID) {
        let NoteTypeState { name, hash, modified, shape } = state.clone();
        push(
            &mut out,
            &OtherType { note_type: *id, name: name.into(), shape: shape.name().to_owned(), hash, modified },
        );
    }
    for (id, known) in &memory.adopted {
        let definition = foreign::json(&known.note_type);
        let (question, answer) = (known.question, known.answer);
        push(&mut out, &Adopted { adopted: *id, question, answer, definition });
    }
    for entry in memory.entries.values() {
        push(&mut out, &card(entry));
    }
    out
}

fn push(out: &mut String, line: &impl Serialize) {
    // These structs have no maps with keys other than strings, so this can't fail.
    out.push_str(&serde_json::to_string(line).unwrap_or_default());
    out.push('\n');
}

/// Whether a text is a lock, by its first line: a header and nothing else.
pub fn is_lock(text: &str) -> bool {
    let lines = text.trim_start_matches('\u{FEFF}').lines().map(str::trim);
    let first =
        lines.filter(|line| !MARKS.iter().any(|mark| line.starts_with(mark))).find(|line| !line.is_empty());
    let header = first.and_then(|line| serde_json::from_str::<serde_json::Map<_, _>>(line).ok());
    header.is_some_and(|header: serde_json::Map<String, serde_json::Value>| {
        header.contains_key("version") && header.keys().all(|key| key == "version" || key == "note_type")
    })
}

/// The memory that a lock holds; findings say what a merge has left in it.
///
/// An empty text is an empty memory. A line that can't be read is an error, for what it held would
/// be lost.
pub fn read_lock(text: &str, diagnostics: &mut Diagnostics) -> Result<Memory, LockError> {
    let mut reading = Reading { memory: Memory::default(), has_header: false, diagnostics };
    let mut offset = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let held = line.trim_start_matches('\u{FEFF}').trim();
        let start = offset + (line.len() - line.trim_start_matches('\u{FEFF}').trim_start().len());
        let span = Span::new(start, start + held.len());
        reading.line(held, span).map_err(|problem| problem.at(index + 1))?;
        offset += line.len();
    }
    for entry in reading.memory.entries.values() {
        let foreign = entry.foreign.as_ref().map(|known| known.note_type);
        let unknown = foreign.filter(|id| !reading.memory.adopted.contains_key(id));
        let own = entry.note_type.filter(|id| !reading.memory.note_types.contains_key(id));
        if let Some(note_type) = unknown.or(own) {
            return Err(LockError::NoteType { guid: entry.guid.clone(), note_type });
        }
    }
    match reading.has_header || reading.memory == Memory::default() {
        true => Ok(reading.memory),
        false => Err(LockError::Header),
    }
}

struct Reading<'a> {
    memory: Memory,
    has_header: bool,
    diagnostics: &'a mut Diagnostics,
}

impl Reading<'_> {
    fn line(&mut self, line: &str, span: Span) -> Result<(), Problem> {
        if line.is_empty() {
            return Ok(());
        }
        if MARKS.iter().any(|mark| line.starts_with(mark)) {
            if line.starts_with(MARKS[0]) {
                self.diagnostics.push(Diagnostic::lock_conflict(span));
            }
            return Ok(());
        }
        let kind: Kind = serde_json::from_str(line)?;
        match kind {
            Kind { version: Some(version), .. } if version != VERSION => Err(Problem::Version(version)),
            Kind { version: Some(_), .. } => self.header(serde_json::from_str(line)?),
            Kind { guid: Some(_), .. } => self.card(serde_json::from_str(line)?, span),
            Kind { shape: Some(_), .. } => self.other_type(serde_json::from_str(line)?),
            Kind { adopted: Some(_), .. } => self.adopted(serde_json::from_str(line)?),
            _ => {
                let Page { page, key } = serde_json::from_str(line)?;
                // Of two keys for one page, the lesser, so that all who merge come to the same.
                let known = self.memory.keys.entry(page).or_insert_with(|| key.clone());
                if key < *known {
                    *known = key;
                }
                Ok(())
            }
        }
    }

    fn header(&mut self, header: Header) -> Result<(), Problem> {
        self.has_header = true;
        let Some(NoteType { hash, modified }) = header.note_type else { return Ok(()) };
        check_time(modified)?;
        let (name, shape) = (note_type::NAME.into(), Shape::Basic);
        self.memory.know_note_type(note_type::ID, NoteTypeState { name, shape, hash, modified });
        Ok(())
    }

    fn other_type(&mut self, known: OtherType) -> Result<(), Problem> {
        let OtherType { note_type, name, shape, hash, modified } = known;
        check_time(modified)?;
        let unknown = || Problem::Broken(format!("there is no shape `{shape}`"));
        let shape = Shape::by_name(&shape).ok_or_else(unknown)?;
        self.memory.know_note_type(note_type, NoteTypeState { name: name.into(), shape, hash, modified });
        Ok(())
    }

    fn adopted(&mut self, known: Adopted) -> Result<(), Problem> {
        let Adopted { adopted, question, answer, definition } = known;
        let note_type = of_json(&adopted.to_string(), &definition);
        let is_there = |at: usize| at < note_type.fields.len();
        if note_type.id != adopted || !is_there(question) || !answer.is_none_or(is_there) {
            return Err(Problem::Broken("the definition of the note type does not fit".to_owned()));
        }
        let known = super::Adopted { note_type, question, answer };
        self.memory.adopted.entry(adopted).or_insert(known);
        Ok(())
    }

    fn card(&mut self, card: Card, span: Span) -> Result<(), Problem> {
        let entry = entry(card)?;
        let guid = entry.guid.clone();
        match self.memory.insert(entry) {
            Insertion::New => {}
            Insertion::Known => self.diagnostics.push(Diagnostic::lock_repeated(&guid, span)),
            Insertion::Tie => self.diagnostics.push(Diagnostic::lock_tie(&guid, span)),
        }
        Ok(())
    }
}
