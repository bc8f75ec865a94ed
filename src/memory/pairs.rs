//! Finds which card of some pages is which of the cards that are remembered.
//!
//! First those whose page gives them an id, then equal questions, then what is close. Each card and
//! each entry is in one pair at most. The first two cost a look-up; the third looks only at what the
//! others have left over, and there at cards that share a rare word or stand in the same gap.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::adopt::letters;
use super::closeness::{Features, Likeness, THRESHOLD};
use super::{Content, Entry, State};
use crate::identity::normal;
use crate::layout::signs::number;
use crate::model::Card;
use crate::read;
use crate::render::text;

/// What is asked of a card to find it in a memory.
pub struct Known<'a> {
    card: &'a Card,
    page: &'a str,
    /// The page's index: cards of one page stand side by side.
    place: usize,
    question: String,
    answer: String,
}

impl<'a> Known<'a> {
    /// Of a card on a page.
    pub fn of(card: &'a Card, place: usize, page: &'a str) -> Known<'a> {
        let question = normal(&text::blocks(&card.question));
        Known { card, page, place, question, answer: normal(&text::blocks(&card.answer)) }
    }
}

/// The entry that a card is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// The entry's index.
    pub entry: usize,
    /// How likely it is, where the question is not the same.
    pub score: Option<f64>,
}

/// How likely it must be that a card is back in other words. A card that left may have left for good
/// reason, so that more is asked than of one that is only reworded.
const THRESHOLD_RETIRED: f64 = 0.9;

/// How many entries a card is compared with at most.
const CANDIDATES: usize = 64;

/// For each card the entry that it is, if it is remembered. Entries come in the order in which they
/// stood on their pages.
pub fn find(cards: &[Known], entries: &[&Entry]) -> Vec<Option<Match>> {
    let texts = entries.iter().map(|entry| {
        let plain = |markdown: &str| normal(&text::blocks(&read::from_markdown(markdown)));
        (plain(&entry.content.question), plain(&entry.content.answer))
    });
    let mut search = Search {
        cards,
        entries,
        texts: texts.collect(),
        matches: vec![None; cards.len()],
        is_taken: vec![false; entries.len()],
    };
    search.given();
    search.whole();
    search.equal();
    if entries.iter().any(|entry| entry.is_of_other_tool()) {
        search.others();
    }
    search.close();
    search.matches
}

struct Search<'a> {
    cards: &'a [Known<'a>],
    entries: &'a [&'a Entry],
    /// Question and answer of each entry, normalised.
    texts: Vec<(String, String)>,
    matches: Vec<Option<Match>>,
    is_taken: Vec<bool>,
}

