//! What stands beside question and answer and says something about the card: levels, tags, rows of
//! facts, words such as "Answer:".

use super::Settling;
use super::boxes;
use super::choices::Choices;
use super::facts;
use super::levels::Stated;
use crate::diagnostic::Furniture;
use crate::flow::{Container, Leaf, Node, NodeKind};
use crate::inline;
use crate::layout::signs::{letters, options, wording};
use crate::layout::{Draft, is_emphasised};
use crate::level;
use crate::marks::CardMark;
use crate::model::{BlockKind, Hint, Inline, Role};
use crate::page::LevelSource;

/// What is said about a card beside its question and answer.
#[derive(Debug, Default)]
pub(super) struct About {
    pub level: Option<Stated>,
    pub section: Option<String>,
    pub tags: Vec<String>,
}

/// Takes the level off a card that deckmill wrote: a line in emphasis under its heading.
fn about_marked(page: &mut Settling, draft: &Draft, mark: &CardMark) -> About {
    // Without a heading, a question's blocks follow its mark and its level.
    let place = if mark.untitled && mark.number.is_none() { 0 } else { 1 };
    let line = page.flow.leaves(draft.range()).nth(place);
    let line = line.filter(|at| is_emphasised(&page.flow.nodes[*at]));
    let level = line.filter(|_| mark.level.is_some()).map(|at| {
        let node = &page.flow.nodes[at];
        let stated = Stated::label(node.text().to_string(), LevelSource::Mark, node.span);
        clear(page, at);
        stated
    });
    About { level, ..About::default() }
}

/// Takes level lines, facts, badges and words such as "Answer:" from between question, options and
/// answer, and what stands before the question in its own box, but behind the card `before` it.
pub(super) fn about(page: &mut Settling, draft: &Draft, choices: Option<&Choices>, before: usize) -> About {
    if let Some(mark) = draft.mark() {
        return about_marked(page, draft, mark);
    }
    let mut about = About::default();
    cut_leaf(page, draft.answer.start, draft.answer_cut);
    let flow = &page.flow;
    let first = flow.leaves(draft.question.clone()).find(|at| !flow.nodes[*at].is_blank());
    let start = first.map_or(draft.question.end, |at| at + 1);
    let options = choices.map_or(start..start, |choices| choices.nodes.clone());
    let lead: Vec<usize> = flow.leaves(start..options.start.max(draft.question.end)).collect();
    for at in lead {
        say(page, at, &mut about);
    }
    before_answer(page, draft, options.end.max(draft.question.end), &mut about);
    before_question(page, draft, before, &mut about);
    if about.level.is_none() {
        about.level = boxes::level(&page.flow, draft, before);
    }
    about
}

/// What stands before the first line of the answer, and facts between its lines.
fn before_answer(page: &mut Settling, draft: &Draft, start: usize, about: &mut About) {
    let mut leaves = page.flow.leaves(start..draft.answer.end).collect::<Vec<_>>().into_iter();
    let mut is_said = false;
    for at in leaves.by_ref() {
        let text = page.flow.nodes[at].text().clone();
        let in_summary =
            page.flow.nodes[at].parent().and_then(|at| page.flow.container(at)) == Some(&Container::Summary);
        if say(page, at, about) {
            continue;
        }
        match is_text(page, at) {
            true if !in_summary && wording::is_answer_word(&text) => {
                clear(page, at);
                is_said = true;
            }
            true if text.is_empty() => {}
            true => {
                // Under a line that says it already, a label is part of the answer.
                let label = wording::answer_label(&text).filter(|_| draft.answer_cut == 0 && !is_said);
                let label =
                    label.filter(|length| !options::is_option(&page.flow, at) && fits(draft, &text, *length));
                cut_leaf(page, at, label.unwrap_or(0));
                break;
            }
            false => break,
        }
    }
    let scope = page.flow.scope(draft.question.start);
    for at in leaves {
        // "Explanation: …" under "Answer: B" is a paragraph of its own.
        if page.flow.is_line(at)
            && wording::answer_label(page.flow.nodes[at].text()).is_some_and(|length| length > 3)
        {
            let around = page.flow.nodes[at].parent().and_then(|lines| page.flow.nodes[lines].parent());
            page.flow.nodes[at].set_parent(around);
        }
        if draft.more.as_ref().and_then(|more| more.reveal) == Some(at) {
            clear(page, at);
        }
        let labelled = page.flow.nodes[at].text().contains([':', '：']);
        if labelled && is_text(page, at) && page.flow.scope(at) == scope && about.level.is_none() {
            say(page, at, about);
        }
    }
}

