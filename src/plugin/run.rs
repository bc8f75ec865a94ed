//! An export by a plug-in: the program runs once, with the header and the deck for its input.
//!
//! The input is a file, which a program may read as it likes: one that stops early, or writes before
//! it reads, can't bring either side to wait. What it writes is passed on as it comes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use deckmill::Deck;
use deckmill::export::{Context, EXPORTERS, ExportError, Exporter};
use deckmill::format::{Options, by_name};
use serde::Serialize;

use super::Plugin;
use super::protocol::{Header, Way};
use crate::failure::{Failure, reason};
use crate::files::{self, Stopped, Task};

/// A plug-in with its options.
pub struct Export {
    /// The plug-in.
    pub plugin: Arc<Plugin>,
    /// Each of its options with its value.
    pub options: BTreeMap<String, String>,
}

impl Exporter for Export {
    fn export(
        &self,
        deck: &Deck,
        out: &mut (dyn Write + Send),
        context: &mut Context,
    ) -> Result<(), ExportError> {
        let plugin = &*self.plugin;
        let wanted = &plugin.handshake.deck;
        let call = Call { plugin, complaints: None };
        let header = |path| Header::new(self.options.clone(), path);
        let done = call.run(header, out, &mut |input| write(deck, wanted, input, context));
        done.map(|_| ()).map_err(|problem| match problem {
            Problem::Input(error) => error,
            Problem::Program(Trouble::Write(error)) => error.into(),
            Problem::Program(trouble) => {
                ExportError::Other(Box::new(trouble.failure(&plugin.program, plugin.limit)))
            }
        })
    }

    fn is_binary(&self) -> bool {
        self.plugin.handshake.binary
    }
}

/// Writes a deck as deckmill's JSON, with the options of it that a plug-in wants.
pub fn write(
    deck: &Deck,
    wanted: &BTreeMap<String, String>,
    out: &mut (dyn Write + Send),
    context: &mut Context,
) -> Result<(), ExportError> {
    let mut options = Options::default();
    wanted.iter().for_each(|(name, value)| options.set(name, value));
    let unknown = |error: &dyn std::fmt::Display| {
        let failure = Failure::new(format!("the plug-in wants a deck that can't be had: {error}"));
        ExportError::Other(Box::new(failure.help("update deckmill, or take an older version of the plug-in")))
    };
    let json = by_name(EXPORTERS, "json").ok_or_else(|| unknown(&"there is no JSON"))?;
    let json = json.make(&options).map_err(|error| unknown(&error))?;
    json.export(deck, out, context)
}

/// One run of a plug-in.
pub struct Call<'a> {
    /// The plug-in.
    pub plugin: &'a Plugin,
    /// Where its standard error goes; none is our own.
    pub complaints: Option<File>,
}

/// Why a run gave no output.
#[derive(Debug)]
pub enum Problem {
    /// There is no input for it.
    Input(ExportError),
    /// The program.
    Program(Trouble),
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Problem {
        Problem::Input(error.into())
    }
}

impl Call<'_> {
    /// Runs the program on a header, which is told the file for the output, and on what `write` writes
    /// behind it. Passes its output on, and says how much it wrote to standard output beside its file.
    pub fn run<H: Serialize>(
        self,
        header: impl FnOnce(Option<String>) -> H,
        out: &mut (dyn Write + Send),
        write: &mut dyn FnMut(&mut (dyn Write + Send)) -> Result<(), ExportError>,
    ) -> Result<usize, Problem> {
        let handshake = &self.plugin.handshake;
        let folder = match handshake.output {
            Way::Stdout => None,
            Way::File => Some(files::scratch_folder()?),
        };
        let extension = handshake.extensions.first().map_or("", String::as_str);
        let path = folder.as_ref().map(|folder| folder.path().join(format!("deck.{extension}")));
        let told = path.as_deref().map(|path| path.to_str().ok_or_else(unnameable)).transpose()?;
        let mut input = BufWriter::new(files::scratch()?.into_file());
        serde_json::to_writer(&mut input, &header(told.map(str::to_owned))).map_err(io::Error::from)?;
        input.write_all(b"\n")?;
        write(&mut input).map_err(Problem::Input)?;
        let mut input = input.into_inner().map_err(io::IntoInnerError::into_error)?;
        input.rewind()?;
        let (program, limit) = (&self.plugin.program, self.plugin.limit);
        let task = Task { program, arguments: &[], input: Some(input), complaints: self.complaints, limit };
        output(task, path.as_deref(), out).map_err(Problem::Program)
    }
}

