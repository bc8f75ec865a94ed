//! What a tree of elements means as blocks: shared by `html.rs` and `markdown.rs`.
//!
//! White space is folded as browsers do, formatting that spans blocks is repeated in each, and what
//! would be alive (scripts, frames, forms, addresses that run something) is left out with a finding.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::elements::{self, Kind};
use super::line::Line;
use super::tree::{Data, Id, Tree};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::document::Skipped;
use crate::model::{Block, BlockKind, Hint, Inline, Item, Role};
use crate::read::DEEPEST;
use crate::source::Span;

/// What a tree of somebody else's became.
pub fn read(tree: &Tree, root: Id, diagnostics: &mut Diagnostics) -> Made {
    make(tree, root, false, diagnostics)
}

/// The blocks of a tree that `render/html.rs` wrote, and the names that files have in it, by their
/// addresses on the page.
pub fn written(tree: &Tree) -> (Vec<Block>, BTreeMap<String, String>) {
    let made = make(tree, 0, true, &mut Diagnostics::default());
    (made.blocks, made.media)
}

/// What a tree became.
pub struct Made {
    pub blocks: Vec<Block>,
    /// What was left out.
    pub dropped: Vec<Skipped>,
    /// The names of files that deckmill has given them, by their addresses on the page.
    pub media: BTreeMap<String, String>,
}

fn make(tree: &Tree, root: Id, own: bool, diagnostics: &mut Diagnostics) -> Made {
    let notes = if own { HashSet::new() } else { footnotes(tree) };
    let mut maker = Maker {
        tree,
        own,
        diagnostics,
        dropped: Vec::new(),
        media: BTreeMap::new(),
        notes,
        last: HashMap::new(),
        empty_cells: 0,
        depth: 0,
        capped: false,
    };
    let blocks = maker.children(root);
    Made { blocks, dropped: maker.dropped, media: maker.media }
}

/// The ids that links in the text refer to as footnotes.
fn footnotes(tree: &Tree) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut raised = HashSet::new();
    for id in tree.descendants(0) {
        if tree.name(id) == "sup" || tree.parent(id).is_some_and(|parent| raised.contains(&parent)) {
            raised.insert(id);
        }
        let Some(target) = tree.attribute(id, "href").and_then(|href| href.strip_prefix('#')) else {
            continue;
        };
        let class = tree.attribute(id, "class").unwrap_or_default();
        let is_reference =
            class.contains("footnote-ref") || tree.attribute(id, "role") == Some("doc-noteref");
        let holds_raised = || tree.node(id).children.iter().any(|child| tree.name(*child) == "sup");
        if is_reference || raised.contains(&id) || holds_raised() {
            found.insert(target.to_owned());
        }
    }
    found
}

pub(super) struct Maker<'a> {
    pub tree: &'a Tree,
    /// Whether deckmill wrote it, so that everything in it is meant as it stands.
    pub own: bool,
    pub diagnostics: &'a mut Diagnostics,
    pub dropped: Vec<Skipped>,
    pub media: BTreeMap<String, String>,
    notes: HashSet<String>,
    /// What no text follows, in each element that was asked for it.
    pub last: HashMap<Id, HashSet<Id>>,
    /// How many empty cells the page's tables are filled up with.
    pub empty_cells: usize,
    depth: usize,
    capped: bool,
}

