//! The JSON for CrowdAnki: the engine makes of it what it makes of a package, and Brain Brew reads it.

#![allow(clippy::disallowed_methods, reason = "tests write the files that other programs read")]

use std::fs;

use deckmill::diagnostic::Diagnostics;
use deckmill::export::{self, Context, EXPORTERS};
use deckmill::format::{Options, by_name};
use deckmill::{Card, Deck};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::anki_text::deck;
use crate::venv::{self, Venv};
use crate::{engine, kitchen_sink};

/// A second program that reads what CrowdAnki writes.
static BRAIN_BREW: Venv = Venv::new("brain-brew-venv/0.3.11", &["brain-brew==0.3.11"]);

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    vec![
        engine::trial("crowdanki::it_brings_what_a_package_brings", brings),
        venv::trial("crowdanki::brain_brew_reads_it", is_read),
        Trial::test("crowdanki::ids_hang_on_what_stays", ids_stay),
    ]
}

fn brings() -> Result<(), Failed> {
    for deck in [deck(), kitchen_sink::deck()] {
        let folder = TempDir::new()?;
        let [file, package] =
            [("deck.json", "crowdanki"), ("deck.apkg", "anki")].map(|(name, format)| -> Result<_, Failed> {
                let path = folder.path().join(name);
                fs::write(&path, export::to_bytes(format, &deck)?)?;
                Ok(path)
            });
        let report = engine::script("crowdanki.py", &[&file?, &package?], &[])?;
        if report["notes"] != deck.all_cards().count() {
            return Err(report.to_string().into());
        }
    }
    Ok(())
}

fn is_read() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    fs::write(folder.path().join("deck.json"), export::to_bytes("crowdanki", &deck())?)?;
    let read: Value =
        serde_json::from_str(&BRAIN_BREW.script("tables/crowdanki_notes.py", &[folder.path().as_os_str()])?)?;
    let wanted = anki(&deck())?;
    let mut names = serde_json::Map::new();
    for model in wanted["note_types"].as_array().ok_or("no note types")? {
        let list = |name: &str| model[name].as_array().cloned().unwrap_or_default();
        let fields: Vec<Value> = list("flds").iter().map(|field| field["name"].clone()).collect();
        let templates: Vec<Value> =
            list("tmpls").iter().map(|one| json!([one["name"], one["qfmt"], one["afmt"]])).collect();
        let name = model["name"].as_str().ok_or("a note type without a name")?;
        assert_eq!(read["note_types"][name], json!({ "fields": fields, "templates": templates }));
        names.insert(model["id"].to_string(), name.into());
    }
    let sorted = |notes: Vec<Value>| -> Vec<Value> {
        let mut notes = notes;
        notes.sort_by_key(|note| note["guid"].to_string());
        notes
    };
    let notes = wanted["notes"].as_array().ok_or("no notes")?.iter().map(|note| {
        json!({
            "guid": note["guid"],
            "note_type": names[&note["note_type"].to_string()],
            "tags": note["tags"],
            "fields": note["fields"],
        })
    });
    let found = read["notes"].as_array().ok_or("Brain Brew read no notes")?;
    assert_eq!(sorted(found.clone()), sorted(notes.collect()));
    assert_eq!(found.len(), deck().all_cards().count());
    Ok(())
}

/// What deckmill's JSON says of the notes of the deck's package.
fn anki(deck: &Deck) -> Result<Value, Failed> {
    let mut options = Options::default();
    options.set("anki", "yes");
    let exporter = by_name(EXPORTERS, "json").ok_or("no JSON")?.make(&options)?;
    let mut out = Vec::new();
    exporter.export(deck, &mut out, &mut Context::new(&mut Diagnostics::default()))?;
    Ok(serde_json::from_slice::<Value>(&out)?["anki"].take())
}

/// Other cards, in another order, are no other deck; another key is.
fn ids_stay() -> Result<(), Failed> {
    let ids = |deck: &Deck| -> Result<Value, Failed> {
        let file: Value = serde_json::from_slice(&export::to_bytes("crowdanki", deck)?)?;
        Ok(json!([file["crowdanki_uuid"], file["note_models"][0]["crowdanki_uuid"], file["name"]]))
    };
    let one = kitchen_sink::deck();
    let mut other = one.clone();
    other.cards.reverse();
    other.cards.truncate(3);
    other.cards.iter_mut().for_each(Card::drop_references);
    assert_eq!(ids(&one)?, ids(&other)?);
    assert_eq!(ids(&one)?[2], "Tests::Kitchen Sink: a & b");
    other.key = "other".to_owned();
    assert_ne!(ids(&one)?[0], ids(&other)?[0]);
    assert_eq!(ids(&one)?[1], ids(&other)?[1]);
    Ok(())
}
