//! Random pages for the laws in `properties.rs`: parts that pages have, written in three forms.
//!
//! Every word of a page is there once, so that a law can ask where each word went.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// The forms in which a page can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Markdown,
    Html,
}

pub const FORMS: [Form; 3] = [Form::Text, Form::Markdown, Form::Html];

impl Form {
    /// A file name of this form.
    pub fn name(self) -> &'static str {
        match self {
            Form::Text => "page.txt",
            Form::Markdown => "page.md",
            Form::Html => "page.html",
        }
    }
}

/// How a page marks its questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Heading,
    NumberedHeading,
    Numbered,
    Bold,
    Label,
    Details,
    Definition,
    Item,
}

const STYLES: &[Style] = &[
    Style::Heading,
    Style::NumberedHeading,
    Style::Numbered,
    Style::Bold,
    Style::Label,
    Style::Details,
    Style::Definition,
    Style::Item,
];

/// A part of a page.
#[derive(Debug, Clone)]
pub enum Part {
    Title,
    Trail,
    Navigation,
    Contents,
    Section { level: usize, label: bool },
    Question { style: Style, asked: bool, level: Option<&'static str>, answer: Vec<Piece> },
    Loose(Piece),
    Rule,
    Comment,
    Script,
    Footer,
}

/// A block of an answer, or one that stands alone.
#[derive(Debug, Clone)]
pub enum Piece {
    Paragraph(usize),
    Rich,
    List { ordered: bool, nested: bool, count: usize },
    Code(usize),
    Table(usize),
    Quote,
    Heading,
    Details,
    Image,
    Aside,
    Note,
}

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        6 => (1usize..4).prop_map(Piece::Paragraph),
        2 => Just(Piece::Rich),
        2 => (any::<bool>(), any::<bool>(), 1usize..4)
            .prop_map(|(ordered, nested, count)| Piece::List { ordered, nested, count }),
        2 => (1usize..4).prop_map(Piece::Code),
        1 => (1usize..3).prop_map(Piece::Table),
        1 => select(vec![Piece::Quote, Piece::Heading, Piece::Details, Piece::Image, Piece::Aside, Piece::Note]),
    ]
}

fn question(style: Style) -> impl Strategy<Value = Part> {
    let own = prop_oneof![9 => Just(style), 1 => select(STYLES)];
    let level = option::weighted(0.2, select(vec!["junior", "Level: hard", "Medium"]));
    (own, prop::bool::weighted(0.9), level, vec(piece(), 0..4))
        .prop_map(|(style, asked, level, answer)| Part::Question { style, asked, level, answer })
}

fn part(style: Style) -> impl Strategy<Value = Part> {
    prop_oneof![
        12 => question(style),
        2 => (2usize..4, any::<bool>()).prop_map(|(level, label)| Part::Section { level, label }),
        1 => piece().prop_map(Part::Loose),
        1 => select(vec![Part::Navigation, Part::Contents, Part::Rule, Part::Comment, Part::Script, Part::Trail]),
    ]
}

/// The parts of a page, from its title to its foot.
pub fn parts() -> impl Strategy<Value = Vec<Part>> {
    let head =
        vec(select(vec![Part::Trail, Part::Navigation, Part::Title, Part::Contents, Part::Script]), 0..4);
    let introduction = option::of(piece().prop_map(Part::Loose));
    let foot = vec(select(vec![Part::Rule, Part::Footer, Part::Navigation, Part::Comment]), 0..3);
    let body = select(STYLES).prop_flat_map(|style| vec(part(style), 1..8));
    (head, introduction, body, foot).prop_map(|(head, introduction, body, foot)| {
        head.into_iter().chain(introduction).chain(body).chain(foot).collect()
    })
}

/// A page in a form, and the words on it that a reader of the page sees.
#[derive(Debug, Clone)]
pub struct Written {
    pub form: Form,
    pub text: String,
    pub words: Vec<String>,
}

/// A random page in a random form.
pub fn page() -> impl Strategy<Value = Written> {
    (parts(), select(&FORMS[..])).prop_map(|(parts, form)| write(&parts, form))
}

/// Writes a page. Its words are numbered in the order in which they come.
pub fn write(parts: &[Part], form: Form) -> Written {
    let mut writer = Writer { form, out: String::new(), words: Vec::new(), count: 0, questions: 0 };
    if form == Form::Html {
        writer
            .out
            .push_str("<!DOCTYPE html>\n<html lang=\"en\"><head><title>A page</title></head>\n<body>\n");
    }
    parts.iter().for_each(|part| writer.part(part));
    if form == Form::Html {
        writer.out.push_str("</body></html>\n");
    }
    Written { form, text: writer.out, words: writer.words }
}

struct Writer {
    form: Form,
    out: String,
    words: Vec<String>,
    count: usize,
    questions: usize,
}

