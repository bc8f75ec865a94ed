//! Note types of other tools, as they were: notes that a maintainer took over from a deck made with
//! another tool keep theirs, for Anki updates no note whose type has changed.

use serde_json::{Value, json};

use super::fields::{self, Names};
use crate::memory::{Adopted, Foreign};
use crate::model::Card;
use crate::package::{Field, Kind, NoteType, Template};

/// A note type as the column `models` has it.
pub fn json(note_type: &NoteType) -> Value {
    let kind = match note_type.kind {
        Kind::Standard => 0,
        Kind::Cloze => 1,
    };
    let fields: Vec<Value> = note_type.fields.iter().enumerate().map(|(ord, one)| field(ord, one)).collect();
    let templates: Vec<Value> =
        note_type.templates.iter().enumerate().map(|(ord, one)| template(ord, one)).collect();
    json!({
        "id": note_type.id,
        "name": note_type.name,
        "type": kind,
        "mod": note_type.modified,
        "usn": 0,
        "sortf": note_type.sort_field,
        "did": null,
        "tmpls": templates,
        "flds": fields,
        "css": note_type.css,
        "latexPre": note_type.latex[0],
        "latexPost": note_type.latex[1],
        "latexsvg": note_type.latex_svg,
        // Anki works out anew which fields make a card.
        "req": [],
        "tags": [],
        "vers": [],
        "originalStockKind": note_type.stock_kind,
    })
}

fn field(ord: usize, field: &Field) -> Value {
    let mut value = json!({
        "name": field.name,
        "ord": ord,
        "sticky": field.sticky,
        "rtl": field.rtl,
        "font": field.font,
        "size": field.size,
        "media": [],
        "description": field.description,
        "plainText": field.plain_text,
        "collapsed": field.collapsed,
        "excludeFromSearch": field.excluded_from_search,
        "preventDeletion": field.prevents_deletion,
    });
    set(&mut value, "id", field.id);
    set(&mut value, "tag", field.tag);
    value
}

fn template(ord: usize, template: &Template) -> Value {
    let mut value = json!({
        "name": template.name,
        "ord": ord,
        "qfmt": template.front,
        "afmt": template.back,
        "bqfmt": template.browser_front,
        "bafmt": template.browser_back,
        "bfont": template.browser_font,
        "bsize": template.browser_size,
        "did": null,
    });
    set(&mut value, "id", template.id);
    value
}

/// Sets a number that not all have.
fn set(value: &mut Value, name: &str, number: Option<i64>) {
    if let (Some(number), Some(object)) = (number, value.as_object_mut()) {
        object.insert(name.to_owned(), number.into());
    }
}

/// The fields of a card in a note type of another tool: question and answer in theirs, the others as
/// they were.
pub fn fields_of(card: &Card, media: &Names, adopted: &Adopted, foreign: &Foreign) -> Vec<String> {
    let mut all = foreign.fields.clone();
    all.resize(adopted.note_type.fields.len().max(1), String::new());
    for (at, blocks) in [(adopted.answer, &card.answer), (Some(adopted.question), &card.question)] {
        if let Some(field) = at.and_then(|at| all.get_mut(at)) {
            *field = fields::html(blocks, media);
        }
    }
    all
}
