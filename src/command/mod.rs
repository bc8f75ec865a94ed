//! The commands, one file each, named as the user types it.
//!
//! To add one: a row in `cli::Command`, a file here with a `run`, and its lines below. What several
//! commands do is in [`Session`]: find the pages, read them, count what went well.

mod adopt;
mod build;
mod check;
mod explain;
pub mod export;
mod formats;
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
use crate::cli::{self, Command, Reading};
use crate::failure::Failure;
use crate::files::{self, Allowed, Fetching, Found, Store};
use crate::making::Making;
use crate::project::Project;
use crate::report::{Counts, Place, Report, Stream};

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
    if report.is_markdown() && !matches!(command, Command::Plan(_)) {
        let failure = Failure::new("`--message-format markdown` is for `plan` only");
        return Err(failure.help("the others know human and json").into());
    }
    match command {
        Command::Export(args) => export::run(args, report),
        Command::Adopt(args) => adopt::run(args, report),
        Command::Build(args) => build::run(args, report),
        Command::Check(args) => check::run(args, report),
        Command::Merge(args) => merge::run(args, report),
        Command::Plan(args) => plan::run(args, report),
        Command::Explain(args) => explain::run(args, report),
        Command::Formats => formats::run(report),
        Command::Schema(args) => schema::run(args, report),
        Command::Plugin(cli::Plugin::Test(args)) => plugin::run(args, report),
        Command::Verify(args) => verify::run(args, report),
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
}

impl Tally {
    /// How a command ended that fails on findings from this severity on.
    fn outcome(&self, fail_on: Option<Severity>) -> Outcome {
        let is_found = fail_on.is_some_and(|least| self.counts.reach(least));
        match (self.good, self.failed) {
            (0, _) => Outcome::Nothing,
            (_, 0) if !is_found => Outcome::Good,
            _ => Outcome::Findings,
        }
    }
}

/// A command at work on pages.
pub struct Session<'a> {
    pub report: &'a mut Report,
    project: Option<Project>,
    options: ReadOptions,
    /// Where pages may take files from, whatever the project says.
    media_roots: Vec<PathBuf>,
    /// Whether the command fetches files from the web, and whether it was asked to; none where it never does.
    fetches: Option<bool>,
    /// The files that the pages so far refer to.
    pub media: Store,
    pub tally: Tally,
}

