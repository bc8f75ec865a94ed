//! Cards and decks that a reader knows for certain, as blocks with deckmill's own marks (see the crate's
//! `marks.rs`), so that no layout guesses what the file says.

use super::records;
use crate::marks::{self, CardMark, DeckMark, Mark};
use crate::model::{Block, BlockKind, Inline, Role};
use crate::source::Span;

/// A card that is known.
#[derive(Default)]
pub struct Known {
    /// What it asks; never empty.
    pub question: Vec<Block>,
    /// The answer.
    pub answer: Vec<Block>,
    /// What else is known of it.
    pub mark: CardMark,
}

/// Where the parts of a card stand.
#[derive(Clone, Copy)]
pub struct Places {
    /// What else is known of it.
    pub mark: Span,
    /// The question.
    pub question: Span,
    /// The answer.
    pub answer: Span,
}

impl Known {
    /// Adds the card to the blocks of its page.
    pub fn push(self, blocks: &mut Vec<Block>, places: Places) {
        let Known { question, answer, mut mark } = self;
        let (title, rest) = marks::title_of(&question);
        mark.headings = marks::headings(rest) + marks::headings(&answer);
        mark.untitled = title.is_none();
        let label = mark.number.as_ref().map(|label| Inline::text(format!("{label}. ")));
        let heading: Vec<Inline> =
            label.into_iter().chain(title.unwrap_or_default().iter().cloned()).collect();
        let stated = mark
            .level
            .clone()
            .map(|label| Block::new(BlockKind::Paragraph(vec![Inline::Emphasis(vec![Inline::text(label)])])));
        blocks.push(comment(&Mark::Card(mark), places.mark));
        let heading =
            (!heading.is_empty()).then(|| Block::new(BlockKind::Heading { level: 2, content: heading }));
        let asked: Vec<Block> = heading.into_iter().chain(stated).chain(rest.iter().cloned()).collect();
        placed(blocks, asked, places.question);
        let start = places.answer.start();
        blocks.push(comment(&Mark::Answer, Span::new(start, start)));
        placed(blocks, answer, places.answer);
    }
}

/// Adds the title of a deck; what follows is in it.
pub fn push_deck(blocks: &mut Vec<Block>, title: String, mark: DeckMark, at: Span) {
    blocks.push(comment(&Mark::Deck(mark), Span::new(at.start(), at.start())));
    let content = vec![Inline::text(title)];
    blocks.push(Block { kind: BlockKind::Heading { level: 1, content }, span: at });
}

/// Adds blocks that stand, with all that is in them, at one place.
pub fn placed(blocks: &mut Vec<Block>, mut more: Vec<Block>, at: Span) {
    records::place(&mut more, at);
    blocks.extend(more);
}

/// Ends the card before a place: what follows is in none.
pub fn push_end(blocks: &mut Vec<Block>, at: Span) {
    blocks.push(comment(&Mark::Section, Span::new(at.start(), at.start())));
}

fn comment(mark: &Mark, span: Span) -> Block {
    let text = mark.to_string();
    let text = text.trim_start_matches("<!--").trim_end_matches("-->").to_owned();
    Block { kind: BlockKind::group(Role::Comment(text), Vec::new()), span }
}
