//! Packages against the real Anki engine (PyPI `anki`), which is what desktop, Android and iOS run.
//!
//! The decks are made by hand here; no reader or layout has a part in it. The engine is installed
//! once, below `target/`. Without Python these trials show as ignored, but under `CI` they must run.

#![allow(clippy::disallowed_methods, reason = "tests write their packages and install the engine themselves")]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use deckmill::export;
use deckmill::model::{
    Alignment, Block, BlockKind, Card, Cell, Deck, Image, Inline, Item, Level, Number, Origin, Table,
};
use deckmill::source::Span;
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};
use tempfile::TempDir;
use unicode_normalization::UnicodeNormalization;

use crate::venv::{self, Venv};

/// The version of the engine that the expectations were tried on.
pub const ANKI: &str = "26.9.3";

/// The engine, and the genanki whose packages are read.
static ENGINE: Venv = Venv::new("engine-venv/26.9.3", &["anki==26.9.3", "genanki==0.13.1"]);

type Check = fn() -> Result<(), Failed>;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let checks: [(&str, Check); 7] = [
        ("hostile_text_arrives_as_written", hostile_text_arrives_as_written),
        ("rows_come_back_unchanged", rows_come_back_unchanged),
        ("a_deck_is_filed_tagged_and_in_order", a_deck_is_filed_tagged_and_in_order),
        ("child_decks_hang_below_their_parent", child_decks_hang_below_their_parent),
        ("a_second_import_changes_nothing", a_second_import_changes_nothing),
        ("an_edited_card_is_the_only_one_updated", an_edited_card_is_the_only_one_updated),
        ("a_later_epoch_updates_every_note", a_later_epoch_updates_every_note),
    ];
    checks.into_iter().map(|(name, check)| trial(&format!("engine::{name}"), check)).collect()
}

/// A trial that needs the engine: without Python it shows as ignored, but under `CI` it must run.
pub fn trial(name: &str, check: Check) -> Trial {
    venv::trial(name, check)
}

/// A Python that has the engine; it is installed by whoever asks first.
pub fn python() -> Result<PathBuf, String> {
    ENGINE.python()
}

/// What `verify_apkg.py` reports about packages imported one after the other; an error if it finds
/// anything that was not asked for with `args`.
pub fn verify(apkgs: &[&Path], args: &[&str]) -> Result<Value, String> {
    script("verify_apkg.py", apkgs, args)
}

/// What a script in `tests/engine/` prints about these files.
pub fn script(name: &str, apkgs: &[&Path], args: &[&str]) -> Result<Value, String> {
    let arguments: Vec<&OsStr> =
        apkgs.iter().map(|path| path.as_os_str()).chain(args.iter().map(OsStr::new)).collect();
    let report = ENGINE.script(&format!("engine/{name}"), &arguments)?;
    serde_json::from_str(&report).map_err(|cause| format!("{cause} in: {report}"))
}

fn hostile_text_arrives_as_written() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let texts = hostile_texts();
    let cards: Vec<Card> = texts.iter().map(|text| card(text, text)).collect();
    let package = write(&folder, "hostile", &deck("Hostile", cards.clone()))?;
    let count = cards.len().to_string();
    let expected = ["--expect-new", &count, "--expect-cards", &count, "--render", &count];
    let report = verify(&[&package], &expected)?;
    for (note, shown) in list(&report["note_list"]).iter().zip(list(&report["rendered"])) {
        let index = note_index(note, &cards)?;
        // Anki composes letters, whatever it is given.
        let (fields, text) = (&note["fields"], texts[index].nfc().collect::<String>());
        let written = |field: &Value| {
            unescaped(field.as_str().unwrap_or_default()).replacen("<p dir=\"auto\">", "<p>", 1)
        };
        equal(&written(&fields[0]), &format!("<p>{text}</p>"))?;
        equal(&written(&fields[1]), &format!("<p>{text}</p>"))?;
        let (question, field) = (shown["question"].as_str(), fields[0].as_str());
        if !question.is_some_and(|question| field.is_some_and(|field| question.contains(field))) {
            return Err(format!("the engine shows {text:?} as {shown}").into());
        }
    }
    Ok(())
}

fn rows_come_back_unchanged() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let mut cards = rich_cards();
    cards.extend(hostile_texts().iter().map(|text| card(text, "A")));
    let guids: Vec<String> = cards.iter().map(|card| card.id.to_string()).collect();
    let mut deck = deck("\"Rows\"  and:: more:", cards);
    deck.description = vec![Block::paragraph("What {{this}} is [sound:about].")];
    let package = write(&folder, "rows", &deck)?;
    let report = script("round_trip.py", &[&package], &[])?;
    equal(&report["order"], &json!(guids))?;
    let filed = json!([
        ["Default", ""],
        ["Languages", ""],
        ["Languages::Rows and: more", "<p>What &#123;&#123;this&#125;&#125; is &#91;sound:about].</p>"],
    ]);
    equal(&report["decks"], &filed)
}

