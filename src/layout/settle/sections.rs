//! Lines that are titles and look like the last line of an answer: the section that begins with the next
//! question, and the page's own parts below the last one.

use std::collections::HashSet;

use crate::diagnostic::Furniture;
use crate::flow::{Container, Flow, Leaf};
use crate::layout::Draft;
use crate::layout::signs::{extent, wording};
use crate::level;
use crate::model::{BlockKind, Inline};

/// How long a title may be, in characters.
const LONGEST: usize = 70;

/// How many words a bold line between lists may have.
const FEW_WORDS: usize = 4;

/// The last line of an answer, and what says that it is a title.
struct Last {
    /// The card before it; none for the line before the first card.
    draft: Option<usize>,
    leaf: usize,
    /// Whether the numbers begin anew behind it.
    restart: bool,
    /// Whether it is set apart: bold, further out, behind several empty lines.
    set_apart: bool,
    /// Whether it is bold and stands between two lists.
    between_lists: bool,
}

/// Makes headings of the lines that begin a section, and takes them out of the answers before them.
pub fn promote(flow: &mut Flow, drafts: &mut [Draft]) {
    if drafts.iter().any(|draft| draft.mark().is_some() || draft.record().is_some()) {
        return;
    }
    cut_tail(flow, drafts);
    let lasts: Vec<Last> = (0..drafts.len()).filter_map(|next| last(flow, drafts, next)).collect();
    let behind = lasts.iter().filter(|last| last.draft.is_some()).count();
    let usual = behind * 5 > drafts.len() * 2;
    // What follows headings needs no other sign, and may end as it likes.
    let headings = drafts.iter().any(|draft| flow.heading(draft.question.start).is_some());
    let plain = !usual && !headings && behind >= 2 && end_in_sentences(flow, drafts, &lasts);
    // Where sections count anew, a line within a count is none.
    let plain = plain && !lasts.iter().any(|last| last.restart);
    let is_title =
        |last: &&Last| last.restart || last.between_lists || (last.set_apart && !usual && !headings) || plain;
    // A line before the first card is its section where others have one.
    let titles: Vec<&Last> = lasts.iter().filter(|last| last.draft.is_none() || is_title(last)).collect();
    if titles.iter().all(|last| last.draft.is_none()) {
        return;
    }
    let level = drafts.iter().find_map(|draft| flow.heading(draft.question.start)).unwrap_or(6);
    for Last { draft, leaf, .. } in titles {
        let Some(Leaf { block, .. }) = flow.nodes[*leaf].leaf_mut() else { continue };
        let BlockKind::Paragraph(content) = block else { continue };
        *block = BlockKind::Heading { level, content: std::mem::take(content) };
        if let Some(draft) = draft {
            let answer = &mut drafts[*draft].answer;
            answer.end = answer.end.min(*leaf);
        }
    }
}

/// The line right before a card, if it can be a title.
fn last(flow: &Flow, drafts: &[Draft], next: usize) -> Option<Last> {
    let before = next.checked_sub(1);
    let range = match before {
        Some(before) => drafts[before].answer.start..drafts[next].question.start,
        None => 0..drafts[0].question.start,
    };
    let leaves: Vec<usize> = flow.leaves(range).filter(|at| !flow.nodes[*at].is_blank()).collect();
    let leaf = leaves.last().copied()?;
    let value = |draft: &Draft| draft.number.as_ref().and_then(|number| number.value());
    let restart = before.is_some_and(|before| {
        value(&drafts[before]).is_some_and(|last| last >= 2)
            && value(&drafts[next]).is_some_and(|own| own <= 1)
    });
    let question = drafts[next].question.start;
    let same_scope = flow.scope(leaf).is_none_or(|scope| flow.scope(question) == Some(scope));
    let alone = !flow.is_line(leaf)
        || flow.nodes[leaf].parent().is_some_and(|lines| flow.nodes[lines].pair() <= lines + 2);
    let around = before.map(|before| drafts[before].question.start).into_iter().chain([question]);
    let between_lists = is_between_lists(flow, leaf, around);
    let enough = leaves.len() > 1 || restart || between_lists || before.is_none();
    let fits = same_scope && alone && is_title(flow, leaf) && enough;
    fits.then(|| {
        let set_apart = is_set_apart(flow, leaf, question);
        Last { draft: before, leaf, restart, set_apart, between_lists }
    })
}

