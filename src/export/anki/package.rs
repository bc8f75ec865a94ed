//! The zip around the database and the files. Times, modes, order and compression are fixed, so that the
//! same database and files give the same bytes.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::library;
use super::media::Files;
use crate::export::ExportError;
use crate::media;

/// The part of a database file in which SQLite says who wrote it last, and how often.
const HEADER: usize = 100;

/// What stands there for SQLite's version: any will do, and a constant outlives an update.
const SQLITE_VERSION: u32 = 3_040_000;

/// Writes a package around a database of so many bytes and its files.
pub fn write(
    database: &mut dyn Read,
    size: u64,
    files: &Files,
    out: &mut (dyn Write + Send),
) -> Result<(), ExportError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new_stream(&mut *out);
    let large = size >= u64::from(u32::MAX);
    zip.start_file("collection.anki2", options.large_file(large)).map_err(library)?;
    zip.write_all(&header(database)?)?;
    io::copy(database, &mut zip)?;
    zip.start_file("media", options).map_err(library)?;
    // The members are called by their numbers, and this says what they are.
    let names: BTreeMap<usize, &String> = files.entries.keys().enumerate().collect();
    zip.write_all(&serde_json::to_vec(&names).map_err(library)?)?;
    for (number, name) in names {
        // What is compressed by its nature would only take longer.
        let options = match media::is_compressed(name) {
            true => options.compression_method(CompressionMethod::Stored).compression_level(None),
            false => options,
        };
        zip.start_file(number.to_string(), options).map_err(library)?;
        copy(files, name, &mut zip)?;
    }
    zip.finish().map_err(library)?;
    Ok(out.flush()?)
}

/// Copies a file. What can't be read is told from what can't be written.
fn copy(files: &Files, name: &str, out: &mut dyn Write) -> Result<(), ExportError> {
    let unread = |cause| ExportError::Media { name: name.to_owned(), cause };
    let Some(store) = files.store() else { return Ok(()) };
    let mut file = store.open(name).map_err(unread)?;
    let mut block = vec![0; 64 << 10];
    loop {
        match file.read(&mut block).map_err(unread)? {
            0 => return Ok(()),
            length => out.write_all(&block[..length])?,
        }
    }
}

/// The header of the database without what depends on how it was built: the change counter, the
/// change that the size belongs to, and SQLite's version. A file and memory differ in nothing else.
fn header(database: &mut dyn Read) -> io::Result<[u8; HEADER]> {
    let mut header = [0; HEADER];
    database.read_exact(&mut header)?;
    header[24..28].copy_from_slice(&1u32.to_be_bytes());
    header[92..96].copy_from_slice(&1u32.to_be_bytes());
    header[96..100].copy_from_slice(&SQLITE_VERSION.to_be_bytes());
    Ok(header)
}
