//! deckmill's own pages: comments say where each card begins (see the crate's `marks.rs`), so that
//! nothing has to be guessed.
//!
//! Only a page with the mark of a deck is read like this. A card's mark on any other page gives its
//! card an identity, and the page is understood by its own habit.

use super::signs::number;
use super::{Candidate, Draft, Layout, More};
use crate::flow::{Flow, Node};
use crate::format::Format;
use crate::marks::{self, CardMark, Mark};
use crate::model::{Inline, Number};

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "marks",
    extensions: &[],
    summary: "pages that deckmill wrote, with its marks in comments",
    options: &[],
    open: |_| Ok(Box::new(Marks)),
};

struct Marks;

impl Layout for Marks {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let mut walk = Walk {
            flow,
            drafts: Vec::new(),
            headings: 0,
            level: 0,
            open: false,
            parted: false,
            is_deck: false,
        };
        let mut at = 0;
        while at < flow.nodes.len() {
            at = walk.step(at);
        }
        walk.close(flow.nodes.len());
        if !walk.is_deck || walk.drafts.is_empty() {
            return Vec::new();
        }
        vec![Candidate {
            habit: "deckmill's own marks".to_owned(),
            drafts: walk.drafts,
            certain: true,
            ..Candidate::default()
        }]
    }
}

struct Walk<'a> {
    flow: &'a Flow,
    drafts: Vec<Draft>,
    /// How many headings are still to come inside the card.
    headings: usize,
    /// The level of the headings that are questions.
    level: u8,
    /// Whether a card is being collected.
    open: bool,
    /// Whether a mark has said where its question ends.
    parted: bool,
    is_deck: bool,
}

impl Walk<'_> {
    /// Takes what stands at a node, all of it, and says where to go on.
    fn step(&mut self, at: usize) -> usize {
        let next = self.flow.nodes[at].pair().max(at) + 1;
        let comment = self.flow.comments(at..at + 1).next();
        match comment.and_then(|(_, text)| marks::parse(text)) {
            Some(Mark::Card(mark)) => {
                self.close(at);
                return self.begin(at, next, Some(mark));
            }
            Some(Mark::Deck(_)) => {
                self.close(at);
                self.is_deck = true;
            }
            Some(Mark::Section) => {
                self.close(at);
                // Its heading is behind the mark, and must not be taken for a card's.
                return next
                    + usize::from(
                        self.flow.nodes.get(next).is_some_and(|_| self.flow.heading(next).is_some()),
                    );
            }
            Some(Mark::Answer) => {
                if let Some(draft) = self.drafts.last_mut().filter(|_| self.open) {
                    (draft.question.end, draft.answer) = (at, next..next);
                    self.parted = true;
                }
            }
            None => {
                let Some(level) = self.flow.heading(at) else { return next };
                if self.open && self.headings > 0 {
                    self.headings -= 1;
                } else if self.open && level == self.level {
                    // Somebody wrote a card by hand between the others.
                    self.close(at);
                    return self.begin(at, at, None);
                } else {
                    self.close(at);
                }
            }
        }
        next
    }

    fn begin(&mut self, at: usize, after: usize, mark: Option<CardMark>) -> usize {
        let known = mark.clone().unwrap_or_default();
        let expected = !known.untitled || known.number.is_some();
        let level = self.flow.nodes.get(after).and_then(|_| self.flow.heading(after)).filter(|_| expected);
        self.level = level.unwrap_or(self.level);
        self.headings = known.headings;
        (self.open, self.parted) = (true, false);
        let end = after + usize::from(level.is_some());
        let (number, cut) = match level {
            Some(_) => number_of(self.flow.nodes[after].text(), known.number.as_deref(), mark.is_some()),
            None => (None, 0),
        };
        self.drafts.push(Draft {
            question: at..end,
            answer: end..end,
            number,
            cut,
            more: mark.map(|mark| Box::new(More { mark: Some(mark), ..More::default() })),
            ..Draft::default()
        });
        end
    }

    fn close(&mut self, at: usize) {
        if let Some(draft) = self.drafts.last_mut().filter(|_| self.open) {
            draft.answer.end = at;
            // Without a heading and without the mark of an answer, all of it is question.
            if !self.parted && self.flow.leaves(draft.question.clone()).next().is_none() {
                draft.question.end = at;
                draft.answer = at..at;
            }
        }
        self.open = false;
    }
}

/// The number in a heading: as the mark says, or as somebody changed it since.
fn number_of(text: &str, label: Option<&str>, marked: bool) -> (Option<Number>, usize) {
    if marked && label.is_none() {
        return (None, 0);
    }
    if let Some(label) = label
        && let Some(rest) = text.strip_prefix(label).and_then(|rest| rest.strip_prefix('.'))
    {
        let space = usize::from(rest.starts_with(' '));
        return (Some(Number::new(label)), label.chars().count() + 1 + space);
    }
    number::prefix(text).map_or((None, 0), |prefix| (Some(prefix.number), prefix.length))
}

/// Whether a leaf is only a line in emphasis, as the exporter writes levels.
pub fn is_emphasised(node: &Node) -> bool {
    matches!(node.line(), Some([Inline::Emphasis(_)]))
}
