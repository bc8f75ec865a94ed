//! The page's own contents list: lines that come again, in the same order or asking, with text between
//! them.
//!
//! What is listed is no card, and it says which lines below are titles: in plain text, where nothing
//! else does, these become headings, as deep as the list has them.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::asked;
use super::rewording::{self, is_title};
use crate::diagnostic::Furniture;
use crate::flow::{Container, Flow, Leaf};
use crate::inline;
use crate::layout::signs::letters::Key;
use crate::layout::signs::{extent, number, wording};
use crate::model::{BlockKind, Text};
use crate::source::Span;

/// How many entries make a list.
const FEWEST: usize = 3;

/// How many entries that ask are a list in any order.
const MANY: usize = 8;

/// How many paragraphs are looked at for a question in other words.
const MOST_BELOW: usize = 1000;

/// How many lines an entry may be wrapped into.
const MOST_LINES: usize = 3;

/// How many lines in a row may be no entries.
const LONGEST_GAP: usize = 3;

/// How many entries of what proves to be no list are tried as the first of one, so that a page that
/// repeats itself costs no more than others.
const MOST_TRIED: usize = 40;

/// A line that is listed, and its place below.
struct Entry {
    /// Its lines, as places among the page's lines.
    listed: Range<usize>,
    /// The lines that it stands for.
    body: Range<usize>,
}

/// Where each text stands that comes more than once: ranges of the page's lines.
type Places = BTreeMap<Key, Vec<Range<usize>>>;

/// The lines of a page, with what each says.
struct Lines<'a> {
    flow: &'a Flow,
    leaves: Vec<usize>,
    /// For each line, what it says by itself and together with those that follow in its paragraph.
    keys: Vec<Key>,
    /// Where those of each line begin, and where the last end.
    firsts: Vec<usize>,
    /// For each line, the question that it stands below.
    over: Vec<Option<usize>>,
}

/// Marks what the contents list holds, and with `promote` makes headings of what it lists.
pub fn mark(flow: &mut Flow, promote: bool) {
    let lines = Lines::new(flow);
    let places = lines.places();
    let lists = lines.lists(&places);
    let titles = lines.titles(&lists, &places);
    let leaves = lines.leaves;
    for entry in lists.iter().flatten() {
        leaves[entry.listed.clone()].iter().for_each(|at| flow.nodes[*at].skip = Some(Furniture::Contents));
    }
    for (body, level) in titles.into_iter().filter(|_| promote) {
        // What has a label, or a number of one part, needs no other sign.
        let text = &flow.nodes[leaves[body.start]].text();
        let is_numbered =
            || number::prefix(text).is_some_and(|prefix| number::parts(&prefix.number.label).len() == 1);
        if wording::question_label(text).is_none() && !is_numbered() {
            make_heading(flow, &leaves[body], level);
        }
    }
    flow.note_headings();
}

