//! The JSON that the add-on CrowdAnki imports and exports, made to be kept in git: `deck.json`.
//!
//! It is a tree of decks. CrowdAnki knows decks and note types by ids of its own, which here are hashes of what
//! stays the same. It makes note types under new ids of Anki's, so who has a deck by this way gets its updates
//! by it. The file has no room for images, and no note without a card.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::anki::notes::{self, DeckOf, Notes, Plain};
use super::schema::{self, Schema};
use super::{Context, ExportError, Exporter};
use crate::diagnostic::Diagnostic;
use crate::format::Format;
use crate::model::Deck;

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "crowdanki",
    extensions: &["crowdanki.json"],
    summary: "JSON for the Anki add-on CrowdAnki, to keep a deck in git: save it as deck.json",
    options: &[],
    open: |_| Ok(Box::new(CrowdAnki)),
};

/// The schema of what is written of the format.
pub const SCHEMA: Schema = Schema {
    name: "crowdanki",
    summary: "a file of `--to crowdanki`",
    make: || schema::of::<Node>("urn:deckmill:schema:crowdanki:1"),
};

/// How the add-on indents.
const INDENT: &[u8] = b"    ";

struct CrowdAnki;

impl Exporter for CrowdAnki {
    fn export(
        &self,
        deck: &Deck,
        out: &mut (dyn Write + Send),
        context: &mut Context,
    ) -> Result<(), ExportError> {
        let plain = Plain::default();
        let notes = plain.notes(deck, context);
        let tree = Tree::new(deck, &notes);
        let models = notes.note_types().map_err(std::io::Error::from)?.into_iter().map(note_model).collect();
        let root = Node { note_models: Some(models), ..tree.node(&tree.root, &deck.key, true) };
        let mut serializer = Serializer::with_formatter(&mut *out, PrettyFormatter::with_indent(INDENT));
        root.serialize(&mut serializer).map_err(std::io::Error::from)?;
        out.write_all(b"\n")?;
        let retired = deck.all_retired().len();
        if retired > 0 {
            context.diagnostics.push(Diagnostic::retired_left_out("CrowdAnki's JSON", retired));
        }
        Ok(())
    }
}

/// A deck. Fields are in alphabetical order, as CrowdAnki writes them.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "deckmill CrowdAnki deck")]
struct Node<'a> {
    #[schemars(extend("const" = "Deck"))]
    __type__: &'static str,
    children: Vec<Node<'a>>,
    crowdanki_uuid: String,
    deck_config_uuid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    deck_configurations: Option<Value>,
    desc: &'a str,
    #[serde(rename = "dyn")]
    filtered: u8,
    #[serde(rename = "extendNew")]
    extend_new: u8,
    #[serde(rename = "extendRev")]
    extend_rev: u8,
    media_files: [&'static str; 0],
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note_models: Option<Vec<Value>>,
    notes: &'a [Note<'a>],
}

/// A note.
#[derive(Serialize, JsonSchema)]
struct Note<'a> {
    #[schemars(extend("const" = "Note"))]
    __type__: &'static str,
    fields: Vec<String>,
    flags: u8,
    guid: &'a str,
    note_model_uuid: String,
    tags: Vec<String>,
}

/// All decks of a file, by their names.
struct Tree<'a> {
    decks: BTreeMap<String, Filed<'a>>,
    /// The names of the decks below each.
    below: HashMap<String, Vec<String>>,
    /// The name of the one that holds all others.
    root: String,
}

/// What is in a deck.
#[derive(Default)]
struct Filed<'a> {
    description: String,
    notes: Vec<Note<'a>>,
}

/// What stands between the names of a deck and of one below it.
const BELOW: &str = "::";

