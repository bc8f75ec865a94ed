//! Workbooks: what openpyxl and LibreOffice find in their cells is what the cards say, and nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use csv::ReaderBuilder;
use deckmill::diagnostic::Diagnostics;
use deckmill::export::{Context, EXPORTERS, ExportError};
use deckmill::format::{Options, by_name};
use deckmill::model::{Block, BlockKind, Inline, Level, Link, Origin, SourceName};
use deckmill::render::text;
use deckmill::{Card, Deck, ReadOptions, Source};
use libtest_mimic::{Failed, Trial};
use rust_xlsxwriter::Format;
use serde_json::Value;
use tempfile::TempDir;

use crate::spreadsheets::TEXTS;
use crate::venv::{self, Venv};

/// What reads workbooks.
static TABLES: Venv = Venv::new("tables-venv/1", &["openpyxl==3.1.5"]);

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    vec![
        venv::trial("workbooks::openpyxl_reads_what_cards_say", openpyxl_reads_what_cards_say),
        venv::trial("workbooks::sheets_are_made_on_request", sheets_are_made_on_request),
        venv::trial("workbooks::links_are_live", links_are_live),
        venv::office_trial("workbooks::libreoffice_reads_what_cards_say", libreoffice_reads_what_cards_say),
        venv::office_trial("workbooks::libreoffice_keeps_text_and_sheets", libreoffice_keeps_text_and_sheets),
        Trial::test("workbooks::what_no_cell_holds_is_an_error", what_no_cell_holds_is_an_error),
        Trial::test("workbooks::links_have_a_most", links_have_a_most),
        Trial::test("workbooks::bytes_hang_on_cards_alone", bytes_hang_on_cards_alone),
        Trial::test("workbooks::columns_and_sheets_are_chosen", columns_and_sheets_are_chosen),
        Trial::test("workbooks::broken_ones_are_read_as_far_as_they_go", broken),
        Trial::test("workbooks::those_that_grow_too_much_are_refused", growing),
        Trial::test("workbooks::those_of_other_programs_are_read", of_other_programs),
    ]
}

/// Texts that a spreadsheet, XML or a crate takes for something else.
const ODD: &[&str] = &[
    "{=1+1}",
    "=HYPERLINK(\"http://a\",\"b\")",
    "http://example.org/?a=b&c=d#e",
    "mailto:a@example.org",
    "internal:Sheet1!A1",
    "1e5",
    "-0.5 %",
    "TRUE",
    "#N/A",
    "#REF!",
    "# first",
    "00",
    "12:30",
    "1,234.5",
    "$5",
    "  spaces at the ends  ",
    "\ttab\tand tab\t",
    "\nline feed\n\n",
    "one\nline\n\nand more",
    "'",
    "''",
    "\"",
    "\"quoted\"",
    "a\"b,c;d",
    "_x0041_",
    "_x000D_ and _x000a_",
    "_x00_ __x0041__",
    "_xD_ _x9__x5f_ _x0000A_ _x_ _x0",
    "<b>&amp;</b> ]]> <!-- -->",
    "<r><t>no markup</t></r>",
    "<r>_x0041_ & \t</r>",
    "{{c1::cloze}} {% raw %}",
    "👩‍💻 🙂 数据结构 e\u{301}tude",
    "שלום \u{202e}abc\u{202c} العربية",
    "\u{feff}mark \u{200b}zero\u{a0}wide",
    "\u{85} \u{2028} \u{2029}",
    "C:\\dir\\n",
];

/// Texts that Excel and LibreOffice read as they are; openpyxl loses `x005F_`, and does not know what stands for
/// a character that XML can't hold.
const ESCAPED: &[&str] =
    &["_x005F_", "_x005F_x0041_", "ax005F_b", "_x0041_x0041_", "\u{fffe}\u{ffff} \u{fdd0}", "_xFFFE_ _x5F_"];

