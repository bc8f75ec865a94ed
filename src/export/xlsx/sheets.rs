//! Which cards are on which sheet of a workbook, and what the sheets are called.

use std::collections::{HashMap, HashSet};

use super::links;
use crate::model::{Card, Deck, Level};
use crate::render::direction;

/// How long the name of a sheet is at most, in UTF-16 units, as Excel has it.
const LONGEST: usize = 31;

/// What cards have in common that are on one sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    /// That they are in the workbook.
    #[default]
    One,
    /// The nearest heading above.
    Section,
    /// The level.
    Level,
    /// The deck.
    Deck,
}

/// What tells one sheet from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key<'a> {
    All,
    Section(Option<&'a str>),
    Level(Option<Level>),
    Deck(usize),
}

/// A sheet: a name, and cards with their decks.
pub struct Sheet<'a> {
    /// What it is called, as Excel allows it; no other sheet is called so.
    pub name: String,
    /// Its cards, each with its own deck.
    pub cards: Vec<(&'a Card, &'a Deck)>,
    /// Whether its first column is on the right.
    pub is_right_to_left: bool,
}

impl By {
    /// The names of all of them.
    pub const NAMES: [(&'static str, By); 4] =
        [("one", By::One), ("section", By::Section), ("level", By::Level), ("deck", By::Deck)];

    /// What is said where a name is none of them.
    pub const EXPECTED: &'static str = "it is one, section, level or deck";

    /// The sheets of a deck, in the order in which their first cards are. One is there without cards, too.
    pub fn sheets<'a>(self, deck: &'a Deck) -> Vec<Sheet<'a>> {
        let mut places: HashMap<Key, usize> = HashMap::new();
        let mut names = Names::default();
        let mut sheets: Vec<Sheet> = Vec::new();
        for (number, leaf) in deck.leaves().into_iter().enumerate() {
            for card in &leaf.cards {
                let key = self.key(card, number);
                let place = *places.entry(key).or_insert_with(|| {
                    let name = names.own(key.name().unwrap_or(match key {
                        Key::Deck(_) => &leaf.title,
                        _ => &deck.title,
                    }));
                    sheets.push(Sheet { name, cards: Vec::new(), is_right_to_left: false });
                    sheets.len() - 1
                });
                sheets[place].cards.push((card, leaf));
            }
        }
        if sheets.is_empty() {
            let name = names.own(&deck.title);
            sheets.push(Sheet { name, cards: Vec::new(), is_right_to_left: false });
        }
        for sheet in &mut sheets {
            sheet.is_right_to_left = is_right_to_left(&sheet.cards, deck.language.as_deref());
        }
        sheets
    }

    /// The sheet of a card; `leaf` is the number of its deck.
    fn key(self, card: &Card, leaf: usize) -> Key<'_> {
        match self {
            By::One => Key::All,
            By::Section => Key::Section(card.section()),
            By::Level => Key::Level(card.level),
            By::Deck => Key::Deck(leaf),
        }
    }
}

impl<'a> Key<'a> {
    /// What it is called, if not after a deck.
    fn name(self) -> Option<&'a str> {
        match self {
            Key::All | Key::Deck(_) => None,
            Key::Section(section) => Some(section.unwrap_or("No section")),
            Key::Level(level) => Some(level.map_or("No level", Level::name)),
        }
    }
}

/// Whether the language of most cards, or else their text, runs from right to left.
fn is_right_to_left(cards: &[(&Card, &Deck)], language: Option<&str>) -> bool {
    let own = |(card, leaf): &&(&Card, &Deck)| {
        let language = leaf.language.as_deref().or(language);
        language.is_some_and(direction::of_language) || direction::of_blocks(&card.question) == Some(true)
    };
    match cards {
        [] => language.is_some_and(direction::of_language),
        cards => cards.iter().filter(own).count() * 2 > cards.len(),
    }
}

/// The names that sheets have.
#[derive(Default)]
struct Names {
    /// In one case, for Excel does not tell them apart by case.
    used: HashSet<String>,
}

