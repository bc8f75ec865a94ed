//! Encodings: whatever bytes a page comes in, its cards are the same.

use deckmill::page::Page;
use deckmill::render::text;
use deckmill::{ReadOptions, Source};
use encoding_rs::{EUC_KR, Encoding, GBK, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};
use libtest_mimic::{Failed, Trial};

const PAGE: &str = "Größen\n\n1. Wie groß ist ein Byte?\n\nleicht\n\nAcht Bit – meistens.\n\n2. Was ist ein Wort?\n\nSo viel, wie ein Register fasst: “2 × 32”.\n";
const RUSSIAN: &str = "1. Что такое очередь?\n\nСписок, из которого берут то, что положили раньше всего.\n\n2. Что такое стек?\n\nСписок, из которого берут то, что положили последним.\n";
const JAPANESE: &str = "1. 変数とは何ですか？\n\n値に付けた名前です。プログラムの中で何度でも使えます。\n\n2. 関数とは何ですか？\n\n処理に付けた名前です。引数を受け取り、結果を返します。\n";
const CHINESE: &str = "1. 什么是队列？\n\n先进先出的线性表，从一端插入，从另一端删除。\n\n2. 什么是栈？\n\n后进先出的线性表，只在一端插入和删除。\n";
const KOREAN: &str = "1. 큐란 무엇입니까?\n\n먼저 들어온 것이 먼저 나가는 목록입니다.\n\n2. 스택이란 무엇입니까?\n\n나중에 들어온 것이 먼저 나가는 목록입니다.\n";

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    let mut trials = vec![
        trial("byte_order_marks", byte_order_marks),
        trial("utf16_without_a_mark", utf16_without_a_mark),
        trial("line_ends", line_ends),
        trial("a_declared_encoding", a_declared_encoding),
        trial("a_false_declaration", a_false_declaration),
        trial("binary_is_no_text", binary_is_no_text),
        trial("what_is_too_long_is_refused", what_is_too_long_is_refused),
        trial("nothing_is_no_page", nothing_is_no_page),
        trial("control_characters", control_characters),
        trial("control_characters_by_another_name", control_characters_by_another_name),
    ];
    let guesses = [
        ("windows-1252", WINDOWS_1252, PAGE),
        ("windows-1251", WINDOWS_1251, RUSSIAN),
        ("shift_jis", SHIFT_JIS, JAPANESE),
        ("gbk", GBK, CHINESE),
        ("euc-kr", EUC_KR, KOREAN),
    ];
    for (name, encoding, page) in guesses {
        trials.push(Trial::test(format!("encodings::guessed_{name}"), move || guessed(encoding, page)));
    }
    trials
}

fn trial(name: &str, test: fn() -> Result<(), Failed>) -> Trial {
    Trial::test(format!("encodings::{name}"), test)
}

fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Page {
    deckmill::read(&Source::new(name, bytes), &ReadOptions::default())
}

/// Title, questions, answers and ids of a page.
fn content(page: &Page) -> Vec<String> {
    let card = |card: &deckmill::Card| {
        format!("{} {} | {}", card.id, text::blocks(&card.question), text::blocks(&card.answer))
    };
    std::iter::once(page.deck.title.clone()).chain(page.deck.cards.iter().map(card)).collect()
}

fn same(name: &str, bytes: Vec<u8>, page: &str) -> Result<Page, Failed> {
    let (found, wanted) = (read(name, bytes), read("page.txt", page));
    if content(&found) == content(&wanted) && found.deck.cards.len() == 2 {
        return Ok(found);
    }
    Err(format!("found {:#?}, wanted {:#?}", content(&found), content(&wanted)).into())
}

