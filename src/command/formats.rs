//! `deckmill formats`: the three tables, as they are in the library, and the plug-ins on the PATH, as they
//! say themselves.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use deckmill::export::EXPORTERS;
use deckmill::format::Format;
use deckmill::layout::LAYOUTS;
use deckmill::read::READERS;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::Outcome;
use crate::files;
use crate::plugin::protocol::{Choice, Handshake};
use crate::plugin::{PREFIX, Plugin};
use crate::report::{Report, json_line};

#[derive(Serialize, JsonSchema)]
struct Tables {
    readers: Vec<Row>,
    layouts: Vec<Row>,
    exporters: Vec<Row>,
    plugins: Vec<Row>,
}

#[derive(Default, Serialize, JsonSchema)]
struct Row {
    name: String,
    extensions: Vec<String>,
    summary: String,
    options: Vec<Setting>,
    /// Where the program of a plug-in is.
    #[serde(skip_serializing_if = "Option::is_none")]
    program: Option<String>,
    /// Why a plug-in can't be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Setting {
    name: String,
    default: String,
    summary: String,
}

/// Runs the command.
pub fn run(report: &Report) -> Result<Outcome> {
    let plugins = files::programs(PREFIX).into_iter().map(|(name, program)| plugin(name, &program)).collect();
    let tables =
        Tables { readers: rows(READERS), layouts: rows(LAYOUTS), exporters: rows(EXPORTERS), plugins };
    let text = match report.is_json() {
        true => json_line(&tables),
        false => human(&tables),
    };
    report.data(&text)?;
    Ok(Outcome::Good)
}

fn rows<T: ?Sized>(table: &'static [Format<T>]) -> Vec<Row> {
    let setting = |spec: &deckmill::format::OptionSpec| Setting {
        name: spec.name.to_owned(),
        default: spec.default.to_owned(),
        summary: spec.summary.to_owned(),
    };
    let row = |format: &'static Format<T>| Row {
        name: format.name.to_owned(),
        extensions: format.extensions.iter().map(|extension| (*extension).to_owned()).collect(),
        summary: format.summary.to_owned(),
        options: format.options.iter().map(setting).collect(),
        program: None,
        error: None,
    };
    table.iter().map(row).collect()
}

/// A plug-in as it says itself; one that does not is listed all the same.
fn plugin(name: String, program: &Path) -> Row {
    let program = program.to_owned();
    let path = program.display().to_string();
    let mut row = Row { name, program: Some(path.clone()), ..Row::default() };
    match Plugin::ask(program, Duration::ZERO) {
        Ok(plugin) => {
            let Handshake { extensions, summary, options, .. } = plugin.handshake;
            let options = options.into_iter().map(|Choice { name, default, summary, .. }| Setting {
                name,
                default,
                summary,
            });
            (row.extensions, row.summary, row.options) = (extensions, summary, options.collect());
        }
        Err(failure) => {
            row.summary = failure.to_string();
            row.error = Some(row.summary.clone());
        }
    }
    row
}

fn human(tables: &Tables) -> String {
    let mut all = vec![
        ("Readers (--from)", &tables.readers),
        ("Layouts (--layout)", &tables.layouts),
        ("Exporters (--to)", &tables.exporters),
    ];
    if !tables.plugins.is_empty() {
        all.push(("Plug-ins on the PATH (--to)", &tables.plugins));
    }
    let names = all.iter().flat_map(|(_, rows)| rows.iter().map(|row| row.name.len()));
    let width = names.max().unwrap_or_default();
    let parts: Vec<_> = all.iter().map(|(title, rows)| part(title, rows, width)).collect();
    parts.join("\n")
}

fn part(title: &str, rows: &[Row], width: usize) -> String {
    let mut out = format!("{title}\n");
    for row in rows {
        let extensions: Vec<_> = row.extensions.iter().map(|extension| format!(".{extension}")).collect();
        let extensions = match extensions.is_empty() {
            true => String::new(),
            false => format!(" ({})", extensions.join(" ")),
        };
        // Writing to a string can't fail.
        let _ = writeln!(out, "  {:width$}  {}{extensions}", row.name, row.summary);
        for Setting { name, default, summary } in &row.options {
            let _ = writeln!(out, "  {:width$}  --set {}.{name}={default}  {summary}", "", row.name);
        }
    }
    out
}

/// The schemas of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![generator.subschema_for::<Tables>()]
}
