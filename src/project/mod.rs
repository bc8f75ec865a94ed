//! The settings of a run: those of the project file `deckmill.toml`, of the user's own file and of the
//! environment. Flags are stronger than all of them, and are put over them where they are used.
//!
//! The project file is found upward from the current folder, as Cargo finds its own. `keys.rs` is the table of
//! all that can be set, `file.rs` reads a file, `environment.rs` the variables, `value.rs` is what both give.

pub mod environment;
mod file;
pub mod keys;
mod value;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use deckmill::export::{EXPORTERS, USUAL};

pub use value::{Origin, Set, Value};

use crate::cli::FailOn;
use crate::failure::Failure;
use crate::files::{self, Address, Named};
use crate::gates::Gates;
use crate::making;
use crate::row::Wanted;
use crate::settings::{self, Setting, Settings};
use file::{DeckTable, Settled};

/// The name of the project file.
pub const FILE: &str = "deckmill.toml";

/// The name of the file beside it that remembers who the cards are.
pub const LOCK: &str = "deckmill.lock";

/// Keys that are options of formats as well.
const OPTIONS_OF: [(&str, &str, &str); 3] =
    [("subdecks", "anki", "subdecks"), ("css", "anki", "css"), ("template", "template", "text")];

/// What is set for a run.
#[derive(Default)]
pub struct Project {
    /// The project file, where there is one.
    pub file: Option<PathBuf>,
    /// The folder of the project file; the paths in it start there.
    pub folder: PathBuf,
    /// Files, folders, globs and addresses with pages that become a deck each.
    pub input: Vec<PathBuf>,
    /// What is no page, in whatever folder or glob it lies.
    pub exclude: Vec<Named>,
    /// The decks of several pages.
    pub decks: Vec<DeckOf>,
    /// Where decks go.
    pub output: PathBuf,
    /// What the outputs of a page are called.
    pub name: String,
    /// What is written of each deck.
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
    /// From which findings on a command fails.
    pub fail_on: Option<FailOn>,
    /// What has to hold before anything is written.
    pub gates: Gates,
    /// Options of exporters.
    pub settings: Settings,
    /// All keys that are set, by their names, for those who ask where a value comes from.
    pub sets: BTreeMap<&'static str, Set>,
    /// All options that are set, likewise, by format and option.
    pub options: BTreeMap<(String, String), (Setting, Origin)>,
}

/// A deck of several pages.
#[derive(Debug, Clone)]
pub struct DeckOf {
    /// What its outputs are called, without an extension.
    pub name: String,
    /// Its pages.
    pub input: Vec<PathBuf>,
    /// What it is called; as its outputs where this is not said.
    pub title: Option<String>,
    /// What is written of it, where that is not what is written of all.
    pub formats: Option<Vec<Wanted>>,
    /// Tags for its cards, beside those for all.
    pub tags: Vec<String>,
    /// How many cards it is to have.
    pub expect: Option<u64>,
    /// Where it is set.
    pub origin: Origin,
}

impl Project {
    /// What is set where this is the project file; without one, the nearest one upward, if any, counts.
    pub fn open(file: Option<&Path>) -> Result<Project> {
        let path = file.map(Path::to_owned).or_else(|| files::find_upward(FILE));
        let user = files::user_file().filter(|path| files::is_file(path));
        let mut project = Project::new(path.clone());
        if let Some(user) = &user {
            project.settle(file::read(user, true)?);
        }
        if let Some(path) = &path {
            project.settle(file::read(path, false)?);
        }
        project.settle(environment::read()?);
        project.put_to_use()?;
        Ok(project)
    }

    /// Nothing is set yet.
    fn new(file: Option<PathBuf>) -> Project {
        let folder = file.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        Project {
            output: folder.join("output"),
            name: "{path}".to_owned(),
            formats: USUAL.iter().map(|name| Wanted::typed(name)).collect(),
            file,
            folder,
            ..Project::default()
        }
    }

