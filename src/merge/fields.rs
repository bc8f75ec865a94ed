//! The fields of a card as they are compared and taken over.

use std::collections::HashMap;

use crate::columns::Column;
use crate::level;
use crate::media;
use crate::model::{Block, Card, Deck};
use crate::read;
use crate::render::text;
use crate::spreadsheet::{is_live, unguarded};

/// The fields of a card that can be changed in a copy, by the columns of tables that show them.
pub(super) const FIELDS: [Column; 6] =
    [Column::Number, Column::Question, Column::Answer, Column::Level, Column::Section, Column::Tags];

/// What a card says in a column.
pub(super) fn said(column: Column, card: &Card) -> String {
    column.cell(card, &Deck::default())
}

/// How two copies of a deck are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    /// Whether both hold all that a card is, and not only plain text.
    pub is_rich: bool,
    /// Whether the cells of one have apostrophes that keep them from being formulas, and those of the other have none.
    pub is_guarded: bool,
}

impl Pair {
    /// Two copies, by the ids of cards. Where one is guarded, each of its cells is that could be a formula: an
    /// apostrophe here and none there was put by hand.
    pub fn new(is_rich: bool, one: &HashMap<&str, &Card>, other: &HashMap<&str, &Card>) -> Pair {
        let both = one.iter().filter_map(|(id, one)| Some((*one, *other.get(id)?)));
        let mut cells =
            both.flat_map(|(one, other)| FIELDS.map(|column| (said(column, one), said(column, other))));
        let is_apart = |one: &str, other: &str| one == unguarded(other) || unguarded(one) == other;
        let mut is_guarded = false;
        let is_open = cells.any(|(one, other)| {
            let (one, other) = (one.trim(), other.trim());
            is_guarded |= one != other && is_apart(one, other);
            one == other && is_live(one)
        });
        Pair { is_rich, is_guarded: is_guarded && !is_open }
    }

    /// The same copies, of which none is guarded.
    pub fn bare(self) -> Pair {
        Pair { is_guarded: false, ..self }
    }
}

/// Whether two cards say the same in a column.
pub(super) fn is_same(pair: Pair, column: Column, one: &Card, other: &Card) -> bool {
    match column {
        Column::Question if pair.is_rich => one.question == other.question,
        Column::Answer if pair.is_rich => one.answer == other.answer,
        // A level that nobody knows is a label only.
        Column::Level if one.level.is_none() && other.level.is_none() && other.level_label.is_some() => {
            one.level_label == other.level_label
        }
        column => {
            let (one, other) = (said(column, one), said(column, other));
            let (one, other) = (one.trim(), other.trim());
            one == other || pair.is_guarded && (one == unguarded(other) || unguarded(one) == other)
        }
    }
}

/// Whether the text of a row in place of a card's leaves nothing of what the card has beside text.
pub(super) fn loses_formatting(column: Column, card: &Card, row: &Card) -> bool {
    let is_plain = |blocks: &[Block]| read::from_plain(&text::blocks(blocks)) == blocks;
    match column {
        Column::Question => is_plain(&row.question) && !is_plain(&card.question),
        Column::Answer => is_plain(&row.answer) && !is_plain(&card.answer),
        _ => false,
    }
}

/// Gives a card what a row says in a column.
pub(super) fn take(column: Column, row: &Card, card: &mut Card) {
    match column {
        Column::Number => card.number.clone_from(&row.number),
        Column::Question => card.question.clone_from(&row.question),
        Column::Answer => {
            card.answer.clone_from(&row.answer);
            card.references = row.references;
        }
        Column::Level => (card.level, card.level_label) = (row.level, row.level_label.clone()),
        Column::Section => card.path = path(&card.path, row.section()).into(),
        Column::Tags => card.tags.clone_from(&row.tags),
        Column::Deck | Column::Source | Column::Id => {}
    }
    card.modified = card.modified.max(row.modified);
    media::drop_unused(card);
}

/// The headings above a card whose section is another one.
fn path(old: &[String], section: Option<&str>) -> Vec<String> {
    let at = old.iter().rposition(|heading| level::of_heading(heading).is_none());
    let at = at.or(old.len().checked_sub(1));
    let mut path = old.to_vec();
    match (at, section) {
        (Some(at), Some(section)) => path[at] = section.to_owned(),
        (Some(at), None) => drop(path.remove(at)),
        (None, section) => path.extend(section.map(str::to_owned)),
    }
    path
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_section_changes_and_the_headings_around_it_stay() {
        let path = |old: &[&str], section: Option<&str>| {
            super::path(&old.iter().map(|heading| (*heading).to_owned()).collect::<Vec<_>>(), section)
        };
        assert_eq!(path(&["Part 1", "Lists", "Beginner"], Some("Tuples")), ["Part 1", "Tuples", "Beginner"]);
        assert_eq!(path(&["Part 1", "Lists"], None), ["Part 1"]);
        assert_eq!(path(&["Beginner"], Some("Senior")), ["Senior"]);
        assert_eq!(path(&[], Some("Lists")), ["Lists"]);
        assert_eq!(path(&[], None), [""; 0]);
    }
}
