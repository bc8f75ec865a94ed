//! Writes the pages of `pages.rs` as text, Markdown and HTML. The same page has the same words in
//! each form, in the same order.

use crate::pages::{Bit, Card, Foot, Form, Habit, Page, Piece};

/// A page in a form.
pub fn write(page: &Page, form: Form) -> String {
    let mut writer = Writer { form, habit: page.habit, next: 0, notes: Vec::new() };
    let mut parts = writer.head(page);
    for section in &page.sections {
        if section.titled {
            let words = format!("Part {}", writer.word());
            parts.push(writer.heading(2, &words));
        }
        parts.extend(section.loose.iter().map(|piece| writer.piece(piece)).collect::<Vec<_>>());
        let cards: Vec<String> = section.cards.iter().map(|card| writer.card(card)).collect();
        let cards = cards.join("\n\n");
        match (form, page.habit) {
            (Form::Html, Habit::Definitions) => parts.push(format!("<dl>{cards}</dl>")),
            _ => parts.push(cards),
        }
    }
    let feet: Vec<String> = page.foot.iter().map(|foot| writer.foot(*foot)).collect();
    parts.extend(feet);
    parts.append(&mut writer.notes);
    let body = parts.join("\n\n");
    let title = if page.head.title { "<title>hidden | hidden</title>" } else { "" };
    match form {
        Form::Html if page.head.front => format!(
            "<!doctype html><html lang=en><head>{title}<script>hidden</script></head><body>\n{body}\n</body></html>\n"
        ),
        Form::Markdown if page.head.front => format!("---\nlanguage: en\n---\n{body}\n"),
        _ => format!("{body}\n"),
    }
}

struct Writer {
    form: Form,
    habit: Habit,
    next: usize,
    notes: Vec<String>,
}

impl Writer {
    fn word(&mut self) -> String {
        self.next += 1;
        format!("w{}", self.next)
    }

    fn head(&mut self, page: &Page) -> Vec<String> {
        let mut parts = Vec::new();
        if page.head.menu {
            let (a, b) = (self.word(), self.word());
            parts.push(self.menu(&a, &b));
        }
        if page.head.trail {
            let (a, b) = (self.word(), self.word());
            parts.push(match self.form {
                Form::Html => format!("<nav class=breadcrumb>Home › {a} › {b}</nav>"),
                _ => format!("Home › {a} › {b}"),
            });
        }
        if page.head.title {
            let title = format!("Title {}", self.word());
            parts.push(self.heading(1, &title));
        }
        parts.extend(page.head.before.iter().map(|piece| self.piece(piece)).collect::<Vec<_>>());
        if page.head.contents {
            let cards = page.sections.iter().flat_map(|section| &section.cards);
            let lines = cards.map(|card| {
                let question = self.question(card);
                match self.form {
                    Form::Text => format!("- {question}"),
                    Form::Markdown => format!("- [{question}](#q{})", card.key),
                    Form::Html => format!("<li><a href='#q{}'>{question}</a></li>", card.key),
                }
            });
            let lines = lines.collect::<Vec<_>>().join("\n");
            parts.push(if self.form == Form::Html { format!("<ul>{lines}</ul>") } else { lines });
        }
        parts
    }

    fn menu(&self, a: &str, b: &str) -> String {
        match self.form {
            Form::Text => format!("{a} · {b}"),
            Form::Markdown => format!("[{a}](/{a}) · [{b}](/hidden)").replace(&format!("/{a}"), "/hidden"),
            Form::Html => format!("<nav><a href=/hidden>{a}</a> · <a href=/hidden>{b}</a></nav>"),
        }
    }

    fn heading(&self, level: usize, words: &str) -> String {
        match self.form {
            Form::Text => {
                format!("{words}\n{}", ["=", "=", "-", "~", "^", "^", "^"][level].repeat(words.len()))
            }
            Form::Markdown => format!("{} {words}", "#".repeat(level)),
            Form::Html => format!("<h{level}>{words}</h{level}>"),
        }
    }

    /// "What is …?": its words are named after the card, so that they are the same wherever it stands.
    fn question(&self, card: &Card) -> String {
        let mut letters = 'a'..='z';
        let mut word = || format!("k{}{}", card.key, letters.next().unwrap_or_default());
        let first = word();
        let bits: Vec<String> = card.question.iter().map(|bit| bit_in(self.form, *bit, &mut word)).collect();
        format!("What is {first} {}?", bits.join(" ").replace(['\n', '\\'], " "))
    }

