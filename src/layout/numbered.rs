//! Numbered questions: "1. What …?", "1)", "Q1.", "Question 1", `**1.**`, headings that begin with a
//! number, items of an ordered list.
//!
//! What is written alike is a series. Numbers that count steps inside an answer run between two of
//! the series' own numbers, and are left out.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::signs::extent;
use super::signs::number::{self, Prefix, Style};
use super::signs::runs::{self, Entry, Headings};
use super::signs::wording;
use super::{Candidate, Draft, Layout, More, headings};
use crate::flow::{Container, Flow};
use crate::format::Format;
use crate::level;
use crate::model::{Inline, Number};
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
    /// How many parts the number has: two in "2.7".
    depth: usize,
    /// The column in plain text, in steps of four.
    column: u8,
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

impl Layout for Numbered {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let headings = Headings::of(flow);
        let mut series: BTreeMap<Key, Vec<Entry>> = BTreeMap::new();
        for leaf in flow.leaves(0..flow.nodes.len()) {
            if let Some((key, entry)) = entry(flow, leaf) {
                series.entry(key).or_default().push(entry);
            }
        }
        let series = joined(series);
        let mut asking: Asking = series.values().flatten().filter(|entry| entry.asked).collect();
        asking.sort_by_key(|entry| (&entry.section, entry.value, entry.leaf));
        let candidate = |(key, entries): (&Key, &Vec<Entry>)| {
            let whole = with_strays(*key, entries, &asking);
            let entries = runs::without_section_lines(flow, whole.as_ref().unwrap_or(entries));
            candidate(flow, *key, &entries, &headings)
        };
        series.iter().filter_map(candidate).collect()
    }
}

/// All series; one that counts questions from the beginning behind another goes on with that, though the
/// sign behind its numbers is another: "3." and then "1)".
fn joined(mut series: BTreeMap<Key, Vec<Entry>>) -> BTreeMap<Key, Vec<Entry>> {
    let counts = |entries: &[Entry]| {
        entries.len() >= 3
            && entries[0].value <= 1
            && entries.iter().filter(|entry| entry.asked).count() * 10 >= entries.len() * 6
    };
    // Those that differ in the sign alone; styles are few.
    let mut alike: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
    for (key, entries) in &series {
        if key.style != Style::Bare && counts(entries) {
            alike.entry(Key { style: Style::Dot, ..*key }).or_default().push(*key);
        }
    }
    for mut keys in alike.into_values() {
        keys.sort_by_key(|key| series[key][0].leaf);
        for pair in keys.windows(2) {
            let Some(last) = series[&pair[0]].last().map(|last| last.leaf) else { continue };
            if last < series[&pair[1]][0].leaf
                && let Some(rest) = series.remove(&pair[1])
            {
                series.entry(pair[0]).or_default().extend(rest);
                break;
            }
        }
    }
    series
}

fn entry(flow: &Flow, leaf: usize) -> Option<(Key, Entry)> {
    let node = &flow.nodes[leaf];
    let content = node.content()?;
    let heading = flow.heading(leaf);
    let (place, prefix) = match number::any_prefix(node.text()) {
        Some(prefix) => (heading.map_or(Place::Line, Place::Heading), prefix),
        None => {
            let (depth, number) = item_number(flow, leaf)?;
            let number = Number::new(number.to_string());
            let place = if heading.is_some() { Place::ItemHeading(depth) } else { Place::Item(depth) };
            (place, Prefix { number, length: 0, style: Style::Dot })
        }
    };
    let mut section = number::parts(&prefix.number.label);
    let value = section.pop()?;
    let bold = match content.first() {
        Some(Inline::Strong(inner)) => Some(text::inlines(inner).trim().chars().count()),
        _ => None,
    };
    // The column of an item is that of its text, which a longer number moves.
    let column = if matches!(place, Place::Line) { node.column / 4 } else { 0 };
    let key = Key { place, style: prefix.style, bold: bold.is_some(), depth: section.len() + 1, column };
    let whole = extent::question(flow, leaf);
    let asked = wording::is_question(&extent::text(flow, whole, prefix.length));
    Some((key, Entry { leaf, section: section.into(), value, prefix, bold, asked }))
}

/// The number of the item that a leaf begins, and how deep the item is.
fn item_number(flow: &Flow, leaf: usize) -> Option<(usize, u64)> {
    let is_item = |at: &usize| matches!(flow.container(*at), Some(Container::Item { .. }));
    let item = flow.ancestors(leaf).find(is_item)?;
    let Some(Container::Item { number: Some(number), .. }) = flow.container(item) else { return None };
    let begins = extent::first_leaf(flow, item..leaf + 1) == Some(leaf);
    begins.then(|| (flow.ancestors(leaf).filter(is_item).count(), *number))
}

