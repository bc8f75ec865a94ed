//! The images and sounds of a run: found, looked at once, and given to the exporter that packs them.
//!
//! `local.rs` knows where on the disk a page may take files from; `web/media.rs` fetches them from the web. Of
//! each file only the name, the hash and the place are kept; the bytes are read again when they are
//! packed, so that a deck with many pictures takes no more memory than one without.

mod local;

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use deckmill::media::{self, Address, Examined, Kind, MediaEntry, MediaStore, Unfit};
use sha1::{Digest, Sha1};
use tempfile::TempDir;

use super::Found;
use super::web::Web;
use crate::failure::reason;

/// Where the files of a page may come from.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    /// Folders beside the page's own.
    pub roots: Vec<PathBuf>,
    /// Whether the web is asked.
    pub web: Fetching,
}

/// Whether files on the web are fetched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fetching {
    /// Nobody wants it.
    #[default]
    No,
    /// The project wants it, and a command that only looks does not do it.
    Later,
    /// It is wanted, and so is that nobody is asked.
    Offline,
    /// They are.
    Yes,
}

/// Why a file can't be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// There is no such file.
    Missing,
    /// It is outside of the folders that are allowed, in this one.
    Outside(PathBuf),
    /// There is no folder in which it could be.
    Nowhere,
    /// It is nothing that can be packed.
    Unfit(Unfit),
    /// It can't be read.
    Unavailable(String),
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Problem {
        Problem::Unavailable(reason(&error))
    }
}

/// The file of the disk that an address on a page leads to, if there is one.
pub fn media_file(page: &Found, address: &str, allowed: &Allowed) -> Option<PathBuf> {
    match Address::of(address) {
        Address::File(path) => local::find(Some(&page.path), &path, allowed).ok(),
        _ => None,
    }
}

/// The files of a run by the names under which they are packed.
#[derive(Debug, Default)]
pub struct Store {
    held: BTreeMap<String, Held>,
    /// What became of the files that were looked at, by their places.
    looked_at: HashMap<(PathBuf, Kind), Result<String, Problem>>,
    /// Where the bytes of the addresses are that were fetched, each once.
    fetched: HashMap<String, Result<PathBuf, Problem>>,
    web: Web,
    /// Where the bytes are that come from no file of their own.
    scratch: Option<TempDir>,
}

/// A file, and where its bytes are.
#[derive(Debug, Clone)]
struct Held {
    entry: MediaEntry,
    place: PathBuf,
}

impl Store {
    /// The name under which a file of the disk is packed, by the page's path to it. A page from standard
    /// input has no place.
    pub fn local(
        &mut self,
        page: Option<&Path>,
        path: &str,
        kind: Kind,
        allowed: &Allowed,
    ) -> Result<String, Problem> {
        self.look(local::find(page, path, allowed)?, kind)
    }

    /// The name under which a file on the web is packed.
    pub fn remote(&mut self, address: &str, kind: Kind) -> Result<String, Problem> {
        let address = address.split('#').next().unwrap_or_default();
        let place = match self.fetched.get(address) {
            Some(known) => known.clone(),
            None => {
                let bytes = self.web.fetch(address);
                let place =
                    bytes.and_then(|bytes| self.put_aside(&format!("{}", self.fetched.len()), &bytes));
                self.fetched.insert(address.to_owned(), place.clone());
                place
            }
        };
        self.look(place?, kind)
    }

    /// The name under which bytes are packed that come from no file of their own.
    pub fn bytes(&mut self, bytes: &[u8], kind: Kind) -> Result<String, Problem> {
        let found = media::examine(&mut &*bytes, kind)?.map_err(Problem::Unfit)?;
        if self.held.contains_key(&found.name) {
            return Ok(found.name);
        }
        let place = self.put_aside(&found.name, bytes)?;
        Ok(self.hold(found, place))
    }

    /// Looks at a file, once for what it is to be.
    fn look(&mut self, place: PathBuf, kind: Kind) -> Result<String, Problem> {
        let key = (place, kind);
        if let Some(known) = self.looked_at.get(&key) {
            return known.clone();
        }
        let found = local::open(&key.0).and_then(|mut file| Ok(media::examine(&mut file, kind)?));
        let name = match found {
            Ok(Ok(found)) => Ok(self.hold(found, key.0.clone())),
            Ok(Err(unfit)) => Err(Problem::Unfit(unfit)),
            Err(problem) => Err(problem),
        };
        self.looked_at.insert(key, name.clone());
        name
    }

    /// Writes bytes to a file that is gone when the run ends.
    fn put_aside(&mut self, name: &str, bytes: &[u8]) -> Result<PathBuf, Problem> {
        let scratch = match self.scratch.take() {
            Some(scratch) => scratch,
            None => TempDir::new()?,
        };
        let place = self.scratch.insert(scratch).path().join(name);
        std::fs::write(&place, bytes)?;
        Ok(place)
    }

    /// The name of a file that only a deck's description shows.
    pub fn for_description(&mut self, name: &str) -> String {
        let other = media::of_description(name);
        if let Some(held) = self.held.get(name).cloned() {
            self.held.insert(other.clone(), held);
        }
        other
    }

    fn hold(&mut self, found: Examined, place: PathBuf) -> String {
        self.held.entry(found.name.clone()).or_insert(Held { entry: found.entry, place });
        found.name
    }
}

impl MediaStore for Store {
    fn entry(&self, name: &str) -> Option<MediaEntry> {
        self.held.get(name).map(|held| held.entry)
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        let held = self.held.get(name).ok_or(io::ErrorKind::NotFound)?;
        let file = File::open(&held.place)?;
        Ok(Box::new(Checked { file, hash: Sha1::new(), size: 0, expected: held.entry }))
    }
}

/// A file that is to be what it was when its page was read.
struct Checked {
    file: File,
    hash: Sha1,
    size: u64,
    expected: MediaEntry,
}

impl Read for Checked {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(block)?;
        self.hash.update(&block[..length]);
        self.size += length as u64;
        let is_end = length == 0 && !block.is_empty();
        let is_same = || self.hash.clone().finalize()[..] == self.expected.sha1;
        if self.size > self.expected.size || is_end && !is_same() {
            return Err(io::Error::other("it has changed since the page was read"));
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changes_meanwhile_is_an_error() {
        let folder = TempDir::new().unwrap();
        let (page, image) = (folder.path().join("page.md"), folder.path().join("a.gif"));
        std::fs::write(&image, b"GIF89a one").unwrap();
        let mut store = Store::default();
        let name = store.local(Some(&page), "a.gif", Kind::Image, &Allowed::default()).unwrap();
        let read = |store: &Store| {
            let mut bytes = Vec::new();
            store.open(&name).unwrap().read_to_end(&mut bytes).map(|_| bytes)
        };
        assert_eq!(read(&store).unwrap(), b"GIF89a one");
        for other in [&b"GIF89a two"[..], b"GIF89a", b"GIF89a one and more"] {
            std::fs::write(&image, other).unwrap();
            assert_eq!(read(&store).unwrap_err().to_string(), "it has changed since the page was read");
        }
    }
}
