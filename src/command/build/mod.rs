//! `deckmill build`: all decks of a project into its output folder, in all its formats.
//!
//! `input/a/python.md` becomes `output/a/python.apkg`, `output/a/python.csv` and so on. Where pages
//! differ in their extension only, all of them keep it: `python.md` and `python.html` become
//! `python.md.csv` and `python.html.csv` (see `outputs::in_folder`). A page that can't be used does
//! not stop the others. Nothing is deleted: the outputs of a page that is gone stay. Who the cards are is
//! remembered in `deckmill.lock` beside the project file.
//!
//! `jobs.rs` says what is to be made, `current.rs` whether anything has to be, `ready.rs` what each deck is made
//! of, `write.rs` writes; `compare.rs` is `--check`, `watch.rs` is `--watch`. What was made of what is in the manifest beside the outputs.

mod compare;
mod current;
mod jobs;
mod ready;
mod watch;
mod write;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use anyhow::Result;
use deckmill::Deck;
use deckmill::diagnostic::{Diagnostics, Severity, rules};
use deckmill::memory::Recalled;

pub use compare::schemas;

use super::{Outcome, Session};
use crate::cli::{Build, FailOn};
use crate::failure::Failure;
use crate::files::{self, Found};
use crate::gates::Gates;
use crate::making::{self, Making};
use crate::manifest::{self, FileEntry, Manifest, PageEntry};
use crate::outputs::Output;
use crate::project::{FILE, LOCK, Origin, Project};
use crate::remember::Remember;
use crate::report::{Place, Report, count};
use crate::writer::{Batch, ReadPage, Writer, cards_of};
use current::Standing;

use jobs::Jobs;

/// Runs the command.
pub fn run(args: &Build, report: &mut Report) -> Result<Outcome> {
    match args.watch {
        true => watch::run(args, report),
        false => once(args, report),
    }
}

/// Builds once.
fn once(args: &Build, report: &mut Report) -> Result<Outcome> {
    let project = open(args)?;
    let output = args.out.clone().unwrap_or_else(|| project.output.clone());
    let folder = project.folder.clone();
    let _turn = files::take_turn(&folder, || {
        report.summary("another build of this project is at work: waiting until it is done");
    })?;
    let settings = making::settings(&args.making, &project)?;
    let making = Making::new(&args.making, &project)?;
    let gates = project.gates.over(&args.gates).over_memory(&args.memory_gates);
    let mut session = Session::new(report, project, &args.asking);
    session.media_roots.clone_from(&args.media_root);
    session.fetches = Some(args.making.fetch_media);
    let fail_on = session.fail_on(args.fail_on, FailOn::Never);
    let jobs = Jobs::new(&mut session, &settings, args.plugins.plugin_timeout, &output)?;

    // When a folder could not be looked through, nobody knows which pages are gone.
    let is_whole = session.tally.failed == 0;
    let made_of = files::digest_of(format!(
        "{} {} {making:?} {:?} {:?} {}",
        env!("DECKMILL_SOURCES"),
        settings.told(),
        args.remembering.retired,
        args.media_root,
        jobs::settings_of(&session.project)
    ));
    let old = Manifest::read(&output).filter(|_| !args.force && is_whole);
    let names: Vec<String> = jobs.pages.iter().map(|page| session.name_of(page)).collect();
    let is_asked_anew = args.check || args.remembering.fresh || !args.remembering.previous.is_empty();
    let place = Standing { folder: &folder, output: &output, settings: &made_of };
    if let Some(old) =
        old.as_ref().filter(|old| !is_asked_anew && current::is_current(old, &jobs, &place, &names))
    {
        again(&mut session, old, &jobs, &gates)?;
        return Ok(session.tally.outcome(fail_on));
    }

    let remember = Remember::open(&args.remembering, Some(&folder.join(LOCK)), session.report)?;
    let writer = Writer { session, settings, remember, making, gates };
    let mut building =
        Building { writer, jobs, place, old, entries: HashMap::new(), batch: Batch::default() };
    building.read()?;
    building.finish(args, is_whole)?;
    Ok(building.writer.session.tally.outcome(fail_on))
}

/// The project, which there has to be.
fn open(args: &Build) -> Result<Project> {
    let project = Project::open(args.project.as_deref())?;
    if project.file.is_none() {
        let failure = Failure::new(format!("there is no {FILE} here or in a folder above"));
        return Err(failure.help("`deckmill init` makes one that fits this folder").into());
    }
    Ok(project)
}

