//! Exports of some of the cards, or of cards in other decks than those of their pages. All pages are read, and
//! their cards known again, before any is chosen: what is left out now is not forgotten.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Result;
use deckmill::diagnostic::{Diagnostic, Diagnostics};
use deckmill::memory::{Homes, Memory};
use deckmill::select::{self, Group, Repeat, Selection};
use deckmill::{Deck, combine};

use super::UNTITLED;
use crate::failure::Failure;
use crate::files::{self, Target};
use crate::outputs::{self, Destinations, Output};
use crate::report::{Place, count};
use crate::row::Row;
use crate::settings::Settings;
use crate::writer::{Batch, Writer};

/// What is chosen, and what decks are made by.
pub struct Choice {
    pub selection: Selection,
    pub group: Option<Group>,
}

impl Choice {
    /// Whether cards do not simply go where their pages go.
    pub fn is_any(&self) -> bool {
        self.selection.is_any() || self.group.is_some()
    }
}

/// Writes the chosen cards of pages that were read.
pub fn run(
    writer: &mut Writer,
    mut batch: Batch,
    destinations: &Destinations,
    choice: &Choice,
) -> Result<()> {
    if batch.pages.is_empty() {
        return Ok(());
    }
    let known = known(&batch, destinations, choice, &writer.settings);
    let recalled = writer.recall_all(&mut batch, &known, false, Homes::Apart)?;
    let draft = writer.draft(recalled.as_ref())?;
    let memory = recalled.as_ref().map(|recalled| &recalled.memory);
    let decks: Vec<Deck> = batch.pages.iter_mut().map(|page| std::mem::take(&mut page.deck)).collect();
    let mut decks = match choice.group.is_some() || destinations.folders.is_empty() {
        true => apart(writer, decks, destinations)?,
        false => decks,
    };
    let mut left = ids(&decks);
    let repeats = choice.selection.apply(&mut decks);
    say(writer, &repeats)?;
    let kept = ids(&decks);
    left.retain(|id| !kept.contains(id));
    if decks.iter().all(|deck| deck.all_cards().next().is_none()) {
        let failure = Failure::new("no card is left to write");
        return Err(failure
            .help("choose less narrowly; `deckmill explain` shows levels and sections")
            .into());
    }
    let cards = decks.iter().map(|deck| deck.all_cards().count()).sum();
    if !writer.passes(&batch.pages, cards, recalled.as_ref().map(|recalled| recalled.tally))? {
        return Ok(());
    }
    forget(writer, &batch, &known, &left)?;
    match choice.group {
        Some(by) => grouped(writer, decks, destinations, by, memory)?,
        None => {
            for (page, deck) in batch.pages.iter_mut().zip(decks) {
                page.deck = deck;
            }
            batch.pages.retain(|page| page.deck.all_cards().next().is_some());
            super::pages(writer, batch, &destinations.single, memory)?;
        }
    }
    writer.keep(recalled.as_ref(), draft)
}

/// The decks of pages that go into one: whichever of their cards are chosen, these are who they are among all.
fn apart(writer: &mut Writer, decks: Vec<Deck>, destinations: &Destinations) -> Result<Vec<Deck>> {
    if decks.len() < 2 {
        return Ok(decks);
    }
    let mut diagnostics = Diagnostics::default();
    let decks = combine(UNTITLED, decks, &mut diagnostics).children;
    let path = Path::new(files::DASH);
    writer.session.said(destinations.paths().first().map_or(path, |path| path), &diagnostics)?;
    Ok(decks)
}

/// The outputs that hold cards of all pages, and so may remember them: those that were named, and those that the
/// groups of all cards go to.
fn known(batch: &Batch, destinations: &Destinations, choice: &Choice, settings: &Settings) -> Vec<Output> {
    let mut known = destinations.single.clone();
    if let Some(by) = choice.group.filter(|_| !destinations.folders.is_empty()) {
        let decks = batch.pages.iter().map(|page| page.deck.clone()).collect();
        let whole = select::group(in_one(decks), by);
        known.extend(in_folders(destinations, &whole, settings).into_iter().flatten());
    }
    known
}

/// The ids of all cards of decks.
fn ids(decks: &[Deck]) -> HashSet<Box<str>> {
    decks.iter().flat_map(Deck::all_cards).map(|card| card.id.clone()).collect()
}

