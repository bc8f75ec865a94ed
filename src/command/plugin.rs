//! `deckmill plugin test`: whether a program is a plug-in as `docs/plugins.md` describes one.
//!
//! The verdicts are the data here. What is looked at is the table in `plugin/trial/checks.rs`.

use anyhow::Result;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::Outcome;
use crate::cli::PluginTest;
use crate::plugin::trial::{self, CHECKS, Check, Verdict};
use crate::report::{Report, count, json_line};

#[derive(Serialize, JsonSchema)]
struct Row<'a> {
    #[schemars(extend("const" = "check"))]
    kind: &'static str,
    check: &'static str,
    verdict: &'static str,
    summary: &'static str,
    message: Option<&'a str>,
}

/// Runs the command.
pub fn run(args: &PluginTest, report: &Report) -> Result<Outcome> {
    let program = trial::find(&args.program)?;
    let shown = program.display().to_string();
    let mut failed = 0;
    trial::run(program, args.plugin_timeout, &mut |check, verdict| {
        failed += usize::from(matches!(verdict, Verdict::Failed(_)));
        report.data(&line(check, verdict, report.is_json()))
    })?;
    report.summary(&format!("{shown}: {}, {failed} failed", count(CHECKS.len(), "check")));
    Ok(if failed == 0 { Outcome::Good } else { Outcome::Findings })
}

fn line(check: &Check, verdict: &Verdict, is_json: bool) -> String {
    let (word, message) = match verdict {
        Verdict::Good => ("ok", None),
        Verdict::Failed(why) => ("failed", Some(why.as_str())),
        Verdict::Skipped(why) => ("skipped", Some(*why)),
    };
    let Check { name, summary, .. } = check;
    if is_json {
        return json_line(&Row { kind: "check", check: name, verdict: word, summary, message });
    }
    let width = CHECKS.iter().map(|check| check.name.len()).max().unwrap_or_default();
    // What a program complains of may have lines of its own.
    let said = message.map_or(String::new(), |why| format!(": {}", why.replace('\n', "\n    ")));
    format!("{word:7}  {name:width$}  {summary}{said}\n")
}

/// The schemas of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![generator.subschema_for::<Row>()]
}
