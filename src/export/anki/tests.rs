//! What must stay as it is: the note type, the derived columns, the bytes. What Anki makes of it all
//! is tested on the real engine, in `tests/it/engine.rs`.

use std::io::Cursor;

use rusqlite::Connection;
use rusqlite::types::Value;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::fields::Names;
use super::*;
use crate::diagnostic::Diagnostics;
use crate::model::{Block, BlockKind, Card, Inline, Level, Number, Origin};

fn card(question: &str) -> Card {
    Card {
        id: format!("{:x<16}", question.chars().filter(char::is_ascii_alphabetic).collect::<String>()).into(),
        number: Some(Number::new("7")),
        question: vec![Block::paragraph(question)],
        answer: vec![Block::paragraph("An answer.")],
        level: Some(Level::Beginner),
        path: ["Types".into(), "Sorting lists".into()].into(),
        origin: Origin::new("python.md", 3, 1),
        ..Card::default()
    }
}

fn deck(cards: Vec<Card>) -> Deck {
    let category = Some("Languages".to_owned());
    Deck { title: "Python".into(), category, key: "Python".into(), cards, ..Deck::default() }
}

fn export(deck: &Deck, scratch: bool) -> Vec<u8> {
    let make = || NamedTempFile::new();
    let mut diagnostics = Diagnostics::default();
    let mut context = Context::new(&mut diagnostics);
    context.scratch = scratch.then_some(&make);
    let mut out = Vec::new();
    Anki::default().export(deck, &mut out, &mut context).unwrap();
    out
}

/// Calls a function with the database of a package.
fn with_database<T>(package: &[u8], look: impl FnOnce(&Connection) -> T) -> T {
    let mut zip = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut file = NamedTempFile::new().unwrap();
    std::io::copy(&mut zip.by_name("collection.anki2").unwrap(), &mut file).unwrap();
    look(&Connection::open(file.path()).unwrap())
}

