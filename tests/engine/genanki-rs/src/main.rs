//! Makes a deck with genanki-rs, as a maintainer's program would: `old-deck NOTES.json OUT.apkg`.
//!
//! `NOTES.json` is `{"deck": NAME, "fields": [NAME…], "templates": [[FRONT, BACK]…], "notes": [[FIELD…]…]}`.
//! What the notes say is for the script that calls this to decide.

use std::error::Error;

use genanki_rs::{Deck, Field, Model, Note, Template};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, notes, out] = arguments.as_slice() else {
        return Err("usage: old-deck NOTES.json OUT.apkg".into());
    };
    let asked: Value = serde_json::from_str(&std::fs::read_to_string(notes)?)?;
    let fields = texts(&asked["fields"]).into_iter().map(Field::new).collect();
    let sides: Vec<Vec<&str>> = list(&asked["templates"]).iter().map(texts).collect();
    let mut templates = Vec::new();
    for (at, sides) in sides.iter().enumerate() {
        let [front, back] = sides.as_slice() else { return Err("a template has two sides".into()) };
        templates.push(Template::new(&format!("Card {}", at + 1)).qfmt(front).afmt(back));
    }
    let model = Model::new(1_607_392_319, "Of genanki-rs", fields, templates);
    let mut deck = Deck::new(2_059_400_110, asked["deck"].as_str().unwrap_or("Deck"), "");
    for note in list(&asked["notes"]) {
        deck.add_note(Note::new(model.clone(), texts(note))?);
    }
    deck.write_to_file(out)?;
    Ok(())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn texts(value: &Value) -> Vec<&str> {
    list(value).iter().filter_map(Value::as_str).collect()
}
