//! `deckmill config`: what is set, as a project file would say it, and where each value comes from.

use std::fmt::Write;
use std::path::Path;

use anyhow::Result;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::Outcome;
use crate::cli::Config;
use crate::project::keys::{KEYS, Key};
use crate::project::{DeckOf, Origin, Project, Set, Value};
use crate::report::{Report, json_line};

/// A value, and where it comes from.
#[derive(Serialize, JsonSchema)]
struct Line {
    #[schemars(extend("const" = "setting"))]
    kind: &'static str,
    /// The key; that of an option is `options.FORMAT.OPTION`, that of a deck `deck.NAME`.
    key: String,
    /// As TOML; none where nothing is set.
    value: Option<String>,
    /// A file and its line, a variable of the environment, or "default".
    origin: String,
}

/// Runs the command.
pub fn run(args: &Config, report: &Report) -> Result<Outcome> {
    let project = Project::open(args.project.as_deref())?;
    let keys: Vec<Line> = KEYS.iter().map(|key| line(key, project.sets.get(key.name))).collect();
    let options: Vec<Line> = project
        .options
        .iter()
        .map(|((format, option), (value, origin))| {
            setting(format!("options.{format}.{option}"), Some(quoted(value)), origin)
        })
        .collect();
    let decks: Vec<Line> = project
        .decks
        .iter()
        .map(|deck| setting(format!("deck.{}", deck.name), Some(inputs(deck, &project.folder)), &deck.origin))
        .collect();
    let text = match report.is_json() {
        true => keys.iter().chain(&options).chain(&decks).map(json_line).collect(),
        false => human(&keys, &project, args.origin),
    };
    report.data(&text)?;
    Ok(Outcome::Good)
}

fn setting(key: String, value: Option<String>, origin: &Origin) -> Line {
    Line { kind: "setting", key, value, origin: origin.to_string() }
}

fn line(key: &Key, set: Option<&Set>) -> Line {
    match set {
        Some(set) => setting(key.name.to_owned(), Some(written(&set.value)), &set.origin),
        None => {
            let value = Some(key.default.to_owned()).filter(|default| !default.is_empty());
            setting(key.name.to_owned(), value, &Origin::Default)
        }
    }
}

fn human(keys: &[Line], project: &Project, with_origin: bool) -> String {
    let mut rows: Vec<(String, String)> = Vec::new();
    for line in keys {
        let text = match &line.value {
            Some(value) => format!("{} = {value}", line.key),
            None => format!("# {} is not set", line.key),
        };
        rows.push((text, if line.value.is_some() { line.origin.clone() } else { String::new() }));
    }
    let mut format = "";
    for ((name, option), (value, origin)) in &project.options {
        if format != name {
            rows.push((String::new(), String::new()));
            rows.push((format!("[options.{name}]"), String::new()));
            format = name;
        }
        rows.push((format!("{option} = {}", quoted(value)), origin.to_string()));
    }
    for deck in &project.decks {
        rows.push((String::new(), String::new()));
        rows.push(("[[deck]]".to_owned(), deck.origin.to_string()));
        rows.push((format!("name = {}", quoted(&deck.name)), String::new()));
        rows.push((format!("input = {}", inputs(deck, &project.folder)), String::new()));
    }
    let width =
        rows.iter().filter(|(_, origin)| !origin.is_empty()).map(|(text, _)| text.chars().count()).max();
    let width = width.unwrap_or_default();
    let mut out = String::new();
    for (text, origin) in rows {
        // Writing to a string can't fail.
        let _ = match with_origin && !origin.is_empty() {
            true => writeln!(out, "{text:width$}  # {origin}"),
            false => writeln!(out, "{text}"),
        };
    }
    out
}

fn inputs(deck: &DeckOf, folder: &Path) -> String {
    let below = |path: &Path| path.strip_prefix(folder).unwrap_or(path).display().to_string();
    list(deck.input.iter().map(|path| below(path)))
}

/// A value as TOML.
fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Texts(texts) => list(texts.iter().map(|(text, _)| text.clone())),
        Value::Truth(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
    }
}

/// Strings as a list in TOML; one alone as itself.
pub fn list(texts: impl IntoIterator<Item = String>) -> String {
    let texts: Vec<String> = texts.into_iter().map(|text| quoted(&text)).collect();
    match texts.as_slice() {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

/// A string in TOML.
pub fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// The schema of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![generator.subschema_for::<Line>()]
}
