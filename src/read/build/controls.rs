//! Control characters that no byte of a page is: `&#1;`, `\u0001` and their like mean them, and formats have many
//! ways to say so. Whatever reader a document is from, this is the last that is done to it.

use crate::bytes;
use crate::document::{Document, Metadata};
use crate::model::{Block, BlockKind, Hint, Inline, Line, Role, Text};
use crate::read::clean;
use crate::source::Span;

/// Replaces those in a document, as those in its bytes were; gives the place of the first.
pub fn replace(document: &mut Document) -> Option<Span> {
    let mut sweep = Sweep::default();
    sweep.blocks(&mut document.blocks);
    sweep.blocks(&mut document.data);
    sweep.metadata(&mut document.metadata);
    sweep.first
}

/// Whether there may be a control character in a text, line feeds and tabs apart: some others are taken for one.
fn may_have(text: &str) -> bool {
    // Those beyond ASCII begin with the last of these.
    bytes::have(text.as_bytes(), |byte| {
        (byte < 0x20) & (byte != b'\n') & (byte != b'\t') | (byte == 0x7f) | (byte == 0xc2)
    })
}

#[derive(Default)]
struct Sweep {
    /// Where the blocks stand that are being looked at.
    at: Span,
    first: Option<Span>,
}

impl Sweep {
    /// The text without them, if it has some.
    fn cleaned(&mut self, text: &str) -> Option<String> {
        if !may_have(text) {
            return None;
        }
        let cleaned = clean(text);
        (cleaned != text).then(|| {
            self.first.get_or_insert(self.at);
            cleaned
        })
    }

    fn string(&mut self, text: &mut String) {
        if let Some(cleaned) = self.cleaned(text) {
            *text = cleaned;
        }
    }

    fn text(&mut self, text: &mut Text) {
        if let Some(cleaned) = self.cleaned(text) {
            *text = cleaned.into();
        }
    }

    fn metadata(&mut self, metadata: &mut Metadata) {
        let Metadata {
            title,
            window_title,
            category,
            description,
            key,
            id,
            url,
            base,
            language,
            tags,
            level,
            spans,
        } = metadata;
        self.at = spans.first().copied().unwrap_or_default();
        let texts = [title, window_title, category, description, key, id, url, base, language, level]
            .into_iter()
            .flatten();
        texts.chain(tags).for_each(|text| self.string(text));
    }

    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            self.at = block.span;
            self.block(&mut block.kind);
        }
    }

    fn block(&mut self, kind: &mut BlockKind) {
        match kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => self.line(content),
            BlockKind::Code { language, text } => {
                if let Some(cleaned) = language.as_deref().and_then(|language| self.cleaned(language)) {
                    *language = Some(cleaned.into());
                }
                self.string(text);
            }
            BlockKind::Math(text) => self.string(text),
            BlockKind::List(list) => list.items.iter_mut().for_each(|item| self.blocks(&mut item.content)),
            BlockKind::Quote(content) => self.blocks(content),
            BlockKind::Table(table) => {
                self.lines(&mut table.head);
                table.rows.iter_mut().for_each(|row| self.lines(row));
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    self.lines(&mut definition.terms);
                    definition.meanings.iter_mut().for_each(|meaning| self.blocks(meaning));
                }
            }
            BlockKind::Details { summary, content } => {
                self.line(&mut summary.content);
                self.blocks(content);
            }
            BlockKind::Group { hint, content } => {
                self.hint(hint);
                self.blocks(content);
            }
            BlockKind::Rule => {}
        }
    }

    fn hint(&mut self, hint: &mut Hint) {
        hint.names.iter_mut().for_each(|name| self.string(name));
        if let Role::Footnote(text) | Role::Field(text) | Role::Comment(text) = &mut hint.role {
            self.string(text);
        }
    }

    fn lines(&mut self, lines: &mut [Line]) {
        lines.iter_mut().for_each(|line| self.line(&mut line.content));
    }

    fn line(&mut self, content: &mut [Inline]) {
        for inline in content {
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Code(text) | Inline::Math(text) => self.string(text),
                Inline::Strong(inner)
                | Inline::Emphasis(inner)
                | Inline::Strike(inner)
                | Inline::Super(inner)
                | Inline::Sub(inner) => self.line(inner),
                Inline::Link(link) => {
                    self.string(&mut link.target);
                    link.title.iter_mut().for_each(|title| self.string(title));
                    self.line(&mut link.content);
                }
                Inline::Image(image) => {
                    self.string(&mut image.target);
                    self.string(&mut image.alt);
                    image.title.iter_mut().for_each(|title| self.string(title));
                }
                Inline::Break => {}
            }
        }
    }
}
