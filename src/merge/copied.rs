//! Rows that were copied: whoever makes a new question of an old row often copies the row with its id. Of rows
//! with one id the reader leaves it to the first, wherever that stands; what was handed out tells which is the old
//! one.

use std::collections::{BTreeMap, HashMap};

use super::fields::said;
use super::{by_id, each_card};
use crate::columns::Column;
use crate::model::{Card, Deck};
use crate::spreadsheet::unguarded;

/// The edited deck with ids given back to the rows that say what was handed out with them; none where all have
/// their own.
pub(super) fn given_back(base: &HashMap<&str, &Card>, edited: &Deck) -> Option<Deck> {
    let rows = by_id(edited);
    let mut changed: HashMap<[String; 2], &str> = HashMap::new();
    for row in edited.all_cards() {
        if let Some(old) = base.get(&*row.id).filter(|old| says(old) != says(row)) {
            changed.entry(says(old)).or_insert(&old.id);
        }
    }
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    for row in edited.all_cards().filter(|row| !base.contains_key(&*row.id)) {
        if let Some(id) = changed.remove(&says(row)).filter(|id| rows.contains_key(id)) {
            ids.extend([(id, &*row.id), (&*row.id, id)]);
        }
    }
    (!ids.is_empty()).then(|| {
        let mut deck = edited.clone();
        each_card(&mut deck, &mut |card| {
            if let Some(id) = ids.get(&*card.id) {
                card.id = (*id).into();
            }
        });
        deck
    })
}

/// What a card asks and answers, as a cell has it.
fn says(card: &Card) -> [String; 2] {
    [Column::Question, Column::Answer].map(|column| unguarded(said(column, card).trim()).to_owned())
}
