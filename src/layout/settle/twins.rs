//! Cards that a page has twice: in what it shows, and in its structured data.
//!
//! They are matched by their questions. The richer answer is taken, what only one of the two has is
//! kept, and what they disagree in becomes findings.

use std::collections::HashMap;
use std::ops::Range;

use super::evidence::is_free;
use super::level_marks;
use crate::diagnostic::{Diagnostic, Diagnostics, Disagreement, Furniture};
use crate::flow::{Container, Flow, NodeKind};
use crate::identity;
use crate::layout::signs::{extent, letters, number, wording};
use crate::layout::{Draft, Twin};
use crate::level;
use crate::model::Inline;
use crate::source::Span;

/// What becomes of cards without a twin.
#[derive(Debug, Clone, Copy)]
pub struct Unmatched {
    /// Whether those that are shown are kept.
    pub keep_shown: bool,
    /// Whether those in the data are added.
    pub add_data: bool,
}

/// The cards of what is shown and of the data, in the order of the page.
pub fn join(flow: &Flow, mut shown: Vec<Draft>, data: Vec<Draft>, unmatched: Unmatched) -> Vec<Draft> {
    let mut left = distinct(flow, data);
    for draft in &mut shown {
        let keys = keys(flow, draft);
        if let Some(record) = keys.iter().find_map(|key| left.take(key)) {
            pair(flow, draft, record);
        }
    }
    learn(flow, &mut shown);
    if !unmatched.keep_shown {
        shown.retain(|draft| draft.twin().is_some());
    }
    if unmatched.add_data {
        let placed = place(flow, &shown, &mut left);
        shown.extend(placed);
        shown.extend(left.drafts.into_iter().flatten());
        shown.sort_by_key(|draft| draft.question.start);
    }
    shown
}

/// Cards of the data by their questions; each is taken once.
#[derive(Default)]
struct Left {
    drafts: Vec<Option<Draft>>,
    by_key: HashMap<String, usize>,
}

impl Left {
    fn take(&mut self, key: &str) -> Option<Draft> {
        self.drafts[*self.by_key.get(key)?].take()
    }
}

/// The cards of the data. Several scripts may give one question: the longest answer is kept.
fn distinct(flow: &Flow, data: Vec<Draft>) -> Left {
    let mut left = Left::default();
    let mut more = Vec::new();
    for draft in data {
        let mut keys = keys(flow, &draft).into_iter();
        let Some(whole) = keys.next() else { continue };
        let at = *left.by_key.entry(whole).or_insert(left.drafts.len());
        match left.drafts.get_mut(at) {
            Some(Some(kept)) if answer(flow, kept).len() < answer(flow, &draft).len() => *kept = draft,
            Some(_) => {}
            None => {
                more.extend(keys.map(|key| (key, at)));
                left.drafts.push(Some(draft));
            }
        }
    }
    for (key, at) in more {
        left.by_key.entry(key).or_insert(at);
    }
    left
}

/// What a card's question is known by: all its text, or its first line.
fn keys(flow: &Flow, draft: &Draft) -> Vec<String> {
    let prompts = draft.record().into_iter().flat_map(|record| record.prompt.iter().cloned());
    let leaves = std::iter::once(draft.question.clone()).chain(prompts).flat_map(|range| flow.leaves(range));
    let mut lines: Vec<String> = leaves.map(|at| flow.nodes[at].text().to_string()).collect();
    if let Some(first) = lines.iter_mut().find(|line| !line.is_empty()) {
        let length = draft.split().unwrap_or(usize::MAX).saturating_sub(draft.cut);
        *first = first.chars().skip(draft.cut).take(length).collect();
    }
    let mut keys = line_keys(&lines.join(" "));
    keys.extend(lines.first().map(|line| line_keys(line)).unwrap_or_default());
    keys
}

/// What a line is known by, the surest first: all of it, or what a level or a remark stands behind.
fn line_keys(line: &str) -> Vec<String> {
    let asked = line.rfind(['?', '？', '؟']).map(|at| &line[..at]);
    let mut keys: Vec<String> = std::iter::once(line).chain(asked).map(key).collect();
    if let Some((_, count)) = level_marks::bracket_at_end(line) {
        let rest = line.trim_end().chars().count() - count;
        keys.push(key(&line.chars().take(rest).collect::<String>()));
    }
    keys.retain(|key| !key.is_empty());
    keys
}

/// A question without its number, its label, and what copies of it differ in.
fn key(line: &str) -> String {
    let label = number::prefix(line).map(|prefix| prefix.length).or_else(|| wording::question_label(line));
    let rest = letters::behind(line, label.unwrap_or(0));
    let rest = if rest.trim().is_empty() { line } else { rest };
    identity::normal(rest).trim_end_matches(|c: char| !c.is_alphanumeric() && !"+#*)".contains(c)).to_owned()
}

