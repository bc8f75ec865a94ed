//! The GitHub Action: its steps as action.yml has them, run by `tests/pipeline/action.py`, which plays a runner and
//! GitHub itself.

#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use deckmill::package::Package;
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

use crate::venv::{self, Venv};
use crate::work::Work;

/// What reads YAML.
pub static TOOLS: Venv = Venv::new("action-venv", &["PyYAML==6.0.3"]);

pub type Check = fn() -> Result<(), Failed>;

/// The trials of this file, and of the packages that the action has to do with.
pub fn trials() -> Vec<Trial> {
    let checks: [(&str, Check); 16] = [
        ("decks_are_built_and_outputs_told", decks_are_built_and_outputs_told),
        ("a_comment_is_made_once", a_comment_is_made_once),
        ("a_comment_is_found_among_many", a_comment_is_found_among_many),
        ("where_nothing_changes_nothing_is_said", where_nothing_changes_nothing_is_said),
        ("a_fork_gets_a_summary", a_fork_gets_a_summary),
        ("a_stale_lock_says_what_to_commit", a_stale_lock_says_what_to_commit),
        ("the_last_release_is_memory", the_last_release_is_memory),
        ("named_packages_are_memory", named_packages_are_memory),
        ("releases_that_cannot_be_had_fail", releases_that_cannot_be_had_fail),
        ("a_broken_page_fails_at_its_line", a_broken_page_fails_at_its_line),
        ("notes_that_fail_are_annotations", notes_that_fail_are_annotations),
        ("words_of_users_are_no_commands", words_of_users_are_no_commands),
        ("line_ends_are_no_change_of_a_lock", line_ends_are_no_change_of_a_lock),
        ("a_release_is_installed", a_release_is_installed),
        ("a_wrong_checksum_installs_nothing", a_wrong_checksum_installs_nothing),
        ("an_unknown_platform_is_told", an_unknown_platform_is_told),
    ];
    checks.into_iter().map(|(name, check)| venv::trial(&format!("action::{name}"), check)).collect()
}

const PAGE: &str = "# Words\n\n## 1. What is a noun?\n\nA name.\n\n## 2. What is a verb?\n\nA doing.\n";
const PROJECT: &str = "formats = [\"anki\", \"csv\"]\n";
const BASE: &str = "1111111111111111111111111111111111111111";

/// The page with a card more.
fn longer() -> String {
    format!("{PAGE}\n## 3. What is an adverb?\n\nIt tells how.\n")
}

/// A repository with a project in it.
fn repository() -> Result<Work, Failed> {
    Work::new(&[("deckmill.toml", PROJECT), ("input/words.md", PAGE)])
}

/// What runs the steps.
pub struct Run(pub Value);

impl Run {
    /// The action on a repository, with the program that is tested.
    pub fn new(work: &Work) -> Run {
        let program = env!("CARGO_BIN_EXE_deckmill");
        Run(json!({ "workspace": work.path(""), "with": { "binary": program }, "github": {} }))
    }

    /// For a pull request.
    fn pull_request(mut self) -> Run {
        self.0["event_name"] = json!("pull_request");
        self.0["event"] = json!({ "pull_request": { "number": 7, "base": { "sha": BASE } } });
        self
    }

    /// With an input.
    pub fn with(mut self, input: &str, value: &str) -> Run {
        self.0["with"][input] = json!(value);
        self
    }

    /// With something that GitHub knows.
    pub fn github(mut self, name: &str, value: Value) -> Run {
        self.0["github"][name] = value;
        self
    }

    /// The lock that the branch has which a pull request goes to.
    fn base_lock(self, lock: &str) -> Run {
        self.github("locks", json!({ BASE: { "deckmill.lock": lock } }))
    }

    /// Runs all of it.
    pub fn run(&self) -> Result<Done, Failed> {
        let scenario = Work::new(&[("scenario.json", &self.0.to_string())])?;
        let said = TOOLS.script("pipeline/action.py", &[scenario.path("scenario.json").as_os_str()])?;
        Ok(Done(serde_json::from_str(&said)?))
    }
}

