//! Findings and failures as JUnit XML, which CI servers show as tests: a suite for each file, a test for each
//! finding.
//!
//! A test fails where its finding makes the command fail; the others have passed. `file` and `line` are what
//! pytest made known.

use std::fmt::Write;

use deckmill::diagnostic::Diagnostic;

use super::place::Region;
use super::run::{FileOf, Found, Run, Trouble};
use super::voice::Voice;

/// JUnit XML.
pub struct JUnit;

impl Voice for JUnit {
    fn keeps(&self) -> bool {
        true
    }

    fn is_document(&self) -> bool {
        true
    }

    fn end(&self, run: &Run) -> String {
        let mut suites: Vec<Suite> = run.files.iter().map(|file| of_file(file, run)).collect();
        if !run.troubles.is_empty() {
            let tests = run.troubles.iter().map(|trouble| test_of(trouble, env!("CARGO_PKG_NAME"))).collect();
            suites.push(Suite { name: env!("CARGO_PKG_NAME"), tests });
        }
        suites.retain(|suite| !suite.tests.is_empty());
        let all = || suites.iter().flat_map(|suite| &suite.tests);
        let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        element(&mut out, 0, "testsuites", env!("CARGO_PKG_NAME"), &counts(all()), |out| {
            suites.iter().for_each(|suite| push_suite(out, suite));
        });
        out
    }
}

struct Suite<'a> {
    name: &'a str,
    tests: Vec<Test<'a>>,
}

struct Test<'a> {
    name: &'a str,
    file: &'a str,
    line: Option<usize>,
    outcome: Outcome,
    message: &'a str,
    /// All that is said, in lines.
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Error,
}

fn of_file<'a>(file: &'a FileOf, run: &Run) -> Suite<'a> {
    let findings = file.asked().map(|found| test(file, found, run));
    let troubles = file.troubles.iter().map(|trouble| test_of(trouble, &file.path));
    let mut tests: Vec<_> = findings.chain(troubles).collect();
    if tests.is_empty() && file.is_input {
        let (name, file) = ("no findings", file.path.as_str());
        tests.push(Test {
            name,
            file,
            line: None,
            outcome: Outcome::Passed,
            message: "",
            text: String::new(),
        });
    }
    Suite { name: &file.path, tests }
}

fn test<'a>(file: &'a FileOf, found: &'a Found, run: &Run) -> Test<'a> {
    let Diagnostic { rule, severity, message, help, .. } = &found.diagnostic;
    let fails = found.fails || run.fail_on.is_some_and(|least| *severity >= least);
    let mut text = file.path.clone();
    if let Some(Region { start: (line, column), .. }) = found.region {
        let _ = write!(text, ":{line}:{column}");
    }
    let _ = write!(text, ": {}: {message} [{rule}]", severity.name());
    push_help(&mut text, help.as_deref());
    Test {
        name: rule,
        file: &file.path,
        line: found.region.map(|region| region.start.0),
        outcome: if fails { Outcome::Failed } else { Outcome::Passed },
        message,
        text,
    }
}

fn test_of<'a>(trouble: &'a Trouble, file: &'a str) -> Test<'a> {
    let mut text = trouble.message.clone();
    push_help(&mut text, trouble.help.as_deref());
    let (outcome, message) = (Outcome::Error, trouble.message.as_str());
    Test { name: "failure", file, line: None, outcome, message, text }
}

fn push_help(text: &mut String, help: Option<&str>) {
    if let Some(help) = help {
        let _ = write!(text, "\nhelp: {help}");
    }
}

fn counts<'a>(tests: impl Iterator<Item = &'a Test<'a>> + Clone) -> Vec<(&'static str, String)> {
    let number = |outcome: Outcome| tests.clone().filter(|test| test.outcome == outcome).count().to_string();
    vec![
        ("tests", tests.clone().count().to_string()),
        ("failures", number(Outcome::Failed)),
        ("errors", number(Outcome::Error)),
    ]
}

fn push_suite(out: &mut String, suite: &Suite) {
    element(out, 1, "testsuite", suite.name, &counts(suite.tests.iter()), |out| {
        suite.tests.iter().for_each(|test| push_test(out, test));
    });
}

fn push_test(out: &mut String, test: &Test) {
    let mut more = vec![("classname", test.file.to_owned()), ("file", test.file.to_owned())];
    more.extend(test.line.map(|line| ("line", line.to_string())));
    element(out, 2, "testcase", test.name, &more, |out| {
        let (name, text) = (test.name, text(&test.text));
        let kind = match test.outcome {
            Outcome::Passed if text.is_empty() => return,
            Outcome::Passed => {
                let _ = writeln!(out, "      <system-out>{text}</system-out>");
                return;
            }
            Outcome::Failed => "failure",
            Outcome::Error => "error",
        };
        let message = attribute(test.message);
        let _ = writeln!(out, "      <{kind} type=\"{name}\" message=\"{message}\">{text}</{kind}>");
    });
}

/// An element with a name and other attributes, and what is in it. Writing to a string can't fail.
fn element(
    out: &mut String,
    depth: usize,
    tag: &str,
    name: &str,
    more: &[(&str, String)],
    inner: impl FnOnce(&mut String),
) {
    let indent = "  ".repeat(depth);
    let _ = write!(out, "{indent}<{tag} name=\"{}\"", attribute(name));
    for (key, value) in more {
        let _ = write!(out, " {key}=\"{}\"", attribute(value));
    }
    out.push_str(">\n");
    let empty = out.len();
    inner(out);
    match out.len() == empty {
        true => out.replace_range(empty - 2.., "/>\n"),
        false => out.push_str(&format!("{indent}</{tag}>\n")),
    }
}

/// Text as it is to stand in an attribute, where white space is a space unless it comes as a number.
fn attribute(value: &str) -> String {
    text(value).replace('\t', "&#9;").replace('\n', "&#10;")
}

/// Text as it is to stand in XML 1.0. What that can't hold becomes U+FFFD.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(letter),
            // Readers take it for a line feed.
            '\r' => out.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
    out
}
