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
        Trial::test("faq::the_element_alone_reads_back_as_the_file_does", alone),
        Trial::test("faq::data_of_others_are_read_as_data", of_others),
        Trial::test("faq::ids_of_others_are_kept", ids),
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

fn alone() -> Result<(), Failed> {
    let source = "---\ntags: [one, two words]\n---\n\n# Words\n\n## Sec\n\n### 7. What is a noun? (beginner)\n\nA *name*.\n\n### 8. What is a verb?\n\nAn action.\n";
    let deck = deckmill::read(&Source::new("words.md", source), &ReadOptions::default()).deck;
    let element = script(&deck)?;
    let file = element
        .trim_start_matches("<script type=\"application/ld+json\">")
        .trim_end()
        .trim_end_matches("</script>");
    let [element, file] = [("words.html", element.as_str()), ("words.jsonld", file)]
        .map(|(name, text)| deckmill::read(&Source::new(name, text), &ReadOptions::default()));
    assert!(element.diagnostics.is_empty(), "{:?}", element.diagnostics);
    let said = |deck: &Deck| -> Vec<String> {
        let card = |card: &deckmill::Card| {
            let number = card.number.as_ref().map(|number| &number.label);
            format!(
                "{} {number:?} {:?} {:?} {:?}",
                card.id,
                card.section(),
                card.tags,
                html::blocks(&card.answer)
            )
        };
        std::iter::once(deck.title.clone()).chain(deck.cards.iter().map(card)).collect()
    };
    assert_eq!(said(&element.deck), said(&file.deck));
    assert_eq!((element.deck.cards.len(), element.deck.cards[0].section()), (2, Some("Sec")));
    assert_eq!(element.deck.cards[0].id, deck.cards[0].id);
    Ok(())
}

fn of_others() -> Result<(), Failed> {
    let question = |name: &str, more: &str| {
        let answer = "{\"@type\": \"Answer\", \"text\": \"<p>A <b>sequence</b>.</p>\"}";
        format!("{{\"@type\": \"Question\", \"name\": \"{name}\", {more} \"acceptedAnswer\": {answer}}}")
    };
    let questions =
        [question("What is a list?", "\"identifier\": \"1\","), question("What is a row?", "")].join(", ");
    let page = format!(
        "{{\"@context\": \"https://schema.org\", \"@type\": \"FAQPage\", \"name\": \"Words\", \"mainEntity\": [{questions}]}}"
    );
    let graph = format!(
        "{{\"@context\": \"https://schema.org\", \"@graph\": [{{\"@type\": \"WebSite\", \"name\": \"Words\"}}, {page}]}}"
    );
    for (name, text) in [("a.jsonld", page.clone()), ("a.json", graph), ("b.jsonld", format!("[{page}]"))] {
        let page = deckmill::read(&Source::new(name, text), &ReadOptions::default());
        let answers: Vec<String> = page.deck.cards.iter().map(|card| html::blocks(&card.answer)).collect();
        assert_eq!(answers, ["<p>A <strong>sequence</strong>.</p>"; 2], "{name}");
        assert_ne!(&*page.deck.cards[0].id, "1", "{name}: others number their questions so");
    }
    Ok(())
}

fn ids() -> Result<(), Failed> {
    let table = "question,answer,id\nWhat is a list?,A *sequence*.,list-01\nWhat is a row?,A line.,\n";
    let deck = deckmill::read(&Source::new("words.csv", table), &ReadOptions::default()).deck;
    let mut other = deck.clone();
    other.cards[0].id = "ODgLc^<KVR".into();
    for deck in [deck, other] {
        let element = script(&deck)?;
        let read = deckmill::read(&Source::new("words.html", element), &ReadOptions::default()).deck;
        let said = |deck: &Deck| -> Vec<String> {
            deck.cards.iter().map(|card| format!("{} {}", card.id, text::blocks(&card.answer))).collect()
        };
        assert_eq!(said(&read), said(&deck));
    }
    Ok(())
}
