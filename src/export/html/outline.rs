//! The page's outline: runs of cards below one heading, and which sections these make.
//!
//! Cards keep the order of their pages. A section whose cards stand apart has several runs and is
//! listed once.

use std::collections::HashMap;

use crate::model::{Card, Deck, Level};
use crate::render::direction;

/// How many cards a part has at most: a browser leaves out parts that are far from the window.
pub const LONGEST: usize = 50;

/// What is on the page and how it is parted.
pub struct Outline<'a> {
    /// The deck.
    pub deck: &'a Deck,
    /// The language of the page, where it has one.
    pub language: Option<&'a str>,
    /// The page's direction: "ltr" or "rtl".
    pub direction: &'static str,
    /// The runs of cards, in order.
    pub parts: Vec<Part<'a>>,
    /// The sections, in the order in which they begin.
    pub sections: Vec<Section<'a>>,
    /// How many cards have each level, easiest first, and how many have none.
    pub counts: [(Option<Level>, usize); 4],
}

/// Cards in a row, of one section.
pub struct Part<'a> {
    /// The deck that begins here, where the page holds several.
    pub begins: Option<&'a Deck>,
    /// Whether such a deck ends here.
    pub ends: bool,
    /// The direction of their deck.
    pub direction: &'static str,
    /// The index of their section.
    pub section: usize,
    /// Whether the section begins here.
    pub is_first: bool,
    /// Whether it has no heading, as it goes on where the part before was long enough.
    pub goes_on: bool,
    /// The cards.
    pub cards: &'a [Card],
}

/// A section of a deck.
pub struct Section<'a> {
    /// The deck's title, where the page holds several.
    deck: Option<&'a str>,
    /// The headings above the cards.
    pub path: String,
    /// How many cards are in it.
    pub count: usize,
}

impl Section<'_> {
    /// What it is called in lists.
    pub fn name(&self) -> String {
        match (self.deck, self.path.as_str()) {
            (Some(deck), "") => deck.to_owned(),
            (Some(deck), path) => format!("{deck} / {path}"),
            (None, "") => "Other questions".to_owned(),
            (None, path) => path.to_owned(),
        }
    }
}

impl<'a> Outline<'a> {
    /// The outline of a deck.
    pub fn new(deck: &'a Deck) -> Outline<'a> {
        let levels = [Some(Level::Beginner), Some(Level::Intermediate), Some(Level::Advanced), None];
        let mut outline = Outline {
            deck,
            language: language_of(deck),
            direction: direction_of(language_of(deck), &deck.title),
            parts: Vec::new(),
            sections: Vec::new(),
            counts: levels.map(|level| (level, deck.all_cards().filter(|card| card.level == level).count())),
        };
        let is_of_several = !deck.children.is_empty();
        let mut known = HashMap::new();
        for (at, leaf) in deck.leaves().into_iter().enumerate() {
            let title = Some(leaf.title.as_str()).filter(|_| is_of_several);
            let first = outline.parts.len();
            let direction = direction_of(leaf.language.as_deref(), &leaf.title);
            for run in leaf.cards.chunk_by(|a, b| a.path == b.path) {
                let path = run.first().map_or(String::new(), |card| card.path.join(" / "));
                let next = outline.sections.len();
                let section = *known.entry((at, path.clone())).or_insert(next);
                if section == next {
                    outline.sections.push(Section { deck: title, path, count: 0 });
                }
                outline.sections[section].count += run.len();
                for (step, cards) in run.chunks(LONGEST).enumerate() {
                    let (is_first, goes_on) = (section == next && step == 0, step > 0);
                    let (begins, ends) = (None, false);
                    outline.parts.push(Part { begins, ends, direction, section, is_first, goes_on, cards });
                }
            }
            if let [first, ..] = &mut outline.parts[first..] {
                first.begins = Some(leaf).filter(|_| is_of_several);
            }
            if let [.., last] = &mut outline.parts[first..] {
                last.ends = is_of_several;
            }
        }
        outline
    }

    /// The level of a section's heading: below the page's title and the titles of its decks.
    pub fn heading(&self) -> u8 {
        if self.deck.children.is_empty() { 2 } else { 3 }
    }
}

/// The language of a deck, or that of all decks in it.
fn language_of(deck: &Deck) -> Option<&str> {
    let mut languages = deck.leaves().into_iter().map(|leaf| leaf.language.as_deref());
    let first = languages.next().flatten();
    deck.language.as_deref().or(first.filter(|_| languages.all(|language| language == first)))
}

/// The direction of a language, else of a title.
fn direction_of(language: Option<&str>, title: &str) -> &'static str {
    let first = title.chars().find(|c| c.is_alphabetic());
    let is_right_to_left = match language {
        Some(language) => direction::of_language(language),
        None => first.is_some_and(direction::is_right_to_left),
    };
    if is_right_to_left { "rtl" } else { "ltr" }
}
