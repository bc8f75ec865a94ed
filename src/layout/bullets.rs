//! Bullets that are questions: lists without numbers, mostly without answers, as collections of
//! questions to ask have them.
//!
//! A follow-up in a nested list is a question of its own. Code right behind a list that ends with a
//! question belongs to that question.

use std::collections::HashSet;

use super::signs::{extent, links, wording};
use super::{Candidate, Draft, Layout, More};
use crate::flow::{Container, Flow};
use crate::format::Format;
use crate::model::{BlockKind, Inline};
use crate::render::text;

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "bullets",
    extensions: &[],
    summary: "lists of questions without numbers, mostly without answers",
    options: &[],
    open: |_| Ok(Box::new(Bullets)),
};

struct Bullets;

impl Layout for Bullets {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let mut lists: Vec<List> = Vec::new();
        let (mut at, mut section) = (0, 0);
        while at < flow.nodes.len() {
            if flow.container(at) == Some(&Container::List(None)) {
                lists.extend(list_or_inner(flow, at, section));
                at = flow.nodes[at].pair();
            }
            section += usize::from(flow.heading(at).is_some());
            at += 1;
        }
        // Beside questions, a list of nothing but links that hardly ask is a menu.
        let menus: usize = lists.iter().filter(|list| list.is_menu).map(|list| list.drafts.len()).sum();
        if menus * 2 <= lists.iter().map(|list| list.drafts.len()).sum() {
            lists.retain(|list| !list.is_menu);
        }
        // A statement among questions of one section is a request.
        let sections: HashSet<usize> = lists.iter().filter(|l| l.is_asked).map(|l| l.section).collect();
        let drafts: Vec<Draft> =
            lists.into_iter().filter(|l| sections.contains(&l.section)).flat_map(|l| l.drafts).collect();
        match drafts.len() {
            0 | 1 => Vec::new(),
            _ => vec![Candidate {
                habit: "bullets that are questions".to_owned(),
                drafts,
                ..Candidate::default()
            }],
        }
    }
}

/// A list, its items as cards.
struct List {
    drafts: Vec<Draft>,
    /// Whether at least half of its items are questions.
    is_asked: bool,
    /// Whether hardly any of its items asks, and each is a link.
    is_menu: bool,
    /// How many headings stand before it.
    section: usize,
}

/// A list, or the lists in its items where nearly all have one that asks: they are sorted by day, or by
/// subject.
fn list_or_inner(flow: &Flow, open: usize, section: usize) -> Vec<List> {
    let own = list(flow, open, section);
    if own.is_asked {
        return vec![own];
    }
    let is_inner = |at: &usize| {
        let item = flow.nodes[*at].parent().filter(|item| flow.nodes[*item].parent() == Some(open));
        flow.container(*at) == Some(&Container::List(None)) && item.is_some()
    };
    let inner: Vec<List> =
        (open..flow.nodes[open].pair()).filter(is_inner).map(|at| list(flow, at, section)).collect();
    let items = (open..flow.nodes[open].pair())
        .filter(|at| flow.nodes[*at].parent() == Some(open))
        .filter(|at| matches!(flow.container(*at), Some(Container::Item { .. })));
    let asked = inner.iter().filter(|list| list.is_asked).count();
    if asked > 0 && asked * 10 >= items.count() * 8 { inner } else { vec![own] }
}

fn list(flow: &Flow, open: usize, section: usize) -> List {
    let close = flow.nodes[open].pair();
    let asked = |draft: &Draft| wording::is_question(&extent::text(flow, draft.question.clone(), 0));
    let (mut drafts, mut items, mut questions) = (Vec::new(), 0, 0);
    for at in open..close {
        if !matches!(flow.container(at), Some(Container::Item { .. })) {
            continue;
        }
        let is_top = flow.scope(at) == Some(open);
        let Some(draft) = item(flow, at) else { continue };
        items += usize::from(is_top);
        questions += usize::from(is_top && asked(&draft));
        // What is part of an answer is no follow-up.
        let is_free = drafts.last().is_none_or(|last: &Draft| !last.answer.contains(&draft.question.start));
        if is_top || (asked(&draft) && is_free) {
            drafts.push(draft);
        }
    }
    ask_about_code(flow, &mut drafts, close);
    let is_link = |draft: &Draft| draft.question.clone().all(|at| is_link(flow, at));
    let is_menu = questions * 4 <= items && drafts.iter().all(is_link);
    List { drafts, is_menu, is_asked: questions > 0 && questions * 2 >= items, section }
}

