//! `deckmill check`: what is wrong with pages, and nothing else; and, if that is asked for, the mending of it.
//!
//! The findings are the data here, so they go to standard output, all of them. A page without a
//! question has a finding that says so; only a page that can't be read at all is a failure.

use std::path::{Path, PathBuf};

use anyhow::Result;
use deckmill::Page;
use deckmill::diagnostic::Severity;
use deckmill::fix::{self, Fixed};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::{Loaded, Outcome, Session};
use crate::cli::{Check, FailOn};
use crate::failure::Failure;
use crate::files::{self, DASH, Draft, Found, Target};
use crate::gates::Gates;
use crate::patch;
use crate::report::{Place, Report, count, json_line};

/// What was mended in a page, or would be.
#[derive(Serialize, JsonSchema)]
struct Mended<'a> {
    #[schemars(extend("const" = "fix"))]
    kind: &'static str,
    file: &'a str,
    trimmed: usize,
    escaped: usize,
    renumbered: usize,
    /// The lines that differ.
    diff: &'a str,
    /// Whether the page was changed.
    written: bool,
}

/// Runs the command.
pub fn run(args: &Check, report: &mut Report) -> Result<Outcome> {
    if args.fix && args.reading.pages.iter().any(|page| page == Path::new(DASH)) {
        let failure = Failure::new("standard input can't be mended");
        return Err(failure.help("`--diff` shows what could be").into());
    }
    let mut session = Session::open(report, &args.reading)?;
    session.project.refuse_slips()?;
    let gates = match args.reading.pages.is_empty() {
        true => session.project.gates,
        false => session.project.gates.of_named(),
    };
    let gates = gates.over(&args.gates);
    let fail_on = session.fail_on(args.fail_on, FailOn::Warning);
    let mut cards = 0;
    let sources = sources(args, &session)?;
    let output = session.project.output.clone();
    let pages = session.find(&sources, &[output]);
    let is_closed = args.fix && !passes(&session, &pages, &gates);
    for found in pages {
        let Some(mut page) = session.read(&found, None) else { continue };
        if (args.fix || args.diff) && !is_closed {
            page = mend(&mut session, &found, page, args.fix)?;
        }
        let path = found.path.display().to_string();
        let place = Place::page(&path, &page);
        session.report.findings(&place, &page.diagnostics, Severity::Note)?;
        session.tally.counts.add(&page.diagnostics);
        session.tally.good += 1;
        if !page.is_empty() {
            session.gate(&Place::output(&path), &gates.page(page.coverage()))?;
        }
        cards += page.deck.all_cards().count();
    }
    let place = sources.first().map_or_else(String::new, |path| path.display().to_string());
    session.gate(&Place::output(&place), &gates.cards(cards))?;
    if is_closed {
        session.report.summary("nothing was mended, for not all holds that has to");
    }
    let tally = &session.tally;
    let (pages, cards) = (count(tally.good, "page"), count(cards, "card"));
    if tally.good > 0 {
        session.report.summary(&format!("{pages} checked, {cards}, {}", tally.counts));
    }
    Ok(tally.outcome(fail_on))
}

/// The pages that were named, or else those of the project.
fn sources(args: &Check, session: &Session) -> Result<Vec<PathBuf>> {
    let project = &session.project;
    if !args.reading.pages.is_empty() {
        return Ok(args.reading.pages.clone());
    }
    project.must_exist()?;
    Ok(project.sources())
}

/// Whether pages pass the gates, which has to be known before any is written. That they are mended changes nothing in
/// it: their cards stay as they are.
fn passes(session: &Session, pages: &[Found], gates: &Gates) -> bool {
    if gates.min_coverage.is_none() && gates.expect.is_none() {
        return true;
    }
    let mut cards = 0;
    for found in pages {
        // What can't be read is told when it is its turn.
        let Ok(Loaded { page, .. }) = session.desk().load(found, None) else { continue };
        if !page.is_empty() && !gates.page(page.coverage()).is_empty() {
            return false;
        }
        cards += page.deck.all_cards().count();
    }
    gates.cards(cards).is_empty()
}

/// Shows what can be mended in a page, and mends it if it is to be `written`; the page as it is then.
fn mend(session: &mut Session, found: &Found, page: Page, written: bool) -> Result<Page> {
    let Some(fixed) = fix::fix(&page, &session.options) else { return Ok(page) };
    let file = found.path.display().to_string();
    let form = match Form::of(found, &page)? {
        Ok(form) => form,
        Err(reason) => {
            session.report.summary(&format!("{file}: not mended, for {reason}"));
            return Ok(page);
        }
    };
    let diff = patch::lines(&page.text, &fixed.text, None);
    let Fixed { trimmed, escaped, renumbered, .. } = fixed;
    if session.report.is_json() {
        let mended = Mended { kind: "fix", file: &file, trimmed, escaped, renumbered, diff: &diff, written };
        session.report.data(&json_line(&mended))?;
    } else if session.report.is_wordy() {
        session.report.data(&session.report.shown(&format!("--- {file}\n+++ {file}\n{diff}")))?;
    }
    if !written {
        session.tally.is_bad = true;
        return Ok(page);
    }
    Draft::new(&Target::File(found.path.clone()), |out| {
        Ok(out.write_all(form.text(&fixed.text).as_bytes())?)
    })?
    .commit()?;
    session.report.summary(&format!("{file}: mended: {}", told(&fixed)));
    let source = session.source(found)?;
    Ok(session.understand(found, source, None))
}

/// How a page is written down, beside its text.
struct Form {
    has_mark: bool,
    line_end: &'static str,
}

impl Form {
    /// That of a page; or why it can't be written back as it was, but for what is mended.
    fn of(found: &Found, page: &Page) -> Result<Result<Form, &'static str>> {
        if found.is_stdin() {
            return Ok(Ok(Form { has_mark: false, line_end: "\n" }));
        }
        if found.address.is_some() {
            return Ok(Err("it is on the web; save it as a file first"));
        }
        let Ok(text) = String::from_utf8(files::read_bytes(&found.path)?) else {
            return Ok(Err("it is not UTF-8; save it as UTF-8 first"));
        };
        let others = text.replace("\r\n", "");
        let line_end = match (others.len() < text.len(), others.contains('\n'), others.contains('\r')) {
            (false, _, false) => "\n",
            (true, false, false) => "\r\n",
            (false, false, true) => "\r",
            _ => return Ok(Err("its lines do not all end alike; save it with one kind of line ends first")),
        };
        let form = Form { has_mark: text.starts_with(MARK), line_end };
        let is_whole = form.text(&page.text) == text;
        Ok(if is_whole { Ok(form) } else { Err("it has control characters; take them out first") })
    }

    /// A text, written down so.
    fn text(&self, text: &str) -> String {
        let text = text.strip_prefix(MARK).unwrap_or(text).replace('\n', self.line_end);
        if self.has_mark { format!("{MARK}{text}") } else { text }
    }
}

/// The mark that some programs begin UTF-8 with.
const MARK: char = '\u{feff}';

/// What was done, counted.
fn told(fixed: &Fixed) -> String {
    let all = [
        (fixed.renumbered, "question", "renumbered"),
        (fixed.escaped, "sign", "escaped"),
        (fixed.trimmed, "line", "trimmed"),
    ];
    let some = all.iter().filter(|(number, ..)| *number > 0);
    some.map(|(number, what, how)| format!("{} {how}", count(*number, what))).collect::<Vec<_>>().join(", ")
}

/// The schema of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![generator.subschema_for::<Mended>()]
}
