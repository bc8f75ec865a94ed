//! The files of a package: those that its cards and descriptions show and play, each once.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::fields::Names;
use crate::media::{self, MediaEntry, MediaStore, Reference};
use crate::model::{Block, Card, Deck};

/// The files of a package.
#[derive(Default)]
pub struct Files<'a> {
    /// What is known of each, by name, in the order in which they are packed.
    pub entries: BTreeMap<String, MediaEntry>,
    store: Option<&'a dyn MediaStore>,
}

impl<'a> Files<'a> {
    /// The files of a deck and those below it, as far as the store has them. Cards that have left their
    /// page bring none: who has such a card has its files.
    pub fn of(deck: &Deck, store: Option<&'a dyn MediaStore>) -> Files<'a> {
        let mut files = Files { entries: BTreeMap::new(), store };
        files.add_deck(deck);
        files
    }

    fn add_deck(&mut self, deck: &Deck) {
        self.add(&deck.description, &deck.media);
        for card in deck.cards.iter().filter(|card| !card.media.is_empty()) {
            self.add(&card.question, &card.media);
            self.add(&card.answer, &card.media);
        }
        deck.children.iter().for_each(|child| self.add_deck(child));
    }

    fn add(&mut self, blocks: &[Block], media: &Names) {
        let Some(store) = self.store.filter(|_| !media.is_empty()) else { return };
        let name_of = |reference: Reference| media.get(reference.address);
        for name in media::references(blocks).into_iter().filter_map(name_of) {
            if !self.entries.contains_key(name)
                && let Some(entry) = store.entry(name)
            {
                self.entries.insert(name.clone(), entry);
            }
        }
    }

    /// The names of files by their addresses, as far as they are in the package.
    pub fn packed<'n>(&self, media: &'n Names) -> Cow<'n, Names> {
        let is_packed = |name: &String| self.entries.contains_key(name);
        match media.values().all(is_packed) {
            true => Cow::Borrowed(media),
            false => {
                let packed = media.iter().filter(|(_, name)| is_packed(name));
                Cow::Owned(packed.map(|(address, name)| (address.clone(), name.clone())).collect())
            }
        }
    }

    /// The names of the files of a card: of one that has left its page those that it was packed with.
    pub fn of_card<'n>(&self, card: &'n Card, is_retired: bool) -> Cow<'n, Names> {
        if is_retired { Cow::Borrowed(&card.media) } else { self.packed(&card.media) }
    }

    /// Where the bytes are; nothing where there are no files.
    pub fn store(&self) -> Option<&'a dyn MediaStore> {
        self.store
    }
}
