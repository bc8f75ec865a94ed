//! `deckmill adopt`: gives the cards of pages the GUIDs that they have in a deck of another tool, so
//! that learners of that deck keep their history.
//!
//! What was found is written to the lock, which `export --lock` and `build` then go by, and is told.

use anyhow::Result;
use deckmill::memory::{Adoption, Outcome, PageOf, adopt};
use deckmill::package::Package;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::{Outcome as Exit, Session};
use crate::cli::{self, Adopt, FailOn};
use crate::failure::Failure;
use crate::files;
use crate::gates::Gates;
use crate::remember::Remember;
use crate::report::{Report, count, json_line};
use crate::settings::Settings;
use crate::writer::{Batch, Writer};

/// Runs the command.
pub fn run(args: &Adopt, report: &mut Report) -> Result<Exit> {
    let bytes = files::read_bytes(&args.package)?;
    let package = Package::open(&bytes).map_err(|error| Failure::at(&args.package, error))?;
    let _turn = super::export::turn(&args.lock, report)?;
    let remember = Remember::lock(&args.lock, report)?;
    let mut session = Session::open(report, &args.reading)?;
    let pages = session.find(&args.reading.pages, &[]);
    let drop_references = args.drop_references;
    let making = session.making(&cli::Making { drop_references, ..cli::Making::default() })?;
    let mut writer =
        Writer { session, settings: Settings::default(), remember, making, gates: Gates::default() };
    let mut batch = Batch::default();
    for found in &pages {
        writer.read(found, &[], &mut batch)?;
    }
    if batch.pages.is_empty() {
        return Ok(Exit::Nothing);
    }
    let of =
        batch.pages.iter_mut().map(|page| PageOf { name: page.name.clone(), deck: &mut page.deck }).collect();
    let adoption = writer.remember.adopt(of, |pages, lock, time| adopt(pages, lock, &package, time));
    writer.decisions(&batch.pages, &adoption.recalled)?;
    let draft = writer.remember.draft(&adoption.recalled)?;
    writer.session.tally.good += batch.pages.len();
    writer.keep(Some(&adoption.recalled), draft)?;
    let text = match writer.session.report.is_json() {
        true => json(&adoption),
        false => human(&args.package.display().to_string(), &adoption),
    };
    writer.session.report.data(&text)?;
    Ok(writer.session.tally.outcome(FailOn::Never))
}

fn number_of(adoption: &Adoption, outcome: Outcome) -> usize {
    adoption.notes.iter().filter(|note| note.outcome == outcome).count()
}

/// How likely it is that a note is its card, where that was decided on likeness.
fn score(adoption: &Adoption, guid: &str) -> Option<f64> {
    adoption.recalled.decisions.iter().find(|decision| decision.guid == guid).map(|decision| decision.score)
}

fn human(package: &str, adoption: &Adoption) -> String {
    let line =
        |question: &str| question.lines().next().unwrap_or_default().chars().take(100).collect::<String>();
    let mut out = format!(
        "{package}: {} of {} taken over",
        number_of(adoption, Outcome::Adopted),
        count(adoption.notes.len(), "note")
    );
    let known = number_of(adoption, Outcome::Known);
    if known > 0 {
        out.push_str(&format!(", {known} known before"));
    }
    out.push('\n');
    let kinds = [
        (Outcome::Left, "on no page, left as they are"),
        (Outcome::Repeated, "with the GUID of another note, left as they are"),
        (Outcome::Unfit, "without a question and an answer, left as they are"),
    ];
    for (outcome, what) in kinds {
        let notes = adoption.notes.iter().filter(|note| note.outcome == outcome);
        let lines: Vec<String> =
            notes.map(|note| format!("  \"{}\" ({})\n", line(&note.question), note.guid)).collect();
        if !lines.is_empty() {
            out.push_str(&format!("{what}:\n{}", lines.concat()));
        }
    }
    out
}

#[derive(Serialize, JsonSchema)]
struct Note<'a> {
    #[schemars(extend("const" = "note"))]
    kind: &'static str,
    guid: &'a str,
    question: &'a str,
    outcome: &'static str,
    score: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
struct Summary {
    #[schemars(extend("const" = "summary"))]
    kind: &'static str,
    notes: usize,
    adopted: usize,
    known: usize,
    left: usize,
    repeated: usize,
    unfit: usize,
    new: usize,
}

fn json(adoption: &Adoption) -> String {
    let mut out = String::new();
    for note in &adoption.notes {
        let (guid, question) = (note.guid.as_str(), note.question.as_str());
        let score = score(adoption, guid);
        out.push_str(&json_line(&Note { kind: "note", guid, question, outcome: note.outcome.name(), score }));
    }
    out.push_str(&json_line(&Summary {
        kind: "summary",
        notes: adoption.notes.len(),
        adopted: number_of(adoption, Outcome::Adopted),
        known: number_of(adoption, Outcome::Known),
        left: number_of(adoption, Outcome::Left),
        repeated: number_of(adoption, Outcome::Repeated),
        unfit: number_of(adoption, Outcome::Unfit),
        new: adoption.recalled.tally.new,
    }));
    out
}

/// The schemas of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![generator.subschema_for::<Note>(), generator.subschema_for::<Summary>()]
}
