//! Tables for spreadsheets: nothing in them is taken for a formula, and what comes back is what was sent.

use std::fs;

use csv::ReaderBuilder;
use deckmill::diagnostic::Diagnostics;
use deckmill::export::{Context, EXPORTERS};
use deckmill::format::{Options, by_name};
use deckmill::model::{Block, Number};
use deckmill::render::text;
use deckmill::{Card, Deck, ReadOptions, Source};
use libtest_mimic::{Failed, Trial};
use tempfile::TempDir;

use crate::venv;

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("spreadsheets::formulas_are_guarded", formulas_are_guarded),
        Trial::test("spreadsheets::guarded_cells_come_back", guarded_cells_come_back),
        Trial::test("spreadsheets::only_what_is_guarded_is_counted", only_what_is_guarded_is_counted),
        Trial::test("spreadsheets::each_program_has_its_file", each_program_has_its_file),
        Trial::test("spreadsheets::columns_are_chosen", columns_are_chosen),
        venv::office_trial("spreadsheets::libreoffice_opens_text", libreoffice_opens_text),
    ]
}

/// Texts that a spreadsheet takes for something else, and some that look so.
pub const TEXTS: [&str; 14] = [
    "=1+1",
    "+49 30 1234",
    "-1",
    "@staticmethod",
    "'==' compares values",
    "''=",
    "'quoted'",
    "a = b",
    "007",
    "1/2",
    "2026-01-02",
    "12345678901234567890",
    "says \"so\", and more",
    "📦 = box",
];

fn deck() -> Deck {
    let card = |(at, text): (usize, &&str)| Card {
        id: format!("card{at:012}").into(),
        number: Some(Number::new((at + 1).to_string())),
        question: vec![Block::paragraph(format!("{text} is what?"))],
        answer: vec![Block::paragraph(*text)],
        ..Card::default()
    };
    Deck { title: "Signs".to_owned(), cards: TEXTS.iter().enumerate().map(card).collect(), ..Deck::default() }
}

/// The deck as a table of a format, and what was found.
fn table(format: &str, options: &[(&str, &str)]) -> (String, Vec<String>) {
    let mut own = Options::default();
    options.iter().for_each(|(name, value)| own.set(*name, *value));
    let exporter = by_name(EXPORTERS, format).unwrap().make(&own).unwrap();
    let (mut out, mut diagnostics) = (Vec::new(), Diagnostics::default());
    exporter.export(&deck(), &mut out, &mut Context::new(&mut diagnostics)).unwrap();
    (String::from_utf8(out).unwrap(), diagnostics.iter().map(|found| found.message.clone()).collect())
}

fn cells(table: &str, delimiter: u8) -> Vec<Vec<String>> {
    let table = table.strip_prefix('\u{feff}').unwrap_or(table);
    let reader = ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(table.as_bytes());
    reader.into_records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn formulas_are_guarded() -> Result<(), Failed> {
    for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
        for program in ["excel", "sheets"] {
            let rows = cells(&table(format, &[("for", program)]).0, delimiter);
            let live = |cell: &&String| cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
            assert_eq!(rows.iter().flatten().find(live), None, "{format} for {program}");
            let answers: Vec<&str> = rows[1..].iter().map(|row| row[2].as_str()).collect();
            assert_eq!(
                answers[..7],
                [
                    "'=1+1",
                    "'+49 30 1234",
                    "'-1",
                    "'@staticmethod",
                    "''==' compares values",
                    "'''=",
                    "'quoted'"
                ]
            );
            assert_eq!(answers[7..], TEXTS[7..]);
        }
        let faithful = cells(&table(format, &[]).0, delimiter);
        assert!(faithful[1..].iter().zip(TEXTS).all(|(row, text)| row[2] == text), "{faithful:?}");
    }
    Ok(())
}

