//! The zip around the database and the files. Times, modes, order and compression are fixed, so that the
//! same database and files give the same bytes.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use prost::Message;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::library;
use super::media::Files;
use crate::export::ExportError;
use crate::media::{self, MediaEntry};
use crate::package::protobuf::{self, MediaEntries};

/// How hard the members of an older package are packed. Of a large deck, 1 makes 17.6 MB of what 6 makes 13
/// MB of, in a quarter of the time.
const LEVEL: i64 = 1;

/// How well the members of a newer package are compressed. Of a large deck, 1 makes 13.7 MB of what this makes
/// 14.7 MB of, and takes longer than an older package does.
const ZSTD_LEVEL: i32 = -1;

/// How many threads compress a long member. With one or with several, the bytes are the same.
const WORKERS: u32 = 2;

/// The kinds of package.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// What every client and third-party reader takes.
    #[default]
    Legacy,
    /// What Anki takes since 2.1.50: smaller and quicker to write.
    Modern,
}

impl Form {
    /// The names of all of them.
    pub const NAMES: [(&'static str, Form); 2] = [("legacy", Form::Legacy), ("modern", Form::Modern)];
}

/// Writes a package of a kind around a database of so many bytes and its files.
pub fn write(
    form: Form,
    database: &mut dyn Read,
    size: u64,
    files: &Files,
    out: &mut (dyn Write + Send),
) -> Result<(), ExportError> {
    let zip = ZipWriter::new_stream(&mut *out);
    let mut package = Package { zip, form };
    match form {
        Form::Legacy => {
            package.member("collection.anki2", database, size)?;
            // The members are called by their numbers, and this says what they are.
            let names: BTreeMap<usize, &String> = files.entries.keys().enumerate().collect();
            let list = serde_json::to_vec(&names).map_err(library)?;
            package.member("media", &mut &*list, list.len() as u64)?;
        }
        Form::Modern => {
            // A protobuf that says 3, the version of the package.
            package.raw("meta", &mut &[0x08, 0x03][..], 2)?;
            package.member("collection.anki21b", database, size)?;
            let list = list_of(files).encode_to_vec();
            package.member("media", &mut &*list, list.len() as u64)?;
        }
    }
    for (number, (name, entry)) in files.entries.iter().enumerate() {
        package.file(&number.to_string(), name, entry.size, files)?;
    }
    let inner = package.zip.finish().map_err(library)?.into_inner();
    Ok(inner.flush()?)
}

/// A package on its way.
struct Package<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    form: Form,
}

impl<W: Write> Package<W> {
    /// A member of so many bytes, compressed as the kind of package wants it.
    fn member(&mut self, name: &str, content: &mut dyn Read, size: u64) -> Result<(), ExportError> {
        if self.form == Form::Legacy {
            let options =
                options(size).compression_method(CompressionMethod::Deflated).compression_level(Some(LEVEL));
            self.zip.start_file(name, options).map_err(library)?;
            copy(content, &mut self.zip)?;
            return Ok(());
        }
        self.zip.start_file(name, options(size)).map_err(library)?;
        let mut encoder = zstd::Encoder::new(&mut self.zip, ZSTD_LEVEL)?;
        encoder.set_pledged_src_size(Some(size))?;
        encoder.multithread(WORKERS)?;
        copy(content, &mut encoder)?;
        encoder.finish()?;
        Ok(())
    }

    /// A member that is a file of a note. In an older package, what is compressed by its nature is not
    /// compressed again.
    fn file(&mut self, member: &str, name: &str, size: u64, files: &Files) -> Result<(), ExportError> {
        let unread = |cause| ExportError::Media { name: name.to_owned(), cause };
        let Some(store) = files.store() else { return Ok(()) };
        let mut content = Watched { inner: store.open(name).map_err(unread)?, failed: None };
        let written = match self.form == Form::Legacy && media::is_compressed(name) {
            true => self.raw(member, &mut content, size),
            false => self.member(member, &mut content, size),
        };
        // What can't be read is told from what can't be written.
        content.failed.map_or(written, |cause| Err(unread(cause)))
    }

    /// A member as it is.
    fn raw(&mut self, name: &str, content: &mut dyn Read, size: u64) -> Result<(), ExportError> {
        self.zip.start_file(name, options(size)).map_err(library)?;
        copy(content, &mut self.zip)
    }
}

/// How many bytes are packed at once: each part is a call of the system and one of the compressor.
const PART: u64 = 1 << 16;

/// Copies all. What a compressor makes of it hangs on the parts, so each but the last is whole.
fn copy(content: &mut dyn Read, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut part = Vec::with_capacity(PART as usize);
    while (&mut *content).take(PART).read_to_end(&mut part)? > 0 {
        out.write_all(&part)?;
        part.clear();
    }
    Ok(())
}

/// The list of files of a newer package.
fn list_of(files: &Files) -> MediaEntries {
    let entry = |(name, entry): (&String, &MediaEntry)| protobuf::MediaEntry {
        name: name.clone(),
        size: u32::try_from(entry.size).unwrap_or(u32::MAX),
        sha1: entry.sha1.to_vec(),
        member: None,
    };
    MediaEntries { entries: files.entries.iter().map(entry).collect() }
}

/// A file that remembers what went wrong when it was read.
struct Watched<'a> {
    inner: Box<dyn Read + 'a>,
    failed: Option<io::Error>,
}

impl Read for Watched<'_> {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        self.inner.read(block).map_err(|error| match error.kind() {
            // Whoever reads asks once more.
            io::ErrorKind::Interrupted => error,
            kind => {
                self.failed = Some(error);
                kind.into()
            }
        })
    }
}

/// What all members have in common; `size` decides how large their sizes can be written.
fn options(size: u64) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644)
        .large_file(size >= u64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So that a package hangs on no machine's processors.
    #[test]
    fn workers_do_not_change_the_bytes() {
        let content: Vec<u8> =
            (0..8_000_000_u32).map(|number| (number / 7 % 251 * number % 13) as u8).collect();
        let packed = |workers| {
            let mut encoder = zstd::Encoder::new(Vec::new(), ZSTD_LEVEL).unwrap();
            encoder.multithread(workers).unwrap();
            encoder.write_all(&content).unwrap();
            encoder.finish().unwrap()
        };
        let alone = packed(1);
        assert!([WORKERS, 3, 8].into_iter().all(|workers| packed(workers) == alone));
    }
}