impl<'a> Tree<'a> {
    fn new(deck: &Deck, notes: &Notes<'a>) -> Tree<'a> {
        let all = notes.decks();
        let root = root(deck, &all);
        let names: HashMap<i64, String> = all.iter().map(|deck| (deck.id, deck.name.clone())).collect();
        let (mut decks, mut below) = (BTreeMap::new(), HashMap::<String, Vec<String>>::new());
        for DeckOf { name, description, .. } in all {
            decks.insert(name, Filed { description, notes: Vec::new() });
        }
        // In the order of their names, as CrowdAnki has them.
        for name in decks.keys() {
            if let Some((above, _)) = name.rsplit_once(BELOW) {
                below.entry(above.to_owned()).or_default().push(name.clone());
            }
        }
        for one in notes.studied() {
            if let Some(filed) = one.deck.and_then(|id| decks.get_mut(names.get(&id)?)) {
                filed.notes.push(note(one));
            }
        }
        Tree { decks, below, root }
    }

    /// A deck with those below it. The outermost has the name of those above it, too: these belong to nobody.
    fn node<'t>(&'t self, name: &'t str, key: &str, is_root: bool) -> Node<'t> {
        let children = self.below.get(name).into_iter().flatten();
        let filed = self.decks.get(name);
        Node {
            __type__: "Deck",
            children: children.map(|child| self.node(child, key, false)).collect(),
            crowdanki_uuid: uuid(&["deck", key, name]),
            deck_config_uuid: uuid(&["deck options"]),
            deck_configurations: is_root.then(deck_configurations),
            desc: filed.map_or("", |filed| &filed.description),
            filtered: 0,
            extend_new: 0,
            extend_rev: 0,
            media_files: [],
            name: if is_root { name } else { name.rsplit(BELOW).next().unwrap_or(name) },
            note_models: None,
            notes: filed.map_or(&[], |filed| &filed.notes),
        }
    }
}

/// The name of the deck's own Anki deck. Each collection has the first of all, which is another's mostly.
fn root(deck: &Deck, all: &[DeckOf]) -> String {
    let depth = 1 + usize::from(deck.category.is_some());
    let may_be = all.iter().filter(|one| one.name.split(BELOW).count() == depth);
    may_be.max_by_key(|one| one.id).map_or_else(String::new, |one| one.name.clone())
}

fn note(note: notes::Note) -> Note {
    Note {
        __type__: "Note",
        fields: note.fields,
        flags: 0,
        guid: note.guid,
        note_model_uuid: uuid(&["note type", &note.note_type.to_string()]),
        tags: note.tags,
    }
}

/// The options of the decks: a name and nothing else, so that what a learner sets is not set back.
fn deck_configurations() -> Value {
    json!([{ "__type__": "DeckConfig", "crowdanki_uuid": uuid(&["deck options"]), "name": "Deckmill" }])
}

/// A note type as CrowdAnki has it: without what differs from collection to collection, and with all that a
/// collection would add to its fields, or it would take the note type for another one the next time.
fn note_model(mut model: Value) -> Value {
    let defaults = json!({
        "collapsed": false,
        "description": "",
        "excludeFromSearch": false,
        "plainText": false,
        "preventDeletion": false,
        "tag": null,
    });
    for field in model["flds"].as_array_mut().into_iter().flatten() {
        add(field, &defaults);
    }
    let id = model["id"].to_string();
    let own = json!({
        "__type__": "NoteModel",
        "crowdanki_uuid": uuid(&["note type", &id]),
        "originalStockKind": 0,
    });
    add(&mut model, &own);
    if let Some(object) = model.as_object_mut() {
        object.retain(|name, _| !["did", "id", "mod", "usn"].contains(&name.as_str()));
    }
    model
}

/// Adds what an object lacks.
fn add(object: &mut Value, more: &Value) {
    if let (Some(object), Some(more)) = (object.as_object_mut(), more.as_object()) {
        for (name, value) in more {
            object.entry(name).or_insert_with(|| value.clone());
        }
    }
}

/// A UUID (version 8, RFC 9562) that stands for a name, always the same for the same name.
fn uuid(name: &[&str]) -> String {
    let mut hasher = Sha256::new_with_prefix("deckmill");
    for part in name {
        hasher.update([0]);
        hasher.update(part);
    }
    let mut bytes: Vec<u8> = hasher.finalize().iter().take(16).copied().collect();
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut out = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        out.push_str(if [4, 6, 8, 10].contains(&at) { "-" } else { "" });
        out.push_str(&format!("{byte:02x}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_stay_as_they_are() {
        let one = uuid(&["deck", "key", "Languages::Python"]);
        assert_eq!(one.len(), 36);
        assert_eq!((&one[14..15], one[19..20].contains(['8', '9', 'a', 'b'])), ("8", true), "{one}");
        assert_eq!(one, "aa2b8217-0bf0-8203-a725-a7c3533da4b9");
        assert_ne!(one, uuid(&["deck", "keyLanguages::Python"]));
    }
}
