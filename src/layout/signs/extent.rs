//! How far a question and its answer reach, for layouts in which only questions are marked.

use std::borrow::Cow;
use std::ops::Range;

use super::{letters, wording};
use crate::flow::{Container, Flow};
use crate::layout::Draft;
use crate::level;
use crate::model::{Inline, Role};

/// How long a question may be that nothing but its place or wording marks, in characters.
pub const LONGEST: usize = 360;

/// Cards from questions, which say nothing of their answers yet: each answer reaches to the next question, to
/// a heading over it, or to the end of the box that it shares with its question.
///
/// `level` is the questions' own where they are headings; deeper headings stay in the answer.
pub fn drafts(flow: &Flow, mut starts: Vec<Draft>, level: Option<u8>) -> Vec<Draft> {
    // A question ends where the next begins, however it goes on: a number may stand alone.
    for at in 1..starts.len() {
        let next = starts[at].question.start;
        let question = &mut starts[at - 1].question;
        question.end = question.end.min(next);
    }
    let stops = stops(flow, &starts, level);
    let mut limits: Vec<usize> = Vec::with_capacity(starts.len());
    for (at, start) in starts.iter().enumerate() {
        let next = starts
            .get(at + 1)
            .map_or(flow.nodes.len(), |next| flow.outermost_after(next.question.start, start.question.start));
        let scope = flow.scope(start.question.start);
        let first_stop = stops.partition_point(|stop| *stop < start.question.end);
        // What an item holds below its question is all of its answer.
        let is_item = scope.is_some_and(|at| matches!(flow.container(at), Some(Container::Item { .. })));
        let stop = stops[first_stop..].iter().take_while(|stop| **stop < next).find(|stop| {
            let outer = flow.scope(**stop);
            let is_around = |outer: usize| flow.ancestors(start.question.start).any(|at| at == outer);
            if outer == scope { !is_item } else { outer.is_none_or(is_around) }
        });
        let end = stop.copied().unwrap_or(next);
        limits.push(boxed(flow, start, end).unwrap_or(end));
    }
    keep_to_columns(flow, &starts, &mut limits);
    keep_to_items(flow, &starts, &mut limits);
    for (start, limit) in starts.iter_mut().zip(limits) {
        start.answer = start.question.end..limit.max(start.question.end);
    }
    ask_until_answer(flow, &mut starts, level.is_some());
    starts
}

/// Where most answers have a line such as "Show answer" near their beginning, what stands before it is
/// asked as well: code, options. A heading says all that is asked, unless options follow, or all answers are
/// below a heading of their own.
fn ask_until_answer(flow: &Flow, drafts: &mut [Draft], headings: bool) {
    let word = |draft: &Draft| {
        let scope = flow.scope(draft.question.start);
        let leaves = flow.leaves(draft.answer.clone()).filter(|at| !flow.nodes[*at].is_blank());
        let mut leaves = leaves.take(MOST_LINES);
        leaves.find(|at| flow.scope(*at) == scope && wording::is_answer_word(flow.nodes[*at].text()))
    };
    let words: Vec<Option<usize>> = drafts.iter().map(word).collect();
    let count = words.iter().flatten().count();
    let is_heading = |at: &usize| flow.heading(*at).is_some();
    let titled = count == drafts.len() && words.iter().flatten().all(is_heading);
    if (count < 3 && !titled) || count * 2 < drafts.len() {
        return;
    }
    for (draft, word) in drafts.iter_mut().zip(words) {
        match word {
            Some(at) if !headings || titled || has_items(flow, draft.question.end..at) => {
                (draft.question.end, draft.answer.start) = (at, at);
            }
            _ if word.is_some() => draft.more.get_or_insert_default().reveal = word,
            _ => {}
        }
    }
}

fn has_items(flow: &Flow, range: Range<usize>) -> bool {
    range.into_iter().any(|at| matches!(flow.container(at), Some(Container::Item { .. })))
}

/// Headings that end an answer.
fn stops(flow: &Flow, starts: &[Draft], level: Option<u8>) -> Vec<usize> {
    let mut at = 0;
    let mut found = Vec::new();
    for index in flow.headings.iter().copied() {
        while starts.get(at).is_some_and(|start| start.question.end <= index) {
            at += 1;
        }
        let in_question = starts.get(at).is_some_and(|start| start.question.contains(&index));
        let is_over = |own: u8| level.is_none_or(|level| own <= level);
        // A heading in a footnote was taken out since.
        if !in_question && flow.heading(index).is_some_and(is_over) {
            found.push(index);
        }
    }
    if let Some(level) = level {
        let inner = titles_of_answers(flow, starts, &found, level);
        found.retain(|at| inner.binary_search(at).is_err());
    }
    found
}

