//! Where every part of a page went: spans of cards, header, furniture and the rest, that together
//! hold each character that is no white space exactly once; and the findings that follow.

use std::sync::Arc;

use super::{Owner, Settling};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::document::Skipped;
use crate::flow::{Index, Node};
use crate::model::Role;
use crate::page::Account;
use crate::source::Span;

/// Who has a stretch of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Share {
    Card(Index),
    Header,
    Skipped(Furniture),
    Loose,
    Orphan,
}

/// The account of a page, and the page's text; its furniture and its loose text become findings. What else is
/// known of the page is let go of before the account is written down, and needed no more.
pub(super) fn of(page: Settling, cards: usize, diagnostics: &mut Diagnostics) -> (Account, Arc<String>) {
    let pieces = pieces(&page);
    let text = page.flow.page;
    drop((page.flow.nodes, page.owners, page.document));
    let mut account = Account { cards: vec![Vec::new(); cards], ..Account::default() };
    for (span, share) in filled(&text, pieces) {
        match share {
            Share::Card(index) => {
                let spans = &mut account.cards[index.get()];
                // Most cards have one, and there are many cards.
                spans.reserve_exact(usize::from(spans.is_empty()));
                spans.push(span);
            }
            Share::Header => account.header.push(span),
            Share::Skipped(what) => {
                account.skipped.push(Skipped { what, span });
                match what {
                    // Of fields there is one finding for each name, made with the cards.
                    Furniture::Field => {}
                    Furniture::ExtraCell => diagnostics.push(Diagnostic::extra_cells(span)),
                    _ => diagnostics.push(Diagnostic::skipped(what, span)),
                }
            }
            Share::Loose | Share::Orphan => {
                account.loose.push(span);
                // A page without cards has a finding that says so.
                if cards > 0 {
                    let is_answer = share == Share::Orphan;
                    let finding =
                        if is_answer { Diagnostic::answer_without_question } else { Diagnostic::loose_text };
                    diagnostics.push(finding(span));
                }
            }
        }
    }
    (account, text)
}

/// The stretches with text of their own, in order, none overlapping.
fn pieces(page: &Settling) -> Vec<(Span, Share)> {
    let mut leaves: Vec<(Span, Share)> = Vec::new();
    let dropped = page.document.dropped.iter();
    let mut dropped: Vec<_> = dropped.map(|part| (part.span, Share::Skipped(part.what))).collect();
    for (at, node) in page.flow.nodes.iter().enumerate() {
        let is_comment = page.flow.group(at).is_some_and(|hint| matches!(hint.role, Role::Comment(_)));
        if (is_comment || node.is_leaf()) && !node.span.is_empty() {
            // Scripts may stand in the middle of what is shown.
            let side = if at < page.flow.shown { &mut leaves } else { &mut dropped };
            add(side, &page.flow.page, (node.span, share(node, page.owners[at])));
        }
    }
    leaves.extend(page.document.metadata.spans.iter().map(|span| (*span, Share::Header)));
    leaves.sort_by_key(|(span, _)| (span.start(), span.end()));
    dropped.sort_by_key(|(span, _)| *span);
    let dropped = disjoint(dropped);
    let text = &page.flow.page;
    let pieces =
        carve(disjoint(leaves), &dropped).into_iter().map(|(span, share)| (trimmed(text, span), share));
    pieces.filter(|(span, _)| !span.is_empty()).collect()
}

/// Adds a stretch. One that goes on with the last is part of it, so that a long page has few of them.
fn add(pieces: &mut Vec<(Span, Share)>, text: &str, (span, share): (Span, Share)) {
    match pieces.last_mut() {
        Some((last, same))
            if *same == share
                && last.end() <= span.start()
                && text.get(last.end()..span.start()).is_some_and(|gap| gap.trim().is_empty()) =>
        {
            *last = last.with_end(span.end());
        }
        _ => pieces.push((span, share)),
    }
}

/// A span without the white space at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let held = &text[span.range()];
    let start = span.start() + (held.len() - held.trim_start().len());
    Span::new(start, span.start() + held.trim_end().len())
}

fn share(node: &Node, owner: Owner) -> Share {
    match (node.skip, owner) {
        (Some(what), _) => Share::Skipped(what),
        (None, Owner::Card(index)) => Share::Card(index),
        (None, Owner::Header) => Share::Header,
        (None, Owner::Orphan) => Share::Orphan,
        (None, Owner::Nobody) if node.is_blank() => Share::Skipped(Furniture::Ornament),
        (None, Owner::Nobody) => Share::Loose,
    }
}

/// Stretches in order of their beginning, each cut off where the one before it ends.
fn disjoint(pieces: Vec<(Span, Share)>) -> Vec<(Span, Share)> {
    let mut end = 0;
    let mut out = Vec::with_capacity(pieces.len());
    for (span, share) in pieces {
        let span = Span::new(span.start().max(end), span.end());
        if !span.is_empty() {
            end = span.end();
            out.push((span, share));
        }
    }
    out
}

/// What was dropped is taken out of the stretches that it stands in.
fn carve(pieces: Vec<(Span, Share)>, dropped: &[(Span, Share)]) -> Vec<(Span, Share)> {
    let mut out: Vec<(Span, Share)> = dropped.to_vec();
    let mut first = 0;
    for (span, share) in pieces {
        while dropped.get(first).is_some_and(|(gone, _)| gone.end() <= span.start()) {
            first += 1;
        }
        let mut start = span.start();
        for (gone, _) in dropped[first..].iter().take_while(|(gone, _)| gone.start() < span.end()) {
            out.push((Span::new(start, gone.start().max(start)), share));
            start = gone.end().max(start);
        }
        out.push((Span::new(start.min(span.end()), span.end()), share));
    }
    out.retain(|(span, _)| !span.is_empty());
    out.sort_by_key(|(span, _)| span.start());
    out
}

/// The same stretches, together with the markup between them: end tags belong to what is before
/// them, other markup to what is behind it. Neighbours of one share become one.
fn filled(text: &str, pieces: Vec<(Span, Share)>) -> Vec<(Span, Share)> {
    let mut out: Vec<(Span, Share)> = Vec::new();
    let mut end = 0;
    for (mut span, share) in pieces {
        let gap = &text[end..span.start()];
        if !gap.trim().is_empty() {
            let closing = if out.is_empty() { 0 } else { end_tags(gap) };
            if let Some((last, _)) = out.last_mut().filter(|_| closing > 0) {
                *last = last.with_end(end + closing);
            }
            let rest = &text[end + closing..span.start()];
            if !rest.trim().is_empty() {
                span = span.with_start(end + closing + (rest.len() - rest.trim_start().len()));
            }
        }
        end = span.end();
        match out.last_mut() {
            Some((last, same)) if *same == share => *last = last.with_end(span.end()),
            _ => out.push((span, share)),
        }
    }
    let rest = text[end..].trim_end();
    match out.last_mut() {
        Some((last, _)) if !rest.trim().is_empty() => *last = last.with_end(end + rest.len()),
        None if !rest.trim().is_empty() => out.push((Span::new(0, rest.len()), Share::Loose)),
        _ => {}
    }
    out
}

/// How many bytes of markup are end tags, from its beginning.
fn end_tags(gap: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = gap[at..].trim_start();
        // So is the sign behind the last cell of a line of a table.
        if rest.starts_with("|\n") {
            at = gap.len() - rest.len() + 1;
            continue;
        }
        let Some(close) = rest.strip_prefix("</").and_then(|rest| rest.find('>')) else { return at };
        at = gap.len() - rest.len() + 2 + close + 1;
    }
}
