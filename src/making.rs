//! What becomes of cards on their way from a page to its outputs, as the command line and the project
//! file ask for it: tags, links, options of exporters. What exporters do is not decided here.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use deckmill::format::Options;
use deckmill::link;
use deckmill::memory;
use deckmill::model::Deck;

use crate::cli;
use crate::failure::{Failure, choices};
use crate::files;
use crate::project::Project;
use crate::settings::{Setting, Settings};

/// What is done to the cards of a page that was read.
#[derive(Debug)]
pub struct Making {
    drop_references: bool,
    tags: Vec<String>,
    source_link: Option<String>,
}

impl Making {
    /// As the command line has it; what it does not say, the project does.
    pub fn new(args: &cli::Making, project: &Project) -> Result<Making> {
        args.source_link.iter().try_for_each(|template| link_made_by(template))?;
        let source_link = args.source_link.as_ref().or(project.source_link.as_ref());
        let mut tags = project.tags.clone();
        tags.extend(args.tag.iter().cloned());
        if let Some(blank) = tags.iter().find(|tag| tag.trim().is_empty()) {
            return Err(Failure::new(format!("`{blank}` is no tag")).help("leave it out").into());
        }
        Ok(Making {
            drop_references: args.drop_references || project.drop_references,
            tags,
            source_link: source_link.cloned(),
        })
    }

    /// Does it.
    pub fn apply(&self, deck: &mut Deck) {
        if self.drop_references {
            deck.drop_references();
        }
        deck.add_tags(&self.tags);
        if let Some(template) = &self.source_link {
            link::link(deck, template);
        }
    }
}

/// The options of exporters: those of the project, then those of the command line.
pub fn settings(args: &cli::Making, project: &Project) -> Result<Settings> {
    let mut settings = project.settings.clone();
    args.set.iter().try_for_each(|setting| settings.set(setting))?;
    if let Some(split) = &args.subdecks {
        settings.set(&of_anki("subdecks", split.clone(), None))?;
    }
    let of_tables: [(&str, &Option<String>, &[&str]); 2] =
        [("for", &args.r#for, &["csv", "tsv"]), ("columns", &args.columns, &["csv", "tsv", "xlsx"])];
    for (option, value, formats) in of_tables {
        for format in formats {
            value.iter().try_for_each(|value| settings.set(&of(format, option, value.clone(), None)))?;
        }
    }
    if let Some(path) = &args.css {
        settings.set(&styles(path, None)?)?;
    }
    if let Some(path) = &args.template {
        template(path, None)?.iter().try_for_each(|setting| settings.set(setting))?;
    }
    Ok(settings)
}

/// The options of readers. Where `tables` are read that were made for a program, what their cells were guarded
/// with is taken off.
pub fn of_readers(
    settings: &Settings,
    args: &cli::Making,
    tables: bool,
) -> Result<BTreeMap<&'static str, Options>> {
    let mut settings = settings.clone();
    if let Some(program) = args.r#for.as_ref().filter(|_| tables) {
        // Such a table may have been saved as a workbook since.
        for reader in ["table", "xlsx"] {
            settings.set(&of(reader, "for", program.clone(), None))?;
        }
    }
    Ok(settings.of_readers().clone())
}

/// Refuses what makes no links to the sources of cards.
pub fn link_made_by(template: &str) -> Result<(), Failure> {
    if !link::is_on_the_web(template) {
        let failure = Failure::new(format!("`{template}` is no address on the web"));
        return Err(failure.help(
            "give one such as https://example.org/blob/main/{source}#L{line}, with or without these two",
        ));
    }
    link::unknown_placeholder(template).map_or(Ok(()), |slip| {
        let failure = Failure::new(format!("`{slip}` stands for nothing in `{template}`"));
        Err(failure.help(choices(&slip, link::PLACEHOLDERS)))
    })
}

/// The styles in a file, as an option; `place` says where the file is named.
pub fn styles(path: &Path, place: Option<String>) -> Result<Setting> {
    Ok(of_anki("css", files::read_text(path)?, place))
}

/// The template in a file, as options: the text, and the extension of what is made of it, as `tex` for
/// `cards.tex.j2`.
pub fn template(path: &Path, place: Option<String>) -> Result<[Setting; 2]> {
    let place = Some(place.map_or(String::new(), |place| format!("{place}: ")) + &path.display().to_string());
    let is_jinja = |end: &&str| ["j2", "jinja", "jinja2"].contains(end);
    let end = |name: &Path| name.extension().map(|end| end.to_string_lossy().into_owned());
    let made = match end(path).as_deref().filter(is_jinja) {
        Some(_) => end(&path.with_extension("")),
        None => end(path),
    };
    let made = made.unwrap_or_else(|| "txt".to_owned());
    let text = of(TEMPLATE, "text", files::read_text(path)?, place.clone());
    Ok([text, of(TEMPLATE, EXTENSION, made, place)])
}

/// The exporter that a template is for, and its option that says how its files end.
pub const TEMPLATE: &str = "template";
pub const EXTENSION: &str = "extension";

/// An option of Anki's packages.
pub fn of_anki(option: &str, value: String, place: Option<String>) -> Setting {
    of(memory::FORMAT, option, value, place)
}

/// An option of a format.
fn of(format: &str, option: &str, value: String, place: Option<String>) -> Setting {
    Setting { format: format.to_owned(), option: option.to_owned(), value, place }
}
