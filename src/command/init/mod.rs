//! `deckmill init`: a project file that fits the folder it is made in, with all keys explained.
//!
//! The pages that are there are read: what has no question, such as a licence or a README about something
//! else, is no page of the project.

mod fit;

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
use fit::{File, Input};

/// Folders that hold no pages of the project's own, whatever lies in them.
const OTHERS: [&str; 8] = ["output", "node_modules", "target", "vendor", "venv", "dist", "build", "_site"];

/// Files of other tools, which could be read as pages and are none.
const OF_TOOLS: [&str; 18] = [
    "CMakeLists.txt",
    "angular.json",
    "bower.json",
    "composer.json",
    "constraints.txt",
    "deno.json",
    "jsconfig.json",
    "lerna.json",
    "manifest.json",
    "npm-shrinkwrap.json",
    "nx.json",
    "package-lock.json",
    "package.json",
    "renovate.json",
    "requirements.txt",
    "robots.txt",
    "tsconfig.json",
    "vercel.json",
];

/// The pages that a folder has without anybody saying so.
const USUAL: &str = "input";

#[derive(Serialize, JsonSchema)]
struct Made {
    #[schemars(extend("const" = "project"))]
    kind: &'static str,
    file: String,
    /// What is read.
    input: Vec<String>,
    /// What of that is no page.
    exclude: Vec<String>,
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
    let (inputs, mut exclude) = fit::fit(&files(&pages));
    if inputs.iter().any(Input::is_anywhere) {
        exclude.extend(others(&folder));
    }
    let is_any = !inputs.is_empty();
    let input = if is_any { inputs.iter().map(Input::to_string).collect() } else { vec![USUAL.to_owned()] };
    let text = text(&input, &exclude, inputs.iter().any(|input| matches!(input, Input::Page(_))));
    Draft::new(&Target::File(path.clone()), |out| Ok(out.write_all(text.as_bytes())?))?.commit()?;
    let file = path.display().to_string();
    let (pages, cards) = (good.len(), good.iter().map(|(_, cards)| cards).sum());
    if report.is_json() {
        report.data(&json_line(&Made { kind: "project", file, input, exclude, pages, cards }))?;
        return Ok(Outcome::Good);
    }
    report.summary(&match pages {
        0 => format!("{file} made; put pages into `{USUAL}`, and `deckmill build` makes decks of them"),
        _ => {
            let (pages, cards) = (count(pages, "page"), count(cards, "card"));
            let except =
                if exclude.is_empty() { String::new() } else { format!(" but {}", exclude.join(", ")) };
            let input = input.join(", ");
            format!(
                "{file} made for {pages} with {cards} ({input}{except}); `deckmill build` makes decks of them"
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
        if found.path.file_name().is_some_and(|name| OF_TOOLS.iter().any(|of_tool| name == *of_tool)) {
            return None;
        }
        let source = files::read(found, found.below.display().to_string(), &web).ok()?;
        Some(deckmill::read_owned(source, &ReadOptions::default()).deck.all_cards().count())
    });
    found.into_iter().zip(cards.into_iter().map(Option::unwrap_or_default)).collect()
}

/// The folders of others that are there, and that builds do not leave out anyway.
fn others(folder: &Path) -> impl Iterator<Item = String> {
    let there =
        OTHERS.iter().filter(move |other| **other != "output" && files::is_folder(&folder.join(other)));
    there.map(|other| (*other).to_owned())
}

/// The files to choose from.
fn files(pages: &[(Found, usize)]) -> Vec<File> {
    let path = |found: &Found| {
        let parts = found.below.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
        parts.collect::<Vec<_>>().join("/")
    };
    pages.iter().map(|(found, cards)| File { path: path(found), is_page: *cards > 0 }).collect()
}

/// The project file. Pages that are named one by one are no longer all once there are more.
fn text(input: &[String], exclude: &[String], names_pages: bool) -> String {
    let mut out = String::from(
        "# The project file of deckmill: `deckmill build` makes decks of the pages that are named here.\n\
         # What is commented out is not set, or is what holds anyway.\n",
    );
    for key in KEYS {
        let line = match key.name {
            // Always set, since without it a deck below would be the only one.
            "input" if names_pages => {
                let told = "# of a page that is named here, what comes to lie beside it is not read";
                format!("{told}\ninput = {}", list(input.iter().cloned()))
            }
            "input" => format!("input = {}", list(input.iter().cloned())),
            "exclude" if !exclude.is_empty() => format!("exclude = {}", list(exclude.iter().cloned())),
            name if key.default.is_empty() || key.default == "[]" => format!("# {name} = {}", key.example),
            name => format!("# {name} = {}", key.default),
        };
        // Writing to a string can't fail.
        let _ = write!(out, "\n# {}\n{line}\n", key.summary);
    }
    let (name, pages) = (quoted("all"), list(input.iter().cloned()));
    let _ = write!(
        out,
        "\n# options of formats; `deckmill formats` lists them\n# [options.csv]\n# delimiter = \";\"\n\
         \n# one deck of several pages, beside those of the pages in `input`\n# [[deck]]\n# name = {name}\n# input = {pages}\n\
         # title = \"All questions\"\n",
    );
    out
}

/// The schema of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![generator.subschema_for::<Made>()]
}
