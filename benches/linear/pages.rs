//! Pages of any size on which reading must stay linear: each layout in each form in which a reader
//! gives it, and pages made to hurt. Shared by the bench beside it and by the tests.
//!
//! To add one: its row in [`LAYOUTS`] here, or in the table of `hurt.rs`.

#[path = "hurt.rs"]
mod hurt;

use std::fmt::Write;

/// All pages.
pub fn pages() -> impl Iterator<Item = &'static Page> {
    LAYOUTS.iter().chain(hurt::PAGES)
}

/// A page of any size.
pub struct Page {
    /// What it is.
    pub name: &'static str,
    /// The reader that takes it.
    pub reader: &'static str,
    /// The layout whose cards it has, one for each unit of its size; none for pages made to hurt.
    pub layout: Option<&'static str>,
    /// Its size in the bench.
    pub size: usize,
    /// Makes it.
    pub make: fn(usize) -> String,
}

const fn layout(layout: &'static str, reader: &'static str, make: fn(usize) -> String) -> Page {
    Page { name: layout, reader, layout: Some(layout), size: 200_000, make }
}

/// The layouts.
const LAYOUTS: &[Page] = &[
    layout("marks", "markdown", |n| {
        let section = |at| format!("<!-- deckmill section -->\n## Channel {at}\n\n");
        let card = |at| {
            let (level, question, answer) = (level(at), question(at), answer(at));
            let mark = format!("<!-- deckmill id=valve-{at} number={at} level={level} -->");
            format!("{mark}\n### {at}. {question}\n\n*{level}*\n\n{answer}\n\n")
        };
        page(n, "<!-- deckmill deck category=\"Mills\" -->\n# Valves\n\n", section, card)
    }),
    layout("marks", "html", |n| {
        let section = |at| format!("<!-- deckmill section -->\n<h2>Channel {at}</h2>\n");
        let card = |at| {
            let (level, question, answer) = (level(at), question(at), answer(at));
            let mark = format!("<!-- deckmill id=valve-{at} number={at} level={level} -->");
            format!("{mark}<h3>{at}. {question}</h3>\n<p><em>{level}</em></p>\n<p>{answer}</p>\n")
        };
        page(n, "<!-- deckmill deck category=\"Mills\" -->\n<h1>Valves</h1>\n", section, card)
    }),
    layout("table", "table", |n| {
        let card = |at| format!("{},\"{}\",{},{}\n", question(at), answer(at), level(at), topic(at));
        page(n, "question,answer,level,section\n", |_| String::new(), card)
    }),
    layout("table", "json", |n| {
        let card = |at| {
            format!(
                "{}\n{{\"question\": \"{}\", \"answer\": \"{}\", \"level\": \"{}\", \"section\": \"{}\"}}",
                if at > 1 { "," } else { "" },
                question(at),
                answer(at),
                level(at),
                topic(at)
            )
        };
        page(n, "[", |_| String::new(), card) + "]"
    }),
    layout("numbered", "text", |n| {
        let card = |at| format!("{at}. {}\n\n{}\n\n{}\n\n", question(at), level(at), answer(at));
        page(n, "Valves\n======\n\n", underlined, card)
    }),
    layout("numbered", "markdown", |n| {
        let card = |at| {
            let (level, question, answer) = (level(at), question(at), answer(at));
            format!("{at}. {question}\n\n        {level}\n\n        {answer}\n\n")
                .replace("        ", "         ")
        };
        page(n, "# Valves\n\n", second, card)
    }),
    layout("numbered", "html", |n| {
        let card = |at| {
            let (level, question, answer) = (level(at), question(at), answer(at));
            format!("<p><b>{at}. {question}</b></p>\n<p>{level}</p>\n<p>{answer}</p>\n")
        };
        page(n, "<h1>Valves</h1>\n", element, card)
    }),
    layout("labels", "text", |n| {
        let card = |at| format!("Q: {} ({})\nA: {}\n\n", question(at), level(at), answer(at));
        page(n, "Valves\n======\n\n", underlined, card)
    }),
    layout("labels", "markdown", |n| {
        let card = |at| format!("**Q:** {} ({})\n\n**A:** {}\n\n", question(at), level(at), answer(at));
        page(n, "# Valves\n\n", second, card)
    }),
    layout("labels", "html", |n| {
        let card = |at| {
            let (level, question, answer) = (level(at), question(at), answer(at));
            format!("<p><b>Q:</b> {question} ({level})</p>\n<p><b>A:</b> {answer}</p>\n")
        };
        page(n, "<h1>Valves</h1>\n", element, card)
    }),
    layout("details", "markdown", |n| page(n, "# Valves\n\n", second, opening)),
    layout("details", "html", |n| page(n, "<h1>Valves</h1>\n", element, opening)),
    layout("boxes", "html", |n| {
        let card = |at| {
            let (level, question, answer) = (level(at), question(at), answer(at));
            format!(
                "<div class=item><div class=question>{question} ({level})</div>\n<div class=answer>{answer}</div></div>\n"
            )
        };
        page(n, "<h1>Valves</h1>\n", element, card)
    }),
    layout("definitions", "markdown", |n| {
        let card = |at| format!("{} ({})\n: {}\n\n", question(at), level(at), answer(at));
        page(n, "# Valves\n\n", second, card)
    }),
    layout("definitions", "html", |n| {
        let card = |at| {
            let (level, question, answer) = (level(at), question(at), answer(at));
            format!("<dl><dt>{question} ({level})</dt>\n<dd>{answer}</dd></dl>\n")
        };
        page(n, "<h1>Valves</h1>\n", element, card)
    }),
    layout("headings", "text", |n| {
        let section = |at| format!("Channel {at}\n------------\n\n");
        let card = |at| {
            let question = question(at);
            let line = "~".repeat(question.len());
            format!("{question}\n{line}\n\n{}\n\n{}\n\n", level(at), answer(at))
        };
        page(n, "Valves\n======\n\n", section, card)
    }),
    layout("headings", "markdown", |n| {
        let card = |at| format!("### {}\n\n*{}*\n\n{}\n\n", question(at), level(at), answer(at));
        page(n, "# Valves\n\n", second, card)
    }),
    layout("headings", "html", |n| {
        let card = |at| {
            let (level, question, answer) = (level(at), question(at), answer(at));
            format!("<section><h3>{question}</h3>\n<p>{level}</p>\n<p>{answer}</p></section>\n")
        };
        page(n, "<h1>Valves</h1>\n", element, card)
    }),
    layout("bullets", "text", |n| page(n, "Valves\n======\n\n", underlined, bullet)),
    layout("bullets", "markdown", |n| page(n, "# Valves\n\n", second, bullet)),
    layout("bullets", "html", |n| {
        let card = |at| format!("<ul><li>{} ({})<p>{}</p></li></ul>\n", question(at), level(at), answer(at));
        page(n, "<h1>Valves</h1>\n", element, card)
    }),
    layout("lines", "text", |n| {
        let card = |at| format!("{}\n\n{}\n\n{}\n\n", question(at), level(at), answer(at));
        page(n, "Valves\n======\n\n", underlined, card)
    }),
    layout("lines", "markdown", |n| {
        let card = |at| format!("**{}**\n\n{}\n\n{}\n\n", question(at), level(at), answer(at));
        page(n, "# Valves\n\n", second, card)
    }),
    layout("lines", "html", |n| {
        let card = |at| {
            let (level, question, answer) = (level(at), question(at), answer(at));
            format!("<p><strong>{question}</strong></p>\n<p>{level}</p>\n<p>{answer}</p>\n")
        };
        page(n, "<h1>Valves</h1>\n", element, card)
    }),
    layout("structured", "html", |n| {
        let card = |at| {
            let (question, answer) = (question(at), answer(at));
            format!(
                "<div itemscope itemtype=\"https://schema.org/Question\"><h3 itemprop=name>{question}</h3>\n\
                 <div itemprop=acceptedAnswer itemscope itemtype=\"https://schema.org/Answer\">\
                 <p itemprop=text>{answer}</p></div></div>\n"
            )
        };
        page(n, "<h1>Valves</h1>\n", element, card)
    }),
];

