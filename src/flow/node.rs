//! A place in a flow: a container's beginning or end, or a block without blocks in it.

use std::num::NonZeroU32;

use crate::diagnostic::Furniture;
use crate::model::{Alignment, BlockKind, Hint, Inline, Text};
use crate::source::Span;

/// A place in a flow, in few bytes: a long page has a million. What a leaf says is not in it, so that this
/// is free for the cards that are made of it.
#[derive(Debug, Clone)]
pub struct Node {
    /// What is there.
    pub kind: NodeKind,
    /// Where it stands; for an `Open`, the whole container.
    pub span: Span,
    parent: Option<Index>,
    pair: Index,
    /// In plain text, the column in which a leaf begins, from 0; all far ones are one.
    pub column: u8,
    /// What a leaf is, if it is known to belong to no card.
    pub skip: Option<Furniture>,
}

/// What is at a place in a flow.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// A container begins.
    Open(Box<Container>),
    /// A container ends.
    Close,
    /// A paragraph of plain text and nothing else, trimmed, as most leaves are.
    Plain(Inline),
    /// Any other block without blocks in it; a table that can hold no cards counts as one.
    Leaf(Box<Leaf>),
    /// A leaf whose block was taken for a card.
    Taken {
        /// Whether it had no text.
        blank: bool,
    },
}

impl NodeKind {
    /// What holds a block, of which `text_of` gives the plain text, trimmed.
    pub(super) fn of(mut block: BlockKind, text_of: impl FnOnce(&BlockKind) -> Text) -> NodeKind {
        if let BlockKind::Paragraph(content) = &mut block
            && let [Inline::Text(text)] = content.as_slice()
            && text.trim().len() == text.len()
            && let Some(line) = content.pop()
        {
            return NodeKind::Plain(line);
        }
        let text = text_of(&block);
        NodeKind::Leaf(Box::new(Leaf { block, text }))
    }
}

/// A block without blocks in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// The block.
    pub block: BlockKind,
    /// Its plain text, trimmed.
    pub text: Text,
}

/// The index of a node or of a card, in few bytes. No memory holds four thousand million of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index(NonZeroU32);

impl Index {
    /// Of a place counted from 0.
    pub fn new(at: usize) -> Index {
        // From 1, so that it takes no room to say that there is none.
        let from_one = u32::try_from(at).ok().and_then(|at| NonZeroU32::MIN.checked_add(at));
        Index(from_one.unwrap_or(NonZeroU32::MAX))
    }

