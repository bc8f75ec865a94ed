//! What a build is to make: which pages there are, and which decks of them go where.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use crate::command::Session;
use crate::failure::{self, Failure};
use crate::files::{self, Found};
use crate::manifest::{self, Manifest};
use crate::outputs::{self, Output};
use crate::project::{DeckOf, LOCK, Project};
use crate::row::{Row, Wanted};
use crate::settings::Settings;

/// All that a build is to make.
pub struct Jobs {
    /// The pages, each once.
    pub pages: Vec<Found>,
    /// The decks.
    pub jobs: Vec<Job>,
}

/// A deck, and where it goes.
pub struct Job {
    /// Its pages, by their index.
    pub pages: Vec<usize>,
    /// What is set for it; none for a deck that is a page of its own.
    pub deck: Option<DeckOf>,
    /// Where it goes.
    pub outputs: Vec<Output>,
}

impl Jobs {
    /// What a project asks for; decks go to the folder `output`.
    pub fn new(session: &mut Session, settings: &Settings, limit: Duration, output: &Path) -> Result<Jobs> {
        let project = &session.project;
        let (sources, decks, pattern) = (project.pages(), project.decks.clone(), project.name.clone());
        let formats = open(&project.formats, limit)?;
        let of_decks: Vec<Vec<Row>> = decks
            .iter()
            .map(|deck| deck.formats.as_ref().map_or_else(|| Ok(formats.clone()), |own| open(own, limit)))
            .collect::<Result<_>>()?;
        let all: Vec<Row> = formats.iter().chain(of_decks.iter().flatten()).cloned().collect();
        settings.check(&all, |_| false)?;

        if let Some(place) = session
            .project
            .sources()
            .iter()
            .find(|path| path.file_name().is_some_and(|name| name == files::DASH))
        {
            let failure = Failure::at(place, "a project reads files, and no standard input");
            return Err(failure.help("`deckmill export -` does").into());
        }
        let except = written(&session.project, output);
        let mut pages = session.look_for(&sources, &except);
        let outputs = outputs::in_folder(output, &pages, &formats, settings, &pattern);
        let alone = outputs.into_iter().enumerate();
        let mut jobs: Vec<Job> =
            alone.map(|(page, outputs)| Job { pages: vec![page], deck: None, outputs }).collect();
        let mut known: HashMap<PathBuf, usize> =
            pages.iter().enumerate().map(|(index, page)| (files::real(&page.path), index)).collect();
        for (deck, formats) in decks.into_iter().zip(of_decks) {
            let name = inside(&deck)?;
            let outputs = formats.iter().map(|format| outputs::called(&output.join(&name), format, settings));
            let outputs = outputs.collect();
            let mut of_deck = Vec::new();
            for page in session.look_for(&deck.input, &except) {
                of_deck.push(*known.entry(files::real(&page.path)).or_insert_with(|| {
                    pages.push(page);
                    pages.len() - 1
                }));
            }
            jobs.push(Job { pages: of_deck, deck: Some(deck), outputs });
        }
        session.report.start(&pages);
        Ok(Jobs { pages, jobs })
    }

    /// Refuses what could not be written for sure, or would write over something else. Nobody has to ask where
    /// nothing is written.
    pub fn refuse(&self, session: &Session, output: &Path) -> Result<()> {
        let outputs = || self.jobs.iter().flat_map(|job| &job.outputs);
        outputs::refuse_clashes(outputs(), &self.pages).map_err(|error| self.cured(error))?;
        refuse_own(outputs(), &own(&session.project, output))?;
        refuse_namesakes(session, &self.pages)?;
        outputs::refuse_unwritable(outputs())
    }

    /// The error about several outputs in one place, with the key that keeps them apart.
    fn cured(&self, error: anyhow::Error) -> anyhow::Error {
        let Some(path) = failure::path_of(&error) else { return error };
        let place = files::real(path);
        let outputs = self.jobs.iter().flat_map(|job| job.outputs.iter().map(move |output| (job, output)));
        let there = outputs.filter(|(_, output)| files::real(output.target.path()) == place);
        // With less than two it is a page that would be written over.
        let [(one, output), (other, other_output), ..] = there.collect::<Vec<_>>()[..] else { return error };
        let page = |job: &Job| job.pages.first().map(|page| self.pages[*page].path.display().to_string());
        let cure = match (page(one), page(other)) {
            _ if std::ptr::eq(one, other) && output.format.is(&other_output.format) => {
                "name each of the `formats` once".to_owned()
            }
            _ if std::ptr::eq(one, other) => {
                "`name = \"{format}/{path}\"` keeps formats with one extension apart".to_owned()
            }
            (Some(one_page), Some(other_page)) if one.deck.is_none() && other.deck.is_none() => format!(
                "{one_page} and {other_page} are called the same below what `input` names; where that is a \
                 glob, folders keep their names: `input = \"*/**/*.md\"`"
            ),
            _ => "give the deck another `name` in its `[[deck]]`".to_owned(),
        };
        Failure::at(path, outputs::SHARED).help(cure).into()
    }

