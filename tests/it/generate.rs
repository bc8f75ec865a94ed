//! Random decks for the laws in `properties.rs`: every kind of block and inline, nested, full of text
//! that means something to Markdown, HTML, CSV or Anki.
//!
//! What comes out is what readers could have made: decks in tidy form (see `inline.rs`).

use deckmill::inline;
use deckmill::layout::LAYOUTS;
use deckmill::level;
use deckmill::model::{
    Alignment, Block, BlockKind, Card, Cell, Deck, Definition, Image, Inline, Item, Line, Link, Number, Table,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Pieces of text that some format takes for more than text.
const HOSTILE: &[&str] = &[
    "{{c1::x}}",
    "{{Front}}",
    "__init__",
    "*args",
    "**kwargs",
    "1. ",
    "1) ",
    "- ",
    "# ",
    "## ",
    "+ ",
    "* ",
    ": ",
    ":",
    "|",
    "||",
    "===",
    "---",
    "~~~",
    "~",
    "~~",
    "`",
    "``",
    "```",
    "&amp;",
    "&lt",
    "&#65;",
    "&",
    "<b>",
    "</p>",
    "<",
    ">",
    "<!-- x -->",
    "<!--",
    "-->",
    "<script>",
    "<br>",
    "@x",
    "=x",
    "=",
    "+1",
    "-1",
    "\"",
    "'",
    ",",
    ";",
    "\\",
    "\\(x\\)",
    "\\[",
    "$",
    "$$",
    "$5",
    "$x$",
    "[",
    "]",
    "[a](b)",
    "![",
    "!",
    "[x] ",
    "[^1]",
    "[^1]: ",
    "[a]: b",
    "_",
    "__",
    "a_b",
    "(",
    ")",
    "{",
    "}",
    "%",
    "^",
    "a^2^",
    "H~2~O",
    "http://x.y/_z_",
    "<http://x.y>",
    "Vec<T>",
    "<name>",
    "<T>",
    "e.g. ",
    "...",
    "?",
    "#",
    "##",
    " #",
    "a[0]",
    "x:y",
    "'==' ",
    "1",
    "12",
    ".",
    "1.",
    "+++",
    "***",
    "___",
    "*",
    "**",
    "[[w]]",
    ":-:",
    "|-|",
    "- - -",
    "> ",
    "term\u{a0}",
    "Answer:",
    "Q: ",
    "A: ",
    "Level: easy",
    "\t",
    "  ",
    "::",
    "==x==",
    "&nbsp;",
    "C:\\dir\\",
    "a\\",
    "```python",
    "</textarea>",
    "]]>",
    "<![CDATA[",
    "<?php",
    "</details>",
    "007",
    "1/2",
    "2026-01-02",
    "12345678901234567890",
    "1e5",
    "TRUE",
    "_x0041_",
    "\"\"",
    "';",
];

/// Text of other scripts, and characters that show nothing.
const FOREIGN: &[&str] = &[
    "什么是列表",
    "？",
    "。",
    "مرحبا",
    "שלום",
    "e\u{301}",
    "🙂",
    "👩\u{200d}💻",
    "\u{a0}",
    "\u{3000}",
    "\u{200b}",
    "\u{ad}",
    "\u{feff}",
    "Ж",
    "ß",
    "“q”",
    "—",
    "…",
    "\u{2028}",
    "한국어",
    "ñ",
    "²",
    "½",
    "İ",
    "ﬁ",
    "\u{202e}",
    "\u{2067}",
    "\u{2069}",
    "٣",
];

const WORDS: &[&str] =
    &["list", "What", "is", "a", "tuple", "Python", "heap", "of", "the", "value", "None", "x"];

const LABELS: &[&str] = &[
    "beginner",
    "Junior",
    "medium",
    "Senior",
    "hard",
    "⭐ easy",
    "*hard*",
    "mid-level",
    "L1",
    "Level_2 ",
    "(easy)",
    "leicht",
    "# basic",
    "1. easy",
    "<b>",
    "初级",
];

const NUMBERS: &[&str] = &["1", "2", "7", "42", "Q7", "Question 7", "2.7", "1.2.3", "№ 5", "７", "007", "#3"];

/// A piece of text without line feeds.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(WORDS).prop_map(|word| format!("{word} ")),
        2 => select(WORDS).prop_map(str::to_owned),
        4 => select(HOSTILE).prop_map(str::to_owned),
        1 => select(FOREIGN).prop_map(str::to_owned),
        1 => Just(" ".to_owned()),
        1 => "[ -~]{1,3}",
        1 => "\\PC{1,2}",
    ]
}

