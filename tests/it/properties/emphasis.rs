//! Laws of emphasis: what a writer of Markdown meant is read as meant, and what deckmill writes too.

use deckmill::inline;
use deckmill::model::{Block, BlockKind, Card, Deck, Inline, Link};
use deckmill::{ReadOptions, Source};
use libtest_mimic::Trial;
use proptest::prelude::*;
use proptest::sample::select;

use super::{compare, law, reads_back};

pub fn trials() -> Vec<Trial> {
    vec![
        law("meant_emphasis_is_read", prose, is_read_as_meant),
        law("close_emphasis_reads_back", close, reads_back),
    ]
}

/// A piece of prose in Markdown, and what it means.
type Piece = (String, Inline);

fn words() -> impl Strategy<Value = String> {
    let words = vec![
        "list",
        "The",
        "args",
        "a",
        "x",
        "two",
        "Python",
        "über",
        "tuple",
        "is",
        "key",
        "don't",
        "O(1)",
        "10",
        "список",
        "列表",
        "well-known",
        "(see",
        "so)",
        "e.g.",
        "snake_case",
    ];
    proptest::collection::vec(select(words), 1..4).prop_map(|words| words.join(" "))
}

fn piece() -> impl Strategy<Value = Piece> {
    // One lower-case word between double underscores is a name.
    let several = (words(), words()).prop_map(|(one, other)| format!("{one} {other}"));
    let literal = |text: &String| vec![Inline::text(text.clone())];
    prop_oneof![
        4 => words().prop_map(|text| (text.clone(), Inline::text(text))),
        1 => words().prop_map(move |text| (format!("*{text}*"), Inline::Emphasis(literal(&text)))),
        1 => words().prop_map(move |text| (format!("_{text}_"), Inline::Emphasis(literal(&text)))),
        2 => words().prop_map(move |text| (format!("**{text}**"), Inline::Strong(literal(&text)))),
        1 => several.prop_map(move |text| (format!("__{text}__"), Inline::Strong(literal(&text)))),
        1 => select(vec!["*args", "__init__", "2**8"])
            .prop_map(|text| (format!("`{text}`"), Inline::Code(text.to_owned()))),
    ]
}

fn prose() -> impl Strategy<Value = Vec<(Piece, &'static str)>> {
    let sign = select(vec![" ", ", ", ": ", " – ", "; ", ". ", "? "]);
    proptest::collection::vec((piece(), sign), 1..8)
}

fn is_read_as_meant(prose: Vec<(Piece, &'static str)>) -> Result<(), String> {
    let mut markdown = "# Title\n\n## What is it?\n\nSo ".to_owned();
    let mut meant = vec![Inline::text("So ")];
    for ((written, inline), sign) in prose {
        markdown += &format!("{written}{sign}");
        meant.extend([inline, Inline::text(sign)]);
    }
    inline::tidy_line(&mut meant);
    let read = deckmill::read(&Source::new("page.md", markdown.clone()), &ReadOptions::default());
    let found = read.deck.cards.first().and_then(|card| card.answer.first()).map(|block| block.kind.clone());
    compare(&markdown, &Some(BlockKind::Paragraph(meant)), &found)
}

/// Pieces that stand close to signs, some of which would make them names or formulas.
fn close_piece() -> impl Strategy<Value = String> {
    let pieces = vec![
        "2", "x", "args", "Word", "a b", " ", "(", ")", "[", "]", "'", "\"", "<", ">", "数", "的", "*", "**",
        "_", "__", "?", "x + 3", "\\",
    ];
    proptest::collection::vec(select(pieces), 1..4).prop_map(|pieces| pieces.concat())
}

/// Emphasis side by side with text, without space between.
fn close() -> impl Strategy<Value = Deck> {
    let text = || close_piece().prop_map(Inline::text);
    let inner = prop_oneof![
        4 => text().prop_map(|text| vec![text]),
        1 => (text(), text(), text()).prop_map(|(one, two, three)| vec![one, Inline::Emphasis(vec![two]), three]),
        1 => (text(), text()).prop_map(|(one, two)| vec![one, Inline::Strong(vec![two])]),
    ];
    let link = |content| Inline::Link(Box::new(Link { target: "x".to_owned(), title: None, content }));
    let piece = prop_oneof![
        3 => text(),
        2 => inner.clone().prop_map(Inline::Emphasis),
        2 => inner.clone().prop_map(Inline::Strong),
        1 => inner.prop_map(link),
    ];
    proptest::collection::vec(piece, 1..6).prop_map(|mut content| {
        inline::tidy_line(&mut content);
        let mut deck = Deck { title: "Title".to_owned(), key: "Title".to_owned(), ..Deck::default() };
        let answer =
            if content.is_empty() { vec![] } else { vec![Block::new(BlockKind::Paragraph(content))] };
        let question = vec![Block::paragraph("Why?")];
        deck.cards = vec![Card { id: "a".repeat(16).into(), question, answer, ..Card::default() }];
        deck
    })
}
