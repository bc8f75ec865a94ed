//! `build --check`: holds what a build would give against what is there, and says what differs.

use std::path::Path;

use anyhow::Result;
use deckmill::diagnostic::{Diagnostic, Diagnostics};
use deckmill::diff::{self, Notes};
use deckmill::memory::Recalled;
use deckmill::package::Package;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::Building;
use crate::command::Session;
use crate::files;
use crate::outputs;
use crate::patch;
use crate::project::LOCK;
use crate::report::{Place, count, json_line};
use crate::threads;

/// How many lines of a difference are shown; whoever wants all can build.
const LINES: usize = 60;

/// A file that is not what a build would give.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
struct Difference {
    #[schemars(extend("const" = "difference"))]
    kind: &'static str,
    /// Its path.
    file: String,
    /// "missing" or "differs".
    what: &'static str,
    /// In what: lines of a text, notes of a package, bytes of anything else.
    diff: String,
}

/// In what a file differs from what it is to be; none where it does not.
fn difference(path: &Path, wanted: &[u8]) -> Option<Difference> {
    let found = files::read_bytes(path).ok();
    if found.as_deref() == Some(wanted) {
        return None;
    }
    let (what, diff) = match &found {
        None => ("missing", String::new()),
        Some(found) => ("differs", between(found, wanted)),
    };
    Some(Difference { kind: "difference", file: path.display().to_string(), what, diff })
}

fn between(found: &[u8], wanted: &[u8]) -> String {
    if let (Ok(found), Ok(wanted)) = (str::from_utf8(found), str::from_utf8(wanted)) {
        return patch::lines(found, wanted, Some(LINES));
    }
    if let (Ok(found), Ok(wanted)) = (Package::open(found), Package::open(wanted))
        && let Ok(found) = diff::diff(&Notes::of_package(&found), &Notes::of_package(&wanted))
    {
        let sum = found.sum();
        let counted = [(sum.new, "new"), (sum.updated, "updated"), (sum.left_out, "left out")];
        let counted: Vec<String> =
            counted.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        return match counted.is_empty() {
            true => "the notes are the same, and other bytes are not\n".to_owned(),
            false => format!("notes: {}\n", counted.join(", ")),
        };
    }
    format!("{} bytes, and {} would be written\n", found.len(), wanted.len())
}

impl Building<'_> {
    /// Says what is not what a build would give.
    pub fn compare(&mut self, recalled: Option<&Recalled>) -> Result<()> {
        let memory = recalled.map(|recalled| &recalled.memory);
        let mut differences = Vec::new();
        for some in self.ready(memory).chunks(threads::ROUND) {
            let (settings, media) = (&self.writer.settings, &self.writer.session.media);
            let found = threads::map(some, |ready| -> Result<Vec<Difference>> {
                let mut found = Vec::new();
                for output in &ready.job.outputs {
                    let mut bytes = Vec::new();
                    outputs::render(&ready.deck, output, settings, memory, media, &mut bytes)?;
                    found.extend(difference(output.target.path(), &bytes));
                }
                Ok(found)
            });
            for found in found {
                differences.extend(found?);
            }
        }
        if let Some((_, text)) = recalled.and_then(|recalled| self.writer.remember.change(recalled)) {
            differences.extend(difference(&self.place.folder.join(LOCK), text.as_bytes()));
        }
        let session = &mut self.writer.session;
        session.tally.good = self.batch.pages.len();
        session.tally.is_bad |= !differences.is_empty();
        say(session, &differences)?;
        session.report.summary(&match differences.len() {
            0 if session.tally.failed > 0 => {
                "nothing differs of what could be read; the rest can't be built".to_owned()
            }
            0 => "all outputs and the lock are what a build would give".to_owned(),
            files => format!("{} what a build would give; `deckmill build` writes them", not_what(files)),
        });
        Ok(())
    }
}

fn not_what(files: usize) -> String {
    format!("{} {} not", count(files, "file"), if files == 1 { "is" } else { "are" })
}

/// Says all of them: as data where these are read, else as findings.
fn say(session: &mut Session, differences: &[Difference]) -> Result<()> {
    for difference in differences {
        let Difference { file, what, diff, .. } = difference;
        if session.report.is_json() {
            session.report.data(&json_line(difference))?;
        } else if session.report.is_for_programs() {
            let mut found = Diagnostics::default();
            found.push(Diagnostic::not_built(&format!("{}\n{diff}", told(what))));
            session.gate(&Place::output(file), &found)?;
        } else {
            session.report.data(&format!("{file}: {}\n{diff}", told(what)))?;
        }
    }
    Ok(())
}

fn told(what: &str) -> &str {
    if what == "missing" { "is missing" } else { "is not what a build would give" }
}

/// The schema of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![generator.subschema_for::<Difference>()]
}
