//! What a run writes: which output goes where in which format, and the writing itself.
//!
//! `export` and `build` share this. It knows no format by name; where bytes go is `files/`.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use deckmill::Deck;
use deckmill::diagnostic::Diagnostics;
use deckmill::export::{Context, EXPORTERS, ExportError};
use deckmill::format::by_extension;
use deckmill::media::MediaStore;
use deckmill::memory::Memory;

use crate::failure::{Failure, choices};
use crate::files::{self, DASH, Draft, Found, Store, Target};
use crate::row::Row;
use crate::settings::Settings;

/// A deck in one format, and where it goes.
#[derive(Clone)]
pub struct Output {
    /// The format.
    pub format: Row,
    /// Where it goes.
    pub target: Target,
}

impl Output {
    /// Whether there is a package in its place, which remembers the cards it holds.
    pub fn is_memory(&self) -> bool {
        self.format.name() == deckmill::memory::FORMAT
            && self.target != Target::Stdout
            && files::is_file(self.target.path())
    }
}

/// What `-o` and `--to` ask for.
#[derive(Default)]
pub struct Destinations {
    /// Outputs that hold the cards of all pages.
    pub single: Vec<Output>,
    /// Folders that get outputs for each page.
    pub folders: Vec<PathBuf>,
    /// The formats for the folders.
    pub formats: Vec<Row>,
}

impl Destinations {
    /// Takes what was typed; without `-o`, one format goes to standard output.
    ///
    /// A single `--to` holds for all outputs. Several are for folders only: a file has one format.
    pub fn new(paths: &[PathBuf], to: &[Row]) -> Result<Destinations> {
        let mut formats: Vec<Row> = Vec::new();
        for row in to {
            if !formats.iter().any(|known| known.is(row)) {
                formats.push(row.clone());
            }
        }
        if paths.is_empty() && formats.is_empty() {
            return Err(Failure::new("there is nothing to write to")
                .help("give `-o FILE`, or `--to FORMAT` for standard output")
                .into());
        }
        let dash = [PathBuf::from(DASH)];
        let mut found = Destinations::default();
        for path in if paths.is_empty() { &dash } else { paths } {
            if is_folder(path) {
                found.folders.push(path.clone());
            } else {
                found.single.push(Output { format: format_of(path, &formats)?, target: target_of(path) });
            }
        }
        found.formats = if formats.is_empty() { Row::usual() } else { formats };
        Ok(found)
    }
}

impl Destinations {
    /// All files and folders that are written to.
    pub fn paths(&self) -> Vec<PathBuf> {
        let files = self.single.iter().map(|output| output.target.path().to_owned());
        files.chain(self.folders.iter().cloned()).collect()
    }
}

/// Whether a path for outputs is a folder: it exists as one, or ends in a slash.
fn is_folder(path: &Path) -> bool {
    let ends_in_slash = path.as_os_str().as_encoded_bytes().last().is_some_and(|last| {
        // On Windows a backslash does as well.
        std::path::is_separator(char::from(*last))
    });
    ends_in_slash || files::is_folder(path)
}

/// Standard output by its other name is a link, which must not be renamed over.
fn is_stdout(path: &Path) -> bool {
    [DASH, "/dev/stdout", "/dev/fd/1"].iter().any(|name| path == Path::new(name))
}

fn target_of(path: &Path) -> Target {
    match is_stdout(path) {
        true => Target::Stdout,
        false => Target::File(path.to_owned()),
    }
}

/// The format for a file or standard output.
fn format_of(path: &Path, to: &[Row]) -> Result<Row> {
    let name = path.to_string_lossy();
    match to {
        [row] => Ok(row.clone()),
        [] if is_stdout(path) => {
            let failure = Failure::new("standard output needs a format");
            Err(failure.help(format!("add `--to FORMAT`: {}", names().join(", "))).into())
        }
        [] => {
            let row = by_extension(EXPORTERS, &name).ok_or_else(|| unknown_extension(path))?;
            Ok(Row::Own(row))
        }
        _ => Err(Failure::at(path, "one file can't have several formats")
            .help("give a file for each format, or a folder with a slash at its end")
            .into()),
    }
}

