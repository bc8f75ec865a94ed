//! `deckmill merge`: brings what somebody changed in a copy of a deck, mostly a table, into the cards as they
//! are now. What becomes of each field is the library's `merge`; here the three decks are read, and the
//! fourth is written.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Result;
use deckmill::diagnostic::{Diagnostic, Diagnostics, Severity};
use deckmill::memory::{self, Homes, Memory, PageOf, Scope, Time};
use deckmill::merge::{self, Copy, Merged};
use deckmill::{Deck, Page, identity};

use super::{Outcome, Session};
use crate::cli::Merge;
use crate::failure::Failure;
use crate::files::{self, Found};
use crate::gates::Gates;
use crate::making::{self, Making};
use crate::outputs::{self, Destinations};
use crate::project::Project;
use crate::remember;
use crate::report::{Place, Report};
use crate::row::Row;

/// What was handed out.
struct Base {
    deck: Deck,
    memory: Memory,
    /// Whether it holds all that a card is.
    is_rich: bool,
    columns: Vec<&'static str>,
}

/// What a lock knows of a card.
const OF_LOCK: [&str; 5] = ["question", "answer", "level", "section", "tags"];

/// The readers of tables.
const TABLES: [&str; 2] = ["table", "xlsx"];

/// Runs the command.
pub fn run(args: &Merge, report: &mut Report) -> Result<Outcome> {
    let limit = args.plugins.plugin_timeout;
    let rows: Vec<Row> = args.to.iter().map(|wanted| wanted.open(limit)).collect::<Result<_>>()?;
    let destinations = Destinations::new(&args.output, &rows)?;
    if let Some(folder) = destinations.folders.first() {
        return Err(Failure::at(folder, "the merged deck is one file")
            .help("give `-o` a file's name")
            .into());
    }
    let project = Project::open(args.project.as_deref())?;
    let mut session = Session::new(report, project, &args.asking);
    let settings = making::settings(&args.making, &session.project)?;
    session.options.of_readers = making::of_readers(&settings, &args.making, true)?;
    session.fetches = Some(args.making.fetch_media);
    let making = session.making(&args.making)?;
    let outputs = &destinations.single;
    settings.check(&rows, |_| false)?;
    outputs::refuse_terminal(outputs, &settings)?;
    let paths = [Some(&args.base), Some(&args.edited), args.current.as_ref()];
    let pages: Vec<Found> = paths.into_iter().flatten().map(|path| found(path)).collect::<Result<_>>()?;
    outputs::refuse_clashes(outputs, &pages)?;
    outputs::refuse_unwritable(outputs)?;

    let Some(mut merged) = merge(args, &mut session, &pages, &making)? else {
        return Ok(Outcome::Nothing);
    };
    let shown = |found: &Found| found.path.display().to_string();
    let (edited, current) = (shown(&pages[1]), shown(pages.get(2).unwrap_or(&pages[0])));
    say(&mut session, &edited, &current, &merged)?;
    let counts = session.tally.counts;
    merged.deck.drop_retired();
    let drafts = outputs::draft(&merged.deck, outputs, &settings, None, &session.media)?;
    let mut writer = crate::writer::Writer {
        session,
        settings,
        remember: remember::Remember::nothing()?,
        making,
        gates: Gates::default(),
    };
    for (written, counts) in writer.commit(drafts, counts)? {
        writer.session.report.written(&written, counts);
    }
    writer.session.report.merged(&edited, merged.sum);
    Ok(if merged.sum.conflicts > 0 { Outcome::Findings } else { Outcome::Good })
}

/// The merged deck; none where a page has no cards.
fn merge(args: &Merge, session: &mut Session, pages: &[Found], making: &Making) -> Result<Option<Merged>> {
    of_cards(session, pages.len() > 2);
    let Some(base) = base(session, &pages[0])? else { return Ok(None) };
    of_cards(session, false);
    let current = match pages.get(2) {
        Some(found) => current(session, found, &base)?,
        None => Some(base.deck.clone()),
    };
    let Some(current) = current else { return Ok(None) };
    if !shares(&base.deck, &current) {
        let failure =
            Failure::at(&pages[pages.len() - 1].path, "none of the cards that were handed out is here");
        return Err(failure.help("name the page that the cards were made from").into());
    }
    let Some(mut edited) = edited(session, &pages[1], &base, &current)? else { return Ok(None) };
    if is_rich(&edited) {
        known_again(session, &pages[1], &mut edited.deck, &base.memory)?;
    }
    let handed_out = Copy { deck: &base.deck, is_rich: base.is_rich, columns: &base.columns, blank: &[] };
    let is_rich = is_rich(&edited);
    let table = edited.table.unwrap_or_default();
    let back = Copy { deck: &edited.deck, is_rich, columns: &table.columns, blank: &table.blank };
    let mut merged = merge::merge(&handed_out, &back, current, args.prune);
    making.apply(&mut merged.deck);
    Ok(Some(merged))
}

/// A table that was handed out has the ids of cards, and these may be other tools'. In a table that is a page they are
/// the page's own.
fn of_cards(session: &mut Session, is_handed_out: bool) {
    for reader in TABLES {
        let options = session.options.of_readers.entry(reader).or_default();
        options.set("ids", if is_handed_out { "cards" } else { "found" });
    }
}

