//! Multiple choice: options right behind a question belong to it, and the answer is the one that is
//! marked, or that a line below states.
//!
//! A lettered list can be an answer as well. It is taken for options where one of them is marked,
//! where a letter is stated below, or where most cards of the page have such lists.

mod parts;
mod stated;

use std::collections::BTreeMap;
use std::ops::Range;

pub(super) use parts::{of_answer, of_question};

use super::facts;
use crate::flow::{Container, Flow};
use crate::layout::Draft;
use crate::layout::signs::letters;
use crate::layout::signs::options::{self, Letter, Mark};
use crate::level;
use crate::model::{BlockKind, Inline};

/// The options of a card.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choices {
    /// All their nodes.
    pub nodes: Range<usize>,
    options: Vec<Choice>,
    /// Whether they count with numbers, and the answer with letters.
    lettered_later: bool,
    /// Whether the answer says which is right.
    is_stated: bool,
}

/// An option.
#[derive(Debug, Clone, PartialEq)]
struct Choice {
    nodes: Range<usize>,
    /// Code that stands right behind its list.
    code: Range<usize>,
    /// Which characters of its leaf, where several options stand on one line.
    part: Option<Range<usize>>,
    letter: Option<Letter>,
    mark: Mark,
    /// Whether the mark at its front stands behind the letter.
    behind_letter: bool,
    task: Option<bool>,
    is_bold: bool,
}

impl Choice {
    fn is_ticked(&self) -> bool {
        self.task == Some(true) || self.mark.ticked == Some(true)
    }
}

impl Choices {
    /// Which options are marked as right: some, and not all.
    fn marked(&self) -> Vec<usize> {
        let all = |holds: fn(&Choice) -> bool| -> Vec<usize> {
            (0..self.options.len()).filter(|at| holds(&self.options[*at])).collect()
        };
        let ticked = all(Choice::is_ticked);
        let found = if ticked.is_empty() { all(|choice| choice.is_bold) } else { ticked };
        if found.len() < self.options.len() { found } else { Vec::new() }
    }

    /// Whether letters, boxes or signs say that these are options.
    fn is_shaped(&self) -> bool {
        self.options
            .iter()
            .all(|choice| choice.letter.is_some() || choice.task.is_some() || choice.mark.ticked.is_some())
    }

    /// Whether the card itself proves that these are options.
    fn is_proven(&self) -> bool {
        let ticked = self.options.iter().filter(|choice| choice.is_ticked()).count();
        let lettered = self.options.iter().all(|choice| choice.letter.is_some());
        self.is_stated
            || (ticked > 0 && ticked < self.options.len())
            || (lettered && self.marked().len() == 1)
    }
}

/// The options of each card that has some, by the card's index.
pub(super) fn find(flow: &Flow, drafts: &[Draft]) -> BTreeMap<usize, Choices> {
    let of_each = drafts.iter().enumerate();
    let mut found: BTreeMap<usize, Choices> =
        of_each.filter_map(|(index, draft)| Some((index, of_draft(flow, draft)?))).collect();
    let count = |holds: &dyn Fn(&Choices) -> bool| found.values().filter(|c| holds(c)).count();
    let shaped = count(&Choices::is_shaped);
    let bold = count(&|choices| choices.marked().len() == 1);
    let usual = |count: usize| count >= 2 && count * 2 >= drafts.len();
    // A list with ticks in few answers is a list of things to do, or of good and bad.
    let boxed = count(&has_boxes);
    let rare = boxed * 3 < drafts.len();
    let is_kept = |choices: &Choices| match choices.is_shaped() {
        true if choices.is_proven() => choices.is_stated || !rare || !has_boxes(choices),
        true => usual(shaped),
        false if has_boxes(choices) && rare => choices.is_stated,
        false => choices.is_proven() || (usual(bold) && choices.marked().len() == 1),
    };
    found.retain(|_, choices| is_kept(choices));
    found
}

/// Whether options have ticks and no letters.
fn has_boxes(choices: &Choices) -> bool {
    choices.options.iter().all(|choice| choice.letter.is_none())
        && choices.options.iter().any(|choice| choice.task.is_some() || choice.mark.ticked.is_some())
}

/// What may be options of a card: the first list, or the first lettered lines, behind its question.
fn of_draft(flow: &Flow, draft: &Draft) -> Option<Choices> {
    if draft.mark().is_some() || draft.record().is_some() || draft.split().is_some() {
        return None;
    }
    let range = draft.range();
    let leaves = flow.leaves(range.clone()).filter(|at| !flow.nodes[*at].is_blank());
    let mut leaves = leaves.peekable();
    let question = leaves.next()?;
    let mut lead = 0;
    while let Some(leaf) = leaves.next() {
        let begun = run(flow, question, leaf, range.end);
        if let Some((nodes, options)) = begun.filter(|(_, options)| options.len() >= 2) {
            let mut choices = Choices { nodes, options, lettered_later: false, is_stated: false };
            let answer = choices.nodes.end..range.end;
            (choices.is_stated, choices.lettered_later) = stated::is_stated(flow, answer, &choices);
            return Some(choices);
        }
        let is_quiet = leaf < draft.question.end || is_quiet(flow, leaf);
        lead += usize::from(!is_quiet);
        if lead > 1 || leaves.peek().is_none() || !(is_quiet || leads_on(flow, leaf)) {
            return None;
        }
    }
    None
}

