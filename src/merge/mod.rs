//! Brings what somebody changed in a copy of a deck, mostly a table, into the cards as they are now.
//!
//! Three decks in, one out: *base* is what was handed out, *edited* what came back, *current* the cards as
//! they are now. Cards are the same by their ids. A field that came back as it went out keeps all that the
//! current card has; one that was changed is taken as it came; one that was changed on both sides is a
//! conflict, and stays as it is now.

mod copied;
mod fields;

use std::collections::{HashMap, HashSet};
use std::fmt;

use self::fields::{FIELDS, Pair, is_same, loses_formatting, said, take};
use crate::columns::{self, Column};
use crate::diagnostic::Diagnostic;
use crate::identity;
use crate::model::{Card, Deck, Origin};

/// A deck that was handed out, or came back.
pub struct Copy<'a> {
    /// Its cards.
    pub deck: &'a Deck,
    /// Whether it holds all that a card is, and not only plain text.
    pub is_rich: bool,
    /// The columns that it has, where that is known: it is a table of deckmill's own, or a lock. What is empty
    /// in an edited copy of which it is not known is not taken as removed.
    pub columns: &'a [&'static str],
    /// The ids of its rows that ask nothing, and so are no cards.
    pub blank: &'a [String],
}

/// What came of a merge.
#[derive(Debug, Default)]
pub struct Merged {
    /// The cards.
    pub deck: Deck,
    /// What there is to say of cards.
    pub found: Vec<Found>,
    /// How many cards came to what.
    pub sum: Sum,
}

/// What there is to say of a card.
#[derive(Debug)]
pub struct Found {
    /// Where the card stands.
    pub origin: Origin,
    /// Whether that is in the edited copy, and not in the current deck.
    pub in_edited: bool,
    /// What there is to say.
    pub diagnostic: Diagnostic,
}

/// How many cards came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// Cards with fields that were taken from the edited copy.
    pub edited: usize,
    /// Cards that came from the edited copy.
    pub new: usize,
    /// Cards that the edited copy lacks, and that were kept.
    pub missing: usize,
    /// Cards that the edited copy lacks, and that were removed.
    pub removed: usize,
    /// Cards with conflicts.
    pub conflicts: usize,
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Sum { edited, new, missing, removed, conflicts } = self;
        write!(f, "{edited} edited, {new} new, {missing} missing, {removed} removed, {conflicts} in conflict")
    }
}

/// Merges. `prunes` says that cards which the edited copy lacks are to be removed.
pub fn merge(base: &Copy, edited: &Copy, current: Deck, prunes: bool) -> Merged {
    let known = known(base.deck);
    let apart = copied::given_back(&known, edited.deck);
    let rows = apart.as_ref().unwrap_or(edited.deck);
    let (by_row, by_card) = (by_id(rows), by_id(&current));
    let is_rich = base.is_rich && edited.is_rich;
    let mut merge = Merge {
        handed: Pair::new(is_rich, &known, &by_row),
        since: Pair::new(is_rich, &known, &by_card),
        now: Pair::new(is_rich, &by_card, &by_row),
        base: known,
        rows: by_row,
        columns: edited.columns,
        blank: edited.blank,
        known: base.columns,
        is_table: !base.is_rich,
        prunes,
        out: Merged::default(),
        seen: HashSet::new(),
        guarded: Vec::new(),
    };
    merge.lost_columns(rows);
    let mut deck = current;
    merge.deck(&mut deck);
    merge.add(rows, &mut deck);
    merge.say_guarded();
    merge.out.deck = deck;
    merge.out
}

fn by_id(deck: &Deck) -> HashMap<&str, &Card> {
    let mut cards = HashMap::new();
    deck.all_cards().for_each(|card| {
        cards.entry(&*card.id).or_insert(card);
    });
    cards
}

/// All cards that were ever handed out, those that have left their pages since among them.
fn known(deck: &Deck) -> HashMap<&str, &Card> {
    let mut cards = by_id(deck);
    deck.all_retired().into_iter().for_each(|card| {
        cards.entry(&*card.id).or_insert(card);
    });
    cards
}

struct Merge<'a> {
    base: HashMap<&'a str, &'a Card>,
    rows: HashMap<&'a str, &'a Card>,
    /// How rows are compared with what was handed out,
    handed: Pair,
    /// current cards with what was handed out,
    since: Pair,
    /// and rows with current cards.
    now: Pair,
    /// The columns of the edited copy.
    columns: &'a [&'static str],
    /// The ids of its rows that ask nothing.
    blank: &'a [String],
    /// The columns of what was handed out.
    known: &'a [&'static str],
    /// Whether that was a table.
    is_table: bool,
    prunes: bool,
    out: Merged,
    /// The ids of the current cards.
    seen: HashSet<Box<str>>,
    /// The cells that differ from what was handed out by an apostrophe only, which was taken for none of theirs.
    guarded: Vec<(&'a Card, Column)>,
}

