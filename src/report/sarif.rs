//! Findings and failures as one log in SARIF 2.1.0, which code scanning of GitHub and others take in.
//!
//! The fingerprint of a result stays when lines move: it is made of the rule, the file and the text of the
//! line. Its name is the one that GitHub looks for.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

use deckmill::diagnostic::rules::{self, Rule};
use deckmill::diagnostic::{Diagnostic, Severity};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::place::Region;
use super::run::{FileOf, Found, Run, Trouble};
use super::voice::Voice;

/// A log in SARIF.
pub struct Sarif;

impl Voice for Sarif {
    fn keeps(&self) -> bool {
        true
    }

    fn is_document(&self) -> bool {
        true
    }

    fn end(&self, run: &Run) -> String {
        format!("{:#}\n", log(run))
    }
}

/// The rule of what is no finding: a page that can't be read.
const FAILURE: Rule = Rule {
    id: "failure",
    severity: Severity::Error,
    summary: "Something could not be read or written.",
    meaning: "A page, an output or an option could not be used at all, so nothing more is known about it.",
    cure: "Look at the message: it names what it is about, and what the system said.",
    example: "",
};

fn log(run: &Run) -> Value {
    let mut results = Results::default();
    for file in &run.files {
        file.asked().for_each(|found| results.finding(file, found));
        file.troubles.iter().for_each(|trouble| results.trouble(trouble));
    }
    run.troubles.iter().for_each(|trouble| results.trouble(trouble));
    let mut driver = json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "rules": results.rules.iter().map(described).collect::<Vec<_>>(),
    });
    // Empty where Cargo.toml names none.
    let home = [env!("CARGO_PKG_HOMEPAGE"), env!("CARGO_PKG_REPOSITORY")];
    if let Some(home) = home.into_iter().find(|home| !home.is_empty()) {
        driver["informationUri"] = home.into();
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": run.all_troubles().next().is_none() }],
            "results": results.all,
        }],
    })
}

fn described(rule: &Rule) -> Value {
    let Rule { id, severity, summary, meaning, cure, .. } = rule;
    json!({
        "id": id,
        "shortDescription": { "text": summary },
        "fullDescription": { "text": meaning },
        "help": { "text": cure, "markdown": cure },
        "defaultConfiguration": { "level": severity.name() },
    })
}

/// Results, with the rules that they go by.
#[derive(Default)]
struct Results {
    all: Vec<Value>,
    rules: Vec<Rule>,
    /// How often each hash came up.
    hashes: HashMap<String, usize>,
}

impl Results {
    fn finding(&mut self, file: &FileOf, found: &Found) {
        let Diagnostic { rule, severity, message, help, .. } = &found.diagnostic;
        let mut place = json!({ "artifactLocation": { "uri": uri(&file.path) } });
        if let Some(region) = found.region {
            place["region"] = self::region(region);
        }
        let mut result = self.result(rule, *severity, message, help.as_deref());
        let line = found.line.as_deref().unwrap_or(message);
        result["locations"] = json!([{ "physicalLocation": place }]);
        result["partialFingerprints"] = self.fingerprint(rule, &file.path, line);
        self.all.push(result);
    }

    fn trouble(&mut self, trouble: &Trouble) {
        let Trouble { message, help, file, line } = trouble;
        let mut result = self.result(FAILURE.id, FAILURE.severity, message, help.as_deref());
        if let Some(file) = file {
            let mut place = json!({ "artifactLocation": { "uri": uri(file) } });
            if let Some(line) = line {
                place["region"] = json!({ "startLine": line });
            }
            result["locations"] = json!([{ "physicalLocation": place }]);
        }
        let file = file.as_deref().unwrap_or_default();
        result["partialFingerprints"] = self.fingerprint(FAILURE.id, file, message);
        self.all.push(result);
    }

    fn result(&mut self, rule: &'static str, severity: Severity, message: &str, help: Option<&str>) -> Value {
        let text = help.map_or_else(|| message.to_owned(), |help| format!("{message}\nhelp: {help}"));
        json!({
            "ruleId": rule,
            "ruleIndex": self.rule(rule),
            "level": severity.name(),
            "message": { "text": text },
        })
    }

    /// Where a rule is among those that are used.
    fn rule(&mut self, id: &'static str) -> usize {
        let known = self.rules.iter().position(|rule| rule.id == id);
        known.unwrap_or_else(|| {
            self.rules.push(rules::find(id).copied().unwrap_or(Rule { id, ..FAILURE }));
            self.rules.len() - 1
        })
    }

    /// Repeats are told apart by their order.
    fn fingerprint(&mut self, rule: &str, file: &str, line: &str) -> Value {
        let digest = Sha256::digest([rule, &uri(file), line.trim()].join("\0"));
        let hash: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let times = self.hashes.entry(hash.clone()).or_default();
        *times += 1;
        json!({ "primaryLocationLineHash": format!("{hash}:{times}") })
    }
}

fn region(Region { start: (line, column), end }: Region) -> Value {
    let mut region = json!({ "startLine": line, "startColumn": column });
    if let Some((line, column)) = end {
        region["endLine"] = line.into();
        region["endColumn"] = column.into();
    }
    region
}

/// A path as a reference: relative, without a dot before it, or a `file:` address.
fn uri(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let below = path.strip_prefix("./").map(|path| path.trim_start_matches('/'));
    let path = below.filter(|path| !path.is_empty()).unwrap_or(&path);
    let is_absolute = Path::new(path).is_absolute();
    let mut out = match (is_absolute, path.starts_with('/')) {
        (true, true) => "file://".to_owned(),
        (true, false) => "file:///".to_owned(),
        _ => String::new(),
    };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(byte.into())
            }
            // The colon of a drive.
            b':' if is_absolute => out.push(':'),
            // Writing to a string can't fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("a b,c%/ä:1.md"), "a%20b%2Cc%25/%C3%A4%3A1.md");
        assert_eq!(uri("../input/page.md"), "../input/page.md");
        assert_eq!(uri("./page.md"), "page.md");
        #[cfg(unix)]
        assert_eq!(uri("/home/a b.md"), "file:///home/a%20b.md");
        #[cfg(windows)]
        assert_eq!(uri(r"C:\pages\a b.md"), "file:///C:/pages/a%20b.md");
    }
}
