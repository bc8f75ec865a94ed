//! The sample page, in its three forms, from bytes to the real Anki engine.

use std::fs;
use std::path::{Path, PathBuf};

use deckmill::diagnostic::Diagnostics;
use deckmill::export::{Context, EXPORTERS};
use deckmill::page::Page;
use deckmill::render::text;
use deckmill::{Level, ReadOptions, Source, format};
use libtest_mimic::{Failed, Trial};
use tempfile::TempDir;

use crate::engine;

/// When the first version of the page was written, and the second.
const TIMES: [i64; 2] = [1_700_000_000, 1_700_086_400];

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("sample_page::is_the_same_in_three_forms", same_in_three_forms),
        engine::trial("sample_page::imports_into_the_engine", imports),
        engine::trial("sample_page::updates_what_was_edited", updates),
    ]
}

fn source(form: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("input").join(form);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(form: &str, text: String, modified: i64) -> Page {
    let source = Source {
        name: form.to_owned(),
        bytes: text.into_bytes(),
        modified: Some(modified),
        ..Source::default()
    };
    deckmill::read(&source, &ReadOptions::default())
}

/// What is the same in all forms: everything but formatting and place.
fn plain(page: &Page) -> Vec<String> {
    let deck = &page.deck;
    let description = text::blocks(&deck.description);
    let head = format!("{} | {:?} | {description} | {}", deck.title, deck.category, deck.key);
    let cards = deck.cards.iter().map(|card| {
        let (question, answer) = (text::blocks(&card.question), text::blocks(&card.answer));
        let number = card.number.as_ref().map(|number| &*number.label);
        format!("{} {number:?} {:?} {:?} {question} | {answer}", card.id, card.level, card.path)
    });
    std::iter::once(head).chain(cards).collect()
}

fn same_in_three_forms() -> Result<(), Failed> {
    let pages = ["python.txt", "python.md", "python.html"].map(|form| read(form, source(form), TIMES[0]));
    assert_eq!(pages[0].deck.cards.len(), 20);
    for page in &pages {
        for (found, wanted) in plain(page).iter().zip(plain(&pages[0])) {
            assert_eq!(*found, wanted, "{}", page.source);
        }
        assert_eq!(page.deck.cards.len(), 20, "{}", page.source);
        let levels = Level::ALL.map(|l| page.deck.cards.iter().filter(|card| card.level == Some(l)).count());
        assert_eq!(levels, [7, 7, 6], "{}", page.source);
        let worst = page.diagnostics.worst();
        assert!(
            worst <= Some(deckmill::diagnostic::Severity::Note),
            "{}: {:?}",
            page.source,
            page.diagnostics
        );
    }
    Ok(())
}

fn package(folder: &TempDir, name: &str, page: &Page) -> Result<PathBuf, Failed> {
    let path = folder.path().join(name);
    let anki = format::by_name(EXPORTERS, "anki").ok_or("there is no Anki exporter")?;
    let mut diagnostics = Diagnostics::default();
    let mut out = fs::File::create(&path)?;
    anki.make(&Default::default())?.export(&page.deck, &mut out, &mut Context::new(&mut diagnostics))?;
    Ok(path)
}

fn imports() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    for form in ["python.txt", "python.md", "python.html"] {
        let page = read(form, source(form), TIMES[0]);
        let path = package(&folder, &format!("{form}.apkg"), &page)?;
        let deck = "Languages::Practical Python Interview Questions";
        let expected =
            ["--expect-new", "20", "--expect-notes", "20", "--expect-cards", "20", "--expect-deck", deck];
        let report = engine::verify(&[&path], &expected)?;
        let notes = report["note_list"].as_array().ok_or("no notes in the report")?;
        for (note, card) in notes.iter().zip(&page.deck.cards) {
            assert_eq!(note["guid"], &*card.id);
            assert_eq!(note["notetype"], "Deckmill Q&A");
            assert_eq!(note["mod"], TIMES[0]);
            let (question, level) =
                (deckmill::render::html::blocks(&card.question), card.level.map(Level::name));
            let number = card.number.as_ref().map(|number| &*number.label);
            let fields = &note["fields"];
            assert_eq!(
                fields[0].as_str().map(|field| field.replace("&#123;", "{").replace("&#125;", "}")),
                Some(question)
            );
            assert_eq!(fields[2].as_str(), level);
            assert_eq!(fields[3].as_str(), number);
            assert_eq!(fields[6].as_str(), Some(&*card.id));
            let tags = note["tags"].as_array().ok_or("no tags")?;
            for tag in [
                format!("level::{}", level.unwrap_or_default()),
                "deckmill::Practical_Python_Interview_Questions".to_owned(),
            ] {
                assert!(tags.iter().any(|found| *found == tag), "{tag} is not in {tags:?}");
            }
        }
        assert_eq!(report["wrong_derived"], serde_json::json!({ "csum": 0, "sfld": 0 }));
        assert_eq!(report["repeated_positions"], 0);
    }
    Ok(())
}

/// The next version of the page, with a better answer and one more question: nothing is duplicated,
/// and what was studied stays studied.
fn updates() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let first = source("python.txt");
    let old = "append adds its argument as one element";
    assert!(first.contains(old), "the sample page has changed: give this test another sentence");
    let edited = first.replace(old, "append adds what it is given as one element");
    let last = edited.find("\n20. ").ok_or("the sample page has no question 20")?;
    let edited =
        format!("{}\n21. What does pass do?\n\nbeginner\n\nNothing.\n{}", &edited[..last], &edited[last..]);
    let old = package(&folder, "old.apkg", &read("python.txt", first, TIMES[0]))?;
    let new = package(&folder, "new.apkg", &read("python.txt", edited, TIMES[1]))?;
    // Without memory a note is as old as its page, so all 20 are updated and one is new.
    let expected = ["--study", "5", "--expect-notes", "21", "--expect-updated", "20", "--expect-new", "1"];
    let report = engine::verify(&[&old, &new], &expected)?;
    assert_eq!(report["scheduling_kept"], true);
    let same = engine::verify(
        &[&old, &old],
        &["--expect-notes", "20", "--expect-duplicate", "20", "--expect-new", "0"],
    )?;
    assert_eq!(same["imports"][1]["updated"], 0);
    Ok(())
}
