//! What is kept of a run for those ways of saying things that say them when all is known.

use std::collections::HashMap;

use deckmill::diagnostic::{Diagnostic, Diagnostics, Severity};

use super::place::Region;
use super::{Counts, Place};

/// A run, as far as it is worth telling.
#[derive(Default)]
pub struct Run {
    /// Pages, outputs and others in which something was looked for, in the order in which they came up.
    pub files: Vec<FileOf>,
    /// What spoiled an input or stopped the command, and belongs to no file.
    pub troubles: Vec<Trouble>,
    /// From which severity on findings make the command fail.
    pub fail_on: Option<Severity>,
    places: HashMap<String, usize>,
}

/// What there is to say of a file.
pub struct FileOf {
    /// Its path as the user gave it.
    pub path: String,
    /// Whether it was read to be looked through.
    pub is_input: bool,
    /// Whether it was written.
    pub is_output: bool,
    /// How many cards are in it, where that is known.
    pub cards: Option<usize>,
    /// How much of its text is in cards, where that is known.
    pub coverage: Option<f64>,
    /// How many findings there were, whether or not they were asked for.
    pub counts: Counts,
    /// The findings, by place.
    pub findings: Vec<Found>,
    /// What spoiled it.
    pub troubles: Vec<Trouble>,
}

/// A finding, with its place.
pub struct Found {
    /// What was found.
    pub diagnostic: Diagnostic,
    /// Whether findings of its severity were asked for.
    pub is_asked: bool,
    /// Whether it makes the command fail, whichever others do.
    pub fails: bool,
    /// Where.
    pub region: Option<Region>,
    /// The line that it begins in, where it is at hand.
    pub line: Option<String>,
}

/// What stopped the command or spoiled an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The file that it is about.
    pub file: Option<String>,
    /// The line of it.
    pub line: Option<usize>,
}

impl Run {
    /// Keeps the findings of a place; those from a severity on were asked for. From `fails` on they make the
    /// command fail, whichever others do.
    pub fn found(&mut self, place: &Place, found: &Diagnostics, least: Severity, fails: Option<Severity>) {
        if found.is_empty() && !place.is_input {
            return;
        }
        let kept = |diagnostic: &Diagnostic| Found {
            diagnostic: diagnostic.clone(),
            is_asked: diagnostic.severity >= least,
            fails: fails.is_some_and(|fails| diagnostic.severity >= fails),
            region: place.region(diagnostic),
            line: place.line_of(diagnostic).map(str::to_owned),
        };
        let file = self.file(place.path);
        file.is_input |= place.is_input;
        file.counts.add(found);
        file.findings.extend(found.sorted().into_iter().map(kept));
        if let Some(page) = place.page {
            file.cards = Some(page.deck.all_cards().count());
            // What has no text, such as binary data, has no share of it in cards.
            file.coverage = Some(page.coverage()).filter(|_| !page.text.is_empty());
        }
    }

    /// Keeps what went wrong.
    pub fn failed(&mut self, trouble: Trouble) {
        match &trouble.file {
            Some(path) => self.file(&path.clone()).troubles.push(trouble),
            None => self.troubles.push(trouble),
        }
    }

    /// Keeps that an output was written; the counts are those of its pages and of its exporter.
    pub fn written(&mut self, path: &str, cards: usize, counts: Counts) {
        let file = self.file(path);
        (file.is_output, file.cards, file.counts) = (true, Some(cards), counts);
    }

    /// All that went wrong.
    pub fn all_troubles(&self) -> impl Iterator<Item = &Trouble> {
        self.files.iter().flat_map(|file| &file.troubles).chain(&self.troubles)
    }

    fn file(&mut self, path: &str) -> &mut FileOf {
        let next = self.files.len();
        let at = *self.places.entry(path.to_owned()).or_insert(next);
        if at == next {
            self.files.push(FileOf::new(path));
        }
        &mut self.files[at]
    }
}

impl FileOf {
    /// The findings that were asked for.
    pub fn asked(&self) -> impl Iterator<Item = &Found> {
        self.findings.iter().filter(|found| found.is_asked)
    }

    fn new(path: &str) -> FileOf {
        FileOf {
            path: path.to_owned(),
            is_input: false,
            is_output: false,
            cards: None,
            coverage: None,
            counts: Counts::default(),
            findings: Vec::new(),
            troubles: Vec::new(),
        }
    }
}