/// Whether a label has no number, or the question's own: "Answer 1:" is the first of several.
fn fits(draft: &Draft, text: &str, length: usize) -> bool {
    let figures: String = text.chars().take(length).filter(char::is_ascii_digit).collect();
    let own = draft.number.as_ref().and_then(|number| number.value());
    figures.is_empty() || own.is_some_and(|own| figures == own.to_string())
}

/// What stands before the question in a box that holds nothing but this card.
fn before_question(page: &mut Settling, draft: &Draft, before: usize, about: &mut About) {
    let Some(around) = page.flow.ancestors(draft.question.start).next() else { return };
    if about.level.is_some() {
        return;
    }
    let own = around >= before && boxes::is_own(&page.flow, around, draft);
    for at in around.max(before)..draft.question.start {
        // A row of facts looks like a menu, and may have been skipped as one.
        let is_menu = page.flow.nodes[at].skip == Some(Furniture::Navigation) && own;
        if !page.flow.nodes[at].is_leaf() || (page.flow.nodes[at].skip.is_some() && !is_menu) {
            continue;
        }
        let taken = if own { say(page, at, about) } else { badge(page, at, about) };
        if taken && page.owners[at] != super::Owner::Header {
            page.owners[at] = page.owners[draft.question.start];
            page.flow.nodes[at].skip.take_if(|what| *what == Furniture::Navigation);
        }
    }
}

fn is_text(page: &Settling, at: usize) -> bool {
    page.flow.nodes[at].content().is_some()
}

/// Takes a leaf that says something about the card, and nothing else.
fn say(page: &mut Settling, at: usize, about: &mut About) -> bool {
    if badge(page, at, about) || image(page, at, about) {
        return true;
    }
    let (text, span) = (page.flow.nodes[at].text().clone(), page.flow.nodes[at].span);
    if !is_text(page, at) || text.is_empty() {
        return false;
    }
    if about.level.is_none()
        && let Some((level, label)) = level::statement(&text)
    {
        about.level = Some(Stated::new((level, label), LevelSource::Line, span));
        clear(page, at);
        return true;
    }
    let Some(facts) = facts::of(&text) else { return unknown(page, at, about) };
    // A line "Topic: …" alone can begin an answer.
    let is_row =
        facts.level.is_some() || !facts.tags.is_empty() || about.level.is_some() || is_fact(page, at + 1);
    if !is_row || (facts.level.is_some() && about.level.is_some()) {
        return false;
    }
    about.level =
        facts.level.map(|label| Stated::label(label, LevelSource::Line, span)).or(about.level.take());
    about.section = facts.section.or(about.section.take());
    about.tags.extend(facts.tags);
    match facts.rest.is_empty() {
        true => clear(page, at),
        false => set_line(page, at, vec![Inline::text(facts.rest.join(" | "))]),
    }
    true
}

/// Takes a line that has a level's label and a word that nobody knows, where an answer follows.
fn unknown(page: &mut Settling, at: usize, about: &mut About) -> bool {
    let node = &page.flow.nodes[at];
    let Some(label) = level::unknown(node.text()).filter(|_| about.level.is_none()) else { return false };
    let own = page.owners[at];
    let is_own = |at: &usize| page.owners[*at] == own;
    let end = page.flow.nodes.len();
    let is_followed =
        page.flow.leaves(at + 1..end).take_while(is_own).any(|at| !page.flow.nodes[at].is_blank());
    if !is_followed {
        return false;
    }
    about.level = Some(Stated::label(label, LevelSource::Line, node.span));
    clear(page, at);
    true
}

/// Whether the next leaf behind a place states a level with its label.
fn is_fact(page: &Settling, start: usize) -> bool {
    let next = page.flow.leaves(start..start + 4).next();
    next.and_then(|at| facts::of(page.flow.nodes[at].text())).is_some_and(|facts| facts.level.is_some())
}

