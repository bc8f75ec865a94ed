//! Plug-ins: those that do what they should, and those that misbehave, each in one way.
//!
//! The programs are in `tests/plugins`, scripts in `sh` and Python. To add a way to misbehave: an arm in
//! `tests/plugins/misbehaving` and a row in [`MISBEHAVING`].

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tempfile::TempDir;

use crate::kitchen_sink;

type Check = fn() -> Result<(), Failed>;

/// How a program misbehaves, what is said then, and the cure that is given.
const MISBEHAVING: [(&str, &str, &str); 18] = [
    ("older", "it speaks protocol 0 of plug-ins, and this deckmill speaks 1", "update the plug-in"),
    ("newer", "it speaks protocol 2 of plug-ins, and this deckmill speaks 1", "update deckmill"),
    (
        "garbage",
        "it printed \"Usage: \\u{1b}[31mmisbehaving\u{fffd} FILE\\n\"",
        "is it a plug-in of deckmill?",
    ),
    ("silent", "asked with `--deckmill-protocol`, it printed nothing", "is it a plug-in of deckmill?"),
    (
        "refuse",
        "no handshake: asked with `--deckmill-protocol`, it ended with exit code 3",
        "docs/plugins.md",
    ),
    ("flood", "no handshake: asked with", "docs/plugins.md"),
    ("lines", "its handshake is wrong: it is to be one line", "a fault of the plug-in"),
    ("csv", "it calls itself `csv`, as an exporter of deckmill", "another `name`"),
    ("field", "its handshake is wrong: invalid type: string \"txt\"", "docs/plugins.md"),
    ("wish", "a deck that can't be had: `json` has no option `smell`", "update deckmill"),
    ("exit-code", "deck.txt: [..]misbehaving: it ended with exit code 7", "what it said is above"),
    ("signal", "misbehaving: it was ended by signal 9", "deckmill plugin test"),
    ("empty", "it ended well, but wrote nothing to its standard output", "a fault of the plug-in"),
    ("no-file", "it ended well, but wrote nothing to the file that it was told", "`output.path`"),
    ("forever", "it was not done within 2 s, so it was stopped", "--plugin-timeout SECONDS"),
    ("endless", "it was not done within 2 s, so it was stopped", "--plugin-timeout SECONDS"),
    ("child", "a program that it started keeps its standard output open", "wait for what it starts"),
    ("hang", "no handshake within 10 s, so it was stopped", "print one line and end"),
];

/// Programs that read their input in a way of their own, and how long what they write is.
const PECULIAR: [(&str, usize); 4] =
    [("deaf", 4), ("early", 4), ("writes-first", 3_000_000), ("late-child", 13)];

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let checks: [(&str, Check); 17] = [
        ("a_program_is_named_by_its_path", a_program_is_named_by_its_path),
        ("a_name_is_found_on_the_path", a_name_is_found_on_the_path),
        ("a_program_is_named_on_the_path", a_program_is_named_on_the_path),
        ("it_gets_what_json_writes", it_gets_what_json_writes),
        ("a_file_of_its_own_is_passed_on", a_file_of_its_own_is_passed_on),
        ("folders_take_its_first_extension", folders_take_its_first_extension),
        ("a_project_builds_with_it", a_project_builds_with_it),
        ("a_project_without_it_can_be_checked", a_project_without_it_can_be_checked),
        ("its_options_are_checked", its_options_are_checked),
        ("a_missing_one_says_where_was_looked", a_missing_one_says_where_was_looked),
        ("what_can_not_be_run_says_why", what_can_not_be_run_says_why),
        ("its_name_is_that_of_its_program", its_name_is_that_of_its_program),
        ("formats_lists_those_on_the_path", formats_lists_those_on_the_path),
        ("a_good_one_passes_the_test", a_good_one_passes_the_test),
        ("a_careless_one_fails_the_test", a_careless_one_fails_the_test),
        ("one_without_handshake_fails_the_test", one_without_handshake_fails_the_test),
        ("the_page_has_an_example_that_works", the_page_has_an_example_that_works),
    ];
    let named = checks.into_iter().map(|(name, check)| (name.to_owned(), Box::new(check) as Box<_>));
    let misbehaving = MISBEHAVING.into_iter().map(|(mode, message, help)| {
        let check: Box<dyn FnOnce() -> Result<(), Failed> + Send> =
            Box::new(move || misbehaves(mode, message, help));
        (format!("misbehaving::{mode}"), check)
    });
    let peculiar = PECULIAR.into_iter().map(|(mode, length)| {
        let check: Box<dyn FnOnce() -> Result<(), Failed> + Send> =
            Box::new(move || is_peculiar(mode, length));
        (format!("peculiar::{mode}"), check)
    });
    let trial =
        |(name, check)| Trial::test(format!("plugins::{name}"), check).with_ignored_flag(!has_scripts());
    let mut all: Vec<Trial> = named.chain(misbehaving).chain(peculiar).map(trial).collect();
    all.push(Trial::test("plugins::the_page_names_all_checks", the_page_names_all_checks));
    all.push(Trial::test("plugins::the_trial_faces_everything", the_trial_faces_everything));
    all
}

