//! schema.org's FAQPage as JSON-LD: what search engines and other programs read of a page of questions.
//!
//! Answers are HTML, questions plain text. What the vocabulary has no word of its own for goes where it
//! fits best, so that the file reads back: the id as `identifier`, the number as `position`, the level as
//! `educationalLevel`, the section as `about`, the tags as `keywords`. `sdPublisher` says who made it.

use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::schema::{self, Schema};
use super::{Context, ExportError, Exporter};
use crate::format::{Format, OptionSpec};
use crate::marks;
use crate::model::{Card, Deck};
use crate::render::{html, text};

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "faq",
    extensions: &["jsonld"],
    summary: "schema.org FAQPage as JSON-LD, for the page's own head and for search engines",
    options: &[OptionSpec {
        name: "script",
        default: "no",
        summary: "yes puts it into the <script> element that a web page has it in",
    }],
    open: |options| {
        let is_script = options.choice("faq.script", &[("no", false), ("yes", true)], "it is yes or no")?;
        Ok(Box::new(Faq { is_script }))
    },
};

struct Faq {
    /// Whether the file is a piece of HTML.
    is_script: bool,
}

/// The vocabulary.
const CONTEXT: &str = "https://schema.org";

#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(title = "deckmill FAQ data")]
enum File<'a> {
    One {
        #[serde(rename = "@context")]
        context: &'static str,
        #[serde(flatten)]
        page: Page<'a>,
    },
    Several {
        #[serde(rename = "@context")]
        context: &'static str,
        #[serde(rename = "@graph")]
        graph: Vec<Page<'a>>,
    },
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Page<'a> {
    #[serde(rename = "@type")]
    #[schemars(extend("const" = "FAQPage"))]
    kind: &'static str,
    name: &'a str,
    /// Who made the data, which is how they are known again.
    sd_publisher: Thing<'static>,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    main_entity: Vec<Question<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Question<'a> {
    #[serde(rename = "@type")]
    #[schemars(extend("const" = "Question"))]
    kind: &'static str,
    identifier: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<&'a str>,
    /// Plain text.
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_answer: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    educational_level: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Thing<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    keywords: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Answer {
    #[serde(rename = "@type")]
    kind: &'static str,
    /// HTML.
    text: String,
}

#[derive(Serialize, JsonSchema)]
struct Thing<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

/// The schema of the format.
pub const SCHEMA: Schema = Schema {
    name: "faq",
    summary: "a file of `--to faq`",
    make: || schema::of::<File>("urn:deckmill:schema:faq:1"),
};

impl Exporter for Faq {
    fn export(&self, deck: &Deck, out: &mut (dyn Write + Send), _: &mut Context) -> Result<(), ExportError> {
        let mut pages: Vec<Page> = deck.leaves().into_iter().map(page).collect();
        let file = match pages.len() {
            1 => File::One { context: CONTEXT, page: pages.remove(0) },
            _ => File::Several { context: CONTEXT, graph: pages },
        };
        let json = serde_json::to_string_pretty(&file).map_err(std::io::Error::from)?;
        // No sign of HTML's is left, so that no text can end the element that the data is in.
        let json = json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
        match self.is_script {
            true => writeln!(out, "<script type=\"application/ld+json\">\n{json}\n</script>")?,
            false => writeln!(out, "{json}")?,
        }
        Ok(())
    }
}

fn page(deck: &Deck) -> Page<'_> {
    Page {
        kind: "FAQPage",
        name: &deck.title,
        sd_publisher: Thing { kind: "Organization", name: marks::MAKER },
        description: text::blocks(&deck.description),
        in_language: deck.language.as_deref(),
        url: deck.url.as_deref(),
        main_entity: deck.cards.iter().map(question).collect(),
    }
}

fn question(card: &Card) -> Question<'_> {
    let answer = || Answer { kind: "Answer", text: html::blocks(&card.answer) };
    Question {
        kind: "Question",
        identifier: &card.id,
        position: card.number.as_ref().map(|number| &*number.label),
        name: text::blocks(&card.question),
        accepted_answer: (!card.answer.is_empty()).then(answer),
        educational_level: card.level.map(|level| level.name()),
        about: card.section().map(|name| Thing { kind: "Thing", name }),
        keywords: &card.tags,
        url: card.origin.url(),
    }
}
