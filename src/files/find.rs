//! Finds pages: files and addresses as named, and below folders all files that a reader asks for.
//!
//! The order is that of the arguments, and of the names within a folder, so that it is the same on
//! every machine. What is hidden stays so.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::Result;
use glob::{MatchOptions, Pattern};
use walkdir::{DirEntry, WalkDir};

use super::{Address, BUILT, DASH, place, real};
use crate::failure::Failure;

/// A page that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where it is, as the user gave it.
    pub path: PathBuf,
    /// Where it is below the folder that was named; for a file its name.
    pub below: PathBuf,
    /// Its size in bytes, for the progress bar.
    pub size: u64,
    /// Where on the web it is; its path then is this as it may be shown.
    pub address: Option<Address>,
}

impl Found {
    /// Whether it is standard input.
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new(DASH)
    }

    /// What a path leads to that is no folder.
    pub fn named(named: &Path) -> Result<Found> {
        if named == Path::new(DASH) {
            let below = PathBuf::from("stdin");
            return Ok(Found { path: named.to_owned(), below, size: 0, address: None });
        }
        if let Some(address) = Address::typed(named) {
            let address = address?;
            let (path, below) = (PathBuf::from(address.shown()), address.below().0);
            return Ok(Found { path, below, size: 0, address: Some(address) });
        }
        let size = fs::metadata(named).map_err(|error| Failure::io(named, &error))?.len();
        let below = PathBuf::from(named.file_name().unwrap_or(named.as_os_str()));
        Ok(Found { path: named.to_owned(), below, size, address: None })
    }

    /// What its outputs are called, before their extensions.
    pub fn stem(&self) -> PathBuf {
        match &self.address {
            Some(address) => address.below().1,
            None => self.below.with_extension(""),
        }
    }
}

/// The pages that a path stands for: `-`, an address, a file, a folder, or a pattern of names.
///
/// In a folder those count that are `wanted` by their name; the files and folders in `except` are left
/// out, since what a run writes is no page to read. Each page that can't be had is an error of
/// its own.
pub fn find(named: &Path, wanted: &dyn Fn(&str) -> bool, except: &[PathBuf]) -> Vec<Result<Found>> {
    if named.is_dir() && named != Path::new(DASH) {
        return walk(named, wanted, except);
    }
    match (Found::named(named), Glob::of(named)) {
        // A file may be called like a pattern.
        (Err(_), Some(glob)) if Address::typed(named).is_none() => glob.find(wanted, except),
        (found, _) => vec![found],
    }
}

/// A star stands for names, and for no folders.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// A pattern of paths, as shells have them: `questions/**/*.md`.
struct Glob {
    /// The folder below which it may find something: all of the path that is there.
    folder: PathBuf,
    /// What paths from there are like.
    pattern: Pattern,
}

impl Glob {
    /// The pattern that a path is, if it is one.
    fn of(path: &Path) -> Option<Glob> {
        let parts: Vec<Component> = path.components().filter(|part| *part != Component::CurDir).collect();
        let is_there = |count: &usize| parts[..*count].iter().collect::<PathBuf>().is_dir();
        let known = (1..=parts.len()).take_while(is_there).last().unwrap_or_default();
        let rest: Vec<_> = parts[known..].iter().map(|part| part.as_os_str().to_string_lossy()).collect();
        let rest = rest.join("/");
        let pattern = Pattern::new(&rest).ok().filter(|_| rest.contains(['*', '?', '[']))?;
        Some(Glob { folder: parts[..known].iter().collect(), pattern })
    }

    fn find(&self, wanted: &dyn Fn(&str) -> bool, except: &[PathBuf]) -> Vec<Result<Found>> {
        let here = self.folder.as_os_str().is_empty();
        let mut found = walk(if here { Path::new(".") } else { &self.folder }, wanted, except);
        found.retain_mut(|page| {
            let Ok(page) = page else { return true };
            if here {
                page.path.clone_from(&page.below);
            }
            self.pattern.matches_path_with(&page.below, OPTIONS)
        });
        found
    }
}

/// What a path names, whether or not it is there: a file, all of a folder, or what a pattern of names stands for.
#[derive(Debug, Clone)]
pub struct Named {
    /// The path, or the folder in which the pattern starts.
    place: PathBuf,
    pattern: Option<Pattern>,
}

impl Named {
    /// What a path names.
    pub fn of(path: &Path) -> Named {
        let glob = if path.exists() { None } else { Glob::of(path) };
        match glob {
            Some(Glob { folder, pattern }) if folder.as_os_str().is_empty() => {
                Named { place: real(Path::new(".")), pattern: Some(pattern) }
            }
            Some(Glob { folder, pattern }) => Named { place: real(&folder), pattern: Some(pattern) },
            None => Named { place: place(path), pattern: None },
        }
    }

    /// Whether it has a file: as itself, or in one of its folders.
    pub fn has(&self, path: &Path) -> bool {
        let path = place(path);
        match (path.strip_prefix(&self.place), &self.pattern) {
            (Err(_), _) => false,
            (Ok(_), None) => true,
            (Ok(below), Some(pattern)) => {
                below.ancestors().any(|part| pattern.matches_path_with(part, OPTIONS))
            }
        }
    }
}

/// Links to files count as files; links to folders are not followed, since they may lead anywhere. What a build
/// wrote, into whatever folder, is no page: its manifest tells.
fn walk(folder: &Path, wanted: &dyn Fn(&str) -> bool, except: &[PathBuf]) -> Vec<Result<Found>> {
    let except: HashSet<&PathBuf> = except.iter().collect();
    let is_open = |entry: &DirEntry| {
        entry.depth() == 0
            || !(is_hidden(entry.file_name()) || is_among(entry, &except) || is_built(entry.path()))
    };
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(is_open) {
        match entry {
            Ok(entry) if wanted(&entry.file_name().to_string_lossy()) && entry.path().is_file() => {
                let below = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_owned();
                let size = entry.metadata().map_or(0, |data| data.len());
                found.push(Ok(Found { path: entry.into_path(), below, size, address: None }));
            }
            // A link that leads nowhere is a page that can't be had, and none that is gone.
            Ok(entry) if wanted(&entry.file_name().to_string_lossy()) && is_broken(&entry) => {
                found.push(Err(Failure::at(entry.path(), "this is a link that leads nowhere").into()));
            }
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                found.push(Err(Failure::io(&path, &io::Error::from(error)).into()));
            }
        }
    }
    found
}

/// Whether this is a folder that a build has written to.
fn is_built(path: &Path) -> bool {
    path.is_dir() && path.join(BUILT).is_file()
}

fn is_broken(entry: &DirEntry) -> bool {
    entry.path_is_symlink() && !entry.path().exists()
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn is_among(entry: &DirEntry, paths: &HashSet<&PathBuf>) -> bool {
    !paths.is_empty() && paths.contains(&real(entry.path()))
}
