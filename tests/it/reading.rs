//! How a page is taken: which reader and layout, what is kept literal, what goes, which ids count.

use deckmill::format::by_name;
use deckmill::layout::LAYOUTS;
use deckmill::page::Page;
use deckmill::read::READERS;
use deckmill::render::{html, text};
use deckmill::{ReadOptions, Source, identity};
use libtest_mimic::{Failed, Trial};

type Check = fn() -> Result<(), Failed>;

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    let checks: [(&str, Check); 20] = [
        ("a_page_without_a_name_is_known_by_its_content", content_tells),
        ("a_reader_can_be_forced", forced_reader),
        ("a_layout_can_be_forced", forced_layout),
        ("a_tag_that_is_no_element_is_text", literal_tags),
        ("what_is_alive_goes_with_a_finding", nothing_alive),
        ("deep_nesting_is_flattened_with_a_finding", deep_nesting),
        ("cells_beyond_the_head_are_reported", extra_cells),
        ("deep_lists_in_plain_text_are_flattened_with_a_finding", deep_lists),
        ("what_would_grow_without_bound_is_limited_with_a_finding", limits),
        ("a_long_footnote_stands_in_some_of_its_cards", long_footnote),
        ("a_mark_gives_a_card_its_id", marks_give_ids),
        ("a_mark_given_twice_counts_once", repeated_marks),
        ("anchors_are_no_identities", anchors),
        ("a_key_keeps_collections_apart", keys),
        ("equal_questions_are_told_apart", equal_questions),
        ("front_matter_says_what_a_page_is", front_matter),
        ("a_page_says_where_it_is_on_the_web", on_the_web),
        ("text_from_right_to_left_says_so", right_to_left),
        ("a_bad_sign_in_json_is_shown_whole", bad_sign),
        ("a_heading_without_words_is_no_section", wordless_heading),
    ];
    checks.into_iter().map(|(name, check)| Trial::test(format!("reading::{name}"), check)).collect()
}

fn read(name: &str, page: &str) -> Page {
    deckmill::read(&Source::new(name, page), &ReadOptions::default())
}

fn rules(page: &Page) -> Vec<&str> {
    page.diagnostics.iter().map(|finding| finding.rule).collect()
}

fn wordless_heading() -> Result<(), Failed> {
    let page = "# T\n\n## Lists\n\n### What is a?\n\nA\n\n## <!-- x -->\n\n### What is b?\n\nB\n";
    let sections: Vec<Option<String>> =
        read("page.md", page).deck.cards.iter().map(|card| card.section().map(str::to_owned)).collect();
    assert_eq!(sections, [Some("Lists".to_owned()), None]);
    Ok(())
}

/// Of a sign that takes several bytes, all are shown.
fn bad_sign() -> Result<(), Failed> {
    let page = read("page.json", "[1,\n·]");
    let shown: Vec<Option<&str>> =
        page.diagnostics.iter().map(|finding| page.text.get(finding.span?.range())).collect();
    assert_eq!((rules(&page), shown), (vec!["broken-json"], vec![Some("·")]));
    Ok(())
}

fn content_tells() -> Result<(), Failed> {
    let pages = [
        ("markdown", include_str!("../../input/python.md")),
        ("html", include_str!("../../input/python.html")),
        ("text", include_str!("../../input/python.txt")),
        ("markdown", "# Lists\n\n## What is a list?\n\nA [sequence](x).\n"),
        ("markdown", include_str!("../../output/details-css.md")),
        ("html", "<!-- saved -->\n<html><body><h2>What?</h2><p>That.</body></html>"),
        ("html", "<ol><li><b>What?</b> That.</ol>"),
        ("text", "Q: Is a < b?\nA: No.\n"),
    ];
    for (reader, page) in pages {
        for name in ["-", "page", "page.unknown"] {
            assert_eq!(read(name, page).reader, reader, "{name}: {}", &page[..page.len().min(40)]);
        }
    }
    assert_eq!(read("page.txt", pages[1].1).reader, "text", "the name counts before the content");
    assert_eq!(read("PAGE.HTM", pages[2].1).reader, "html", "upper and lower case are one");
    Ok(())
}

