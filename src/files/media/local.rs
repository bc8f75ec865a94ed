//! Where on the disk a page may take files from: its own folder and what is in it, and the folders that
//! were allowed beside it. Links are followed before that is asked.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::{Allowed, Problem};
use crate::files::{folder_of, real};

/// The file that a page's path leads to, all links followed. A path from the root of a site may begin in
/// any folder above the page, and in the allowed ones.
pub fn find(page: Option<&Path>, path: &str, allowed: &Allowed) -> Result<PathBuf, Problem> {
    let own = page.map(|page| real(folder_of(page)));
    let roots: Vec<PathBuf> = allowed.roots.iter().map(|root| real(root)).collect();
    let starts: Vec<&Path> = match (&own, path.starts_with('/')) {
        (Some(folder), false) => vec![folder],
        (Some(folder), true) => folder.ancestors().chain(roots.iter().map(PathBuf::as_path)).collect(),
        (None, _) => roots.iter().map(PathBuf::as_path).collect(),
    };
    if starts.is_empty() {
        return Err(Problem::Nowhere);
    }
    let mut outside = None;
    for start in starts {
        let Ok(file) = start.join(path.trim_start_matches('/')).canonicalize() else { continue };
        if file.is_dir() {
            continue;
        }
        if own.iter().chain(&roots).any(|root| file.starts_with(root)) {
            return Ok(file);
        }
        outside.get_or_insert(file);
    }
    Err(outside.map_or(Problem::Missing, |file| Problem::Outside(as_typed(folder_of(&file)))))
}

/// Opens a file that can be read again and again, and no pipe.
pub fn open(path: &Path) -> Result<File, Problem> {
    if !fs::metadata(path)?.is_file() {
        return Err(Problem::Unavailable("this is no file, but a pipe or a device".to_owned()));
    }
    Ok(File::open(path)?)
}

/// A folder as somebody in the current one would type it.
fn as_typed(folder: &Path) -> PathBuf {
    let Ok(current) = std::env::current_dir().map(|current| real(&current)) else { return folder.to_owned() };
    for (up, above) in current.ancestors().take(3).enumerate() {
        // What has only the root in common is better said from there.
        let is_root = above.parent().is_none();
        if let Some(below) = folder.strip_prefix(above).ok().filter(|_| !is_root) {
            let path: PathBuf = std::iter::repeat_n("..", up).collect::<PathBuf>().join(below);
            return if path.as_os_str().is_empty() { PathBuf::from(".") } else { path };
        }
    }
    folder.to_owned()
}
