//! The view of a document that layouts work on.
//!
//! Layouts look for habits that cut across the tree of blocks (a heading in one box and its answer in
//! the next), so a [`Flow`] is the same tree laid out as a line of nodes, where any range can become
//! blocks again.

use std::ops::Range;

use crate::diagnostic::Furniture;
use crate::document::Document;
use crate::inline;
use crate::model::{Block, BlockKind, Definition, Hint, Inline, Item, Line, List, Role};
use crate::render::text;
use crate::source::Span;

/// A document as a line of nodes.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// The nodes, in order; every `Open` has its `Close`.
    pub nodes: Vec<Node>,
}

/// A place in a flow.
#[derive(Debug, Clone)]
pub struct Node {
    /// What is there.
    pub kind: NodeKind,
    /// Where it stands; for an `Open`, the whole container.
    pub span: Span,
    /// The plain text of a leaf, trimmed.
    pub text: String,
    /// The index of the innermost `Open` around it.
    pub parent: Option<usize>,
    /// The index of the other end of a container; of itself for a leaf.
    pub pair: usize,
    /// In plain text, the column in which a leaf begins, from 0.
    pub column: usize,
    /// What a leaf is, if it is known to belong to no card.
    pub skip: Option<Furniture>,
}

/// What is at a place in a flow.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// A container begins.
    Open(Container),
    /// A container ends.
    Close,
    /// A block without blocks in it; a table counts as one.
    Leaf(BlockKind),
}

/// What holds blocks.
#[derive(Debug, Clone, PartialEq)]
pub enum Container {
    /// A group, with its hint.
    Group(Hint),
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
}

impl Flow {
    /// Lays the blocks of a document out in a line, and leaves the document without them.
    pub fn new(document: &mut Document) -> Flow {
        let mut flow = Flow::default();
        flow.extend(std::mem::take(&mut document.blocks), None);
        if document.preformatted {
            for node in &mut flow.nodes {
                let line = document.text[..node.span.start].rfind('\n').map_or(0, |at| at + 1);
                node.column = document.text[line..node.span.start].chars().count();
            }
        }
        flow
    }

    fn extend(&mut self, blocks: Vec<Block>, parent: Option<usize>) {
        for block in blocks {
            self.push(block, parent);
        }
    }

    fn push(&mut self, block: Block, parent: Option<usize>) {
        let span = block.span;
        match block.kind {
            BlockKind::Group { hint, content } => {
                self.wrap(Container::Group(hint), span, parent, |flow, at| flow.extend(content, at));
            }
            BlockKind::Quote(content) => {
                self.wrap(Container::Quote, span, parent, |flow, at| flow.extend(content, at));
            }
            BlockKind::List(list) => {
                self.wrap(Container::List(list.start), span, parent, |flow, at| flow.items(list, at));
            }
            BlockKind::Details { summary, content } => {
                self.wrap(Container::Details, span, parent, |flow, at| {
                    flow.line(Container::Summary, summary, at);
                    flow.extend(content, at);
                });
            }
            BlockKind::Definitions(definitions) => {
                self.wrap(Container::Definitions, span, parent, |flow, at| {
                    for definition in definitions {
                        flow.definition(definition, at);
                    }
                });
            }
            kind => self.leaf(kind, span, parent),
        }
    }

    fn items(&mut self, list: List, parent: Option<usize>) {
        for (index, item) in list.items.into_iter().enumerate() {
            let number = list.start.map(|start| start.saturating_add(index as u64));
            let container = Container::Item { number, task: item.task };
            self.wrap(container, item.span, parent, |flow, at| flow.extend(item.content, at));
        }
    }

    fn definition(&mut self, definition: Definition, parent: Option<usize>) {
        for term in definition.terms {
            self.line(Container::Term, term, parent);
        }
        for content in definition.meanings {
            let span = content.iter().map(|b| b.span).reduce(Span::join).unwrap_or_default();
            self.wrap(Container::Meaning, span, parent, |flow, at| flow.extend(content, at));
        }
    }

    fn line(&mut self, container: Container, line: Line, parent: Option<usize>) {
        self.wrap(container, line.span, parent, |flow, at| {
            flow.leaf(BlockKind::Paragraph(line.content), line.span, at);
        });
    }

    fn wrap(
        &mut self,
        container: Container,
        span: Span,
        parent: Option<usize>,
        fill: impl FnOnce(&mut Flow, Option<usize>),
    ) {
        let open = self.nodes.len();
        let text = String::new();
        let kind = NodeKind::Open(container);
        self.nodes.push(Node { kind, span, text, parent, pair: open, column: 0, skip: None });
        fill(self, Some(open));
        let close = self.nodes.len();
        let end = Span::new(span.end, span.end);
        let text = String::new();
        self.nodes.push(Node {
            kind: NodeKind::Close,
            span: end,
            text,
            parent,
            pair: open,
            column: 0,
            skip: None,
        });
        self.nodes[open].pair = close;
    }

    fn leaf(&mut self, kind: BlockKind, span: Span, parent: Option<usize>) {
        let text = text::leaf(&kind).trim().to_owned();
        let pair = self.nodes.len();
        let kind = NodeKind::Leaf(kind);
        self.nodes.push(Node { kind, span, text, parent, pair, column: 0, skip: None });
    }
}

// What layouts ask.
impl Flow {
    /// The leaves in a range that may belong to a card.
    pub fn leaves(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let end = range.end.min(self.nodes.len());
        (range.start..end)
            .filter(|at| matches!(self.nodes[*at].kind, NodeKind::Leaf(_)) && self.nodes[*at].skip.is_none())
    }