fn unknown_extension(path: &Path) -> Failure {
    let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned());
    let all = EXPORTERS.iter().flat_map(|row| row.extensions.iter().copied());
    match extension {
        Some(extension) => Failure::at(path, format!("no format has the extension `{extension}`"))
            .help(format!("{}; or choose with `--to`", choices(&extension, all))),
        None => Failure::at(path, "without an extension the format is not known")
            .help(format!("add `--to FORMAT`: {}; or a slash, if it is to be a folder", names().join(", "))),
    }
}

fn names() -> Vec<&'static str> {
    EXPORTERS.iter().map(|row| row.name).collect()
}

/// The outputs of each page in a folder, in these formats.
///
/// A page's output is called as the page, with the format's extension for its own. Pages that
/// differ in their extension only keep it: `python.md` and `python.html` become `python.md.csv` and
/// `python.html.csv`. Upper and lower case count as the same, for disks on which they are. In `pattern` that
/// name stands for `{path}`, and the format's for `{format}`.
pub fn in_folder(
    folder: &Path,
    pages: &[Found],
    formats: &[Row],
    settings: &Settings,
    pattern: &str,
) -> Vec<Vec<Output>> {
    let alike = |page: &Found| page.stem().to_string_lossy().to_lowercase();
    let mut count = HashMap::new();
    for page in pages {
        *count.entry(alike(page)).or_insert(0) += 1;
    }
    let outputs = |page: &Found| {
        let name = if count[&alike(page)] == 1 { page.stem() } else { page.below.clone() };
        let output = |format: &Row| {
            let mut file = OsString::new();
            for (index, part) in pattern.split("{path}").enumerate() {
                if index > 0 {
                    file.push(&name);
                }
                file.push(part.replace("{format}", format.name()));
            }
            called(&folder.join(file), format, settings)
        };
        formats.iter().map(output).collect()
    };
    pages.iter().map(outputs).collect()
}

/// An output that is called so, with the format's extension behind that.
pub fn called(name: &Path, format: &Row, settings: &Settings) -> Output {
    let mut file = name.as_os_str().to_owned();
    file.push(".");
    file.push(format.extension(settings));
    Output { format: format.clone(), target: Target::FileInFolder(file.into()) }
}

/// The usual pattern of names.
pub const BY_PATH: &str = "{path}";

/// What is wrong with two outputs in one place.
pub const SHARED: &str = "several outputs would go to this one place";

/// Refuses two outputs in one place, and an output in the place of a page.
pub fn refuse_clashes<'a>(outputs: impl IntoIterator<Item = &'a Output>, pages: &[Found]) -> Result<()> {
    let mut taken: HashMap<PathBuf, bool> = HashMap::new();
    for page in pages.iter().filter(|page| !page.is_stdin() && page.address.is_none()) {
        taken.insert(files::real(&page.path), true);
    }
    for output in outputs {
        let path = output.target.path();
        let place = if output.target == Target::Stdout { path.to_owned() } else { files::real(path) };
        let failure = match taken.insert(place, false) {
            None => continue,
            Some(true) => {
                Failure::at(path, "this would overwrite a page that is read").help("write to another file")
            }
            Some(false) => Failure::at(path, SHARED)
                .help("give each output, and each page that goes to a folder, a name of its own"),
        };
        return Err(failure.into());
    }
    Ok(())
}

/// Refuses outputs that could not be written for sure.
pub fn refuse_unwritable<'a>(outputs: impl IntoIterator<Item = &'a Output>) -> Result<()> {
    outputs.into_iter().try_for_each(|output| output.target.check())
}

