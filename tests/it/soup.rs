//! Bytes that nobody would write, for the laws in `properties.rs`: what readers must live through.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::pages;

const TOKENS: &[&str] = &[
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<textarea>",
    "</textarea>",
    "<title>",
    "</title>",
    "<plaintext>",
    "<select>",
    "<option>",
    "</select>",
    "<template>",
    "</template>",
    "<svg>",
    "</svg>",
    "<math>",
    "</math>",
    "<mi>",
    "<table>",
    "<tr>",
    "<td>",
    "<th>",
    "</table>",
    "<caption>",
    "<colgroup>",
    "<tbody>",
    "<foreignObject>",
    "<desc>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "--!>",
    "<!DOCTYPE html>",
    "<!",
    "<?xml version=\"1.0\"?>",
    "<p",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a href=x>",
    "<a href='javascript:x'>",
    "</a>",
    "<nobr>",
    "<ul>",
    "<ol start=9>",
    "<li>",
    "</ul>",
    "</ol>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<h1>",
    "<h3>",
    "</h3>",
    "</h1>",
    "<details>",
    "<summary>",
    "</summary>",
    "</details>",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<xmp>",
    "</xmp>",
    "<iframe>",
    "<noscript>",
    "</noscript>",
    "<noembed>",
    "<noframes>",
    "<frameset>",
    "<form>",
    "<input>",
    "<button>",
    "<object>",
    "<br>",
    "<hr>",
    "<img src=x alt=y>",
    "<ruby>",
    "<rt>",
    "<body>",
    "</body>",
    "<html lang=x>",
    "</html>",
    "<head>",
    "</head>",
    "<base>",
    "<nav>",
    "<footer>",
    "<div class=toc>",
    "<div id=n1>",
    "</div>",
    "<sup><a href=#n1>1</a></sup>",
    "<x-y>",
    "</x-y>",
    "Vec<T>",
    "<T>",
    "</T>",
    "<name",
    "=\"",
    "'",
    ">",
    "/>",
    "&",
    "&amp;",
    "&#x0;",
    "&#128512;",
    "&notit;",
    "\n",
    "\n\n",
    "\n\n\n",
    "  ",
    "    ",
    "\t",
    " ",
    "# ",
    "## ",
    "###### ",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "2) ",
    "99999999999. ",
    "> ",
    "```",
    "~~~",
    "```rust\n",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "]",
    "(",
    ")",
    "](x)",
    "![",
    "[^1]",
    "[^1]: ",
    "[a]: b\n",
    "|",
    "|---|---|\n",
    "| a | b |\n",
    "---\n",
    "===\n",
    "***\n",
    "+++\n",
    ": x\n",
    "$",
    "$$",
    "\\",
    "\\\n",
    "[x] ",
    "[ ] ",
    "<!-- deckmill -->",
    "<!-- deckmill deck -->",
    "<!-- deckmill id=x -->",
    "<!-- deckmill answer -->",
    "<!-- deckmill section -->",
    "<!-- deckmill headings=9 number=\"1\" -->",
    "Q: ",
    "A: ",
    "Q1. ",
    "Answer:",
    "What is x?",
    "1) Why?\n",
    "Level: easy",
    "(hard)",
    "word",
    "title: x\n",
    "tags: [a, b]\n",
    "key: {\n",
    "§",
    "٣. ",
    "７、",
    "İ",
    "ﬁ",
    "\u{feff}",
    "\u{200b}",
    "\u{a0}",
    "\u{3000}",
    "\u{2028}",
    "\u{85}",
    "\r",
    "\r\n",
    "\u{0}",
    "\u{1b}",
    "\u{c}",
    "é",
    "🙂",
];

/// Pieces of markup in no order.
fn tokens() -> impl Strategy<Value = String> {
    vec(select(TOKENS), 0..40).prop_map(|tokens| tokens.concat())
}

/// Few kinds of pieces, often: what nests deep and repeats.
fn deep() -> impl Strategy<Value = String> {
    (vec(select(TOKENS), 1..4), 1usize..300).prop_map(|(tokens, count)| tokens.concat().repeat(count))
}

/// A page that something happened to.
fn mutated() -> impl Strategy<Value = String> {
    (
        pages::page(),
        vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), select(TOKENS), 0..4), 1..6),
    )
        .prop_map(|(page, changes)| {
            changes
                .into_iter()
                .fold(page.text, |text, (from, to, token, kind)| change(&text, &from, &to, token, kind))
        })
}

fn change(
    text: &str,
    from: &prop::sample::Index,
    to: &prop::sample::Index,
    token: &str,
    kind: i32,
) -> String {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let (from, to) = (*from.get(&ends), *to.get(&ends));
    let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 60));
    let to = (to..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    match kind {
        0 => format!("{}{}", &text[..from], &text[to..]),
        1 => format!("{}{}", &text[..to], &text[from..]),
        2 => format!("{}{token}{}", &text[..from], &text[from..]),
        _ => text[..to].to_owned(),
    }
}

/// Any text.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => tokens(),
        1 => deep(),
        4 => mutated(),
        1 => "\\PC{0,40}",
        1 => vec(any::<char>(), 0..60).prop_map(String::from_iter),
    ]
}

/// Any bytes.
pub fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => text().prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 0..200),
        1 => (text(), any::<bool>()).prop_map(|(text, big)| utf16(&text, big)),
        1 => (text(), vec((any::<prop::sample::Index>(), any::<u8>()), 1..5)).prop_map(|(text, changes)| {
            let mut bytes = text.into_bytes();
            for (at, byte) in changes.into_iter().filter(|_| !bytes.is_empty()).collect::<Vec<_>>() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes
        }),
    ]
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(unit).collect()
}
