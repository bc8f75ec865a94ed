//! What is remembered of a collection from one build to the next, so that a rebuilt deck updates in
//! place: which card has which GUID, and when its content last changed.
//!
//! A memory is read from `deckmill.lock` (`lock.rs`) or from the last package (`package.rs`).
//! `recall.rs` holds new cards against it: they get back who they were, and what has left the page is
//! retired. `pairs.rs` finds who is who; `closeness.rs` says how likely a reworded card is an old one.
//! `born.rs` knows in which note type each was born. `adopt.rs` takes over notes of other tools, of whose
//! note types `foreign.rs` knows the fields.
//! Nothing here touches a file.

mod adopt;
mod born;
mod closeness;
mod deck;
mod entry;
mod foreign;
mod lock;
mod package;
mod pairs;
mod recall;

use std::collections::{BTreeMap, HashMap, HashSet};

use sha2::{Digest, Sha256};

use crate::identity::hash_more;
use crate::model::{Card, Level};
use crate::package::NoteType;
use crate::render::markdown;

pub use adopt::{Adoption, Fate, Outcome, adopt};
pub use born::NoteTypeState;
pub use closeness::{Features, Likeness, THRESHOLD};
pub use lock::{LockError, is_lock, read_lock, write_lock};
pub use package::{of_package, remembered};
pub use recall::{Decision, DecisionKind, Homes, PageOf, Recalled, Scope, Tally, Time, date, recall};

/// The exporter whose files are memories as well.
pub const FORMAT: &str = "anki";

/// What is remembered of a collection.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Memory {
    /// The collection key of each page, by the name of its source.
    pub keys: BTreeMap<String, String>,
    /// deckmill's note types of the cards, as they were last written, by their ids.
    pub note_types: BTreeMap<i64, NoteTypeState>,
    /// The note types of notes that were made by other tools, by their ids.
    pub adopted: BTreeMap<i64, Adopted>,
    /// The cards, by GUID.
    pub entries: BTreeMap<String, Entry>,
}

/// A note type of another tool, of which notes were taken over.
#[derive(Debug, Clone, PartialEq)]
pub struct Adopted {
    /// The note type as it was.
    pub note_type: NoteType,
    /// Which of its fields is the question, from 0.
    pub question: usize,
    /// Which of its fields is the answer, if there is one.
    pub answer: Option<usize>,
}

/// How a note that was taken over is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Foreign {
    /// Its note type.
    pub note_type: i64,
    /// Its fields as they were; question and answer are empty, for the card has them.
    pub fields: Vec<String>,
    /// The templates of which it has cards.
    pub templates: Vec<i64>,
}

/// Whether a card is on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum State {
    /// It has left the page.
    Retired,
    /// It is on the page.
    #[default]
    Active,
}

/// What is remembered of a card.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// Its GUID.
    pub guid: String,
    /// When its content last changed, in seconds since 1970: its note's `mod`.
    pub modified: i64,
    /// Whether it is on its page.
    pub state: State,
    /// The id that its page gives it.
    pub given_id: Option<String>,
    /// The page that it was last on: the name of the source.
    pub page: String,
    /// The GUID of the card before it on the page.
    pub after: Option<String>,
    /// What it says.
    pub content: Content,
    /// The fingerprint of what it said when it was written, where the memory is a package. What a
    /// package holds is HTML, which does not always read back as what it was made of.
    pub fingerprint: Option<String>,
    /// The note type that its note was born in, where that is not the one of questions and answers.
    pub note_type: Option<i64>,
    /// How its note is kept, where another tool made it.
    pub foreign: Option<Foreign>,
    /// Whether another content was remembered with the same `modified`: then nobody knows which of
    /// them learners have, and the next build must count as a change.
    pub is_disputed: bool,
}

/// What a card says: when this changes, and only then, its note is updated.
///
/// Not in it: the number, the place, the name of the page, and the tags that deckmill adds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// The question, as Markdown.
    pub question: String,
    /// The answer, as Markdown.
    pub answer: String,
    /// The level.
    pub level: Option<Level>,
    /// The headings over the card.
    pub path: Vec<String>,
    /// The page's own tags.
    pub tags: Vec<String>,
    /// The names of the files that it shows and plays, by their addresses. A name is that of the bytes, so
    /// another picture in the old one's place is another content.
    pub media: BTreeMap<String, String>,
}

impl Entry {
    /// Whether it is a note of another tool, of no page yet, that is to be taken over.
    fn is_of_other_tool(&self) -> bool {
        self.page.is_empty()
    }
}

impl Content {
    /// What a card says.
    pub fn of(card: &Card) -> Content {
        Content {
            question: markdown::blocks(&card.question),
            answer: markdown::blocks(&card.answer),
            level: card.level,
            path: card.path.to_vec(),
            tags: card.tags.clone(),
            media: card.media.clone(),
        }
    }

