//! `deckmill check`: what is wrong with pages, and nothing else.
//!
//! The findings are the data here, so they go to standard output, all of them. A page without a
//! question has a finding that says so; only a page that can't be read at all is a failure.

use anyhow::Result;
use deckmill::diagnostic::Severity;

use super::{Outcome, Session};
use crate::cli::{Check, FailOn};
use crate::report::{Place, Report, Stream, count};

/// Runs the command.
pub fn run(args: &Check, report: &mut Report) -> Result<Outcome> {
    let mut session = Session::open(report, &args.reading)?;
    let gates = session.project.gates.over(&args.gates);
    let fail_on = session.fail_on(args.fail_on, FailOn::Warning);
    let mut cards = 0;
    for found in session.find(&args.reading.pages, &[]) {
        let Some(page) = session.read(&found, None) else { continue };
        let path = found.path.display().to_string();
        let place = Place::page(&path, &page);
        session.report.findings(Stream::Data, &place, &page.diagnostics, Severity::Note)?;
        session.tally.counts.add(&page.diagnostics);
        session.tally.good += 1;
        if !page.is_empty() {
            session.gate(Stream::Data, &path, &gates.page(page.coverage()))?;
        }
        cards += page.deck.all_cards().count();
    }
    let place = args.reading.pages.first().map_or_else(String::new, |path| path.display().to_string());
    session.gate(Stream::Data, &place, &gates.cards(cards))?;
    let tally = &session.tally;
    let (pages, cards) = (count(tally.good, "page"), count(cards, "card"));
    if tally.good > 0 {
        session.report.summary(&format!("{pages} checked, {cards}, {}", tally.counts));
    }
    Ok(tally.outcome(fail_on))
}