/// Refuses to write binary data to a terminal.
pub fn refuse_terminal(outputs: &[Output], settings: &Settings) -> Result<()> {
    for output in outputs.iter().filter(|output| output.target == Target::Stdout) {
        if output.format.exporter(settings)?.is_binary() && files::stdout_is_terminal() {
            let (name, extension) = (output.format.name(), output.format.extension(settings));
            return Err(Failure::new(format!("{name} is binary data, and standard output is a terminal"))
                .help(format!("write it to a file with `-o deck.{extension}`"))
                .into());
        }
    }
    Ok(())
}

/// An output with what is in it.
pub struct Written {
    /// The output.
    pub output: Output,
    /// How many cards it holds.
    pub cards: usize,
    /// What the exporter had to say.
    pub diagnostics: Diagnostics,
}

/// An output that is rendered, but not yet in its place.
pub struct Drafted {
    written: Written,
    draft: Draft,
}

/// Renders a deck for its outputs. An error leaves all of them as they were.
pub fn draft(
    deck: &Deck,
    outputs: &[Output],
    settings: &Settings,
    memory: Option<&Memory>,
    media: &Store,
) -> Result<Vec<Drafted>> {
    let draft = |output: &Output| {
        let mut diagnostics = Diagnostics::default();
        let draft = Draft::new(&output.target, |out| {
            diagnostics = render(deck, output, settings, memory, media, out)?;
            Ok(())
        })?;
        let written = Written { output: output.clone(), cards: deck.all_cards().count(), diagnostics };
        Ok(Drafted { written, draft })
    };
    outputs.iter().map(draft).collect()
}

/// Writes a deck as an output is to be; gives what the exporter had to say.
pub fn render(
    deck: &Deck,
    output: &Output,
    settings: &Settings,
    memory: Option<&Memory>,
    media: &Store,
    out: &mut (dyn Write + Send),
) -> Result<Diagnostics> {
    let exporter = output.format.exporter(settings)?;
    let mut diagnostics = Diagnostics::default();
    let (scratch, media): (Option<&dyn Fn() -> _>, Option<&dyn MediaStore>) =
        (Some(&files::scratch), Some(media));
    let mut context = Context { diagnostics: &mut diagnostics, memory, media, scratch };
    exporter.export(deck, out, &mut context).map_err(|error| failed(error, output))?;
    Ok(diagnostics)
}

/// Puts outputs in their places.
///
/// Standard output comes last: when its reader goes away, the files are where they belong.
pub fn commit(mut drafts: Vec<Drafted>) -> Result<Vec<Written>> {
    drafts.sort_by_key(|drafted| drafted.written.output.target == Target::Stdout);
    drafts.into_iter().map(|drafted| drafted.draft.commit().map(|()| drafted.written)).collect()
}

/// Says what failed beside the output's own file: a scratch file, the format, or a plug-in, which knows
/// the cure.
pub fn failed(error: ExportError, output: &Output) -> Failure {
    let path = output.target.path();
    match error {
        ExportError::Io(io) => Failure::io(path, &io),
        ExportError::Other(cause) => match cause.downcast::<Failure>() {
            Ok(failure) => Failure::within(Some(&path.display().to_string()), &(*failure).into()),
            Err(cause) => Failure::at(path, cause),
        },
        error => Failure::at(path, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_of(pages: &[&str]) -> Vec<String> {
        let page = |below: &&str| {
            let path = PathBuf::from("input").join(below);
            Found { path, below: below.into(), size: 0, address: None }
        };
        let pages: Vec<_> = pages.iter().map(page).collect();
        let mut formats = Row::usual();
        formats.retain(|row| row.name() == "csv");
        let outputs = in_folder(Path::new("out"), &pages, &formats, &Settings::default(), BY_PATH);
        outputs.iter().flatten().map(|output| output.target.path().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn pages_lose_their_extension_where_one_is_enough() {
        assert_eq!(names_of(&["a/python.md", "b/python.md"]), ["out/a/python.csv", "out/b/python.csv"]);
        assert_eq!(
            names_of(&["python.md", "Python.html", "ruby.v2.txt"]),
            ["out/python.md.csv", "out/Python.html.csv", "out/ruby.v2.csv"]
        );
    }
}