impl<'a> Merge<'a> {
    fn deck(&mut self, deck: &mut Deck) {
        deck.cards.retain_mut(|card| {
            self.seen.insert(card.id.clone());
            match (self.base.get(&*card.id).copied(), self.rows.get(&*card.id).copied()) {
                (base, Some(row)) => {
                    self.note_guarded(base, row);
                    self.card(base, row, card);
                    true
                }
                (Some(base), None) => self.stays(base, card),
                // It is new on the page.
                (None, None) => true,
            }
        });
        deck.children.iter_mut().for_each(|child| self.deck(child));
    }

    /// Says which columns were handed out and have not come back under their names.
    fn lost_columns(&mut self, edited: &Deck) {
        let lost = |column: &&Column| {
            self.known.contains(&column.name())
                && !self.columns.is_empty()
                && !self.columns.contains(&column.name())
        };
        let lost: Vec<&str> = FIELDS.iter().filter(lost).map(|column| column.name()).collect();
        if let Some(row) = edited.all_cards().next().filter(|_| self.is_table && !lost.is_empty()) {
            self.say(row, true, Diagnostic::merge_columns(&lost));
        }
    }

    /// Whether what was handed out has a field at all.
    fn is_known(&self, column: Column) -> bool {
        self.known.is_empty() || self.known.contains(&column.name())
    }

    /// Whether a row says something of a field, if only that it is empty.
    fn is_said(&self, column: Column, row: &Card) -> bool {
        match self.columns {
            [] => !said(column, row).is_empty(),
            columns => columns.contains(&column.name()),
        }
    }

    /// Remembers the cells of a row that are as they were handed out but for an apostrophe.
    fn note_guarded(&mut self, base: Option<&Card>, row: &'a Card) {
        let Some(base) = base.filter(|_| self.handed.is_guarded) else { return };
        let bare = self.handed.bare();
        let is_guarded =
            |column: &Column| !is_same(bare, *column, base, row) && is_same(self.handed, *column, base, row);
        self.guarded.extend(FIELDS.into_iter().filter(is_guarded).map(|column| (row, column)));
    }

    /// Says how many there are: in one that was changed so, that is lost.
    fn say_guarded(&mut self) {
        if let Some((row, column)) = self.guarded.first().copied() {
            self.say(row, true, Diagnostic::merge_apostrophe(row, column.name(), self.guarded.len()));
        }
    }

    /// Takes what was changed in a row.
    fn card(&mut self, base: Option<&Card>, row: &Card, card: &mut Card) {
        let (mut taken, mut conflicts) = (Vec::new(), Vec::new());
        for column in FIELDS {
            if !self.is_known(column) {
                // Nobody knows whether it was changed, so it only fills what is empty.
                if said(column, card).is_empty() {
                    take(column, row, card);
                }
                continue;
            }
            let came_back = base.is_some_and(|base| is_same(self.handed, column, base, row));
            if !self.is_said(column, row) || came_back || is_same(self.now, column, card, row) {
                continue;
            }
            match base.is_some_and(|base| is_same(self.since, column, base, card)) {
                true => taken.push(column),
                false => conflicts.push((column.name(), said(column, row), said(column, card))),
            }
        }
        for column in &taken {
            if loses_formatting(*column, card, row) {
                self.say(row, true, Diagnostic::merge_formatting(card, column.name()));
            }
            take(*column, row, card);
        }
        self.out.sum.edited += usize::from(!taken.is_empty());
        self.out.sum.conflicts += usize::from(!conflicts.is_empty());
        for (name, row_says, card_says) in conflicts {
            self.say(row, true, Diagnostic::merge_conflict(card, name, &row_says, &card_says));
        }
    }

    /// Whether a card stays that the edited copy lacks.
    fn stays(&mut self, base: &Card, card: &Card) -> bool {
        let is_changed =
            FIELDS.iter().any(|column| self.is_known(*column) && !is_same(self.since, *column, base, card));
        if self.blank.iter().any(|id| **id == *card.id) {
            self.out.sum.missing += 1;
            self.say(card, false, Diagnostic::merge_empty(card));
            return true;
        }
        match (self.prunes, is_changed) {
            (false, _) => {
                self.out.sum.missing += 1;
                self.say(card, false, Diagnostic::merge_missing(card));
                true
            }
            (true, true) => {
                self.out.sum.conflicts += 1;
                self.say(card, false, Diagnostic::merge_removed_and_changed(card));
                true
            }
            (true, false) => {
                self.out.sum.removed += 1;
                false
            }
        }
    }

