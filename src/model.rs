//! The intermediate model: decks of cards, cards of blocks, blocks of inlines.
//!
//! Plain data, and the first file to read. It knows no format, no file and no clock; whoever reads
//! makes it, whoever exports walks it. A new kind of block or inline goes here, and the compiler
//! then names the files in `render/` that must learn it.

mod group;
mod inline;
pub(crate) mod number;
mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use group::{Hint, Role};
pub use inline::{Image, Inline, Link};
pub use number::Number;
pub use text::Text;

use crate::level;
use crate::media;
use crate::source::Span;

/// What a page (or several) became: cards, and what the page says of itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Deck {
    /// The page's title, in plain text. Never empty: a page without one is called after its file.
    pub title: String,
    /// What the page is filed under, as its breadcrumb says: "Languages".
    pub category: Option<String>,
    /// The page's introduction: paragraphs only.
    pub description: Vec<Block>,
    /// The images of the description that are packed, as [`Card::media`] has those of a card.
    pub media: BTreeMap<String, String>,
    /// The collection key, which keeps equal questions of two collections apart (see `identity`).
    pub key: String,
    /// Where the page can be seen on the web.
    pub url: Option<String>,
    /// The language of the page as it declares it (BCP 47: "en", "pt-BR").
    pub language: Option<String>,
    /// The cards, in the order of the page.
    pub cards: Vec<Card>,
    /// The decks of the single pages, when several went into one. `cards` is then empty.
    pub children: Vec<Deck>,
    /// Cards that have left the page, for those who learned them (see `memory`).
    pub retired: Vec<Card>,
}

impl Deck {
    /// This deck and all below it that hold cards, in order, parents first.
    pub fn leaves(&self) -> Vec<&Deck> {
        let mut found = vec![self];
        for child in &self.children {
            found.extend(child.leaves());
        }
        found.retain(|deck| deck.children.is_empty() || !deck.cards.is_empty());
        found
    }

    /// Cuts the references off all answers, here and in the decks below.
    pub fn drop_references(&mut self) {
        self.cards.iter_mut().for_each(Card::drop_references);
        self.children.iter_mut().for_each(Deck::drop_references);
    }

    /// Tags all cards, here and in the decks below; none twice with the same tag.
    pub fn add_tags(&mut self, tags: &[String]) {
        for card in &mut self.cards {
            let new: Vec<String> = tags.iter().filter(|tag| !card.tags.contains(tag)).cloned().collect();
            card.tags.extend(new);
        }
        self.children.iter_mut().for_each(|child| child.add_tags(tags));
    }

    /// Leaves out the cards that have left the page, here and in the decks below.
    pub fn drop_retired(&mut self) {
        self.retired.clear();
        self.children.iter_mut().for_each(Deck::drop_retired);
    }

    /// All cards of this deck and the decks below it, in order.
    pub fn all_cards(&self) -> impl Iterator<Item = &Card> {
        self.leaves().into_iter().flat_map(|deck| &deck.cards)
    }

    /// All cards that have left the page, of this deck and the decks below it, in order.
    pub fn all_retired(&self) -> Vec<&Card> {
        let below = self.children.iter().flat_map(Deck::all_retired);
        self.retired.iter().chain(below).collect()
    }
}

/// A question with its answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Card {
    /// Who the card is, whatever becomes of its text: its GUID (see `identity`).
    pub id: Box<str>,
    /// The id that the page itself gives the card, as it is written there.
    pub given_id: Option<Box<str>>,
    /// When the card was last changed, in seconds since 1970, where that is known: what decides
    /// whether a learner's note is updated. A reader takes the time of the source, `memory` knows better.
    pub modified: Option<i64>,
    /// The number that the page gives the question.
    pub number: Option<Number>,
    /// The question: its line, then code or options that belong to it. Never empty.
    pub question: Vec<Block>,
    /// The answer; empty where the page has none.
    pub answer: Vec<Block>,
    /// How many blocks at the end of the answer say where it is from or where more is said. Never all.
    pub references: usize,
    /// How difficult the card is, normalised.
    pub level: Option<Level>,
    /// The page's own word for the level: "junior".
    pub level_label: Option<Box<str>>,
    /// The headings above the card, outermost first, without the page's title. Cards share them.
    pub path: Arc<[String]>,
    /// Tags that the page itself gives.
    pub tags: Vec<String>,
    /// The images and sounds of the card that are packed: by the address that the page writes, the name
    /// under which a package has the file. The name is that of the content (see `media`).
    pub media: BTreeMap<String, String>,
    /// Where the card stands.
    pub origin: Origin,
}

/// The section of a card with these headings above it, as [`Card::section`] has it.
pub(crate) fn section_of(path: &[String]) -> Option<&str> {
    let topic = path.iter().rev().find(|heading| level::of_heading(heading).is_none());
    topic.or(path.last()).map(String::as_str)
}

impl Card {
    /// The nearest heading above the card that says more than a level; else the nearest heading.
    pub fn section(&self) -> Option<&str> {
        section_of(&self.path)
    }

    /// Cuts the references off the answer.
    pub fn drop_references(&mut self) {
        self.answer.truncate(self.answer.len().saturating_sub(self.references));
        self.references = 0;
        media::drop_unused(self);
    }
}

