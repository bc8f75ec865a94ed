//! The plug-in `examples/deckmill-to-genanki`: packages that a library of others writes hold what ours do,
//! as Anki's own engine has them after an import.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use libtest_mimic::{Failed, Trial};
use walkdir::WalkDir;

use crate::{engine, programs};

type Check = fn() -> Result<(), Failed>;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let has_crates = programs::has_crates(&folder());
    let checks: [(&str, Check); 2] = [
        ("genanki::its_packages_hold_what_ours_do", its_packages_hold_what_ours_do),
        ("genanki::it_passes_the_test_but_for_what_its_library_can_not", it_passes_the_test),
    ];
    let trial = |(name, check): (&str, Check)| match has_crates {
        true => engine::trial(name, check),
        false => Trial::test(name, check).with_ignored_flag(true),
    };
    let seen = engine::trial("genanki::a_difference_is_seen", a_difference_is_seen);
    checks.into_iter().map(trial).chain([seen]).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder() -> PathBuf {
    root().join("examples/deckmill-to-genanki")
}

/// The plug-in, built by whoever asks first.
fn plugin() -> Result<PathBuf, String> {
    static PROGRAM: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    PROGRAM.get_or_init(|| programs::build(&folder(), "deckmill-to-genanki")).clone()
}

fn deckmill(arguments: &[&str], folder: &Path) -> Result<String, Failed> {
    let output = Command::new(env!("CARGO_BIN_EXE_deckmill")).args(arguments).current_dir(folder).output()?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// Each sample page, the page with everything, and all of them in one package.
fn its_packages_hold_what_ours_do() -> Result<(), Failed> {
    let plugin = format!("exec:{}", plugin()?.display());
    let home = tempfile::tempdir()?;
    let pages = home.path().join("pages");
    fs::create_dir(&pages)?;
    let samples = WalkDir::new(root().join("input")).sort_by_file_name().into_iter().filter_map(Result::ok);
    let mut sources: Vec<PathBuf> =
        samples.filter(|entry| entry.file_type().is_file()).map(|entry| entry.into_path()).collect();
    sources.push(root().join("src/plugin/trial/everything.md"));
    for (number, source) in sources.iter().enumerate() {
        let name = source.file_name().ok_or("a page without a name")?.to_string_lossy();
        fs::copy(source, pages.join(format!("{number}-{name}")))?;
    }
    deckmill(&["export", "pages", "--quiet", "-o", "ours/", "--to", "anki"], home.path())?;
    deckmill(&["export", "pages", "--quiet", "-o", "theirs/", "--to", &plugin], home.path())?;
    deckmill(&["export", "pages", "--quiet", "-o", "ours/all.apkg"], home.path())?;
    deckmill(&["export", "pages", "--quiet", "-o", "theirs/all.apkg", "--to", &plugin], home.path())?;
    let mut packages = Vec::new();
    for entry in fs::read_dir(home.path().join("ours"))? {
        let ours = entry?.path();
        let theirs = home.path().join("theirs").join(ours.file_name().ok_or("a package without a name")?);
        packages.extend([ours, theirs]);
    }
    let paths: Vec<&Path> = packages.iter().map(PathBuf::as_path).collect();
    let report = engine::script("compare.py", &paths, &[])?;
    let count = |name: &str| report[name].as_u64().unwrap_or_default();
    let all = sources.len() as u64 + 1;
    match count("pairs") == all && count("notes") > 100 && count("cards") >= count("notes") {
        true => Ok(()),
        false => Err(format!("not all of {all} pairs were compared: {report}").into()),
    }
}

/// It fails in what genanki-rs can't do, says so, and is good at the rest.
fn it_passes_the_test() -> Result<(), Failed> {
    let plugin = plugin()?.display().to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_deckmill"));
    let output = command.args(["plugin", "test", &plugin]).output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let failed: Vec<&str> = said.lines().filter(|line| line.starts_with("failed")).collect();
    let is_known = |line: &str| line.contains("long-answer") && line.contains("genanki-rs gave up");
    let is_good = |check: &str| said.contains(&format!("ok       {check} "));
    match failed.as_slice() {
        [one] if is_known(one) && is_good("every-kind") && is_good("hostile-text") => Ok(()),
        _ => Err(said.into()),
    }
}

/// Packages that differ are told from those that don't.
fn a_difference_is_seen() -> Result<(), Failed> {
    let home = tempfile::tempdir()?;
    let page = "# Page\n\n## Basics\n\n1. What is a?\n\n   A.\n\n2. What is b?\n\n   B.\n";
    let others = [
        ("answer", page.replace("A.", "C.")),
        ("section", page.replace("Basics", "More")),
        ("title", page.replace("Page", "Other")),
        ("card", page.replace("2. What is b?\n\n   B.\n", "")),
    ];
    fs::write(home.path().join("page.md"), page)?;
    deckmill(&["export", "page.md", "--quiet", "--key", "k", "-o", "page.apkg"], home.path())?;
    let ours = home.path().join("page.apkg");
    engine::script("compare.py", &[&ours, &ours], &[])?;
    for (name, text) in others {
        fs::write(home.path().join("other.md"), text)?;
        let package = format!("{name}.apkg");
        deckmill(&["export", "other.md", "--quiet", "--key", "k", "-o", &package], home.path())?;
        if engine::script("compare.py", &[&ours, &home.path().join(package)], &[]).is_ok() {
            return Err(format!("another {name} is not seen").into());
        }
    }
    Ok(())
}
