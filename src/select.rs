//! Which of the cards are written, in which order, and in which decks: filters, repeats, samples, groups.
//!
//! All of it is about cards that are known already: who a card is, and what is remembered of it, does not
//! hang on which others are chosen.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use crate::columns::Column;
use crate::identity;
use crate::layout;
use crate::model::{Card, Deck, Level, Origin};

/// Which cards are chosen, and in which order they come. By default all, as they are.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Cards of these levels; none stands for cards without a level. All where the list is empty.
    pub levels: Vec<Option<Level>>,
    /// Cards below headings of these names, upper and lower case alike.
    pub sections: Vec<String>,
    /// Cards with one of these tags, or one below it.
    pub tags: Vec<String>,
    /// Which cards count as repeats of earlier ones, and are left out.
    pub dedupe: Option<Dedupe>,
    /// At most so many cards: the first, or those that the seed chooses.
    pub max: Option<usize>,
    /// What chooses among the cards, instead of their order. The same seed chooses the same cards.
    pub seed: Option<u64>,
    /// What the cards of each deck are sorted by. Those that are alike stay in their order.
    pub sort: Option<Order>,
}

/// Which cards count as repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dedupe {
    /// Those that ask the same, white space and case apart.
    Exact,
    /// Those that ask nearly the same as well: in another order, with a filler more or less.
    Near,
}

/// What cards are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The number, part by part; cards without one come last.
    Number,
    /// The question.
    Question,
    /// The level, easiest first; cards without one come last.
    Level,
    /// The nearest heading.
    Section,
}

/// What decks are made by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The decks of the single pages, or those that a table names.
    Deck,
    /// The nearest heading.
    Section,
    /// The level.
    Level,
    /// The first tag.
    Tag,
}

impl Dedupe {
    /// The names of all, with what each means.
    pub const NAMES: &'static [(&'static str, &'static str, Dedupe)] = &[
        ("exact", "the same question", Dedupe::Exact),
        ("near", "nearly the same as well: another order, a filler more or less", Dedupe::Near),
    ];
}

impl Order {
    /// The names of all, with what each means.
    pub const NAMES: &'static [(&'static str, &'static str, Order)] = &[
        ("number", "the number, part by part", Order::Number),
        ("question", "the question", Order::Question),
        ("level", "the level, easiest first", Order::Level),
        ("section", "the nearest heading", Order::Section),
    ];
}

impl Group {
    /// The names of all, with what each means.
    pub const NAMES: &'static [(&'static str, &'static str, Group)] = &[
        ("deck", "the pages, or the decks that a table names", Group::Deck),
        ("section", "the nearest heading", Group::Section),
        ("level", "the level", Group::Level),
        ("tag", "the first tag", Group::Tag),
    ];
}

/// A card that was left out because it repeats another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// Where it stands.
    pub left: Origin,
    /// Where the other stands.
    pub kept: Origin,
}

impl Selection {
    /// Whether it chooses at all.
    pub fn is_any(&self) -> bool {
        let has_lists = !(self.levels.is_empty() && self.sections.is_empty() && self.tags.is_empty());
        has_lists || self.dedupe.is_some() || self.max.is_some() || self.sort.is_some()
    }

    /// Leaves only the chosen cards in decks, and says which repeats were left out. Cards that have left
    /// their pages stay: learners have them, whatever is chosen now.
    pub fn apply(&self, decks: &mut [Deck]) -> Vec<Repeat> {
        keep(decks, |cards| cards.iter().map(|card| self.has(card)).collect());
        let mut repeats = Vec::new();
        if let Some(dedupe) = self.dedupe {
            keep(decks, |cards| without_repeats(cards, dedupe, &mut repeats));
        }
        if let Some(max) = self.max {
            keep(decks, |cards| self.sample(cards, max));
        }
        if let Some(order) = self.sort {
            decks.iter_mut().for_each(|deck| sort(deck, order));
        }
        repeats
    }