/// Takes code into the questions that are about it: behind bullets of which a few have code and none anything
/// else, and right behind a list that ends with a question.
fn ask_about_code(flow: &Flow, drafts: &mut [Draft], close: usize) {
    let is_only_code = |draft: &Draft| flow.leaves(draft.answer.clone()).all(|at| is_code(flow, at));
    let with_code = drafts.iter().filter(|draft| flow.leaves(draft.answer.clone()).next().is_some()).count();
    if drafts.iter().all(is_only_code) && with_code * 2 <= drafts.len() {
        for draft in drafts.iter_mut() {
            draft.question.end = draft.answer.end;
            draft.answer.start = draft.answer.end;
        }
    }
    if let Some(last) = drafts.last_mut().filter(|last| last.answer.is_empty()) {
        let code = (close + 1..flow.nodes.len()).take_while(|at| is_code(flow, *at)).count();
        if code > 0 {
            last.question.end = close + 1 + code;
            last.answer = last.question.end..last.question.end;
        }
    }
}

/// Whether a node says nothing but the words of links.
fn is_link(flow: &Flow, at: usize) -> bool {
    let node = &flow.nodes[at];
    !node.is_leaf() || links::targets(node).is_some()
}

fn is_code(flow: &Flow, at: usize) -> bool {
    matches!(flow.nodes[at].other(), Some(BlockKind::Code { .. }))
}

/// The question that an item begins with; its answer reaches to a nested list of questions, or to the
/// item's end.
fn item(flow: &Flow, open: usize) -> Option<Draft> {
    let close = flow.nodes[open].pair();
    let first = extent::first_leaf(flow, open..close)?;
    let own = flow.ancestors(first).find(|at| matches!(flow.container(*at), Some(Container::Item { .. })));
    if own != Some(open) || flow.nodes[first].line().is_none() {
        return None;
    }
    let question = extent::question(flow, first);
    let begins_with_question = |list: usize| {
        let leaf = extent::first_leaf(flow, list..flow.nodes[list].pair());
        leaf.is_some_and(|leaf| wording::is_question(flow.nodes[leaf].text()))
    };
    let nested = (question.end..close)
        .find(|at| matches!(flow.container(*at), Some(Container::List(_))) && begins_with_question(*at));
    let answer = question.end..nested.unwrap_or(close);
    let (cut, topic) = tag(flow, first).map_or((0, None), |(cut, tag)| (cut, Some(tag)));
    Some(Draft { question, answer, cut, more: More::filed(topic), ..Draft::default() })
}

/// The tag before a question that is a link, "[css] [What is a box?](…)", and how many characters it takes.
fn tag(flow: &Flow, leaf: usize) -> Option<(usize, String)> {
    let content = flow.nodes[leaf].line()?;
    let link = content.iter().position(|inline| matches!(inline, Inline::Link(_)))?;
    let lead = text::inlines(&content[..link]);
    let word = lead.trim();
    // In small letters the link goes on with the code before it.
    let Inline::Link(linked) = &content[link] else { return None };
    let goes_on = text::inlines(&linked.content).trim_start().starts_with(char::is_lowercase);
    let bare = match &content[..link] {
        [Inline::Code(code)] | [Inline::Code(code), Inline::Text(_)] => {
            Some(code.as_str()).filter(|_| !goes_on)
        }
        _ => word.strip_prefix('[').and_then(|word| word.strip_suffix(']')),
    };
    let bare = bare.map(str::trim).filter(|bare| !bare.is_empty() && lead.chars().count() <= 24)?;
    Some((lead.trim_start().chars().count(), bare.to_owned()))
}
