//! JSON: arrays of records, records inside objects, deckmill's own files.
//!
//! An array of objects becomes a group of records, its members fields; the name of an array, where it
//! says something, a heading over them. Which field is the question is for a layout to say. Text is
//! read as Markdown where the file's texts show that it is meant so.

use std::collections::HashSet;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::Reader;
use super::build::records::{self, Style};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Document, Metadata};
use crate::format::Format;
use crate::model::{Block, BlockKind, Inline};
use crate::source::{Source, Span};

/// The row in the table of readers.
pub const FORMAT: Format<dyn Reader> = Format {
    name: "json",
    extensions: &["json", "jsonc", "json5"],
    summary: "JSON: arrays of records, records inside objects, deckmill's own files",
    options: &[],
    open: |_| Ok(Box::new(Json)),
};

struct Json;

impl Reader for Json {
    fn read(&self, source: &Source, diagnostics: &mut Diagnostics) -> Document {
        let text = source.decode(None, diagnostics);
        let mut document = Document { text, ..Document::default() };
        match parse_to_ast(&document.text, &CollectOptions::default(), &ParseOptions::default()) {
            Ok(parsed) => {
                let mut walk =
                    Walk { style: Style::Plain, blocks: Vec::new(), metadata: Metadata::default() };
                if let Some(value) = &parsed.value {
                    walk.style = style(value);
                    walk.value(value, 1);
                }
                (document.blocks, document.metadata) = (walk.blocks, walk.metadata);
            }
            Err(error) => {
                let at = error.range().start.min(document.text.len());
                diagnostics.push(Diagnostic::broken_json(&error.kind().to_string(), Span::new(at, at + 1)));
            }
        }
        document
    }

    /// An object or an array from the first character on.
    fn claims(&self, head: &str) -> bool {
        let mut signs = head.chars().filter(|c| !c.is_whitespace());
        matches!((signs.next(), signs.next()), (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | ']')))
    }
}

/// Whether the texts of a file are Markdown: where some have its fences, links or emphasis.
fn style(value: &Value) -> Style {
    let mut texts = Vec::new();
    collect_texts(value, &mut texts);
    let signs =
        |text: &&&str| text.contains("```") || text.contains("](http") || text.matches("**").count() >= 2;
    let count = texts.iter().filter(signs).count();
    if count >= 2 && count * 20 >= texts.len() { Style::Markdown } else { Style::Plain }
}

fn collect_texts<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::StringLit(text) if text.value.len() > 20 => texts.push(&text.value),
        Value::Array(array) => array.elements.iter().for_each(|value| collect_texts(value, texts)),
        Value::Object(object) => {
            object.properties.iter().for_each(|member| collect_texts(&member.value, texts))
        }
        _ => {}
    }
}

struct Walk {
    style: Style,
    blocks: Vec<Block>,
    metadata: Metadata,
}

impl Walk {
    /// Takes the records in a value; headings over them begin at a level.
    fn value(&mut self, value: &Value, level: u8) {
        match value {
            Value::Array(array) => {
                for element in &array.elements {
                    match element {
                        Value::Object(object) => self.object(object, level),
                        other => self.value(other, level),
                    }
                }
            }
            Value::Object(object) => self.object(object, level),
            _ => {}
        }
    }

    /// An object is a record, or holds some.
    fn object(&mut self, object: &Object, level: u8) {
        let holds_records = |value: &Value| match value {
            Value::Array(array) => matches!(array.elements.first(), Some(Value::Object(_) | Value::Array(_))),
            Value::Object(object) => {
                object.properties.iter().any(|member| member.value.as_object().is_some())
            }
            _ => false,
        };
        if !object.properties.iter().any(|member| holds_records(&member.value)) {
            return self.record(object, level);
        }
        if level == 1 {
            self.about(object);
        }
        for member in &object.properties {
            if !holds_records(&member.value) {
                continue;
            }
            let name = member.name.as_str();
            if !GENERIC.contains(&name.to_lowercase().as_str()) {
                let content = vec![Inline::Text(name.to_owned())];
                let kind = BlockKind::Heading { level: level.min(5) + 1, content };
                let start = member.range.start;
                self.blocks.push(Block { kind, span: Span::new(start, start + name.len() + 2) });
            }
            self.value(&member.value, level + 1);
        }
    }

