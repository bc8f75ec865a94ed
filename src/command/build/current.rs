//! Whether the outputs of the last build are what this one would write: nothing that they are made of has
//! changed, and they themselves are as they were left.

use std::path::{Path, PathBuf};

use super::jobs::Jobs;
use crate::command::Session;
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
    /// The digest of which pages make which decks, and where these go.
    pub plan: &'a str,
}

/// Whether nothing has to be done.
pub fn is_current(
    old: &Manifest,
    jobs: &Jobs,
    place: &Standing,
    names: &[String],
    session: &Session,
) -> bool {
    let outputs: Vec<_> = jobs.jobs.iter().flat_map(|job| &job.outputs).collect();
    let files = outputs.iter().map(|output| manifest::below(place.output, output.target.path()));
    let is_same = old.settings == place.settings
        && old.plan == place.plan
        && old.pages.iter().map(|page| &page.file).eq(names)
        && files.eq(old.outputs.iter().map(|output| output.file.clone()));
    // What a program of another writes is known to nobody; what can't be had today may be there tomorrow.
    let is_sure = !outputs.iter().any(|output| output.format.is_plugin())
        && !old.pages.iter().any(|page| page.is_open)
        && !old.outputs.iter().any(|output| output.is_remarked());
    let Some(lock) = old.lock.clone().filter(|_| is_same && is_sure) else { return false };
    let mut all: Vec<(PathBuf, &String)> = vec![(place.folder.join(LOCK), &lock)];
    for (page, found) in old.pages.iter().zip(&jobs.pages) {
        all.push((found.path.clone(), &page.sha256));
        let allowed = session.allowed(found);
        for file in &page.media {
            // It is looked for anew: another one may be nearer by now.
            let Some(path) = files::media_file(found, &file.address, &allowed) else { return false };
            all.push((path, &file.sha256));
        }
    }
    all.extend(old.outputs.iter().map(|output| (place.output.join(&output.file), &output.sha256)));
    threads::map(&all, |(path, digest)| files::digest(path).is_ok_and(|found| found == **digest))
        .into_iter()
        .all(|is_same| is_same)
}
