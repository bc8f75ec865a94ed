//! A folder to run the program in.

#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Failed;
use tempfile::TempDir;

/// A folder of a test's own, gone with it.
pub struct Work(TempDir);

/// What a run said.
pub struct Said {
    /// Its exit code.
    pub code: i32,
    /// What it printed to standard error.
    pub talk: String,
    /// What it printed to standard output.
    pub data: String,
}

impl Work {
    /// A folder with these files in it.
    pub fn new(files: &[(&str, &str)]) -> Result<Work, Failed> {
        let work = Work(TempDir::new()?);
        files.iter().try_for_each(|(name, content)| work.write(name, content))?;
        Ok(work)
    }

    /// Where a file is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// What a file says.
    pub fn read(&self, name: &str) -> Result<String, Failed> {
        Ok(fs::read_to_string(self.path(name))?)
    }

    /// Writes a file; its folder is made where it is missing.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> Result<(), Failed> {
        let path = self.path(name);
        path.parent().map(fs::create_dir_all).transpose()?;
        Ok(fs::write(path, content)?)
    }

    /// The program, to be run here.
    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deckmill"));
        // What tests say is not for the page about a step of CI.
        command.args(arguments).current_dir(self.0.path()).env_remove("GITHUB_STEP_SUMMARY");
        command
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Result<Said, Failed> {
        let output = self.program(arguments).output()?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let code = output.status.code().unwrap_or(-1);
        Ok(Said { code, talk: text(output.stderr), data: text(output.stdout) })
    }
}
