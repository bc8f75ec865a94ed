//! `deckmill export`: the cards of pages to files, folders or standard output.
//!
//! A file, and standard output, hold the cards of all pages; a folder gets a file for each page and
//! format. Pages without a question are reported and left out. `chosen.rs` is for exports of some cards, or
//! of cards in other decks; `stream.rs` for those that let cards go as they come.

mod chosen;
mod stream;

pub use chosen::Choice;

use std::path::Path;

use anyhow::Result;
use deckmill::diagnostic::Diagnostics;
use deckmill::memory::{Homes, Memory, PageOf, Scope, Tally};
use deckmill::{Deck, combine};

use super::{Outcome, Session};
use crate::cli::{Export, FailOn};
use crate::failure::Failure;
use crate::files::{self, Found, Target, Turn};
use crate::making;
use crate::outputs::{self, BY_PATH, Destinations, Output};
use crate::remember::Remember;
use crate::report::{Report, count};
use crate::row::{Row, Wanted};
use crate::settings::Settings;
use crate::writer::{Batch, Writer, cards_of};

/// The title of a deck of several pages that goes to standard output and so has no file's name.
const UNTITLED: &str = "deckmill";

/// Runs the command.
pub fn run(args: &Export, report: &mut Report) -> Result<Outcome> {
    if args.remembering.locked && args.lock.is_none() {
        let failure = Failure::new("`--locked` is about a lock, and there is none");
        return Err(failure.help("name it with `--lock FILE`").into());
    }
    let limit = args.plugins.plugin_timeout;
    let by_template = Wanted::typed(making::TEMPLATE);
    let wanted = match (args.to.as_slice(), &args.making.template) {
        ([], Some(_)) => std::slice::from_ref(&by_template),
        (to, _) => to,
    };
    let rows: Vec<Row> = wanted.iter().map(|wanted| wanted.open(limit)).collect::<Result<_>>()?;
    let destinations = Destinations::new(&args.output, &rows)?;
    let mut session = Session::open(report, &args.reading)?;
    let settings = making::settings(&args.making, &session.project)?;
    let is_table = args.reading.from.is_some_and(|reader| ["table", "xlsx"].contains(&reader.name));
    session.options.of_readers = making::of_readers(&settings, &args.making, is_table)?;
    let making = session.making(&args.making)?;
    session.fetches = Some(args.making.fetch_media);
    settings.check(&rows, |name| session.project.may_write(name))?;
    outputs::refuse_terminal(&destinations.single, &settings)?;
    let _turn = args.lock.as_ref().map(|lock| turn(lock, session.report)).transpose()?;
    let remember = Remember::open(&args.remembering, args.lock.as_deref(), session.report)?;

    let pages = session.find(&args.reading.pages, &destinations.paths());
    let in_folders = in_folders(&destinations, &pages, &settings);
    let all = || destinations.single.iter().chain(in_folders.iter().flatten());
    outputs::refuse_clashes(all(), &pages)?;
    outputs::refuse_unwritable(all())?;
    if let Some(lock) = &args.lock
        && all().any(|output| files::real(output.target.path()) == files::real(lock))
    {
        return Err(Failure::at(lock, "the lock and an output would go to this one place").into());
    }

    let choice = args.choosing.choice();
    let gates = session.project.gates.of_named().over_all(&args.gates);
    let fail_on = session.fail_on(args.fail_on, FailOn::Never);
    let mut writer = Writer { session, settings, remember, making, gates };
    match stream::output(&writer, &destinations)?.filter(|_| !choice.is_any() && !gates.is_any()) {
        Some(output) => stream::run(&mut writer, &pages, output)?,
        None => batched(&mut writer, pages.iter().zip(&in_folders), &destinations, &choice)?,
    }
    Ok(writer.session.tally.outcome(fail_on))
}

/// Waits until nobody else is at work with a lock.
pub fn turn(lock: &Path, report: &Report) -> Result<Turn> {
    files::take_turn(files::folder_of(lock), || {
        report.summary("another program is at work with this lock: waiting until it is done");
    })
}

