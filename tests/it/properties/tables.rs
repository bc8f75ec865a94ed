//! The laws of the formats for spreadsheets and data tools: what they write reads back as it was. *Whole*
//! formats keep every block; *plain* ones keep what a cell can say.

use deckmill::diagnostic::Diagnostics;
use deckmill::export::{Context, EXPORTERS};
use deckmill::format::{Options, by_name};
use deckmill::model::{Card, Deck};
use deckmill::render::text;
use deckmill::{ReadOptions, Source};
use libtest_mimic::Trial;

use super::{compare, law, markdown};
use crate::generate;

pub fn trials() -> Vec<Trial> {
    vec![
        law("json_reads_back", generate::deck, |deck| whole(&deck, "json")),
        law("json_of_several_reads_back", generate::combined, |deck| whole(&deck, "json")),
        law("jsonl_reads_back", generate::deck, |deck| whole(&deck, "jsonl")),
        law("jsonl_of_several_reads_back", generate::combined, |deck| whole(&deck, "jsonl")),
        law("csv_reads_back", generate::deck, |deck| plain(&deck, "csv", "any")),
        law("csv_of_several_reads_back", generate::combined, |deck| plain(&deck, "csv", "any")),
        law("csv_for_excel_reads_back", generate::deck, |deck| plain(&deck, "csv", "excel")),
        law("csv_for_libreoffice_reads_back", generate::deck, |deck| plain(&deck, "csv", "libreoffice")),
        law("tsv_reads_back", generate::deck, |deck| plain(&deck, "tsv", "any")),
        law("xlsx_reads_back", generate::deck, |deck| plain(&deck, "xlsx", "any")),
        law("xlsx_of_several_reads_back", generate::combined, |deck| plain(&deck, "xlsx", "any")),
        law("faq_reads_back", generate::deck, |deck| plain(&deck, "faq", "any")),
        law("faq_of_several_reads_back", generate::combined, |deck| plain(&deck, "faq", "any")),
        law("tsv_for_sheets_reads_back", generate::deck, |deck| plain(&deck, "tsv", "sheets")),
    ]
}

/// The deck that is read from what an exporter writes of a deck.
fn again(deck: &Deck, format: &str, options: Options, of_reader: Options) -> Result<Deck, String> {
    let row = by_name(EXPORTERS, format).ok_or("there is no exporter")?;
    let exporter = row.make(&options).map_err(|error| error.to_string())?;
    let (mut bytes, mut found) = (Vec::new(), Diagnostics::default());
    exporter.export(deck, &mut bytes, &mut Context::new(&mut found)).map_err(|error| error.to_string())?;
    let options = ReadOptions { of_readers: [("table", of_reader)].into(), ..ReadOptions::default() };
    let source = Source::new(format!("All of them.{}", row.extensions[0]), bytes);
    let page = deckmill::read(&source, &options);
    // What nobody has changed is not told to differ.
    let changed = page.diagnostics.iter().find(|found| found.rule == "plain-field");
    changed.map_or(Ok(page.deck), |found| Err(found.message.clone()))
}

fn whole(deck: &Deck, format: &str) -> Result<(), String> {
    let mut keys: Vec<&str> = deck.children.iter().map(|child| child.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    // Decks are told apart by their keys, and one in no other stands for itself.
    if keys.len() < deck.children.len() || keys.len() == 1 {
        return Ok(());
    }
    let read = again(deck, format, Options::default(), Options::default())?;
    same(deck, &read)
}

fn same(deck: &Deck, read: &Deck) -> Result<(), String> {
    markdown::same(deck, read)?;
    compare("children", &deck.children.len(), &read.children.len())?;
    deck.children.iter().zip(&read.children).try_for_each(|(one, other)| same(one, other))
}

/// What a cell can say of a card.
type Said<'a> = (Option<&'a str>, String, String, Option<&'static str>, &'a str, &'a [String], &'a str);

fn said(card: &Card) -> Said<'_> {
    (
        card.number.as_ref().map(|number| &*number.label),
        text::blocks(&card.question),
        text::blocks(&card.answer),
        card.level.map(|level| level.name()),
        card.section().unwrap_or_default(),
        &card.tags,
        &card.id,
    )
}

fn plain(deck: &Deck, format: &str, program: &str) -> Result<(), String> {
    // Decks of one title are one in a table.
    let titles: std::collections::HashSet<&str> =
        deck.children.iter().map(|child| child.title.as_str()).collect();
    if titles.len() < deck.children.len() {
        return Ok(());
    }
    // A question that says nothing in plain text, such as an image without a text, is no card in a table.
    if deck.all_cards().any(|card| text::blocks(&card.question).trim().is_empty()) {
        return Ok(());
    }
    let options = |program: &str| {
        let mut options = Options::default();
        if program != "any" {
            options.set("for", program);
        }
        options
    };
    let read = again(deck, format, options(program), options(program))?;
    let cards: Vec<Said> = read.all_cards().map(said).collect();
    let wanted: Vec<Said> = deck.all_cards().map(said).collect();
    compare("how many cards", &wanted.len(), &cards.len())?;
    wanted.iter().zip(&cards).try_for_each(|(wanted, card)| compare("a card", wanted, card))
}
