//! A tree of elements, built by the browsers' own algorithm, with a span on every node.
//!
//! What fills it is `feed.rs`; what it means is said in `blocks.rs`.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, LocalName, QualName, ns};

use crate::source::Span;

/// Index of a node in a tree.
pub type Id = usize;

/// The tree's nodes; the first is the document.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
}

/// A node of the tree.
#[derive(Debug)]
pub struct Node {
    /// What it is.
    pub data: Data,
    /// From the beginning of its start tag to the end of its end tag.
    pub span: Span,
    /// What is in it.
    pub children: Vec<Id>,
    parent: Option<Id>,
    /// How many nodes were around it when it was put into the tree.
    depth: usize,
}

/// What a node is.
#[derive(Debug)]
pub enum Data {
    /// The whole document.
    Document,
    /// An element.
    Element {
        /// Its name, in lower case.
        name: String,
        /// Its attributes.
        attributes: Vec<(String, String)>,
    },
    /// Text.
    Text {
        /// The text.
        text: String,
        /// Whether white space in it counts, as it does not in HTML.
        verbatim: bool,
    },
    /// A comment.
    Comment(String),
}

impl Tree {
    /// A node by its index.
    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    /// The name of an element; empty for other nodes.
    pub fn name(&self, id: Id) -> &str {
        match &self.nodes[id].data {
            Data::Element { name, .. } => name,
            _ => "",
        }
    }

    /// An attribute of an element.
    pub fn attribute(&self, id: Id, wanted: &str) -> Option<&str> {
        match &self.nodes[id].data {
            Data::Element { attributes, .. } => {
                attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
            }
            _ => None,
        }
    }

    /// The element around a node.
    pub fn parent(&self, id: Id) -> Option<Id> {
        self.nodes[id].parent
    }

    /// A node and all below it, in order, without recursion: pages may nest as deep as they like.
    pub fn descendants(&self, id: Id) -> impl Iterator<Item = Id> {
        let mut stack = vec![id];
        std::iter::from_fn(move || {
            let next = stack.pop()?;
            stack.extend(self.nodes[next].children.iter().rev());
            Some(next)
        })
    }

    /// Makes each span reach as far as what is in it: the builder does not tell of every end.
    fn widen(&mut self) {
        let order: Vec<Id> = self.descendants(0).collect();
        for id in order.into_iter().rev() {
            let end = self.nodes[id].span.end();
            if let Some(parent) = self.nodes[id].parent {
                let span = &mut self.nodes[parent].span;
                *span = span.with_end(span.end().max(end));
            }
        }
    }

    /// All text in a node, as it stands.
    pub fn text(&self, id: Id) -> String {
        let mut out = String::new();
        for id in self.descendants(id) {
            match &self.nodes[id].data {
                Data::Text { text, .. } => out.push_str(text),
                Data::Element { name, .. } if name == "br" => out.push('\n'),
                _ => {}
            }
        }
        out
    }
}

/// What the tree builder knows a node by.
#[derive(Clone)]
pub struct Handle {
    id: Id,
    name: QualName,
}

/// Collects what the tree builder makes.
pub struct Sink {
    nodes: RefCell<Vec<Node>>,
    /// The token that is being worked on.
    pub at: Cell<Span>,
    /// The name in the token, if it is an end tag.
    pub closing: RefCell<Option<LocalName>>,
    /// Whether white space in text counts.
    pub verbatim: Cell<bool>,
    /// Where text begins that the builder keeps back until it knows whether a table can hold it.
    pub waiting: Cell<Option<usize>>,
    /// Whether the token that is being worked on is text.
    pub in_text: Cell<bool>,
    /// About how deep the place is where the next node goes.
    pub depth: Cell<usize>,
}

impl Sink {
    /// An empty document.
    pub fn new() -> Sink {
        let document =
            Node { data: Data::Document, span: Span::default(), children: vec![], parent: None, depth: 0 };
        Sink {
            nodes: RefCell::new(vec![document]),
            at: Cell::default(),
            closing: RefCell::default(),
            verbatim: Cell::new(false),
            waiting: Cell::default(),
            in_text: Cell::new(false),
            depth: Cell::new(0),
        }
    }

    /// Where the text stands that is being put into the tree.
    fn text_span(&self) -> Span {
        let at = self.at.get();
        match self.waiting.get() {
            Some(start) if self.in_text.get() => {
                self.waiting.set(None);
                Span::new(start, at.end())
            }
            Some(start) => Span::new(start, at.start()),
            None => at,
        }
    }

