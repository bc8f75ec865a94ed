//! What is remembered from one build to the next: cases in `tests/memory/`. The laws are in
//! `properties/memory.rs`.
//!
//! A case is a folder with a folder for each build: `1`, `2` and so on. In it are the pages of the
//! project at that time; a `deckmill.lock` there takes the place of the one that the build before
//! left. `why.txt` says what the case is about, `expected.txt` shows what came of each build: cards are called A, B, C in the order in which
//! they first appear, so that it can be read who stayed who. `CASES=overwrite cargo test --test it
//! memory` writes it; read what changed.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use deckmill::diagnostic::Diagnostics;
use deckmill::format::{Options, by_name};
use deckmill::memory::{self, DecisionKind, Memory, NoteTypeState, PageOf, Recalled, Scope, State, Time};
use deckmill::model::{Block, Card};
use deckmill::package::Package;
use deckmill::{Deck, ReadOptions, Source, export, identity};
use libtest_mimic::{Failed, Trial};

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    type Say = fn(usize) -> (String, String);
    let ways: [(&str, Say); 3] = [
        ("reworded", |at| (format!("Explain thing {at}."), format!("Thing {at} is part {at} of it."))),
        ("all_alike", |at| ("Why?".to_owned(), format!("For reason {}.", at % 3))),
        ("others", |at| (format!("How does number {at} do?"), format!("As well as {at} can be."))),
    ];
    let linear = ways.into_iter().map(|(name, say)| {
        Trial::test(format!("memory::linear_where_cards_are_{name}"), move || stays_linear(say))
    });
    let cases = folders(&home()).into_iter().map(|folder| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Trial::test(format!("memory::{name}"), move || case(&folder))
    });
    let name = "memory::the_note_type_moves_with_its_looks";
    cases.chain(linear).chain([Trial::test(name, note_type_moves_with_its_looks)]).collect()
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/memory")
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn case(folder: &Path) -> Result<(), Failed> {
    let (mut lock, mut out, mut names) = (String::new(), String::new(), HashMap::new());
    for (step, build) in (1..).zip(folders(folder)) {
        if let Ok(text) = fs::read_to_string(build.join("deckmill.lock")) {
            lock = text;
        }
        let _ = writeln!(out, "== build {step}");
        let mut diagnostics = Diagnostics::default();
        let memory = match memory::read_lock(&lock, &mut diagnostics) {
            Ok(memory) => memory,
            Err(error) => {
                let _ = writeln!(out, "error: {error}");
                continue;
            }
        };
        for finding in diagnostics.iter() {
            let message = named(&finding.message, &memory, &mut names);
            let _ = writeln!(out, "{}: {message} [{}]", finding.severity.name(), finding.rule);
        }
        let (recalled, mut order, retired) = run(&build, &memory, step * 1000)?;
        let rest: Vec<&String> =
            recalled.memory.entries.keys().filter(|guid| !order.contains(guid)).collect();
        let rest: Vec<String> = rest.into_iter().cloned().collect();
        order.extend(rest);
        let _ = writeln!(out, "{}; {retired} retired go out", recalled.tally);
        show(&mut out, &memory, &recalled, &order, &mut names);
        lock = memory::write_lock(&recalled.memory);
    }
    let path = folder.join("expected.txt");
    if std::env::var("CASES").is_ok_and(|value| value == "overwrite") {
        fs::write(&path, &out)?;
    }
    match fs::read_to_string(&path).is_ok_and(|expected| expected == out) {
        true => Ok(()),
        false => Err(format!("{} is not what comes out:\n{out}", path.display()).into()),
    }
}

/// Builds the pages of a folder; gives the GUIDs in the order of the pages, and says how many retired
/// cards go out with them.
fn run(build: &Path, memory: &Memory, now: i64) -> Result<(Recalled, Vec<String>, usize), Failed> {
    let mut pages: Vec<PathBuf> = fs::read_dir(build)?.flatten().map(|entry| entry.path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension != "lock"));
    pages.sort();
    let mut decks: Vec<(String, Deck)> = Vec::new();
    for path in pages {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let options = ReadOptions { default_key: memory.keys.get(&name).cloned(), ..ReadOptions::default() };
        let page = deckmill::read(&Source::new(name.clone(), fs::read(&path)?), &options);
        decks.push((name, page.deck));
    }
    let unread =
        decks.iter().filter(|(_, deck)| deck.cards.is_empty()).map(|(name, _)| name.clone()).collect();
    decks.retain(|(_, deck)| !deck.cards.is_empty());
    let pages = decks.iter_mut().map(|(name, deck)| PageOf { name: name.clone(), deck }).collect();
    let scope = Scope { unread, is_whole: true, ..Scope::default() };
    let recalled = memory::recall(pages, memory, &scope, Time { now });
    let order = decks.iter().flat_map(|(_, deck)| deck.all_cards()).map(|card| card.id.to_string()).collect();
    Ok((recalled, order, decks.iter().map(|(_, deck)| deck.retired.len()).sum()))
}