/// A line of text, maybe with space at its ends.
fn line() -> impl Strategy<Value = String> {
    vec(piece(), 1..5).prop_map(|pieces| pieces.concat())
}

/// A line of text that says something, without space at its ends.
fn label() -> impl Strategy<Value = String> {
    line().prop_map(|line| match line.trim() {
        "" => "x".to_owned(),
        trimmed => trimmed.to_owned(),
    })
}

/// Several lines, some of them empty: code.
fn code() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        4 => line(),
        2 => Just(String::new()),
        1 => Just("    x".to_owned()),
        1 => Just("\tx".to_owned()),
        1 => Just("\t".to_owned()),
        1 => Just("   ".to_owned()),
        1 => Just("  ```".to_owned()),
    ];
    vec(one, 0..5).prop_map(|lines| lines.join("\n"))
}

/// TeX of one line.
fn tex() -> impl Strategy<Value = String> {
    let sign = select(vec![
        "x^2",
        "\\frac{a}{b}",
        "a < b",
        "|x|",
        "$",
        "{",
        "}",
        "\\",
        "`",
        "\\{",
        "a_i",
        " + ",
        "<b",
        "*",
        "1",
        "\\(",
        "\\)",
        "&",
        "\\\\",
        "中",
        "-",
        "[",
        "]",
        "\\|",
        "#",
    ]);
    vec(sign, 1..5).prop_map(|signs| match signs.concat().trim() {
        "" => "x".to_owned(),
        tex => tex.to_owned(),
    })
}

/// TeX of several lines.
fn tex_lines() -> impl Strategy<Value = String> {
    vec(
        prop_oneof![6 => tex(), 1 => Just(String::new()), 1 => tex().prop_map(|tex| format!("  {tex}"))],
        1..4,
    )
    .prop_map(|lines| match lines.join("\n").trim() {
        "" => "x".to_owned(),
        tex => tex.to_owned(),
    })
}

/// An address that is not alive.
fn target() -> impl Strategy<Value = String> {
    let odd = vec![
        "https://example.org/a?b=c&d=e#f",
        "a b",
        "",
        "#part",
        "(x)",
        "a)b",
        "<x>",
        "a\\b",
        "a|b",
        "%20",
        "x\"y",
        "&amp;",
        "über/中",
        "mailto:a@b.c",
        "../x.md",
        "'",
        "`",
        "a*b*c",
        "[x]",
        "\\",
        "a_b_c",
        "$x$",
        "&lt;",
        "a\u{a0}b",
        "\\)",
        "a.mp3",
        "x/b%20c.ogg?d=1",
        "https://example.org/talk.mp4",
        "//example.org/a.png",
    ];
    let any = prop_oneof![select(odd).prop_map(str::to_owned), line()];
    // Readers take addresses as browsers do: no tab in them, no white space around them.
    any.prop_map(|target| target.replace('\t', "").trim().to_owned())
        .prop_filter("alive", |target| !is_alive(target))
}

/// Whether an address runs something instead of leading somewhere.
pub fn is_alive(target: &str) -> bool {
    let start: String = target.to_lowercase().split_whitespace().collect();
    ["javascript:", "vbscript:", "data:"].iter().any(|scheme| start.starts_with(scheme))
}

fn title() -> impl Strategy<Value = Option<String>> {
    option::weighted(0.3, line())
}

fn inlines() -> impl Strategy<Value = Vec<Inline>> {
    let leaf = prop_oneof![
        8 => line().prop_map(Inline::text),
        2 => line().prop_map(Inline::Code),
        1 => tex().prop_map(Inline::Math),
        1 => Just(Inline::Break),
        1 => (target(), line(), title())
            .prop_map(|(target, alt, title)| Inline::Image(Box::new(Image { target, alt, title }))),
    ];
    let one = leaf.prop_recursive(3, 12, 3, |inner| {
        let some = || vec(inner.clone(), 1..4);
        prop_oneof![
            3 => some().prop_map(Inline::Strong),
            3 => some().prop_map(Inline::Emphasis),
            1 => some().prop_map(Inline::Strike),
            1 => some().prop_map(Inline::Super),
            1 => some().prop_map(Inline::Sub),
            2 => (target(), title(), some())
                .prop_map(|(target, title, content)| Inline::Link(Box::new(Link { target, title, content }))),
            2 => inner.clone(),
        ]
    });
    vec(one, 1..5).prop_map(|mut content| {
        inline::tidy_line(&mut content);
        unanchor(&mut content);
        content
    })
}