    fn card(&mut self, card: &Card) -> String {
        let (question, number) = (self.question(card), card.number);
        let mark = card.mark.filter(|_| self.form != Form::Text);
        let mark = mark.map_or(String::new(), |id| format!("<!-- deckmill id=m{id} -->\n\n"));
        let level = card.level.map(|level| self.paragraph(level));
        let answer: Vec<String> = card.answer.iter().map(|piece| self.piece(piece)).collect();
        let below: Vec<String> = level.iter().cloned().chain(answer.iter().cloned()).collect();
        let below = below.join("\n\n");
        let is_html = self.form == Form::Html;
        let habit = match (self.form, self.habit) {
            (Form::Text, Habit::Details | Habit::Definitions) => Habit::Labels,
            (_, habit) => habit,
        };
        let lines = match habit {
            Habit::Dots => format!("{}\n\n{below}", self.paragraph(&format!("{number}. {question}"))),
            Habit::Brackets => format!("{}\n\n{below}", self.paragraph(&format!("({number}) {question}"))),
            Habit::Headings => format!("{}\n\n{below}", self.heading(3, &question)),
            Habit::NumberedHeadings => {
                format!("{}\n\n{below}", self.heading(3, &format!("{number}. {question}")))
            }
            Habit::Labels => {
                let (q, a) = (self.paragraph(&format!("Q: {question}")), self.paragraph("A:"));
                format!("{q}\n\n{a}\n\n{below}")
            }
            Habit::Details => {
                let question = if is_html { question } else { html_line(&question) };
                format!("<details><summary>{question}</summary>\n\n{below}\n\n</details>")
            }
            Habit::Definitions if is_html => format!("<dt>{question}</dt><dd>{below}</dd>"),
            Habit::Definitions => format!("{question}\n\n: {}", indent(&below, "  ")),
        };
        format!("{mark}{lines}")
    }

    fn paragraph(&self, words: &str) -> String {
        if self.form == Form::Html { format!("<p>{words}</p>") } else { words.to_owned() }
    }

    fn foot(&mut self, foot: Foot) -> String {
        let (a, b) = (self.word(), self.word());
        match foot {
            Foot::Rule => self.piece(&Piece::Rule),
            Foot::Copyright => self.paragraph(&format!("© 2026 {a}")),
            Foot::Menu => self.menu(&a, &b),
            Foot::Invitation => self.paragraph(&format!("Sign up for {a}")),
            Foot::Top => self.paragraph("Back to top"),
            Foot::Words => self.paragraph(&format!("{a} {b}.")),
        }
    }

    fn pieces(&mut self, pieces: &[Piece]) -> String {
        let all: Vec<String> = pieces.iter().map(|piece| self.piece(piece)).collect();
        all.join(if self.form == Form::Text { "\n" } else { "\n\n" })
    }

    fn piece(&mut self, piece: &Piece) -> String {
        let form = self.form;
        match piece {
            Piece::Paragraph(bits) => {
                let bits: Vec<String> =
                    bits.iter().map(|bit| bit_in(form, *bit, &mut || self.word())).collect();
                self.paragraph(&bits.join(" "))
            }
            Piece::Odd(odd) => odd.split("{}").enumerate().fold(String::new(), |out, (at, part)| {
                if at > 0 { out + &self.word() + part } else { out + part }
            }),
            Piece::Heading(level) => {
                let word = self.word();
                self.heading(*level, &word)
            }
            Piece::Rule => (if form == Form::Html { "<hr>" } else { "---" }).to_owned(),
            Piece::Code(count) => self.code(*count),
            Piece::List(ordered, items) => self.list(*ordered, items),
            Piece::Table(rows, columns) => self.table(*rows, *columns),
            Piece::Quote(inner) => {
                let inner = self.pieces(inner);
                if form == Form::Html {
                    format!("<blockquote>{inner}</blockquote>")
                } else {
                    format!("> {}", indent(&inner, "> "))
                }
            }
            Piece::Details(inner) => {
                let (word, inner) = (self.word(), self.pieces(inner));
                format!("<details><summary>{word}</summary>\n\n{inner}\n\n</details>")
            }
            Piece::Note(id) => self.note(*id),
            Piece::Definitions(count) => self.definitions(*count),
        }
    }