/// Exactly one apostrophe is taken away, and none where nobody asks.
fn guarded_cells_come_back() -> Result<(), Failed> {
    let answers = |options: &ReadOptions| -> Vec<String> {
        let table = table("csv", &[("for", "excel")]).0;
        let page = deckmill::read(&Source::new("cards.csv", table), options);
        page.deck.cards.iter().map(|card| text::blocks(&card.answer)).collect()
    };
    let mut own = Options::default();
    own.set("for", "excel");
    let guarded = ReadOptions { of_readers: [("table", own)].into(), ..ReadOptions::default() };
    assert_eq!(answers(&guarded), TEXTS);
    assert_eq!(answers(&ReadOptions::default())[4], "''==' compares values");
    Ok(())
}

fn only_what_is_guarded_is_counted() -> Result<(), Failed> {
    let (_, found) = table("csv", &[("for", "sheets"), ("columns", "answer")]);
    assert_eq!(found, ["6 cells begin like formulas, and got an apostrophe in front"]);
    for program in ["any", "libreoffice"] {
        assert_eq!(table("csv", &[("for", program)]).1, [""; 0], "{program}");
    }
    Ok(())
}

fn each_program_has_its_file() -> Result<(), Failed> {
    let first = |program: &str| table("csv", &[("for", program), ("columns", "level,answer")]).0;
    assert!(first("excel").starts_with("\u{feff}level,answer\r\n,'=1+1\r\n"), "{}", first("excel"));
    assert!(first("sheets").starts_with("level,answer\r\n,'=1+1\r\n"), "{}", first("sheets"));
    assert!(first("libreoffice").starts_with("\"level\",\"answer\"\r\n\"\",\"=1+1\"\r\n"));
    assert!(first("any").starts_with("level,answer\r\n,=1+1\r\n"));
    Ok(())
}

fn columns_are_chosen() -> Result<(), Failed> {
    let (table, _) = table("tsv", &[("columns", "answer=Back,question=Front,id")]);
    assert!(table.starts_with("Back\tFront\tid\r\n=1+1\t=1+1 is what?\tcard000000000000\r\n"), "{table}");
    let own = |choice: &str| {
        let mut own = Options::default();
        own.set("columns", choice);
        by_name(EXPORTERS, "csv").unwrap().make(&own).err().map(|error| error.to_string())
    };
    let refused = own("question,wording").unwrap();
    assert!(
        refused.starts_with("`question,wording` is no value for `csv.columns`: columns of number,"),
        "{refused}"
    );
    Ok(())
}

/// LibreOffice has the cells that were written, those with an apostrophe in front as well. A table that is made
/// for it needs "quoted field as text" alone; in others it takes cells without quotes for numbers, and so is
/// told that columns are text.
fn libreoffice_opens_text() -> Result<(), Failed> {
    let columns: Vec<String> = (1..=8).map(|at| format!("{at}/2")).collect();
    let columns = columns.join("/");
    let programs = [("libreoffice", ""), ("excel", columns.as_str()), ("sheets", columns.as_str())];
    for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
        for (program, kinds) in programs {
            let made = table(format, &[("for", program)]).0;
            assert_eq!(
                opened(&made, format, delimiter, kinds)?,
                cells(&made, delimiter),
                "{format} for {program}"
            );
        }
    }
    // That this is needed shows that the trial sees what LibreOffice does.
    let made = table("csv", &[("for", "excel")]).0;
    let found: Vec<String> =
        opened(&made, "csv", b',', "")?.into_iter().map(|mut row| row.swap_remove(2)).collect();
    assert_eq!((found[9].as_str(), found[12].as_str()), ("7", "1.23456789012346E+019"));
    Ok(())
}

/// The cells of a table that LibreOffice opened and gave back; `kinds` says what columns are.
fn opened(table: &str, format: &str, delimiter: u8, kinds: &str) -> Result<Vec<Vec<String>>, Failed> {
    let folder = TempDir::new()?;
    let path = folder.path().join("cards").with_extension(format);
    fs::write(&path, table)?;
    // UTF-8 from the first line on; quoted fields are text, and nothing is looked at for dates.
    let filter = format!("Text - txt - csv (StarCalc):{delimiter},34,76,1,{kinds},0,true,false");
    let (_folder, back) = venv::converted(&path, venv::TABLE, Some(&filter))?;
    Ok(cells(&fs::read_to_string(back)?, b','))
}
