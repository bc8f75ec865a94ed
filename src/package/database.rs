//! The rows of a package's database, asked of SQLite and taken as they come.
//!
//! The database is a stranger's: it is opened in memory and only read, nothing in it is run, and a
//! column of the wrong type is read as well as it can be. No text is sorted or looked for by SQLite,
//! for newer databases do that in a way that only Anki knows.

use std::cell::Cell;
use std::io;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{Deck, Note, NoteCard, NoteType, PackageError, decks, json, types};

/// The least that a row takes, in bytes.
const LEAST_ROW: u64 = 4;

/// What every database of SQLite begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// SQLite needs to be allowed texts of this length for work of its own.
const SHORT: i32 = 1 << 20;

/// An open database.
pub struct Database {
    connection: Connection,
    size: u64,
}

impl Database {
    /// Opens a database from its bytes.
    pub fn open(mut bytes: Vec<u8>) -> Result<Database, PackageError> {
        if !bytes.starts_with(MAGIC) {
            return Err(PackageError::NoTable("it is no database of SQLite".to_owned()));
        }
        // A database that was to be written beside a log can't be opened in memory; it is whole without.
        if let Some(versions @ [2, 2]) = bytes.get_mut(18..20) {
            versions.fill(1);
        }
        let size = bytes.len() as u64;
        let mut connection = Connection::open_in_memory()?;
        connection.deserialize_read_exact("main", io::Cursor::new(&bytes), bytes.len(), true)?;
        drop(bytes);
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        // No text of an honest database is longer than all of it.
        let longest = i32::try_from(size).unwrap_or(i32::MAX).max(SHORT);
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, longest)?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        // Newer databases compare names as only Anki does. No row is looked for by its name, so any order
        // will do; but without one SQLite opens no such table.
        connection.create_collation("unicase", |one, other| one.cmp(other))?;
        connection.execute_batch("PRAGMA query_only = ON; PRAGMA cell_size_check = ON")?;
        Ok(Database { connection, size })
    }

    /// The version of the schema.
    pub fn schema(&self) -> Result<u32, PackageError> {
        self.check("col")?;
        let version = self.connection.query_row("SELECT ver FROM col", [], |row| Ok(number(row, 0)));
        let version =
            version.optional()?.ok_or_else(|| PackageError::NoTable("`col` is empty".to_owned()))?;
        u32::try_from(version).map_err(|_| PackageError::NoTable(format!("its version is {version}")))
    }

    /// The note types and decks of an older database, by id.
    pub fn of_columns(&self) -> Result<(Vec<NoteType>, Vec<Deck>), PackageError> {
        let texts = |row: &Row| Ok((text(row, 0), text(row, 1)));
        let (models, own) = self.connection.query_row("SELECT models, decks FROM col", [], texts)?;
        let models = json::object("models", &models)?;
        let mut note_types: Vec<_> = models.iter().map(|(id, value)| types::of_json(id, value)).collect();
        let own = json::object("decks", &own)?;
        let mut decks: Vec<_> = own.iter().map(|(id, value)| decks::of_json(id, value)).collect();
        note_types.sort_by_key(|note_type| note_type.id);
        decks.sort_by_key(|deck| deck.id);
        Ok((note_types, decks))
    }

    /// The note types and decks of a newer database, by id.
    pub fn of_tables(&self) -> Result<(Vec<NoteType>, Vec<Deck>), PackageError> {
        let mut note_types = Vec::new();
        self.each("notetypes", "id, name, mtime_secs, config", |row| {
            note_types.push(types::of_row(number(row, 0), text(row, 1), number(row, 2), &bytes(row, 3))?);
            Ok(())
        })?;
        note_types.sort_by_key(|note_type| note_type.id);
        let (mut fields, mut templates) = (Vec::new(), Vec::new());
        self.each("fields", "ntid, ord, name, config", |row| {
            fields.push((number(row, 0), number(row, 1), types::field_of_row(text(row, 2), &bytes(row, 3))?));
            Ok(())
        })?;
        self.each("templates", "ntid, ord, name, config", |row| {
            let template = types::template_of_row(text(row, 2), &bytes(row, 3))?;
            templates.push((number(row, 0), number(row, 1), template));
            Ok(())
        })?;
        fields.sort_by_key(|(id, place, _)| (*id, *place));
        templates.sort_by_key(|(id, place, _)| (*id, *place));
        let at = |note_types: &[NoteType], id: i64| note_types.binary_search_by_key(&id, |one| one.id).ok();
        for (id, _, field) in fields {
            at(&note_types, id).into_iter().for_each(|at| note_types[at].fields.push(field.clone()));
        }
        for (id, _, template) in templates {
            at(&note_types, id).into_iter().for_each(|at| note_types[at].templates.push(template.clone()));
        }
        let mut decks = Vec::new();
        self.each("decks", "id, name, common, kind", |row| {
            decks.push(decks::of_row(number(row, 0), &text(row, 1), &bytes(row, 2), &bytes(row, 3))?);
            Ok(())
        })?;
        decks.sort_by_key(|deck: &Deck| deck.id);
        Ok((note_types, decks))
    }

    /// The notes with their cards, by id.
    pub fn notes(&self) -> Result<Vec<Note>, PackageError> {
        let mut notes: Vec<Note> = Vec::new();
        self.each("notes", "id, guid, mid, mod, tags, flds, sfld, csum, data", |row| {
            notes.push(note(row));
            Ok(())
        })?;
        notes.sort_by_key(|note| note.id);
        self.each("cards", "nid, did, ord, due, odid", |row| {
            let home = Some(number(row, 4)).filter(|id| *id != 0);
            let card = NoteCard {
                deck: home.unwrap_or_else(|| number(row, 1)),
                template: number(row, 2),
                due: number(row, 3),
            };
            let at = notes.partition_point(|note| note.id < number(row, 0));
            if let Some(note) = notes.get_mut(at).filter(|note| note.id == number(row, 0)) {
                note.cards.push(card);
            }
            Ok(())
        })?;
        notes.iter_mut().for_each(|note| note.cards.sort_by_key(|card| card.template));
        Ok(notes)
    }

    /// Calls a function with each row of a table.
    ///
    /// Pages of a database that was made for it can point in a circle, or many times to one. So what
    /// is read is counted: an honest table has no more in it than the database has bytes.
    fn each(
        &self,
        table: &str,
        columns: &str,
        mut call: impl FnMut(&Row) -> Result<(), PackageError>,
    ) -> Result<(), PackageError> {
        self.check(table)?;
        let mut statement = self.connection.prepare(&format!("SELECT {columns} FROM {table}"))?;
        let width = statement.column_count();
        let mut rows = statement.query([])?;
        let left = Cell::new(self.size);
        while let Some(row) = rows.next()? {
            let texts: u64 = (0..width).map(|at| length(row, at)).sum();
            let rest = left.get().checked_sub(LEAST_ROW + texts).ok_or(PackageError::Endless)?;
            left.set(rest);
            call(row)?;
        }
        Ok(())
    }

    /// That a table is one, and no view or the like that computes what it shows.
    fn check(&self, table: &str) -> Result<(), PackageError> {
        let sql = "SELECT type = 'table' AND rootpage > 0 AND NOT EXISTS
            (SELECT 1 FROM pragma_table_xinfo(sqlite_schema.name) WHERE hidden <> 0)
            FROM sqlite_schema WHERE name = ?";
        let found =
            self.connection.query_row(sql, [table], |row| row.get::<_, Option<bool>>(0)).optional()?;
        match found.flatten() {
            Some(true) => Ok(()),
            Some(false) => Err(PackageError::NoTable(format!("`{table}` is no plain table"))),
            None => Err(PackageError::NoTable(format!("there is no table `{table}`"))),
        }
    }
}

