//! Signs that stand for levels, and the page's own legend of them: "🟢 easy, 🟡 medium, 🔴 hard".
//!
//! The legend is a line, a list, a table, or the headings over the cards. Without one, the colours of
//! traffic lights mean what they always mean, where at least half of the questions carry them, in two
//! colours or more. Stars and other signs without a legend say nothing, and stay.

use std::collections::BTreeMap;

use super::level_marks::Named;
use super::levels::Stated;
use super::{Owner, Settling};
use crate::flow::Node;
use crate::inline;
use crate::layout::Draft;
use crate::layout::signs::letters;
use crate::level;
use crate::model::{Block, BlockKind, Level};
use crate::page::LevelSource;
use crate::render::text;

/// What signs mean on a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Legend {
    marks: BTreeMap<String, Named>,
}

/// The colours of traffic lights, in the order of [`Level::ALL`].
const LIGHTS: [[&str; 4]; 3] = [["🟢", "🟩", "💚", "✅"], ["🟡", "🟨", "💛", "🟠"], ["🔴", "🟥", "❤", "⛔"]];

/// The legend of a page; what states it belongs to the header.
pub(super) fn find(page: &mut Settling, drafts: &[Draft]) -> Legend {
    let mut marks: Vec<(String, Named)> = Vec::new();
    let mut leaves = Vec::new();
    for at in 0..page.flow.nodes.len() {
        if matches!(page.owners[at], Owner::Card(_)) {
            continue;
        }
        let node = &page.flow.nodes[at];
        if node.text().len() > 600 || !node.text().contains(is_sign) {
            continue;
        }
        let found: Vec<(String, Named)> = lines(node).iter().flat_map(|line| pairs(line)).collect();
        if !found.is_empty() && page.flow.heading(at).is_none() {
            leaves.push(at);
        }
        marks.extend(found);
    }
    let legend = Legend { marks: consistent(marks) };
    if !legend.marks.is_empty() {
        for at in leaves {
            (page.owners[at], page.flow.nodes[at].skip) = (Owner::Header, None);
        }
        return legend;
    }
    lights(page, drafts)
}

/// Signs that mean one level each, if there are at least two levels.
fn consistent(marks: Vec<(String, Named)>) -> BTreeMap<String, Named> {
    let mut meanings: BTreeMap<String, (Named, bool)> = BTreeMap::new();
    for (mark, stated) in marks {
        let level = stated.0;
        let (known, same) = meanings.entry(mark).or_insert((stated, true));
        *same &= known.0 == level;
    }
    let kept: BTreeMap<String, Named> = meanings
        .into_iter()
        .filter(|(_, (_, same))| *same)
        .map(|(mark, (stated, _))| (mark, stated))
        .collect();
    let mut levels = kept.values().map(|stated| stated.0);
    let several = levels.next().is_some_and(|first| levels.any(|level| level != first));
    if several { kept } else { BTreeMap::new() }
}

/// Traffic lights without a legend.
fn lights(page: &Settling, drafts: &[Draft]) -> Legend {
    let rows = LIGHTS.iter().zip(Level::ALL);
    let marks: BTreeMap<String, Named> = rows
        .flat_map(|(signs, level)| {
            signs[..2].iter().map(move |sign| ((*sign).to_owned(), (level, (*sign).to_owned())))
        })
        .collect();
    let legend = Legend { marks };
    let mut found: Vec<Level> = Vec::new();
    for draft in drafts.iter().filter(|draft| draft.record().is_none()) {
        let first = page.flow.leaves(draft.question.clone()).next();
        let text = first.map_or("", |at| letters::behind(page.flow.nodes[at].text(), draft.cut));
        found.extend(legend.at_ends(text).map(|stated| stated.0));
    }
    let several = found.iter().any(|level| *level != found[0]);
    if several && found.len() * 2 >= drafts.len() { legend } else { Legend::default() }
}

