//! Decks of other tools taken over: by rule on packages made by hand, and the whole way, with learners,
//! on packages that genanki, genanki-rs and the engine make in the run. What the latter expect stands
//! in `tests/engine/adopt.py`.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use deckmill::diagnostic::Diagnostics;
use deckmill::export::Context;
use deckmill::memory::{self, Adoption, Memory, Outcome, PageOf, Scope, Time};
use deckmill::package::{Field, Kind, Package, Template};
use deckmill::{Deck, ReadOptions, Source, export};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::{engine, handmade, programs};

type Check = fn() -> Result<(), Failed>;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let checks: [(&str, Check); 13] = [
        ("signs_tell_questions_apart", signs_tell_questions_apart),
        ("one_question_with_two_answers", one_question_with_two_answers),
        ("a_guid_of_two_notes", a_guid_of_two_notes),
        ("a_type_has_one_shape", a_type_has_one_shape),
        ("numbers_and_topics_are_no_questions", numbers_and_topics_are_no_questions),
        ("other_fields_are_kept", other_fields_are_kept),
        ("notes_without_cards_get_theirs", notes_without_cards_get_theirs),
        ("what_is_unfit_is_left", what_is_unfit_is_left),
        ("a_second_time_all_are_known", a_second_time_all_are_known),
        ("known_cards_stay_who_they_are", known_cards_stay),
        ("a_lock_reads_back", a_lock_reads_back),
        ("a_package_remembers_as_much_as_a_lock", a_package_remembers),
        ("our_own_packages_are_taken_over", our_own_packages),
    ];
    let own = checks.into_iter().map(|(name, check)| Trial::test(format!("adopt::{name}"), check));
    let is_there = programs::has_crates(&folder_of_genanki_rs());
    let of_engine = [
        engine::trial("adopt::of_genanki", || whole_way("genanki", None)),
        engine::trial("adopt::of_hand_made_notes", || whole_way("hand", None)),
    ];
    let of_genanki_rs = match is_there {
        true => engine::trial("adopt::of_genanki_rs", || whole_way("genanki-rs", Some(old_deck()?))),
        false => Trial::test("adopt::of_genanki_rs", || Ok(())).with_ignored_flag(true),
    };
    own.chain(of_engine).chain([of_genanki_rs]).collect()
}

fn equal<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result<(), Failed> {
    match found == expected {
        true => Ok(()),
        false => Err(format!("   found: {found:?}\nexpected: {expected:?}").into()),
    }
}

const NOW: Time = Time { now: 1_700_000_000 };

/// A page of these cards.
fn page(cards: &[(&str, &str)]) -> Deck {
    let text: String =
        cards.iter().map(|(question, answer)| format!("## {question}\n\n{answer}\n\n")).collect();
    deckmill::read(&Source::new("page.md", format!("# A page\n\n{text}")), &ReadOptions::default()).deck
}

fn adopt(deck: &mut Deck, lock: &Memory, package: &Package) -> Adoption {
    memory::adopt(vec![PageOf { name: "page.md".into(), deck }], lock, package, NOW)
}

fn outcomes(adoption: &Adoption) -> Vec<&'static str> {
    adoption.notes.iter().map(|note| note.outcome.name()).collect()
}

fn ids(deck: &Deck) -> Vec<&str> {
    deck.all_cards().map(|card| &*card.id).collect()
}

/// The fields that a card's note has in the package that follows.
fn fields(deck: &Deck, adoption: &Adoption, at: usize) -> Result<Vec<String>, Failed> {
    Ok(shipped(deck, &adoption.recalled.memory)?.notes[at].fields.clone())
}

fn shipped_bytes(deck: &Deck, memory: &Memory) -> Result<Vec<u8>, Failed> {
    let format = deckmill::format::by_name(export::EXPORTERS, "anki").ok_or("no exporter")?;
    let (mut out, mut diagnostics) = (Vec::new(), Diagnostics::default());
    let mut context = Context { memory: Some(memory), ..Context::new(&mut diagnostics) };
    format.make(&Default::default())?.export(deck, &mut out, &mut context)?;
    Ok(out)
}

fn shipped(deck: &Deck, memory: &Memory) -> Result<Package, Failed> {
    Ok(Package::open(&shipped_bytes(deck, memory)?)?)
}

