//! Holds the cards of pages against a memory: who they were, what has changed, what has left.
//!
//! A card is known by the id that its page gives it, else by its exact question, else by how close it
//! comes to one that is missing. What is close only is a [`Decision`], to be told. A card that is
//! known keeps its GUID; its time moves exactly when its content did. `pairs.rs` finds who is who;
//! this file draws the consequences.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::born;
use super::pairs::{self, Known, Match};
use super::{Content, Entry, Memory, State};
use crate::export::Births;
use crate::identity::Key;
use crate::model::{Card, Deck, Origin};

/// What a run takes for now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Time {
    /// In seconds since 1970: `SOURCE_DATE_EPOCH`, or the clock.
    pub now: i64,
}

impl Time {
    /// When something that was last changed at `old` is changed now: later than before, whatever the
    /// clock says.
    pub fn after(self, old: i64) -> i64 {
        self.now.max(old.saturating_add(1))
    }
}

/// Which of the remembered cards a run can say anything about.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Pages that are there and could not be read: their cards stay as they are.
    pub unread: HashSet<String>,
    /// Whether all pages of the collection are in this run, so that what is on none has left.
    pub is_whole: bool,
    /// With which page the cards are shipped of one that is gone.
    pub homes: Homes,
    /// Which note types new notes are born in.
    pub births: Births,
}

/// With which page of a run the cards are shipped of one that is gone.
#[derive(Debug, Clone, Default)]
pub enum Homes {
    /// With none: each page has an output of its own, and that of a page which is gone stays.
    #[default]
    Apart,
    /// With the first: all pages go into one output.
    First,
    /// With one that goes into the same output, by the name of the page that is gone.
    Known(HashMap<String, usize>),
}

impl Homes {
    fn of(&self, page: &str) -> Option<usize> {
        match self {
            Homes::Apart => None,
            Homes::First => Some(0),
            Homes::Known(homes) => homes.get(page).copied(),
        }
    }
}

/// What came of a recall.
#[derive(Debug, Clone, Default)]
pub struct Recalled {
    /// What is to be remembered next time.
    pub memory: Memory,
    /// What was decided on likeness alone, in the order of the cards.
    pub decisions: Vec<Decision>,
    /// What became of the cards.
    pub tally: Tally,
}

/// A card that was taken for one that is remembered, though its question differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// What was decided.
    pub kind: DecisionKind,
    /// The GUID.
    pub guid: String,
    /// Where the card stands.
    pub origin: Origin,
    /// The question that is remembered, as Markdown.
    pub old: String,
    /// The question on the page, as Markdown.
    pub new: String,
    /// How likely it is that they are one card, from 0 to 1.
    pub score: f64,
}

/// Kinds of decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionKind {
    /// A card was reworded.
    Reworded,
    /// A card that had left the page is back in other words.
    Returned,
}

/// What became of the cards, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// They were not remembered.
    pub new: usize,
    /// Their content is another than was remembered; those that came back count too.
    pub changed: usize,
    /// They are as they were.
    pub unchanged: usize,
    /// They have left the page in this run.
    pub retired: usize,
    /// They had left the page, and are back.
    pub returned: usize,
}

impl Tally {
    /// Those of both.
    pub fn and(self, other: Tally) -> Tally {
        Tally {
            new: self.new + other.new,
            changed: self.changed + other.changed,
            unchanged: self.unchanged + other.unchanged,
            retired: self.retired + other.retired,
            returned: self.returned + other.returned,
        }
    }
}

/// A page of a run.
pub struct PageOf<'a> {
    /// The name of its source.
    pub name: String,
    /// Its cards.
    pub deck: &'a mut Deck,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let all = [
            (self.new, "new"),
            (self.changed, "changed"),
            (self.unchanged, "unchanged"),
            (self.retired, "retired"),
            (self.returned, "back"),
        ];
        let some: Vec<String> = all
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        f.write_str(&if some.is_empty() { "no cards".to_owned() } else { some.join(", ") })
    }
}