fn hex(text: &str) -> String {
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A new name, id, field or template cuts every learner off from updates: there is no good reason
/// to change this test.
/// Blocks without files as a field.
fn html(blocks: &[Block]) -> String {
    fields::html(blocks, &Names::new())
}

#[test]
fn note_type_is_frozen() {
    let own = notetype::NoteType::new(None, notetype::Shape::Basic);
    let found = &own.json(notetype::STYLES, notetype::MODIFIED).unwrap();
    assert_eq!(found["id"], 1_479_799_086_795i64);
    let names = |list: &serde_json::Value| -> Vec<(String, i64)> {
        let pair =
            |one: &serde_json::Value| (one["name"].as_str().unwrap().into(), one["id"].as_i64().unwrap());
        list.as_array().unwrap().iter().map(pair).collect()
    };
    let expected = [
        ("Question", 7704602387146002),
        ("Answer", 4875120504336662),
        ("Level", 2619015487871735),
        ("Number", 6241937098731219),
        ("Section", 5748620014235477),
        ("Source", 4840305864964435),
        ("Id", 5223926211934896),
        ("Spare 1", 8477295272722991),
        ("Spare 2", 6201015033863279),
        ("Spare 3", 3227862756961571),
    ];
    assert_eq!(found["name"], "Deckmill Q&A");
    assert_eq!(names(&found["flds"]), expected.map(|(name, id)| (name.to_owned(), id)));
    assert_eq!(names(&found["tmpls"]), [("Card 1".to_owned(), 2798253405581190)]);
    assert_eq!([hex(notetype::FRONT), hex(notetype::BACK)], ["af62f9cf1db2725d", "c761aa87ebcf3e13"]);
}

/// Learners get new styles only if the note type is newer: raise `MODIFIED`, then mend this pair.
#[test]
fn styles_change_with_the_time_of_the_note_type() {
    assert_eq!((notetype::MODIFIED, hex(notetype::STYLES).as_str()), (1_795_910_400, "dff37be7a15bade6"));
}

/// The expected texts are what the engine's own `strip_html_media` gives.
#[test]
fn sort_text_is_the_engines() {
    let cases = [
        ("<p>x</p>\n<p>y</p> ", "x\ny "),
        ("<img src=\"a&amp;b.png\" alt=\"q\">t", " a&b.png t"),
        ("<img src=\"u v.png\" alt=\"src=zz\">", " u v.png "),
        ("<img src=\"\" alt=\"x\"><a href=\"x src=y\">t</a>", " \"\" t"),
        ("a\u{a0}b", "a\u{a0}b"),
        ("a\u{a0}b &amp;", "a b &"),
        ("&#91;sound:x] &#123;&#123;y&#125;&#125;", "[sound:x] {{y}}"),
        ("a &lt;style&gt; &amp;lt;", "a <style> &lt;"),
        ("<pre><code class=\"language-x\">a\n\tb</code></pre>", "a\n\tb"),
    ];
    for (html, expected) in cases {
        assert_eq!(fields::sort_text(html), expected, "{html}");
    }
}

#[test]
fn checksum_is_the_engines() {
    assert_eq!([fields::checksum("hi"), fields::checksum("")], [3_257_622_417, 3_661_210_606]);
}

#[test]
fn text_that_looks_like_ankis_markup_stays_text() {
    let text =
        "{{c1::x}} {a} }}} [sound:x.mp3] [LaTeX]y[/latex] [$]z[/$] [$$] [anki:tts] [[type:Answer]] [1]";
    let expected = "<p>&#123;&#123;c1::x&#125;&#125; {a} &#125;&#125;&#125; &#91;sound:x.mp3] &#91;LaTeX]y[/latex] \
                    &#91;$]z[/$] &#91;$$] &#91;anki:tts] &#91;[type:Answer]] [1]</p>";
    assert_eq!(html(&[Block::paragraph(text)]), expected);
    assert_eq!(fields::sort_text(expected), text);
    assert_eq!(html(&[Block::paragraph("e\u{301}")]), "<p>\u{e9}</p>");
    let math = html(&[Block::new(BlockKind::Paragraph(vec![Inline::Math("n^2".into())]))]);
    assert_eq!(math, "<p><span class=\"math\">\\(n^2\\)</span></p>");
}

#[test]
fn fields_of_a_card() {
    let mut card = card("What is `<b>`?");
    card.origin = Origin::new("a & b.md", card.origin.line, card.origin.column);
    let expected = [
        "<p>What is `&lt;b&gt;`?</p>",
        "<p>An answer.</p>",
        "beginner",
        "7",
        "Types / Sorting lists",
        "a &amp; b.md:3",
        "Whatisbxxxxxxxxx",
        "",
        "",
        "",
    ];
    assert_eq!(fields::of(&card, notetype::Shape::Basic, &Names::new()), expected.map(str::to_owned));
}

#[test]
fn tags_of_a_card() {
    let mut one = card("Why?");
    one.tags =
        ["b c", "\"A\"", "a", "::x::::y:::", "\"", " ", "e\u{301}", "__slots__"].map(str::to_owned).into();
    let expected = " __slots__ A b_c deckmill::C:_now level::beginner section::Sorting_lists x::y \u{e9} ";
    assert_eq!(tags::of("C:: now:", &one), expected);
    one = Card { level: None, path: [].into(), tags: vec![], ..one };
    assert_eq!(tags::of("::", &one), " ");
}

#[test]
fn decks_have_all_their_parents() {
    let mut top = Deck { title: "My: :: \"deck\"".into(), key: "k".into(), ..Deck::default() };
    top.children = vec![deck(vec![card("One?")]), deck(vec![card("Two?")])];
    top.children[1].title = "PYTHON".into();
    top.children.push(Deck { title: "::".into(), cards: vec![card("Three?")], ..Deck::default() });
    let files = Files::default();
    let decks = decks::Decks::new(&top, Split::None, &files);
    let json: serde_json::Value = serde_json::from_str(&decks.json().unwrap()).unwrap();
    let mut names: Vec<_> =
        json.as_object().unwrap().values().map(|row| row["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    let expected = [
        "Default",
        "My: : deck",
        "My: : deck::Languages",
        "My: : deck::Languages::Python",
        "My: : deck::blank",
    ];
    assert_eq!(names, expected);
    let ids: Vec<i64> = decks.leaves.iter().map(|leaf| leaf.of_card(0)).collect();
    assert!(ids[0] == ids[1] && ids[1] != ids[2]);
}

#[test]
fn bytes_are_the_same_each_time_and_either_way_and_sound() {
    let many = deck((0..5000).map(|n| card(&format!("What is number {n} of {}?", n * n))).collect());
    let mut left = deck(vec![card("Why?")]);
    left.retired = many.cards[..600].to_vec();
    let long = deck(vec![card(&"long ".repeat(200_000)), card("Why?")]);
    for deck in [Deck::default(), deck(vec![card("Why?")]), many, left, long] {
        let first = export(&deck, false);
        assert!(first == export(&deck, false));
        assert!(first == export(&deck, true));
        with_database(&first, |connection| {
            let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
            assert_eq!(check, "ok");
            let counts =
                "SELECT count(*), (SELECT count(*) FROM cards), ifnull(max(length(flds)), 0) FROM notes";
            let counts: rusqlite::Result<[i64; 3]> =
                connection.query_row(counts, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]));
            let length = |card| fields::of(card, notetype::Shape::Basic, &Names::new()).join("\u{1f}").len();
            let longest = deck.cards.iter().chain(&deck.retired).map(length).max().unwrap_or_default();
            let expected = [deck.cards.len() + deck.retired.len(), deck.cards.len(), longest];
            assert_eq!(counts.unwrap(), expected.map(|count| count as i64));
        });
    }
}

