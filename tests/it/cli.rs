//! The program as its users meet it.
//!
//! What can be said as a command and its output is in `tests/cmd/*.trycmd`, each with its pages in a
//! folder beside it; each file is a test here. What needs more (a full disk, a pipe that closes, a
//! run that is killed) is a function below. To add one: write it, and name it in [`trials`].
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test may panic and reads files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use tempfile::TempDir;

const DECKMILL: &str = env!("CARGO_BIN_EXE_deckmill");

/// A function that panics when something is wrong.
type Test = fn();

/// All tests of the program.
pub fn trials() -> Vec<Trial> {
    let functions: [(&str, Test); 5] = [
        ("a_page_comes_from_standard_input", a_page_comes_from_standard_input),
        ("data_and_talk_go_apart", data_and_talk_go_apart),
        ("a_bad_epoch_is_wrong_usage", a_bad_epoch_is_wrong_usage),
        ("a_closed_pipe_is_quiet", a_closed_pipe_is_quiet),
        ("a_read_only_file_is_left_alone", a_read_only_file_is_left_alone),
    ];
    let on_unix: [(&str, Test); 11] = [
        ("a_full_disk_is_an_error", a_full_disk_is_an_error),
        ("a_failed_run_leaves_the_old_file", a_failed_run_leaves_the_old_file),
        ("a_killed_run_leaves_the_old_file", a_killed_run_leaves_the_old_file),
        ("a_stopped_run_leaves_nothing", a_stopped_run_leaves_nothing),
        ("a_new_file_heeds_the_umask", a_new_file_heeds_the_umask),
        ("an_old_file_keeps_its_mode", an_old_file_keeps_its_mode),
        ("a_link_stays_a_link", a_link_stays_a_link),
        ("standard_output_by_its_other_name", standard_output_by_its_other_name),
        ("a_pipe_is_written_to_directly", a_pipe_is_written_to_directly),
        ("names_need_not_be_utf8", names_need_not_be_utf8),
        ("folders_behind_links_are_not_walked", folders_behind_links_are_not_walked),
    ];
    let trial = |(name, test): (&str, Test)| Trial::test(format!("cli::{name}"), move || run(test));
    // What these need is there on Linux; elsewhere they show as ignored.
    let is_linux = cfg!(target_os = "linux");
    let mut all: Vec<Trial> = functions.map(trial).into();
    all.extend(on_unix.map(trial).map(|trial| trial.with_ignored_flag(!is_linux)));
    let has_script = is_linux && Path::new("/usr/bin/script").exists();
    let on_terminals: [(&str, Test); 2] = [
        ("a_package_is_not_for_a_terminal", a_package_is_not_for_a_terminal),
        ("progress_is_for_those_who_watch", progress_is_for_those_who_watch),
    ];
    all.extend(on_terminals.map(trial).map(|trial| trial.with_ignored_flag(!has_script)));
    all.extend(written_commands());
    all
}

fn run(test: Test) -> Result<(), Failed> {
    test();
    Ok(())
}

/// The files in `tests/cmd`, each a test.
fn written_commands() -> Vec<Trial> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "trycmd"));
    files.sort();
    let trial = |file: PathBuf| {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        Trial::test(format!("cmd::{name}"), move || {
            let cases = trycmd::TestCases::new();
            // What tests say is not for the page about a step of CI.
            cases.env("GITHUB_STEP_SUMMARY", "");
            cases.register_bin("deckmill", Path::new(DECKMILL)).case(&file).run();
            Ok(())
        })
    };
    files.into_iter().map(trial).collect()
}

/// A folder with a page of so many cards.
fn folder_with_page(cards: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut page = "# Numbers\n\n".to_owned();
    for number in 1..=cards {
        page += &format!("{number}. What is number {number}?\n\n   It is the {number}th of them.\n\n");
    }
    fs::write(folder.path().join("page.md"), page).unwrap();
    folder
}

fn deckmill(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(DECKMILL);
    command.args(arguments).current_dir(folder.path()).env_remove("SOURCE_DATE_EPOCH");
    command
}

/// Runs deckmill in a shell, after some words for the shell itself.
fn in_shell(folder: &TempDir, before: &str, arguments: &str) -> Output {
    let script = format!("{before}\nexec '{DECKMILL}' {arguments}");
    Command::new("bash").args(["-c", &script]).current_dir(folder.path()).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The names of the files in a folder.
fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn a_page_comes_from_standard_input() {
    let folder = folder_with_page(2);
    let page = fs::File::open(folder.path().join("page.md")).unwrap();
    let arguments = ["export", "-", "--from", "markdown", "--to", "csv"];
    let output = deckmill(&folder, &arguments).stdin(page).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("What is number 2?"), "{text}");
    assert!(text.contains(",-:3,"), "the source is called -: {text}");
}

