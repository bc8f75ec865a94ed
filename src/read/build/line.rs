//! Collects inlines into paragraphs, for `blocks.rs`.
//!
//! A paragraph of several lines becomes a group of lines, so that layouts see where each begins;
//! formatting that is open when a block comes is closed before it and opened again behind it.

use crate::inline::SPACE;
use crate::marks;
use crate::model::{Block, BlockKind, Inline, Link, Role};
use crate::source::Span;

/// What wraps inlines.
#[derive(Debug, Clone)]
pub enum Wrap {
    Strong,
    Emphasis,
    Strike,
    Super,
    Sub,
    Link { target: String, title: Option<String> },
}

impl Wrap {
    fn around(self, content: Vec<Inline>) -> Inline {
        match self {
            Wrap::Strong => Inline::Strong(content),
            Wrap::Emphasis => Inline::Emphasis(content),
            Wrap::Strike => Inline::Strike(content),
            Wrap::Super => Inline::Super(content),
            Wrap::Sub => Inline::Sub(content),
            Wrap::Link { target, title } => Inline::Link(Box::new(Link { target, title, content })),
        }
    }
}

/// The blocks so far, and the line that is being collected.
#[derive(Debug, Default)]
pub struct Line {
    blocks: Vec<Block>,
    /// Marks in the line, which go behind its paragraph.
    marks: Vec<Block>,
    /// What is in the line outside all wraps.
    content: Vec<Inline>,
    /// The wraps that are open, outermost first, with what is in them.
    open: Vec<(Wrap, Vec<Inline>)>,
    /// Where lines end: how many inlines stand before, and the offset in the source.
    ends: Vec<(usize, usize)>,
    span: Option<Span>,
    /// Whether folded white space here would be the second in a row, or the first in a line.
    after_space: bool,
    started: bool,
}

impl Line {
    /// Adds an inline.
    pub fn push(&mut self, inline: Inline, span: Span) {
        self.reach(span);
        self.after_space = false;
        self.top().push(inline);
    }

    /// Adds text in which white space counts.
    pub fn push_verbatim(&mut self, text: &str, span: Span) {
        self.push(Inline::text(text), span);
        self.after_space = text.ends_with(SPACE);
    }

    /// Adds text in which any white space is one space, and none at the beginning of a line.
    pub fn push_folded(&mut self, text: &str, span: Span) {
        let mut folded = String::with_capacity(text.len());
        let mut after_space = self.after_space || !self.started;
        for c in text.chars() {
            let is_space = SPACE.contains(&c);
            if !(is_space && after_space) {
                folded.push(if is_space { ' ' } else { c });
            }
            after_space = is_space;
        }
        if folded.is_empty() {
            return;
        }
        if folded.trim_matches(SPACE).is_empty() {
            // Space alone does not reach anywhere: the text behind it does.
            self.top().push(Inline::text(folded));
        } else {
            let lead = text.len() - text.trim_start_matches(SPACE).len();
            let trail = text.len() - text.trim_end_matches(SPACE).len();
            // A text's span may be longer than the text, where characters were written as entities.
            self.reach(Span::new((span.start() + lead).min(span.end()), span.end().saturating_sub(trail)));
            self.top().push(Inline::text(folded));
        }
        self.after_space = after_space;
    }

    /// Ends a line within the paragraph.
    pub fn push_break(&mut self, inline: Inline, span: Span) {
        if self.open.is_empty() {
            self.reach(span);
            self.content.push(inline);
            self.ends.push((self.content.len(), span.end()));
        } else {
            self.push(inline, span);
        }
        self.after_space = true;
    }

    /// A comment between blocks is a block of its own; in a line only deckmill's marks count.
    pub fn comment(&mut self, text: &str, span: Span) {
        let block = Block { kind: BlockKind::group(Role::Comment(text.to_owned()), Vec::new()), span };
        if self.is_blank() {
            self.block(block);
        } else if marks::parse(text).is_some() {
            self.marks.push(block);
        }
    }

    /// Whether there is no text in the line so far.
    pub fn is_blank(&self) -> bool {
        self.span.is_none()
    }

    /// Begins formatting.
    pub fn open(&mut self, wrap: Wrap, _: Span) {
        self.open.push((wrap, Vec::new()));
    }

    /// Ends the formatting begun last.
    pub fn close(&mut self) {
        if let Some((wrap, content)) = self.open.pop()
            && !content.is_empty()
        {
            self.top().push(wrap.around(content));
        }
    }

    /// Ends the line with a block.
    pub fn block(&mut self, block: Block) {
        self.flush();
        self.blocks.push(block);
    }

    /// Ends the line with several blocks.
    pub fn block_all(&mut self, blocks: Vec<Block>) {
        self.flush();
        self.blocks.extend(blocks);
    }

    /// All blocks.
    pub fn finish(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }

    fn top(&mut self) -> &mut Vec<Inline> {
        match self.open.last_mut() {
            Some((_, content)) => content,
            None => &mut self.content,
        }
    }

    fn reach(&mut self, span: Span) {
        self.started = true;
        self.span = Some(self.span.map_or(span, |known| known.join(span)));
    }

    fn flush(&mut self) {
        let mut inner = None;
        for (wrap, content) in self.open.iter_mut().rev() {
            let mut content = std::mem::take(content);
            content.extend(inner.take());
            inner = (!content.is_empty()).then(|| wrap.clone().around(content));
        }
        self.content.extend(inner);
        let content = std::mem::take(&mut self.content);
        let ends = std::mem::take(&mut self.ends);
        if let Some(span) = self.span.take() {
            self.blocks.push(paragraph(content, &ends, span));
        }
        self.blocks.append(&mut self.marks);
        (self.after_space, self.started) = (false, false);
    }
}

/// A paragraph, or a group of its lines where it has several.
fn paragraph(content: Vec<Inline>, ends: &[(usize, usize)], span: Span) -> Block {
    let last = content.len();
    let inner: Vec<_> = ends.iter().filter(|(count, _)| *count < last).collect();
    if inner.is_empty() {
        return Block { kind: BlockKind::Paragraph(content), span };
    }
    let mut lines = Vec::new();
    let mut rest = content.into_iter();
    let (mut taken, mut start) = (0, span.start());
    for (count, end) in inner.into_iter().map(|end| (end.0, end.1)).chain([(last, span.end())]) {
        let line: Vec<Inline> = rest.by_ref().take(count - taken).collect();
        lines.push(Block { kind: BlockKind::Paragraph(line), span: Span::new(start, end) });
        (taken, start) = (count, end);
    }
    Block { kind: BlockKind::group(Role::Lines, lines), span }
}