/// What came of a run.
pub struct Done(pub Value);

impl Done {
    /// The steps that were run, and their exit codes.
    fn codes(&self) -> Vec<(&str, i64)> {
        let steps = self.0["steps"].as_array().into_iter().flatten();
        steps.map(|step| (step["name"].as_str().unwrap_or(""), step["code"].as_i64().unwrap_or(-1))).collect()
    }

    /// Fails unless all steps went well.
    pub fn good(self) -> Result<Done, Failed> {
        match self.codes().iter().all(|(_, code)| *code == 0) && !self.codes().is_empty() {
            true => Ok(self),
            false => Err(format!("{:#}", self.0).into()),
        }
    }

    /// Fails unless this step failed, and it was the last one.
    fn failed_at(self, name: &str) -> Result<Done, Failed> {
        let codes = self.codes();
        let is_so = codes.last().is_some_and(|(last, code)| *last == name && *code != 0)
            && codes.iter().rev().skip(1).all(|(_, code)| *code == 0);
        if is_so { Ok(self) } else { Err(format!("{:#}", self.0).into()) }
    }

    /// What all steps printed.
    fn log(&self) -> String {
        let steps = self.0["steps"].as_array().into_iter().flatten();
        steps.filter_map(|step| step["log"].as_str()).collect()
    }

    pub fn summary(&self) -> &str {
        self.0["summary"].as_str().unwrap_or("")
    }

    /// The comments that are there then.
    fn comments(&self) -> Vec<&str> {
        let comments = self.0["comments"].as_array().into_iter().flatten();
        comments.filter_map(|comment| comment["body"].as_str()).collect()
    }

    /// What the action gives, but for a folder that is gone by now.
    pub fn outputs(&self) -> &Value {
        &self.0["outputs"]
    }
}

/// The GUIDs of a package.
fn guids(path: &Path) -> Result<BTreeSet<String>, Failed> {
    let package = Package::open(&fs::read(path)?).map_err(|error| error.to_string())?;
    Ok(package.notes.into_iter().map(|note| note.guid).collect())
}

fn decks_are_built_and_outputs_told() -> Result<(), Failed> {
    let work = Work::new(&[("sub/deckmill.toml", PROJECT), ("sub/input/words.md", PAGE)])?;
    let done = Run::new(&work).with("working-directory", "sub").run()?.good()?;
    assert_eq!(*done.outputs(), json!({ "decks": "sub/output", "cards": "2", "changed": "true" }));
    assert!(done.summary().contains("| sub/output/words.apkg | 2 |"), "{}", done.summary());
    assert!(done.summary().contains("**2 new**"), "{}", done.summary());
    assert!(done.log().contains("::notice title=deckmill::nothing is remembered"), "{}", done.log());
    assert!(work.path("sub/output/words.apkg").is_file());
    let upload = done.0["steps"].as_array().into_iter().flatten().find(|step| step["uses"].is_string());
    let upload = upload.ok_or("nothing is uploaded")?;
    assert_eq!(upload["with"]["path"], "sub/output");
    assert_eq!(upload["with"]["name"], "decks");
    // A second push that changes nothing.
    let lock = work.read("sub/deckmill.lock")?;
    let mut again = Run::new(&work).with("working-directory", "sub").with("upload", "false");
    again.0["event"] = json!({ "before": BASE });
    let done = again.github("locks", json!({ BASE: { "sub/deckmill.lock": lock } })).run()?.good()?;
    assert_eq!(*done.outputs(), json!({ "decks": "sub/output", "cards": "2", "changed": "false" }));
    assert!(done.0["steps"].as_array().into_iter().flatten().all(|step| !step["uses"].is_string()));
    Ok(())
}

