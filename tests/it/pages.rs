//! A generator of pages: title, trail, contents list, sections, questions in several layouts, answers
//! of all kinds of blocks, odd markup, footer; the same page as text, Markdown and HTML.
//!
//! Every word that a reader of the page sees is unique: w12 where it is written, k3a in question 3
//! (which a contents list may show again). Words that nobody sees are called "hidden".

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::{Just, any};
use proptest::sample::select;
use proptest::strategy::{BoxedStrategy, Strategy};

/// The forms in which a page can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Markdown,
    Html,
}

/// A form for each reader.
pub const FORMS: [(Form, &str); 3] =
    [(Form::Text, "text"), (Form::Markdown, "markdown"), (Form::Html, "html")];

/// How a page marks its questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    Dots,
    Brackets,
    Headings,
    NumberedHeadings,
    Labels,
    Details,
    Definitions,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    pub habit: Habit,
    pub head: Head,
    pub sections: Vec<Section>,
    pub foot: Vec<Foot>,
}

/// What stands before the first section.
#[derive(Debug, Clone)]
pub struct Head {
    pub title: bool,
    pub front: bool,
    pub menu: bool,
    pub trail: bool,
    pub contents: bool,
    pub before: Vec<Piece>,
}

/// A part with or without a heading.
#[derive(Debug, Clone)]
pub struct Section {
    pub titled: bool,
    pub loose: Vec<Piece>,
    pub cards: Vec<Card>,
}

/// A question with its answer.
#[derive(Debug, Clone)]
pub struct Card {
    /// Names its words; it stays when the card moves.
    pub key: usize,
    /// What the page counts it as.
    pub number: usize,
    pub question: Vec<Bit>,
    pub level: Option<&'static str>,
    pub mark: Option<u8>,
    pub answer: Vec<Piece>,
}

/// What a page ends with.
#[derive(Debug, Clone, Copy)]
pub enum Foot {
    Rule,
    Copyright,
    Menu,
    Invitation,
    Top,
    Words,
}