    /// The innermost container around a node that is no group.
    pub fn scope(&self, index: usize) -> Option<usize> {
        self.ancestors(index).find(|at| !matches!(self.container(*at), Some(Container::Group(_))))
    }

    /// The level of a heading.
    pub fn heading(&self, index: usize) -> Option<u8> {
        match self.nodes[index].kind {
            NodeKind::Leaf(BlockKind::Heading { level, .. }) => Some(level),
            _ => None,
        }
    }

    /// The first heading in a range that is in no list, quotation or the like that `of` is not in.
    pub fn next_heading(&self, range: Range<usize>, of: usize) -> Option<usize> {
        self.leaves(range).find(|at| self.is_heading_over(*at, of))
    }

    /// Whether a node is a heading that is in no list, quotation or the like that `of` is not in.
    pub fn is_heading_over(&self, at: usize, of: usize) -> bool {
        let own = self.heading(at).map(|_| self.scope(at));
        own.is_some_and(|own| own.is_none() || own == self.scope(of))
    }

    /// The beginning of a node's outermost container behind another node, or the node itself.
    pub fn outermost_after(&self, index: usize, other: usize) -> usize {
        self.ancestors(index).take_while(|at| *at > other).last().unwrap_or(index)
    }

    /// The end of the smallest box that holds two nodes, if it is before `end`.
    pub fn end_of_box(&self, first: usize, second: usize, end: usize) -> usize {
        let holds_both = |at: &usize| self.nodes[*at].pair > second;
        let is_box = |at: &usize| match self.container(*at) {
            Some(Container::Group(hint)) => hint.role != Role::Lines,
            Some(_) => true,
            None => false,
        };
        let found = self.ancestors(first).filter(is_box).find(holds_both);
        found.map_or(end, |at| self.nodes[at].pair.min(end))
    }

    /// The comments in a range, with their text.
    pub fn comments(&self, range: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
        range.filter_map(|at| match self.container(at) {
            Some(Container::Group(Hint { role: Role::Comment(text), .. })) => Some((at, text.as_str())),
            _ => None,
        })
    }
}

// From a flow back to blocks.
impl Flow {
    /// The container that an `Open` begins.
    pub fn container(&self, index: usize) -> Option<&Container> {
        match &self.nodes.get(index)?.kind {
            NodeKind::Open(container) => Some(container),
            _ => None,
        }
    }

    /// The containers around a node, innermost first, as indices of their `Open`s.
    pub fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.nodes[index].parent, |at| self.nodes[*at].parent)
    }

    /// Whether a node is a line of a paragraph of several lines.
    pub fn is_line(&self, index: usize) -> bool {
        let parent = self.nodes[index].parent.and_then(|at| self.container(at));
        matches!(parent, Some(Container::Group(Hint { role: Role::Lines, .. })))
    }

    /// Takes the blocks of a range out of the flow.
    ///
    /// Containers that lie whole in the range stay; those that are cut by its ends, and all groups,
    /// dissolve. Lines of one paragraph are joined again.
    pub fn take(&mut self, start: usize, end: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut line_of = None;
        let mut at = start;
        while at < end {
            let node = &mut self.nodes[at];
            let (pair, span) = (node.pair, node.span);
            match &mut node.kind {
                NodeKind::Leaf(_) if node.skip.is_some() => {}
                NodeKind::Leaf(kind) => {
                    let kind = std::mem::replace(kind, BlockKind::Rule);
                    let line = self.nodes[at].parent.filter(|_| self.is_line(at));
                    push_leaf(&mut blocks, Block { kind, span }, line.is_some() && line == line_of);
                    line_of = line;
                }
                NodeKind::Open(container) if pair < end => {
                    let container = container.clone();
                    if let Some(kind) = self.take_container(&container, at + 1, pair) {
                        blocks.push(Block { kind, span });
                        at = pair;
                    }
                }
                NodeKind::Open(_) | NodeKind::Close => {}
            }
            at += 1;
        }
        blocks.retain_mut(inline::tidy);
        blocks
    }

    /// The block that a container is, or nothing for one that dissolves.
    fn take_container(&mut self, container: &Container, start: usize, end: usize) -> Option<BlockKind> {
        Some(match container {
            Container::List(first) => {
                BlockKind::List(List { start: *first, items: self.take_items(start, end) })
            }
            Container::Quote => BlockKind::Quote(self.take(start, end)),
            Container::Details => {
                let close = self.nodes[start].pair;
                let summary = self.take_line(start + 1, close);
                BlockKind::Details { summary, content: self.take(close + 1, end) }
            }
            Container::Definitions => BlockKind::Definitions(self.take_definitions(start, end)),
            Container::Item { .. }
            | Container::Summary
            | Container::Term
            | Container::Meaning
            | Container::Group(_) => return None,
        })
    }

    fn take_items(&mut self, start: usize, end: usize) -> Vec<Item> {
        let mut items = Vec::new();
        let mut at = start;
        while at < end {
            let (pair, span) = (self.nodes[at].pair, self.nodes[at].span);
            if let NodeKind::Open(Container::Item { task, .. }) = self.nodes[at].kind {
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
            let pair = self.nodes[at].pair;
            let is_term = matches!(self.nodes[at].kind, NodeKind::Open(Container::Term));
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
            content.push(Inline::Text("\n".to_owned()));
        }
        content.extend(more.iter().cloned());
        last.span = last.span.join(block.span);
    } else {
        blocks.push(block);
    }
}
