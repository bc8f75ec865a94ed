//! Emphasis in Markdown: what is meant so stays, and signs that belong to names and formulas are text.

use deckmill::page::Page;
use deckmill::render::html;
use deckmill::{ReadOptions, Source};
use libtest_mimic::{Failed, Trial};

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("emphasis::names_and_formulas_are_text", || check(TEXT, true)),
        Trial::test("emphasis::ordinary_emphasis_stays", || check(EMPHASIS, false)),
        Trial::test("emphasis::a_note_says_where_once_per_spelling", notes),
    ]
}

/// Lines of Markdown with what they are in HTML, where CommonMark by itself pairs other signs.
const TEXT: &[(&str, &str)] = &[
    ("Then __init__ runs.", "Then __init__ runs."),
    (
        "See __init__.py and obj.__class__.__name__ there.",
        "See __init__.py and obj.__class__.__name__ there.",
    ),
    ("Call **__init__** or [__new__](x).", "Call <strong>__init__</strong> or <a href=\"x\">__new__</a>."),
    ("A picture: ![of __init__](x.png)", "A picture: <img src=\"x.png\" alt=\"of __init__\">"),
    ("**What are *args and **kwargs in Python?**", "<strong>What are *args and **kwargs in Python?</strong>"),
    ("*What are *args and **kwargs?*", "<em>What are *args and **kwargs?</em>"),
    ("**Explain *args and **kwargs**", "<strong>Explain *args and **kwargs</strong>"),
    ("**What is *args?** It is a tuple.", "<strong>What is *args?</strong> It is a tuple."),
    ("Q1. **What is *args?**", "Q1. <strong>What is *args?</strong>"),
    ("**what is *args?**", "<strong>what is *args?</strong>"),
    (
        "**What are `a`, *args and\n**kwargs?**",
        "<strong>What are <code>a</code>, *args and **kwargs?</strong>",
    ),
    ("*What does COUNT(*) do?*", "<em>What does COUNT(*) do?</em>"),
    ("COUNT(*) and SUM(*)", "COUNT(*) and SUM(*)"),
    ("print(*a, sep='*')", "print(*a, sep='*')"),
    ("2*x and 3*y, O(n*m) or O(n*k)", "2*x and 3*y, O(n*m) or O(n*k)"),
    ("x**2 + y**2 = z**2", "x**2 + y**2 = z**2"),
    ("参数*args和**kwargs中*args是元组", "参数*args和**kwargs中*args是元组"),
    ("**什么是*args和**kwargs？**", "<strong>什么是*args和**kwargs？</strong>"),
    ("什么是**kwargs？如何用**kwargs传参", "什么是**kwargs？如何用**kwargs传参"),
];

/// Lines of Markdown with what they are in HTML, as CommonMark says.
const EMPHASIS: &[(&str, &str)] = &[
    ("__Note__ this, and __two words__.", "<strong>Note</strong> this, and <strong>two words</strong>."),
    (
        "__note:__ and **init** and *args*",
        "<strong>note:</strong> and <strong>init</strong> and <em>args</em>",
    ),
    ("*args collects, **kwargs too: f(*args, **kwargs)", "*args collects, **kwargs too: f(*args, **kwargs)"),
    ("*args, *rest and **options", "*args, *rest and **options"),
    ("un*frigging*believable e**X**treme", "un<em>frigging</em>believable e<strong>X</strong>treme"),
    ("the**first item**is", "the<strong>first item</strong>is"),
    ("**Time complexity**is *O(n)*.", "<strong>Time complexity</strong>is <em>O(n)</em>."),
    (
        "**Use *really good* names, *always*.**",
        "<strong>Use <em>really good</em> names, <em>always</em>.</strong>",
    ),
    ("**a **b** c**", "<strong>a <strong>b</strong> c</strong>"),
    ("use **kwargs with **care**", "use **kwargs with <strong>care</strong>"),
    (
        "这是**重点 内容**的，使用**list推导式**创建",
        "这是<strong>重点 内容</strong>的，使用<strong>list推导式</strong>创建",
    ),
    ("(*see below*) and \"*quoted*\"", "(<em>see below</em>) and &quot;<em>quoted</em>&quot;"),
    ("H<sub>*2*</sub>O ~~**gone**~~", "H<sub><em>2</em></sub>O <del><strong>gone</strong></del>"),
    ("5 * 3 * 2 and `*args` and `__init__`", "5 * 3 * 2 and <code>*args</code> and <code>__init__</code>"),
    ("\\*\\*a **b**", "**a <strong>b</strong>"),
    ("***both*** and *a **b** c*", "<em><strong>both</strong></em> and <em>a <strong>b</strong> c</em>"),
];

fn read(line: &str) -> Page {
    let page = format!("# Title\n\n## What is it?\n\n{line}\n");
    deckmill::read(&Source::new("page.md", page), &ReadOptions::default())
}

fn check(lines: &[(&str, &str)], is_noted: bool) -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for (line, wanted) in lines {
        let page = read(line);
        let found = page.deck.cards.first().map(|card| html::blocks(&card.answer)).unwrap_or_default();
        let noted = page.diagnostics.iter().any(|finding| finding.rule == "literal-sign");
        if found != format!("<p>{wanted}</p>") || noted != is_noted {
            wrong.push(format!("{line}\n  is {found}, {}noted", if noted { "" } else { "not " }));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn notes() -> Result<(), Failed> {
    let page = read("**What is *args?** Then __init__, __new__ and __init__ again.");
    let said: Vec<&str> = page.diagnostics.iter().map(|finding| finding.message.as_str()).collect();
    let places: Vec<&str> = page.diagnostics.iter().filter_map(|f| page.text.get(f.span?.range())).collect();
    assert_eq!(places, ["*args", "__init__", "__new__"], "{said:?}");
    Ok(())
}
