//! Numbered questions: "1. What …?", "1)", "Q1.", "Question 1", `**1.**`, headings that begin with a
//! number, items of an ordered list.
//!
//! What is written alike is a series. Numbers that count steps inside an answer run between two of
//! the series' own numbers, and are left out.

use std::collections::{BTreeMap, HashMap};

use super::signs::extent::{self, Start};
use super::signs::number::{self, Prefix, Style};
use super::signs::wording;
use super::{Candidate, Layout};
use crate::flow::{Container, Flow, NodeKind};
use crate::format::Format;
use crate::level;
use crate::model::{BlockKind, Inline, Number};
use crate::render::text;

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "numbered",
    extensions: &[],
    summary: "questions that begin with a number: 1. 1) Q1. Question 1, bold or not, ordered lists",
    options: &[],
    open: |_| Ok(Box::new(Numbered)),
};

struct Numbered;

/// How a question is written; all of one series are written alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    place: Place,
    style: Style,
    bold: bool,
    /// The column in plain text, in steps of four.
    column: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Heading(u8),
    Line,
    /// In an item of an ordered list, this deep; the item's own number counts.
    Item(usize),
    /// The same, where the item begins with a heading.
    ItemHeading(usize),
}

/// A line with a number.
struct Entry {
    leaf: usize,
    value: u64,
    prefix: Prefix,
    /// How many characters at the front of the line are bold.
    bold: Option<usize>,
    /// Whether the text behind the number reads like a question.
    asked: bool,
}

impl Layout for Numbered {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let headings = Headings::of(flow);
        let mut series: BTreeMap<Key, Vec<Entry>> = BTreeMap::new();
        for leaf in flow.leaves(0..flow.nodes.len()) {
            if let Some((key, entry)) = entry(flow, leaf) {
                series.entry(key).or_default().push(entry);
            }
        }
        series.into_iter().filter_map(|(key, entries)| candidate(flow, key, &entries, &headings)).collect()
    }
}

fn entry(flow: &Flow, leaf: usize) -> Option<(Key, Entry)> {
    let node = &flow.nodes[leaf];
    let NodeKind::Leaf(BlockKind::Paragraph(content) | BlockKind::Heading { content, .. }) = &node.kind
    else {
        return None;
    };
    let heading =
        if let NodeKind::Leaf(BlockKind::Heading { level, .. }) = node.kind { Some(level) } else { None };
    let bold = match content.first() {
        Some(Inline::Strong(inner)) => Some(text::inlines(inner).trim().chars().count()),
        _ => None,
    };
    let (place, prefix) = match number::prefix(&node.text) {
        Some(prefix) => (heading.map_or(Place::Line, Place::Heading), prefix),
        None => {
            let (depth, number) = item_number(flow, leaf)?;
            let number = Number { label: number.to_string(), value: Some(number) };
            let place = if heading.is_some() { Place::ItemHeading(depth) } else { Place::Item(depth) };
            (place, Prefix { number, length: 0, style: Style::Dot })
        }
    };
    let last_figures = prefix.number.label.rsplit('.').next().and_then(|part| part.parse().ok());
    let value = prefix.number.value.or(last_figures)?;
    let key = Key { place, style: prefix.style, bold: bold.is_some(), column: node.column / 4 };
    let asked = wording::is_question(&node.text.chars().skip(prefix.length).collect::<String>());
    Some((key, Entry { leaf, value, prefix, bold, asked }))
}

/// The number of the item that a leaf begins, and how deep the item is.
fn item_number(flow: &Flow, leaf: usize) -> Option<(usize, u64)> {
    let is_item = |at: &usize| matches!(flow.container(*at), Some(Container::Item { .. }));
    let item = flow.ancestors(leaf).find(is_item)?;
    let Some(Container::Item { number: Some(number), .. }) = flow.container(item) else { return None };
    let begins = extent::first_leaf(flow, item..leaf + 1) == Some(leaf);
    begins.then(|| (flow.ancestors(leaf).filter(is_item).count(), *number))
}

fn candidate(flow: &Flow, key: Key, entries: &[Entry], headings: &Headings) -> Option<Candidate> {
    let runs = runs(flow, entries, headings);
    let asked = |run: &[&Entry]| run.iter().filter(|entry| entry.asked).count() as f64 / run.len() as f64;
    // Beside runs of questions, a run of statements is a list of something else.
    let best = runs.iter().map(|run| asked(run)).fold(0.0, f64::max);
    let kept = runs.iter().filter(|run| best < 0.5 || asked(run) >= 0.2).flatten();
    let starts: Vec<Start> = kept.map(|entry| start(flow, entry)).collect();
    let level = if let Place::Heading(level) = key.place { Some(level) } else { None };
    let drafts = extent::drafts(flow, starts, level);
    (!drafts.is_empty()).then(|| Candidate { habit: habit(key, entries), drafts, ..Candidate::default() })
}

fn habit(key: Key, entries: &[Entry]) -> String {
    let example = entries.first().map_or("", |entry| entry.prefix.number.label.as_str());
    let weight = if key.bold { "bold " } else { "" };
    match key.place {
        Place::Heading(level) => format!("{weight}numbers such as {example} in headings of level {level}"),
        Place::Line => format!("{weight}numbers such as {example} at the front of lines"),
        Place::Item(_) => format!("{weight}items of ordered lists"),
        Place::ItemHeading(_) => "headings in items of ordered lists".to_owned(),
    }
}