/// Writes pages to their outputs, and to those that hold all of them.
fn batched<'a>(
    writer: &mut Writer,
    pages: impl Iterator<Item = (&'a Found, &'a Vec<Output>)>,
    destinations: &Destinations,
    choice: &Choice,
) -> Result<()> {
    let mut batch = Batch::default();
    let mut done = Batch::default();
    let is_alone = !writer.remember.has_lock() && !choice.is_any();
    for (found, outputs) in pages {
        writer.read(found, outputs, &mut batch)?;
        // A page can go out at once where no other has a say in that.
        if is_alone && !writer.gates.is_any() {
            one_by_one(writer, &mut batch, &mut done)?;
        }
    }
    if is_alone && writer.gates.is_any() && !together_pass(writer, &batch, &destinations.single)? {
        return Ok(());
    }
    if is_alone {
        one_by_one(writer, &mut batch, &mut done)?;
    }
    if writer.session.tally.is_bad {
        return Ok(());
    }
    match is_alone {
        _ if choice.is_any() => chosen::run(writer, batch, destinations, choice),
        false => together(writer, batch, &destinations.single),
        true => match in_one(writer, done, &destinations.single) {
            // The outputs in folders are there all the same.
            Err(error) if !destinations.folders.is_empty() => {
                writer.session.fail(&error);
                Ok(())
            }
            outcome => outcome,
        },
    }
}

/// Whether the outputs that hold all pages will pass the gates, with the memory that they themselves are: that is
/// asked before anything is written.
fn together_pass(writer: &mut Writer, batch: &Batch, single: &[Output]) -> Result<bool> {
    if batch.pages.is_empty() || single.is_empty() {
        return Ok(true);
    }
    let births = writer.settings.births()?;
    let unread = batch.unread.clone();
    let scope = Scope { unread, is_whole: true, homes: Homes::First, births };
    let mut decks: Vec<Deck> = batch.pages.iter().map(|page| page.deck.clone()).collect();
    let pages =
        batch.pages.iter().zip(&mut decks).map(|(page, deck)| PageOf { name: page.name.clone(), deck });
    let recalled = writer.remember.recall(pages.collect(), single, &scope)?;
    writer.passes(&[], 0, recalled.map(|recalled| recalled.tally))
}

/// Writes pages to their own outputs, each with the memory that its own outputs are, if all of them pass the
/// gates.
fn one_by_one(writer: &mut Writer, batch: &mut Batch, done: &mut Batch) -> Result<()> {
    done.unread.extend(batch.unread.drain());
    // A package that was named may hold other pages as well; the one in the output's place does not.
    let is_whole = !writer.remember.has_previous();
    let births = writer.settings.births()?;
    let scope = Scope { is_whole, homes: Homes::First, births, ..Scope::default() };
    let mut known = Vec::new();
    for page in &mut batch.pages {
        let outputs = page.outputs.clone();
        // A page that goes nowhere alone is known again with the others.
        known.push(match outputs.is_empty() {
            true => Ok(None),
            false => writer.recall(std::slice::from_mut(page), &outputs, &scope),
        });
    }
    let tallies = known.iter().flatten().flatten().map(|recalled| recalled.tally);
    if writer.gates.is_any()
        && !writer.passes(&batch.pages, cards_of(&batch.pages), tallies.reduce(Tally::and))?
    {
        return Ok(());
    }
    for (mut page, recalled) in batch.pages.drain(..).zip(known) {
        match recalled {
            Ok(recalled) => {
                let written = writer.page(&page, recalled.as_ref().map(|recalled| &recalled.memory));
                written.iter().for_each(|(written, counts)| writer.session.report.written(written, *counts));
                page.deck.drop_retired();
                done.pages.push(page);
            }
            Err(error) => {
                writer.session.fail(&error);
                done.unread.insert(page.name);
            }
        }
    }
    Ok(())
}

/// Writes all outputs with the memory that a lock is.
fn together(writer: &mut Writer, mut batch: Batch, single: &[Output]) -> Result<()> {
    let recalled = writer.recall_all(&mut batch, single, false, Homes::Apart)?;
    let draft = writer.draft(recalled.as_ref())?;
    if !writer.passes(
        &batch.pages,
        cards_of(&batch.pages),
        recalled.as_ref().map(|recalled| recalled.tally),
    )? {
        return Ok(());
    }
    pages(writer, batch, single, recalled.as_ref().map(|recalled| &recalled.memory))?;
    writer.keep(recalled.as_ref(), draft)
}