fn a_comment_is_made_once() -> Result<(), Failed> {
    let work = repository()?;
    work.run(&["build"])?;
    let base = work.read("deckmill.lock")?;
    work.write("input/words.md", longer())?;
    work.run(&["build"])?;
    let first = Run::new(&work).pull_request().base_lock(&base).run()?.good()?;
    let [comment] = first.comments()[..] else { return Err(format!("{:#}", first.0).into()) };
    assert!(comment.contains("**1 new, 0 updated, 2 unchanged, 0 conflicting**"), "{comment}");
    assert!(comment.contains("| new | What is an adverb? |"), "{comment}");
    assert!(!first.summary().contains("What is an adverb?"), "{}", first.summary());
    assert_eq!(first.outputs()["changed"], "true");

    work.write("input/words.md", longer().replace("A name.", "A name of a thing."))?;
    work.run(&["build"])?;
    let comments = first.0["comments"].clone();
    let second =
        Run::new(&work).pull_request().base_lock(&base).github("comments", comments).run()?.good()?;
    let [comment] = second.comments()[..] else { return Err(format!("{:#}", second.0).into()) };
    assert!(comment.contains("**1 new, 1 updated, 1 unchanged, 0 conflicting**"), "{comment}");

    // What was said is taken back.
    work.write("input/words.md", PAGE)?;
    work.write("deckmill.lock", &base)?;
    let comments = second.0["comments"].clone();
    let third = Run::new(&work).pull_request().base_lock(&base).github("comments", comments).run()?.good()?;
    let [comment] = third.comments()[..] else { return Err(format!("{:#}", third.0).into()) };
    assert!(comment.contains("**0 new, 0 updated, 2 unchanged, 0 conflicting**"), "{comment}");
    Ok(())
}

/// It stands on the second page of what GitHub lists, and others only speak of it.
fn a_comment_is_found_among_many() -> Result<(), Failed> {
    let work = repository()?;
    work.run(&["build"])?;
    let mark = "<!-- deckmill plan: deckmill.toml -->";
    let mut comments: Vec<Value> =
        (0..120).map(|id| json!({ "id": id, "body": format!("> {mark}") })).collect();
    comments[110]["body"] = json!(format!("{mark}\nold"));
    let done =
        Run::new(&work).pull_request().base_lock("").github("comments", json!(comments)).run()?.good()?;
    let found = done.comments();
    assert_eq!(found.len(), 120);
    assert!(found[110].starts_with(mark) && found[110].contains("2 new"), "{}", found[110]);
    assert_eq!(found.iter().filter(|body| body.contains("2 new")).count(), 1);
    Ok(())
}

fn where_nothing_changes_nothing_is_said() -> Result<(), Failed> {
    let work = repository()?;
    work.run(&["build"])?;
    let lock = work.read("deckmill.lock")?;
    let done = Run::new(&work).pull_request().base_lock(&lock).run()?.good()?;
    assert!(done.comments().is_empty(), "{:#}", done.0);
    assert_eq!(done.outputs()["changed"], "false");
    Ok(())
}

fn a_fork_gets_a_summary() -> Result<(), Failed> {
    let work = repository()?;
    work.run(&["build"])?;
    let run = Run::new(&work).pull_request().github("may_write", json!(false));
    let done = run.run()?.good()?;
    assert!(done.comments().is_empty());
    assert!(done.summary().contains("**2 new**"), "{}", done.summary());
    assert!(done.log().contains("::notice title=deckmill::no comment: "), "{}", done.log());
    // Whoever wants no comment gets none, and no notice of that.
    let done = Run::new(&work).pull_request().with("comment", "false").run()?.good()?;
    assert!(done.comments().is_empty() && done.summary().contains("**2 new**"), "{:#}", done.0);
    assert!(!done.log().contains("no comment"), "{}", done.log());
    Ok(())
}

