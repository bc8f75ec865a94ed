//! Notes of deckmill's own type: the mark in the column `data` says what the fields can't; where Anki
//! has dropped it, the fields say most of it.

use super::{Content, blocks_of};
use crate::export::{note_type, tags};
use crate::level;
use crate::marks::{self, CardMark};
use crate::package::{Note, NoteType};
use crate::read::build::marked::Known;
use crate::read::clean;

/// The fields by their place in the note type.
const QUESTION: usize = 0;
const ANSWER: usize = 1;
pub const LEVEL: usize = 2;
const NUMBER: usize = 3;
pub const SECTION: usize = 4;
pub const SOURCE: usize = 5;

/// Whether a note type is deckmill's, under whichever id and name: no other has these fields.
pub fn is_own(one: &NoteType) -> bool {
    let names = one.fields.iter().map(|field| field.name.as_str());
    names.eq(note_type::FIELDS.iter().map(|(name, _)| *name))
}

/// What such a note says.
pub fn content(note: &Note) -> Content {
    let field = |at: usize| note.fields.get(at).map(String::as_str).unwrap_or_default();
    let (question, mut media) = blocks_of(field(QUESTION), true);
    let (answer, more) = blocks_of(field(ANSWER), true);
    media.extend(more);
    let mark = CardMark { media, ..marks::of_card(&note.data).unwrap_or_else(|| by_fields(note)) };
    Content {
        known: Known { question, answer, mark },
        parts: [vec![QUESTION], vec![ANSWER], (LEVEL..note.fields.len()).collect()],
    }
}

/// What fields and tags say.
fn by_fields(note: &Note) -> CardMark {
    let text = |at: usize| plain(note.fields.get(at).map(String::as_str).unwrap_or_default());
    let some = |text: String| (!text.is_empty()).then_some(text);
    let section = text(SECTION);
    let path = section.split(" / ").map(str::trim).filter(|part| !part.is_empty());
    CardMark {
        number: some(text(NUMBER)),
        level: some(text(LEVEL)).filter(|label| level::of_label(label).is_some()),
        path: Some(path.map(str::to_owned).collect()),
        tags: tags(note),
        ..CardMark::default()
    }
}

/// The tags of a note that say what nothing else does.
pub fn tags(note: &Note) -> Vec<String> {
    note.tags.iter().filter(|tag| !tags::is_ours(tag)).map(|tag| clean(tag)).collect()
}

/// A field of plain text.
pub fn plain(html: &str) -> String {
    crate::render::text::blocks(&blocks_of(html, false).0).trim().replace('\n', " ")
}
