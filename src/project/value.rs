//! What is set, and where: the values of keys before they are put to use.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::keys::{Key, Kind};
use crate::failure::{Failure, help_of};

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody has set it.
    Default,
    /// A line of a file.
    Line(PathBuf, usize),
    /// A variable of the environment.
    Variable(String),
}

impl Origin {
    /// What is wrong there, with the cure that it knows.
    pub fn within(&self, error: &anyhow::Error) -> Failure {
        let failure = self.failure(error);
        match help_of(error) {
            Some(help) => failure.help(help),
            None => failure,
        }
    }

    /// What is wrong there.
    pub fn failure(&self, message: impl fmt::Display) -> Failure {
        match self {
            Origin::Line(path, line) => Failure::in_line(path, *line, message),
            other => Failure::new(format!("{other}: {message}")),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::Line(path, line) => write!(f, "{}:{line}", path.display()),
            Origin::Variable(name) => f.write_str(name),
        }
    }
}

/// A value, checked against the kind of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A string, or one of some words.
    Text(String),
    /// Strings, each with its place.
    Texts(Vec<(String, Origin)>),
    /// A truth.
    Truth(bool),
    /// A number.
    Number(u64),
}

impl Value {
    /// Whether it is no string, an empty one, or has one in it.
    pub fn names_nothing(&self) -> bool {
        match self {
            Value::Text(text) => text.trim().is_empty(),
            Value::Texts(texts) => texts.is_empty() || texts.iter().any(|(text, _)| text.trim().is_empty()),
            Value::Truth(_) | Value::Number(_) => false,
        }
    }
}

/// A key that is set.
#[derive(Debug, Clone)]
pub struct Set {
    /// The key.
    pub key: &'static Key,
    /// Its value.
    pub value: Value,
    /// Where that comes from.
    pub origin: Origin,
    /// The folder in which relative paths start.
    pub folder: PathBuf,
}

impl Set {
    /// The string; empty where there is none.
    pub fn text(&self) -> &str {
        match &self.value {
            Value::Text(text) => text,
            _ => "",
        }
    }

    /// The strings.
    pub fn texts(&self) -> impl Iterator<Item = &(String, Origin)> {
        match &self.value {
            Value::Texts(texts) => texts.iter(),
            _ => [].iter(),
        }
    }

    /// Whether it is true.
    pub fn is_true(&self) -> bool {
        self.value == Value::Truth(true)
    }

    /// The number.
    pub fn number(&self) -> Option<u64> {
        match self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The string as a path.
    pub fn path(&self) -> PathBuf {
        self.folder.join(self.text())
    }

    /// The strings as paths; an empty one is none, and not the folder itself.
    pub fn paths(&self) -> Vec<PathBuf> {
        let named = self.texts().filter(|(path, _)| !path.trim().is_empty());
        named.map(|(path, _)| source(&self.folder, path)).collect()
    }
}

/// A source below a folder; an address on the web is below none.
pub fn source(folder: &Path, name: &str) -> PathBuf {
    if name.contains("://") { PathBuf::from(name) } else { folder.join(name) }
}

/// The value of a key that is written as plain text, as in the environment; lists have commas.
pub fn parse(key: &Key, text: &str, origin: &Origin) -> Result<Value> {
    Ok(match key.kind {
        Kind::Text => Value::Text(text.to_owned()),
        Kind::Choice(words) => Value::Text(choice(words, text, origin)?),
        Kind::Texts => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Texts(items.map(|item| (item.to_owned(), origin.clone())).collect())
        }
        Kind::Truth => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Value::Truth(true),
            "false" | "0" | "no" | "off" => Value::Truth(false),
            _ => return Err(origin.failure(format!("`{text}` is neither `true` nor `false`")).into()),
        },
        Kind::Number(most) => match text.parse() {
            Ok(number) if number <= most => Value::Number(number),
            _ => return Err(not_a_number(origin, most).into()),
        },
    })
}

/// One of some words.
pub fn choice(words: &[&str], text: &str, origin: &Origin) -> Result<String> {
    if words.contains(&text) {
        return Ok(text.to_owned());
    }
    let failure = origin.failure(format!("`{text}` is not known here"));
    Err(failure.help(crate::failure::choices(text, words.iter().copied())).into())
}

/// What to say of a value that is to be a number.
pub fn not_a_number(origin: &Origin, most: u64) -> Failure {
    let most = if most == u64::MAX { String::new() } else { format!(", at most {most}") };
    origin.failure(format!("this is to be a whole number{most}"))
}
