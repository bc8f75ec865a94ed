//! `deckmill verify`: what is wrong with Anki packages, of whatever tool, and with those that are to
//! follow an older one.
//!
//! The findings are the data here, so they go to standard output, all of them. A package that can't be
//! opened is a failure.

use std::path::Path;

use anyhow::Result;
use deckmill::diagnostic::Severity;
use deckmill::package::Package;
use deckmill::verify;

use super::{Outcome, Session};
use crate::cli::Verify;
use crate::failure::Failure;
use crate::files::{self, Found};
use crate::project::Project;
use crate::report::{Place, Report, count};

/// Runs the command.
pub fn run(args: &Verify, report: &mut Report) -> Result<Outcome> {
    let mut session = Session::new(report, Project::default(), &args.asking);
    let old = args.against.as_deref().map(|path| older(path, &mut session)).transpose()?;
    let mut notes = 0;
    for found in packages(args, &mut session) {
        session.report.reading(&found);
        let opened = open(&found, &mut session);
        session.report.advance(&found);
        let package = match opened {
            Ok(package) => package,
            Err(error) => {
                session.fail(&error);
                continue;
            }
        };
        let path = found.path.display().to_string();
        let own = Some(verify::verify(&package));
        let update = old.as_ref().map(|old| verify::against(old, &package));
        for diagnostics in own.into_iter().chain(update) {
            let place = Place::package(&path);
            session.report.findings(&place, &diagnostics, Severity::Note)?;
            session.tally.counts.add(&diagnostics);
        }
        session.tally.good += 1;
        notes += package.notes.len();
    }
    let tally = &session.tally;
    if tally.good > 0 {
        let (packages, notes) = (count(tally.good, "package"), count(notes, "note"));
        session.report.summary(&format!("{packages} verified, {notes}, {}", tally.counts));
    }
    Ok(tally.outcome(args.fail_on))
}

/// The packages that the arguments stand for.
fn packages(args: &Verify, session: &mut Session) -> Vec<Found> {
    let wanted = |name: &str| [".apkg", ".colpkg"].iter().any(|end| name.to_lowercase().ends_with(end));
    let mut packages = Vec::new();
    for path in &args.packages {
        let found = files::find(path, &wanted, &[]);
        if found.is_empty() {
            session.fail(&Failure::at(path, "there is no package in this folder").into());
        }
        for package in found {
            match package {
                Ok(package) => packages.push(package),
                Err(error) => session.fail(&error),
            }
        }
    }
    session.report.start(&packages);
    packages
}

fn older(path: &Path, session: &mut Session) -> Result<Package> {
    let mut found = files::find(path, &|_| false, &[]).into_iter();
    let found = found.next().ok_or_else(|| Failure::at(path, "this is a folder, and no package"))??;
    open(&found, session)
}

fn open(found: &Found, session: &mut Session) -> Result<Package> {
    let source = session.source(found)?;
    let broken = |error: deckmill::package::PackageError| Failure::at(&found.path, &error).help(error.help());
    Ok(Package::open(&source.bytes).map_err(broken)?)
}