/// A package whose note type has these fields and sides.
fn of_type(names: &[&str], sides: &[(&str, &str)], notes: &[&[&str]]) -> Package {
    let mut package = handmade::package(&[]);
    let field = |name: &&str| Field { name: (*name).into(), ..Field::default() };
    let template = |(at, (front, back)): (usize, &(&str, &str))| Template {
        name: format!("Card {}", at + 1),
        front: (*front).into(),
        back: (*back).into(),
        ..Template::default()
    };
    package.note_types[0].fields = names.iter().map(field).collect();
    package.note_types[0].templates = sides.iter().enumerate().map(template).collect();
    package.notes = (0..).zip(notes).map(|(at, fields)| handmade::note(at, fields)).collect();
    package
}

fn signs_tell_questions_apart() -> Result<(), Failed> {
    let old = [
        ("Is `C++` a language?", "It grew out of C."),
        ("What does `==` do?", "It converts types, then compares."),
        ("1. What is **`List`**?", "A raw type."),
    ];
    let mut deck = page(&[
        ("Is C# a language?", "Yes, by Microsoft, with classes."),
        ("What does `===` do?", "Nothing is converted here."),
        ("What is `List`?", "Holds anything, and warns at compile time."),
    ]);
    let adoption = adopt(&mut deck, &Memory::default(), &handmade::package(&old));
    equal(&outcomes(&adoption), &vec!["left", "left", "adopted"])?;
    equal(&ids(&deck)[2], &"guid#2")
}

fn one_question_with_two_answers() -> Result<(), Failed> {
    let old = [("What is a set?", "In tennis, **six** games."), ("What is a set?", "Distinct `elements`.")];
    let mut deck = page(&[
        ("What is a set?", "Distinct elements."),
        ("Why?", "So."),
        ("What is a set?", "In tennis, six games."),
    ]);
    let adoption = adopt(&mut deck, &Memory::default(), &handmade::package(&old));
    equal(&outcomes(&adoption), &vec!["adopted", "adopted"])?;
    equal(&(ids(&deck)[0], ids(&deck)[2]), &("guid#1", "guid#0"))
}

fn a_guid_of_two_notes() -> Result<(), Failed> {
    let mut package =
        handmade::package(&[("One?", "1"), ("Two?", "2"), ("Three?", "3"), ("Three?", "3"), ("4?", "4")]);
    package.notes[1].guid = "guid#0".into();
    package.notes[3].guid = "guid#2".into();
    let mut deck = page(&[("One?", "1"), ("Two?", "2"), ("Three?", "3"), ("4?", "4")]);
    let adoption = adopt(&mut deck, &Memory::default(), &package);
    equal(&outcomes(&adoption), &vec!["repeated", "repeated", "adopted", "repeated", "adopted"])?;
    equal(&ids(&deck)[2..].to_vec(), &vec!["guid#2", "guid#4"])
}

fn a_type_has_one_shape() -> Result<(), Failed> {
    let sides = [("{{Front}}", "{{FrontSide}}{{Back}}<br>{{Extra}}")];
    let notes: [&[&str]; 2] = [&["Why is it so?", "Because.", "x"], &["Who did it?", "", "my own words"]];
    let package = of_type(&["Front", "Back", "Extra"], &sides, &notes);
    let mut deck = page(&[("Why is it so?", "Because."), ("Who did it?", "The gardener.")]);
    let adoption = adopt(&mut deck, &Memory::default(), &package);
    equal(&outcomes(&adoption), &vec!["adopted", "adopted"])?;
    let expected = ["<p>Who did it?</p>", "<p>The gardener.</p>", "my own words"];
    equal(&fields(&deck, &adoption, 1)?, &expected.map(String::from).to_vec())
}

fn numbers_and_topics_are_no_questions() -> Result<(), Failed> {
    let sides = [("{{Nr}} {{Topic}}: {{Text}}", "{{FrontSide}}{{Reply}}")];
    let notes: [&[&str]; 2] =
        [&["12", "Sets", "Why is it so?", "Because."], &["13", "Sets", "Who did it?", "The gardener."]];
    let package = of_type(&["Nr", "Topic", "Text", "Reply"], &sides, &notes);
    let mut deck = page(&[("Who did it?", "The **gardener**."), ("Why is it so?", "Because of that.")]);
    let adoption = adopt(&mut deck, &Memory::default(), &package);
    equal(&ids(&deck), &vec!["guid#1", "guid#0"])?;
    let expected = ["13", "Sets", "<p>Who did it?</p>", "<p>The <strong>gardener</strong>.</p>"];
    equal(&fields(&deck, &adoption, 0)?, &expected.map(String::from).to_vec())
}

