//! What is wrong with an Anki package, and with one that is to follow another. Notes have no lines, so
//! each finding names its note.

use super::{Diagnostic, Severity};

impl Diagnostic {
    /// Several notes have one GUID.
    pub fn repeated_guid(note: &str, count: usize) -> Diagnostic {
        let message = format!("{note}: {count} notes have this GUID");
        Diagnostic::new(Severity::Error, "repeated-guid", message).help("give each note a GUID of its own")
    }

    /// A note's type is not in the package.
    pub fn unknown_note_type(note: &str) -> Diagnostic {
        let message = format!("{note}: its note type is not in the package");
        Diagnostic::new(Severity::Error, "unknown-note-type", message)
    }

    /// A card's deck is not in the package.
    pub fn unknown_deck(note: &str) -> Diagnostic {
        let message = format!("{note}: a card is in a deck that is not in the package");
        Diagnostic::new(Severity::Error, "unknown-deck", message)
    }

    /// A note has more or fewer fields than its type.
    pub fn wrong_fields(note: &str, has: usize, wants: usize) -> Diagnostic {
        let message = format!("{note}: it has {has} fields, and its note type {wants}");
        Diagnostic::new(Severity::Error, "wrong-fields", message)
    }

    /// A note has nothing to ask.
    pub fn empty_front(note: &str) -> Diagnostic {
        let message = format!("{note}: there is nothing on its front");
        Diagnostic::new(Severity::Error, "empty-front", message)
            .help("fill the first field and those that the front shows")
    }

    /// A note has no card.
    pub fn note_without_card(note: &str) -> Diagnostic {
        let message = format!("{note}: it has no card, so nobody studies it");
        Diagnostic::new(Severity::Error, "note-without-card", message)
            .help("tag it `deckmill::retired` if that is meant")
    }

    /// What Anki sorts by is not what the notes' fields give.
    pub fn wrong_sort_field(first: &str, count: usize) -> Diagnostic {
        let message = format!("{first}: its sort field is not what Anki makes of its fields{}", more(count));
        Diagnostic::new(Severity::Warning, "wrong-sort-field", message)
    }

    /// By what Anki finds equal notes is not what the notes' fields give.
    pub fn wrong_checksum(first: &str, count: usize) -> Diagnostic {
        let message = format!("{first}: its checksum is not that of its first field{}", more(count));
        Diagnostic::new(Severity::Warning, "wrong-checksum", message)
    }

    /// Something in a field or a template would run.
    pub fn active_content(what: &str, place: &str) -> Diagnostic {
        let message = format!("{what}: this would run, or load another page: `{place}`");
        Diagnostic::new(Severity::Warning, "active-content", message)
            .help("write `&lt;` for each `<` if it is text, else take it out")
    }

    /// A field has a tag that HTML does not know.
    pub fn unescaped_tag(note: &str, place: &str) -> Diagnostic {
        let message = format!("{note}: `{place}` is no HTML element, so learners don't see it");
        Diagnostic::new(Severity::Error, "unescaped-tag", message).help("write `&lt;` for its `<`")
    }

    /// A field has a `<` that begins no tag.
    pub fn unescaped_sign(note: &str, place: &str) -> Diagnostic {
        let message = format!("{note}: a `<` that begins no tag: `{place}`");
        Diagnostic::new(Severity::Warning, "unescaped-sign", message).help("write `&lt;` for it")
    }

    /// A file is named, and not in the package.
    pub fn missing_media(file: &str, what: &str) -> Diagnostic {
        let message = format!("{what}: the file `{file}` is not in the package");
        Diagnostic::new(Severity::Error, "media-missing", message)
    }

    /// A file's name would lead elsewhere.
    pub fn unsafe_media(file: &str) -> Diagnostic {
        let message = format!("the file {file:?} has a name that is no plain name of a file");
        Diagnostic::new(Severity::Error, "media-unsafe", message)
            .help("name it with letters, figures, `-`, `_` and `.`, without folders")
    }

    /// A file has a name that Anki changes.
    pub fn renamed_media(file: &str) -> Diagnostic {
        let message = format!("the file `{file}` has a name that Anki changes, so notes don't find it");
        Diagnostic::new(Severity::Warning, "media-renamed", message)
            .help("names are composed (NFC) and have at most 120 bytes")
    }

    /// Two files have one name.
    pub fn clashing_media(first: &str, second: &str) -> Diagnostic {
        let message = match first == second {
            true => format!("two files have the name `{first}`, and one is lost"),
            false => format!("the files `{first}` and `{second}` have one name on many disks"),
        };
        Diagnostic::new(Severity::Error, "media-clash", message)
            .help("give each file a name of its own, such as a hash of what is in it")
    }

    /// A file that no note names.
    pub fn unused_media(file: &str) -> Diagnostic {
        let message = format!("no note names the file `{file}`");
        Diagnostic::new(Severity::Note, "media-unused", message)
    }

    /// A changed note that is not newer.
    pub fn edit_not_newer(note: &str) -> Diagnostic {
        let message = format!("{note}: it has changed and is not newer, so learners don't get the change");
        Diagnostic::new(Severity::Error, "edit-not-newer", message).help("raise the note's `mod`")
    }

    /// A newer note that has not changed.
    pub fn newer_unchanged(note: &str) -> Diagnostic {
        let message = format!("{note}: it is newer and has not changed, so learners lose edits of their own");
        Diagnostic::new(Severity::Warning, "newer-unchanged", message)
            .help("keep the `mod` of notes that are as they were")
    }

    /// A note with another type than it had.
    pub fn other_note_type(note: &str) -> Diagnostic {
        let message = format!("{note}: it had another note type, so it is not updated any more");
        Diagnostic::new(Severity::Error, "other-note-type", message).help("keep the note type, and its id")
    }

    /// A note type with other fields or templates.
    pub fn conflicting_note_type(name: &str) -> Diagnostic {
        let message =
            format!("the note type \"{name}\" has other fields or templates, so no note of it is updated");
        Diagnostic::new(Severity::Error, "conflicting-note-type", message)
            .help("keep number, order and names of its fields and templates")
    }

    /// A note type that looks different and is not newer.
    pub fn styles_not_newer(name: &str) -> Diagnostic {
        let message = format!("the note type \"{name}\" has changed and is not newer: learners don't get it");
        Diagnostic::new(Severity::Error, "styles-not-newer", message).help("raise the note type's `mod`")
    }

    /// A question that had another GUID.
    pub fn changed_guid(note: &str, old: &str) -> Diagnostic {
        let message = format!("{note}: the older package asks the same under the GUID {old}");
        Diagnostic::new(Severity::Error, "changed-guid", message)
            .help("keep the GUID, or learners have the question twice")
    }

    /// A note that the newer package leaves out.
    pub fn note_left_out(note: &str) -> Diagnostic {
        let message = format!("{note}: it is left out, and stays with learners as it is");
        Diagnostic::new(Severity::Warning, "note-left-out", message)
            .help("ship it without a card and with the tag `deckmill::retired`")
    }
}

/// How many other notes there are of a kind.
fn more(count: usize) -> String {
    match count {
        ..2 => String::new(),
        2 => "; it is the same with another note".to_owned(),
        _ => format!("; it is the same with {} others", count - 1),
    }
}
