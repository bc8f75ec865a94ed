//! Makes cards of the chosen drafts: takes numbers, labels and levels off, moves the blocks.

use super::footnotes::Notes;
use super::{Owner, Settling, level_marks};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::document::{Container, NodeKind};
use crate::identity;
use crate::inline;
use crate::layout::Draft;
use crate::layout::signs::wording;
use crate::level;
use crate::marks::{self, CardMark, Mark};
use crate::model::{Block, BlockKind, Card, Hint, Inline, Level, Origin, Role};
use crate::source::Lines;

/// A level, and the page's own word for it.
pub(super) type Stated = (Option<Level>, String);

/// What is said about a card beside its question and answer.
#[derive(Debug, Default)]
struct About {
    level: Option<Stated>,
    tags: Vec<String>,
}

/// The cards of a page, in order.
pub(super) fn cards(
    page: &mut Settling,
    drafts: Vec<Draft>,
    notes: &mut Notes,
    key: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<Card> {
    let paths = paths(page, &drafts);
    let ids = marked_ids(page, &drafts);
    let styled = level_marks::are_styled(&page.flow, &drafts);
    let lines = Lines::new(&page.document.text);
    let only = drafts.len() == 1;
    let mut cards: Vec<Card> = Vec::with_capacity(drafts.len());
    for (index, (draft, (path, over))) in drafts.into_iter().zip(paths).enumerate() {
        let span =
            page.flow.nodes[draft.question.start..].iter().find(|node| !node.text.is_empty()).map(|n| n.span);
        let span = span.unwrap_or_default();
        let mut about = about(page, &draft);
        let (mut question, mut answer) = content(page, &draft);
        // Where deckmill's own mark says it all, nothing is guessed from what stands around.
        let guessed = draft.mark.is_none();
        if guessed {
            about.level = about.level.take().or_else(|| level_marks::cut(&mut question, styled));
        }
        notes.resolve(index, &mut question, &mut answer);
        let mark = draft.mark.clone().unwrap_or_default();
        let id = ids[index].clone().or_else(|| page.document.metadata.id.clone().filter(|_| only));
        let (line, column) = lines.position(&page.document.text, span.start);
        let metadata = &page.document.metadata;
        let level = about
            .level
            .or(over.filter(|_| guessed))
            .or_else(|| metadata.level.clone().map(|label| (level::of_label(&label), label)));
        if answer.is_empty() {
            diagnostics.push(Diagnostic::unanswered(draft.number.as_ref().map(|n| n.label.as_str()), span));
        }
        number_findings(cards.last(), &draft, span, diagnostics);
        cards.push(Card {
            id: match id {
                Some(mark) => identity::guid_of_mark(key, &mark),
                None => identity::guid(key, &question, 1),
            },
            number: draft.number,
            question,
            answer,
            level: level.as_ref().and_then(|(level, _)| *level),
            level_label: level.map(|(_, label)| label),
            path: mark.path.unwrap_or(path),
            tags: [metadata.tags.clone(), about.tags, mark.tags].concat(),
            origin: Origin { source: page.source.name.clone(), line, column, modified: page.source.modified },
        });
    }
    cards
}

fn number_findings(
    before: Option<&Card>,
    draft: &Draft,
    span: crate::source::Span,
    diagnostics: &mut Diagnostics,
) {
    let last = before.and_then(|card| card.number.as_ref()?.value);
    let (Some(last), Some(own)) = (last, draft.number.as_ref().and_then(|number| number.value)) else {
        return;
    };
    if own == last && own != 1 {
        diagnostics.push(Diagnostic::number_repeated(own, span));
    } else if own > last + 1 {
        diagnostics.push(Diagnostic::number_missing(last + 1, own - 1, span));
    }
}

/// The headings over each card, and the level that one of them states.
fn paths(page: &mut Settling, drafts: &[Draft]) -> Vec<(Vec<String>, Option<Stated>)> {
    let mut stack: Vec<(u8, usize)> = Vec::new();
    let mut found = Vec::with_capacity(drafts.len());
    let mut at = 0;
    for draft in drafts {
        while at < draft.question.start {
            let node = &page.flow.nodes[at];
            let free =
                page.owners[at] == Owner::Nobody && matches!(node.skip, None | Some(Furniture::Heading));
            if let Some(level) = page.flow.heading(at).filter(|_| free) {
                stack.retain(|(over, _)| *over < level);
                stack.push((level, at));
            }
            at += 1;
        }
        let own = page.flow.leaves(draft.question.clone()).find_map(|at| page.flow.heading(at));
        let says = |at: usize| draft.mark.is_some() || !wording::is_part_of_page(&page.flow.nodes[at].text);
        let is_over = |(level, at): &&(u8, usize)| own.is_none_or(|own| *level < own) && says(*at);
        let over: Vec<usize> = stack.iter().filter(is_over).map(|s| s.1).collect();
        for at in &over {
            page.flow.nodes[*at].skip = None;
            page.owners[*at] = Owner::Header;
        }
        let path: Vec<String> = over.iter().map(|at| page.flow.nodes[*at].text.replace('\n', " ")).collect();
        let level = path.iter().rev().find_map(|heading| level::of_heading(heading));
        found.push((path, level.map(|(level, label)| (Some(level), label))));
    }
    found
}

/// The ids that deckmill's marks give, wherever they stand by their questions.
fn marked_ids(page: &mut Settling, drafts: &[Draft]) -> Vec<Option<String>> {
    let mut ids: Vec<Option<String>> =
        drafts.iter().map(|d| d.mark.as_ref().and_then(|m| m.id.clone())).collect();
    let all = 0..page.flow.nodes.len();
    let marks: Vec<(usize, CardMark)> = page
        .flow
        .comments(all)
        .filter_map(|(at, text)| match marks::parse(text)? {
            Mark::Card(mark) => Some((at, mark)),
            Mark::Deck { .. } | Mark::Answer | Mark::Section => None,
        })
        .collect();
    for (at, mark) in marks {
        let next = page.flow.leaves(at..page.flow.nodes.len()).next();
        let begins =
            |draft: &Draft| next.is_some() && next == page.flow.leaves(draft.question.clone()).next();
        let first = drafts.partition_point(|draft| draft.question.end <= at);
        let below = drafts.get(first).filter(|draft| begins(draft)).map(|_| first);
        let around = if let Owner::Card(index) = page.owners[at] { Some(index) } else { None };
        if let Some(index) = below.or(around) {
            page.owners[at] = Owner::Card(index);
            page.flow.nodes[at].skip = None;
            if ids[index].is_none() {
                ids[index] = mark.id;
            }
        }
    }
    ids
}

/// Takes the level off a card that deckmill wrote: a line in emphasis under its heading.
fn about_marked(page: &mut Settling, draft: &Draft, mark: &CardMark) -> About {
    // Without a heading, a question's blocks follow its mark and its level.
    let place = if mark.untitled && mark.number.is_none() { 0 } else { 1 };
    let line = page.flow.leaves(draft.range()).nth(place);
    let line = line.filter(|at| crate::layout::is_emphasised(&page.flow.nodes[*at].kind));
    let level = line.filter(|_| mark.level.is_some()).map(|at| {
        let label = page.flow.nodes[at].text.clone();
        clear(page, at);
        (level::of_label(&label), label)
    });
    About { level, ..About::default() }
}

/// Takes level lines, badges and words such as "Answer:" from between question and answer, and a
/// badge from before the question in the same box.
fn about(page: &mut Settling, draft: &Draft) -> About {
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
        match level::statement(&text) {
            Some((level, label)) if is_text && about.level.is_none() => {
                about.level = Some((Some(level), label))
            }
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
    let open = draft.question.start;
    let before = page.flow.ancestors(open).filter(|at| !page.flow.leaves(*at..open).any(|_| false)).next();
    if about.level.is_none()
        && let Some(around) = before
    {
        let lead: Vec<usize> = page.flow.leaves(around..open).collect();
        lead.into_iter().for_each(|at| {
            badge(page, at, &mut about);
        });
    }
    about
}

/// Takes a leaf that is a badge: a level, a tag, or an ornament.
fn badge(page: &mut Settling, at: usize, about: &mut About) -> bool {
    let hint = page.flow.ancestors(at).find_map(|at| match page.flow.container(at) {
        Some(Container::Group(hint)) if hint.role == Role::Badge => Some(hint.clone()),
        _ => None,
    });
    let Some(Hint { names, .. }) = hint else { return false };
    let text = page.flow.nodes[at].text.clone();
    match level::statement(&text) {
        Some((level, label)) if about.level.is_none() => about.level = Some((Some(level), label)),
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

fn cut_leaf(page: &mut Settling, at: usize, count: usize) {
    if let Some(NodeKind::Leaf(BlockKind::Paragraph(content) | BlockKind::Heading { content, .. })) =
        page.flow.nodes.get_mut(at).map(|node| &mut node.kind)
        && count > 0
    {
        inline::cut_start(content, count);
        page.flow.nodes[at].text = page.flow.nodes[at].text.chars().skip(count).collect();
    }
}

/// The blocks of question and answer.
fn content(page: &mut Settling, draft: &Draft) -> (Vec<Block>, Vec<Block>) {
    let first = page.flow.leaves(draft.question.clone()).next();
    let rest = first.zip(draft.split).and_then(|(at, split)| split_leaf(page, at, split));
    if let Some(at) = first {
        cut_leaf(page, at, draft.cut);
    }
    let mut question = page.flow.take(draft.question.start, draft.question.end);
    question.iter_mut().for_each(|block| plain_question(block, draft.mark.is_none()));
    if question.is_empty() {
        let label = draft.number.as_ref().map_or("?", |number| number.label.as_str());
        question.push(Block::paragraph(label));
    }
    let mut answer: Vec<Block> = rest.into_iter().collect();
    answer.extend(page.flow.take(draft.answer.start, draft.answer.end));
    let marked = draft.mark.is_some();
    (question, if marked { answer } else { without_shells(answer) })
}

/// Parts a leaf behind `split` characters: what is behind becomes a block of its own.
fn split_leaf(page: &mut Settling, at: usize, split: usize) -> Option<Block> {
    let node = &mut page.flow.nodes[at];
    let NodeKind::Leaf(BlockKind::Paragraph(content)) = &mut node.kind else { return None };
    let mut rest = content.clone();
    let length = node.text.chars().count();
    inline::cut_start(&mut rest, split);
    inline::cut_end(content, length.saturating_sub(split));
    let text: String = node.text.chars().skip(split).collect();
    if let Some(label) = wording::answer_label(text.trim_start()) {
        inline::cut_start(&mut rest, label);
    }
    let mut block = Block { kind: BlockKind::Paragraph(rest), span: node.span };
    inline::tidy(&mut block).then_some(block)
}

/// A question is a paragraph, and mostly not bold or a link to itself for more than being a question.
fn plain_question(block: &mut Block, is_styled: bool) {
    if let BlockKind::Heading { content, .. } = &mut block.kind {
        block.kind = BlockKind::Paragraph(std::mem::take(content));
    }
    let BlockKind::Paragraph(content) = &mut block.kind else { return };
    while let [only] = content.as_mut_slice() {
        let whole = match only {
            Inline::Strong(_) => is_styled,
            Inline::Link { target, .. } => is_styled && target.starts_with('#'),
            _ => false,
        };
        match inline::inner_mut(only).filter(|_| whole) {
            Some(inner) => *content = std::mem::take(inner),
            None => break,
        }
    }
    inline::tidy(block);
}

/// Details that only say "Answer" are a shell around it.
fn without_shells(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block.kind {
            BlockKind::Details { summary, content }
                if wording::is_answer_word(&crate::render::text::inlines(&summary.content)) =>
            {
                out.extend(content);
            }
            _ => out.push(block),
        }
    }
    out
}
