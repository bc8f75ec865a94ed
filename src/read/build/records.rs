//! Records with named fields, as readers of tables and JSON give them: groups that layouts know.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::elements;
use super::own::{Cell, Line};
use crate::diagnostic::Diagnostics;
use crate::inline::SPACE;
use crate::model::{Block, BlockKind, Hint, Inline, Item, Role};
use crate::source::Span;

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
    let hint = Box::new(Hint { role: Role::Record, names: vec!["names".to_owned()] });
    Block { kind: BlockKind::Group { hint, content: fields }, span }
}

/// A field with its name.
pub fn field(name: &str, content: Vec<Block>, span: Span) -> Block {
    group(Role::Field(name.to_owned()), content, span)
}

fn group(role: Role, content: Vec<Block>, span: Span) -> Block {
    Block { kind: BlockKind::group(role, content), span }
}

/// A text as blocks, all at one place.
pub fn text(text: &str, style: Style, span: Span) -> Vec<Block> {
    // What the other readers have to say of a text can't be placed, and is left out.
    let mut blocks = match style {
        Style::Plain => plain(text),
        Style::Markdown => crate::read::markdown::fragment(text),
        Style::Html => crate::read::html::fragment(text, &mut Diagnostics::default()),
    };
    place(&mut blocks, span);
    blocks
}

/// A text as HTML, if it has a tag or an entity in it. Where nothing else parts its lines, their ends do.
pub fn as_html(text: &str) -> Option<String> {
    let names = text.match_indices('<').map(|(at, _)| {
        let rest = text[at + 1..].trim_start_matches('/');
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let ended = rest[length..].starts_with(['>', '/', ' ', '\n', '\t']);
        if ended { rest[..length].to_ascii_lowercase() } else { String::new() }
    });
    let names: BTreeSet<String> = names.filter(|name| elements::is_known(name)).collect();
    let has_entity = || {
        text.match_indices('&').any(|(at, _)| {
            let rest = text[at + 1..].trim_start_matches('#');
            let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            length > 0 && rest[length..].starts_with(';')
        })
    };
    if names.is_empty() && !has_entity() {
        return None;
    }
    let parts_lines = |name: &String| name == "br" || elements::kind(name) == elements::Kind::Block;
    Some(match names.iter().any(parts_lines) {
        true => text.to_owned(),
        false => text.replace("\n\n", "<p>").replace('\n', "<br>"),
    })
}

/// Plain text: empty lines part paragraphs, line ends are meant.
fn plain(text: &str) -> Vec<Block> {
    let mut text = Cow::Borrowed(text);
    if text.contains('\r') {
        text = Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    let chunks = text.split("\n\n").map(|chunk| chunk.trim_matches(SPACE)).filter(|chunk| !chunk.is_empty());
    let paragraph = |chunk: &str| {
        let mut content = Vec::new();
        for (at, line) in chunk.split('\n').enumerate() {
            content.extend((at > 0).then_some(Inline::Break));
            content.push(Inline::text(line));
        }
        Block::new(BlockKind::Paragraph(content))
    };
    chunks.map(paragraph).collect()
}

/// Puts blocks, with all that is in them, at one place.
pub fn place(blocks: &mut [Block], span: Span) {
    each_span(blocks, &mut |own| *own = span);
}

/// Makes the last of some blocks reach to an end.
pub fn stretch(blocks: &mut [Block], end: usize) {
    let last = blocks.iter().map(|block| block.span.end()).max().unwrap_or(end);
    each_span(blocks, &mut |own| {
        if own.end() == last {
            *own = own.with_end(end.max(last));
        }
    });
}

fn each_span(blocks: &mut [Block], call: &mut impl FnMut(&mut Span)) {
    for block in blocks {
        call(&mut block.span);
        match &mut block.kind {
            BlockKind::Quote(content) | BlockKind::Group { content, .. } => each_span(content, call),
            BlockKind::Details { summary, content } => {
                call(&mut summary.span);
                each_span(content, call);
            }
            BlockKind::List(list) => {
                for item in &mut list.items {
                    call(&mut item.span);
                    each_span(&mut item.content, call);
                }
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    definition.terms.iter_mut().for_each(|term| call(&mut term.span));
                    definition.meanings.iter_mut().for_each(|meaning| each_span(meaning, call));
                }
            }
            BlockKind::Table(table) => {
                table
                    .head
                    .iter_mut()
                    .chain(table.rows.iter_mut().flatten())
                    .for_each(|cell| call(&mut cell.span));
            }
            BlockKind::Paragraph(_)
            | BlockKind::Heading { .. }
            | BlockKind::Code { .. }
            | BlockKind::Math(_)
            | BlockKind::Rule => {}
        }
    }
}

/// A line of a table as a record, whose fields are called 1, 2, 3 …
pub fn of_line(line: &Line, style: Style) -> Block {
    let one = |(at, cell): (usize, &Cell)| {
        let content =
            array(&cell.text, style, cell.span).unwrap_or_else(|| text(&cell.text, style, cell.span));
        field(&(at + 1).to_string(), content, cell.span)
    };
    record(line.cells.iter().enumerate().map(one).collect(), line.span)
}

/// A cell that holds an array of texts as programs write it, `["a", "b"]`, is a list.
fn array(cell: &str, style: Style, span: Span) -> Option<Vec<Block>> {
    let is_array = cell.trim().starts_with("[") && cell.trim().ends_with("]") && cell.contains(['"', '\'']);
    let parse = || parse_to_ast(cell, &CollectOptions::default(), &ParseOptions::default()).ok()?.value;
    let value = is_array.then(parse)??;
    let texts = value.as_array()?.elements.iter().map(|value| Some(value.as_string_lit()?.value.to_string()));
    let texts: Vec<String> = texts.collect::<Option<_>>()?;
    Some(list(texts.iter().map(|one| text(one, style, span)).collect(), span))
}

/// Values as a list; empty ones are left out.
pub fn list(values: Vec<Vec<Block>>, span: Span) -> Vec<Block> {
    items(values.into_iter().map(|content| (content, span)).collect(), span)
}

/// The same for values that stand at places of their own.
pub fn items(values: Vec<(Vec<Block>, Span)>, span: Span) -> Vec<Block> {
    let filled = values.into_iter().filter(|(content, _)| !content.is_empty());
    let items: Vec<Item> = filled.map(|(content, span)| Item { task: None, content, span }).collect();
    match items.is_empty() {
        true => Vec::new(),
        false => vec![Block { kind: BlockKind::list(None, items), span }],
    }
}

/// A value behind its name: "A. the first option".
pub fn named(name: &str, mut content: Vec<Block>, span: Span) -> Vec<Block> {
    let lead = Inline::text(format!("{name}. "));
    match content.first_mut().map(|block| &mut block.kind) {
        Some(BlockKind::Paragraph(inlines)) => inlines.insert(0, lead),
        _ => content.insert(0, Block { kind: BlockKind::Paragraph(vec![lead]), span }),
    }
    content
}
