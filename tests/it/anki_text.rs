//! Anki's text files against the real engine: what they bring is what a package brings.

#![allow(clippy::disallowed_methods, reason = "tests write the files that the engine reads")]

use std::fs;
use std::path::{Path, PathBuf};

use deckmill::diagnostic::Diagnostics;
use deckmill::export::{self, Context, EXPORTERS};
use deckmill::format::{Options, by_name};
use deckmill::model::Block;
use deckmill::{Card, Deck, identity};
use libtest_mimic::{Failed, Trial};
use tempfile::TempDir;

use crate::{engine, kitchen_sink};

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    vec![
        engine::trial("anki_text::it_updates_what_a_package_brought", updates),
        engine::trial("anki_text::it_adds_what_is_not_there", adds),
        engine::trial("anki_text::it_stands_alone_with_the_types_of_anki", stands_alone),
        Trial::test("anki_text::retired_cards_are_counted", retired_are_counted),
    ]
}

/// Decks within decks, with all that the kitchen sink has, deletions, and two cards that ask the same.
pub fn deck() -> Deck {
    let card = |question: &str, answer: &str, ordinal| {
        let question = vec![Block::paragraph(question)];
        let id = identity::guid("text", &question, ordinal);
        Card { id, question, answer: vec![Block::paragraph(answer)], ..Card::default() }
    };
    let own = Deck {
        title: "#Own: \"signs\"".to_owned(),
        key: "own".to_owned(),
        cards: vec![
            card("Paris is {{c1::the capital}} of {{c2::France}}?", "Yes.", 1),
            card("Who asks twice?", "One.", 1),
            card("Who asks twice?", "Another.", 2),
            card("#tags:no header", "#deck:none", 1),
            card("\t\"\"\t", "\"\n\"\n\n#", 1),
        ],
        ..Deck::default()
    };
    Deck {
        title: "all".to_owned(),
        key: "all".to_owned(),
        children: vec![kitchen_sink::deck(), Deck { category: Some("More".to_owned()), ..own }],
        ..Deck::default()
    }
}

/// An older version of a deck: other answers, other tags, and only the first cards where asked for.
fn older(mut deck: Deck, count: usize) -> Deck {
    for child in &mut deck.children {
        child.cards.truncate(count);
        for card in &mut child.cards {
            card.answer = vec![Block::paragraph("An older answer.")];
            card.tags = vec!["older".to_owned()];
            card.modified = Some(1_600_000_000);
        }
    }
    deck
}

fn updates() -> Result<(), Failed> {
    compare(&older(deck(), usize::MAX))
}

fn adds() -> Result<(), Failed> {
    compare(&older(deck(), 1))
}

/// Who has an older package and imports the text file has what the package brings.
fn compare(older: &Deck) -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let [package, before, text] = [("new.apkg", &deck()), ("old.apkg", older), ("new.txt", &deck())]
        .map(|(name, deck)| write(&folder, name, deck));
    let before = before?;
    let report = engine::script(
        "text_file.py",
        &[&package?, &text?],
        &["--before", before.to_str().ok_or("the folder has no name")?],
    )?;
    match report["notes"] == deck().all_cards().count() {
        true => Ok(()),
        false => Err(report.to_string().into()),
    }
}

fn stands_alone() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let package = write(&folder, "new.apkg", &deck())?;
    let text = folder.path().join("basic.txt");
    fs::write(&text, exported("basic", &deck())?.0)?;
    let report = engine::script("text_file.py", &[&package, &text], &[])?;
    match report["notes"] == deck().all_cards().count() {
        true => Ok(()),
        false => Err(report.to_string().into()),
    }
}

fn retired_are_counted() -> Result<(), Failed> {
    let mut deck = deck();
    deck.children[0].retired = deck.children[0].cards.split_off(2);
    let (text, found) = exported("deckmill", &deck)?;
    assert_eq!(found, ["4 retired cards were left out: a text file holds no note without a card"]);
    for card in deck.all_retired() {
        assert!(!text.contains(&*card.id), "{text}");
    }
    Ok(())
}

/// The text file of a deck, and what was found.
fn exported(types: &str, deck: &Deck) -> Result<(String, Vec<String>), Failed> {
    let mut options = Options::default();
    options.set("notetype", types);
    let exporter = by_name(EXPORTERS, "anki-text").ok_or("no text files")?.make(&options)?;
    let (mut out, mut diagnostics) = (Vec::new(), Diagnostics::default());
    exporter.export(deck, &mut out, &mut Context::new(&mut diagnostics))?;
    Ok((String::from_utf8(out)?, diagnostics.iter().map(|found| found.message.clone()).collect()))
}

fn write(folder: &TempDir, name: &str, deck: &Deck) -> Result<PathBuf, Failed> {
    let path = folder.path().join(name);
    let format =
        if Path::new(name).extension().is_some_and(|end| end == "txt") { "anki-text" } else { "anki" };
    fs::write(&path, export::to_bytes(format, deck)?)?;
    Ok(path)
}
