//! Laws of all exporters: the same bytes each time, and the same plain text as the deck.

use deckmill::Source;
use deckmill::diagnostic::Diagnostics;
use deckmill::export::{self, EXPORTERS};
use deckmill::format::{self, Options};
use deckmill::model::{Block, Card, Deck};
use deckmill::read::READERS;
use deckmill::render::{html, text};
use libtest_mimic::Trial;
use serde_json::Value;

use super::{compare, law};
use crate::generate;
use crate::markup;

pub fn trials() -> Vec<Trial> {
    vec![
        law("exports_are_equal", generate::combined, exports_are_equal),
        law("csv_holds_plain_text", generate::deck, csv_holds_plain_text),
        law("json_holds_plain_text", generate::combined, json_holds_plain_text),
        law("html_is_harmless", generate::answer, html_is_harmless),
        law("html_reads_back", generate::answer, html_reads_back),
    ]
}

fn bytes(name: &str, deck: &Deck) -> Result<Vec<u8>, String> {
    export::to_bytes(name, deck).map_err(|error| format!("{name}: {error}"))
}

fn exports_are_equal(deck: Deck) -> Result<(), String> {
    for format in EXPORTERS {
        if bytes(format.name, &deck)? != bytes(format.name, &deck)? {
            return Err(format!("{} gives other bytes the second time", format.name));
        }
    }
    Ok(())
}

fn csv_holds_plain_text(deck: Deck) -> Result<(), String> {
    let written = bytes("csv", &deck)?;
    let mut reader = csv::ReaderBuilder::new().from_reader(written.as_slice());
    let columns = reader.headers().map_err(|error| error.to_string())?.clone();
    let mut count = 0;
    for (record, card) in reader.records().zip(&deck.cards) {
        let record = record.map_err(|error| error.to_string())?;
        let cell = |name: &str| {
            let at = columns.iter().position(|column| column == name);
            at.and_then(|at| record.get(at)).unwrap_or("no such cell").to_owned()
        };
        compare("id", &card.id.to_string(), &cell("id"))?;
        compare("question", &text::blocks(&card.question), &cell("question"))?;
        compare("answer", &text::blocks(&card.answer), &cell("answer"))?;
        compare("section", &card.section().unwrap_or_default().to_owned(), &cell("section"))?;
        compare("level", &card.level.map_or("", |level| level.name()).to_owned(), &cell("level"))?;
        count += 1;
    }
    compare("count", &deck.cards.len(), &count)
}

fn json_holds_plain_text(deck: Deck) -> Result<(), String> {
    let value: Value = serde_json::from_slice(&bytes("json", &deck)?).map_err(|error| error.to_string())?;
    let records = value["cards"].as_array().cloned().unwrap_or_default();
    let cards: Vec<&Card> = deck.all_cards().collect();
    compare("count", &cards.len(), &records.len())?;
    for (record, card) in records.iter().zip(cards) {
        let field = |name: &str| record[name].as_str().unwrap_or("no such field").to_owned();
        compare("id", &card.id.to_string(), &field("id"))?;
        compare("question", &text::blocks(&card.question), &field("question"))?;
        compare("answer", &text::blocks(&card.answer), &field("answer"))?;
    }
    Ok(())
}

/// The elements and attributes that an answer in HTML can have.
const HARMLESS: &[(&str, &[&str])] = &[
    ("a", &["href", "title"]),
    ("blockquote", &["dir"]),
    ("br", &[]),
    ("code", &["class", "dir"]),
    ("dd", &[]),
    ("del", &[]),
    ("details", &["dir"]),
    ("div", &["class", "dir"]),
    ("dl", &["dir"]),
    ("dt", &["dir"]),
    ("em", &[]),
    ("h1", &["dir"]),
    ("h2", &["dir"]),
    ("h3", &["dir"]),
    ("h4", &["dir"]),
    ("h5", &["dir"]),
    ("h6", &["dir"]),
    ("hr", &[]),
    ("img", &["src", "alt", "title"]),
    ("input", &["type", "checked", "disabled"]),
    ("li", &["dir"]),
    ("ol", &["dir", "start"]),
    ("p", &["dir"]),
    ("pre", &["dir"]),
    ("span", &["class", "dir"]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &["dir"]),
    ("sup", &[]),
    ("table", &["dir"]),
    ("tbody", &[]),
    ("td", &["align", "dir"]),
    ("th", &["align", "dir"]),
    ("thead", &[]),
    ("tr", &[]),
    ("ul", &["dir"]),
];

/// Nothing in a card can become markup that its blocks did not ask for, or run.
fn html_is_harmless(blocks: Vec<Block>) -> Result<(), String> {
    let written = html::blocks(&blocks);
    for element in markup::elements(&written) {
        let Some((_, attributes)) = HARMLESS.iter().find(|(name, _)| *name == element.name) else {
            return Err(format!("<{}> in {written}", element.name));
        };
        for (name, value) in &element.attributes {
            let is_address = ["href", "src"].contains(&name.as_str());
            if !attributes.contains(&name.as_str()) || (is_address && generate::is_alive(value)) {
                return Err(format!("<{} {name}={value:?}> in {written}", element.name));
            }
        }
    }
    Ok(())
}

/// What an answer's HTML says is what its blocks say, white space apart.
fn html_reads_back(blocks: Vec<Block>) -> Result<(), String> {
    let written = html::blocks(&blocks);
    let html = format::by_name(READERS, "html").ok_or("there is no reader of HTML")?;
    let reader = html.make(&Options::default()).map_err(|error| error.to_string())?;
    let document = reader.read(Source::new("answer.html", written.as_str()), &mut Diagnostics::default());
    let shown = |blocks: &[Block]| text::blocks(blocks).split_whitespace().collect::<Vec<_>>().join(" ");
    compare("answer", &shown(&blocks), &shown(&document.blocks)).map_err(|why| format!("{why}\n{written}"))
}
