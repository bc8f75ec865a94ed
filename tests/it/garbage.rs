//! Garbage: bytes that nobody meant as a page, and sample pages that something happened to.
//!
//! To add a kind: a strategy of bytes, and its row in [`KINDS`].

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::sample::select;
use proptest::strategy::{BoxedStrategy, Strategy};

/// A kind of garbage: its name, and how it is made.
type Kind = (&'static str, fn() -> BoxedStrategy<Vec<u8>>);

/// All kinds.
pub const KINDS: &[Kind] = &[
    ("bytes", || vec(any::<u8>(), 0..200).boxed()),
    ("text_with_holes", || vec(select(b"aA1.?\n\t -#*>\xE9\xFF\x80\x00\r\x1B".to_vec()), 0..200).boxed()),
    ("unicode", || any::<String>().prop_map(String::into_bytes).boxed()),
    ("markup", || tokens(&[HTML, WORDS])),
    ("signs", || tokens(&[MARKDOWN, WORDS])),
    ("both", || tokens(&[HTML, MARKDOWN, WORDS])),
    ("data", || tokens(&[DATA, WORDS])),
    ("samples", samples),
];

/// Garbage as it can be read in a message.
pub fn show(bytes: &[u8]) -> String {
    format!("{:?}", String::from_utf8_lossy(bytes))
}

#[rustfmt::skip]
const HTML: &[&str] = &[
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "</i>", "<a href=#x>", "<a href='/y'>", "</a>",
    "<table>", "</table>", "<tr>", "<td>", "</td>", "<th>", "<caption>", "<tbody>", "<col>", "<ul>", "</ul>",
    "<ol start=3>", "</ol>", "<li>", "</li>", "<dl>", "</dl>", "<dt>", "<dd>", "</dd>", "<details>",
    "<details open>", "</details>", "<summary>", "</summary>", "<h1>", "</h1>", "<h2>", "</h2>", "<h3>",
    "</h3>", "<script>", "</script>", "<style>", "</style>", "<textarea>", "</textarea>", "<title>",
    "</title>", "<plaintext>", "<xmp>", "</xmp>", "<noscript>", "</noscript>", "<select>", "<option>",
    "</select>", "<template>", "</template>", "<svg>", "</svg>", "<math>", "</math>", "<mi>", "<desc>",
    "<frameset>", "<frame>", "<![CDATA[", "]]>", "<!--", "-->", "<!-- deckmill id=x -->",
    "<!-- deckmill deck -->", "<!-- deckmill answer -->", "<!-- deckmill id=y level=z headings=2 -->",
    "<?php", "?>", "<!doctype html>", "<html lang=en>", "<head>", "</head>", "<body>", "</body>", "</html>",
    "<br>", "<hr>", "<img src=x alt='q é'>", "<input type=checkbox>", "<sup>", "</sup>", "<sup><a href=#n>1</a></sup>",
    "<li id=n>", "<div id=n>", "<nav>", "</nav>", "<footer>", "</footer>", "<aside>", "<header>", "<article>",
    "</article>", "<main>", "<div class=breadcrumb>", "<span class=badge>", "</span>", "<div class=ad>",
    "<pre>", "</pre>", "<code>", "</code>", "<blockquote>", "</blockquote>", "<button>", "<form>", "<iframe>",
    "</iframe>", "<ruby>", "<rt>", "<rp>", "<meta charset=utf-8>", "<Foo>", "List<Foo>", "<x-y>", "</x-y>",
    "<object>", "</object>", "&amp;", "&#32;", "&#9;", "&nbsp;", "&#x1F600;", "&", "<", ">", "</", "<a b=\"",
];

#[rustfmt::skip]
const MARKDOWN: &[&str] = &[
    "# ", "## ", "### ", "#", "- ", "* ", "+ ", "1. ", "2. ", "3) ", "7. ", "> ", "    ", "\t", "```", "~~~", "`", "``",
    "**", "*", "_", "__", "~~", "[", "]", "](", "](/x)", "(", ")", "![", "[^1]", "[^1]: ", "[x]: /y", "[x]",
    "[ ] ", "| ", "|", "|-|-|", ": ", "---", "===", "\\", "$", "$$", "<", "<b>", "</b>", "<!--", "-->",
    "<details>", "<summary>", "</summary>", "</details>", "<p>", "<script>", "</script>", "---\n", "title: x\n",
    "+++\n", "  \n", "\n---\n", "\n===\n", "\n\n1. ", "\n\n2. ", "\n\n## ", "\n\n- ",
];

#[rustfmt::skip]
const DATA: &[&str] = &[
    "<script type=application/ld+json>", "<script type='application/ld+json; charset=utf-8'>[", "</script>", "]</script>",
    r#"{"@type":"Question","name":"Why?","acceptedAnswer":{"text":"word"}}"#, r#"{"@type":"Quiz","hasPart":["#,
    r#"{"@type":"Question","name":"What is it?","suggestedAnswer":[{"text":"a"},{"text":"<b>word","upvoteCount":2}]}"#,
    r#"{"@type":"Question","name":""#, r#"","acceptedAnswer":{"@type":"Answer","text":""#, r#""}}"#, r#"{"@id":"x","text":"a"}"#,
    r#""acceptedAnswer":{"@id":"x"}"#, r#""@graph":["#, r#""author":{"name":"word"}"#, "{", "}", "[", "]", ",", ":", "\"", "\\",
    r"\u0000", r"\ud83d", r"\udE00", r"\n", r"\x", "//", "/*", "*/", "<!--", "-->", "<![CDATA[", "null", "-1e9", "<script>alert()<\\/script>",
    "<div itemscope itemtype=https://schema.org/Question>", "<li typeof=Question>", "<div itemprop=name>", "<p property=text>",
    "<div itemprop=acceptedAnswer>", "<div property=suggestedAnswer>", "</div>", "</li>", "<h2>Why?</h2>", "<h2>What is it?</h2>",
    "<p>word</p>", "<p>", "</p>", "<h1>", "</h1>", "<li>", "<head>", "</head>", "<noscript>", "<template>", "<table><tr><td>",
];

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "a", "word", "What is it?", "Why?", "é", "字", "\u{1F600}", "\u{A0}", "\u{301}", " ", " ", "  ", "\n", "\n", "\n\n", "\n\n",
    "\t", "Q: ", "A: ", "Q1: ", "Question 2", "Answer:", "easy", "(hard)", "[medium]", "Level: hard", "©", "Home › X › Y",
    "Contents", "Back to top", "Sign up", ":", ".", "?", "\r", "\r\n", "\u{C}", "\u{B}", "\u{7F}", "\u{FEFF}", "\u{2028}", "\u{85}",
];