/// A card that asks and says a text, verbatim.
fn card(at: usize, said: &str) -> Card {
    let code = |text: &str| Block::new(BlockKind::Code { language: None, text: text.to_owned() });
    Card {
        id: format!("card{at:012}").into(),
        question: vec![Block::paragraph("What is this?"), code(said)],
        answer: vec![code(said)],
        tags: vec![said.to_owned()],
        path: [said.to_owned()].into(),
        origin: Origin::new("signs.md", at as u32 + 1, 1),
        ..Card::default()
    }
}

fn deck_of<'a>(texts: impl IntoIterator<Item = &'a &'a str>) -> Deck {
    let cards = texts.into_iter().enumerate().map(|(at, text)| card(at, text)).collect();
    Deck { title: "Signs: =1+1 & [more]".to_owned(), cards, ..Deck::default() }
}

/// A deck as a workbook with these options, and what was found.
fn workbook(deck: &Deck, options: &[(&str, &str)]) -> Result<(Vec<u8>, Vec<String>), ExportError> {
    let mut own = Options::default();
    options.iter().for_each(|(name, value)| own.set(*name, *value));
    let exporter = by_name(EXPORTERS, "xlsx").unwrap().make(&own).unwrap();
    let (mut out, mut diagnostics) = (Vec::new(), Diagnostics::default());
    exporter.export(deck, &mut out, &mut Context::new(&mut diagnostics))?;
    Ok((out, diagnostics.iter().map(|found| found.message.clone()).collect()))
}

/// A workbook as a file in a folder of its own.
fn file(deck: &Deck, options: &[(&str, &str)]) -> Result<(TempDir, PathBuf), Failed> {
    let folder = TempDir::new()?;
    let path = folder.path().join("cards.xlsx");
    fs::write(&path, workbook(deck, options)?.0)?;
    Ok((folder, path))
}

/// What openpyxl reads in a workbook.
fn read(path: &Path) -> Result<Value, Failed> {
    Ok(serde_json::from_str(&TABLES.script("tables/workbook.py", &[path.as_os_str()])?)?)
}

/// What openpyxl reads in a deck's workbook.
fn read_deck(deck: &Deck, options: &[(&str, &str)]) -> Result<Value, Failed> {
    let (_folder, path) = file(deck, options)?;
    read(&path)
}

/// What the rows of a table with the columns question, answer, tags, section, source and id say.
fn rows_of(deck: &Deck) -> Vec<Vec<String>> {
    let head = ["question", "answer", "tags", "section", "source", "id"].map(str::to_owned).to_vec();
    let row = |card: &Card| {
        let (question, answer) = (text::blocks(&card.question), text::blocks(&card.answer));
        // As `export/columns.rs` has it: a tag with a space or such a sign is quoted.
        let is_sign = |c: char| [',', ';', '"'].contains(&c) || c.is_whitespace();
        let tag = match &card.tags[0] {
            tag if tag.contains(is_sign) => format!("\"{}\"", tag.replace('"', "\"\"")),
            tag => tag.clone(),
        };
        let source = format!("signs.md:{}", card.origin.line);
        vec![question, answer, tag, card.path[0].clone(), source, card.id.to_string()]
    };
    std::iter::once(head).chain(deck.cards.iter().map(row)).collect()
}

const COLUMNS: (&str, &str) = ("columns", "question,answer,tags,section,source,id");

/// The texts of a sheet that openpyxl read. Each cell is a string, if it is not empty, and none a formula.
fn texts(sheet: &Value) -> Vec<Vec<String>> {
    let text = |cell: &Value| {
        if cell["text"] == Value::Null {
            return String::new();
        }
        let value = cell["text"].as_str().unwrap_or_default();
        assert_eq!((cell["type"].as_str(), cell["format"].as_str()), (Some("s"), Some("@")), "{cell}");
        assert_eq!((&cell["wraps"], cell["place"].as_str()), (&Value::Bool(true), Some("top")), "{cell}");
        value.to_owned()
    };
    let rows = sheet["rows"].as_array().unwrap().iter();
    rows.map(|row| row.as_array().unwrap().iter().map(text).collect()).collect()
}

