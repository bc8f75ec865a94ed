//! The trial of a plug-in: what `deckmill plugin test` looks at, and a bench to look at it on.
//!
//! `checks.rs` has the table of checks. To add one: a row there, and a line in `docs/plugins.md`.

mod checks;
mod decks;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use deckmill::Deck;
use deckmill::diagnostic::Diagnostics;
use deckmill::export::Context;
use serde::Serialize;
use serde_json::Value;

use super::protocol::Header;
use super::run::{self, Call, Problem, Trouble};
use super::{EXEC, Plugin};
pub use checks::CHECKS;

use crate::failure::Failure;
use crate::files;

/// How much of what a program complains of is looked at, in bytes.
const COMPLAINT: u64 = 16 * 1024;

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All is well.
    Good,
    /// Something is not, and this is it.
    Failed(String),
    /// There is nothing to look at, and this is why.
    Skipped(&'static str),
}

/// Something that a plug-in keeps to.
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// What the plug-in does, in one line.
    pub summary: &'static str,
    look: fn(&Bench) -> Result<Verdict>,
}

/// A plug-in on trial.
pub struct Bench {
    plugin: Plugin,
}

/// What came of a run on the bench.
struct Ran {
    /// The output, with how much was written to standard output beside it.
    outcome: Result<(Vec<u8>, usize), Trouble>,
    /// What the program complained of.
    complaint: String,
}

/// The program that is meant: a path, else as `--to` takes it.
pub fn find(name: &str) -> Result<PathBuf> {
    let is_path = !name.starts_with(EXEC) && name.contains(std::path::is_separator);
    let name = if is_path { format!("{EXEC}{name}") } else { name.to_owned() };
    super::find(&name, &PathBuf::new())
}

/// Puts a program to all checks, and gives each verdict to `say` as soon as it is known.
pub fn run(
    program: PathBuf,
    limit: Duration,
    say: &mut dyn FnMut(&Check, &Verdict) -> Result<()>,
) -> Result<()> {
    let (handshake, others) =
        CHECKS.split_first().map_or((None, CHECKS), |(first, rest)| (Some(first), rest));
    let opened = Plugin::ask(program, limit);
    let verdict = match &opened {
        Ok(_) => Verdict::Good,
        Err(failure) => Verdict::Failed(failure.to_string()),
    };
    handshake.map_or(Ok(()), |check| say(check, &verdict))?;
    let bench = opened.ok().map(|plugin| Bench { plugin });
    for check in others {
        let verdict = match &bench {
            Some(bench) => (check.look)(bench)?,
            None => Verdict::Skipped("there is no handshake"),
        };
        say(check, &verdict)?;
    }
    Ok(())
}

impl Bench {
    /// The deck as the plug-in wants it.
    fn json(&self, deck: &Deck) -> Result<Vec<u8>, Problem> {
        let mut json = Vec::new();
        let mut diagnostics = Diagnostics::default();
        let wanted = &self.plugin.handshake.deck;
        run::write(deck, wanted, &mut json, &mut Context::new(&mut diagnostics)).map_err(Problem::Input)?;
        Ok(json)
    }

    /// All options, with their defaults.
    fn defaults(&self) -> Result<BTreeMap<String, String>> {
        Ok(self.plugin.options([])?)
    }

    /// Runs the program on a deck.
    fn deck(&self, deck: &Deck) -> Result<Ran> {
        self.with_options(deck, self.defaults()?)
    }

    /// Runs the program on a deck, with these options.
    fn with_options(&self, deck: &Deck, options: BTreeMap<String, String>) -> Result<Ran> {
        let json = self.json(deck).map_err(said)?;
        self.run(|path| Header::new(options, path), &json)
    }

    /// Runs the program on a deck, with a header and a deck that were changed.
    fn changed(&self, deck: &Deck, change: fn(&mut Value, &mut Value)) -> Result<Ran> {
        let mut json = serde_json::from_slice(&self.json(deck).map_err(said)?)?;
        change(&mut Value::Null, &mut json);
        let options = self.defaults()?;
        let header = |path| {
            let mut header = serde_json::to_value(Header::new(options, path)).unwrap_or_default();
            change(&mut header, &mut Value::Null);
            header
        };
        self.run(header, &serde_json::to_vec_pretty(&json)?)
    }

    fn run<H: Serialize>(&self, header: impl FnOnce(Option<String>) -> H, json: &[u8]) -> Result<Ran> {
        let complaints = files::scratch()?;
        let call = Call { plugin: &self.plugin, complaints: Some(complaints.reopen()?) };
        let mut out = Vec::new();
        let outcome = match call.run(header, &mut out, &mut |input| Ok(input.write_all(json)?)) {
            Ok(beside) => Ok((out, beside)),
            Err(Problem::Program(trouble)) => Err(trouble),
            Err(problem) => return Err(said(problem)),
        };
        let complaint = files::beginning(complaints.path(), COMPLAINT)?;
        Ok(Ran { outcome, complaint: String::from_utf8_lossy(&complaint).trim().to_owned() })
    }

    /// What a run gave, or what is wrong with it.
    fn output(&self, ran: Ran) -> Result<(Vec<u8>, usize), Verdict> {
        ran.outcome.map_err(|trouble| {
            let failure = trouble.failure(&self.plugin.program, self.plugin.limit);
            let said = if ran.complaint.is_empty() {
                String::new()
            } else {
                format!("; it said: {}", ran.complaint)
            };
            Verdict::Failed(format!("{failure}{said}"))
        })
    }
}

/// What keeps deckmill itself from a run.
fn said(problem: Problem) -> anyhow::Error {
    match problem {
        Problem::Input(error) => match error {
            deckmill::export::ExportError::Other(cause) => match cause.downcast::<Failure>() {
                Ok(failure) => (*failure).into(),
                Err(cause) => anyhow::anyhow!(cause),
            },
            error => error.into(),
        },
        Problem::Program(trouble) => anyhow::anyhow!("{trouble:?}"),
    }
}