/// The ranges of a card's answer.
fn answer_ranges(draft: &Draft) -> Vec<Range<usize>> {
    let rest = draft.record().into_iter().flat_map(|record| record.rest.iter().cloned());
    std::iter::once(draft.answer.clone()).chain(rest).collect()
}

/// The bare text of a card's answer, without what is said about the card.
fn answer(flow: &Flow, draft: &Draft) -> String {
    let is_told = draft.record().is_some();
    let first = flow.leaves(draft.question.clone()).next();
    let split = first.zip(draft.split()).map(|(at, split)| letters::behind(flow.nodes[at].text(), split));
    let mut out: String = split.map(letters::of).unwrap_or_default();
    for range in answer_ranges(draft) {
        let mut cut = draft.answer_cut;
        for at in range.filter(|at| flow.nodes[*at].is_leaf()) {
            let node = &flow.nodes[at];
            if is_told || (node.skip.is_none() && says_something(node.text())) {
                out.push_str(&letters::of(letters::behind(node.text(), cut)));
                cut = 0;
            }
        }
    }
    out
}

fn says_something(text: &str) -> bool {
    !level::is_statement(text) && !wording::is_answer_word(text)
}

/// Notes the twin of a card, and which of the two has the better answer.
fn pair(flow: &Flow, draft: &mut Draft, record: Draft) {
    let (mut own, told) = (answer(flow, draft), answer(flow, &record));
    let shown = draft.answer.clone();
    let rivals =
        record.record().into_iter().flat_map(|record| &record.unused).any(|(name, _)| name == RIVALS);
    if rivals && own != told {
        // A page of one question shows all its answers: the data say which is the best.
        match window(flow, &shown, &told) {
            Some(range) => (draft.answer, own) = (range, told.clone()),
            None => own.clear(),
        }
    }
    let close = own.len().abs_diff(told.len()) * 10 <= own.len().max(told.len());
    let is_better = match () {
        () if told.is_empty() => false,
        () if own.is_empty() || !close => told.len() > own.len(),
        () => is_formatted(flow, &record) && !is_formatted(flow, draft),
    };
    draft.more.get_or_insert_default().twin = Some(Twin { draft: record, is_better, shown });
}

/// What most of the twins show is true of the others. Where a page hides its answers, what stands below
/// a question is no answer; where all answers but the last are the same, that ends as its twin does.
fn learn(flow: &Flow, shown: &mut [Draft]) {
    let texts = |draft: &Draft| Some((answer(flow, draft), answer(flow, &draft.twin()?.draft)));
    let pairs: Vec<(String, String)> = shown.iter().filter_map(texts).collect();
    let is_hidden = |own: &str, told: &str| own != told && told.starts_with(own);
    let hidden = pairs.iter().filter(|(own, told)| is_hidden(own, told)).count();
    let equal = pairs.iter().filter(|(own, told)| own == told).count();
    if hidden * 2 > pairs.len() {
        for draft in shown.iter_mut() {
            let Some((own, told)) = texts(draft) else { continue };
            let is_better = !own.starts_with(&told);
            draft.twin_mut().into_iter().for_each(|twin| twin.is_better = is_better);
        }
    }
    let Some(last) = shown.last_mut().filter(|_| equal >= 2 && equal + 1 == pairs.len()) else { return };
    if let Some((own, told)) = texts(last)
        && own.len() > told.len()
        && own.starts_with(&told)
        && let Some(range) = window(flow, &last.answer, &told)
    {
        last.answer = range.clone();
        last.twin_mut().into_iter().for_each(|twin| twin.shown = range.clone());
    }
}

/// The field with the answers that were not taken.
const RIVALS: &str = "suggestedAnswer";

/// Whether an answer is more than paragraphs of plain text.
fn is_formatted(flow: &Flow, draft: &Draft) -> bool {
    let plain = |inline: &Inline| matches!(inline, Inline::Text(_) | Inline::Break);
    answer_ranges(draft).into_iter().flatten().any(|at| match (flow.nodes[at].line(), flow.container(at)) {
        (Some(line), _) => !line.iter().all(plain),
        (None, Some(container)) => !matches!(container, Container::Group(_)),
        (None, None) => flow.nodes[at].other().is_some(),
    })
}

/// From the beginning of a range, the leaves that together tell a text, and whether they tell it all.
fn telling(flow: &Flow, range: Range<usize>, text: &str) -> (Range<usize>, bool) {
    let (start, mut end, mut rest) = (range.start, range.start, text);
    for at in flow.leaves(range) {
        let own = letters::of(flow.nodes[at].text());
        match rest.strip_prefix(own.as_str()) {
            _ if own.is_empty() => continue,
            Some(behind) => (rest, end) = (behind, at + 1),
            None => break,
        }
    }
    (start..end, rest.is_empty())
}

/// The part of a range that tells a whole text.
fn window(flow: &Flow, range: &Range<usize>, text: &str) -> Option<Range<usize>> {
    let begins = |at: &usize| {
        let own = letters::of(flow.nodes[*at].text());
        !own.is_empty() && text.starts_with(&own)
    };
    let first = flow.leaves(range.clone()).find(begins)?;
    let (found, is_all) = telling(flow, first..range.end, text);
    is_all.then(|| whole(flow, found, range))
}

