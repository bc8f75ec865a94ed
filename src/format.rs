//! What readers, layouts and exporters have in common: a row in a table.
//!
//! The tables themselves are `read::READERS`, `layout::LAYOUTS` and `export::EXPORTERS`. Help texts,
//! the values of `--from`, `--layout` and `--to`, the look-up by extension and `deckmill formats`
//! all come from them.

use std::collections::BTreeMap;

/// A row in one of the three tables: a name, what goes by it, and how to make one.
pub struct Format<T: ?Sized> {
    /// The name as the user types it; also the name of its file.
    pub name: &'static str,
    /// File extensions, without a dot. In one table each extension has one owner.
    pub extensions: &'static [&'static str],
    /// What it is, in one line for help texts.
    pub summary: &'static str,
    /// What can be set, with `--set NAME.OPTION=VALUE`.
    pub options: &'static [OptionSpec],
    /// Makes one.
    pub open: fn(&Options) -> Result<Box<T>, OptionError>,
}

/// An option of a format.
#[derive(Debug, Clone, Copy)]
pub struct OptionSpec {
    /// Its name, behind the format's name and a dot.
    pub name: &'static str,
    /// Its value when none is given.
    pub default: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
}

/// Values for the options of one format.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    values: BTreeMap<String, String>,
}

impl Options {
    /// Sets an option, known or not; [`Format::make`] checks the names.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.values.insert(name.into(), value.into());
    }

    /// What a value given for an option stands for; the default where none is given. `name` is the option's
    /// behind the format's name and a dot.
    pub fn choice<T: Copy + Default>(
        &self,
        name: &'static str,
        choices: &[(&str, T)],
        expected: &'static str,
    ) -> Result<T, OptionError> {
        let own = name.split_once('.').map_or(name, |(_, own)| own);
        let Some(given) = self.get(own) else { return Ok(T::default()) };
        let known = choices.iter().find(|(value, _)| *value == given).map(|(_, choice)| *choice);
        known.ok_or_else(|| OptionError::Value { name, value: given.to_owned(), expected })
    }

    /// The value given for an option.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }
}

/// An option that can't be had.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum OptionError {
    /// The format has no such option.
    #[error("`{format}` has no option `{name}`; it has: {known}")]
    Unknown {
        /// The format.
        format: &'static str,
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// The option does not take this value.
    #[error("`{value}` is no value for `{name}`: {expected}")]
    Value {
        /// The option.
        name: &'static str,
        /// What was given.
        value: String,
        /// What it takes.
        expected: &'static str,
    },
    /// The option is a template that can't be understood.
    #[error("line {line} of the template: {what}")]
    Template {
        /// The line.
        line: usize,
        /// What is wrong there.
        what: String,
    },
}

impl<T: ?Sized> Format<T> {
    /// Makes one with these options, after a check of their names.
    pub fn make(&self, options: &Options) -> Result<Box<T>, OptionError> {
        let known = |name: &&String| !self.options.iter().any(|spec| spec.name == *name);
        if let Some(name) = options.values.keys().find(known) {
            let names: Vec<_> = self.options.iter().map(|spec| spec.name).collect();
            let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            return Err(OptionError::Unknown { format: self.name, name: name.clone(), known });
        }
        (self.open)(options)
    }
}

/// The row with this name.
pub fn by_name<T: ?Sized>(table: &'static [Format<T>], name: &str) -> Option<&'static Format<T>> {
    table.iter().find(|format| format.name == name)
}

/// The row that owns the extension of a file name, upper and lower case alike; of several, the one with the
/// longest: `deck.crowdanki.json` is no ordinary JSON.
pub fn by_extension<T: ?Sized>(table: &'static [Format<T>], file: &str) -> Option<&'static Format<T>> {
    let file = file.to_ascii_lowercase();
    let owns = |extension: &&&str| file.strip_suffix(**extension).is_some_and(|stem| stem.ends_with('.'));
    let longest = |format: &&Format<T>| format.extensions.iter().filter(owns).map(|owned| owned.len()).max();
    table.iter().filter(|format| longest(format).is_some()).max_by_key(longest)
}
