//! Levels in what is drawn around a question: classes of its box, pictures of badges.

use super::level_marks::Named;
use super::levels::Stated;
use crate::flow::Flow;
use crate::layout::Draft;
use crate::level;
use crate::model::{Inline, Role};
use crate::page::LevelSource;

/// Whether a box holds no leaf beside those of a card and what leads to it.
pub(super) fn is_own(flow: &Flow, open: usize, draft: &Draft) -> bool {
    let pair = flow.nodes[open].pair();
    let mut behind = flow.leaves(draft.range().end.min(pair)..pair);
    behind.all(|at| flow.nodes[at].is_blank())
}

/// The level in the classes of a box around a question that begins behind the card `before` it.
pub(super) fn level(flow: &Flow, draft: &Draft, before: usize) -> Option<Stated> {
    let around = flow.ancestors(draft.question.start).take_while(|at| *at >= before);
    let mut own = around.filter(|at| is_own(flow, *at, draft));
    own.find_map(|at| {
        let hint = flow.group(at).filter(|hint| matches!(hint.role, Role::Division | Role::Article))?;
        let span = flow.nodes[draft.question.start].span;
        Some(Stated::new(class_level(&hint.names)?, LevelSource::Class, span))
    })
}

/// Words that are classes for nothing but a level.
const CLASSES: [&str; 8] =
    ["easy", "hard", "beginner", "intermediate", "advanced", "junior", "middle", "senior"];

/// The level in a class such as "difficulty-hard", or "hard" where another says "question".
fn class_level(names: &[String]) -> Option<Named> {
    let is_question =
        names.iter().any(|name| ["question", "card", "faq"].iter().any(|word| name.contains(word)));
    names.iter().find_map(|name| {
        let parts: Vec<&str> = name.split(['-', '_']).filter(|part| !part.is_empty()).collect();
        let labelled = parts.windows(2).find(|pair| level::is_label(pair[0])).map(|pair| pair[1]);
        let alone = parts.last().copied().filter(|word| is_question && CLASSES.contains(word));
        let word = labelled.or(alone)?;
        level::of_word(word).map(|level| (level, word.to_owned()))
    })
}

/// The picture that an inline is, bare or as a link.
pub(super) fn image(inline: &Inline) -> Option<(&str, &str)> {
    match inline {
        Inline::Image(image) => Some((&image.target, &image.alt)),
        Inline::Link(link) => match link.content.as_slice() {
            [only] => image(only),
            _ => None,
        },
        _ => None,
    }
}

/// The level that a picture of a badge shows: by what is said in its place, else by its address.
pub(super) fn image_level(inline: &Inline) -> Option<Named> {
    let (target, alt) = image(inline)?;
    level::statement(alt).or_else(|| {
        let (_, badge) = target.split_once("badge/")?;
        let mut parts = badge.split(['-', '_', '.', '?', '/']).filter(|part| !part.is_empty());
        let word = if alt.is_empty() { parts.find(|part| level::of_word(part).is_some()) } else { None };
        word.and_then(|word| Some((level::of_word(word)?, word.to_owned())))
    })
}