/// What came back. Its new rows are cards of the current collection.
fn edited(session: &mut Session, found: &Found, base: &Base, current: &Deck) -> Result<Option<Page>> {
    of_cards(session, true);
    let Some(edited) = page(session, found, Some(current.key.clone()))? else { return Ok(None) };
    let is_strange = |edited: &Page| {
        let has_others = edited.deck.all_cards().any(|card| !identity::is_guid(&card.id));
        edited.table.is_none() || has_others && !shares(&base.deck, &edited.deck)
    };
    if !is_rich(&edited) && is_strange(&edited) {
        let failure = Failure::at(&found.path, "the rows are not those of cards that were handed out");
        let help = "they are known by columns named `question` and `id`: keep these, and give columns that `--columns` \
                    called otherwise their own names again";
        return Err(failure.help(help).into());
    }
    Ok(Some(edited))
}

/// Whether a page holds all that a card is, and not only the text of cells.
fn is_rich(page: &Page) -> bool {
    !TABLES.contains(&page.reader)
}

/// What a path leads to.
fn found(path: &Path) -> Result<Found> {
    if files::is_folder(path) {
        return Err(Failure::at(path, "this is a folder").help("give one file").into());
    }
    Found::named(path)
}

/// A page with cards; none has said so.
fn page(session: &mut Session, found: &Found, key: Option<String>) -> Result<Option<Page>> {
    let source = session.source(found)?;
    let page = session.understand(found, source, key);
    Ok(session.has_cards(found, &page)?.then_some(page))
}

fn base(session: &mut Session, found: &Found) -> Result<Option<Base>> {
    let source = session.source(found)?;
    let is_called_lock = found.path.extension().is_some_and(|extension| extension == "lock");
    let text = str::from_utf8(&source.bytes).ok();
    if let Some(text) = text.filter(|text| is_called_lock || memory::is_lock(text)) {
        let memory = remember::lock_of(&found.path, text, session.report)?;
        return Ok(Some(Base {
            deck: memory.deck(source.stem()),
            memory,
            is_rich: true,
            columns: OF_LOCK.to_vec(),
        }));
    }
    let page = session.understand(found, source, None);
    if !session.has_cards(found, &page)? {
        return Ok(None);
    }
    let is_rich = is_rich(&page);
    let columns = page.table.map(|table| table.columns).unwrap_or_default();
    let mut deck = page.deck;
    let pages = vec![PageOf { name: page.source, deck: &mut deck }];
    let mut memory = memory::recall(pages, &Memory::default(), &Scope::default(), time()?).memory;
    // A copy gives all cards their ids; the page may have given them others.
    memory.entries.values_mut().for_each(|entry| drop(entry.given_id.take_if(|id| *id == entry.guid)));
    Ok(Some(Base { deck, memory, is_rich, columns }))
}

/// The cards of a page as it is now, known again by what was handed out.
fn current(session: &mut Session, found: &Found, base: &Base) -> Result<Option<Deck>> {
    let key = base.memory.keys.get(&session.name_of(found)).cloned();
    let Some(page) = page(session, found, key)? else { return Ok(None) };
    let mut deck = page.deck;
    known_again(session, found, &mut deck, &base.memory)?;
    Ok(Some(deck))
}

/// Gives the cards of a page the ids with which they were handed out.
fn known_again(session: &mut Session, found: &Found, deck: &mut Deck, memory: &Memory) -> Result<()> {
    let (name, mut memory) = (session.name_of(found), memory.clone());
    if memory.keys.len() == 1 {
        // Whatever the two files are called, they are two states of one page.
        memory.entries.values_mut().for_each(|entry| entry.page.clone_from(&name));
    }
    let scope = Scope { is_whole: true, homes: Homes::First, ..Scope::default() };
    let recalled = memory::recall(vec![PageOf { name, deck }], &memory, &scope, time()?);
    for decision in &recalled.decisions {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(Diagnostic::recalled(decision));
        let path = found.path.display().to_string();
        let place = Place::at(&path, decision.origin.line as usize, decision.origin.column as usize);
        session.report.findings(&place, &diagnostics, Severity::Note)?;
    }
    Ok(())
}

/// Whether a card of one deck is in the other.
fn shares(one: &Deck, other: &Deck) -> bool {
    let ids: HashSet<&str> = one.all_cards().map(|card| &*card.id).collect();
    other.all_cards().any(|card| ids.contains(&*card.id))
}

fn time() -> Result<Time> {
    Ok(Time { now: files::epoch()?.unwrap_or_else(files::now) })
}

/// Says what there is to say of cards, each at its place.
fn say(session: &mut Session, edited: &str, current: &str, merged: &Merged) -> Result<()> {
    for merge::Found { origin, in_edited, diagnostic } in &merged.found {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(diagnostic.clone());
        let path = if *in_edited { edited } else { current };
        let place = match origin.line {
            // A lock has no places.
            0 => Place::output(path),
            line => Place::at(path, line as usize, origin.column as usize),
        };
        // A conflict is for a person to decide, and the command fails.
        if diagnostic.severity == Severity::Error {
            session.gate(&place, &diagnostics)?;
            continue;
        }
        session.tally.counts.add(&diagnostics);
        let least = session.report.least();
        session.report.findings(&place, &diagnostics, least)?;
    }
    Ok(())
}