/// Whether scripts run here. Under `CI` they must.
fn has_scripts() -> bool {
    let has = |program: &str| Command::new(program).arg("--version").output().is_ok();
    cfg!(unix) && (has("python3") || std::env::var_os("CI").is_some())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A program of `tests/plugins`.
fn program(name: &str) -> PathBuf {
    root().join("tests/plugins").join(name)
}

fn exec(name: &str) -> String {
    format!("exec:{}", program(name).display())
}

/// A folder with a page of two questions, and a folder `bin` in which programs have the names of
/// plug-ins.
fn folder(plugins: &[&str]) -> Result<TempDir, Failed> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("page.md"), "# Page\n\n1. What is ä?\n\n   A.\n\n2. What is b?\n\n   B.\n")?;
    fs::create_dir(folder.path().join("bin"))?;
    for name in plugins {
        link(&program(name), &folder.path().join("bin").join(format!("deckmill-to-{name}")))?;
    }
    Ok(folder)
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::copy(from, to).map(drop)
}

fn deckmill(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deckmill"));
    let theirs = std::env::var_os("PATH").unwrap_or_default();
    let bin = [folder.path().join("bin")];
    let path =
        std::env::join_paths(bin.into_iter().chain(std::env::split_paths(&theirs))).unwrap_or_default();
    command.args(arguments).current_dir(folder.path()).env("PATH", path).env_remove("MISBEHAVE");
    command
}

/// Runs deckmill, which is to end with this exit code.
fn run(folder: &TempDir, arguments: &[&str], code: i32) -> Result<Output, Failed> {
    expect(deckmill(folder, arguments), code)
}

