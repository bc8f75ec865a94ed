//! Blocks as HTML, for formats that show it.
//!
//! Everything that was text is escaped, so nothing in a page can become markup or run. There are no
//! identifiers, styles or scripts in what comes out; what an exporter wants beyond that, [`Looks`] say
//! or it adds.
//!
//! Where something is written from right to left, each line of text finds its own direction
//! (`dir="auto"`), what holds several has that of its first (`dir="rtl"`), and code keeps its own.
//! Everywhere else there is no word of direction.

mod media;

use std::fmt::Write;

pub use media::Shown;

use super::{direction, highlight};
use crate::bytes;
use crate::media::Kind;
use crate::model::{Alignment, Block, BlockKind, Cell, Definition, Inline, Item, List, Table};

/// Says what is shown of a file, by what it is for and its address on the page.
pub type ShownOf<'a> = &'a dyn Fn(Kind, &str) -> Shown;

/// What is shown in which way, where there is a choice.
#[derive(Clone, Copy, Default)]
pub struct Looks<'a> {
    /// Whether code has the classes of `highlight.rs`.
    pub is_highlighted: bool,
    /// What is shown of files; by default all are where their addresses say.
    pub media: Option<ShownOf<'a>>,
}

/// Blocks as HTML, a line each.
pub fn blocks(blocks: &[Block]) -> String {
    blocks_with(blocks, Looks::default())
}

/// Blocks as HTML that looks like this.
pub fn blocks_with(blocks: &[Block], looks: Looks) -> String {
    directed(looks, |writer| writer.blocks(blocks))
}

/// Inlines as HTML.
pub fn inlines(content: &[Inline]) -> String {
    directed(Looks::default(), |writer| writer.inlines(content))
}

/// What is written, once more with directions if some of it runs from right to left.
fn directed(looks: Looks, write: impl Fn(&mut Writer)) -> String {
    // Room for a usual field, so that it need not grow step by step.
    let mut writer = Writer { out: String::with_capacity(256), looks, ..Writer::default() };
    write(&mut writer);
    if !writer.out.is_ascii() && writer.out.chars().any(direction::is_right_to_left) {
        writer = Writer { looks, is_directed: true, ..Writer::default() };
        write(&mut writer);
    }
    writer.out
}

/// Text as HTML text, fit for attribute values in double quotes too.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(&mut out, text);
    out
}

/// The same for a text that nobody else needs: most have nothing to escape, and are not copied.
pub fn escaped(text: String) -> String {
    if may_be_markup(&text) { escape(&text) } else { text }
}

