//! What a rule of findings means, in words or as JSON; and the list of all rules.

use std::fmt::Write;

use deckmill::diagnostic::rules::{self, Rule};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::report::json_line;

/// How many characters of text stand in a line.
const WIDTH: usize = 88;

#[derive(Serialize, JsonSchema)]
struct Explained {
    #[schemars(extend("const" = "rule"))]
    kind: &'static str,
    rule: &'static str,
    severity: &'static str,
    summary: &'static str,
    meaning: &'static str,
    cure: &'static str,
    example: &'static str,
}

/// Explains a rule.
pub fn explain(rule: &Rule, as_json: bool) -> String {
    let Rule { id, summary, meaning, cure, example, .. } = *rule;
    let severity = rule.severity.name();
    if as_json {
        return json_line(&Explained { kind: "rule", rule: id, severity, summary, meaning, cure, example });
    }
    let example: String =
        example.lines().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect();
    let (meaning, cure) = (wrapped(meaning), wrapped(cure));
    format!("{id} ({severity}): {summary}\n\n{meaning}\n{cure}\nExample:\n\n{example}")
}

/// All rules with their summaries.
pub fn list(as_json: bool) -> String {
    if as_json {
        return rules::all().map(|rule| explain(rule, true)).collect();
    }
    let width = rules::all().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut out = String::new();
    for rule in rules::all() {
        // Writing to a string can't fail.
        let _ = writeln!(out, "{:width$}  {:7}  {}", rule.id, rule.severity.name(), rule.summary);
    }
    out
}

/// A paragraph in lines.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let count = word.chars().count();
        if length > 0 {
            let fits = length + 1 + count <= WIDTH;
            out.push(if fits { ' ' } else { '\n' });
            length = if fits { length + 1 } else { 0 };
        }
        out.push_str(word);
        length += count;
    }
    out + "\n"
}

/// The schemas of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![generator.subschema_for::<Explained>()]
}