/// What a card shows beside question and answer stays, unless the page says it as well.
fn other_fields_are_kept() -> Result<(), Failed> {
    let sides = [("{{Front}}", "{{FrontSide}}{{Back}}<br>{{Extra}}")];
    let extras = ["So", "<img src=\"a.png\">", "<b>See the manual.</b>", "elsewhere"];
    let questions = ["Why is it so?", "Who did it?", "Where is it?", "When was it?"];
    let rows: Vec<[&str; 3]> =
        questions.iter().zip(extras).map(|(question, extra)| [*question, "Some answer.", extra]).collect();
    let notes: Vec<&[&str]> = rows.iter().map(<[&str; 3]>::as_slice).collect();
    let package = of_type(&["Front", "Back", "Extra"], &sides, &notes);
    let cards: Vec<(&str, &str)> =
        questions.iter().map(|question| (*question, "Some answer.\n\nSee the manual.")).collect();
    let mut deck = page(&cards);
    let adoption = adopt(&mut deck, &Memory::default(), &package);
    for (at, extra) in extras.into_iter().enumerate() {
        let kept = if at == 2 { "" } else { extra };
        equal(&fields(&deck, &adoption, at)?[2].as_str(), &kept)?;
    }
    Ok(())
}

fn notes_without_cards_get_theirs() -> Result<(), Failed> {
    let sides = [("{{Front}}", "{{Back}}"), ("{{#Turn}}{{Back}}{{/Turn}}", "{{Front}}")];
    let notes: [&[&str]; 2] = [&["Why is it so?", "Because.", ""], &["Who did it?", "Me.", "y"]];
    let mut package = of_type(&["Front", "Back", "Turn"], &sides, &notes);
    package.notes.iter_mut().for_each(|note| note.cards.clear());
    let mut deck = page(&[("Why is it so?", "Because."), ("Who did it?", "Me.")]);
    let adoption = adopt(&mut deck, &Memory::default(), &package);
    let shipped = shipped(&deck, &adoption.recalled.memory)?;
    equal(&shipped.notes.iter().map(|note| note.cards.len()).collect::<Vec<_>>(), &vec![1, 2])
}

fn what_is_unfit_is_left() -> Result<(), Failed> {
    let mut cloze = of_type(&["Text"], &[("{{cloze:Text}}", "{{cloze:Text}}")], &[&["{{c1::A}} is b."]]);
    cloze.note_types[0].kind = Kind::Cloze;
    let single = of_type(&["Text"], &[("{{Text}}", "{{FrontSide}}")], &[&["A is b."]]);
    for package in [cloze, single, handmade::package(&[("", "b")])] {
        let mut deck = page(&[("A is b.", "Is it?"), ("[...] is b.", "A is b.")]);
        let adoption = adopt(&mut deck, &Memory::default(), &package);
        equal(&outcomes(&adoption), &vec!["unfit"])?;
        equal(&adoption.recalled.memory.adopted.len(), &0)?;
    }
    Ok(())
}

fn a_second_time_all_are_known() -> Result<(), Failed> {
    let package = handmade::package(&[("One?", "1"), ("Two?", "2")]);
    let mut deck = page(&[("One?", "1"), ("Three?", "3")]);
    let first = adopt(&mut deck, &Memory::default(), &package);
    let later = Time { now: NOW.now + 1000 };
    let of = vec![PageOf { name: "page.md".into(), deck: &mut deck }];
    let second = memory::adopt(of, &first.recalled.memory, &package, later);
    equal(&outcomes(&second), &vec!["known", "left"])?;
    equal(&second.recalled.memory, &first.recalled.memory)?;
    equal(&second.notes.iter().filter(|note| note.outcome == Outcome::Adopted).count(), &0)
}

fn known_cards_stay() -> Result<(), Failed> {
    let mut deck = page(&[("One?", "1"), ("Two?", "2")]);
    let of = vec![PageOf { name: "page.md".into(), deck: &mut deck }];
    let lock = memory::recall(of, &Memory::default(), &Scope::default(), NOW).memory;
    let known: Vec<String> = ids(&deck).into_iter().map(str::to_owned).collect();
    let mut deck = page(&[("One?", "1"), ("Two?", "2"), ("Three?", "3")]);
    let package = handmade::package(&[("One?", "1"), ("**Two?**", "2"), ("Three?", "3")]);
    let adoption = adopt(&mut deck, &lock, &package);
    equal(&outcomes(&adoption), &vec!["left", "left", "adopted"])?;
    equal(&ids(&deck), &vec![known[0].as_str(), known[1].as_str(), "guid#2"])
}

