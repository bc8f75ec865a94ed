//! Small operations on inlines that readers and layouts share: tidying, and cutting marks off.

use crate::model::{Block, BlockKind, Inline, Line, Table};

/// White space that sources use for layout; a no-break space is text.
pub const SPACE: [char; 3] = [' ', '\t', '\n'];

/// Brings a block into the form that cards have, and says whether anything is left of it.
///
/// Blocks inside it are tidy already. In tidy form
/// - text has no line feed, no text is next to another, nothing is empty;
/// - no line, no line break and no formatting has white space or a line break at its ends: what
///   stood there inside of formatting stands outside of it;
/// - no link is in a link: what stood in the inner one stands in the outer one;
/// - a list, a quotation, a table has something in it (an item may be empty, to keep the count), and
///   only an item that begins with a paragraph can be ticked;
/// - a table's rows have as many cells as it has columns, none of its rows is all empty, and it has no
///   head where that would be all empty;
/// - terms without a meaning have none behind them, meanings without a term none before them.
pub fn tidy(block: &mut Block) -> bool {
    match &mut block.kind {
        BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => {
            tidy_line(content);
            !content.is_empty()
        }
        BlockKind::List(list) => {
            for item in &mut list.items {
                let starts_with_text = item.content.first().map(|b| &b.kind);
                if !matches!(starts_with_text, Some(BlockKind::Paragraph(_))) {
                    item.task = None;
                }
            }
            !list.items.is_empty()
        }
        BlockKind::Quote(content) => !content.is_empty(),
        BlockKind::Table(table) => {
            tidy_table(table);
            !table.columns.is_empty()
        }
        BlockKind::Definitions(definitions) => {
            definitions.iter_mut().for_each(|d| d.terms.iter_mut().for_each(|t| tidy_line(&mut t.content)));
            definitions.retain(|d| !d.terms.is_empty() || !d.meanings.is_empty());
            !definitions.is_empty()
        }
        BlockKind::Details { summary, content } => {
            tidy_line(&mut summary.content);
            !summary.content.is_empty() || !content.is_empty()
        }
        BlockKind::Math(tex) => !tex.trim().is_empty(),
        BlockKind::Code { .. } | BlockKind::Rule | BlockKind::Group { .. } => true,
    }
}

/// The same for a line of inlines.
pub fn tidy_line(content: &mut Vec<Inline>) {
    // Most lines are one text that is tidy.
    if let [Inline::Text(text)] = content.as_slice()
        && !text.is_empty()
        && !text.contains('\n')
        && !text.starts_with(SPACE)
        && !text.ends_with(SPACE)
    {
        return;
    }
    tidy_inner(content, false);
    trim_start(content);
    trim_end(content);
}

fn tidy_table(table: &mut Table) {
    let cells = table.rows.iter_mut().flatten().chain(&mut table.head);
    cells.for_each(|cell| tidy_line(&mut cell.content));
    table.rows.retain(|row| row.iter().any(|cell| !cell.content.is_empty()));
    if table.head.iter().all(|cell| cell.content.is_empty()) {
        table.head.clear();
    }
    let width = table.rows.iter().map(Vec::len).max().unwrap_or(0).max(table.head.len());
    table.columns.resize(width, Default::default());
    table.rows.iter_mut().for_each(|row| row.resize(width, Line::default()));
    if !table.head.is_empty() {
        table.head.resize(width, Line::default());
    }
}

fn tidy_inner(content: &mut Vec<Inline>, in_link: bool) {
    let mut out: Vec<Inline> = Vec::with_capacity(content.len());
    for mut inline in content.drain(..) {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let is_link = matches!(inline, Inline::Link(_));
        if let Some(inner) = inner_mut(&mut inline) {
            tidy_inner(inner, in_link || is_link);
            if is_link && in_link {
                inner.drain(..).for_each(|part| append(&mut out, part));
                continue;
            }
            before = leading_space(inner);
            after = trailing_space(inner);
        }
        if let Inline::Text(text) = &mut inline
            && text.contains('\n')
        {
            *text = join_lines(text).into();
        }
        let parts = before.into_iter().chain([inline]).chain(after);
        parts.for_each(|part| append(&mut out, part));
    }
    *content = out;
}