    /// Adds the rows that are no card yet, each behind the card of the row above it.
    fn add(&mut self, edited: &Deck, deck: &mut Deck) {
        // Cards that came by an earlier merge may have been given other ids since.
        let new = |card: &&Card| !self.base.contains_key(&*card.id) && !self.rows.contains_key(&*card.id);
        let asked: HashMap<Box<str>, Box<str>> =
            deck.all_cards().filter(new).map(|card| (asks(card), card.id.clone())).collect();
        let is_split = !edited.children.is_empty();
        let titles: HashMap<Box<str>, String> = match is_split {
            true => columns::rows(deck).map(|(card, own)| (card.id.clone(), own.title.clone())).collect(),
            false => HashMap::new(),
        };
        for leaf in edited.leaves() {
            if is_split && self.is_elsewhere(leaf, deck) {
                self.out.found.extend(leaf.cards.first().map(|row| Found {
                    origin: row.origin.clone(),
                    in_edited: true,
                    diagnostic: Diagnostic::merge_elsewhere(&leaf.title, leaf.cards.len()),
                }));
                continue;
            }
            let mut above: Option<Box<str>> = None;
            for row in &leaf.cards {
                if self.seen.contains(&row.id) {
                    if titles.get(&row.id).is_some_and(|title| *title != leaf.title) {
                        // Cards stay in their decks.
                        self.say(row, true, Diagnostic::merge_moved(row, &leaf.title));
                    }
                    above = Some(row.id.clone());
                } else if let Some(base) = self.base.get(&*row.id).copied() {
                    self.gone(base, row);
                } else if let Some(id) = asked.get(&asks(row)) {
                    each_card(deck, &mut |card| {
                        if card.id == *id {
                            self.card(None, row, card);
                        }
                    });
                    above = Some(id.clone());
                } else {
                    self.out.sum.new += 1;
                    self.seen.insert(row.id.clone());
                    if let Some(row) = insert(deck, above.as_deref(), row.clone()) {
                        deck_for(deck, is_split.then_some(&leaf.title)).cards.push(row);
                    }
                    above = Some(row.id.clone());
                }
            }
        }
    }

    /// Whether a deck of the edited copy is that of another page: cards of it were handed out, and none of them is
    /// here.
    fn is_elsewhere(&self, leaf: &Deck, deck: &Deck) -> bool {
        let here =
            |title: &str| deck.title == title || deck.children.iter().any(|child| child.title == title);
        let is_known = leaf.cards.iter().any(|row| self.base.contains_key(&*row.id));
        is_known && !here(&leaf.title) && !leaf.cards.iter().any(|row| self.seen.contains(&row.id))
    }

    /// A card has left the page; that somebody changed its row must not be lost.
    fn gone(&mut self, base: &Card, row: &Card) {
        let is_changed = |column: &Column| {
            self.is_known(*column) && self.is_said(*column, row) && !is_same(self.handed, *column, base, row)
        };
        if FIELDS.iter().any(is_changed) {
            self.out.sum.conflicts += 1;
            self.say(row, true, Diagnostic::merge_gone(row));
        }
    }

    fn say(&mut self, card: &Card, in_edited: bool, diagnostic: Diagnostic) {
        self.out.found.push(Found { origin: card.origin.clone(), in_edited, diagnostic });
    }
}

/// Puts a card behind another; gives it back where there is no such card.
fn insert(deck: &mut Deck, above: Option<&str>, card: Card) -> Option<Card> {
    if let Some(at) = above.and_then(|above| deck.cards.iter().position(|card| &*card.id == above)) {
        deck.cards.insert(at + 1, card);
        return None;
    }
    let mut card = Some(card);
    for child in &mut deck.children {
        card = card.and_then(|card| insert(child, above, card));
    }
    card
}

/// The deck of this title, made where there is none; without a title the last one that holds cards.
fn deck_for<'a>(deck: &'a mut Deck, title: Option<&String>) -> &'a mut Deck {
    let Some(title) = title else {
        let last = deck.children.len().checked_sub(1).filter(|_| deck.cards.is_empty());
        return match last {
            Some(last) => deck_for(&mut deck.children[last], None),
            None => deck,
        };
    };
    if deck.title == *title {
        return deck;
    }
    let at = deck.children.iter().position(|child| child.title == *title).unwrap_or_else(|| {
        let key = deck.key.clone();
        deck.children.push(Deck { title: title.clone(), key, ..Deck::default() });
        deck.children.len() - 1
    });
    &mut deck.children[at]
}

/// What a card asks, by which it is known where it has no id.
fn asks(card: &Card) -> Box<str> {
    identity::guid("", &card.question, 1)
}

/// Calls a function with each card of a deck and those below it.
fn each_card(deck: &mut Deck, call: &mut impl FnMut(&mut Card)) {
    deck.cards.iter_mut().for_each(&mut *call);
    deck.children.iter_mut().for_each(|child| each_card(child, call));
}