/// Says once more what there is to say of pages whose outputs are as they were built.
fn again(session: &mut Session, old: &Manifest, jobs: &Jobs, gates: &Gates) -> Result<()> {
    let is_verbose = session.report.is_verbose();
    for (page, found) in old.pages.iter().zip(&jobs.pages) {
        // What is said of a page stands in no file; a page of which nothing is to be said is not read.
        if is_verbose || page.warnings + page.errors > 0 {
            if let Some(read) = session.read(found, None) {
                session.has_cards(found, &read)?;
            }
        } else {
            session.tally.counts.append(page.counts());
            let path = found.path.display().to_string();
            session.report.findings(&Place::output(&path), &Diagnostics::default(), Severity::Error)?;
        }
        let path = found.path.display().to_string();
        session.gate(&Place::output(&path), &gates.page(page.coverage))?;
    }
    let cards = old.pages.iter().map(|page| page.cards).sum();
    let place = session.project.folder.join(LOCK).display().to_string();
    session.gate(&Place::output(&place), &gates.cards(cards))?;
    session.tally.good = old.pages.len();
    for (entry, output) in old.outputs.iter().zip(jobs.jobs.iter().flat_map(|job| &job.outputs)) {
        session.report.kept(output.target.path(), &entry.format, entry.cards);
    }
    let decks = count(jobs.jobs.len(), "deck");
    session.report.summary(&format!("nothing to do: {decks} as built before"));
    Ok(())
}

/// A build at work.
struct Building<'a> {
    writer: Writer<'a>,
    jobs: Jobs,
    place: Standing<'a>,
    /// The last build.
    old: Option<Manifest>,
    /// What the manifest says of the pages that could be read, by their index.
    entries: HashMap<usize, PageEntry>,
    /// Those pages, in the same order.
    batch: Batch,
}

impl Building<'_> {
    /// Reads all pages, several at a time.
    fn read(&mut self) -> Result<()> {
        let Building { writer, jobs, batch, entries, place, .. } = self;
        let remember = &writer.remember;
        let names: Vec<String> = jobs.pages.iter().map(|found| writer.session.name_of(found)).collect();
        let keyed: Vec<(&Found, Option<String>)> =
            jobs.pages.iter().zip(&names).map(|(found, name)| (found, remember.key(name).cloned())).collect();
        let making = &writer.making;
        writer.session.read_each(&keyed, |session, index, page| {
            let found = &jobs.pages[index];
            let Some((page, sha256)) = page else {
                batch.unread.insert(names[index].clone());
                return Ok(());
            };
            if !session.has_cards(found, &page)? {
                batch.unread.insert(names[index].clone());
                return Ok(());
            }
            let is_open = page.diagnostics.iter().any(|found| rules::is_about_files(found.rule));
            let read = ReadPage::new(found, page, jobs.outputs_of(index), making);
            let media = media(session, &read.deck, place.folder);
            entries.insert(index, PageEntry::new(&read, sha256, media, is_open));
            batch.pages.push(read);
            Ok(())
        })
    }

    /// Knows the cards again, and writes what is not as it is to be.
    fn finish(&mut self, args: &Build, is_whole: bool) -> Result<()> {
        let of_decks = self.jobs.jobs.iter().filter(|job| job.deck.is_some());
        let more: Vec<Output> = of_decks.flat_map(|job| job.outputs.clone()).collect();
        let recalled = self.writer.recall_all(&mut self.batch, &more, is_whole)?;
        if self.batch.pages.is_empty() || !self.passes(recalled.as_ref())? {
            return Ok(());
        }
        match args.check {
            true => self.compare(recalled.as_ref()),
            false => {
                let draft = self.writer.draft(recalled.as_ref())?;
                self.write(recalled.as_ref(), draft, is_whole)
            }
        }
    }

    /// Whether all gates are passed.
    fn passes(&mut self, recalled: Option<&Recalled>) -> Result<bool> {
        for job in &self.jobs.jobs {
            let Some(deck) = &job.deck else { continue };
            let pages = job.pages.iter().filter_map(|page| self.entries.get(page));
            let gates = Gates { expect: deck.expect, ..Gates::default() };
            let found = gates.cards(pages.map(|page| page.cards).sum());
            let (path, line) = match &deck.origin {
                Origin::Line(path, line) => (path.display().to_string(), *line),
                other => (other.to_string(), 1),
            };
            self.writer.session.gate(&Place::at(&path, line, 1), &found)?;
        }
        let tally = recalled.map(|recalled| recalled.tally);
        self.writer.passes(&self.batch.pages, cards_of(&self.batch.pages), tally)
    }
}

/// The files on the disk that cards show and play.
fn media(session: &Session, deck: &Deck, folder: &Path) -> Vec<FileEntry> {
    let cards = deck.all_cards().flat_map(|card| card.media.values());
    let names: BTreeSet<&String> = deck.media.values().chain(cards).collect();
    let entry = |name: &String| {
        let path = session.media.file(name)?;
        let sha256 = files::digest(path).ok()?;
        Some(FileEntry { file: manifest::below(folder, path), sha256 })
    };
    names.into_iter().filter_map(entry).collect()
}
