//! The deck that every exporter faces: all kinds of block and inline, hostile text, two levels,
//! sections; and one of several pages.

use deckmill::diagnostic::Diagnostics;
use deckmill::identity;
use deckmill::level;
use deckmill::model::{
    Alignment, Block, BlockKind, Card, Deck, Definition, Inline, Item, Line, List, Number, Origin, Table,
};
use deckmill::page;

/// A deck of one page, with everything in it.
pub fn deck() -> Deck {
    let mut cards = vec![
        card("1", vec![paragraph(question_text())], all_inlines(), "junior", &["Basics & more"]),
        card(
            "2",
            vec![paragraph(vec![text("What does this print?")]), snippet()],
            lists(),
            "Senior",
            &["Basics & more"],
        ),
        card(
            "3",
            vec![paragraph(vec![text("How is text kept as it is?")])],
            hostile(),
            "hard",
            &["Basics & more", "Text: 1. part"],
        ),
        card("Q4", vec![snippet()], nested(), "", &[]),
        card("", vec![paragraph(vec![text("No answer here")])], Vec::new(), "", &[""]),
    ];
    cards[2].tags = vec!["two words".into(), "c++".into(), "中文".into()];
    for (index, card) in cards.iter_mut().enumerate() {
        card.id = identity::guid("kitchen", &card.question, 1);
        card.origin = Origin {
            source: "notes/kitchen sink.md".into(),
            line: 3 + 10 * index,
            column: 1,
            modified: Some(1_700_000_000),
        };
    }
    Deck {
        title: "Kitchen sink: *all* kinds".into(),
        category: Some("Odds & ends".into()),
        description: vec![paragraph(vec![
            text("All that a card can hold, "),
            Inline::Strong(vec![text("once")]),
            text("."),
        ])],
        key: "kitchen".into(),
        language: Some("en-GB".into()),
        cards,
        children: Vec::new(),
    }
}

/// A deck of several pages; the second asks what the first asked already.
pub fn pages() -> Deck {
    let mut first = deck();
    first.cards.truncate(1);
    let mut second = deck();
    second.title = "Another page".into();
    second.key = "another".into();
    second.category = None;
    second.cards.drain(1..4);
    let mut empty = deck();
    empty.title = "A page without cards".into();
    empty.cards.clear();
    page::combine("Several pages", vec![first, second, empty], &mut Diagnostics::default())
}

fn card(number: &str, question: Vec<Block>, answer: Vec<Block>, label: &str, path: &[&str]) -> Card {
    let value = number.trim_start_matches('Q').parse().ok();
    Card {
        id: String::new(),
        number: (!number.is_empty()).then(|| Number { label: number.into(), value }),
        question,
        answer,
        level: level::of_label(label),
        level_label: (!label.is_empty()).then(|| label.into()),
        path: path.iter().map(|heading| (*heading).into()).collect(),
        tags: Vec::new(),
        origin: Origin::default(),
    }
}

fn text(text: &str) -> Inline {
    Inline::Text(text.into())
}

fn paragraph(content: Vec<Inline>) -> Block {
    Block::new(BlockKind::Paragraph(content))
}

fn code(language: Option<&str>, text: &str) -> Block {
    Block::new(BlockKind::Code { language: language.map(Into::into), text: text.into() })
}

fn item(task: Option<bool>, content: Vec<Block>) -> Item {
    Item { task, content, span: Default::default() }
}

fn list(start: Option<u64>, items: Vec<Item>) -> Block {
    Block::new(BlockKind::List(List { start, items }))
}

fn snippet() -> Block {
    code(Some("python"), "\tfor x in [1, 2]:\n\n\t\tprint(f\"{{c1::{x}}} </script> ``` {x!r}\")\n")
}

fn question_text() -> Vec<Inline> {
    vec![
        text("What are "),
        Inline::Code("*args".into()),
        text(" and "),
        Inline::Emphasis(vec![text("__init__")]),
        text(" in 2"),
        Inline::Super(vec![text("8")]),
        text("?"),
    ]
}