fn a_stale_lock_says_what_to_commit() -> Result<(), Failed> {
    let work = repository()?;
    work.run(&["build"])?;
    let committed = work.read("deckmill.lock")?;
    work.write("input/words.md", longer())?;
    let run = Run::new(&work).pull_request().base_lock(&committed);
    let done = run.run()?.failed_at("Hold the lock against the pages")?;
    let log = done.log();
    assert!(log.contains("::error file=deckmill.lock::"), "{log}");
    assert!(log.contains("::error title=deckmill::commit deckmill.lock, "), "{log}");
    // Reviewers see what learners would get all the same.
    assert!(done.comments()[0].contains("| new | What is an adverb? |"), "{:#}", done.0);
    // The patch is one: it makes the lock that was committed the one that a build gives.
    let summary = done.summary();
    let patch = summary.split("````diff\n").nth(1).and_then(|rest| rest.split("````").next());
    work.write("lock.patch", patch.ok_or_else(|| summary.to_owned())?)?;
    work.write("deckmill.lock", &committed)?;
    venv::run(std::process::Command::new("git").args(["apply", "lock.patch"]).current_dir(work.path("")))?;
    assert_eq!(work.run(&["build", "--locked"])?.code, 0);
    assert!(work.read("deckmill.lock")?.contains("What is an adverb?"));
    // Beside pull requests it is a warning: what was pushed is built.
    work.write("deckmill.lock", &committed)?;
    let done = Run::new(&work).run()?.good()?;
    assert!(done.log().contains("::warning title=deckmill::deckmill.lock is not what"), "{}", done.log());
    Ok(())
}

/// On Windows, git may have given the lock other ones than a build does.
fn line_ends_are_no_change_of_a_lock() -> Result<(), Failed> {
    let work = repository()?;
    work.run(&["build"])?;
    let committed = work.read("deckmill.lock")?;
    let windows = committed.replace('\n', "\r\n");
    work.write("deckmill.lock", &windows)?;
    let done = Run::new(&work).run()?.good()?;
    assert!(!done.log().contains("is not what this build gives"), "{}", done.log());
    // What changes beside them is all that there is to commit.
    work.write("deckmill.lock", &windows)?;
    work.write("input/words.md", longer())?;
    let done = Run::new(&work).pull_request().base_lock(&committed).run()?;
    let done = done.failed_at("Hold the lock against the pages")?;
    let patch = done.summary().split("````").nth(1).unwrap_or("");
    let changes = |sign| patch.lines().filter(|line| line.starts_with(sign)).count();
    assert_eq!((changes("+{"), changes("-{")), (1, 0), "{patch}");
    Ok(())
}

/// A package of the page as it was, from a build that knew its cards by other GUIDs.
fn old_package(folder: &Work) -> Result<PathBuf, Failed> {
    folder.write("old.toml", "key = \"another collection\"\nformats = [\"anki\"]\n")?;
    folder.write("input/words.md", PAGE)?;
    folder.run(&["build", "--project", "old.toml"])?;
    Ok(folder.path("output/words.apkg"))
}

fn the_last_release_is_memory() -> Result<(), Failed> {
    let (old, work) = (Work::new(&[])?, repository()?);
    let package = old_package(&old)?;
    let asset = |id: u32, name: &str| json!({ "id": id, "name": name, "file": package });
    let release =
        |assets: Vec<Value>, draft: bool| json!({ "draft": draft, "prerelease": false, "assets": assets });
    let releases = json!([
        // The release that this build is for has no files yet; a draft is no release.
        release(vec![asset(1, "notes.txt")], false),
        release(vec![asset(2, "draft.apkg")], true),
        release(vec![asset(3, "notes.txt"), asset(4, "words.apkg")], false),
        release(vec![asset(5, "older.apkg")], false),
    ]);
    work.write("input/words.md", longer())?;
    let done = Run::new(&work).github("releases", releases).run()?.good()?;
    let asked = done.0["asked"].to_string();
    assert!(asked.contains("assets/4\"") && !asked.contains("assets/5"), "{asked}");
    let (before, now) = (guids(&package)?, guids(&work.path("output/words.apkg"))?);
    assert!(before.len() == 2 && now.len() == 3 && now.is_superset(&before), "{before:?} {now:?}");
    assert!(
        done.summary().contains("**1 new, 0 updated, 2 unchanged, 0 conflicting**"),
        "{}",
        done.summary()
    );
    assert_eq!(done.outputs()["changed"], "true");

    // Without it they would be others.
    let alone = repository()?;
    Run::new(&alone).run()?.good()?;
    assert!(guids(&alone.path("output/words.apkg"))?.is_disjoint(&before));
    Ok(())
}

