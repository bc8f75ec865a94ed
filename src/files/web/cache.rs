//! Pages that were read from the web, kept for the next time: in the user's folder for such things, a file for
//! each address. What the server said stands in the first line, the bytes behind it, so that both are always
//! of one answer; a file that is not what it was written as counts as none.

use std::env;
use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::Builder;

use super::{Address, Found, Known};

/// The version of the files. Those of another are of no use.
const VERSION: u32 = 1;

/// Where pages are kept; nowhere where the system names no place.
#[derive(Debug)]
pub struct Cache {
    folder: Option<PathBuf>,
}

/// A page that is kept.
#[derive(Debug)]
pub struct Kept {
    /// What came from the web.
    pub found: Found,
    /// When it came, in seconds since 1970.
    pub since: i64,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    version: u32,
    address: String,
    base: String,
    content_type: Option<String>,
    etag: Option<String>,
    last_modified: Option<String>,
    since: i64,
    sha256: String,
}

impl Cache {
    /// The user's own.
    pub fn of_user() -> Cache {
        let variable = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let usual = || match () {
            () if cfg!(windows) => variable("LOCALAPPDATA"),
            () if cfg!(target_os = "macos") => variable("HOME").map(|home| home.join("Library/Caches")),
            () => variable("HOME").map(|home| home.join(".cache")),
        };
        let folder = variable("XDG_CACHE_HOME").or_else(usual);
        Cache { folder: folder.map(|folder| folder.join("deckmill").join("pages")) }
    }

    #[cfg(test)]
    pub fn at(folder: &Path) -> Cache {
        Cache { folder: Some(folder.to_owned()) }
    }

    fn place(&self, address: &Address) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(hash(address.shown().as_bytes())))
    }

    /// What is kept of an address.
    pub fn get(&self, address: &Address) -> Option<Kept> {
        let bytes = fs::read(self.place(address)?).ok()?;
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let head: Head = serde_json::from_slice(&bytes[..end]).ok()?;
        let bytes = bytes[end + 1..].to_vec();
        let is_whole =
            head.version == VERSION && head.address == address.shown() && head.sha256 == hash(&bytes);
        let Head { base, content_type, etag, last_modified, since, .. } = head;
        let known = Known { base, etag, last_modified };
        let found = Found { known, content_type, is_passing: false, bytes };
        is_whole.then_some(Kept { found, since })
    }

    /// Keeps a page, instead of what was kept of it. Whoever can't keep it loses nothing but time.
    pub fn put(&self, address: &Address, kept: &Kept) {
        if let Some(place) = self.place(address) {
            let _ = write(&place, address, kept);
        }
    }
}

/// Writes a file whole or not at all.
fn write(place: &Path, address: &Address, kept: &Kept) -> io::Result<()> {
    let Kept { found, since } = kept;
    let Known { base, etag, last_modified } = found.known.clone();
    let (address, content_type) = (address.shown().to_owned(), found.content_type.clone());
    let sha256 = hash(&found.bytes);
    let head =
        Head { version: VERSION, address, base, content_type, etag, last_modified, since: *since, sha256 };
    let folder = super::super::folder_of(place);
    let mut builder = DirBuilder::new();
    // What somebody reads is nobody else's business.
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)?;
    let mut file = Builder::new().prefix(".deckmill-").suffix(".tmp").tempfile_in(folder)?;
    serde_json::to_writer(&mut file, &head)?;
    file.write_all(b"\n")?;
    file.write_all(&found.bytes)?;
    file.flush()?;
    file.persist(place)?;
    Ok(())
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn page(text: &str) -> Kept {
        let known = Known {
            base: "https://example.org/b".to_owned(),
            etag: Some("\"1\"".to_owned()),
            last_modified: None,
        };
        let content_type = Some("text/html".to_owned());
        Kept { found: Found { known, content_type, is_passing: false, bytes: text.into() }, since: 7 }
    }

    #[test]
    fn what_is_kept_is_had_again_or_not_at_all() {
        let folder = TempDir::new().unwrap();
        let cache = Cache::at(&folder.path().join("a/b"));
        let address = Address::parse("https://user:secret@example.org/a").unwrap();
        assert!(cache.get(&address).is_none());
        cache.put(&address, &page("one\ntwo"));
        let kept = cache.get(&address).unwrap();
        assert_eq!((kept.found.bytes.as_slice(), kept.since), (&b"one\ntwo"[..], 7));
        assert_eq!(kept.found.known, page("").found.known);
        assert!(cache.get(&Address::parse("https://example.org/other").unwrap()).is_none());

        let place = cache.place(&address).unwrap();
        let whole = fs::read(&place).unwrap();
        assert!(!String::from_utf8_lossy(&whole).contains("secret"));
        for broken in [&whole[..whole.len() - 1], &whole[..20], b"", b"\n", b"{}\none\ntwo"] {
            fs::write(&place, broken).unwrap();
            assert!(cache.get(&address).is_none());
        }
        // The file of one address in the place of another.
        let other = Address::parse("https://example.org/other").unwrap();
        fs::write(cache.place(&other).unwrap(), &whole).unwrap();
        assert!(cache.get(&other).is_none());
        cache.put(&address, &page("three"));
        assert_eq!(cache.get(&address).unwrap().found.bytes, b"three");
        let left = fs::read_dir(folder.path().join("a/b")).unwrap().count();
        assert_eq!(left, 2, "no temporary file is left");
    }
}
