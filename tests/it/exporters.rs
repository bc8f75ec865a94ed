//! One deck through all exporters: a snapshot for each, in `tests/snapshots/`.
//!
//! A new exporter is found in the table and asks for its snapshot: `INSTA_UPDATE=always cargo test
//! --test it exporters` writes it, and a look at it is part of the work.

use std::fmt::Write;
use std::fs;
use std::io::{Cursor, Read, Write as _};

use deckmill::diagnostic::Diagnostics;
use deckmill::export::{self, Context, EXPORTERS};
use deckmill::format::{Options, by_name};
use deckmill::{Deck, ReadOptions, Source};
use libtest_mimic::{Failed, Trial};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::printer::print_schema;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

use crate::{kitchen_sink, properties};

/// A snapshot for each exporter and deck, and the laws that hold for all of them.
pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for row in EXPORTERS {
        trials.push(Trial::test(format!("exporters::{}", row.name), || {
            snapshot(row.name, "", &kitchen_sink::deck())
        }));
        trials.push(Trial::test(format!("exporters::{}_of_two", row.name), || {
            snapshot(row.name, "_of_two", &kitchen_sink::two_decks())
        }));
        trials
            .push(Trial::test(format!("exporters::{}_is_the_same_twice", row.name), || same_twice(row.name)));
    }
    trials.push(Trial::test("exporters::json_with_anki", || {
        snapshot_of("json_with_anki", &without_styles(&with_anki(&kitchen_sink::two_decks())?)?)
    }));
    trials.push(Trial::test("exporters::json_with_anki_reads_back", with_anki_reads_back));
    let reads_back = || properties::reads_back(kitchen_sink::deck()).map_err(Failed::from);
    trials.push(Trial::test("exporters::markdown_reads_back", reads_back));
    trials
}

fn snapshot(name: &str, suffix: &str, deck: &Deck) -> Result<(), Failed> {
    snapshot_of(&format!("{name}{suffix}"), &export::to_bytes(name, deck)?)
}

fn snapshot_of(name: &str, bytes: &[u8]) -> Result<(), Failed> {
    let shown = match String::from_utf8(bytes.to_vec()) {
        Ok(text) => text,
        Err(_) if bytes.starts_with(DATABASE) => database(bytes)?,
        Err(_) if bytes.starts_with(b"PAR1") => parquet(bytes)?,
        Err(_) => package(bytes)?,
    };
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, shown));
    Ok(())
}

/// A deck as JSON with what the Anki package holds.
fn with_anki(deck: &Deck) -> Result<Vec<u8>, Failed> {
    let mut options = Options::default();
    options.set("anki", "yes");
    let json = by_name(EXPORTERS, "json").ok_or("no JSON")?.make(&options)?;
    let mut out = Vec::new();
    json.export(deck, &mut out, &mut Context::new(&mut Diagnostics::default()))?;
    Ok(out)
}

/// The styles are in the package's own snapshot.
fn without_styles(json: &[u8]) -> Result<Vec<u8>, Failed> {
    let mut file: serde_json::Value = serde_json::from_slice(json)?;
    for note_type in file["anki"]["note_types"].as_array_mut().into_iter().flatten() {
        if note_type["css"].take().as_str().is_none_or(str::is_empty) {
            return Err("a note type has no styles".into());
        }
    }
    Ok(serde_json::to_vec_pretty(&file)?)
}

/// What is said of notes is not read as cards once more.
fn with_anki_reads_back() -> Result<(), Failed> {
    let deck = kitchen_sink::deck();
    let read = |bytes: Vec<u8>| deckmill::read(&Source::new("deck.json", bytes), &ReadOptions::default());
    let (plain, full) = (read(export::to_bytes("json", &deck)?), read(with_anki(&deck)?));
    match plain.deck == full.deck && full.deck.cards.len() == deck.cards.len() {
        true => Ok(()),
        false => Err(format!(
            "plain: {:?}
full: {:?}",
            plain.deck, full.deck
        )
        .into()),
    }
}

/// What a database of SQLite begins with.
const DATABASE: &[u8] = b"SQLite format 3";

/// What is in a database: how it is made, and its rows.
fn database(bytes: &[u8]) -> Result<String, Failed> {
    let folder = TempDir::new()?;
    let path = folder.path().join("deck.sqlite");
    fs::write(&path, bytes)?;
    let connection = Connection::open(&path)?;
    let mut out = String::new();
    let mut statement = connection.prepare("select coalesce(sql, '') from sqlite_schema order by rowid")?;
    for sql in statement.query_map([], |row| row.get::<_, String>(0))? {
        writeln!(out, "{}", sql?)?;
    }
    out.push_str(&tables(&connection, &["decks", "cards"])?);
    Ok(out)
}

/// What is in a Parquet file: its columns, and its rows.
fn parquet(bytes: &[u8]) -> Result<String, Failed> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    let reader = SerializedFileReader::new(file)?;
    let mut schema = Vec::new();
    print_schema(&mut schema, reader.metadata().file_metadata().schema());
    let mut out = String::from_utf8(schema)?;
    for row in reader.get_row_iter(None)? {
        for (name, field) in row?.get_column_iter() {
            writeln!(out, "{name}: {field}")?;
        }
        writeln!(out)?;
    }
    Ok(out)
}

/// What is in a package, to read: its members, and the rows of its database.
fn package(bytes: &[u8]) -> Result<String, Failed> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    let folder = TempDir::new()?;
    let mut out = String::new();
    for index in 0..archive.len() {
        let mut member = archive.by_index(index)?;
        let mut content = Vec::new();
        member.read_to_end(&mut content)?;
        writeln!(out, "== {}", member.name()?)?;
        match content.starts_with(DATABASE) {
            true => {
                let path = folder.path().join("collection");
                fs::write(&path, content)?;
                out.push_str(&tables(
                    &Connection::open(&path)?,
                    &["col", "notes", "cards", "revlog", "graves"],
                )?);
            }
            // What is on no page, but the crate's own, and long.
            false if member.name()?.contains("theme") => {}
            false => writeln!(out, "{}", String::from_utf8_lossy(&content).replace("><", ">\n<"))?,
        }
    }
    Ok(out)
}

fn tables(connection: &Connection, names: &[&str]) -> Result<String, Failed> {
    let mut out = String::new();
    for table in names {
        writeln!(out, "-- {table}")?;
        let mut statement = connection.prepare(&format!("select * from {table}"))?;
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for (at, name) in names.iter().enumerate() {
                writeln!(out, "{name}: {}", shown(row.get_ref(at)?))?;
            }
            writeln!(out)?;
        }
    }
    Ok(out)
}

/// A value on lines of its own; JSON is laid out, fields are parted.
fn shown(value: ValueRef) -> String {
    let text = match value {
        ValueRef::Null => "null".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into_owned(),
    };
    match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(json) if json.is_object() => serde_json::to_string_pretty(&json).unwrap_or(text),
        _ => text.replace('\u{1f}', "\n  | "),
    }
}

fn same_twice(name: &str) -> Result<(), Failed> {
    let deck = kitchen_sink::deck();
    match export::to_bytes(name, &deck)? == export::to_bytes(name, &deck)? {
        true => Ok(()),
        false => Err("the same deck gave other bytes the second time".into()),
    }
}
