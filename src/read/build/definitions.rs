//! Lists of definitions, for `blocks.rs`.

use super::blocks::Maker;
use super::line::Line;
use super::tree::Id;
use crate::model::{Block, Definition};

/// What may stand between a list of definitions and its parts: a box, or an element that the page has not
/// closed, such as an anchor, and that a browser therefore repeats within the list.
const WRAPPERS: [&str; 6] = ["div", "a", "font", "b", "i", "center"];

impl Maker<'_> {
    /// The definitions in a list that [`Maker::defines`] says has some.
    pub(super) fn definitions(&mut self, id: Id) -> Vec<Definition> {
        let mut found: Vec<Definition> = Vec::new();
        let mut stray = Line::default();
        for child in self.tree.node(id).children.clone() {
            let name = self.tree.name(child);
            let is_part = ["dt", "dd"].contains(&name) || (WRAPPERS.contains(&name) && self.defines(child));
            if !is_part {
                self.walk(child, &mut stray);
                continue;
            }
            mean(&mut found, std::mem::take(&mut stray).finish());
            match name {
                "dt" => {
                    let span = self.tree.node(child).span;
                    let term = crate::model::Line { content: self.one_line(child), span };
                    match found.last_mut() {
                        Some(last) if last.meanings.is_empty() => last.terms.push(term),
                        _ => found.push(Definition { terms: vec![term], meanings: Vec::new() }),
                    }
                }
                "dd" => {
                    let blocks = self.children(child);
                    match found.last_mut() {
                        Some(last) => last.meanings.push(blocks),
                        None => found.push(Definition { terms: Vec::new(), meanings: vec![blocks] }),
                    }
                }
                _ => found.extend(self.definitions(child)),
            }
        }
        mean(&mut found, stray.finish());
        found
    }

    /// Whether an element has a term or a meaning in it.
    pub(super) fn defines(&self, id: Id) -> bool {
        let children = &self.tree.node(id).children;
        children.iter().any(|child| match self.tree.name(*child) {
            "dt" | "dd" => true,
            name => WRAPPERS.contains(&name) && self.defines(*child),
        })
    }
}

/// What stands between terms and meanings belongs to the meaning before it.
fn mean(found: &mut Vec<Definition>, blocks: Vec<Block>) {
    if blocks.is_empty() {
        return;
    }
    match found.last_mut() {
        Some(last) => match last.meanings.last_mut() {
            Some(meaning) => meaning.extend(blocks),
            None => last.meanings.push(blocks),
        },
        None => found.push(Definition { terms: Vec::new(), meanings: vec![blocks] }),
    }
}
