//! What stops a command or spoils an input: a message and the cure.
//!
//! Findings about the text of a page are the library's `Diagnostic`; this is for files, folders,
//! options and the project file. Messages are lower case, without a final dot, and name what and
//! where.

use std::io;
use std::path::{Path, PathBuf};

use crate::files::DASH;

/// A message with the cure.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    message: String,
    help: Option<String>,
    /// The file or folder that it is about.
    path: Option<PathBuf>,
    /// The line of the file.
    line: Option<usize>,
}

impl Failure {
    /// What is wrong, and where.
    pub fn new(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), help: None, path: None, line: None }
    }

    /// What is wrong with a file or folder.
    pub fn at(path: &Path, message: impl std::fmt::Display) -> Failure {
        let failure = Failure::new(format!("{}: {message}", path.display()));
        Failure { path: Some(path.to_owned()), ..failure }
    }

    /// What is wrong in a line of a file.
    pub fn in_line(path: &Path, line: usize, message: impl std::fmt::Display) -> Failure {
        let failure = Failure::new(format!("{}:{line}: {message}", path.display()));
        Failure { path: Some(path.to_owned()), line: Some(line), ..failure }
    }

    /// What the system says is wrong with a file or folder.
    pub fn io(path: &Path, error: &io::Error) -> Failure {
        Failure::at(path, reason(error))
    }

    /// What went wrong because of a place in a file, with the cure that it knows.
    pub fn within(place: Option<&str>, error: &anyhow::Error) -> Failure {
        let place = place.map_or(String::new(), |place| format!("{place}: "));
        let (help, path) = (help_of(error).map(str::to_owned), path_of(error).map(Path::to_owned));
        Failure { message: format!("{place}{error}"), help, path, line: line_of(error) }
    }

    /// Says what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Failure {
        self.help = Some(help.into());
        self
    }
}

/// An output that could not be written. When the reader of a pipe went away, the error says so.
pub fn unwritten(path: &Path, error: io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => error.into(),
        _ if path == Path::new(DASH) => Failure::new(format!("standard output: {}", reason(&error))).into(),
        _ => Failure::io(path, &error).into(),
    }
}

/// The cure that an error knows.
pub fn help_of(error: &anyhow::Error) -> Option<&str> {
    error.downcast_ref::<Failure>()?.help.as_deref()
}

/// The file or folder that an error is about, where it knows that.
pub fn path_of(error: &anyhow::Error) -> Option<&Path> {
    error.downcast_ref::<Failure>()?.path.as_deref()
}

/// The line of that file, where it knows that.
pub fn line_of(error: &anyhow::Error) -> Option<usize> {
    error.downcast_ref::<Failure>()?.line
}

/// Whether an error says that the reader of our output went away.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
    io.is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe)
}

/// What the system says, in words of ours where it speaks of itself.
pub fn reason(error: &io::Error) -> String {
    use io::ErrorKind::*;
    match error.kind() {
        NotFound => "there is no such file or folder".to_owned(),
        PermissionDenied => "permission denied".to_owned(),
        StorageFull | QuotaExceeded => "there is no space left on the disk".to_owned(),
        FileTooLarge => "the file would be larger than is allowed".to_owned(),
        IsADirectory => "this is a folder".to_owned(),
        NotADirectory => "a part of the path is a file, not a folder".to_owned(),
        ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or(&text);
            let mut letters = text.chars();
            letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
        }
    }
}

/// A help line for a word that is not known: the nearest one, and what there is.
pub fn choices<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let all = format!("there is: {}", known.join(", "));
    let meant = nearest(word, known.iter().copied()).or_else(|| beginning(word, &known));
    match meant {
        Some(name) => format!("did you mean `{name}`? {all}"),
        None => all,
    }
}

/// The shortest known word that begins with a word, as `warning` does with `warn`. A single letter is too little.
fn beginning<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let begin = known.iter().filter(|name| word.len() > 1 && name.starts_with(&word));
    begin.min_by_key(|name| name.len()).copied()
}

/// The known word that a word with a slip or two was meant to be.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Two letters the wrong way round are one slip, so that `cvs` is near `csv`.
    let slips = |name: &&str| strsim::osa_distance(word, name);
    known.into_iter().min_by_key(slips).filter(|name| slips(name) <= 1.max(name.len() / 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered() {
        let known = ["anki", "csv", "json"];
        assert_eq!(choices("cvs", known), "did you mean `csv`? there is: anki, csv, json");
        assert_eq!(choices("xlsx", known), "there is: anki, csv, json");
        assert_eq!(choices("JS", known), "did you mean `json`? there is: anki, csv, json");
        assert_eq!(choices("a", known), "there is: anki, csv, json");
    }

    #[test]
    fn reasons_are_plain_words() {
        let error = io::Error::from_raw_os_error(40);
        assert_eq!(reason(&error), "too many levels of symbolic links");
    }
}
