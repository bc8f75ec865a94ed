//! Programs in packages of their own, which tests build and run: what uses genanki-rs can't be a part of
//! this one, for that crate pins an SQLite which can't be linked beside ours.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether the crates of a program are on this machine, or can be fetched. Under `CI` they must.
pub fn has_crates(folder: &Path) -> bool {
    let succeeds = |mut command: Command| command.output().is_ok_and(|output| output.status.success());
    std::env::var_os("CI").is_some()
        || succeeds(cargo(folder, &["fetch", "--offline"]))
        || succeeds(cargo(folder, &["fetch"]))
}

/// Builds a program. All of them are built in one place, so that what they share is built once.
pub fn build(folder: &Path, name: &str) -> Result<PathBuf, String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().ok_or("there is no target folder")?;
    let home = target.join("genanki-rs");
    let mut command = cargo(folder, &["build"]);
    let done = command.arg("--target-dir").arg(&home).output().map_err(|cause| format!("cargo: {cause}"))?;
    match done.status.success() {
        true => Ok(home.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))),
        false => Err(String::from_utf8_lossy(&done.stderr).into_owned()),
    }
}

fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments).arg("--locked").arg("--quiet").current_dir(folder);
    // What is set for the build that runs these tests is not meant for another package.
    for name in ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
        command.env_remove(name);
    }
    command
}