impl<'a> Session<'a> {
    /// With the project that the current folder is in, if any.
    fn open(report: &'a mut Report, reading: &Reading) -> Result<Session<'a>> {
        let options = ReadOptions {
            from: reading.from,
            layout: reading.layout,
            key: reading.key.clone(),
            ..ReadOptions::default()
        };
        let project = Project::open(reading.project.as_deref())?;
        let media_roots = reading.media_root.clone();
        Ok(Session { options, media_roots, ..Session::new(report, project) })
    }

    /// With pages read as their project and they themselves say.
    fn new(report: &'a mut Report, project: Option<Project>) -> Session<'a> {
        Session {
            report,
            project,
            options: ReadOptions::default(),
            media_roots: Vec::new(),
            fetches: None,
            media: Store::default(),
            tally: Tally::default(),
        }
    }

    /// What the project wants done to the cards of its pages, and what was asked for here.
    fn making(&self, asked: &cli::Making) -> Result<Making> {
        Making::new(asked, self.project.as_ref())
    }

    /// The pages that paths stand for, each once; in folders, the paths in `except` are left out.
    fn find(&mut self, paths: &[PathBuf], except: &[PathBuf]) -> Vec<Found> {
        let except: Vec<_> = except.iter().map(|path| files::real(path)).collect();
        let wanted = |name: &str| by_extension(READERS, name).is_some();
        let mut pages: Vec<Found> = Vec::new();
        let mut seen = HashSet::new();
        for path in paths {
            let found = files::find(path, &wanted, &except);
            if found.is_empty() {
                self.fail(&no_page(path).into());
            }
            for page in found {
                match page {
                    Ok(page) if seen.insert(files::real(&page.path)) => pages.push(page),
                    Ok(_) => {}
                    Err(error) => self.fail(&error),
                }
            }
        }
        self.report.start(&pages);
        pages
    }

    /// The name of a page's source in outputs, and whether it is a page of the project.
    fn source_of(&self, found: &Found) -> (String, Option<&Project>) {
        let project = self.project.as_ref().filter(|_| !found.is_stdin());
        let own = project.and_then(|project| Some((project.name_of(&found.path)?, project)));
        own.map_or_else(|| (base_name(&found.path), None), |(name, project)| (name, Some(project)))
    }

    /// The name of a page's source in outputs.
    pub fn name_of(&self, found: &Found) -> String {
        self.source_of(found).0
    }

    /// Reads a page. One that can't be read is reported and counted. `remembered` is the collection
    /// key that it had before.
    pub fn read(&mut self, found: &Found, remembered: Option<String>) -> Option<Page> {
        self.report.reading(found);
        let page = match files::read(found, self.name_of(found)) {
            Ok(source) => Some(self.understand(found, source, remembered)),
            Err(error) => {
                self.fail(&error);
                None
            }
        };
        self.report.advance();
        page
    }

    /// The page that a source is, which was read already.
    fn understand(&mut self, found: &Found, source: Source, remembered: Option<String>) -> Page {
        // The key of a project is for its own pages, not for any page that is read from within it.
        let (_, project) = self.source_of(found);
        let key = project.and_then(|project| project.key.clone()).or(remembered);
        let options = ReadOptions { default_key: key, ..self.options.clone() };
        let allowed = self.allowed(found);
        let bytes = attach::bytes_of(&source);
        let mut page = deckmill::read_owned(source, &options);
        attach::take_in(&mut self.media, found, &bytes, &mut page, &allowed);
        page
    }

    /// Where a page may take files from. What the project allows is for its own pages.
    fn allowed(&self, found: &Found) -> Allowed {
        let project = self.source_of(found).1;
        let roots = project.iter().flat_map(|project| &project.media_roots).chain(&self.media_roots);
        let is_asked = self.fetches == Some(true) || project.is_some_and(|project| project.fetch_media);
        let web = match (is_asked, self.fetches) {
            (false, _) => Fetching::No,
            (true, None) => Fetching::Later,
            (true, Some(_)) => Fetching::Yes,
        };
        Allowed { roots: roots.cloned().collect(), web }
    }

    /// Says what was found in a page that goes into an output, and whether it has cards at all.
    pub fn has_cards(&mut self, found: &Found, page: &Page) -> Result<bool> {
        let path = found.path.display().to_string();
        let place = Place::page(&path, page);
        self.report.findings(Stream::Talk, &place, &page.diagnostics, self.report.least())?;
        self.tally.counts.add(&page.diagnostics);
        self.report.coverage(&place, page);
        if page.is_empty() {
            self.tally.failed += 1;
        }
        Ok(!page.is_empty())
    }

    /// Says what was found while an output was written.
    pub fn said(&mut self, path: &Path, diagnostics: &Diagnostics) -> Result<()> {
        self.tally.counts.add(diagnostics);
        let path = path.display().to_string();
        self.report.findings(Stream::Talk, &Place::output(&path), diagnostics, self.report.least())
    }

    /// Reports what spoiled a page, and counts it.
    pub fn fail(&mut self, error: &anyhow::Error) {
        self.tally.failed += 1;
        self.report.failure(error);
    }
}

fn no_page(folder: &Path) -> Failure {
    let extensions: Vec<_> = READERS.iter().flat_map(|row| row.extensions).copied().collect();
    Failure::at(folder, "there is no page in this folder")
        .help(format!("files count whose extension is one of: {}", extensions.join(", ")))
}

/// The name of a file without its folders.
fn base_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