fn has(page: &Page, rule: &str) -> bool {
    page.diagnostics.iter().any(|finding| finding.rule == rule)
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn byte_order_marks() -> Result<(), Failed> {
    let marked = format!("\u{FEFF}{PAGE}");
    for bytes in
        [marked.clone().into_bytes(), utf16(&marked, u16::to_le_bytes), utf16(&marked, u16::to_be_bytes)]
    {
        let page = same("page.txt", bytes, PAGE)?;
        assert!(page.diagnostics.is_empty(), "{:?}", page.diagnostics);
    }
    Ok(())
}

fn utf16_without_a_mark() -> Result<(), Failed> {
    same("page.txt", utf16(PAGE, u16::to_le_bytes), PAGE)?;
    same("page.txt", utf16(PAGE, u16::to_be_bytes), PAGE)?;
    Ok(())
}

fn line_ends() -> Result<(), Failed> {
    same("page.txt", PAGE.replace('\n', "\r\n").into_bytes(), PAGE)?;
    same("page.txt", PAGE.replace('\n', "\r").into_bytes(), PAGE)?;
    Ok(())
}

/// The same page in HTML, which says in which encoding it is.
fn html(declaration: &str, encoding: &'static Encoding) -> Vec<u8> {
    let page = format!(
        "<html><head>{declaration}</head><body><h2>1. Что такое очередь?</h2><p>Список.</p></body></html>"
    );
    encoding.encode(&page).0.into_owned()
}

fn a_declared_encoding() -> Result<(), Failed> {
    for declaration in [
        "<meta charset=windows-1251>",
        "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>",
    ] {
        let page = read("page.html", html(declaration, WINDOWS_1251));
        assert_eq!(text::blocks(&page.deck.cards[0].question), "Что такое очередь?");
        assert!(page.diagnostics.is_empty(), "{:?}", page.diagnostics);
    }
    Ok(())
}

/// A page that says UTF-8 and is not: the bytes are believed, with a note.
fn a_false_declaration() -> Result<(), Failed> {
    let page = read("page.html", html("<meta charset=utf-8>", WINDOWS_1251));
    assert_eq!(text::blocks(&page.deck.cards[0].question), "Что такое очередь?");
    assert!(has(&page, "encoding-guessed"), "{:?}", page.diagnostics);
    Ok(())
}

/// Nobody touches the bytes, so that they take no memory.
fn what_is_too_long_is_refused() -> Result<(), Failed> {
    let source = Source::new("page.txt", vec![0; deckmill::source::LONGEST + 1]);
    let page = deckmill::read_owned(source, &ReadOptions::default());
    assert!(page.is_empty() && has(&page, "too-long"), "{:?}", page.diagnostics);
    Ok(())
}

fn binary_is_no_text() -> Result<(), Failed> {
    for bytes in [b"PK\x03\x04\0\0\0\x08rest".to_vec(), b"1. What?\n\0\n\nThat.".to_vec(), vec![0; 64]] {
        let page = read("page.txt", bytes);
        assert!(page.is_empty() && has(&page, "not-text"), "{:?}", page.diagnostics);
    }
    Ok(())
}

fn nothing_is_no_page() -> Result<(), Failed> {
    for bytes in [&b""[..], b" \n\t\n", "\u{FEFF}\n".as_bytes()] {
        let page = read("page.md", bytes);
        assert!(page.is_empty() && has(&page, "empty-source"), "{bytes:?}: {:?}", page.diagnostics);
    }
    Ok(())
}

/// No exporter has to fear a control character.
fn control_characters() -> Result<(), Failed> {
    let page = read("page.txt", "1. What\u{1}is?\n\nA\u{1f}B and C\tD\u{7f}.\n");
    assert!(has(&page, "control-character"), "{:?}", page.diagnostics);
    assert_eq!(text::blocks(&page.deck.cards[0].question), "What\u{FFFD}is?");
    assert_eq!(text::blocks(&page.deck.cards[0].answer), "A\u{FFFD}B and C\tD\u{FFFD}.");
    Ok(())
}

fn guessed(encoding: &'static Encoding, page: &str) -> Result<(), Failed> {
    let found = same("page.txt", encoding.encode(page).0.into_owned(), page)?;
    assert!(has(&found, "encoding-guessed"), "{:?}", found.diagnostics);
    Ok(())
}

/// What no byte of a page is, but what stands for it.
fn control_characters_by_another_name() -> Result<(), Failed> {
    for (name, page) in [
        ("page.md", "# T\n\n## What is &#1; a?\n\nx &#11; y `z` [a&#1;](b&#x7;.png \"&#1;\")\n"),
        ("title.md", "---\ntitle: \"T\\u0001\"\ntags: [\"a\\u0007\"]\n---\n\n## What is a?\n\nx\n"),
        (
            "mark.md",
            "<!-- deckmill deck -->\n# T\n\n<!-- deckmill id=nnRPpbDed2Rmv1qt tag=\"a&#1;\" -->\n## What is a?\n\nx\n",
        ),
        (
            "page.html",
            "<h1>T</h1><h2>What is a?</h2><p>x &#1; y</p><pre>&#8; z</pre><img src='&#1;a.png' alt='&#1;'>",
        ),
        ("page.json", r#"[{"question": "What is \u0001 a?", "answer": "x \u000b y\rz \b"}]"#),
        (
            "page.jsonl",
            "{\"question\": \"What is a?\", \"answer\": \"\\u0085 y\"}\n{\"question\": \"And b?\", \"answer\": \"\\u0000\"}\n",
        ),
    ] {
        let page = read(name, page);
        assert!(!page.deck.cards.is_empty(), "{name}");
        let deck = format!("{:?}", page.deck);
        // As `{:?}` writes them.
        let bad = ["\\u{", "\\r", "\\0"].into_iter().find(|bad| deck.contains(bad));
        assert_eq!(bad, None, "{name}: {deck}");
        assert!(deck.contains('\u{fffd}'), "{name}: {deck}");
        assert!(has(&page, "control-character") || name == "mark.md", "{name}: {:?}", page.diagnostics);
    }
    Ok(())
}