/// Every kind of inline.
fn all_inlines() -> Vec<Block> {
    let link = |target: &str, title: Option<&str>, content| Inline::Link {
        target: target.into(),
        title: title.map(Into::into),
        content,
    };
    vec![
        paragraph(vec![
            Inline::Strong(vec![text("strong "), Inline::Emphasis(vec![text("both")])]),
            text(", "),
            Inline::Strike(vec![text("struck")]),
            text(", x"),
            Inline::Sub(vec![text("i")]),
            text(", H"),
            Inline::Sub(vec![text("2")]),
            text("O, E = mc"),
            Inline::Super(vec![text("2")]),
            text(", "),
            Inline::Math("\\frac{a}{b} < c".into()),
            Inline::Break,
            text("- no item, `no code`"),
        ]),
        paragraph(vec![
            link(
                "https://example.org/a?b=c&d=(e)",
                Some("A \"title\""),
                vec![text("a link with "), Inline::Code("code".into())],
            ),
            text(" "),
            link("#part", None, vec![text("to a part")]),
            text(" "),
            Inline::Image { target: "img/a b.png".into(), alt: "a [picture]".into(), title: None },
        ]),
        Block::new(BlockKind::Math("\\sum_{i=1}^n i \\\\\n= \\frac{n(n+1)}{2}".into())),
    ]
}

/// Every kind of list, and a table.
fn lists() -> Vec<Block> {
    let line = |line: &str| paragraph(vec![text(line)]);
    let cell = |content: &str| vec![text(content)];
    let table = Table {
        columns: vec![Alignment::None, Alignment::Left, Alignment::Center, Alignment::Right],
        head: vec![cell("a"), cell("b | c"), cell("d"), Vec::new()],
        rows: vec![
            vec![
                cell("1"),
                vec![Inline::Code("x || y".into())],
                vec![text("two"), Inline::Break, text("lines")],
                cell("-1"),
            ],
            vec![cell("="), Vec::new(), vec![Inline::Strong(vec![text("bold")])], cell("@x")],
        ],
    };
    vec![
        list(
            None,
            vec![
                item(
                    None,
                    vec![
                        line("one"),
                        list(
                            Some(1),
                            vec![item(None, vec![line("inner")]), item(None, vec![line("second")])],
                        ),
                    ],
                ),
                item(Some(true), vec![line("done")]),
                item(Some(false), vec![line("to do")]),
                item(None, Vec::new()),
            ],
        ),
        list(
            Some(7),
            vec![
                item(None, vec![line("seven"), code(None, "code\n\n  below")]),
                item(None, vec![line("eight")]),
            ],
        ),
        Block::new(BlockKind::Table(table)),
        Block::new(BlockKind::Definitions(vec![Definition {
            terms: vec![Line { content: vec![text("heap <T>")], ..Line::default() }],
            meanings: vec![vec![line("a tree")], vec![line("a place"), line("for objects")]],
        }])),
    ]
}

/// Text that formats take for something else.
fn hostile() -> Vec<Block> {
    let lines = [
        "__slots__, *args and **kwargs, vec<T>, '==' & &amp; stay; so do a_b, [x](y), ![z] and $5 or $6.",
        "{{c1::no cloze}} {{Front}} [sound:x.mp3] <b>no bold</b> <script>alert(1)</script> <!-- shown -->",
        "# no heading",
        "1. no item",
        "+1, -1, =SUM(A1), @cmd, \"quoted\", a;b,c\td",
        "中文，日本語、한국어 — العربية עברית e\u{301} 👩\u{200d}💻 no\u{a0}break zero\u{200b}width",
        "C:\\dir\\ \\(no math\\) \\[none\\] ~~not struck~~ HEAD~2 === --- *** ___ | a | b |",
    ];
    lines.iter().map(|line| paragraph(vec![text(line)])).collect()
}

/// Blocks in blocks.
fn nested() -> Vec<Block> {
    let line = |line: &str| paragraph(vec![text(line)]);
    let details = BlockKind::Details {
        summary: Line { content: vec![text("Hint: a < b")], ..Line::default() },
        content: vec![line("It opens."), list(None, vec![item(None, vec![code(Some("c++"), "~~~\n```")])])],
    };
    vec![
        Block::new(BlockKind::Heading { level: 3, content: vec![text("A heading # inside")] }),
        Block::new(BlockKind::Quote(vec![
            line("Quoted."),
            Block::new(BlockKind::Quote(vec![line("Twice.")])),
        ])),
        Block::new(BlockKind::Rule),
        Block::new(details),
        Block::new(BlockKind::Heading { level: 2, content: vec![text("2. Another one")] }),
        line("The end."),
    ]
}
