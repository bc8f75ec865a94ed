//! What is written is what SQLite itself would store, and SQLite finds it sound.

use std::io::Cursor;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params};

use super::super::record;
use super::*;

/// Small, so that few rows make a table of many levels.
const SIZE: usize = 512;

/// Two tables without rows, whose columns take each value as it is.
fn made() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "page_size", SIZE as i64).unwrap();
    let tables = "CREATE TABLE one (id integer PRIMARY KEY, a, b);
                  CREATE TABLE two (id integer PRIMARY KEY, a, b);";
    connection.execute_batch(tables).unwrap();
    connection
}

/// An id and the other values of a row.
type Row = (i64, Value, Value);

/// Integers on both sides of each width.
fn integers() -> impl Iterator<Item = i64> {
    let edges = (0..63).map(|bits| 1_i64 << bits).chain([i64::MAX]);
    edges.flat_map(|edge| [edge - 1, edge, -edge, -edge - 1])
}

/// Rows of all kinds and lengths, and then so many short ones that a table has four levels.
fn rows() -> Vec<Row> {
    let text = |length: usize| "an mill's ledger ".chars().cycle().take(length).collect::<String>();
    let reals = [0.0, -0.5, 1e300, f64::MIN_POSITIVE].map(|real| (Value::Null, Value::Real(real)));
    let integers = integers().map(|number| (Value::Integer(number), Value::Integer(!number)));
    let lengths = (0..4 * SIZE).chain([9 * SIZE, 100 * SIZE + 7]);
    let long = lengths.map(|length| (Value::Integer(length as i64), Value::Text(text(length))));
    let blobs = [0, 1, 700].map(|length| (Value::Blob(vec![7; length]), Value::Null));
    let short = (0..50_000).map(|n| (Value::Text(text(n % 19)), Value::Integer(n as i64)));
    let all = reals.into_iter().chain(integers).chain(long).chain(blobs).chain(short);
    // From ids of one byte to those that Anki's are like, with gaps.
    let ids = (0..12).map(|n| n * n).chain((0..).map(|n| (1 << (7 + n.min(34_000) / 1000)) + n * 3));
    ids.zip(all).map(|(id, (a, b))| (id, a, b)).collect()
}

/// Writes rows into the first of two tables, and each third into the second.
fn written(rows: &[Row]) -> Vec<u8> {
    let mut made = made();
    let root = |name: &str| -> u32 {
        made.query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?", [name], |row| row.get(0)).unwrap()
    };
    let (mut one, mut two) = (Table::new(root("one"), SIZE), Table::new(root("two"), SIZE));
    let mut out = Cursor::new(Vec::new());
    let mut pages = Pages::new(&mut out, made.serialize("main").unwrap().to_vec(), SIZE).unwrap();
    for (place, (id, a, b)) in rows.iter().enumerate() {
        let mut row = Vec::new();
        record::write(&[ValueRef::Null, a.into(), b.into()], &mut row);
        one.add(&mut pages, *id, &row).unwrap();
        if place % 3 == 0 {
            two.add(&mut pages, *id, &row).unwrap();
        }
    }
    pages.finish([one, two]).unwrap();
    out.into_inner()
}

/// The same by SQLite.
fn inserted(rows: &[Row]) -> Connection {
    let mut made = made();
    let transaction = made.transaction().unwrap();
    for (place, (id, a, b)) in rows.iter().enumerate() {
        transaction.execute("INSERT INTO one VALUES (?, ?, ?)", params![id, a, b]).unwrap();
        if place % 3 == 0 {
            transaction.execute("INSERT INTO two VALUES (?, ?, ?)", params![id, a, b]).unwrap();
        }
    }
    transaction.commit().unwrap();
    made
}

/// A database that SQLite finds sound.
fn opened(written: &[u8]) -> Connection {
    let mut database = Connection::open_in_memory().unwrap();
    database.deserialize_read_exact("main", written, written.len(), true).unwrap();
    let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    database
}

