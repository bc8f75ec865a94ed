//! What a build is to make: which pages there are, and which decks of them go where.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use crate::command::Session;
use crate::failure::Failure;
use crate::files::{self, Found};
use crate::outputs::{self, Output};
use crate::project::{DeckOf, Project};
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

        let except = [output.to_owned()];
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
        outputs::refuse_clashes(jobs.iter().flat_map(|job| &job.outputs), &pages)?;
        outputs::refuse_unwritable(jobs.iter().flat_map(|job| &job.outputs))?;
        Ok(Jobs { pages, jobs })
    }

    /// Where a page goes alone.
    pub fn outputs_of(&self, page: usize) -> &[Output] {
        let alone = self.jobs.iter().find(|job| job.deck.is_none() && job.pages == [page]);
        alone.map_or(&[], |job| &job.outputs)
    }
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
            let failure = Failure::new(format!("{}: `{}` is no name for outputs", deck.origin, deck.name));
            Err(failure.help("it is a path below the output folder: \"all\" or \"decks/all\"").into())
        }
    }
}

/// What is set for the pages of a project, as far as a build depends on it.
pub fn settings_of(project: &Project) -> String {
    let Project { key, media_roots, gates: _, .. } = project;
    let roots: Vec<String> =
        media_roots.iter().map(|root| crate::manifest::below(&project.folder, root)).collect();
    format!("{key:?} {roots:?}")
}
