//! From a flow back to blocks.

use std::ops::Range;

use super::{Container, Flow, Leaf, Node, NodeKind};
use crate::inline;
use crate::model::{Alignment, Block, BlockKind, Definition, Inline, Item, Line, Table, Text};
use crate::source::Span;

impl Flow {
    /// The same blocks as `take` gives, which stay in the flow as well.
    pub fn copy(&self, range: Range<usize>) -> Vec<Block> {
        let start = range.start;
        // What blocks say is not copied twice: a node's own text is of no use here.
        let copied = |node: &Node| {
            let parent = node.parent().and_then(|parent| parent.checked_sub(start));
            let pair = node.pair().saturating_sub(start);
            let kind = match &node.kind {
                NodeKind::Leaf(leaf) => {
                    NodeKind::Leaf(Box::new(Leaf { block: leaf.block.clone(), text: Text::EMPTY }))
                }
                other => other.clone(),
            };
            let mut copy = Node::new(kind, node.span, parent, pair);
            (copy.column, copy.skip) = (node.column, node.skip);
            copy
        };
        let nodes: Vec<Node> = self.nodes[range].iter().map(copied).collect();
        let end = nodes.len();
        Flow { nodes, ..Flow::default() }.take(0, end)
    }

    /// The same blocks as `take` gives, with all that stands around them in view; they stay in the flow as
    /// well.
    pub fn take_and_keep(&mut self, start: usize, end: usize) -> Vec<Block> {
        let kept = self.nodes[start..end].to_vec();
        let blocks = self.take(start, end);
        self.nodes.splice(start..end, kept);
        blocks
    }

    /// Takes the blocks of a range out of the flow.
    ///
    /// Containers that lie whole in the range stay; those that are cut by its ends, and all groups,
    /// dissolve. Lines of one paragraph are joined again.
    pub fn take(&mut self, start: usize, end: usize) -> Vec<Block> {
        // Most questions and answers are one block, and there are many of them.
        let mut blocks = Vec::with_capacity(usize::from(start < end));
        let mut line_of = None;
        let mut at = start;
        while at < end {
            let line = self.nodes[at].parent().filter(|_| self.is_line(at));
            let node = &mut self.nodes[at];
            let (pair, span) = (node.pair(), node.span);
            match &node.kind {
                NodeKind::Plain(_) | NodeKind::Leaf(_) if node.skip.is_some() => {}
                NodeKind::Plain(_) | NodeKind::Leaf(_) => {
                    // A level's line, which was emptied, would only be dropped again.
                    let is_gone = line.is_none() && node.line().is_some_and(<[Inline]>::is_empty);
                    if let Some(kind) = node.take().filter(|_| !is_gone) {
                        push_leaf(&mut blocks, Block { kind, span }, line.is_some() && line == line_of);
                    }
                    line_of = line;
                }
                NodeKind::Open(container) if pair < end => {
                    let container = container.clone();
                    if let Some(kind) = self.take_container(&container, at + 1, pair) {
                        blocks.push(Block { kind, span });
                        at = pair;
                    }
                }
                NodeKind::Open(_) | NodeKind::Close | NodeKind::Taken { .. } => {}
            }
            at += 1;
        }
        blocks.retain_mut(inline::tidy);
        blocks
    }

    /// The block that a container is, or nothing for one that dissolves.
    fn take_container(&mut self, container: &Container, start: usize, end: usize) -> Option<BlockKind> {
        Some(match container {
            Container::List(first) => BlockKind::list(*first, self.take_items(start, end)),
            Container::Quote => BlockKind::Quote(self.take(start, end)),
            Container::Details => {
                let close = self.nodes[start].pair();
                let summary = Box::new(self.take_line(start + 1, close));
                BlockKind::Details { summary, content: self.take(close + 1, end) }
            }
            Container::Definitions => BlockKind::Definitions(self.take_definitions(start, end)),
            Container::Table(columns) => BlockKind::Table(Box::new(self.take_table(columns, start, end))),
            Container::Item { .. }
            | Container::Summary
            | Container::Term
            | Container::Meaning
            | Container::Row { .. }
            | Container::Cell
            | Container::Group(_) => return None,
        })
    }

    fn take_items(&mut self, start: usize, end: usize) -> Vec<Item> {
        let mut items = Vec::new();
        let mut at = start;
        while at < end {
            let (pair, span) = (self.nodes[at].pair(), self.nodes[at].span);
            if let Some(Container::Item { task, .. }) = self.container(at) {
                let task = *task;
                items.push(Item { task, content: self.take(at + 1, pair), span });
                at = pair;
            }
            at += 1;
        }
        items
    }

    fn take_definitions(&mut self, start: usize, end: usize) -> Vec<Definition> {
        let mut found: Vec<Definition> = Vec::new();
        let mut at = start;
        while at < end {
            let pair = self.nodes[at].pair();
            let is_term = self.container(at) == Some(&Container::Term);
            if found.last().is_none_or(|d| is_term && !d.meanings.is_empty()) {
                found.push(Definition { terms: Vec::new(), meanings: Vec::new() });
            }
            let (line, blocks) = match is_term {
                true => (Some(self.take_line(at + 1, pair)), None),
                false => (None, Some(self.take(at + 1, pair))),
            };
            if let Some(last) = found.last_mut() {
                last.terms.extend(line);
                last.meanings.extend(blocks);
            }
            at = pair.max(at) + 1;
        }
        found
    }

    fn take_table(&mut self, columns: &[Alignment], start: usize, end: usize) -> Table {
        let mut table = Table { columns: columns.to_vec(), ..Table::default() };
        let mut at = start;
        while at < end {
            let pair = self.nodes[at].pair();
            if let Some(&Container::Row { head }) = self.container(at) {
                let opens = |cell: &usize| self.container(*cell) == Some(&Container::Cell);
                let cells: Vec<usize> = (at + 1..pair).filter(opens).collect();
                let cells = cells.into_iter().map(|cell| self.take_line(cell + 1, self.nodes[cell].pair()));
                let cells = cells.collect();
                if head { table.head = cells } else { table.rows.push(cells) }
            }
            at = pair.max(at) + 1;
        }
        table
    }

    fn take_line(&mut self, start: usize, end: usize) -> Line {
        let span = self.nodes.get(start).map_or(Span::default(), |node| node.span);
        let mut content = Vec::new();
        for block in self.take(start, end) {
            if let BlockKind::Paragraph(inlines) = block.kind {
                content.extend(inlines);
            }
        }
        Line { content, span }
    }
}

/// Adds a leaf, as a new block or as the next line of the paragraph before it.
fn push_leaf(blocks: &mut Vec<Block>, block: Block, continues: bool) {
    if continues
        && let (Some(last), BlockKind::Paragraph(more)) = (blocks.last_mut(), &block.kind)
        && let BlockKind::Paragraph(content) = &mut last.kind
    {
        let ended = match content.last() {
            Some(Inline::Text(text)) => text.ends_with('\n'),
            Some(Inline::Break) | None => true,
            Some(_) => false,
        };
        if !ended {
            content.push(Inline::text("\n"));
        }
        content.extend(more.iter().cloned());
        last.span = last.span.join(block.span);
    } else {
        blocks.push(block);
    }
}
