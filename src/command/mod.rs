//! The commands, one file each, named as the user types it.
//!
//! To add one: a row in `cli::Command`, a file here with a `run`, and its lines below. What several
//! commands do is in [`Session`]: find the pages, read them, count what went well.

mod adopt;
mod build;
mod check;
mod completions;
mod config;
mod doctor;
mod explain;
pub mod export;
mod formats;
mod init;
mod man;
mod merge;
mod plan;
mod plugin;
pub mod schema;
mod verify;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::Result;
use deckmill::diagnostic::{Diagnostics, Severity};
use deckmill::format::by_extension;
use deckmill::read::READERS;
use deckmill::{Page, ReadOptions, Source};

use crate::attach;
use crate::cli::{self, Asking, Command, FailOn, Reading};
use crate::failure::{self, Failure};
use crate::files::{self, Allowed, Fetching, Found, Pages, Store};
use crate::making::Making;
use crate::project::Project;
use crate::report::{Counts, Data, Place, Report, Stream, VOICES};
use crate::threads;

/// How a command ended; as a number, its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Good = 0,
    /// There were findings at or above `--fail-on`, or some of the pages failed.
    Findings = 1,
    /// Nothing was done.
    Nothing = 2,
}

/// Runs a command.
pub fn run(command: &Command, report: &mut Report) -> Result<Outcome> {
    report.begin(stream_of(command), fail_on(command))?;
    if report.is_markdown() && !matches!(command, Command::Plan(_)) {
        let failure = Failure::new("`--message-format markdown` is for `plan` only");
        let others = VOICES.iter().filter(|(.., voice)| voice.data() != Data::Markdown);
        let others: Vec<_> = others.map(|(name, ..)| *name).collect();
        return Err(failure.help(format!("the others know {}", others.join(", "))).into());
    }
    match command {
        Command::Export(args) => export::run(args, report),
        Command::Adopt(args) => adopt::run(args, report),
        Command::Build(args) => build::run(args, report),
        Command::Check(args) => check::run(args, report),
        Command::Config(args) => config::run(args, report),
        Command::Doctor(args) => doctor::run(args, report),
        Command::Init(args) => init::run(args, report),
        Command::Merge(args) => merge::run(args, report),
        Command::Plan(args) => plan::run(args, report),
        Command::Explain(args) => explain::run(args, report),
        Command::Formats => formats::run(report),
        Command::Schema(args) => schema::run(args, report),
        Command::Plugin(cli::Plugin::Test(args)) => plugin::run(args, report),
        Command::Verify(args) => verify::run(args, report),
        Command::Completions(args) => completions::run(args, report),
        Command::Man(args) => man::run(args, report),
    }
}

/// Where the findings of a command go.
fn stream_of(command: &Command) -> Stream {
    match command {
        Command::Check(_) | Command::Verify(_) => Stream::Data,
        _ => Stream::Talk,
    }
}

/// From which severity on findings make a command fail, where no project has a say in that.
fn fail_on(command: &Command) -> Option<Severity> {
    match command {
        Command::Plan(args) => args.fail_on.severity(),
        Command::Verify(args) => args.fail_on.severity(),
        _ => None,
    }
}

/// What went well and what did not.
#[derive(Debug, Default)]
pub struct Tally {
    /// Pages that gave what they were asked for.
    pub good: usize,
    /// Pages that did not.
    pub failed: usize,
    /// The findings in all of them.
    pub counts: Counts,
    /// Whether something is wrong beside pages and findings: a gate is closed, or an output is not current.
    pub is_bad: bool,
}

impl Tally {
    /// How a command ended that fails on findings from this severity on.
    fn outcome(&self, fail_on: FailOn) -> Outcome {
        let is_found = fail_on.severity().is_some_and(|least| self.counts.reach(least));
        match (self.good, self.failed) {
            _ if self.is_bad => Outcome::Findings,
            (0, _) => Outcome::Nothing,
            (_, 0) if !is_found => Outcome::Good,
            _ => Outcome::Findings,
        }
    }
}

/// What it takes to read pages.
struct Desk<'a> {
    project: &'a Project,
    options: &'a ReadOptions,
    web: &'a Pages,
    /// Whether it is asked which bytes were read.
    with_digest: bool,
}

/// A page as it was read, without its images and sounds.
struct Loaded {
    page: Page,
    /// The bytes of a page that is a package: its files are in it.
    package: Vec<u8>,
    /// The SHA-256 of its bytes, where that is asked for.
    digest: String,
}

