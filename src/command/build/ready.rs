//! The decks of a build that are ready to be written, and what each of them is made of.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;

use deckmill::diagnostic::Diagnostics;
use deckmill::memory::Memory;
use deckmill::{Deck, combine};

use super::Building;
use super::jobs::Job;
use crate::files;
use crate::manifest::PageEntry;
use crate::project::DeckOf;
use crate::report::Counts;
use crate::writer::ReadPage;

/// A deck that is ready to be written.
pub struct Ready<'a> {
    pub job: &'a Job,
    pub deck: Cow<'a, Deck>,
    /// The pages that it is of, and their findings.
    pub pages: Vec<String>,
    pub counts: Counts,
    /// The digest of all that it is made of.
    pub made_of: String,
}

impl Building<'_> {
    /// The decks, as far as their pages could be read.
    pub fn ready<'a>(&'a self, memory: Option<&Memory>) -> Vec<Ready<'a>> {
        let mut order: Vec<usize> = self.entries.keys().copied().collect();
        order.sort_unstable();
        let pages: HashMap<usize, &ReadPage> = order.into_iter().zip(&self.batch.pages).collect();
        let types = memory.map(|memory| format!("{:?} {:?}", memory.note_types, memory.adopted));
        let of_all = files::digest_of(format!("{} {types:?}", self.place.settings));
        let ready = |job: &'a Job| {
            let own: Vec<(&ReadPage, &PageEntry)> = job
                .pages
                .iter()
                .filter_map(|page| Some((*pages.get(page)?, self.entries.get(page)?)))
                .collect();
            let made_of = own.iter().map(|(page, entry)| made_of(page, entry, memory)).collect::<String>();
            let made_of = files::digest_of(format!(
                "{of_all} {:?} {made_of}",
                job.deck.as_ref().map(|deck| (&deck.name, &deck.title, &deck.tags))
            ));
            let mut counts = Counts::default();
            own.iter().for_each(|(page, _)| counts.append(page.counts));
            let names = own.iter().map(|(page, _)| page.name.clone()).collect();
            let deck = match &job.deck {
                None => Cow::Borrowed(&own.first()?.0.deck),
                // A deck that lacks a page would take cards from those who have it.
                Some(_) if own.len() < job.pages.len() || own.is_empty() => return None,
                Some(deck) => {
                    Cow::Owned(together(deck, own.iter().map(|(page, _)| page.deck.clone()).collect()))
                }
            };
            Some(Ready { job, deck, pages: names, counts, made_of })
        };
        self.jobs.jobs.iter().filter_map(ready).collect()
    }
}

/// What a deck is called in messages: as its page, or as it is set.
pub fn name_of(ready: &Ready) -> String {
    match &ready.job.deck {
        Some(deck) => deck.name.clone(),
        None => ready.pages.first().cloned().unwrap_or_default(),
    }
}

/// A deck of several pages. It is called as it is set, or as its outputs.
fn together(set: &DeckOf, pages: Vec<Deck>) -> Deck {
    let name = set.name.rsplit('/').next().unwrap_or(&set.name);
    let title = set.title.as_deref().unwrap_or(name);
    // What is said of cards that several pages share, is said where they are read.
    let mut deck = combine(title, pages, &mut Diagnostics::default());
    deck.add_tags(&set.tags);
    deck
}

/// A digest of all that a page brings to a deck: its bytes, and who its cards are.
fn made_of(page: &ReadPage, entry: &PageEntry, memory: Option<&Memory>) -> String {
    let mut text = format!("{} {} {:?}", page.name, entry.sha256, page.deck.media);
    let mut decks = vec![&page.deck];
    while let Some(deck) = decks.pop() {
        decks.extend(&deck.children);
        text.push_str(&deck.key);
        for card in &deck.cards {
            // Writing to a string can't fail.
            let _ = write!(text, " {} {:?} {:?}", card.id, card.modified, card.media);
            if let Some(entry) = memory.and_then(|memory| memory.entries.get(&*card.id)) {
                let _ = write!(text, " {:?} {:?}", entry.note_type, entry.foreign);
            }
        }
        let _ = write!(text, " {:?}", deck.retired);
    }
    files::digest_of(&text)
}