/// A link that is only a sign is an anchor, which readers leave out.
fn unanchor(content: &mut [Inline]) {
    for inline in content {
        if let Inline::Link(link) = inline
            && ["¶", "#", "§", "🔗", "↩", "↩︎", "↑", "^"].contains(&bare(&link.content).trim())
        {
            link.target = link.target.replace('#', "").trim().to_owned();
        }
        inline::inner_mut(inline).into_iter().for_each(|inner| unanchor(inner));
    }
}

/// The text of inlines and nothing else.
fn bare(content: &[Inline]) -> String {
    let one = |inline: &Inline| match inline {
        Inline::Text(text) => text.to_string(),
        Inline::Code(text) | Inline::Math(text) => text.clone(),
        Inline::Image(_) => "an image".to_owned(),
        other => inline::inner(other).map(bare).unwrap_or_default(),
    };
    content.iter().map(one).collect()
}

fn paragraph() -> impl Strategy<Value = BlockKind> {
    inlines().prop_map(BlockKind::Paragraph)
}

fn language() -> impl Strategy<Value = Option<String>> {
    let odd = vec![
        "python",
        "c++",
        "c#",
        "objective-c",
        "text",
        "a`b",
        "~x",
        "a\\b",
        "&amp;",
        "中",
        "`",
        "~`",
        "\"",
        "#",
    ];
    option::of(select(odd).prop_map(str::to_owned))
}

fn table() -> impl Strategy<Value = BlockKind> {
    (1usize..4).prop_flat_map(|width| {
        let cell = prop_oneof![5 => inlines(), 1 => Just(Vec::new())];
        let cell = cell.prop_map(|content| Cell { content, ..Cell::default() });
        let row = vec(cell, width);
        let sides = select(vec![Alignment::None, Alignment::Left, Alignment::Center, Alignment::Right]);
        (vec(sides, width), option::of(row.clone()), vec(row, 0..4)).prop_map(|(columns, head, rows)| {
            BlockKind::Table(Box::new(Table { columns, head: head.unwrap_or_default(), rows }))
        })
    })
}

fn term() -> impl Strategy<Value = Line> {
    inlines().prop_map(|content| Line { content, ..Line::default() })
}

/// Blocks that hold no blocks, headings apart.
fn leaf() -> impl Strategy<Value = BlockKind> {
    prop_oneof![
        8 => paragraph(),
        3 => (language(), code()).prop_map(|(language, text)| BlockKind::Code { language: language.map(Box::from), text }),
        2 => table(),
        1 => tex_lines().prop_map(BlockKind::Math),
        1 => Just(BlockKind::Rule),
    ]
}

fn block(headings: bool) -> impl Strategy<Value = Block> {
    let heading = (1u8..=6, inlines()).prop_map(|(level, content)| BlockKind::Heading { level, content });
    let top = match headings {
        true => prop_oneof![8 => leaf(), 1 => heading].boxed(),
        false => leaf().boxed(),
    };
    let kind = top.prop_recursive(3, 16, 4, |inner| {
        let some = || vec(inner.clone().prop_map(Block::new), 0..4);
        let item = (option::weighted(0.3, any::<bool>()), some())
            .prop_map(|(task, content)| Item { task, content, span: Default::default() });
        let start = prop_oneof![2 => Just(None), 1 => Just(Some(1)), 1 => select(vec![Some(0), Some(7), Some(999_999_999)])];
        let definition = (vec(term(), 1..3), vec(some(), 1..3))
            .prop_map(|(terms, meanings)| Definition { terms, meanings });
        prop_oneof![
            3 => (start, vec(item, 1..4)).prop_map(|(start, items)| BlockKind::list(start, items)),
            1 => some().prop_map(BlockKind::Quote),
            1 => (term(), some()).prop_map(|(summary, content)| BlockKind::Details { summary: Box::new(summary), content }),
            1 => vec(definition, 1..3).prop_map(BlockKind::Definitions),
            1 => inner.clone(),
        ]
    });
    kind.prop_map(Block::new)
}