fn assert_same(found: &[Vec<String>], expected: &[Vec<String>]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected);
    }
}

fn openpyxl_reads_what_cards_say() -> Result<(), Failed> {
    let deck = deck_of(TEXTS.iter().chain(ODD));
    let book = read_deck(&deck, &[COLUMNS])?;
    assert_eq!(book["made"]["title"], "Signs: =1+1 & [more]");
    assert_eq!(book["made"]["created"], "1980-01-01 00:00:00");
    let [sheet] = book["sheets"].as_array().unwrap().as_slice() else { return Err("not one sheet".into()) };
    assert_same(&texts(sheet), &rows_of(&deck));
    let last = deck.cards.len() + 1;
    assert_eq!((&sheet["name"], &sheet["frozen"]), (&"Signs =1+1 & more".into(), &"A2".into()));
    assert_eq!((&sheet["filter"], &sheet["size"]), (&sheet["size"], &format!("A1:F{last}").into()));
    assert_eq!(sheet["right_to_left"], false);
    let bold = |row: &Value| row.as_array().unwrap().iter().all(|cell| cell["bold"] == true);
    assert_eq!((bold(&sheet["rows"][0]), bold(&sheet["rows"][1])), (true, false));
    let widths: Vec<f64> = sheet["widths"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
    assert!(
        widths[1] > 40.0 && widths[0] > widths[5] && widths.iter().all(|wide| *wide < 82.0),
        "{widths:?}"
    );
    // A deck without cards has its row of names.
    let empty = read_deck(&Deck::default(), &[COLUMNS])?;
    assert_same(&texts(&empty["sheets"][0]), &rows_of(&Deck::default()));
    Ok(())
}

/// Cards of sections, levels and decks, some of them in Hebrew and Arabic.
fn mixed() -> Deck {
    let own = |at: usize, question: &str, section: &str, level: Option<Level>| Card {
        question: vec![Block::paragraph(question)],
        path: if section.is_empty() { [].into() } else { [section.to_owned()].into() },
        level,
        ..card(at, "Yes.")
    };
    let (easy, hard) = (Some(Level::Beginner), Some(Level::Advanced));
    let english = vec![
        own(0, "What?", "I/O: how?", easy),
        own(1, "Why?", "History", None),
        own(2, "מה?", "i*o: HOW", hard),
        own(3, "Who?", "", easy),
    ];
    let arabic = vec![own(4, "HTML?", "بنية", easy), own(5, "CSS?", "بنية", hard)];
    let leaf = |title: &str, language: &str, cards: Vec<Card>| Deck {
        title: title.to_owned(),
        language: Some(language.to_owned()),
        cards,
        ..Deck::default()
    };
    let children = vec![leaf("Web", "en", english), leaf("web", "ar-EG", arabic)];
    Deck { title: "All of it".to_owned(), children, ..Deck::default() }
}

/// What a sheet is called, how many cards it has, and whether it runs from right to left.
type Shown<'a> = (&'a str, usize, bool);

fn sheets_are_made_on_request() -> Result<(), Failed> {
    let cases: [(&str, &[Shown]); 4] = [
        ("one", &[("All of it", 6, false)]),
        (
            "section",
            &[
                ("I O how", 1, false),
                ("History (2)", 1, false),
                ("i o HOW (2)", 1, true),
                ("No section", 1, false),
                ("بنية", 2, true),
            ],
        ),
        ("level", &[("beginner", 3, false), ("No level", 1, false), ("advanced", 2, true)]),
        ("deck", &[("Web", 4, false), ("web (2)", 2, true)]),
    ];
    for (by, expected) in cases {
        let book = read_deck(&mixed(), &[("sheets", by)])?;
        let found: Vec<Shown> = book["sheets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|sheet| {
                (sheet["name"].as_str().unwrap(), texts(sheet).len() - 1, sheet["right_to_left"] == true)
            })
            .collect();
        assert_eq!(found, expected, "by {by}");
        let is_whole = |sheet: &Value| {
            let cells = sheet["rows"].as_array().unwrap().iter().flat_map(|row| row.as_array().unwrap());
            sheet["frozen"] == "A2"
                && cells.into_iter().all(|cell| cell["format"] == "@" && cell["wraps"] == true)
        };
        assert!(book["sheets"].as_array().unwrap().iter().all(is_whole), "by {by}: {book}");
    }
    Ok(())
}