    fn has(&self, card: &Card) -> bool {
        let is_below = |tag: &str, wanted: &str| {
            tag == wanted || tag.strip_prefix(wanted).is_some_and(|rest| rest.starts_with("::"))
        };
        let levels = self.levels.is_empty() || self.levels.contains(&card.level);
        let sections = self.sections.is_empty()
            || self.sections.iter().any(|wanted| card.path.iter().any(|heading| is_alike(heading, wanted)));
        let tags = self.tags.is_empty()
            || self.tags.iter().any(|wanted| {
                card.tags.iter().any(|tag| is_below(&tag.to_lowercase(), &wanted.to_lowercase()))
            });
        levels && sections && tags
    }

    /// The first cards, or those whose ids come first when they are hashed with the seed.
    fn sample(&self, cards: &[&Card], max: usize) -> Vec<bool> {
        let Some(seed) = self.seed else { return (0..cards.len()).map(|at| at < max).collect() };
        let place = |id: &str| Sha256::new().chain_update(seed.to_le_bytes()).chain_update(id).finalize();
        let mut order: Vec<usize> = (0..cards.len()).collect();
        order.sort_by_cached_key(|at| place(&cards[*at].id));
        let chosen: HashSet<usize> = order.into_iter().take(max).collect();
        (0..cards.len()).map(|at| chosen.contains(&at)).collect()
    }
}

