//! `deckmill schema`: JSON Schemas (2020-12) of what deckmill writes as JSON, made from the structs that
//! are written. Those of formats are the library's; what `--message-format json` writes is put together here.

use anyhow::Result;
use deckmill::export::SCHEMAS;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::{Outcome, adopt, build, check, config, doctor, explain, formats, init, plan, plugin};
use crate::cli::SchemaOf;
use crate::manifest;
use crate::report::{self, Report};

/// The name of the schema of messages.
pub const MESSAGES: &str = "messages";

/// The name of the schema of a build's manifest.
pub const MANIFEST: &str = "manifest";

/// The version of the messages. It goes up when a field changes its meaning or goes away.
const VERSION: u32 = 1;

/// Runs the command.
pub fn run(args: &SchemaOf, report: &Report) -> Result<Outcome> {
    let known = SCHEMAS.iter().find(|schema| schema.name == args.name);
    let own = || if args.name == MANIFEST { manifest::schema() } else { messages() };
    let schema = known.map_or_else(own, |schema| (schema.make)());
    report.data(&format!("{}\n", serde_json::to_string_pretty(&schema)?))?;
    Ok(Outcome::Good)
}

/// The names of all schemas, with what they are of.
pub fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let formats = SCHEMAS.iter().map(|schema| (schema.name, schema.summary));
    formats.chain([
        (MANIFEST, "what `build` says of a build, beside its outputs"),
        (MESSAGES, "a line of `--message-format json`, of any command"),
    ])
}

fn messages() -> Value {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let lines = [
        report::schemas(&mut generator),
        adopt::schemas(&mut generator),
        build::schemas(&mut generator),
        check::schemas(&mut generator),
        config::schemas(&mut generator),
        doctor::schemas(&mut generator),
        init::schemas(&mut generator),
        explain::schemas(&mut generator),
        formats::schemas(&mut generator),
        plan::schemas(&mut generator),
        plugin::schemas(&mut generator),
    ];
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:deckmill:schema:messages:{VERSION}"),
        "title": "deckmill message",
        "anyOf": lines.concat(),
        "$defs": generator.take_definitions(true),
    })
}