fn note(row: &Row) -> Note {
    let is_space = |c: char| c.is_whitespace();
    Note {
        id: number(row, 0),
        guid: text(row, 1),
        note_type: number(row, 2),
        modified: number(row, 3),
        tags: text(row, 4).split(is_space).filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
        fields: text(row, 5).split('\u{1f}').map(str::to_owned).collect(),
        sort_text: text(row, 6),
        checksum: number(row, 7),
        data: text(row, 8),
        cards: Vec::new(),
    }
}

fn value<'a>(row: &'a Row, at: usize) -> ValueRef<'a> {
    row.get_ref(at).unwrap_or(ValueRef::Null)
}

fn length(row: &Row, at: usize) -> u64 {
    match value(row, at) {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.len() as u64,
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => 0,
    }
}

/// A column as a number; what is none is 0.
fn number(row: &Row, at: usize) -> i64 {
    match value(row, at) {
        ValueRef::Integer(number) => number,
        ValueRef::Real(number) => number as i64,
        ValueRef::Text(text) | ValueRef::Blob(text) => {
            String::from_utf8_lossy(text).trim().parse().unwrap_or_default()
        }
        ValueRef::Null => 0,
    }
}

/// A column as a text; nothing is an empty one.
fn text(row: &Row, at: usize) -> String {
    match value(row, at) {
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Null => String::new(),
    }
}

/// A column as bytes.
fn bytes(row: &Row, at: usize) -> Vec<u8> {
    match value(row, at) {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => Vec::new(),
    }
}
