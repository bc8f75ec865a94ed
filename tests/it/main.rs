//! The one test binary. Each module gives its trials; a trial that can't run here shows as ignored.
//!
//! `cargo test` runs all; `cargo test --test it cases::numbered` those with that in their name.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used)]

mod cases;
mod cli;
mod engine;
mod exporters;
mod generate;
mod kitchen_sink;
mod library;
mod markup;
mod pages;
mod properties;
mod soup;
mod tables;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let trials = [
        cases::trials(),
        cli::trials(),
        engine::trials(),
        exporters::trials(),
        library::trials(),
        properties::trials(),
        tables::trials(),
    ];
    let trials = trials.into_iter().flatten().collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}