fn a_deck_is_filed_tagged_and_in_order() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let mut cards = rich_cards();
    cards[0].tags = vec!["my own".into(), "LEVEL::beginner".into()];
    let package = write(&folder, "filed", &deck("Python", cards.clone()))?;
    let deck = "Languages::Python";
    let report = verify(&[&package], &["--expect-new", "4", "--expect-cards", "4", "--expect-deck", deck])?;
    equal(&report["repeated_positions"], &json!(0))?;
    equal(&report["wrong_derived"], &json!({"csum": 0, "sfld": 0}))?;
    equal(&report["notetypes"][0]["name"], &json!("Deckmill Q&A"))?;
    let first = &report["note_list"][0];
    equal(&first["guid"], &json!(cards[0].id))?;
    equal(&first["decks"], &json!([deck]))?;
    let tags = ["deckmill::Python", "level::beginner", "my_own", "section::Sorting_lists"];
    equal(&first["tags"], &json!(tags))?;
    let tail = json!(["beginner", "1", "Types / Sorting lists", "python.md:5", cards[0].id, "", "", ""]);
    equal(&json!(list(&first["fields"])[2..]), &tail)?;
    let levels: Vec<&Value> = list(&report["note_list"]).iter().map(|note| &note["fields"][2]).collect();
    equal(&json!(levels), &json!(["beginner", "advanced", "", "beginner"]))
}

fn child_decks_hang_below_their_parent() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let mut all = Deck { title: "Interviews".into(), key: "Interviews".into(), ..Deck::default() };
    let bare = Deck { category: None, ..deck("Git::basics", vec![card("What is a commit?", "A snapshot.")]) };
    all.children = vec![deck("Python", rich_cards()), bare];
    let package = write(&folder, "all", &all)?;
    let report = verify(&[&package], &["--expect-new", "5", "--expect-cards", "5"])?;
    equal(&report["repeated_positions"], &json!(0))?;
    let decks = json!({
        "Default": 0,
        "Interviews": 0,
        "Interviews::Git:basics": 1,
        "Interviews::Languages": 0,
        "Interviews::Languages::Python": 4,
    });
    equal(&report["decks"], &decks)?;
    script("round_trip.py", &[&package], &[])?;
    Ok(())
}

fn a_second_import_changes_nothing() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let package = write(&folder, "same", &deck("Python", rich_cards()))?;
    let expected = ["--study", "2", "--expect-notes", "4", "--expect-new", "0", "--expect-duplicate", "4"];
    verify(&[&package, &package], &expected)?;
    Ok(())
}

fn an_edited_card_is_the_only_one_updated() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let mut cards = rich_cards();
    let old = write(&folder, "old", &deck("Python", cards.clone()))?;
    cards[1].answer = vec![Block::paragraph("A better answer.")];
    cards[1].modified = Some(1_700_000_000);
    cards.insert(0, card("A question in front of all others?", "Yes."));
    let new = write(&folder, "new", &deck("Python", cards.clone()))?;
    let expected = ["--study", "3", "--expect-updated", "1", "--expect-duplicate", "3", "--expect-new", "1"];
    let report = verify(&[&old, &new], &expected)?;
    equal(&report["scheduling_kept"], &json!(true))?;
    let better = |note: &&Value| note["fields"][1] == "<p>A better answer.</p>";
    let updated: Vec<&Value> =
        list(&report["note_list"]).iter().filter(better).map(|note| &note["guid"]).collect();
    equal(&json!(updated), &json!([cards[2].id]))
}

fn a_later_epoch_updates_every_note() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let mut deck = deck("Python", rich_cards());
    deckmill::memory::date(&mut deck, 1_600_000_000);
    let old = write(&folder, "old", &deck)?;
    deckmill::memory::date(&mut deck, 1_600_000_001);
    let new = write(&folder, "new", &deck)?;
    let expected =
        ["--study", "4", "--expect-updated", "4", "--expect-new", "0", "--expect-conflicting", "0"];
    let report = verify(&[&old, &new], &expected)?;
    equal(&report["scheduling_kept"], &json!(true))?;
    equal(&report["note_list"][0]["mod"], &json!(1_600_000_001))
}

/// Writes a deck as a package.
fn write(folder: &TempDir, name: &str, deck: &Deck) -> Result<PathBuf, Failed> {
    let path = folder.path().join(name).with_extension("apkg");
    fs::write(&path, export::to_bytes("anki", deck)?)?;
    Ok(path)
}

