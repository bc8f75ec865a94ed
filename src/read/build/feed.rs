//! Feeds a tree: pages and pieces of HTML through the tokenizer, elements one by one.
//!
//! `html.rs` sends whole pages; `markdown.rs` sends elements of its own and the raw HTML between
//! them, so raw HTML in Markdown needs no second way. Positions: the tokenizer takes its input from
//! a queue that this file can see, so what is left in the queue tells where a token ends.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use html5ever::interface::{ElementFlags, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, QualName, TokenizerResult, ns};

use super::crowd;
use super::elements;
use super::tree::{Handle, Sink, Tree, plain_name};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::read::DEEPEST;
use crate::source::Span;

/// What was not read as the markup that it looks like.
#[derive(Debug, Default)]
pub struct Kept {
    /// Tags that are text.
    pub literal: Vec<Span>,
    /// Attributes that are too many.
    pub crowds: Vec<Span>,
}

impl Kept {
    /// A note for each tag that was kept as text, once per spelling, and for each with too many
    /// attributes.
    pub fn report(&self, text: &str, diagnostics: &mut Diagnostics) {
        let mut told = HashSet::new();
        for span in &self.literal {
            let tag = &text[span.range()];
            if told.insert(tag) {
                diagnostics.push(Diagnostic::literal_tag(tag, *span));
            }
        }
        for span in &self.crowds {
            diagnostics.push(Diagnostic::crowded_tag(crowd::MOST, *span));
        }
    }
}

/// Builds a tree from a source's text, with a note of what was kept as literal text.
pub struct Feeder<'a> {
    text: &'a str,
    builder: TreeBuilder<Handle, Sink>,
    queue: BufferQueue,
    /// Where what is in the queue ends in the text.
    until: Cell<usize>,
    /// Where the last token ended.
    last: Cell<usize>,
    /// Whether the tree's end may be told to the builder.
    whole: bool,
    /// The element whose content is no markup, such as a script, and how deep elements nest in it.
    raw: RefCell<Option<(LocalName, usize)>>,
    kept: RefCell<Kept>,
    /// How many elements of each name were left out because they nest too deep, and are still open.
    left_out: RefCell<HashMap<LocalName, usize>>,
    closed_names: HashSet<String>,
}