/// Entries that ask, by their numbers, and those of one number in the order of the page.
type Asking<'a> = Vec<&'a Entry>;

/// A series with the entries that are written otherwise and still count on, where there are any: a number
/// missing from the series that stands, and asks, where it belongs.
fn with_strays(key: Key, entries: &[Entry], asking: &Asking) -> Option<Vec<Entry>> {
    if entries.len() < 3 || key.style == Style::Bare {
        return None;
    }
    let next = |at: usize| entries.get(at + 1);
    let first = (0..entries.len()).find(|at| stray(&entries[*at], next(*at), asking).is_some())?;
    let mut out: Vec<Entry> = entries[..first].to_vec();
    for (at, entry) in entries.iter().enumerate().skip(first) {
        let mut last = entry;
        out.push(last.clone());
        while let Some(stray) = stray(last, next(at), asking) {
            out.push(stray.clone());
            last = stray;
        }
    }
    Some(out)
}

/// The first entry behind one of a series that counts on where the next of the series does not.
fn stray<'a>(last: &Entry, next: Option<&Entry>, asking: &Asking<'a>) -> Option<&'a Entry> {
    let (section, value) = (&last.section, last.value.checked_add(1)?);
    // Mostly the next of the series counts on itself.
    if next.is_some_and(|next| next.value == value) {
        return None;
    }
    let place = (section, value, last.leaf);
    let behind = asking.partition_point(|entry| (&entry.section, entry.value, entry.leaf) <= place);
    let stray = asking.get(behind).copied()?;
    if (&stray.section, stray.value) != (section, value) {
        return None;
    }
    next.is_none_or(|next| stray.leaf < next.leaf && next.value > stray.value).then_some(stray)
}

fn candidate(flow: &Flow, key: Key, entries: &[Entry], headings: &Headings) -> Option<Candidate> {
    if key.style == Style::Bare && !is_run(entries) {
        return None;
    }
    let runs = runs::of(flow, entries, headings);
    let asked = |run: &[&Entry]| run.iter().filter(|entry| entry.asked).count() as f64 / run.len() as f64;
    // Beside runs of questions, a run of statements is a list of something else.
    let best = runs.iter().map(|run| asked(run)).fold(0.0, f64::max);
    let kept: Vec<&Entry> =
        runs.into_iter().filter(|run| best < 0.5 || asked(run) >= 0.2).flatten().collect();
    let leads = Leads::of(flow, &kept);
    let mut starts: Vec<Draft> = kept.iter().map(|entry| start(flow, entry, &leads)).collect();
    extent::take_whole_chunks(flow, &mut starts);
    unglue(flow, &mut starts);
    let level = if let Place::Heading(level) = key.place { Some(level) } else { None };
    let mut drafts = extent::drafts(flow, starts, level);
    if level.is_some() {
        drafts.retain(|draft| !headings::is_section(flow, draft));
    }
    (!drafts.is_empty()).then(|| Candidate { habit: habit(key, entries), drafts, ..Candidate::default() })
}

/// Where answers mostly stand right behind the question's sign, as in text that lost the ends of its blocks,
/// parts them: "What is a keel?A fin".
fn unglue(flow: &Flow, starts: &mut [Draft]) {
    let glue = |start: &Draft| {
        let text = flow.nodes[start.question.start].text();
        let mut signs = text.match_indices('?').map(|(at, _)| at + 1);
        let end = signs.find(|end| text[*end..].starts_with(char::is_uppercase))?;
        Some(text[..end].chars().count())
    };
    let ends: Vec<Option<usize>> = starts.iter().map(glue).collect();
    if ends.iter().flatten().count() < 3 || ends.iter().flatten().count() * 10 < starts.len() * 6 {
        return;
    }
    for (start, end) in starts.iter_mut().zip(ends).filter(|(_, end)| end.is_some()) {
        start.question.end = start.question.start + 1;
        start.more.get_or_insert_default().split = end;
    }
}

/// Whether numbers that nothing parts from their text count one by one, from the beginning or before
/// questions alone, so that they are numbers.
fn is_run(entries: &[Entry]) -> bool {
    let follows = entries.windows(2).filter(|pair| pair[1].value == pair[0].value + 1).count();
    let all_ask = follows + 1 == entries.len() && entries.iter().all(|entry| entry.asked);
    entries.len() >= 4 && (all_ask || (entries[0].value <= 1 && follows * 5 >= (entries.len() - 1) * 4))
}

/// What is usual on a page between numbers and questions.
struct Leads {
    /// What several lines say before they ask.
    topics: HashSet<String>,
    /// Bold words say what the question behind them is about: "**3. Networks.** Which port …?".
    bold_topics: bool,
    /// Bold words are a request, and what is behind them its answer.
    bold_requests: bool,
}

