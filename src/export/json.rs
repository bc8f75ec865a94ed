//! JSON for programs: the whole deck, each text as plain text, Markdown and HTML.
//!
//! The model has no serde; these structs are the format. `version` comes first, and goes up when a
//! field changes its meaning or goes away.

use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::anki::notes::{self, Anki, Plain};
use super::schema::{self, Schema};
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

/// The version of the format, and of what JSON Lines have in common with it.
pub const VERSION: u32 = 1;

struct Json {
    /// Whether the file holds what the Anki package does, too.
    has_anki: bool,
}

/// deckmill's JSON: a deck with all its cards.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "deckmill deck")]
struct File<'a> {
    /// The version of the format. It goes up when a field changes its meaning or goes away; fields may be added.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The deck.
    deck: Header<'a>,
    /// The decks of the single pages, where several went into one file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    decks: Vec<Header<'a>>,
    /// The cards of all decks, in order.
    cards: Vec<Entry<'a>>,
    /// What the Anki package of the deck holds, where that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    anki: Option<Anki<'a>>,
}

/// A deck without its cards.
#[derive(Serialize, JsonSchema)]
pub struct Header<'a> {
    /// The title, plain text.
    title: &'a str,
    /// What the page is filed under.
    category: Option<&'a str>,
    /// The page's introduction as plain text.
    description: String,
    /// The same as Markdown.
    description_markdown: String,
    /// The collection key, which keeps equal questions of two collections apart.
    key: &'a str,
    /// The language (BCP 47).
    language: Option<&'a str>,
    /// Where the page can be seen on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// A card in a file of many.
#[derive(Serialize, JsonSchema)]
struct Entry<'a> {
    /// Who the card is, whatever becomes of its text.
    id: &'a str,
    /// The key of the card's deck, where the file holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    deck: Option<&'a str>,
    /// The title of that deck: several may have one key, such as the levels of a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    deck_title: Option<&'a str>,
    #[serde(flatten)]
    record: Record<'a>,
}

/// What a card says, its id and its deck apart.
#[derive(Serialize, JsonSchema)]
pub struct Record<'a> {
    /// The number of the question, where it is a whole one.
    number: Option<u64>,
    /// The number as the page prints it: "2.7".
    number_label: Option<&'a str>,
    /// The question as plain text.
    question: String,
    /// The answer as plain text; empty where the page has none.
    answer: String,
    /// The question as Markdown.
    question_markdown: String,
    /// The answer as Markdown.
    answer_markdown: String,
    /// The question as HTML.
    question_html: String,
    /// The answer as HTML.
    answer_html: String,
    /// How many blocks at the end of the answer are references.
    references: usize,
    /// How difficult the card is.
    #[schemars(extend("enum" = ["beginner", "intermediate", "advanced", null]))]
    level: Option<&'static str>,
    /// The page's own word for the level.
    level_label: Option<&'a str>,
    /// The nearest heading above the card that says more than a level.
    section: Option<&'a str>,
    /// The headings above the card, outermost first.
    path: &'a [String],
    /// The tags that the page gives.
    tags: &'a [String],
    /// Where the card stands.
    source: Place<'a>,
}

/// Where a card stands.
#[derive(Serialize, JsonSchema)]
struct Place<'a> {
    /// The name of the source.
    name: &'a str,
    /// The line of the question's first character, from 1.
    line: u32,
    /// The column of the question's first character, from 1.
    column: u32,
    /// Where it can be seen on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// The schema of the format.
pub const SCHEMA: Schema = Schema {
    name: "json",
    summary: "a file of `--to json`",
    make: || schema::of::<File>(&format!("urn:deckmill:schema:json:{VERSION}")),
};

impl Exporter for Json {
    fn export(
        &self,
        deck: &Deck,
        out: &mut (dyn Write + Send),
        context: &mut Context,
    ) -> Result<(), ExportError> {
        let decks = deck.leaves();
        let plain = Plain::default();
        let anki = self.has_anki.then(|| notes::of(deck, context, &plain)).transpose();
        let several = !deck.children.is_empty();
        let file = File {
            version: VERSION,
            deck: header(deck),
            decks: if several { decks.iter().map(|deck| header(deck)).collect() } else { Vec::new() },
            cards: decks
                .iter()
                .flat_map(|deck| deck.cards.iter().map(|card| entry(card, several.then_some(deck))))
                .collect(),
            anki: anki.map_err(std::io::Error::from)?,
        };
        serde_json::to_writer_pretty(&mut *out, &file).map_err(std::io::Error::from)?;
        Ok(out.write_all(b"\n")?)
    }
}

/// What a deck says of itself.
pub fn header(deck: &Deck) -> Header<'_> {
    Header {
        title: &deck.title,
        category: deck.category.as_deref(),
        description: text::blocks(&deck.description),
        description_markdown: markdown::blocks(&deck.description),
        key: &deck.key,
        language: deck.language.as_deref(),
        url: deck.url.as_deref(),
    }
}

fn entry<'a>(card: &'a Card, deck: Option<&'a Deck>) -> Entry<'a> {
    let (deck, deck_title) = (deck.map(|deck| &*deck.key), deck.map(|deck| &*deck.title));
    Entry { id: &card.id, deck, deck_title, record: record(card) }
}

/// What a card says.
pub fn record(card: &Card) -> Record<'_> {
    Record {
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