/// Gives cards the GUIDs and times that they are remembered by, and each deck its retired cards.
///
/// What is remembered of pages that are neither here nor said to be gone stays as it is.
pub fn recall(mut pages: Vec<PageOf>, memory: &Memory, scope: &Scope, time: Time) -> Recalled {
    let is_open = |entry: &&Entry| !scope.unread.contains(&entry.page);
    let open: Vec<&Entry> = memory.in_order().into_iter().filter(is_open).collect();
    let names: Vec<String> = pages.iter().map(|page| page.name.clone()).collect();
    let mut recalled = Recalled::default();
    for page in &pages {
        recalled.memory.keys.insert(page.name.clone(), page.deck.key.clone());
    }
    let mut slots = Vec::new();
    for (index, page) in pages.iter_mut().enumerate() {
        collect(index, page.deck, &mut slots);
    }
    let known: Vec<Known> =
        slots.iter().map(|slot| Known::of(slot.card, slot.page, &names[slot.page])).collect();
    let matches = pairs::find(&known, &open);
    identify(&mut slots, &open, &matches, memory);
    let heirs = heirs(&names, &slots, &open, &matches, memory, scope);
    recalled.stay(slots, &names, &open, &matches, time);
    for entry in memory
        .entries
        .values()
        .filter(|entry| !recalled.memory.entries.contains_key(&entry.guid))
        .cloned()
        .collect::<Vec<_>>()
    {
        let heir = heirs.get(&entry.page).copied().filter(|_| is_open(&&entry));
        recalled.leave(entry, heir, &mut pages, time);
    }
    recalled.remember_keys(memory);
    recalled.memory.adopted.clone_from(&memory.adopted);
    let cards = pages.iter().flat_map(|page| page.deck.all_cards());
    let born = born::born(cards, memory, &scope.births);
    recalled.memory.bear(born, memory, &scope.births, time);
    recalled
}

/// Dates all cards of a deck, for those who build without memory at a time of their choice.
pub fn date(deck: &mut Deck, time: i64) {
    deck.cards.iter_mut().for_each(|card| card.modified = Some(time));
    deck.children.iter_mut().for_each(|child| date(child, time));
}

/// A card in its place.
struct Slot<'a> {
    page: usize,
    key: std::rc::Rc<Key>,
    card: &'a mut Card,
}

fn collect<'a>(page: usize, deck: &'a mut Deck, slots: &mut Vec<Slot<'a>>) {
    let key = std::rc::Rc::new(Key::new(&deck.key));
    slots.extend(deck.cards.iter_mut().map(|card| Slot { page, key: key.clone(), card }));
    deck.children.iter_mut().for_each(|child| collect(page, child, slots));
}

/// Gives known cards their GUIDs back, and the others one that nobody has.
fn identify(slots: &mut [Slot], open: &[&Entry], matches: &[Option<Match>], memory: &Memory) {
    let mut taken: HashSet<Box<str>> = memory.entries.keys().map(|guid| guid.as_str().into()).collect();
    for (slot, found) in slots.iter_mut().zip(matches) {
        if let Some(found) = found {
            slot.card.id = open[found.entry].guid.as_str().into();
        }
    }
    // How far the ordinals of a question are used up, so that many repeats are no longer search.
    let mut ordinals: HashMap<Box<str>, usize> = HashMap::new();
    for slot in slots.iter_mut().zip(matches).filter(|(_, found)| found.is_none()).map(|(slot, _)| slot) {
        if !taken.insert(slot.card.id.clone()) {
            let ordinal = ordinals.entry(slot.key.guid(&slot.card.question, 1)).or_insert(0);
            while !taken.insert(slot.card.id.clone()) {
                *ordinal += 1;
                slot.card.id = slot.key.guid(&slot.card.question, *ordinal);
            }
        }
    }
}