fn all_of(connection: &Connection, table: &str) -> Vec<Row> {
    let mut statement = connection.prepare(&format!("SELECT id, a, b FROM {table} ORDER BY id")).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn sqlite_finds_the_rows_that_it_would_store() {
    let rows = rows();
    for count in [0, 1, 2, 50, 400, 3000, rows.len()] {
        let rows = &rows[..count];
        let written = written(rows);
        assert_eq!(written.len() % SIZE, 0);
        let database = opened(&written);
        let pages: i64 = database.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        assert_eq!(pages as usize * SIZE, written.len());
        let inserted = inserted(rows);
        for table in ["one", "two"] {
            assert!(all_of(&database, table) == all_of(&inserted, table), "{count} rows");
        }
        // What is looked for by its id is found on each way from the root.
        let mut found = database.prepare("SELECT b FROM one WHERE id = ?").unwrap();
        for (id, _, b) in rows.iter().step_by(7) {
            assert_eq!(found.query_row([id], |row| row.get::<_, Value>(0)).unwrap(), *b);
        }
    }
}

/// Of many columns the types alone take more bytes than one byte can say.
#[test]
fn rows_of_many_columns_are_read() {
    for count in [1, 2, 126, 127, 128, 500] {
        let mut made = Connection::open_in_memory().unwrap();
        let columns: Vec<String> = (0..count).map(|column| format!("c{column}")).collect();
        made.execute_batch(&format!("CREATE TABLE wide ({})", columns.join(", "))).unwrap();
        let mut row = Vec::new();
        record::write(&(0..count).map(|n| ValueRef::Integer(n * n)).collect::<Vec<_>>(), &mut row);
        let mut out = Cursor::new(Vec::new());
        let mut pages = Pages::new(&mut out, made.serialize("main").unwrap().to_vec(), 4096).unwrap();
        let mut wide = Table::new(2, 4096);
        wide.add(&mut pages, 1, &row).unwrap();
        pages.finish([wide]).unwrap();
        let database = opened(out.get_ref());
        let stored = database.query_row("SELECT * FROM wide", [], |row| {
            (0..count).map(|n| row.get::<_, i64>(n as usize)).collect::<rusqlite::Result<Vec<_>>>()
        });
        assert_eq!(stored.unwrap(), (0..count).map(|n| n * n).collect::<Vec<_>>());
    }
}

/// As full as SQLite's own, but for the few that lead to others, which have room for the longest ids.
#[test]
fn pages_are_full() {
    let rows = rows();
    let (ours, its) = (written(&rows).len(), inserted(&rows).serialize("main").unwrap().len());
    assert!(ours * 100 <= its * 101, "{ours} bytes, SQLite takes {its}");
}

#[test]
fn page_of_locks_is_left_out() {
    let mut out = Cursor::new(Vec::new());
    let mut pages = Pages::new(&mut out, Vec::new(), SIZE).unwrap();
    let lock_page = (LOCK / SIZE) as u32 + 1;
    pages.count = lock_page - 2;
    assert_eq!(pages.add_rest(&[1; 2 * (SIZE - 4)]).unwrap(), lock_page - 1);
    assert_eq!(pages.count, lock_page + 1);
    drop(pages);
    let out = out.into_inner();
    assert_eq!((&out[..4], out.len()), (&(lock_page + 1).to_be_bytes()[..], 3 * SIZE));
    assert_eq!(out[SIZE..2 * SIZE], [0; SIZE]);
}

#[test]
fn row_that_sqlite_would_not_take_is_refused() {
    let mut pages = Pages::new(Cursor::new(Vec::new()), Vec::new(), SIZE).unwrap();
    let row = vec![0; LONGEST + 1];
    assert!(Table::new(2, SIZE).add(&mut pages, 1, &row).is_err());
    assert_eq!(pages.count, 0);
}
