//! Reads a file of settings, the project's or the user's, and knows where in it something is wrong.

use std::path::Path;

use anyhow::Result;
use deckmill::source::Lines;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{self, DECK, DECK_KEYS, Key, Kind, OPTIONS};
use super::value::{self, Origin, Set, Value};
use crate::failure::{Failure, choices};
use crate::files;
use crate::settings::Setting;

/// What a file sets.
#[derive(Debug, Default)]
pub struct Settled {
    /// Its keys, in their order.
    pub sets: Vec<Set>,
    /// The options of formats.
    pub options: Vec<(Setting, Origin)>,
    /// The decks of several pages.
    pub decks: Vec<DeckTable>,
}

/// A `[[deck]]` as it is written.
#[derive(Debug)]
pub struct DeckTable {
    /// Where it begins.
    pub origin: Origin,
    /// What its outputs are called, without an extension.
    pub name: String,
    /// Its pages.
    pub input: Vec<(String, Origin)>,
    /// What it is called; as its outputs where this is not said.
    pub title: Option<String>,
    /// What is written of it, where that is not what is written of all.
    pub formats: Option<Vec<(String, Origin)>>,
    /// Tags for its cards, beside those for all.
    pub tags: Vec<String>,
    /// How many cards it is to have.
    pub expect: Option<u64>,
}

/// Reads a file; `is_of_user` if it is for all projects of a user.
pub fn read(path: &Path, is_of_user: bool) -> Result<Settled> {
    let text = files::read_text(path)?;
    Reader { path, text: &text, is_of_user }.read()
}

/// A value with its place in the file.
type Node<'a> = Spanned<DeValue<'a>>;

pub(super) struct Reader<'a> {
    pub path: &'a Path,
    pub text: &'a str,
    pub is_of_user: bool,
}

