//! Decks as Anki has them: a flat list whose names hold the hierarchy (`Languages::Python`).
//!
//! Which cards a deck has is not said here; a card's row names its deck.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use super::media::Files;
use super::{fields, id_of};
use crate::marks::{DeckMark, Mark};
use crate::model::Deck;

/// When a deck last changed, for Anki: 2020-01-01. It matches decks by name and ignores this.
const MODIFIED: i64 = 1_577_836_800;

/// The id of the deck that each collection has.
const DEFAULT: i64 = 1;

/// The decks of a package.
pub struct Decks<'a> {
    /// The decks that hold cards, with their ids, in the order of the cards.
    pub leaves: Vec<(i64, &'a Deck)>,
    rows: BTreeMap<i64, Row>,
    ids: HashMap<String, i64>,
    /// How many decks have been added.
    count: usize,
    files: &'a Files<'a>,
}

/// A deck as the column `decks` has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: i64,
    #[serde(rename = "mod")]
    modified: i64,
    name: String,
    usn: i32,
    lrn_today: [i32; 2],
    rev_today: [i32; 2],
    new_today: [i32; 2],
    time_today: [i32; 2],
    collapsed: bool,
    browser_collapsed: bool,
    desc: String,
    #[serde(rename = "dyn")]
    filtered: u8,
    conf: i64,
    extend_new: i32,
    extend_rev: i32,
    /// What reading the package again needs and Anki has no place for; it keeps the key and heeds it not.
    #[serde(skip_serializing_if = "Option::is_none")]
    deckmill: Option<String>,
}

impl<'a> Decks<'a> {
    /// The Anki decks of a deck and those below it, with all their parents and "Default".
    pub fn new(deck: &'a Deck, files: &'a Files<'a>) -> Decks<'a> {
        let (rows, ids) = (BTreeMap::new(), HashMap::new());
        let mut decks = Decks { leaves: Vec::new(), rows, ids, count: 0, files };
        decks.insert(DEFAULT, "Default".to_owned());
        decks.add(deck, "", 0);
        decks
    }

    /// The column `decks`.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(&self.rows)
    }

    /// Adds a deck and those below it, parents first as [`Deck::leaves`] has them.
    fn add(&mut self, deck: &'a Deck, above: &str, depth: usize) {
        let mut name = above.to_owned();
        let mut id = DEFAULT;
        for part in deck.category.iter().chain([&deck.title]) {
            let part = name_part(part, " ");
            name.push_str(if name.is_empty() { "" } else { "::" });
            // Anki's own word for a name of which nothing is left.
            name.push_str(if part.is_empty() { "blank" } else { &part });
            id = self.id(&name);
        }
        let mark = self.mark(deck, depth);
        if let Some(row) = self.rows.get_mut(&id) {
            if row.desc.is_empty() {
                row.desc = fields::html(&deck.description, &self.files.packed(&deck.media));
            }
            row.deckmill.get_or_insert(mark);
        }
        if !deck.cards.is_empty() {
            self.leaves.push((id, deck));
        }
        deck.children.iter().for_each(|child| self.add(child, &name, depth + 1));
    }

    /// What the deck's name can't say, and that it is the next.
    fn mark(&mut self, deck: &Deck, depth: usize) -> String {
        let place = self.count;
        self.count += 1;
        let title = Some(deck.title.clone());
        Mark::Deck(DeckMark { title, place: Some(place), ..DeckMark::new(deck, depth) }).to_string()
    }

    /// The id of the deck with this name, which is made if there is none.
    ///
    /// Names that differ in case alone are one deck, for Anki can't hold both.
    fn id(&mut self, name: &str) -> i64 {
        if let Some(id) = self.ids.get(&folded(name)) {
            return *id;
        }
        let mut id = id_of("deck", name);
        while self.rows.contains_key(&id) {
            id += 1;
        }
        self.insert(id, name.to_owned());
        id
    }

    fn insert(&mut self, id: i64, name: String) {
        self.ids.insert(folded(&name), id);
        let row = Row {
            id,
            modified: MODIFIED,
            name,
            usn: 0,
            lrn_today: [0; 2],
            rev_today: [0; 2],
            new_today: [0; 2],
            time_today: [0; 2],
            collapsed: false,
            browser_collapsed: false,
            desc: String::new(),
            filtered: 0,
            conf: 1,
            extend_new: 0,
            extend_rev: 0,
            deckmill: None,
        };
        self.rows.insert(id, row);
    }
}

/// A text as one part of the name of a deck or tag, the way Anki itself would keep it.
///
/// Anki composes letters, drops double quotes and control characters and trims; `::` would begin
/// another part, and a colon at either end would become one with the separator beside it.
pub fn name_part(text: &str, space: &str) -> String {
    let kept = text.chars().filter(|c| *c != '"' && (c.is_whitespace() || !c.is_control()));
    let composed: String = kept.nfc().collect();
    let trimmed = composed.trim_matches(|c: char| c.is_whitespace() || c == ':');
    let mut name = trimmed.split_whitespace().collect::<Vec<_>>().join(space);
    while name.contains("::") {
        name = name.replace("::", ":");
    }
    name
}

/// A name without case, as Anki compares names.
pub fn folded(name: &str) -> String {
    name.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}
