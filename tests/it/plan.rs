//! `deckmill plan`: what it says of an import, against what the real engine then does, and the laws
//! of the library's `diff` that need no engine.
//!
//! `tests/engine/plan.py` makes the pairs: `DECKMILL_SEED` takes other ones than are always tried,
//! `DECKMILL_CASES` says how many.

use std::path::Path;

use deckmill::diagnostic::Diagnostics;
use deckmill::diff::{self, Notes, Outcome, Part, Refusal, Refused, Sum};
use deckmill::memory::{self, Memory, PageOf, Scope, Time};
use deckmill::package::{Field, Package, Template};
use deckmill::{Deck, ReadOptions, Source, export};
use libtest_mimic::{Failed, Trial};

use crate::handmade::{note, package};
use crate::{engine, kitchen_sink};

type Check = fn() -> Result<(), Failed>;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let checks: [(&str, Check); 9] = [
        ("the_time_of_the_last_change_decides", the_time_of_the_last_change_decides),
        ("a_guid_that_stands_twice", a_guid_that_stands_twice),
        ("other_fields_are_a_conflict", other_fields_are_a_conflict),
        ("ids_let_names_change", ids_let_names_change),
        ("names_are_those_that_anki_keeps", names_are_those_that_anki_keeps),
        ("what_anki_refuses_is_refused", what_anki_refuses_is_refused),
        ("styles_have_a_time_of_their_own", styles_have_a_time_of_their_own),
        ("a_deck_its_lock_and_its_package_are_the_same", a_deck_its_lock_and_its_package_are_the_same),
        ("many_notes_are_compared_quickly", many_notes_are_compared_quickly),
    ];
    let own = checks.into_iter().map(|(name, check)| Trial::test(format!("plan::{name}"), check));
    own.chain([engine::trial("plan::the_engine_does_what_was_planned", the_engine_does_what_was_planned)])
        .collect()
}

fn the_engine_does_what_was_planned() -> Result<(), Failed> {
    let number = |name: &str, default: &str| std::env::var(name).unwrap_or(default.to_owned());
    let seed = number("DECKMILL_SEED", "1");
    let seed = if seed == "random" { std::process::id().to_string() } else { seed };
    let pairs = number("DECKMILL_CASES", "80");
    let deckmill = Path::new(env!("CARGO_BIN_EXE_deckmill"));
    let report = engine::script("plan.py", &[deckmill], &["--seed", &seed, "--pairs", &pairs])
        .map_err(|error| format!("DECKMILL_SEED={seed} DECKMILL_CASES={pairs}\n{error}"))?;
    // Pairs that show nothing prove nothing.
    let tried = |what: &str| report["total"][what].as_u64().is_some_and(|count| count > 0);
    let all = ["new", "updated", "unchanged", "conflicting", "tagged", "note_types"];
    match all.into_iter().all(tried) {
        true => Ok(()),
        false => Err(format!("the pairs leave something out: {}", report["total"]).into()),
    }
}

/// The sum of a plan.
fn sum(old: &Package, new: &Package) -> Result<Sum, Failed> {
    let (old, new) = (Notes::of_package(old), Notes::of_package(new));
    Ok(diff::diff(&old, &new).map_err(|refused| format!("{refused:?}"))?.sum())
}

/// new, updated, unchanged, conflicting, and how many of the unchanged are stale.
fn counts(old: &Package, new: &Package) -> Result<[usize; 5], Failed> {
    let sum = sum(old, new)?;
    Ok([sum.new, sum.updated, sum.unchanged, sum.conflicting, sum.stale])
}

fn equal<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result<(), Failed> {
    match found == expected {
        true => Ok(()),
        false => Err(format!("   found: {found:?}\nexpected: {expected:?}").into()),
    }
}

fn three() -> Package {
    package(&[("one?", "1"), ("two?", "2"), ("three?", "3")])
}

fn the_time_of_the_last_change_decides() -> Result<(), Failed> {
    let (old, mut new) = (three(), three());
    equal(&counts(&old, &new)?, &[0, 0, 3, 0, 0])?;
    new.notes[0].modified += 1;
    new.notes[1].fields[1] = "another".into();
    new.notes[2].modified -= 1;
    new.notes.push(note(9, &["four?", "4"]));
    equal(&counts(&old, &new)?, &[1, 1, 2, 0, 1])?;
    new.notes[0].tags = vec!["Deckmill::Retired".into()];
    new.notes[0].cards.clear();
    new.notes.remove(1);
    let sum = sum(&old, &new)?;
    equal(&(sum.updated, sum.retired, sum.left_out), &(1, 1, 1))
}

