//! Runs of numbers, for `numbered.rs`: which lines with a number count questions, and where they begin
//! anew.

use std::borrow::Cow;
use std::collections::HashMap;

use super::extent;
use super::number::Prefix;
use crate::flow::Flow;

/// A line with a number.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its leaf.
    pub leaf: usize,
    /// The parts of the number before the last, of which most have none.
    pub section: Box<[u64]>,
    /// The last part.
    pub value: u64,
    /// The number, as it stands at the front.
    pub prefix: Prefix,
    /// How many characters at the front of the line are bold.
    pub bold: Option<usize>,
    /// Whether the text behind the number reads like a question.
    pub asked: bool,
}

/// The entries that count questions, in runs that each begin anew.
pub fn of<'a>(flow: &Flow, entries: &'a [Entry], headings: &Headings) -> Vec<Vec<&'a Entry>> {
    let lengths = run_lengths(entries);
    let alike = entries.iter().all(|entry| entry.value == entries[0].value);
    let mut runs: Vec<Vec<&Entry>> = Vec::new();
    let mut questions = 0;
    let mut at = 0;
    while let Some(entry) = entries.get(at) {
        let part = match runs.last().and_then(|run| run.last()) {
            Some(last) => {
                let next = Next {
                    rest: &entries[at..],
                    length: lengths[at],
                    alike,
                    statements: runs.last().is_some_and(|run| questions * 2 < run.len()),
                };
                next.part(flow, headings, last)
            }
            None => Part::Begins,
        };
        match (part, runs.last_mut()) {
            (Part::Skipped(count), _) => {
                at += count;
                continue;
            }
            (Part::GoesOn, Some(run)) => run.push(entry),
            (Part::Begins | Part::GoesOn, _) => {
                questions = 0;
                runs.push(vec![entry]);
            }
        }
        questions += usize::from(entry.asked);
        at += 1;
    }
    runs
}

/// Entries without the lines of sections that have numbers of their own: they state, count one by one, and
/// the questions begin anew right behind each.
pub fn without_section_lines<'a>(flow: &Flow, entries: &'a [Entry]) -> Cow<'a, [Entry]> {
    let is_section = |pair: &[Entry]| {
        let (own, next) = (&pair[0], &pair[1]);
        let is_right_behind = || extent::first_leaf(flow, own.leaf + 1..next.leaf).is_none();
        !own.asked && next.asked && next.value == 1 && own.section.is_empty() && is_right_behind()
    };
    let found: Vec<usize> =
        entries.windows(2).enumerate().filter(|(_, pair)| is_section(pair)).map(|(at, _)| at).collect();
    let counted = found.iter().zip(1..).all(|(at, value)| entries[*at].value == value);
    if found.len() < 2 || !counted {
        return Cow::Borrowed(entries);
    }
    let is_kept = |at: &usize| found.binary_search(at).is_err();
    entries.iter().enumerate().filter(|(at, _)| is_kept(at)).map(|(_, entry)| entry.clone()).collect()
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

/// An entry behind a run, and what is known of it.
struct Next<'a> {
    /// The entry and all behind it.
    rest: &'a [Entry],
    /// How many of them count up one by one.
    length: usize,
    /// Whether all numbers of the series are the same.
    alike: bool,
    /// Whether the run before is of statements.
    statements: bool,
}

impl Next<'_> {
    fn part(&self, flow: &Flow, headings: &Headings, last: &Entry) -> Part {
        let Entry { value, asked, section, leaf, .. } = &self.rest[0];
        let (value, asked) = (*value, *asked);
        // Mostly both are empty, and to compare that takes its time.
        if (section.len(), last.section.len()) != (0, 0) && *section != last.section {
            // The next section of a page that numbers its sections, too.
            return if value <= 1 || asked { Part::GoesOn } else { Part::Skipped(self.length) };
        }
        let after = self.rest.get(self.length).map(|entry| entry.value);
        match value {
            0 | 1 if headings.part(flow, last.leaf, *leaf) => Part::Begins,
            _ if value == last.value + 1 => Part::GoesOn,
            _ if value == last.value && (asked || self.alike) => Part::GoesOn,
            // Steps stand between two numbers of the series, and count up from one.
            0 | 1 if after == Some(last.value + 1) => Part::Skipped(self.length),
            0 | 1 if asked || (self.statements && self.is_answered(flow)) => Part::Begins,
            0 | 1 => Part::Skipped(self.length),
            // Repeated, out of order or behind a gap: a question all the same.
            _ if asked || (value > last.value && value - last.value <= 50 && self.length > 1) => Part::GoesOn,
            _ => Part::Skipped(1),
        }
    }

    /// Whether most of the entries that count up have text between them, as questions have and steps
    /// seldom.
    fn is_answered(&self, flow: &Flow) -> bool {
        let run = &self.rest[..self.length];
        let answered = |pair: &&[Entry]| {
            let end = extent::question(flow, pair[0].leaf).end;
            extent::first_leaf(flow, end..pair[1].leaf).is_some()
        };
        run.len() >= 3 && run.windows(2).filter(answered).count() * 3 >= (run.len() - 1) * 2
    }
}

/// The page's headings in order, by the list, quotation or the like that they stand in.
pub struct Headings(HashMap<Option<usize>, Vec<usize>>);

impl Headings {
    /// All of them.
    pub fn of(flow: &Flow) -> Headings {
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
