//! Levels as a page states them: the word, what it is taken for, and where it stands.

use std::collections::BTreeMap;

use super::Settling;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::layout::Record;
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

/// The level that a field of a record gives.
pub(super) fn of_record(page: &Settling, record: &Record) -> Option<Stated> {
    let label = record.level.clone()?;
    let nodes = &page.flow.nodes;
    let field = page.flow.leaves(record.nodes.clone()).find(|at| nodes[*at].text.trim() == label);
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