/// A part of a range together with the ends of what begins in it, and with what begins and ends right
/// around it: a list stays a list.
fn whole(flow: &Flow, part: Range<usize>, range: &Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = part;
    while end < range.end && flow.nodes[end].kind == NodeKind::Close {
        let open = flow.nodes[end].pair();
        if open < range.start || (open..start).any(|at| flow.container(at).is_none()) {
            break;
        }
        (start, end) = (start.min(open), end + 1);
    }
    start..end
}

/// Cards of the data whose question is shown where no layout found it, with as much of the answer as
/// stands below it.
fn place(flow: &Flow, taken: &[Draft], left: &mut Left) -> Vec<Draft> {
    let mut leaves: Vec<usize> = flow.leaves(0..flow.shown).collect();
    // Of several, the heading is where the question is asked.
    leaves.sort_by_key(|at| (flow.heading(*at).is_none(), *at));
    let mut found: Vec<(Draft, Draft)> = Vec::new();
    for at in leaves {
        let text = flow.nodes[at].text();
        let draft = Draft { question: at..at + 1, answer: at + 1..at + 1, ..Draft::default() };
        if text.is_empty() || !is_free(&draft, taken) {
            continue;
        }
        let Some(record) = line_keys(text).iter().find_map(|key| left.take(key)) else { continue };
        let (number, cut) = number::and_length(text);
        found.push((Draft { number, cut, ..draft }, record));
    }
    found.sort_by_key(|(draft, _)| draft.question.start);
    let starts: Vec<usize> = found.iter().map(|(draft, _)| draft.question.start).collect();
    let mut placed = Vec::with_capacity(found.len());
    for (index, (mut draft, record)) in found.into_iter().enumerate() {
        let next = starts.get(index + 1).copied().unwrap_or(flow.shown);
        let other = taken.partition_point(|other| other.question.start < draft.question.end);
        let limit = taken.get(other).map_or(next, |other| other.question.start.min(next));
        let below = draft.question.end..limit;
        let (told, _) = telling(flow, below.clone(), &answer(flow, &record));
        draft.answer = whole(flow, told, &below);
        pair(flow, &mut draft, record);
        placed.push(draft);
    }
    placed
}

/// Compares the twins now that furniture is known: what says the same in other words is no part of a
/// card, and is reported.
pub fn compare(flow: &mut Flow, drafts: &[Draft], diagnostics: &mut Diagnostics) {
    let in_data = |draft: &Draft| draft.question.start >= flow.shown;
    if !drafts.iter().any(|draft| draft.twin().is_some() || in_data(draft)) {
        return;
    }
    let mut found: Vec<(Disagreement, Span, String)> = Vec::new();
    for draft in drafts {
        let (own, told) = (answer(flow, draft), draft.twin().map(|twin| answer(flow, &twin.draft)));
        let kind = match &told {
            None if draft.question.start >= flow.shown => Some(Disagreement::QuestionInData),
            None => Some(Disagreement::QuestionShown),
            Some(told) if own == *told => None,
            // What says nothing, or only the beginning, does not say anything else.
            Some(told) if own.starts_with(told) => Some(Disagreement::AnswerShown),
            Some(told) if told.starts_with(&own) => Some(Disagreement::AnswerInData),
            Some(_) => Some(Disagreement::Answers),
        };
        if let Some(kind) = kind {
            let first = extent::first_leaf(flow, draft.question.clone());
            let (span, text) =
                first.map(|at| (flow.nodes[at].span, flow.nodes[at].text().to_string())).unwrap_or_default();
            found.push((kind, span, text));
        }
        set_aside(flow, draft, kind == Some(Disagreement::Answers));
    }
    report(found, diagnostics);
}

/// Takes other answers than the card's out of the page.
fn set_aside(flow: &mut Flow, draft: &Draft, differs: bool) {
    let Some(twin) = draft.twin() else { return };
    let replaced = differs && twin.is_better;
    for at in twin.shown.clone() {
        let node = &mut flow.nodes[at];
        let is_other = replaced || !draft.answer.contains(&at);
        if is_other && node.skip.is_none() && !node.is_blank() && says_something(node.text()) {
            node.skip = Some(Furniture::OtherAnswer);
        }
    }
}

/// How many disagreements of a kind are told one by one.
const FEW: usize = 3;

fn report(mut found: Vec<(Disagreement, Span, String)>, diagnostics: &mut Diagnostics) {
    found.sort_by_key(|(kind, ..)| *kind);
    for alike in found.chunk_by(|(a, ..), (b, ..)| a == b) {
        let told = if alike.len() <= FEW { alike } else { &alike[..1] };
        for (kind, span, question) in told {
            let more = alike.len() - told.len();
            diagnostics.push(Diagnostic::structured_data(*kind, question, more, *span));
        }
    }
}