fn named_packages_are_memory() -> Result<(), Failed> {
    let (old, work) = (Work::new(&[])?, repository()?);
    let package = old_package(&old)?;
    work.write("released decks/words.apkg", fs::read(&package)?)?;
    Run::new(&work).with("previous", "released decks/*.apkg\n").run()?.good()?;
    assert_eq!(guids(&package)?, guids(&work.path("output/words.apkg"))?);
    let missing = repository()?;
    let done = Run::new(&missing).with("previous", "missing.apkg").run()?;
    let done = done.failed_at("Find out what learners have")?;
    assert!(done.log().contains("there is no package missing.apkg"), "{}", done.log());
    Ok(())
}

/// To build without the memory that there is would make all cards new to learners.
fn releases_that_cannot_be_had_fail() -> Result<(), Failed> {
    let work = repository()?;
    let done = Run::new(&work).github("releases_status", json!(403)).run()?;
    let done = done.failed_at("Find out what learners have")?;
    assert!(done.log().contains("::error title=deckmill::the releases can't be had: GitHub answers 403"));
    assert!(!work.path("output").exists());
    Ok(())
}

fn a_broken_page_fails_at_its_line() -> Result<(), Failed> {
    let work = repository()?;
    work.write("input/words.md", format!("{PAGE}\n## 5. What is an adverb?\n"))?;
    let done = Run::new(&work).run()?.failed_at("Check the pages")?;
    let log = done.log();
    assert!(log.contains("::warning file=input/words.md,line=11,"), "{log}");
    assert!(
        done.summary().contains("input/words.md:11: warning: question 5 has no answer"),
        "{}",
        done.summary()
    );
    assert!(!work.path("output").exists());
    // It is for the repository to say what fails; each finding is an annotation once.
    work.write("input/words.md", format!("{PAGE}\n## 5. What is an adverb?\n"))?;
    let done = Run::new(&work).with("fail-on", "error").run()?.good()?;
    assert_eq!(done.log().matches("title=unanswered-question").count(), 1, "{}", done.log());
    assert_eq!(done.summary().matches("question 5 has no answer").count(), 1, "{}", done.summary());
    let done = Run::new(&work).with("fail-on", "error").with("min-coverage", "100").run()?;
    done.failed_at("Check the pages").map(drop)
}

/// What is left out on good grounds is none, unless it fails.
fn notes_that_fail_are_annotations() -> Result<(), Failed> {
    let work = repository()?;
    work.write("input/words.md", format!("{PAGE}\n© Example · All questions · Contact\n"))?;
    let done = Run::new(&work).run()?.good()?;
    assert!(done.log().contains("note: file=input/words.md,line=11,"), "{}", done.log());
    assert!(!done.log().contains("::notice file="), "{}", done.log());
    let notice = "::notice file=input/words.md,line=11,";
    let done = Run::new(&work).with("fail-on", "note").run()?.failed_at("Check the pages")?;
    assert!(done.log().contains(notice), "{}", done.log());
    // The project may say so as well, and the input has the last word.
    work.write("deckmill.toml", format!("{PROJECT}fail_on = \"note\"\n"))?;
    let done = Run::new(&work).run()?.failed_at("Check the pages")?;
    assert!(done.log().contains(notice), "{}", done.log());
    let done = Run::new(&work).with("fail-on", "error").run()?.good()?;
    assert!(!done.log().contains(notice), "{}", done.log());
    // A project that can't be read is told once.
    work.write("deckmill.toml", "fail = 1\n")?;
    let log = Run::new(&work).run()?.failed_at("Check the pages")?.log();
    assert_eq!(log.matches("there is no key").count(), 1, "{log}");
    Ok(())
}

