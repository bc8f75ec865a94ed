//! The floor: the rows of a package that is there, written once more with nothing but SQLite and the
//! compressor.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// How hard the compressor works, as in the package writer.
const LEVEL: i64 = 1;

/// What makes SQLite quick here, with pages as large as the package writer's.
const SETTINGS: &str = "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON; PRAGMA locking_mode = EXCLUSIVE;";

/// A database as statements and rows.
pub struct Rows {
    tables: Vec<String>,
    indexes: Vec<String>,
    /// For each table with rows: the statement that adds one, and all of them.
    rows: Vec<(String, Vec<Vec<Value>>)>,
}

impl Rows {
    /// All that is in a package's database.
    pub fn of(package: &Path, scratch: &Path) -> Rows {
        let file = scratch.join("rows.db");
        let mut zip = ZipArchive::new(File::open(package).unwrap()).unwrap();
        io::copy(&mut zip.by_name("collection.anki2").unwrap(), &mut File::create(&file).unwrap()).unwrap();
        let db = Connection::open(file).unwrap();
        let all = |kind: &str, column: &str| -> Vec<String> {
            let sql = format!("SELECT {column} FROM sqlite_schema WHERE type = ? AND sql NOT NULL");
            let mut statement = db.prepare(&sql).unwrap();
            let found = statement.query_map([kind], |row| row.get(0)).unwrap();
            found.map(Result::unwrap).collect()
        };
        let rows = all("table", "name").iter().map(|name| rows(&db, name)).collect();
        Rows { tables: all("table", "sql"), indexes: all("index", "sql"), rows }
    }

    /// Writes the same package.
    pub fn write(&self, to: &Path, scratch: &Path) {
        let file = scratch.join("floor.db");
        let _ = std::fs::remove_file(&file);
        let mut db = Connection::open(&file).unwrap();
        db.execute_batch(SETTINGS).unwrap();
        let transaction = db.transaction().unwrap();
        self.tables.iter().for_each(|sql| transaction.execute_batch(sql).unwrap());
        for (sql, rows) in &self.rows {
            let mut insert = transaction.prepare(sql).unwrap();
            for row in rows {
                insert.execute(params_from_iter(row)).unwrap();
            }
        }
        self.indexes.iter().for_each(|sql| transaction.execute_batch(sql).unwrap());
        transaction.commit().unwrap();
        db.close().unwrap();
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL));
        let mut zip = ZipWriter::new(File::create(to).unwrap());
        zip.start_file("collection.anki2", options).unwrap();
        io::copy(&mut File::open(&file).unwrap(), &mut zip).unwrap();
        zip.start_file("media", options).unwrap();
        zip.write_all(b"{}").unwrap();
        zip.finish().unwrap().sync_all().unwrap();
    }
}

/// The rows of a table, and the statement that adds one.
fn rows(db: &Connection, table: &str) -> (String, Vec<Vec<Value>>) {
    let mut statement = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let width = statement.column_count();
    let found = statement.query_map([], |row| (0..width).map(|at| row.get(at)).collect()).unwrap();
    let rows = found.map(Result::unwrap).collect();
    (format!("INSERT INTO {table} VALUES ({})", vec!["?"; width].join(", ")), rows)
}