fn a_guid_that_stands_twice() -> Result<(), Failed> {
    let (mut old, mut new) = (three(), three());
    // The learner has both, and the last alone is looked at.
    old.notes[2].guid = old.notes[1].guid.clone();
    new.notes.truncate(2);
    new.notes[1].modified = old.notes[1].modified + 1;
    equal(&counts(&old, &new)?, &[0, 0, 2, 0, 1])?;
    new.notes[1].modified = old.notes[2].modified + 1;
    equal(&counts(&old, &new)?, &[0, 1, 1, 0, 0])?;
    // Two that come with a GUID which the learner has are two updates, else two notes.
    new.notes.push(new.notes[1].clone());
    equal(&counts(&old, &new)?, &[0, 2, 1, 0, 0])?;
    new.notes[1].guid = "nobody's".into();
    new.notes[2].guid = "nobody's".into();
    equal(&counts(&old, &new)?, &[2, 0, 1, 0, 0])
}

fn other_fields_are_a_conflict() -> Result<(), Failed> {
    let mut new = three();
    new.note_types[0].fields.push(Field { name: "More".into(), ..Field::default() });
    new.notes.iter_mut().for_each(|note| note.fields.push(String::new()));
    new.notes.push(note(9, &["four?", "4", ""]));
    equal(&counts(&three(), &new)?, &[1, 0, 0, 3, 0])?;
    let mut new = three();
    new.note_types[0].templates.push(Template { name: "Card 2".into(), ..Template::default() });
    equal(&counts(&three(), &new)?, &[0, 0, 0, 3, 0])?;
    // Another id is another note type, whatever its fields are.
    let mut new = three();
    new.note_types[0].id += 1;
    new.notes.iter_mut().for_each(|note| note.note_type += 1);
    equal(&counts(&three(), &new)?, &[0, 0, 0, 3, 0])
}

fn ids_let_names_change() -> Result<(), Failed> {
    let with_ids = |first: i64| {
        let mut package = three();
        (first..).zip(&mut package.note_types[0].fields).for_each(|(id, field)| field.id = Some(id));
        package
    };
    let mut new = with_ids(1);
    new.note_types[0].fields[0].name = "Asked".into();
    equal(&counts(&with_ids(1), &new)?, &[0, 0, 3, 0, 0])?;
    equal(&counts(&three(), &new)?, &[0, 0, 0, 3, 0])?;
    equal(&counts(&with_ids(1), &with_ids(7))?, &[0, 0, 0, 3, 0])?;
    equal(&counts(&with_ids(1), &three())?, &[0, 0, 3, 0, 0])
}

fn names_are_those_that_anki_keeps() -> Result<(), Failed> {
    let named = |field: &str, template: &str| {
        let mut package = three();
        package.note_types[0].fields[1].name = field.into();
        package.note_types[0].templates[0].name = template.into();
        package
    };
    let outcomes = [
        // What Anki changes when it takes it in does not fit when it comes again.
        ("a:b", "a:b", "Card", 3),
        ("#a", "#a", "Card", 3),
        ("#a", "a", "Card", 0),
        ("e\u{301}", "é", "Card", 0),
        ("back", "Back", "Card", 3),
        ("Front", "Front+", "Card", 0),
        ("Back", "Back", "a \"card\"", 3),
    ];
    for (old, new, template, conflicting) in outcomes {
        let found = counts(&named(old, template), &named(new, template))?;
        equal(&(old, found), &(old, [0, 0, 3 - conflicting, conflicting, 0]))?;
    }
    Ok(())
}

fn what_anki_refuses_is_refused() -> Result<(), Failed> {
    let refused = |old: &Package, new: &Package| {
        diff::diff(&Notes::of_package(old), &Notes::of_package(new)).map(|found| found.sum()).unwrap_err()
    };
    let mut new = three();
    new.notes.push(note(9, &["four?"]));
    let fields = Refusal::Fields { guid: "guid#9".into(), found: 1, expected: 2 };
    equal(&refused(&three(), &new), &Refused::New(fields.clone()))?;
    equal(&refused(&new, &three()), &Refused::Old(fields))?;
    // A note that is left alone is never measured.
    new.notes.pop();
    new.notes[0].fields.pop();
    equal(&counts(&three(), &new)?, &[0, 0, 3, 0, 1])?;
    // A learner may have the note type that a package lacks.
    let mut new = three();
    new.note_types.clear();
    new.notes[0].modified += 1;
    equal(&counts(&three(), &new)?, &[0, 1, 2, 0, 0])?;
    new.notes[1].guid = "new".into();
    equal(&refused(&three(), &new), &Refused::New(Refusal::NoNoteType { guid: "new".into() }))?;
    let mut new = three();
    new.note_types[0].fields[0].name = " ".into();
    equal(&refused(&three(), &new), &Refused::New(Refusal::NoteType("Basic".into())))
}

