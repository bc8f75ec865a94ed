//! Lines that ask: a question on a line of its own, without a number or a heading's markup, in plain
//! text or bold; what follows is its answer.
//!
//! Where answers stand further in than the lines that ask, as in manual pages, all lines of that column
//! are questions, also those that only state; a word or two in small letters is a term of an answer.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::{Range, RangeInclusive};

use super::signs::extent;
use super::signs::{letters, number, wording};
use super::{Candidate, Draft, Layout, More};
use crate::flow::Flow;
use crate::format::Format;
use crate::model::{BlockKind, Inline};
use crate::render::text;

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "lines",
    extensions: &[],
    summary: "a line of its own that asks is the question, without number or markup, or bold",
    options: &[],
    open: |_| Ok(Box::new(Lines)),
};

struct Lines;

/// How many lines a question may have.
const MOST_LINES: usize = 4;

/// How many lines above a line that only says "Answer" its question may begin.
const FURTHEST: usize = 6;

/// How a question is set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    Plain,
    Bold,
    /// Bold words say what the question behind them is about: "**Networks.** Which port …?".
    Topic,
}

/// A question: its nodes, and the characters of its topic.
struct Found {
    nodes: Range<usize>,
    topic: Option<usize>,
}

impl Layout for Lines {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let mut series: BTreeMap<(Look, u8), Vec<Found>> = BTreeMap::new();
        let Signs { labels, words, tops } = Signs::of(flow);
        for leaf in flow.leaves(0..flow.nodes.len()) {
            if let Some((look, found)) = asks(flow, leaf, labels) {
                series.entry((look, flow.nodes[leaf].column)).or_default().push(found);
            }
        }
        let mut candidates = Vec::new();
        // Where the column is a sign, it finds what the wording finds, and more.
        let by_column =
            |column: u8| series.get(&(Look::Plain, column)).is_some_and(|found| is_outdented(flow, found));
        for ((look, column), found) in &series {
            let own = *look == Look::Plain && by_column(*column);
            if own && column.checked_sub(1).is_some_and(by_column) {
                continue;
            }
            // A list whose numbers have gone leaves those that had one digit a column further in.
            let last = column + u8::from(by_column(column + 1));
            let outdented = own.then(|| outdented(flow, *column..=last)).flatten();
            candidates.extend(outdented.or_else(|| candidate(flow, *look, found)));
        }
        candidates.extend(words.then(|| above_answers(flow)).flatten());
        candidates.extend((tops >= 3).then(|| below_tops(flow, tops)).flatten());
        candidates
    }
}

/// What lines of a page say that tells where questions stand.
#[derive(Default)]
struct Signs {
    /// Whether one begins with the label of an answer.
    labels: bool,
    /// Whether one says only that the answer follows.
    words: bool,
    /// How many lead back to the top.
    tops: usize,
}

impl Signs {
    fn of(flow: &Flow) -> Signs {
        let mut signs = Signs::default();
        for text in flow.leaves(0..flow.nodes.len()).map(|leaf| flow.nodes[leaf].text()) {
            signs.labels = signs.labels || wording::answer_label(text).is_some();
            signs.words = signs.words || wording::is_answer_word(text);
            signs.tops += usize::from(wording::is_to_top(text));
        }
        signs
    }
}

/// What stands above lines that only say "Answer": the nearest line that asks, else the line right above.
fn above_answers(flow: &Flow) -> Option<Candidate> {
    let leaves: Vec<usize> =
        flow.leaves(0..flow.nodes.len()).filter(|at| !flow.nodes[*at].is_blank()).collect();
    let mut starts: Vec<Draft> = Vec::new();
    let mut before = 0;
    for (at, leaf) in leaves.iter().enumerate() {
        let text = flow.nodes[*leaf].text();
        if flow.scope(*leaf).is_some() || flow.heading(*leaf).is_some() || !wording::is_answer_word(text) {
            continue;
        }
        let above = &leaves[at.saturating_sub(FURTHEST).max(before)..at];
        let asks = above.iter().rev().find(|leaf| asks(flow, **leaf, true).is_some());
        let is_text = |leaf: &&&usize| is_paragraph(flow, ***leaf) && flow.scope(***leaf).is_none();
        let found = asks.or_else(|| above.last().as_ref().filter(is_text).copied());
        let Some(found) = found else { continue };
        before = at + 1;
        let mut own = start(flow, &Found { nodes: *found..*leaf, topic: None });
        if let Some(prefix) = number::prefix(flow.nodes[*found].text()) {
            (own.number, own.cut) = (Some(prefix.number), prefix.length);
        }
        starts.push(own);
    }
    let drafts = extent::drafts(flow, starts, None);
    (drafts.len() >= 3).then(|| Candidate {
        habit: "what stands above lines that only say Answer".to_owned(),
        drafts,
        ..Candidate::default()
    })
}

