//! The three tables are complete, and the files keep the sizes that make them readable.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use deckmill::export::EXPORTERS;
use deckmill::format::Format;
use deckmill::layout::LAYOUTS;
use deckmill::read::READERS;
use libtest_mimic::{Failed, Trial};

/// Folders that a table's rows share, and that are no row themselves.
const HELPERS: [&str; 4] = ["build", "schema", "settle", "signs"];

/// How long a file may be, its tests apart.
const LONGEST: usize = 400;

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("tables::readers_are_complete", || complete("read", READERS)),
        Trial::test("tables::layouts_are_complete", || complete("layout", LAYOUTS)),
        Trial::test("tables::exporters_are_complete", || complete("export", EXPORTERS)),
        Trial::test("tables::commands_are_complete", commands),
        Trial::test("tables::files_are_short_and_say_what_they_are", files),
    ]
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules in a folder, as named in its `mod.rs`.
fn modules(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut names: Vec<String> = entries.map(|path| name(&path)).filter(|name| name != "mod").collect();
    names.sort();
    names
}

/// Each row has a file or folder of its name, with `_` for `-`, and the other way round; names and extensions have one
/// owner; summaries are fit for help texts.
fn complete<T: ?Sized>(folder: &str, table: &'static [Format<T>]) -> Result<(), Failed> {
    let mut rows: Vec<String> = table.iter().map(|row| row.name.replace('-', "_")).collect();
    rows.sort_unstable();
    let mut files: Vec<String> = modules(&source().join(folder));
    files.retain(|name| !HELPERS.contains(&name.as_str()));
    assert_eq!(rows, files, "src/{folder} and its table differ");
    let mut seen = HashSet::new();
    for row in table {
        assert!(seen.insert(row.name), "two rows are called {}", row.name);
        assert!(!row.summary.is_empty() && !row.summary.ends_with('.'), "{}: {}", row.name, row.summary);
        for option in row.options {
            assert!(
                !option.summary.is_empty() && !option.summary.ends_with('.'),
                "{}.{}",
                row.name,
                option.name
            );
        }
    }
    let mut owned = HashSet::new();
    for extension in table.iter().flat_map(|row| row.extensions) {
        assert!(owned.insert(extension), "two rows own the extension {extension}");
        assert_eq!(extension.to_lowercase(), **extension, "extensions are compared in lower case");
    }
    Ok(())
}

/// Each subcommand has a file of its name.
fn commands() -> Result<(), Failed> {
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_deckmill")).arg("--help").output()?;
    let help = String::from_utf8(help.stdout)?;
    let list =
        help.split("Commands:").nth(1).and_then(|rest| rest.split("\n\n").next()).ok_or("no commands")?;
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    let mut names: Vec<&str> = names.filter(|name| *name != "help").collect();
    names.sort_unstable();
    assert_eq!(names, modules(&source().join("command")));
    Ok(())
}

fn files() -> Result<(), Failed> {
    let mut folders = vec![source()];
    let mut wrong = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path)?;
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                if code.lines().count() > LONGEST || !text.starts_with("//!") {
                    wrong.push(format!("{}: {} lines", path.display(), code.lines().count()));
                }
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}