impl Desk<'_> {
    /// The name of a page's source in outputs, and whether it is a page of the project.
    fn source_of(&self, found: &Found) -> (String, bool) {
        if let Some(address) = &found.address {
            let shown = address.shown();
            return (shown.to_owned(), self.project.names(shown));
        }
        let own = if found.is_stdin() { None } else { self.project.name_of(&found.path) };
        own.map_or_else(|| (base_name(&found.path), false), |name| (name, true))
    }

    /// Reads a page.
    fn load(&self, found: &Found, remembered: Option<String>) -> Result<Loaded> {
        let source = files::read(found, self.source_of(found).0, self.web)?;
        Ok(self.understand(found, source, remembered))
    }

    /// The page that a source is.
    fn understand(&self, found: &Found, source: Source, remembered: Option<String>) -> Loaded {
        let is_own = self.source_of(found).1;
        let key = self.project.key.clone().filter(|_| self.project.holds("key", is_own)).or(remembered);
        let options = ReadOptions { default_key: key, ..self.options.clone() };
        let package = attach::bytes_of(&source);
        let digest = if self.with_digest { files::digest_of(&source.bytes) } else { String::new() };
        Loaded { page: deckmill::read_owned(source, &options), package, digest }
    }
}

/// A command at work on pages.
pub struct Session<'a> {
    pub report: &'a mut Report,
    project: Project,
    options: ReadOptions,
    /// Where pages may take files from, whatever the project says.
    media_roots: Vec<PathBuf>,
    /// Whether the command fetches files from the web, and whether it was asked to; none where it never does.
    fetches: Option<bool>,
    /// The files that the pages so far refer to.
    pub media: Store,
    /// The pages that are on the web.
    web: Pages,
    pub tally: Tally,
}

