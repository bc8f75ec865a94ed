//! What each exporter makes of one and the same deck, as snapshots in `tests/snapshots`.
//!
//! A new exporter has no snapshot yet, and fails here until its output was looked at and accepted
//! (`cargo insta accept`). A format that is no text needs its words in [`readable`].

use std::fmt::Write;
use std::io::{Cursor, Read};

use deckmill::export::{self, EXPORTERS};
use deckmill::model::Deck;
use libtest_mimic::{Failed, Trial};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::kitchen_sink;
use crate::properties::reads_back;

/// A trial per exporter and deck, and one that the deck of all kinds is worth its name.
pub fn trials() -> Vec<Trial> {
    let snapshots = EXPORTERS.iter().flat_map(|format| {
        [("deck", kitchen_sink::deck as fn() -> Deck), ("pages", kitchen_sink::pages)].map(|(what, deck)| {
            let name = format!("{}-{what}", format.name);
            Trial::test(format!("exporters::{name}"), move || snapshot(format.name, &name, &deck()))
        })
    });
    let whole = Trial::test("exporters::kitchen_sink_reads_back", || Ok(reads_back(kitchen_sink::deck())?));
    snapshots.chain([whole]).collect()
}

fn snapshot(format: &str, name: &str, deck: &Deck) -> Result<(), Failed> {
    let shown = readable(format, export::to_bytes(format, deck)?)?;
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, shown));
    Ok(())
}

/// An output as text that a person can compare.
fn readable(format: &str, bytes: Vec<u8>) -> Result<String, Failed> {
    match format {
        "anki" => package(&bytes),
        _ => {
            let text = String::from_utf8(bytes).map_err(|_| format!("say here how `{format}` is shown"))?;
            // Line ends of CR LF are part of some formats, and would not be seen.
            Ok(text.replace('\r', "␍"))
        }
    }
}

/// A package: its files with their sizes, and the tables of its database.
fn package(bytes: &[u8]) -> Result<String, Failed> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes))?;
    let mut out = String::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index)?;
        let name = file.name()?.into_owned();
        writeln!(out, "{name}: {} bytes", file.size())?;
        let mut held = Vec::new();
        file.read_to_end(&mut held)?;
        if name == "collection.anki2" {
            out.push_str(&database(&held)?);
        } else {
            writeln!(out, "{}", String::from_utf8_lossy(&held))?;
        }
    }
    Ok(out)
}

fn database(bytes: &[u8]) -> Result<String, Failed> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), bytes)?;
    let connection = Connection::open(file.path())?;
    let mut names =
        connection.prepare("select name from sqlite_master where type = 'table' order by name")?;
    let names: Vec<String> = names.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut out = String::new();
    for name in names {
        writeln!(out, "\n== {name}")?;
        table(&connection, &name, &mut out)?;
    }
    Ok(out)
}

fn table(connection: &Connection, name: &str, out: &mut String) -> Result<(), Failed> {
    let mut rows = connection.prepare(&format!("select * from {name} order by 1"))?;
    let columns: Vec<String> = rows.column_names().map(str::to_owned).collect();
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        for (at, column) in columns.iter().enumerate() {
            let value = match row.get(at)? {
                Value::Null => "null".to_owned(),
                Value::Integer(number) => number.to_string(),
                Value::Real(number) => number.to_string(),
                Value::Text(text) => shown(column, &text),
                Value::Blob(bytes) => format!("{} bytes", bytes.len()),
            };
            writeln!(out, "{column}: {value}")?;
        }
        out.push('\n');
    }
    Ok(())
}

/// A cell: fields on lines of their own; of the collection's long settings only what they are about.
fn shown(column: &str, text: &str) -> String {
    let names = |values: serde_json::Value| -> Vec<String> {
        let all = values.as_object().into_iter().flatten();
        all.map(|(id, value)| format!("\n    {id} {}", value["name"])).collect()
    };
    match column {
        "flds" => text
            .split('\u{1f}')
            .fold(String::new(), |out, field| out + "\n    | " + &field.replace('\n', "\n      ")),
        "models" | "decks" | "dconf" => names(serde_json::from_str(text).unwrap_or_default()).concat(),
        _ => text.to_owned(),
    }
}
