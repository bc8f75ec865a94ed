//! What stands in fields and templates that would run, or that a browser would not show.

use super::name;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::package::{Note, NoteType};
use crate::read;

/// Elements that run something or show another page.
const ALIVE: [&str; 5] = ["script", "iframe", "object", "embed", "applet"];

/// How many characters of a place are shown.
const SHOWN: usize = 30;

/// A tag in a field: its name in lower case, and all between its signs.
struct Tag<'a> {
    name: String,
    text: &'a str,
    is_closed: bool,
}

/// What is wrong with the fields of a note; each kind of thing is said once.
pub fn of_note(note: &Note, found: &mut Diagnostics) {
    let (mut alive, mut unknown, mut sign) = (None, None, None);
    for field in note.fields.iter().filter(|field| field.contains('<')) {
        // The elements of drawings and formulas are their own.
        let is_drawing = ["<svg", "<math"].iter().any(|name| field.contains(name));
        each_sign(field, |place, tag| match tag {
            Some(tag) if is_alive(&tag) => keep(&mut alive, place),
            Some(tag) if !is_drawing && !is_element(&tag) => keep(&mut unknown, place),
            Some(_) => {}
            None => keep(&mut sign, place),
        });
    }
    let name = || name(note);
    alive.into_iter().for_each(|place| found.push(Diagnostic::active_content(&name(), &place)));
    unknown.into_iter().for_each(|place| found.push(Diagnostic::unescaped_tag(&name(), &place)));
    sign.into_iter().for_each(|place| found.push(Diagnostic::unescaped_sign(&name(), &place)));
}

/// What runs in the templates of a note type.
pub fn of_templates(note_type: &NoteType, found: &mut Diagnostics) {
    let mut alive = None;
    for side in note_type.templates.iter().flat_map(|one| [&one.front, &one.back]) {
        each_sign(side, |place, tag| {
            if tag.is_some_and(|tag| is_alive(&tag)) {
                keep(&mut alive, place);
            }
        });
    }
    let name = format!("the note type \"{}\"", note_type.name);
    alive.into_iter().for_each(|place| found.push(Diagnostic::active_content(&name, &place)));
}

/// Keeps the first place, cut to what is worth showing.
fn keep(kept: &mut Option<String>, place: &str) {
    kept.get_or_insert_with(|| {
        let line: String = place.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(SHOWN) {
            Some((at, _)) => format!("{}…", &line[..at]),
            None => line,
        }
    });
}

/// Calls a function with each `<` of a text: what follows, and the tag that it begins, if any.
fn each_sign(text: &str, mut call: impl FnMut(&str, Option<Tag>)) {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let place = &rest[at..];
        rest = &place[1..];
        if let Some(comment) = place.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
            continue;
        }
        let inner = rest.strip_prefix('/').unwrap_or(rest);
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            // `<!DOCTYPE` and `<?xml` are shown by no browser, and say nothing.
            if !rest.starts_with(['!', '?', '/']) {
                call(place, None);
            }
            continue;
        }
        let end = end_of(inner);
        let text = &inner[..end.unwrap_or(inner.len())];
        let length = text.find(|c: char| c.is_whitespace() || c == '/' || c == '<').unwrap_or(text.len());
        let name = text[..length].to_ascii_lowercase();
        let shown = &place[..place.len() - inner.len() + text.len() + usize::from(end.is_some())];
        call(shown, Some(Tag { name, text, is_closed: end.is_some() }));
        rest = &inner[text.len()..];
    }
}

/// Where a tag ends: at the first `>` that is in no value.
fn end_of(tag: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in tag.char_indices() {
        match (c, quote) {
            ('>', None) => return Some(at),
            ('"' | '\'', None) if before == '=' => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
        before = if c.is_whitespace() { before } else { c };
    }
    None
}

/// Whether HTML or Anki has an element of this name; names with a hyphen are for anyone to make.
fn is_element(tag: &Tag) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ':';
    tag.is_closed
        && tag.name.chars().all(is_name)
        && (read::is_element(&tag.name) || tag.name.contains(['-', ':']))
}

/// Whether a tag runs something: by itself, by a handler, or by where it leads.
fn is_alive(tag: &Tag) -> bool {
    if !tag.is_closed {
        return false;
    }
    let lower = tag.text.to_ascii_lowercase();
    let runs = |scheme: &str| {
        lower
            .split(scheme)
            .next()
            .is_some_and(|before| before.len() < lower.len() && before.trim_end().ends_with(['=', '"', '\'']))
    };
    let names =
        lower.split_whitespace().skip(1).filter_map(|part| part.split_once('=')).map(|(name, _)| name);
    let handles = |name: &str| {
        name.len() > 4 && name.starts_with("on") && name[2..].bytes().all(|c| c.is_ascii_lowercase())
    };
    ALIVE.contains(&tag.name.as_str())
        || ["javascript:", "vbscript:"].into_iter().any(runs)
        || (read::is_element(&tag.name) && names.into_iter().any(handles))
}
