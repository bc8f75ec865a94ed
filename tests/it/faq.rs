//! FAQPage data as other programs see it.

use std::fs;

use deckmill::diagnostic::Diagnostics;
use deckmill::export::{Context, EXPORTERS};
use deckmill::format::{Options, by_name};
use deckmill::render::{html, text};
use deckmill::{Deck, ReadOptions, Source};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tempfile::TempDir;

use crate::kitchen_sink;
use crate::schemas::TOOLS;
use crate::venv;

pub fn trials() -> Vec<Trial> {
    vec![
        venv::trial("faq::extruct_finds_what_was_written", extruct),
        Trial::test("faq::a_page_that_has_it_in_its_head_reads_back", in_a_page),
    ]
}

/// The data in the element that a web page has it in.
fn script(deck: &Deck) -> Result<String, Failed> {
    let mut options = Options::default();
    options.set("script", "yes");
    let exporter = by_name(EXPORTERS, "faq").ok_or("no exporter")?.make(&options)?;
    let mut out = Vec::new();
    exporter.export(deck, &mut out, &mut Context::new(&mut Diagnostics::default()))?;
    Ok(String::from_utf8(out)?)
}

fn extruct() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let path = folder.path().join("page.html");
    let deck = kitchen_sink::deck();
    fs::write(&path, format!("<!doctype html><html><head>{}</head><body></body></html>", script(&deck)?))?;
    let found: Value = serde_json::from_str(&TOOLS.script("tables/faq.py", &[path.as_os_str()])?)?;
    let page = &found[0];
    assert_eq!((&page["@type"], &page["name"]), (&"FAQPage".into(), &deck.title.as_str().into()));
    let questions = page["mainEntity"].as_array().ok_or("no questions")?;
    assert_eq!(questions.len(), deck.cards.len());
    for (question, card) in questions.iter().zip(&deck.cards) {
        assert_eq!(question["@type"], "Question");
        assert_eq!(question["name"], text::blocks(&card.question));
        assert_eq!(question["identifier"], &*card.id);
        match card.answer.is_empty() {
            true => assert_eq!(question["acceptedAnswer"], Value::Null),
            false => assert_eq!(question["acceptedAnswer"]["text"], html::blocks(&card.answer)),
        }
    }
    Ok(())
}

fn in_a_page() -> Result<(), Failed> {
    let source =
        "# Words\n\n## What is a noun?\n\nA *name* of a `thing`.\n\n## What is a verb?\n\nAn action.\n";
    let deck = deckmill::read(&Source::new("words.md", source), &ReadOptions::default()).deck;
    let page = format!("<!doctype html><title>Words</title>{}<p>Hello.</p>", script(&deck)?);
    let read = deckmill::read(&Source::new("words.html", page), &ReadOptions::default()).deck;
    let said = |deck: &Deck| -> Vec<[String; 2]> {
        deck.cards.iter().map(|card| [text::blocks(&card.question), text::blocks(&card.answer)]).collect()
    };
    assert_eq!(said(&read), said(&deck));
    Ok(())
}
