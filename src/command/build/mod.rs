//! `deckmill build`: all decks of a project into its output folder, in all its formats.
//!
//! `input/a/python.md` becomes `output/a/python.apkg`, `output/a/python.csv` and so on. Where pages
//! differ in their extension only, all of them keep it: `python.md` and `python.html` become
//! `python.md.csv` and `python.html.csv` (see `outputs::in_folder`). A page that can't be used does
//! not stop the others. Nothing is deleted: the outputs of a page that is gone stay. Who the cards are is
//! remembered in `deckmill.lock` beside the project file.
//!
//! `jobs.rs` says what is to be made, `current.rs` whether anything has to be, `compare.rs` is `--check`,
//! `watch.rs` is `--watch`. What was made of what is in the manifest beside the outputs.

mod compare;
mod current;
mod jobs;
mod watch;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;
use std::path::Path;

use anyhow::Result;
use deckmill::diagnostic::{Diagnostics, Severity, rules};
use deckmill::memory::{Memory, Recalled};
use deckmill::{Deck, combine};

pub use compare::schemas;

use super::{Outcome, Session};
use crate::cli::{Build, FailOn};
use crate::failure::Failure;
use crate::files::{self, Draft, Found};
use crate::gates::Gates;
use crate::making::{self, Making};
use crate::manifest::{self, FileEntry, Manifest, OutputEntry, PageEntry};
use crate::outputs::{self, Output, Written};
use crate::project::{DeckOf, FILE, LOCK, Project};
use crate::remember::Remember;
use crate::report::{Counts, Report, Stream, count};
use crate::threads;
use crate::writer::{Batch, ReadPage, Writer, cards_of};
use compare::Difference;
use current::Place;
use jobs::{Job, Jobs};

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
    let mut session = Session::new(report, project);
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
    let place = Place { folder: &folder, output: &output, settings: &made_of };
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
        }
        let path = found.path.display().to_string();
        session.gate(Stream::Talk, &path, &gates.page(page.coverage))?;
    }
    let cards = old.pages.iter().map(|page| page.cards).sum();
    let place = session.project.folder.join(LOCK).display().to_string();
    session.gate(Stream::Talk, &place, &gates.cards(cards))?;
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
    place: Place<'a>,
    /// The last build.
    old: Option<Manifest>,
    /// What the manifest says of the pages that could be read, by their index.
    entries: HashMap<usize, PageEntry>,
    /// Those pages, in the same order.
    batch: Batch,
}

/// A deck that is ready to be written.
struct Ready<'a> {
    job: &'a Job,
    deck: Cow<'a, Deck>,
    /// The pages that it is of, and their findings.
    pages: Vec<String>,
    counts: Counts,
    /// The digest of all that it is made of.
    made_of: String,
}