    /// Takes what stands in one place, over what was taken before. A key and an option that say the same are
    /// one, whichever was used.
    fn settle(&mut self, settled: Settled) {
        for set in settled.sets {
            let same = OPTIONS_OF.iter().find(|(key, ..)| *key == set.key.name);
            if let Some((_, format, option)) = same {
                self.options.remove(&((*format).to_owned(), (*option).to_owned()));
            }
            self.sets.insert(set.key.name, set);
        }
        for (setting, origin) in settled.options {
            let format = settings::row(EXPORTERS, &setting.format).map_or(&*setting.format, |row| row.name);
            let same = OPTIONS_OF.iter().find(|(_, of, option)| *of == format && *option == setting.option);
            if let Some((key, ..)) = same {
                self.sets.remove(key);
            }
            self.options.insert((format.to_owned(), setting.option.clone()), (setting, origin));
        }
        let decks: Vec<DeckOf> = settled.decks.into_iter().map(|deck| self.deck(deck)).collect();
        self.decks.extend(decks);
    }

    /// Puts to use what was set, once it is known what is strongest.
    fn put_to_use(&mut self) -> Result<()> {
        for set in self.sets.clone().into_values() {
            self.take(&set)?;
        }
        for (setting, _) in self.options.clone().into_values() {
            self.settings.set(&setting)?;
        }
        Ok(())
    }

    fn take(&mut self, set: &Set) -> Result<()> {
        let text = || Some(set.text().to_owned()).filter(|text| !text.is_empty());
        match set.key.name {
            "input" => self.input = set.paths(),
            "exclude" => self.exclude = set.paths().iter().map(|path| Named::of(path)).collect(),
            "output" => self.output = set.path(),
            "name" => self.name = name(set)?,
            "formats" => self.formats = wanted(set.texts(), &set.folder),
            "key" => self.key = text(),
            "drop_references" => self.drop_references = set.is_true(),
            "tags" => self.tags = set.texts().map(|(tag, _)| tag.clone()).collect(),
            "source_link" => self.source_link = text().map(|template| link(set, template)).transpose()?,
            "subdecks" if set.text().is_empty() => {}
            "subdecks" => self.set(making::of_anki("subdecks", set.text().to_owned(), place(set)))?,
            // An empty name takes back what a weaker place has set.
            "css" | "template" if set.text().is_empty() => {}
            "css" => {
                let styles = making::styles(&set.path(), place(set));
                self.set(styles.map_err(|error| Failure::within(place(set).as_deref(), &error))?)?;
            }
            "template" => {
                let template = making::template(&set.path(), place(set));
                let template = template.map_err(|error| Failure::within(place(set).as_deref(), &error))?;
                template.into_iter().try_for_each(|setting| self.set(setting))?;
            }
            "media_root" => self.media_roots = set.paths(),
            "fetch_media" => self.fetch_media = set.is_true(),
            "fail_on" => self.fail_on = FailOn::named(set.text()),
            "min_coverage" => self.gates.min_coverage = set.number(),
            "expect" => self.gates.expect = set.number(),
            "max_new" => self.gates.max_new = set.number(),
            "max_retired" => self.gates.max_retired = set.number(),
            // A test goes through all keys.
            other => {
                return Err(Failure::new(format!("{}: nothing is done with `{other}`", set.origin)).into());
            }
        }
        Ok(())
    }

    fn set(&mut self, setting: Setting) -> Result<()> {
        self.settings.set(&setting)
    }

    fn deck(&self, table: DeckTable) -> DeckOf {
        let folder = &self.folder;
        DeckOf {
            name: table.name,
            input: table.input.iter().map(|(path, _)| value::source(folder, path)).collect(),
            title: table.title,
            formats: table.formats.map(|formats| wanted(&formats, folder)),
            tags: table.tags,
            expect: table.expect,
            origin: table.origin,
        }
    }

    /// Fails where there is no project file, and all that is set is what holds without one.
    pub fn must_exist(&self) -> Result<()> {
        if self.file.is_some() {
            return Ok(());
        }
        let failure = Failure::new(format!("there is no {FILE} here or in a folder above"));
        Err(failure.help("`deckmill init` makes one that fits this folder").into())
    }

    /// The sources of pages that become a deck each. Where decks are named, only what is named beside them.
    pub fn pages(&self) -> Vec<PathBuf> {
        match self.input.is_empty() && self.decks.is_empty() {
            true => vec![self.folder.join("input")],
            false => self.input.clone(),
        }
    }