fn is_alike(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// Leaves the cards in decks of which that is said, all of them looked at together.
fn keep(decks: &mut [Deck], mut choose: impl FnMut(&[&Card]) -> Vec<bool>) {
    let cards: Vec<&Card> = decks.iter().flat_map(Deck::all_cards).collect();
    let mut chosen = choose(&cards).into_iter();
    decks.iter_mut().for_each(|deck| retain(deck, &mut chosen));
}

/// In the order of [`Deck::all_cards`].
fn retain(deck: &mut Deck, chosen: &mut impl Iterator<Item = bool>) {
    deck.cards.retain(|_| chosen.next().unwrap_or(true));
    deck.children.iter_mut().for_each(|child| retain(child, chosen));
}

/// Which cards repeat no other. Of those that ask the same the first that has an answer stays.
fn without_repeats(cards: &[&Card], dedupe: Dedupe, repeats: &mut Vec<Repeat>) -> Vec<bool> {
    let mut first: HashMap<String, usize> = HashMap::with_capacity(cards.len());
    let mut of: Vec<usize> = (0..cards.len()).collect();
    for (at, card) in cards.iter().enumerate() {
        of[at] = *first.entry(identity::guid("", &card.question, 1).to_string()).or_insert(at);
    }
    if dedupe == Dedupe::Near {
        for (at, other) in layout::near_repeats(cards) {
            of[at] = of[other].min(of[at]);
        }
    }
    let mut stays: HashMap<usize, usize> = HashMap::new();
    for at in 0..cards.len() {
        // One that repeats a repeat repeats what that does.
        of[at] = of[of[at]];
        let kept = stays.entry(of[at]).or_insert(at);
        if cards[*kept].answer.is_empty() && !cards[at].answer.is_empty() {
            *kept = at;
        }
    }
    let is_kept: Vec<bool> = (0..cards.len()).map(|at| stays[&of[at]] == at).collect();
    for at in (0..cards.len()).filter(|at| !is_kept[*at]) {
        let kept = cards[stays[&of[at]]].origin.clone();
        repeats.push(Repeat { left: cards[at].origin.clone(), kept });
    }
    is_kept
}

fn sort(deck: &mut Deck, order: Order) {
    let text = |card: &Card, column: Column| column.cell(card, &Deck::default()).to_lowercase();
    match order {
        Order::Number => deck.cards.sort_by_cached_key(|card| {
            let label = card.number.as_ref().map(|number| number.label.to_string());
            (label.is_none(), parts(label.as_deref().unwrap_or_default()))
        }),
        Order::Question => deck.cards.sort_by_cached_key(|card| text(card, Column::Question)),
        // None is less than some.
        Order::Level => deck.cards.sort_by_key(|card| (card.level.is_none(), card.level)),
        Order::Section => deck.cards.sort_by_cached_key(|card| text(card, Column::Section)),
    }
    deck.children.iter_mut().for_each(|child| sort(child, order));
}

/// The numbers in a label, with the text before each: 2.10 comes after 2.9.
fn parts(label: &str) -> Vec<(String, Reverse<bool>, u64)> {
    let mut parts = Vec::new();
    let mut rest = label;
    while !rest.is_empty() {
        let start = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (digits, after) = from.split_at(end);
        parts.push((before.to_lowercase(), Reverse(digits.is_empty()), digits.parse().unwrap_or(u64::MAX)));
        rest = after;
    }
    parts
}

/// A deck whose decks are made by what its cards have in common, in order of their first card.
///
/// Each keeps the collection key, and so its cards' identities, of the deck that its first card was in.
pub fn group(deck: Deck, by: Group) -> Deck {
    let mut groups: Vec<Deck> = Vec::new();
    // Two decks of one title are two decks all the same.
    let mut places: HashMap<(usize, String), usize> = HashMap::new();
    let mut whole = Deck { cards: Vec::new(), children: Vec::new(), ..deck.clone() };
    for (index, mut own) in leaves(deck).into_iter().enumerate() {
        let place = if by == Group::Deck { index } else { 0 };
        let cards = std::mem::take(&mut own.cards);
        for card in cards {
            let name = name(&card, &own, by);
            let at = *places.entry((place, name.clone())).or_insert_with(|| {
                groups.push(part(&own, name));
                groups.len() - 1
            });
            groups[at].cards.push(card);
        }
        whole.retired.append(&mut own.retired);
    }
    whole.children = groups;
    whole
}

/// The decks that hold cards, each without those below it.
fn leaves(mut deck: Deck) -> Vec<Deck> {
    let children = std::mem::take(&mut deck.children);
    let mut all = vec![deck];
    all.extend(children.into_iter().flat_map(leaves));
    all
}

/// An empty deck for a group of a deck's cards.
fn part(deck: &Deck, title: String) -> Deck {
    let (key, language, url) = (deck.key.clone(), deck.language.clone(), deck.url.clone());
    Deck { title, key, language, url, ..Deck::default() }
}

/// What the deck of a card is called.
fn name(card: &Card, deck: &Deck, by: Group) -> String {
    let name = match by {
        Group::Deck => None,
        Group::Section => card.section().map(str::to_owned),
        Group::Level => Some(card.level.map_or("no level", Level::name).to_owned()),
        Group::Tag => card.tags.first().cloned(),
    };
    name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| deck.title.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, Number};

    fn card(number: &str, question: &str, answer: &str) -> Card {
        Card {
            id: format!("id{number}").into(),
            number: (!number.is_empty()).then(|| Number::new(number)),
            question: vec![Block::paragraph(question)],
            answer: if answer.is_empty() { Vec::new() } else { vec![Block::paragraph(answer)] },
            ..Card::default()
        }
    }

    fn numbers(decks: &[Deck]) -> Vec<String> {
        let label = |card: &Card| card.number.as_ref().map_or("-".to_owned(), |one| one.label.to_string());
        decks.iter().flat_map(Deck::all_cards).map(label).collect()
    }

    fn deck(cards: Vec<Card>) -> Vec<Deck> {
        vec![Deck { title: "One".to_owned(), cards, ..Deck::default() }]
    }

    #[test]
    fn cards_are_chosen_by_level_section_and_tag() {
        let mut cards: Vec<Card> = ["1", "2", "3", "4"].map(|number| card(number, "Why?", "So.")).to_vec();
        cards[0].level = Some(Level::Beginner);
        cards[1].path = ["Part".to_owned(), "Lists".to_owned()].into();
        cards[2].tags = vec!["Python::oop".to_owned()];
        cards[3].tags = vec!["pythonic".to_owned()];
        let chosen = |selection: Selection| {
            let mut decks = deck(cards.clone());
            selection.apply(&mut decks);
            numbers(&decks)
        };
        let levels = vec![Some(Level::Beginner)];
        assert_eq!(chosen(Selection { levels, ..Selection::default() }), ["1"]);
        assert_eq!(chosen(Selection { levels: vec![None], ..Selection::default() }), ["2", "3", "4"]);
        assert_eq!(chosen(Selection { sections: vec!["lists".to_owned()], ..Selection::default() }), ["2"]);
        assert_eq!(chosen(Selection { tags: vec!["python".to_owned()], ..Selection::default() }), ["3"]);
        assert_eq!(chosen(Selection::default()), ["1", "2", "3", "4"]);
    }

    #[test]
    fn repeats_are_left_out_and_an_answer_is_kept() {
        let cards = vec![
            card("1", "What is a list?", ""),
            card("2", "What is a tuple?", "Fixed."),
            card("3", "what is a  list?", "A sequence."),
            card("4", "Explain what a tuple is.", "Another."),
        ];
        let chosen = |dedupe: Dedupe| {
            let mut decks = deck(cards.clone());
            let repeats = Selection { dedupe: Some(dedupe), ..Selection::default() }.apply(&mut decks);
            (numbers(&decks), repeats.len())
        };
        assert_eq!(chosen(Dedupe::Exact), (vec!["2".to_owned(), "3".to_owned(), "4".to_owned()], 1));
        assert_eq!(chosen(Dedupe::Near), (vec!["2".to_owned(), "3".to_owned()], 2));
    }

    #[test]
    fn a_seed_chooses_always_the_same() {
        let cards: Vec<Card> =
            (0..50).map(|at| card(&at.to_string(), &format!("Why {at}?"), "So.")).collect();
        let chosen = |seed: Option<u64>| {
            let mut decks = deck(cards.clone());
            Selection { max: Some(5), seed, ..Selection::default() }.apply(&mut decks);
            numbers(&decks)
        };
        assert_eq!(chosen(None), ["0", "1", "2", "3", "4"]);
        assert_eq!((chosen(Some(1)), chosen(Some(1)).len()), (chosen(Some(1)), 5));
        assert_ne!(chosen(Some(1)), chosen(Some(2)));
    }

    #[test]
    fn cards_that_are_alike_stay_in_their_order() {
        let labels = ["2.10", "", "2.9", "Q7", "10", "1"];
        let mut decks = deck(labels.map(|label| card(label, "Same?", "So.")).to_vec());
        Selection { sort: Some(Order::Number), ..Selection::default() }.apply(&mut decks);
        assert_eq!(numbers(&decks), ["1", "2.9", "2.10", "10", "Q7", "-"]);
        Selection { sort: Some(Order::Question), ..Selection::default() }.apply(&mut decks);
        assert_eq!(numbers(&decks), ["1", "2.9", "2.10", "10", "Q7", "-"]);
    }

    #[test]
    fn decks_are_made_by_what_cards_have_in_common() {
        let mut cards: Vec<Card> = ["1", "2", "3"].map(|number| card(number, "Why?", "So.")).to_vec();
        cards[0].level = Some(Level::Advanced);
        cards[2].level = Some(Level::Advanced);
        let grouped = group(deck(cards).remove(0), Group::Level);
        let titles: Vec<&str> = grouped.children.iter().map(|child| child.title.as_str()).collect();
        assert_eq!(
            (titles, numbers(&grouped.children)),
            (vec!["advanced", "no level"], vec!["1".into(), "3".into(), "2".into()])
        );
    }
}
