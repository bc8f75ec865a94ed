//! Decks that update, against the real Anki engine: the rules of its importer that deckmill is built
//! on, random sequences of edits with each kind of memory, and the cards that options ask for.
//!
//! `DECKMILL_SEQUENCES` says how many sequences (25), `DECKMILL_SEED` with which seed (1): a number, or
//! any word for fresh ones. What the scripts expect stands in them, below `tests/engine`.

#![allow(clippy::disallowed_methods, reason = "tests look at the environment themselves")]

use std::env;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::engine;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        engine::trial("memory_engine::the_importer_keeps_its_rules", rules),
        engine::trial("memory_engine::random_edits_update_what_changed", edits),
        engine::trial("memory_engine::cards_have_the_shape_that_was_asked_for", shapes),
    ]
}

fn rules() -> Result<(), Failed> {
    let report = engine::script("rules.py", &[program()], &[])?;
    at_least(&report, "rules", 27)
}

fn shapes() -> Result<(), Failed> {
    let report = engine::script("shapes.py", &[program()], &[])?;
    at_least(&report, "checks", 9)
}

fn edits() -> Result<(), Failed> {
    let count = env::var("DECKMILL_SEQUENCES").unwrap_or_else(|_| "25".to_owned());
    let seed = env::var("DECKMILL_SEED").unwrap_or_else(|_| "1".to_owned());
    let args = ["--sequences", &count, "--seed", &seed, "--strict"];
    let report = engine::script("edits.py", &[program()], &args)?;
    at_least(&report, "sequences", count.parse()?)?;
    at_least(&report, "checks", 1)
}

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_deckmill"))
}

fn at_least(report: &Value, name: &str, least: u64) -> Result<(), Failed> {
    match report[name].as_u64() {
        Some(count) if count >= least => Ok(()),
        _ => Err(format!("fewer {name} than {least}: {report}").into()),
    }
}
