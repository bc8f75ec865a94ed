//! What on a page is no content: by its box before layouts look, by its place and words afterwards.

use std::cell::{LazyCell, OnceCell};
use std::collections::HashSet;
use std::ops::Range;

use super::{Owner, Settling, facts};
use crate::diagnostic::Furniture;
use crate::flow::{Container, Flow, Node};
use crate::layout::Draft;
use crate::layout::signs::letters::Key;
use crate::layout::signs::{extent, letters, links, number, wording};
use crate::model::{BlockKind, Cell, Hint, Inline, Role};

/// Parts of class names and ids that say that a box is no content.
const BOXES: &[(&str, Furniture)] = &[
    ("nav", Furniture::Navigation),
    ("navbar", Furniture::Navigation),
    ("navigation", Furniture::Navigation),
    ("navheader", Furniture::Navigation),
    ("navfooter", Furniture::Navigation),
    ("menu", Furniture::Navigation),
    ("sidebar", Furniture::Navigation),
    ("related", Furniture::Navigation),
    ("sphinxsidebar", Furniture::Navigation),
    ("pagination", Furniture::Navigation),
    ("social", Furniture::Navigation),
    ("share", Furniture::Navigation),
    ("toc", Furniture::Contents),
    ("contents", Furniture::Contents),
    ("ad", Furniture::CallToAction),
    ("ads", Furniture::CallToAction),
    ("advert", Furniture::CallToAction),
    ("advertisement", Furniture::CallToAction),
    ("promo", Furniture::CallToAction),
    ("banner", Furniture::CallToAction),
    ("cta", Furniture::CallToAction),
    ("cookie", Furniture::CallToAction),
    ("cookies", Furniture::CallToAction),
    ("newsletter", Furniture::CallToAction),
    ("subscribe", Furniture::CallToAction),
    ("sponsor", Furniture::CallToAction),
    ("copyright", Furniture::Copyright),
];

/// Marks the leaves of boxes that hold no card.
pub fn mark_boxes(flow: &mut Flow) {
    let lengths = OnceCell::new();
    let mut at = 0;
    while at < flow.nodes.len() {
        let pair = flow.nodes[at].pair();
        if let Some(Container::Group(hint)) = flow.container(at)
            && let Some(what) = box_kind(flow, at, hint)
            // A box that holds most of the page is named after what it holds besides.
            && (matches!(hint.role, Role::Navigation | Role::Footer)
                || is_small(lengths.get_or_init(|| flow.text_before(|_| true)), at..pair))
        {
            let copyright = |text: &str| wording::is_copyright(text);
            for leaf in at..pair {
                if flow.nodes[leaf].is_leaf() {
                    let owned = copyright(flow.nodes[leaf].text());
                    flow.nodes[leaf].skip = Some(if owned { Furniture::Copyright } else { what });
                }
            }
            at = pair;
        }
        at += 1;
    }
}

/// Whether some nodes hold no more than two fifths of a page's text.
fn is_small(lengths: &[usize], nodes: Range<usize>) -> bool {
    let all = lengths.last().copied().unwrap_or_default();
    (lengths[nodes.end] - lengths[nodes.start]) * 5 <= all * 2
}

fn box_kind(flow: &Flow, at: usize, hint: &Hint) -> Option<Furniture> {
    let inside = |roles: &[Role]| {
        flow.ancestors(at).any(
            |at| matches!(flow.container(at), Some(Container::Group(hint)) if roles.contains(&hint.role)),
        )
    };
    let asks = || {
        let range = at..flow.nodes[at].pair();
        let heading = range.clone().find(|at| flow.heading(*at).is_some());
        heading.is_some_and(|at| wording::is_question(flow.nodes[at].text()))
    };
    let holds_heading = || (at..flow.nodes[at].pair()).any(|at| flow.heading(at).is_some());
    match hint.role {
        Role::Navigation => Some(Furniture::Navigation),
        Role::Footer if !inside(&[Role::Article]) => Some(Furniture::Navigation),
        Role::Aside if !inside(&[Role::Article, Role::Main]) => Some(Furniture::Navigation),
        Role::Header if !inside(&[Role::Article, Role::Main]) && !holds_heading() => {
            Some(Furniture::Navigation)
        }
        Role::Division | Role::Aside => {
            // The id of a section is often its heading: "how-do-cookies-work".
            let short = hint.names.iter().filter(|name| name.split(['-', '_']).count() <= 3);
            let mut parts = short.flat_map(|name| name.split(['-', '_'])).filter(|_| !asks());
            parts.find_map(|part| BOXES.iter().find(|(name, _)| *name == part)).map(|(_, what)| *what)
        }
        _ => None,
    }
}

