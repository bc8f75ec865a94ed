//! What an import does, said to people, to programs and in a pull request.
//!
//! Nothing is decided here but the order and the words.

use std::fmt::Write;

use deckmill::diff::{Change, Difference, Note, NoteTypeChange, Outcome, Part, Sum};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::Guesses;
use crate::report::{Report, json_line};

/// How many rows a table has; a pull request is no place for more.
const ROWS: usize = 50;

/// How many cards that are left out are named: of a lock with other pages there may be many.
const LEFT: usize = 10;

/// How many characters of a question are shown.
const LONGEST: usize = 72;

/// All of it, in the form that was asked for.
pub fn text(report: &Report, difference: &Difference, guesses: &Guesses) -> String {
    if report.is_json() {
        return json(difference, guesses);
    }
    match report.is_markdown() {
        true => markdown(difference, guesses),
        false => human(difference, guesses),
    }
}

/// What a reader of the plan looks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    New,
    Updated,
    Retired,
    Stale,
    Conflicting,
}

impl Group {
    /// In the order in which they are said: what needs care last, next to the sum.
    const ALL: [Group; 5] = [Group::New, Group::Updated, Group::Retired, Group::Stale, Group::Conflicting];

    fn of(change: &Change) -> Option<Group> {
        match change.outcome {
            Outcome::New => Some(Group::New),
            Outcome::Updated if change.is_retired() => Some(Group::Retired),
            Outcome::Updated => Some(Group::Updated),
            Outcome::Unchanged => change.is_stale().then_some(Group::Stale),
            Outcome::Conflicting => Some(Group::Conflicting),
        }
    }

    /// In a table.
    fn name(self) -> &'static str {
        match self {
            Group::New => "new",
            Group::Updated => "updated",
            Group::Retired => "retired",
            Group::Stale => "**stale**",
            Group::Conflicting => "**conflicting**",
        }
    }

    /// As a heading.
    fn title(self) -> &'static str {
        match self {
            Group::New => "new",
            Group::Updated => "updated",
            Group::Retired => "retired: learners keep them, with a tag",
            Group::Stale => "warning: changed, and no learner gets it: same `mod`",
            Group::Conflicting => "warning: conflicting: learners keep the old note type, and get no change",
        }
    }
}

fn human(difference: &Difference, guesses: &Guesses) -> String {
    let mut out = String::new();
    for group in Group::ALL {
        let changes: Vec<_> = of(difference, group).collect();
        heading(&mut out, group.title(), changes.len());
        for change in changes {
            let _ =
                writeln!(out, "  {}{}", short(change.new), aside(change, guesses, &|text| text.to_owned()));
        }
    }
    heading(&mut out, "left out: they stay with the learner, untouched", difference.left_out.len());
    for note in difference.left_out.iter().take(LEFT) {
        let _ = writeln!(out, "  {}", short(note));
    }
    if let Some(rest) = difference.left_out.len().checked_sub(LEFT).filter(|rest| *rest > 0) {
        let _ = writeln!(out, "  and {rest} more");
    }
    for line in difference.note_types.iter().filter_map(note_type) {
        let _ = writeln!(out, "{line}");
    }
    let _ = writeln!(out, "{}", in_words(difference.sum()));
    out
}

fn of<'a>(difference: &'a Difference<'a>, group: Group) -> impl Iterator<Item = &'a Change<'a>> {
    difference.notes.iter().filter(move |change| Group::of(change) == Some(group))
}

fn heading(out: &mut String, title: &str, count: usize) {
    if count > 0 {
        let _ = writeln!(out, "{title} ({count})");
    }
}

/// The beginning of a note's question, in one line.
fn short(note: &Note) -> String {
    let plain = note.question.plain();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line,
    };
    if cut.is_empty() { format!("[{}]", shown(&note.guid)) } else { cut }
}