/// Writes pages to their own outputs, and to those that hold all of them.
fn pages(writer: &mut Writer, batch: Batch, single: &[Output], memory: Option<&Memory>) -> Result<()> {
    for page in &batch.pages {
        let written = writer.page(page, memory);
        written.iter().for_each(|(written, counts)| writer.session.report.written(written, *counts));
    }
    all(writer, batch.pages.into_iter().map(|page| page.deck).collect(), single, memory)
}

/// Writes the outputs that hold all pages, with the memory that they themselves are.
fn in_one(writer: &mut Writer, mut done: Batch, single: &[Output]) -> Result<()> {
    if done.pages.is_empty() || single.is_empty() {
        return Ok(());
    }
    let scope =
        Scope { unread: done.unread, is_whole: true, homes: Homes::First, births: writer.settings.births()? };
    let recalled = writer.recall(&mut done.pages, single, &scope)?;
    if let Some(recalled) = &recalled
        && !writer.passes(&[], 0, Some(recalled.tally))?
    {
        return Ok(());
    }
    let memory = recalled.as_ref().map(|recalled| &recalled.memory);
    if let Some(output) = single.iter().find(|output| output.is_memory())
        && let Some(memory) = memory
    {
        refuse_loss(output, memory, &scope)?;
    }
    all(writer, done.pages.into_iter().map(|page| page.deck).collect(), single, memory)?;
    if let (Some(recalled), Some(output)) = (&recalled, single.iter().find(|output| output.is_memory())) {
        writer.session.report.remembered(&output.target.path().display().to_string(), recalled.tally);
    }
    Ok(())
}

/// Refuses to replace a package that remembers cards of a page which could not be read: it is the
/// only place where they are remembered.
fn refuse_loss(output: &Output, memory: &Memory, scope: &Scope) -> Result<()> {
    let lost: Vec<_> = memory.entries.values().filter(|entry| scope.unread.contains(&entry.page)).collect();
    let Some(first) = lost.first() else { return Ok(()) };
    let cards = count(lost.len(), "card");
    let message =
        format!("left as it is, for `{}` was not read, and its {cards} would be forgotten", first.page);
    let failure = Failure::at(output.target.path(), message);
    Err(failure.help("mend the page, keep a lock (`--lock FILE`), or start anew with `--fresh`").into())
}

/// Writes the outputs that hold all pages. A page that stands alone keeps its title.
fn all(writer: &mut Writer, mut decks: Vec<Deck>, outputs: &[Output], memory: Option<&Memory>) -> Result<()> {
    if decks.is_empty() || outputs.is_empty() {
        return Ok(());
    }
    let mut diagnostics = Diagnostics::default();
    let is_alone = decks.len() == 1;
    let deck = match is_alone {
        true => decks.remove(0),
        false => combine(UNTITLED, decks, &mut diagnostics),
    };
    if let Some(output) = outputs.first() {
        writer.session.said(output.target.path(), &diagnostics)?;
    }
    whole(writer, deck, is_alone, outputs, memory)
}

/// Writes the outputs that hold a whole deck, which is called as they are unless it has a title of its own.
fn whole(
    writer: &mut Writer,
    mut deck: Deck,
    has_title: bool,
    outputs: &[Output],
    memory: Option<&Memory>,
) -> Result<()> {
    let mut drafts = Vec::new();
    for output in outputs {
        if !has_title {
            deck.title = title(output);
            deck.key.clone_from(&deck.title);
        }
        let (settings, media) = (&writer.settings, &writer.session.media);
        drafts.extend(outputs::draft(&deck, std::slice::from_ref(output), settings, memory, media)?);
    }
    let written = writer.commit(drafts, writer.session.tally.counts)?;
    written.iter().for_each(|(written, counts)| writer.session.report.written(written, *counts));
    // This is the last that is done: the system takes back the memory of a large deck at once.
    std::mem::forget(deck);
    Ok(())
}

/// The outputs of each page in all the folders.
fn in_folders(destinations: &Destinations, pages: &[Found], settings: &Settings) -> Vec<Vec<Output>> {
    let mut all = vec![Vec::new(); pages.len()];
    for folder in &destinations.folders {
        let outputs = outputs::in_folder(folder, pages, &destinations.formats, settings, BY_PATH);
        all.iter_mut().zip(outputs).for_each(|(all, outputs)| all.extend(outputs));
    }
    all
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
