//! `deckmill init`: a project file that fits the folder it is made in, with all keys explained.
//!
//! The pages that are there are read: what has no question, such as a licence or a README about something
//! else, is no page of the project.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use deckmill::ReadOptions;
use deckmill::format::by_extension;
use deckmill::read::READERS;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::Outcome;
use super::config::{list, quoted};
use crate::cli::Init;
use crate::failure::Failure;
use crate::files::{self, Draft, Found, Pages, Target};
use crate::project::FILE;
use crate::project::keys::KEYS;
use crate::report::{Report, count, json_line};
use crate::threads;

/// Folders that hold no pages of the project's own, whatever lies in them.
const OTHERS: [&str; 8] = ["output", "node_modules", "target", "vendor", "venv", "dist", "build", "_site"];

/// How many files of a folder are named one by one; with more of them the folder is.
const NAMED: usize = 20;

/// The pages that a folder has without anybody saying so.
const USUAL: &str = "input";

#[derive(Serialize, JsonSchema)]
struct Made {
    #[schemars(extend("const" = "project"))]
    kind: &'static str,
    file: String,
    /// What is read.
    input: Vec<String>,
    pages: usize,
    cards: usize,
}

/// Runs the command.
pub fn run(args: &Init, report: &Report) -> Result<Outcome> {
    let folder = args.folder.clone().unwrap_or_else(|| PathBuf::from("."));
    if !files::is_folder(&folder) {
        return Err(Failure::at(&folder, "there is no such folder").help("make it first").into());
    }
    let path = if folder == Path::new(".") { PathBuf::from(FILE) } else { folder.join(FILE) };
    if files::exists(&path) {
        let failure = Failure::at(&path, "there is a project file already");
        return Err(failure
            .help("`deckmill config` shows what it sets; move it away to make a new one")
            .into());
    }
    let pages = pages(&folder);
    let good: Vec<&(Found, usize)> = pages.iter().filter(|(_, cards)| *cards > 0).collect();
    let input = inputs(&pages);
    let text = text(&input);
    Draft::new(&Target::File(path.clone()), |out| Ok(out.write_all(text.as_bytes())?))?.commit()?;
    let file = path.display().to_string();
    let (pages, cards) = (good.len(), good.iter().map(|(_, cards)| cards).sum());
    if report.is_json() {
        report.data(&json_line(&Made { kind: "project", file, input, pages, cards }))?;
        return Ok(Outcome::Good);
    }
    report.summary(&match pages {
        0 => format!("{file} made; put pages into `{USUAL}`, and `deckmill build` makes decks of them"),
        _ => {
            let (pages, cards) = (count(pages, "page"), count(cards, "card"));
            format!(
                "{file} made for {pages} with {cards} ({}); `deckmill build` makes decks of them",
                input.join(", ")
            )
        }
    });
    Ok(Outcome::Good)
}

/// The files of a folder that could be pages, with their numbers of cards.
fn pages(folder: &Path) -> Vec<(Found, usize)> {
    let except: Vec<PathBuf> = OTHERS.iter().map(|other| files::real(&folder.join(other))).collect();
    let wanted = |name: &str| by_extension(READERS, name).is_some();
    let found: Vec<Found> = files::find(folder, &wanted, &except).into_iter().flatten().collect();
    let web = Pages::new(true);
    let cards = threads::map(&found, |found| {
        let source = files::read(found, found.below.display().to_string(), &web).ok()?;
        Some(deckmill::read_owned(source, &ReadOptions::default()).deck.all_cards().count())
    });
    found.into_iter().zip(cards.into_iter().map(Option::unwrap_or_default)).collect()
}

/// What to read: for each folder at the top itself if all in it are pages, or else its pages.
fn inputs(pages: &[(Found, usize)]) -> Vec<String> {
    let mut parts: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    for (found, cards) in pages {
        let mut names = found.below.components().map(|part| part.as_os_str().to_string_lossy());
        let first = names.next().unwrap_or_default().into_owned();
        let all: Vec<_> = std::iter::once(first.clone()).chain(names.map(Into::into)).collect();
        parts.entry(first).or_default().push((all.join("/"), *cards > 0));
    }
    let good = |files: &[(String, bool)]| -> Vec<String> {
        files.iter().filter(|(_, is_page)| *is_page).map(|(name, _)| name.clone()).collect()
    };
    let mut inputs = Vec::new();
    for (name, files) in parts {
        let pages = good(&files);
        match pages.len() {
            0 => {}
            some if some == files.len() || some > NAMED => inputs.push(name),
            _ => inputs.extend(pages),
        }
    }
    if inputs.is_empty() { vec![USUAL.to_owned()] } else { inputs }
}

/// The project file.
fn text(input: &[String]) -> String {
    let mut out = String::from(
        "# The project file of deckmill: `deckmill build` makes decks of the pages that are named here.\n\
         # What is commented out is not set, or is what holds anyway.\n",
    );
    for key in KEYS {
        let line = match key.name {
            "input" if input != [USUAL] => format!("input = {}", list(input.iter().cloned())),
            name if key.default.is_empty() || key.default == "[]" => format!("# {name} = {}", key.example),
            name => format!("# {name} = {}", key.default),
        };
        // Writing to a string can't fail.
        let _ = write!(out, "\n# {}\n{line}\n", key.summary);
    }
    let (name, pages) = (quoted("all"), quoted(input.first().map_or(USUAL, String::as_str)));
    let _ = write!(
        out,
        "\n# options of formats; `deckmill formats` lists them\n# [options.csv]\n# delimiter = \";\"\n\
         \n# one deck of several pages, beside those of the pages\n# [[deck]]\n# name = {name}\n# input = {pages}\n\
         # title = \"All questions\"\n",
    );
    out
}

/// The schema of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![generator.subschema_for::<Made>()]
}
