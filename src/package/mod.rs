//! Anki packages as they are: any `.apkg` or `.colpkg` from bytes to rows, in Anki's own terms.
//!
//! It knows notes, note types, decks and media, and no cards of ours: `read/anki.rs` makes a document
//! of a package, `verify.rs` looks for what is wrong in it, `export/anki/` writes one. Whatever the
//! bytes hold, opening them gives a package or an error, takes memory in proportion to them, and
//! touches no disk.
//!
//! `container.rs` takes the zip apart, `files.rs` reads the files in it, `database.rs` asks SQLite, `types.rs` and `decks.rs` read what
//! older packages hold as JSON and newer ones as protobuf (`protobuf.rs`), `template.rs` judges templates.

mod container;
mod database;
mod decks;
mod error;
mod files;
pub mod html;
mod json;
pub(crate) mod protobuf;
pub mod template;
mod types;

use unicode_normalization::is_nfc;

pub use container::is_package;
pub use error::PackageError;
pub use files::Files;
pub(crate) use types::of_json;

/// A package.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// Which kind of package it is.
    pub form: Form,
    /// The version of the database's schema: 11 or 18.
    pub schema: u32,
    /// The note types, by id.
    pub note_types: Vec<NoteType>,
    /// The decks, by id.
    pub decks: Vec<Deck>,
    /// The notes, by id.
    pub notes: Vec<Note>,
    /// The media, in the order of the package's list.
    pub media: Vec<Media>,
}

/// The kinds of package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `collection.anki2` in a zip, which every client takes.
    Legacy,
    /// `collection.anki21`, of Anki 2.1.
    LegacyTwo,
    /// `collection.anki21b`, compressed once more, of Anki 2.1.50 and later.
    Modern,
}

/// A note: what its cards are made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Note {
    /// The row's id.
    pub id: i64,
    /// Who the note is, in every collection.
    pub guid: String,
    /// The id of its note type.
    pub note_type: i64,
    /// When it last changed, in seconds since 1970.
    pub modified: i64,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its fields, as HTML.
    pub fields: Vec<String>,
    /// What Anki sorts by; a number is written as SQLite keeps it.
    pub sort_text: String,
    /// By which Anki finds equal first fields.
    pub checksum: i64,
    /// What Anki leaves to others.
    pub data: String,
    /// Its cards, by template.
    pub cards: Vec<NoteCard>,
}

/// A card of a note.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NoteCard {
    /// The id of its deck; of a card that is studied elsewhere for a while, that of its home.
    pub deck: i64,
    /// Which template of the note type made it, from 0; of a cloze note, which deletion.
    pub template: i64,
    /// Its place among the new cards, or when it is due.
    pub due: i64,
}

/// A note type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NoteType {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// How it makes cards.
    pub kind: Kind,
    /// When it last changed, in seconds since 1970.
    pub modified: i64,
    /// Which field notes are sorted by, from 0.
    pub sort_field: usize,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// Its templates, in order.
    pub templates: Vec<Template>,
    /// How its cards look.
    pub css: String,
    /// What stands before and behind the LaTeX of a field.
    pub latex: [String; 2],
    /// Whether LaTeX becomes SVG.
    pub latex_svg: bool,
    /// The id it had where it was made, if the collection had to give it another.
    pub original_id: Option<i64>,
    /// Which of Anki's own note types it began as; 0 for none.
    pub stock_kind: i64,
}

/// How a note type makes cards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// A card for each template.
    #[default]
    Standard,
    /// A card for each deletion in the text.
    Cloze,
}

/// A field of a note type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// By which Anki knows it should it be renamed.
    pub id: Option<i64>,
    /// What it is for, among the fields of one of Anki's own note types.
    pub tag: Option<i64>,
    /// The font to edit it in.
    pub font: String,
    /// The size of that.
    pub size: i64,
    /// Whether it keeps its text for the next note.
    pub sticky: bool,
    /// Whether it is edited from right to left.
    pub rtl: bool,
    /// What is shown where it is empty.
    pub description: String,
    /// Whether it is edited as HTML.
    pub plain_text: bool,
    /// Whether its editor is closed.
    pub collapsed: bool,
    /// Whether searches leave it out.
    pub excluded_from_search: bool,
    /// Whether it may not be deleted.
    pub prevents_deletion: bool,
}

/// A template of a note type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Template {
    /// Its name.
    pub name: String,
    /// By which Anki knows it should it be renamed.
    pub id: Option<i64>,
    /// What a learner sees first.
    pub front: String,
    /// What a learner sees then.
    pub back: String,
    /// The front in Anki's list of cards, where that differs.
    pub browser_front: String,
    /// The back there.
    pub browser_back: String,
    /// The font there.
    pub browser_font: String,
    /// The size of that.
    pub browser_size: i64,
    /// The deck that its cards go to, whatever the note's is.
    pub deck: Option<i64>,
}

/// A deck.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Deck {
    /// Its id.
    pub id: i64,
    /// Its name with those of the decks above it, joined by `::`.
    pub name: String,
    /// What it is about, as HTML.
    pub description: String,
    /// Whether a search chooses its cards.
    pub filtered: bool,
    /// What deckmill wrote of it, for itself.
    pub mark: Option<String>,
}

/// A file that notes show or play.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Media {
    /// Its name, by which notes call it.
    pub name: String,
    /// How many bytes it has, as the package says.
    pub size: Option<u64>,
    /// Its name in the zip.
    pub member: String,
    /// Its SHA-1, as the package says.
    pub checksum: Option<[u8; 20]>,
    /// Whether the zip holds it.
    pub present: bool,
}

/// How many bytes the name of a file may have in Anki.
const LONGEST_NAME: usize = 120;

impl Package {
    /// Opens a package, whatever its kind.
    pub fn open(bytes: &[u8]) -> Result<Package, PackageError> {
        let mut container = container::Container::open(bytes)?;
        let database = database::Database::open(container.database()?)?;
        let schema = database.schema()?;
        let (note_types, decks) = match schema {
            ..15 => database.of_columns()?,
            _ => database.of_tables()?,
        };
        let notes = database.notes()?;
        Ok(Package { form: container.form, schema, note_types, decks, notes, media: container.media()? })
    }

    /// The note type with this id.
    pub fn note_type(&self, id: i64) -> Option<&NoteType> {
        let at = self.note_types.binary_search_by_key(&id, |note_type| note_type.id);
        at.ok().and_then(|at| self.note_types.get(at))
    }

    /// The deck with this id.
    pub fn deck(&self, id: i64) -> Option<&Deck> {
        let at = self.decks.binary_search_by_key(&id, |deck| deck.id);
        at.ok().and_then(|at| self.decks.get(at))
    }
}

impl Media {
    /// Whether its name is one that can be written beside others, on any machine: a single part, and
    /// no way to another folder.
    pub fn is_safe(&self) -> bool {
        let name = self.name.as_str();
        let is_bad = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
        !name.is_empty() && name != "." && name != ".." && !name.contains(is_bad)
    }

    /// Whether Anki keeps its name as it is: safe, composed, and not too long.
    pub fn is_kept(&self) -> bool {
        self.is_safe() && is_nfc(&self.name) && self.name.len() <= LONGEST_NAME
    }
}
