//! `deckmill explain`: how pages were understood, and what the rules of findings mean.
//!
//! `page.rs` explains a page, `rule.rs` a rule. What is typed is a page where there is a file or
//! folder of that name, so that a rule can hide no page.

mod page;
mod rule;

use std::path::{Path, PathBuf};

use anyhow::Result;
use deckmill::diagnostic::rules::{self, Rule};
use schemars::{Schema, SchemaGenerator};

use super::{Outcome, Session};
use crate::cli::{Explain, FailOn};
use crate::failure::{Failure, nearest};
use crate::files;
use crate::report::Report;

/// The schemas of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    [page::schemas(generator), rule::schemas(generator)].concat()
}

/// Runs the command.
pub fn run(args: &Explain, report: &mut Report) -> Result<Outcome> {
    let mut session = Session::open(report, &args.reading)?;
    if args.rules {
        session.report.data(&rule::list(session.report.is_json()))?;
        session.tally.good += 1;
    }
    let mut pages: Vec<PathBuf> = Vec::new();
    let mut shown = 0;
    for word in &args.reading.pages {
        match (rule_of(word), files::exists(word)) {
            (Some(rule), false) => {
                separate(&session, shown)?;
                session.report.data(&rule::explain(rule, session.report.is_json()))?;
                session.tally.good += 1;
                shown += 1;
            }
            (Some(rule), true) => {
                let said = format!("{}: there is a file of this name, so the rule is not shown", rule.id);
                session.report.summary(&said);
                pages.push(word.clone());
            }
            (None, false) if meant(word).is_some() => session.fail(&misspelt(word).into()),
            (None, _) => pages.push(word.clone()),
        }
    }
    for found in session.find(&pages, &[]) {
        let Some(page) = session.read(&found, None) else { continue };
        separate(&session, shown)?;
        page::explain(&session, &found, &page)?;
        session.tally.good += 1;
        shown += 1;
    }
    Ok(session.tally.outcome(FailOn::Never))
}

/// An empty line between explanations, for people.
fn separate(session: &Session, shown: usize) -> Result<()> {
    if shown > 0 && !session.report.is_json() { session.report.data("\n") } else { Ok(()) }
}

fn rule_of(word: &Path) -> Option<&'static Rule> {
    rules::find(word.to_str()?)
}

/// The rule that a word with a slip was meant to be.
fn meant(word: &Path) -> Option<&'static str> {
    nearest(word.to_str()?, rules::all().map(|rule| rule.id))
}

fn misspelt(word: &Path) -> Failure {
    let failure = Failure::at(word, "there is no such file or folder");
    match meant(word) {
        Some(rule) => failure.help(format!("did you mean the rule `{rule}`?")),
        None => failure,
    }
}
