//! Blocks as Markdown (CommonMark with tables, task lists, strikethrough and mathematics) that reads
//! back as the same blocks.
//!
//! What Markdown has no sign for, or a sign that would not be read here, is written as HTML, which is
//! Markdown too. Lines of text are in `line.rs`.

mod line;

use std::fmt::Write;

use crate::model::{Alignment, Block, BlockKind, Cell, Definition, Inline, Item, Line, List, Table};
use line::Place;

/// Blocks as Markdown, without a line feed at the end.
pub fn blocks(blocks: &[Block]) -> String {
    if let [only] = blocks {
        return one(&only.kind);
    }
    let mut parts: Vec<String> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        // Two lists or two quotations in a row would be read as one.
        if at > 0 && runs_on(&blocks[at - 1].kind, &block.kind) {
            parts.push(NOTHING.to_owned());
        }
        parts.push(one(&block.kind));
    }
    parts.join("\n\n")
}

/// Inlines as a line of Markdown, as stands in a heading: without a line feed.
pub fn line(content: &[Inline]) -> String {
    line::write(content, Place::Heading)
}

/// Plain text as one line of Markdown that is literal wherever it stands.
pub fn literal(text: &str) -> String {
    let lines: Vec<Inline> = text.split('\n').map(Inline::text).collect();
    let parted: Vec<Inline> = lines
        .into_iter()
        .flat_map(|line| [Inline::Break, line])
        .skip(1)
        .filter(|part| !is_empty(part))
        .collect();
    line::write(&parted, Place::Anywhere)
}

fn is_empty(inline: &Inline) -> bool {
    matches!(inline, Inline::Text(text) if text.is_empty())
}

/// What nobody sees, where something must stand.
const NOTHING: &str = "<!-- -->";

fn runs_on(before: &BlockKind, after: &BlockKind) -> bool {
    match (before, after) {
        (BlockKind::List(a), BlockKind::List(b)) => a.start.is_some() == b.start.is_some(),
        (BlockKind::Quote(_), BlockKind::Quote(_)) => true,
        _ => false,
    }
}

fn one(kind: &BlockKind) -> String {
    match kind {
        BlockKind::Paragraph(content) => paragraph(content),
        BlockKind::Heading { level, content } => {
            format!("{} {}", "#".repeat(usize::from(*level).clamp(1, 6)), line(content))
        }
        BlockKind::Code { language, text } => code_block(language.as_deref(), text),
        BlockKind::List(list) => list_block(list),
        BlockKind::Quote(content) => indented(&blocks(content), "> ", "> "),
        BlockKind::Table(table) => table_block(table),
        BlockKind::Definitions(definitions) => {
            let inner: Vec<String> = definitions.iter().map(definition).collect();
            format!("<dl>\n{}</dl>", inner.concat())
        }
        BlockKind::Math(tex) => math_block(tex),
        BlockKind::Rule => "***".to_owned(),
        BlockKind::Details { summary, content } => details(summary, content),
        BlockKind::Group { content, .. } => blocks(content),
    }
}

fn paragraph(content: &[Inline]) -> String {
    line::write(content, Place::Paragraph)
}

/// Every line behind a prefix, the first behind one of its own; empty lines get no trailing space.
fn indented(text: &str, first: &str, other: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let prefix = if at == 0 { first } else { other };
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
    out
}

fn code_block(language: Option<&str>, text: &str) -> String {
    let language = language.map(escape_info).unwrap_or_default();
    let sign = if language.contains('`') { '~' } else { '`' };
    let longest = text.split(|c| c != sign).map(str::len).max().unwrap_or(0);
    let fence = sign.to_string().repeat(longest.max(2) + 1);
    // A language that begins with the sign itself would make the fence longer.
    let space = if language.starts_with(sign) { " " } else { "" };
    let end = if text.is_empty() { "" } else { "\n" };
    format!("{fence}{space}{language}\n{text}{end}{fence}")
}

/// The word behind a fence, where backslashes and entities count as they do in text.
fn escape_info(language: &str) -> String {
    language.replace('\\', "\\\\").replace('&', "\\&")
}

/// The greatest number that an item can have in Markdown; only a list's first one counts.
const GREATEST: u64 = 999_999_999;

