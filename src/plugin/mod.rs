//! Plug-ins: programs that write what deckmill itself can't.
//!
//! This file finds a program and asks for its handshake; `protocol.rs` is what is said, `run.rs` an
//! export by it, `trial/` what `deckmill plugin test` puts it to. For the rest of the program a plug-in is
//! an exporter as any other.

pub mod protocol;
mod run;
pub mod trial;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use deckmill::export::EXPORTERS;

use self::protocol::{ASK, Handshake, LONGEST, VERSION, Wrong};
pub use self::run::Export;
use self::run::Trouble;
use crate::failure::{Failure, choices, nearest};
use crate::files::{self, Task};

/// What begins the name of a program that `--to NAME` finds.
pub const PREFIX: &str = "deckmill-to-";

/// What stands before a program that is named itself.
pub const EXEC: &str = "exec:";

/// How long a handshake may take, whatever an export may.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// A program that can write decks, and what it says of itself.
#[derive(Debug)]
pub struct Plugin {
    /// Where the program is.
    pub program: PathBuf,
    /// What it says of itself.
    pub handshake: Handshake,
    /// How long an export may take.
    limit: Duration,
}

impl Plugin {
    /// The plug-in that a name stands for: `exec:PROGRAM`, else `deckmill-to-NAME` on the PATH. A path
    /// starts in `folder`.
    pub fn open(name: &str, folder: &Path, limit: Duration) -> Result<Plugin> {
        Plugin::ask(find(name, folder)?, limit).map_err(anyhow::Error::from)
    }

    /// The plug-in that a program is, as it says itself.
    pub fn ask(program: PathBuf, limit: Duration) -> Result<Plugin, Failure> {
        let handshake = ask(&program)?;
        let expected = program.file_stem().and_then(|stem| stem.to_str()?.strip_prefix(PREFIX));
        let own = &handshake.name;
        if EXPORTERS.iter().any(|row| row.name == own) {
            let failure =
                Failure::at(&program, format!("it calls itself `{own}`, as an exporter of deckmill"));
            return Err(failure.help("give it another `name` in its handshake"));
        }
        if let Some(expected) = expected.filter(|expected| expected != own) {
            let failure = Failure::at(&program, format!("it calls itself `{own}`, not `{expected}`"));
            let help = format!("call the program `{PREFIX}{own}`, or say `{expected}` in its handshake");
            return Err(failure.help(help));
        }
        Ok(Plugin { program, handshake, limit })
    }

    /// All options with their values: those that were given, checked, and the others' defaults.
    pub fn options<'a>(
        &self,
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<BTreeMap<String, String>, Failure> {
        let choices = &self.handshake.options;
        let mut all: BTreeMap<String, String> =
            choices.iter().map(|choice| (choice.name.clone(), choice.default.clone())).collect();
        let plugin = &self.handshake.name;
        for (name, value) in given {
            let Some(choice) = choices.iter().find(|choice| choice.name == name) else {
                let names: Vec<&str> = choices.iter().map(|choice| choice.name.as_str()).collect();
                let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                return Err(Failure::new(format!("`{plugin}` has no option `{name}`; it has: {known}")));
            };
            if !choice.takes(value) {
                let expected = choice.values.join(", ");
                let message = format!("`{value}` is no value for `{plugin}.{name}`: one of {expected}");
                return Err(Failure::new(message));
            }
            all.insert(name.to_owned(), value.to_owned());
        }
        Ok(all)
    }
}

/// The program that a name stands for.
fn find(name: &str, folder: &Path) -> Result<PathBuf> {
    let Some(program) = name.strip_prefix(EXEC) else {
        return files::find_program(&format!("{PREFIX}{name}")).ok_or_else(|| unknown(name).into());
    };
    let has_folder = Path::new(program).components().count() > 1;
    match has_folder {
        true => beside(&folder.join(program)),
        false => files::find_program(program).ok_or_else(|| nowhere(program, folder).into()),
    }
}

/// Whether a program on the PATH is the plug-in of this name.
pub fn is_here(name: &str) -> bool {
    files::find_program(&format!("{PREFIX}{name}")).is_some()
}

/// Whether a name is nearly one of those that are known, and no plug-in that is here.
pub fn is_slip<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> bool {
    nearest(name, known).is_some_and(|near| near != name) && !is_here(name)
}

