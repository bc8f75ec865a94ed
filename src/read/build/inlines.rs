//! What stands in a line: the inline half of `blocks.rs`.

use super::blocks::Maker;
use super::elements::{self, Kind};
use super::line::{Line, Wrap};
use super::tree::{Id, LONGEST};
use crate::diagnostic::{Diagnostic, Furniture};
use crate::inline::SPACE;
use crate::level;
use crate::model::{Block, BlockKind, Hint, Inline, Role};

impl Maker<'_> {
    pub(super) fn inline(&mut self, id: Id, line: &mut Line) {
        let span = self.tree.node(id).span;
        if self.is_icon(id) {
            return self.drop(id, Furniture::Ornament);
        }
        match self.tree.name(id) {
            "br" => line.push_break(Inline::Break, span),
            "deckmill soft break" => line.push_break(Inline::text("\n"), span),
            "code" | "kbd" | "samp" | "var" | "tt" => {
                let code = fold_lines(&self.tree.text(id));
                line.push(Inline::Code(code), span);
            }
            "deckmill code span" => line.push(Inline::Code(self.tree.text(id)), span),
            "deckmill math" => line.push(Inline::Math(self.tree.text(id)), span),
            "math" => line.push(Inline::Math(self.tex(id)), span),
            "span" if self.is_math(id) => line.push(Inline::Math(self.tex(id)), span),
            "img" | "image" => {
                let alt = fold_lines(self.tree.attribute(id, "alt").unwrap_or_default());
                self.image(id, alt, line);
            }
            "deckmill image" => self.image(id, self.tree.text(id), line),
            "audio" | "video" => self.sound(id, line),
            "a" | "span" if self.packed(id, line) => {}
            "a" => self.link(id, line),
            "rt" => self.between("(", id, ")", line),
            "q" => self.between("“", id, "”", line),
            "rp" => {}
            "strong" | "b" => self.wrapped(id, Wrap::Strong, line),
            "em" | "i" | "cite" | "dfn" => self.wrapped(id, Wrap::Emphasis, line),
            "del" | "s" | "strike" => self.wrapped(id, Wrap::Strike, line),
            "sup" => self.wrapped(id, Wrap::Super, line),
            "sub" => self.wrapped(id, Wrap::Sub, line),
            _ if self.is_badge(id, line) => self.badge(id, line),
            _ => self.walk_all(id, line),
        }
    }

    pub(super) fn walk_all(&mut self, id: Id, line: &mut Line) {
        for child in &self.tree.node(id).children {
            self.walk(*child, line);
        }
    }

    fn wrapped(&mut self, id: Id, wrap: Wrap, line: &mut Line) {
        line.open(wrap, self.tree.node(id).span);
        self.walk_all(id, line);
        line.close();
    }

    fn between(&mut self, before: &str, id: Id, after: &str, line: &mut Line) {
        let span = self.tree.node(id).span;
        line.push(Inline::text(before), span);
        self.walk_all(id, line);
        line.push(Inline::text(after), span);
    }

    fn link(&mut self, id: Id, line: &mut Line) {
        let href = self.tree.attribute(id, "href");
        let target = href.map(clean_address);
        let text = self.tree.text(id);
        let class = self.tree.attribute(id, "class").unwrap_or_default();
        // The sign by which a heading links to itself, and the arrow back from a footnote.
        let is_anchor = !self.own
            && ["¶", "#", "§", "🔗", "↩", "↩︎", "↑", "^"].contains(&text.trim())
            && target.as_deref().is_some_and(|target| target.contains('#'))
            && !self.tree.descendants(id).any(|id| ["img", "deckmill image"].contains(&self.tree.name(id)));
        if is_anchor || class.contains("headerlink") || class.contains("footnote-back") {
            if text.contains(char::is_alphanumeric) {
                self.drop(id, Furniture::Ornament);
            }
            return;
        }
        match target {
            Some(_) if href.is_some_and(|href| href.len() > LONGEST) => {
                self.diagnostics.push(Diagnostic::long_address(LONGEST, self.tree.node(id).span));
                self.walk_all(id, line);
            }
            Some(target) if is_alive(&target) => {
                self.diagnostics.push(Diagnostic::unsafe_link(self.tree.node(id).span));
                self.walk_all(id, line);
            }
            Some(target) => {
                let title = self.title(id);
                self.wrapped(id, Wrap::Link { target, title }, line);
            }
            None => self.walk_all(id, line),
        }
    }

    pub(super) fn title(&self, id: Id) -> Option<String> {
        self.tree.attribute(id, "title").map(fold_lines).filter(|title| !title.is_empty())
    }

    /// A sign that something opens: drawn, not written, as its class or what screen readers are told says.
    /// It stands at an end of what it opens: between words it is a part of what they say.
    fn is_icon(&self, id: Id) -> bool {
        let is_part = |name: &str| ["icon", "arrow", "chevron", "caret", "toggle"].contains(&name);
        let classes = self.tree.attribute(id, "class").unwrap_or_default();
        let named = classes.split(|c: char| !c.is_alphanumeric()).any(is_part);
        let is_sign = |c: char| "+−–×⨯✕▾▼▴▲▸▶►›»⌄⌃∨∧↓→".contains(c);
        let hidden = self.tree.attribute(id, "aria-hidden") == Some("true");
        let text = || self.tree.text(id);
        (named || hidden)
            && !text().trim().is_empty()
            && text().trim().chars().all(is_sign)
            && self.ends_with(id, text().trim())
    }

    /// Whether the text of the element around one, of which it is a part, ends with its own.
    fn ends_with(&self, id: Id, text: &str) -> bool {
        let around = self.tree.parent(id).filter(|parent| self.tree.node(*parent).children.len() <= 8);
        around.is_some_and(|parent| {
            let whole = self.tree.text(parent);
            let opens = ["summary", "button"].contains(&self.tree.name(parent));
            whole.trim_end().ends_with(text) || (opens && whole.trim_start().starts_with(text))
        })
    }

    /// A short mark in a box of its own: by its class, at the end of its line or as all of it.
    fn is_badge(&mut self, id: Id, line: &Line) -> bool {
        let marks = ["badge", "level", "difficulty", "chip", "pill", "tag", "label", "seniority"];
        let names = self.names(id);
        let parts = |name: &String| name.split(['-', '_']).any(|part| marks.contains(&part));
        if !names.iter().any(parts) {
            return false;
        }
        let text = self.tree.text(id);
        let text = text.trim();
        if text.is_empty() || text.chars().count() > 30 {
            return false;
        }
        self.is_last(id) || (line.is_blank() && level::is_statement(text))
    }

    /// Whether no text follows a node in its element, but for blocks and marks like it.
    fn is_last(&mut self, id: Id) -> bool {
        let Some(parent) = self.tree.parent(id) else { return false };
        if !self.last.contains_key(&parent) {
            let children = &self.tree.node(parent).children;
            let is_text = |id: &&Id| !self.is_boxed(**id) && !self.tree.text(**id).trim().is_empty();
            let last_text = children.iter().rposition(|child| is_text(&child)).unwrap_or(0);
            self.last.insert(parent, children[last_text..].iter().copied().collect());
        }
        self.last.get(&parent).is_some_and(|last| last.contains(&id))
    }

    /// Whether a node begins a block of its own, or is a mark like the one before it.
    fn is_boxed(&self, id: Id) -> bool {
        let name = self.tree.name(id);
        elements::kind(name) == Kind::Block && !name.is_empty() || name == "span"
    }

    fn badge(&mut self, id: Id, line: &mut Line) {
        let span = self.tree.node(id).span;
        let content = self.children(id);
        let hint = Box::new(Hint { role: Role::Badge, names: self.names(id) });
        line.block(Block { kind: BlockKind::Group { hint, content }, span });
    }

    /// Whether an element's class says that it holds TeX.
    pub(super) fn is_math(&self, id: Id) -> bool {
        let class = self.tree.attribute(id, "class").unwrap_or_default();
        class.split_whitespace().any(|name| name == "math" || name == "katex" || name == "katex-display")
    }

    /// The TeX in an element, without the signs that MathJax looks for.
    pub(super) fn tex(&self, id: Id) -> String {
        let source = self.tree.descendants(id).find(|id| {
            self.tree.name(*id) == "annotation"
                && self.tree.attribute(*id, "encoding") == Some("application/x-tex")
        });
        let text = self.tree.text(source.unwrap_or(id));
        let text = text.trim();
        let signs = [("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"), ("$", "$")];
        let inner = signs.iter().find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close));
        inner.unwrap_or(text).trim().to_owned()
    }
}

/// A line feed, with the white space around it, is a space; other white space in code counts.
pub(super) fn fold_lines(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_matches(SPACE)).collect();
    match lines.len() {
        1 => text.to_owned(),
        _ => lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" "),
    }
}

/// An address as browsers take it: without white space around it and line ends in it.
pub(super) fn clean_address(address: &str) -> String {
    address.trim().replace(['\n', '\t', '\r'], "")
}

/// Whether an address runs something instead of leading somewhere.
pub(super) fn is_alive(address: &str) -> bool {
    let scheme: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(12).collect();
    let scheme = scheme.to_ascii_lowercase();
    ["javascript:", "vbscript:", "data:"].iter().any(|alive| scheme.starts_with(alive))
}
