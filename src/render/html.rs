//! Blocks as HTML, for formats that show it.
//!
//! Everything that was text is escaped, so nothing in a page can become markup or run. There are no
//! identifiers, styles or scripts in what comes out; what an exporter wants beyond that, it adds.

use std::fmt::Write;

use crate::model::{Alignment, Block, BlockKind, Cell, Definition, Inline, Item, List, Table};

/// Blocks as HTML, a line each.
pub fn blocks(blocks: &[Block]) -> String {
    let mut out = String::new();
    push_blocks(&mut out, blocks);
    out
}

/// Inlines as HTML.
pub fn inlines(content: &[Inline]) -> String {
    let mut out = String::new();
    push_inlines(&mut out, content);
    out
}

/// Text as HTML text, fit for attribute values in double quotes too.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(&mut out, text);
    out
}

fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

fn push_blocks(out: &mut String, blocks: &[Block]) {
    for (at, block) in blocks.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        push_block(out, &block.kind);
    }
}

fn push_block(out: &mut String, kind: &BlockKind) {
    match kind {
        BlockKind::Paragraph(content) => push_element(out, "p", |out| push_inlines(out, content)),
        BlockKind::Heading { level, content } => {
            let name = ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(*level).clamp(1, 6) - 1];
            push_element(out, name, |out| push_inlines(out, content));
        }
        BlockKind::Code { language, text } => push_code(out, language.as_deref(), text),
        BlockKind::List(list) => push_list(out, list),
        BlockKind::Quote(content) => push_element(out, "blockquote", |out| push_blocks(out, content)),
        BlockKind::Table(table) => push_table(out, table),
        BlockKind::Definitions(definitions) => push_element(out, "dl", |out| {
            definitions.iter().for_each(|definition| push_definition(out, definition));
        }),
        BlockKind::Math(tex) => {
            out.push_str("<div class=\"math\">\\[");
            push_escaped(out, tex);
            out.push_str("\\]</div>");
        }
        BlockKind::Rule => out.push_str("<hr>"),
        BlockKind::Details { summary, content } => push_element(out, "details", |out| {
            push_element(out, "summary", |out| push_inlines(out, &summary.content));
            push_blocks(out, content);
        }),
        BlockKind::Group { content, .. } => push_blocks(out, content),
    }
}

fn push_element(out: &mut String, name: &str, fill: impl FnOnce(&mut String)) {
    let _ = write!(out, "<{name}>");
    fill(out);
    let _ = write!(out, "</{name}>");
}

fn push_code(out: &mut String, language: Option<&str>, text: &str) {
    out.push_str("<pre><code");
    if let Some(language) = language {
        out.push_str(" class=\"language-");
        push_escaped(out, language);
        out.push('"');
    }
    out.push('>');
    push_escaped(out, text);
    out.push_str("</code></pre>");
}

fn push_list(out: &mut String, list: &List) {
    let name = if list.start.is_some() { "ol" } else { "ul" };
    match list.start {
        Some(start) if start != 1 => {
            let _ = write!(out, "<ol start=\"{start}\">");
        }
        _ => {
            let _ = write!(out, "<{name}>");
        }
    }
    list.items.iter().for_each(|item| push_item(out, item));
    let _ = write!(out, "</{name}>");
}

/// An item; a lone paragraph in it needs no element, as in a list that is written close.
fn push_item(out: &mut String, item: &Item) {
    out.push_str("<li>");
    match item.task {
        Some(true) => out.push_str("<input type=\"checkbox\" checked disabled> "),
        Some(false) => out.push_str("<input type=\"checkbox\" disabled> "),
        None => {}
    }
    let rest = match item.content.split_first() {
        Some((Block { kind: BlockKind::Paragraph(content), .. }, rest))
            if !matches!(rest.first().map(|b| &b.kind), Some(BlockKind::Paragraph(_))) =>
        {
            push_inlines(out, content);
            rest
        }
        _ => &item.content,
    };
    push_blocks(out, rest);
    out.push_str("</li>");
}

fn push_table(out: &mut String, table: &Table) {
    out.push_str("<table>");
    if !table.head.is_empty() {
        push_element(out, "thead", |out| push_row(out, "th", &table.head, &table.columns));
    }
    push_element(out, "tbody", |out| {
        table.rows.iter().for_each(|row| push_row(out, "td", row, &table.columns));
    });
    out.push_str("</table>");
}

fn push_row(out: &mut String, name: &str, cells: &[Cell], columns: &[Alignment]) {
    out.push_str("<tr>");
    for (at, cell) in cells.iter().enumerate() {
        let align = match columns.get(at).copied().unwrap_or_default() {
            Alignment::None => "",
            Alignment::Left => " align=\"left\"",
            Alignment::Center => " align=\"center\"",
            Alignment::Right => " align=\"right\"",
        };
        let _ = write!(out, "<{name}{align}>");
        push_inlines(out, cell);
        let _ = write!(out, "</{name}>");
    }
    out.push_str("</tr>");
}

fn push_definition(out: &mut String, definition: &Definition) {
    for term in &definition.terms {
        push_element(out, "dt", |out| push_inlines(out, &term.content));
    }
    for meaning in &definition.meanings {
        push_element(out, "dd", |out| push_blocks(out, meaning));
    }
}

fn push_inlines(out: &mut String, content: &[Inline]) {
    for inline in content {
        match inline {
            Inline::Text(text) => push_escaped(out, text),
            Inline::Strong(inner) => push_element(out, "strong", |out| push_inlines(out, inner)),
            Inline::Emphasis(inner) => push_element(out, "em", |out| push_inlines(out, inner)),
            Inline::Strike(inner) => push_element(out, "del", |out| push_inlines(out, inner)),
            Inline::Super(inner) => push_element(out, "sup", |out| push_inlines(out, inner)),
            Inline::Sub(inner) => push_element(out, "sub", |out| push_inlines(out, inner)),
            Inline::Code(text) => push_element(out, "code", |out| push_escaped(out, text)),
            Inline::Link { target, title, content } => {
                out.push_str("<a href=\"");
                push_escaped(out, target);
                push_title(out, title.as_deref());
                push_inlines(out, content);
                out.push_str("</a>");
            }
            Inline::Image { target, alt, title } => {
                out.push_str("<img src=\"");
                push_escaped(out, target);
                out.push_str("\" alt=\"");
                push_escaped(out, alt);
                push_title(out, title.as_deref());
            }
            Inline::Math(tex) => {
                out.push_str("<span class=\"math\">\\(");
                push_escaped(out, tex);
                out.push_str("\\)</span>");
            }
            Inline::Break => out.push_str("<br>"),
        }
    }
}

/// Ends an attribute and the tag that it is in, with a title before that where there is one.
fn push_title(out: &mut String, title: Option<&str>) {
    if let Some(title) = title {
        out.push_str("\" title=\"");
        push_escaped(out, title);
    }
    out.push_str("\">");
}