/// The page to which the cards that are missing on a page belong now, by the names of all pages of
/// which that can be said: the page itself; or, where it is gone, the one to which most of its cards
/// went. None where they went nowhere.
fn heirs(
    names: &[String],
    slots: &[Slot],
    open: &[&Entry],
    matches: &[Option<Match>],
    memory: &Memory,
    scope: &Scope,
) -> HashMap<String, Option<usize>> {
    let mut known = vec![0; names.len()];
    let mut moves: BTreeMap<&str, BTreeMap<usize, usize>> = BTreeMap::new();
    for (slot, found) in slots.iter().zip(matches) {
        if let Some(found) = found {
            known[slot.page] += 1;
            *moves.entry(&open[found.entry].page).or_default().entry(slot.page).or_insert(0) += 1;
        }
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in open.iter().filter(|entry| entry.state == State::Active) {
        *counts.entry(&entry.page).or_insert(0) += 1;
    }
    let places: HashMap<&str, usize> =
        names.iter().enumerate().map(|(index, name)| (name.as_str(), index)).collect();
    let mut heirs = HashMap::new();
    for entry in open {
        let page = entry.page.as_str();
        // Notes of another tool belong to no page.
        if page.is_empty() || heirs.contains_key(page) {
            continue;
        }
        let most = moves
            .get(page)
            .and_then(|to| to.iter().max_by_key(|(index, count)| (**count, usize::MAX - **index)));
        // Where not all pages are in the run, one with a card or two elsewhere may still be there. It has
        // another name now if most of its cards went to one page, or if they are most of a page's that
        // is new.
        let is_renamed = |to: usize, moved: usize| {
            let is_new = !memory.keys.contains_key(&names[to]);
            scope.is_whole
                || moved * 2 > counts.get(page).copied().unwrap_or(0)
                || is_new && moved * 2 > known[to]
        };
        let own = places.get(page).copied();
        let most = most.filter(|(to, moved)| is_renamed(**to, **moved)).map(|(to, _)| *to);
        let heir = own.or(most).or(scope.homes.of(page).filter(|home| scope.is_whole && *home < names.len()));
        if heir.is_some() || scope.is_whole {
            heirs.insert(page.to_owned(), heir);
        }
    }
    heirs
}

impl Recalled {
    /// The cards that are on their pages.
    fn stay(
        &mut self,
        slots: Vec<Slot>,
        names: &[String],
        open: &[&Entry],
        matches: &[Option<Match>],
        time: Time,
    ) {
        let mut before: Option<(usize, String)> = None;
        for (slot, found) in slots.into_iter().zip(matches) {
            let Slot { page, card, .. } = slot;
            let content = Content::of(card);
            let old = found.as_ref().map(|found| open[found.entry]);
            let modified = match old {
                Some(old) => self.compare(old, card, &content, time),
                None => {
                    self.tally.new += 1;
                    time.now
                }
            };
            if let (Some(old), Some(score)) = (old, found.as_ref().and_then(|found| found.score)) {
                let kind = match old.state {
                    State::Active => DecisionKind::Reworded,
                    State::Retired => DecisionKind::Returned,
                };
                self.decisions.push(Decision {
                    kind,
                    guid: old.guid.clone(),
                    origin: card.origin.clone(),
                    old: old.content.question.clone(),
                    new: content.question.clone(),
                    score,
                });
            }
            card.modified = Some(modified);
            let after = before.filter(|(of, _)| *of == page).map(|(_, guid)| guid);
            before = Some((page, card.id.to_string()));
            let entry = Entry {
                guid: card.id.to_string(),
                modified,
                state: State::Active,
                given_id: card.given_id.as_deref().map(str::to_owned),
                page: names[page].clone(),
                after,
                content,
                fingerprint: None,
                note_type: old.and_then(|old| old.note_type),
                foreign: old.and_then(|old| old.foreign.clone()),
                is_disputed: false,
            };
            self.memory.entries.insert(entry.guid.clone(), entry);
        }
    }

    /// When a card that is known was last changed: now, if it says something else than before.
    fn compare(&mut self, old: &Entry, card: &Card, content: &Content, time: Time) -> i64 {
        let is_back = old.state == State::Retired;
        self.tally.returned += usize::from(is_back);
        match is_back || old.is_disputed || !old.says(card, content) {
            true => {
                self.tally.changed += 1;
                time.after(old.modified)
            }
            false => {
                self.tally.unchanged += 1;
                old.modified
            }
        }
    }

    /// A card that is on no page of the run: with an heir, or where all pages are known, it has left.
    fn leave(&mut self, mut entry: Entry, heir: Option<Option<usize>>, pages: &mut [PageOf], time: Time) {
        if let Some(heir) = heir {
            if entry.state == State::Active {
                self.tally.retired += 1;
                entry.modified = time.after(entry.modified);
            } else if entry.is_disputed {
                entry.modified = time.after(entry.modified);
            }
            (entry.state, entry.after, entry.is_disputed) = (State::Retired, None, false);
            if let Some(page) = heir.and_then(|heir| pages.get_mut(heir)) {
                entry.page.clone_from(&page.name);
                page.deck.retired.push(entry.card());
            }
        }
        self.memory.entries.insert(entry.guid.clone(), entry);
    }

    /// The keys of pages that are not in the run, as long as a card of theirs is remembered.
    fn remember_keys(&mut self, memory: &Memory) {
        let pages: HashSet<&str> = self.memory.entries.values().map(|entry| entry.page.as_str()).collect();
        for (page, key) in memory.keys.iter().filter(|(page, _)| pages.contains(page.as_str())) {
            self.memory.keys.entry(page.clone()).or_insert_with(|| key.clone());
        }
    }
}
