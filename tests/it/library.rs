//! The library as a program uses it: bytes in, a deck, bytes out; no file, and nothing printed.

use std::process::Command;

use deckmill::{ReadOptions, Source, export};
use libtest_mimic::{Failed, Trial};

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("library::bytes_become_a_package", bytes_become_a_package),
        Trial::test("library::unknown_exporters_are_errors", unknown_exporters_are_errors),
        Trial::test("library::nothing_is_printed", nothing_is_printed),
    ]
}

const PAGE: &str =
    "# Python\n\n1. What is a list?\n\n   A mutable sequence.\n\n2. What is a tuple?\n\n   A fixed one.\n";

fn bytes_become_a_package() -> Result<(), Failed> {
    let page = deckmill::read(&Source::new("python.md", PAGE.as_bytes()), &ReadOptions::default());
    assert_eq!((page.deck.title.as_str(), page.deck.cards.len()), ("Python", 2));
    assert!(page.diagnostics.worst().is_none(), "{:?}", page.diagnostics);
    let package = export::to_bytes("anki", &page.deck)?;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(package))?;
    assert!(zip.by_name("collection.anki2")?.size() > 0);
    Ok(())
}

fn unknown_exporters_are_errors() -> Result<(), Failed> {
    let error = export::to_bytes("nothing", &deckmill::Deck::default()).expect_err("there is none");
    assert_eq!(error.to_string(), "there is no exporter `nothing`");
    Ok(())
}

/// Runs the trial above in a process of its own, and looks at all that it says.
fn nothing_is_printed() -> Result<(), Failed> {
    let own = std::env::current_exe()?;
    let output =
        Command::new(own).args(["--exact", "library::bytes_become_a_package", "--quiet"]).output()?;
    let said = String::from_utf8(output.stdout)? + &String::from_utf8(output.stderr)?;
    let harness =
        |line: &&str| !["", ".", "running 1 test"].contains(line) && !line.starts_with("test result: ok");
    let more: Vec<&str> = said.lines().map(str::trim).filter(harness).collect();
    if more.is_empty() { Ok(()) } else { Err(format!("the library said: {more:?}").into()) }
}
