//! All JSON that deckmill writes, held against the schemas that it prints by an independent validator.

#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use deckmill::export;
use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::kitchen_sink;
use crate::venv::{self, Venv};
use crate::work::{Said, Work};

/// What reads and validates tables and data.
pub static TOOLS: Venv = Venv::new("schemas-venv", &["jsonschema==4.26.0", "extruct==0.18.0"]);

/// The formats that are JSON.
const FORMATS: [&str; 4] = ["crowdanki", "faq", "json", "jsonl"];

pub fn trials() -> Vec<Trial> {
    vec![
        venv::trial("schemas::formats_are_as_their_schemas_say", formats),
        venv::trial("schemas::messages_are_as_their_schema_says", messages),
        venv::trial("schemas::what_is_not_so_is_refused", refused),
    ]
}

/// A folder with the schemas in it, to work in.
fn work() -> Result<Work, Failed> {
    let work = Work::new(&[])?;
    for name in FORMATS.iter().chain(&["manifest", "messages"]) {
        work.write(&format!("{name}.schema"), run(&work, &["schema", name])?)?;
    }
    Ok(work)
}

/// What the program prints, whatever its exit code.
fn run(work: &Work, arguments: &[&str]) -> Result<String, Failed> {
    let Said { data, talk, .. } = work.run(arguments)?;
    match data.is_empty() && talk.is_empty() {
        true => Err(format!("{arguments:?} says nothing").into()),
        false => Ok(data + &talk),
    }
}

/// How many values of files there are, and what is wrong with them.
fn validated(work: &Work, schema: &str, files: &[PathBuf]) -> Result<(u64, Vec<Value>), Failed> {
    let schema = work.path(&format!("{schema}.schema"));
    let arguments: Vec<&OsStr> = [&schema].into_iter().chain(files).map(|path| path.as_os_str()).collect();
    let said: Value = serde_json::from_str(&TOOLS.script("tables/validate.py", &arguments)?)?;
    let count = said["count"].as_u64().ok_or("no count")?;
    Ok((count, said["wrong"].as_array().cloned().unwrap_or_default()))
}

/// The sample pages, the kitchen sink, and what a package holds of it.
fn formats() -> Result<(), Failed> {
    let work = work()?;
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
    for format in FORMATS {
        let mut files = Vec::new();
        for (name, deck) in [("one", kitchen_sink::deck()), ("two", kitchen_sink::two_decks())] {
            files.push(work.path(&format!("{name}.{format}")));
            fs::write(&files[files.len() - 1], export::to_bytes(format, &deck)?)?;
        }
        let anki: &[&str] = if format == "json" { &["--set", "json.anki=yes"] } else { &[] };
        let input = input.to_string_lossy();
        let pages = run(&work, &[&["export", "-q", input.as_ref(), "--to", format], anki].concat())?;
        files.push(work.path(&format!("pages.{format}")));
        fs::write(&files[files.len() - 1], pages)?;
        let (count, wrong) = validated(&work, format, &files)?;
        assert!(wrong.is_empty() && count >= 3, "{count} of {format}: {wrong:#?}");
    }
    Ok(())
}

/// A line of each kind, from the commands that print them.
fn messages() -> Result<(), Failed> {
    let work = work()?;
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page =
        "# Words\n\n## 1. What is a *noun*?\n\nA name.\n\n## 3. What is a verb?\n\n## 4. Who?\n\nYou.\n";
    fs::write(work.path("page.md"), page)?;
    fs::write(work.path("old.apkg"), fs::read(manifest.join("tests/cmd/adopt.in/old.apkg"))?)?;
    let commands: [&[&str]; 20] = [
        &["check", "page.md", "-v", "--progress", "json"],
        &["check", "missing.md"],
        &["export", "page.md", "-o", "deck.apkg", "--lock", "deckmill.lock"],
        &["explain", "page.md"],
        &["explain", "unanswered-question"],
        &["formats"],
        &["plan", "old.apkg", "deck.apkg"],
        &["plan", "deckmill.lock", "page.md"],
        &["adopt", "old.apkg", "page.md", "--lock", "adopted.lock"],
        &["verify", "deck.apkg", "old.apkg"],
        &["export", "page.md", "-o", "deck.csv"],
        &["merge", "deck.csv", "deck.csv", "page.md", "-o", "merged.md"],
        &["plugin", "test", "./no-plugin"],
        &["check", "page.md", "--diff"],
        &["init"],
        &["config"],
        &["doctor"],
        &["build", "--progress", "json"],
        &["build"],
        &["build", "--check", "--out", "elsewhere"],
    ];
    let mut files = Vec::new();
    for (at, command) in commands.into_iter().enumerate() {
        files.push(work.path(&format!("{at}.jsonl")));
        let said = run(&work, &[command, &["--message-format", "json"]].concat())?;
        fs::write(&files[at], said)?;
    }
    let (count, wrong) = validated(&work, "messages", &files)?;
    assert!(wrong.is_empty() && count >= 60, "{count}: {wrong:#?}");
    let said = files.iter().map(fs::read_to_string).collect::<Result<String, _>>()?;
    for kind in ["fix", "project", "setting", "doctor", "progress", "output", "memory", "difference"] {
        assert!(said.contains(&format!("\"kind\":\"{kind}\"")), "no line of the kind {kind}");
    }
    let (count, wrong) = validated(&work, "manifest", &[work.path("output/deckmill-manifest.json")])?;
    assert!(wrong.is_empty() && count == 1, "{count}: {wrong:#?}");
    Ok(())
}

/// A schema that lets everything pass would prove nothing.
fn refused() -> Result<(), Failed> {
    let work = work()?;
    let deck: Value = serde_json::from_slice(&export::to_bytes("json", &kitchen_sink::deck())?)?;
    let changes: [fn(&mut Value); 5] = [
        |deck| deck["version"] = 2.into(),
        |deck| deck["deck"]["title"] = Value::Null,
        |deck| deck["cards"][0]["level"] = "hard".into(),
        |deck| deck["cards"][0]["tags"] = "a b".into(),
        |deck| {
            deck["cards"][1].as_object_mut().map(|card| card.remove("id"));
        },
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let mut other = deck.clone();
        change(&mut other);
        let path = work.path("other.json");
        fs::write(&path, serde_json::to_vec(&other)?)?;
        let (_, wrong) = validated(&work, "json", &[path])?;
        assert!(!wrong.is_empty(), "change {at} is not noticed");
    }
    Ok(())
}