/// Whether a leaf says something about the card, or is code, which many blocks of can stand there.
fn is_quiet(flow: &Flow, leaf: usize) -> bool {
    let node = &flow.nodes[leaf];
    matches!(node.other(), Some(BlockKind::Code { .. } | BlockKind::Math(_)))
        || level::is_statement(node.text())
        || facts::of(node.text()).is_some()
}

/// Whether a leaf that is not quiet can stand between a question and its options.
fn leads_on(flow: &Flow, leaf: usize) -> bool {
    let node = &flow.nodes[leaf];
    let is_image = |content: &[Inline]| matches!(content, [Inline::Image(_)]);
    let asks = |text: &str| text.ends_with([':', '?', '：', '？', '؟']) && text.chars().count() <= 240;
    node.line().is_some_and(|line| is_image(line) || asks(node.text()))
}

/// The options that begin with a leaf: the items of its list, or lettered lines.
fn run(flow: &Flow, question: usize, leaf: usize, end: usize) -> Option<(Range<usize>, Vec<Choice>)> {
    let item = flow.ancestors(leaf).find(|at| matches!(flow.container(*at), Some(Container::Item { .. })));
    let list = item.and_then(|item| flow.nodes[item].parent()).filter(|list| *list > question);
    match list {
        Some(list) if flow.nodes[list].pair() <= end => items(flow, list, leaf, end),
        Some(_) => None,
        None => lines(flow, leaf, end),
    }
}

/// The most options that a question has.
const MOST: usize = 12;

/// The items of a list, and of those behind it with nothing but code between; where they are
/// lettered, up to the first that is not.
fn items(flow: &Flow, list: usize, leaf: usize, end: usize) -> Option<(Range<usize>, Vec<Choice>)> {
    let mut options = of_list(flow, list)?;
    let begins = flow.leaves(list..end).find(|at| !flow.nodes[*at].is_blank()) == Some(leaf);
    let mut close = flow.nodes[list].pair() + 1;
    while let Some((code, next)) = list_behind(flow, close, end) {
        if let Some(last) = options.last_mut() {
            last.code = code;
        }
        let Some(next) = next else { break };
        options.extend(of_list(flow, next)?);
        close = flow.nodes[next].pair() + 1;
    }
    // Code behind the last option is part of it where others have some, too.
    let others = options.iter().rev().skip(1).any(|choice| !choice.code.is_empty());
    if let Some(last) = options.last_mut() {
        last.code = if others { last.code.clone() } else { close..close };
        close = close.max(last.code.end);
    }
    let letters: Vec<Letter> = options.iter().map_while(|choice| choice.letter).collect();
    match options::are_complete(&letters) {
        true if letters.len() < options.len() => {
            options.truncate(letters.len());
            close = options.last()?.nodes.end + 1;
        }
        true => {}
        false => options.iter_mut().for_each(|choice| choice.letter = None),
    }
    (begins && options.len() <= MOST).then_some((list..close, options))
}

/// The options in one list.
fn of_list(flow: &Flow, list: usize) -> Option<Vec<Choice>> {
    let mut options: Vec<Choice> = Vec::new();
    let mut at = list + 1;
    while at < flow.nodes[list].pair() {
        let pair = flow.nodes[at].pair();
        let Some(Container::Item { task, .. }) = flow.container(at) else { return None };
        let first = flow.leaves(at..pair).find(|at| !flow.nodes[*at].is_blank())?;
        options.push(choice(flow, at + 1..pair, first, None, *task));
        at = pair + 1;
    }
    Some(options)
}

/// Code right behind a list that ends with an option, and the list of more options behind it.
fn list_behind(flow: &Flow, start: usize, end: usize) -> Option<(Range<usize>, Option<usize>)> {
    let is_code = |at: &usize| matches!(flow.nodes[*at].other(), Some(BlockKind::Code { .. }));
    let code = start..start + (start..end).take_while(is_code).count();
    let is_option = |choice: &Choice| choice.letter.is_some() || choice.task.is_some();
    let next =
        Some(code.end).filter(|at| *at < end && matches!(flow.container(*at), Some(Container::List(_))));
    let next = next.filter(|at| of_list(flow, *at).is_some_and(|options| options.iter().all(is_option)));
    (next.is_some() || !code.is_empty()).then_some((code, next))
}

