//! The cards that are remembered as a deck again, as far as a memory knows: each page a deck, its cards in
//! their order.

use std::collections::{BTreeMap, HashSet};

use super::{Entry, Memory, State};
use crate::model::Deck;

impl Memory {
    /// The deck of the cards that are on their pages, with a deck for each page where there are several. The
    /// cards that have left are its retired ones.
    pub fn deck(&self, title: &str) -> Deck {
        let mut pages: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for entry in self.entries.values().filter(|entry| entry.state == State::Active) {
            pages.entry(&entry.page).or_default().push(entry);
        }
        let page = |(name, entries): (&str, Vec<&Entry>)| {
            let key = self.keys.get(name).cloned().unwrap_or_else(|| name.to_owned());
            let cards = in_order(&entries).into_iter().map(Entry::card).collect();
            Deck { title: key.clone(), key, cards, ..Deck::default() }
        };
        let mut decks: Vec<Deck> = pages.into_iter().map(page).collect();
        let whole = match decks.len() {
            1 => decks.remove(0),
            _ => Deck { title: title.to_owned(), key: title.to_owned(), children: decks, ..Deck::default() },
        };
        let retired = self.entries.values().filter(|entry| entry.state == State::Retired).map(Entry::card);
        Deck { retired: retired.collect(), ..whole }
    }
}

/// The entries of a page, each behind the one that it was last seen behind; those of which that is not known
/// come last.
fn in_order<'a>(entries: &[&'a Entry]) -> Vec<&'a Entry> {
    let mut behind: BTreeMap<Option<&str>, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        behind.entry(entry.after.as_deref()).or_default().push(entry);
    }
    let mut order = Vec::with_capacity(entries.len());
    let mut next: Vec<&Entry> = behind.remove(&None).unwrap_or_default();
    next.reverse();
    while let Some(entry) = next.pop() {
        order.push(entry);
        next.extend(behind.remove(&Some(entry.guid.as_str())).unwrap_or_default().into_iter().rev());
    }
    let placed: HashSet<&str> = order.iter().map(|entry| entry.guid.as_str()).collect();
    let rest: Vec<&Entry> =
        entries.iter().filter(|entry| !placed.contains(entry.guid.as_str())).copied().collect();
    order.extend(rest);
    order
}
