//! Builds of one project, one after the other; and whether what they read has changed since.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Result;

use super::folder_of;
use crate::failure::Failure;

/// A turn, which ends when this is dropped, or when the program ends in whatever way.
#[derive(Debug)]
pub struct Turn {
    _held: Option<File>,
}

/// Waits until no other program has its turn in a folder; says so if it has to.
///
/// The folder itself is locked where that can be done, so that no file of ours is left in it. On a disk that
/// knows no locks nobody waits.
pub fn take_turn(folder: &Path, waits: impl FnOnce()) -> Result<Turn> {
    let folder = folder_of(&folder.join("deckmill.lock")).to_owned();
    let file = open(&folder).map_err(|error| Failure::io(&folder, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(Turn { _held: Some(file) }),
        Err(TryLockError::WouldBlock) => {
            waits();
            file.lock().map_err(|error| Failure::io(&folder, &error))?;
            Ok(Turn { _held: Some(file) })
        }
        Err(TryLockError::Error(_)) => Ok(Turn { _held: None }),
    }
}

#[cfg(unix)]
fn open(folder: &Path) -> std::io::Result<File> {
    File::open(folder)
}

/// A folder can't be opened as a file everywhere.
#[cfg(not(unix))]
fn open(folder: &Path) -> std::io::Result<File> {
    fs::OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(".deckmill-build"))
}

/// What files looked like: when each was changed, and how long it is.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<PathBuf, Option<(SystemTime, u64)>>);

/// Looks at files.
pub fn seen(paths: impl IntoIterator<Item = PathBuf>) -> Seen {
    let look =
        |path: &Path| fs::metadata(path).ok().and_then(|data| Some((data.modified().ok()?, data.len())));
    Seen(paths.into_iter().map(|path| (look(&path), path)).map(|(seen, path)| (path, seen)).collect())
}
