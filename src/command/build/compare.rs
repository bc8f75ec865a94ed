//! `build --check`: holds what a build would give against what is there, and says what differs.

use std::path::Path;

use anyhow::Result;
use deckmill::diff::{self, Notes};
use deckmill::package::Package;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use similar::TextDiff;

use crate::files;
use crate::report::{Report, json_line};

/// How many lines of a difference are shown; whoever wants all can build.
const LINES: usize = 60;

/// A file that is not what a build would give.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    #[schemars(extend("const" = "difference"))]
    kind: &'static str,
    /// Its path.
    file: String,
    /// "missing" or "differs".
    what: &'static str,
    /// In what: lines of a text, notes of a package, bytes of anything else.
    diff: String,
}

/// In what a file differs from what it is to be; none where it does not.
pub fn difference(path: &Path, wanted: &[u8]) -> Option<Difference> {
    let found = files::read_bytes(path).ok();
    if found.as_deref() == Some(wanted) {
        return None;
    }
    let (what, diff) = match &found {
        None => ("missing", String::new()),
        Some(found) => ("differs", between(found, wanted)),
    };
    Some(Difference { kind: "difference", file: path.display().to_string(), what, diff })
}

fn between(found: &[u8], wanted: &[u8]) -> String {
    if let (Ok(found), Ok(wanted)) = (str::from_utf8(found), str::from_utf8(wanted)) {
        return lines(found, wanted);
    }
    if let (Ok(found), Ok(wanted)) = (Package::open(found), Package::open(wanted))
        && let Ok(found) = diff::diff(&Notes::of_package(&found), &Notes::of_package(&wanted))
    {
        let sum = found.sum();
        let counted = [(sum.new, "new"), (sum.updated, "updated"), (sum.left_out, "left out")];
        let counted: Vec<String> =
            counted.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        return match counted.is_empty() {
            true => "the notes are the same, and other bytes are not\n".to_owned(),
            false => format!("notes: {}\n", counted.join(", ")),
        };
    }
    format!("{} bytes, and {} would be written\n", found.len(), wanted.len())
}

/// The lines that differ, as patches show them.
pub fn lines(found: &str, wanted: &str) -> String {
    let diff = TextDiff::from_lines(found, wanted);
    let text = diff.unified_diff().context_radius(2).to_string();
    let all = text.lines().count();
    let mut shown: String = text.split_inclusive('\n').take(LINES).collect();
    if all > LINES {
        shown.push_str(&format!("({} more lines)\n", all - LINES));
    }
    shown
}

/// Says all of them.
pub fn say(report: &Report, differences: &[Difference]) -> Result<()> {
    for difference in differences {
        let text = match report.is_json() {
            true => json_line(difference),
            false => format!("{}: {}\n{}", difference.file, told(difference.what), difference.diff),
        };
        report.data(&text)?;
    }
    Ok(())
}

fn told(what: &str) -> &str {
    if what == "missing" { "is missing" } else { "is not what a build would give" }
}

/// The schema of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![generator.subschema_for::<Difference>()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_differences_are_cut_and_say_so() {
        let text = |word: &str| (0..100).map(|number| format!("{word} {number}\n")).collect::<String>();
        let shown = lines(&text("a"), &text("b"));
        assert_eq!(shown.lines().count(), LINES + 1);
        assert!(shown.ends_with(" more lines)\n"));
        assert!(lines("one\ntwo\n", "one\n2\n").contains("-two\n+2\n"));
    }
}
