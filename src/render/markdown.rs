//! Blocks as Markdown (CommonMark with tables, task lists, strikethrough and mathematics) that reads
//! back as the same blocks.
//!
//! Literal text is escaped. What Markdown has no sign for, or a sign that would not be read here
//! (`**` against a letter, say), is written as HTML, which is Markdown too.

use std::fmt::Write;

use super::html;
use crate::model::{Alignment, Block, BlockKind, Cell, Definition, Inline, Line, List, Table};

/// Blocks as Markdown, without a line feed at the end.
pub fn blocks(blocks: &[Block]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        // Two lists or two quotations in a row would be read as one.
        if at > 0 && runs_on(&blocks[at - 1].kind, &block.kind) {
            parts.push("<!-- -->".to_owned());
        }
        parts.push(one(&block.kind));
    }
    parts.join("\n\n")
}

/// Inlines as a line of Markdown, as stands in a heading: without a line feed.
pub fn line(content: &[Inline]) -> String {
    let mut writer = Writer { place: Place::Heading, ..Writer::default() };
    writer.inlines(content);
    writer.out
}

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
    let mut writer = Writer { at_start: true, ..Writer::default() };
    writer.inlines(content);
    writer.out
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
    let end = if text.is_empty() { "" } else { "\n" };
    format!("{fence}{language}\n{text}{end}{fence}")
}

/// The word behind a fence, where backslashes and entities count as they do in text.
fn escape_info(language: &str) -> String {
    language.replace('\\', "\\\\").replace('&', "\\&")
}

fn list_block(list: &List) -> String {
    let items: Vec<String> = list
        .items
        .iter()
        .enumerate()
        .map(|(index, item)| {
            let mut marker = match list.start {
                Some(start) => format!("{}. ", start.saturating_add(index as u64)),
                None => "- ".to_owned(),
            };
            let indent = " ".repeat(marker.len());
            if let Some(done) = item.task {
                marker.push_str(if done { "[x] " } else { "[ ] " });
            }
            indented(&blocks(&item.content), &marker, &indent)
        })
        .collect();
    let close = list.items.iter().all(|item| item.content.len() <= 1);
    items.join(if close { "\n" } else { "\n\n" })
}

fn table_block(table: &Table) -> String {
    let row = |cells: &[Cell]| {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| {
                let mut writer = Writer { place: Place::Cell, ..Writer::default() };
                writer.inlines(cell);
                writer.out
            })
            .collect();
        format!("| {} |", cells.join(" | "))
    };
    let empty = vec![Cell::new(); table.columns.len()];
    let head = if table.head.is_empty() { &empty } else { &table.head };
    let rule: Vec<&str> = table
        .columns
        .iter()
        .map(|column| match column {
            Alignment::None => "---",
            Alignment::Left => ":--",
            Alignment::Center => ":-:",
            Alignment::Right => "--:",
        })
        .collect();
    let mut lines = vec![row(head), format!("| {} |", rule.join(" | "))];
    lines.extend(table.rows.iter().map(|cells| row(cells)));
    lines.join("\n")
}

fn definition(definition: &Definition) -> String {
    let mut out = String::new();
    for term in &definition.terms {
        let _ = writeln!(out, "<dt>\n\n{}\n\n</dt>", paragraph(&term.content));
    }
    for meaning in &definition.meanings {
        let _ = writeln!(out, "<dd>\n\n{}\n\n</dd>", blocks(meaning));
    }
    out
}

fn details(summary: &Line, content: &[Block]) -> String {
    let plain = |inline: &Inline| matches!(inline, Inline::Text(text) if !text.contains("  "));
    // HTML would fold white space and knows no Markdown: only plain text goes on the tag's own line.
    let summary = match summary.content.iter().all(plain) {
        true => html::inlines(&summary.content),
        false => format!("\n\n{}\n\n", paragraph(&summary.content)),
    };
    format!("<details>\n<summary>{summary}</summary>\n\n{}\n\n</details>", blocks(content))
}

fn math_block(tex: &str) -> String {
    match is_plain_math(tex) && !tex.contains('\n') {
        true => format!("$$\n{tex}\n$$"),
        false => format!("<div class=\"math\">{}</div>", math_html(tex)),
    }
}

/// Whether dollar signs can hold it, wherever it stands.
fn is_plain_math(tex: &str) -> bool {
    tex == tex.trim() && !tex.contains(['$', '`', '|', '<', '\\']) || is_tex(tex)
}

/// Backslashes are TeX's own; only at the end would one escape the closing sign.
fn is_tex(tex: &str) -> bool {
    tex == tex.trim() && !tex.contains(['$', '`', '|', '<', '\n']) && !tex.ends_with('\\')
}

/// TeX as text in HTML, with nothing in it that Markdown or a line's end could touch.
fn math_html(tex: &str) -> String {
    let mut out = String::new();
    for c in tex.chars() {
        match c {
            c if c.is_alphanumeric() => out.push(c),
            c => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
        }
    }
    out
}

/// Where a line of inlines stands, which decides what must be escaped in it.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    /// In a paragraph: it may have several lines.
    #[default]
    Paragraph,
    /// In a heading: one line, and `#` at its end would vanish.
    Heading,
    /// In a cell of a table: one line, and `|` would end it.
    Cell,
}

#[derive(Default)]
struct Writer {
    out: String,
    place: Place,
    /// Whether a sign here would be read as the beginning of a block.
    at_start: bool,
}

impl Writer {
    fn inlines(&mut self, content: &[Inline]) {
        for (at, inline) in content.iter().enumerate() {
            self.inline(inline, content.get(at + 1));
        }
    }

