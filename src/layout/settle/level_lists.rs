//! Levels that only a contents list or table gives: its entries name the cards, under the name of a
//! level, in a column of levels, or with one in brackets.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::furniture::bare;
use super::legend::Legend;
use super::level_marks::Named;
use super::levels::Stated;
use super::{Owner, Settling, level_marks};
use crate::layout::Draft;
use crate::layout::signs::letters::Key;
use crate::layout::signs::{extent, number};
use crate::level;
use crate::model::{BlockKind, Table};
use crate::page::LevelSource;
use crate::render::text;
use crate::source::Span;

/// The levels that cards have in a list outside of all cards, by the cards' indices.
pub(super) fn levels(page: &Settling, drafts: &[Draft], legend: &Legend) -> BTreeMap<usize, Stated> {
    let mut levels: BTreeMap<usize, Stated> = BTreeMap::new();
    let mut is_stated = false;
    each_entry(page, legend, &mut |_, stated, _| {
        is_stated |= stated.is_some();
        false
    });
    // On most pages no list says anything of levels, and nobody has to know which cards it names.
    if !is_stated {
        return levels;
    }
    let question = |draft: &Draft| bare(&extent::text(&page.flow, draft.question.clone(), draft.cut), 0);
    let mut cards: Vec<(Key, usize)> = drafts.iter().map(question).zip(0..).collect();
    cards.sort_unstable();
    let mut given: HashSet<usize> = HashSet::new();
    each_entry(page, legend, &mut |question, stated, span| {
        let first = cards.partition_point(|(key, _)| *key < question);
        let known = || cards[first..].iter().take_while(|(key, _)| *key == question && !question.is_empty());
        let is_known = known().next().is_some();
        // The first that states one counts; what names no card has the place of another's.
        if let Some(named) = stated.filter(|_| is_known && given.insert(first)) {
            let stated = Stated::new(named, LevelSource::Contents, span);
            known().for_each(|(_, card)| drop(levels.insert(*card, stated.clone())));
        }
        is_known
    });
    // "Basics" alone is a topic; beside "Advanced" it is a level.
    let several = levels.values().filter_map(|stated| stated.level).collect::<BTreeSet<_>>().len() >= 2;
    levels.retain(|_, stated| several || !level::is_topic(&stated.label));
    levels
}

/// Gives all that may be entries outside of all cards, with the levels that are stated for them. Takes back
/// whether an entry names a card: what does not may be the name of a level.
fn each_entry(page: &Settling, legend: &Legend, give: &mut impl FnMut(Key, Option<Named>, Span) -> bool) {
    let mut current: Option<Named> = None;
    for at in (0..page.flow.nodes.len()).filter(|at| !matches!(page.owners[*at], Owner::Card(_))) {
        let node = &page.flow.nodes[at];
        if let Some(BlockKind::Table(table)) = node.other() {
            rows(table, legend, &mut |line, stated| give(line, stated, node.span));
        }
        if node.content().is_none() || node.text().len() > 1000 {
            continue;
        }
        let (own, line) = entry(node.text(), legend);
        if !give(line, own.or(current.clone()), node.span) {
            let said = level::of_heading(node.text());
            let ends = page.flow.heading(at).is_some() || page.flow.scope(at).is_some();
            current = said.or(current.filter(|_| !ends));
        }
    }
}

/// What an entry says of its card's level, and the letters of the question it names.
fn entry(line: &str, legend: &Legend) -> (Option<Named>, Key) {
    let cut = number::prefix(line).map_or(0, |prefix| prefix.length);
    match level_marks::of_line(line) {
        Some((stated, rest)) => (Some(stated), bare(&rest, cut)),
        None => (legend.at_ends(line), bare(line, cut)),
    }
}

/// Gives the levels in the rows of a table.
fn rows(table: &Table, legend: &Legend, give: &mut impl FnMut(Key, Option<Named>) -> bool) {
    let head: Vec<String> = table.head.iter().map(|cell| text::inlines(&cell.content)).collect();
    let column = head.iter().position(|name| level::is_label(name.trim()));
    let stated = |cell: &str| {
        let words = level::statement(cell);
        words.or_else(|| legend.at_ends(cell))
    };
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| text::inlines(&cell.content)).collect();
        let own = match column.and_then(|column| cells.get(column)) {
            Some(cell) => stated(cell).or_else(|| level::of_label(cell).map(|level| (level, cell.clone()))),
            None => cells.iter().find_map(|cell| stated(cell)),
        };
        for cell in &cells {
            let (_, line) = entry(cell, legend);
            give(line, own.clone());
        }
    }
}