/// Says which packages will no longer remember cards that were left out.
fn forget(writer: &mut Writer, batch: &Batch, known: &[Output], left: &HashSet<Box<str>>) -> Result<()> {
    for output in batch.pages.iter().flat_map(|page| &page.outputs).chain(known) {
        let forgotten = writer.remember.forgotten(output, left)?;
        if forgotten > 0 {
            writer.session.report.summary(&format!(
                "{}: {} that it remembers {} not chosen: it forgets them, and they are new when they are written \
                 again; `--lock FILE` remembers all",
                output.target.path().display(),
                count(forgotten, "card"),
                if forgotten == 1 { "is" } else { "are" },
            ));
        }
    }
    Ok(())
}

/// Several decks as one. What cards of them share is said where they are told apart.
fn in_one(mut decks: Vec<Deck>) -> Deck {
    match decks.len() {
        1 => decks.remove(0),
        _ => combine(UNTITLED, decks, &mut Diagnostics::default()),
    }
}

/// Says which cards were left out as repeats, each at its place.
fn say(writer: &mut Writer, repeats: &[Repeat]) -> Result<()> {
    for Repeat { left, kept } in repeats {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(Diagnostic::repeat_left_out(kept));
        writer.session.tally.counts.add(&diagnostics);
        let place = Place::at(left.name(), left.line as usize, left.column as usize);
        let least = writer.session.report.least();
        writer.session.report.findings(&place, &diagnostics, least)?;
    }
    Ok(())
}

/// Writes the decks that cards make together: as decks of one in a file, as files of their own in a folder.
fn grouped(
    writer: &mut Writer,
    decks: Vec<Deck>,
    destinations: &Destinations,
    by: Group,
    memory: Option<&Memory>,
) -> Result<()> {
    let pages = decks.len();
    let whole = select::group(in_one(decks), by);
    let outputs = in_folders(destinations, &whole, &writer.settings);
    outputs::refuse_clashes(outputs.iter().flatten().chain(&destinations.single), &[])?;
    outputs::refuse_unwritable(outputs.iter().flatten())?;
    let counts = writer.session.tally.counts;
    for (deck, outputs) in whole.children.iter().zip(&outputs) {
        let drafts = outputs::draft(deck, outputs, &writer.settings, memory, &writer.session.media)?;
        for (written, counts) in writer.commit(drafts, counts)? {
            writer.session.report.written(&written, counts);
        }
    }
    super::whole(writer, whole, pages == 1, &destinations.single, memory)?;
    writer.session.tally.good += pages;
    Ok(())
}

/// The outputs of each deck in all the folders.
fn in_folders(destinations: &Destinations, whole: &Deck, settings: &Settings) -> Vec<Vec<Output>> {
    let mut taken = HashSet::new();
    let names: Vec<String> = whole.children.iter().map(|deck| file_name(&deck.title, &mut taken)).collect();
    let outputs = |name: &String| {
        let folders = destinations.folders.iter();
        let one = |folder: &Path| {
            let formats = destinations.formats.iter();
            let output = |format: &Row| {
                let path = folder.join(format!("{name}.{}", format.extension(settings)));
                Output { format: format.clone(), target: Target::FileInFolder(path) }
            };
            formats.map(output).collect::<Vec<_>>()
        };
        folders.flat_map(|folder| one(folder)).collect()
    };
    names.iter().map(outputs).collect()
}

/// The title of a deck as the name of a file that every system takes, and that no other deck has.
fn file_name(title: &str, taken: &mut HashSet<String>) -> String {
    let is_bad = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let name: String = title.chars().map(|c| if is_bad(c) { '-' } else { c }).take(80).collect();
    let name = name.trim_matches([' ', '.']);
    let name = if name.is_empty() { "deck" } else { name };
    let mut unique = name.to_owned();
    let mut count = 1;
    while !taken.insert(unique.to_lowercase()) {
        count += 1;
        unique = format!("{name}-{count}");
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_names_of_files() {
        let mut taken = HashSet::new();
        let names =
            ["Data types", "data types", "a/b: c?", "..", ""].map(|title| file_name(title, &mut taken));
        assert_eq!(names, ["Data types", "data types-2", "a-b- c-", "deck", "deck-2"]);
    }
}