/// What stands below the lines that lead back to the top, on a page that has one under each answer.
fn below_tops(flow: &Flow, tops: usize) -> Option<Candidate> {
    let mut drafts = extent::drafts(flow, starts_below_tops(flow), None);
    // Below the last of them there may be a line that is no question.
    drafts.retain(|draft| extent::has_answer(flow, draft.answer.clone()));
    let is_usual = drafts.len() * 10 >= tops * 7;
    let is_asked = |draft: &&Draft| wording::is_question(&extent::text(flow, draft.question.clone(), 0));
    let named = drafts.iter().filter(is_asked).count() * 10 >= drafts.len() * 6;
    (drafts.len() >= 3 && is_usual).then(|| Candidate {
        habit: "what stands below links to the top".to_owned(),
        drafts,
        named,
        ..Candidate::default()
    })
}

/// The paragraphs right below such lines. The first question has none above it: it asks, or a table that
/// lists the questions has it.
fn starts_below_tops(flow: &Flow) -> Vec<Draft> {
    let listed = listed(flow);
    let mut starts: Vec<Draft> = Vec::new();
    let mut expected = false;
    for leaf in flow.leaves(0..flow.nodes.len()).filter(|at| !flow.nodes[*at].is_blank()) {
        let text = flow.nodes[leaf].text();
        if wording::is_to_top(text) {
            expected = true;
        } else if flow.scope(leaf).is_some() || !is_paragraph(flow, leaf) {
            // A heading may stand between the two, and may be the question.
            expected &= flow.heading(leaf).is_some() && !wording::is_question(text);
        } else {
            let nodes = extent::question(flow, leaf);
            let is_whole = flow.nodes.get(nodes.end).is_none_or(|_| extent::is_first(flow, nodes.end));
            let asks = || asks(flow, leaf, true).is_some() || listed.contains(text.as_str());
            let fits = extent::text(flow, nodes.clone(), 0).chars().count() <= extent::LONGEST;
            let is_next = expected || (starts.is_empty() && is_whole && asks());
            if is_next && fits && !wording::is_copyright(text) {
                starts.push(start(flow, &Found { nodes, topic: None }));
            }
            expected = false;
        }
    }
    starts
}

fn is_paragraph(flow: &Flow, leaf: usize) -> bool {
    flow.nodes[leaf].line().is_some()
}

/// What the cells of tables say.
fn listed(flow: &Flow) -> HashSet<String> {
    let tables = flow.nodes.iter().filter_map(|node| match node.other() {
        Some(BlockKind::Table(table)) => Some(table),
        _ => None,
    });
    let cells = tables.flat_map(|table| table.rows.iter().flatten());
    cells.map(|cell| text::inlines(&cell.content).trim().to_owned()).collect()
}

/// The question that a line begins; where the page has `labels` for its answers, those of its questions
/// are another layout's.
fn asks(flow: &Flow, leaf: usize, labels: bool) -> Option<(Look, Found)> {
    let node = &flow.nodes[leaf];
    let content = node.line()?;
    if !begins(flow, leaf) || flow.scope(leaf).is_some() {
        return None;
    }
    let nodes = extent::question(flow, leaf);
    let whole = extent::text(flow, nodes.clone(), 0);
    let whole = whole.trim();
    let short = whole.len() <= extent::LONGEST || whole.chars().count() <= extent::LONGEST;
    let plain = number::prefix(whole).is_none() && (!labels || wording::question_label(whole).is_none());
    if !short || !plain {
        return None;
    }
    let ends_line = |inline: &Inline| {
        matches!(inline, Inline::Break) || matches!(inline, Inline::Text(text) if text.trim().is_empty())
    };
    let ends = without_aside(whole).ends_with(['?', '？', '؟']);
    // Most lines have nothing in them that is set apart, and need not be looked into.
    if content.len() == 1 && !ends && !wording::is_question(whole) {
        return None;
    }
    match content.split_first() {
        Some((Inline::Strong(_), rest)) if rest.iter().all(ends_line) => {
            (ends || wording::is_question(whole)).then_some((Look::Bold, Found { nodes, topic: None }))
        }
        Some((Inline::Strong(lead), _)) if text::inlines(lead).trim_end().ends_with(['.', ':']) => {
            let topic = text::inlines(lead).chars().count();
            let asked = wording::is_question(letters::behind(whole, topic));
            asked.then_some((Look::Topic, Found { nodes, topic: Some(topic) }))
        }
        _ => ends.then_some((Look::Plain, Found { nodes, topic: None })),
    }
}

/// A question without what stands in brackets behind its sign: "How is it kept? (And others)".
fn without_aside(question: &str) -> &str {
    let bare = question.trim_end_matches(|c: char| "¶ \"”»’".contains(c) || wording::is_picture(c));
    match bare.strip_suffix(')').and_then(|inner| inner.rsplit_once(" (")) {
        Some((before, aside)) if aside.chars().count() <= 40 => before.trim_end(),
        _ => bare,
    }
}

/// Whether a line is a word or two in small letters: what a list in an answer is about.
fn is_term(line: &str) -> bool {
    let words = line.split_whitespace().count();
    words <= 2 && line.chars().all(|c| c.is_lowercase() || "-_ ".contains(c))
}

