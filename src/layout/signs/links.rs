//! Lines that are nothing but links: entries of menus and contents lists, questions that lead elsewhere.

use super::wording;
use crate::flow::Node;
use crate::inline;
use crate::model::Inline;

/// The targets of a paragraph's links, if it has nothing else to say.
pub fn targets(node: &Node) -> Option<Vec<&str>> {
    node.line().and_then(targets_in)
}

/// The same for a line.
pub fn targets_in(content: &[Inline]) -> Option<Vec<&str>> {
    let mut targets = Vec::new();
    collect(content, &mut targets)?;
    (!targets.is_empty()).then_some(targets)
}

fn collect<'a>(content: &'a [Inline], targets: &mut Vec<&'a str>) -> Option<()> {
    for inline in content {
        match inline {
            Inline::Link(link) => targets.push(&link.target),
            Inline::Text(text) if !text.chars().any(char::is_alphanumeric) => {}
            Inline::Break => {}
            other => collect(inline::inner(other)?, targets)?,
        }
    }
    Some(())
}

/// Whether all targets are places of the page itself.
pub fn are_anchors(targets: &[&str]) -> bool {
    targets.iter().all(|target| target.starts_with('#'))
}

/// The parts of a leaf whose text is a trail or a menu, as [`wording::segments`] has them: of a command in code,
/// the bars are its own.
pub fn segments(node: &Node) -> Option<(Vec<&str>, bool)> {
    wording::segments(node.text()).filter(|_| !node.line().is_some_and(holds_code))
}

/// Whether a line has code that leads nowhere: a menu may list functions by links.
fn holds_code(content: &[Inline]) -> bool {
    content.iter().any(|inline| match inline {
        Inline::Code(_) => true,
        Inline::Link(_) => false,
        other => inline::inner(other).is_some_and(holds_code),
    })
}
