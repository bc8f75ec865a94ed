//! Parquet files in DuckDB and pyarrow: each row, and the types of the columns.

#![allow(clippy::disallowed_methods, reason = "tests write the files that other programs read")]

use std::ffi::OsStr;
use std::fs;

use deckmill::export;
use deckmill::model::Block;
use deckmill::render::{html, markdown, text};
use deckmill::{Card, Deck};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::sqlite;
use crate::venv::{self, Venv};

/// Two programs that read Parquet, which have nothing in common.
static READERS: Venv = Venv::new("parquet-venv/2.0.1-26.0.1", &["duckdb==2.0.1", "pyarrow==26.0.1"]);

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    vec![
        venv::trial("parquet::each_row_is_read", each_row_is_read),
        venv::trial("parquet::a_long_deck_has_several_groups", several_groups),
        venv::trial("parquet::an_empty_deck_is_a_table", empty),
    ]
}

fn said(deck: &Deck, more: &[&str]) -> Result<Value, Failed> {
    let folder = TempDir::new()?;
    let file = folder.path().join("deck.parquet");
    fs::write(&file, export::to_bytes("parquet", deck)?)?;
    let arguments: Vec<&OsStr> = [file.as_os_str()].into_iter().chain(more.iter().map(OsStr::new)).collect();
    Ok(serde_json::from_str(&READERS.script("tables/parquet_rows.py", &arguments)?)?)
}

/// The columns with their types, and whether they may hold nothing.
const COLUMNS: [(&str, &str, bool); 22] = [
    ("position", "int64", false),
    ("id", "string", false),
    ("deck", "string", false),
    ("deck_title", "string", false),
    ("number", "uint64", true),
    ("number_label", "string", true),
    ("question", "string", false),
    ("answer", "string", true),
    ("question_markdown", "string", false),
    ("answer_markdown", "string", true),
    ("question_html", "string", false),
    ("answer_html", "string", true),
    ("references", "uint32", false),
    ("level", "string", true),
    ("level_label", "string", true),
    ("section", "string", true),
    ("path", "list<element: string not null>", false),
    ("tags", "list<element: string not null>", false),
    ("source", "string", false),
    ("line", "uint32", false),
    ("column", "uint32", false),
    ("url", "string", true),
];

fn each_row_is_read() -> Result<(), Failed> {
    let deck = sqlite::deck();
    let said = said(&deck, &[])?;
    assert_eq!(said["schema"], json!(COLUMNS));
    let of_duckdb = |kind: &str| match kind {
        "int64" => "BIGINT",
        "uint64" => "UBIGINT",
        "uint32" => "UINTEGER",
        "string" => "VARCHAR",
        _ => "VARCHAR[]",
    };
    assert_eq!(said["duckdb_types"], json!(COLUMNS.map(|(_, kind, _)| of_duckdb(kind))));
    assert_eq!(json!([said["created_by"], said["metadata"]]), json!(["deckmill", []]));
    let rows = deck.leaves().into_iter().flat_map(|leaf| leaf.cards.iter().map(move |card| (leaf, card)));
    let wanted: Vec<Value> =
        (1..).zip(rows).map(|(position, (deck, card))| row(position, deck, card)).collect();
    assert_eq!(said["pyarrow"], json!(wanted));
    assert_eq!(said["duckdb"], json!(wanted));
    Ok(())
}

fn row(position: usize, deck: &Deck, card: &Card) -> Value {
    let answer = |render: fn(&[Block]) -> String| (!card.answer.is_empty()).then(|| render(&card.answer));
    json!({
        "position": position,
        "id": card.id,
        "deck": deck.key,
        "deck_title": deck.title,
        "number": card.number.as_ref().and_then(|number| number.value()),
        "number_label": card.number.as_ref().map(|number| &number.label),
        "question": text::blocks(&card.question),
        "answer": answer(text::blocks),
        "question_markdown": markdown::blocks(&card.question),
        "answer_markdown": answer(markdown::blocks),
        "question_html": html::blocks(&card.question),
        "answer_html": answer(html::blocks),
        "references": card.references,
        "level": card.level.map(|level| level.name()),
        "level_label": card.level_label,
        "section": card.section(),
        "path": card.path.to_vec(),
        "tags": card.tags,
        "source": card.origin.name(),
        "line": card.origin.line,
        "column": card.origin.column,
        "url": card.origin.url(),
    })
}

fn several_groups() -> Result<(), Failed> {
    let card = |at: u32| Card {
        id: format!("card{at}").into(),
        question: vec![Block::paragraph(format!("What is {at}?"))],
        answer: vec![Block::paragraph("A number.")],
        ..Card::default()
    };
    let deck = Deck { title: "Long".to_owned(), cards: (0..20_000).map(card).collect(), ..Deck::default() };
    let said = said(&deck, &["counts"])?;
    assert_eq!(said["groups"], json!([16_384, 3_616]));
    assert_eq!(said["counts"], json!([20_000, 20_000, 200_010_000]));
    Ok(())
}

fn empty() -> Result<(), Failed> {
    let said = said(&Deck { title: "Empty".to_owned(), ..Deck::default() }, &[])?;
    assert_eq!(said["schema"], json!(COLUMNS));
    assert_eq!(json!([said["duckdb"], said["pyarrow"]]), json!([[], []]));
    Ok(())
}
