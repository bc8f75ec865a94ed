//! Structured data in scripts: whatever is in them, nothing alive comes out, and places are right.
//!
//! What becomes of such pages is in `tests/cases/structured`; that no bytes break a law, in
//! `partition.rs`.

use deckmill::diagnostic::Severity;
use deckmill::page::Page;
use deckmill::render::html;
use deckmill::{ReadOptions, Source};
use libtest_mimic::{Failed, Trial};

use crate::work::Work;

type Test = fn() -> Result<(), Failed>;

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    let all: [(&str, Test); 8] = [
        ("nothing_alive_comes_out_of_a_text", nothing_alive),
        ("a_card_has_the_line_of_its_question_in_the_script", places),
        ("disagreements_are_told_with_their_lines", disagreements),
        ("many_disagreements_are_told_once", many),
        ("what_can_not_be_read_is_told_with_its_line", broken),
        ("a_forced_layout_takes_no_data", forced),
        ("data_in_data_come_to_an_end", nested),
        ("fields_that_are_made_of_others_are_told_when_they_differ", plain_fields),
    ];
    all.into_iter().map(|(name, test)| Trial::test(format!("structured::{name}"), test)).collect()
}

fn read(text: &str) -> Page {
    deckmill::read(&Source::new("page.html", text), &ReadOptions::default())
}

/// A page that shows `body` and has data in a script on its second line.
fn page(data: &str, body: &str) -> Page {
    read(&format!("<title>Page</title>\n<script type=\"application/ld+json\">{data}</script>\n{body}"))
}

fn faq(pairs: &[(&str, &str)]) -> String {
    let question = |(question, answer): &(&str, &str)| {
        serde_json::json!({
            "@type": "Question",
            "name": question,
            "acceptedAnswer": { "@type": "Answer", "text": answer },
        })
    };
    let questions: Vec<_> = pairs.iter().map(question).collect();
    serde_json::json!({ "@type": "FAQPage", "mainEntity": questions }).to_string().replace("</", "<\\/")
}

/// The findings of rules that begin so: severity, line, message.
fn findings(page: &Page, rule: &str) -> Vec<(Severity, usize, String)> {
    let lines = page.lines();
    let told = page.diagnostics.sorted().into_iter().filter(|finding| finding.rule.starts_with(rule));
    let line = |finding: &deckmill::diagnostic::Diagnostic| {
        finding.span.map_or(0, |span| lines.position(&page.text, span.start()).0)
    };
    told.map(|finding| (finding.severity, line(finding), finding.message.clone())).collect()
}

fn nothing_alive() -> Result<(), Failed> {
    let hostile = [
        "<p onclick=alert()>a</p><script>alert()</script><style>p{}</style>",
        "<iframe src=//x></iframe><svg onload=alert()><a href=x>a</a></svg> b",
        "<a href=\"jav&#x09;ascript:alert()\">a</a> <img src=x onerror=alert()>",
        "<template><script>alert()</script></template>a<object data=alert></object>",
        "&lt;script&gt;alert()&lt;/script&gt; is text",
        "<script type=\"application/ld+json\">{\"@type\":\"Question\",\"name\":\"alert?\"}</script>a",
        "</script><script>alert()</script>",
    ];
    for text in hostile {
        for data in [faq(&[("What is it?", text)]), faq(&[(text, "It."), ("What is it?", "It.")])] {
            let page = page(&data, "");
            for card in &page.deck.cards {
                let shown = html::blocks(&[card.question.clone(), card.answer.clone()].concat());
                for alive in
                    ["<script", "onerror", "onclick", "<iframe", "<svg", "<style", "ascript:", "<object"]
                {
                    assert!(!shown.contains(alive), "{alive} in {shown}");
                }
            }
            assert!(!page.deck.cards.is_empty(), "{text}");
        }
    }
    Ok(())
}

fn places() -> Result<(), Failed> {
    let data = faq(&[("Why é?", "a"), ("What \"is\" it?", "b")])
        .replace("{\"@type\":\"Question\"", "\n{\"@type\":\"Question\"");
    let page = page(&data.replace("{\"acc", "\n{\"acc"), "");
    let lines: Vec<u32> = page.deck.cards.iter().map(|card| card.origin.line).collect();
    assert_eq!(lines, [3, 4]);
    for (card, spans) in page.deck.cards.iter().zip(&page.account.cards) {
        let held: String = spans.iter().map(|span| &page.text[span.range()]).collect();
        let first = deckmill::render::text::blocks(&card.question);
        assert!(held.contains(first.split(' ').next().unwrap()), "{held} is not {first}");
    }
    Ok(())
}

