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

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use anyhow::Result;
use deckmill::Deck;
use deckmill::diagnostic::{Diagnostics, Severity, rules};
use deckmill::media;
use deckmill::memory::{Homes, Recalled};

pub use compare::schemas;

use super::{Outcome, Session};
use crate::cli::{Build, FailOn};
use crate::failure::Failure;
use crate::files::{self, Found, Named};
use crate::gates::Gates;
use crate::making::{self, Making};
use crate::manifest::{Manifest, MediaEntry, OutputEntry, PageEntry};
use crate::outputs::Output;
use crate::project::{LOCK, Origin, Project};
use crate::remember::Remember;
use crate::report::{Place, Report, count};
use crate::writer::{Batch, ReadPage, Writer, cards_of};
use current::Standing;

use jobs::{Job, Jobs};

/// Runs the command.
pub fn run(args: &Build, report: &mut Report) -> Result<Outcome> {
    match args.watch {
        true => watch::run(args, report),
        false => once(args, report).map(|built| built.outcome),
    }
}

/// How a build ended.
struct Built {
    outcome: Outcome,
    /// The images and sounds that it looked at.
    media: Vec<PathBuf>,
}

/// Builds once.
fn once(args: &Build, report: &mut Report) -> Result<Built> {
    let project = open(args)?;
    let output = args.out.clone().unwrap_or_else(|| project.output.clone());
    let folder = project.folder.clone();
    let _turn = files::take_turn(&folder, || {
        report.summary("another build of this project is at work: waiting until it is done");
    })?;
    let settings = making::settings(&args.making, &project)?;
    let making = Making::new(&args.making, &project)?;
    let gates = project.gates.over_all(&args.gates);
    let mut session = Session::new(report, project, &args.asking);
    session.media_roots.clone_from(&args.media_root);
    session.fetches = Some(args.making.fetch_media);
    session.options.of_readers = settings.of_readers().clone();
    let fail_on = session.fail_on(args.fail_on, FailOn::Never);
    let jobs = Jobs::new(&mut session, &settings, args.plugins.plugin_timeout, &output)?;

    // When a folder could not be looked through, nobody knows which pages are gone.
    let is_whole = session.tally.failed == 0;
    let fetches = args.making.fetch_media || session.project.fetch_media;
    let made_of = files::digest_of(format!(
        "{} {} {making:?} {:?} {:?} {fetches}",
        env!("DECKMILL_SOURCES"),
        settings.told(),
        args.remembering.retired,
        session.project.key,
    ));
    let old = Manifest::read(&output).filter(|_| !args.force && is_whole);
    let names: Vec<String> = jobs.pages.iter().map(|page| session.name_of(page)).collect();
    let is_asked_anew = args.check || args.remembering.fresh || !args.remembering.previous.is_empty();
    let plan = files::digest_of(jobs.told(&names, &output));
    let place = Standing { folder: &folder, output: &output, settings: &made_of, plan: &plan };
    if let Some(old) =
        old.as_ref().filter(|old| !is_asked_anew && current::is_current(old, &jobs, &place, &names, &session))
    {
        again(&mut session, old, &jobs, &gates)?;
        let media = media_files(&session, jobs.pages.iter().zip(&old.pages));
        return Ok(Built { outcome: session.tally.outcome(fail_on), media });
    }

    jobs.refuse(&session, &output)?;
    let old = old.map(|old| old.outputs).unwrap_or_default();
    let old = old.into_iter().map(|output| (output.file.clone(), output)).collect();
    let remember = Remember::open(&args.remembering, Some(&folder.join(LOCK)), session.report)?;
    let writer = Writer { session, settings, remember, making, gates };
    let mut building =
        Building { writer, jobs, place, old, entries: HashMap::new(), batch: Batch::default() };
    building.read()?;
    building.finish(args, is_whole)?;
    let Building { writer: Writer { session, .. }, jobs, entries, .. } = &building;
    let media = media_files(session, entries.iter().map(|(page, entry)| (&jobs.pages[*page], entry)));
    Ok(Built { outcome: session.tally.outcome(fail_on), media })
}

/// The files on the disk that pages show and play.
fn media_files<'a>(
    session: &Session,
    pages: impl Iterator<Item = (&'a Found, &'a PageEntry)>,
) -> Vec<PathBuf> {
    let of_page = |(found, entry): (&Found, &PageEntry)| {
        let allowed = session.allowed(found);
        let file = |media: &MediaEntry| files::media_file(found, &media.address, &allowed);
        entry.media.iter().filter_map(file).collect::<Vec<_>>()
    };
    pages.flat_map(of_page).collect()
}

/// The project, which there has to be.
fn open(args: &Build) -> Result<Project> {
    let project = Project::open(args.project.as_deref())?;
    project.must_exist().map(|()| project)
}