/// Takes the picture of a badge out of a line that is one, or begins or ends with one.
fn image(page: &mut Settling, at: usize, about: &mut About) -> bool {
    let span = page.flow.nodes[at].span;
    let Some(line) = page.flow.nodes[at].line() else { return false };
    let is_image = |inline: &Inline| boxes::image(inline).is_some();
    if about.level.is_some()
        || !line.iter().all(|inline| is_image(inline) || *inline == Inline::Break || is_space(inline))
    {
        return false;
    }
    let Some(found) = line.iter().position(|inline| boxes::image_level(inline).is_some()) else {
        return false;
    };
    let Some(content) = page.flow.nodes[at].content_mut() else { return false };
    about.level =
        boxes::image_level(&content[found]).map(|named| Stated::new(named, LevelSource::Badge, span));
    content.remove(found);
    inline::tidy_line(content);
    if content.is_empty() {
        clear(page, at);
    }
    true
}

fn is_space(inline: &Inline) -> bool {
    matches!(inline, Inline::Text(text) if text.trim().is_empty())
}

/// Takes a leaf that is a badge: a level, a tag, or an ornament.
fn badge(page: &mut Settling, at: usize, about: &mut About) -> bool {
    let mut groups = page.flow.ancestors(at).filter_map(|at| page.flow.group(at));
    let hint = groups.find(|hint| hint.role == Role::Badge).cloned();
    drop(groups);
    let Some(Hint { names, .. }) = hint else { return false };
    let (text, span) = (page.flow.nodes[at].text().clone(), page.flow.nodes[at].span);
    let is_of_level =
        || names.iter().any(|name| level::names_one(name)) && text.contains(char::is_alphanumeric);
    match level::statement(&text) {
        Some(named) if about.level.is_none() => {
            about.level = Some(Stated::new(named, LevelSource::Badge, span));
        }
        None if about.level.is_none() && is_of_level() => {
            about.level = Some(Stated::label(text.to_string(), LevelSource::Badge, span));
        }
        _ if names.iter().any(|name| name.contains("tag")) => about.tags.push(text.to_string()),
        _ => {
            page.flow.nodes[at].skip = Some(Furniture::Ornament);
            return true;
        }
    }
    clear(page, at);
    true
}

/// Empties a leaf that said something about the card and is no part of its content; a list of such
/// leaves goes with them.
fn clear(page: &mut Settling, at: usize) {
    set_line(page, at, Vec::new());
    let is_list = |at: &usize| matches!(page.flow.container(*at), Some(Container::List(_)));
    let Some(list) = page.flow.ancestors(at).find(is_list) else { return };
    let is_cleared = |at: usize| page.flow.nodes[at].line().is_some_and(<[Inline]>::is_empty);
    // Items are cleared from the first on: the last tells soonest that some are left.
    let is_left = |at: &usize| page.flow.nodes[*at].is_leaf() && page.flow.nodes[*at].skip.is_none();
    if (list..page.flow.nodes[list].pair()).rev().filter(is_left).all(is_cleared) {
        let hint = Hint { role: Role::Division, names: Vec::new() };
        page.flow.nodes[list].kind = NodeKind::Open(Box::new(Container::Group(Box::new(hint))));
    }
}

/// Makes a leaf a paragraph of other content.
fn set_line(page: &mut Settling, at: usize, content: Vec<Inline>) {
    if let Some(leaf) = page.flow.nodes[at].leaf_mut() {
        leaf.block = BlockKind::Paragraph(content);
    }
}

/// Cuts characters off the front of a leaf.
pub(super) fn cut_leaf(page: &mut Settling, at: usize, count: usize) {
    // Of most leaves the text is all there is.
    if let Some(NodeKind::Plain(Inline::Text(text))) = page.flow.nodes.get_mut(at).map(|node| &mut node.kind)
    {
        let rest = letters::behind(text, count).trim_start().len();
        if rest > 0 {
            return text.cut(text.len() - rest);
        }
    }
    if let Some(Leaf { block, text }) = page.flow.nodes.get_mut(at).and_then(Node::leaf_mut)
        && let BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } = block
        && count > 0
    {
        inline::cut_start(content, count);
        text.cut(text.len() - letters::behind(text, count).len());
    }
}