/// Lettered lines, each with what follows it before the next; or several letters on one line.
fn lines(flow: &Flow, leaf: usize, end: usize) -> Option<(Range<usize>, Vec<Choice>)> {
    let letter_of = |at: usize| letter(flow.nodes[at].text());
    let Some(first) = letter_of(leaf) else { return boxes(flow, leaf, end) };
    if let Some(options) = on_one_line(flow, leaf) {
        return Some((leaf..leaf + 1, options));
    }
    let mut starts = vec![leaf];
    let mut last = leaf;
    for at in flow.leaves(leaf + 1..end).filter(|at| !flow.nodes[*at].is_blank()) {
        let next = letter_of(at).filter(|letter| letter.is_like(first) && letter.index < MOST);
        let known = next.is_some_and(|next| {
            starts.iter().any(|at| letter_of(*at).is_some_and(|l| l.index == next.index))
        });
        match next {
            Some(_) if known => break,
            Some(_) => {
                starts.push(at);
                last = at;
            }
            // A letter alone has its option behind it, and an option can hold code.
            None if starts.last() == Some(&last) && is_bare(flow, last) => last = at,
            None if matches!(flow.nodes[at].other(), Some(BlockKind::Code { .. })) => {}
            None => break,
        }
    }
    let letters: Vec<Letter> = starts.iter().filter_map(|at| letter_of(*at)).collect();
    if !options::are_complete(&letters) || starts.len() > MOST {
        return None;
    }
    let ends = starts[1..].iter().copied().chain([last + 1]);
    let options: Vec<Choice> =
        starts.iter().zip(ends).map(|(start, end)| choice(flow, *start..end, *start, None, None)).collect();
    Some((leaf..last + 1, options))
}

/// Lines with boxes at their front, ticked or not.
fn boxes(flow: &Flow, leaf: usize, end: usize) -> Option<(Range<usize>, Vec<Choice>)> {
    let is_one =
        |at: &usize| options::mark(flow.nodes[*at].text()).front > 0 && flow.scope(*at) == flow.scope(leaf);
    let lines: Vec<usize> = flow.leaves(leaf..end).take_while(is_one).collect();
    let last = *lines.last().filter(|_| lines.len() <= MOST)?;
    Some((leaf..last + 1, lines.iter().map(|at| choice(flow, *at..*at + 1, *at, None, None)).collect()))
}

/// The letter of an option, behind its mark.
fn letter(line: &str) -> Option<Letter> {
    let front = options::mark(line).front;
    options::letter(letters::behind(line, front))
}

fn is_bare(flow: &Flow, leaf: usize) -> bool {
    let text = flow.nodes[leaf].text();
    letter(text).is_some_and(|letter| letter.length >= text.chars().count())
}

/// Options on one line: "A) Seal B) Rotor C) Lid".
fn on_one_line(flow: &Flow, leaf: usize) -> Option<Vec<Choice>> {
    let text = flow.nodes[leaf].text();
    let first = options::letter(text).filter(|first| first.index == 0)?;
    let chars: Vec<char> = text.chars().collect();
    let mut starts = vec![0];
    for at in 1..chars.len() {
        if !chars[at - 1].is_whitespace() {
            continue;
        }
        let rest: String = chars[at..].iter().take(8).collect();
        let next = options::letter(&rest).filter(|next| next.is_like(first) && next.index == starts.len());
        starts.extend(next.map(|_| at));
    }
    if starts.len() < 3 {
        return None;
    }
    let ends = starts[1..].iter().copied().chain([chars.len()]);
    let parts = starts.iter().zip(ends).map(|(start, end)| *start..end);
    Some(parts.map(|part| choice(flow, leaf..leaf + 1, leaf, Some(part), None)).collect())
}

fn choice(
    flow: &Flow,
    nodes: Range<usize>,
    first: usize,
    part: Option<Range<usize>>,
    task: Option<bool>,
) -> Choice {
    let text = flow.nodes[first].text();
    let own: String = match &part {
        Some(part) => text.chars().skip(part.start).take(part.len()).collect(),
        None => text.to_string(),
    };
    let is_bold = flow.nodes[first].line().is_some_and(is_bold);
    let letter = letter(own.trim());
    let mut mark = options::mark(own.trim());
    let behind: String = own.trim().chars().skip(letter.map_or(0, |letter| letter.length)).collect();
    let mut behind_letter = false;
    if let Some(front) =
        Some(options::mark(&behind)).filter(|own| own.front > 0 && mark.ticked.is_none() && letter.is_some())
    {
        (mark, behind_letter) = (front, true);
    }
    Choice { letter, mark, behind_letter, code: nodes.end..nodes.end, nodes, part, task, is_bold }
}

/// Whether a whole line is bold, its letter apart.
fn is_bold(content: &[Inline]) -> bool {
    let is_part = |inline: &Inline| match inline {
        Inline::Text(text) => {
            text.trim().is_empty() || options::letter(text).is_some_and(|l| l.length >= text.chars().count())
        }
        Inline::Break => true,
        _ => false,
    };
    let strong = content.iter().filter(|inline| matches!(inline, Inline::Strong(_))).count();
    strong == 1 && content.iter().all(|inline| matches!(inline, Inline::Strong(_)) || is_part(inline))
}