/// The lines in which a leaf can state pairs.
fn lines(node: &Node) -> Vec<String> {
    match node.other() {
        Some(BlockKind::Table(table)) => {
            let rows = table.rows.iter().chain((!table.head.is_empty()).then_some(&table.head));
            rows.map(|row| row.iter().map(|cell| text::inlines(&cell.content)).collect::<Vec<_>>().join(" "))
                .collect()
        }
        _ if node.content().is_some() => node.text().lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Signs with the level that each stands beside.
fn pairs(line: &str) -> Vec<(String, Named)> {
    let parts = parts(line);
    let is_level = |part: &&(bool, &str)| !part.0 && stated(part.1).is_some();
    // "Easy 🟢, hard 🔴" or "🟢 easy, 🔴 hard".
    let words_first =
        parts.first().is_some_and(|first| is_level(&first)) && parts.last().is_some_and(|last| last.0);
    let pairs = parts.windows(2).filter(|pair| pair[0].0 != words_first && pair[1].0 == words_first);
    pairs
        .filter_map(|pair| {
            let (sign, words) = if words_first { (pair[1].1, pair[0].1) } else { (pair[0].1, pair[1].1) };
            Some((bare(sign), stated(words)?))
        })
        .collect()
}

/// The level that words beside a sign name.
fn stated(words: &str) -> Option<Named> {
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    let short = |words: &str| words.split_whitespace().count() <= 2;
    level::statement(words).or_else(|| level::of_heading(words)).or_else(|| {
        let first = words.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
        let level = level::of_word(first).filter(|_| {
            short(words) || words[first.len()..].trim_start().starts_with([',', ';', '(', '—', '–', ':'])
        })?;
        Some((level, first.to_owned()))
    })
}

/// A line in signs and what stands between them.
fn parts(line: &str) -> Vec<(bool, &str)> {
    let mut parts: Vec<(bool, &str)> = Vec::new();
    let mut start = 0;
    let mut kind: Option<bool> = None;
    for (at, c) in line.char_indices().chain([(line.len(), '\n')]) {
        let own = if is_joint(c) { kind } else { Some(is_sign(c)) };
        if own != kind || at == line.len() {
            let part = line[start..at].trim();
            if part.chars().any(|c| c.is_alphanumeric() || is_sign(c)) {
                parts.extend(kind.map(|kind| (kind, part)));
            }
            (start, kind) = (at, own);
        }
    }
    parts
}

/// Whether a character is a sign as people mark levels with: a picture, a star, a shape.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{1F300}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{25A0}'..='\u{25FF}')
}

/// Whether a character only joins signs, or says how one is drawn.
fn is_joint(c: char) -> bool {
    matches!(c, '\u{200D}' | '\u{FE0F}' | '\u{FE0E}')
}

/// Signs without what joins them.
fn bare(signs: &str) -> String {
    signs.chars().filter(|c| is_sign(*c)).collect()
}

impl Legend {
    /// What signs mean, if the page says so.
    pub(super) fn of(&self, signs: &str) -> Option<Named> {
        if signs.is_empty() || self.marks.is_empty() {
            return None;
        }
        let known = signs.chars().all(|c| is_sign(c) || is_joint(c) || c.is_whitespace());
        let signs = bare(signs);
        self.marks.get(&signs).filter(|_| known && !signs.is_empty()).cloned()
    }

    /// What the signs at the front or at the end of a line mean.
    pub(super) fn at_ends(&self, line: &str) -> Option<Named> {
        let (front, end) = ends(line);
        self.of(front).or_else(|| self.of(end))
    }

    /// A level as stated, where the page's signs say which it is.
    pub(super) fn read(&self, mut stated: Stated) -> Stated {
        let meant = if stated.level.is_none() { self.of(&stated.label) } else { None };
        if let Some((level, label)) = meant {
            (stated.level, stated.label) = (Some(level), label);
        }
        stated
    }

    /// Takes the signs off the line of a question.
    pub(super) fn cut(&self, question: &mut [Block]) -> Option<Stated> {
        let block = question.first_mut().filter(|_| !self.marks.is_empty())?;
        let BlockKind::Paragraph(content) = &mut block.kind else { return None };
        let line = text::inlines(content);
        let (front, end) = ends(&line);
        let found = match self.of(front).filter(|_| front.len() < line.len()) {
            Some(stated) => {
                inline::cut_start(content, front.chars().count());
                stated
            }
            None => {
                let stated = self.of(end).filter(|_| end.len() < line.len())?;
                inline::cut_end(content, end.chars().count());
                stated
            }
        };
        inline::tidy_line(content);
        Some(Stated::new(found, LevelSource::Sign, block.span))
    }
}

/// The signs at the front and at the end of a line, with the white space around them.
fn ends(line: &str) -> (&str, &str) {
    let is_part = |c: char| is_sign(c) || is_joint(c) || c.is_whitespace();
    let front = line.len() - line.trim_start_matches(is_part).len();
    let end = line.trim_end_matches(is_part).len();
    (&line[..front], &line[end..])
}
