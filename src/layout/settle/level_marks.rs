//! Levels within the line of a question: "(easy)" at either end, or a last word set apart by its
//! formatting.

use super::boxes;
use super::levels::Stated;
use crate::flow::Flow;
use crate::inline;
use crate::layout::Draft;
use crate::level;
use crate::model::{Block, BlockKind, Inline, Level};
use crate::page::LevelSource;
use crate::render::text;

/// A level, and the page's own word for it.
pub type Named = (Level, String);

/// Whether the page sets levels apart by formatting: where two or more of its questions end so.
pub fn are_styled(flow: &Flow, drafts: &[Draft]) -> bool {
    let ends_styled = |draft: &&Draft| {
        flow.leaves(draft.question.clone()).any(|at| {
            let content = flow.nodes[at].content();
            content.is_some_and(|content| content.len() > 1 && styled(content).is_some())
        })
    };
    let count = drafts.iter().filter(ends_styled).count();
    count >= 2 && count * 3 >= drafts.len()
}

/// Takes the level off the line of a question.
pub fn cut(question: &mut [Block], styled_page: bool) -> Option<Stated> {
    let block = question.first_mut()?;
    let BlockKind::Paragraph(content) = &mut block.kind else { return None };
    let (named, source) = cut_line(content, styled_page)?;
    Some(Stated::new(named, source, block.span))
}

fn cut_line(content: &mut Vec<Inline>, styled_page: bool) -> Option<(Named, LevelSource)> {
    let line = text::inlines(content);
    if let Some((named, count)) = bracket_at_end(&line) {
        inline::cut_end(content, count);
        inline::tidy_line(content);
        return Some((named, LevelSource::Brackets));
    }
    if let Some((named, count)) = bracket_at_start(&line) {
        inline::cut_start(content, count);
        inline::tidy_line(content);
        return Some((named, LevelSource::Brackets));
    }
    if let Some((named, count)) = last_line(&line) {
        inline::cut_end(content, count);
        inline::tidy_line(content);
        return Some((named, LevelSource::Line));
    }
    if let Some((named, count)) = behind_sign(&line) {
        inline::cut_end(content, count);
        inline::tidy_line(content);
        return Some((named, LevelSource::Formatting));
    }
    if let Some(named) = styled_at_start(content) {
        content.remove(0);
        inline::tidy_line(content);
        return Some((named, LevelSource::Formatting));
    }
    let (named, length) = styled(content).filter(|_| content.len() > 1)?;
    let before: String = line.chars().take(line.chars().count() - length).collect();
    let ended = before.trim_end().ends_with(['?', '？', '؟', '.', '。', '!', ':']);
    if !styled_page && !ended {
        return None;
    }
    content.pop();
    inline::tidy_line(content);
    // A sign that parted the level from the question goes with it.
    if let Some(Inline::Text(last)) = content.last_mut() {
        last.truncate(last.trim_end_matches([' ', '-', '–', '—', '·', '|']).len());
    }
    inline::tidy_line(content);
    Some((named, LevelSource::Formatting))
}

/// The level that the last inline states by itself, set apart by formatting, and its length.
fn styled(content: &[Inline]) -> Option<(Named, usize)> {
    let last = content
        .iter()
        .rev()
        .find(|inline| !matches!(inline, Inline::Text(text) if text.trim().is_empty()))?;
    let set_apart = matches!(
        last,
        Inline::Strong(_) | Inline::Emphasis(_) | Inline::Code(_) | Inline::Sub(_) | Inline::Super(_)
    );
    let word = text::inlines(std::slice::from_ref(last));
    if let Some(named) = boxes::image_level(last) {
        return Some((named, word.chars().count()));
    }
    let named = level::statement(&word).filter(|_| set_apart)?;
    Some((named, word.chars().count()))
}

/// A level on a line of its own under the question's.
fn last_line(line: &str) -> Option<(Named, usize)> {
    let (before, last) = line.rsplit_once('\n')?;
    let named = level::statement(last)?;
    (!before.trim().is_empty()).then(|| (named, last.chars().count() + 1))
}

/// The level that the first inline states by itself, before the question.
fn styled_at_start(content: &[Inline]) -> Option<Named> {
    let [first, Inline::Text(rest), ..] = content else { return None };
    if let Some(named) = boxes::image_level(first) {
        return Some(named);
    }
    if !matches!(first, Inline::Strong(_) | Inline::Emphasis(_) | Inline::Code(_)) {
        return None;
    }
    let named = level::statement(&text::inlines(std::slice::from_ref(first)))?;
    rest.trim_start().starts_with(char::is_uppercase).then_some(named)
}

/// A level behind a sign at the end of a question: "… ? - easy".
fn behind_sign(line: &str) -> Option<(Named, usize)> {
    let signs = [" - ", " – ", " — ", " | ", " · ", " • ", " // ", " : "];
    let (at, sign) = signs.iter().filter_map(|sign| line.rfind(sign).map(|at| (at, sign))).max()?;
    let before = line[..at].trim_end();
    let named = level::statement(&line[at + sign.len()..])?;
    let ended = before.ends_with(['?', '？', '؟', '.', '。', '!']);
    ended.then(|| (named, line[before.len()..].chars().count()))
}

/// The level that a line of plain text gives at either end, and the line without it.
pub fn of_line(line: &str) -> Option<(Named, String)> {
    let line = line.trim();
    let count = line.chars().count();
    let found = bracket_at_end(line).or_else(|| behind_sign(line));
    if let Some((named, length)) = found {
        return Some((named, line.chars().take(count - length).collect()));
    }
    bracket_at_start(line).map(|(named, length)| (named, line.chars().skip(length).collect()))
}

const BRACKETS: [(char, char); 6] =
    [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】'), ('{', '}'), ('［', '］')];

/// A level in brackets at the end of a line, and how many characters that takes.
pub(super) fn bracket_at_end(line: &str) -> Option<(Named, usize)> {
    let line = line.trim_end();
    let (open, close) = BRACKETS.iter().find(|(_, close)| line.ends_with(*close))?;
    let at = line.rfind(*open)?;
    let inner = &line[at + open.len_utf8()..line.len() - close.len_utf8()];
    let named = level::statement(inner)?;
    let before = line[..at].trim_end();
    (!before.is_empty()).then(|| (named, line[before.len()..].chars().count()))
}

/// The same at the front.
fn bracket_at_start(line: &str) -> Option<(Named, usize)> {
    let (open, close) = BRACKETS.iter().find(|(open, _)| line.starts_with(*open))?;
    let at = line.find(*close)?;
    let named = level::statement(&line[open.len_utf8()..at])?;
    let after = &line[at + close.len_utf8()..];
    let rest = after.trim_start_matches([' ', ':', '-', '–', '—']);
    (!rest.is_empty()).then(|| (named, line[..line.len() - rest.len()].chars().count()))
}
