//! The one test binary. Each module gives its trials; a trial that can't run here shows as ignored.
//!
//! `cargo test` runs all; `cargo test --test it cases::numbered` those with that in their name. To
//! add a module: its `mod` line, and its trials below.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used)]

mod action;
mod action_packages;
mod adopt;
mod anki_text;
mod browser;
mod building;
mod cards;
mod cases;
mod choosing;
mod cli;
mod configuration;
mod cost;
mod crowdanki;
mod emphasis;
mod encodings;
mod engine;
mod examples;
mod exporters;
mod extremes;
mod faq;
mod fetch;
mod findings;
mod garbage;
mod genanki;
mod generate;
mod handmade;
mod init;
mod kitchen_sink;
mod library;
mod likeness;
mod linear;
mod markup;
mod media;
mod memory;
mod memory_engine;
mod mending;
mod merge;
mod merge_rows;
mod npm;
mod old_decks;
mod output;
mod packages;
mod pages;
mod parquet;
mod partition;
mod pipeline;
mod plan;
mod plugins;
mod programs;
mod properties;
mod reading;
mod readme;
mod reports;
mod rules;
mod sample_page;
mod schemas;
mod server;
mod shells;
mod skins;
mod soup;
mod spreadsheets;
mod sqlite;
mod structured;
mod tables;
mod template;
mod venv;
mod verify;
mod web;
mod work;
mod workbooks;
mod workflows;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// All modules that give trials.
const MODULES: &[fn() -> Vec<Trial>] = &[
    action::trials,
    action_packages::trials,
    adopt::trials,
    anki_text::trials,
    browser::trials,
    building::trials,
    cards::trials,
    cases::trials,
    choosing::trials,
    cli::trials,
    configuration::trials,
    cost::trials,
    crowdanki::trials,
    emphasis::trials,
    encodings::trials,
    engine::trials,
    examples::trials,
    exporters::trials,
    extremes::trials,
    faq::trials,
    fetch::trials,
    findings::trials,
    genanki::trials,
    init::trials,
    library::trials,
    likeness::trials,
    linear::trials,
    media::trials,
    memory::trials,
    memory_engine::trials,
    mending::trials,
    merge::trials,
    merge_rows::trials,
    old_decks::trials,
    output::trials,
    packages::trials,
    parquet::trials,
    partition::trials,
    pipeline::trials,
    plan::trials,
    plugins::trials,
    properties::trials,
    reading::trials,
    readme::trials,
    reports::trials,
    rules::trials,
    sample_page::trials,
    schemas::trials,
    shells::trials,
    skins::trials,
    spreadsheets::trials,
    sqlite::trials,
    structured::trials,
    tables::trials,
    template::trials,
    verify::trials,
    web::trials,
    workbooks::trials,
    workflows::trials,
];

fn main() -> ExitCode {
    let trials = MODULES.iter().flat_map(|trials| trials()).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
