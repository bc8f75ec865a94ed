//! The rules that findings go by, each explained: what it means, why it matters, how to mend it.
//!
//! `deckmill explain RULE`, `docs/findings.md` and the table in the README are made of these. Ids
//! and severities never change once released: programs and people go by them. `input.rs` has what
//! is wrong with the page as a file and as markup, `cards.rs` what is wrong with its questions, `media.rs`
//! what is wrong with its images and sounds, `memory.rs` what there is to say of the lock and of cards that are known again, `merge.rs` of copies
//! that came back, `tables.rs` of tables that are written, `package.rs` what is wrong with an
//! Anki package, `gates.rs` what keeps a build from being written. To add a rule: an entry there, and the constructor that makes its finding in
//! `diagnostic/mod.rs` or beside it.

mod cards;
mod gates;
mod input;
mod media;
mod memory;
mod merge;
mod package;
mod tables;

use std::fmt::Write;

use super::Severity;

/// Why a finding is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its stable id: "unanswered-question".
    pub id: &'static str,
    /// How severe its findings are.
    pub severity: Severity,
    /// What it says, in a sentence.
    pub summary: &'static str,
    /// What that means and why it matters.
    pub meaning: &'static str,
    /// What to do about it.
    pub cure: &'static str,
    /// A piece of a page in which the finding is made.
    pub example: &'static str,
}

/// All rules, those that matter most first.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let every = || {
        input::RULES
            .iter()
            .chain(cards::RULES)
            .chain(media::RULES)
            .chain(memory::RULES)
            .chain(merge::RULES)
            .chain(package::RULES)
            .chain(tables::RULES)
            .chain(gates::RULES)
    };
    let of = move |severity| every().filter(move |rule| rule.severity == severity);
    Severity::ALL.into_iter().rev().flat_map(of)
}

/// Whether a finding of this rule is about a file that a page refers to, and could not be had, or is on the web.
pub fn is_about_files(id: &str) -> bool {
    media::RULES.iter().any(|rule| rule.id == id)
}

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

/// All rules as a page of Markdown: `docs/findings.md`.
pub fn page() -> String {
    let mut out = String::from(
        "# Findings\n\n\
         What `deckmill check` can say about a page, and `deckmill verify` about an Anki package. `deckmill explain RULE` says the same about one rule.\n\
         This page is made of the rules in `src/diagnostic/rules/`; a test keeps it current.\n",
    );
    for rule in all() {
        let Rule { id, summary, meaning, cure, example, .. } = rule;
        let severity = rule.severity.name();
        // Writing to a string can't fail.
        let _ = write!(
            out,
            "\n## {id}\n\n*{severity}.* {summary}\n\n{meaning}\n\n{cure}\n\n```text\n{example}\n```\n"
        );
    }
    out
}
