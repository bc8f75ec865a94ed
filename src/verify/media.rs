//! The files of a package: those that are named and not there, there and not named, or named badly.

use std::collections::{HashMap, HashSet};

use super::name;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::export::tags;
use crate::package::{Media, Package, html};

/// What is wrong with the files of a package.
pub fn look(package: &Package, found: &mut Diagnostics) {
    let there: HashSet<&str> =
        package.media.iter().filter(|media| media.present).map(|media| media.name.as_str()).collect();
    let mut named: HashSet<String> = HashSet::new();
    for note in &package.notes {
        let is_retired = note.cards.is_empty() && note.tags.iter().any(|tag| tags::is_retired(tag));
        for file in note.fields.iter().flat_map(|field| html::files(field)) {
            let plain = html::unquoted(&file).into_owned();
            let is_there = there.contains(file.as_str()) || there.contains(plain.as_str());
            // Who has a card that has left its page has its files; to others nothing is shown.
            if !is_there && !named.contains(&file) && !is_retired {
                found.push(Diagnostic::missing_media(&file, &name(note)));
            }
            named.extend([file, plain]);
        }
    }
    for media in &package.media {
        of_file(package, media, &named, found);
    }
    clashes(package, found);
}

/// What is wrong with a file of the package's list.
fn of_file(package: &Package, media: &Media, named: &HashSet<String>, found: &mut Diagnostics) {
    let file = media.name.as_str();
    if !media.present && !named.contains(file) {
        found.push(Diagnostic::missing_media(file, "the package's list"));
    }
    if !media.is_safe() {
        found.push(Diagnostic::unsafe_media(file));
    } else if !media.is_kept() {
        found.push(Diagnostic::renamed_media(file));
    }
    // What begins like this is for templates and styles, and Anki keeps it in any case.
    if media.present && !named.contains(file) && !file.starts_with('_') && !is_in_templates(package, file) {
        found.push(Diagnostic::unused_media(file));
    }
}

fn is_in_templates(package: &Package, file: &str) -> bool {
    let texts = |one: &crate::package::NoteType| {
        one.css.contains(file)
            || one.templates.iter().any(|one| one.front.contains(file) || one.back.contains(file))
    };
    package.note_types.iter().any(texts)
}

/// Files whose names are one on a disk that takes upper and lower case for the same.
fn clashes(package: &Package, found: &mut Diagnostics) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for media in &package.media {
        if let Some(first) = seen.insert(media.name.to_lowercase(), &media.name) {
            found.push(Diagnostic::clashing_media(first, &media.name));
        }
    }
}