fn forced_reader() -> Result<(), Failed> {
    let options = ReadOptions { from: by_name(READERS, "text"), ..ReadOptions::default() };
    let page = deckmill::read(&Source::new("page.md", "1. What is *this*?\n\nThat.\n"), &options);
    assert_eq!(
        (page.reader, text::blocks(&page.deck.cards[0].question).as_str()),
        ("text", "What is *this*?")
    );
    Ok(())
}

/// A page of numbered headings can be read by either habit, and by force also by one that fits badly.
fn forced_layout() -> Result<(), Failed> {
    let page = "## 1. What is this?\n\nQ: Inner?\n\nA: Yes.\n\n## 2. What is that?\n\nThat.\n";
    for (layout, question) in
        [("numbered", "What is this?"), ("headings", "What is this?"), ("labels", "Inner?")]
    {
        let options = ReadOptions { layout: by_name(LAYOUTS, layout), ..ReadOptions::default() };
        let page = deckmill::read(&Source::new("page.md", page), &options);
        assert_eq!(text::blocks(&page.deck.cards[0].question), question, "{layout}");
        assert!(page.account.verdicts.iter().all(|verdict| verdict.layout == layout));
    }
    Ok(())
}

fn literal_tags() -> Result<(), Failed> {
    let markdown = "## What is Vec<T>?\n\nA `Vec<T>` of <name>, a List<Object> and x<y>z.\n";
    let web =
        "<h2>What is Vec<T>?</h2><p>A <code>Vec&lt;T&gt;</code> of <name>, a List<Object> and x<y>z.</p>";
    for (name, page) in [("page.md", markdown), ("page.html", web)] {
        let page = read(name, page);
        let card = &page.deck.cards[0];
        assert_eq!(text::blocks(&card.question), "What is Vec<T>?", "{name}");
        assert_eq!(text::blocks(&card.answer), "A Vec<T> of <name>, a List<Object> and x<y>z.", "{name}");
        // Once for each spelling.
        assert_eq!(
            rules(&page).iter().filter(|rule| **rule == "literal-tag").count(),
            4,
            "{name}: {:?}",
            rules(&page)
        );
    }
    Ok(())
}

fn nothing_alive() -> Result<(), Failed> {
    let inside = "Safe <script>alert(1)</script><style>p{}</style><img src=x onerror=alert(2)>\
        <a href=\" java\tscript:alert(3)\">link</a><iframe src=y>frame</iframe><svg onload=alert(4)></svg> end.";
    for (name, page) in [
        ("page.html", format!("<h2>What is safe?</h2><p onclick=alert(5)>{inside}</p>")),
        ("page.md", format!("## What is safe?\n\n{inside}\n")),
    ] {
        let page = read(name, &page);
        let shown = html::blocks(&page.deck.cards[0].answer);
        for alive in ["alert", "script", "onerror", "onclick", "iframe", "frame", "svg", "p{}"] {
            assert!(!shown.contains(alive), "{name}: {alive} in {shown}");
        }
        assert!(
            shown.contains("Safe") && shown.contains("link") && shown.contains("end."),
            "{name}: {shown}"
        );
        assert!(
            rules(&page).contains(&"skipped") && rules(&page).contains(&"unsafe-link"),
            "{name}: {:?}",
            rules(&page)
        );
    }
    Ok(())
}

fn deep_nesting() -> Result<(), Failed> {
    let page = format!("<h2>How deep?</h2>{}bottom{}", "<div>".repeat(300), "</div>".repeat(300));
    let page = read("page.html", &page);
    assert_eq!(text::blocks(&page.deck.cards[0].answer), "bottom");
    assert!(rules(&page).contains(&"nesting-capped"), "{:?}", rules(&page));
    Ok(())
}