fn unnameable() -> Problem {
    let failure = Failure::new("the folder for scratch files has a name that is no Unicode");
    Problem::Input(ExportError::Other(Box::new(failure.help("set TMPDIR to another one"))))
}

/// How a program failed to give an output.
#[derive(Debug)]
pub enum Trouble {
    /// It did not come to its end.
    Stopped(Stopped),
    /// It said that something went wrong.
    Failed(ExitStatus),
    /// It said that all is well, and wrote nothing.
    Silent,
    /// The same, where it was to write a file.
    NoFile,
    /// What it wrote could not be passed on.
    Write(io::Error),
}

impl From<Stopped> for Trouble {
    fn from(stopped: Stopped) -> Trouble {
        match stopped {
            Stopped::Take(error) => Trouble::Write(error),
            stopped => Trouble::Stopped(stopped),
        }
    }
}

/// Runs a program, and passes on what it writes to standard output, or to its file. A program that
/// writes a file may say what it likes beside it; how much that was is what comes back.
fn output(task: Task, file: Option<&Path>, out: &mut (dyn Write + Send)) -> Result<usize, Trouble> {
    let mut length = 0;
    let status = files::run(task, &mut |chunk| {
        length += chunk.len();
        if file.is_none() { out.write_all(chunk) } else { Ok(()) }
    })?;
    match file {
        _ if !status.success() => Err(Trouble::Failed(status)),
        None if length == 0 => Err(Trouble::Silent),
        None => Ok(0),
        Some(path) => match files::copy_to(path, out).map_err(Trouble::Write)? {
            Some(1..) => Ok(length),
            _ => Err(Trouble::NoFile),
        },
    }
}

impl Trouble {
    /// What happened, and what to do about it.
    pub fn failure(&self, program: &Path, limit: Duration) -> Failure {
        let at = |message: &str| Failure::at(program, message);
        match self {
            Trouble::Stopped(Stopped::Start(error)) => unstarted(program, error),
            Trouble::Stopped(Stopped::Late) => {
                let message = format!("it was not done within {} s, so it was stopped", limit.as_secs());
                at(&message).help("give it more time with `--plugin-timeout SECONDS`")
            }
            Trouble::Stopped(Stopped::Held) => {
                at("it has ended, but a program that it started keeps its standard output open")
                    .help("it is to wait for what it starts, or to give it another standard output")
            }
            Trouble::Failed(status) => at(&files::describe(*status))
                .help("what it said is above; `deckmill plugin test` looks for the faults of a plug-in"),
            Trouble::Silent => at("it ended well, but wrote nothing to its standard output")
                .help("this is a fault of the plug-in: an output that is empty can't be told from none"),
            Trouble::NoFile => at("it ended well, but wrote nothing to the file that it was told")
                .help("this is a fault of the plug-in: the file is `output.path` of the header"),
            Trouble::Write(error) | Trouble::Stopped(Stopped::Take(error)) => at(&reason(error)),
        }
    }
}

/// Why a program could not even be started.
fn unstarted(program: &Path, error: &io::Error) -> Failure {
    use io::ErrorKind::{NotFound, PermissionDenied};
    match error.kind() {
        PermissionDenied => Failure::at(program, "this file is not executable")
            .help(format!("make it so: `chmod +x {}`", program.display())),
        NotFound if files::is_file(program) => {
            Failure::at(program, "the interpreter that its first line names is not there")
                .help("install it, or correct the line: `#!/usr/bin/env python3`")
        }
        _ => Failure::at(program, format!("it can't be run: {}", reason(error)))
            .help("a script says in its first line what runs it: `#!/usr/bin/env python3`"),
    }
}
