//! `deckmill formats`: the three tables, as they are in the library.

use std::fmt::Write;

use anyhow::Result;
use deckmill::export::EXPORTERS;
use deckmill::format::Format;
use deckmill::layout::LAYOUTS;
use deckmill::read::READERS;
use serde::Serialize;

use super::Outcome;
use crate::report::{Report, json_line};

#[derive(Serialize)]
struct Tables {
    readers: Vec<Row>,
    layouts: Vec<Row>,
    exporters: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    extensions: &'static [&'static str],
    summary: &'static str,
    options: Vec<Setting>,
}

#[derive(Serialize)]
struct Setting {
    name: &'static str,
    default: &'static str,
    summary: &'static str,
}

/// Runs the command.
pub fn run(report: &Report) -> Result<Outcome> {
    let tables = Tables { readers: rows(READERS), layouts: rows(LAYOUTS), exporters: rows(EXPORTERS) };
    let text = match report.is_json() {
        true => json_line(&tables),
        false => human(&tables),
    };
    report.data(&text)?;
    Ok(Outcome::Good)
}

fn rows<T: ?Sized>(table: &'static [Format<T>]) -> Vec<Row> {
    let setting = |spec: &deckmill::format::OptionSpec| Setting {
        name: spec.name,
        default: spec.default,
        summary: spec.summary,
    };
    let row = |format: &'static Format<T>| Row {
        name: format.name,
        extensions: format.extensions,
        summary: format.summary,
        options: format.options.iter().map(setting).collect(),
    };
    table.iter().map(row).collect()
}

fn human(tables: &Tables) -> String {
    let all = [
        ("Readers (--from)", &tables.readers),
        ("Layouts (--layout)", &tables.layouts),
        ("Exporters (--to)", &tables.exporters),
    ];
    let names = all.iter().flat_map(|(_, rows)| rows.iter().map(|row| row.name.len()));
    let width = names.max().unwrap_or_default();
    let parts = all.map(|(title, rows)| part(title, rows, width));
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