impl Names {
    /// A name that Excel allows and that no other sheet has, as near to this one as can be.
    fn own(&mut self, wanted: &str) -> String {
        let plain = fit(wanted, LONGEST);
        let plain = if plain.is_empty() { "Sheet".to_owned() } else { plain };
        let numbered = (2_usize..).map(|number| {
            let tail = format!(" ({number})");
            fit(&plain, LONGEST - tail.len()) + &tail
        });
        // Excel keeps the name "History" to itself.
        let is_free = |name: &String| folded(name) != "history" && !self.used.contains(&folded(name));
        let found = std::iter::once(plain.clone()).chain(numbered).find(is_free).unwrap_or(plain);
        self.used.insert(folded(&found));
        found
    }
}

/// A name without what none may have, and not longer than so many units.
fn fit(name: &str, longest: usize) -> String {
    let is_taboo = |c: char| "[]:*?/\\".contains(c) || c.is_control() || links::is_no_character(c);
    let plain: String = name.chars().map(|c| if is_taboo(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let words = words.join(" ");
    let is_end = |c: char| c == '\'' || c.is_whitespace();
    let mut length = 0;
    let short = words.trim_start_matches(is_end).chars().take_while(|c| {
        length += c.len_utf16();
        length <= longest
    });
    let short: String = short.collect();
    short.trim_end_matches(is_end).to_owned()
}

/// A name in one case.
fn folded(name: &str) -> String {
    name.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_such_as_excel_allows() {
        let names = [
            ("Python", "Python"),
            ("python", "python (2)"),
            ("PYTHON", "PYTHON (3)"),
            ("I/O: [how?]", "I O how"),
            ("''quoted'", "quoted"),
            ("History", "History (2)"),
            ("", "Sheet"),
            ("?*", "Sheet (2)"),
            ("a\tb\u{FFFF}", "a b"),
            ("A heading that is longer than any sheet", "A heading that is longer than a"),
            ("A heading that is longer than any tab", "A heading that is longer th (2)"),
            ("123456789012345678901234567890📦", "123456789012345678901234567890"),
            ("12345678901234567890123456789 'x", "12345678901234567890123456789"),
            ("ΟΔΟΣ", "ΟΔΟΣ"),
            ("οδος", "οδος (2)"),
        ];
        let mut own = Names::default();
        for (wanted, name) in names {
            assert_eq!(own.own(wanted), name);
            rust_xlsxwriter::utility::check_sheet_name(name).unwrap();
        }
    }

    #[test]
    fn cards_are_on_the_sheet_of_their_section_level_or_deck() {
        let card = |section: &str, level: Option<Level>| Card {
            path: if section.is_empty() { [].into() } else { [section.to_owned()].into() },
            level,
            ..Card::default()
        };
        let leaf = |title: &str, cards: Vec<Card>| Deck { title: title.to_owned(), cards, ..Deck::default() };
        let easy = Some(Level::Beginner);
        let children = vec![
            leaf("One", vec![card("B", None), card("A", easy)]),
            leaf("Two", vec![card("", easy), card("B", None)]),
            leaf("Two", vec![card("b", None)]),
        ];
        let deck = Deck { title: "All".to_owned(), children, ..Deck::default() };
        let counts = |by: By| -> Vec<(String, usize)> {
            by.sheets(&deck).into_iter().map(|sheet| (sheet.name, sheet.cards.len())).collect()
        };
        let own = |all: &[(&str, usize)]| -> Vec<(String, usize)> {
            all.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
        };
        assert_eq!(counts(By::One), own(&[("All", 5)]));
        assert_eq!(counts(By::Section), own(&[("B", 2), ("A", 1), ("No section", 1), ("b (2)", 1)]));
        assert_eq!(counts(By::Level), own(&[("No level", 3), ("beginner", 2)]));
        assert_eq!(counts(By::Deck), own(&[("One", 2), ("Two", 2), ("Two (2)", 1)]));
        assert_eq!(By::Section.sheets(&Deck::default())[0].name, "Sheet");
    }
}