/// Headings as high as the questions that are parts of answers: where most questions have such a heading
/// with text below it before the next question, and none has one over it.
fn titles_of_answers(flow: &Flow, starts: &[Draft], stops: &[usize], level: u8) -> Vec<usize> {
    let is_alike = |at: &&usize| flow.heading(**at) == Some(level);
    let Some(first) = starts.first() else { return Vec::new() };
    if stops.iter().take_while(|at| **at < first.question.start).last().is_some_and(|at| is_alike(&at)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut having = 0;
    for (at, start) in starts.iter().enumerate() {
        let next = starts.get(at + 1).map_or(flow.nodes.len(), |next| next.question.start);
        let from = stops.partition_point(|stop| *stop < start.question.end);
        let own: Vec<usize> =
            stops[from..].iter().take_while(|stop| **stop < next).take_while(is_alike).copied().collect();
        let ends: Vec<usize> = own.iter().skip(1).copied().chain([next]).collect();
        let has_text = |(title, end): (&usize, usize)| has_answer(flow, *title + 1..end);
        if !own.is_empty() && own.iter().zip(ends).all(has_text) {
            having += 1;
            found.extend(own);
        }
    }
    if having < 2 || having * 3 < starts.len() * 2 {
        found.clear();
    }
    found
}

/// The end of the box that a question shares with its answer, if there is one before `end`.
fn boxed(flow: &Flow, start: &Draft, end: usize) -> Option<usize> {
    for at in flow.ancestors(start.question.start) {
        let close = flow.nodes[at].pair();
        let is_box = match flow.container(at)? {
            Container::Group(hint) => {
                hint.role != Role::Lines && !hint.names.iter().any(|name| name.contains("question"))
            }
            Container::Details | Container::Meaning | Container::Quote => true,
            _ => false,
        };
        if is_box && has_answer(flow, start.question.end..close.min(end)) {
            return Some(close.min(end));
        }
    }
    None
}

/// Whether there is text in a range that says more than a level.
pub fn has_answer(flow: &Flow, range: Range<usize>) -> bool {
    let mut leaves = flow.leaves(range);
    leaves.any(|at| !flow.nodes[at].is_blank() && !level::is_statement(flow.nodes[at].text()))
}

/// In plain text an answer ends where a paragraph stands further out than its question, unless that is
/// usual on the page.
fn keep_to_columns(flow: &Flow, starts: &[Draft], limits: &mut [usize]) {
    let last = starts.len().saturating_sub(1);
    let further_out = |(at, (start, limit)): (usize, (&Draft, &usize))| {
        let own = flow.nodes[start.question.start].column;
        let is_out = |leaf: &usize| {
            let node = &flow.nodes[*leaf];
            let is_text = node.content().is_some();
            is_text && node.column < own && flow.scope(*leaf).is_none()
        };
        let leaves: Vec<usize> = flow.leaves(start.question.end..*limit).collect();
        let out = leaves
            .iter()
            .position(|leaf| is_out(leaf) && is_first(flow, *leaf))
            .filter(|_| flow.scope(start.question.start).is_none())?;
        // Where the answer goes on behind it, it was a part of it.
        let goes_on = leaves[out..].iter().any(|leaf| !is_out(leaf));
        let title = !flow.nodes[leaves[out]].text().ends_with(['.', ':', ';', ',']);
        (!goes_on || (at == last && title)).then(|| leaves[out])
    };
    let ends: Vec<Option<usize>> = starts.iter().zip(limits.iter()).enumerate().map(further_out).collect();
    if ends.iter().flatten().count() * 10 > starts.len() * 4 {
        return;
    }
    for (limit, end) in limits.iter_mut().zip(ends) {
        *limit = end.unwrap_or(*limit);
    }
}

/// Where all answers but the last stand in the items of their questions, the last does too.
fn keep_to_items(flow: &Flow, starts: &[Draft], limits: &mut [usize]) {
    let item = |start: &Draft| {
        let mut items = flow.ancestors(start.question.start);
        items.find(|at| matches!(flow.container(*at), Some(Container::Item { .. })))
    };
    let Some((last, others)) = starts.split_last() else { return };
    let inside = |(start, limit): (&Draft, &usize)| {
        item(start).is_some_and(|item| {
            let close = flow.nodes[item].pair();
            has_answer(flow, start.question.end..close) && !has_answer(flow, close..*limit)
        })
    };
    let all = others.iter().zip(limits.iter()).all(inside);
    if let (true, Some(item), Some(limit)) = (all, item(last), limits.last_mut())
        && (!others.is_empty() || has_answer(flow, last.question.end..flow.nodes[item].pair()))
    {
        *limit = (*limit).min(flow.nodes[item].pair());
    }
}

/// The text of nodes in one line, without its first `cut` characters.
pub fn text(flow: &Flow, nodes: Range<usize>, cut: usize) -> Cow<'_, str> {
    let mut lines = flow.leaves(nodes).map(|at| flow.nodes[at].text().as_str());
    let first = lines.next().unwrap_or_default();
    let Some(second) = lines.next() else { return Cow::Borrowed(letters::behind(first, cut)) };
    let all: Vec<&str> = [first, second].into_iter().chain(lines).collect();
    Cow::Owned(letters::behind(&all.join(" "), cut).to_owned())
}