/// Whether a line is the first of its paragraph, or stands right under a title in another column.
fn begins(flow: &Flow, leaf: usize) -> bool {
    if extent::is_first(flow, leaf) {
        return true;
    }
    let (before, own) = (&flow.nodes[leaf - 1], &flow.nodes[leaf]);
    before.column < own.column && before.text().len() < 40 && !before.text().ends_with(['.', ',', '?', ':'])
}

/// Whether nearly all answers stand further in than their questions.
fn is_outdented(flow: &Flow, found: &[Found]) -> bool {
    let further_in = |found: &&Found| {
        let next = extent::first_leaf(flow, found.nodes.end..flow.nodes.len());
        next.is_some_and(|next| flow.nodes[next].column > flow.nodes[found.nodes.start].column)
    };
    found.len() >= 3 && found.iter().filter(further_in).count() * 10 >= found.len() * 8
}

/// All paragraphs that begin in one of the columns and have text further in behind them.
fn outdented(flow: &Flow, columns: RangeInclusive<u8>) -> Option<Candidate> {
    let is_text = |leaf: &usize| is_paragraph(flow, *leaf);
    let in_column = |leaf: usize| columns.contains(&flow.nodes[leaf].column) && flow.scope(leaf).is_none();
    let leaves: Vec<usize> = flow.leaves(0..flow.nodes.len()).filter(is_text).collect();
    let mut starts = Vec::new();
    let mut at = 0;
    while let Some(leaf) = leaves.get(at).copied() {
        let outer = at == 0 || !columns.contains(&flow.nodes[leaves[at - 1]].column) || begins(flow, leaf);
        // Terminal browsers write code flush left, right below the line that announces it.
        let announced = at > 0 && !extent::is_first(flow, leaf) && flow.nodes[leaf - 1].text().ends_with(':');
        let text = flow.nodes[leaf].text();
        let no_title = announced || is_term(text) || wording::is_tail_title(text);
        if !in_column(leaf) || !outer || no_title {
            at += 1;
            continue;
        }
        let lines = leaves[at..].iter().take_while(|next| in_column(**next)).take(MOST_LINES + 1).count();
        let end = at + lines.min(paragraph(flow, &leaves[at..]));
        let further_in = leaves.get(end).is_some_and(|next| flow.nodes[*next].column > *columns.end());
        if further_in && end - at <= MOST_LINES {
            // The rest of a long question may stand as far in as its answer.
            let asked = extent::until_asked(flow, leaf).unwrap_or(0);
            let nodes = leaf..asked.max(leaves[end - 1] + 1);
            starts.push(start(flow, &Found { nodes, topic: None }));
        }
        at = end;
    }
    extent::take_whole_chunks(flow, &mut starts);
    let drafts = extent::drafts(flow, starts, None);
    (drafts.len() >= 3).then(|| Candidate {
        habit: "lines with their answers further in".to_owned(),
        drafts,
        ..Candidate::default()
    })
}

/// How many of the leaves belong to the paragraph of the first; more than a question may have are one more.
fn paragraph(flow: &Flow, leaves: &[usize]) -> usize {
    let parent = flow.nodes[leaves[0]].parent();
    match flow.is_line(leaves[0]) {
        true => leaves
            .iter()
            .take(MOST_LINES + 1)
            .take_while(|leaf| flow.nodes[**leaf].parent() == parent)
            .count(),
        false => 1,
    }
}

fn candidate(flow: &Flow, look: Look, found: &[Found]) -> Option<Candidate> {
    let bare = |found: &Found| {
        let text = extent::text(flow, found.nodes.clone(), 0);
        text.chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    let last: HashMap<String, usize> = found.iter().map(|one| (bare(one), one.nodes.start)).collect();
    let kept = found.iter().enumerate().filter(|(at, one)| {
        let end = found.get(at + 1).map_or(flow.nodes.len(), |next| next.nodes.start);
        let answered = extent::first_leaf(flow, one.nodes.end..end).is_some();
        answered || last[&bare(one)] == one.nodes.start
    });
    let drafts = extent::drafts(flow, kept.map(|(_, one)| start(flow, one)).collect(), None);
    let habit = match look {
        Look::Plain => "lines that ask",
        Look::Bold => "bold lines that ask",
        Look::Topic => "lines that ask behind bold words",
    };
    let fewest = if look == Look::Topic { 3 } else { 2 };
    (drafts.len() >= fewest).then(|| Candidate {
        habit: habit.to_owned(),
        drafts,
        weak: true,
        ..Candidate::default()
    })
}

fn start(flow: &Flow, found: &Found) -> Draft {
    let text = flow.nodes[found.nodes.start].text();
    let lead: Option<String> = found.topic.map(|topic| text.chars().take(topic).collect());
    let space =
        found.topic.map_or(0, |topic| text.chars().skip(topic).take_while(|c| c.is_whitespace()).count());
    Draft {
        question: found.nodes.clone(),
        cut: found.topic.unwrap_or(0) + space,
        more: More::filed(lead.map(|lead| lead.trim().trim_end_matches(['.', ':']).to_owned())),
        ..Draft::default()
    }
}