    /// A hash of all of it, the same on every machine.
    pub fn fingerprint(&self) -> String {
        let Content { question, answer, level, path, tags, media } = self;
        fingerprint([question.as_str(), answer.as_str()], *level, [path, tags], media)
    }

    /// The fingerprint of what a card says.
    pub fn fingerprint_of(card: &Card) -> String {
        let texts = [markdown::blocks(&card.question), markdown::blocks(&card.answer)];
        fingerprint(texts.each_ref().map(String::as_str), card.level, [&card.path, &card.tags], &card.media)
    }
}

/// See [`Content`]: question and answer, then path and tags.
fn fingerprint(
    texts: [&str; 2],
    level: Option<Level>,
    lists: [&[String]; 2],
    media: &BTreeMap<String, String>,
) -> String {
    let counts = lists.map(|list| list.len().to_string());
    let mut parts = vec!["content-v1", texts[0], texts[1], level.map_or("", Level::name)];
    for (list, count) in lists.into_iter().zip(&counts) {
        parts.push(count);
        parts.extend(list.iter().map(String::as_str));
    }
    // What was written before there were files has the fingerprint that it always had.
    parts.extend(media.iter().flat_map(|(address, name)| [address.as_str(), name.as_str()]));
    let digest = hash_more(Sha256::new(), &parts).finalize();
    let first = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{first:016x}")
}

impl Memory {
    /// Takes in a card; of two with one GUID the one that changed later counts.
    ///
    /// Where both changed at the same time, an active card wins over a retired one, and else the
    /// greater fingerprint, page and place, so that all who merge the same two come to the same. Says what
    /// was there.
    pub fn insert(&mut self, entry: Entry) -> Insertion {
        let Some(old) = self.entries.get_mut(&entry.guid) else {
            self.entries.insert(entry.guid.clone(), entry);
            return Insertion::New;
        };
        let differs = old.content != entry.content || old.state != entry.state;
        let is_tie = old.modified == entry.modified && differs;
        let rank = |entry: &Entry| {
            let beside = (entry.page.clone(), entry.after.clone(), entry.given_id.clone());
            (entry.modified, entry.state, entry.content.fingerprint(), beside)
        };
        let is_disputed = match entry.modified.cmp(&old.modified) {
            std::cmp::Ordering::Less => old.is_disputed,
            std::cmp::Ordering::Equal => old.is_disputed || entry.is_disputed || is_tie,
            std::cmp::Ordering::Greater => entry.is_disputed,
        };
        if rank(&entry) > rank(old) {
            *old = entry;
        }
        old.is_disputed = is_disputed;
        if is_tie { Insertion::Tie } else { Insertion::Known }
    }

    /// Takes in another memory, as [`Memory::insert`] does each of its cards.
    pub fn merge(&mut self, other: Memory) {
        for (page, key) in other.keys {
            self.keys.entry(page).or_insert(key);
        }
        for (id, state) in other.note_types {
            self.know_note_type(id, state);
        }
        for (id, adopted) in other.adopted {
            self.adopted.entry(id).or_insert(adopted);
        }
        for entry in other.entries.into_values() {
            self.insert(entry);
        }
    }

    /// Takes in what is known of a note type; of two states the later counts.
    fn know_note_type(&mut self, id: i64, state: NoteTypeState) {
        let rank = |state: &NoteTypeState| (state.modified, state.hash.clone());
        if self.note_types.get(&id).is_none_or(|known| rank(&state) > rank(known)) {
            self.note_types.insert(id, state);
        }
    }

    /// The cards page by page, in the order in which they stood; retired ones and those of which the
    /// order is not known come by GUID.
    fn in_order(&self) -> Vec<&Entry> {
        let mut next: HashMap<&str, Vec<&Entry>> = HashMap::new();
        let mut firsts = Vec::new();
        for entry in self.entries.values() {
            let before = entry.after.as_ref().and_then(|guid| self.entries.get(guid));
            match before.filter(|before| before.page == entry.page) {
                Some(before) => next.entry(&before.guid).or_default().push(entry),
                None => firsts.push(entry),
            }
        }
        firsts.sort_by(|a, b| (&a.page, &a.guid).cmp(&(&b.page, &b.guid)));
        let (mut order, mut seen) = (Vec::with_capacity(self.entries.len()), HashSet::new());
        // A ring, which only a hand can make, has no first: its cards come last.
        for first in firsts.into_iter().chain(self.entries.values()) {
            let mut open = vec![first];
            while let Some(entry) = open.pop() {
                if seen.insert(&entry.guid) {
                    order.push(entry);
                    open.extend(next.get(entry.guid.as_str()).into_iter().flatten().rev());
                }
            }
        }
        order
    }
}

/// What was there when a card was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Insertion {
    /// Nothing.
    New,
    /// The same card, of another time or with the same content.
    Known,
    /// The same card with other content and the same time.
    Tie,
}