/// Where answers stand behind an empty line, all lines before it are the question, however they end: on a
/// page whose questions mostly are that long, or whose lines before the empty one mostly ask.
pub fn take_whole_chunks(flow: &Flow, starts: &mut [Draft]) {
    let chunk = |start: &Draft| {
        let lines = flow.nodes[start.question.start].parent().filter(|_| flow.is_line(start.question.start));
        lines.map_or(start.question.end, |lines| flow.nodes[lines].pair())
    };
    let asks =
        |end: usize| flow.nodes[..end].last().is_some_and(|line| line.text().ends_with(['?', '？', '؟']));
    let is_whole = |start: &&Draft| start.question.end >= chunk(start) || asks(chunk(start));
    if starts.iter().filter(is_whole).count() * 10 < starts.len() * 7 {
        return;
    }
    for at in 0..starts.len() {
        let end = chunk(&starts[at]);
        let next = starts.get(at + 1).map_or(flow.nodes.len(), |next| next.question.start);
        let lines = end.saturating_sub(starts[at].question.start);
        if end > starts[at].question.end
            && lines <= MOST_LINES / 2
            && end <= next
            && first_leaf(flow, end..next).is_some()
        {
            starts[at].question.end = end;
        }
    }
}

/// How many lines a question may be wrapped into.
const MOST_LINES: usize = 12;

/// The nodes of a question that begins at a leaf: the leaf, and the lines that it is wrapped into.
pub fn question(flow: &Flow, leaf: usize) -> Range<usize> {
    let mut end = until_asked(flow, leaf).unwrap_or(leaf + 1);
    while end - leaf < MOST_LINES
        && flow.is_line(leaf)
        && flow.nodes[end].parent() == flow.nodes[leaf].parent()
        && goes_on(flow, end - 1, end)
    {
        end += 1;
    }
    leaf..end
}

/// The end of a sentence that begins with a leaf and asks at the end of one of the next lines.
pub fn until_asked(flow: &Flow, leaf: usize) -> Option<usize> {
    if !flow.is_line(leaf) {
        return None;
    }
    for at in leaf..leaf + MOST_LINES / 3 {
        let node = flow.nodes.get(at).filter(|node| node.parent() == flow.nodes[leaf].parent())?;
        node.line()?;
        if node.text().ends_with(['?', '？', '؟']) {
            return Some(at + 1);
        }
        // A line that ends a sentence, or is not wrapped, says nothing of the next.
        if node.text().ends_with(['.', '!', ':', ';', '。', '：']) || node.text().chars().count() < 40 {
            return None;
        }
    }
    None
}

/// Whether a line of a question goes on in the next line.
fn goes_on(flow: &Flow, line: usize, next: usize) -> bool {
    let Some(content) = flow.nodes[line].line() else { return false };
    let (text, after) = (flow.nodes[line].text(), flow.nodes[next].text());
    let wrapped = matches!(content.last(), Some(Inline::Text(end)) if end.ends_with('\n'));
    let ended = text.ends_with(['?', '？', '؟', '.', '!', ':', '。', '：', ')', '）', ']']);
    let lower = after.starts_with(|c: char| c.is_lowercase());
    let aligned =
        flow.nodes[line].column.abs_diff(flow.nodes[next].column) < 2 || line_is_numbered(flow, line);
    flow.nodes[next].is_leaf()
        && aligned
        && wrapped
        && !ended
        && (lower || text.chars().count() >= 50)
        && !level::is_statement(after)
        && wording::answer_label(after).is_none()
}

/// Behind a number the lines of a question stand further in.
fn line_is_numbered(flow: &Flow, line: usize) -> bool {
    super::number::prefix(flow.nodes[line].text()).is_some()
}

/// Whether a leaf is the first line of its paragraph.
pub fn is_first(flow: &Flow, leaf: usize) -> bool {
    !flow.is_line(leaf) || leaf == 0 || flow.nodes[leaf - 1].parent() != flow.nodes[leaf].parent()
}

/// The first leaf with text in a range.
pub fn first_leaf(flow: &Flow, range: Range<usize>) -> Option<usize> {
    flow.leaves(range).find(|at| !flow.nodes[*at].is_blank())
}