impl Writer {
    /// A word that is nowhere else, and that nobody sees.
    fn hidden(&mut self) -> String {
        self.count += 1;
        format!("w{:04}", self.count)
    }

    fn word(&mut self) -> String {
        let word = self.hidden();
        self.words.push(word.clone());
        word
    }

    fn line(&mut self) -> String {
        (0..3).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    /// One of three ways to write something, by form; an empty line behind it.
    fn put(&mut self, text: &str, markdown: &str, html: &str) {
        let chosen = match self.form {
            Form::Text => text,
            Form::Markdown => markdown,
            Form::Html => html,
        };
        self.out.push_str(chosen);
        self.out.push_str("\n\n");
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Title => {
                let line = self.line();
                self.heading(1, &line);
            }
            Part::Trail => {
                let (a, b) = (self.word(), self.word());
                let html =
                    format!("<nav class=\"breadcrumb\"><a href=\"/\">{a}</a> › <a href=\"/b\">{b}</a></nav>");
                self.put(&format!("Home › {a} › {b}"), &format!("[{a}](/) › [{b}](/b)"), &html);
            }
            Part::Navigation => {
                let (a, b) = (self.word(), self.word());
                let html =
                    format!("<nav><ul><li><a href=\"/a\">{a}</a><li><a href=\"/b\">{b}</a></ul></nav>");
                self.put(&format!("{a} | {b}"), &format!("[{a}](/a) | [{b}](/b)"), &html);
            }
            Part::Contents => {
                let (a, b) = (self.line(), self.line());
                let html = format!(
                    "<ol class=\"toc\"><li><a href=\"#a\">{a}</a></li><li><a href=\"#b\">{b}</a></li></ol>"
                );
                self.put(
                    &format!("Contents\n\n1. {a}?\n2. {b}?"),
                    &format!("- [{a}](#a)\n- [{b}](#b)"),
                    &html,
                );
            }
            Part::Section { level, label } => {
                let line = if *label { "Junior questions".to_owned() } else { self.line() };
                self.heading(*level, &line);
            }
            Part::Question { style, asked, level, answer } => self.question(*style, *asked, *level, answer),
            Part::Loose(piece) => self.piece(piece),
            Part::Rule => self.put("-----", "---", "<hr>"),
            Part::Comment => {
                let word = self.hidden();
                let comment = format!("<!-- {word} -->");
                self.put("* * *", &comment, &comment);
            }
            Part::Script => {
                let word = self.hidden();
                let script = format!("<script>if (a < b) {{ {word} }}</script>");
                self.put("", &script, &script);
            }
            Part::Footer => {
                let (a, b) = (self.word(), self.word());
                let line = format!("© 2024 {a}. All rights reserved.");
                let html = format!("<footer><p>{line}</p><a href=\"#top\">{b}</a></footer>");
                self.put(&format!("{line}\n{b}"), &format!("{line}\n\n[{b}](#top)"), &html);
            }
        }
    }

    fn heading(&mut self, level: usize, line: &str) {
        let rule = if level == 1 { "=" } else { "-" }.repeat(line.len());
        let signs = "#".repeat(level);
        self.put(
            &format!("{line}\n{rule}"),
            &format!("{signs} {line}"),
            &format!("<h{level}>{line}</h{level}>"),
        );
    }

    fn question(&mut self, style: Style, asked: bool, level: Option<&'static str>, answer: &[Piece]) {
        self.questions += 1;
        let number = self.questions;
        let line = format!("{}{}", self.line(), if asked { "?" } else { "" });
        match style {
            Style::Heading => self.heading(3, &line),
            Style::NumberedHeading => self.heading(3, &format!("{number}. {line}")),
            Style::Numbered => {
                self.put(
                    &format!("{number}) {line}"),
                    &format!("{number}) {line}"),
                    &format!("<p>{number}. {line}</p>"),
                );
            }
            Style::Bold => {
                let bold = format!("**{line}**");
                self.put(&line, &bold, &format!("<p><b>{line}</b></p>"));
            }
            Style::Label => {
                let (question, start) = (format!("Q: {line}"), self.line());
                let both = format!("{question}\nA: {start}");
                self.put(
                    &both,
                    &format!("{question}\n\nA: {start}"),
                    &format!("<p>{question}</p><p>A: {start}</p>"),
                );
            }
            Style::Details => {
                let open = format!("<details>\n<summary>{line}</summary>");
                self.put(&line, &open, &open);
            }
            Style::Definition => {
                self.put(&line, &format!("<dl><dt>{line}</dt><dd>"), &format!("<dl><dt>{line}</dt><dd>"))
            }
            Style::Item => self.put(&format!("- {line}"), &format!("- {line}"), &format!("<ul><li>{line}")),
        }
        if let Some(level) = level {
            self.put(level, &format!("*{level}*"), &format!("<span class=\"badge\">{level}</span>"));
        }
        answer.iter().for_each(|piece| self.piece(piece));
        match style {
            Style::Details => self.put("", "</details>", "</details>"),
            Style::Definition => self.put("", "</dd></dl>", "</dd></dl>"),
            Style::Item => self.put("", "", "</ul>"),
            _ => {}
        }
    }

    fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Paragraph(count) => {
                let lines: Vec<String> = (0..*count).map(|_| self.line()).collect();
                let lines = lines.join(".\n");
                self.put(&lines, &lines, &format!("<p>{}</p>", lines.replace('\n', "<br>")));
            }
            Piece::Rich => self.rich(),
            Piece::List { ordered, nested, count } => self.list(*ordered, *nested, *count),
            Piece::Code(count) => {
                let lines: Vec<String> = (0..*count).map(|_| format!("if ({}) {{", self.line())).collect();
                let code = lines.join("\n");
                let fenced = format!("```c\n{code}\n```");
                self.put(
                    &format!("    {}", lines.join("\n    ")),
                    &fenced,
                    &format!("<pre><code>{code}</code></pre>"),
                );
            }
            Piece::Table(count) => self.table(*count),
            Piece::Quote => {
                let line = self.line();
                self.put(
                    &format!("> {line}"),
                    &format!("> {line}"),
                    &format!("<blockquote>{line}</blockquote>"),
                );
            }
            Piece::Heading => {
                let line = self.line();
                self.heading(4, &line);
            }
            Piece::Details => {
                let (summary, line) = (self.line(), self.line());
                let html = format!("<details><summary>{summary}</summary><p>{line}</p></details>");
                self.put(&format!("{summary}\n\n{line}"), &html, &html);
            }
            Piece::Image => {
                let alt = self.word();
                self.put(
                    &alt,
                    &format!("![{alt}](x.png)"),
                    &format!("<figure><img src=x.png alt={alt}></figure>"),
                );
            }
            Piece::Aside => {
                let line = self.line();
                let html = format!("<aside class=\"note\"><div>{line}</div></aside>");
                self.put(&line, &html, &html);
            }
            Piece::Note => self.note(),
        }
    }

    /// A line with a footnote; plain text has none.
    fn note(&mut self) {
        let (line, note) = (self.line(), self.line());
        let label = self.hidden();
        let html =
            format!("<p>{line}<sup><a href=\"#{label}\">1</a></sup></p><div id=\"{label}\">{note}</div>");
        self.put(&line, &format!("{line}[^{label}]\n\n[^{label}]: {note}"), &html);
        if self.form == Form::Text {
            self.words.truncate(self.words.len() - 3);
        }
    }

    /// A line with all kinds of markup.
    fn rich(&mut self) {
        let [a, b, c, d, e, f] = std::array::from_fn(|_| self.word());
        let markdown = format!("{a} **{b}** `{c}` [{d}](/x)<br>\n{e}<sup>{f}</sup> &amp; more");
        let html = format!(
            "{a} <b>{b} <!-- x --></b><code>{c}</code> <a href=/x>{d}</a><br>{e}<sup>{f}</sup> &amp; more"
        );
        self.put(&format!("{a} {b} {c} {d} {e} {f}"), &markdown, &html);
    }

    fn list(&mut self, ordered: bool, nested: bool, count: usize) {
        let (mut plain, mut html) = (String::new(), String::new());
        for index in 0..count {
            let line = self.line();
            let marker = if ordered { format!("{}. ", index + 1) } else { "- ".to_owned() };
            plain.push_str(&format!("{marker}{line}\n"));
            html.push_str(&format!("<li>{line}"));
            if nested {
                let inner = self.line();
                plain.push_str(&format!("    - {inner}\n"));
                html.push_str(&format!("<ul><li>{inner}</li></ul>"));
            }
        }
        let name = if ordered { "ol" } else { "ul" };
        self.put(plain.trim_end(), plain.trim_end(), &format!("<{name}>{html}</{name}>"));
    }

    fn table(&mut self, count: usize) {
        let rows: Vec<[String; 2]> = (0..=count).map(|_| [self.line(), self.word()]).collect();
        let text: Vec<String> = rows.iter().map(|row| row.join("\t")).collect();
        let mut markdown: Vec<String> = rows.iter().map(|row| format!("| {} |", row.join(" | "))).collect();
        markdown.insert(1, "|---|:-:|".to_owned());
        let html: String = rows.iter().map(|[a, b]| format!("<tr><td>{a}</td><td>{b}</td></tr>")).collect();
        self.put(&text.join("\n"), &markdown.join("\n"), &format!("<table>{html}</table>"));
    }
}
