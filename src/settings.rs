//! Options of exporters, from `--set` and from the project file, checked against their tables.

use std::collections::BTreeMap;

use anyhow::Result;
use deckmill::export::{Births, EXPORTERS, Exporter};
use deckmill::format::{Format, Options};
use deckmill::memory;

use crate::failure::{Failure, choices};

/// One option as typed: `csv.delimiter=;`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The exporter.
    pub format: String,
    /// Its option.
    pub option: String,
    /// The value.
    pub value: String,
}

/// Takes `FORMAT.OPTION=VALUE` apart.
pub fn parse(text: &str) -> Result<Setting, String> {
    let parts = text.split_once('=').and_then(|(name, value)| Some((name.split_once('.')?, value)));
    let ((format, option), value) = parts.ok_or("it has the form FORMAT.OPTION=VALUE")?;
    Ok(Setting { format: format.to_owned(), option: option.to_owned(), value: value.to_owned() })
}

/// The row of a table that goes by this name, or owns it as an extension.
pub fn row<T: ?Sized>(table: &'static [Format<T>], name: &str) -> Option<&'static Format<T>> {
    table.iter().find(|row| row.name == name || row.extensions.contains(&name))
}

/// The options of all exporters.
#[derive(Debug, Default, Clone)]
pub struct Settings {
    options: BTreeMap<&'static str, Options>,
}

impl Settings {
    /// Sets an option, instead of an earlier value, if its exporter has it and takes the value.
    pub fn set(&mut self, setting: &Setting) -> Result<()> {
        let names = || EXPORTERS.iter().map(|row| row.name);
        let format = row(EXPORTERS, &setting.format).ok_or_else(|| {
            Failure::new(format!("there is no exporter `{}`", setting.format))
                .help(choices(&setting.format, names()))
        })?;
        let options = self.options.entry(format.name).or_default();
        options.set(setting.option.as_str(), setting.value.as_str());
        format.make(options)?;
        Ok(())
    }

    /// Which note types new notes are born in, as the options of Anki's packages choose.
    pub fn births(&self) -> Result<Births> {
        Ok(self.options.get(memory::FORMAT).map(Births::new).transpose()?.unwrap_or_default())
    }

    /// An exporter with its options.
    pub fn exporter(&self, format: &Format<dyn Exporter>) -> Result<Box<dyn Exporter>> {
        Ok(match self.options.get(format.name) {
            Some(options) => format.make(options)?,
            None => format.make(&Options::default())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_hold_any_sign() {
        let setting = parse("csv.delimiter==").unwrap();
        assert_eq!(
            (setting.format, setting.option, setting.value),
            ("csv".to_owned(), "delimiter".to_owned(), "=".to_owned())
        );
        assert!(parse("delimiter=;").is_err());
    }

    #[test]
    fn options_are_checked() {
        let set = |text: &str| Settings::default().set(&parse(text).unwrap()).unwrap_err().to_string();
        assert_eq!(set("cvs.delimiter=;"), "there is no exporter `cvs`");
        assert_eq!(set("csv.quote=;"), "`csv` has no option `quote`; it has: delimiter");
        assert!(set("csv.delimiter=ab").contains("is no value for `csv.delimiter`"));
    }
}
