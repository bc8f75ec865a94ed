//! The decks of a page that deckmill wrote for several: each has a mark, and its cards stand below it.
//!
//! The cards are made as those of any page, and hung up in their decks when all is known of them.

use super::{Settling, header};
use crate::model::Deck;

/// A deck below the page's first, without its cards.
pub(super) struct Child {
    /// Where its mark stands.
    at: usize,
    /// How many decks it is in.
    depth: usize,
    deck: Deck,
}

/// Finds the decks below the first, and claims what says so.
pub(super) fn find(page: &mut Settling, is_marked: bool) -> Vec<Child> {
    if !is_marked {
        return Vec::new();
    }
    let marks: Vec<usize> = page.flow.comments(0..page.flow.shown).map(|(at, _)| at).collect();
    let child = |at| header::child(page, at).map(|(depth, deck)| Child { at, depth, deck });
    marks.into_iter().filter_map(child).collect()
}

/// Gives each deck its cards, whose questions begin at these nodes, and each its place.
pub(super) fn hang(deck: &mut Deck, children: Vec<Child>, starts: &[usize]) {
    let mut open: Vec<(usize, Deck)> = Vec::new();
    for mut child in children.into_iter().rev() {
        let first = starts.partition_point(|start| *start < child.at);
        child.deck.cards = deck.cards.split_off(first.min(deck.cards.len()));
        // From the last to the first: those that are deeper and come behind are its own.
        while let Some((_, inner)) = open.pop_if(|(depth, _)| *depth > child.depth) {
            child.deck.children.push(inner);
        }
        open.push((child.depth, child.deck));
    }
    deck.children.extend(open.into_iter().rev().map(|(_, child)| child));
}
