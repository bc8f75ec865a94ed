//! Findings and failures as annotations: the workflow commands that a runner of GitHub Actions looks for in
//! a log. All else that is said stays words, which it lets pass.

use std::borrow::Cow;
use std::fmt::Write;

use deckmill::diagnostic::{Diagnostic, Severity};

use super::place::Region;
use super::run::{Run, Trouble};
use super::voice::{Event, Voice};
use super::{Place, human, step};
use crate::files;

/// Annotations.
pub struct Github;

impl Voice for Github {
    fn is_for_people(&self) -> bool {
        true
    }

    fn is_for_programs(&self) -> bool {
        true
    }

    fn shown<'a>(&self, words: &'a str) -> Cow<'a, str> {
        Cow::Owned(harmless(words))
    }

    fn keeps(&self) -> bool {
        files::step_summary().is_some()
    }

    fn finding(&self, place: &Place, diagnostic: &Diagnostic) -> String {
        let mut properties = vec![("file", place.path.to_owned())];
        properties.extend(place.region(diagnostic).into_iter().flat_map(position));
        properties.push(("title", diagnostic.rule.to_owned()));
        let name = match diagnostic.severity {
            Severity::Note => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        command(name, &properties, &diagnostic.message, diagnostic.help.as_deref())
    }

    fn failure(&self, trouble: &Trouble) -> String {
        let file = trouble.file.iter().map(|file| ("file", file.clone()));
        let line = trouble.line.map(|line| ("line", line.to_string()));
        command("error", &file.chain(line).collect::<Vec<_>>(), &trouble.message, trouble.help.as_deref())
    }

    fn event(&self, event: &Event) -> String {
        harmless(&human::event(event))
    }

    fn step(&self, run: &Run) -> String {
        step::page(run)
    }
}

/// Words for people, of which no line is a command: names of files may look like one.
fn harmless(words: &str) -> String {
    let line = |line: &str| match line.trim_start().starts_with("::") {
        true => format!("deckmill: {line}\n"),
        false => format!("{line}\n"),
    };
    // The old sign of a command, which counts wherever it stands.
    words.lines().map(line).collect::<String>().replace("##[", "## [")
}

/// Where a finding stands. Columns are for what is on one line only.
fn position(Region { start: (line, column), end }: Region) -> Vec<(&'static str, String)> {
    let mut properties = vec![("line", line)];
    match end {
        Some((last, behind)) if last == line => {
            properties.extend([("endLine", last), ("col", column), ("endColumn", behind)]);
        }
        Some((last, _)) => properties.push(("endLine", last)),
        None => properties.push(("col", column)),
    }
    properties.into_iter().map(|(name, number)| (name, number.to_string())).collect()
}

/// `::name key=value,key=value::message`
fn command(name: &str, properties: &[(&str, String)], message: &str, help: Option<&str>) -> String {
    let mut out = format!("::{name}");
    for (at, (key, value)) in properties.iter().enumerate() {
        let separator = if at == 0 { ' ' } else { ',' };
        // Writing to a string can't fail.
        let _ = write!(out, "{separator}{key}={}", escape(value).replace(':', "%3A").replace(',', "%2C"));
    }
    let message = help.map_or_else(|| message.to_owned(), |help| format!("{message}\nhelp: {help}"));
    let _ = writeln!(out, "::{}", escape(&message));
    out
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