impl<'a> Feeder<'a> {
    /// For a whole HTML page.
    pub fn page(text: &'a str) -> Feeder<'a> {
        Feeder::new(text, true)
    }

    /// For pieces: a body's content.
    pub fn fragment(text: &'a str) -> Feeder<'a> {
        Feeder::new(text, false)
    }

    fn new(text: &'a str, whole: bool) -> Feeder<'a> {
        let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
        let sink = Sink::new();
        let builder = match whole {
            true => TreeBuilder::new(sink, options),
            false => {
                let body = sink.create_element(plain_name("body"), vec![], ElementFlags::default());
                TreeBuilder::new_for_fragment(sink, body, None, options)
            }
        };
        Feeder {
            text,
            builder,
            queue: BufferQueue::default(),
            until: Cell::new(0),
            last: Cell::new(0),
            whole,
            raw: RefCell::new(None),
            kept: RefCell::default(),
            left_out: RefCell::default(),
            closed_names: closed_names(text),
        }
    }

    /// The tree, and what is not in it as it was written.
    pub fn finish(self) -> (Tree, Kept) {
        if !self.whole {
            self.close_raw();
            let _ = self.builder.process_token(Token::EOFToken, 0);
            self.builder.end();
        }
        (self.builder.sink.finish(), self.kept.into_inner())
    }

    /// Reads stretches of the text as HTML, in which a tag may reach from one into the next. An
    /// element whose content is no markup ends with them, whether it is closed or not.
    pub fn html(&self, pieces: &[Span]) {
        self.inline_html(pieces);
        self.close_raw();
    }

    /// The same for a tag within a line, whose element may go on behind it.
    pub fn inline_html(&self, pieces: &[Span]) {
        if self.raw.borrow().is_some() {
            pieces.iter().for_each(|piece| self.html_in_raw(*piece));
            return;
        }
        self.builder.sink.verbatim.set(false);
        let tokenizer = Tokenizer::new(self, TokenizerOpts { discard_bom: false, ..Default::default() });
        self.last.set(pieces.first().map_or(0, |piece| piece.start()));
        for piece in self.without_crowds(pieces) {
            self.until.set(piece.end());
            self.queue.push_back(StrTendril::from(&self.text[piece.range()]));
            while !matches!(tokenizer.feed(&self.queue), TokenizerResult::Done) {}
        }
        tokenizer.end();
    }

    /// Pieces without the attributes in them that are too many.
    fn without_crowds(&self, pieces: &[Span]) -> Vec<Span> {
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return Vec::new() };
        let all = crowd::find(&self.text[first.start()..last.end()]);
        let all: Vec<Span> = all
            .iter()
            .map(|span| Span::new(first.start() + span.start(), first.start() + span.end()))
            .collect();
        let (mut rest, mut next) = (Vec::with_capacity(pieces.len()), 0);
        for piece in pieces {
            let mut start = piece.start();
            while let Some(crowd) = all.get(next).filter(|crowd| crowd.start() < piece.end()) {
                rest.push(Span::new(start, crowd.start().max(start)));
                start = crowd.end().clamp(start, piece.end());
                if crowd.end() > piece.end() {
                    break;
                }
                next += 1;
            }
            rest.push(Span::new(start, piece.end()));
        }
        self.kept.borrow_mut().crowds.extend(all);
        rest
    }

    /// Where content is no markup, only the end tag of its element is a tag.
    fn html_in_raw(&self, piece: Span) {
        let held = &self.text[piece.range()];
        let closes = self.raw.borrow().as_ref().is_some_and(|(name, _)| {
            let tag = held.strip_prefix("</").unwrap_or_default();
            tag.len() > name.len()
                && tag.is_char_boundary(name.len())
                && tag[..name.len()].eq_ignore_ascii_case(name)
        });
        if closes {
            self.builder.sink.at.set(piece);
            self.close_raw();
        } else {
            self.text(held, piece);
        }
    }

    /// Begins an element.
    pub fn start(&self, name: &str, attributes: &[(&str, &str)], span: Span) {
        if let Some((_, depth)) = &mut *self.raw.borrow_mut() {
            *depth += 1;
            return;
        }
        let attribute = |(name, value): &(&str, &str)| Attribute {
            name: QualName::new(None, ns!(), LocalName::from(*name)),
            value: StrTendril::from(*value),
        };
        self.tag(TagKind::StartTag, LocalName::from(name), attributes.iter().map(attribute).collect(), span);
    }

    /// Ends an element.
    pub fn end(&self, name: &str, span: Span) {
        if let Some((_, depth)) = &mut *self.raw.borrow_mut()
            && *depth > 0
        {
            *depth -= 1;
            return;
        }
        self.close_raw();
        self.tag(TagKind::EndTag, LocalName::from(name), vec![], span);
    }

    /// Adds text, in which white space counts.
    pub fn text(&self, text: &str, span: Span) {
        self.builder.sink.verbatim.set(true);
        let _ = self.build(Token::CharacterTokens(StrTendril::from(text)), span, 0);
    }

    /// Lets the builder work on a token that stands at a span.
    fn build(&self, token: Token, span: Span, line: u64) -> TokenSinkResult<Handle> {
        let sink = &self.builder.sink;
        let in_text = matches!(token, Token::CharacterTokens(_) | Token::NullCharacterToken);
        if in_text && sink.waiting.get().is_none() {
            sink.waiting.set(Some(span.start()));
        }
        let closing = match &token {
            Token::TagToken(tag) => (tag.kind == TagKind::EndTag).then(|| tag.name.clone()),
            _ => None,
        };
        sink.at.set(span);
        sink.in_text.set(in_text);
        *sink.closing.borrow_mut() = closing;
        let result = self.builder.process_token(token, line);
        if !in_text {
            sink.waiting.set(None);
        }
        result
    }

    fn tag(&self, kind: TagKind, name: LocalName, attrs: Vec<Attribute>, span: Span) {
        let tag = Tag { kind, name, self_closing: false, attrs, had_duplicate_attributes: false };
        if self.is_left_out(&tag) {
            return;
        }
        let _ = self.build(Token::TagToken(tag), span, 0);
    }

    /// Whether a tag is one of an element that nests deeper than blocks ever do: the builder looks at
    /// all open elements for most tags, so that many would take long, for nothing that is seen.
    fn is_left_out(&self, tag: &Tag) -> bool {
        let mut left_out = self.left_out.borrow_mut();
        if tag.kind == TagKind::EndTag {
            let open = left_out.get_mut(&tag.name).filter(|count| **count > 0);
            return open.is_some_and(|count| {
                *count -= 1;
                true
            });
        }
        let is_deep = self.builder.sink.depth.get() > 2 * DEEPEST && elements::nests(&tag.name);
        if is_deep && !tag.self_closing {
            *left_out.entry(tag.name.clone()).or_default() += 1;
        }
        is_deep
    }

    /// Ends an element whose content is no markup. The builder takes no other tag before that.
    fn close_raw(&self) {
        let raw = self.raw.borrow_mut().take();
        if let Some((name, _)) = raw {
            let at = self.builder.sink.at.get();
            self.tag(TagKind::EndTag, name, vec![], at);
        }
    }

    /// How many bytes are left in the queue.
    fn remaining(&self) -> usize {
        let Some(front) = self.queue.pop_front() else { return 0 };
        let rest = self.remaining();
        let length = front.len();
        self.queue.push_front(front);
        length + rest
    }

    /// The source of a tag that is no HTML element, to be kept as text.
    fn as_literal(&self, tag: &Tag, span: Span) -> Option<Span> {
        let name: &str = &tag.name;
        let before = self.text[..span.start()].chars().next_back();
        let written = self.text.get(span.range())?.trim_start_matches(['<', '/']);
        // `List<Object>` is a type, though `object` is an element.
        let is_type = tag.attrs.is_empty()
            && before.is_some_and(char::is_alphanumeric)
            && written.starts_with(|c: char| c.is_ascii_uppercase());
        if is_type && !self.closed_names.contains(name) {
            return Some(span);
        }
        let custom = name.contains('-') && self.closed_names.contains(name);
        (!elements::is_known(name) && !custom).then_some(span)
    }
}

/// The names that have an end tag somewhere in a text.
fn closed_names(text: &str) -> HashSet<String> {
    let mut names = HashSet::new();
    for (at, _) in text.match_indices('<') {
        let Some(rest) = text[at + 1..].strip_prefix('/') else { continue };
        let name: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').take(64).collect();
        names.insert(name.to_ascii_lowercase());
    }
    names
}

impl TokenSink for &Feeder<'_> {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Self::Handle> {
        if matches!(token, Token::ParseError(_)) {
            return TokenSinkResult::Continue;
        }
        let end = self.until.get() - self.remaining();
        let mut span = Span::new(self.last.get().min(end), end);
        self.last.set(end);
        let token = match token {
            Token::EOFToken if !self.whole => return TokenSinkResult::Continue,
            Token::TagToken(tag) => {
                // The tokenizer may have looked one character ahead before it gave the text.
                if !self.text[span.range()].starts_with('<') {
                    let ahead = usize::from(self.text[..span.start()].ends_with('<'));
                    span = span.with_start(span.start() - ahead);
                }
                let foreign = self.builder.adjusted_current_node_present_but_not_in_html_namespace();
                match self.as_literal(&tag, span).filter(|_| !foreign) {
                    Some(literal) => {
                        self.kept.borrow_mut().literal.push(literal);
                        Token::CharacterTokens(StrTendril::from(&self.text[literal.range()]))
                    }
                    None if self.is_left_out(&tag) => return TokenSinkResult::Continue,
                    None => Token::TagToken(tag),
                }
            }
            other => other,
        };
        let (name, closing) = match &token {
            Token::TagToken(tag) => (Some(tag.name.clone()), tag.kind == TagKind::EndTag),
            _ => (None, false),
        };
        let result = self.build(token, span, line);
        match (&result, name) {
            (TokenSinkResult::RawData(_), Some(name)) if !self.whole => {
                *self.raw.borrow_mut() = Some((name, 0));
            }
            (_, Some(name)) if closing => {
                self.raw.borrow_mut().take_if(|(raw, _)| *raw == name);
            }
            _ => {}
        }
        result
    }

    fn end(&self) {
        if self.whole {
            self.builder.end();
        }
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
