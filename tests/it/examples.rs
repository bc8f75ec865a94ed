//! The examples of `--help` work: each line below "Examples:" of each command is run as it stands, in a folder
//! that has the files which it names. The lines of a command run one after the other.
#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

use std::fs;
use std::path::Path;
use std::process::Command;

use libtest_mimic::{Failed, Trial};

use crate::server::{Server, none, ok};
use crate::venv;
use crate::work::Work;

const DECKMILL: &str = env!("CARGO_BIN_EXE_deckmill");

/// The longest line that help does not break.
const LONGEST: usize = 100;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    // Examples are lines of a shell, and one of them is about a plug-in that is a script.
    vec![venv::trial("examples::those_of_help_work", all_work).with_ignored_flag(!cfg!(unix))]
}

/// What help says of a command.
fn help(command: &[String]) -> Result<String, Failed> {
    Ok(venv::run(Command::new(DECKMILL).args(command).arg("--help"))?)
}

/// The names of the commands below one, from its help.
fn below(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines.take_while(|line| line.starts_with("  ")).filter_map(|line| {
        let is_name = line.chars().nth(2).is_some_and(|c| c != ' ');
        line.split_whitespace().next().filter(|_| is_name).map(str::to_owned)
    });
    names.filter(|name| name != "help").collect()
}

/// The examples in a help, without what is said of them.
fn examples(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Examples:").skip(1);
    lines.take_while(|line| line.starts_with("  ")).map(|line| line.trim().to_owned()).collect()
}

fn all_work() -> Result<(), Failed> {
    let page = "<!doctype html><title>Words</title><h1>Words</h1><h2>What is a noun?</h2><p>A name.</p>";
    let web = Server::new(move |request| match request.path.as_str() {
        "/questions.html" => ok("text/html", page.as_bytes()),
        _ => none(),
    });
    let mut commands = vec![Vec::new()];
    let mut run = 0;
    while let Some(command) = commands.pop() {
        let help = help(&command)?;
        commands.extend(below(&help).into_iter().map(|name| [command.clone(), vec![name]].concat()));
        let examples = examples(&help);
        if examples.is_empty() {
            return Err(format!("`deckmill {}` has no examples", command.join(" ")).into());
        }
        let work = folder()?;
        if command == ["init"] {
            // It makes what all others find.
            fs::remove_file(work.path("deckmill.toml"))?;
        }
        for example in &examples {
            if example.len() > LONGEST - 2 || !example.contains("deckmill ") {
                return Err(format!("`{example}` is too long, or not about deckmill").into());
            }
            shell(&work, example, &web)?;
            run += 1;
        }
    }
    if run > 30 { Ok(()) } else { Err(format!("only {run} examples were found").into()) }
}

/// Runs a line of shell, which is to end well.
fn shell(work: &Work, line: &str, web: &Server) -> Result<(), Failed> {
    let ours = Path::new(DECKMILL).parent().ok_or("the program is in no folder")?;
    let theirs = std::env::var_os("PATH").unwrap_or_default();
    let own = [ours.to_owned(), work.path("")];
    let path = std::env::join_paths(own.into_iter().chain(std::env::split_paths(&theirs)))?;
    let mut bash = Command::new("bash");
    bash.args(["-e", "-u", "-o", "pipefail", "-c", line]).current_dir(work.path("")).env("PATH", path);
    // All that is asked of the web is asked of this server.
    bash.env("http_proxy", web.url("")).env("XDG_CACHE_HOME", work.path("cache"));
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"]
    {
        bash.env_remove(name);
    }
    venv::run(&mut bash).map(drop).map_err(|why| format!("{line}: {why}").into())
}

/// A folder with all that examples name.
fn folder() -> Result<Work, Failed> {
    let questions = |count: u32| {
        let question =
            |number| format!("## {number}. What is word {number}?\n\nIt is *number* {number}.\n\n");
        format!("# Words\n\n{}", (1..=count).map(question).collect::<String>())
    };
    let work = Work::new(&[("deckmill.toml", "formats = ['csv', 'anki']\n"), ("page.md", &questions(2))])?;
    let deckmill = |arguments: &[&str]| venv::run(&mut work.program(arguments)).map(drop);
    for name in ["input", "pages", "packages", "questions"] {
        fs::create_dir(work.path(name))?;
    }
    work.write("more.md", questions(3))?;
    work.write("input/page.md", questions(2))?;
    work.write("pages/one.md", questions(1))?;
    work.write("pages/two.md", "# Others\n\n## What is another?\n\nAnother.\n")?;
    deckmill(&[
        "export",
        "page.md",
        "-o",
        "page.html",
        "-o",
        "old.apkg",
        "-o",
        "cards.csv",
        "-o",
        "deck.apkg",
    ])?;
    deckmill(&["export", "page.md", "-o", "packages/deck.apkg"])?;
    deckmill(&["export", "more.md", "--previous", "old.apkg", "-o", "new.apkg"])?;
    work.write("page.txt", "Words\n\n1. What is a word?\nIt is said.\n\n2. What is a verb?\nIt is done.\n")?;
    work.write("edited.md", questions(2).replace("number* 2", "figure* 2"))?;
    deckmill(&["export", "edited.md", "-o", "cards-edited.csv", "-o", "cards-edited.xlsx"])?;
    deckmill(&["build"])?;
    plugin(&work)?;
    let git = ["init -q -b main", "add deckmill.lock", "-c user.name=a -c user.email=a@b.c commit -q -m a"];
    for arguments in git {
        venv::run(Command::new("git").args(arguments.split(' ')).current_dir(work.path("")))?;
    }
    Ok(work)
}

/// A plug-in that is good.
fn plugin(work: &Work) -> Result<(), Failed> {
    let upper = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins/upper");
    let script = fs::read_to_string(&upper)?.replace("\"name\": \"upper\"", "\"name\": \"slides\"");
    work.write("deckmill-to-slides", script)?;
    Ok(fs::set_permissions(work.path("deckmill-to-slides"), fs::metadata(upper)?.permissions())?)
}
