//! Options of exporters and readers, from `--set` and from the project file, checked against their tables; those of
//! plug-ins are kept until it is known what is written.

use std::collections::BTreeMap;

use anyhow::Result;
use deckmill::export::{Births, EXPORTERS, Exporter};
use deckmill::format::{self, Format, OptionError, OptionSpec, Options};
use deckmill::memory;
use deckmill::read::READERS;

use crate::failure::{Failure, choices, nearest};
use crate::making::EXTENSION;
use crate::plugin::{self, Plugin};
use crate::row::Row;

/// One option as typed: `csv.delimiter=;`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The exporter, or the reader.
    pub format: String,
    /// Its option.
    pub option: String,
    /// The value.
    pub value: String,
    /// Where it stands, if that is in a file.
    pub place: Option<String>,
}

/// Takes `FORMAT.OPTION=VALUE` apart.
pub fn parse(text: &str) -> Result<Setting, String> {
    let parts = text.split_once('=').and_then(|(name, value)| Some((name.split_once('.')?, value)));
    let ((format, option), value) = parts.ok_or("it has the form FORMAT.OPTION=VALUE")?;
    let (format, option, value) = (format.to_owned(), option.to_owned(), value.to_owned());
    Ok(Setting { format, option, value, place: None })
}

/// The row of a table that goes by this name, or owns it as an extension.
pub fn row<T: ?Sized>(table: &'static [Format<T>], name: &str) -> Option<&'static Format<T>> {
    table.iter().find(|row| row.name == name || row.extensions.contains(&name))
}

/// The options of all exporters, and of readers.
#[derive(Debug, Default, Clone)]
pub struct Settings {
    options: BTreeMap<&'static str, Options>,
    of_readers: BTreeMap<&'static str, Options>,
    /// Those of what is no row of the table, in the order in which they were given.
    of_others: Vec<Setting>,
}

impl Settings {
    /// Sets an option, instead of an earlier value, if its exporter has it and takes the value. What may be
    /// an option of a plug-in is left to [`Settings::check`].
    pub fn set(&mut self, setting: &Setting) -> Result<()> {
        let reader = format::by_name(READERS, &setting.format).filter(|reader| !reader.options.is_empty());
        let has = |options: &[OptionSpec]| options.iter().any(|option| option.name == setting.option);
        // A reader and an exporter may have one name.
        let is_readers =
            |format: &Format<_>| !has(format.options) && reader.is_some_and(|reader| has(reader.options));
        if let Some(format) = row(EXPORTERS, &setting.format).filter(|format| !is_readers(format)) {
            set(format, &mut self.options, setting)
        } else if let Some(format) = reader {
            set(format, &mut self.of_readers, setting)
        } else {
            self.of_others.push(setting.clone());
            Ok(())
        }
    }

    /// All that is set, as a text that is the same wherever it is set.
    pub fn told(&self) -> String {
        let others = self.of_others.iter().map(|other| (&other.format, &other.option, &other.value));
        format!("{:?} {:?} {:?}", self.options, self.of_readers, others.collect::<Vec<_>>())
    }

    /// The options of readers, by their names.
    pub fn of_readers(&self) -> &BTreeMap<&'static str, Options> {
        &self.of_readers
    }

    /// Refuses options of what is no exporter, or that a plug-in does not have. These are all plug-ins of
    /// the run; a project's options may be for another that is `known` all the same.
    pub fn check(&self, rows: &[Row], known: impl Fn(&str) -> bool) -> Result<()> {
        for row in rows {
            row.exporter(self)?;
        }
        let is_used = |name: &str| rows.iter().any(|row| row.name() == name);
        let is_known = |setting: &&Setting| {
            let is_other = || known(&setting.format) || plugin::is_here(&setting.format);
            is_used(&setting.format) || setting.place.is_some() && is_other()
        };
        let Some(setting) = self.of_others.iter().find(|setting| !is_known(setting)) else { return Ok(()) };
        let plugins = rows.iter().filter(|row| matches!(row, Row::Plugin(_))).map(Row::name);
        Err(unknown(setting, own_names().chain(plugins)).into())
    }

    /// Refuses options whose format is called nearly as one of ours. Any other that is not known may be a plug-in
    /// that is not here, and is asked for only by what writes.
    pub fn refuse_slips(&self, known: impl Fn(&str) -> bool) -> Result<()> {
        let is_slip =
            |setting: &&Setting| !known(&setting.format) && plugin::is_slip(&setting.format, own_names());
        let slip = self.of_others.iter().find(is_slip);
        slip.map_or(Ok(()), |setting| Err(unknown(setting, own_names()).into()))
    }

    /// Which note types new notes are born in, as the options of Anki's packages choose.
    pub fn births(&self) -> Result<Births> {
        let births = self.options.get(memory::FORMAT).map(Births::new).transpose()?.unwrap_or_default();
        births.check()?;
        Ok(births)
    }

    /// An exporter with its options.
    pub fn exporter(&self, format: &Format<dyn Exporter>) -> Result<Box<dyn Exporter>> {
        Ok(match self.options.get(format.name) {
            Some(options) => format.make(options)?,
            None => format.make(&Options::default())?,
        })
    }

    /// The extension of an exporter's files in folders: its first; one without has an option for it, or is
    /// called by its name.
    pub fn extension(&self, format: &Format<dyn Exporter>) -> &str {
        let given = || self.options.get(format.name)?.get(EXTENSION);
        let usual = || Some(format.options.iter().find(|spec| spec.name == EXTENSION)?.default);
        format.extensions.first().copied().or_else(given).or_else(usual).unwrap_or(format.name)
    }

    /// All options of a plug-in, with their values.
    pub fn for_plugin(&self, plugin: &Plugin) -> Result<BTreeMap<String, String>> {
        let own = || self.of_others.iter().filter(|setting| setting.format == plugin.handshake.name);
        for setting in own() {
            let one = [(setting.option.as_str(), setting.value.as_str())];
            let wrong = |error: Failure| Failure::within(setting.place.as_deref(), &error.into());
            plugin.options(one).map_err(wrong)?;
        }
        Ok(plugin.options(own().map(|setting| (setting.option.as_str(), setting.value.as_str())))?)
    }
}