/// Once, at the first line that nests too deep; bullets and running numbers alike.
fn deep_lists() -> Result<(), Failed> {
    let stairs = |depth: usize, item: &str| -> String {
        (0..depth).map(|at| format!("{}{item} step\n", " ".repeat(at))).collect()
    };
    let numbers = format!("{0}1. one\n{0}2. two\n", " ".repeat(128));
    let pages = [
        (stairs(128, "-"), 0),
        (stairs(129, "-"), 1),
        (stairs(300, "*"), 1),
        (stairs(128, "-") + &numbers, 1),
        // A number alone begins no list, so nothing is flattened.
        (stairs(128, "-") + &numbers.replace("2. ", ""), 0),
    ];
    for (list, wanted) in pages {
        let page = read("page.txt", &format!("1. How deep?\n\n{list}\n2. Why?\n\nSo.\n"));
        let capped: Vec<_> = page.diagnostics.iter().filter(|found| found.rule == "nesting-capped").collect();
        assert_eq!(capped.len(), wanted, "{list}");
        let lines: Vec<_> =
            capped.iter().filter_map(|found| found.span).map(|at| page.lines().line(at.start())).collect();
        assert_eq!(lines, vec![3 + 128; wanted], "{list}");
    }
    Ok(())
}

/// What a row holds beyond its head is in no card, and said aloud.
fn extra_cells() -> Result<(), Failed> {
    let text = "1. What does this say?\n\n| a | b |\n|---|---|\n| 1 | `x || y` | lost |\n| 2 | 3 |  |\n| 4 |\n\n2. And that?\n\nMore.\n";
    let page = read("page.md", text);
    let found: Vec<_> = page.diagnostics.iter().filter(|finding| finding.rule == "extra-cells").collect();
    assert_eq!(found.len(), 1, "{:?}", rules(&page));
    assert_eq!(found[0].span.map(|span| &text[span.range()]), Some("y` | lost"));
    assert_eq!(page.account.skipped.len(), 1, "what is not shown belongs to no card");
    Ok(())
}

/// What is within a limit gives no finding, what is beyond it one, and the words of both are there.
fn limits() -> Result<(), Failed> {
    let table = |side: usize| {
        let (wide, high) = ("<td>word".repeat(side), "<tr><td>word".repeat(side));
        format!("<h2>How wide?</h2><table><tr>{wide}{high}</table>")
    };
    let link = |length: usize| format!("<h2>How long?</h2><a href=\"{}\">word</a>", "x".repeat(length));
    let tag = |count: usize| {
        let many: String = (0..count).map(|at| format!(" a{at}=b")).collect();
        format!("<h2>How many?</h2><p{many}>word")
    };
    let tags = |count: usize| format!("---\ntags: [{}]\n---\n## How many?\n\nword\n", "tag, ".repeat(count));
    let pages = [
        ("ragged-table", "page.html", table(500), table(600)),
        ("long-address", "page.html", link(2048), link(2049)),
        ("crowded-tag", "page.html", tag(1000), tag(1001)),
        ("crowded-tag", "page.md", tag(1000), tag(1001)),
        ("front-matter", "page.md", tags(1000), tags(1500)),
        ("skipped", "page.md", section(2000), section(2100)),
    ];
    for (rule, name, within, beyond) in pages {
        for (page, wanted) in [(within, 0), (beyond, 1)] {
            let page = read(name, &page);
            let found = rules(&page).iter().filter(|found| **found == rule).count();
            assert_eq!(found, wanted, "{rule}: {:?}", rules(&page));
            assert!(text::blocks(&page.deck.cards[0].answer).contains("word"), "{rule}");
        }
    }
    Ok(())
}

/// A page whose questions stand below a heading of so many bytes.
fn section(length: usize) -> String {
    let answer = "word ".repeat(2000);
    format!("# Mill\n\n## {}\n\n### How long?\n\n{answer}\n\n### Why?\n\nSo.\n", "x".repeat(length))
}

