//! The project file, `deckmill.toml`: where pages are, where decks go, and how.
//!
//! It is found upward from the current folder, as Cargo finds its own. To add a key: a field in
//! [`Project`], its name in [`KEYS`] and an arm in `take`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use deckmill::export::USUAL;
use deckmill::source::Lines;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::failure::{Failure, choices};
use crate::files;
use crate::making;
use crate::row::Wanted;
use crate::settings::{Setting, Settings};

/// The name of the file.
pub const FILE: &str = "deckmill.toml";

/// The name of the file beside it that remembers who the cards are.
pub const LOCK: &str = "deckmill.lock";

/// The keys that the file may have.
const KEYS: [&str; 13] = [
    "input",
    "output",
    "formats",
    "key",
    "drop_references",
    "tags",
    "source_link",
    "subdecks",
    "css",
    "template",
    "media_root",
    "fetch_media",
    "options",
];

/// A project.
pub struct Project {
    /// The folder of the project file; the paths in it start there.
    pub folder: PathBuf,
    /// Files and folders with pages.
    pub input: Vec<PathBuf>,
    /// Where decks go.
    pub output: PathBuf,
    /// What is written of each page.
    pub formats: Vec<Wanted>,
    /// The collection key.
    pub key: Option<String>,
    /// Whether answers go out without their references.
    pub drop_references: bool,
    /// Tags for all cards.
    pub tags: Vec<String>,
    /// Where the cards can be seen on the web (see the library's `link`).
    pub source_link: Option<String>,
    /// Folders from which its pages may take images and sounds, beside their own.
    pub media_roots: Vec<PathBuf>,
    /// Whether files on the web are fetched for them.
    pub fetch_media: bool,
    /// Options of exporters.
    pub settings: Settings,
}

/// A value with its place in the file.
type Value<'a> = Spanned<DeValue<'a>>;

impl Project {
    /// The project of this file; without one, that of the nearest project file upward, if any.
    pub fn open(file: Option<&Path>) -> Result<Option<Project>> {
        let Some(path) = file.map(Path::to_owned).or_else(|| files::find_upward(FILE)) else {
            return Ok(None);
        };
        let text = files::read_text(&path)?;
        Reader { path: &path, text: &text }.read().map(Some)
    }

    /// Whether a plug-in of this name may be among what is written; that of a program is not known
    /// before it is asked.
    pub fn may_write(&self, name: &str) -> bool {
        self.formats.iter().any(|wanted| wanted.is_any() || wanted.name == name)
    }

    /// The name in outputs of a file below the project's folder: its path from there, with `/`.
    pub fn name_of(&self, path: &Path) -> Option<String> {
        let folder = files::real(files::folder_of(&self.folder.join(FILE)));
        let below = files::place(path);
        let below = below.strip_prefix(folder).ok()?;
        let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        Some(parts.join("/"))
    }
}

