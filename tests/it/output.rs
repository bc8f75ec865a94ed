//! The committed `output/` is what `deckmill build` makes of `input/`, byte for byte.
//!
//! Packages are not committed: they hold the times of the pages. To bring the rest up to date:
//! `cargo run --release -- build`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use walkdir::WalkDir;

/// Files by their path below a folder, with what is in them.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    vec![Trial::test("output::is_current", is_current)]
}

fn is_current() -> Result<(), Failed> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir()?;
    fs::copy(repository.join("deckmill.toml"), folder.path().join("deckmill.toml"))?;
    copy(&repository.join("input"), &folder.path().join("input"))?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_deckmill"));
    let output = command.arg("build").current_dir(folder.path()).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let built = files(&folder.path().join("output"))?;
    let committed = files(&repository.join("output"))?;
    let mut problems = Vec::new();
    for path in built.keys().chain(committed.keys().filter(|path| !built.contains_key(*path))) {
        match (built.get(path), committed.get(path)) {
            (_, None) => problems.push(format!("output/{} is missing", path.display())),
            (None, _) => problems.push(format!("output/{} is made of no page", path.display())),
            (built, committed) if built != committed => {
                problems.push(format!("output/{} is out of date", path.display()));
            }
            _ => {}
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!("{}\nrun `cargo run --release -- build`, and look at what changed", problems.join("\n"))
        .into())
}

/// All files below a folder but packages and what is said of them; none where there is no such folder.
fn files(folder: &Path) -> Result<Files, Failed> {
    let mut files = Files::new();
    for entry in WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        let is_kept = entry.path().extension().is_none_or(|extension| extension != "apkg")
            && entry.file_name() != "deckmill-manifest.json";
        if entry.file_type().is_file() && is_kept {
            files.insert(entry.path().strip_prefix(folder)?.to_owned(), fs::read(entry.path())?);
        }
    }
    Ok(files)
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) -> Result<(), Failed> {
    for entry in WalkDir::new(from) {
        let entry = entry?;
        let target = to.join(entry.path().strip_prefix(from)?);
        match entry.file_type().is_dir() {
            true => fs::create_dir_all(target)?,
            false => fs::write(target, fs::read(entry.path())?)?,
        }
    }
    Ok(())
}