/// A part for each number from 1.
fn each(n: usize, part: impl Fn(usize) -> String) -> String {
    (1..=n).map(part).collect()
}

/// Cards with a heading over every fifty of them.
fn page(n: usize, head: &str, section: impl Fn(usize) -> String, card: impl Fn(usize) -> String) -> String {
    let mut page = head.to_owned();
    for at in 1..=n {
        if at % 50 == 1 {
            page.push_str(&section(at / 50 + 1));
        }
        // Writing to a string can't fail.
        let _ = write!(page, "{}", card(at));
    }
    page
}

fn level(at: usize) -> &'static str {
    ["easy", "medium", "hard"][at % 3]
}

fn topic(at: usize) -> String {
    format!("Channel {}", at / 50 + 1)
}

fn question(at: usize) -> String {
    format!("What does valve {at} of the mill let through?")
}

fn answer(at: usize) -> String {
    format!("It lets the water of channel {at} through and holds back the sand that came with it.")
}

fn underlined(at: usize) -> String {
    format!("Channel {at}\n------------\n\n")
}

fn second(at: usize) -> String {
    format!("## Channel {at}\n\n")
}

fn element(at: usize) -> String {
    format!("<h2>Channel {at}</h2>\n")
}

fn opening(at: usize) -> String {
    let (level, question, answer) = (level(at), question(at), answer(at));
    format!("<details>\n<summary>{question} ({level})</summary>\n\n{answer}\n\n</details>\n\n")
}

fn bullet(at: usize) -> String {
    format!("- {}\n", question(at))
}