/// Text as it was before it was escaped.
pub fn unescape(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Whether a tag, without the `<`, begins an element that has no end: of those that are written here.
pub fn is_void(tag: &str) -> bool {
    let name = tag.split([' ', '>']).next().unwrap_or_default();
    matches!(name, "br" | "hr" | "img" | "input")
}

/// Whether a text has a sign that means something in HTML.
fn may_be_markup(text: &str) -> bool {
    bytes::have(text.as_bytes(), |byte| (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"'))
}

fn push_escaped(out: &mut String, text: &str) {
    if !may_be_markup(text) {
        return out.push_str(text);
    }
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let reference = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(reference);
        done = at + 1;
    }
    out.push_str(&text[done..]);
}

#[derive(Default)]
struct Writer<'a> {
    out: String,
    looks: Looks<'a>,
    /// Whether directions are written.
    is_directed: bool,
    /// Whether something around has a direction that what is in it would take.
    is_inside: bool,
    /// Whether what is written stands in a link.
    in_link: bool,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        for (at, block) in blocks.iter().enumerate() {
            if at > 0 {
                self.out.push('\n');
            }
            self.block(&block.kind);
        }
    }

    fn block(&mut self, kind: &BlockKind) {
        match kind {
            BlockKind::Paragraph(content) => self.line("p", "", content),
            BlockKind::Heading { level, content } => {
                let name = ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(*level).clamp(1, 6) - 1];
                self.line(name, "", content);
            }
            BlockKind::Code { language, text } => self.code(language.as_deref(), text),
            BlockKind::List(list) => self.list(list),
            BlockKind::Quote(content) => {
                self.holder("blockquote", "", self.first_of(content), |writer| writer.blocks(content));
            }
            BlockKind::Table(table) => self.table(table),
            BlockKind::Definitions(definitions) => self.definitions(definitions),
            BlockKind::Math(tex) => {
                let _ = write!(self.out, "<div class=\"math\"{}>\\[", self.own_direction());
                push_escaped(&mut self.out, tex);
                self.out.push_str("\\]</div>");
            }
            BlockKind::Rule => self.out.push_str("<hr>"),
            BlockKind::Details { summary, content } => {
                let first = if self.is_directed { direction::of_line(&summary.content) } else { None };
                self.holder("details", "", first, |writer| {
                    writer.line("summary", "", &summary.content);
                    writer.blocks(content);
                });
            }
            BlockKind::Group { content, .. } => self.blocks(content),
        }
    }

    fn element(&mut self, name: &str, attributes: &str, fill: impl FnOnce(&mut Writer)) {
        self.out.extend(["<", name, attributes, ">"]);
        fill(self);
        self.out.extend(["</", name, ">"]);
    }

    /// An element with a direction of its own, or none.
    fn directed(&mut self, name: &str, attributes: &str, direction: &str, fill: impl FnOnce(&mut Writer)) {
        let is_inside = self.is_inside || !direction.is_empty();
        let outside = std::mem::replace(&mut self.is_inside, is_inside);
        self.out.extend(["<", name, attributes, direction, ">"]);
        fill(self);
        self.out.extend(["</", name, ">"]);
        self.is_inside = outside;
    }

    /// An element with a line of text, which finds its direction.
    fn line(&mut self, name: &str, attributes: &str, content: &[Inline]) {
        self.directed(name, attributes, self.direction_of(content), |writer| writer.inlines(content));
    }

    fn direction_of(&self, content: &[Inline]) -> &'static str {
        let is_needed =
            || direction::is_in(content) || (self.is_inside && direction::of_line(content).is_some());
        if self.is_directed && is_needed() { " dir=\"auto\"" } else { "" }
    }

    /// An element that holds lines of text, with the direction of the first that has one.
    fn holder(&mut self, name: &str, attributes: &str, first: Option<bool>, fill: impl FnOnce(&mut Writer)) {
        let direction = match first {
            Some(true) => " dir=\"rtl\"",
            Some(false) => self.own_direction(),
            None => "",
        };
        self.directed(name, attributes, direction, fill);
    }

    /// The direction of the first line that has one, where directions are written.
    fn first_of(&self, blocks: &[Block]) -> Option<bool> {
        if self.is_directed { direction::of_blocks(blocks) } else { None }
    }

    /// The direction of what runs from left to right, whatever is around it.
    fn own_direction(&self) -> &'static str {
        if self.is_inside { " dir=\"ltr\"" } else { "" }
    }

    fn code(&mut self, language: Option<&str>, text: &str) {
        let _ = write!(self.out, "<pre{}><code", self.own_direction());
        if let Some(language) = language {
            self.out.push_str(" class=\"language-");
            push_escaped(&mut self.out, language);
            self.out.push('"');
        }
        self.out.push('>');
        let language = language.filter(|_| self.looks.is_highlighted);
        match language.and_then(|language| highlight::html(language, text, push_escaped)) {
            Some(html) => self.out.push_str(&html),
            None => push_escaped(&mut self.out, text),
        }
        self.out.push_str("</code></pre>");
    }

    fn list(&mut self, list: &List) {
        let name = if list.start.is_some() { "ol" } else { "ul" };
        let start = match list.start {
            Some(start) if start != 1 => format!(" start=\"{start}\""),
            _ => String::new(),
        };
        let first = list.items.iter().find_map(|item| self.first_of(&item.content));
        self.holder(name, &start, first, |writer| list.items.iter().for_each(|item| writer.item(item)));
    }

    /// An item; a lone paragraph in it needs no element, as in a list that is written close.
    fn item(&mut self, item: &Item) {
        let (line, rest) = match item.content.split_first() {
            Some((Block { kind: BlockKind::Paragraph(content), .. }, rest))
                if !matches!(rest.first().map(|b| &b.kind), Some(BlockKind::Paragraph(_))) =>
            {
                (content.as_slice(), rest)
            }
            _ => (Default::default(), item.content.as_slice()),
        };
        self.directed("li", "", self.direction_of(line), |writer| {
            writer.out.push_str(match item.task {
                Some(true) => "<input type=\"checkbox\" checked disabled> ",
                Some(false) => "<input type=\"checkbox\" disabled> ",
                None => "",
            });
            writer.inlines(line);
            writer.blocks(rest);
        });
    }

    fn table(&mut self, table: &Table) {
        let cells = || table.head.iter().chain(table.rows.iter().flatten());
        let first =
            if self.is_directed { cells().find_map(|cell| direction::of_line(&cell.content)) } else { None };
        self.holder("table", "", first, |writer| {
            if !table.head.is_empty() {
                writer.element("thead", "", |writer| writer.row("th", &table.head, &table.columns));
            }
            writer.element("tbody", "", |writer| {
                table.rows.iter().for_each(|row| writer.row("td", row, &table.columns));
            });
        });
    }

    fn row(&mut self, name: &str, cells: &[Cell], columns: &[Alignment]) {
        self.out.push_str("<tr>");
        for (at, cell) in cells.iter().enumerate() {
            let align = match columns.get(at).copied().unwrap_or_default() {
                Alignment::None => "",
                Alignment::Left => " align=\"left\"",
                Alignment::Center => " align=\"center\"",
                Alignment::Right => " align=\"right\"",
            };
            self.line(name, align, &cell.content);
        }
        self.out.push_str("</tr>");
    }

    fn definitions(&mut self, definitions: &[Definition]) {
        let terms = || definitions.iter().flat_map(|definition| &definition.terms);
        let first =
            if self.is_directed { terms().find_map(|term| direction::of_line(&term.content)) } else { None };
        self.holder("dl", "", first, |writer| {
            for definition in definitions {
                definition.terms.iter().for_each(|term| writer.line("dt", "", &term.content));
                for meaning in &definition.meanings {
                    writer.element("dd", "", |writer| writer.blocks(meaning));
                }
            }
        });
    }

    fn inlines(&mut self, content: &[Inline]) {
        content.iter().for_each(|inline| self.inline(inline));
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => push_escaped(&mut self.out, text),
            Inline::Strong(inner) => self.element("strong", "", |writer| writer.inlines(inner)),
            Inline::Emphasis(inner) => self.element("em", "", |writer| writer.inlines(inner)),
            Inline::Strike(inner) => self.element("del", "", |writer| writer.inlines(inner)),
            Inline::Super(inner) => self.element("sup", "", |writer| writer.inlines(inner)),
            Inline::Sub(inner) => self.element("sub", "", |writer| writer.inlines(inner)),
            Inline::Code(text) => {
                self.element("code", self.own_direction(), |writer| push_escaped(&mut writer.out, text));
            }
            Inline::Link(link) => self.link(&link.target, link.title.as_deref(), &link.content),
            Inline::Image(image) => self.image(&image.target, &image.alt, image.title.as_deref()),
            Inline::Math(tex) => {
                let _ = write!(self.out, "<span class=\"math\"{}>\\(", self.own_direction());
                push_escaped(&mut self.out, tex);
                self.out.push_str("\\)</span>");
            }
            Inline::Break => self.out.push_str("<br>"),
        }
    }

    /// Ends an attribute and the tag that it is in, with a title before that where there is one.
    fn title(&mut self, title: Option<&str>) {
        if let Some(title) = title {
            self.out.push_str("\" title=\"");
            push_escaped(&mut self.out, title);
        }
        self.out.push_str("\">");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Line;
    use crate::source::Span;

    fn text(text: &str) -> Inline {
        Inline::text(text)
    }

    fn paragraph(content: Vec<Inline>) -> Block {
        Block::new(BlockKind::Paragraph(content))
    }

    fn list(lines: &[&str]) -> Block {
        let item =
            |line: &&str| Item { task: None, content: vec![Block::paragraph(*line)], span: Span::default() };
        Block::new(BlockKind::list(None, lines.iter().map(item).collect()))
    }

    fn code(text: &str) -> Block {
        Block::new(BlockKind::Code { language: None, text: text.to_owned() })
    }

    #[test]
    fn nothing_is_said_of_direction_where_all_runs_to_the_right() {
        let all = [Block::paragraph("Öl, масло, 油"), list(&["one"]), code("a = 1")];
        assert!(!blocks(&all).contains("dir="));
    }

    #[test]
    fn a_line_with_letters_from_right_to_left_finds_its_direction() {
        for line in ["מהי רשימה?", "ما هي القائمة؟", "فهرست چیست؟", "ܡܢܐ", "ދިވެހި", "ߒߞߏ", "HTML הוא שפה"]
        {
            assert_eq!(blocks(&[Block::paragraph(line)]), format!("<p dir=\"auto\">{line}</p>"));
        }
        let mixed = [Block::paragraph("שלום"), Block::paragraph("Hello."), code("x")];
        assert_eq!(blocks(&mixed), "<p dir=\"auto\">שלום</p>\n<p>Hello.</p>\n<pre><code>x</code></pre>");
    }

    #[test]
    fn code_in_such_a_line_keeps_its_direction() {
        let line = paragraph(vec![Inline::Code("map()".to_owned()), text(" היא פונקציה")]);
        assert_eq!(blocks(&[line]), "<p dir=\"auto\"><code dir=\"ltr\">map()</code> היא פונקציה</p>");
    }

    #[test]
    fn a_list_has_the_direction_of_its_first_line() {
        assert_eq!(
            blocks(&[list(&["ראשון", "second."])]),
            "<ul dir=\"rtl\"><li dir=\"auto\">ראשון</li><li dir=\"auto\">second.</li></ul>"
        );
        assert_eq!(blocks(&[list(&["first", "שני"])]), "<ul><li>first</li><li dir=\"auto\">שני</li></ul>");
    }

    #[test]
    fn so_do_tables_quotations_and_details() {
        let cell = Cell { content: vec![text("שם")], ..Cell::default() };
        let table = Table { columns: vec![Alignment::Right], head: vec![cell], rows: vec![] };
        assert_eq!(
            blocks(&[Block::new(BlockKind::Table(Box::new(table)))]),
            "<table dir=\"rtl\"><thead><tr><th align=\"right\" dir=\"auto\">שם</th></tr></thead><tbody></tbody></table>"
        );
        let quote = Block::new(BlockKind::Quote(vec![Block::paragraph("ציטוט"), code("x")]));
        assert_eq!(
            blocks(&[quote]),
            "<blockquote dir=\"rtl\"><p dir=\"auto\">ציטוט</p>\n<pre dir=\"ltr\"><code>x</code></pre></blockquote>"
        );
        let summary = Line { content: vec![text("תשובה")], ..Line::default() };
        let details =
            Block::new(BlockKind::Details { summary: Box::new(summary), content: vec![list(&["one"])] });
        assert_eq!(
            blocks(&[details]),
            "<details dir=\"rtl\"><summary dir=\"auto\">תשובה</summary>\
             <ul dir=\"ltr\"><li dir=\"auto\">one</li></ul></details>"
        );
    }
}
