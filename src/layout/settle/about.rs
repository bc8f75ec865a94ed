//! What stands beside question and answer and says something about the card: levels, tags, words
//! such as "Answer:".

use super::Settling;
use super::levels::Stated;
use crate::diagnostic::Furniture;
use crate::flow::{Container, NodeKind};
use crate::inline;
use crate::layout::signs::wording;
use crate::layout::{Draft, is_emphasised};
use crate::level;
use crate::marks::CardMark;
use crate::model::{BlockKind, Hint, Role};
use crate::page::LevelSource;

/// What is said about a card beside its question and answer.
#[derive(Debug, Default)]
pub(super) struct About {
    pub level: Option<Stated>,
    pub tags: Vec<String>,
}

/// Takes the level off a card that deckmill wrote: a line in emphasis under its heading.
fn about_marked(page: &mut Settling, draft: &Draft, mark: &CardMark) -> About {
    // Without a heading, a question's blocks follow its mark and its level.
    let place = if mark.untitled && mark.number.is_none() { 0 } else { 1 };
    let line = page.flow.leaves(draft.range()).nth(place);
    let line = line.filter(|at| is_emphasised(&page.flow.nodes[*at].kind));
    let level = line.filter(|_| mark.level.is_some()).map(|at| {
        let stated =
            Stated::label(page.flow.nodes[at].text.clone(), LevelSource::Mark, page.flow.nodes[at].span);
        clear(page, at);
        stated
    });
    About { level, ..About::default() }
}

/// Takes level lines, badges and words such as "Answer:" from between question and answer, and a
/// badge from before the question in the same box, but behind the card `before` it.
pub(super) fn about(page: &mut Settling, draft: &Draft, before: usize) -> About {
    if let Some(mark) = &draft.mark {
        return about_marked(page, draft, mark);
    }
    let mut about = About::default();
    cut_leaf(page, draft.answer.start, draft.answer_cut);
    let flow = &page.flow;
    let first = flow.leaves(draft.question.clone()).find(|at| !flow.nodes[*at].text.is_empty());
    let start = first.map_or(draft.question.end, |at| at + 1);
    let after: Vec<usize> = flow.leaves(start..draft.answer.end).collect();
    for at in after {
        let text = page.flow.nodes[at].text.clone();
        let is_text = matches!(
            page.flow.nodes[at].kind,
            NodeKind::Leaf(BlockKind::Paragraph(_) | BlockKind::Heading { .. })
        );
        let in_summary =
            page.flow.nodes[at].parent.and_then(|at| page.flow.container(at)) == Some(&Container::Summary);
        if badge(page, at, &mut about) {
            continue;
        }
        let stated = line_level(page, at, draft.answer.end).filter(|_| is_text && about.level.is_none());
        match stated {
            Some(stated) => about.level = Some(stated),
            _ if is_text && !in_summary && wording::is_answer_word(&text) => {}
            _ if text.is_empty() && is_text => continue,
            _ => {
                let label = wording::answer_label(&text).filter(|_| is_text && draft.answer_cut == 0);
                cut_leaf(page, at, label.unwrap_or(0));
                break;
            }
        }
        clear(page, at);
    }
    let around = page.flow.ancestors(draft.question.start).next();
    if let Some(around) = around.filter(|_| about.level.is_none()) {
        let lead: Vec<usize> = page.flow.leaves(around.max(before)..draft.question.start).collect();
        lead.into_iter().for_each(|at| {
            badge(page, at, &mut about);
        });
    }
    about
}

/// The level that a line of its own states; where it only looks like a level, an answer must follow.
fn line_level(page: &Settling, at: usize, end: usize) -> Option<Stated> {
    let node = &page.flow.nodes[at];
    if let Some(named) = level::statement(&node.text) {
        return Some(Stated::new(named, LevelSource::Line, node.span));
    }
    let label = level::unknown(&node.text)?;
    let is_followed = page.flow.leaves(at + 1..end).any(|at| !page.flow.nodes[at].text.is_empty());
    is_followed.then(|| Stated::label(label, LevelSource::Line, node.span))
}

/// Takes a leaf that is a badge: a level, a tag, or an ornament.
fn badge(page: &mut Settling, at: usize, about: &mut About) -> bool {
    let hint = page.flow.ancestors(at).find_map(|at| match page.flow.container(at) {
        Some(Container::Group(hint)) if hint.role == Role::Badge => Some(hint.clone()),
        _ => None,
    });
    let Some(Hint { names, .. }) = hint else { return false };
    let (text, span) = (page.flow.nodes[at].text.clone(), page.flow.nodes[at].span);
    let is_of_level =
        || names.iter().any(|name| level::names_one(name)) && text.contains(char::is_alphanumeric);
    match level::statement(&text) {
        Some(named) if about.level.is_none() => {
            about.level = Some(Stated::new(named, LevelSource::Badge, span));
        }
        None if about.level.is_none() && is_of_level() => {
            about.level = Some(Stated::label(text, LevelSource::Badge, span));
        }
        _ if names.iter().any(|name| name.contains("tag")) => about.tags.push(text),
        _ => {
            page.flow.nodes[at].skip = Some(Furniture::Ornament);
            return true;
        }
    }
    clear(page, at);
    true
}

/// Empties a leaf that said something about the card and is no part of its content.
fn clear(page: &mut Settling, at: usize) {
    page.flow.nodes[at].kind = NodeKind::Leaf(BlockKind::Paragraph(Vec::new()));
}

/// Cuts characters off the front of a leaf.
pub(super) fn cut_leaf(page: &mut Settling, at: usize, count: usize) {
    if let Some(NodeKind::Leaf(BlockKind::Paragraph(content) | BlockKind::Heading { content, .. })) =
        page.flow.nodes.get_mut(at).map(|node| &mut node.kind)
        && count > 0
    {
        inline::cut_start(content, count);
        page.flow.nodes[at].text = page.flow.nodes[at].text.chars().skip(count).collect();
    }
}