    /// Which pages make which decks, and where these go below `output`, as a text; `names` are those of the pages.
    pub fn told(&self, names: &[String], output: &Path) -> String {
        let told = |job: &Job| {
            let pages: Vec<&String> = job.pages.iter().map(|page| &names[*page]).collect();
            let outputs = job.outputs.iter();
            let outputs: Vec<(String, &str)> = outputs
                .map(|goes| (manifest::below(output, goes.target.path()), goes.format.name()))
                .collect();
            let deck = job.deck.as_ref().map(|deck| (&deck.name, &deck.title, &deck.tags));
            format!("{pages:?} {outputs:?} {deck:?}")
        };
        self.jobs.iter().map(told).collect()
    }

    /// Where a page goes alone.
    pub fn outputs_of(&self, page: usize) -> &[Output] {
        // Those of pages come first, in the order of the pages.
        let alone = self.jobs.get(page).filter(|job| job.deck.is_none());
        alone.map_or(&[], |job| &job.outputs)
    }
}

/// What builds write, and nobody reads as a page: the project's output folder, the one that is asked for, and
/// what the last build wrote where that lies among the pages.
fn written(project: &Project, output: &Path) -> Vec<PathBuf> {
    // The folder is left out as a whole, unless it is itself one that pages are read from.
    let is_source = project.sources().iter().any(|source| files::real(source) == files::real(output));
    let of_manifest =
        if is_source { Manifest::read(output).unwrap_or_default() } else { Manifest::default() };
    let outputs = of_manifest.outputs.iter().map(|entry| output.join(&entry.file));
    let folders = [output, &project.output].into_iter().map(Path::to_owned);
    folders.chain(outputs).chain([output.join(manifest::FILE)]).collect()
}

/// The files of the project itself.
fn own(project: &Project, output: &Path) -> Vec<PathBuf> {
    let file = project.file.clone().into_iter();
    file.chain([project.folder.join(LOCK), output.join(manifest::FILE)]).collect()
}

/// Refuses an output in the place of one of the project's own files.
fn refuse_own<'a>(outputs: impl IntoIterator<Item = &'a Output>, own: &[PathBuf]) -> Result<()> {
    let own: Vec<PathBuf> = own.iter().map(|path| files::real(path)).collect();
    for output in outputs {
        let path = output.target.path();
        if own.contains(&files::real(path)) {
            let failure = Failure::at(path, "this output would overwrite a file of the project itself");
            return Err(failure.help("give the page, or the outputs in `name`, another name").into());
        }
    }
    Ok(())
}

/// Refuses two pages that go by one name: outside of the project a page goes by that of its file alone, and
/// memory could not tell them apart.
fn refuse_namesakes(session: &Session, pages: &[Found]) -> Result<()> {
    let mut known: HashMap<String, &Found> = HashMap::new();
    for page in pages {
        if let Some(other) = known.insert(session.name_of(page), page) {
            let message = format!("outside of the project, this and {} go by one name", other.path.display());
            let failure = Failure::at(&page.path, message);
            return Err(failure.help("move both below the project file, or give one another name").into());
        }
    }
    Ok(())
}

fn open(formats: &[Wanted], limit: Duration) -> Result<Vec<Row>> {
    formats.iter().map(|wanted| wanted.open(limit)).collect()
}

/// The name of a deck's outputs, which is a path below the output folder.
fn inside(deck: &DeckOf) -> Result<PathBuf> {
    let name = PathBuf::from(&deck.name);
    match name.components().all(|part| matches!(part, Component::Normal(_))) {
        true => Ok(name),
        false => {
            let failure = deck.origin.failure(format!("`{}` is no name for outputs", deck.name));
            Err(failure.help("it is a path below the output folder: \"all\" or \"decks/all\"").into())
        }
    }
}
