//! The writing of a build: what is not as it is to be, then the lock, then the manifest.

use std::collections::HashSet;

use anyhow::Result;
use deckmill::diagnostic::Severity;
use deckmill::memory::{Memory, Recalled};

use super::Building;
use super::ready::{Ready, name_of};
use crate::failure::Failure;
use crate::files::{self, Draft};
use crate::manifest::{self, Manifest, OutputEntry, PageEntry};
use crate::outputs::{self, Output, Written};
use crate::project::LOCK;
use crate::report::{Counts, count};
use crate::threads;

/// What became of an output: its row in the manifest, and, if it was written, what there is to say.
struct Made {
    entry: OutputEntry,
    written: Option<Written>,
}

impl Building<'_> {
    /// Writes what is not as it is to be, then the lock and the manifest.
    pub fn write(&mut self, recalled: Option<&Recalled>, draft: Option<Draft>, is_whole: bool) -> Result<()> {
        let memory = recalled.map(|recalled| &recalled.memory);
        let ready = self.ready(memory);
        let (mut outputs, mut said) = (Vec::new(), Vec::new());
        for some in ready.chunks(threads::ROUND) {
            let made = threads::map(some, |ready| self.make(ready, memory));
            said.extend(some.iter().map(|ready| (ready.counts, name_of(ready))).zip(made));
        }
        drop(ready);
        let (mut written, mut kept) = (0, 0);
        for ((counts, name), made) in said {
            match made {
                Ok(made) => {
                    let is_written = made.iter().any(|made| made.written.is_some());
                    *(if is_written { &mut written } else { &mut kept }) += 1;
                    outputs.extend(made.iter().map(|made| made.entry.clone()));
                    self.say(&name, counts, made)?;
                    self.writer.session.tally.good += 1;
                }
                Err(error) => self.writer.session.fail(&error),
            }
        }
        self.writer.keep(recalled, draft)?;
        let failed = self.writer.session.tally.failed;
        if failed == 0 && is_whole {
            self.left_behind(&outputs);
        }
        self.keep_manifest(outputs)?;
        if written + kept > 0 {
            let unchanged = if kept > 0 { format!(", {kept} unchanged") } else { String::new() };
            let (decks, folder) = (count(written, "deck"), self.place.output.display());
            self.writer
                .session
                .report
                .summary(&format!("{decks} built into {folder}{unchanged}, {failed} failed"));
        }
        Ok(())
    }

    /// Writes the outputs of a deck that are not as they are to be.
    fn make(&self, ready: &Ready, memory: Option<&Memory>) -> Result<Vec<Made>> {
        let name = |output: &Output| manifest::below(self.place.output, output.target.path());
        let known = |output: &Output| {
            let old = self.old.get(&name(output))?;
            let is_same = old.made_of == ready.made_of && old.format == output.format.name();
            let is_same = is_same && !old.is_remarked() && !output.format.is_plugin();
            let is_there = || files::digest(output.target.path()).is_ok_and(|found| found == old.sha256);
            (is_same && is_there()).then(|| old.clone())
        };
        let known: Vec<Option<OutputEntry>> = ready.job.outputs.iter().map(known).collect();
        let wanted: Vec<Output> = ready
            .job
            .outputs
            .iter()
            .zip(&known)
            .filter(|(_, known)| known.is_none())
            .map(|(output, _)| output.clone())
            .collect();
        let drafts =
            outputs::draft(&ready.deck, &wanted, &self.writer.settings, memory, &self.writer.session.media)?;
        let mut written = outputs::commit(drafts)?.into_iter();
        let made = |(output, known): (&Output, Option<OutputEntry>)| match known {
            Some(entry) => Ok(Some(Made { entry, written: None })),
            None => {
                let Some(written) = written.next() else { return Ok(None) };
                let path = output.target.path();
                let sha256 = files::digest(path).map_err(|error| Failure::io(path, &error))?;
                let entry = OutputEntry {
                    file: name(output),
                    format: output.format.name().to_owned(),
                    sha256,
                    bytes: files::size(path),
                    cards: written.cards,
                    pages: ready.pages.clone(),
                    made_of: ready.made_of.clone(),
                    errors: written.diagnostics.count(Severity::Error),
                    warnings: written.diagnostics.count(Severity::Warning),
                    notes: written.diagnostics.count(Severity::Note),
                };
                Ok(Some(Made { entry, written: Some(written) }))
            }
        };
        let made: Result<Vec<_>> = ready.job.outputs.iter().zip(known).map(made).collect();
        Ok(made?.into_iter().flatten().collect())
    }

    /// Says what became of a deck's outputs.
    fn say(&mut self, name: &str, found: Counts, made: Vec<Made>) -> Result<()> {
        let session = &mut self.writer.session;
        let mut all = Vec::new();
        for Made { entry, written } in made {
            let Some(written) = written else {
                session.report.kept(&self.place.output.join(&entry.file), &entry.format, entry.cards);
                session.tally.counts.append(entry.counts());
                continue;
            };
            session.said(written.output.target.path(), &written.diagnostics)?;
            let mut counts = found;
            counts.add(&written.diagnostics);
            all.push((written, counts));
        }
        session.report.built(name, &all);
        Ok(())
    }

    /// Says which outputs of the last build are of no page any more.
    fn left_behind(&self, outputs: &[OutputEntry]) {
        let made: HashSet<&String> = outputs.iter().map(|output| &output.file).collect();
        let gone = self.old.values().filter(|old| !made.contains(&old.file));
        for gone in gone {
            let path = self.place.output.join(&gone.file);
            if files::is_file(&path) {
                let told = format!("{}: no page makes this any more, and it was left", path.display());
                self.writer.session.report.summary(&told);
            }
        }
    }

    fn keep_manifest(&self, outputs: Vec<OutputEntry>) -> Result<()> {
        let mut pages: Vec<(usize, PageEntry)> =
            self.entries.iter().map(|(i, page)| (*i, page.clone())).collect();
        pages.sort_by_key(|(index, _)| *index);
        let lock = files::digest(&self.place.folder.join(LOCK)).ok();
        let pages = pages.into_iter().map(|(_, page)| page).collect();
        let manifest = Manifest {
            settings: self.place.settings.to_owned(),
            plan: self.place.plan.to_owned(),
            lock,
            pages,
            outputs,
            ..Manifest::default()
        };
        manifest.write(self.place.output)
    }
}