impl Reader<'_> {
    pub fn read(&self) -> Result<Settled> {
        let table = DeTable::parse(self.text)
            .map_err(|error| self.wrong(error.span().map_or(0, |span| span.start), error.message()))?;
        let mut settled = Settled::default();
        // In the order of the file, so that the first thing that is wrong in it is named.
        let mut items: Vec<_> = table.get_ref().iter().collect();
        items.sort_by_key(|(key, _)| key.span().start);
        for (name, node) in items {
            let at = name.span().start;
            match name.get_ref().as_ref() {
                OPTIONS => self.options(node, &mut settled)?,
                DECK if !self.is_of_user => self.decks(node, &mut settled)?,
                name => {
                    let key = keys::find(name).ok_or_else(|| self.unknown(at, name))?;
                    settled.sets.push(self.set(key, node, at)?);
                }
            }
        }
        Ok(settled)
    }

    fn unknown(&self, at: usize, name: &str) -> Failure {
        let known = keys::names().filter(|name| !self.is_of_user || *name != DECK);
        self.wrong(at, format!("there is no key `{name}`")).help(choices(name, known))
    }

    fn set(&self, key: &'static Key, node: &Node, at: usize) -> Result<Set> {
        if self.is_of_user && key.is_of_project {
            let failure = self.wrong(at, format!("`{}` is for one project", key.name));
            return Err(failure.help("set it in the project's deckmill.toml").into());
        }
        let value = self.value(key.kind, node)?;
        if key.must_name() && value.names_nothing() {
            return Err(self.wrong(node.span().start, format!("`{}` names nothing", key.name)).into());
        }
        let folder = self.path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Set { key, value, origin: self.origin(at), folder })
    }

    fn value(&self, kind: Kind, node: &Node) -> Result<Value> {
        Ok(match kind {
            Kind::Text => Value::Text(self.string(node)?),
            Kind::Texts => Value::Texts(self.strings(node)?),
            Kind::Choice(words) => {
                Value::Text(value::choice(words, &self.string(node)?, &self.origin(node.span().start))?)
            }
            Kind::Truth => Value::Truth(self.truth(node)?),
            Kind::Number(most) => Value::Number(self.number(node, most)?),
        })
    }

    fn options(&self, node: &Node, settled: &mut Settled) -> Result<()> {
        for (format, options) in self.table(node, "this is to be a table, as in `[options.csv]`")? {
            for (option, value) in self.table(options, "this is to be a table, as in `[options.csv]`")? {
                let origin = self.origin(option.span().start);
                let setting = Setting {
                    format: format.get_ref().to_string(),
                    option: option.get_ref().to_string(),
                    value: self.scalar(value)?,
                    place: Some(origin.to_string()),
                };
                settled.options.push((setting, origin));
            }
        }
        Ok(())
    }

    fn decks(&self, node: &Node, settled: &mut Settled) -> Result<()> {
        let wrong = "decks are tables in double brackets: `[[deck]]`";
        let list = node.get_ref().as_array().ok_or_else(|| self.wrong(node.span().start, wrong))?;
        for node in list {
            let deck = self.deck(node, wrong)?;
            settled.decks.push(deck);
        }
        Ok(())
    }

    fn deck(&self, node: &Node, wrong: &str) -> Result<DeckTable> {
        let at = node.span().start;
        let mut deck = DeckTable {
            origin: self.origin(at),
            name: String::new(),
            input: Vec::new(),
            title: None,
            formats: None,
            tags: Vec::new(),
            expect: None,
        };
        for (key, value) in self.table(node, wrong)? {
            match key.get_ref().as_ref() {
                "name" => deck.name = self.string(value)?,
                "input" => deck.input = self.strings(value)?,
                "title" => deck.title = Some(self.string(value)?),
                "formats" => deck.formats = Some(self.strings(value)?),
                "tags" => deck.tags = self.strings(value)?.into_iter().map(|(tag, _)| tag).collect(),
                "expect" => deck.expect = Some(self.number(value, u64::MAX)?),
                other => {
                    let failure = self.wrong(key.span().start, format!("a deck has no key `{other}`"));
                    return Err(failure.help(choices(other, DECK_KEYS)).into());
                }
            }
        }
        let is_blank = |texts: &[(String, Origin)]| texts.iter().any(|(text, _)| text.trim().is_empty());
        let formats = deck.formats.as_deref();
        let blank = [
            ("input", is_blank(&deck.input)),
            ("formats", formats.is_some_and(|formats| formats.is_empty() || is_blank(formats))),
            ("title", deck.title.as_ref().is_some_and(|title| title.trim().is_empty())),
            ("tags", deck.tags.iter().any(|tag| tag.trim().is_empty())),
        ];
        if let Some((key, _)) = blank.iter().find(|(_, is_blank)| *is_blank) {
            let failure = self.wrong(at, format!("`{key}` of this deck names nothing"));
            return Err(failure.help("give it a value, or leave it out").into());
        }
        for (key, is_there) in [("name", !deck.name.is_empty()), ("input", !deck.input.is_empty())] {
            if !is_there {
                let failure = self.wrong(at, format!("this deck has no `{key}`"));
                let help =
                    "a deck has a name for its outputs, and pages: `name = \"all\"`, `input = \"pages\"`";
                return Err(failure.help(help).into());
            }
        }
        Ok(deck)
    }

    fn table<'a, 'b>(&self, node: &'b Node<'a>, wrong: &str) -> Result<&'b DeTable<'a>> {
        Ok(node.get_ref().as_table().ok_or_else(|| self.wrong(node.span().start, wrong))?)
    }

    fn string(&self, node: &Node) -> Result<String> {
        let wrong = || self.wrong(node.span().start, "this is to be a string").help("put it in quotes");
        Ok(node.get_ref().as_str().ok_or_else(wrong)?.to_owned())
    }

    /// A string, or a list of them, each with its place.
    fn strings(&self, node: &Node) -> Result<Vec<(String, Origin)>> {
        let one = |item: &Node| Ok((self.string(item)?, self.origin(item.span().start)));
        match node.get_ref().as_array() {
            Some(list) => list.iter().map(one).collect(),
            None => Ok(vec![one(node)?]),
        }
    }

    fn truth(&self, node: &Node) -> Result<bool> {
        let wrong = || self.wrong(node.span().start, "this is to be `true` or `false`");
        Ok(node.get_ref().as_bool().ok_or_else(wrong)?)
    }

    fn number(&self, node: &Node, most: u64) -> Result<u64> {
        let number = node.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
        let wrong = || value::not_a_number(&self.origin(node.span().start), most);
        Ok(number.filter(|number| *number <= most).ok_or_else(wrong)?)
    }

    /// The value of an option as it would be typed.
    fn scalar(&self, node: &Node) -> Result<String> {
        match node.get_ref() {
            DeValue::Integer(number) => Ok(number.to_string()),
            DeValue::Boolean(truth) => Ok(truth.to_string()),
            _ => self.string(node),
        }
    }

    fn wrong(&self, at: usize, message: impl std::fmt::Display) -> Failure {
        self.origin(at).failure(message)
    }

    fn origin(&self, at: usize) -> Origin {
        Origin::Line(self.path.to_owned(), Lines::new(self.text).line(at))
    }
}
