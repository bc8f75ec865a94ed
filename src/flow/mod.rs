//! The view of a document that layouts work on.
//!
//! Layouts look for habits that cut across the tree of blocks (a heading in one box and its answer in
//! the next), so a [`Flow`] is the same tree laid out as a line of nodes, where any range can become
//! blocks again.

mod node;
mod take;

use std::ops::Range;
use std::sync::Arc;

pub use node::{Container, Index, Leaf, Node, NodeKind};

use crate::document::Document;
use crate::layout::signs::columns;
use crate::model::{Block, BlockKind, Cell, Definition, Hint, Line, List, Role, Text};
use crate::render::text;
use crate::source::Span;

/// A document as a line of nodes.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// The nodes, in order; every `Open` has its `Close`.
    pub nodes: Vec<Node>,
    /// The nodes that are headings, in order, so that nobody has to look at all nodes for them.
    pub headings: Vec<usize>,
    /// How many of them the page shows. Behind those stand records of its structured data.
    pub shown: usize,
    /// The page's text.
    pub page: Arc<String>,
}

/// From how many nodes on a flow is long: each thread of two has some milliseconds of work.
const LONG: usize = 20_000;

/// The last column that is told apart. No page indents questions further on purpose, and each column
/// with a question in it is looked at by itself.
const WIDEST: u8 = 128;

impl Flow {
    /// Lays the blocks of a document out in a line, and leaves the document without them.
    pub fn new(document: &mut Document) -> Flow {
        let page = Arc::clone(&document.text);
        let mut flow = Flow { page, ..Flow::default() };
        // Room for all at once: most blocks hold no others, and those that do are few.
        let count = document.blocks.len();
        flow.nodes.reserve(count + count / 16);
        flow.extend(std::mem::take(&mut document.blocks), None);
        flow.shown = flow.nodes.len();
        if document.preformatted {
            for node in flow.nodes.iter_mut().filter(|node| node.is_leaf()) {
                let before = flow.page[..node.span.start()].chars().rev();
                let before = before.take(usize::from(WIDEST)).take_while(|c| *c != '\n');
                node.column = before.fold(0, |count, _| count + 1);
            }
        }
        flow.note_headings();
        flow
    }

    /// Whether there is so much that it pays to begin a thread for some of the work.
    pub fn is_long(&self) -> bool {
        self.nodes.len() > LONG
    }

    /// How much text of the nodes that count stands before each node, and before the page's end, so that
    /// nobody has to add it up again.
    pub fn text_before(&self, counts: impl Fn(&Node) -> bool) -> Vec<usize> {
        let mut sum = 0;
        let mut sums = Vec::with_capacity(self.nodes.len() + 1);
        sums.push(0);
        for node in &self.nodes {
            sum += if counts(node) { node.text().len() } else { 0 };
            sums.push(sum);
        }
        sums
    }

    /// Adds records that stand behind what the page shows.
    pub fn add_data(&mut self, records: Vec<Block>) {
        self.extend(records, None);
        self.note_headings();
    }

