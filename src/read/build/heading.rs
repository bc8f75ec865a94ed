//! Headings, for `blocks.rs`: one line, and whatever else stood in the element.

use super::blocks::Maker;
use super::tree::Id;
use crate::model::{Block, BlockKind, Inline, Role};
use crate::source::Span;

impl Maker<'_> {
    /// A heading, then whatever stood in it that a heading can't hold.
    pub(super) fn heading(&mut self, id: Id, level: u8, span: Span) -> Vec<Block> {
        let (mut content, mut rest): (Vec<Inline>, Vec<Block>) = (Vec::new(), Vec::new());
        let mut reach: Option<Span> = None;
        let mut parted = false;
        for block in unboxed(self.children(id)) {
            // Text behind a block that a heading can't hold comes behind that block.
            let inlines = match block.kind {
                _ if parted => None,
                BlockKind::Paragraph(ref inlines) => Some(inlines.clone()),
                BlockKind::Group { ref hint, content: ref lines } if hint.role == Role::Lines => {
                    Some(lines.iter().flat_map(inlines_of_line).cloned().collect())
                }
                _ => None,
            };
            let Some(inlines) = inlines else {
                parted |= !is_badge(&block);
                rest.push(block);
                continue;
            };
            if !content.is_empty() {
                content.push(Inline::text(" "));
            }
            content.extend(inlines);
            reach = Some(reach.map_or(block.span, |known| known.join(block.span)));
        }
        let reach = reach.unwrap_or(Span::new(span.start(), span.start()));
        let start =
            if rest.iter().any(|block| block.span.start() < reach.start()) { reach } else { span }.start();
        let after = rest.iter().map(|block| block.span.start()).filter(|at| *at >= reach.end()).min();
        let span = Span::new(start, after.unwrap_or(span.end()));
        let heading = Block { kind: BlockKind::Heading { level, content }, span };
        std::iter::once(heading).chain(rest).collect()
    }
}

fn inlines_of_line(line: &Block) -> &[Inline] {
    if let BlockKind::Paragraph(inlines) = &line.kind { inlines } else { &[] }
}

/// Boxes that hold nothing but text (a button to open what is below) dissolve.
fn unboxed(blocks: Vec<Block>) -> Vec<Block> {
    let is_text = |block: &Block| match &block.kind {
        BlockKind::Paragraph(_) => true,
        BlockKind::Group { hint, .. } => matches!(hint.role, Role::Lines | Role::Badge),
        _ => false,
    };
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block.kind {
            BlockKind::Group { hint, content } if hint.role == Role::Division => {
                let inner = unboxed(content);
                match inner.iter().all(is_text) {
                    true => out.extend(inner),
                    false => {
                        out.push(Block { kind: BlockKind::Group { hint, content: inner }, span: block.span })
                    }
                }
            }
            _ => out.push(block),
        }
    }
    out
}

fn is_badge(block: &Block) -> bool {
    matches!(&block.kind, BlockKind::Group { hint, .. } if hint.role == Role::Badge)
}
