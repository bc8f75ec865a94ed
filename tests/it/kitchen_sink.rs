//! One deck with everything in it: each kind of block and inline, and text that some format could
//! take for its own. All exporters face it.

use deckmill::identity;
use deckmill::model::{
    Alignment, Block, BlockKind, Card, Cell, Deck, Definition, Image, Inline, Item, Level, Line, Link,
    Number, Origin, Table,
};
use deckmill::source::Span;

/// The deck: a card for each family of content.
pub fn deck() -> Deck {
    let mut deck = Deck {
        title: "Kitchen Sink: a & b".to_owned(),
        category: Some("Tests".to_owned()),
        description: vec![paragraph(vec![
            text("All of it, "),
            Inline::Emphasis(vec![text("once")]),
            text("."),
        ])],
        key: "kitchen-sink".to_owned(),
        language: Some("en".to_owned()),
        ..Deck::default()
    };
    deck.cards = vec![inlines(), blocks(), nested(), literal(), question_of_blocks(), unanswered()];
    for (index, card) in deck.cards.iter_mut().enumerate() {
        card.id = identity::guid(&deck.key, &card.question, 1);
        card.origin.line = 10 * index as u32 + 5;
    }
    deck
}

/// Two decks in one, as two pages in one file give.
pub fn two_decks() -> Deck {
    let (mut first, mut second) = (deck(), deck());
    first.cards.truncate(1);
    second.cards = second.cards.split_off(4);
    (second.title, second.category) = ("Other: Sink".to_owned(), None);
    Deck {
        title: "both".to_owned(),
        key: "both".to_owned(),
        children: vec![first, second],
        ..Deck::default()
    }
}

fn text(text: &str) -> Inline {
    Inline::text(text)
}

fn code(text: &str) -> Inline {
    Inline::Code(text.to_owned())
}

fn paragraph(content: Vec<Inline>) -> Block {
    Block::new(BlockKind::Paragraph(content))
}

fn line(content: Vec<Inline>) -> Line {
    Line { content, span: Span::default() }
}

fn item(task: Option<bool>, content: Vec<Block>) -> Item {
    Item { task, content, span: Span::default() }
}

fn list(start: Option<u64>, items: Vec<Item>) -> Block {
    Block::new(BlockKind::list(start, items))
}

fn card(question: Vec<Block>, answer: Vec<Block>) -> Card {
    let origin = Origin::new("sink.md", 1, 1);
    Card { question, answer, origin, modified: Some(1_700_000_000), ..Card::default() }
}

fn inlines() -> Card {
    let link = |title: Option<&str>| {
        Inline::Link(Box::new(Link {
            target: "https://example.org/a_(b)?c=1&d=2".to_owned(),
            title: title.map(str::to_owned),
            content: vec![text("a "), Inline::Strong(vec![text("link")])],
        }))
    };
    let image = Inline::Image(Box::new(Image {
        target: "img/a b.png".to_owned(),
        alt: "an image".to_owned(),
        title: Some("its \"title\"".to_owned()),
    }));
    let answer = vec![
        paragraph(vec![
            text("Plain, "),
            Inline::Strong(vec![text("strong "), Inline::Emphasis(vec![text("and more")])]),
            text(", "),
            Inline::Emphasis(vec![text("em")]),
            text("phasis, "),
            Inline::Strike(vec![text("gone")]),
            text(", "),
            code("code `tick` | bar"),
            text("."),
        ]),
        paragraph(vec![link(None), text(", "), link(Some("with a title")), text(" and "), image, text(".")]),
        paragraph(vec![
            text("n"),
            Inline::Super(vec![text("2")]),
            text(", x"),
            Inline::Super(vec![text("n+1")]),
            text(", H"),
            Inline::Sub(vec![text("2")]),
            text("O, "),
            Inline::Math("a_b * c".to_owned()),
            Inline::Break,
            text("and a new line."),
        ]),
    ];
    Card {
        number: Some(Number::new("1".to_owned())),
        level: Some(Level::Beginner),
        level_label: Some("Junior".into()),
        path: ["Basics".to_owned(), "Inlines :: here".to_owned()].into(),
        tags: vec!["two words".to_owned(), "b".to_owned()],
        ..card(vec![paragraph(vec![text("What can "), code("Inline<T>"), text(" be?")])], answer)
    }
}

fn row(cells: Vec<Vec<Inline>>) -> Vec<Cell> {
    cells.into_iter().map(|content| Cell { content, ..Cell::default() }).collect()
}