/// Adds an inline to tidy ones.
fn append(out: &mut Vec<Inline>, inline: Inline) {
    if is_empty(&inline) {
        return;
    }
    match (out.last_mut(), inline) {
        (Some(Inline::Text(before)), Inline::Text(text)) => before.edit(|own| own.push_str(&text)),
        (Some(Inline::Break), Inline::Text(text)) => {
            let text = text.trim_start_matches(SPACE);
            if !text.is_empty() {
                out.push(Inline::text(text));
            }
        }
        (Some(Inline::Text(before)), Inline::Break) => {
            before.truncate(before.trim_end_matches(SPACE).len());
            out.pop_if(|last| is_empty(last));
            out.push(Inline::Break);
        }
        (_, inline) => out.push(inline),
    }
}

/// Takes white space and line breaks off the front: `<b> x</b>` is a space, then x in bold.
fn leading_space(content: &mut Vec<Inline>) -> Vec<Inline> {
    let mut taken = Vec::new();
    let mut gone = 0;
    for first in content.iter_mut() {
        match first {
            Inline::Break => taken.push(Inline::Break),
            Inline::Text(text) => {
                let space = space_before(text);
                taken.push(Inline::text(&text[..space]));
                text.cut(space);
                if !text.is_empty() {
                    break;
                }
            }
            _ => break,
        }
        gone += 1;
    }
    content.drain(..gone);
    taken
}

/// The same at the end.
fn trailing_space(content: &mut Vec<Inline>) -> Vec<Inline> {
    let mut taken = Vec::new();
    while let Some(last) = content.last_mut() {
        match last {
            Inline::Break => taken.extend(content.pop()),
            Inline::Text(text) => {
                let end = text.trim_end_matches(SPACE).len();
                taken.push(Inline::text(&text[end..]));
                text.truncate(end);
                if !text.is_empty() {
                    break;
                }
                content.pop();
            }
            _ => break,
        }
    }
    taken.reverse();
    taken
}

/// A text without white space at its ends, in its own memory: it may be as long as the page.
pub fn trimmed(mut text: String, is_space: impl Fn(char) -> bool) -> String {
    text.truncate(text.trim_end_matches(&is_space).len());
    text.drain(..text.len() - text.trim_start_matches(&is_space).len());
    text
}

/// Each line feed, with the white space around it, as one space.
fn join_lines(text: &str) -> String {
    let last = text.split('\n').count() - 1;
    let lines = text.split('\n').enumerate().map(|(at, line)| {
        let line = if at > 0 { line.trim_start_matches(SPACE) } else { line };
        if at < last { line.trim_end_matches(SPACE) } else { line }
    });
    lines.collect::<Vec<_>>().join(" ")
}

fn is_empty(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) => text.is_empty(),
        Inline::Code(text) | Inline::Math(text) => text.is_empty(),
        Inline::Strong(inner)
        | Inline::Emphasis(inner)
        | Inline::Strike(inner)
        | Inline::Super(inner)
        | Inline::Sub(inner) => inner.is_empty(),
        Inline::Link(link) => link.content.is_empty(),
        Inline::Image(image) => image.target.is_empty() && image.alt.is_empty(),
        Inline::Break => false,
    }
}

/// The inlines inside an inline, where it has any.
pub fn inner_mut(inline: &mut Inline) -> Option<&mut Vec<Inline>> {
    match inline {
        Inline::Strong(inner)
        | Inline::Emphasis(inner)
        | Inline::Strike(inner)
        | Inline::Super(inner)
        | Inline::Sub(inner) => Some(inner),
        Inline::Link(link) => Some(&mut link.content),
        Inline::Text(_) | Inline::Code(_) | Inline::Math(_) | Inline::Image(_) | Inline::Break => None,
    }
}

/// The inlines inside an inline, where it has any.
pub fn inner(inline: &Inline) -> Option<&[Inline]> {
    match inline {
        Inline::Strong(inner)
        | Inline::Emphasis(inner)
        | Inline::Strike(inner)
        | Inline::Super(inner)
        | Inline::Sub(inner) => Some(inner),
        Inline::Link(link) => Some(&link.content),
        Inline::Text(_) | Inline::Code(_) | Inline::Math(_) | Inline::Image(_) | Inline::Break => None,
    }
}

fn trim_start(content: &mut Vec<Inline>) {
    let mut gone = 0;
    for first in content.iter_mut() {
        match &mut *first {
            Inline::Text(text) => text.cut(space_before(text)),
            Inline::Break => {}
            other => inner_mut(other).into_iter().for_each(trim_start),
        }
        if !is_empty(first) && *first != Inline::Break {
            break;
        }
        gone += 1;
    }
    content.drain(..gone);
}