/// Blocks in tidy form, all the way down.
fn tidy(blocks: &mut Vec<Block>) {
    blocks.retain_mut(|block| {
        match &mut block.kind {
            BlockKind::List(list) => list.items.iter_mut().for_each(|item| tidy(&mut item.content)),
            BlockKind::Quote(content) | BlockKind::Details { content, .. } => tidy(content),
            BlockKind::Definitions(all) => all.iter_mut().flat_map(|d| &mut d.meanings).for_each(tidy),
            _ => {}
        }
        inline::tidy(block) && !is_lone_cell(&block.kind)
    });
}

/// A table of one cell is no table for any reader.
fn is_lone_cell(kind: &BlockKind) -> bool {
    matches!(kind, BlockKind::Table(table) if table.columns.len() == 1 && table.rows.is_empty())
}

/// Blocks of an answer.
pub fn answer() -> impl Strategy<Value = Vec<Block>> {
    vec(block(true), 0..4).prop_map(|mut blocks| {
        tidy(&mut blocks);
        blocks
    })
}

/// Blocks of a question: never none, and no heading among them.
pub fn question() -> impl Strategy<Value = Vec<Block>> {
    let first = prop_oneof![6 => paragraph().prop_map(Block::new), 1 => block(false)];
    (first, vec(block(false), 0..2)).prop_map(|(first, rest)| {
        let mut blocks: Vec<Block> = std::iter::once(first).chain(rest).collect();
        tidy(&mut blocks);
        if blocks.is_empty() {
            blocks.push(Block::paragraph("Why?"));
        }
        blocks
    })
}

fn path() -> impl Strategy<Value = Vec<String>> {
    let known = select(vec!["Basics", "Contents", "Beginner", "Part 1", "FAQ"]).prop_map(str::to_owned);
    let heading = prop_oneof![6 => known, 3 => label(), 1 => Just(String::new())];
    prop_oneof![3 => vec(heading.clone(), 0..3), 1 => vec(heading, 0..7)]
}

fn card() -> impl Strategy<Value = Card> {
    let id = "[A-Za-z][A-Za-z0-9]{15}";
    let stated =
        option::of(prop_oneof![3 => select(LABELS).prop_map(|label| label.trim().to_owned()), 1 => label()]);
    let number = option::of(select(NUMBERS).prop_map(str::to_owned));
    (id, number, question(), (answer(), 0usize..3), stated, path(), vec(label(), 0..3)).prop_map(
        |(id, number, question, (answer, references), stated, path, tags)| Card {
            id: id.into(),
            number: number.map(Number::new),
            question,
            references: references.min(answer.len().saturating_sub(1)),
            answer,
            level: stated.as_deref().and_then(level::of_label),
            level_label: stated.map(String::into_boxed_str),
            path: path.into(),
            tags,
            ..Card::default()
        },
    )
}

/// Text as titles are: white space is single spaces.
fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() { "A title".to_owned() } else { line }
}

/// A deck of a page.
pub fn deck() -> impl Strategy<Value = Deck> {
    let titles = prop_oneof![
        2 => line().prop_map(|line| one_line(&line)),
        1 => select(vec!["Python", "Beginner", "Contents", "FAQ"]).prop_map(str::to_owned),
    ];
    let said = || option::of(label());
    let description = vec(paragraph().prop_map(Block::new), 0..3);
    (titles, said(), description, said(), said(), vec(card(), 1..5)).prop_map(
        |(title, category, mut description, key, language, mut cards)| {
            tidy(&mut description);
            for (index, card) in cards.iter_mut().enumerate() {
                // No two cards of a deck have one id.
                card.id = format!("{}{index}", &card.id[..15]).into();
            }
            let key = key.unwrap_or_else(|| title.clone());
            Deck { title, category, description, key, language, cards, ..Deck::default() }
        },
    )
}

/// A deck of several pages.
pub fn combined() -> impl Strategy<Value = Deck> {
    vec(deck(), 1..4).prop_map(|decks| {
        deckmill::page::combine("All of them", decks, &mut deckmill::diagnostic::Diagnostics::default())
    })
}

/// A name in the table of layouts, or none.
pub fn layout() -> impl Strategy<Value = Option<&'static str>> {
    let names: Vec<_> = LAYOUTS.iter().map(|format| Some(format.name)).collect();
    prop_oneof![2 => Just(None), 1 => select(names)]
}
