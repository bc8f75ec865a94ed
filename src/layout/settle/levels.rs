//! Levels as a page states them: the word, what it is taken for, and where it stands.

use std::collections::BTreeMap;

use super::Settling;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::layout::{Draft, Record};
use crate::level;
use crate::model::{Card, Level};
use crate::page::{LevelOrigin, LevelSource};
use crate::source::Span;

/// A level, the page's own word for it, and where that stands.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    pub level: Option<Level>,
    pub label: String,
    pub origin: LevelOrigin,
}

impl Stated {
    /// A level that was understood.
    pub fn new((level, label): (Level, String), source: LevelSource, span: Span) -> Stated {
        Stated { level: Some(level), label, origin: LevelOrigin { source, span } }
    }

    /// A word that stands where a level should, understood or not.
    pub fn label(label: String, source: LevelSource, span: Span) -> Stated {
        Stated { level: level::of_label(&label), label, origin: LevelOrigin { source, span } }
    }
}

/// The level that the front matter gives to all cards.
pub(super) fn of_page(page: &Settling) -> Option<Stated> {
    let metadata = &page.document.metadata;
    let label = metadata.level.clone()?;
    let span = metadata.spans.iter().copied().reduce(Span::join).unwrap_or_default();
    Some(Stated::label(label, LevelSource::FrontMatter, span))
}

/// The level in a comment behind an answer, where it has a label: `<!-- level: easy -->`.
pub(super) fn of_comment(page: &Settling, draft: &Draft) -> Option<Stated> {
    let (at, named) = page.flow.comments(draft.answer.clone()).find_map(|(at, text)| {
        let (label, _) = text.split_once(':')?;
        Some((at, level::statement(text.trim()).filter(|_| level::is_label(label.trim()))?))
    })?;
    Some(Stated::new(named, LevelSource::Line, page.flow.nodes[at].span))
}

/// The level that the topic of a card is.
pub(super) fn of_topic(page: &Settling, draft: &Draft) -> Option<Stated> {
    let named = level::of_heading(draft.more.as_ref()?.topic.as_deref()?)?;
    Some(Stated::new(named, LevelSource::Heading, page.flow.nodes[draft.question.start].span))
}

/// Cards without a level on a page without levels have the one that its title names.
pub(super) fn of_title(
    page: &Settling,
    cards: &mut [Card],
    origins: &mut [Option<LevelOrigin>],
    title: &str,
) {
    let named = level::of_heading(title).filter(|_| level::is_sure(title));
    let silent = cards.iter().all(|card| card.level_label.is_none());
    let Some((level, label)) = named.filter(|_| silent) else { return };
    let is_title = |node: &&crate::flow::Node| !node.is_blank() && title.contains(node.text().as_str());
    let span = page.flow.nodes.iter().find(is_title).map_or(Span::default(), |node| node.span);
    for (card, origin) in cards.iter_mut().zip(origins) {
        (card.level, card.level_label) = (Some(level), Some(label.as_str().into()));
        *origin = Some(LevelOrigin { source: LevelSource::Title, span });
    }
}

/// The level that a field of a record gives.
pub(super) fn of_record(page: &Settling, record: &Record) -> Option<Stated> {
    let label = record.level.clone()?;
    let nodes = &page.flow.nodes;
    let field = page.flow.leaves(record.nodes.clone()).find(|at| nodes[*at].text().trim() == label);
    let span = nodes[field.unwrap_or(record.nodes.start)].span;
    Some(Stated::label(label, LevelSource::Field, span))
}

/// Says which words that stand where levels do are in no table, once for each word.
///
/// Figures can't be misspelt, and mean nothing but what the page says they mean: they stay labels.
pub(super) fn report(cards: &[Card], origins: &[Option<LevelOrigin>], diagnostics: &mut Diagnostics) {
    let mut unknown: BTreeMap<&str, (usize, Span)> = BTreeMap::new();
    for (card, origin) in cards.iter().zip(origins) {
        if let (None, Some(label), Some(origin)) = (card.level, card.level_label.as_deref(), origin)
            && label.contains(char::is_alphabetic)
        {
            unknown.entry(label).or_insert((0, origin.span)).0 += 1;
        }
    }
    for (label, (count, span)) in unknown {
        diagnostics.push(Diagnostic::level_unknown(label, count, span));
    }
}