/// An old package with fields of all sorts, and the page that takes its place.
fn reversed() -> (Package, Deck) {
    let sides = [("{{Front}}", "{{Back}}{{Extra}}"), ("{{Back}}", "{{Front}}")];
    let notes: [&[&str]; 3] = [
        &["Why is it so?", "Because.", "a &amp; b<br>\u{a0}c"],
        &["Who did it?", "Me.", ""],
        &["Where?", "Here.", "x"],
    ];
    let mut package = of_type(&["Front", "Back", "Extra"], &sides, &notes);
    let note_type = &mut package.note_types[0];
    note_type.fields[1].id = Some(-7);
    note_type.templates[1].browser_front = "{{Back}}".into();
    note_type.css = ".card { color: red }\n/* ü */".into();
    for note in &mut package.notes {
        let second = deckmill::package::NoteCard { template: 1, ..note.cards[0] };
        note.cards.push(second);
    }
    let text = "# A page\n\n## Sets\n\n### Why is it so?\n\n*beginner*\n\nBecause *of that*.\n\n### Who did it?\n\nMe.\n\n\
        ### Where?\n\nHere.\n";
    let page = deckmill::read(&Source::new("page.md", text), &ReadOptions::default());
    (package, page.deck)
}

fn a_lock_reads_back() -> Result<(), Failed> {
    let (package, mut deck) = reversed();
    let memory = adopt(&mut deck, &Memory::default(), &package).recalled.memory;
    let text = memory::write_lock(&memory);
    let read = memory::read_lock(&text, &mut Diagnostics::default())?;
    equal(&read, &memory)?;
    equal(&memory::write_lock(&read), &text)
}

/// What has left the page is in the package as well, without a card.
fn a_package_remembers() -> Result<(), Failed> {
    let (package, mut deck) = reversed();
    let memory = adopt(&mut deck, &Memory::default(), &package).recalled.memory;
    deck.cards.pop();
    let of = vec![PageOf { name: "page.md".into(), deck: &mut deck }];
    let memory = memory::recall(of, &memory, &Scope { is_whole: true, ..Scope::default() }, NOW).memory;
    let bytes = shipped_bytes(&deck, &memory)?;
    let again = memory::of_package(&bytes)?;
    equal(&again.adopted, &memory.adopted)?;
    equal(&again.entries.len(), &3)?;
    for (guid, entry) in &memory.entries {
        let found = again.entries.get(guid).ok_or("a card is forgotten")?;
        let sign = |entry: &memory::Entry| {
            (entry.modified, entry.state, entry.page.clone(), entry.after.clone(), entry.foreign.clone())
        };
        equal(&sign(found), &sign(entry))?;
        equal(&found.content, &entry.content)?;
    }
    // A note that was never ours is none of it.
    equal(&memory::of_package(&handmade::bytes(&package))?.entries.len(), &0)
}

fn our_own_packages() -> Result<(), Failed> {
    let old = page(&[("Why is it so?", "Because."), ("Who did it?", "Me.")]);
    let guids: Vec<String> = old.all_cards().map(|card| card.id.to_string()).collect();
    let package = Package::open(&export::to_bytes("anki", &old)?)?;
    let options = ReadOptions { default_key: Some("another key".into()), ..ReadOptions::default() };
    let text = "# Another title\n\n## Who did it?\n\nMe.\n\n## Why, then, is it so?\n\nBecause.\n";
    let mut deck = deckmill::read(&Source::new("page.md", text), &options).deck;
    let adoption = adopt(&mut deck, &Memory::default(), &package);
    equal(&ids(&deck)[0], &guids[1].as_str())?;
    let entry = adoption.recalled.memory.entries.get(&guids[1]).ok_or("no entry")?;
    equal(&(&entry.foreign, adoption.recalled.memory.adopted.len()), &(&None, 0))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn whole_way(maker: &str, program: Option<PathBuf>) -> Result<(), Failed> {
    let binary = Path::new(env!("CARGO_BIN_EXE_deckmill"));
    let program = program.map(|path| path.display().to_string());
    let mut args = vec!["--maker", maker];
    args.extend(program.iter().flat_map(|program| ["--program", program]));
    let report = engine::script("adopt.py", &[binary, &root().join("input")], &args)?;
    let count = |name: &str| report.get(name).and_then(Value::as_u64).unwrap_or(0);
    match count("ways") >= 3 && count("notes") > 400 && count("kept") * 100 >= count("notes") * 95 {
        true => Ok(()),
        false => Err(format!("too little: {report}").into()),
    }
}

/// The folder of the program that uses genanki-rs.
fn folder_of_genanki_rs() -> PathBuf {
    root().join("tests/engine/genanki-rs")
}

/// The program that uses genanki-rs, built by whoever asks first.
fn old_deck() -> Result<PathBuf, String> {
    static PROGRAM: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    PROGRAM.get_or_init(|| programs::build(&folder_of_genanki_rs(), "old-deck")).clone()
}
