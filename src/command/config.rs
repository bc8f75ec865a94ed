//! `deckmill config`: what is set, as a project file would say it, and where each value comes from.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::Outcome;
use crate::cli::Config;
use crate::project::keys::{KEYS, Key};
use crate::project::{DeckOf, Origin, Project, Set, Value};
use crate::report::{Report, json_line};
use crate::row::Wanted;

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
    project.refuse_slips()?;
    let keys: Vec<Line> = KEYS.iter().map(|key| line(key, &project)).collect();
    let options = project.options.iter().map(|((format, option), (set, origin))| {
        setting(format!("options.{format}.{option}"), Some(quoted(&set.value)), origin)
    });
    let of_deck = |deck: &DeckOf| {
        let keys = deck_keys(deck, &project.folder).into_iter();
        let line = |(key, value)| setting(format!("deck.{}.{key}", deck.name), Some(value), &deck.origin);
        keys.map(line).collect::<Vec<_>>()
    };
    let others: Vec<Line> = options.chain(project.decks.iter().flat_map(of_deck)).collect();
    let text = match report.is_json() {
        true => keys.iter().chain(&others).map(json_line).collect(),
        false => human(&keys, &project, args.origin),
    };
    report.data(&text)?;
    Ok(Outcome::Good)
}

fn setting(key: String, value: Option<String>, origin: &Origin) -> Line {
    Line { kind: "setting", key, value, origin: origin.to_string() }
}

fn line(key: &Key, project: &Project) -> Line {
    let name = key.name.to_owned();
    match project.sets.get(key.name) {
        Some(set) => setting(name, Some(written(set, &project.folder)), &set.origin),
        // Where decks are named, no page is read but theirs.
        None if key.name == "input" && !project.decks.is_empty() => setting(name, None, &Origin::Default),
        None => {
            let value = Some(key.default.to_owned()).filter(|default| !default.is_empty());
            setting(name, value, &Origin::Default)
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
    for ((name, option), (set, origin)) in &project.options {
        if format != name {
            rows.push((String::new(), String::new()));
            rows.push((format!("[options.{name}]"), String::new()));
            format = name;
        }
        rows.push((format!("{option} = {}", quoted(&set.value)), origin.to_string()));
    }
    for deck in &project.decks {
        rows.push((String::new(), String::new()));
        rows.push(("[[deck]]".to_owned(), deck.origin.to_string()));
        let keys = deck_keys(deck, &project.folder).into_iter();
        rows.extend(keys.map(|(key, value)| (format!("{key} = {value}"), String::new())));
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

/// The keys of a deck that are set, with their values.
fn deck_keys(deck: &DeckOf, folder: &Path) -> Vec<(&'static str, String)> {
    let below = |path: &PathBuf| path.strip_prefix(folder).unwrap_or(path).display().to_string();
    let mut keys = vec![("name", quoted(&deck.name)), ("input", list(deck.input.iter().map(below)))];
    keys.extend(deck.title.iter().map(|title| ("title", quoted(title))));
    let names = |formats: &Vec<Wanted>| list(formats.iter().map(|wanted| wanted.name.clone()));
    keys.extend(deck.formats.iter().map(|formats| ("formats", names(formats))));
    let tags = Some(&deck.tags).filter(|tags| !tags.is_empty());
    keys.extend(tags.map(|tags| ("tags", list(tags.iter().cloned()))));
    keys.extend(deck.expect.map(|expect| ("expect", expect.to_string())));
    keys
}

/// A value as TOML. A path that starts elsewhere than in the project's folder is written whole.
fn written(set: &Set, folder: &Path) -> String {
    let is_path = matches!(set.key.name, "input" | "exclude" | "output" | "css" | "template" | "media_root");
    let is_elsewhere = is_path && set.folder != folder;
    match &set.value {
        Value::Text(text) if is_elsewhere && !text.is_empty() => quoted(&set.path().display().to_string()),
        Value::Texts(_) if is_elsewhere => list(set.paths().iter().map(|path| path.display().to_string())),
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
