//! JSON for programs: the whole deck, each text as plain text, Markdown and HTML.
//!
//! The model has no serde; these structs are the format. `version` comes first, and goes up when a
//! field changes its meaning or goes away.

use std::io::Write;

use serde::Serialize;

use super::anki::notes::{self, Anki};
use super::{Context, ExportError, Exporter};
use crate::format::{Format, OptionSpec};
use crate::model::{Card, Deck};
use crate::render::{html, markdown, text};

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "json",
    extensions: &["json"],
    summary: "JSON, everything about each card as plain text, Markdown and HTML",
    options: &[OptionSpec {
        name: "anki",
        default: "no",
        summary: "yes adds the notes, note types and decks of the Anki package, for programs that write one",
    }],
    open: |options| {
        let has_anki = options.choice("json.anki", &[("no", false), ("yes", true)], "it is yes or no")?;
        Ok(Box::new(Json { has_anki }))
    },
};

/// The version of the format.
const VERSION: u32 = 1;

struct Json {
    /// Whether the file holds what the Anki package does, too.
    has_anki: bool,
}

#[derive(Serialize)]
struct File<'a> {
    version: u32,
    deck: Header<'a>,
    /// The decks of the single pages, where several went into one file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    decks: Vec<Header<'a>>,
    cards: Vec<Record<'a>>,
    /// What the Anki package of the deck holds, where that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    anki: Option<Anki<'a>>,
}

#[derive(Serialize)]
struct Header<'a> {
    title: &'a str,
    category: Option<&'a str>,
    description: String,
    key: &'a str,
    language: Option<&'a str>,
    /// Where the page can be seen on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    /// The key of the card's deck, where the file holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    deck: Option<&'a str>,
    number: Option<u64>,
    number_label: Option<&'a str>,
    question: String,
    answer: String,
    question_markdown: String,
    answer_markdown: String,
    question_html: String,
    answer_html: String,
    /// How many blocks at the end of the answer are references.
    references: usize,
    level: Option<&'static str>,
    level_label: Option<&'a str>,
    section: Option<&'a str>,
    path: &'a [String],
    tags: &'a [String],
    source: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    name: &'a str,
    line: u32,
    column: u32,
    /// Where it can be seen on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

impl Exporter for Json {
    fn export(
        &self,
        deck: &Deck,
        out: &mut (dyn Write + Send),
        context: &mut Context,
    ) -> Result<(), ExportError> {
        let decks = deck.leaves();
        let anki = self.has_anki.then(|| notes::of(deck, context)).transpose();
        let several = !deck.children.is_empty();
        let file = File {
            version: VERSION,
            deck: header(deck),
            decks: if several { decks.iter().map(|deck| header(deck)).collect() } else { Vec::new() },
            cards: decks
                .iter()
                .flat_map(|deck| deck.cards.iter().map(|card| record(card, several.then_some(&deck.key))))
                .collect(),
            anki: anki.map_err(std::io::Error::from)?,
        };
        serde_json::to_writer_pretty(&mut *out, &file).map_err(std::io::Error::from)?;
        Ok(out.write_all(b"\n")?)
    }
}

fn header(deck: &Deck) -> Header<'_> {
    Header {
        title: &deck.title,
        category: deck.category.as_deref(),
        description: text::blocks(&deck.description),
        key: &deck.key,
        language: deck.language.as_deref(),
        url: deck.url.as_deref(),
    }
}

fn record<'a>(card: &'a Card, deck: Option<&'a String>) -> Record<'a> {
    Record {
        id: &card.id,
        deck: deck.map(String::as_str),
        number: card.number.as_ref().and_then(|number| number.value()),
        number_label: card.number.as_ref().map(|number| &*number.label),
        question: text::blocks(&card.question),
        answer: text::blocks(&card.answer),
        question_markdown: markdown::blocks(&card.question),
        answer_markdown: markdown::blocks(&card.answer),
        question_html: html::blocks(&card.question),
        answer_html: html::blocks(&card.answer),
        references: card.references,
        level: card.level.map(|level| level.name()),
        level_label: card.level_label.as_deref(),
        section: card.section(),
        path: &card.path,
        tags: &card.tags,
        source: Place {
            name: card.origin.name(),
            line: card.origin.line,
            column: card.origin.column,
            url: card.origin.url(),
        },
    }
}