/// What looks like a number is stored as one, of the type that SQLite gives it in Anki's own column.
#[test]
fn sort_text_that_is_a_number_is_stored_as_sqlite_stores_it() {
    let texts = [
        "12",
        " 7 ",
        "-5",
        "+5",
        "00012",
        "1.0",
        "0.5",
        "-0.0",
        "1e3",
        "1E+3",
        "1e-400",
        "1e400",
        ".5",
        "5.",
        "9223372036854775807",
        "9223372036854775808",
        "1234567890123456789012345678901234567890",
        "-0",
        "",
        ".",
        "e",
        "1e",
        "- 5",
        "0x10",
        "1_000",
        "1 2",
        "1,5",
        "12a",
        "inf",
        "nan",
        "\t7",
        "7\n",
        "7\u{a0}",
        "\u{663}",
        "\u{b}7",
        "0.1e1",
        "1-1",
        "What is 12?",
    ];
    let package = export(&deck(texts.map(card).to_vec()), false);
    let stored = |connection: &Connection| -> Vec<(String, Value)> {
        let mut statement = connection.prepare("SELECT flds, sfld FROM notes ORDER BY id").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let stored = with_database(&package, stored);
    let sqlite = Connection::open_in_memory().unwrap();
    sqlite.execute_batch("CREATE TABLE notes (sfld integer NOT NULL)").unwrap();
    for (fields, value) in &stored {
        let text = fields::sort_text(fields.split('\u{1f}').next().unwrap());
        sqlite.execute("INSERT INTO notes VALUES (?)", [&text]).unwrap();
        let last = "SELECT sfld FROM notes ORDER BY rowid DESC LIMIT 1";
        assert_eq!(*value, sqlite.query_row(last, [], |row| row.get::<_, Value>(0)).unwrap(), "{text:?}");
    }
    let numbers = |is: fn(&Value) -> bool| stored.iter().filter(|(_, value)| is(value)).count();
    let integers = numbers(|value| matches!(value, Value::Integer(_)));
    let reals = numbers(|value| matches!(value, Value::Real(_)));
    assert!(integers >= 10 && reals >= 5, "{integers} integers, {reals} reals");
}

#[test]
fn rows_are_numbered_through_and_dated() {
    let mut cards = vec![card("One?"), card("Two?")];
    cards[1].modified = Some(1_600_000_000);
    let deck = deck(cards);
    let rows = |package: Vec<u8>| -> Vec<(i64, i64, i64)> {
        with_database(&package, |connection| {
            let sql = "SELECT notes.id - (SELECT min(id) FROM notes), due, notes.mod FROM notes JOIN cards ON nid = notes.id ORDER BY 1";
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
            rows.map(Result::unwrap).collect()
        })
    };
    assert_eq!(rows(export(&deck, false)), [(0, 1, 1_577_836_800), (1, 2, 1_600_000_000)]);
}

#[test]
fn database_is_sound() {
    let empty = Card { question: vec![], ..card("Gone?") };
    let package = export(&deck(vec![card("One?"), empty]), true);
    let (check, ids): (String, bool) = with_database(&package, |connection| {
        let check = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        let past = "SELECT min(id) > 1420000000000 AND max(id) < 1672600000000 FROM notes";
        (check, connection.query_row(past, [], |row| row.get(0)).unwrap())
    });
    assert_eq!((check.as_str(), ids), ("ok", true));
}
