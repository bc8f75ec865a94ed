//! Whether the outputs of the last build are what this one would write: nothing that they are made of has
//! changed, and they themselves are as they were left.

use std::path::{Path, PathBuf};

use super::jobs::Jobs;
use crate::files;
use crate::manifest::{self, Manifest};
use crate::project::LOCK;
use crate::threads;

/// Where a build stands.
pub struct Standing<'a> {
    /// The project's folder.
    pub folder: &'a Path,
    /// Where its outputs go.
    pub output: &'a Path,
    /// The digest of the program and of all settings.
    pub settings: &'a str,
}

/// Whether nothing has to be done.
pub fn is_current(old: &Manifest, jobs: &Jobs, place: &Standing, names: &[String]) -> bool {
    let outputs: Vec<_> = jobs.jobs.iter().flat_map(|job| &job.outputs).collect();
    let files: Vec<String> =
        outputs.iter().map(|output| manifest::below(place.output, output.target.path())).collect();
    let is_same = old.settings == place.settings
        && old.pages.iter().map(|page| &page.file).eq(names)
        && old.outputs.iter().map(|output| &output.file).eq(&files);
    // What a program of another writes is known to nobody; what can't be had today may be there tomorrow.
    let is_sure = !outputs.iter().any(|output| output.format.is_plugin())
        && !old.pages.iter().any(|page| page.is_open)
        && !old.outputs.iter().any(|output| output.is_remarked);
    let Some(lock) = old.lock.clone().filter(|_| is_same && is_sure) else { return false };
    let pages = old.pages.iter().zip(&jobs.pages).map(|(page, found)| (found.path.clone(), &page.sha256));
    let media = old.pages.iter().flat_map(|page| &page.media);
    let media = media.map(|file| (place.folder.join(&file.file), &file.sha256));
    let outputs = old.outputs.iter().map(|output| (place.output.join(&output.file), &output.sha256));
    let all: Vec<(PathBuf, &String)> =
        pages.chain(media).chain(outputs).chain([(place.folder.join(LOCK), &lock)]).collect();
    threads::map(&all, |(path, digest)| files::digest(path).is_ok_and(|found| found == **digest))
        .into_iter()
        .all(|is_same| is_same)
}