/// A card whose answer is a line with links to these addresses.
fn linked(at: usize, targets: &[&str], rest: &str) -> Card {
    let link = |target: &&str| {
        let content = vec![Inline::text(*target)];
        Inline::Link(Box::new(Link { target: (*target).to_owned(), title: None, content }))
    };
    let rest = Some(Inline::text(rest)).filter(|_| !rest.is_empty());
    let content = targets.iter().map(link).chain(rest).collect();
    Card { answer: vec![Block::new(BlockKind::Paragraph(content))], ..card(at, "=1") }
}

fn links_are_live() -> Result<(), Failed> {
    let long = format!("https://example.org/{}", "a".repeat(2060));
    let cases: [(&[&str], &str, Option<&str>); 8] = [
        (
            &["https://en.wikipedia.org/wiki/C%2B%2B#a%20b"],
            "",
            Some("https://en.wikipedia.org/wiki/C%2B%2B#a%20b"),
        ),
        (&["http://example.org/é?a=\"b\"&c=d e"], " is it", Some("http://example.org/é?a=%22b%22&c=d%20e")),
        (&["MAILTO:a@example.org"], "", Some("mailto:a@example.org")),
        (&["http://a.example/", "http://b.example/"], "", None),
        (&["../python.md"], "", None),
        (&["ftp://example.org/"], "", None),
        (&[long.as_str()], "", None),
        (&[], "=http://example.org", None),
    ];
    let mut cards: Vec<Card> =
        cases.iter().enumerate().map(|(at, (targets, rest, _))| linked(at, targets, rest)).collect();
    let url = Some("https://example.org/b/signs.md#L1".to_owned());
    cards[0].origin.source = SourceName { name: "signs.md".to_owned(), url }.into();
    let deck = Deck { title: "Links".to_owned(), cards, ..Deck::default() };
    let (bytes, found) = workbook(&deck, &[COLUMNS])?;
    assert_eq!(found, ["1 link of the workbook is plain text"]);
    let folder = TempDir::new()?;
    fs::write(folder.path().join("links.xlsx"), bytes)?;
    let book = read(&folder.path().join("links.xlsx"))?;
    let sheet = &book["sheets"][0];
    assert_same(&texts(sheet), &rows_of(&deck));
    for (at, (targets, _, link)) in cases.iter().enumerate() {
        let cell = &sheet["rows"][at + 1][1];
        assert_eq!(cell["link"].as_str(), *link, "{targets:?}");
    }
    assert_eq!(sheet["rows"][1][4]["link"], "https://example.org/b/signs.md#L1");
    assert_eq!(sheet["rows"][2][4]["link"], Value::Null);
    Ok(())
}

fn libreoffice_reads_what_cards_say() -> Result<(), Failed> {
    let deck = deck_of(TEXTS.iter().chain(ODD).chain(ESCAPED));
    let (_folder, path) = file(&deck, &[COLUMNS])?;
    let (_out, table) = venv::converted(&path, venv::TABLE, None)?;
    let table = fs::read_to_string(table)?;
    let reader = ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    let found: Vec<Vec<String>> =
        reader.into_records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_same(&found, &rows_of(&deck));
    Ok(())
}