impl<'a> Lines<'a> {
    fn new(flow: &'a Flow) -> Lines<'a> {
        let is_line = |at: &usize| {
            let node = &flow.nodes[*at];
            node.content().is_some() && is_title(node.text())
        };
        let leaves: Vec<usize> = flow.leaves(0..flow.nodes.len()).filter(is_line).collect();
        let mut lines = Lines { flow, leaves, keys: Vec::new(), firsts: vec![0], over: Vec::new() };
        let mut letters = Vec::new();
        for at in 0..lines.leaves.len() {
            lines.note_keys(at, &mut letters);
        }
        lines.over = asked::over_lines(flow, &lines.leaves, |at| lines.begins(at));
        lines
    }

    fn text(&self, at: usize) -> &str {
        self.flow.nodes[self.leaves[at]].text()
    }

    /// Whether a line is the first of its paragraph.
    fn begins(&self, at: usize) -> bool {
        let parent = |at: usize| self.flow.nodes[self.leaves[at]].parent();
        !self.flow.is_line(self.leaves[at]) || at == 0 || parent(at - 1) != parent(at)
    }

    /// What a line says, and what it says with the next lines of its paragraph.
    fn keys(&self, at: usize) -> &[Key] {
        &self.keys[self.firsts[at]..self.firsts[at + 1]]
    }

    /// Notes what a line says; `letters` is room for it.
    fn note_keys(&mut self, at: usize, letters: &mut Vec<u8>) {
        let parent = self.flow.nodes[self.leaves[at]].parent();
        let goes_on = |next: &usize| {
            let leaf = self.leaves.get(*next).copied();
            leaf.is_some_and(|leaf| self.flow.nodes[leaf].parent() == parent && self.flow.is_line(leaf))
        };
        letters.clear();
        rewording::push_bare(self.text(at), letters);
        self.keys.push(Key::new(letters));
        if self.flow.is_line(self.leaves[at]) {
            for next in (at + 1..at + MOST_LINES).take_while(goes_on) {
                rewording::push_letters(self.flow.nodes[self.leaves[next]].text(), letters);
                self.keys.push(Key::new(letters));
            }
        }
        self.firsts.push(self.keys.len());
    }

    /// Where each text stands that comes more than once, at best at the beginning of a paragraph; in order.
    fn places(&self) -> Places {
        let repeated = Key::repeated(&self.keys);
        let mut places = Places::new();
        for at in 0..self.leaves.len() {
            let is_repeated = |key: &Key| repeated.binary_search(key).is_ok();
            if !self.keys(at).iter().any(is_repeated) {
                continue;
            }
            let free = self
                .flow
                .scope(self.leaves[at])
                .is_none_or(|scope| !matches!(self.flow.container(scope), Some(Container::Item { .. })));
            let begins = self.begins(at);
            let keys = self.keys(at).iter().enumerate();
            for (more, key) in keys.filter(|(_, key)| free && is_repeated(key)) {
                let known = places.entry(*key).or_default();
                let better = begins && known.last().is_some_and(|known| !self.begins(known.start));
                if better {
                    known.clear();
                }
                if begins || known.last().is_none_or(|known| !self.begins(known.start)) {
                    known.push(at..at + more + 1);
                }
            }
        }
        places
    }

    /// All lists.
    fn lists(&self, places: &Places) -> Vec<Vec<Entry>> {
        let mut lists: Vec<Vec<Entry>> = Vec::new();
        let mut known: HashSet<usize> = HashSet::new();
        let mut at = 0;
        while at < self.leaves.len() {
            let found = self.list(at, places);
            let is_list = self.is_list(&found) || self.is_sure(&found, &known);
            // The list may begin behind a line that comes again by chance.
            let whole = is_list || found.len() > MOST_TRIED;
            let end = if whole { found.last() } else { found.first() };
            at = end.map_or(at, |entry| entry.listed.end).max(at + 1);
            if is_list {
                let found = self.with_reworded(found);
                known.extend(found.iter().map(|entry| entry.body.start));
                lists.push(found);
            }
        }
        lists
    }

    /// The list that may begin at a line: it ends where the first of what it lists stands.
    fn list(&self, start: usize, places: &Places) -> Vec<Entry> {
        let mut found: Vec<Entry> = Vec::new();
        let (mut at, mut gap) = (start, 0);
        let mut first_body = usize::MAX;
        while at < self.leaves.len().min(first_body) && gap <= LONGEST_GAP {
            let whole = self.keys(at).iter().enumerate().rev().find_map(|(more, key)| {
                let body = places.get(key)?.last().filter(|_| self.is_entry(&(at..at + more + 1)))?;
                let is_title = body.start > at + more && !self.is_of_question(at, body.start, places);
                is_title.then(|| (at..at + more + 1, body.clone()))
            });
            match whole {
                Some((listed, body)) => {
                    first_body = first_body.min(body.start);
                    gap = 0;
                    at = listed.end;
                    found.push(Entry { listed, body });
                }
                None if found.is_empty() => break,
                None => (at, gap) = (at + 1, gap + 1),
            }
        }
        found
    }

    /// Whether lines can be an entry: of an item, all of its first paragraph.
    fn is_entry(&self, lines: &Range<usize>) -> bool {
        let scope = self.flow.scope(self.leaves[lines.start]).and_then(|at| self.flow.container(at));
        let ends = lines.end >= self.leaves.len() || self.begins(lines.end);
        !matches!(scope, Some(Container::Item { .. })) || (self.begins(lines.start) && ends)
    }

    /// Whether a line and the one that comes again are no titles: they say something about the question over
    /// them, or stand below two questions, each in its answer.
    fn is_of_question(&self, listed: usize, body: usize, places: &Places) -> bool {
        let is_heading = |at: usize| self.flow.heading(self.leaves[at]).is_some();
        if [listed, body].iter().all(|at| asked::is_about_question(self.flow, &self.leaves, *at)) {
            return true;
        }
        let (Some(one), Some(other)) = (self.over[listed], self.over[body]) else { return false };
        // A question in plain text that comes again further down may itself be an entry.
        let all = places.get(&self.keys(other)[0]);
        let is_last = || all.and_then(|all| all.last()).is_none_or(|last| last.start <= other);
        // Where the questions are listed as well, a title stands below the same one on the page; what is
        // below headings is text.
        let label = |at: usize| number::any_prefix(self.text(at)).map(|prefix| prefix.number.label);
        let same = || {
            self.keys(one)[0] == self.keys(other)[0] || (label(one).is_some() && label(one) == label(other))
        };
        let asks = one == listed || other == body || (is_heading(body) && !is_heading(listed));
        let are_headings = is_heading(one) && is_heading(other);
        !asks && one != other && (are_headings || (!same() && (is_heading(other) || is_last())))
    }

    /// A list with the entries between those found whose words differ a little from those below.
    fn with_reworded(&self, found: Vec<Entry>) -> Vec<Entry> {
        let mut whole: Vec<Entry> = Vec::with_capacity(found.len());
        for entry in found {
            if let Some(before) = whole.last() {
                let listed = before.listed.end..entry.listed.start;
                let below = before.body.end..entry.body.start;
                whole.extend(self.reworded(listed, below));
            }
            whole.push(entry);
        }
        whole
    }

    /// The entry that lines between two entries are, where they ask and a question between what those two
    /// stand for has nearly the same words.
    fn reworded(&self, listed: Range<usize>, below: Range<usize>) -> Option<Entry> {
        let text =
            |lines: Range<usize>| -> String { lines.map(|at| self.text(at)).collect::<Vec<_>>().join(" ") };
        let possible = (1..=MOST_LINES).contains(&listed.len()) && self.begins(listed.start);
        let asked = Some(text(listed.clone())).filter(|asked| possible && wording::is_question(asked))?;
        let asked = rewording::words(&asked);
        below.clone().filter(|at| self.begins(*at)).take(MOST_BELOW).find_map(|at| {
            let last = extent::until_asked(self.flow, self.leaves[at]).map_or(self.leaves[at], |end| end - 1);
            let body = at..self.leaves[at..below.end].partition_point(|leaf| *leaf <= last) + at;
            let own = text(body.clone());
            let is_near = wording::is_question(&own) && rewording::is_near(&asked, &rewording::words(&own));
            is_near.then(|| Entry { listed: listed.clone(), body })
        })
    }

    /// Whether lines that come again are a list of what is below: they come in their order, or are many
    /// and ask, stand close together, and have text between them below; they ask, or stand for all that
    /// follows.
    fn is_list(&self, found: &[Entry]) -> bool {
        let (Some(first), Some(end)) = (found.first(), found.last()) else { return false };
        let lines = end.listed.end - first.listed.start;
        let held: usize = found.iter().map(|entry| entry.listed.len()).sum();
        let pairs = found.len() - 1;
        let in_order = found.windows(2).filter(|pair| pair[0].body.end <= pair[1].body.start).count();
        let parted = found.windows(2).filter(|pair| pair[0].body.end < pair[1].body.start).count();
        let asking = found.iter().filter(|entry| self.asks(entry)).count();
        let below = self.leaves.len() - end.listed.end;
        let is_whole = first.listed.start * 4 <= self.leaves.len()
            && (end.body.start - end.listed.end) * 2 >= below
            && found.len() > FEWEST;
        found.len() >= FEWEST
            && held * 10 >= lines * 6
            && (in_order * 10 >= pairs * 9 || (found.len() >= MANY && asking * 10 >= found.len() * 7))
            && parted * 10 >= pairs * 4
            && (asking * 2 >= found.len() || is_whole)
    }

    fn asks(&self, entry: &Entry) -> bool {
        entry.listed.clone().any(|at| wording::is_question(self.text(at)))
    }

    /// Whether a few lines that come again are no chance: another list has them too, or they are items
    /// that ask, and nothing else is in their paragraphs.
    fn is_sure(&self, found: &[Entry], known: &HashSet<usize>) -> bool {
        let ends = |at: usize| at + 1 >= self.leaves.len() || self.begins(at + 1);
        let is_item = |at: usize| {
            let scope = self.flow.scope(self.leaves[at]).and_then(|scope| self.flow.container(scope));
            matches!(scope, Some(Container::Item { .. }))
        };
        let sure = |entry: &Entry| {
            let listed = &entry.listed;
            let whole = self.begins(listed.start) && ends(listed.end - 1) && self.begins(entry.body.start);
            let asks = known.len() >= FEWEST && is_item(listed.start) && self.asks(entry);
            whole && (known.contains(&entry.body.start) || asks)
        };
        let close = found.windows(2).all(|pair| pair[0].listed.end == pair[1].listed.start);
        // A line of its own that comes again may be asked twice.
        let is_list = found.len() > 1 || found.first().is_some_and(|entry| is_item(entry.listed.start));
        is_list && close && found.iter().all(sure)
    }

    /// How deep a list has its entries, from 0: by the parts of their numbers, else by their place in
    /// lists and their columns.
    fn depths(&self, entries: &[Entry]) -> Vec<u8> {
        let is_item = |at: &usize| matches!(self.flow.container(*at), Some(Container::Item { .. }));
        let place = |leaf: usize| {
            let items = self.flow.ancestors(leaf).filter(is_item).count();
            100 * items + usize::from(self.flow.nodes[leaf].column.min(99) / 2)
        };
        let parts = |at: usize| {
            number::any_prefix(self.text(at)).map_or(0, |prefix| number::parts(&prefix.number.label).len())
        };
        let first = |entry: &Entry| entry.listed.start;
        let numbered = entries.iter().filter(|entry| parts(first(entry)) > 0).count();
        // What has numbers is as deep in every list of the page.
        if numbered * 10 >= entries.len() * 6 {
            return entries.iter().map(|entry| parts(first(entry)).min(4) as u8).collect();
        }
        let places: Vec<usize> = entries.iter().map(|entry| place(self.leaves[first(entry)])).collect();
        let mut known = places.clone();
        known.sort_unstable();
        known.dedup();
        places.iter().map(|place| known.binary_search(place).unwrap_or(0).min(4) as u8).collect()
    }

    /// What the lists stand for, in order, with the level that it has as a heading: titles without text
    /// of their own are over those that follow.
    fn titles(&self, lists: &[Vec<Entry>], places: &Places) -> Vec<(Range<usize>, u8)> {
        let mut titles: BTreeMap<usize, (Range<usize>, u8, bool)> = BTreeMap::new();
        let mut listed: HashSet<usize> = HashSet::new();
        listed.extend(lists.iter().flatten().flat_map(|entry| entry.listed.clone()));
        for list in lists {
            for (entry, depth) in list.iter().zip(self.depths(list)) {
                let asks = self.asks(entry);
                if titles.insert(entry.body.start, (entry.body.clone(), depth, asks)).is_some() || !asks {
                    continue;
                }
                // What asks may be asked in several sections.
                let own = self.keys(entry.body.start).get(entry.body.len() - 1);
                let others = own.and_then(|key| places.get(key));
                for body in others.into_iter().flatten() {
                    if body.start > entry.listed.end && !listed.contains(&body.start) {
                        titles.insert(body.start, (body.clone(), depth, asks));
                    }
                }
            }
        }
        let mut titles: Vec<_> = titles.into_values().collect();
        // The last line of a title may be listed by itself, too.
        titles.dedup_by(|next, title| next.0.start < title.0.end);
        let is_over = |at: usize| {
            let (body, depth, asks) = &titles[at];
            titles.get(at + 1).is_some_and(|(next, below, _)| {
                (body.end..next.start).all(|line| listed.contains(&line)) && (below > depth || !asks)
            })
        };
        let level = |at: usize| (titles[at].1 + if is_over(at) { 2 } else { 3 }).min(6);
        (0..titles.len()).map(|at| (titles[at].0.clone(), level(at))).collect()
    }
}

/// Makes one heading of lines.
fn make_heading(flow: &mut Flow, leaves: &[usize], level: u8) {
    let Some((first, rest)) = leaves.split_first() else { return };
    let mut content = Vec::new();
    for at in leaves {
        if flow.nodes[*at].line().is_none() {
            return;
        }
        content.extend(flow.nodes[*at].content_mut().map(std::mem::take).into_iter().flatten());
    }
    inline::tidy_line(&mut content);
    let text = leaves.iter().map(|at| flow.nodes[*at].text().as_str()).collect::<Vec<_>>().join(" ");
    let span = leaves.iter().map(|at| flow.nodes[*at].span).reduce(Span::join).unwrap_or_default();
    for at in rest {
        flow.nodes[*at].leaf_mut().into_iter().for_each(|leaf| leaf.text = Text::EMPTY);
        flow.nodes[*at].span = Span::new(span.end(), span.end());
    }
    let node = &mut flow.nodes[*first];
    node.span = span;
    if let Some(leaf) = node.leaf_mut() {
        *leaf = Leaf { block: BlockKind::Heading { level, content }, text: text.into() };
    }
}
