//! Python environments with the tools that tests check outputs with, and LibreOffice.
//!
//! An environment is made below `target/` by the first test that asks for it. Where Python or
//! LibreOffice is missing, trials show as ignored; under `CI` they must run.

#![allow(clippy::disallowed_methods, reason = "tests install and run the programs themselves")]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use libtest_mimic::{Failed, Trial};
use tempfile::TempDir;

/// An environment with packages of PyPI.
pub struct Venv {
    /// Its folder below `target/`, which says which versions are in it.
    folder: &'static str,
    /// The packages: `openpyxl==3.1.5`.
    packages: &'static [&'static str],
    python: OnceLock<Result<PathBuf, String>>,
}

impl Venv {
    /// An environment that is made once somebody asks for it.
    pub const fn new(folder: &'static str, packages: &'static [&'static str]) -> Venv {
        Venv { folder, packages, python: OnceLock::new() }
    }

    /// The Python that has the packages.
    pub fn python(&self) -> Result<PathBuf, String> {
        self.python.get_or_init(|| self.install()).clone()
    }

    /// What a script in `tests/` prints, with these arguments.
    pub fn script(&self, script: &str, arguments: &[&OsStr]) -> Result<String, String> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(script);
        let mut command = Command::new(self.python()?);
        command.arg(script).args(arguments).env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1");
        run(&mut command)
    }

    /// Makes the environment in a folder of this process's own and moves it to its place when it is
    /// complete, so that two test processes can't meet half-way.
    fn install(&self) -> Result<PathBuf, String> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().ok_or("there is no target folder")?;
        let home = target.join(self.folder);
        let binary = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
        if home.join(binary).exists() {
            // An environment of an earlier day may lack what came later.
            return self.complete(&home.join(binary)).map(|()| home.join(binary));
        }
        let python = system_python().ok_or("there is no Python 3.10 or later")?;
        let draft = target.join(format!("{}.{}", self.folder, std::process::id()));
        let venv: [&OsStr; 3] = ["-m".as_ref(), "venv".as_ref(), draft.as_ref()];
        run(Command::new(python).args(venv))?;
        self.complete(&draft.join(binary))?;
        if fs::rename(&draft, &home).is_err() {
            // Another process was first; its environment is as good.
            let _ = fs::remove_dir_all(&draft);
        }
        let python = home.join(binary);
        if python.exists() { Ok(python) } else { Err(format!("{} could not be made", home.display())) }
    }

    /// Installs the packages where they are not yet.
    fn complete(&self, python: &Path) -> Result<(), String> {
        let there = "import importlib.metadata as m, sys; \
                     sys.exit(any(m.version(n) != v for n, v in (a.split('==') for a in sys.argv[1:])))";
        if run(Command::new(python).args(["-c", there]).args(self.packages)).is_ok() {
            return Ok(());
        }
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        run(Command::new(python).args(pip).args(self.packages)).map(drop)
    }
}

/// A trial that needs Python: without it the trial shows as ignored, but under `CI` it must run.
pub fn trial(name: &str, check: fn() -> Result<(), Failed>) -> Trial {
    Trial::test(name, check).with_ignored_flag(system_python().is_none() && !is_ci())
}

/// A trial that needs LibreOffice: without it the trial shows as ignored, but under `CI` it must run.
pub fn office_trial(name: &str, check: fn() -> Result<(), Failed>) -> Trial {
    let is_missing = office().is_none() || system_python().is_none();
    Trial::test(name, check).with_ignored_flag(is_missing && !is_ci())
}

fn is_ci() -> bool {
    std::env::var_os("CI").is_some()
}

fn office() -> Option<&'static str> {
    ["soffice", "libreoffice"].into_iter().find(|name| run(Command::new(name).arg("--version")).is_ok())
}

/// What LibreOffice is to make of a sheet, for [`converted`]: CSV in UTF-8, every cell in quotes, with what is
/// in it and not what is shown.
pub const TABLE: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false";

/// The file that LibreOffice makes of another, in a folder of its own. `target` is what it is to be, as its
/// `--convert-to` wants it; `filter` says how the file is read, where that is not told by its name.
pub fn converted(file: &Path, target: &str, filter: Option<&str>) -> Result<(TempDir, PathBuf), String> {
    // One at a time: it starts slowly, and takes much of a machine.
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let folder = TempDir::new().map_err(|cause| cause.to_string())?;
    let mut command = Command::new(office().ok_or("there is no LibreOffice")?);
    command.arg(format!("-env:UserInstallation=file://{}", folder.path().join("profile").display()));
    command.args(["--headless", "--norestore", "--convert-to", target, "--outdir"]).arg(folder.path());
    command.args(filter.map(|filter| format!("--infilter={filter}"))).arg(file);
    run(&mut command)?;
    let extension = target.split(':').next().unwrap_or(target);
    let name = file.with_extension(extension);
    let made = folder.path().join(name.file_name().ok_or("the file has no name")?);
    if made.exists() { Ok((folder, made)) } else { Err(format!("{command:?} made nothing")) }
}

/// What a command prints, or what it complains of.
pub fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|cause| format!("{command:?}: {cause}"))?;
    let (said, complaint) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    match output.status.success() {
        true => Ok(said.into_owned()),
        false => Err(format!("{command:?}: {}\n{complaint}", output.status)),
    }
}

fn system_python() -> Option<&'static str> {
    let modern = "import sys; sys.exit(sys.version_info < (3, 10))";
    ["python3", "python"].into_iter().find(|name| run(Command::new(name).args(["-c", modern])).is_ok())
}
