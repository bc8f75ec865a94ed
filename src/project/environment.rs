//! What the environment sets: `DECKMILL_TAGS=one,two` for a key, `DECKMILL_OPTIONS_CSV_DELIMITER=;` for an
//! option of a format. A variable that is empty sets nothing.

use std::path::PathBuf;

use anyhow::Result;
use deckmill::export::EXPORTERS;
use deckmill::format::{Format, OptionSpec};
use deckmill::read::READERS;

use super::file::Settled;
use super::keys::{DECK, KEYS, OPTIONS, PREFIX};
use super::value::{self, Origin, Set};
use crate::failure::{Failure, nearest};
use crate::files;
use crate::settings::Setting;

/// The variables that flags of the program read themselves.
pub const OF_FLAGS: [&str; 3] = ["DECKMILL_COLOR", "DECKMILL_MESSAGE_FORMAT", "DECKMILL_PROGRESS"];

/// What is to be done with options that have no variable.
const OF_PLUGINS: &str = "those of plug-ins are set in deckmill.toml or with --set";

/// Reads the environment. A variable that is nearly one of ours is an error; whoever has others that begin
/// as ours has them for something else.
pub fn read() -> Result<Settled> {
    let mut settled = Settled::default();
    let options = options();
    for (name, text) in files::variables(PREFIX) {
        let origin = Origin::Variable(name.clone());
        let key = KEYS.iter().find(|key| variable(key.name) == name);
        let option = options.iter().find(|(known, ..)| *known == name);
        match (key, option) {
            _ if text.is_empty() || OF_FLAGS.contains(&name.as_str()) => {}
            (Some(key), _) => {
                let value = value::parse(key, &text, &origin)?;
                if key.must_name() && value.names_nothing() {
                    continue;
                }
                settled.sets.push(Set { key, value, origin, folder: PathBuf::new() });
            }
            (_, Some((_, format, option))) => {
                let (format, option) = ((*format).to_owned(), (*option).to_owned());
                settled.options.push((Setting { format, option, value: text, place: Some(name) }, origin));
            }
            _ => refuse_slip(&name, options.iter().map(|(known, ..)| known.as_str()))?,
        }
    }
    Ok(settled)
}

/// Refuses a variable that is nearly one of ours, or is called as a table of the project file.
fn refuse_slip<'a>(name: &str, options: impl Iterator<Item = &'a str>) -> Result<()> {
    if [variable(DECK), variable(DECK) + "S"].iter().any(|table| table == name) {
        let failure = Failure::new(format!("{name}: decks of several pages are not set in the environment"));
        return Err(failure.help("name them in deckmill.toml: `[[deck]]`").into());
    }
    let options: Vec<&str> = options.collect();
    let keys: Vec<String> = KEYS.iter().map(|key| variable(key.name)).collect();
    let bare = |name: &str| name[PREFIX.len().min(name.len())..].to_owned();
    let known: Vec<(String, &str)> = keys
        .iter()
        .map(String::as_str)
        .chain(OF_FLAGS)
        .chain(options.iter().copied())
        .map(|name| (bare(name), name))
        .collect();
    // Only what stands behind the prefix counts: that is alike in all of them.
    let near = nearest(&bare(name), known.iter().map(|(bare, _)| bare.as_str()));
    match known.iter().find(|(bare, _)| near == Some(bare.as_str())) {
        Some((_, near)) => {
            let failure = Failure::new(format!("{name}: there is no such setting in the environment"));
            Err(failure.help(format!("did you mean `{near}`? `deckmill config` shows all keys")).into())
        }
        None if name.starts_with(&variable(OPTIONS)) => {
            let failure = Failure::new(format!("{name}: there is no such option in the environment"));
            let help =
                format!("one of ours is called as `{}_CSV_DELIMITER`, {OF_PLUGINS}", variable(OPTIONS));
            Err(failure.help(help).into())
        }
        None => Ok(()),
    }
}

/// The variables that begin as ours do, and are none of them.
pub fn unknown() -> Vec<String> {
    let options = options();
    let is_known = |name: &str| {
        KEYS.iter().any(|key| variable(key.name) == name)
            || OF_FLAGS.contains(&name)
            || options.iter().any(|(known, ..)| known == name)
    };
    files::variables(PREFIX).into_keys().filter(|name| !is_known(name)).collect()
}

/// The variable of a key.
pub fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_uppercase())
}

/// The variables of all options, with the format and the option.
fn options() -> Vec<(String, &'static str, &'static str)> {
    let exporters = EXPORTERS.iter().flat_map(of_row);
    exporters.chain(READERS.iter().flat_map(of_row)).collect()
}

fn of_row<T: ?Sized>(row: &'static Format<T>) -> impl Iterator<Item = (String, &'static str, &'static str)> {
    let name = |option: &OptionSpec| {
        format!("{PREFIX}OPTIONS_{}_{}", row.name, option.name).to_uppercase().replace('-', "_")
    };
    row.options.iter().map(move |option| (name(option), row.name, option.name))
}
