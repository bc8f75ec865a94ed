//! Records with named fields, as readers of tables and JSON give them: groups that layouts know.

use crate::diagnostic::Diagnostics;
use crate::inline::SPACE;
use crate::model::{Block, BlockKind, Hint, Inline, Item, List, Role};
use crate::source::{Source, Span};

/// How the texts of a file are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// As they are.
    #[default]
    Plain,
    /// As Markdown.
    Markdown,
    /// As HTML.
    Html,
}

/// A record of fields.
pub fn record(fields: Vec<Block>, span: Span) -> Block {
    group(Role::Record, fields, span)
}

/// A record whose fields are the names of the columns.
pub fn names(fields: Vec<Block>, span: Span) -> Block {
    let hint = Hint { role: Role::Record, names: vec!["names".to_owned()] };
    Block { kind: BlockKind::Group { hint, content: fields }, span }
}

/// A field with its name.
pub fn field(name: &str, content: Vec<Block>, span: Span) -> Block {
    group(Role::Field(name.to_owned()), content, span)
}

fn group(role: Role, content: Vec<Block>, span: Span) -> Block {
    Block { kind: BlockKind::Group { hint: Hint { role, names: Vec::new() }, content }, span }
}

/// A text as blocks, all at one place.
pub fn text(text: &str, style: Style, span: Span) -> Vec<Block> {
    let mut blocks = match style {
        Style::Plain => plain(text),
        Style::Markdown => read(text, &crate::read::markdown::FORMAT),
        Style::Html => read(text, &crate::read::html::FORMAT),
    };
    place(&mut blocks, span);
    blocks
}

/// Plain text: empty lines part paragraphs, line ends are meant.
fn plain(text: &str) -> Vec<Block> {
    let text = text.replace("\r\n", "\n");
    let chunks = text.split("\n\n").map(|chunk| chunk.trim_matches(SPACE)).filter(|chunk| !chunk.is_empty());
    let paragraph = |chunk: &str| {
        let mut content = Vec::new();
        for (at, line) in chunk.split('\n').enumerate() {
            content.extend((at > 0).then_some(Inline::Break));
            content.push(Inline::Text(line.to_owned()));
        }
        Block::new(BlockKind::Paragraph(content))
    };
    chunks.map(paragraph).collect()
}

/// A text through another reader. What that has to say of it can't be placed, and is left out.
fn read(text: &str, format: &crate::format::Format<dyn crate::read::Reader>) -> Vec<Block> {
    let reader = format.make(&Default::default());
    let source = Source::new("", text);
    reader.map(|reader| reader.read(&source, &mut Diagnostics::default()).blocks).unwrap_or_default()
}

fn place(blocks: &mut [Block], span: Span) {
    for block in blocks {
        block.span = span;
        match &mut block.kind {
            BlockKind::Quote(content) | BlockKind::Group { content, .. } => place(content, span),
            BlockKind::Details { summary, content } => {
                summary.span = span;
                place(content, span);
            }
            BlockKind::List(list) => {
                for item in &mut list.items {
                    item.span = span;
                    place(&mut item.content, span);
                }
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    definition.terms.iter_mut().for_each(|term| term.span = span);
                    definition.meanings.iter_mut().for_each(|meaning| place(meaning, span));
                }
            }
            BlockKind::Paragraph(_)
            | BlockKind::Heading { .. }
            | BlockKind::Code { .. }
            | BlockKind::Table(_)
            | BlockKind::Math(_)
            | BlockKind::Rule => {}
        }
    }
}

/// Values as a list; empty ones are left out.
pub fn list(values: Vec<Vec<Block>>, span: Span) -> Vec<Block> {
    let filled = values.into_iter().filter(|content| !content.is_empty());
    let items: Vec<Item> = filled.map(|content| Item { task: None, content, span }).collect();
    match items.is_empty() {
        true => Vec::new(),
        false => vec![Block { kind: BlockKind::List(List { start: None, items }), span }],
    }
}

/// A value behind its name: "A. the first option".
pub fn named(name: &str, mut content: Vec<Block>, span: Span) -> Vec<Block> {
    let lead = Inline::Text(format!("{name}. "));
    match content.first_mut().map(|block| &mut block.kind) {
        Some(BlockKind::Paragraph(inlines)) => inlines.insert(0, lead),
        _ => content.insert(0, Block { kind: BlockKind::Paragraph(vec![lead]), span }),
    }
    content
}