/// A page may repeat some sixteen megabytes of notes; cards behind that have the sign alone.
fn long_footnote() -> Result<(), Failed> {
    let cards: String = (1..=20).map(|at| format!("## Why {at}?\n\nSo.[^1]\n\n")).collect();
    for (length, wanted) in [(100_000, 20), (1_000_000, 17)] {
        let page = read("page.md", &format!("{cards}[^1]: {}\n", "x".repeat(length)));
        let whole = page.deck.cards.iter().filter(|card| text::blocks(&card.answer).len() > length).count();
        assert_eq!(whole, wanted);
        assert_eq!(rules(&page).contains(&"footnote-once"), wanted < 20);
    }
    Ok(())
}

/// Above its question, in the same line or below it; a GUID is taken as it is, another name is hashed.
fn marks_give_ids() -> Result<(), Failed> {
    let page = "<!-- deckmill id=Abc1234567890xyz -->\n## What is one?\n\n1\n\n## What is two? <!-- deckmill id=two -->\n\n2\n\n\
        ## What is three?\n<!-- deckmill id=\"no. 3\" -->\n\n3\n\n## What is four?\n\n4\n";
    let deck = read("page.md", page).deck;
    let ids: Vec<&str> = deck.cards.iter().map(|card| &*card.id).collect();
    let hashed = |mark: &str| identity::guid_of_mark(&deck.key, mark);
    let four = identity::guid(&deck.key, &deck.cards[3].question, 1);
    assert_eq!(ids, ["Abc1234567890xyz", &hashed("two"), &hashed("no. 3"), &four]);
    assert_eq!(text::blocks(&deck.cards[1].question), "What is two?");
    Ok(())
}

fn repeated_marks() -> Result<(), Failed> {
    let mark = "<!-- deckmill id=one -->";
    let page = read("page.md", &format!("{mark}\n## What is one?\n\n1\n\n{mark}\n## What is two?\n\n2\n"));
    assert_ne!(page.deck.cards[0].id, page.deck.cards[1].id);
    assert!(rules(&page).contains(&"repeated-id"), "{:?}", rules(&page));
    Ok(())
}

fn anchors() -> Result<(), Failed> {
    let id = |anchor: &str| {
        let page = read("page.html", &format!("<h1>T</h1><h2 id=\"{anchor}\">What is it?</h2><p>It.</p>"));
        page.deck.cards[0].id.clone()
    };
    assert_eq!(id("q1"), id("q2"));
    Ok(())
}

fn keys() -> Result<(), Failed> {
    let id = |page: &str, options: &ReadOptions| {
        deckmill::read(&Source::new("page.md", page), options).deck.cards[0].id.clone()
    };
    let plain = ReadOptions::default();
    let page = "# Title\n\n## What is it?\n\nIt.\n";
    let renamed = page.replace("Title", "Another title");
    let keyed = |page: &str| format!("---\nkey: mine\n---\n{page}");
    assert_ne!(id(page, &plain), id(&renamed, &plain), "without a key the title is the key");
    assert_eq!(id(&keyed(page), &plain), id(&keyed(&renamed), &plain));
    let project = ReadOptions { default_key: Some("mine".to_owned()), ..ReadOptions::default() };
    assert_eq!(id(page, &project), id(&keyed(page), &plain), "a project's key is for pages without one");
    let told = ReadOptions { key: Some("told".to_owned()), ..project.clone() };
    assert_eq!(id(page, &told), id(&keyed(page), &told), "a key that is given beats the page's own");
    assert_ne!(id(page, &told), id(page, &project));
    Ok(())
}

fn equal_questions() -> Result<(), Failed> {
    let page =
        read("page.md", "## What is printed?\n\n1\n\n## What is printed?\n\n2\n\n## What is Printed?\n\n3\n");
    let mut ids: Vec<&str> = page.deck.cards.iter().map(|card| &*card.id).collect();
    assert_eq!(ids[1], &*identity::guid(&page.deck.key, &page.deck.cards[1].question, 2));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
    assert_eq!(rules(&page).iter().filter(|rule| **rule == "repeated-question").count(), 1);
    Ok(())
}