impl Leads {
    fn of(flow: &Flow, entries: &[&Entry]) -> Leads {
        let leads = entries.iter().map(|entry| lead(flow.nodes[entry.leaf].text(), entry));
        let leads: Vec<(String, String)> = leads.filter(|(_, rest)| !rest.is_empty()).collect();
        let most = |count: usize| count * 2 >= entries.len();
        let of = |is_one: fn(&str, &str) -> bool| leads.iter().filter(|(l, r)| is_one(l, r)).count();
        Leads {
            topics: topics(flow, entries),
            bold_topics: most(of(is_topic)),
            bold_requests: of(is_answered) * 2 >= leads.len(),
        }
    }
}

/// Whether bold words are no question, and what follows them is.
fn is_topic(lead: &str, rest: &str) -> bool {
    !wording::is_question(lead)
        && lead.chars().count() > 2
        && lead.ends_with(['.', ':'])
        && wording::is_question(rest)
}

/// Whether bold words are a question, and what follows them says something.
fn is_answered(lead: &str, rest: &str) -> bool {
    wording::is_question(lead) && rest.chars().count() > 2 && !level::is_statement(rest)
}

/// What lines say before they ask, where many say the same: "2. Networks. Which port …?".
fn topics(flow: &Flow, entries: &[&Entry]) -> HashSet<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for entry in entries {
        if let Some(lead) = plain_lead(flow.nodes[entry.leaf].text(), entry) {
            *counts.entry(lead).or_insert(0) += 1;
        }
    }
    let repeated: usize = counts.values().filter(|count| **count > 1).sum();
    counts.retain(|_, count| *count > 1);
    match counts.len() > 1 && repeated * 10 >= entries.len() * 6 {
        true => counts.into_keys().map(str::to_owned).collect(),
        false => HashSet::new(),
    }
}

/// The first few words of a line, where they are a sentence of their own and the rest is longer.
fn plain_lead<'a>(text: &'a str, entry: &Entry) -> Option<&'a str> {
    let start = text.char_indices().nth(entry.prefix.length)?.0;
    let rest = &text[start..];
    let end = rest
        .bytes()
        .position(|byte| matches!(byte, b'.' | b':' | b'?'))
        .filter(|end| rest[*end..].len() > *end + 2)?;
    let lead = &rest[..end];
    (lead.chars().count() <= 60 && rest[end + 1..].starts_with(' ') && !rest[end..].starts_with('?'))
        .then_some(lead)
}

fn habit(key: Key, entries: &[Entry]) -> String {
    let example = entries.first().map_or("", |entry| &*entry.prefix.number.label);
    let weight = if key.bold { "bold " } else { "" };
    match key.place {
        Place::Heading(level) => format!("{weight}numbers such as {example} in headings of level {level}"),
        Place::Line => format!("{weight}numbers such as {example} at the front of lines"),
        Place::Item(_) => format!("{weight}items of ordered lists"),
        Place::ItemHeading(_) => "headings in items of ordered lists".to_owned(),
    }
}

fn start(flow: &Flow, entry: &Entry, leads: &Leads) -> Draft {
    let text = flow.nodes[entry.leaf].text();
    let length = text.chars().count();
    let mut question = extent::question(flow, entry.leaf);
    if entry.prefix.length >= length {
        // The number stands alone: the question is what follows.
        if let Some(next) = extent::first_leaf(flow, entry.leaf + 1..flow.nodes.len()) {
            question = entry.leaf..extent::question(flow, next).end;
        }
    }
    let (lead, rest) = lead(text, entry);
    let is_topic = leads.bold_topics && is_topic(&lead, &rest);
    let is_asked = leads.bold_requests || lead.ends_with(['?', '？', '؟']);
    let is_answered = is_asked && is_answered(&lead, &rest);
    let has_topic = entry.bold.is_none() && !leads.topics.is_empty();
    let lead_of = || plain_lead(text, entry).filter(|lead| leads.topics.contains(*lead));
    let repeated = has_topic.then(lead_of).flatten();
    if let Some(lead) = repeated {
        let cut = entry.prefix.length + lead.chars().count() + 2;
        let number = Some(entry.prefix.number.clone());
        return Draft { question, number, cut, more: More::filed(Some(lead.to_owned())), ..Draft::default() };
    }
    let bold = entry.bold.unwrap_or(0);
    let space = text.chars().skip(bold).take_while(|c| c.is_whitespace()).count();
    let mut more = More::filed(is_topic.then(|| lead.trim_end_matches(['.', ':']).to_owned()));
    if is_answered && bold > 0 {
        more.get_or_insert_default().split = Some(bold);
    }
    let cut = if is_topic { bold + space } else { entry.prefix.length };
    Draft { question, number: Some(entry.prefix.number.clone()), cut, more, ..Draft::default() }
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