fn trim_end(content: &mut Vec<Inline>) {
    while let Some(last) = content.last_mut() {
        match last {
            Inline::Text(text) => text.truncate(text.trim_end_matches(SPACE).len()),
            Inline::Break => {
                content.pop();
                continue;
            }
            other => inner_mut(other).into_iter().for_each(trim_end),
        }
        if content.pop_if(|last| is_empty(last)).is_none() {
            return;
        }
    }
}

/// Cuts `count` characters of text off the front, then trims.
pub fn cut_start(content: &mut Vec<Inline>, count: usize) {
    cut(content, count, true);
    trim_start(content);
}

/// Cuts `count` characters of text off the end, then trims.
pub fn cut_end(content: &mut Vec<Inline>, count: usize) {
    cut(content, count, false);
    trim_end(content);
}

/// How many bytes of white space a text begins with.
fn space_before(text: &str) -> usize {
    text.len() - text.trim_start_matches(SPACE).len()
}

/// The byte at which a text is cut to lose `count` characters, and how many of them it has.
fn place_of_cut(text: &str, count: usize, front: bool) -> (usize, usize) {
    let length = text.chars().count();
    let gone = count.min(length);
    let at = if front { gone } else { length - gone };
    (text.char_indices().nth(at).map_or(text.len(), |(at, _)| at), gone)
}

/// Cuts as told and returns how many characters are still to be cut.
fn cut(content: &mut Vec<Inline>, mut count: usize, front: bool) -> usize {
    let mut gone = 0;
    while count > 0 && gone < content.len() {
        let at = if front { gone } else { content.len() - 1 - gone };
        match &mut content[at] {
            Inline::Text(text) => {
                let (at, gone) = place_of_cut(text, count, front);
                if front {
                    text.cut(at)
                } else {
                    text.truncate(at)
                }
                count -= gone;
            }
            Inline::Code(text) | Inline::Math(text) => {
                let (at, gone) = place_of_cut(text, count, front);
                if front {
                    drop(text.drain(..at))
                } else {
                    text.truncate(at)
                }
                count -= gone;
            }
            Inline::Break => count -= 1,
            Inline::Image(_) => break,
            other => {
                if let Some(inner) = inner_mut(other) {
                    count = cut(inner, count, front);
                }
            }
        }
        gone += usize::from(count > 0 || is_empty(&content[at]));
    }
    match front {
        true => content.drain(..gone),
        false => content.drain(content.len() - gone..),
    };
    count
}

/// Calls a function with every line of inlines in blocks, to read it.
pub fn each_line_in<'a>(blocks: &'a [Block], call: &mut impl FnMut(&'a [Inline])) {
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => call(content),
            BlockKind::List(list) => list.items.iter().for_each(|item| each_line_in(&item.content, call)),
            BlockKind::Quote(content) | BlockKind::Group { content, .. } => each_line_in(content, call),
            BlockKind::Table(table) => {
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                cells.for_each(|cell| call(&cell.content));
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    definition.terms.iter().for_each(|term| call(&term.content));
                    definition.meanings.iter().for_each(|meaning| each_line_in(meaning, call));
                }
            }
            BlockKind::Details { summary, content } => {
                call(&summary.content);
                each_line_in(content, call);
            }
            BlockKind::Code { .. } | BlockKind::Math(_) | BlockKind::Rule => {}
        }
    }
}

/// Calls a function with every line of inlines in blocks, to change it.
pub fn each_line(blocks: &mut [Block], call: &mut impl FnMut(&mut Vec<Inline>)) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => call(content),
            BlockKind::List(list) => {
                list.items.iter_mut().for_each(|item| each_line(&mut item.content, call))
            }
            BlockKind::Quote(content) | BlockKind::Group { content, .. } => each_line(content, call),
            BlockKind::Table(table) => {
                let cells = table.rows.iter_mut().flatten().chain(&mut table.head);
                cells.for_each(|cell| call(&mut cell.content));
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    definition.terms.iter_mut().for_each(|term| call(&mut term.content));
                    definition.meanings.iter_mut().for_each(|meaning| each_line(meaning, call));
                }
            }
            BlockKind::Details { summary, content } => {
                call(&mut summary.content);
                each_line(content, call);
            }
            BlockKind::Code { .. } | BlockKind::Math(_) | BlockKind::Rule => {}
        }
    }
}