/// A block.
#[derive(Debug, Clone)]
pub enum Piece {
    Paragraph(Vec<Bit>),
    Code(usize),
    List(bool, Vec<Vec<Piece>>),
    Table(usize, usize),
    Quote(Vec<Piece>),
    Details(Vec<Piece>),
    Heading(usize),
    Rule,
    /// With the number of its note; several may refer to one.
    Note(usize),
    Definitions(usize),
    /// HTML as nobody should write it; `{}` is a word.
    Odd(&'static str),
}

/// What stands in a line.
#[derive(Debug, Clone, Copy)]
pub enum Bit {
    Word,
    Strong,
    Emphasis,
    Code,
    Link,
    Image,
    Break,
    /// Text that looks like markup.
    Literal(&'static str),
    /// HTML that shows nothing.
    Silent(&'static str),
}

#[rustfmt::skip]
const LITERAL: &[&str] = &["a < b", "&", "__x__", "*args", "Vec<T>", "'=='", "1.", "é", "字", "\u{1F600}", "→", "- x", "# x", "(easy)"];

#[rustfmt::skip]
const SILENT: &[&str] = &[
    "<!-- hidden -->", "<script>hidden</script>", "<style>hidden</style>", "<input value=hidden>", "<wbr>",
    "<template>hidden</template>", "<!-- deckmill -->", "<svg><path d=hidden /></svg>", "<a id=hidden></a>",
];

/// In Markdown and HTML alike; in plain text it is literal.
#[rustfmt::skip]
const ODD: &[&str] = &[
    "<table>{}<tr><td>{}</td><p>{}</p></tr></table>", "<table><tr><td>{}<td>{}<tr><td>{}</table>",
    "<table><caption>{}</caption><tr><th>{}<th>{}<tr><td>{}<script>{}</script></table>",
    "<table role=presentation><tr><td><h4>{}</h4><td>{}</table>", "<table><tr>{}<b>{}<td>{}</table>{}",
    "<dl>{}<p>{}</p><dt>{}</dt>{}<dd>{}</dd></dl>", "<dl><div><dt>{}<dd>{}</div>{}</dl>", "<dl>{}</dl>",
    "<ul>{}<li>{}<p>{}</ul>", "<ol><li>{}<ol><li>{}</ol><ul>{}</ul></ol>", "<ul><b>{}<li>{}</b>{}</ul>",
    "<details>{}<summary>{}</summary>{}<summary>{}</summary></details>", "<details>{}</details>",
    "<details><summary>Answer</summary>{}</details>", "<summary>{}</summary>", "<p>{}<div>{}</p>{}</div>",
    "<b><p>{}</b>{}</p>", "<script>{}</script>", "<style>{}</style>", "<p>{}<script>{}</script>{}</p>",
    "<p>{}<style>{}</style></p>{}", "<textarea>{}</textarea>", "<select>{}<option>{}</select>", "<button>{}</button>",
    "<svg><text>{}</text><title>{}</title></svg>{}", "<math><mi>{}</mi></math>", "<p>{}<math>{}</math>{}",
    "<noscript>{}<p>{}</p></noscript>", "<template>{}<p>{}</p></template>{}", "<iframe>{}</iframe>",
    "<object>{}<p>{}</p></object>{}", "<video>{}</video>", "<title>{}</title>", "<p>{}<title>{}</title>{}",
    "<ruby>{}<rp>(</rp><rt>{}</rt><rp>)</rp></ruby>", "<figure><img src=a alt={}><figcaption>{}</figcaption></figure>",
    "<a name=x>{}</a>", "<a href='javascript:x'>{}</a>", "<span class=badge>{}</span>", "<p>{} <span class=tag>{}</span></p>",
    "<nav>{}</nav>", "<aside>{}</aside>", "<footer>{}</footer>", "<header>{}</header>", "<div class=ad>{}</div>",
    "<form><label>{}</label><input value=hidden></form>", "<h3>{}<div>{}</div>{}</h3>", "<h4><pre>{}</pre></h4>",
    "<h4><table><tr><td>{}<td>{}</table></h4>", "<pre><code>{}\n{}</code></pre>", "<pre>{}<script>{}</script></pre>",
    "<xmp>{}<b></xmp>", "<noframes>{}</noframes>", "<frameset>{}</frameset>", "<marquee>{}</marquee>",
    "<caption>{}</caption>", "<td>{}</td>", "<li>{}", "<dt>{}", "<dd>{}", "</p>{}", "</div>{}", "<b>{}", "<div>{}",
    "<!-- hidden --->{}", "<?php hidden ?>{}", "<x-y>{}</x-y>", "<Foo>{}", "{}<br><br>{}<hr>{}", "<q>{}</q>",
    "<p><sup>{}</sup></p>", "<code>{}<b>{}</b></code>", "<label><input type=checkbox>{}</label>", "<map>{}</map>{}",
    "<blockquote>{}<p>{}</blockquote>", "<a href='#x'>{}</a>", "<p><a href=/x>{}</a> · <a href=/y>{}</a></p>",
    "<p>{}&#32;&#32;<b> {} </b>&nbsp;{}</p>", "<sup><a href='#n'>1</a></sup><ol><li id=n>{}</ol>", "<a class=headerlink>{}</a>",
    "<body>{}</body>{}", "</body>{}", "<html>{}</html>{}", "<center>{}<font>{}</font></center>", "<optgroup>{}</optgroup>",
    "<a href=/x>{}<div>{}</div>{}</a>", "<p><b>{}<i>{}</b>{}</i>", "<ol><ol><li>{}</ol>{}</ol>", "<hr>{}<hr>",
    "<p class=level>{}</p>", "<div class=answer>{}</div>", "<div class=question>{}</div>", "<p>{}<br>{}<br>{}</p>",
];

/// Pages with everything.
pub fn any_page() -> BoxedStrategy<Page> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let head = (flags, vec(piece(true), 0..2)).prop_map(|((title, front, menu, trail, contents), before)| {
        Head { title, front, menu, trail, contents, before }
    });
    let foot = vec(
        select(vec![Foot::Rule, Foot::Copyright, Foot::Menu, Foot::Invitation, Foot::Top, Foot::Words]),
        0..4,
    );
    let section = (any::<bool>(), vec(piece(true), 0..2), vec(card(true), 0..5));
    let section = section.prop_map(|(titled, loose, cards)| Section { titled, loose, cards });
    (habit(), head, vec(section, 1..4), foot).prop_map(page).boxed()
}

/// Pages of which no part is in doubt: enough questions, each answered, nothing odd.
pub fn plain_page() -> BoxedStrategy<Page> {
    let head = Head { title: true, front: false, menu: false, trail: false, contents: false, before: vec![] };
    let section = (any::<bool>(), vec(card(false), 3..6));
    let section = section.prop_map(|(titled, cards)| Section { titled, loose: Vec::new(), cards });
    (habit(), Just(head), vec(section, 1..3), Just(Vec::new())).prop_map(page).boxed()
}

fn page((habit, head, mut sections, foot): (Habit, Head, Vec<Section>, Vec<Foot>)) -> Page {
    for (at, card) in sections.iter_mut().flat_map(|section| &mut section.cards).enumerate() {
        (card.key, card.number) = (at, at + 1);
    }
    Page { habit, head, sections, foot }
}

fn habit() -> impl Strategy<Value = Habit> {
    select(vec![
        Habit::Dots,
        Habit::Brackets,
        Habit::Headings,
        Habit::NumberedHeadings,
        Habit::Labels,
        Habit::Details,
        Habit::Definitions,
    ])
}

fn card(odd: bool) -> BoxedStrategy<Card> {
    let plain =
        select(vec![Bit::Word, Bit::Word, Bit::Strong, Bit::Code, Bit::Literal("&"), Bit::Literal("a < b")]);
    let question = if odd { vec(bit(), 1..4).boxed() } else { vec(plain, 1..4).boxed() };
    let level = of(select(vec!["easy", "medium", "hard"]));
    let mark = if odd { of(0..20u8).boxed() } else { Just(None).boxed() };
    let answer = vec(piece(odd), if odd { 0 } else { 1 }..4);
    (question, level, mark, answer)
        .prop_map(|(question, level, mark, answer)| Card { key: 0, number: 0, question, level, mark, answer })
        .boxed()
}

fn bit() -> impl Strategy<Value = Bit> {
    proptest::prop_oneof![
        8 => select(vec![Bit::Word, Bit::Strong, Bit::Emphasis, Bit::Code, Bit::Link, Bit::Image, Bit::Break]),
        1 => select(LITERAL).prop_map(Bit::Literal),
        1 => select(SILENT).prop_map(Bit::Silent),
    ]
}

fn piece(odd: bool) -> BoxedStrategy<Piece> {
    let paragraph = || vec(bit(), 1..5).prop_map(Piece::Paragraph);
    if !odd {
        let words = vec(select(vec![Bit::Word, Bit::Strong, Bit::Code]), 2..5);
        return proptest::prop_oneof![words.prop_map(Piece::Paragraph), (1..3usize).prop_map(Piece::Code)]
            .boxed();
    }
    let leaf = proptest::prop_oneof![
        6 => paragraph(),
        2 => (1..4usize).prop_map(Piece::Code),
        1 => (1..3usize, 1..3usize).prop_map(|(rows, columns)| Piece::Table(rows, columns)),
        1 => (3..7usize).prop_map(Piece::Heading),
        1 => Just(Piece::Rule),
        1 => (1..4usize).prop_map(Piece::Note),
        1 => (1..3usize).prop_map(Piece::Definitions),
        6 => select(ODD).prop_map(Piece::Odd),
    ];
    let nest = |inner: BoxedStrategy<Piece>| {
        let items = vec(vec(inner.clone(), 1..3), 1..3);
        proptest::prop_oneof![
            4 => inner.clone(),
            1 => (any::<bool>(), items).prop_map(|(ordered, items)| Piece::List(ordered, items)),
            1 => vec(inner.clone(), 1..3).prop_map(Piece::Quote),
            1 => vec(inner, 1..3).prop_map(Piece::Details),
        ]
        .boxed()
    };
    nest(nest(leaf.boxed()))
}