/// Any tokens of these tables in a row, mostly from few tokens, so that they meet each other.
fn tokens(tables: &[&'static [&'static str]]) -> BoxedStrategy<Vec<u8>> {
    let all: Vec<&'static str> = tables.concat();
    let few = vec(select(all.clone()), 1..12).prop_flat_map(|few| vec(select(few), 0..60));
    let any = vec(select(all), 0..60);
    proptest::prop_oneof![few, any].prop_map(|tokens| tokens.concat().into_bytes()).boxed()
}

const SAMPLES: &[&str] = &[
    include_str!("../../input/python.html"),
    include_str!("../../input/python.md"),
    include_str!("../../input/python.txt"),
    include_str!("../../input/definitions-networks.html"),
    include_str!("../../input/details-css.html"),
    include_str!("../../input/headings-sql.md"),
    include_str!("../../input/labels-git.txt"),
    include_str!("../../input/labels-http.md"),
    include_str!("../../input/numbered-rust.md"),
];

/// What can happen to a page; places are shares of its length, in 1/65536.
#[derive(Debug, Clone)]
enum Accident {
    Cut(u16, u16),
    Double(u16, u16),
    Swap(u16, u16),
    Insert(u16, &'static str),
    End(u16),
}

fn accident() -> impl Strategy<Value = Accident> {
    let place = any::<u16>;
    proptest::prop_oneof![
        (place(), place()).prop_map(|(a, b)| Accident::Cut(a, b / 8)),
        (place(), place()).prop_map(|(a, b)| Accident::Double(a, b / 8)),
        (place(), place()).prop_map(|(a, b)| Accident::Swap(a, b)),
        (place(), select([HTML, MARKDOWN, WORDS].concat())).prop_map(|(a, token)| Accident::Insert(a, token)),
        place().prop_map(Accident::End),
    ]
}

/// The first lines of a sample page (so that a case is quick), behind some accidents.
fn samples() -> BoxedStrategy<Vec<u8>> {
    let parts = (select(SAMPLES), 0..100usize, 10..60usize);
    let page = parts.prop_map(|(page, from, count)| -> String {
        let from = from.min(page.lines().count().saturating_sub(count));
        page.split_inclusive('\n').skip(from).take(count).collect()
    });
    (page, vec(accident(), 0..6))
        .prop_map(|(page, accidents)| accidents.into_iter().fold(page, happen).into_bytes())
        .boxed()
}

fn happen(page: String, accident: Accident) -> String {
    let place = |share: u16| {
        let at = page.len() * usize::from(share) / 65536;
        (0..=at).rev().find(|at| page.is_char_boundary(*at)).unwrap_or(0)
    };
    let stretch = |from: u16, length: u16| (place(from), place(from.saturating_add(length)));
    match accident {
        Accident::Cut(from, length) => {
            let (from, to) = stretch(from, length);
            [&page[..from], &page[to..]].concat()
        }
        Accident::Double(from, length) => {
            let (from, to) = stretch(from, length);
            [&page[..to], &page[from..]].concat()
        }
        Accident::Swap(a, b) => {
            let mut lines: Vec<&str> = page.split_inclusive('\n').collect();
            let line = |share: u16| lines.len() * usize::from(share) / 65536;
            let (a, b) = (line(a), line(b));
            if !lines.is_empty() {
                lines.swap(a, b);
            }
            lines.concat()
        }
        Accident::Insert(at, token) => {
            let at = place(at);
            [&page[..at], token, &page[at..]].concat()
        }
        Accident::End(at) => page[..place(at)].to_owned(),
    }
}
