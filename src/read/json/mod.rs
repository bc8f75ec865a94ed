//! JSON: arrays of records, records inside objects, a record on each line, deckmill's own files.
//!
//! An array of objects becomes a group of records, its members fields; the name of an array, or the
//! title beside it, a heading over them. Which field is the question is for a layout to say. Text is
//! read as Markdown where the file's texts show that it is meant so.

mod faq;
mod linked;
mod own;

pub use linked::of_deckmill;

use std::collections::HashSet;
use std::sync::Arc;

use jsonc_parser::ast::{Array, Object, ObjectProp, Value};
use jsonc_parser::common::Range;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::Reader;
use super::build::options;
use super::build::records::{self, Style};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Document, Metadata};
use crate::format::Format;
use crate::layout::signs::fields::{self, Field, Sure};
use crate::level;
use crate::link;
use crate::model::{Block, BlockKind, Inline};
use crate::source::{Source, Span};

/// The row in the table of readers.
pub const FORMAT: Format<dyn Reader> = Format {
    name: "json",
    extensions: &["json", "jsonc", "json5", "jsonl", "ndjson", "jsonld"],
    summary: "JSON and JSON Lines: arrays of records, records inside objects, deckmill's own files",
    options: &[],
    open: |_| Ok(Box::new(Json)),
};

struct Json;

impl Reader for Json {
    fn read(&self, source: Source, diagnostics: &mut Diagnostics) -> Document {
        let name = source.stem().to_owned();
        let text = source.decode(None, diagnostics);
        let mut document = Document { text: Arc::new(text), ..Document::default() };
        let values = values(&document.text, diagnostics);
        if let Some(own) = own::read(&values, &name) {
            own.unread.iter().for_each(|(field, at)| diagnostics.push(Diagnostic::plain_field(field, *at)));
            document.blocks = own.blocks;
            return document;
        }
        let mut walk = Walk { style: style(&values), ..Walk::default() };
        let is_one = values.len() == 1;
        if let Some((data, foreign)) = linked::read(&values, &document.text, diagnostics) {
            if let Some(file) = values.iter().find_map(|(_, value)| value.as_object()) {
                walk.about(file);
            }
            return Document { data, dropped: foreign, metadata: walk.metadata, ..document };
        }
        for (offset, value) in &values {
            walk.offset = *offset;
            match value {
                Value::Object(object) if is_one => walk.file(object),
                value => walk.value(value, 1, false),
            }
        }
        (document.blocks, document.metadata) = (walk.blocks, walk.metadata);
        document
    }

    /// An object or an array from the first character on.
    fn claims(&self, head: &str) -> bool {
        let mut signs = head.chars().filter(|c| !c.is_whitespace());
        matches!((signs.next(), signs.next()), (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | ']')))
    }
}

/// The values of a file, each with where it begins: mostly one, else one on each line.
fn values<'a>(text: &'a str, diagnostics: &mut Diagnostics) -> Vec<(usize, Value<'a>)> {
    let parse = |text: &'a str| {
        let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
        parsed
            .map(|parsed| parsed.value)
            .map_err(|error| (error.range().start.min(text.len()), error.kind().to_string()))
    };
    let broken = match parse(text) {
        Ok(value) => return value.into_iter().map(|value| (0, value)).collect(),
        Err(broken) => broken,
    };
    let (mut found, mut problems, mut offset) = (Vec::new(), Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        match parse(line) {
            Ok(value) => found.extend(value.map(|value| (offset, value))),
            Err((at, problem)) => problems.push((offset + at, problem)),
        }
        offset += line.len();
    }
    let is_lines = found.len() >= 2 && found.iter().all(|(_, value)| value.as_object().is_some());
    if !is_lines || problems.len() > found.len() {
        (found, problems) = (Vec::new(), vec![broken]);
    }
    for (at, problem) in problems {
        let end = at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        diagnostics.push(Diagnostic::broken_json(&problem, Span::new(at, end)));
    }
    found
}