fn show(
    out: &mut String,
    memory: &Memory,
    recalled: &Recalled,
    order: &[String],
    names: &mut HashMap<String, String>,
) {
    for guid in order {
        let entry = &recalled.memory.entries[guid];
        let name = name_of(guid, names);
        let state = if entry.state == State::Retired { "retired" } else { "active" };
        let when = match memory.entries.get(guid) {
            None => "new".to_owned(),
            Some(old) if old.modified == entry.modified => "same".to_owned(),
            Some(old) => format!("{} after {}", entry.modified, old.modified),
        };
        let question = entry.content.question.replace('\n', " / ");
        let _ = writeln!(out, "{name} {state}, {}, {when}: {question}", entry.page);
    }
    for decision in &recalled.decisions {
        let kind = if decision.kind == DecisionKind::Reworded { "reworded" } else { "returned" };
        let name = name_of(&decision.guid, names);
        let _ = writeln!(out, "{name} {kind}, {:.2}: {}", decision.score, decision.old.replace('\n', " / "));
    }
}

fn name_of(guid: &str, names: &mut HashMap<String, String>) -> String {
    let next = names.len() as u8;
    names.entry(guid.to_owned()).or_insert_with(|| char::from(b'A' + next).to_string()).clone()
}

/// A message with the names of cards instead of their GUIDs.
fn named(message: &str, memory: &Memory, names: &mut HashMap<String, String>) -> String {
    memory.entries.keys().fold(message.to_owned(), |message, guid| match message.contains(guid) {
        true => message.replace(guid, &name_of(guid, names)),
        false => message,
    })
}

/// Ten times the cards take at most so many times the time: what grows with its square takes a hundred.
const MOST: f64 = 25.0;

/// Knowing cards again takes time in proportion to their number, also where none is as it was.
fn stays_linear(second: fn(usize) -> (String, String)) -> Result<(), Failed> {
    let time = |count: usize| {
        let mut first =
            deck(count, &|at| (format!("What is thing {at}?"), format!("Thing {at} is part {at} of it.")));
        let memory = recall(&mut first, &Memory::default()).memory;
        let mut tries: Vec<f64> = (0..3)
            .map(|_| {
                let mut second = deck(count, &second);
                let start = std::time::Instant::now();
                recall(&mut second, &memory);
                start.elapsed().as_secs_f64()
            })
            .collect();
        tries.sort_by(f64::total_cmp);
        tries[0]
    };
    let (few, many) = (time(500), time(5000));
    match many <= few * MOST {
        true => Ok(()),
        false => Err(format!("500 cards take {few:.3} s, 5000 take {many:.3} s").into()),
    }
}

fn deck(count: usize, say: &dyn Fn(usize) -> (String, String)) -> Deck {
    let card = |at: usize| {
        let (question, answer) = say(at);
        let (question, answer) = (vec![Block::paragraph(question)], vec![Block::paragraph(answer)]);
        Card { id: identity::guid("Things", &question, 1), question, answer, ..Card::default() }
    };
    Deck { cards: (0..count).map(card).collect(), ..Deck::default() }
}

fn recall(deck: &mut Deck, memory: &Memory) -> Recalled {
    let page = PageOf { name: "things.md".to_owned(), deck };
    memory::recall(vec![page], memory, &Scope { is_whole: true, ..Scope::default() }, Time { now: 1 })
}

/// The note type's time moves exactly when its fields, templates or styles do, and packages have it.
fn note_type_moves_with_its_looks() -> Result<(), Failed> {
    let mut things = deck(1, &|at| (format!("What is thing {at}?"), "A thing.".to_owned()));
    let born = recall(&mut things, &Memory::default()).memory;
    let (id, known) = born.note_types.clone().pop_first().ok_or("no note type")?;
    let same = recall(&mut things, &born).memory;
    assert_eq!(same.note_types, born.note_types);

    let later = known.modified + 5000;
    let other = NoteTypeState { hash: "of other styles".to_owned(), modified: later, ..known.clone() };
    let changed = recall(&mut things, &Memory { note_types: [(id, other)].into(), ..born }).memory;
    assert_eq!(changed.note_types[&id], NoteTypeState { modified: later + 1, ..known });

    let mut diagnostics = Diagnostics::default();
    let mut context = export::Context::new(&mut diagnostics);
    context.memory = Some(&changed);
    let mut bytes = Vec::new();
    let anki = by_name(export::EXPORTERS, "anki").ok_or("no exporter")?.make(&Options::default())?;
    anki.export(&things, &mut bytes, &mut context)?;
    let package = Package::open(&bytes)?;
    assert_eq!(package.note_types.iter().map(|found| found.modified).collect::<Vec<_>>(), [later + 1]);
    Ok(())
}