fn styles_have_a_time_of_their_own() -> Result<(), Failed> {
    let mut new = three();
    new.note_types[0].css = "another".into();
    let stale = |new: &Package| -> Result<(Outcome, bool), Failed> {
        let (old, new) = (Notes::of_package(&three()), Notes::of_package(new));
        let difference = diff::diff(&old, &new).map_err(|refused| format!("{refused:?}"))?;
        Ok((difference.note_types[0].outcome, difference.note_types[0].is_stale()))
    };
    equal(&stale(&new)?, &(Outcome::Unchanged, true))?;
    new.note_types[0].modified += 1;
    equal(&stale(&new)?, &(Outcome::Updated, false))?;
    // Anki passes over a note type of which there is no note.
    new.notes.clear();
    let notes = Notes::of_package(&new);
    let old = Notes::of_package(&three());
    let difference = diff::diff(&old, &notes).map_err(|refused| format!("{refused:?}"))?;
    equal(&difference.note_types.len(), &0)
}

/// A page whose deck, lock and package must say the same.
fn remembered(deck: &mut Deck) -> (Memory, Notes, Notes, Notes) {
    let pages = vec![PageOf { name: "page.md".into(), deck: &mut *deck }];
    let scope = Scope { is_whole: true, ..Scope::default() };
    let memory = memory::recall(pages, &Memory::default(), &scope, Time { now: 1_600_000_000 }).memory;
    let lock = memory::read_lock(&memory::write_lock(&memory), &mut Diagnostics::default()).unwrap();
    let package = Package::open(&export::to_bytes("anki", deck).unwrap()).unwrap();
    let forms = (Notes::of_deck(deck, &memory), Notes::of_memory(&lock), Notes::of_package(&package));
    (lock, forms.0, forms.1, forms.2)
}

fn a_deck_its_lock_and_its_package_are_the_same() -> Result<(), Failed> {
    let page = "# A page\n\n## Part *one*\n\n### 1. What is `a|b`?\n\n- one\n- two\n\n```rust\nlet x = 1;\n```\n\n\
                ### 2. What is __init__ < 3 & more?\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![x](y.png) [l](https://e.org)\n";
    let read = deckmill::read(&Source::new("page.md", page), &ReadOptions::default()).deck;
    for mut deck in [read, kitchen_sink::deck()] {
        let cards = deck.cards.len();
        let (_, of_deck, of_lock, of_package) = remembered(&mut deck);
        let forms = [&of_deck, &of_lock, &of_package];
        for (old, new) in forms.iter().flat_map(|old| forms.map(|new| (old, new))) {
            let difference = diff::diff(old, new).map_err(|refused| format!("{refused:?}"))?;
            let changed: Vec<(String, &[Part])> = difference
                .notes
                .iter()
                .filter(|change| change.is_stale())
                .map(|change| (change.new.question.plain(), change.parts.as_slice()))
                .collect();
            equal(&changed, &vec![])?;
            equal(&difference.sum(), &Sum { unchanged: cards, ..Sum::default() })?;
        }
    }
    Ok(())
}

fn many_notes_are_compared_quickly() -> Result<(), Failed> {
    let texts: Vec<String> = (0..100_000).map(|at| format!("What is number {at}?")).collect();
    let rows: Vec<(&str, &str)> = texts.iter().map(|text| (text.as_str(), "A number.")).collect();
    let (old, mut new) = (package(&rows), package(&rows));
    new.notes.iter_mut().for_each(|note| note.fields[0] += "!");
    let start = std::time::Instant::now();
    equal(&counts(&old, &new)?, &[0, 0, rows.len(), 0, rows.len()])?;
    match start.elapsed().as_secs() {
        // A tenth of it is usual; what grows with the square takes minutes.
        ..30 => Ok(()),
        seconds => Err(format!("{seconds} s").into()),
    }
}
