//! SQLite databases in Python's own SQLite: each row, the search, and the search after edits.

#![allow(clippy::disallowed_methods, reason = "tests write the files that other programs read")]

use std::ffi::OsStr;
use std::fs;

use deckmill::Deck;
use deckmill::diagnostic::Diagnostics;
use deckmill::export::{self, Context, EXPORTERS};
use deckmill::format::{Options, by_name};
use deckmill::model::Block;
use deckmill::render::{html, markdown, text};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};
use tempfile::{NamedTempFile, TempDir};

use crate::anki_text;
use crate::venv::{self, Venv};

/// Python's SQLite is its own; nothing is installed.
static PYTHON: Venv = Venv::new("plain-venv", &[]);

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    vec![
        venv::trial("sqlite::each_row_is_read", each_row_is_read),
        venv::trial("sqlite::the_search_follows_edits", the_search_follows_edits),
        Trial::test("sqlite::scratch_files_change_nothing", scratch_files_change_nothing),
        Trial::test("sqlite::no_version_is_in_it", no_version_is_in_it),
    ]
}

/// Decks in decks, in which two cards have the same id, and two decks the same key.
pub fn deck() -> Deck {
    let mut deck = anki_text::deck();
    let mut again = deck.children[0].clone();
    again.cards.truncate(2);
    again.url = Some("https://example.org/?a=1&b=2".to_owned());
    again.language = None;
    deck.children.push(again);
    deckmill::link::link(&mut deck.children[0], "https://example.org/{source}#L{line}");
    deck
}

fn said(deck: &Deck, words: &[&str]) -> Result<Value, Failed> {
    let folder = TempDir::new()?;
    let file = folder.path().join("deck.sqlite");
    fs::write(&file, export::to_bytes("sqlite", deck)?)?;
    let arguments: Vec<&OsStr> = [file.as_os_str()].into_iter().chain(words.iter().map(OsStr::new)).collect();
    Ok(serde_json::from_str(&PYTHON.script("tables/sqlite_rows.py", &arguments)?)?)
}

fn each_row_is_read() -> Result<(), Failed> {
    let deck = deck();
    let said = said(&deck, &[])?;
    assert_eq!(said["integrity"], json!(["ok", "ok"]));
    assert_eq!(json!([said["foreign"], said["version"], said["free"]]), json!([[], 1, 0]));
    let (mut decks, mut cards) = (Vec::new(), Vec::new());
    let all =
        std::iter::once((Value::Null, &deck)).chain(deck.children.iter().map(|child| (json!(1), child)));
    for (position, (parent, deck)) in (1..).zip(all) {
        decks.push(json!({
            "position": position,
            "parent": parent,
            "key": deck.key,
            "title": deck.title,
            "category": deck.category,
            "description": some(&deck.description, text::blocks),
            "language": deck.language,
            "url": deck.url,
        }));
        for card in &deck.cards {
            cards.push(json!({
                "position": cards.len() + 1,
                "id": card.id,
                "deck": position,
                "number": card.number.as_ref().map(|number| &number.label),
                "question": text::blocks(&card.question),
                "answer": some(&card.answer, text::blocks),
                "question_markdown": markdown::blocks(&card.question),
                "answer_markdown": some(&card.answer, markdown::blocks),
                "question_html": html::blocks(&card.question),
                "answer_html": some(&card.answer, html::blocks),
                "level": card.level.map(|level| level.name()),
                "level_label": card.level_label,
                "section": card.section(),
                "path": json!(card.path.to_vec()).to_string(),
                "tags": json!(card.tags).to_string(),
                "source": card.origin.name(),
                "line": card.origin.line,
                "url": card.origin.url(),
            }));
        }
    }
    assert_eq!(said["decks"], json!(decks));
    assert_eq!(said["cards"], json!(cards));
    let is_null = |name: &str| cards.iter().any(|card| card[name].is_null());
    assert!(["number", "answer", "level", "section", "url"].into_iter().all(is_null));
    Ok(())
}

fn some(blocks: &[Block], render: fn(&[Block]) -> String) -> Option<String> {
    (!blocks.is_empty()).then(|| render(blocks))
}

/// The first three cards are those of the kitchen sink; two of them come again as the last two.
fn the_search_follows_edits() -> Result<(), Failed> {
    let words =
        ["question: inline", "answer: hidden", "tags: words", "section: inlines", "\"deep can\"", "etude"];
    let said = said(&deck(), &words)?;
    let (found, edited) = (&said["found"], &said["edited"]);
    assert_eq!(found["question: inline"], json!([1, 12]));
    assert_eq!(found["answer: hidden"], json!([2, 13]));
    assert_eq!(found["tags: words"], json!([1, 12]));
    assert_eq!(found["section: inlines"], json!([1, 12]));
    assert_eq!(found["\"deep can\""], json!([3]));
    // Whatever accents there are.
    assert_eq!(found["etude"], json!([4]));
    assert_eq!(edited["zyzzyva"], json!([1, 14]));
    assert_eq!(edited["tags: weevil"], json!([1, 14]));
    assert_eq!(edited["question: inline"], json!([12]));
    assert_eq!(edited["answer: hidden"], json!([2, 13]));
    assert_eq!(edited["\"deep can\""], json!([]));
    Ok(())
}

/// The bytes are the same, whether there is a place for scratch files or not.
fn scratch_files_change_nothing() -> Result<(), Failed> {
    let exporter = by_name(EXPORTERS, "sqlite").ok_or("no SQLite")?.make(&Options::default())?;
    for deck in [deck(), Deck { title: "Empty".to_owned(), ..Deck::default() }] {
        let (mut out, mut diagnostics) = (Vec::new(), Diagnostics::default());
        let scratch = NamedTempFile::new;
        let context = &mut Context { scratch: Some(&scratch), ..Context::new(&mut diagnostics) };
        exporter.export(&deck, &mut out, context)?;
        if out != export::to_bytes("sqlite", &deck)? {
            return Err("a scratch file gives other bytes".into());
        }
    }
    Ok(())
}

fn no_version_is_in_it() -> Result<(), Failed> {
    let bytes = export::to_bytes("sqlite", &deck())?;
    assert_eq!(bytes[96..100], 3_027_000_u32.to_be_bytes());
    let version = rusqlite::version();
    let is_there = bytes.windows(version.len()).any(|part| part == version.as_bytes());
    if is_there { Err(format!("{version} is in the file").into()) } else { Ok(()) }
}