/// Opened and saved by LibreOffice, a workbook has the same cells, all of them text.
fn libreoffice_keeps_text_and_sheets() -> Result<(), Failed> {
    let deck = deck_of(TEXTS.iter().chain(ODD));
    let (_folder, path) = file(&deck, &[COLUMNS])?;
    let (_out, saved) = venv::converted(&path, "xlsx", None)?;
    assert_same(&texts(&read(&saved)?["sheets"][0]), &rows_of(&deck));
    let (_folder, path) = file(&mixed(), &[("sheets", "section")])?;
    let (_out, saved) = venv::converted(&path, "xlsx", None)?;
    let (ours, theirs) = (read(&path)?, read(&saved)?);
    let sheets = |book: &Value| -> Vec<(Value, Value, Vec<Vec<String>>)> {
        let sheets = book["sheets"].as_array().unwrap().iter();
        sheets.map(|sheet| (sheet["name"].clone(), sheet["right_to_left"].clone(), texts(sheet))).collect()
    };
    assert_eq!(sheets(&ours), sheets(&theirs));
    Ok(())
}

fn what_no_cell_holds_is_an_error() -> Result<(), Failed> {
    let mut deck = deck_of(&TEXTS);
    let long = "📦".repeat(16_383);
    deck.cards[3] = card(3, "short");
    deck.cards[3].answer = vec![Block::paragraph(long.clone() + "a")];
    workbook(&deck, &[])?;
    deck.cards[3].answer = vec![Block::paragraph(long + "📦")];
    let error = workbook(&deck, &[("columns", "id,answer=Back")]).unwrap_err().to_string();
    let expected = "signs.md:4: a workbook can't hold this card: its Back: 32768 characters (as Excel counts \
                    them), and 32767 are the most";
    assert_eq!(error, expected);
    workbook(&deck, &[("columns", "id,question")])?;
    let leaf = |at: usize| Deck { cards: vec![card(at, "a")], ..Deck::default() };
    let decks = Deck { children: (0..1001).map(leaf).collect(), ..Deck::default() };
    let error = workbook(&decks, &[("sheets", "deck")]).unwrap_err().to_string();
    assert!(error.starts_with("a workbook can't hold these cards: it would have 1001 sheets"), "{error}");
    Ok(())
}

fn links_have_a_most() -> Result<(), Failed> {
    let source = std::sync::Arc::new(SourceName { name: "a".to_owned(), url: Some("http://a".to_owned()) });
    let one = |at: usize| Card {
        question: vec![Block::paragraph("Q")],
        origin: deckmill::model::Origin { source: source.clone(), line: at as u32, column: 1 },
        ..Card::default()
    };
    let deck = Deck { cards: (0..65_532).map(one).collect(), ..Deck::default() };
    let (_, found) = workbook(&deck, &[("columns", "source")])?;
    assert_eq!(found, ["2 links of the workbook are plain text"]);
    Ok(())
}

fn bytes_hang_on_cards_alone() -> Result<(), Failed> {
    let deck = deck_of(TEXTS.iter().chain(ODD));
    let first = workbook(&deck, &[("sheets", "section")])?.0;
    assert_eq!(first, workbook(&deck, &[("sheets", "section")])?.0);
    let folder = TempDir::new()?;
    fs::write(folder.path().join("page.md"), "# Page\n\n1. Why?\n\n   So.\n")?;
    let made = |name: &str, zone: &str| -> Result<Vec<u8>, Failed> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deckmill"));
        command.args(["export", "page.md", "--quiet", "-o", name]).current_dir(folder.path());
        venv::run(command.env("TZ", zone))?;
        Ok(fs::read(folder.path().join(name))?)
    };
    assert_eq!(made("a.xlsx", "UTC")?, made("b.xlsx", "Pacific/Kiritimati")?);
    Ok(())
}

