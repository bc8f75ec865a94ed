//! The README keeps its word: its command lines run and print what it says, its example is the one
//! that the library's documentation runs, and the files it names are there.
//!
//! A command line of a ```` ```console ```` block starts with `$ `, what it prints stands below it;
//! `[..]` and `...` stand for anything. All blocks run one after the other in a copy of `input/`.
//! `TRYCMD=overwrite cargo test --test it readme` writes what the commands print into the README.

use std::fs;
use std::path::Path;

use libtest_mimic::{Failed, Trial};

use crate::output;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("readme::commands_print_what_it_says", commands).with_ignored_flag(!cfg!(unix)),
        Trial::test("readme::the_example_is_tested", example),
        Trial::test("readme::the_files_it_names_are_there", paths),
    ]
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> std::io::Result<String> {
    fs::read_to_string(repository().join("README.md"))
}

fn commands() -> Result<(), Failed> {
    let text = readme()?;
    let folder = tempfile::tempdir()?;
    let case = folder.path().join("README.md");
    let pages = folder.path().join("README.in");
    output::copy(&repository().join("input"), &pages.join("input"))?;
    fs::copy(repository().join("deckmill.toml"), pages.join("deckmill.toml"))?;
    if !text.lines().any(|line| line.starts_with("$ ")) {
        return Err("the README shows no command".into());
    }
    fs::write(&case, as_case(&text))?;

    let deckmill = Path::new(env!("CARGO_BIN_EXE_deckmill"));
    let ours = deckmill.parent().ok_or("the program is in no folder")?;
    let theirs = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([ours.to_owned()].into_iter().chain(std::env::split_paths(&theirs)))?;
    trycmd::TestCases::new()
        .register_bin("deckmill", deckmill)
        .register_bin("bash", Path::new("/bin/bash"))
        .env("PATH", path.to_string_lossy())
        .case(&case)
        .run();

    if std::env::var_os("TRYCMD").is_some_and(|mode| mode == "overwrite") {
        fs::write(repository().join("README.md"), as_readme(&fs::read_to_string(&case)?, &text))?;
    }
    Ok(())
}

/// The README as trycmd wants it: what only a shell understands is given to one, and an empty line
/// ends the output of the last command of a block.
fn as_case(readme: &str) -> String {
    let mut case = String::new();
    let (mut in_block, mut before) = (false, "");
    for line in readme.lines() {
        if in_block && line == "```" && !before.starts_with("$ ") {
            case.push('\n');
        }
        in_block = line == "```console" || in_block && line != "```";
        match line.strip_prefix("$ ").filter(|command| in_block && needs_shell(command)) {
            Some(command) => {
                case += &format!("$ bash -euo pipefail -c '{}'\n", command.replace('\'', r"'\''"));
            }
            None => case += &format!("{line}\n"),
        }
        before = line;
    }
    case
}

/// The way back: the commands as the README had them, the empty lines gone.
fn as_readme(case: &str, readme: &str) -> String {
    let mut commands = readme.lines().filter(|line| line.starts_with("$ "));
    let restored = |line: &str| match line.starts_with("$ ") {
        true => format!("{}\n", commands.next().unwrap_or(line)),
        false => format!("{line}\n"),
    };
    case.lines().map(restored).collect::<String>().replace("\n\n```\n", "\n```\n")
}

/// trycmd runs one program without a shell, and passes over programs that it was not told of.
fn needs_shell(command: &str) -> bool {
    !command.starts_with("deckmill ") || command.contains(['|', '<', '>', '&', ';', '*', '$'])
}

fn example() -> Result<(), Failed> {
    let block = |text: &str, fence: &str| -> Option<String> {
        let (_, rest) = text.split_once(&format!("\n{fence}\n"))?;
        Some(rest.split_once("\n```")?.0.to_owned())
    };
    let library = fs::read_to_string(repository().join("src/lib.rs"))?;
    let documentation: Vec<&str> = library
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .skip_while(|line| *line != "# Example")
        .filter(|line| !line.starts_with("# Ok"))
        .collect();
    let documentation = documentation.join("\n");
    let (shown, tested) = (block(&readme()?, "```rust"), block(&documentation, "```"));
    match shown.is_some() && shown == tested {
        true => Ok(()),
        false => Err(format!("the README shows\n{shown:?}\nbut tested is\n{tested:?}").into()),
    }
}

/// What stands in backticks and begins like a path of this repository, and where links lead.
fn paths() -> Result<(), Failed> {
    let text = readme()?;
    let is_ours = |word: &&str| {
        ["src/", "tests/", "benches/", "scripts/", "docs/", "input/", "examples/"]
            .iter()
            .any(|folder| word.starts_with(folder))
    };
    let named = text.split('`').filter(is_ours);
    let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next());
    let links = links.filter(|link| !link.is_empty() && !link.contains("://"));
    let is_missing = |path: &&str| !path.contains(['*', '<', ' ']) && !repository().join(path).exists();
    let missing: Vec<&str> = named.chain(links).filter(is_missing).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("not there: {}", missing.join(", ")).into()) }
}
