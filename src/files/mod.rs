//! The only door to the disk, the network, the clock, the environment and other programs; nothing here
//! knows cards or formats.
//!
//! `find.rs` finds the pages below folders, `web/` asks for those on the web, `media/` has the files that they
//! refer to, `draft.rs` writes outputs beside their targets and renames them, `leftover.rs` removes what a run
//! that is stopped would leave there, `process.rs` runs programs of others. To add another way in or out of the
//! program, add it here, so that the rest stays a function of its arguments.
#![allow(clippy::disallowed_methods, reason = "this is the door that the others are sent to")]

mod draft;
mod find;
mod leftover;
mod media;
mod process;
mod turn;
mod web;

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use deckmill::Source;
use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempDir};

pub use draft::{Draft, Target, stream};
pub use find::{Found, Named, find};
pub use media::{Allowed, Fetching, Problem, Store, media_file};
pub use process::{Stopped, Task, describe, find_program, folders, programs, run};
pub use turn::{Seen, Turn, seen, take_turn};
pub use web::{Address, Pages};

use crate::failure::Failure;

/// What stands for standard input and output.
pub const DASH: &str = "-";

/// The file that a build leaves in the folder of its outputs: what is in there is no page.
pub const BUILT: &str = "deckmill-manifest.json";

/// Reads a page. It is called `name` in outputs; one on the web is called by its address.
pub fn read(found: &Found, name: String, pages: &Pages) -> Result<Source> {
    if let Some(address) = &found.address {
        return Ok(pages.read(address)?);
    }
    let mut source = Source { name, modified: Some(now()), ..Source::default() };
    let outcome = match found.is_stdin() {
        true => io::stdin().lock().read_to_end(&mut source.bytes).map(|_| ()),
        false => read_file(&found.path, &mut source),
    };
    outcome.map_err(|error| Failure::io(&found.path, &error))?;
    Ok(source)
}

fn read_file(path: &Path, source: &mut Source) -> io::Result<()> {
    let mut file = File::open(path)?;
    // A file from the future would win over all that learners change until then.
    source.modified = file.metadata()?.modified().ok().map(|time| seconds(time).min(now()));
    file.read_to_end(&mut source.bytes)?;
    Ok(())
}

/// Reads a file that is text by its nature, such as the project file.
pub fn read_text(path: &Path) -> Result<String> {
    let bytes = fs::read(path).map_err(|error| Failure::io(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::at(path, "this is not UTF-8 text"))?;
    Ok(text)
}

/// Reads a file that is no page, such as a package that was built before.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    Ok(fs::read(path).map_err(|error| Failure::io(path, &error))?)
}

/// Now, in seconds since 1970.
pub fn now() -> i64 {
    seconds(SystemTime::now())
}

fn seconds(time: SystemTime) -> i64 {
    let whole = |length: std::time::Duration| i64::try_from(length.as_secs()).unwrap_or(i64::MAX);
    time.duration_since(UNIX_EPOCH).map_or_else(|before| -whole(before.duration()), whole)
}

/// The time that `SOURCE_DATE_EPOCH` asks for, in seconds since 1970.
pub fn epoch() -> Result<Option<i64>> {
    let Some(value) = env::var_os("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let value = value.to_string_lossy();
    let seconds = value.trim().parse().map_err(|_| {
        Failure::new(format!("SOURCE_DATE_EPOCH is `{value}`, which is no whole number"))
            .help("give it the seconds since 1970, as `date +%s` does, or unset it")
    })?;
    Ok(Some(seconds))
}

/// The file to which GitHub Actions wants what is said about a step, where this is one.
pub fn step_summary() -> Option<PathBuf> {
    env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Adds text to the end of a file, which is made where it is missing.
pub fn append(path: &Path, text: &str) -> Result<()> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    let outcome = file.and_then(|mut file| file.write_all(text.as_bytes()));
    Ok(outcome.map_err(|error| Failure::io(path, &error))?)
}

/// Whether standard error is a terminal where something may move.
pub fn can_animate() -> bool {
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    let is_in_ci = env::var_os("CI").is_some_and(|value| !value.is_empty());
    io::stderr().is_terminal() && !is_dumb && !is_in_ci
}

/// Whether standard output is a terminal.
pub fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Makes a scratch file, which is gone when it is dropped.
pub fn scratch() -> io::Result<NamedTempFile> {
    NamedTempFile::new()
}

/// Makes a scratch folder, which is gone with all that is in it when it is dropped.
pub fn scratch_folder() -> io::Result<TempDir> {
    TempDir::with_prefix("deckmill-")
}

/// The first bytes of a file, at most so many.
pub fn beginning(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Passes on what is in a file, and says how many bytes that is; none where there is no file.
pub fn copy_to(path: &Path, out: &mut dyn Write) -> io::Result<Option<u64>> {
    if !path.is_file() {
        return Ok(None);
    }
    io::copy(&mut File::open(path)?, out).map(Some)
}

/// Whether there is something at a path; `-` is always there.
pub fn exists(path: &Path) -> bool {
    path == Path::new(DASH) || path.exists()
}

/// Whether this is a folder.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether this is a file that can be read again and again, no pipe.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// A file of this name in the current folder or the nearest one above it; relative, for messages.
pub fn find_upward(name: &str) -> Option<PathBuf> {
    let depth = env::current_dir().ok()?.ancestors().count();
    let mut folder = PathBuf::new();
    for _ in 0..depth {
        let file = folder.join(name);
        if file.is_file() {
            return Some(file);
        }
        folder.push("..");
    }
    None
}

/// The variables of the environment whose names begin so, in the order of their names; those that are no
/// text are left out.
pub fn variables(prefix: &str) -> BTreeMap<String, String> {
    let text =
        |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
    env::vars_os().filter_map(text).filter(|(name, _)| name.starts_with(prefix)).collect()
}

/// The file with what a user sets for all projects, as the system's habits have it; it need not be there.
pub fn user_file() -> Option<PathBuf> {
    Some(folder_of_user("XDG_CONFIG_HOME", "APPDATA", ".config")?.join("deckmill").join("config.toml"))
}

/// A folder of the user's: by its variable, by that of Windows, or below the home folder.
fn folder_of_user(variable: &str, windows: &str, below_home: &str) -> Option<PathBuf> {
    let given = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let of_windows = || if cfg!(windows) { given(windows) } else { None };
    given(variable).or_else(of_windows).or_else(|| Some(env::home_dir()?.join(below_home)))
}

/// The SHA-256 of a file's bytes, in hexadecimal.
pub fn digest(path: &Path) -> io::Result<String> {
    Ok(digest_of(fs::read(path)?))
}

/// The SHA-256 of some bytes, in hexadecimal.
pub fn digest_of(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How many bytes a file has.
pub fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |data| data.len())
}

/// The folder that a file is in; never an empty path.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The absolute path of a file that may not exist yet, its folders' links followed, its own not.
pub fn place(path: &Path) -> PathBuf {
    let folder = folder_of(path);
    let folder = folder.canonicalize().or_else(|_| std::path::absolute(folder));
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        // A path without a name at its end, such as `..`, is a folder.
        _ => path.canonicalize().unwrap_or_else(|_| path.to_owned()),
    }
}

/// The file that a path leads to, all links followed; two paths to one file give the same.
pub fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| place(&draft::behind_links(path)))
}
