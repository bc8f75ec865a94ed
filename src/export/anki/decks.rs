//! Decks as Anki has them: a flat list whose names hold the hierarchy (`Languages::Python`).
//!
//! Which cards a deck has is not said here; a card's row names its deck.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use super::fields::{self, Names};
use super::id_of;
use super::media::Files;
use crate::level;
use crate::marks::{DeckMark, Mark};
use crate::model::{Block, BlockKind, Card, Deck, Inline, Level, Link};

/// When a deck last changed, for Anki: 2020-01-01. It matches decks by name and ignores this.
const MODIFIED: i64 = 1_577_836_800;

/// The id of the deck that each collection has.
const DEFAULT: i64 = 1;

/// The decks of a package.
pub struct Decks<'a> {
    /// The decks that hold cards, in the order of the cards.
    pub leaves: Vec<Leaf<'a>>,
    split: Split,
    rows: BTreeMap<i64, Row>,
    ids: HashMap<String, i64>,
    /// How many decks have been added.
    count: usize,
}

/// A deck that holds cards.
pub struct Leaf<'a> {
    /// The deck.
    pub deck: &'a Deck,
    id: i64,
    /// The decks of its cards, where it is split.
    parts: Vec<i64>,
}

impl Leaf<'_> {
    /// The id of the Anki deck that a card of it goes to.
    pub fn of_card(&self, index: usize) -> i64 {
        self.parts.get(index).copied().unwrap_or(self.id)
    }
}

/// Into which decks of its own a deck is split.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Split {
    /// None.
    #[default]
    None,
    /// One for each section, below one another as the sections are.
    Section,
    /// One for each level, numbered, since Anki puts decks in the order of their names.
    Level,
}

impl Split {
    /// The names of all of them.
    pub const NAMES: [(&'static str, Split); 3] =
        [("none", Split::None), ("section", Split::Section), ("level", Split::Level)];

    /// The parts of the name below the deck's own, for a card.
    fn of(self, card: &Card) -> Vec<String> {
        match self {
            Split::None => Vec::new(),
            Split::Section => {
                card.path.iter().filter(|heading| level::of_heading(heading).is_none()).cloned().collect()
            }
            Split::Level => card
                .level
                .map(|level| match level {
                    Level::Beginner => "1 Beginner",
                    Level::Intermediate => "2 Intermediate",
                    Level::Advanced => "3 Advanced",
                })
                .map(str::to_owned)
                .into_iter()
                .collect(),
        }
    }
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
    pub fn new(deck: &'a Deck, split: Split, files: &Files) -> Decks<'a> {
        let (rows, ids) = (BTreeMap::new(), HashMap::new());
        let mut decks = Decks { leaves: Vec::new(), split, rows, ids, count: 0 };
        decks.insert(DEFAULT, "Default".to_owned());
        decks.add(deck, "", 0, files);
        decks
    }

    /// The id, the name and the description of each deck, sorted by id.
    pub fn all(&self) -> impl Iterator<Item = (i64, &str, &str)> {
        self.rows.values().map(|row| (row.id, row.name.as_str(), row.desc.as_str()))
    }

    /// The column `decks`.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(&self.rows)
    }

    /// Adds a deck and those below it, parents first as [`Deck::leaves`] has them.
    fn add(&mut self, deck: &'a Deck, above: &str, depth: usize, files: &Files) {
        let mut name = above.to_owned();
        let mut id = DEFAULT;
        for part in deck.category.iter().chain([&deck.title]) {
            id = self.below(&mut name, part);
        }
        let mark = self.mark(deck, depth);
        let place = mark.place;
        if let Some(row) = self.rows.get_mut(&id) {
            if row.desc.is_empty() {
                row.desc = description(deck, files);
            }
            row.deckmill.get_or_insert(Mark::Deck(mark.clone()).to_string());
        }
        if !deck.cards.is_empty() {
            let part = DeckMark { place: None, part_of: place, ..mark };
            let parts = match self.split {
                Split::None => Vec::new(),
                split => deck.cards.iter().map(|card| self.part(id, &name, &split.of(card), &part)).collect(),
            };
            self.leaves.push(Leaf { deck, id, parts });
        }
        deck.children.iter().for_each(|child| self.add(child, &name, depth + 1, files));
    }

    /// What the deck's name can't say, and that it is the next.
    fn mark(&mut self, deck: &Deck, depth: usize) -> DeckMark {
        let place = self.count;
        self.count += 1;
        let title = Some(deck.title.clone());
        DeckMark { title, place: Some(place), ..DeckMark::new(deck, depth) }
    }

    /// The deck of this name below another, whose name it is added to.
    fn below(&mut self, name: &mut String, part: &str) -> i64 {
        let part = name_part(part, " ");
        name.push_str(if name.is_empty() { "" } else { "::" });
        // Anki's own word for a name of which nothing is left.
        name.push_str(if part.is_empty() { "blank" } else { &part });
        self.id(name)
    }

    /// The deck that a card goes to, whose deck is split.
    fn part(&mut self, whole: i64, name: &str, below: &[String], mark: &DeckMark) -> i64 {
        let (mut id, mut name) = (whole, name.to_owned());
        for part in below {
            id = self.below(&mut name, part);
            if let Some(row) = self.rows.get_mut(&id) {
                row.deckmill.get_or_insert_with(|| Mark::Deck(mark.clone()).to_string());
            }
        }
        id
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

/// What Anki says of a deck: the page's introduction, and where the page is.
fn description(deck: &Deck, files: &Files) -> String {
    let mut out = fields::html(&deck.description, &files.packed(&deck.media));
    if let Some(url) = &deck.url {
        let target = url.clone();
        let content = vec![Inline::text(url.clone())];
        let link = Inline::Link(Box::new(Link { target, title: None, content }));
        out.push_str(if out.is_empty() { "" } else { "\n" });
        out.push_str(&fields::html(&[Block::new(BlockKind::Paragraph(vec![link]))], &Names::new()));
    }
    out
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
