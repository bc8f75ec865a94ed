//! Writes outputs so that a target is either what it was or what it is to be.
//!
//! A draft is a temporary file beside its target, renamed when it is whole. A killed run, a full
//! disk or an error leaves the old file as it was. What is no regular file (a pipe, a device) can't
//! be renamed over: its bytes are kept until all is well, then written to it directly.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;
use tempfile::{Builder, NamedTempFile, TempPath};

use super::leftover::Leftover;
use super::{DASH, folder_of};
use crate::failure::{Failure, unwritten};

/// Where an output goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    Stdout,
    /// A file whose folder is there.
    File(PathBuf),
    /// A file whose folder is made where it is missing.
    FileInFolder(PathBuf),
}

impl Target {
    /// The path as it was given.
    pub fn path(&self) -> &Path {
        match self {
            Target::Stdout => Path::new(DASH),
            Target::File(path) | Target::FileInFolder(path) => path,
        }
    }

    /// Refuses what could not be written for sure, before any work is done for it.
    pub fn check(&self) -> Result<()> {
        regular(self).map(|_| ())
    }
}

/// An output that is complete, but not yet where it goes.
#[derive(Debug)]
pub struct Draft {
    target: Target,
    form: Form,
}

#[derive(Debug)]
enum Form {
    /// In a temporary file beside the path.
    Beside(TempPath, Leftover, PathBuf),
    /// In memory, for what is no regular file.
    Direct(Vec<u8>),
}

impl Draft {
    /// Renders an output; its target stays as it is. An error leaves nothing behind.
    pub fn new(target: &Target, render: impl FnOnce(&mut (dyn Write + Send)) -> Result<()>) -> Result<Draft> {
        let mut memory = Vec::new();
        let form = match regular(target)? {
            Some((path, old)) => {
                let folder = folder_of(&path);
                fs::create_dir_all(folder).map_err(|error| Failure::io(folder, &error))?;
                let (file, leftover) =
                    beside(&path, old).map_err(|error| Failure::io(target.path(), &error))?;
                let mut out = Watched { inner: BufWriter::new(file.as_file()), failed: None };
                let rendered = render(&mut out);
                let sealed = out.seal();
                sealed.map_err(|error| Failure::io(target.path(), &error))?;
                rendered?;
                Form::Beside(file.into_temp_path(), leftover, path)
            }
            None => {
                render(&mut memory)?;
                Form::Direct(memory)
            }
        };
        Ok(Draft { target: target.clone(), form })
    }

    /// Puts the output in its place.
    pub fn commit(self) -> Result<()> {
        let written = match (self.form, &self.target) {
            (Form::Beside(file, _leftover, path), _) => file.persist(path).map_err(|error| error.error),
            (Form::Direct(bytes), Target::Stdout) => print(&bytes),
            (Form::Direct(bytes), target) => {
                OpenOptions::new().write(true).open(target.path()).and_then(|mut out| out.write_all(&bytes))
            }
        };
        written.map_err(|error| unwritten(self.target.path(), error))
    }
}

/// Writes an output as it comes. Standard output has each part at once; a file is put in its place when all
/// is well, and only if `render` says that there is something in it.
pub fn stream(target: &Target, render: impl FnOnce(&mut (dyn Write + Send)) -> Result<bool>) -> Result<()> {
    if *target == Target::Stdout {
        let mut watched = Watched { inner: BufWriter::new(io::stdout()), failed: None };
        let rendered = render(&mut watched);
        watched.end().map_err(|error| unwritten(target.path(), error))?;
        return rendered.map(drop);
    }
    let mut is_filled = false;
    let draft = Draft::new(target, |out| {
        is_filled = render(out)?;
        Ok(())
    })?;
    if is_filled { draft.commit() } else { Ok(()) }
}

fn print(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// The path of a target that is a regular file, or will be one, with what is there now.
fn regular(target: &Target) -> Result<Option<(PathBuf, Option<Metadata>)>> {
    let path = match target {
        Target::Stdout => return Ok(None),
        Target::File(path) | Target::FileInFolder(path) => behind_links(path),
    };
    match fs::metadata(&path) {
        Ok(data) if data.is_dir() => Err(Failure::at(target.path(), "this is a folder").into()),
        Ok(data) if !data.is_file() => Ok(None),
        Ok(data) if data.permissions().readonly() => {
            let failure = Failure::at(target.path(), "this file is read-only");
            Err(failure.help("make it writable, or give the output another name").into())
        }
        Ok(data) => Ok(Some((path, Some(data)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            check_folder(target, folder_of(&path))?;
            Ok(Some((path, None)))
        }
        Err(error) => Err(Failure::io(target.path(), &error).into()),
    }
}

/// Refuses a folder that is not there and is not to be made either.
fn check_folder(target: &Target, folder: &Path) -> Result<()> {
    if folder.is_dir() || matches!(target, Target::FileInFolder(_)) {
        return Ok(());
    }
    let failure = Failure::at(target.path(), format!("there is no folder `{}`", folder.display()));
    Err(failure.help("make the folder first, or give a folder with a slash at its end").into())
}

/// A temporary file in the folder of a path, with the mode that the file has or would get.
fn beside(path: &Path, old: Option<Metadata>) -> io::Result<(NamedTempFile, Leftover)> {
    let mut builder = Builder::new();
    // Hidden, so that a run which is killed leaves nothing that another would take for a page.
    builder.prefix(".deckmill-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As for any new file, the umask takes its share of this.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let (file, leftover) = Leftover::make(|| builder.tempfile_in(folder_of(path)))?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok((file, leftover))
}

/// An output that remembers what went wrong with it, since not all exporters' libraries pass that on.
struct Watched<W: Write> {
    inner: BufWriter<W>,
    failed: Option<io::Error>,
}

impl Watched<&File> {
    /// Brings what was written to the disk.
    fn seal(self) -> io::Result<()> {
        self.end()?.get_ref().sync_all()
    }
}

impl<W: Write> Watched<W> {
    /// Writes what is left, and says what went wrong before.
    fn end(mut self) -> io::Result<BufWriter<W>> {
        let flushed = self.flush();
        self.failed.map_or(Ok(()), Err)?;
        flushed.map(|()| self.inner)
    }

    fn note<T>(&mut self, outcome: io::Result<T>) -> io::Result<T> {
        outcome.inspect_err(|error| {
            let again = error.raw_os_error().map(io::Error::from_raw_os_error);
            self.failed = self.failed.take().or(again);
        })
    }
}

impl<W: Write> Write for Watched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let outcome = self.inner.write(bytes);
        self.note(outcome)
    }

    fn flush(&mut self) -> io::Result<()> {
        let outcome = self.inner.flush();
        self.note(outcome)
    }
}

/// Where a path leads when its last part is a link, also to a file that does not exist yet.
pub fn behind_links(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    // As many as Linux follows; a ring of links ends here, and the system then names it.
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(next) => path = folder_of(&path).join(next),
            Err(_) => break,
        }
    }
    path
}
