//! The program: it takes the command line apart, runs the command and chooses the exit code.
//!
//! What a command does is in `command/`, one file each; what it knows of pages, cards and formats is
//! in the library. Only `files/` touches the disk and runs programs, only `report/` prints.
//!
//! Exit codes: 0 good; 1 findings at or above `--fail-on`, or some of the inputs failed; 2 wrong
//! usage, or nothing done.
#![forbid(unsafe_code)]

mod attach;
mod cli;
mod command;
mod failure;
mod files;
mod gates;
mod making;
mod manifest;
mod outputs;
mod patch;
mod plugin;
mod project;
mod remember;
mod report;
mod row;
mod settings;
mod threads;
mod writer;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::parse();
    let mut report = report::Report::new(&cli.talk);
    let outcome = match command::run(&cli.command, &mut report) {
        Ok(outcome) => outcome,
        // Whoever reads our output has seen enough; that is no failure.
        Err(error) if failure::is_closed_pipe(&error) => command::Outcome::Good,
        Err(error) => {
            report.failure(&error);
            command::Outcome::Nothing
        }
    };
    let outcome = match report.end() {
        Ok(()) => outcome,
        Err(error) if failure::is_closed_pipe(&error) => command::Outcome::Good,
        Err(error) => {
            report.last_failure(&error);
            command::Outcome::Nothing
        }
    };
    ExitCode::from(outcome as u8)
}
