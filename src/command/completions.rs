//! `deckmill completions`: what a shell needs to complete what is typed, made from the same definition as
//! `--help`, so that formats, layouts and levels complete as well.

use anyhow::Result;
use clap::CommandFactory;

use super::Outcome;
use crate::cli::{Cli, Completions};
use crate::report::Report;

/// Runs the command.
pub fn run(args: &Completions, report: &Report) -> Result<Outcome> {
    let mut program = Cli::command();
    let name = program.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, name, &mut script);
    report.data(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Good)
}