fn columns_and_sheets_are_chosen() -> Result<(), Failed> {
    let refused = |name: &str, value: &str| {
        let mut own = Options::default();
        own.set(name, value);
        by_name(EXPORTERS, "xlsx").unwrap().make(&own).err().map(|error| error.to_string()).unwrap()
    };
    assert_eq!(
        refused("sheets", "page"),
        "`page` is no value for `xlsx.sheets`: it is one, section, level or deck"
    );
    assert!(
        refused("columns", "wording").starts_with("`wording` is no value for `xlsx.columns`: columns of")
    );
    Ok(())
}

/// Whatever became of its bytes, a workbook is a page with findings at worst.
fn broken() -> Result<(), Failed> {
    let deck = Deck { title: "Odd".to_owned(), cards: vec![Card::default(); 3], ..Deck::default() };
    let whole = deckmill::export::to_bytes("xlsx", &deck)?;
    let mut seed = 1_u64;
    for _ in 0..400 {
        let mut bytes = whole.clone();
        for _ in 0..4 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (seed >> 33) as usize % bytes.len();
            bytes[at] ^= (seed >> 25) as u8;
        }
        let cut = (seed >> 40) as usize % (4 * bytes.len());
        bytes.truncate(cut.max(4));
        deckmill::read(&Source::new("odd.xlsx", bytes), &ReadOptions::default());
    }
    Ok(())
}

/// Numbers, days and truths are what their cells show; names of columns are found as in other tables, and the
/// names of sheets are sections.
fn of_other_programs() -> Result<(), Failed> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (name, first) in [("Lists", "What is a list?"), ("Numbers", "What is six by seven?")] {
        let sheet = workbook.add_worksheet();
        // The second has its columns the other way round, under other names.
        let (asked, names) =
            if name == "Lists" { (0, ["Question", "Answer"]) } else { (1, ["Back", "Front"]) };
        let answered = 1 - asked;
        sheet.set_name(name)?.write(0, 0, names[0])?.write(0, 1, names[1])?;
        sheet.write(1, asked, first)?.write(2, asked, "Is it so?")?;
        sheet.write(1, answered, if name == "Lists" { 1.5 } else { 42.0 })?.write(2, answered, true)?;
        if name == "Lists" {
            let (time, day) =
                (Format::new().set_num_format("hh:mm"), Format::new().set_num_format("yyyy-mm-dd"));
            sheet.write(3, 0, "When does it begin?")?.write_with_format(3, 1, 0.3125, &time)?;
            sheet.write(4, 0, "On which day?")?.write_with_format(4, 1, 46_000.0, &day)?;
        }
    }
    let page = deckmill::read(&Source::new("own.xlsx", workbook.save_to_buffer()?), &ReadOptions::default());
    let said: Vec<(&str, String, String)> = page
        .deck
        .all_cards()
        .map(|card| {
            (card.section().unwrap_or_default(), text::blocks(&card.question), text::blocks(&card.answer))
        })
        .collect();
    let expected = [
        ("Lists", "What is a list?", "1.5"),
        ("Lists", "Is it so?", "TRUE"),
        ("Lists", "When does it begin?", "07:30:00"),
        ("Lists", "On which day?", "2025-12-09"),
        ("Numbers", "What is six by seven?", "42"),
        ("Numbers", "Is it so?", "TRUE"),
    ];
    let expected =
        expected.map(|(section, question, answer)| (section, question.to_owned(), answer.to_owned()));
    assert_eq!(said, expected);
    Ok(())
}

/// A hundred megabytes in a small file.
fn growing() -> Result<(), Failed> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["xl/workbook.xml", "xl/sharedStrings.xml"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())?;
        std::io::copy(&mut std::io::Read::take(std::io::repeat(b' '), 50 << 20), &mut zip)?;
    }
    let bytes = zip.finish()?.into_inner();
    assert!(bytes.len() < 1 << 20);
    let page = deckmill::read(&Source::new("small.xlsx", bytes), &ReadOptions::default());
    let found: Vec<&str> = page.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert!(found[0].contains("far more than its size lets expect"), "{found:?}");
    Ok(())
}
