//! `deckmill export`: the cards of pages to files, folders or standard output.
//!
//! A file, and standard output, hold the cards of all pages; a folder gets a file for each page and
//! format. Pages without a question are reported and left out.

use std::path::Path;

use anyhow::Result;
use deckmill::diagnostic::Diagnostics;
use deckmill::{Deck, Page, combine};

use super::{Outcome, Session};
use crate::cli::Export;
use crate::files::{self, Found, Target};
use crate::outputs::{self, Destinations, Drafted, Output, Written};
use crate::report::{Counts, Report};
use crate::settings::Settings;

/// The title of a deck of several pages that goes to standard output and so has no file's name.
const UNTITLED: &str = "deckmill";

/// Runs the command.
pub fn run(args: &Export, report: &mut Report) -> Result<Outcome> {
    let epoch = files::epoch()?;
    let destinations = Destinations::new(&args.output, &args.to)?;
    let mut session = Session::open(report, &args.reading)?;
    let mut settings = session.project.as_ref().map(|project| project.settings.clone()).unwrap_or_default();
    args.set.iter().try_for_each(|setting| settings.set(setting))?;
    outputs::refuse_terminal(&destinations.single, &settings)?;

    let pages = session.find(&args.reading.pages, &destinations.paths());
    let in_folders = in_folders(&destinations, &pages);
    let all = || destinations.single.iter().chain(in_folders.iter().flatten());
    outputs::refuse_clashes(all(), &pages)?;
    outputs::refuse_unwritable(all())?;

    let drop_references = args.drop_references || session.drops_references();
    let mut writer = Writer { session, settings, epoch, drop_references };
    let mut decks = Vec::new();
    for (found, outputs) in pages.iter().zip(&in_folders) {
        let Some(page) = writer.read(found) else { continue };
        if writer.session.has_cards(found, &page)? {
            let written = writer.page(&page, outputs);
            written.iter().for_each(|(written, counts)| writer.session.report.written(written, *counts));
            decks.push(page.deck);
        }
    }
    if !decks.is_empty() && !destinations.single.is_empty() {
        let written = writer.all(decks, &destinations.single)?;
        written.iter().for_each(|(written, counts)| writer.session.report.written(written, *counts));
    }
    Ok(writer.session.tally.outcome(args.fail_on.severity()))
}

/// The outputs of each page in all the folders.
fn in_folders(destinations: &Destinations, pages: &[Found]) -> Vec<Vec<Output>> {
    let mut all = vec![Vec::new(); pages.len()];
    for folder in &destinations.folders {
        let outputs = outputs::in_folder(folder, pages, &destinations.formats);
        all.iter_mut().zip(outputs).for_each(|(all, outputs)| all.extend(outputs));
    }
    all
}

/// Writes decks, and counts what went well.
pub(super) struct Writer<'a> {
    pub session: Session<'a>,
    pub settings: Settings,
    pub epoch: Option<i64>,
    pub drop_references: bool,
}

impl Writer<'_> {
    /// Reads a page as it is to be written.
    pub fn read(&mut self, found: &Found) -> Option<Page> {
        let mut page = self.session.read(found)?;
        if self.drop_references {
            page.deck.drop_references();
        }
        Some(page)
    }

    /// Writes a page's own outputs. When that fails, the other pages don't suffer.
    pub fn page(&mut self, page: &Page, outputs: &[Output]) -> Vec<(Written, Counts)> {
        let mut counts = Counts::default();
        counts.add(&page.diagnostics);
        let drafts = outputs::draft(&page.deck, outputs, &self.settings, self.epoch);
        match drafts.and_then(|drafts| self.commit(drafts, counts)) {
            Ok(written) => {
                self.session.tally.good += 1;
                written
            }
            Err(error) => {
                self.session.fail(&error);
                Vec::new()
            }
        }
    }

    /// Writes the outputs that hold all pages. A page that stands alone keeps its title.
    fn all(&mut self, mut decks: Vec<Deck>, outputs: &[Output]) -> Result<Vec<(Written, Counts)>> {
        let mut diagnostics = Diagnostics::default();
        let is_alone = decks.len() == 1;
        let mut deck = match is_alone {
            true => decks.remove(0),
            false => combine(UNTITLED, decks, &mut diagnostics),
        };
        let mut drafts = Vec::new();
        for output in outputs {
            if !is_alone {
                deck.title = title(output);
                deck.key.clone_from(&deck.title);
            }
            drafts.extend(outputs::draft(&deck, std::slice::from_ref(output), &self.settings, self.epoch)?);
        }
        if let Some(output) = outputs.first() {
            self.session.said(output.target.path(), &diagnostics)?;
        }
        self.commit(drafts, self.session.tally.counts)
    }

    /// Puts outputs in their places; `found` counts the findings in their pages.
    fn commit(&mut self, drafts: Vec<Drafted>, found: Counts) -> Result<Vec<(Written, Counts)>> {
        let mut all = Vec::new();
        for written in outputs::commit(drafts)? {
            self.session.said(written.output.target.path(), &written.diagnostics)?;
            let mut counts = found;
            counts.add(&written.diagnostics);
            all.push((written, counts));
        }
        Ok(all)
    }
}

/// What the deck of several pages is called in an output: as the file.
fn title(output: &Output) -> String {
    match &output.target {
        Target::Stdout => UNTITLED.to_owned(),
        target => {
            let stem = target.path().file_stem().unwrap_or(Path::new(UNTITLED).as_os_str());
            stem.to_string_lossy().into_owned()
        }
    }
}
