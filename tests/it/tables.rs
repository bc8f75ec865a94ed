//! The house rules that a machine can check: the three tables are whole, functions and files are short.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use deckmill::export::EXPORTERS;
use deckmill::format::Format;
use deckmill::layout::LAYOUTS;
use deckmill::read::READERS;
use libtest_mimic::{Failed, Trial};

/// Folders in which the parts of a table have common helpers.
const HELPERS: &[&str] = &["build", "settle", "signs"];

/// The most lines that a file may have, tests apart, and a function.
const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 60;

/// One trial per table, and one per rule about the source.
pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("tables::readers_are_whole", || is_whole("read", READERS)),
        Trial::test("tables::layouts_are_whole", || is_whole("layout", LAYOUTS)),
        Trial::test("tables::exporters_are_whole", || is_whole("export", EXPORTERS)),
        Trial::test("tables::files_are_short", || each_file(file_is_short)),
        Trial::test("tables::functions_are_short", || each_file(functions_are_short)),
        Trial::test("tables::files_say_what_they_are", || each_file(file_says_what_it_is)),
    ]
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Each row has its file and each file its row; names and extensions are unique, summaries are said.
fn is_whole<T: ?Sized>(folder: &str, table: &[Format<T>]) -> Result<(), Failed> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(source().join(folder))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if name != "mod" && !HELPERS.contains(&name.as_str()) {
            files.insert(name);
        }
    }
    let names: BTreeSet<String> = table.iter().map(|format| format.name.to_owned()).collect();
    if names != files {
        return Err(format!("rows {names:?} are not the files {files:?} of src/{folder}").into());
    }
    if names.len() != table.len() {
        return Err("two rows have one name".into());
    }
    let mut owned = BTreeSet::new();
    for format in table {
        if let Some(extension) = format.extensions.iter().find(|extension| !owned.insert(**extension)) {
            return Err(format!("`.{extension}` has two owners").into());
        }
        says_briefly(format.name, format.summary)?;
        for option in format.options {
            says_briefly(option.name, option.summary)?;
        }
    }
    Ok(())
}

/// A summary begins in lower case, a name apart, and ends without a dot.
fn says_briefly(name: &str, summary: &str) -> Result<(), Failed> {
    let word = summary.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_name = word.chars().filter(|c| c.is_uppercase()).count() > 1 || NAMES.contains(&word);
    let is_lower = word.chars().all(char::is_lowercase) || is_name;
    match !word.is_empty() && is_lower && !summary.ends_with('.') {
        true => Ok(()),
        false => Err(format!("the summary of {name} is {summary:?}").into()),
    }
}

/// Names of their own, which begin a summary in upper case.
const NAMES: &[&str] = &["Markdown", "CommonMark", "Anki"];

/// What is wrong with a file, by its name and its lines.
type Rule = fn(&[&str]) -> Vec<String>;

fn each_file(rule: Rule) -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for path in files(&source()) {
        let text = fs::read_to_string(&path)?;
        let lines: Vec<&str> = text.lines().collect();
        let name = path.strip_prefix(source())?.display().to_string();
        wrong.extend(rule(&lines).into_iter().map(|what| format!("{name}: {what}")));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn file_is_short(lines: &[&str]) -> Vec<String> {
    // A module of tests stands at the end of its file.
    let count = lines.iter().position(|line| line.trim() == "#[cfg(test)]").unwrap_or(lines.len());
    if count > LONGEST_FILE { vec![format!("{count} lines")] } else { Vec::new() }
}

/// Functions from their `fn` to the brace that closes them, which rustfmt puts below their first letter.
fn functions_are_short(lines: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        let is_function =
            ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "const fn ", "pub const fn "]
                .iter()
                .any(|start| code.starts_with(start));
        if !is_function || code.ends_with([';', '}']) {
            continue;
        }
        let close = format!("{}}}", " ".repeat(indent));
        let length = lines[at..].iter().position(|line| *line == close).map_or(0, |end| end + 1);
        if length > LONGEST_FUNCTION {
            found.push(format!("line {}: a function of {length} lines", at + 1));
        }
    }
    found
}

fn file_says_what_it_is(lines: &[&str]) -> Vec<String> {
    match lines.first() {
        Some(line) if line.starts_with("//! ") => Vec::new(),
        _ => vec!["does not open with `//!`".to_owned()],
    }
}