    /// The sources of all pages, those of decks included.
    pub fn sources(&self) -> Vec<PathBuf> {
        self.pages().into_iter().chain(self.decks.iter().flat_map(|deck| deck.input.clone())).collect()
    }

    /// Whether an address on the web is among the sources.
    pub fn names(&self, shown: &str) -> bool {
        let address = |source: &PathBuf| Address::typed(source)?.ok();
        self.sources().iter().filter_map(address).any(|address| address.shown() == shown)
    }

    /// Whether a file is no page of folders and globs.
    pub fn excludes(&self, path: &Path) -> bool {
        self.exclude.iter().any(|excluded| excluded.has(path))
    }

    /// Whether a plug-in of this name may be among what is written; that of a program is not known
    /// before it is asked.
    pub fn may_write(&self, name: &str) -> bool {
        let of_decks = self.decks.iter().flat_map(|deck| deck.formats.iter().flatten());
        self.formats.iter().chain(of_decks).any(|wanted| wanted.is_any() || wanted.name == name)
    }

    /// Refuses formats and options of formats that are called nearly as one of ours.
    pub fn refuse_slips(&self) -> Result<()> {
        let of_decks = self.decks.iter().flat_map(|deck| deck.formats.iter().flatten());
        self.formats.iter().chain(of_decks).try_for_each(Wanted::refuse_slip)?;
        self.settings.refuse_slips(|name| self.may_write(name))
    }

    /// Whether what a key is set to holds for a page: what stands in the project file is for the project's
    /// own pages, and not for any that is read from within it, where this is about who cards are and what
    /// pages may take from the disk and the web.
    pub fn holds(&self, key: &str, is_own: bool) -> bool {
        let origin = self.sets.get(key).map(|set| &set.origin);
        is_own || !matches!(origin, Some(Origin::Line(path, _)) if Some(path) == self.file.as_ref())
    }

    /// The name in outputs of a file below the project's folder: its path from there, with `/`.
    pub fn name_of(&self, path: &Path) -> Option<String> {
        let folder = files::real(files::folder_of(self.file.as_ref()?));
        let below = files::place(path);
        let below = below.strip_prefix(folder).ok()?;
        let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        Some(parts.join("/"))
    }
}

fn place(set: &Set) -> Option<String> {
    Some(set.origin.to_string())
}

fn wanted<'a>(names: impl IntoIterator<Item = &'a (String, Origin)>, folder: &Path) -> Vec<Wanted> {
    names.into_iter().map(|(name, origin)| Wanted::in_file(name, folder, origin.to_string())).collect()
}

/// Where cards can be seen, if it makes links.
fn link(set: &Set, template: String) -> Result<String> {
    making::link_made_by(&template).map_err(|error| set.origin.within(&error.into()))?;
    Ok(template)
}