fn list_block(list: &List) -> String {
    let marker = |index: usize| match list.start {
        Some(start) => format!("{}. ", start.saturating_add(index as u64).min(GREATEST)),
        None => "- ".to_owned(),
    };
    let items: Vec<String> =
        list.items.iter().enumerate().map(|(index, one)| item(&marker(index), one)).collect();
    items.join(if list.items.iter().all(is_close) { "\n" } else { "\n\n" })
}

fn item(marker: &str, item: &Item) -> String {
    let task = match item.task {
        Some(true) => "[x] ",
        Some(false) => "[ ] ",
        None => "",
    };
    let body = match item.content.as_slice() {
        // An item without anything, in an item, could be taken for a rule or an underlined heading.
        [] => NOTHING.to_owned(),
        [lead, rest] if is_close(item) => format!("{}\n{}", one(&lead.kind), one(&rest.kind)),
        content => blocks(content),
    };
    indented(&body, &format!("{marker}{task}"), &" ".repeat(marker.len()))
}

/// Whether an item needs no empty line in it: one block, or a line with a list below it.
fn is_close(item: &Item) -> bool {
    match item.content.as_slice() {
        [] | [_] => true,
        [Block { kind: BlockKind::Paragraph(_), .. }, Block { kind: BlockKind::List(inner), .. }] => {
            matches!(inner.start, None | Some(1))
        }
        _ => false,
    }
}

fn table_block(table: &Table) -> String {
    let cell = |cell: &Cell| line::write(&cell.content, Place::Cell);
    let row = |cells: &[Cell]| format!("| {} |", cells.iter().map(cell).collect::<Vec<_>>().join(" | "));
    let empty = vec![Cell::default(); table.columns.len()];
    let head = if table.head.is_empty() { &empty } else { &table.head };
    let side = |column: &Alignment| match column {
        Alignment::None => "---",
        Alignment::Left => ":--",
        Alignment::Center => ":-:",
        Alignment::Right => "--:",
    };
    let sides: Vec<&str> = table.columns.iter().map(side).collect();
    let mut lines = vec![row(head), format!("| {} |", sides.join(" | "))];
    lines.extend(table.rows.iter().map(|cells| row(cells)));
    lines.join("\n")
}

fn definition(definition: &Definition) -> String {
    let mut out = String::new();
    for term in &definition.terms {
        let _ = writeln!(out, "<dt>{}</dt>", in_element(&term.content));
    }
    for meaning in &definition.meanings {
        let inner = match meaning.as_slice() {
            [] => String::new(),
            [Block { kind: BlockKind::Paragraph(content), .. }] => in_element(content),
            blocks_of_it => format!("\n\n{}\n\n", blocks(blocks_of_it)),
        };
        let _ = writeln!(out, "<dd>{inner}</dd>");
    }
    out
}

fn details(summary: &Line, content: &[Block]) -> String {
    let summary = in_element(&summary.content);
    let content = if content.is_empty() { String::new() } else { format!("\n\n{}\n", blocks(content)) };
    format!("<details>\n<summary>{summary}</summary>{content}\n</details>")
}

/// A line within the tags of an element. HTML would fold white space and knows no Markdown: only plain
/// text can stand between the tags themselves.
fn in_element(content: &[Inline]) -> String {
    match content {
        [] => String::new(),
        [Inline::Text(text)] if !text.contains("  ") && !text.contains(['\t', '\n']) => {
            text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
        }
        _ => format!("\n\n{}\n\n", paragraph(content)),
    }
}

fn math_block(tex: &str) -> String {
    match line::is_tex(tex) && tex.split('\n').all(is_inside) {
        true => format!("$$\n{tex}\n$$"),
        false => format!("<div class=\"math\">{}</div>", line::display_math(tex)),
    }
}

/// Whether a line of TeX can't be taken for the beginning or the end of a block.
fn is_inside(line: &str) -> bool {
    let bare = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = bare.len() < line.len() && bare.starts_with(['.', ')']);
    let is_underline = line.chars().all(|c| c == '=' || c == ' ');
    !is_underline
        && !is_number
        && line.trim() == line
        && !line.starts_with(['#', '>', '-', '+', '*', '~', '|', ':', '<', '['])
}
