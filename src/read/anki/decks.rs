//! The decks of a package, in an order in which each stands above those in it.
//!
//! deckmill's own packages say in marks which decks they are made of; of others, each deck that holds
//! notes is one, below what their names have in common.

use std::collections::HashMap;

use crate::marks::{self, DeckMark};
use crate::package::{Deck, Note, Package};

/// A deck with its notes.
pub struct Part<'a> {
    pub title: String,
    pub mark: DeckMark,
    pub description: String,
    /// Whether deckmill wrote the description.
    pub own: bool,
    pub notes: Vec<&'a Note>,
}

/// The decks of a package; `name` is for what has no name of its own. Never none.
pub fn of<'a>(package: &'a Package, name: &str) -> Vec<Part<'a>> {
    let mut notes: HashMap<i64, Vec<&Note>> = HashMap::new();
    let mut order = Vec::new();
    let mut loose = Vec::new();
    for note in &package.notes {
        match note.cards.first().map(|card| card.deck).filter(|id| package.deck(*id).is_some()) {
            Some(id) => {
                let own = notes.entry(id).or_default();
                if own.is_empty() {
                    order.push(id);
                }
                own.push(note);
            }
            None => loose.push(note),
        }
    }
    let mut parts = marked(package, &mut notes);
    let unmarked: Vec<&Deck> =
        order.iter().filter(|id| notes.contains_key(*id)).filter_map(|id| package.deck(*id)).collect();
    parts.extend(by_name(&unmarked, &mut notes, name, parts.is_empty()));
    if let Some(first) = parts.first_mut() {
        first.notes.extend(loose);
    }
    parts
}

/// The decks that deckmill's marks tell, in their order.
fn marked<'a>(package: &Package, notes: &mut HashMap<i64, Vec<&'a Note>>) -> Vec<Part<'a>> {
    let mark_of = |deck: &Deck| marks::of_deck(deck.mark.as_deref()?);
    let mut found: Vec<(DeckMark, &Deck)> =
        package.decks.iter().filter_map(|deck| Some((mark_of(deck)?, deck))).collect();
    found.sort_by_key(|(mark, deck)| (mark.place, deck.id));
    let (mut split, whole): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(mark, _)| mark.part_of.is_some());
    split.retain(|(mark, _)| whole.iter().any(|(of, _)| of.place == mark.part_of));
    let mut parts: Vec<Part> = Vec::new();
    for (mut mark, deck) in whole {
        join(deck.id, split.iter().filter(|(part, _)| part.part_of == mark.place), notes);
        let title = mark.title.take().unwrap_or_else(|| last(&deck.name).to_owned());
        mark.place = None;
        // A deck can be in one more than the deck before it, and only the first is in none.
        let deepest = parts.last().map_or(0, |above| above.mark.depth + 1);
        mark.depth = mark.depth.clamp(deepest.min(1), deepest);
        let notes = notes.remove(&deck.id).unwrap_or_default();
        parts.push(Part { title, mark, description: deck.description.clone(), own: true, notes });
    }
    parts
}

/// Gives a deck the notes of those that it was split into, in the order in which they were made.
fn join<'d>(
    id: i64,
    split: impl Iterator<Item = &'d (DeckMark, &'d Deck)>,
    notes: &mut HashMap<i64, Vec<&Note>>,
) {
    let more: Vec<&Note> = split.filter_map(|(_, part)| notes.remove(&part.id)).flatten().collect();
    if !more.is_empty() {
        let all = notes.entry(id).or_default();
        all.extend(more);
        all.sort_by_key(|note| note.id);
    }
}

/// Decks by their names alone.
fn by_name<'a>(
    decks: &[&Deck],
    notes: &mut HashMap<i64, Vec<&'a Note>>,
    name: &str,
    is_first: bool,
) -> Vec<Part<'a>> {
    let names: Vec<Vec<&str>> = decks.iter().map(|deck| deck.name.split("::").collect()).collect();
    let mut part = |deck: &Deck, title: &[&str], depth: usize| Part {
        title: title
            .last()
            .map(|title| (*title).to_owned())
            .filter(|title| !title.trim().is_empty())
            .unwrap_or(name.to_owned()),
        mark: DeckMark { category: category(title), depth, ..DeckMark::default() },
        description: deck.description.clone(),
        own: false,
        notes: notes.remove(&deck.id).unwrap_or_default(),
    };
    if let ([deck], [title], true) = (decks, names.as_slice(), is_first) {
        return vec![part(deck, title, 0)];
    }
    let shared = shared(&names);
    let mut parts: Vec<Part> = Vec::new();
    let top = decks.iter().zip(&names).find(|(_, own)| own.len() == shared.len());
    if is_first {
        let nameless = Deck::default();
        parts.push(part(top.map_or(&nameless, |(deck, _)| deck), shared, 0));
    }
    let others = decks.iter().zip(&names).filter(|(_, own)| !is_first || own.len() > shared.len());
    parts.extend(others.map(|(deck, own)| part(deck, &own[shared.len().min(own.len() - 1)..], 1)));
    parts
}

/// The names that all decks are below.
fn shared<'a>(names: &'a [Vec<&'a str>]) -> &'a [&'a str] {
    let Some((first, rest)) = names.split_first() else { return &[] };
    let alike = |other: &Vec<&str>| first.iter().zip(other).take_while(|(a, b)| a == b).count();
    &first[..rest.iter().map(alike).min().unwrap_or(first.len())]
}

/// What a deck is filed under: the names above its own.
fn category(names: &[&str]) -> Option<String> {
    let (_, above) = names.split_last()?;
    (!above.is_empty()).then(|| above.join(" / "))
}

fn last(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}