/// Whether the texts of a file are Markdown: where some have its fences, links or emphasis.
fn style(values: &[(usize, Value)]) -> Style {
    let mut texts = Vec::new();
    values.iter().for_each(|(_, value)| collect_texts(value, &mut texts));
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

#[derive(Default)]
struct Walk {
    style: Style,
    blocks: Vec<Block>,
    metadata: Metadata,
    /// Where the value begins that is being walked through.
    offset: usize,
}

impl Walk {
    fn span(&self, range: Range) -> Span {
        Span::new(self.offset + range.start, self.offset + range.end)
    }

    /// The object that a file is: what it says of itself is of the whole file.
    fn file(&mut self, object: &Object) {
        match holds_records(object) {
            true => {
                self.about(object);
                self.members(object, 1);
            }
            false => self.record(object, 1),
        }
    }

    /// Takes the records in a value; headings over them begin at a level. `asked` says that texts in it
    /// are questions.
    fn value(&mut self, value: &Value, level: u8, asked: bool) {
        match value {
            Value::Array(array) => {
                let asked = asked || asks(array);
                array.elements.iter().for_each(|element| self.value(element, level, asked));
            }
            Value::Object(object) if !holds_records(object) => self.record(object, level),
            Value::Object(object) => {
                let level = level + u8::from(self.over(object, level));
                self.members(object, level);
            }
            Value::StringLit(text) if asked => {
                let at = self.span(text.range);
                let question = records::field("question", self.blocks_of(value), at);
                self.blocks.push(records::record(vec![question], at));
            }
            _ => {}
        }
    }

    /// The records in the members of an object, below headings with their names.
    fn members(&mut self, object: &Object, level: u8) {
        let holds = |member: &&ObjectProp| holds_some(member) && !is_for_anki(object, member);
        for member in object.properties.iter().filter(holds) {
            let name = member.name.as_str();
            if !GENERIC.contains(&name.to_lowercase().as_str()) {
                let start = self.offset + member.range.start;
                self.heading(name, level, Span::new(start, start + name.len() + 2));
            }
            let asked = matches!(fields::of_name(name), Some((Field::Question, _)));
            self.value(&member.value, (level + 1).min(6), asked);
        }
    }

    /// What an object says of the records in it, as headings; whether it says anything.
    fn over(&mut self, object: &Object, depth: u8) -> bool {
        let first = |names: &[&str]| {
            names.iter().find_map(|name| {
                let text = object.get_string(name).filter(|text| !text.value.trim().is_empty())?;
                Some((text.value.to_string(), self.span(text.range)))
            })
        };
        let title = first(&["title", "name", "topic", "category", "section", "subject", "chapter", "role"]);
        let says_level = title.as_ref().is_some_and(|(text, _)| level::of_heading(text).is_some());
        let stated = first(&["level", "difficulty"]).filter(|_| !says_level);
        let mut deep = depth;
        for (text, span) in title.into_iter().chain(stated) {
            self.heading(&text, deep, span);
            deep = (deep + 1).min(5);
        }
        deep > depth
    }

    fn heading(&mut self, text: &str, level: u8, span: Span) {
        let content = vec![Inline::text(text)];
        self.blocks.push(Block { kind: BlockKind::Heading { level: level.min(5) + 1, content }, span });
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
            url: first(&["url"]).filter(|url| link::is_on_the_web(url)),
            ..Metadata::default()
        };
    }

    fn record(&mut self, object: &Object, level: u8) {
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
                let at = self.span(member.range);
                let name = records::text(member.name.as_str(), self.style, at);
                let fields = vec![
                    records::field("key", name, at),
                    records::field("value", self.blocks_of(&member.value), at),
                ];
                self.blocks.push(records::record(fields, at));
            }
            return;
        }
        let fields = self.fields(object);
        self.blocks.push(records::record(fields, self.span(object.range)));
    }

    fn fields(&self, object: &Object) -> Vec<Block> {
        let rich: HashSet<&str> =
            object.properties.iter().filter_map(|m| m.name.as_str().strip_suffix("_markdown")).collect();
        let listed = object.properties.iter().find(|member| is_named(member, &[Field::Options]));
        let choices = listed.and_then(|member| options::read(&member.value)).unwrap_or_default();
        let mut fields = Vec::new();
        for member in &object.properties {
            let (name, at) = (member.name.as_str(), self.span(member.range));
            let known = name.strip_suffix("_markdown");
            // The same in another form.
            if known.is_none()
                && (rich.contains(name) || name.strip_suffix("_html").is_some_and(|bare| rich.contains(bare)))
            {
                continue;
            }
            let meant = options::meant(&choices, name, &member.value);
            let is_list = listed.is_some_and(|listed| listed.range == member.range);
            let blocks = match &member.value {
                _ if is_list && !choices.is_empty() => self.list(&choices, at),
                _ if !meant.is_empty() => self.texts(&meant, at),
                Value::StringLit(text) if known.is_some() || ["markdown", "md"].contains(&name) => {
                    records::text(&text.value, Style::Markdown, at)
                }
                Value::StringLit(text) if name == "html" => records::text(&text.value, Style::Html, at),
                value => self.blocks_of(value),
            };
            fields.push(records::field(known.unwrap_or(name), blocks, at));
        }
        let right = options::flagged(&choices);
        if let Some(listed) = listed.filter(|_| !right.is_empty()) {
            let at = self.span(listed.range);
            fields.push(records::field("correct", self.texts(&right, at), at));
        }
        fields
    }

    /// Options as a list.
    fn list(&self, choices: &[options::Choice], at: Span) -> Vec<Block> {
        let item = |choice: &options::Choice| {
            let content = self.blocks_of(choice.text);
            choice.letter.map_or(content.clone(), |letter| records::named(&letter.to_string(), content, at))
        };
        records::list(choices.iter().map(item).collect(), at)
    }

    /// One text, or several as a list.
    fn texts(&self, values: &[&Value], at: Span) -> Vec<Block> {
        match values {
            [only] => self.blocks_of(only),
            all => records::list(all.iter().map(|value| self.blocks_of(value)).collect(), at),
        }
    }

    /// A member's value as blocks.
    fn blocks_of(&self, value: &Value) -> Vec<Block> {
        let plain = |text: &str, range: Range| records::text(text, Style::Plain, self.span(range));
        match value {
            Value::StringLit(text) => records::text(&text.value, self.style, self.span(text.range)),
            Value::NumberLit(number) => plain(number.value, number.range),
            Value::BooleanLit(truth) => plain(if truth.value { "true" } else { "false" }, truth.range),
            Value::NullKeyword(_) => Vec::new(),
            Value::Array(array) => {
                let items = array.elements.iter().map(|element| self.blocks_of(element));
                records::list(items.collect(), self.span(array.range))
            }
            Value::Object(object) => {
                let span = self.span(object.range);
                let item = |member: &ObjectProp| match self.blocks_of(&member.value) {
                    empty if empty.is_empty() => empty,
                    content => records::named(member.name.as_str(), content, span),
                };
                records::list(object.properties.iter().map(item).collect(), span)
            }
        }
    }
}