fn data_and_talk_go_apart() {
    let folder = folder_with_page(1);
    fs::write(folder.path().join("none.md"), "nothing to ask").unwrap();
    let output = deckmill(&folder, &["export", "page.md", "none.md", "--to", "csv"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("number,question,"));
    assert!(stderr(&output).contains("none.md: error: "), "{}", stderr(&output));
    assert!(!stderr(&output).contains('\u{1b}'), "no colours off a terminal");

    let output = deckmill(&folder, &["check", "none.md", "--color", "always"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let findings = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(findings.contains("[no-question]") && findings.contains('\u{1b}'), "{findings}");
}

fn a_bad_epoch_is_wrong_usage() {
    let folder = folder_with_page(1);
    let arguments = ["export", "page.md", "-o", "deck.csv"];
    let output = deckmill(&folder, &arguments).env("SOURCE_DATE_EPOCH", "yesterday").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("SOURCE_DATE_EPOCH is `yesterday`"), "{}", stderr(&output));
    assert_eq!(names(&folder), ["page.md"]);
    let output = deckmill(&folder, &arguments).env("SOURCE_DATE_EPOCH", "1700000000").output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

fn a_closed_pipe_is_quiet() {
    // More than a pipe holds, so that writing fails for sure.
    let folder = folder_with_page(3000);
    let arguments = ["export", "page.md", "--to", "csv", "-o", "-", "-o", "deck.csv", "--quiet"];
    let mut child =
        deckmill(&folder, &arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "");
    assert_eq!(names(&folder), ["deck.csv", "page.md"], "the file is in its place all the same");
}

fn a_read_only_file_is_left_alone() {
    let folder = folder_with_page(1);
    let target = folder.path().join("deck.csv");
    fs::write(&target, "old").unwrap();
    let mut permissions = fs::metadata(&target).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&target, permissions).unwrap();
    let output = deckmill(&folder, &["export", "page.md", "-o", "deck.csv"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("deck.csv: this file is read-only"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(&target).unwrap(), "old");
}

fn a_full_disk_is_an_error() {
    let folder = folder_with_page(1);
    let arguments = ["export", "page.md", "--to", "csv", "-o", "/dev/full"];
    let output = deckmill(&folder, &arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("/dev/full: there is no space left"), "{}", stderr(&output));

    for arguments in [&["export", "page.md", "--to", "csv"][..], &["explain", "page.md"], &["formats"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = deckmill(&folder, arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("standard output: there is no space left"), "{}", stderr(&output));
    }
}

/// The decks of this page are larger than the limit that the two runs below are given.
fn folder_with_old_decks() -> TempDir {
    let folder = folder_with_page(1000);
    for name in ["deck.csv", "deck.json"] {
        fs::write(folder.path().join(name), "old").unwrap();
    }
    folder
}

fn a_failed_run_leaves_the_old_file() {
    let folder = folder_with_old_decks();
    // With the signal ignored, writing beyond the limit fails as it does on a full disk.
    let output = in_shell(&folder, "trap '' XFSZ; ulimit -f 60", "export page.md -o deck.csv -o deck.json");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("would be larger than is allowed"), "{}", stderr(&output));
    assert_eq!(names(&folder), ["deck.csv", "deck.json", "page.md"], "nothing is left behind");
    for name in ["deck.csv", "deck.json"] {
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), "old");
    }
}

fn a_killed_run_leaves_the_old_file() {
    let folder = folder_with_old_decks();
    let output = in_shell(&folder, "ulimit -f 60", "export page.md -o deck.csv -o deck.json");
    assert_eq!(output.status.code(), None, "the system kills it: {}", stderr(&output));
    for name in ["deck.csv", "deck.json"] {
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), "old");
    }
    fs::remove_file(folder.path().join("deck.json")).unwrap();
    let output = deckmill(&folder, &["export", ".", "-o", "deck.csv", "--quiet"]).output().unwrap();
    assert!(output.status.success(), "what it left is no page: {}", stderr(&output));
}

/// A pipe that nobody reads keeps a run waiting, its other output complete beside its target.
fn a_stopped_run_leaves_nothing() {
    for signal in ["INT", "TERM"] {
        let folder = folder_with_old_decks();
        fs::remove_file(folder.path().join("deck.json")).unwrap();
        let made = Command::new("mkfifo").arg(folder.path().join("deck.json")).status().unwrap();
        assert!(made.success());
        let mut run =
            deckmill(&folder, &["export", "page.md", "-o", "deck.json", "-o", "deck.csv"]).spawn().unwrap();
        let is_waiting = || names(&folder).iter().any(|name| name.starts_with(".deckmill-"));
        let began = Instant::now();
        while !is_waiting() {
            assert!(began.elapsed() < Duration::from_secs(60), "it does not come to its outputs");
            thread::sleep(Duration::from_millis(10));
        }
        let told = Command::new("kill").args(["-s", signal, &run.id().to_string()]).status().unwrap();
        assert!(told.success());
        let status = run.wait().unwrap();
        assert_eq!(status.code(), None, "it ends by the signal, and whoever started it knows: {status}");
        assert_eq!(names(&folder), ["deck.csv", "deck.json", "page.md"], "nothing is left behind");
        assert_eq!(fs::read_to_string(folder.path().join("deck.csv")).unwrap(), "old");
    }
}