impl Search<'_> {
    fn join(&mut self, card: usize, entry: usize, score: Option<f64>) {
        self.matches[card] = Some(Match { entry, score });
        self.is_taken[entry] = true;
    }

    /// Cards whose page gives them an id that is remembered, or that is a GUID which is. Where several
    /// pages give the same, each first looks among its own.
    fn given(&mut self) {
        let mut by_guid: HashMap<&str, usize> = HashMap::new();
        let mut by_id: HashMap<&str, VecDeque<usize>> = HashMap::new();
        let mut by_page: HashMap<(&str, &str), VecDeque<usize>> = HashMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            by_guid.insert(&entry.guid, at);
            if let Some(id) = &entry.given_id {
                by_id.entry(id).or_default().push_back(at);
                by_page.entry((&entry.page, id)).or_default().push_back(at);
            }
        }
        for pass in 0..3 {
            for (at, known) in self.cards.iter().enumerate() {
                let Some(given) = known.card.given_id.as_deref().filter(|_| self.matches[at].is_none())
                else {
                    continue;
                };
                let found: Vec<usize> = match pass {
                    0 => by_page.get(&(known.page, given)).into_iter().flatten().copied().collect(),
                    1 => by_id.get(given).into_iter().flatten().copied().collect(),
                    _ => {
                        [given, &known.card.id].iter().filter_map(|guid| by_guid.get(guid)).copied().collect()
                    }
                };
                let free =
                    found.into_iter().find(|entry| !self.is_taken[*entry] && !self.is_barred(at, *entry));
                if let Some(entry) = free {
                    self.join(at, entry, None);
                }
            }
        }
    }

    /// Cards that are as they were to the last letter, where the memory is a package that says so.
    fn whole(&mut self) {
        let mut open: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (at, entry) in self.entries.iter().enumerate().filter(|(at, _)| !self.is_taken[*at]) {
            if let Some(fingerprint) = &entry.fingerprint {
                open.entry(fingerprint).or_default().push_back(at);
            }
        }
        if open.is_empty() {
            return;
        }
        for at in 0..self.cards.len() {
            let queue = open.get_mut(Content::fingerprint_of(self.cards[at].card).as_str());
            let entry = queue.filter(|_| self.matches[at].is_none()).and_then(VecDeque::pop_front);
            if let Some(entry) = entry.filter(|entry| !self.is_barred(at, *entry)) {
                self.join(at, entry, None);
            }
        }
    }

    /// Whether the ids that the page gives, then and now, speak against a pair.
    fn is_barred(&self, card: usize, entry: usize) -> bool {
        let now = self.cards[card].card.given_id.as_deref();
        let then = self.entries[entry].given_id.as_deref();
        now.is_some() && then.is_some() && now != then
    }

    /// Cards with the same question. Of several, those count first that agree in more.
    fn equal(&mut self) {
        type Agreement = (bool, bool);
        const WAYS: [Agreement; 4] = [(true, true), (false, true), (true, false), (false, false)];
        for state in [State::Active, State::Retired] {
            for (page, answer) in WAYS {
                self.equal_in(|entry| entry.state == state && !entry.is_of_other_tool(), page, answer);
            }
        }
    }

    /// Cards that ask the same as notes of another tool. Of several with one question the order says
    /// nothing there.
    fn others(&mut self) {
        self.alike(|question, answer| (letters(unnumbered(question)), letters(answer)));
        self.equal_in(Entry::is_of_other_tool, false, true);
        self.alike(|question, _| (question.to_owned(), String::new()));
        self.alike(|question, _| (signs(unnumbered(question)), String::new()));
    }

    /// Cards with the same question as some entries, and if so asked of the same page and with the same
    /// answer; in order where several have all that.
    fn equal_in(&mut self, is_meant: impl Fn(&Entry) -> bool, page: bool, answer: bool) {
        let mut open: HashMap<(&str, &str, &str), VecDeque<usize>> = HashMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            if !self.is_taken[at] && is_meant(entry) {
                let (question, said) = &self.texts[at];
                let sign =
                    (question.as_str(), if answer { said } else { "" }, if page { &entry.page } else { "" });
                open.entry(sign).or_default().push_back(at);
            }
        }
        let mut found = Vec::new();
        for (at, known) in self.cards.iter().enumerate().filter(|(at, _)| self.matches[*at].is_none()) {
            let sign = (
                known.question.as_str(),
                if answer { known.answer.as_str() } else { "" },
                if page { known.page } else { "" },
            );
            let Some(queue) = open.get_mut(&sign) else { continue };
            if let Some(place) = queue.iter().position(|entry| !self.is_barred(at, *entry)) {
                found.extend(queue.remove(place).map(|entry| (at, entry)));
            }
        }
        found.into_iter().for_each(|(card, entry)| self.join(card, entry, None));
    }

    /// Cards that have a sign in common with a note of another tool, as long as there is one such card
    /// and one such note. Tools differ in markup, punctuation and a number in front.
    fn alike(&mut self, sign: impl Fn(&str, &str) -> (String, String)) {
        let is_open =
            |search: &Self, at: usize| !search.is_taken[at] && search.entries[at].is_of_other_tool();
        let mut open: HashMap<(String, String), (Vec<usize>, Vec<usize>)> = HashMap::new();
        for at in (0..self.entries.len()).filter(|at| is_open(self, *at)) {
            let (question, answer) = &self.texts[at];
            open.entry(sign(question, answer)).or_default().0.push(at);
        }
        for (at, known) in self.cards.iter().enumerate().filter(|(at, _)| self.matches[*at].is_none()) {
            if let Some(alike) = open.get_mut(&sign(&known.question, &known.answer)) {
                alike.1.push(at);
            }
        }
        for ((question, _), alike) in open {
            if let (false, [entry], [card]) = (question.is_empty(), alike.0.as_slice(), alike.1.as_slice()) {
                self.join(*card, *entry, None);
            }
        }
    }

    /// Cards that come close to what is left, the closest first. What was found makes neighbours, so
    /// it is tried again until nothing more is found.
    fn close(&mut self) {
        let cards: Vec<usize> = (0..self.cards.len()).filter(|at| self.matches[*at].is_none()).collect();
        let entries: Vec<usize> = (0..self.entries.len()).filter(|at| !self.is_taken[*at]).collect();
        if cards.is_empty() || entries.is_empty() {
            return;
        }
        let rest = Rest::of(self, &cards, &entries);
        while self.closest(&rest) > 0 {}
    }

    /// Joins what is close enough, and says how many pairs that were.
    fn closest(&mut self, rest: &Rest) -> usize {
        let mut pairs = Vec::new();
        for (card, features) in rest.cards.iter().filter(|(card, _)| self.matches[**card].is_none()) {
            let mut candidates = rest.candidates(features);
            candidates.extend(self.in_gap(*card, rest));
            for entry in candidates.into_iter().filter(|at| !self.is_taken[*at]) {
                let Some(old) = rest.entries.get(&entry) else { continue };
                let score = Likeness::of(old, features, self.neighbours(*card, entry, rest)).score();
                let least = match self.entries[entry].state {
                    State::Active => THRESHOLD,
                    State::Retired => THRESHOLD_RETIRED,
                };
                if score >= least && !self.is_barred(*card, entry) {
                    pairs.push((score, *card, entry));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut found = 0;
        for (score, card, entry) in pairs {
            if self.matches[card].is_none() && !self.is_taken[entry] {
                self.join(card, entry, Some(score));
                found += 1;
            }
        }
        found
    }

    /// The entries that the cards beside a card are.
    fn beside(&self, card: usize) -> [Option<usize>; 2] {
        let known = |at: Option<usize>| {
            let at = at.filter(|at| {
                self.cards.get(*at).is_some_and(|other| other.place == self.cards[card].place)
            })?;
            self.matches[at].map(|found| found.entry)
        };
        [known(card.checked_sub(1)), known(card.checked_add(1))]
    }

    /// The entries that stood where a card stands: behind the one before it, before the one behind it.
    fn in_gap(&self, card: usize, rest: &Rest) -> impl Iterator<Item = usize> {
        let [before, behind] = self.beside(card);
        [before.and_then(|at| rest.next[at]), behind.and_then(|at| rest.before[at])].into_iter().flatten()
    }

    /// The share of a card's two neighbours that were the entry's.
    fn neighbours(&self, card: usize, entry: usize, rest: &Rest) -> f64 {
        let [before, behind] = self.beside(card);
        let is_same = |a: Option<usize>, b: Option<usize>| a.is_some() && a == b;
        let count = [is_same(before, rest.before[entry]), is_same(behind, rest.next[entry])];
        count.into_iter().filter(|is_same| *is_same).count() as f64 / 2.0
    }
}

/// A question without a number in front of it.
fn unnumbered(question: &str) -> &str {
    let length = number::prefix(question).map_or(0, |prefix| prefix.length);
    question.char_indices().nth(length).map_or("", |(at, _)| &question[at..])
}

/// The letters of a question, and those signs that make another thing of it and belong to no markup:
/// where the answers differ, "C++" and "C#" must not be one.
fn signs(question: &str) -> String {
    let mut before = ' ';
    let mut is_told = |c: char| {
        let is_sharp = c == '#' && before.is_alphanumeric();
        before = c;
        c.is_alphanumeric() || is_sharp || "+=<>&%^@$".contains(c)
    };
    question.chars().filter(|c| is_told(*c)).flat_map(char::to_lowercase).collect()
}

/// What equal questions have left over, and what it is compared by.
struct Rest {
    cards: BTreeMap<usize, Features>,
    entries: HashMap<usize, Features>,
    /// The entries that have a word.
    by_word: HashMap<u64, Vec<usize>>,
    /// The entry before each, of all entries.
    before: Vec<Option<usize>>,
    /// The entry behind each, of all entries.
    next: Vec<Option<usize>>,
}

impl Rest {
    fn of(search: &Search, cards: &[usize], entries: &[usize]) -> Rest {
        let of_card =
            |at: &usize| (*at, Features::of(&search.cards[*at].question, &search.cards[*at].answer));
        let of_entry = |at: &usize| (*at, Features::of(&search.texts[*at].0, &search.texts[*at].1));
        let places: HashMap<&str, usize> =
            search.entries.iter().enumerate().map(|(at, entry)| (entry.guid.as_str(), at)).collect();
        let place = |entry: &&Entry| places.get(entry.after.as_deref()?).copied();
        let before: Vec<Option<usize>> = search.entries.iter().map(place).collect();
        let mut next = vec![None; before.len()];
        for (at, before) in before.iter().enumerate() {
            before.map(|before| next[before] = Some(at));
        }
        let entries: HashMap<usize, Features> = entries.iter().map(of_entry).collect();
        let mut by_word: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut order: Vec<usize> = entries.keys().copied().collect();
        order.sort_unstable();
        for at in order {
            entries[&at].words().for_each(|word| by_word.entry(word).or_default().push(at));
        }
        Rest { cards: cards.iter().map(of_card).collect(), entries, by_word, before, next }
    }

    /// The entries that share a card's rarest words.
    fn candidates(&self, features: &Features) -> BTreeSet<usize> {
        let mut lists: Vec<&Vec<usize>> =
            features.words().filter_map(|word| self.by_word.get(&word)).collect();
        lists.sort_by_key(|list| list.len());
        let mut found = BTreeSet::new();
        for at in lists.into_iter().flatten() {
            if found.len() >= CANDIDATES {
                break;
            }
            found.insert(*at);
        }
        found
    }
}
