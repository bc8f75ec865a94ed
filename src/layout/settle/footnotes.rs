//! Footnotes: they stand at the foot of the page, and end the card that refers to them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Owner, Settling};
use crate::diagnostic::Furniture;
use crate::flow::{Container, Flow, NodeKind};
use crate::inline;
use crate::model::{Block, BlockKind, Hint, Inline, Role};
use crate::render::text;

/// The footnotes of a page, by the id that links refer to.
#[derive(Debug, Default)]
pub struct Notes {
    notes: BTreeMap<String, Note>,
}

#[derive(Debug)]
struct Note {
    blocks: Vec<Block>,
    nodes: Range<usize>,
    /// The first card that refers to it.
    card: Option<usize>,
}

/// Takes the footnotes out of a flow, so that no layout sees them.
pub fn collect(flow: &mut Flow) -> Notes {
    let mut notes = Notes::default();
    let mut at = 0;
    while at < flow.nodes.len() {
        let pair = flow.nodes[at].pair;
        if let Some(Container::Group(Hint { role: Role::Footnote(id), .. })) = flow.container(at) {
            let id = id.clone();
            let blocks = flow.take(at + 1, pair);
            for node in &mut flow.nodes[at..pair] {
                if matches!(node.kind, NodeKind::Leaf(_)) {
                    node.skip = Some(Furniture::Ornament);
                }
            }
            notes.notes.entry(id).or_insert(Note { blocks, nodes: at..pair, card: None });
            at = pair;
        }
        at += 1;
    }
    notes
}

impl Notes {
    /// Puts the notes that a card refers to at its end; the references become raised signs.
    pub fn resolve(&mut self, card: usize, question: &mut [Block], answer: &mut Vec<Block>) {
        if self.notes.is_empty() {
            return;
        }
        let mut used: Vec<(String, String)> = Vec::new();
        let mut raise = |line: &mut Vec<Inline>| {
            self.raise(line, false, &mut used);
            // A sign may now stand beside other text.
            inline::tidy_line(line);
        };
        inline::each_line(question, &mut raise);
        inline::each_line(answer, &mut raise);
        for (id, sign) in used {
            let Some(note) = self.notes.get_mut(&id) else { continue };
            note.card.get_or_insert(card);
            let mut blocks = note.blocks.clone();
            let mut lead = vec![Inline::Super(vec![Inline::Text(sign)]), Inline::Text(" ".to_owned())];
            match blocks.first_mut().map(|block| &mut block.kind) {
                Some(BlockKind::Paragraph(content)) => {
                    lead.append(content);
                    *content = lead;
                }
                _ => blocks.insert(0, Block::new(BlockKind::Paragraph(lead))),
            }
            blocks.retain_mut(inline::tidy);
            answer.extend(blocks);
        }
    }

    /// Replaces links to notes in a line by their signs, and remembers which notes were meant.
    fn raise(&self, line: &mut [Inline], is_raised: bool, used: &mut Vec<(String, String)>) {
        for one in line {
            let raised = is_raised || matches!(one, Inline::Super(_));
            let id = match one {
                Inline::Link { target, .. } => {
                    target.strip_prefix('#').filter(|id| self.notes.contains_key(*id))
                }
                _ => None,
            };
            if let Some(id) = id.map(str::to_owned) {
                let shown = text::inlines(inline::inner(one).unwrap_or_default());
                let digits = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"];
                let plain =
                    (0..10).fold(shown, |text, digit| text.replace(digits[digit], &digit.to_string()));
                let sign = plain.trim_matches(['[', ']', '^', ' ', '(', ')']).to_owned();
                let content = Inline::Text(sign.clone());
                *one = if raised { content } else { Inline::Super(vec![content]) };
                if !used.iter().any(|(known, _)| *known == id) {
                    used.push((id, sign));
                }
            } else if let Some(inner) = inline::inner_mut(one) {
                self.raise(inner, raised, used);
            }
        }
    }

    /// Gives the notes to the cards that refer to them; the others to nobody.
    pub(super) fn claim(&self, page: &mut Settling) {
        for note in self.notes.values() {
            for at in note.nodes.clone() {
                page.owners[at] = note.card.map_or(Owner::Nobody, Owner::Card);
                page.flow.nodes[at].skip = None;
            }
        }
    }
}
