//! What `export` and `build` do alike: read pages, know their cards again, write what becomes of them.
//!
//! Which pages, which outputs and in which order is for the commands to say.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use deckmill::diagnostic::{Diagnostic, Diagnostics, Severity};
use deckmill::memory::{Homes, Memory, PageOf, Recalled, Scope, Tally};
use deckmill::{Deck, Page};

use crate::command::Session;
use crate::files::{Draft, Found};
use crate::gates::Gates;
use crate::making::Making;
use crate::outputs::{self, Drafted, Output, Written};
use crate::remember::Remember;
use crate::report::{Counts, Place};
use crate::settings::Settings;

/// Writes decks, and counts what went well.
pub struct Writer<'a> {
    pub session: Session<'a>,
    pub settings: Settings,
    pub remember: Remember,
    pub making: Making,
    pub gates: Gates,
}

/// A page that was read and has cards, on its way to its outputs.
pub struct ReadPage {
    /// The name of its source.
    pub name: String,
    /// Its path as the user gave it.
    pub path: String,
    /// Its cards.
    pub deck: Deck,
    /// Its findings, counted.
    pub counts: Counts,
    /// Which share of its text is in cards.
    pub coverage: f64,
    /// Where it goes alone.
    pub outputs: Vec<Output>,
}

impl ReadPage {
    /// A page that has cards, as they are to be written.
    pub fn new(found: &Found, page: Page, outputs: &[Output], making: &Making) -> ReadPage {
        let mut counts = Counts::default();
        counts.add(&page.diagnostics);
        let (path, coverage) = (found.path.display().to_string(), page.coverage());
        let mut deck = page.deck;
        making.apply(&mut deck);
        ReadPage { name: page.source, path, deck, counts, coverage, outputs: outputs.to_vec() }
    }
}

/// How many cards pages have together.
pub fn cards_of(pages: &[ReadPage]) -> usize {
    pages.iter().map(|page| page.deck.all_cards().count()).sum()
}

/// Pages of a run: those that were read, and the names of those that could not be.
#[derive(Default)]
pub struct Batch {
    pub pages: Vec<ReadPage>,
    pub unread: HashSet<String>,
}

impl Writer<'_> {
    /// Reads a page as it is to be written, and says what was found in it.
    pub fn read(&mut self, found: &Found, outputs: &[Output], batch: &mut Batch) -> Result<()> {
        let key = self.remember.key(&self.session.name_of(found)).cloned();
        let page = self.session.read(found, key);
        let read = match page {
            Some(page) if self.session.has_cards(found, &page)? => Some(page),
            _ => None,
        };
        match read {
            Some(page) => batch.pages.push(ReadPage::new(found, page, outputs, &self.making)),
            None => drop(batch.unread.insert(self.session.name_of(found))),
        }
        Ok(())
    }

    /// Whether pages, and what became of their cards, pass the gates, so many of which are to be written; says
    /// what does not.
    pub fn passes(&mut self, pages: &[ReadPage], cards: usize, tally: Option<Tally>) -> Result<bool> {
        let gates = self.gates;
        for page in pages {
            self.session.gate(&Place::output(&page.path), &gates.page(page.coverage))?;
        }
        let place = match (pages, self.remember.place()) {
            ([page], _) => page.path.clone(),
            (_, Some(lock)) => lock.display().to_string(),
            _ => "all pages".to_owned(),
        };
        if !pages.is_empty() {
            self.session.gate(&Place::output(&place), &gates.cards(cards))?;
        }
        if let Some(tally) = tally {
            self.session.gate(&Place::output(&place), &gates.memory(tally))?;
        }
        Ok(!self.session.tally.is_bad)
    }

    /// Gives cards back who they were, as far as something is remembered, and says what is guessed.
    pub fn recall<'o>(
        &mut self,
        pages: &mut [ReadPage],
        outputs: impl IntoIterator<Item = &'o Output>,
        scope: &Scope,
    ) -> Result<Option<Recalled>> {
        let of =
            pages.iter_mut().map(|page| PageOf { name: page.name.clone(), deck: &mut page.deck }).collect();
        let Some(recalled) = self.remember.recall(of, outputs, scope)? else { return Ok(None) };
        pages.iter_mut().for_each(|page| self.remember.drop_retired(&mut page.deck));
        self.decisions(pages, &recalled)?;
        Ok(Some(recalled))
    }

    /// Says which cards were known again by their likeness alone.
    pub fn decisions(&mut self, pages: &[ReadPage], recalled: &Recalled) -> Result<()> {
        let paths: HashMap<&str, &str> =
            pages.iter().map(|page| (page.name.as_str(), page.path.as_str())).collect();
        for decision in &recalled.decisions {
            let source = decision.origin.name();
            let path = paths.get(source).copied().unwrap_or(source);
            let mut diagnostics = Diagnostics::default();
            diagnostics.push(Diagnostic::recalled(decision));
            let origin = &decision.origin;
            let place = Place::at(path, origin.line as usize, origin.column as usize);
            // A guess about a learner's history is told whether or not notes were asked for.
            let least = if self.session.report.is_quiet() { Severity::Error } else { Severity::Note };
            self.session.report.findings(&place, &diagnostics, least)?;
        }
        Ok(())
    }

    /// As [`Writer::recall`] for all pages of a run at once; `homes` as in [`Scope`].
    pub fn recall_all(
        &mut self,
        batch: &mut Batch,
        more: &[Output],
        is_whole: bool,
        homes: Homes,
    ) -> Result<Option<Recalled>> {
        let births = self.settings.births()?;
        let scope = Scope { unread: batch.unread.clone(), is_whole, homes, births };
        let outputs: Vec<Output> =
            batch.pages.iter().flat_map(|page| &page.outputs).chain(more).cloned().collect();
        self.recall(&mut batch.pages, &outputs, &scope)
    }

    /// The lock that is to follow, if it changes; an error where it must not.
    pub fn draft(&self, recalled: Option<&Recalled>) -> Result<Option<Draft>> {
        Ok(recalled.map(|recalled| self.remember.draft(recalled)).transpose()?.flatten())
    }

    /// Writes a page's own outputs. When that fails, the other pages don't suffer.
    pub fn page(&mut self, page: &ReadPage, memory: Option<&Memory>) -> Vec<(Written, Counts)> {
        let drafts = outputs::draft(&page.deck, &page.outputs, &self.settings, memory, &self.session.media);
        match drafts.and_then(|drafts| self.commit(drafts, page.counts)) {
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

    /// Puts outputs in their places; `found` counts the findings in their pages.
    pub fn commit(&mut self, drafts: Vec<Drafted>, found: Counts) -> Result<Vec<(Written, Counts)>> {
        let mut all = Vec::new();
        for written in outputs::commit(drafts)? {
            self.session.said(written.output.target.path(), &written.diagnostics)?;
            let mut counts = found;
            counts.add(&written.diagnostics);
            all.push((written, counts));
        }
        Ok(all)
    }

    /// Puts the lock in its place, and says what became of the cards.
    pub fn keep(&mut self, recalled: Option<&Recalled>, draft: Option<Draft>) -> Result<()> {
        draft.map(Draft::commit).transpose()?;
        if let (Some(path), Some(recalled)) = (self.remember.place(), recalled) {
            self.session.report.remembered(&path.display().to_string(), recalled.tally);
        }
        Ok(())
    }
}
