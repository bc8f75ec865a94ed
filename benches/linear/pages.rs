//! Pages of any size on which reading must stay linear: each layout in each form in which a reader
//! gives it, and pages made to hurt. Shared by the bench beside it and by the tests.
//!
//! To add one: its row in [`PAGES`].

use std::fmt::Write;

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

const fn hurt(name: &'static str, reader: &'static str, size: usize, make: fn(usize) -> String) -> Page {
    Page { name, reader, layout: None, size, make }
}

/// All pages.
pub const PAGES: &[Page] = &[
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
    hurt("headings without text below", "markdown", 400_000, |n| each(n, |at| format!("## Why {at}?\n\n"))),
    hurt("headings without text below", "html", 400_000, |n| each(n, |at| format!("<h2>Why {at}?</h2>"))),
    hurt("headings of one text", "markdown", 200_000, |n| "## Why?\n\nSo.\n\n".repeat(n)),
    hurt("headings of one text", "text", 200_000, |n| "Why so?\n-------\n\nSo.\n\n".repeat(n)),
    hurt("headings in quotes between numbers", "markdown", 100_000, |n| {
        "5. Why?\n\n".to_owned() + &"> # a\n\n1. b\n\n".repeat(n)
    }),
    hurt("sections in sections", "html", 100_000, |n| {
        each(n, |at| format!("<section><h{0}>Why {at}?</h{0}><p>So.</p></section>", at % 6 + 1))
    }),
    hurt("equal questions", "text", 200_000, |n| "1. Why so?\n\nSo.\n\n".repeat(n)),
    hurt("equal questions", "json", 200_000, |n| {
        format!("[{}{{}}]", "{\"question\": \"Why?\", \"answer\": \"So.\"},".repeat(n))
    }),
    hurt("contents of all questions", "markdown", 100_000, contents),
    hurt("contents of all questions", "html", 100_000, |n| {
        let entry = |at| format!("<li><a href=\"#q{at}\">{}</a></li>\n", question(at));
        let card = |at| format!("<h2 id=q{at}>{}</h2>\n<p>{}</p>\n", question(at), answer(at));
        format!("<h1>Valves</h1>\n<ul>{}</ul>{}", each(n, entry), each(n, card))
    }),
    hurt("contents of all questions", "text", 100_000, |n| {
        let line = |at| format!("{}\n\n", question(at));
        each(n, line) + &each(n, |at| format!("{}\n\n{}\n\n", question(at), answer(at)))
    }),
    hurt("numbers that all say 1", "text", 100_000, |n| "1. stone\n".repeat(n)),
    hurt("numbers that all say 1", "markdown", 100_000, |n| "1. stone\n".repeat(n)),
    hurt("numbers counting down", "text", 100_000, |n| each(n, |at| format!("{}. stone\n\n", n + 1 - at))),
    hurt("numbers counting down", "html", 100_000, |n| each(n, |at| format!("<p>{}. stone", n + 1 - at))),
    hurt("numbers alone", "text", 200_000, |n| each(n, |at| format!("{at}.\n\n"))),
    hurt("numbers in many columns", "text", 10_000_000, |n| {
        let side = n.isqrt();
        each(side, |at| format!("{}1. Why?\n\n", " ".repeat(at))) + &"  So.\n\n".repeat(n / 14)
    }),
    hurt("answers without questions", "text", 200_000, |n| "A: so\n\n".repeat(n)),
    hurt("levels without questions", "html", 200_000, |n| {
        format!("<div><div><div><h2>Why?</h2>{}", "<p>easy".repeat(n))
    }),
    hurt("nested lists", "text", 50_000_000, |n| {
        let depth = (2 * n).isqrt();
        each(depth, |at| format!("{}- stone\n", " ".repeat(at)))
    }),
    hurt("nested numbers", "text", 50_000_000, |n| {
        let depth = n.isqrt();
        each(depth, |at| format!("{0}1. stone\n{0}2. stone\n", " ".repeat(at)))
    }),
    hurt("nested lists", "markdown", 100_000, |n| "- ".repeat(n) + "stone\n"),
    hurt("nested lists, line by line", "markdown", 10_000_000, |n| {
        each(n.isqrt(), |at| format!("{}- stone\n", "  ".repeat(at)))
    }),
    hurt("nested lists", "html", 100_000, |n| nested(n, "<ul><li>stone", "</li></ul>")),
    hurt("nested quotes", "markdown", 100_000, |n| "> ".repeat(n) + "stone\n"),
    hurt("nested quotes", "html", 100_000, |n| nested(n, "<blockquote>stone", "</blockquote>")),
    hurt("nested details", "html", 100_000, |n| {
        nested(n, "<details><summary>Why?</summary>So.", "</details>")
    }),
    hurt("nested details", "markdown", 100_000, |n| {
        nested(n, "<details><summary>Why?</summary>\n\nSo.\n\n", "</details>\n\n")
    }),
    hurt("nested tables", "html", 100_000, |n| nested(n, "<table><tr><td>stone", "</table>")),
    hurt("nested boxes that say contents", "html", 200_000, |n| {
        nested(128, "<div class=toc>", "") + &"<p>stone".repeat(n)
    }),
    hurt("nested trails", "html", 200_000, |n| {
        nested(120, "<div class=breadcrumb>", "") + &"<p>stone".repeat(n)
    }),
    hurt("nested marks of levels", "html", 100_000, |n| {
        "<p>Why? ".to_owned() + &"<span class=badge><span class=badge>x</span></span>".repeat(n)
    }),
    hurt("marks of levels in a heading", "html", 100_000, |n| {
        format!("<h2>{}Why?</h2>", "<span class=badge>x</span>".repeat(n))
    }),
    hurt("<b> never closed", "html", 100_000, |n| "<b>stone ".repeat(n)),
    hurt("<p> never closed", "html", 200_000, |n| "<p>stone ".repeat(n)),
    hurt("<dl><dt> never closed", "html", 100_000, |n| "<dl><dt>stone ".repeat(n)),
    hurt("<a href> never closed", "html", 100_000, |n| "<a href=stone>stone ".repeat(n)),
    hurt("<b><p> never closed", "html", 20_000, |n| "<b><p>stone ".repeat(n)),
    hurt("<b> never closed", "markdown", 100_000, |n| "a <b>stone\n".repeat(n)),
    hurt("end tags never opened", "html", 400_000, |n| "</b></p></i>".repeat(n)),
    hurt("<div> siblings", "html", 400_000, |n| "<div>stone</div>".repeat(n)),
    hurt("line breaks in bold", "html", 200_000, |n| format!("<h2>Why?</h2><b>{}</b>", "<br>".repeat(n))),
    hurt("cells beside a wide row", "html", 20_000, |n| {
        format!("<h2>Why?</h2><table><tr>{}{}</table>", "<td>a".repeat(n), "<tr><td>a".repeat(n))
    }),
    hurt("a comment never closed", "html", 10_000_000, |n| "<!--".to_owned() + &" stone".repeat(n / 6)),
    hurt("a comment never closed", "markdown", 1_000_000, |n| {
        "<!--".to_owned() + &" stone\n\n".repeat(n / 8)
    }),
    hurt("attributes", "html", 200_000, |n| format!("<a {}>", each(n, |at| format!("a{at}=b ")))),
    hurt("attributes on many bodies", "html", 200_000, |n| each(n, |at| format!("<body a{at}=b>"))),
    hurt("one line of words", "text", 50_000_000, |n| "stone ".repeat(n / 6)),
    hurt("one line of words", "markdown", 50_000_000, |n| "stone ".repeat(n / 6)),
    hurt("one line of words", "html", 50_000_000, |n| "stone ".repeat(n / 6)),
    hurt("one line of questions", "html", 10_000_000, |n| {
        each(n / 60, |at| format!("<h2>Why does stone {at} turn?</h2><p>So it grinds.</p>"))
    }),
    hurt("one line that is the title", "html", 5_000_000, |n| {
        format!(
            "<h1>{}</h1><p>{}</p><h2>Why?</h2>",
            each(n / 12, |at| format!("w{at} ")),
            "x › ".repeat(n / 12)
        )
    }),
    hurt("a long title over many questions", "markdown", 100_000, |n| {
        format!("# {}\n\n{}", "stone ".repeat(n / 4), each(n, |at| format!("## Why {at}?\n\nSo.\n\n")))
    }),
    hurt("a long section over many questions", "markdown", 20_000, |n| {
        format!(
            "# Mills\n\n## {}\n\n{}",
            "stone ".repeat(n),
            each(n, |at| format!("### Why {at}?\n\nSo.\n\n"))
        )
    }),
    hurt("many tags over many questions", "markdown", 20_000, |n| {
        let tags = each(n, |at| format!("  - tag{at}\n"));
        format!("---\ntags:\n{tags}---\n{}", each(n, |at| format!("### Why {at}?\n\nSo.\n\n")))
    }),
    hurt("a long footnote of many questions", "markdown", 20_000, |n| {
        format!("{}[^a]: {}\n", each(n, |at| format!("### Why {at}?\n\nSo.[^a]\n\n")), "stone ".repeat(n))
    }),
    hurt("a long address around many blocks", "html", 20_000, |n| {
        format!("<h2>Why?</h2><a href=\"{}\">{}</a>", "stone".repeat(n), "<div>a</div>".repeat(n))
    }),
    hurt("50 MB of digits", "text", 50_000_000, |n| "8".repeat(n)),
    hurt("50 MB of digits", "json", 50_000_000, |n| "8".repeat(n)),
    hurt("stars", "markdown", 1_000_000, |n| "*".repeat(n)),
    hurt("underscores", "markdown", 1_000_000, |n| "_".repeat(n)),
    hurt("stars between letters", "markdown", 1_000_000, |n| "*a_b**c__".repeat(n / 9)),
    hurt("brackets", "markdown", 1_000_000, |n| "[".repeat(n)),
    hurt("brackets with text", "markdown", 1_000_000, |n| "[a](".repeat(n / 4)),
    hurt("backticks", "markdown", 2_000_000, |n| each((2 * n).isqrt(), |at| "`".repeat(at) + " a ")),
    hurt("link references", "markdown", 100_000, |n| each(n, |at| format!("[{at}]: /stone\n"))),
    hurt("link references that are used", "markdown", 100_000, |n| {
        each(n, |at| format!("[{at}] ")) + "\n\n" + &each(n, |at| format!("[{at}]: /stone\n"))
    }),
    hurt("footnotes", "markdown", 100_000, |n| each(n, |at| format!("Why?[^{at}]\n\n[^{at}]: so\n\n"))),
    hurt("footnotes of one question", "markdown", 50_000, |n| {
        let uses = each(n, |at| format!("[^{at}]"));
        format!("## Why?\n\nSo.{uses}\n\n{}", each(n, |at| format!("[^{at}]: so\n\n")))
    }),
    hurt("raw lines", "markdown", 200_000, |n| "a <i>b</i>\n".repeat(n)),
    hurt("arrays in arrays", "json", 500_000, |n| nested(n, "[", "]")),
    hurt("objects in objects", "json", 500_000, |n| nested(n, "{\"a\":", "}")),
    hurt("many records of rich fields", "json", 20_000, |n| {
        format!("{{{}\"b\": 1}}", each(n, |at| format!("\"a{at}_markdown\": \"b\", ")))
    }),
    hurt("one large cell", "table", 50_000_000, |n| {
        format!("question,answer\nWhy?,\"{}\"\n", "stone ".repeat(n / 6))
    }),
    hurt("many columns", "table", 100_000, |n| {
        let line = |cell: &str| vec![cell; n].join(",");
        format!("{}\n{}\n{}\n", line("question"), line("Why?"), line("So."))
    }),
    hurt("many columns of notes", "table", 20_000, |n| {
        let line = |first: &str, cell: &str| format!("{first},{}", vec![cell; n].join(","));
        format!("{}\n{}\n", line("question,answer", "note"), line("Why?,So.", "stone"))
    }),
];

/// A part for each number from 1.
fn each(n: usize, part: impl Fn(usize) -> String) -> String {
    (1..=n).map(part).collect()
}

fn nested(n: usize, open: &str, close: &str) -> String {
    open.repeat(n) + &close.repeat(n)
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

fn contents(n: usize) -> String {
    let entry = |at| format!("- [{}](#q{at})\n", question(at));
    let card = |at| format!("## {}\n\n{}\n\n", question(at), answer(at));
    format!("# Valves\n\n{}\n{}", each(n, entry), each(n, card))
}
