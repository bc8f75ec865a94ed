//! Programs of others: where they are on the PATH, and one run of them.
//!
//! What is said to them, and what their answers mean, is not known here.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program that has ended may leave its output open without a word, for what it started
/// may still be writing.
const GRACE: Duration = Duration::from_secs(5);

/// How often somebody looks after a program that says nothing.
const TICK: Duration = Duration::from_millis(50);

/// A program that is to be run. Folder and environment are those of this process.
pub struct Task<'a> {
    /// Where it is.
    pub program: &'a Path,
    /// What it is told.
    pub arguments: &'a [&'a str],
    /// Its standard input, from where the file stands; none is an empty one.
    ///
    /// A file can't be full, so a program may read it when it likes, or not at all.
    pub input: Option<File>,
    /// Where its standard error goes; none is our own.
    pub complaints: Option<File>,
    /// How long it may take.
    pub limit: Duration,
}

/// Why there is no exit code.
#[derive(Debug)]
pub enum Stopped {
    /// It could not be started.
    Start(io::Error),
    /// It took too long, and was stopped.
    Late,
    /// It ended, but what it had started keeps its output open.
    Held,
    /// What it wrote could not be taken.
    Take(io::Error),
}

/// Runs a program to its end, and gives what it writes to `take` as it comes.
pub fn run(task: Task, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<ExitStatus, Stopped> {
    let deadline = Instant::now() + task.limit;
    let mut child = start(task)?;
    let chunks = child.0.stdout.take().map(read);
    let mut ended = None;
    while let Some(chunks) = &chunks {
        match chunks.recv_timeout(TICK) {
            Ok(chunk) => {
                chunk.and_then(|chunk| take(&chunk)).map_err(Stopped::Take)?;
                ended = None;
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) if child.has_ended()? => {
                if ended.get_or_insert_with(Instant::now).elapsed() >= GRACE {
                    return Err(Stopped::Held);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        if Instant::now() >= deadline {
            return Err(if child.has_ended()? { Stopped::Held } else { Stopped::Late });
        }
    }
    child.wait(deadline)
}

/// A program that is stopped when nobody waits for it any more.
struct Running(Child);

impl Running {
    fn has_ended(&mut self) -> Result<bool, Stopped> {
        Ok(self.0.try_wait().map_err(Stopped::Take)?.is_some())
    }

    /// Waits for the end; mostly it comes with that of the output.
    fn wait(&mut self, deadline: Instant) -> Result<ExitStatus, Stopped> {
        let mut pause = Duration::from_millis(1);
        loop {
            if let Some(status) = self.0.try_wait().map_err(Stopped::Take)? {
                return Ok(status);
            }
            if Instant::now() >= deadline {
                return Err(Stopped::Late);
            }
            thread::sleep(pause);
            pause = TICK.min(pause * 2);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Neither does anything to a program that has ended and was waited for.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(task: Task) -> Result<Running, Stopped> {
    let input = task.input.map_or_else(Stdio::null, Stdio::from);
    let complaints = task.complaints.map_or_else(Stdio::inherit, Stdio::from);
    let mut command = Command::new(task.program);
    command.args(task.arguments).stdin(input).stdout(Stdio::piped()).stderr(complaints);
    command.spawn().map(Running).map_err(Stopped::Start)
}

/// Reads in a thread of its own, which nobody has to wait for: where something else keeps the pipe
/// open, it ends with this process.
fn read(mut out: ChildStdout) -> Receiver<io::Result<Vec<u8>>> {
    let (chunks, taken) = mpsc::sync_channel(4);
    thread::spawn(move || {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let chunk = match out.read(&mut buffer) {
                Ok(0) => return,
                Ok(length) => Ok(buffer[..length].to_vec()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => Err(error),
            };
            let is_last = chunk.is_err();
            if chunks.send(chunk).is_err() || is_last {
                return;
            }
        }
    });
    taken
}

/// The program of this name on the PATH: the first that may be run, else the first file.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let named = || folders().into_iter().flat_map(|folder| candidates(&folder.join(name)));
    named().find(|path| is_executable(path)).or_else(|| named().find(|path| path.is_file()))
}

/// The programs on the PATH whose names begin so, each with the rest of its name, sorted by that.
pub fn programs(prefix: &str) -> Vec<(String, PathBuf)> {
    let mut found: Vec<(String, PathBuf)> = Vec::new();
    for folder in folders() {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        for path in entries.filter(|path| is_executable(path)) {
            let name = if cfg!(windows) { path.file_stem() } else { path.file_name() };
            let rest = name.and_then(|name| name.to_str()?.strip_prefix(prefix));
            // The one that stands first on the PATH is the one that is run.
            if let Some(rest) = rest.filter(|rest| !found.iter().any(|(name, _)| name == rest)) {
                found.push((rest.to_owned(), path));
            }
        }
    }
    found.sort();
    found
}

/// The folders of the PATH. An empty one would be the current folder, in which nobody looks for
/// programs on purpose.
pub fn folders() -> Vec<PathBuf> {
    let path: OsString = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).filter(|folder| !folder.as_os_str().is_empty()).collect()
}

/// The files that a name may stand for: Windows adds an extension.
fn candidates(path: &Path) -> Vec<PathBuf> {
    let mut all = vec![path.to_owned()];
    if cfg!(windows) {
        all.extend(["exe", "bat", "cmd"].map(|extension| path.with_extension(extension)));
    }
    all
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

/// How a program ended, in words.
pub fn describe(status: ExitStatus) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = status.signal() {
            return format!("it was ended by signal {signal}");
        }
    }
    match status.code() {
        Some(code) => format!("it ended with exit code {code}"),
        None => "it ended without an exit code".to_owned(),
    }
}