    fn code(&mut self, count: usize) -> String {
        let lines: Vec<String> =
            (0..count).map(|at| format!("{}x = {}", " ".repeat(at), self.word())).collect();
        let lines = lines.join("\n");
        match self.form {
            Form::Text => format!("      {}", indent(&lines, "      ")),
            Form::Markdown => format!("```\n{lines}\n```"),
            Form::Html => format!("<pre><code>{lines}</code></pre>"),
        }
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Piece>]) -> String {
        let mut lines = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let inner = self.pieces(item);
            let marker = if ordered { format!("{}. ", at + 1) } else { "- ".to_owned() };
            lines.push(match self.form {
                Form::Html => format!("<li>{inner}</li>"),
                _ => format!("{marker}{}", indent(&inner, &" ".repeat(marker.len()))),
            });
        }
        let lines = lines.join("\n");
        match (self.form, ordered) {
            (Form::Html, true) => format!("<ol>{lines}</ol>"),
            (Form::Html, false) => format!("<ul>{lines}</ul>"),
            _ => lines,
        }
    }

    fn table(&mut self, rows: usize, columns: usize) -> String {
        let rows: Vec<Vec<String>> =
            (0..=rows).map(|_| (0..columns).map(|_| self.word()).collect()).collect();
        let mut lines: Vec<String> = rows
            .iter()
            .map(|row| match self.form {
                Form::Text => row.join("\t"),
                Form::Markdown => format!("| {} |", row.join(" | ")),
                Form::Html => format!("<tr><td>{}</td></tr>", row.join("</td><td>")),
            })
            .collect();
        if self.form == Form::Markdown {
            lines.insert(1, format!("|{}", "---|".repeat(columns)));
        }
        let lines = lines.join("\n");
        if self.form == Form::Html { format!("<table>{lines}</table>") } else { lines }
    }

    /// A line with a reference, whose note stands at the foot of the page.
    fn note(&mut self, id: usize) -> String {
        let (word, note) = (self.word(), self.word());
        match self.form {
            Form::Text => {
                self.notes.push(format!("[{id}] {note}"));
                format!("{word} [{id}]")
            }
            Form::Markdown => {
                self.notes.push(format!("[^n{id}]: {note}"));
                format!("{word}[^n{id}]")
            }
            Form::Html => {
                self.notes.push(format!("<ol><li id=n{id}>{note}</li></ol>"));
                format!("<p>{word}<sup><a href='#n{id}'>{id}</a></sup></p>")
            }
        }
    }

    fn definitions(&mut self, count: usize) -> String {
        let pairs: Vec<(String, String)> = (0..count).map(|_| (self.word(), self.word())).collect();
        let pair = |(term, meaning): &(String, String)| match self.form {
            Form::Text => format!("{term}: {meaning}"),
            Form::Markdown => format!("{term}\n: {meaning}"),
            Form::Html => format!("<dt>{term}<dd>{meaning}"),
        };
        let pairs = pairs.iter().map(pair).collect::<Vec<_>>().join("\n\n");
        if self.form == Form::Html { format!("<dl>{pairs}</dl>") } else { pairs }
    }
}

/// A bit of a line in a form.
fn bit_in(form: Form, bit: Bit, word: &mut dyn FnMut() -> String) -> String {
    let one = |word: &mut dyn FnMut() -> String, markdown: [&str; 2], html: [&str; 2]| match form {
        Form::Text => word(),
        Form::Markdown => [markdown[0], &word(), markdown[1]].concat(),
        Form::Html => [html[0], &word(), html[1]].concat(),
    };
    match bit {
        Bit::Word => word(),
        Bit::Strong => one(word, ["**", "**"], ["<b>", "</b>"]),
        Bit::Emphasis => one(word, ["*", "*"], ["<em>", "</em>"]),
        Bit::Code => one(word, ["`", "`"], ["<code>", "</code>"]),
        Bit::Link => one(word, ["[", "](/hidden)"], ["<a href=/hidden>", "</a>"]),
        Bit::Image => one(word, ["![", "](hidden.png)"], ["<img src=hidden.png alt=", ">"]),
        Bit::Break => (if form == Form::Html { "<br>" } else { "\\\n" }).to_owned(),
        Bit::Literal(text) => match form {
            Form::Text => text.to_owned(),
            Form::Markdown => text.replace('<', "\\<").replace('*', "\\*").replace('_', "\\_"),
            Form::Html => text.replace('&', "&amp;").replace('<', "&lt;"),
        },
        Bit::Silent(html) => (if form == Form::Text { "" } else { html }).to_owned(),
    }
}

/// A line of Markdown inside a block of raw HTML, where Markdown's own signs mean nothing.
fn html_line(line: &str) -> String {
    line.replace(['*', '`', '\\'], "").replace("a < b", "a &lt; b")
}

fn indent(text: &str, by: &str) -> String {
    text.lines().collect::<Vec<_>>().join(&format!("\n{by}"))
}
