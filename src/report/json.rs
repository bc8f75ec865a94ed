//! Findings, failures and results as JSON Lines: one object a line, `kind` first.
//!
//! A field that is there stays; new ones may come. Lines and columns count from 1, columns in
//! characters, and the end is behind the last character.

use std::path::Path;

use deckmill::Page;
use deckmill::diagnostic::Diagnostic;
use deckmill::memory::Tally;
use deckmill::merge::Sum;
use deckmill::source::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::run::Trouble;
use super::voice::{Data, Event, Voice};
use super::{Counts, Place};
use crate::outputs;

/// JSON Lines.
pub struct Json;

impl Voice for Json {
    fn data(&self) -> Data {
        Data::Json
    }

    fn finding(&self, place: &Place, diagnostic: &Diagnostic) -> String {
        finding(place, diagnostic)
    }

    fn failure(&self, trouble: &Trouble) -> String {
        let (message, help) = (trouble.message.as_str(), trouble.help.as_deref());
        line(&Failure { kind: "failure", message, help })
    }

    fn event(&self, event: &Event) -> String {
        match event {
            Event::Coverage(place, page) => coverage(place, page),
            Event::Written(written, counts) => self::written(written, *counts),
            Event::Built(_, outputs) => {
                outputs.iter().map(|(written, counts)| self::written(written, *counts)).collect()
            }
            Event::Kept(path, format, cards) => kept(path, format, *cards),
            Event::Remembered(file, tally) => remembered(file, *tally),
            Event::Merged(file, sum) => merged(file, *sum),
            // What it says is in the others.
            Event::Summary(_) => String::new(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct Finding<'a> {
    #[schemars(extend("const" = "finding"))]
    kind: &'static str,
    rule: &'static str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

#[derive(Serialize, JsonSchema)]
struct Failure<'a> {
    #[schemars(extend("const" = "failure"))]
    kind: &'static str,
    message: &'a str,
    help: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Coverage<'a> {
    #[schemars(extend("const" = "coverage"))]
    kind: &'static str,
    file: &'a str,
    reader: &'static str,
    layouts: Vec<&'static str>,
    cards: usize,
    coverage: f64,
    skipped: Vec<Lost>,
    loose: Vec<(usize, usize)>,
}

/// A stretch that went into no card.
#[derive(Serialize, JsonSchema)]
pub struct Lost {
    /// What it is.
    pub what: &'static str,
    /// Its first and last line.
    pub lines: (usize, usize),
}

#[derive(Serialize, JsonSchema)]
struct Written<'a> {
    #[schemars(extend("const" = "output"))]
    kind: &'static str,
    file: &'a str,
    format: &'a str,
    cards: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    /// False where it was left, since it is as it would be written.
    written: bool,
}

#[derive(Serialize, JsonSchema)]
struct Remembered<'a> {
    #[schemars(extend("const" = "memory"))]
    kind: &'static str,
    file: &'a str,
    new: usize,
    changed: usize,
    unchanged: usize,
    retired: usize,
    returned: usize,
}

#[derive(Serialize, JsonSchema)]
struct Merged<'a> {
    #[schemars(extend("const" = "merge"))]
    kind: &'static str,
    file: &'a str,
    edited: usize,
    new: usize,
    missing: usize,
    removed: usize,
    conflicts: usize,
}

#[derive(Serialize, JsonSchema)]
struct Progress<'a> {
    #[schemars(extend("const" = "progress"))]
    kind: &'static str,
    file: &'a str,
    done: usize,
    of: usize,
}

/// A finding.
fn finding(place: &Place, diagnostic: &Diagnostic) -> String {
    let position = |offset: usize| place.lines().position(place.text, offset);
    let start = place.start(diagnostic);
    let end = diagnostic.span.map(|span| position(span.end()));
    line(&Finding {
        kind: "finding",
        rule: diagnostic.rule,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        file: place.path,
        line: start.map(|(line, _)| line),
        column: start.map(|(_, column)| column),
        end_line: end.map(|(line, _)| line),
        end_column: end.map(|(_, column)| column),
    })
}

/// How much of a page is in cards, and what is not.
fn coverage(place: &Place, page: &Page) -> String {
    let account = &page.account;
    let chosen = account.verdicts.iter().filter(|verdict| verdict.chosen);
    line(&Coverage {
        kind: "coverage",
        file: place.path,
        reader: page.reader,
        layouts: chosen.map(|verdict| verdict.layout).collect(),
        cards: page.deck.all_cards().count(),
        coverage: page.coverage(),
        skipped: skipped(place, page),
        loose: lines(place, &account.loose),
    })
}

/// The furniture of a page.
pub fn skipped(place: &Place, page: &Page) -> Vec<Lost> {
    let lost = page.account.skipped.iter();
    lost.map(|part| Lost { what: part.what.name(), lines: place.lines().range(place.text, part.span) })
        .collect()
}

/// The first and last lines of spans.
pub fn lines(place: &Place, spans: &[Span]) -> Vec<(usize, usize)> {
    spans.iter().map(|span| place.lines().range(place.text, *span)).collect()
}

/// An output that was written.
fn written(written: &outputs::Written, counts: Counts) -> String {
    let Counts { notes, warnings, errors } = counts;
    let file = &written.output.target.path().to_string_lossy();
    let format = written.output.format.name();
    line(&Written {
        kind: "output",
        file,
        format,
        cards: written.cards,
        errors,
        warnings,
        notes,
        written: true,
    })
}

/// An output that was left as it is.
fn kept(path: &Path, format: &str, cards: usize) -> String {
    let file = &path.to_string_lossy();
    let (errors, warnings, notes) = (0, 0, 0);
    line(&Written { kind: "output", file, format, cards, errors, warnings, notes, written: false })
}

/// What became of the cards that are remembered in a file.
fn remembered(file: &str, tally: Tally) -> String {
    let Tally { new, changed, unchanged, retired, returned } = tally;
    line(&Remembered { kind: "memory", file, new, changed, unchanged, retired, returned })
}

/// What became of the cards of a copy that came back.
fn merged(file: &str, sum: Sum) -> String {
    let Sum { edited, new, missing, removed, conflicts } = sum;
    line(&Merged { kind: "merge", file, edited, new, missing, removed, conflicts })
}

/// That a page was read, and how many of all.
pub fn progress(file: &str, done: usize, of: usize) -> String {
    line(&Progress { kind: "progress", file, done, of })
}

/// Anything as one line.
pub fn line(value: &impl Serialize) -> String {
    // These structs have no maps with keys other than strings, so this can't fail.
    serde_json::to_string(value).map(|text| text + "\n").unwrap_or_default()
}

/// The schemas of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![
        generator.subschema_for::<Finding>(),
        generator.subschema_for::<Failure>(),
        generator.subschema_for::<Coverage>(),
        generator.subschema_for::<Written>(),
        generator.subschema_for::<Remembered>(),
        generator.subschema_for::<Merged>(),
        generator.subschema_for::<Progress>(),
    ]
}