fn start(flow: &Flow, entry: &Entry) -> Start {
    let text = &flow.nodes[entry.leaf].text;
    let length = text.chars().count();
    let mut question = extent::question(flow, entry.leaf);
    if entry.prefix.length >= length {
        // The number stands alone: the question is what follows.
        if let Some(next) = extent::first_leaf(flow, entry.leaf + 1..flow.nodes.len()) {
            question = entry.leaf..extent::question(flow, next).end;
        }
    }
    let (lead, rest) = lead(text, entry);
    let asked = wording::is_question(&lead);
    let is_answered = asked && rest.chars().count() > 2 && level::statement(&rest).is_none();
    // "**3. Networks.** Which port …?": the bold part says what the question is about.
    let is_topic =
        !asked && lead.chars().count() > 2 && lead.ends_with(['.', ':']) && wording::is_question(&rest);
    let bold = entry.bold.unwrap_or(0);
    let space = text.chars().skip(bold).take_while(|c| c.is_whitespace()).count();
    Start {
        question,
        number: Some(entry.prefix.number.clone()),
        cut: if is_topic { bold + space } else { entry.prefix.length },
        split: is_answered.then_some(bold),
        topic: is_topic.then(|| lead.trim_end_matches(['.', ':']).to_owned()),
    }
}

/// The bold text behind a number, and what follows it; without bold text, nothing and nothing.
fn lead(text: &str, entry: &Entry) -> (String, String) {
    let Some(bold) = entry.bold else { return Default::default() };
    let lead = text.chars().skip(entry.prefix.length).take(bold.saturating_sub(entry.prefix.length));
    (
        lead.collect::<String>().trim().to_owned(),
        text.chars().skip(bold).collect::<String>().trim().to_owned(),
    )
}

/// The entries that count questions, in runs that each begin anew.
fn runs<'a>(flow: &Flow, entries: &'a [Entry], headings: &Headings) -> Vec<Vec<&'a Entry>> {
    let lengths = run_lengths(entries);
    let alike = entries.iter().all(|entry| entry.value == entries[0].value);
    let mut runs: Vec<Vec<&Entry>> = Vec::new();
    let mut at = 0;
    while let Some(entry) = entries.get(at) {
        let part = match runs.last().and_then(|run| run.last()) {
            Some(last) => {
                let is_parted = || headings.part(flow, last.leaf, entry.leaf);
                part(last, &entries[at..], lengths[at], alike, is_parted)
            }
            None => Part::Begins,
        };
        match (part, runs.last_mut()) {
            (Part::Skipped(count), _) => at += count - 1,
            (Part::GoesOn, Some(run)) => run.push(entry),
            (Part::Begins | Part::GoesOn, _) => runs.push(vec![entry]),
        }
        at += 1;
    }
    runs
}

/// What an entry is to the run before it.
enum Part {
    /// The next of the run.
    GoesOn,
    /// The first of another run.
    Begins,
    /// The first of so many that count something else.
    Skipped(usize),
}

/// The page's headings in order, by the list, quotation or the like that they stand in.
struct Headings(HashMap<Option<usize>, Vec<usize>>);

impl Headings {
    fn of(flow: &Flow) -> Headings {
        let mut headings: HashMap<_, Vec<usize>> = HashMap::new();
        for at in flow.leaves(0..flow.nodes.len()).filter(|at| flow.heading(*at).is_some()) {
            headings.entry(flow.scope(at)).or_default().push(at);
        }
        Headings(headings)
    }

    /// Whether one of those that may stand over a leaf parts it from a leaf before it.
    fn part(&self, flow: &Flow, before: usize, leaf: usize) -> bool {
        [None, flow.scope(leaf)].iter().filter_map(|scope| self.0.get(scope)).any(|headings| {
            let next = headings.partition_point(|at| *at <= before);
            headings.get(next).is_some_and(|at| *at < leaf)
        })
    }
}

/// `rest` begins with the entry, and its first `length` count up one by one.
fn part(last: &Entry, rest: &[Entry], length: usize, alike: bool, is_parted: impl Fn() -> bool) -> Part {
    let Entry { value, asked, .. } = rest[0];
    let after = rest.get(length).map(|entry| entry.value);
    match value {
        0 | 1 if is_parted() => Part::Begins,
        _ if value == last.value + 1 => Part::GoesOn,
        _ if value == last.value && (asked || alike) => Part::GoesOn,
        // Steps stand between two numbers of the series, and count up from one.
        0 | 1 if after == Some(last.value + 1) || !asked => Part::Skipped(length),
        0 | 1 => Part::Begins,
        // Repeated, out of order or behind a gap: a question all the same.
        _ if asked || (value > last.value && value - last.value <= 50 && length > 1) => Part::GoesOn,
        _ => Part::Skipped(1),
    }
}

/// How many entries count up one by one from each.
fn run_lengths(entries: &[Entry]) -> Vec<usize> {
    let mut lengths = vec![1; entries.len()];
    for at in (1..entries.len()).rev() {
        if entries[at].value == entries[at - 1].value + 1 {
            lengths[at - 1] = lengths[at] + 1;
        }
    }
    lengths
}