/// Whether an object holds records, and is none itself: none of its own texts is called a question.
fn holds_records(object: &Object) -> bool {
    let asks = |member: &ObjectProp| {
        let sure = matches!(
            fields::of_name(member.name.as_str()),
            Some((Field::Question, Sure::Named(_) | Sure::InPart))
        );
        sure && member.value.as_string_lit().is_some()
    };
    !object.properties.iter().any(asks) && object.properties.iter().any(holds_some)
}

/// Whether a member of deckmill's own file says again, in Anki's terms, what its cards say.
fn is_for_anki(file: &Object, member: &ObjectProp) -> bool {
    member.name.as_str() == "anki" && file.get_object("deck").is_some() && file.get_array("cards").is_some()
}

/// Whether a member of an object holds records; options and links of a record are none.
fn holds_some(member: &ObjectProp) -> bool {
    let parts = [Field::Prompt, Field::Options, Field::Answer, Field::Explanation, Field::Extra, Field::Tags];
    let generic = GENERIC.contains(&member.name.as_str().to_lowercase().as_str());
    (generic || !is_named(member, &parts)) && holds(&member.value, member.name.as_str())
}

/// Whether a value of this name holds records: objects, pairs, or texts that ask.
fn holds(value: &Value, name: &str) -> bool {
    match value {
        Value::Array(array) => {
            let texts = array.elements.first().is_some_and(|first| first.as_string_lit().is_some());
            let named =
                matches!(fields::of_name(name), Some((Field::Question, Sure::Named(_) | Sure::InPart)));
            matches!(array.elements.first(), Some(Value::Object(_) | Value::Array(_)))
                || (texts && (named || asks(array)))
        }
        Value::Object(object) => {
            object.properties.iter().any(|member| member.value.as_object().is_some() || holds_some(member))
        }
        _ => false,
    }
}

fn is_named(member: &ObjectProp, wanted: &[Field]) -> bool {
    let found = fields::of_name(member.name.as_str());
    found.is_some_and(|(field, sure)| !matches!(sure, Sure::Maybe(_)) && wanted.contains(&field))
}

/// Whether half of the texts of an array or more end as questions do; the others may be requests.
fn asks(array: &Array) -> bool {
    let texts: Vec<&str> =
        array.elements.iter().filter_map(|value| Some(value.as_string_lit()?.value.as_ref())).collect();
    let asking = texts.iter().filter(|text| text.trim_end().ends_with(['?', '？', '؟'])).count();
    texts.len() == array.elements.len() && texts.len() >= 2 && asking * 2 >= texts.len()
}

/// Names of arrays that say nothing about what is in them.
#[rustfmt::skip]
const GENERIC: &[&str] = &[
    "cards", "questions", "items", "data", "records", "notes", "entries", "list", "results", "rows", "decks", "faqs", "faq",
    "flashcards", "qa", "content", "quiz", "bank", "mainentity", "sections", "categories", "topics", "chapters", "groups",
    "roles", "levels", "quizzes", "fragen", "preguntas", "perguntas", "вопросы",
];