/// A program that was named with its folder.
fn beside(path: &Path) -> Result<PathBuf> {
    if files::is_file(path) {
        return Ok(path.to_owned());
    }
    let is_folder = files::is_folder(path);
    let failure = Failure::at(path, if is_folder { "this is a folder" } else { "there is no such program" });
    Err(failure.help("`exec:` wants a program, as a path or as its name on the PATH").into())
}

/// Neither an exporter nor a plug-in.
fn unknown(name: &str) -> Failure {
    let known = choices(name, EXPORTERS.iter().map(|row| row.name));
    let failure = Failure::new(format!("there is no exporter `{name}`"));
    // A path is none that somebody expects on the PATH.
    match name.contains(['/', '\\']) {
        true => failure.help(format!("{known}; a program is `{EXEC}{name}`")),
        false => failure.help(format!("{known}; or a program `{PREFIX}{name}` on the PATH{}", searched())),
    }
}

fn nowhere(program: &str, folder: &Path) -> Failure {
    let failure = Failure::new(format!("there is no program `{program}` on the PATH{}", searched()));
    match files::is_file(&folder.join(program)) {
        true => failure.help(format!("for the one that is here, give `{EXEC}./{program}`")),
        false => failure.help(format!("install it, or give its path: `{EXEC}path/to/{program}`")),
    }
}

/// Where was looked.
fn searched() -> String {
    let folders: Vec<String> = files::folders().iter().map(|folder| folder.display().to_string()).collect();
    if folders.is_empty() { ", which is empty".to_owned() } else { format!(" ({})", folders.join(", ")) }
}

/// Asks a program for its handshake.
fn ask(program: &Path) -> Result<Handshake, Failure> {
    let mut answer = Vec::new();
    let task = Task { program, arguments: &[ASK], input: None, complaints: None, limit: HANDSHAKE };
    let status = files::run(task, &mut |chunk| {
        answer.extend_from_slice(chunk);
        match answer.len() > LONGEST {
            true => Err(std::io::ErrorKind::FileTooLarge.into()),
            false => Ok(()),
        }
    });
    match status {
        Ok(status) if status.success() => {
            Handshake::parse(&answer).map_err(|wrong| misunderstood(program, wrong, &answer))
        }
        Ok(status) => {
            let message = format!("no handshake: asked with `{ASK}`, {}", files::describe(status));
            Err(Failure::at(program, message).help(NO_PLUGIN))
        }
        Err(files::Stopped::Take(error)) if error.kind() == std::io::ErrorKind::FileTooLarge => {
            Err(misunderstood(program, Wrong::Garbage, &answer))
        }
        Err(files::Stopped::Late) => {
            let seconds = HANDSHAKE.as_secs();
            let message = format!("no handshake within {seconds} s, so it was stopped");
            let help =
                format!("asked with `{ASK}` it is to print one line and end, and not to wait for input");
            Err(Failure::at(program, message).help(help))
        }
        Err(stopped) => Err(Trouble::from(stopped).failure(program, HANDSHAKE)),
    }
}

/// What to do about a program that is no plug-in.
const NO_PLUGIN: &str = "is it a plug-in of deckmill? docs/plugins.md says what one answers";

/// Says what is wrong with a handshake.
fn misunderstood(program: &Path, wrong: Wrong, answer: &[u8]) -> Failure {
    match wrong {
        Wrong::Version(theirs) => {
            let message =
                format!("it speaks protocol {theirs} of plug-ins, and this deckmill speaks {VERSION}");
            Failure::at(program, message).help(match theirs > VERSION {
                true => "update deckmill, or take an older version of the plug-in",
                false => "update the plug-in, or take an older version of deckmill",
            })
        }
        Wrong::Field(what) => {
            let failure = Failure::at(program, format!("its handshake is wrong: {what}"));
            failure.help("this is a fault of the plug-in; docs/plugins.md says what a handshake holds")
        }
        Wrong::Garbage if answer.is_empty() => {
            let message = format!("no handshake: asked with `{ASK}`, it printed nothing");
            Failure::at(program, message).help(NO_PLUGIN)
        }
        Wrong::Garbage => {
            let message = format!("no handshake: asked with `{ASK}`, it printed {}", excerpt(answer));
            Failure::at(program, message).help(NO_PLUGIN)
        }
    }
}

/// The beginning of something that may hold anything, for a message.
fn excerpt(bytes: &[u8]) -> String {
    const SHOWN: usize = 60;
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4 * SHOWN)]);
    let shown: String = text.chars().take(SHOWN).collect();
    let more = if shown.len() < bytes.len() { "…" } else { "" };
    format!("{shown:?}{more}")
}
