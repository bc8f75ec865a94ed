//! Layout cases: a folder with a page in each form in which its layout exists, and what a careful
//! reader takes from it. All forms must give the same cards.
//!
//! `cards.json` has `title`, `category`, `cards` (number, question, answer, level, section; plain
//! text) and `skipped`: texts that may be in no card. Where a case is about references, its cards have
//! `references` too: how many blocks at the end of the answer. `why.md` says which habit the case
//! stands for.

use std::path::{Path, PathBuf};

use deckmill::page::Page;
use deckmill::render::text;
use deckmill::{ReadOptions, Source};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

/// The forms in which a case may give its page.
const FORMS: [&str; 7] = ["in.md", "in.html", "in.txt", "in.csv", "in.tsv", "in.json", "in.jsonl"];

/// One trial per form of each case.
pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for layout in folders(&root()) {
        for case in folders(&layout) {
            for form in FORMS.iter().map(|form| case.join(form)).filter(|form| form.exists()) {
                let name = form.strip_prefix(root()).unwrap().display().to_string().replace('\\', "/");
                trials.push(Trial::test(format!("cases::{name}"), move || check(&form)));
            }
        }
    }
    trials.push(Trial::test("cases::each_habit_has_two", habits));
    trials
}

/// The table of habits names at least two cases for each, and all of them are there.
fn habits() -> Result<(), Failed> {
    let text = std::fs::read_to_string(root().join("README.md"))?;
    for row in text.lines().skip_while(|line| !line.starts_with("|---")).skip(1) {
        let cases: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
        let missing = cases.iter().find(|case| !root().join(case).join("cards.json").exists());
        if cases.len() < 2 || missing.is_some() {
            return Err(format!("{row}: two cases are wanted, missing is {missing:?}").into());
        }
    }
    Ok(())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn check(form: &Path) -> Result<(), Failed> {
    let wanted: Value = serde_json::from_slice(&std::fs::read(form.with_file_name("cards.json"))?)?;
    let name = form.file_name().unwrap().to_string_lossy().into_owned();
    let page = deckmill::read(&Source::new(name, std::fs::read(form)?), &ReadOptions::default());
    let found = json!({
        "title": page.deck.title,
        "category": page.deck.category,
        "cards": cards(&page, &wanted),
    });
    let same = |name: &str| found[name] == wanted[name];
    if !same("title") || !same("category") || !same("cards") {
        return Err(difference(&found, &wanted).into());
    }
    for skipped in wanted["skipped"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        for card in &page.deck.cards {
            let held = format!("{}\n{}", text::blocks(&card.question), text::blocks(&card.answer));
            if held.contains(skipped) {
                return Err(format!("{skipped:?} is in the card {:?}", text::blocks(&card.question)).into());
            }
        }
    }
    Ok(())
}

fn cards(page: &Page, wanted: &Value) -> Vec<Value> {
    let counts =
        wanted["cards"].as_array().into_iter().flatten().any(|card| card.get("references").is_some());
    let card = |card: &deckmill::Card| {
        let mut found = json!({
            "number": card.number.as_ref().and_then(|number| number.value()),
            "question": text::blocks(&card.question),
            "answer": text::blocks(&card.answer),
            "level": card.level.map(|level| level.name()),
            "section": card.section(),
        });
        if counts {
            found["references"] = json!(card.references);
        }
        found
    };
    page.deck.cards.iter().map(card).collect()
}

/// The first lines in which the two differ, as text to read.
fn difference(found: &Value, wanted: &Value) -> String {
    let lines = |value: &Value| -> Vec<String> {
        let only = json!({ "title": value["title"], "category": value["category"], "cards": value["cards"] });
        serde_json::to_string_pretty(&only).unwrap().lines().map(str::to_owned).collect()
    };
    let (found, wanted) = (lines(found), lines(wanted));
    let at = found.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
    let show = |lines: &[String]| {
        lines.iter().skip(at.saturating_sub(2)).take(9).cloned().collect::<Vec<_>>().join("\n")
    };
    format!("found:\n{}\nwanted:\n{}", show(&found), show(&wanted))
}
