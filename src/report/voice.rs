//! The ways of saying things: the trait of them all, and the table that `--message-format` takes its values
//! from.
//!
//! To add one: a file beside this one with a `Voice` in it, and its row in [`VOICES`]. What it can't say it
//! leaves out: all of the trait has a default.

use std::borrow::Cow;

use std::path::Path;

use deckmill::Page;
use deckmill::diagnostic::Diagnostic;
use deckmill::memory::Tally;
use deckmill::merge::Sum;

use super::run::{Run, Trouble};
use super::{Counts, Place, github, human, json, junit, sarif, short};
use crate::outputs;

/// A way of saying things. Texts come with their line feeds; an empty one is not said.
pub trait Voice: Sync {
    /// Whether people read it as it comes, so that `--quiet` and a bar mean something.
    fn is_for_people(&self) -> bool {
        false
    }

    /// Whether what it says is read by a program, line by line or as a whole.
    fn is_for_programs(&self) -> bool {
        !self.is_for_people()
    }

    /// Words that hold text of pages, so that no line of them is taken for something else.
    fn shown<'a>(&self, words: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(words)
    }

    /// What a command makes of that which was asked for.
    fn data(&self) -> Data {
        Data::Words
    }

    /// Whether it wants all of a run at its end.
    fn keeps(&self) -> bool {
        false
    }

    /// Whether what it says is one document, so that nothing else can be on its stream.
    fn is_document(&self) -> bool {
        false
    }

    /// A finding, when it is made.
    fn finding(&self, _place: &Place, _diagnostic: &Diagnostic) -> String {
        String::new()
    }

    /// What stopped the command or spoiled an input, when that happens.
    fn failure(&self, _trouble: &Trouble) -> String {
        String::new()
    }

    /// What was done.
    fn event(&self, _event: &Event) -> String {
        String::new()
    }

    /// What is said where findings are said, when all is known.
    fn end(&self, _run: &Run) -> String {
        String::new()
    }

    /// What goes to the page about the step of a workflow that the run is, when all is known.
    fn step(&self, _run: &Run) -> String {
        String::new()
    }
}

/// Something that was done.
pub enum Event<'a> {
    /// A page was understood.
    Coverage(&'a Place<'a>, &'a Page),
    /// An output was written; the counts are those of its pages and of its exporter.
    Written(&'a outputs::Written, Counts),
    /// The outputs of a page of a project were written, as [`Event::Written`] has them.
    Built(&'a str, &'a [(outputs::Written, Counts)]),
    /// An output was left, since it is as it would be written: its path, its format, its cards.
    Kept(&'a Path, &'a str, usize),
    /// Cards are remembered in a file.
    Remembered(&'a str, Tally),
    /// The cards of a copy that came back are in the deck.
    Merged(&'a str, Sum),
    /// Something else, in words.
    Summary(&'a str),
}

/// The form of what was asked for, where that is no output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// Words for people.
    Words,
    /// JSON Lines.
    Json,
    /// A table in Markdown.
    Markdown,
}

/// The ways of saying things, with their names and what they are for.
pub const VOICES: &[(&str, &str, &dyn Voice)] = &[
    ("human", "For people: findings with the lines that they are about", &human::Human(Data::Words)),
    ("short", "For people and editors: each finding on a line of its own", &short::Short),
    ("json", "For programs: JSON Lines; `deckmill schema messages` prints their schema", &json::Json),
    ("github", "For GitHub Actions: annotations, and a summary of the step", &github::Github),
    ("sarif", "For code scanning: a SARIF 2.1.0 log of all findings, at the end", &sarif::Sarif),
    ("junit", "For CI servers: JUnit XML of all findings, at the end", &junit::JUnit),
    ("markdown", "For a pull request, `plan` only: a table", &human::Human(Data::Markdown)),
];
