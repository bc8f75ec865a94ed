//! What can be typed for an option, from the library's tables.

use std::ffi::OsStr;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};
use deckmill::export::EXPORTERS;
use deckmill::format::Format;
use deckmill::layout::{LAYOUTS, Layout};
use deckmill::read::{READERS, Reader};

use crate::command::schema;
use crate::report::{VOICES, Voice};
use crate::row::Wanted;
use crate::settings;

pub fn readers() -> impl TypedValueParser<Value = &'static Format<dyn Reader>> {
    row_of(READERS)
}

pub fn layouts() -> impl TypedValueParser<Value = &'static Format<dyn Layout>> {
    row_of(LAYOUTS)
}

/// Takes one of some values by its name.
pub fn named<T: Copy + Send + Sync>(
    names: &'static [(&'static str, &'static str, T)],
) -> impl TypedValueParser<Value = T> {
    let shown = names.iter().map(|(name, meaning, _)| PossibleValue::new(*name).help(*meaning));
    PossibleValuesParser::new(shown).try_map(move |given| {
        let found = names.iter().find(|(name, ..)| *name == given);
        found.map(|(.., value)| *value).ok_or_else(|| format!("there is no `{given}`"))
    })
}

/// Takes one of the ways of saying things; an empty variable of the environment sets nothing.
pub fn voices() -> impl TypedValueParser<Value = &'static dyn Voice> {
    let usual = VOICES.first().map_or("", |(name, ..)| name);
    let shown = VOICES.iter().map(move |(name, meaning, _)| {
        let value = PossibleValue::new(*name).help(*meaning);
        if *name == usual { value.alias("") } else { value }
    });
    PossibleValuesParser::new(shown).try_map(move |given| {
        let given = if given.is_empty() { usual } else { &given };
        let found = VOICES.iter().find(|(name, ..)| *name == given);
        found.map(|(.., voice)| *voice).ok_or_else(|| format!("there is no `{given}`"))
    })
}

/// The names of schemas.
pub fn schemas() -> PossibleValuesParser {
    PossibleValuesParser::new(schema::names().map(|(name, summary)| PossibleValue::new(name).help(summary)))
}

/// Takes the name of a row; an extension that the row owns does as well.
fn row_of<T: ?Sized + 'static>(
    table: &'static [Format<T>],
) -> impl TypedValueParser<Value = &'static Format<T>> {
    PossibleValuesParser::new(values(table))
        .try_map(move |name| settings::row(table, &name).ok_or_else(|| format!("there is no `{name}`")))
}

fn values<T: ?Sized>(table: &'static [Format<T>]) -> impl Iterator<Item = PossibleValue> {
    table.iter().map(|row| {
        let others = row.extensions.iter().filter(|extension| **extension != row.name);
        PossibleValue::new(row.name).aliases(others).help(row.summary)
    })
}

/// Shows the table of exporters, and takes any name: whether it is that of a plug-in is found out when
/// the command runs.
#[derive(Clone)]
pub struct Exporters;

impl TypedValueParser for Exporters {
    type Value = Wanted;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Wanted, Error> {
        StringValueParser::new().parse_ref(command, arg, value).map(|name| Wanted::typed(&name))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(values(EXPORTERS)))
    }
}

/// Takes a time in whole seconds, at least one.
pub fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<u32>() {
        Ok(seconds @ 1..) => Ok(Duration::from_secs(seconds.into())),
        _ => Err("it is a whole number of seconds, at least 1".to_owned()),
    }
}
