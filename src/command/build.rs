//! `deckmill build`: all pages of a project into its output folder, in all its formats.
//!
//! `input/a/python.md` becomes `output/a/python.apkg`, `output/a/python.csv` and so on. Where pages
//! differ in their extension only, all of them keep it: `python.md` and `python.html` become
//! `python.md.csv` and `python.html.csv` (see `outputs::in_folder`). A page that can't be used does
//! not stop the others. Nothing is deleted: the outputs of a page that is gone stay. Who the cards are is
//! remembered in `deckmill.lock` beside the project file.

use anyhow::Result;

use super::{Outcome, Session};
use crate::cli::Build;
use crate::failure::Failure;
use crate::making::{self, Making};
use crate::outputs;
use crate::project::{FILE, LOCK, Project};
use crate::remember::Remember;
use crate::report::{Report, count};
use crate::row::Row;
use crate::writer::{Batch, Writer};

/// Runs the command.
pub fn run(args: &Build, report: &mut Report) -> Result<Outcome> {
    let project = Project::open(args.project.as_deref())?.ok_or_else(|| {
        Failure::new(format!("there is no {FILE} here or in a folder above"))
            .help(format!("make an empty file {FILE} beside a folder `input` with pages"))
    })?;
    let (input, output) = (project.input.clone(), project.output.clone());
    let lock = project.folder.join(LOCK);
    let limit = args.plugins.plugin_timeout;
    let formats: Vec<Row> = project.formats.iter().map(|wanted| wanted.open(limit)).collect::<Result<_>>()?;
    let settings = making::settings(&args.making, Some(&project))?;
    let making = Making::new(&args.making, Some(&project))?;
    settings.check(&formats, |_| false)?;

    let remember = Remember::open(&args.remembering, Some(&lock), report)?;
    let mut session = Session::new(report, Some(project));
    session.media_roots.clone_from(&args.media_root);
    session.fetches = Some(args.making.fetch_media);
    let pages = session.find(&input, std::slice::from_ref(&output));
    let plan = outputs::in_folder(&output, &pages, &formats, &settings);
    outputs::refuse_clashes(plan.iter().flatten(), &pages)?;
    outputs::refuse_unwritable(plan.iter().flatten())?;

    // When a folder could not be looked through, nobody knows which pages are gone.
    let is_whole = session.tally.failed == 0;
    let mut writer = Writer { session, settings, remember, making };
    let mut batch = Batch::default();
    for (found, outputs) in pages.iter().zip(&plan) {
        writer.read(found, outputs, &mut batch)?;
    }
    let (recalled, draft) = writer.recall_all(&mut batch, &[], is_whole)?;
    let memory = recalled.as_ref().map(|recalled| &recalled.memory);
    for page in &batch.pages {
        let all = writer.page(page, memory);
        let report = &writer.session.report;
        if report.is_json() {
            all.iter().for_each(|(written, counts)| report.written(written, *counts));
        } else if let Some((written, counts)) = all.last() {
            let cards = count(written.cards, "card");
            report.summary(&format!("{}: {cards}, {counts}", page.path));
        }
    }
    if !batch.pages.is_empty() {
        writer.keep(recalled.as_ref(), draft)?;
    }
    let tally = &writer.session.tally;
    if tally.good > 0 {
        let (pages, folder) = (count(tally.good, "page"), output.display());
        writer.session.report.summary(&format!("{pages} built into {folder}, {} failed", tally.failed));
    }
    Ok(tally.outcome(args.fail_on.severity()))
}