    fn inline(&mut self, inline: &Inline, next: Option<&Inline>) {
        match inline {
            Inline::Text(text) => self.text(text),
            Inline::Strong(inner) => self.marked("**", "strong", inner, next),
            Inline::Emphasis(inner) => self.marked("*", "em", inner, next),
            Inline::Strike(inner) => self.marked("~~", "del", inner, next),
            Inline::Super(inner) => self.element("sup", inner),
            Inline::Sub(inner) => self.element("sub", inner),
            Inline::Code(text) => self.code(text),
            Inline::Math(tex) => self.math(tex, next),
            Inline::Link { target, title, content } => {
                self.out.push('[');
                self.inlines(content);
                self.target(target, title.as_deref());
            }
            Inline::Image { target, alt, title } => {
                self.out.push_str("![");
                self.at_start = false;
                self.text(alt);
                self.target(target, title.as_deref());
            }
            Inline::Break if self.place == Place::Paragraph => {
                self.out.push_str("\\\n");
                self.at_start = true;
                return;
            }
            Inline::Break => self.out.push_str("<br>"),
        }
        self.at_start = false;
    }

    /// Between signs where they are sure to be read, else as an element.
    fn marked(&mut self, sign: &str, name: &str, inner: &[Inline], next: Option<&Inline>) {
        let sure = match inner {
            [Inline::Text(text)] => {
                let ends = [text.chars().next(), text.chars().next_back()];
                ends.iter().all(|c| c.is_some_and(char::is_alphanumeric))
            }
            [Inline::Code(_)] => true,
            _ => false,
        };
        let before = self.out.chars().next_back();
        let free = before.is_none_or(|c| c == ' ' || c == '\n' || c == '(');
        let after = match next {
            None => true,
            Some(Inline::Text(text)) => text.starts_with([' ', '.', ',', ';', ':', '?', '!', ')']),
            Some(Inline::Break) => true,
            Some(_) => false,
        };
        if sure && free && after {
            self.out.push_str(sign);
            self.at_start = false;
            self.inlines(inner);
            self.out.push_str(sign);
        } else {
            self.element(name, inner);
        }
    }

    fn element(&mut self, name: &str, inner: &[Inline]) {
        let _ = write!(self.out, "<{name}>");
        self.at_start = false;
        self.inlines(inner);
        let _ = write!(self.out, "</{name}>");
    }

    fn code(&mut self, text: &str) {
        // In a cell a bar needs a backslash, and one that is there already could not be told from it.
        if self.place == Place::Cell && text.contains('|') {
            let _ = write!(self.out, "<code>{}</code>", math_html(text));
            return;
        }
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest + 1);
        let blank = text.chars().all(|c| c == ' ');
        let padded =
            text.starts_with('`') || text.ends_with('`') || (text.starts_with(' ') && text.ends_with(' '));
        let pad = if padded && !blank { " " } else { "" };
        let _ = write!(self.out, "{fence}{pad}{text}{pad}{fence}");
    }

    fn math(&mut self, tex: &str, next: Option<&Inline>) {
        // Pandoc's rule, which most readers follow: no digit right behind the closing sign.
        let clear =
            !matches!(next, Some(Inline::Text(text)) if text.starts_with(|c: char| c.is_alphanumeric()));
        let before =
            self.out.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '\\' && c != '$');
        let alone = next.is_none() || matches!(next, Some(Inline::Text(_)));
        if is_tex(tex) && clear && before && alone {
            let _ = write!(self.out, "${tex}$");
        } else {
            let _ = write!(self.out, "<span class=\"math\">{}</span>", math_html(tex));
        }
    }

    fn target(&mut self, target: &str, title: Option<&str>) {
        self.out.push_str("](");
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$+,;=%".contains(c);
        if !target.is_empty() && target.chars().all(plain) {
            self.out.push_str(target);
        } else {
            self.out.push('<');
            for c in target.chars() {
                if "<>\\&|".contains(c) {
                    self.out.push('\\');
                }
                self.out.push(c);
            }
            self.out.push('>');
        }
        if let Some(title) = title {
            self.out.push_str(" \"");
            for c in title.chars() {
                if "\"\\&|<".contains(c) {
                    self.out.push('\\');
                }
                self.out.push(c);
            }
            self.out.push('"');
        }
        self.out.push(')');
    }

    /// Literal text, with a backslash before each sign that would be read as one.
    fn text(&mut self, text: &str) {
        let chars: Vec<char> = text.chars().collect();
        for (at, c) in chars.iter().copied().enumerate() {
            if at > 0 {
                self.at_start = false;
            }
            let before = if at > 0 { Some(chars[at - 1]) } else { self.out.chars().next_back() };
            if self.is_sign(c, before, &chars[at + 1..]) {
                self.out.push('\\');
            }
            self.out.push(c);
        }
    }

    fn is_sign(&self, c: char, before: Option<char>, after: &[char]) -> bool {
        let next = after.first().copied();
        let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '$' => true,
            '|' => true,
            '_' => !(word(before) && word(next)),
            '&' => next.is_none_or(|c| c == '#' || c.is_ascii_alphanumeric()),
            '!' => next.is_none_or(|c| c == '['),
            '#' => {
                self.at_start || (self.place == Place::Heading && before.is_none_or(|c| c == ' ' || c == '#'))
            }
            '>' | '+' | '-' | '=' => self.at_start,
            ':' => self.at_start,
            '.' | ')' => self.follows_number(before),
            _ => false,
        }
    }

    /// Whether all that stands on this line so far is a number, as before the text of an item.
    fn follows_number(&self, before: Option<char>) -> bool {
        if self.place != Place::Paragraph || !before.is_some_and(|c| c.is_ascii_digit()) {
            return false;
        }
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        !line.is_empty() && line.len() <= 9 && line.bytes().all(|b| b.is_ascii_digit())
    }
}
