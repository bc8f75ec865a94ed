//! Rules about Anki packages: what is wrong in one, and with one that is to follow another.

use super::Rule;
use crate::diagnostic::Severity::{Error, Note, Warning};

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "repeated-guid",
        severity: Error,
        summary: "Several notes of a package have one GUID.",
        meaning: "Anki knows a note again by its GUID. It imports all of them at first, and later updates only one, \
                  so learners keep old answers for ever.",
        cure: "Give each note a GUID of its own, and never change it.",
        example: "two notes with the guid kXAVEE4Eq2h5AHMv",
    },
    Rule {
        id: "unknown-note-type",
        severity: Error,
        summary: "A note's type is not in the package.",
        meaning: "Without it Anki does not know what the note's fields are and which cards it has, and refuses the \
                  package or leaves the note out.",
        cure: "Write the note type into the package, under the id that its notes have.",
        example: "a note with the mid 1500000000000, and no such note type",
    },
    Rule {
        id: "unknown-deck",
        severity: Error,
        summary: "A card is in a deck that is not in the package.",
        meaning: "Anki puts such a card into a deck that it makes up, where learners don't look for it.",
        cure: "Write the deck into the package, under the id that its cards have.",
        example: "a card with the did 7, and no deck of this id",
    },
    Rule {
        id: "wrong-fields",
        severity: Error,
        summary: "A note has more or fewer fields than its note type.",
        meaning: "Anki cuts fields off or adds empty ones, and what the note says may stand in the wrong place.",
        cure: "Write each field of the note type, empty ones as well.",
        example: "a note of the type Basic with three fields",
    },
    Rule {
        id: "empty-front",
        severity: Error,
        summary: "A note has nothing on its front.",
        meaning: "Its first field is empty, or no field that its templates show on the front is filled. Anki makes no \
                  card of it, and says nothing.",
        cure: "Fill the fields, or leave the note out.",
        example: "a note of the type Basic whose Front is <br>",
    },
    Rule {
        id: "note-without-card",
        severity: Error,
        summary: "A note has no card.",
        meaning: "Learners get the note and nothing to study. deckmill ships notes like that on purpose when their \
                  question has left its page, and tags them deckmill::retired.",
        cure: "Write a row into the table of cards, or tag the note if it is meant to have none.",
        example: "a row in notes, and none in cards with its id",
    },
    Rule {
        id: "wrong-sort-field",
        severity: Warning,
        summary: "What Anki sorts a note by is not what its fields give.",
        meaning: "The column sfld is the sort field of the note without tags, files as their names. Lists are in the \
                  wrong order until Anki checks its database.",
        cure: "Write the column as Anki does, or leave the package to a tool that does.",
        example: "a note <b>What?</b> with the sfld <b>What?</b>",
    },
    Rule {
        id: "wrong-checksum",
        severity: Warning,
        summary: "A note's checksum is not that of its first field.",
        meaning: "By the column csum Anki finds notes that ask the same. With a wrong one, duplicates go unseen.",
        cure: "Write the first eight hexadecimal digits of the SHA-1 of the sort text, as a number.",
        example: "a note with the csum 0",
    },
    Rule {
        id: "active-content",
        severity: Warning,
        summary: "Something in a field or a template would run, or load another page.",
        meaning: "Scripts, frames, handlers and javascript: addresses of a stranger's deck run in the learner's Anki. \
                  Some decks need a script in their templates; in fields there is hardly a good reason.",
        cure: "Take it out. If it is text about HTML, write &lt; for each <.",
        example: "What does <script>alert(1)</script> do?",
    },
    Rule {
        id: "unescaped-tag",
        severity: Error,
        summary: "A tag in a field is no HTML element, so it is not shown.",
        meaning: "A field is HTML. A type such as vec<T> that was written into it as it is looks like a tag, and \
                  learners see vec only.",
        cure: "Write &lt; for the <.",
        example: "What is a Vec<T>?",
    },
    Rule {
        id: "unescaped-sign",
        severity: Warning,
        summary: "A < in a field begins no tag.",
        meaning: "Anki shows it today, but the next letter behind it would make a tag of it.",
        cure: "Write &lt; for it.",
        example: "Is a < b?",
    },
    Rule {
        id: "media-missing",
        severity: Error,
        summary: "A file is named, and not in the package.",
        meaning: "Learners see a broken image or hear nothing.",
        cure: "Put the file into the package and its list of media, or take its name out of the note.",
        example: "<img src=\"diagram.png\"> in a package without media",
    },
    Rule {
        id: "media-unsafe",
        severity: Error,
        summary: "A file has a name that would lead elsewhere.",
        meaning: "Names of media are plain names. One with a folder, a drive or `..` in it could write anywhere, and \
                  importers refuse it or leave the file out.",
        cure: "Name the file without folders.",
        example: "../../.bashrc",
    },
    Rule {
        id: "media-renamed",
        severity: Warning,
        summary: "A file has a name that Anki changes.",
        meaning: "Anki composes letters (NFC) and cuts names off at 120 bytes. Notes that name the file otherwise \
                  don't find it.",
        cure: "Give the file a short name of composed letters.",
        example: "a name of 200 letters",
    },
    Rule {
        id: "media-clash",
        severity: Error,
        summary: "Two files of a package have one name.",
        meaning: "The names are the same, or differ in upper and lower case alone, which many disks don't tell \
                  apart. One of the two is lost, in silence.",
        cure: "Give each file a name of its own, such as a hash of what is in it.",
        example: "Map.png and map.png",
    },
    Rule {
        id: "media-unused",
        severity: Note,
        summary: "No note names a file of the package.",
        meaning: "It makes the package larger, and Anki offers to delete it.",
        cure: "Leave it out, or let its name begin with _ if a template needs it.",
        example: "old.png, which no note shows any more",
    },
    Rule {
        id: "edit-not-newer",
        severity: Error,
        summary: "A note has changed, and is not newer than in the older package.",
        meaning: "Anki updates a note only if its mod is greater than the learner's. With an equal one it counts the \
                  note as a duplicate, in silence.",
        cure: "Raise the note's mod whenever what it says changes.",
        example: "another answer, and the same mod 1600000000",
    },
    Rule {
        id: "newer-unchanged",
        severity: Warning,
        summary: "A note is newer than in the older package, and has not changed.",
        meaning: "Anki updates it all the same: what learners wrote into it and their own tags are gone.",
        cure: "Keep the mod of notes that are as they were.",
        example: "the same answer, and a mod of today",
    },
    Rule {
        id: "other-note-type",
        severity: Error,
        summary: "A note has another note type than in the older package.",
        meaning: "Anki calls it conflicting, and never updates it again.",
        cure: "Keep the note type that a note was born with, and its id.",
        example: "a Basic note that became Cloze",
    },
    Rule {
        id: "conflicting-note-type",
        severity: Error,
        summary: "A note type has other fields or templates than in the older package.",
        meaning: "Anki calls all its notes conflicting, and leaves them at their old content. Renaming alone is safe \
                  where fields and templates carry ids.",
        cure: "Keep number, order and names of fields and templates; plan spare fields.",
        example: "a field Hint that was added",
    },
    Rule {
        id: "styles-not-newer",
        severity: Error,
        summary: "A note type has changed, and is not newer than in the older package.",
        meaning: "Anki takes new styles, templates and names only from a note type whose mod is greater.",
        cure: "Raise the note type's mod with them.",
        example: "other CSS, and the same mod",
    },
    Rule {
        id: "changed-guid",
        severity: Error,
        summary: "A question has another GUID than in the older package.",
        meaning: "Learners who have the older package get the question once more, as new, and keep the old one.",
        cure: "Keep the GUID: `deckmill export --previous` and `deckmill adopt` do.",
        example: "What is a list? with the guid a1 before, and b2 now",
    },
    Rule {
        id: "note-left-out",
        severity: Warning,
        summary: "A note of the older package is left out.",
        meaning: "Nothing tells learners: the note stays with them as it is, and is never mended.",
        cure: "Ship it without a card and tagged deckmill::retired, as deckmill does; or leave it out on purpose.",
        example: "a question that was deleted from its page",
    },
];