/// How difficult a card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Easy, junior, basic.
    Beginner,
    /// Medium, middle.
    Intermediate,
    /// Hard, senior, expert.
    Advanced,
}

impl Level {
    /// All levels, easiest first.
    pub const ALL: [Level; 3] = [Level::Beginner, Level::Intermediate, Level::Advanced];

    /// The name used in every output: "beginner", "intermediate", "advanced".
    pub fn name(self) -> &'static str {
        match self {
            Level::Beginner => "beginner",
            Level::Intermediate => "intermediate",
            Level::Advanced => "advanced",
        }
    }
}

/// Where a card stands in its source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// What its source goes by; the cards of a page share it.
    pub source: Arc<SourceName>,
    /// Line of the question's first character, from 1.
    pub line: u32,
    /// Column of the question's first character, in characters, from 1.
    pub column: u32,
}

impl Origin {
    /// A place in a source of that name.
    pub fn new(source: impl Into<String>, line: u32, column: u32) -> Origin {
        Origin { source: Arc::new(SourceName { name: source.into(), url: None }), line, column }
    }

    /// The source's name.
    pub fn name(&self) -> &str {
        &self.source.name
    }

    /// Where the card can be seen on the web.
    pub fn url(&self) -> Option<&str> {
        self.source.url.as_deref()
    }
}

/// What a source goes by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceName {
    /// Its name as given in outputs: relative, with `/`.
    pub name: String,
    /// Where it can be seen on the web.
    pub url: Option<String>,
}

/// A block with its place in the source.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in the decoded text of its source.
    pub span: Span,
}

/// Blocks are equal when their content is; where they stand does not matter.
impl PartialEq for Block {
    fn eq(&self, other: &Block) -> bool {
        self.kind == other.kind
    }
}

impl Block {
    /// A block that stands nowhere in particular.
    pub fn new(kind: BlockKind) -> Block {
        Block { kind, span: Span::default() }
    }

    /// A paragraph of plain text.
    pub fn paragraph(text: impl Into<Text>) -> Block {
        Block::new(BlockKind::Paragraph(vec![Inline::text(text)]))
    }
}

/// The kinds of block. A long page has a million of them, so what only few blocks have is in a box.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A heading of level 1 to 6.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its text.
        content: Vec<Inline>,
    },
    /// A block of code, verbatim, without a line feed at its end.
    Code {
        /// The language as the page names it: "python".
        language: Option<Box<str>>,
        /// The code.
        text: String,
    },
    /// A list.
    List(Box<List>),
    /// A quotation.
    Quote(Vec<Block>),
    /// A table.
    Table(Box<Table>),
    /// A list of terms and what they mean.
    Definitions(Vec<Definition>),
    /// Mathematics on lines of its own, as TeX.
    Math(String),
    /// A thematic break.
    Rule,
    /// A part that opens on a click.
    Details {
        /// The line that is always shown.
        summary: Box<Line>,
        /// What it opens.
        content: Vec<Block>,
    },
    /// Blocks that stand together, for layouts to see; dissolved when a card is made.
    Group {
        /// What the page says about the group.
        hint: Box<Hint>,
        /// The blocks.
        content: Vec<Block>,
    },
}

impl BlockKind {
    /// A list; an ordered one with its first number.
    pub fn list(start: Option<u64>, items: Vec<Item>) -> BlockKind {
        BlockKind::List(Box::new(List { start, items }))
    }

    /// A group with a role, and without names.
    pub fn group(role: Role, content: Vec<Block>) -> BlockKind {
        BlockKind::Group { hint: Box::new(Hint { role, names: Vec::new() }), content }
    }
}

/// A list, ordered or not.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The first number of an ordered list.
    pub start: Option<u64>,
    /// The items.
    pub items: Vec<Item>,
}

/// An item of a list. Like blocks, items are equal when their content is.
#[derive(Debug, Clone)]
pub struct Item {
    /// For an item of a task list, whether it is ticked.
    pub task: Option<bool>,
    /// Its blocks.
    pub content: Vec<Block>,
    /// Where the item stands, its marker included.
    pub span: Span,
}

impl PartialEq for Item {
    fn eq(&self, other: &Item) -> bool {
        self.task == other.task && self.content == other.content
    }
}

/// A line of text with its place in the source. Like blocks, lines are equal when their text is.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Its text.
    pub content: Vec<Inline>,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for Line {
    fn eq(&self, other: &Line) -> bool {
        self.content == other.content
    }
}

/// A table. All rows have as many cells as the head, or as the longest row where there is no head.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// How each column is aligned.
    pub columns: Vec<Alignment>,
    /// The head's cells; empty where the table has none.
    pub head: Vec<Cell>,
    /// The rows below the head.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in a cell of a table.
pub type Cell = Line;

/// How a column of a table is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Alignment {
    /// As the reader likes.
    #[default]
    None,
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

/// Terms with what they mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// The terms; mostly one.
    pub terms: Vec<Line>,
    /// What they mean; each meaning has blocks of its own.
    pub meanings: Vec<Vec<Block>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A deck of a long page lives in memory as a whole.
    #[test]
    #[cfg(target_pointer_width = "64")]
    fn cards_and_blocks_take_few_bytes() {
        assert!(size_of::<Card>() <= 224, "{}", size_of::<Card>());
        assert!(size_of::<Block>() <= 48, "{}", size_of::<Block>());
    }
}