    fn add(&self, data: Data, name: QualName) -> Handle {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { data, span: self.at.get(), children: vec![], parent: None, depth: 0 });
        Handle { id: nodes.len() - 1, name }
    }

    /// Puts a node or text under a parent, before the child at a position.
    fn insert(&self, parent: Id, position: usize, child: NodeOrText<Handle>) {
        let mut nodes = self.nodes.borrow_mut();
        let id = match child {
            NodeOrText::AppendNode(handle) => handle.id,
            NodeOrText::AppendText(more) => {
                let (at, verbatim) = (self.text_span(), self.verbatim.get());
                let before = position.checked_sub(1).map(|position| nodes[parent].children[position]);
                if let Some(before) = before.map(|id| &mut nodes[id])
                    && let Data::Text { text, verbatim: same } = &mut before.data
                    && *same == verbatim
                {
                    text.push_str(&more);
                    before.span = before.span.join(at);
                    return;
                }
                let data = Data::Text { text: more.to_string(), verbatim };
                nodes.push(Node { data, span: at, children: vec![], parent: None, depth: 0 });
                nodes.len() - 1
            }
        };
        let depth = nodes[parent].depth + 1;
        self.depth.set(depth);
        (nodes[id].parent, nodes[id].depth) = (Some(parent), depth);
        nodes[parent].children.insert(position, id);
    }

    fn length(&self, id: Id) -> usize {
        self.nodes.borrow()[id].children.len()
    }

    /// Where a node stands: its parent, and its position there.
    fn place(&self, id: Id) -> Option<(Id, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes[id].parent?;
        // Mostly it is one of the last.
        Some((parent, nodes[parent].children.iter().rposition(|child| *child == id)?))
    }
}

/// The name of an HTML element.
pub fn plain_name(name: &str) -> QualName {
    QualName::new(None, ns!(html), LocalName::from(name))
}

/// The attributes that say something about content; the others are not kept.
#[rustfmt::skip]
const KEPT: &[&str] = &[
    "align", "alt", "aria-hidden", "aria-label", "checked", "class", "content", "data-difficulty", "data-from",
    "data-lang", "data-language", "data-level", "data-src", "encoding", "href", "id", "itemprop", "itemtype", "lang",
    "name", "property", "rel", "role", "src", "start", "style", "title", "type", "typeof",
];

/// How many bytes of an attribute are kept that may be repeated for each block in its element, as
/// links are that are open over many blocks. Longer addresses lead nowhere in most browsers.
pub const LONGEST: usize = 2048;

fn pairs(attributes: Vec<Attribute>) -> Vec<(String, String)> {
    let kept = attributes.into_iter().filter(|attribute| KEPT.contains(&&*attribute.name.local));
    kept.map(|attribute| {
        let (name, value): (&str, &str) = (&attribute.name.local, &attribute.value);
        // These stand on elements that hold nothing: an image may be its own address.
        let is_whole = ["alt", "content", "data-from", "data-src", "src"].contains(&name);
        let end = if is_whole { value.len() } else { value.len().min(LONGEST + 1) };
        let end = (end..value.len()).find(|at| value.is_char_boundary(*at)).unwrap_or(value.len());
        (name.to_owned(), value[..end].to_owned())
    })
    .collect()
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Tree {
        let mut tree = Tree { nodes: self.nodes.into_inner() };
        tree.widen();
        tree
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: 0, name: plain_name("") }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Handle {
        let data = Data::Element { name: name.local.to_string(), attributes: pairs(attributes) };
        self.add(data, name)
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        self.add(Data::Comment(text.to_string()), plain_name(""))
    }

    fn create_pi(&self, _: StrTendril, data: StrTendril) -> Handle {
        self.create_comment(data)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.id, self.length(parent.id), child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        match self.place(element.id) {
            Some(_) => self.append_before_sibling(element, child),
            None => self.append(previous, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn pop(&self, node: &Handle) {
        let at = self.at.get();
        let closed = self.closing.borrow().as_ref() == Some(&node.name.local);
        let node = &mut self.nodes.borrow_mut()[node.id];
        self.depth.set(node.depth);
        let span = &mut node.span;
        *span = span.with_end(span.end().max(if closed { at.end() } else { at.start() }));
    }

    /// A template's content is put into the template itself, where it is dropped with it.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(node) = &child {
            self.remove_from_parent(node);
        }
        if let Some((parent, position)) = self.place(sibling.id) {
            self.insert(parent, position, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        if let Data::Element { attributes: known, .. } = &mut self.nodes.borrow_mut()[target.id].data {
            for (name, value) in pairs(attributes) {
                if !known.iter().any(|(other, _)| *other == name) {
                    known.push((name, value));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        if let Some((parent, position)) = self.place(target.id) {
            let mut nodes = self.nodes.borrow_mut();
            nodes[parent].children.remove(position);
            nodes[target.id].parent = None;
        }
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[node.id].children);
        children.iter().for_each(|child| nodes[*child].parent = Some(new_parent.id));
        nodes[new_parent.id].children.extend(children);
    }
}