fn blocks() -> Card {
    let table = Table {
        columns: vec![Alignment::Left, Alignment::None, Alignment::Center, Alignment::Right],
        head: row(vec![vec![text("a")], vec![code("b|c")], vec![], vec![text("d")]]),
        rows: vec![
            row(vec![
                vec![text("1 | 2")],
                vec![Inline::Strong(vec![text("x")])],
                vec![text("=1+1")],
                vec![text("@y")],
            ]),
            row(vec![
                vec![text("two")],
                vec![text("lines"), Inline::Break, text("here")],
                vec![],
                vec![text("-3")],
            ]),
        ],
    };
    let bare = Table {
        columns: vec![Alignment::None; 2],
        head: vec![],
        rows: vec![row(vec![vec![text("k")], vec![text("v")]])],
    };
    let answer = vec![
        Block::new(BlockKind::Heading { level: 4, content: vec![text("A heading # with "), code("code")] }),
        Block::new(BlockKind::Code {
            language: Some("rust".into()),
            text: "fn main() {\n\n    println!(\"{{x}} <T> & `\");\n}".to_owned(),
        }),
        Block::new(BlockKind::Code { language: None, text: "```\nfences\n````".to_owned() }),
        Block::new(BlockKind::Table(Box::new(table))),
        Block::new(BlockKind::Table(Box::new(bare))),
        Block::new(BlockKind::Math("\\int_0^1 x < y \\, dx".to_owned())),
        Block::new(BlockKind::Rule),
        Block::new(BlockKind::Definitions(vec![Definition {
            terms: vec![line(vec![text("term")]), line(vec![code("other")])],
            meanings: vec![
                vec![Block::paragraph("one")],
                vec![Block::paragraph("two"), Block::paragraph("more")],
            ],
        }])),
        Block::new(BlockKind::Details {
            summary: Box::new(line(vec![text("Open "), Inline::Strong(vec![text("me")])])),
            content: vec![Block::paragraph("Hidden.")],
        }),
    ];
    Card {
        number: Some(Number::new("Q2".to_owned())),
        level: Some(Level::Advanced),
        level_label: Some("hard".into()),
        path: ["Basics".to_owned()].into(),
        ..card(vec![Block::paragraph("What can a block be?")], answer)
    }
}

fn nested() -> Card {
    let inner = list(
        Some(3),
        vec![item(None, vec![Block::paragraph("three")]), item(None, vec![Block::paragraph("four")])],
    );
    let code = Block::new(BlockKind::Code { language: Some("sh".into()), text: "\tls | wc".to_owned() });
    let answer = vec![
        list(
            None,
            vec![
                item(Some(true), vec![Block::paragraph("done"), inner]),
                item(Some(false), vec![Block::paragraph("to do"), code]),
                item(
                    None,
                    vec![Block::new(BlockKind::Quote(vec![
                        Block::paragraph("quoted"),
                        list(None, vec![item(None, vec![Block::paragraph("deep")])]),
                    ]))],
                ),
            ],
        ),
        list(None, vec![item(None, vec![Block::paragraph("another list")])]),
        Block::new(BlockKind::Quote(vec![Block::new(BlockKind::Quote(vec![Block::paragraph("deeper")]))])),
    ];
    Card {
        path: ["Blocks".to_owned()].into(),
        ..card(vec![Block::paragraph("How deep can they nest?")], answer)
    }
}

fn literal() -> Card {
    let lines = [
        "@staticmethod comes first, =1+1 and '==' too",
        "*args and **kwargs, __slots__, __init__, snake_case, [x for x in xs], (x for x in xs)",
        "vec<T>, a & b, &amp;, <b>bold?</b>, <!-- no comment -->, {{c1::cloze}}, [sound:x.mp3], [latex]",
        "1. no list",
        "# no heading",
        "- no list either",
        "=====",
        "\"quotes\", 'more', a,b;c\td, $5 and $6, C:\\dir\\n, ~tilde~, `tick`, ^caret^, |bar|",
        "数据结构 مؤشر 🙂👩‍💻 e\u{301}tude \u{a0}no-break",
    ];
    let answer = lines.iter().map(|line| Block::paragraph(*line)).collect();
    Card {
        number: Some(Number::new("2.7".to_owned())),
        ..card(vec![Block::paragraph("What do *args, <T> and {{x}} mean?")], answer)
    }
}

fn question_of_blocks() -> Card {
    let code =
        Block::new(BlockKind::Code { language: Some("python".into()), text: "print(0.1 + 0.2)".to_owned() });
    let options = list(
        None,
        vec![item(None, vec![Block::paragraph("0.3")]), item(None, vec![Block::paragraph("something else")])],
    );
    card(
        vec![Block::paragraph("What does this print?"), code, options],
        vec![Block::paragraph("Something else.")],
    )
}

fn unanswered() -> Card {
    Card {
        level: Some(Level::Intermediate),
        level_label: Some("medium".into()),
        ..card(vec![Block::paragraph("Who knows?")], vec![])
    }
}
