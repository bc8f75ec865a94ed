//! Packages of npm that tests need, by the package.json and package-lock.json of a folder in `tests/`.
//!
//! They are installed once, below `target/`, by the first test that asks for them.

#![allow(clippy::disallowed_methods, reason = "tests install what they need themselves")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::venv;

/// The packages of a folder.
pub struct Packages {
    folder: &'static str,
    home: OnceLock<Result<PathBuf, String>>,
}

impl Packages {
    /// Those of a folder in `tests/`; they are installed once somebody asks for them.
    pub const fn new(folder: &'static str) -> Packages {
        Packages { folder, home: OnceLock::new() }
    }

    /// The folder in which they are installed.
    pub fn folder(&self) -> Result<PathBuf, String> {
        self.home.get_or_init(|| self.install()).clone()
    }

    fn source(&self, name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(self.folder).join(name)
    }

    /// Installs in a folder of this process's own and moves it to its place when it is complete. The
    /// place is named after the lock, so that another lock is another folder.
    fn install(&self) -> Result<PathBuf, String> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().ok_or("there is no target folder")?;
        let lock = fs::read_to_string(self.source("package-lock.json")).map_err(|cause| cause.to_string())?;
        let name = lock.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let home = target.join(format!("{}-node", self.folder)).join(format!("{name:016x}"));
        if home.is_dir() {
            return Ok(home);
        }
        let draft = home.with_extension(std::process::id().to_string());
        fs::create_dir_all(&draft).map_err(|cause| cause.to_string())?;
        for name in ["package.json", "package-lock.json"] {
            fs::copy(self.source(name), draft.join(name)).map_err(|cause| cause.to_string())?;
        }
        let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        npm.args(["ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&draft);
        venv::run(&mut npm)?;
        if fs::rename(&draft, &home).is_err() {
            // Another process was first; its folder is as good.
            let _ = fs::remove_dir_all(&draft);
        }
        if home.is_dir() { Ok(home) } else { Err(format!("{} could not be made", home.display())) }
    }
}