/// The names of all that has options here: exporters and readers, each once, for some are both.
fn own_names<'a>() -> impl Iterator<Item = &'a str> {
    let is_exporter = |name: &str| EXPORTERS.iter().any(|row| row.name == name);
    let readers = READERS.iter().filter(|reader| !reader.options.is_empty()).map(|reader| reader.name);
    EXPORTERS.iter().map(|row| row.name).chain(readers.filter(move |name| !is_exporter(name)))
}

/// An option of what is nothing.
fn unknown<'a>(setting: &Setting, names: impl Iterator<Item = &'a str>) -> Failure {
    let failure = Failure::new(format!("there is no exporter or reader `{}`", setting.format));
    let failure = failure.help(choices(&setting.format, names));
    Failure::within(setting.place.as_deref(), &failure.into())
}

/// Sets an option among those of all rows of a table, if its row has it and takes the value.
fn set<T: ?Sized>(
    format: &Format<T>,
    all: &mut BTreeMap<&'static str, Options>,
    setting: &Setting,
) -> Result<()> {
    let options = all.entry(format.name).or_default();
    options.set(setting.option.as_str(), setting.value.as_str());
    let made = format.make(options).map(|_| ()).map_err(|error| misspelt(&error).into());
    Ok(made.map_err(|error| Failure::within(setting.place.as_deref(), &error))?)
}

/// What is wrong with an option, and what was meant where that is but a slip away.
fn misspelt(error: &OptionError) -> Failure {
    let meant = match error {
        OptionError::Unknown { name, known, .. } => nearest(name, known.split(", ")),
        OptionError::Value { value, expected, .. } => {
            // What is expected is said in words, the values among them.
            let words = || expected.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3);
            let parts = value.split(',').map(|part| part.split('=').next().unwrap_or(part).trim());
            let unknown = parts.filter(|part| !words().any(|word| word == *part));
            unknown.filter_map(|part| nearest(part, words())).next()
        }
        _ => None,
    };
    let failure = Failure::new(error.to_string());
    match meant {
        Some(name) => failure.help(format!("did you mean `{name}`?")),
        None => failure,
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
        assert_eq!(set("csv.quote=;"), "`csv` has no option `quote`; it has: columns, delimiter, for");
        assert!(set("csv.delimiter=ab").contains("is no value for `csv.delimiter`"));
    }

    #[test]
    fn options_of_nothing_are_refused_once_it_is_known_what_is_written() {
        let mut settings = Settings::default();
        settings.set(&parse("cvs.delimiter=;").unwrap()).unwrap();
        let error = settings.check(&Row::usual(), |_| true).unwrap_err();
        assert_eq!(error.to_string(), "there is no exporter or reader `cvs`");
        let help = crate::failure::help_of(&error).unwrap();
        assert!(help.starts_with("did you mean `csv`? there is: anki, "), "{help}");
        for name in ["csv", "xlsx", "table"] {
            let all = help.split_once("there is: ").unwrap().1;
            assert_eq!(all.split(", ").filter(|known| *known == name).count(), 1, "{help}");
        }

        let place = Some("deckmill.toml:3".to_owned());
        let in_file = Setting { place, ..parse("slides.theme=dark").unwrap() };
        let mut settings = Settings::default();
        settings.set(&in_file).unwrap();
        settings.check(&Row::usual(), |name| name == "slides").unwrap();
        let error = settings.check(&Row::usual(), |_| false).unwrap_err();
        assert_eq!(error.to_string(), "deckmill.toml:3: there is no exporter or reader `slides`");
    }
}