/// A name of some other tool's, without what a terminal or a table would obey.
fn shown(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Behind a question: what has changed, and what was asked before.
fn aside(change: &Change, guesses: &Guesses, quoted: &dyn Fn(&str) -> String) -> String {
    let said = said(change, guesses, quoted);
    if said.is_empty() { said } else { format!(" · {said}") }
}

fn said(change: &Change, guesses: &Guesses, quoted: &dyn Fn(&str) -> String) -> String {
    let is_told = |part: &&Part| !(**part == Part::Retired && change.is_retired());
    let mut words: Vec<String> = change
        .parts
        .iter()
        .filter(is_told)
        .map(|part| match (part, change.old) {
            (Part::Question, Some(old)) => format!("question, was: {}", quoted(&short(old))),
            _ => part.name().to_owned(),
        })
        .collect();
    // What has changed without a trace still takes the place of what the learner wrote.
    match change.outcome {
        Outcome::Updated if change.parts.is_empty() => words.push("the same content, newer `mod`".to_owned()),
        Outcome::Unchanged if change.old.is_some_and(|old| change.new.modified < old.modified) => {
            words.push("older `mod`".to_owned());
        }
        Outcome::New if change.new.is_retired => words.push("retired: nothing to study".to_owned()),
        _ => {}
    }
    if let Some(score) = guesses.get(&change.new.guid) {
        words.push(format!("likeness {score:.2}"));
    }
    words.join("; ")
}

/// What becomes of a note type, where that is worth a line.
fn note_type(change: &NoteTypeChange) -> Option<String> {
    let what = match change.outcome {
        Outcome::Updated if change.differs => "updated, with its new styles or templates",
        Outcome::Conflicting => "conflicting: its fields or templates are others than before",
        _ if change.is_stale() => "styles or templates changed, and no learner gets them: same `mod`",
        _ => return None,
    };
    Some(format!("note type \"{}\": {what}", shown(&change.new.name)))
}

/// The sum in words.
fn in_words(sum: Sum) -> String {
    let Sum { new, updated, unchanged, conflicting, retired, stale, left_out } = sum;
    let retired = if retired > 0 { format!(" ({retired} retired)") } else { String::new() };
    let stale = if stale > 0 { format!(" ({stale} stale)") } else { String::new() };
    let left_out = if left_out > 0 { format!(", {left_out} left out") } else { String::new() };
    format!(
        "{new} new, {updated} updated{retired}, {unchanged} unchanged{stale}, {conflicting} conflicting{left_out}"
    )
}

/// The sum, then a table in which what needs care comes first.
fn markdown(difference: &Difference, guesses: &Guesses) -> String {
    let mut out = format!("**{}**\n", in_words(difference.sum()));
    for line in difference.note_types.iter().filter_map(note_type) {
        let _ = write!(out, "\n{}\n", escaped(&line));
    }
    let mut rows = Vec::new();
    for group in Group::ALL.into_iter().rev() {
        rows.extend(of(difference, group).map(|change| (group, change)));
    }
    if !rows.is_empty() {
        out.push_str("\n| | Card | What changes |\n|---|---|---|\n");
    }
    for (group, change) in rows.iter().take(ROWS) {
        let what = said(change, guesses, &escaped);
        let _ = writeln!(out, "| {} | {} | {what} |", group.name(), escaped(&short(change.new)));
    }
    if let Some(rest) = rows.len().checked_sub(ROWS).filter(|rest| *rest > 0) {
        let _ = write!(out, "\nand {rest} more\n");
    }
    out
}

/// A line of text in which Markdown finds no markup of its own, and GitHub nobody to call and no number of an issue.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if "\\`*_{}[]<>#|~&!$".contains(c) {
            out.push('\\');
        }
        out.push(c);
        // GitHub looks for these after Markdown has taken the backslashes away; a space without width parts them.
        if matches!(c, '@' | '#') && rest.peek().is_some_and(|next| next.is_alphanumeric()) {
            out.push_str("&#8203;");
        }
    }
    out
}

#[derive(Serialize, JsonSchema)]
struct Card<'a> {
    #[schemars(extend("const" = "card"))]
    kind: &'static str,
    outcome: Outcome,
    guid: &'a str,
    question: String,
    changes: &'a [Part],
    #[serde(skip_serializing_if = "Option::is_none")]
    old_question: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    likeness: Option<f64>,
    retired: bool,
    stale: bool,
}

#[derive(Serialize, JsonSchema)]
struct LeftOut<'a> {
    #[schemars(extend("const" = "left_out"))]
    kind: &'static str,
    guid: &'a str,
    question: String,
}

#[derive(Serialize, JsonSchema)]
struct NoteType<'a> {
    #[schemars(extend("const" = "note_type"))]
    kind: &'static str,
    outcome: Outcome,
    name: &'a str,
    differs: bool,
    stale: bool,
}

/// The sum is there twice: for who wants the line, and for who wants the key.
#[derive(Serialize, JsonSchema)]
struct Summary {
    #[schemars(extend("const" = "summary"))]
    kind: &'static str,
    #[serde(flatten)]
    line: Sum,
    summary: Sum,
}

fn json(difference: &Difference, guesses: &Guesses) -> String {
    let mut out = String::new();
    for change in &difference.notes {
        let old = change.old.filter(|_| change.parts.contains(&Part::Question));
        out += &json_line(&Card {
            kind: "card",
            outcome: change.outcome,
            guid: &change.new.guid,
            question: change.new.question.plain(),
            changes: &change.parts,
            old_question: old.map(|old| old.question.plain()),
            likeness: guesses.get(&change.new.guid).map(|score| (score * 100.0).round() / 100.0),
            retired: change.new.is_retired,
            stale: change.is_stale(),
        });
    }
    for note in &difference.left_out {
        out += &json_line(&LeftOut { kind: "left_out", guid: &note.guid, question: note.question.plain() });
    }
    for change in &difference.note_types {
        let (outcome, name) = (change.outcome, change.new.name.as_str());
        let (differs, stale) = (change.differs, change.is_stale());
        out += &json_line(&NoteType { kind: "note_type", outcome, name, differs, stale });
    }
    let sum = difference.sum();
    out + &json_line(&Summary { kind: "summary", line: sum, summary: sum })
}

/// The schemas of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![
        generator.subschema_for::<Card>(),
        generator.subschema_for::<LeftOut>(),
        generator.subschema_for::<NoteType>(),
        generator.subschema_for::<Summary>(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_no_markup_in_a_table() {
        let found = ["a|b", "`x` <b> *y*", "[l](u) # & ~ !", "C:\\x"].map(escaped);
        let expected = ["a\\|b", "\\`x\\` \\<b\\> \\*y\\*", "\\[l\\](u) \\# \\& \\~ \\!", "C:\\\\x"];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_question_calls_nobody_and_links_no_issue() {
        let found = ["What does @staticmethod do?", "Is #1 `#2`?", "C# @ me, a@b.org"].map(escaped);
        let expected = [
            "What does @&#8203;staticmethod do?",
            "Is \\#&#8203;1 \\`\\#&#8203;2\\`?",
            "C\\# @ me, a@&#8203;b.org",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn names_of_others_are_shown_without_control_characters() {
        assert_eq!(shown("a\u{1b}[31m\nb"), "a\u{fffd}[31m\u{fffd}b");
    }
}