fn front_matter() -> Result<(), Failed> {
    let yaml = "---\ntitle: \"A: title\"\ncategory: Things\ntags: [one, two]\nlang: de\nlevel: schwer\nid: mine\n---\n";
    let toml = "+++\ntitle = 'A: title'\ncategory = 'Things'\ntags = ['one', 'two']\nlang = 'de'\nlevel = 'schwer'\nid = 'mine'\n+++\n";
    for head in [yaml, toml] {
        let deck = read("page.md", &format!("{head}\n## Was ist das?\n\nDas.\n")).deck;
        let card = &deck.cards[0];
        assert_eq!(
            (deck.title.as_str(), deck.category.as_deref(), deck.language.as_deref()),
            ("A: title", Some("Things"), Some("de"))
        );
        assert_eq!(
            (card.tags.join(" "), card.level, card.level_label.as_deref()),
            ("one two".to_owned(), Some(deckmill::Level::Advanced), Some("schwer"))
        );
        assert_eq!(card.id, identity::guid_of_mark("A: title", "mine"));
    }
    let other = read("page.md", "---\ntitle: One\n---\n\n# Another\n\n## What is it?\n\nIt.\n");
    assert_eq!((other.deck.title.as_str(), rules(&other)), ("One", vec!["skipped"]));
    let broken = read("page.md", "---\ntitle: [\n---\n\n## Was ist das?\n\nDas.\n");
    assert!(rules(&broken).contains(&"front-matter") && broken.deck.cards.len() == 1, "{:?}", rules(&broken));
    Ok(())
}

fn on_the_web() -> Result<(), Failed> {
    const URL: &str = "https://example.org/a?b=c";
    let html = |head: &str| {
        format!("<html><head><title>A</title>{head}</head><body><h2>What is it?</h2><p>It.</p></body></html>")
    };
    let pages = [
        ("a.md", format!("---\nurl: {URL}\n---\n\n## What is it?\n\nIt.\n"), Some(URL)),
        ("a.md", "---\nurl: /a/b\nsource: a book\n---\n\n## What is it?\n\nIt.\n".to_owned(), None),
        ("a.html", html(&format!("<link rel=\"canonical\" href=\"{URL}\">")), Some(URL)),
        ("a.html", html(&format!("<meta property=\"og:url\" content=\"{URL}\">")), Some(URL)),
        ("a.html", html("<link rel=\"canonical\" href=\"javascript:x()\">"), None),
        ("a.html", html(""), None),
    ];
    for (name, page, expected) in pages {
        let deck = read(name, &page).deck;
        assert_eq!(deck.url.as_deref(), expected, "{page}");
        assert_eq!(deck.cards[0].origin.url(), expected, "{page}");
        // It comes back from what deckmill writes.
        for (exporter, extension) in [("markdown", "md"), ("json", "json"), ("anki", "apkg")] {
            let bytes = deckmill::export::to_bytes(exporter, &deck)?;
            let source = Source::new(format!("a.{extension}"), bytes);
            let back = deckmill::read(&source, &ReadOptions::default()).deck;
            assert_eq!(back.url.as_deref(), expected, "{exporter}");
            assert_eq!(back.description, deck.description, "{exporter}");
        }
    }
    Ok(())
}

fn right_to_left() -> Result<(), Failed> {
    for (name, page) in [
        ("in.md", include_str!("../cases/headings/right-to-left/in.md")),
        ("in.html", include_str!("../cases/headings/right-to-left/in.html")),
    ] {
        let deck = read(name, page).deck;
        let shown: String = deck
            .cards
            .iter()
            .map(|card| html::blocks(&card.question) + &html::blocks(&card.answer))
            .collect();
        for (element, count) in [
            ("<p dir=\"auto\">", 7),
            ("<ul dir=\"rtl\"><li dir=\"auto\">", 1),
            ("<li dir=\"auto\"><code dir=\"ltr\">", 1),
            ("<table dir=\"rtl\"><thead><tr><th dir=\"auto\">", 1),
            ("<blockquote dir=\"rtl\"><p dir=\"auto\">", 1),
            ("<pre><code class=\"language-python\">", 1),
            ("<code dir=\"ltr\">", 5),
        ] {
            assert_eq!(shown.matches(element).count(), count, "{name}: {element} in {shown}");
        }
    }
    Ok(())
}