    /// What an object says of the whole file: deckmill's own `deck`, or members of the usual names.
    fn about(&mut self, object: &Object) {
        let deck = object.get_object("deck").unwrap_or(object);
        let get = |name: &str| deck.get_string(name).map(|text| text.value.to_string());
        let first = |names: &[&str]| names.iter().find_map(|name| get(name));
        self.metadata = Metadata {
            title: first(&["title", "name", "topic"]),
            category: get("category"),
            description: get("description"),
            key: get("key"),
            language: first(&["language", "lang"]),
            ..Metadata::default()
        };
    }

    fn record(&mut self, object: &Object, level: u8) {
        let span = Span::new(object.range.start, object.range.end);
        let pairs = object.properties.len() >= 3
            && object.properties.iter().all(|member| {
                member.value.as_string_lit().is_some() && member.name.as_str().contains([' ', '?'])
            });
        if level > 1 && object.properties.is_empty() {
            return;
        }
        // An object from questions to answers is a record for each of its members.
        if pairs {
            for member in &object.properties {
                let at = Span::new(member.range.start, member.range.end);
                let name = records::text(member.name.as_str(), self.style, at);
                let fields = vec![
                    records::field("key", name, at),
                    records::field("value", self.blocks_of(&member.value), at),
                ];
                self.blocks.push(records::record(fields, at));
            }
            return;
        }
        let rich: HashSet<&str> =
            object.properties.iter().filter_map(|m| m.name.as_str().strip_suffix("_markdown")).collect();
        let mut fields = Vec::new();
        for member in &object.properties {
            let (name, at) = (member.name.as_str(), Span::new(member.range.start, member.range.end));
            let known = name.strip_suffix("_markdown");
            let blocks = match (known, &member.value) {
                (Some(_), Value::StringLit(text)) => records::text(&text.value, Style::Markdown, at),
                // The same in another form.
                _ if rich.contains(name)
                    || name.strip_suffix("_html").is_some_and(|bare| rich.contains(bare)) =>
                {
                    continue;
                }
                (_, value) => self.blocks_of(value),
            };
            fields.push(records::field(known.unwrap_or(name), blocks, at));
        }
        self.blocks.push(records::record(fields, span));
    }

    /// A member's value as blocks.
    fn blocks_of(&self, value: &Value) -> Vec<Block> {
        let at = |start: usize, end: usize| Span::new(start, end);
        match value {
            Value::StringLit(text) => {
                records::text(&text.value, self.style, at(text.range.start, text.range.end))
            }
            Value::NumberLit(number) => {
                records::text(number.value, Style::Plain, at(number.range.start, number.range.end))
            }
            Value::BooleanLit(truth) => records::text(
                if truth.value { "true" } else { "false" },
                Style::Plain,
                at(truth.range.start, truth.range.end),
            ),
            Value::NullKeyword(_) => Vec::new(),
            Value::Array(array) => {
                let span = at(array.range.start, array.range.end);
                records::list(array.elements.iter().map(|element| self.blocks_of(element)).collect(), span)
            }
            Value::Object(object) => {
                let span = at(object.range.start, object.range.end);
                let item = |name: &str, value: &Value| records::named(name, self.blocks_of(value), span);
                let items = object.properties.iter().map(|member| item(member.name.as_str(), &member.value));
                records::list(items.collect(), span)
            }
        }
    }
}

/// Names of arrays that say nothing about what is in them.
const GENERIC: &[&str] = &[
    "cards",
    "questions",
    "items",
    "data",
    "records",
    "notes",
    "entries",
    "list",
    "results",
    "rows",
    "decks",
    "faqs",
    "faq",
    "flashcards",
    "qa",
    "content",
    "quiz",
    "bank",
    "mainentity",
];
