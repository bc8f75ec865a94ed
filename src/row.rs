//! What can be written: a row of the library's table of exporters, or a plug-in.
//!
//! [`Wanted`] is what was typed or stands in the project file. It becomes a [`Row`] in a run that
//! writes it, for only then a plug-in is asked what it is.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use deckmill::export::{EXPORTERS, Exporter, USUAL};
use deckmill::format::Format;

use crate::failure::Failure;
use crate::plugin::{self, EXEC, Export, Plugin};
use crate::settings::{self, Settings};

/// The name of a format that is to be written.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The name: that of an exporter, that of a plug-in, or `exec:PROGRAM`.
    pub name: String,
    /// Where the path of a program starts.
    folder: PathBuf,
    /// Where the name stands, if that is in a file.
    place: Option<String>,
}

impl Wanted {
    /// As typed.
    pub fn typed(name: &str) -> Wanted {
        Wanted { name: name.to_owned(), folder: PathBuf::new(), place: None }
    }

    /// As it stands in a file.
    pub fn in_file(name: &str, folder: &Path, place: String) -> Wanted {
        Wanted { name: name.to_owned(), folder: folder.to_owned(), place: Some(place) }
    }

    /// Whether it may turn out to have any name.
    pub fn is_any(&self) -> bool {
        self.name.starts_with(EXEC)
    }

    /// Refuses a name that is nearly an exporter's. Any other that is not known may be a plug-in that is not here,
    /// and is asked for only by what writes.
    pub fn refuse_slip(&self) -> Result<()> {
        let is_known = self.is_any() || settings::row(EXPORTERS, &self.name).is_some();
        if is_known || !plugin::is_slip(&self.name, EXPORTERS.iter().map(|row| row.name)) {
            return Ok(());
        }
        self.open(Duration::ZERO).map(|_| ())
    }

    /// What is meant. A plug-in may then take so long for each output.
    pub fn open(&self, limit: Duration) -> Result<Row> {
        if let Some(format) = settings::row(EXPORTERS, &self.name) {
            return Ok(Row::Own(format));
        }
        let opened = Plugin::open(&self.name, &self.folder, limit);
        let plugin = opened.map_err(|error| Failure::within(self.place.as_deref(), &error))?;
        Ok(Row::Plugin(Arc::new(plugin)))
    }
}

/// A format that can be written.
#[derive(Clone)]
pub enum Row {
    /// One of the library.
    Own(&'static Format<dyn Exporter>),
    /// One of another program.
    Plugin(Arc<Plugin>),
}

impl Row {
    /// The formats that are written where none is named.
    pub fn usual() -> Vec<Row> {
        EXPORTERS.iter().filter(|row| USUAL.contains(&row.name)).map(Row::Own).collect()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Row::Own(format) => format.name,
            Row::Plugin(plugin) => &plugin.handshake.name,
        }
    }

    /// The extension of its files: where a format has none of its own, its options may say one.
    pub fn extension<'a>(&'a self, settings: &'a Settings) -> &'a str {
        match self {
            Row::Own(format) => settings.extension(format),
            Row::Plugin(plugin) => plugin.handshake.extensions.first().unwrap_or(&plugin.handshake.name),
        }
    }

    /// Whether it is a plug-in.
    pub fn is_plugin(&self) -> bool {
        matches!(self, Row::Plugin(_))
    }

    /// Whether both are the same.
    pub fn is(&self, other: &Row) -> bool {
        match (self, other) {
            (Row::Plugin(one), Row::Plugin(other)) => one.program == other.program,
            _ => self.name() == other.name(),
        }
    }

    /// The exporter, with its options.
    pub fn exporter(&self, settings: &Settings) -> Result<Box<dyn Exporter>> {
        match self {
            Row::Own(format) => settings.exporter(format),
            Row::Plugin(plugin) => {
                let options = settings.for_plugin(plugin)?;
                Ok(Box::new(Export { plugin: Arc::clone(plugin), options }))
            }
        }
    }
}