    /// Looks for the headings anew, where nodes have become some.
    pub fn note_headings(&mut self) {
        self.headings = (0..self.nodes.len()).filter(|at| self.heading(*at).is_some()).collect();
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
                self.wrap(Container::List(list.start), span, parent, |flow, at| flow.items(*list, at));
            }
            BlockKind::Details { summary, content } => {
                self.wrap(Container::Details, span, parent, |flow, at| {
                    flow.line(Container::Summary, *summary, at);
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
            BlockKind::Table(table) if columns::holds_cards(&table) => {
                let table = *table;
                self.wrap(Container::Table(table.columns), span, parent, |flow, at| {
                    let head = (!table.head.is_empty()).then_some(table.head);
                    head.into_iter().for_each(|cells| flow.row(true, cells, at));
                    table.rows.into_iter().for_each(|cells| flow.row(false, cells, at));
                });
            }
            kind => self.leaf(kind, span, parent),
        }
    }

    fn row(&mut self, head: bool, cells: Vec<Cell>, parent: Option<usize>) {
        let span = cells.iter().map(|cell| cell.span).reduce(Span::join).unwrap_or_default();
        self.wrap(Container::Row { head }, span, parent, |flow, at| {
            cells.into_iter().for_each(|cell| flow.line(Container::Cell, cell, at));
        });
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
        let kind = NodeKind::Open(Box::new(container));
        self.nodes.push(Node::new(kind, span, parent, open));
        fill(self, Some(open));
        let close = self.nodes.len();
        let end = Span::new(span.end(), span.end());
        self.nodes.push(Node::new(NodeKind::Close, end, parent, open));
        self.nodes[open].set_pair(close);
    }

    fn leaf(&mut self, block: BlockKind, span: Span, parent: Option<usize>) {
        let text_of = |block: &BlockKind| Text::new(text::leaf(block).trim(), &self.page, span.range());
        let leaf = NodeKind::of(block, text_of);
        let pair = self.nodes.len();
        self.nodes.push(Node::new(leaf, span, parent, pair));
    }
}

// What layouts ask.
impl Flow {
    /// The container that an `Open` begins.
    pub fn container(&self, index: usize) -> Option<&Container> {
        self.nodes.get(index)?.container()
    }

    /// What the page says of the group that an `Open` begins.
    pub fn group(&self, index: usize) -> Option<&Hint> {
        match self.container(index)? {
            Container::Group(hint) => Some(hint),
            _ => None,
        }
    }

    /// The containers around a node, innermost first, as indices of their `Open`s.
    pub fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.nodes[index].parent(), |at| self.nodes[*at].parent())
    }

    /// Whether a node is a line of a paragraph of several lines.
    pub fn is_line(&self, index: usize) -> bool {
        let parent = self.nodes[index].parent().and_then(|at| self.group(at));
        parent.is_some_and(|hint| hint.role == Role::Lines)
    }

    /// The leaves in a range that may belong to a card.
    pub fn leaves(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let end = range.end.min(self.nodes.len());
        (range.start..end).filter(|at| self.nodes[*at].is_leaf() && self.nodes[*at].skip.is_none())
    }

    /// The innermost container around a node that is no group.
    pub fn scope(&self, index: usize) -> Option<usize> {
        self.ancestors(index).find(|at| !matches!(self.container(*at), Some(Container::Group(_))))
    }

    /// Whether a node is part of a record.
    pub fn is_in_record(&self, index: usize) -> bool {
        let is_record = |at: usize| matches!(self.container(at), Some(Container::Group(hint)) if hint.role == Role::Record);
        self.ancestors(index).any(is_record)
    }

    /// The level of a heading.
    pub fn heading(&self, index: usize) -> Option<u8> {
        match self.nodes[index].other() {
            Some(BlockKind::Heading { level, .. }) => Some(*level),
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

    /// The beginning of a node's outermost container behind another node, or the node itself; lines of
    /// its paragraph that stand before it are not its own.
    pub fn outermost_after(&self, index: usize, other: usize) -> usize {
        if self.is_line(index) && self.nodes[index].parent().is_some_and(|lines| lines + 1 < index) {
            return index;
        }
        self.ancestors(index).take_while(|at| *at > other).last().unwrap_or(index)
    }

    /// The end of the smallest box that holds two nodes, if it is before `end`.
    pub fn end_of_box(&self, first: usize, second: usize, end: usize) -> usize {
        let holds_both = |at: &usize| self.nodes[*at].pair() > second;
        let is_box = |at: &usize| match self.container(*at) {
            Some(Container::Group(hint)) => hint.role != Role::Lines,
            Some(_) => true,
            None => false,
        };
        let found = self.ancestors(first).filter(is_box).find(holds_both);
        found.map_or(end, |at| self.nodes[at].pair().min(end))
    }

    /// The comments in a range, with their text.
    pub fn comments(&self, range: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
        range.filter_map(|at| match &self.group(at)?.role {
            Role::Comment(text) => Some((at, text.as_str())),
            _ => None,
        })
    }
}