/// Marks what is left: the foot of the page, contents lists, ornaments, links to the top.
pub(super) fn mark_rest(page: &mut Settling, drafts: &[Draft]) {
    let shown = &drafts[..drafts.partition_point(|draft| draft.question.start < page.flow.shown)];
    // deckmill's own pages have no foot, and their marks say where answers end.
    let guessed = |draft: &&Draft| draft.mark().is_none();
    if shown.last().is_some_and(|last| guessed(&last)) {
        mark_foot(page, shown);
    }
    // Where nothing is left that says something, nobody asks whether it repeats a question.
    let is_left = |at: usize| {
        let node = &page.flow.nodes[at];
        page.owners[at] == Owner::Nobody && node.skip.is_none() && !node.is_blank()
    };
    let asked = if (0..page.flow.nodes.len()).any(is_left) { drafts } else { &[] };
    let questions: HashSet<Key> = asked
        .iter()
        .map(|draft| bare(&extent::text(&page.flow, draft.question.clone(), draft.cut), 0))
        .collect();
    let first = drafts.first().map_or(usize::MAX, |draft| draft.question.start);
    for at in 0..page.flow.nodes.len() {
        if page.owners[at] == Owner::Nobody
            && page.flow.nodes[at].skip.is_none()
            && let Some(what) = kind_of_rest(&page.flow, at, &questions, first)
        {
            page.flow.nodes[at].skip = Some(what);
        }
    }
    for draft in shown.iter().filter(guessed) {
        mark_ends(page, draft);
    }
}

/// Letters and digits of a text behind its number, to compare questions by.
pub(super) fn bare(text: &str, cut: usize) -> Key {
    let mut letters = Vec::new();
    letters::push(letters::behind(text, cut), 120, &mut letters);
    Key::new(&letters)
}

/// What a part that is in no card is for; `first` is where the first card stands.
fn kind_of_rest(flow: &Flow, at: usize, questions: &HashSet<Key>, first: usize) -> Option<Furniture> {
    let node = &flow.nodes[at];
    if let Some(Hint { role: Role::Comment(_), .. }) = flow.group(at) {
        return Some(Furniture::Comment);
    }
    if !node.is_leaf() {
        return None;
    }
    let text = node.text().as_str();
    let cut = number::prefix(text).map_or(0, |prefix| prefix.length);
    let in_list = || flow.ancestors(at).any(|at| matches!(flow.container(at), Some(Container::Item { .. })));
    match node.other() {
        _ if at >= flow.shown => Some(Furniture::Data),
        _ if flow.is_in_record(at) => Some(Furniture::Field),
        Some(BlockKind::Rule) => Some(Furniture::Ornament),
        Some(BlockKind::Heading { .. }) => Some(Furniture::Heading),
        _ if text.is_empty() => Some(Furniture::Ornament),
        _ if wording::is_copyright(text) => Some(Furniture::Copyright),
        _ if wording::is_to_top(text) => Some(Furniture::BackToTop),
        _ if questions.contains(&bare(text, 0)) || questions.contains(&bare(text, cut)) => {
            Some(Furniture::Contents)
        }
        _ if is_list_of_anchors(node) => Some(Furniture::Contents),
        _ if links::targets(node).is_some() && (in_list() || links::segments(node).is_some()) => {
            Some(Furniture::Navigation)
        }
        _ if links::segments(node).is_some() => Some(Furniture::Navigation),
        _ if wording::is_answer_word(text) || wording::is_part_of_page(text) => Some(Furniture::Ornament),
        _ if wording::is_invitation(text) => Some(Furniture::CallToAction),
        _ if at < first && wording::is_above_page(text) => Some(Furniture::Navigation),
        _ if wording::is_advertisement(text) => Some(Furniture::CallToAction),
        _ => None,
    }
}

/// Whether a block is nothing but links to places of its own page; of a table, nearly all rows.
pub(super) fn is_list_of_anchors(node: &Node) -> bool {
    let Some(BlockKind::Table(table)) = node.other() else {
        return links::targets(node).is_some_and(|targets| links::are_anchors(&targets));
    };
    let is_anchor =
        |cell: &Cell| links::targets_in(&cell.content).is_some_and(|targets| links::are_anchors(&targets));
    let linked = table.rows.iter().filter(|row| row.iter().any(is_anchor)).count();
    linked >= 4 && linked * 5 >= table.rows.len() * 4
}