/// Says once more what there is to say of pages whose outputs are as they were built.
fn again(session: &mut Session, old: &Manifest, jobs: &Jobs, gates: &Gates) -> Result<()> {
    let is_verbose = session.report.is_verbose();
    for (page, found) in old.pages.iter().zip(&jobs.pages) {
        let path = found.path.display().to_string();
        // What is said of a page stands in no file; a page of which nothing is to be said is not read.
        if is_verbose || page.warnings + page.errors > 0 {
            if let Some(read) = session.read(found, None) {
                session.has_cards(found, &read)?;
            }
        } else {
            session.tally.counts.append(page.counts());
            session.report.findings(&Place::output(&path), &Diagnostics::default(), Severity::Error)?;
        }
        session.gate(&Place::output(&path), &gates.page(page.coverage))?;
    }
    for job in &jobs.jobs {
        let pages = job.pages.iter().filter_map(|page| old.pages.get(*page));
        expected(session, job, pages.map(|page| page.cards).sum())?;
    }
    let cards = old.pages.iter().map(|page| page.cards).sum();
    let place = session.project.folder.join(LOCK).display().to_string();
    session.gate(&Place::output(&place), &gates.cards(cards))?;
    session.tally.good = old.pages.len();
    for (entry, output) in old.outputs.iter().zip(jobs.jobs.iter().flat_map(|job| &job.outputs)) {
        session.report.kept(output.target.path(), &entry.format, entry.cards);
        session.tally.counts.append(entry.counts());
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
    /// What the last build wrote, by its name.
    old: BTreeMap<String, OutputEntry>,
    /// What the manifest says of the pages that could be read, by their index.
    entries: HashMap<usize, PageEntry>,
    /// Those pages, in the same order.
    batch: Batch,
}

impl Building<'_> {
    /// Reads all pages, several at a time.
    fn read(&mut self) -> Result<()> {
        let Building { writer, jobs, batch, entries, .. } = self;
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
            let addresses = addresses(&read.deck);
            let is_open = is_open || addresses.iter().any(|address| media::is_on_the_web(address));
            let media = media_of(session, found, addresses);
            entries.insert(index, PageEntry::new(&read, sha256, media, is_open));
            batch.pages.push(read);
            Ok(())
        })
    }

    /// Knows the cards again, and writes what is not as it is to be.
    fn finish(&mut self, args: &Build, is_whole: bool) -> Result<()> {
        let of_decks = self.jobs.jobs.iter().filter(|job| job.deck.is_some());
        let more: Vec<Output> = of_decks.flat_map(|job| job.outputs.clone()).collect();
        let homes = self.homes();
        let recalled = self.writer.recall_all(&mut self.batch, &more, is_whole, homes)?;
        if self.batch.pages.is_empty() || !self.passes(recalled.as_ref())? {
            return Ok(());
        }
        match args.check {
            true => self.compare(recalled.as_ref()),
            false => {
                self.left_out();
                let draft = self.writer.draft(recalled.as_ref())?;
                self.write(recalled.as_ref(), draft, is_whole)
            }
        }
    }

    /// Where pages that are gone were at home: in the decks of several pages that would have them still. Their cards
    /// are retired with the first page there.
    fn homes(&self) -> Homes {
        let pages = &self.batch.pages;
        let here: HashSet<&String> = pages.iter().map(|page| &page.name).chain(&self.batch.unread).collect();
        let is_gone = |name: &&String| !here.contains(*name);
        let home = |name: &String| {
            let path = self.place.folder.join(name);
            let has = |job: &&Job| {
                job.deck
                    .as_ref()
                    .is_some_and(|deck| deck.input.iter().any(|input| Named::of(input).has(&path)))
            };
            let job = self.jobs.jobs.iter().find(has)?;
            let names: Vec<String> =
                job.pages.iter().map(|page| self.writer.session.name_of(&self.jobs.pages[*page])).collect();
            pages.iter().position(|page| names.contains(&page.name)).map(|at| (name.clone(), at))
        };
        Homes::Known(self.writer.remember.pages().filter(is_gone).filter_map(home).collect())
    }

    /// Says which decks lack a page, and stay as they are.
    fn left_out(&mut self) {
        let jobs = self.jobs.jobs.iter();
        let lacking = jobs.filter_map(|job| {
            let missing = job.pages.iter().find(|page| !self.entries.contains_key(page))?;
            Some((job.deck.as_ref()?.name.clone(), self.jobs.pages[*missing].path.display().to_string()))
        });
        for (deck, page) in lacking.collect::<Vec<_>>() {
            let failure = Failure::new(format!("{deck}: left as it is, for {page} could not be used"));
            self.writer
                .session
                .report
                .failure(&failure.help("mend the page, or take it out of the deck").into());
        }
    }

    /// Whether all gates are passed.
    fn passes(&mut self, recalled: Option<&Recalled>) -> Result<bool> {
        for job in &self.jobs.jobs {
            let pages = job.pages.iter().filter_map(|page| self.entries.get(page));
            expected(&mut self.writer.session, job, pages.map(|page| page.cards).sum())?;
        }
        let tally = recalled.map(|recalled| recalled.tally);
        self.writer.passes(&self.batch.pages, cards_of(&self.batch.pages), tally)
    }
}

/// Says it if a deck does not have as many cards as it is to have.
fn expected(session: &mut Session, job: &Job, cards: usize) -> Result<()> {
    let Some(deck) = &job.deck else { return Ok(()) };
    let found = Gates { expect: deck.expect, ..Gates::default() }.cards(cards);
    let (path, line) = match &deck.origin {
        Origin::Line(path, line) => (path.display().to_string(), *line),
        other => (other.to_string(), 1),
    };
    session.gate(&Place::at(&path, line, 1), &found)
}

/// The addresses of the files that cards show and play.
fn addresses(deck: &Deck) -> BTreeSet<&String> {
    let cards = deck.all_cards().flat_map(|card| card.media.keys());
    deck.media.keys().chain(cards).collect()
}

/// Those that are files of the disk, and what is in these.
fn media_of(session: &Session, page: &Found, addresses: BTreeSet<&String>) -> Vec<MediaEntry> {
    let allowed = session.allowed(page);
    let entry = |address: &String| {
        let path = files::media_file(page, address, &allowed)?;
        Some(MediaEntry { address: address.clone(), sha256: files::digest(&path).ok()? })
    };
    addresses.into_iter().filter_map(entry).collect()
}