fn deck(title: &str, cards: Vec<Card>) -> Deck {
    let category = Some("Languages".to_owned());
    Deck { title: title.into(), category, key: title.into(), cards, ..Deck::default() }
}

fn card(question: &str, answer: &str) -> Card {
    let question = vec![Block::paragraph(question)];
    Card {
        id: deckmill::identity::guid("engine", &question, 1),
        number: None,
        question,
        answer: vec![Block::paragraph(answer)],
        references: 0,
        level: None,
        level_label: None,
        path: [].into(),
        tags: vec![],
        origin: Origin::new("python.md", 5, 1),
        ..Card::default()
    }
}

/// Texts that mean something to HTML, to templates, to Anki, to SQLite or to its text import.
fn hostile_texts() -> [&'static str; 16] {
    [
        "What does {{c0::x}} and {{Front}} and {{{{FrontSide}}}} do?",
        "[sound:x.mp3] [SOUND:y.mp3] [anki:tts lang=en_US]speak[/anki:tts] [anki:play:q:0]",
        "[latex]x^2[/latex] [$]y[/$] [$$]z[/$$] [LaTeX] [[type:Answer]]",
        "<script>alert(1)</script><b>&amp;lt;</b> \"quoted\" 'single' & <!-- gone? -->",
        "vec<T> __slots__ *args and **kwargs == `code`",
        "#not a comment",
        "42",
        " 1e5 ",
        "=1+1",
        "e\u{301} decomposed, \u{a0}no-break\u{a0}& wide\u{3000}space \u{200b}zero \u{202e}bidi",
        "Line one\nline two\n\n\tand a tab",
        "日本語 עברית العربية 🦀👩\u{200d}👩\u{200d}👧",
        "%s %(x)s {0} ${HOME} \\n \\0 $1",
        "Robert'); DROP TABLE notes;--",
        "&nbsp;&lt;p&gt;&#123;&#123;x}}",
        "<style>.card{display:none}</style><img src=x onerror=alert(1)>",
    ]
}

/// Four cards with all kinds of block, two levels and sections.
fn rich_cards() -> Vec<Card> {
    let text = |text: &str| vec![Inline::Text(text.into())];
    let cell = |words: &str| Cell { content: text(words), ..Cell::default() };
    let item =
        |words: &str| Item { task: None, content: vec![Block::paragraph(words)], span: Span::default() };
    let table = Table {
        columns: vec![Alignment::None, Alignment::Right],
        head: vec![cell("type"), cell("mutable")],
        rows: vec![vec![cell("list"), cell("yes")], vec![cell("tuple"), cell("no")]],
    };
    let code = BlockKind::Code { language: Some("python".into()), text: "d = {{1: [2]}}\n\tx < y".into() };
    let image = Inline::Image(Box::new(Image {
        target: "https://example.org/a b&c.png".into(),
        alt: "An \"image\"".into(),
        title: None,
    }));
    let blocks = [
        vec![Block::new(code), Block::new(BlockKind::Rule)],
        vec![Block::new(BlockKind::Table(Box::new(table)))],
        vec![
            Block::new(BlockKind::Math("\\frac{{a}}{b} < c".into())),
            Block::new(BlockKind::Paragraph(vec![Inline::Math("n^2".into()), Inline::Break, image])),
        ],
        vec![Block::new(BlockKind::list(Some(3), vec![item("three"), item("four")]))],
    ];
    let levels = [Some(Level::Beginner), Some(Level::Advanced), None, Some(Level::Beginner)];
    let numbers = 1..;
    let describe = |((number, level), blocks): ((u64, Option<Level>), Vec<Block>)| {
        let mut card = card(&format!("What is number {number}?"), "Look:");
        card.number = Some(Number::new(number.to_string()));
        card.level = level;
        card.path = ["Types".into(), "Sorting lists".into()].into();
        card.question.extend(blocks.clone());
        card.answer.extend(blocks);
        card
    };
    numbers.zip(levels).zip(blocks).map(describe).collect()
}

fn note_index(note: &Value, cards: &[Card]) -> Result<usize, Failed> {
    let at = cards.iter().position(|card| note["guid"] == *card.id);
    at.ok_or_else(|| format!("no card has the guid of {note}").into())
}

/// A field with its references resolved, as a browser shows its text.
fn unescaped(field: &str) -> String {
    let names = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#123;", "{"), ("&#125;", "}")];
    let text = names.into_iter().fold(field.to_owned(), |text, (from, to)| text.replace(from, to));
    text.replace("&#91;", "[").replace("&amp;", "&")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn equal<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result<(), Failed> {
    match found == expected {
        true => Ok(()),
        false => Err(format!("   found: {found:?}\nexpected: {expected:?}").into()),
    }
}
