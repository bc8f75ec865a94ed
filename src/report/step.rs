//! The page about a step of a workflow: a table of files, and what was found in them, in Markdown.

use std::fmt::Write;

use deckmill::diagnostic::Severity;

use super::run::{FileOf, Found, Run, Trouble};

/// How many findings are named; all of them are in the log.
const NAMED: usize = 50;

/// The page; empty where there is nothing to say.
pub fn page(run: &Run) -> String {
    let mut out = table(run);
    let troubles: Vec<String> = run.all_troubles().map(trouble).collect();
    let findings = run.files.iter().flat_map(|file| file.findings.iter().map(move |found| (file, found)));
    let grave = findings.filter(|(_, found)| found.diagnostic.severity >= Severity::Warning);
    let lines: Vec<String> =
        troubles.into_iter().chain(grave.map(|(file, found)| line(file, found))).collect();
    if !lines.is_empty() && !out.is_empty() {
        out.push('\n');
    }
    lines.iter().take(NAMED).for_each(|line| out.push_str(line));
    if lines.len() > NAMED {
        // Writing to a string can't fail.
        let _ = write!(out, "\n{} more are in the log.\n", lines.len() - NAMED);
    }
    match out.is_empty() {
        true => out,
        // What other steps append after it starts a block of its own.
        false => format!("### deckmill\n\n{out}\n"),
    }
}

fn table(run: &Run) -> String {
    let rows: Vec<_> = run.files.iter().filter(|file| file.is_input || file.is_output).map(row).collect();
    if rows.is_empty() {
        return String::new();
    }
    let head = "| File | Cards | Coverage | Errors | Warnings | Notes |\n|---|--:|--:|--:|--:|--:|\n";
    head.to_owned() + &rows.concat()
}

fn row(file: &FileOf) -> String {
    let cards = file.cards.map_or(String::new(), |cards| cards.to_string());
    let coverage = file.coverage.map_or(String::new(), |part| format!("{:.0} %", part * 100.0));
    let counts = &file.counts;
    format!(
        "| {} | {cards} | {coverage} | {} | {} | {} |\n",
        escape(&file.path),
        counts.errors,
        counts.warnings,
        counts.notes
    )
}

fn line(file: &FileOf, found: &Found) -> String {
    let place = found.region.map_or(String::new(), |region| format!(":{}", region.start.0));
    let diagnostic = &found.diagnostic;
    format!(
        "- {}: {}: {} \\[{}\\]\n",
        escape(&format!("{}{place}", file.path)),
        diagnostic.severity.name(),
        escape(&diagnostic.message),
        diagnostic.rule
    )
}

fn trouble(trouble: &Trouble) -> String {
    format!("- error: {}\n", escape(&trouble.message))
}

/// Text that Markdown shows as it is, in a cell as well, and on one line.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ if letter.is_ascii_punctuation()
                && !matches!(letter, '.' | ',' | '/' | '-' | ':' | '"' | '\'') =>
            {
                out.extend(['\\', letter]);
            }
            _ => out.push(letter),
        }
    }
    out
}
