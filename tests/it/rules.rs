//! Findings, their rules, and where rules are shown: none has one without the others.
//!
//! `RULES=overwrite cargo test --test it rules` writes `docs/findings.md` and the README's table.

use std::fs;
use std::path::{Path, PathBuf};

use deckmill::diagnostic::rules;
use libtest_mimic::{Failed, Trial};

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("rules::each_finding_has_one", findings),
        Trial::test("rules::ids_are_names", ids),
        Trial::test("rules::the_page_of_them_is_current", page),
        Trial::test("rules::the_table_of_them_is_current", table),
    ]
}

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What stands behind `Diagnostic::new(Severity::` is a rule with its severity, and all of them are.
fn findings() -> Result<(), Failed> {
    let sources = ["mod", "media", "structured", "memory", "merge", "package", "tables", "gates"]
        .map(|name| format!("src/diagnostic/{name}.rs"));
    let sources = sources.map(|source| fs::read_to_string(file(&source)));
    let source = sources.into_iter().collect::<Result<String, _>>()?;
    let made = source.split("Diagnostic::new(").skip(1).filter_map(|rest| {
        let (severity, rest) = rest.trim_start().strip_prefix("Severity::")?.split_once(',')?;
        Some((rest.split('"').nth(1)?.to_owned(), severity.to_lowercase()))
    });
    let mut made: Vec<(String, String)> = made.collect();
    made.sort();
    made.dedup();
    let mut known: Vec<(String, String)> =
        rules::all().map(|rule| (rule.id.to_owned(), rule.severity.name().to_owned())).collect();
    known.sort();
    let alone = |these: &[(String, String)], those: &[(String, String)]| -> Vec<String> {
        these
            .iter()
            .filter(|one| !those.contains(one))
            .map(|(id, severity)| format!("{severity} {id}"))
            .collect()
    };
    match made == known {
        true => Ok(()),
        false => Err(format!(
            "found without a rule: {:?}; rules without a finding: {:?}",
            alone(&made, &known),
            alone(&known, &made)
        )
        .into()),
    }
}

/// Ids are words with hyphens, each once, and no rule leaves anything unsaid.
fn ids() -> Result<(), Failed> {
    for rule in rules::all() {
        let is_name = rule.id.split('-').all(|word| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        });
        let texts = [rule.summary, rule.meaning, rule.cure];
        let is_said = texts.iter().all(|text| text.ends_with('.')) && !rule.example.is_empty();
        let is_alone = rules::all().filter(|other| other.id == rule.id).count() == 1;
        if !is_name || !is_said || !is_alone || rules::find(rule.id) != Some(rule) {
            return Err(format!("the rule `{}` is not in order", rule.id).into());
        }
    }
    Ok(())
}

/// Compares a file with what it should be, or writes it when asked to.
fn compare(path: &str, found: &str, wanted: &str) -> Result<(), Failed> {
    if std::env::var_os("RULES").is_some_and(|mode| mode == "overwrite") {
        fs::write(file(path), wanted)?;
        return Ok(());
    }
    match found == wanted {
        true => Ok(()),
        false => {
            Err(format!("{path} is out of date; `RULES=overwrite cargo test --test it rules` mends it")
                .into())
        }
    }
}

fn page() -> Result<(), Failed> {
    let found = fs::read_to_string(file("docs/findings.md")).unwrap_or_default();
    compare("docs/findings.md", &found, &rules::page())
}

/// The table in the README: all that stands below its head, up to an empty line.
fn table() -> Result<(), Failed> {
    let readme = fs::read_to_string(file("README.md"))?;
    let head = "| Rule | Severity | What it says |\n|---|---|---|\n";
    let (before, rest) = readme.split_once(head).ok_or("the README has no table of rules")?;
    let (_, after) = rest.split_once("\n\n").ok_or("the table of rules has no end")?;
    let row =
        |rule: &rules::Rule| format!("| `{}` | {} | {} |\n", rule.id, rule.severity.name(), rule.summary);
    let rows: String = rules::all().map(row).collect();
    compare("README.md", &readme, &format!("{before}{head}{rows}\n{after}"))
}