fn disagreements() -> Result<(), Failed> {
    let data = faq(&[
        ("What is it?", "Something else altogether."),
        ("Why so?", "Because."),
        ("Who asks?", "A reader."),
    ]);
    let body = "<h2>What is it?</h2>\n<p>It is this.</p>\n<h2>Why so?</h2>\n<p>Because.</p>\n<h2>Where is it?</h2>\n<p>There.</p>";
    let page = page(&data, body);
    let found = findings(&page, "structured-data");
    let short: Vec<(Severity, usize, &str)> =
        found.iter().map(|(severity, line, text)| (*severity, *line, text.as_str())).collect();
    let wanted = [
        (Severity::Note, 2, "the question is only in the structured data: \"Who asks?\""),
        (Severity::Warning, 3, "page and structured data answer this differently: \"What is it?\""),
        (Severity::Note, 7, "the question is not in the structured data: \"Where is it?\""),
    ];
    assert_eq!(short, wanted);
    assert_eq!(page.deck.cards.len(), 4);
    Ok(())
}

fn many() -> Result<(), Failed> {
    let names: Vec<String> = (1..=6).map(|number| format!("What is thing {number}?")).collect();
    let body: String =
        names.iter().map(|name| format!("<h2>{name}</h2><p>A thing that is shown.</p>\n")).collect();
    let pairs: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "It's another thing.")).collect();
    let found = findings(&page(&faq(&pairs), &body), "structured-data-disagrees");
    let message = "page and structured data answer this differently: \"What is thing 1?\" and 5 more";
    assert_eq!(found, [(Severity::Warning, 3, message.to_owned())]);
    Ok(())
}

fn broken() -> Result<(), Failed> {
    let whole = faq(&[("Why so?", "Because.")]);
    let page = page(&format!("[{whole},\n{{\"@type\": \"Question\", \"name\" \"What?\"}}]"), "");
    let found = findings(&page, "broken-structured-data");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0, found[0].1), (Severity::Warning, 3));
    assert_eq!(page.deck.cards.len(), 1);
    Ok(())
}

fn forced() -> Result<(), Failed> {
    let data = faq(&[("What is it?", "A much longer answer than the page itself has.")]);
    let text = format!("<script type='application/ld+json'>{data}</script><h2>What is it?</h2><p>This.</p>");
    let layout = deckmill::format::by_name(deckmill::layout::LAYOUTS, "headings");
    let page = deckmill::read(&Source::new("a.html", text), &ReadOptions { layout, ..Default::default() });
    let answers: Vec<String> =
        page.deck.cards.iter().map(|card| deckmill::render::text::blocks(&card.answer)).collect();
    assert_eq!(answers, ["This."]);
    assert!(findings(&page, "structured-data").is_empty());
    Ok(())
}

fn nested() -> Result<(), Failed> {
    let mut text = "a".to_owned();
    for _ in 0..9 {
        text = format!("<script type=application/ld+json>{}</script>b", faq(&[("Why?", &text)]));
    }
    let page = page(&faq(&[("Why?", &text)]), "");
    assert_eq!(page.deck.cards.len(), 1);
    let deep = format!("{}{}", "[".repeat(100_000), "{\"a\":".repeat(100_000));
    assert!(self::page(&deep, "").deck.cards.is_empty());
    Ok(())
}

fn plain_fields() -> Result<(), Failed> {
    let page = "# Lists\n\n## What is a *list*? (easy)\n\nA `row`.\n";
    let work = Work::new(&[("page.md", page)])?;
    let written = work.run(&["export", "page.md", "--to", "json"])?.data;
    let told = |text: &str| -> Vec<String> {
        let page = deckmill::read(&Source::new("page.json", text), &ReadOptions::default());
        let found = page.diagnostics.iter().filter(|found| found.rule == "plain-field");
        found.map(|found| found.message.clone()).collect()
    };
    assert_eq!(told(&written), [""; 0]);
    for (old, new) in [
        ("\"question\": \"What is a list?", "\"question\": \"What are lists?"),
        ("\"answer\": \"A row.", "\"answer\": \"Rows."),
        ("\"level\": \"beginner", "\"level\": \"advanced"),
    ] {
        let edited = written.replace(old, new);
        assert_ne!(edited, written, "{old}");
        assert_eq!(told(&edited).len(), 1, "{edited}");
    }
    Ok(())
}
