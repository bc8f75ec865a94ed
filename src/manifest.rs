//! The manifest of a build: what it was made of and what it wrote, with digests. It lies with the outputs, so
//! that whoever gets them can hold them against it, and the next build knows what is still as it was.
//!
//! It has no path outside of the project, no time and no name of a machine: the same build gives the same bytes.

use std::path::{Component, Path, PathBuf};

use anyhow::Result;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::files::{self, Draft, Target};
use crate::report::Counts;
use crate::writer::ReadPage;

/// The name of the file.
pub use crate::files::BUILT as FILE;

/// The version of its form.
const VERSION: u32 = 1;

/// What a build was made of, and what it wrote.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// The version of this form.
    pub version: u32,
    /// A digest of the program and of all settings.
    pub settings: String,
    /// A digest of which pages make which decks, and where these go.
    pub plan: String,
    /// The digest of the lock as the build left it.
    pub lock: Option<String>,
    /// The pages that were read.
    pub pages: Vec<PageEntry>,
    /// The files that were written.
    pub outputs: Vec<OutputEntry>,
}

/// A page that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PageEntry {
    /// Its path from the project's folder.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The images and sounds that its cards have from the disk.
    pub media: Vec<MediaEntry>,
    /// Whether a file that it refers to could not be had, or is on the web: another build may find another.
    pub is_open: bool,
    /// How many cards it has.
    pub cards: usize,
    /// Which share of its text is in cards, from 0 to 1.
    pub coverage: f64,
    /// Its findings, counted.
    pub errors: usize,
    /// Its warnings.
    pub warnings: usize,
    /// Its notes.
    pub notes: usize,
}

/// A file that a page refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MediaEntry {
    /// Its address, as the page writes it.
    pub address: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OutputEntry {
    /// Its path from the output folder.
    pub file: String,
    /// Its format.
    pub format: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// How many cards it holds.
    pub cards: usize,
    /// The pages that they are of.
    pub pages: Vec<String>,
    /// A digest of all that it is made of: while that stays, so do its bytes.
    pub made_of: String,
    /// What there was to be said when it was written, counted: errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl PageEntry {
    /// What there is to say of a page that was read.
    pub fn new(page: &ReadPage, sha256: String, media: Vec<MediaEntry>, is_open: bool) -> PageEntry {
        let Counts { notes, warnings, errors } = page.counts;
        PageEntry {
            file: page.name.clone(),
            sha256,
            media,
            is_open,
            cards: page.deck.all_cards().count(),
            coverage: (page.coverage * 10_000.0).floor() / 10_000.0,
            errors,
            warnings,
            notes,
        }
    }

    /// Its findings, counted.
    pub fn counts(&self) -> Counts {
        Counts { notes: self.notes, warnings: self.warnings, errors: self.errors }
    }
}

impl OutputEntry {
    /// What there was to be said when it was written, counted.
    pub fn counts(&self) -> Counts {
        Counts { notes: self.notes, warnings: self.warnings, errors: self.errors }
    }

    /// Whether there was something to be said that is said each time.
    pub fn is_remarked(&self) -> bool {
        self.warnings + self.errors > 0
    }
}

impl Manifest {
    /// What the last build left in a folder; none where there is nothing that can be read: then all is
    /// built anew.
    pub fn read(folder: &Path) -> Option<Manifest> {
        let text = files::read_text(&folder.join(FILE)).ok()?;
        serde_json::from_str(&text).ok().filter(|manifest: &Manifest| manifest.version == VERSION)
    }

    /// Puts it in its folder, unless it is there.
    pub fn write(mut self, folder: &Path) -> Result<()> {
        self.version = VERSION;
        let path = folder.join(FILE);
        let text = serde_json::to_string_pretty(&self).map_err(|error| Failure::at(&path, error))? + "\n";
        if files::read_text(&path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        Draft::new(&Target::FileInFolder(path), |out| Ok(out.write_all(text.as_bytes())?))?.commit()
    }
}

/// Its schema.
pub fn schema() -> serde_json::Value {
    let mut schema =
        SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Manifest>();
    schema.insert("$id".to_owned(), format!("urn:deckmill:schema:manifest:{VERSION}").into());
    schema.to_value()
}

/// A path below a folder, with `/`; one that leads elsewhere as its name alone.
pub fn below(folder: &Path, path: &Path) -> String {
    // Mostly it is written as one below the folder, and nobody has to ask the disk.
    let is_plain = |path: &Path| path.components().all(|part| matches!(part, Component::Normal(_)));
    let below = path.strip_prefix(folder).ok().filter(|below| is_plain(below)).map(Path::to_owned);
    let elsewhere = || {
        let folder = files::real(files::folder_of(&folder.join(FILE)));
        files::place(path).strip_prefix(folder).map(Path::to_owned)
    };
    let path: PathBuf = match below.map_or_else(elsewhere, Ok) {
        Ok(below) => below,
        Err(_) => path.file_name().map(PathBuf::from).unwrap_or_default(),
    };
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