#[cfg(unix)]
fn mode(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).unwrap().permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0
}

fn a_new_file_heeds_the_umask() {
    let folder = folder_with_page(1);
    let output = in_shell(&folder, "umask 027", "export page.md -o deck.csv");
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(mode(&folder.path().join("deck.csv")), 0o640);
}

fn an_old_file_keeps_its_mode() {
    let folder = folder_with_page(1);
    let output = in_shell(&folder, "touch deck.csv; chmod 604 deck.csv", "export page.md -o deck.csv");
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(mode(&folder.path().join("deck.csv")), 0o604);
}

fn a_link_stays_a_link() {
    let folder = folder_with_page(1);
    let links = "mkdir real; echo old > real/old.csv; ln -s real/old.csv old.csv; ln -s real/new.csv new.csv";
    let output = in_shell(&folder, links, "export page.md -o old.csv -o new.csv");
    assert!(output.status.success(), "{}", stderr(&output));
    for name in ["old.csv", "new.csv"] {
        assert!(fs::symlink_metadata(folder.path().join(name)).unwrap().is_symlink());
        let written = fs::read_to_string(folder.path().join("real").join(name)).unwrap();
        assert!(written.starts_with("number,question,"), "{written}");
    }
    let output =
        deckmill(&folder, &["export", "page.md", "-o", "old.csv", "-o", "real/old.csv"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "both are one file");
}

fn standard_output_by_its_other_name() {
    let folder = folder_with_page(1);
    let output = in_shell(&folder, "echo first > got; exec >> got", "export page.md --to csv -o /dev/stdout");
    assert!(output.status.success(), "{}", stderr(&output));
    let got = fs::read_to_string(folder.path().join("got")).unwrap();
    assert!(got.starts_with("first\nnumber,question,"), "{got}");
}

fn a_pipe_is_written_to_directly() {
    let folder = folder_with_page(1);
    let reader = "mkfifo pipe; cat pipe > got &";
    let output = in_shell(&folder, reader, "export page.md --to csv -o pipe");
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(names(&folder), ["got", "page.md", "pipe"]);
    assert!(fs::read_to_string(folder.path().join("got")).unwrap().starts_with("number,question,"));
}

#[cfg(unix)]
fn names_need_not_be_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = folder_with_page(1);
    let (page, deck) = (OsStr::from_bytes(b"p\xE4ge.md"), OsStr::from_bytes(b"d\xE9ck.csv"));
    fs::rename(folder.path().join("page.md"), folder.path().join(page)).unwrap();
    let output = deckmill(&folder, &["export"]).arg(page).arg("-o").arg(deck).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let written = fs::read_to_string(folder.path().join(deck)).unwrap();
    assert!(written.contains("p\u{FFFD}ge.md:3"), "{written}");
}

#[cfg(not(unix))]
fn names_need_not_be_utf8() {}

fn folders_behind_links_are_not_walked() {
    let folder = folder_with_page(1);
    let links = "mkdir pages; ln -s .. pages/up; ln -s ../page.md pages/link.md";
    let output = in_shell(&folder, links, "export pages -o decks/ --to csv");
    assert!(output.status.success(), "{}", stderr(&output));
    let decks = fs::read_dir(folder.path().join("decks")).unwrap();
    let decks: Vec<_> = decks.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(decks, ["link.csv"]);
}

/// Runs the program with a terminal for all its streams.
fn in_terminal(folder: &TempDir, arguments: &str, ci: &str) -> (Option<i32>, String) {
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &format!("'{DECKMILL}' {arguments}"), "/dev/null"]);
    script.env("TERM", "xterm").env("CI", ci).current_dir(folder.path()).stdin(Stdio::null());
    let output = script.output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

fn a_package_is_not_for_a_terminal() {
    let (code, said) = in_terminal(&folder_with_page(1), "export page.md --to anki", "");
    assert_eq!(code, Some(2));
    assert!(said.contains("standard output is a terminal"), "{said}");
    assert!(said.contains("-o deck.apkg"), "{said}");
}

/// A bar moves where somebody watches and there is more than one page, and nowhere else.
fn progress_is_for_those_who_watch() {
    let folder = folder_with_page(2);
    fs::copy(folder.path().join("page.md"), folder.path().join("other.md")).unwrap();
    let moves = |arguments: &str, ci: &str| in_terminal(&folder, arguments, ci).1.contains("/2");
    assert!(moves("export page.md other.md -o out/", ""), "on a terminal it moves");
    assert!(!moves("export page.md other.md -o out/", "true"), "in CI nobody watches");
    assert!(!moves("export page.md other.md -o out/ --quiet", ""), "it can be told to be quiet");
    assert!(!moves("export page.md -o out/", ""), "one page is done at once");
    let piped = deckmill(&folder, &["export", "page.md", "other.md", "-o", "out/"]).output().unwrap();
    assert!(!stderr(&piped).contains("/2"), "a pipe gets no bar: {}", stderr(&piped));
}