impl<'a> Session<'a> {
    /// With the project that the current folder is in, if any.
    fn open(report: &'a mut Report, reading: &Reading) -> Result<Session<'a>> {
        let project = Project::open(reading.project.as_deref())?;
        let mut session = Session::new(report, project, &reading.asking);
        session.options.from = reading.from;
        session.options.layout = reading.layout;
        session.options.key.clone_from(&reading.key);
        session.media_roots.clone_from(&reading.media_root);
        Ok(session)
    }

    /// With pages read as their project and they themselves say.
    fn new(report: &'a mut Report, project: Project, asking: &Asking) -> Session<'a> {
        Session {
            report,
            options: ReadOptions {
                of_readers: project.settings.of_readers().clone(),
                ..ReadOptions::default()
            },
            project,
            media_roots: Vec::new(),
            fetches: None,
            media: Store::default(),
            web: Pages::new(asking.offline),
            tally: Tally::default(),
        }
    }

    /// What the project wants done to the cards of its pages, and what was asked for here.
    fn making(&self, asked: &cli::Making) -> Result<Making> {
        Making::new(asked, &self.project)
    }

    /// The pages that paths stand for, each once; in folders, the paths in `except` are left out.
    fn find(&mut self, paths: &[PathBuf], except: &[PathBuf]) -> Vec<Found> {
        let pages = self.look_for(paths, except);
        self.report.start(&pages);
        pages
    }

    /// As [`Session::find`], where not all pages of the run are looked for at once.
    fn look_for(&mut self, paths: &[PathBuf], except: &[PathBuf]) -> Vec<Found> {
        let except: Vec<_> = except.iter().map(|path| files::real(path)).collect();
        let mut pages: Vec<Found> = Vec::new();
        let mut seen = HashSet::new();
        for page in paths.iter().flat_map(|path| self.sought(path, &except)).collect::<Vec<_>>() {
            match page {
                Ok(page) if seen.insert(files::real(&page.path)) => pages.push(page),
                Ok(_) => {}
                Err(error) => self.fail(&error),
            }
        }
        pages
    }

    /// The pages that a path stands for, and what can't be had of it; to stand for none is an error. What the
    /// project excludes counts only where it is itself the path.
    fn sought(&self, path: &Path, except: &[PathBuf]) -> Vec<Result<Found>> {
        let mut found = files::find(path, &|name| by_extension(READERS, name).is_some(), except);
        let is_any = !found.is_empty();
        found.retain(|page| {
            let place = page.as_ref().map_or_else(failure::path_of, |page| Some(page.path.as_path()));
            place.is_none_or(|place| place == path || !self.project.excludes(place))
        });
        match (is_any, found.is_empty()) {
            (false, _) => vec![Err(no_page(path).into())],
            (true, true) => vec![Err(Failure::at(path, "`exclude` leaves no page of this").into())],
            _ => found,
        }
    }

    /// The name of a page's source in outputs.
    pub fn name_of(&self, found: &Found) -> String {
        self.desk().source_of(found).0
    }

    /// What it takes to read pages, several at a time if need be.
    fn desk(&self) -> Desk<'_> {
        Desk { project: &self.project, options: &self.options, web: &self.web, with_digest: false }
    }

    /// Reads a page. One that can't be read is reported and counted. `remembered` is the collection
    /// key that it had before.
    pub fn read(&mut self, found: &Found, remembered: Option<String>) -> Option<Page> {
        self.report.reading(found);
        let loaded = self.desk().load(found, remembered);
        self.accept(found, loaded)
    }

    /// Reads pages in several threads, and hands over, in their order, what was read, with the digest of its
    /// bytes.
    pub fn read_each(
        &mut self,
        pages: &[(&Found, Option<String>)],
        mut take: impl FnMut(&mut Session, usize, Option<(Page, String)>) -> Result<()>,
    ) -> Result<()> {
        for (round, some) in pages.chunks(threads::ROUND).enumerate() {
            let desk = Desk { with_digest: true, ..self.desk() };
            let loaded = threads::map(some, |(found, key)| desk.load(found, key.clone()));
            for (index, (mut loaded, (found, _))) in loaded.into_iter().zip(some).enumerate() {
                self.report.reading(found);
                let digest =
                    loaded.as_mut().map(|loaded| std::mem::take(&mut loaded.digest)).unwrap_or_default();
                let page = self.accept(found, loaded).map(|page| (page, digest));
                take(self, round * threads::ROUND + index, page)?;
            }
        }
        Ok(())
    }

    /// Takes a page that was read, or says what spoiled it.
    fn accept(&mut self, found: &Found, loaded: Result<Loaded>) -> Option<Page> {
        let page = match loaded {
            Ok(loaded) => Some(self.take_in(found, loaded)),
            Err(error) => {
                self.fail(&error);
                None
            }
        };
        self.report.advance(found);
        page
    }

    /// The bytes of a page.
    fn source(&self, found: &Found) -> Result<Source> {
        files::read(found, self.name_of(found), &self.web)
    }

    /// The page that a source is, which was read already.
    fn understand(&mut self, found: &Found, source: Source, remembered: Option<String>) -> Page {
        let loaded = self.desk().understand(found, source, remembered);
        self.take_in(found, loaded)
    }

    /// Gives a page its images and sounds.
    fn take_in(&mut self, found: &Found, loaded: Loaded) -> Page {
        let Loaded { mut page, package, .. } = loaded;
        let allowed = self.allowed(found);
        attach::take_in(&mut self.media, found, &package, &mut page, &allowed);
        page
    }

    /// Where a page may take files from. What the project allows is for its own pages.
    pub fn allowed(&self, found: &Found) -> Allowed {
        let is_own = self.desk().source_of(found).1;
        let holds = |key: &str| self.project.holds(key, is_own);
        let roots = self.project.media_roots.iter().filter(|_| holds("media_root")).chain(&self.media_roots);
        let is_asked = self.fetches == Some(true) || self.project.fetch_media && holds("fetch_media");
        let web = match (is_asked, self.fetches) {
            (false, _) => Fetching::No,
            (true, None) => Fetching::Later,
            (true, Some(_)) if self.web.is_offline() => Fetching::Offline,
            (true, Some(_)) => Fetching::Yes,
        };
        Allowed { roots: roots.cloned().collect(), web }
    }

    /// Says what was found in a page that goes into an output, and whether it has cards at all.
    pub fn has_cards(&mut self, found: &Found, page: &Page) -> Result<bool> {
        let path = found.path.display().to_string();
        let place = Place::page(&path, page);
        let least = self.report.least();
        if page.is_empty() {
            self.report.spoiled(&place, &page.diagnostics, least)?;
            self.tally.failed += 1;
        } else {
            self.report.findings(&place, &page.diagnostics, least)?;
        }
        self.tally.counts.add(&page.diagnostics);
        self.report.coverage(&place, page);
        Ok(!page.is_empty())
    }

    /// Says what a gate finds, at a page or output: the command has failed then.
    pub fn gate(&mut self, place: &Place, found: &Diagnostics) -> Result<()> {
        self.tally.counts.add(found);
        self.tally.is_bad |= !found.is_empty();
        self.report.faults(place, found)
    }

    /// From which findings on the command fails: as it was asked to, or else as is set.
    pub fn fail_on(&mut self, asked: Option<FailOn>, usual: FailOn) -> FailOn {
        let fail_on = asked.or(self.project.fail_on).unwrap_or(usual);
        self.report.fails_on(fail_on.severity());
        fail_on
    }

    /// Says what was found while an output was written.
    pub fn said(&mut self, path: &Path, diagnostics: &Diagnostics) -> Result<()> {
        self.tally.counts.add(diagnostics);
        let path = path.display().to_string();
        self.report.findings(&Place::output(&path), diagnostics, self.report.least())
    }

    /// Reports what spoiled a page, and counts it.
    pub fn fail(&mut self, error: &anyhow::Error) {
        self.tally.failed += 1;
        self.report.failure(error);
    }
}

fn no_page(folder: &Path) -> Failure {
    let extensions: Vec<_> = READERS.iter().flat_map(|row| row.extensions).copied().collect();
    let what =
        if files::is_folder(folder) { "there is no page in this folder" } else { "no page has such a name" };
    Failure::at(folder, what)
        .help(format!("files count whose extension is one of: {}", extensions.join(", ")))
}

/// The name of a file without its folders.
fn base_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