/// The foot of a page, from its end upwards: copyright, links, invitations, also where they stand
/// below the last answer. The answer's first block is no invitation, and no menu where all other questions
/// have an answer.
fn mark_foot(page: &mut Settling, drafts: &[Draft]) {
    let Some(last) = drafts.last() else { return };
    let flow = &page.flow;
    let content: Vec<usize> =
        flow.leaves(last.answer.clone()).filter(|at| !flow.nodes[*at].is_blank()).collect();
    let plain = content.iter().copied().find(|at| !crate::level::is_statement(flow.nodes[*at].text()));
    let others = drafts[..drafts.len() - 1].iter();
    let usual = LazyCell::new(|| others.map(|draft| paragraphs(flow, draft)).max().unwrap_or(0));
    let all_answered = LazyCell::new(|| {
        drafts.len() > 1 && drafts.iter().all(|draft| extent::has_answer(flow, draft.answer.clone()))
    });
    let mut count = paragraphs(flow, last);
    let mut seen_foot = false;
    let leaves: Vec<usize> = flow.leaves(last.answer.start..flow.shown).collect();
    let mut marked: Vec<(usize, Furniture)> = Vec::new();
    for at in leaves.into_iter().rev() {
        let text = page.flow.nodes[at].text().as_str();
        let same_paragraph = marked.last().filter(|(below, what)| {
            *what == Furniture::CallToAction
                && page.flow.is_line(at)
                && page.flow.nodes[*below].parent() == page.flow.nodes[at].parent()
        });
        // One block more than any other answer has, above a foot: that is part of the foot.
        let odd = seen_foot && drafts.len() >= 4 && count > *usual && text.chars().count() <= 240;
        let may_invite = Some(at) != plain;
        let node = &page.flow.nodes[at];
        let what = match node.other() {
            Some(BlockKind::Rule) => Furniture::Ornament,
            Some(BlockKind::Code { .. } | BlockKind::Table(_)) => break,
            _ if facts::of(text).is_some() => break,
            _ if text.is_empty() && is_picture(node) && stands_beside(flow, at, content.last()) => break,
            _ if text.is_empty() => Furniture::Ornament,
            _ if wording::is_copyright(text) => Furniture::Copyright,
            _ if wording::is_to_top(text) => Furniture::BackToTop,
            _ if links::segments(node).is_some() && (may_invite || !*all_answered) => Furniture::Navigation,
            _ if may_invite && (same_paragraph.is_some() || wording::is_invitation(text) || odd) => {
                Furniture::CallToAction
            }
            _ => break,
        };
        count -= usize::from(!page.flow.is_line(at) || same_paragraph.is_none()).min(count);
        seen_foot |= matches!(what, Furniture::Copyright | Furniture::Navigation);
        marked.push((at, what));
    }
    for (at, what) in marked {
        page.flow.nodes[at].skip = Some(what);
    }
}

/// Whether a block shows an image that is no link.
fn is_picture(node: &Node) -> bool {
    node.line().is_some_and(|line| line.iter().any(|part| matches!(part, Inline::Image(_))))
}

/// Whether a block stands right beside another, in no box of its own.
fn stands_beside(flow: &Flow, at: usize, other: Option<&usize>) -> bool {
    let holder = |at: usize| match flow.is_line(at) {
        true => flow.nodes[at].parent().and_then(|lines| flow.nodes[lines].parent()),
        false => flow.nodes[at].parent(),
    };
    other.is_some_and(|other| holder(at) == holder(*other))
}

/// How many paragraphs an answer has; lines of one paragraph count once.
fn paragraphs(flow: &Flow, draft: &Draft) -> usize {
    let mut parents = HashSet::new();
    let is_new = |at: &usize| !flow.is_line(*at) || parents.insert(flow.nodes[*at].parent());
    flow.leaves(draft.answer.clone()).filter(is_new).count()
}

/// Rules and links to the top at either end of an answer, and places of advertisements in it.
fn mark_ends(page: &mut Settling, draft: &Draft) {
    let leaves: Vec<usize> = page.flow.leaves(draft.answer.clone()).collect();
    let at_start = leaves.iter().take_while(|at| is_rule(&page.flow, **at));
    let at_end =
        leaves.iter().rev().take_while(|at| is_rule(&page.flow, **at) || is_link_to_top(&page.flow, **at));
    let ends: Vec<usize> = at_start.chain(at_end).copied().collect();
    let is_place = |at: &usize| is_place_of_advertisement(&page.flow, *at);
    let mut places: Vec<usize> = leaves.iter().copied().filter(is_place).collect();
    // An answer that says nothing else may mean the word.
    let says_more = |at: &usize| !page.flow.nodes[*at].is_blank() && !is_place(at);
    if !places.is_empty() && !leaves.iter().any(says_more) {
        places.clear();
    }
    for at in ends {
        let what = if is_rule(&page.flow, at) { Furniture::Ornament } else { Furniture::BackToTop };
        page.flow.nodes[at].skip = Some(what);
    }
    for at in places {
        page.flow.nodes[at].skip = Some(Furniture::CallToAction);
    }
}

/// Whether a paragraph of its own says only that an advertisement stood there.
fn is_place_of_advertisement(flow: &Flow, at: usize) -> bool {
    if !wording::is_advertisement(flow.nodes[at].text()) {
        return false;
    }
    // In bold it is a title, behind a colon what was announced.
    let is_plain = matches!(flow.nodes[at].line(), Some([Inline::Text(_)]));
    let is_announced = at > 0 && flow.nodes[at - 1].text().ends_with([':', '：']);
    is_plain && !is_announced && !flow.is_line(at) && flow.scope(at).is_none()
}

fn is_rule(flow: &Flow, at: usize) -> bool {
    matches!(flow.nodes[at].other(), Some(BlockKind::Rule))
}

fn is_link_to_top(flow: &Flow, at: usize) -> bool {
    let node = &flow.nodes[at];
    let text = node.text();
    wording::is_to_top(text)
        && (links::targets(node).is_some()
            || text.chars().count() > 3
            || !text.chars().any(char::is_alphanumeric))
}