fn expect(mut command: Command, code: i32) -> Result<Output, Failed> {
    let output = command.output()?;
    match output.status.code() == Some(code) {
        true => Ok(output),
        false => {
            Err(format!("{command:?}: {}\n{}{}", output.status, stdout(&output), stderr(&output)).into())
        }
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn equal<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result<(), Failed> {
    match found == expected {
        true => Ok(()),
        false => Err(format!("   found: {found:?}\nexpected: {expected:?}").into()),
    }
}

/// Whether a text holds another, in which `[..]` stands for anything.
fn holds(text: &str, expected: &str) -> Result<(), Failed> {
    let mut rest = text;
    for part in expected.split("[..]") {
        rest = rest.split_once(part).ok_or_else(|| format!("{text}\nhas no {expected}"))?.1;
    }
    Ok(())
}

/// The names in a folder, hidden ones too.
fn names(folder: &Path) -> Result<Vec<String>, Failed> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names = entries.collect::<std::io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

const UPPER: &str = "WHAT IS Ä?\nWHAT IS B?\n";

fn a_program_is_named_by_its_path() -> Result<(), Failed> {
    let folder = folder(&[])?;
    let output = run(&folder, &["export", "page.md", "--to", &exec("upper")], 0)?;
    equal(&stdout(&output), &UPPER.to_owned())?;
    holds(&stderr(&output), "upper: written\n")?;
    link(&program("upper"), &folder.path().join("here"))?;
    let output = run(&folder, &["export", "page.md", "--to", "exec:./here"], 0)?;
    equal(&stdout(&output), &UPPER.to_owned())?;
    let output = run(&folder, &["export", "page.md", "--to", "exec:here"], 2)?;
    holds(
        &stderr(&output),
        "there is no program `here` on the PATH ([..])\n  help: for the one that is here, give `exec:./here`",
    )
}

fn a_name_is_found_on_the_path() -> Result<(), Failed> {
    let folder = folder(&["upper"])?;
    run(&folder, &["export", "page.md", "--to", "upper", "-o", "deck.anything"], 0)?;
    equal(&fs::read_to_string(folder.path().join("deck.anything"))?, &UPPER.to_owned())
}

fn a_program_is_named_on_the_path() -> Result<(), Failed> {
    let folder = folder(&["upper"])?;
    let output = run(&folder, &["export", "page.md", "--to", "exec:deckmill-to-upper"], 0)?;
    equal(&stdout(&output), &UPPER.to_owned())
}

fn it_gets_what_json_writes() -> Result<(), Failed> {
    let folder = folder(&[])?;
    let script = "#!/bin/sh\nif [ \"$1\" ]; then\n\
                  echo '{\"deckmill_protocol\":1,\"name\":\"same\",\"extensions\":[\"json\"]}'; exit; fi\nexec cat\n";
    write_program(&folder.path().join("same"), script)?;
    let json = run(&folder, &["export", "page.md", "--to", "json"], 0)?;
    let same = run(&folder, &["export", "page.md", "--to", "exec:./same"], 0)?;
    let header = "{\"deckmill_protocol\":1,\"options\":{},\"output\":{\"path\":null}}\n";
    equal(&stdout(&same), &(header.to_owned() + &stdout(&json)))
}

/// Writes a program by another one, for a file that this process has open can't be run by its children.
fn write_program(path: &Path, script: &str) -> Result<(), Failed> {
    let draft = path.with_extension("draft");
    fs::write(&draft, script)?;
    expect(command("cp", &draft, path), 0)?;
    fs::remove_file(&draft)?;
    expect(command("chmod", Path::new("+x"), path), 0).map(drop)
}

fn command(program: &str, first: &Path, second: &Path) -> Command {
    let mut command = Command::new(program);
    command.args([first, second]);
    command
}

fn a_file_of_its_own_is_passed_on() -> Result<(), Failed> {
    let folder = folder(&["file"])?;
    let output = run(&folder, &["export", "page.md", "--to", "file", "-o", "deck.bin"], 0)?;
    equal(&fs::read(folder.path().join("deck.bin"))?, &b"\0Page".to_vec())?;
    equal(&stdout(&output), &String::new())?;
    let output = run(&folder, &["export", "page.md", "--to", "file"], 0)?;
    equal(&output.stdout, &b"\0Page".to_vec())
}

fn folders_take_its_first_extension() -> Result<(), Failed> {
    let folder = folder(&["upper"])?;
    run(
        &folder,
        &["export", "page.md", "--to", "upper", "--to", "csv", "--to", &exec("file"), "-o", "out/"],
        0,
    )?;
    equal(
        &names(&folder.path().join("out"))?,
        &["page.bin", "page.csv", "page.up"].map(str::to_owned).to_vec(),
    )
}

fn a_project_builds_with_it() -> Result<(), Failed> {
    let folder = folder(&["upper"])?;
    let project = folder.path().join("project");
    fs::create_dir_all(project.join("input"))?;
    fs::create_dir_all(project.join("tools"))?;
    fs::rename(folder.path().join("page.md"), project.join("input/page.md"))?;
    link(&program("file"), &project.join("tools/own"))?;
    let settings =
        "formats = ['upper', 'csv', 'exec:tools/own']\n[options.upper]\ncase = 'lower'\nmark = '- '\n";
    fs::write(project.join("deckmill.toml"), settings)?;
    let arguments = ["build", "--project", "project/deckmill.toml"];
    run(&folder, &arguments, 0)?;
    equal(
        &names(&project.join("output"))?,
        &["deckmill-manifest.json", "page.bin", "page.csv", "page.up"].map(str::to_owned).to_vec(),
    )?;
    equal(&fs::read_to_string(project.join("output/page.up"))?, &"- what is ä?\n- what is b?\n".to_owned())?;
    run(&folder, &[&arguments[..], &["--set", "upper.mark=* "]].concat(), 0)?;
    equal(&fs::read_to_string(project.join("output/page.up"))?, &"* what is ä?\n* what is b?\n".to_owned())?;

    fs::write(project.join("deckmill.toml"), settings.replace("lower", "middle"))?;
    let output = run(&folder, &arguments, 2)?;
    holds(
        &stderr(&output),
        "project/deckmill.toml:3: `middle` is no value for `upper.case`: one of upper, lower",
    )?;
    fs::write(project.join("deckmill.toml"), settings.replace("options.upper", "options.uper"))?;
    let output = run(&folder, &arguments, 2)?;
    holds(
        &stderr(&output),
        "project/deckmill.toml:3: there is no exporter or reader `uper`\n  help: did you mean `upper`?",
    )
}

/// Only what writes asks plug-ins.
fn a_project_without_it_can_be_checked() -> Result<(), Failed> {
    let folder = folder(&[])?;
    fs::write(folder.path().join("deckmill.toml"), "formats = ['slides']\n[options.slides]\nx = 1\n")?;
    run(&folder, &["check", "page.md"], 0)?;
    run(&folder, &["export", "page.md", "--to", "csv"], 0)?;
    let output = run(&folder, &["build"], 2)?;
    holds(&stderr(&output), "deckmill.toml:1: there is no exporter `slides`")
}

fn its_options_are_checked() -> Result<(), Failed> {
    let folder = folder(&["upper"])?;
    let arguments = ["export", "page.md", "--to", "upper", "-o", "deck.up", "--set"];
    let cases = [
        ("upper.case=middle", "`middle` is no value for `upper.case`: one of upper, lower"),
        ("upper.colour=red", "`upper` has no option `colour`; it has: case, mark"),
        ("uper.case=lower", "there is no exporter or reader `uper`\n  help: did you mean `upper`?"),
    ];
    for (setting, expected) in cases {
        holds(&stderr(&run(&folder, &[&arguments[..], &[setting]].concat(), 2)?), expected)?;
        equal(&names(folder.path())?, &vec!["bin".to_owned(), "page.md".to_owned()])?;
    }
    run(&folder, &[&arguments[..], &["upper.mark=a=b. "]].concat(), 0)?;
    holds(&fs::read_to_string(folder.path().join("deck.up"))?, "a=b. WHAT IS Ä?\n")
}

fn a_missing_one_says_where_was_looked() -> Result<(), Failed> {
    let folder = folder(&[])?;
    let output = run(&folder, &["export", "page.md", "--to", "slides", "-o", "deck.x"], 2)?;
    let bin = folder.path().join("bin");
    let looked = format!("or a program `deckmill-to-slides` on the PATH ({}, ", bin.display());
    holds(&stderr(&output), &format!("error: there is no exporter `slides`\n  help: [..]{looked}"))?;
    let output = run(&folder, &["export", "page.md", "--to", "./slides"], 2)?;
    holds(&stderr(&output), "a program is `exec:./slides`")?;
    let output = run(&folder, &["export", "page.md", "--to", "exec:./slides"], 2)?;
    holds(&stderr(&output), "error: ./slides: there is no such program\n  help: `exec:` wants a program")?;
    let output = run(&folder, &["export", "page.md", "--to", "exec:./bin"], 2)?;
    holds(&stderr(&output), "error: ./bin: this is a folder")?;
    equal(&names(folder.path())?, &vec!["bin".to_owned(), "page.md".to_owned()])
}

fn what_can_not_be_run_says_why() -> Result<(), Failed> {
    let folder = folder(&["not-executable"])?;
    let cases = [
        ("not-executable", "this file is not executable\n  help: make it so: `chmod +x "),
        ("no-interpreter", "it can't be run: exec format error\n  help: a script says in its first line"),
        ("lost-interpreter", "the interpreter that its first line names is not there\n  help: install it"),
    ];
    for (name, expected) in cases {
        let output = run(&folder, &["export", "page.md", "--to", &exec(name), "-o", "deck.x"], 2)?;
        holds(&stderr(&output), expected)?;
    }
    let output = run(&folder, &["export", "page.md", "--to", "not-executable", "-o", "deck.x"], 2)?;
    holds(&stderr(&output), "deckmill-to-not-executable: this file is not executable")?;
    equal(&names(folder.path())?, &vec!["bin".to_owned(), "page.md".to_owned()])
}

fn its_name_is_that_of_its_program() -> Result<(), Failed> {
    let folder = folder(&[])?;
    link(&program("upper"), &folder.path().join("bin/deckmill-to-lower"))?;
    let output = run(&folder, &["export", "page.md", "--to", "lower"], 2)?;
    holds(
        &stderr(&output),
        "it calls itself `upper`, not `lower`\n  help: call the program `deckmill-to-upper`",
    )
}

/// A program that misbehaves gives an error with a cure, in time, and no output.
fn misbehaves(mode: &str, message: &str, help: &str) -> Result<(), Failed> {
    let folder = folder(&[])?;
    fs::write(folder.path().join("deck.txt"), "old")?;
    let program = exec("misbehaving");
    let mut arguments = vec!["export", "page.md", "--to", &program, "-o", "deck.txt"];
    // The others have time enough on a busy machine.
    if ["forever", "endless"].contains(&mode) {
        arguments.extend(["--plugin-timeout", "2"]);
    }
    let mut command = deckmill(&folder, &arguments);
    command.env("MISBEHAVE", mode);
    let start = Instant::now();
    let output = expect(command, 2)?;
    if start.elapsed() > Duration::from_secs(60) {
        return Err(format!("it took {:?}", start.elapsed()).into());
    }
    holds(&stderr(&output), &format!("error: [..]{message}[..]\n  help: [..]{help}"))?;
    equal(&stdout(&output), &String::new())?;
    equal(&fs::read_to_string(folder.path().join("deck.txt"))?, &"old".to_owned())?;
    equal(&names(folder.path())?, &["bin", "deck.txt", "page.md"].map(str::to_owned).to_vec())
}

/// A program may read its input as it likes, and leave the writing to another that it started.
fn is_peculiar(mode: &str, length: usize) -> Result<(), Failed> {
    let folder = folder(&[])?;
    let page: String = (1..5000).map(|n| format!("{n}. What is {n}?\n\n   It is {n}.\n\n")).collect();
    fs::write(folder.path().join("page.md"), format!("# Page\n\n{page}"))?;
    let mut command =
        deckmill(&folder, &["export", "page.md", "--to", &exec("misbehaving"), "-o", "deck.txt"]);
    command.env("MISBEHAVE", mode);
    expect(command, 0)?;
    equal(&fs::read(folder.path().join("deck.txt"))?.len(), &length)
}

fn formats_lists_those_on_the_path() -> Result<(), Failed> {
    let folder = folder(&["upper", "misbehaving"])?;
    let mut command = deckmill(&folder, &["formats"]);
    command.env("MISBEHAVE", "newer");
    let listed = stdout(&expect(command, 0)?);
    holds(&listed, "\nPlug-ins on the PATH (--to)\n  misbehaving  [..]it speaks protocol 2 of plug-ins")?;
    holds(&listed, "\n  upper        questions in capitals (.up .txt)\n")?;
    holds(&listed, "               --set upper.case=upper  of the letters\n")?;
    let output = run(&folder, &["formats", "--message-format", "json"], 0)?;
    let tables: Value = serde_json::from_slice(&output.stdout)?;
    let upper = &tables["plugins"][1];
    equal(&upper["extensions"], &serde_json::json!(["up", "txt"]))?;
    equal(&upper["program"].as_str().is_some_and(|path| path.ends_with("bin/deckmill-to-upper")), &true)
}

/// The verdicts of a test, by the names of the checks.
fn verdicts(output: &Output) -> Result<Vec<(String, String, Option<String>)>, Failed> {
    let verdict = |line: &str| {
        let row: Value = serde_json::from_str(line)?;
        let text = |name: &str| row[name].as_str().map(str::to_owned);
        Ok((text("check").unwrap_or_default(), text("verdict").unwrap_or_default(), text("message")))
    };
    stdout(output).lines().map(verdict).collect()
}

fn a_good_one_passes_the_test() -> Result<(), Failed> {
    let folder = folder(&["upper"])?;
    let output = run(&folder, &["plugin", "test", "upper"], 0)?;
    holds(&stdout(&output), "ok       handshake       says what it is\n")?;
    holds(&stderr(&output), "bin/deckmill-to-upper: 12 checks, 0 failed\n")?;
    let path = program("file").display().to_string();
    let output = run(&folder, &["plugin", "test", &path, "--message-format", "json"], 1)?;
    let failed: Vec<_> =
        verdicts(&output)?.into_iter().filter(|(_, verdict, _)| verdict == "failed").collect();
    // It talks on standard output beside its file, and heeds no version.
    equal(&failed.iter().map(|(check, ..)| check.as_str()).collect(), &vec!["clean-output", "other-protocol"])
}

fn a_careless_one_fails_the_test() -> Result<(), Failed> {
    let folder = folder(&[])?;
    let path = program("careless").display().to_string();
    let output = run(&folder, &["plugin", "test", &path, "--message-format", "json"], 1)?;
    let expected = [
        ("handshake", "ok", ""),
        ("bare-card", "ok", ""),
        ("every-kind", "ok", ""),
        ("hostile-text", "ok", ""),
        ("long-answer", "ok", ""),
        ("several-decks", "ok", ""),
        ("clean-output", "failed", "control characters are in the output"),
        ("same-bytes", "failed", "the second run wrote other bytes"),
        ("unknown-fields", "failed", "it ended with exit code 1"),
        ("option-values", "failed", "with `loud=yes`: [..]exit code 1; it said: [..]nobody ever tried this"),
        ("wrong-value", "failed", "with `loud=[..]no such value\"`: it wrote an output all the same"),
        ("other-protocol", "failed", "it wrote an output all the same"),
    ];
    let found = verdicts(&output)?;
    equal(&found.len(), &expected.len())?;
    for ((check, verdict, message), expected) in found.into_iter().zip(expected) {
        equal(&(check.as_str(), verdict.as_str()), &(expected.0, expected.1))?;
        holds(&message.unwrap_or_default(), expected.2)?;
    }
    Ok(())
}

fn one_without_handshake_fails_the_test() -> Result<(), Failed> {
    let folder = folder(&[])?;
    let path = program("misbehaving").display().to_string();
    let mut command = deckmill(&folder, &["plugin", "test", &path]);
    command.env("MISBEHAVE", "newer");
    let output = expect(command, 1)?;
    holds(
        &stdout(&output),
        "failed   handshake       says what it is: [..]it speaks protocol 2 of plug-ins",
    )?;
    holds(&stdout(&output), "skipped  same-bytes      writes the same bytes twice: there is no handshake\n")?;
    let output = run(&folder, &["plugin", "test", "nowhere"], 2)?;
    holds(&stderr(&output), "there is no exporter `nowhere`")
}

fn page() -> Result<String, Failed> {
    Ok(fs::read_to_string(root().join("docs/plugins.md"))?)
}

fn the_page_has_an_example_that_works() -> Result<(), Failed> {
    let page = page()?;
    let example =
        page.split_once("```python\n").and_then(|(_, rest)| rest.split_once("```")).ok_or("no example")?.0;
    equal(&example.lines().count(), &10)?;
    let folder = folder(&[])?;
    write_program(&folder.path().join("ask.py"), example)?;
    let output = run(&folder, &["export", "page.md", "--to", "exec:./ask.py"], 0)?;
    equal(&stdout(&output), &"# Page\n- What is ä?\n- What is b?\n".to_owned())?;
    let output = run(&folder, &["plugin", "test", "./ask.py"], 0)?;
    holds(&stderr(&output), "./ask.py: 12 checks, 0 failed\n")?;
    link(&folder.path().join("ask.py"), &folder.path().join("bin/deckmill-to-ask"))?;
    run(&folder, &["export", "page.md", "--to", "ask", "-o", "page.ask"], 0).map(drop)
}

fn the_page_names_all_checks() -> Result<(), Failed> {
    let folder = folder(&[])?;
    let path = program("lost-interpreter").display().to_string();
    let output = run(&folder, &["plugin", "test", &path, "--message-format", "json"], 1)?;
    let rows: Vec<Value> = stdout(&output).lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let expected: Vec<String> =
        rows.iter().map(|row| format!("| `{}` | {} |", text(row, "check"), text(row, "summary"))).collect();
    let page = page()?;
    let (_, table) = page.split_once("| Check |").ok_or("no table of checks")?;
    equal(&table.lines().skip(2).map(str::to_owned).collect::<Vec<_>>(), &expected)
}

/// The deck of the trial with each kind of content is the one that all exporters face here.
fn the_trial_faces_everything() -> Result<(), Failed> {
    let path = root().join("src/plugin/trial/everything.md");
    let written = deckmill::export::to_bytes("markdown", &kitchen_sink::deck())?;
    if std::env::var_os("CASES").is_some_and(|mode| mode == "overwrite") {
        fs::write(&path, &written)?;
    }
    match fs::read(&path)? == written {
        true => Ok(()),
        false => {
            Err("everything.md is not the kitchen sink: `CASES=overwrite cargo test --test it plugins`"
                .into())
        }
    }
}
