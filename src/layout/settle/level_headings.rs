//! Levels that headings over cards name.
//!
//! A heading that says nothing but a level, or that names questions of one, states it. "Basics" can as
//! well be a topic, and "Advanced SQL" too: those need a heading beside them that names another level
//! in the same words.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::legend::Legend;
use super::levels::Stated;
use crate::flow::Flow;
use crate::level;
use crate::model::Level;
use crate::page::LevelSource;

/// Headings of one depth that name a level.
#[derive(Default)]
struct Siblings {
    levels: BTreeSet<Level>,
    /// The words beside each level.
    words: BTreeMap<Level, HashSet<String>>,
}

/// The levels that headings over cards state; `all` are these headings.
pub(super) fn levels(
    flow: &Flow,
    all: &BTreeSet<usize>,
    title: &str,
    legend: &Legend,
) -> BTreeMap<usize, Stated> {
    let text = |at: usize| flow.nodes[at].text().as_str();
    let mut depths: BTreeMap<Option<u8>, Siblings> = BTreeMap::new();
    for at in all {
        let siblings = depths.entry(flow.heading(*at)).or_default();
        for level in level::all_in(text(*at)) {
            siblings.levels.insert(level);
            siblings.words.entry(level).or_default().extend(level::other_words(text(*at)));
        }
    }
    let title: HashSet<String> = level::other_words(title).collect();
    let mut found: BTreeMap<usize, Stated> = BTreeMap::new();
    for at in all {
        let known = depths.get(&flow.heading(*at)).map(|siblings| beside(siblings, text(*at), &title));
        let said = level::of_heading_beside(text(*at), &known.unwrap_or_default());
        let named = said.or_else(|| legend.at_ends(text(*at)));
        let stated = named.map(|named| Stated::new(named, LevelSource::Heading, flow.nodes[*at].span));
        found.extend(stated.map(|stated| (*at, stated)));
    }
    // "Basics" alone is a topic; beside "Advanced" it is a level.
    let several = found.values().filter_map(|stated| stated.level).collect::<BTreeSet<Level>>().len() >= 2;
    found.retain(|at, stated| several || !level::is_topic(&stated.label) || level::is_sure(text(*at)));
    found
}

/// The words that say nothing in a heading: those of headings beside it that name another level, and
/// with them those of the title. None where no heading beside it does.
fn beside(siblings: &Siblings, heading: &str, title: &HashSet<String>) -> HashSet<String> {
    let Some(own) = level::all_in(heading).next() else { return HashSet::new() };
    let others = siblings.levels.iter().filter(|level| **level != own);
    let mut known: HashSet<String> = HashSet::new();
    for words in others.filter_map(|level| siblings.words.get(level)) {
        // One that says nothing else counts as well.
        known.insert(String::new());
        known.extend(level::other_words(heading).filter(|word| words.contains(word)));
    }
    if !known.is_empty() {
        known.extend(level::other_words(heading).filter(|word| title.contains(word)));
    }
    known
}
