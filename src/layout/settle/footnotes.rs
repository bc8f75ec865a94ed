//! Footnotes: they stand at the foot of the page, and end the card that refers to them.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::{Owner, Settling};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::flow::{Flow, Index};
use crate::inline;
use crate::model::{Block, BlockKind, Inline, Role};
use crate::render::text;

/// The footnotes of a page, by the id that links refer to.
#[derive(Debug, Default)]
pub struct Notes {
    notes: BTreeMap<String, Note>,
    /// How many bytes of notes may still be put into cards again.
    repeats: usize,
}

#[derive(Debug)]
struct Note {
    blocks: Vec<Block>,
    nodes: Range<usize>,
    /// How many bytes it has.
    length: usize,
    /// The first card that refers to it.
    card: Option<usize>,
    /// Whether it is in some of the cards only that refer to it.
    is_missed: bool,
}

/// The notes that a card refers to.
#[derive(Debug, Default)]
struct Used {
    ids: HashSet<String>,
    /// The id of each and the sign that it goes by, in order.
    signs: Vec<(String, String)>,
}

/// How many bytes of notes a page may repeat, so that a long one of many cards does not make of a page
/// what no computer can hold.
const MOST_REPEATED: usize = 1 << 24;

/// Takes the footnotes out of a flow, so that no layout sees them.
pub fn collect(flow: &mut Flow) -> Notes {
    let mut notes = Notes { notes: BTreeMap::new(), repeats: MOST_REPEATED };
    let mut at = 0;
    while at < flow.nodes.len() {
        let pair = flow.nodes[at].pair();
        if let Some(Role::Footnote(id)) = flow.group(at).map(|hint| &hint.role) {
            let id = id.clone();
            let blocks = flow.take(at + 1, pair);
            for node in &mut flow.nodes[at..pair] {
                if node.is_leaf() {
                    node.skip = Some(Furniture::Ornament);
                }
            }
            let length = flow.nodes[at].span.range().len();
            let note = Note { blocks, nodes: at..pair, length, card: None, is_missed: false };
            notes.notes.entry(id).or_insert(note);
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
        let mut used = Used::default();
        let mut raise = |line: &mut Vec<Inline>| {
            self.raise(line, false, &mut used);
            // A sign may now stand beside other text.
            inline::tidy_line(line);
        };
        inline::each_line(question, &mut raise);
        inline::each_line(answer, &mut raise);
        for (id, sign) in used.signs {
            let Some(note) = self.notes.get_mut(&id) else { continue };
            if note.card.is_some() && note.length > self.repeats {
                note.is_missed = true;
                continue;
            }
            if note.card.is_some() {
                self.repeats -= note.length;
            }
            note.card.get_or_insert(card);
            let mut blocks = note.blocks.clone();
            let mut lead = vec![Inline::Super(vec![Inline::text(sign)]), Inline::text(" ")];
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
    fn raise(&self, line: &mut [Inline], is_raised: bool, used: &mut Used) {
        for one in line {
            let raised = is_raised || matches!(one, Inline::Super(_));
            let id = match one {
                Inline::Link(link) => link.target.strip_prefix('#').filter(|id| self.notes.contains_key(*id)),
                _ => None,
            };
            if let Some(id) = id.map(str::to_owned) {
                let shown = text::inlines(inline::inner(one).unwrap_or_default());
                let digits = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"];
                let plain =
                    (0..10).fold(shown, |text, digit| text.replace(digits[digit], &digit.to_string()));
                let sign = plain.trim_matches(['[', ']', '^', ' ', '(', ')']).to_owned();
                let content = Inline::text(sign.clone());
                *one = if raised { content } else { Inline::Super(vec![content]) };
                if used.ids.insert(id.clone()) {
                    used.signs.push((id, sign));
                }
            } else if let Some(inner) = inline::inner_mut(one) {
                self.raise(inner, raised, used);
            }
        }
    }

    /// Gives the notes to the cards that refer to them; the others to nobody.
    pub(super) fn claim(&self, page: &mut Settling, diagnostics: &mut Diagnostics) {
        for note in self.notes.values() {
            if note.is_missed {
                diagnostics.push(Diagnostic::footnote_once(page.flow.nodes[note.nodes.start].span));
            }
            for at in note.nodes.clone() {
                page.owners[at] = note.card.map_or(Owner::Nobody, |card| Owner::Card(Index::new(card)));
                page.flow.nodes[at].skip = None;
            }
        }
    }
}
