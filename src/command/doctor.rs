//! `deckmill doctor`: what the program is, what it finds here, and what is missing.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use deckmill::export::EXPORTERS;
use deckmill::layout::LAYOUTS;
use deckmill::memory;
use deckmill::read::READERS;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::{Outcome, Session};
use crate::cli::{Asking, Doctor};
use crate::failure::help_of;
use crate::files;
use crate::manifest;
use crate::plugin::{PREFIX, Plugin};
use crate::project::{FILE, LOCK, Origin, Project, environment};
use crate::report::{Report, count, json_line};

/// Something that was looked at.
#[derive(Serialize, JsonSchema)]
struct Finding {
    #[schemars(extend("const" = "doctor"))]
    kind: &'static str,
    /// What was looked at.
    what: String,
    /// What was found.
    found: String,
    /// Whether something is wrong with it.
    is_problem: bool,
    /// What to do about it.
    help: Option<String>,
}

/// Runs the command. What is wrong makes the exit code 1.
pub fn run(args: &Doctor, report: &mut Report) -> Result<Outcome> {
    let mut found = vec![
        good("version", format!("{} ({})", env!("CARGO_PKG_VERSION"), env!("DECKMILL_SOURCES"))),
        good("readers", READERS.iter().map(|row| row.name).collect::<Vec<_>>().join(", ")),
        good("layouts", LAYOUTS.iter().map(|row| row.name).collect::<Vec<_>>().join(", ")),
        good("exporters", EXPORTERS.iter().map(|row| row.name).collect::<Vec<_>>().join(", ")),
    ];
    found.extend(plugins());
    found.push(user_file());
    found.extend(variables());
    match Project::open(args.project.as_deref()) {
        Ok(project) => found.extend(of_project(project, report)),
        Err(error) => found.push(bad("project", &error)),
    }
    let problems = found.iter().filter(|finding| finding.is_problem).count();
    for finding in &found {
        let text = if report.is_json() { json_line(finding) } else { human(finding) };
        report.data(&text)?;
    }
    report.summary(&match problems {
        0 => "all is well".to_owned(),
        some => count(some, "problem"),
    });
    Ok(if problems == 0 { Outcome::Good } else { Outcome::Findings })
}

fn good(what: &str, found: impl Into<String>) -> Finding {
    Finding { kind: "doctor", what: what.to_owned(), found: found.into(), is_problem: false, help: None }
}

fn bad(what: &str, error: &anyhow::Error) -> Finding {
    let help = help_of(error).map(str::to_owned);
    Finding { is_problem: true, help, ..good(what, error.to_string()) }
}

fn human(finding: &Finding) -> String {
    let sign = if finding.is_problem { "!" } else { " " };
    let mut text = format!("{sign} {:10}  {}\n", finding.what, finding.found);
    if let Some(help) = &finding.help {
        text.push_str(&format!("  {:10}  help: {help}\n", ""));
    }
    text
}

/// The plug-ins on the PATH, each asked what it is.
fn plugins() -> Vec<Finding> {
    let programs = files::programs(PREFIX);
    if programs.is_empty() {
        return vec![good("plug-ins", format!("none: no program {PREFIX}NAME is on the PATH"))];
    }
    let plugin = |(name, program): (String, std::path::PathBuf)| {
        let path = program.display().to_string();
        match Plugin::ask(program, Duration::ZERO) {
            Ok(plugin) => good("plug-in", format!("{name}: {} ({path})", plugin.handshake.summary)),
            Err(error) => bad("plug-in", &error.into()),
        }
    };
    programs.into_iter().map(plugin).collect()
}

fn user_file() -> Finding {
    let Some(path) = files::user_file() else { return good("user file", "there is no home folder") };
    let state = if files::is_file(&path) { "" } else { " (not there)" };
    good("user file", format!("{}{state}", path.display()))
}

/// Variables of the environment that begin as ours do, and are not.
fn variables() -> Option<Finding> {
    let others = environment::unknown();
    let told = format!("these are not deckmill's: {}", others.join(", "));
    (!others.is_empty()).then(|| good("variables", told))
}

fn of_project(project: Project, report: &mut Report) -> Vec<Finding> {
    let Some(file) = &project.file else {
        let help = "`deckmill init` makes one; `export` and `check` need none";
        let told = format!("there is no {FILE} here or in a folder above");
        return vec![Finding { help: Some(help.to_owned()), ..good("project", told) }];
    };
    let mut found = vec![good("project", file.display().to_string())];
    let set = project.sets.values().map(|set| format!("{} ({})", set.key.name, set.origin));
    let options =
        project.options.iter().map(|((format, option), (_, origin))| format!("{format}.{option} ({origin})"));
    let set: Vec<String> = set.chain(options).collect();
    found.push(good("set", if set.is_empty() { "nothing".to_owned() } else { set.join(", ") }));
    let of_decks = project.decks.iter().flat_map(|deck| deck.formats.iter().flatten());
    for wanted in project.formats.iter().chain(of_decks) {
        if let Err(error) = wanted.open(Duration::ZERO) {
            found.push(bad("format", &error));
        }
    }
    found.extend(media_roots(&project));
    found.push(lock(&project.folder));
    let manifest = match manifest::Manifest::read(&project.output) {
        Some(manifest) => {
            format!("{} in {}", count(manifest.outputs.len(), "file"), project.output.display())
        }
        None => format!("nothing was built into {} yet", project.output.display()),
    };
    found.push(good("output", manifest));
    found.extend(pages(project, report));
    found
}

/// The folders with images that are not there.
fn media_roots(project: &Project) -> Vec<Finding> {
    let Some(set) = project.sets.get("media_root") else { return Vec::new() };
    let gone = set.texts().filter(|(name, _)| !files::is_folder(&set.folder.join(name)));
    let finding = |(name, origin): &(String, Origin)| {
        let failure = origin.failure(format!("`{name}` is no folder that is there"));
        bad("media_root", &failure.help("no image or sound is found in it: name another, or make it").into())
    };
    gone.map(finding).collect()
}

fn lock(folder: &Path) -> Finding {
    let path = folder.join(LOCK);
    let shown = path.display();
    if !files::is_file(&path) {
        return good(
            "lock",
            format!("{shown} is not there; `deckmill build` makes it, and it is to be committed"),
        );
    }
    let read = files::read_text(&path);
    let memory = read.map(|text| memory::read_lock(&text, &mut deckmill::diagnostic::Diagnostics::default()));
    match memory {
        Ok(Ok(memory)) => good("lock", format!("{shown}: {}", count(memory.entries.len(), "card"))),
        Ok(Err(error)) => bad("lock", &anyhow::anyhow!("{shown}: {error}")),
        Err(error) => bad("lock", &error),
    }
}

/// How many pages are found, and what can't be.
fn pages(project: Project, report: &mut Report) -> Vec<Finding> {
    let sources = project.sources();
    let except = [files::real(&project.output)];
    let session = Session::new(report, project, &Asking { offline: true });
    let (mut number, mut problems) = (0, Vec::new());
    for source in &sources {
        for found in session.sought(source, &except) {
            match found {
                Ok(_) => number += 1,
                Err(error) => problems.push(bad("input", &error)),
            }
        }
    }
    std::iter::once(good("input", count(number, "page"))).chain(problems).collect()
}

/// The schema of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![generator.subschema_for::<Finding>()]
}