/// What became of an output: its row in the manifest, and, if it was written, what there is to say.
struct Made {
    entry: OutputEntry,
    written: Option<Written>,
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
            self.writer.session.gate(Stream::Talk, &deck.origin.to_string(), &found)?;
        }
        let tally = recalled.map(|recalled| recalled.tally);
        self.writer.passes(&self.batch.pages, cards_of(&self.batch.pages), tally)
    }

    /// The decks, as far as their pages could be read.
    fn ready<'a>(&'a self, memory: Option<&Memory>) -> Vec<Ready<'a>> {
        let mut order: Vec<usize> = self.entries.keys().copied().collect();
        order.sort_unstable();
        let pages: HashMap<usize, &ReadPage> = order.into_iter().zip(&self.batch.pages).collect();
        let types = memory.map(|memory| format!("{:?} {:?}", memory.note_types, memory.adopted));
        let of_all = files::digest_of(format!("{} {types:?}", self.place.settings));
        let ready = |job: &'a Job| {
            let own: Vec<(&ReadPage, &PageEntry)> = job
                .pages
                .iter()
                .filter_map(|page| Some((*pages.get(page)?, self.entries.get(page)?)))
                .collect();
            let made_of = own.iter().map(|(page, entry)| made_of(page, entry)).collect::<String>();
            let made_of = files::digest_of(format!("{of_all} {:?} {made_of}", job.deck));
            let mut counts = Counts::default();
            own.iter().for_each(|(page, _)| counts.append(page.counts));
            let names = own.iter().map(|(page, _)| page.name.clone()).collect();
            let deck = match &job.deck {
                None => Cow::Borrowed(&own.first()?.0.deck),
                Some(_) if own.is_empty() => return None,
                Some(deck) => {
                    Cow::Owned(together(deck, own.iter().map(|(page, _)| page.deck.clone()).collect()))
                }
            };
            Some(Ready { job, deck, pages: names, counts, made_of })
        };
        self.jobs.jobs.iter().filter_map(ready).collect()
    }

    /// Writes what is not as it is to be, then the lock and the manifest.
    fn write(&mut self, recalled: Option<&Recalled>, draft: Option<Draft>, is_whole: bool) -> Result<()> {
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
                    self.say(&name, counts, &made)?;
                    self.writer.session.tally.good += 1;
                    outputs.extend(made.into_iter().map(|made| made.entry));
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
            let old = self.old.as_ref()?.output(&name(output))?;
            let is_same = old.made_of == ready.made_of && !old.is_remarked && !output.format.is_plugin();
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
                    is_remarked: written.diagnostics.worst() > Some(Severity::Note),
                };
                Ok(Some(Made { entry, written: Some(written) }))
            }
        };
        let made: Result<Vec<_>> = ready.job.outputs.iter().zip(known).map(made).collect();
        Ok(made?.into_iter().flatten().collect())
    }

    /// Says what became of a deck's outputs.
    fn say(&mut self, name: &str, found: Counts, made: &[Made]) -> Result<()> {
        let session = &mut self.writer.session;
        let mut last = None;
        for Made { entry, written } in made {
            let Some(written) = written else {
                session.report.kept(&self.place.output.join(&entry.file), &entry.format, entry.cards);
                continue;
            };
            session.said(written.output.target.path(), &written.diagnostics)?;
            let mut counts = found;
            counts.add(&written.diagnostics);
            if session.report.is_json() {
                session.report.written(written, counts);
            }
            last = Some((written.cards, counts));
        }
        if let Some((cards, counts)) = last {
            session.report.summary(&format!("{name}: {}, {counts}", count(cards, "card")));
        }
        Ok(())
    }

    /// Says which outputs of the last build are of no page any more.
    fn left_behind(&self, outputs: &[OutputEntry]) {
        let old = self.old.iter().flat_map(|old| &old.outputs);
        for gone in old.filter(|old| !outputs.iter().any(|output| output.file == old.file)) {
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
            lock,
            pages,
            outputs,
            ..Manifest::default()
        };
        manifest.write(self.place.output)
    }

    /// Says what is not what a build would give.
    fn compare(&mut self, recalled: Option<&Recalled>) -> Result<()> {
        let memory = recalled.map(|recalled| &recalled.memory);
        let mut differences = Vec::new();
        for some in self.ready(memory).chunks(threads::ROUND) {
            let (settings, media) = (&self.writer.settings, &self.writer.session.media);
            let found = threads::map(some, |ready| -> Result<Vec<Difference>> {
                let mut found = Vec::new();
                for output in &ready.job.outputs {
                    let mut bytes = Vec::new();
                    outputs::render(&ready.deck, output, settings, memory, media, &mut bytes)?;
                    found.extend(compare::difference(output.target.path(), &bytes));
                }
                Ok(found)
            });
            for found in found {
                differences.extend(found?);
            }
        }
        if let Some((_, text)) = recalled.and_then(|recalled| self.writer.remember.change(recalled)) {
            differences.extend(compare::difference(&self.place.folder.join(LOCK), text.as_bytes()));
        }
        let session = &mut self.writer.session;
        session.tally.good = self.batch.pages.len();
        session.tally.is_bad |= !differences.is_empty();
        compare::say(session.report, &differences)?;
        session.report.summary(&match differences.len() {
            0 => "all outputs and the lock are what a build would give".to_owned(),
            files => format!("{} what a build would give; `deckmill build` writes them", not_what(files)),
        });
        Ok(())
    }
}

fn not_what(files: usize) -> String {
    format!("{} {} not", count(files, "file"), if files == 1 { "is" } else { "are" })
}

/// What a deck is called in messages: as its page, or as it is set.
fn name_of(ready: &Ready) -> String {
    match &ready.job.deck {
        Some(deck) => deck.name.clone(),
        None => ready.pages.first().cloned().unwrap_or_default(),
    }
}

/// A deck of several pages. It is called as it is set, or as its outputs.
fn together(set: &DeckOf, pages: Vec<Deck>) -> Deck {
    let name = set.name.rsplit('/').next().unwrap_or(&set.name);
    let title = set.title.as_deref().unwrap_or(name);
    // What is said of cards that several pages share, is said where they are read.
    let mut deck = combine(title, pages, &mut Diagnostics::default());
    deck.add_tags(&set.tags);
    deck
}

/// A digest of all that a page brings to a deck: its bytes, and who its cards are.
fn made_of(page: &ReadPage, entry: &PageEntry) -> String {
    let mut text = format!("{} {} {:?}", page.name, entry.sha256, page.deck.media);
    let mut decks = vec![&page.deck];
    while let Some(deck) = decks.pop() {
        decks.extend(&deck.children);
        text.push_str(&deck.key);
        for card in &deck.cards {
            // Writing to a string can't fail.
            let _ = write!(text, " {} {:?} {:?}", card.id, card.modified, card.media);
        }
        let _ = write!(text, " {:?}", deck.retired);
    }
    files::digest_of(&text)
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