fn words_of_users_are_no_commands() -> Result<(), Failed> {
    let work = repository()?;
    let trap = "--tag 'two words' --tag \"$(touch trap)`touch trap`\" --tag ;touch --tag trap";
    let done = Run::new(&work).with("args", trap).with("artifact-name", "$(touch trap)").run()?.good()?;
    assert!(!work.path("trap").exists());
    let table = work.read("output/words.csv")?;
    assert!(table.contains("two words") && table.contains("$(touch trap)`touch trap`"), "{table}");
    assert_eq!(done.outputs()["cards"], "2");
    // A block of YAML without a line in it is no word.
    Run::new(&work).with("args", "\n").run()?.good()?;
    // Nor are texts of pages: the runner obeys a line that begins with `::`, and `##[` wherever it stands.
    let committed = work.read("deckmill.lock")?;
    work.write(
        "input/words.md",
        format!("{PAGE}\n## 3. ##[error]::x::y?\n\n::error::No.\n\n## 5. ##[x]?\n"),
    )?;
    let done = Run::new(&work).pull_request().base_lock(&committed).with("fail-on", "never").run()?;
    let log = done.failed_at("Hold the lock against the pages")?.log();
    assert!(!log.contains("##[") && !log.contains("::error::"), "{log}");
    Ok(())
}

/// What a release has to download for the platform that the steps run on, with a digest in SHA256SUMS.
fn downloads(digest: Option<&str>) -> Result<Work, Failed> {
    let name = "deckmill-x86_64-unknown-linux-musl";
    let work = Work::new(&[])?;
    work.write(&format!("{name}/deckmill"), "#!/bin/sh\necho \"deckmill of the release\"\n")?;
    let shell = |script: &str| {
        venv::run(std::process::Command::new("sh").args(["-ec", script]).current_dir(work.path("")))
    };
    shell(&format!("chmod +x {name}/deckmill && tar -czf {name}.tar.gz {name} && rm -r {name}"))?;
    shell("sha256sum *.tar.gz >SHA256SUMS")?;
    if let Some(digest) = digest {
        work.write("SHA256SUMS", format!("{digest}  {name}.tar.gz\n"))?;
    }
    Ok(work)
}

/// Only the first step, with something to download.
fn install(work: &Work, downloads: &Work) -> Run {
    let mut run = Run::new(work).with("binary", "");
    run.0["steps"] = json!(1);
    run.0["downloads"] = json!(downloads.path(""));
    run
}

fn a_release_is_installed() -> Result<(), Failed> {
    let (work, release) = (repository()?, downloads(None)?);
    let done = install(&work, &release).run()?.good()?;
    assert!(done.log().contains("deckmill of the release"), "{}", done.log());
    assert_eq!(done.0["installed"], json!(["deckmill"]));
    // The version is that of the action, unless another one is asked for.
    let place = |done: &Done| done.0["asked"][0].as_str().unwrap_or("").to_owned();
    assert_eq!(place(&done), concat!("GET /releases/download/v", env!("CARGO_PKG_VERSION"), "/SHA256SUMS"));
    let done = install(&work, &release).with("version", "0.9.0").run()?.good()?;
    assert_eq!(place(&done), "GET /releases/download/v0.9.0/SHA256SUMS");
    let done = install(&work, &release).with("version", "latest").run()?.good()?;
    assert_eq!(place(&done), "GET /releases/latest/download/SHA256SUMS");
    Ok(())
}

fn a_wrong_checksum_installs_nothing() -> Result<(), Failed> {
    let work = repository()?;
    for (digest, complaint) in [(Some("00"), "is not what SHA256SUMS"), (None, "can't be fetched")] {
        let release = downloads(digest)?;
        if digest.is_none() {
            fs::remove_file(release.path("SHA256SUMS"))?;
        }
        let done = install(&work, &release).run()?.failed_at("Install deckmill")?;
        assert!(
            done.log().contains("::error title=deckmill::") && done.log().contains(complaint),
            "{}",
            done.log()
        );
        assert_eq!(done.0["installed"], json!([]));
    }
    Ok(())
}

fn an_unknown_platform_is_told() -> Result<(), Failed> {
    let (work, release) = (repository()?, downloads(None)?);
    let mut run = install(&work, &release);
    run.0["env"] = json!({ "RUNNER_OS": "Linux", "RUNNER_ARCH": "ARM" });
    let done = run.run()?.failed_at("Install deckmill")?;
    assert!(done.log().contains("there is no deckmill for Linux on ARM"), "{}", done.log());
    assert_eq!(done.0["installed"], json!([]));
    Ok(())
}