/// Reads a project file, and knows where in it something is wrong.
struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Reader<'_> {
    fn read(&self) -> Result<Project> {
        let table = DeTable::parse(self.text)
            .map_err(|error| self.wrong(error.span().map_or(0, |span| span.start), error.message()))?;
        let folder = self.path.parent().unwrap_or(Path::new("")).to_owned();
        let mut project = Project {
            input: vec![folder.join("input")],
            output: folder.join("output"),
            folder,
            formats: USUAL.iter().map(|name| Wanted::typed(name)).collect(),
            key: None,
            drop_references: false,
            tags: Vec::new(),
            source_link: None,
            media_roots: Vec::new(),
            fetch_media: false,
            settings: Settings::default(),
        };
        for (key, value) in table.get_ref() {
            self.take(&mut project, key, value)?;
        }
        Ok(project)
    }

    fn take(&self, project: &mut Project, key: &Spanned<impl AsRef<str>>, value: &Value) -> Result<()> {
        let at = value.span().start;
        match key.get_ref().as_ref() {
            "input" => {
                let paths = self.strings(value)?;
                project.input = paths.iter().map(|(path, _)| project.folder.join(path)).collect();
                if project.input.is_empty() {
                    return Err(self.wrong(at, "`input` names nothing to read").into());
                }
            }
            "output" => project.output = project.folder.join(self.string(value)?),
            "key" => project.key = Some(self.string(value)?),
            "media_root" => {
                let roots = self.strings(value)?;
                project.media_roots = roots.iter().map(|(path, _)| project.folder.join(path)).collect();
            }
            "fetch_media" => project.fetch_media = self.truth(value)?,
            "drop_references" => project.drop_references = self.truth(value)?,
            "formats" => {
                let names = self.strings(value)?;
                let wanted =
                    |(name, at): &(String, usize)| Wanted::in_file(name, &project.folder, self.place(*at));
                project.formats = names.iter().map(wanted).collect();
                if project.formats.is_empty() {
                    return Err(self.wrong(at, "`formats` names nothing to write").into());
                }
            }
            "tags" => project.tags = self.strings(value)?.into_iter().map(|(tag, _)| tag).collect(),
            "source_link" => project.source_link = Some(self.string(value)?),
            "subdecks" => {
                let place = Some(self.place(at));
                project.settings.set(&making::of_anki("subdecks", self.string(value)?, place))?;
            }
            "css" => {
                let path = project.folder.join(self.string(value)?);
                project.settings.set(&making::styles(&path, Some(self.place(at)))?)?;
            }
            "template" => {
                let path = project.folder.join(self.string(value)?);
                let settings = making::template(&path, Some(self.place(at)))?;
                settings.iter().try_for_each(|setting| project.settings.set(setting))?;
            }
            "options" => self.options(project, value)?,
            other => {
                let failure = self.wrong(key.span().start, format!("there is no key `{other}`"));
                return Err(failure.help(choices(other, KEYS)).into());
            }
        }
        Ok(())
    }

    fn options(&self, project: &mut Project, value: &Value) -> Result<()> {
        for (format, options) in self.table(value)? {
            for (option, value) in self.table(options)? {
                let setting = Setting {
                    format: format.get_ref().to_string(),
                    option: option.get_ref().to_string(),
                    value: self.scalar(value)?,
                    place: Some(self.place(option.span().start)),
                };
                project.settings.set(&setting)?;
            }
        }
        Ok(())
    }

    fn table<'a, 'b>(&self, value: &'b Value<'a>) -> Result<&'b DeTable<'a>> {
        let wrong = || self.wrong(value.span().start, "this is to be a table, as in `[options.csv]`");
        Ok(value.get_ref().as_table().ok_or_else(wrong)?)
    }

    fn string(&self, value: &Value) -> Result<String> {
        let wrong = || self.wrong(value.span().start, "this is to be a string").help("put it in quotes");
        Ok(value.get_ref().as_str().ok_or_else(wrong)?.to_owned())
    }

    fn truth(&self, value: &Value) -> Result<bool> {
        let wrong = || self.wrong(value.span().start, "this is to be `true` or `false`");
        Ok(value.get_ref().as_bool().ok_or_else(wrong)?)
    }

    /// A string, or a list of them, each with its place.
    fn strings(&self, value: &Value) -> Result<Vec<(String, usize)>> {
        let one = |item: &Value| Ok((self.string(item)?, item.span().start));
        match value.get_ref().as_array() {
            Some(list) => list.iter().map(one).collect(),
            None => Ok(vec![one(value)?]),
        }
    }

    /// The value of an option as it would be typed.
    fn scalar(&self, value: &Value) -> Result<String> {
        match value.get_ref() {
            DeValue::Integer(number) => Ok(number.to_string()),
            DeValue::Boolean(truth) => Ok(truth.to_string()),
            _ => self.string(value),
        }
    }

    fn wrong(&self, at: usize, message: impl std::fmt::Display) -> Failure {
        Failure::new(format!("{}: {message}", self.place(at)))
    }

    fn place(&self, at: usize) -> String {
        format!("{}:{}", self.path.display(), Lines::new(self.text).line(at))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn read(text: &str) -> Result<Project> {
        Reader { path: Path::new("work/deckmill.toml"), text }.read()
    }

    fn wrong(text: &str) -> (String, Option<String>) {
        let error = read(text).err().unwrap();
        (error.to_string(), crate::failure::help_of(&error).map(str::to_owned))
    }

    #[test]
    fn an_empty_file_is_a_project() {
        let project = read("").unwrap();
        assert_eq!(project.input, [Path::new("work/input")]);
        assert_eq!(project.output, Path::new("work/output"));
        assert_eq!(project.formats.len(), USUAL.len());
    }

    #[test]
    fn all_keys() {
        let project = read(
            "input = ['a.md', 'more']\noutput = 'out'\nformats = ['csv']\nkey = 'k'\n\
             drop_references = true\nmedia_root = 'images'\nfetch_media = true\n\
             [options.csv]\ndelimiter = ';'\n",
        )
        .unwrap();
        assert_eq!(project.input, [Path::new("work/a.md"), Path::new("work/more")]);
        assert_eq!(project.formats[0].name, "csv");
        assert_eq!(project.key.as_deref(), Some("k"));
        assert!(project.drop_references);
        assert_eq!(project.media_roots, [Path::new("work/images")]);
        assert!(project.fetch_media);
    }

    #[test]
    fn what_is_wrong_has_its_line_and_a_cure() {
        let (message, help) = wrong("key = 'k'\ninptu = 'x'\n");
        assert_eq!(message, "work/deckmill.toml:2: there is no key `inptu`");
        assert_eq!(
            help.unwrap(),
            "did you mean `input`? there is: input, output, formats, key, drop_references, tags, source_link, \
             subdecks, css, template, media_root, fetch_media, options"
        );
        let project = read("formats = [\n 'cvs']\n").unwrap();
        let error = project.formats[0].open(Duration::ZERO).err().unwrap();
        assert_eq!(error.to_string(), "work/deckmill.toml:2: there is no exporter `cvs`");
        assert!(crate::failure::help_of(&error).unwrap().starts_with("did you mean `csv`?"));
        assert_eq!(wrong("key = 1").0, "work/deckmill.toml:1: this is to be a string");
        let message = "work/deckmill.toml:1: this is to be `true` or `false`";
        assert_eq!(wrong("drop_references = 1").0, message);
        assert!(wrong("[options.csv]\nx = 1").0.starts_with("work/deckmill.toml:2: `csv` has no option `x`"));
        assert!(wrong("a = \n").0.starts_with("work/deckmill.toml:1: "));
    }
}
