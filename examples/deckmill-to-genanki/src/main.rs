//! A plug-in of deckmill: Anki packages written by the crate genanki-rs.
//!
//! `docs/plugins.md` says what a plug-in is. This one asks for the notes in Anki's terms (`"anki": "yes"`),
//! so that they are those of deckmill's own packages; what becomes of them here is for genanki-rs to say.
//! It has no way to write a note without cards, so notes of questions that have left the page stay out; it
//! gives all notes the time of the run; and it gives up on a field with a line of hundreds of thousands of
//! characters.

use std::collections::HashMap;
use std::error::Error;
use std::io::{self, BufRead, BufReader};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use genanki_rs::{Deck, Field, Model, ModelType, Note, Package, Template};
use serde::Deserialize;

/// The version of the protocol that is spoken here.
const PROTOCOL: u64 = 1;

/// genanki-rs prints warnings to standard output, so it gets a file; its maps are in another order in
/// each run, so no two packages have the same bytes.
const HANDSHAKE: &str = concat!(
    r#"{"deckmill_protocol":1,"name":"genanki","summary":"an Anki package, written by genanki-rs","#,
    r#""extensions":["apkg"],"binary":true,"output":"file","reproducible":false,"deck":{"anki":"yes"}}"#
);

#[derive(Deserialize)]
struct Header {
    deckmill_protocol: u64,
    output: Output,
}

#[derive(Deserialize)]
struct Output {
    path: Option<String>,
}

#[derive(Deserialize)]
struct File {
    anki: Anki,
}

#[derive(Deserialize)]
struct Anki {
    note_types: Vec<NoteType>,
    decks: Vec<DeckOf>,
    notes: Vec<NoteOf>,
}

/// A note type as Anki's column `models` has it.
#[derive(Deserialize)]
struct NoteType {
    id: i64,
    name: String,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(rename = "flds")]
    fields: Vec<FieldOf>,
    #[serde(rename = "tmpls")]
    templates: Vec<TemplateOf>,
    css: String,
    #[serde(rename = "sortf")]
    sort_field: i64,
    #[serde(rename = "latexPre")]
    latex_before: String,
    #[serde(rename = "latexPost")]
    latex_behind: String,
}

#[derive(Deserialize)]
struct FieldOf {
    name: String,
    font: String,
    size: i64,
    rtl: bool,
    sticky: bool,
}

#[derive(Deserialize)]
struct TemplateOf {
    name: String,
    #[serde(rename = "qfmt")]
    front: String,
    #[serde(rename = "afmt")]
    back: String,
}

#[derive(Deserialize)]
struct DeckOf {
    id: i64,
    name: String,
    description: String,
}

#[derive(Deserialize)]
struct NoteOf {
    guid: String,
    note_type: i64,
    deck: Option<i64>,
    tags: Vec<String>,
    fields: Vec<String>,
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("--deckmill-protocol") {
        println!("{HANDSHAKE}");
        return ExitCode::SUCCESS;
    }
    match export(BufReader::new(io::stdin())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("deckmill-to-genanki: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Takes the header, then the deck, and writes the package.
fn export(mut input: impl BufRead) -> Result<(), Box<dyn Error>> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    let header: Header = serde_json::from_str(&line)?;
    if header.deckmill_protocol != PROTOCOL {
        let theirs = header.deckmill_protocol;
        return Err(format!("deckmill speaks protocol {theirs}, this plug-in {PROTOCOL}").into());
    }
    let mut deck = String::new();
    input.read_to_string(&mut deck)?;
    let file: File = serde_json::from_str(&deck)?;
    let path = header.output.path.ok_or("there is no file to write to")?;
    let mut package = Package::new(decks(file.anki)?, Vec::new())?;
    // Where a regular expression of genanki-rs takes too many steps, it panics.
    panic::set_hook(Box::new(|_| {}));
    let write = || package.write_to_file(&path).map_err(|error| error.to_string());
    match panic::catch_unwind(AssertUnwindSafe(write)) {
        Ok(written) => Ok(written?),
        Err(cause) => {
            let said = cause.downcast_ref::<String>().map_or("it does not say why", String::as_str);
            Err(format!("genanki-rs gave up: {said}").into())
        }
    }
}

/// The decks with their notes, those without any too. Notes keep the order that they have.
fn decks(anki: Anki) -> Result<Vec<Deck>, Box<dyn Error>> {
    let models: HashMap<i64, Model> = anki.note_types.iter().map(|one| (one.id, model(one))).collect();
    // Each collection has a deck 1 of its own.
    let all = anki.decks.iter().filter(|deck| deck.id != 1);
    let mut decks: Vec<(i64, Deck)> =
        all.map(|deck| (deck.id, Deck::new(deck.id, &deck.name, &deck.description))).collect();
    let mut left_out = 0;
    for note in &anki.notes {
        let deck = decks.iter_mut().find(|(id, _)| Some(*id) == note.deck);
        let model = models.get(&note.note_type).ok_or("a note's type is not among the note types")?;
        let Some((_, deck)) = deck else {
            left_out += 1;
            continue;
        };
        let fields = note.fields.iter().map(String::as_str).collect();
        deck.add_note(Note::new(model.clone(), fields)?.guid(&note.guid).tags(&note.tags));
    }
    if left_out > 0 {
        eprintln!("deckmill-to-genanki: {left_out} notes without cards are left out");
    }
    Ok(decks.into_iter().map(|(_, deck)| deck).collect())
}

fn model(note_type: &NoteType) -> Model {
    let field = |field: &FieldOf| {
        Field::new(&field.name).font(&field.font).size(field.size).rtl(field.rtl).sticky(field.sticky)
    };
    let template =
        |template: &TemplateOf| Template::new(&template.name).qfmt(&template.front).afmt(&template.back);
    let fields = note_type.fields.iter().map(field).collect();
    let templates = note_type.templates.iter().map(template).collect();
    Model::new(note_type.id, &note_type.name, fields, templates)
        .css(&note_type.css)
        .model_type(if note_type.kind == 1 { ModelType::Cloze } else { ModelType::FrontBack })
        .latex_pre(&note_type.latex_before)
        .latex_post(&note_type.latex_behind)
        .sort_field_index(note_type.sort_field)
}
