//! Question and answer of a note of any type but deckmill's: by the names of its fields, else by what
//! its templates show.

use super::cloze::{self, View};
use super::{Content, blocks_of, own};
use crate::layout::signs::fields::{self, Field, Sure};
use crate::marks::CardMark;
use crate::model::Block;
use crate::package::template;
use crate::package::{Kind, Note, NoteType};
use crate::read::build::marked::Known;

/// What a note says; one whose type the package lacks has its question in its first field.
pub fn content(note: &Note, note_type: Option<&NoteType>) -> Content {
    let empty = NoteType::default();
    let note_type = note_type.unwrap_or(&empty);
    let filled = |at: &usize| note.fields.get(*at).is_some_and(|field| !field.trim().is_empty());
    let mut mark = mark(note, note_type);
    let said: Vec<usize> =
        [Field::Level, Field::Section].iter().filter_map(|role| named(note_type, *role)).collect();
    let (mut asked, mut answered) = match note_type.kind {
        Kind::Cloze => of_cloze(note_type),
        Kind::Standard => of_fields(note, note_type),
    };
    asked.retain(|at| filled(at) && !said.contains(at));
    answered.retain(|at| filled(at) && !said.contains(at) && !asked.contains(at));
    let mut blocks = |fields: &[usize], view: View| -> Vec<Block> {
        let field = |at: &usize| {
            let (blocks, media) = match note_type.kind {
                Kind::Cloze => blocks_of(&cloze::text(&note.fields[*at], view), false),
                Kind::Standard => blocks_of(&note.fields[*at], false),
            };
            mark.media.extend(media);
            blocks
        };
        fields.iter().flat_map(field).collect()
    };
    let question = blocks(&asked, View::Hidden);
    let mut answer = blocks(&answered, View::Shown);
    if note_type.kind == Kind::Cloze {
        // The answer begins with the whole text, of which the question shows a part.
        answer.splice(0..0, blocks(&asked, View::Shown));
    }
    Content { known: Known { question, answer, mark }, parts: [asked, answered, said] }
}

fn mark(note: &Note, note_type: &NoteType) -> CardMark {
    let text = |role: Field| {
        let field = note.fields.get(named(note_type, role)?)?;
        Some(own::plain(field)).filter(|text| !text.is_empty())
    };
    CardMark {
        level: text(Field::Level),
        path: Some(text(Field::Section).into_iter().collect()),
        tags: own::tags(note),
        ..CardMark::default()
    }
}

/// The field whose name says that it is for something.
fn named(note_type: &NoteType, role: Field) -> Option<usize> {
    let is_one = |name: &str| matches!(fields::of_name(name), Some((own, Sure::Named(_))) if own == role);
    note_type.fields.iter().position(|field| is_one(&field.name))
}

/// The places in `fields` of those that a side of a template shows, in its order.
fn shown(note_type: &NoteType, side: &str) -> Vec<usize> {
    let place = |name: &str| note_type.fields.iter().position(|field| field.name == name);
    let mut found: Vec<usize> = Vec::new();
    for one in template::places(side).iter().filter(|one| one.is_shown()) {
        found.extend(place(one.field).filter(|at| !found.contains(at)));
    }
    found
}

/// The fields of question and answer of a note with templates.
fn of_fields(note: &Note, note_type: &NoteType) -> (Vec<usize>, Vec<usize>) {
    let (front, back) = note_type.templates.first().map_or(("", ""), |one| (&one.front, &one.back));
    let (front, mut back) = (shown(note_type, front), shown(note_type, back));
    // An answer that is typed stands on the back, if only to be compared with.
    back.extend(typed(note_type));
    let by_name = named(note_type, Field::Question).zip(named(note_type, Field::Answer));
    let (asked, answered) = match by_name {
        Some((question, answer)) => (vec![question], vec![answer]),
        None if front.is_empty() => (vec![0], (1..note.fields.len()).collect()),
        None => (Vec::new(), Vec::new()),
    };
    let more = |first: Vec<usize>, side: Vec<usize>, taken: &[usize]| {
        let mut all = first;
        for at in side {
            if !all.contains(&at) && !taken.contains(&at) {
                all.push(at);
            }
        }
        all
    };
    let asked = more(asked, front, &answered);
    let answered = more(answered, back, &asked);
    (asked, answered)
}

/// The fields that a learner types.
fn typed(note_type: &NoteType) -> Vec<usize> {
    let backs = note_type.templates.first().map(|one| one.back.as_str()).unwrap_or_default();
    let places = template::places(backs);
    let typed = places.iter().filter(|place| place.filters.contains(&"type"));
    typed.filter_map(|place| note_type.fields.iter().position(|field| field.name == place.field)).collect()
}

/// The fields of a note with deletions: the text, and what the back shows beside it.
fn of_cloze(note_type: &NoteType) -> (Vec<usize>, Vec<usize>) {
    let (front, back) = note_type.templates.first().map_or(("", ""), |one| (&one.front, &one.back));
    let is_cloze = |place: &template::Place| place.filters.contains(&"cloze");
    let places = template::places(front);
    let names = places.iter().filter(|place| is_cloze(place)).map(|place| place.field);
    let mut texts: Vec<usize> =
        names.filter_map(|name| note_type.fields.iter().position(|field| field.name == name)).collect();
    texts.dedup();
    if texts.is_empty() {
        texts.push(0);
    }
    let back = shown(note_type, back);
    (texts, back)
}