    /// The place, counted from 0.
    pub fn get(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// The text of what is no leaf.
static NO_TEXT: Text = Text::EMPTY;

impl Node {
    /// A node in a container, with the other end of its own; a leaf's is the leaf itself.
    pub(super) fn new(kind: NodeKind, span: Span, parent: Option<usize>, pair: usize) -> Node {
        let (parent, pair) = (parent.map(Index::new), Index::new(pair));
        Node { kind, span, parent, pair, column: 0, skip: None }
    }

    /// Whether it is a block without blocks in it, taken or not.
    pub fn is_leaf(&self) -> bool {
        matches!(self.kind, NodeKind::Plain(_) | NodeKind::Leaf(_) | NodeKind::Taken { .. })
    }

    /// The content of a leaf that is a paragraph, until a card takes it.
    pub fn line(&self) -> Option<&[Inline]> {
        match &self.kind {
            NodeKind::Plain(text) => Some(std::slice::from_ref(text)),
            NodeKind::Leaf(leaf) => match &leaf.block {
                BlockKind::Paragraph(content) => Some(content),
                _ => None,
            },
            _ => None,
        }
    }

    /// The same, of a heading as well.
    pub fn content(&self) -> Option<&[Inline]> {
        match self.other() {
            Some(BlockKind::Heading { content, .. }) => Some(content),
            _ => self.line(),
        }
    }

    /// The block that a leaf is, if it is no paragraph.
    pub fn other(&self) -> Option<&BlockKind> {
        match &self.kind {
            NodeKind::Leaf(leaf) => {
                Some(&leaf.block).filter(|block| !matches!(block, BlockKind::Paragraph(_)))
            }
            _ => None,
        }
    }

    /// What a leaf says, to be changed; block and text by themselves.
    pub fn leaf_mut(&mut self) -> Option<&mut Leaf> {
        if let NodeKind::Plain(line) = &mut self.kind {
            let line = std::mem::replace(line, Inline::Break);
            let text = if let Inline::Text(text) = &line { text.clone() } else { Text::EMPTY };
            self.kind = NodeKind::Leaf(Box::new(Leaf { block: BlockKind::Paragraph(vec![line]), text }));
        }
        match &mut self.kind {
            NodeKind::Leaf(leaf) => Some(leaf),
            _ => None,
        }
    }

    /// The content of a leaf that is a paragraph or a heading, to be changed. The node's text stays what it
    /// was.
    pub fn content_mut(&mut self) -> Option<&mut Vec<Inline>> {
        match &mut self.leaf_mut()?.block {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => Some(content),
            _ => None,
        }
    }

    /// The plain text of a leaf, trimmed; nothing once a card has taken its block.
    pub fn text(&self) -> &Text {
        match &self.kind {
            NodeKind::Plain(Inline::Text(text)) => text,
            NodeKind::Leaf(leaf) => &leaf.text,
            _ => &NO_TEXT,
        }
    }

    /// Whether there is no text; this is known of leaves that were taken as well.
    pub fn is_blank(&self) -> bool {
        match &self.kind {
            NodeKind::Taken { blank } => *blank,
            _ => self.text().is_empty(),
        }
    }

    /// Takes the block of a leaf out, for a card.
    pub(super) fn take(&mut self) -> Option<BlockKind> {
        let taken = NodeKind::Taken { blank: self.is_blank() };
        match std::mem::replace(&mut self.kind, taken) {
            NodeKind::Plain(line) => Some(BlockKind::Paragraph(vec![line])),
            NodeKind::Leaf(leaf) => Some(leaf.block),
            other => {
                self.kind = other;
                None
            }
        }
    }

    /// The container that an `Open` begins.
    pub fn container(&self) -> Option<&Container> {
        match &self.kind {
            NodeKind::Open(container) => Some(container),
            _ => None,
        }
    }

    /// The index of the innermost `Open` around it.
    pub fn parent(&self) -> Option<usize> {
        self.parent.map(Index::get)
    }

    /// Puts it into another container.
    pub fn set_parent(&mut self, parent: Option<usize>) {
        self.parent = parent.map(Index::new);
    }

    /// The index of the other end of a container; of itself for a leaf.
    pub fn pair(&self) -> usize {
        self.pair.get()
    }

    /// Says where the other end is.
    pub(super) fn set_pair(&mut self, pair: usize) {
        self.pair = Index::new(pair);
    }
}

/// What holds blocks.
#[derive(Debug, Clone, PartialEq)]
pub enum Container {
    /// A group, with its hint.
    Group(Box<Hint>),
    /// A list with its first number.
    List(Option<u64>),
    /// An item of a list, with its number and whether it is ticked.
    Item {
        /// The number in an ordered list.
        number: Option<u64>,
        /// For an item of a task list, whether it is ticked.
        task: Option<bool>,
    },
    /// A quotation.
    Quote,
    /// A part that opens on a click; its first child is the summary.
    Details,
    /// The line of such a part that is always shown.
    Summary,
    /// A list of definitions.
    Definitions,
    /// A term in such a list.
    Term,
    /// A meaning in such a list.
    Meaning,
    /// A table whose rows may be cards, with the alignment of its columns; other tables are leaves.
    Table(Vec<Alignment>),
    /// A row of such a table.
    Row {
        /// Whether it is the table's head.
        head: bool,
    },
    /// A cell in such a row.
    Cell,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A long page has a million nodes, and lives in memory as a whole.
    #[test]
    #[cfg(target_pointer_width = "64")]
    fn a_node_takes_few_bytes() {
        assert!(size_of::<Node>() <= 56, "{}", size_of::<Node>());
    }
}