/// The pattern of names, if it keeps pages apart and stays in the folder.
fn name(set: &Set) -> Result<String> {
    let name = set.text();
    let is_inside = Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let rest = name.replace("{path}", "").replace("{format}", "");
    if name.contains("{path}") && is_inside && !rest.contains(['{', '}']) {
        return Ok(name.to_owned());
    }
    let failure = set.origin.failure(format!("`{name}` is no name for outputs"));
    Err(failure.help("it is a path below the output folder and has {path} in it: \"{format}/{path}\"").into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::keys::KEYS;
    use super::*;

    fn read(text: &str) -> Result<Project> {
        let path = Path::new("work/deckmill.toml");
        let mut project = Project::new(Some(path.to_owned()));
        project.settle(file::Reader { path, text, is_of_user: false }.read()?);
        project.put_to_use()?;
        Ok(project)
    }

    fn wrong(text: &str) -> (String, Option<String>) {
        let error = read(text).err().unwrap();
        (error.to_string(), crate::failure::help_of(&error).map(str::to_owned))
    }

    #[test]
    fn an_empty_file_is_a_project() {
        let project = read("").unwrap();
        assert_eq!(project.pages(), [Path::new("work/input")]);
        assert_eq!(project.output, Path::new("work/output"));
        assert_eq!(project.formats.len(), USUAL.len());
    }

    #[test]
    fn all_keys() {
        let project = read(
            "input = ['a.md', 'more']\noutput = 'out'\nformats = ['csv']\nkey = 'k'\n\
             drop_references = true\nmedia_root = 'images'\nfetch_media = true\nmin_coverage = 95\n\
             fail_on = 'error'\n[options.csv]\ndelimiter = ';'\n",
        )
        .unwrap();
        assert_eq!(project.pages(), [Path::new("work/a.md"), Path::new("work/more")]);
        assert_eq!(project.formats[0].name, "csv");
        assert_eq!(project.key.as_deref(), Some("k"));
        assert!(project.drop_references);
        assert_eq!(project.media_roots, [Path::new("work/images")]);
        assert!(project.fetch_media);
        assert_eq!(project.gates, Gates { min_coverage: Some(95), ..Gates::default() });
        assert_eq!(project.sets["key"].origin.to_string(), "work/deckmill.toml:4");
    }

    #[test]
    fn each_key_is_put_to_use_and_its_default_is_what_holds() {
        for key in KEYS.iter().filter(|key| !["css", "template"].contains(&key.name)) {
            assert!(read(&format!("{} = {}\n", key.name, key.example)).is_ok(), "{}", key.name);
            if !key.default.is_empty() {
                let (told, silent) =
                    (read(&format!("{} = {}\n", key.name, key.default)).unwrap(), read("").unwrap());
                let shown = |project: &Project| {
                    let formats: Vec<_> = project.formats.iter().map(|wanted| wanted.name.clone()).collect();
                    format!(
                        "{:?}",
                        (
                            project.pages(),
                            &project.output,
                            &project.name,
                            formats,
                            &project.tags,
                            project.gates
                        )
                    )
                };
                assert_eq!(shown(&told), shown(&silent), "{}", key.name);
            }
        }
    }

    #[test]
    fn decks_have_pages_and_names() {
        let project =
            read("[[deck]]\nname = 'all'\ninput = ['a/*.md', 'https://example.org/b.html']\ntitle = 'All'\n");
        let project = project.unwrap();
        assert!(project.pages().is_empty());
        let pages = [Path::new("work/a/*.md"), Path::new("https://example.org/b.html")];
        assert_eq!(project.decks[0].input, pages);
        assert_eq!(wrong("\n[[deck]]\nname = 'all'\n").0, "work/deckmill.toml:2: this deck has no `input`");
        let (message, help) = wrong("[[deck]]\nnmae = 'all'\n");
        assert_eq!(message, "work/deckmill.toml:2: a deck has no key `nmae`");
        assert!(help.unwrap().starts_with("did you mean `name`?"));
    }

    #[test]
    fn what_is_wrong_has_its_line_and_a_cure() {
        let (message, help) = wrong("key = 'k'\ninptu = 'x'\n");
        assert_eq!(message, "work/deckmill.toml:2: there is no key `inptu`");
        assert!(
            help.unwrap()
                .starts_with("did you mean `input`? there is: input, exclude, output, name, formats")
        );
        let project = read("formats = [\n 'cvs']\n").unwrap();
        let error = project.formats[0].open(Duration::ZERO).err().unwrap();
        assert_eq!(error.to_string(), "work/deckmill.toml:2: there is no exporter `cvs`");
        assert!(crate::failure::help_of(&error).unwrap().starts_with("did you mean `csv`?"));
        assert_eq!(wrong("key = 1").0, "work/deckmill.toml:1: this is to be a string");
        let message = "work/deckmill.toml:1: this is to be `true` or `false`";
        assert_eq!(wrong("drop_references = 1").0, message);
        let message = "work/deckmill.toml:1: this is to be a whole number, at most 100";
        assert_eq!(wrong("min_coverage = 101").0, message);
        assert!(wrong("fail_on = 'warnings'").1.unwrap().starts_with("did you mean `warning`?"));
        assert!(wrong("name = '../{path}'").0.contains("is no name for outputs"));
        assert!(wrong("[options.csv]\nx = 1").0.starts_with("work/deckmill.toml:2: `csv` has no option `x`"));
        assert!(wrong("a = \n").0.starts_with("work/deckmill.toml:1: "));
    }
}