impl Maker<'_> {
    /// The blocks in an element.
    pub(super) fn children(&mut self, id: Id) -> Vec<Block> {
        let mut line = Line::default();
        for child in &self.tree.node(id).children {
            self.walk(*child, &mut line);
        }
        line.finish()
    }

    /// Adds a node to the line of text that is being collected, or ends that line with a block.
    pub(super) fn walk(&mut self, id: Id, line: &mut Line) {
        let node = self.tree.node(id);
        if self.depth >= DEEPEST {
            self.flatten(id, line);
            return;
        }
        self.depth += 1;
        match &node.data {
            Data::Document => {}
            Data::Text { text, verbatim: true } => line.push_verbatim(text, node.span),
            // Only what parts two blocks begins with a line feed there.
            Data::Text { text, .. } if self.own && !text.starts_with('\n') => {
                line.push_verbatim(text, node.span);
            }
            Data::Text { text, verbatim: false } => line.push_folded(text, node.span),
            Data::Comment(text) => line.comment(text, node.span),
            Data::Element { name, .. } => match elements::kind(name) {
                Kind::Block => self.block(id, line),
                Kind::Inline => self.inline(id, line),
                Kind::Active if name == "input" => {}
                Kind::Active => self.drop(id, Furniture::Active),
                Kind::Silent if name == "head" => self.drop_below(id),
                Kind::Silent if self.tree.text(id).trim().is_empty() => {}
                Kind::Silent => self.drop(id, Furniture::Ornament),
            },
        }
        self.depth -= 1;
    }

    /// What nests too deep becomes its text.
    fn flatten(&mut self, id: Id, line: &mut Line) {
        let span = self.tree.node(id).span;
        if !self.capped {
            self.diagnostics.push(Diagnostic::nesting_capped(DEEPEST, span));
            self.capped = true;
        }
        for id in self.tree.descendants(id) {
            if let Data::Text { text, .. } = &self.tree.node(id).data {
                line.push_folded(text, span);
                line.push_folded(" ", span);
            }
        }
    }

    /// Leaves out an element with all that is in it.
    pub(super) fn drop(&mut self, id: Id, what: Furniture) {
        self.dropped.push(Skipped { what, span: self.tree.node(id).span });
    }

    /// The head shows nothing; what is in it that says nothing of the page either is left out.
    fn drop_below(&mut self, id: Id) {
        for child in &self.tree.node(id).children {
            let name = self.tree.name(*child);
            if !name.is_empty() && elements::kind(name) != Kind::Silent {
                self.drop(*child, Furniture::Active);
            }
        }
    }

    fn block(&mut self, id: Id, line: &mut Line) {
        let span = self.tree.node(id).span;
        let name = self.tree.name(id);
        let kind = match name {
            "p" => {
                let blocks = self.children(id);
                line.block_all(widened(blocks, span));
                return;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes()[1] - b'0';
                let blocks = self.heading(id, level, span);
                line.block_all(blocks);
                return;
            }
            "html" | "body" => {
                let blocks = self.children(id);
                line.block_all(blocks);
                return;
            }
            "pre" | "listing" | "xmp" | "plaintext" | "deckmill code" => self.code(id),
            "deckmill math block" => BlockKind::Math(self.tree.text(id).trim().to_owned()),
            "ul" | "ol" | "menu" | "dir" => {
                let blocks = self.list(id, span);
                let hint = self.hint(id);
                if hint.names.is_empty() {
                    line.block_all(blocks);
                    return;
                }
                // What its classes say of a list (a trail, a menu) is for layouts to see.
                BlockKind::Group { hint: Box::new(hint), content: blocks }
            }
            "blockquote" => BlockKind::Quote(self.children(id)),
            "table" => {
                let blocks = self.table(id);
                line.block_all(blocks);
                return;
            }
            "dl" if self.defines(id) => BlockKind::Definitions(self.definitions(id)),
            "hr" => BlockKind::Rule,
            "details" => self.details(id),
            "div" if self.is_math(id) => BlockKind::Math(self.tex(id)),
            _ => self.group(id),
        };
        line.block(Block { kind, span });
    }

    fn code(&mut self, id: Id) -> BlockKind {
        let text = self.tree.text(id);
        let text = match self.tree.name(id) {
            "deckmill code" => text.strip_suffix('\n').unwrap_or(&text).to_owned(),
            _ if self.own => text,
            // Browsers show neither the line feed before the end tag nor spaces behind a line.
            _ => text.trim_start_matches('\n').trim_end().to_owned(),
        };
        BlockKind::Code { language: self.language(id), text }
    }

    /// The language of code, as the usual highlighters mark it on the element, in it or around it.
    fn language(&self, id: Id) -> Option<Box<str>> {
        let inner = self.tree.node(id).children.first().copied();
        if self.own {
            return inner
                .and_then(|id| self.tree.attribute(id, "class")?.strip_prefix("language-").map(Box::from));
        }
        let around = self.tree.parent(id);
        let outer = around.and_then(|id| self.tree.parent(id));
        [Some(id), inner, around, outer].into_iter().flatten().find_map(|id| {
            let data = ["data-lang", "data-language", "lang"].iter().find_map(|name| {
                self.tree.attribute(id, name).filter(|_| *name != "lang" || self.tree.name(id) == "pre")
            });
            data.map(Box::from).or_else(|| {
                let classes = self.tree.attribute(id, "class")?.split_whitespace();
                let marks = ["language-", "lang-", "highlight-source-", "highlight-", "brush:"];
                classes
                    .into_iter()
                    .find_map(|class| marks.iter().find_map(|mark| class.strip_prefix(mark)))
                    .filter(|language| {
                        !language.is_empty() && !["default", "none", "text", "container"].contains(language)
                    })
                    .map(Box::from)
            })
        })
    }

    fn list(&mut self, id: Id, span: Span) -> Vec<Block> {
        let start = (self.tree.name(id) == "ol").then(|| {
            let start = self.tree.attribute(id, "start").and_then(|start| start.trim().parse().ok());
            start.unwrap_or(1).clamp(0, 999_999_999)
        });
        let (mut items, mut notes): (Vec<Item>, Vec<Block>) = (Vec::new(), Vec::new());
        for child in self.tree.node(id).children.clone() {
            let node_span = self.tree.node(child).span;
            match self.tree.name(child) {
                "li" if self.is_note(child) => notes.push(self.note(child)),
                "li" => {
                    let content = self.children(child);
                    let content = self.in_item(child, content, node_span);
                    items.push(Item { task: self.task(child), content, span: node_span });
                }
                // A list right in a list belongs to the item before it, whatever the standard says.
                _ => {
                    let mut line = Line::default();
                    self.walk(child, &mut line);
                    let stray = line.finish();
                    match items.last_mut() {
                        Some(item) => {
                            item.content.extend(stray);
                            item.span = item.span.join(node_span);
                        }
                        None if stray.is_empty() => {}
                        None => items.push(Item { task: None, content: stray, span: node_span }),
                    }
                }
            }
        }
        if !items.is_empty() {
            notes.insert(0, Block { kind: BlockKind::list(start, items), span });
        }
        notes
    }

    /// Whether an item begins with a box to tick, and whether that is ticked.
    fn task(&self, id: Id) -> Option<bool> {
        let first = self.tree.descendants(id).skip(1).find(|id| match &self.tree.node(*id).data {
            Data::Text { text, .. } => !text.trim().is_empty(),
            // Only what a line begins with can stand before the box: not an inner list with its boxes.
            Data::Element { name, .. } => !["p", "label", "span", "div"].contains(&name.as_str()),
            _ => false,
        })?;
        let is_box =
            self.tree.attribute(first, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox"));
        is_box.then(|| self.tree.attribute(first, "checked").is_some())
    }

    fn details(&mut self, id: Id) -> BlockKind {
        let children = self.tree.node(id).children.clone();
        let summary = children.iter().copied().find(|child| self.tree.name(*child) == "summary");
        let start = self.tree.node(id).span.start();
        let line = crate::model::Line {
            content: summary.map(|id| self.one_line(id)).unwrap_or_default(),
            span: summary.map_or(Span::new(start, start), |id| self.tree.node(id).span),
        };
        let mut rest = Line::default();
        for child in children {
            match Some(child) == summary {
                // It parts the text around it, wherever it stands.
                true => rest.block_all(Vec::new()),
                false => self.walk(child, &mut rest),
            }
        }
        BlockKind::Details { summary: Box::new(line), content: rest.finish() }
    }

    /// The inlines in an element that holds one line, whatever blocks they stand in.
    pub(super) fn one_line(&mut self, id: Id) -> Vec<Inline> {
        super::cells::inlines_of(self.children(id))
    }

    fn group(&mut self, id: Id) -> BlockKind {
        match self.is_note(id) {
            true => self.note(id).kind,
            false => BlockKind::Group { hint: Box::new(self.hint(id)), content: self.children(id) },
        }
    }

    /// What an element says about what is in it.
    fn hint(&self, id: Id) -> Hint {
        let names = self.names(id);
        let has = |wanted: &str| names.iter().any(|name| name.contains(wanted));
        let by_name = || match self.tree.name(id) {
            _ if has("breadcrumb") || self.labelled(id, "breadcrumb") => Role::Breadcrumb,
            "nav" => Role::Navigation,
            "header" => Role::Header,
            "footer" => Role::Footer,
            "aside" => Role::Aside,
            "main" => Role::Main,
            "article" => Role::Article,
            _ => match self.tree.attribute(id, "role") {
                Some("navigation") => Role::Navigation,
                Some("banner") => Role::Header,
                Some("contentinfo") => Role::Footer,
                Some("complementary") => Role::Aside,
                Some("main") => Role::Main,
                _ => Role::Division,
            },
        };
        Hint { role: self.item(id).unwrap_or_else(by_name), names }
    }

    /// Classes and ids of an element, in lower case; a level in its data is one more.
    pub(super) fn names(&self, id: Id) -> Vec<String> {
        let of = |name: &str| self.tree.attribute(id, name).unwrap_or_default().to_lowercase();
        let both = format!("{} {}", of("class"), of("id"));
        let levels = ["data-level", "data-difficulty"].map(of).into_iter().filter(|level| !level.is_empty());
        let levels = levels.map(|level| format!("level-{level}"));
        both.split_whitespace().map(str::to_owned).chain(levels).collect()
    }

    fn labelled(&self, id: Id, wanted: &str) -> bool {
        self.tree.attribute(id, "aria-label").is_some_and(|label| label.to_lowercase().contains(wanted))
    }

    fn is_note(&self, id: Id) -> bool {
        self.tree.name(id) == "deckmill footnote"
            || self.tree.attribute(id, "id").is_some_and(|name| self.notes.contains(name))
    }

    fn note(&mut self, id: Id) -> Block {
        let name = self.tree.attribute(id, "id").unwrap_or_default().to_owned();
        let kind = BlockKind::group(Role::Footnote(name), self.children(id));
        Block { kind, span: self.tree.node(id).span }
    }
}

/// A lone paragraph has the span of its element, tags included.
fn widened(mut blocks: Vec<Block>, span: Span) -> Vec<Block> {
    if let [only] = blocks.as_mut_slice() {
        only.span = only.span.join(span);
    }
    blocks
}
