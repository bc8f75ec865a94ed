//! Pages made to hurt: what a page that is broken, made by a machine or made on purpose can be, at which
//! careless code takes the square of its size.
//!
//! To add one: its row in [`PAGES`]. What costs little but memory has sizes of which a tenth is larger
//! than the processor's caches as well: of the pages of one line a tenth is 50 MB, of the table in a page
//! 20,000 rows.

use super::{Page, answer, each, question};

/// All of them.
pub const PAGES: &[Page] = &[
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
    hurt("one line of words", "text", 500_000_000, |n| "stone ".repeat(n / 6)),
    hurt("one line of words", "markdown", 500_000_000, |n| "stone ".repeat(n / 6)),
    hurt("one line of words", "html", 500_000_000, |n| "stone ".repeat(n / 6)),
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
    hurt("one line of digits", "text", 500_000_000, |n| "8".repeat(n)),
    hurt("one line of digits", "json", 500_000_000, |n| "8".repeat(n)),
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
    hurt("one large cell", "table", 500_000_000, |n| {
        format!("question,answer\nWhy?,\"{}\"\n", "stone ".repeat(n / 6))
    }),
    hurt("many columns", "table", 100_000, |n| {
        let line = |cell: &str| vec![cell; n].join(",");
        format!("{}\n{}\n{}\n", line("question"), line("Why?"), line("So."))
    }),
    hurt("numbers of many depths", "text", 1_000_000, |n| {
        let depth = |at: usize| "1.".repeat(at);
        each((n / 12).isqrt(), |at| format!("{0}1 Why?\n\n{0}2 Why?\n\n{0}3 Why?\n\n", depth(at)))
            + &each(n / 60, |at| format!("{at}. Why?\n\nSo.\n\n"))
    }),
    hurt("sections that only stand below answers", "text", 100_000, |n| {
        let section = |at: usize| if at.is_multiple_of(3) { "Valves\n\n" } else { "" };
        each(n, |at| format!("{at}. Why so?\n\nSo it is.\n\n{}", section(at)))
    }),
    hurt("lines in and out", "text", 200_000, |n| {
        "Why so?\n    So it is.\n\n".repeat(9) + &"stone\n  stone\n".repeat(n)
    }),
    hurt("contents of one question", "markdown", 100_000, |n| {
        each(n, |at| format!("- [stone {at}](#why-so)\n")) + "\n" + &"## Why so?\n\nSo.\n\n".repeat(n)
    }),
    hurt("contents of equal questions with levels", "markdown", 100_000, |n| {
        "- Why so? (easy)\n".repeat(n) + "\n" + &"## Why so?\n\nSo.\n\n".repeat(n)
    }),
    hurt("references that are none", "markdown", 100_000, |n| {
        format!("## Why?\n\nSo.\n\n{}Stone.\n", "**References:**\n\n> stone\n\n".repeat(n))
            + "\n# Why so?\n\nSo.\n\n"
    }),
    hurt("signs of levels", "markdown", 50_000, |n| {
        let sign =
            |at: usize| at.to_string().replace(['0', '1', '2', '3', '4'], "🟢").replace(['5', '6'], "🔴");
        let sign = |at| sign(at).replace('7', "🟡").replace('8', "⭐").replace('9', "🔥");
        let level = |at: usize| if at.is_multiple_of(2) { "easy" } else { "hard" };
        each(n, |at| format!("{} {}\n\n", sign(at * at), level(at)))
            + &each(n, |at| format!("## Why {at}? {}\n\nSo.\n\n", sign(at * at)))
    }),
    hurt("tags in a list", "html", 50_000, |n| {
        format!("<h2>Why?</h2><p>So.<h2>Why so?</h2><ul>{}</ul><p>So.", "<li class='badge tag'>a".repeat(n))
    }),
    hurt("classes around many lines", "html", 50_000, |n| {
        format!("<h2>Why?</h2><div class='{}'>{}", each(n, |at| format!("a{at} ")), "<p>So: it is.".repeat(n))
    }),
    hurt("questions in data", "html", 50_000, |n| {
        let data = |at| {
            format!(
                "{{\"@type\":\"Question\",\"name\":\"{}\",\"acceptedAnswer\":{{\"@type\":\"Answer\",\"text\":\"{}\"}}}},",
                question(at),
                answer(at)
            )
        };
        let card = |at| format!("<h2>{}</h2><p>{}", question(at), answer(at));
        format!(
            "<script type=application/ld+json>{{\"@type\":\"FAQPage\",\"mainEntity\":[{}]}}</script>{}",
            each(n, data),
            each(n, card)
        )
    }),
    hurt("scripts with data", "html", 50_000, |n| {
        each(n, |at| {
            format!(
                "<script type=application/ld+json>{{\"@type\":\"Question\",\"name\":\"Why {at}?\",\"acceptedAnswer\":{{\"text\":\"So.\"}}}}</script>\n"
            )
        })
    }),
    hurt("an answer of many questions in data", "html", 10_000, |n| {
        let data = |at| {
            format!(
                "{{\"@type\":\"Question\",\"name\":\"Why {at}?\",\"acceptedAnswer\":{{\"@id\":\"#a\"}}}},"
            )
        };
        format!(
            "<script type=application/ld+json>[{{\"@id\":\"#a\",\"text\":\"{}\"}},{}]</script>",
            "stone ".repeat(n),
            each(n, data)
        )
    }),
    hurt("objects in data never closed", "html", 200_000, |n| {
        format!("<script type=application/ld+json>{}</script>", "{\"mainEntity\":".repeat(n))
    }),
    hurt("quotation marks in data", "html", 200_000, |n| {
        format!(
            "<script type=application/ld+json>{{\"@type\":\"Question\",\"name\":\"{}",
            "\"stone\" ".repeat(n)
        )
    }),
    hurt("fences", "text", 200_000, |n| {
        "== Valves\n\n== Sand\n\n".to_owned() + &"----\nstone\n----\n".repeat(n)
    }),
    hurt("fences behind empty lines", "text", 200_000, |n| {
        "== Valves\n\n== Sand\n\n".to_owned() + &"----\nstone\n\n----\nsand\n".repeat(n)
    }),
    hurt("titles of two lines", "text", 200_000, |n| "1. stone\n   stone\n--------\n".repeat(n)),
    hurt("options of one record", "json", 20_000, |n| {
        let option = |at| format!("\"stone {at}\",");
        let answer = each(n, |at| format!("stone {at}, "));
        format!(
            "[{{\"question\":\"Why?\",\"options\":[{}\"sand\"],\"answer\":\"{answer}sand\"}}]",
            each(n, option)
        )
    }),
    hurt("options of one question", "markdown", 100_000, |n| {
        format!("## Why?\n\n{}", each(n, |at| format!("- [ ] stone {at}\n")))
    }),
    hurt("columns of questions and notes", "table", 20_000, |n| {
        let line = |a: &str, b: &str| vec![[a, b].join(","); n].join(",");
        format!("{}\n{}\n", line("note", "question"), line("stone", "Why?"))
    }),
    hurt("rows of a table in a page", "markdown", 200_000, |n| {
        let row = |at| format!("| {} | {} |\n", question(at), answer(at));
        format!("| Question | Answer |\n|---|---|\n{}", each(n, row))
    }),
    hurt("questions of many words", "markdown", 10_000, |n| {
        let words =
            |at: usize| (0..40).map(|word| format!("w{} ", (at * 7 + word) % 999)).collect::<String>();
        each(n, |at| format!("## Why {}?\n\nSo.\n\n", words(at)))
    }),
    hurt("many columns of notes", "table", 20_000, |n| {
        let line = |first: &str, cell: &str| format!("{first},{}", vec![cell; n].join(","));
        format!("{}\n{}\n", line("question,answer", "note"), line("Why?,So.", "stone"))
    }),
];

const fn hurt(name: &'static str, reader: &'static str, size: usize, make: fn(usize) -> String) -> Page {
    Page { name, reader, layout: None, size, make }
}

fn nested(n: usize, open: &str, close: &str) -> String {
    open.repeat(n) + &close.repeat(n)
}

fn contents(n: usize) -> String {
    let entry = |at| format!("- [{}](#q{at})\n", question(at));
    let card = |at| format!("## {}\n\n{}\n\n", question(at), answer(at));
    format!("# Valves\n\n{}\n{}", each(n, entry), each(n, card))
}