/// Whether a few bold words stand between the lists in whose items the questions around them are.
fn is_between_lists(flow: &Flow, leaf: usize, mut questions: impl Iterator<Item = usize>) -> bool {
    let is_item = |at: usize| matches!(flow.container(at), Some(Container::Item { .. }));
    let is_outside = |question: usize| {
        let scope = flow.scope(question);
        scope != flow.scope(leaf) && scope.is_some_and(is_item)
    };
    flow.nodes[leaf].text().split_whitespace().nth(FEW_WORDS).is_none()
        && questions.all(is_outside)
        && is_bold(flow, leaf)
}

/// Whether a paragraph is bold as a whole.
fn is_bold(flow: &Flow, leaf: usize) -> bool {
    matches!(flow.nodes[leaf].line(), Some([Inline::Strong(_)]))
}

/// Whether a paragraph can be a title: short, beginning like one, and not ending like a sentence.
fn is_title(flow: &Flow, leaf: usize) -> bool {
    let text = flow.nodes[leaf].text().trim_start_matches(|c: char| !c.is_alphanumeric());
    flow.nodes[leaf].line().is_some()
        && text.chars().count() <= LONGEST
        && text.starts_with(|c: char| !c.is_lowercase())
        && !text.ends_with(['.', '!', '?', ';', ',', '。', '？', '！', ')', ']', '"', '”'])
        && !text.contains('\n')
        && !wording::is_answer_word(text)
        && !wording::is_to_top(text)
        && !wording::is_copyright(text)
        && !text.contains("://")
}

fn is_set_apart(flow: &Flow, leaf: usize, question: usize) -> bool {
    let node = &flow.nodes[leaf];
    let bold = is_bold(flow, leaf);
    let plain_question =
        flow.nodes[question].line().is_some_and(|line| !matches!(line.first(), Some(Inline::Strong(_))));
    (bold && plain_question)
        || node.column < flow.nodes[question].column
        || level::of_heading(node.text()).is_some()
}

/// Whether nearly all answers but those in question end like sentences, so that a line that doesn't is
/// none of theirs.
fn end_in_sentences(flow: &Flow, drafts: &[Draft], lasts: &[Last]) -> bool {
    let lasts: HashSet<usize> = lasts.iter().filter_map(|last| last.draft).collect();
    let ends = |draft: &Draft| {
        let leaf = flow.leaves(draft.answer.clone()).filter(|at| !flow.nodes[*at].is_blank()).last();
        leaf.is_some_and(|at| {
            let text = flow.nodes[at].text();
            flow.nodes[at].line().is_none()
                || text.ends_with(['.', '!', '?', ':', ';', ')', ']', '"', '”', '。', '！', '？'])
        })
    };
    let others: Vec<&Draft> =
        drafts.iter().enumerate().filter(|(at, _)| !lasts.contains(at)).map(|(_, draft)| draft).collect();
    others.iter().filter(|draft| ends(draft)).count() * 10 >= others.len() * 8
}

/// Ends the last answer where the page's own parts begin, as its words say.
fn cut_tail(flow: &mut Flow, drafts: &mut [Draft]) {
    let Some(last) = drafts.last_mut() else { return };
    let answer = last.answer.clone();
    let first = extent::first_leaf(flow, answer.clone());
    let begins = |at: &usize| Some(*at) != first && wording::is_tail_title(flow.nodes[*at].text());
    let Some(tail) = flow.leaves(answer.clone()).find(begins) else { return };
    last.answer.end = tail;
    let rest: Vec<usize> = flow.leaves(tail..answer.end).collect();
    rest.into_iter().for_each(|at| flow.nodes[at].skip = Some(Furniture::Navigation));
}
