//! `deckmill plan`: what learners who have OLD get from NEW.
//!
//! Both are brought to the form of a package: a lock as what was built with it, a page as `export`
//! would write it with OLD as its memory. What the importer then does is the library's `diff`;
//! `show.rs` says it.

mod show;

pub use show::schemas;

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;
use deckmill::diagnostic::Severity;
use deckmill::diff::{self, Notes, Refused};
use deckmill::memory::{self, Homes, Memory, PageOf, Scope, Time};
use deckmill::package::{Package, is_package};
use deckmill::{Deck, Source};

use super::{Outcome, Session};
use crate::cli::{self, Plan};
use crate::failure::Failure;
use crate::files::{self, DASH, Found};
use crate::project::Project;
use crate::remember;
use crate::report::Report;

/// How likely it is that a card, by its GUID, is the one that it was taken for.
type Guesses = HashMap<String, f64>;

/// One of the two things that are compared.
enum Side {
    Package(Box<Package>),
    Lock(Memory),
    Page(Box<Found>, Box<Source>),
}

/// Runs the command.
pub fn run(args: &Plan, report: &mut Report) -> Result<Outcome> {
    if [&args.old, &args.new].into_iter().all(|path| path == Path::new(DASH)) {
        return Err(Failure::new("standard input can't be both").help("name a file for one of them").into());
    }
    let project = Project::open(args.project.as_deref())?;
    let mut session = Session::new(report, project, &args.asking);
    session.media_roots.clone_from(&args.media_root);
    session.fetches = Some(args.fetch_media);
    let epoch = files::epoch()?;
    let (found_old, found_new) = (named(&args.old)?, named(&args.new)?);
    let (old, new) = (open(&mut session, found_old.clone())?, open(&mut session, found_new.clone())?);
    let compared = match new {
        Side::Package(package) => {
            notes_of(&mut session, old, epoch)?.map(|old| (old, Notes::of_package(&package), Guesses::new()))
        }
        Side::Lock(lock) => {
            notes_of(&mut session, old, epoch)?.map(|old| (old, Notes::of_memory(&lock), Guesses::new()))
        }
        Side::Page(found, source) => {
            let now = epoch.unwrap_or_else(files::now);
            rebuilt(&mut session, old, &found, &source, Time { now })?
        }
    };
    // A page without a question has said so.
    let Some((old, new, guesses)) = compared else { return Ok(Outcome::Nothing) };
    let difference = diff::diff(&old, &new).map_err(|refused| match refused {
        Refused::Old(why) => refusal(&found_old.path, &why),
        Refused::New(why) => refusal(&found_new.path, &why),
    })?;
    session.report.data(&show::text(session.report, &difference, &guesses))?;
    let sum = difference.sum();
    if sum.new > 0 && sum.new == new.notes.len() && sum.left_out > 0 {
        // Mostly a deck of another tool's, whose GUIDs no page can know.
        let told = "no card of NEW is one of OLD: learners would get all of them anew";
        session.report.summary(&format!("{told}; `deckmill adopt` takes over the cards of a package"));
    }
    let is_bad = sum.conflicting + sum.stale > 0;
    let fails = args.fail_on.severity().is_some_and(|least| least <= Severity::Warning);
    Ok(if is_bad && fails { Outcome::Findings } else { Outcome::Good })
}

fn refusal(path: &Path, why: &diff::Refusal) -> Failure {
    Failure::at(path, format!("Anki can't import this: {why}")).help("mend the package, or build it anew")
}

/// What a path leads to.
fn named(path: &Path) -> Result<Found> {
    if files::is_folder(path) {
        let help = "give one page, a package, or the project's lock";
        return Err(Failure::at(path, "this is a folder").help(help).into());
    }
    Found::named(path)
}

/// Reads what was found, and says what it is.
fn open(session: &mut Session, found: Found) -> Result<Side> {
    let path = &found.path;
    let source = session.source(&found)?;
    if is_package(&source.bytes) {
        let package = Package::open(&source.bytes).map_err(|error| Failure::at(path, error))?;
        return Ok(Side::Package(Box::new(package)));
    }
    let is_called_lock = path.extension().is_some_and(|extension| extension == "lock");
    let text = str::from_utf8(&source.bytes).ok();
    match text.filter(|text| is_called_lock || memory::is_lock(text)) {
        Some(text) => remember::lock_of(path, text, session.report).map(Side::Lock),
        None => Ok(Side::Page(Box::new(found), Box::new(source))),
    }
}

/// The notes of OLD, as it stands; none where it is a page without a question.
fn notes_of(session: &mut Session, old: Side, epoch: Option<i64>) -> Result<Option<Notes>> {
    Ok(match old {
        Side::Package(package) => Some(Notes::of_package(&package)),
        Side::Lock(memory) => Some(Notes::of_memory(&memory)),
        Side::Page(found, source) => {
            let mut deck = deck_of(session, &found, &source, None)?;
            if let (Some(deck), Some(epoch)) = (&mut deck, epoch) {
                memory::date(deck, epoch);
            }
            deck.map(|deck| Notes::of_deck(&deck, &Memory::default()))
        }
    })
}

/// The cards of a page as they are to be written.
fn deck_of(
    session: &mut Session,
    found: &Found,
    source: &Source,
    key: Option<String>,
) -> Result<Option<Deck>> {
    let page = session.understand(found, source.clone(), key);
    if !session.has_cards(found, &page)? {
        return Ok(None);
    }
    let mut deck = page.deck;
    session.making(&cli::Making::default())?.apply(&mut deck);
    Ok(Some(deck))
}

/// The notes of OLD, and those of a page that is built with OLD as its memory.
fn rebuilt(
    session: &mut Session,
    old: Side,
    found: &Found,
    source: &Source,
    time: Time,
) -> Result<Option<(Notes, Notes, Guesses)>> {
    // A lock may know pages that are not looked at; a package or a page is all that there was.
    let is_whole = !matches!(old, Side::Lock(_));
    let births = session.project.settings.births()?;
    let scope = Scope { is_whole, homes: Homes::First, births, ..Scope::default() };
    let (notes, memory) = match old {
        Side::Package(package) => (Notes::of_package(&package), memory::remembered(&package)),
        Side::Lock(memory) => (Notes::of_memory(&memory), memory),
        Side::Page(found_old, source_old) => {
            let Some(mut deck) = deck_of(session, &found_old, &source_old, None)? else { return Ok(None) };
            // Whatever the two files are called, they are two states of one page.
            let pages = vec![PageOf { name: source.name.clone(), deck: &mut deck }];
            let memory = memory::recall(pages, &Memory::default(), &scope, time).memory;
            (Notes::of_memory(&memory), memory)
        }
    };
    let key = memory.keys.get(&source.name).cloned();
    let Some(mut deck) = deck_of(session, found, source, key)? else { return Ok(None) };
    let pages = vec![PageOf { name: source.name.clone(), deck: &mut deck }];
    let recalled = memory::recall(pages, &memory, &scope, time);
    let guesses = recalled.decisions.into_iter().map(|decision| (decision.guid, decision.score)).collect();
    Ok(Some((notes, Notes::of_deck(&deck, &recalled.memory), guesses)))
}
