//! Findings: what a careful reader would want to be told about a page.
//!
//! One named constructor per problem, so that `grep 'pub fn' src/diagnostic/*.rs` lists them all.
//! This file says what is wrong and how to mend it; `report/` says it to people and machines. To add
//! a finding: a constructor here, and its rule in `rules/`, which explains it at length; a test
//! holds the two together.

mod furniture;
mod gates;
mod media;
mod memory;
mod merge;
mod package;
pub mod rules;
mod structured;
mod tables;

pub use furniture::Furniture;
pub use structured::Disagreement;

use crate::model::Origin;
use crate::package::PackageError;
use crate::source::Span;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something was skipped on good evidence, or guessed.
    Note,
    /// A card may be missing something, or text may be missing a card.
    Warning,
    /// Input that can't be used.
    Error,
}

impl Severity {
    /// All severities, mildest first.
    pub const ALL: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

    /// "note", "warning", "error".
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable id of its rule: "unanswered-question".
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong: lower case, no final dot.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where, in the decoded text of the source.
    pub span: Option<Span>,
}

/// The findings of one source, in the order in which they were made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// All findings, by place; those without a place first.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<_> = self.found.iter().collect();
        all.sort_by_key(|d| d.span.map(|span| (span.start(), span.end())));
        all
    }

    /// All findings, as made.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.found.iter().filter(|d| d.severity == severity).count()
    }

    /// The severest of all findings.
    pub fn worst(&self) -> Option<Severity> {
        self.found.iter().map(|d| d.severity).max()
    }
}

impl Diagnostic {
    fn new(severity: Severity, rule: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic { rule, severity, message: message.into(), help: None, span: None }
    }

    fn at(mut self, span: Span) -> Diagnostic {
        self.span = Some(span);
        self
    }

    fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// The source holds bytes that are not text.
    pub fn not_text() -> Diagnostic {
        Diagnostic::new(Severity::Error, "not-text", "this is binary data, not text")
            .help("give the page as text, Markdown or HTML")
    }

    /// The source's text is longer than any that is read.
    pub fn too_long() -> Diagnostic {
        Diagnostic::new(Severity::Error, "too-long", "this is longer than the 4 GB that a page may have")
            .help("split it into several files, which can become one package")
    }

    /// An Anki package that can't be opened.
    pub fn broken_package(error: &PackageError) -> Diagnostic {
        Diagnostic::new(Severity::Error, "broken-package", error.to_string()).help(error.help())
    }

    /// Notes of a package that have left their page.
    pub fn retired_notes(count: usize) -> Diagnostic {
        let message = match count {
            1 => "a note of the package is retired: it is no card".to_owned(),
            _ => format!("{count} notes of the package are retired: they are no cards"),
        };
        Diagnostic::new(Severity::Note, "retired-notes", message)
    }

    /// Notes of a package that ask nothing.
    pub fn empty_notes(count: usize) -> Diagnostic {
        let message = match count {
            1 => "a note of the package asks nothing: it is no card".to_owned(),
            _ => format!("{count} notes of the package ask nothing: they are no cards"),
        };
        Diagnostic::new(Severity::Warning, "empty-notes", message)
            .help("`deckmill verify` says which they are")
    }

    /// The source holds nothing but white space.
    pub fn empty_source() -> Diagnostic {
        Diagnostic::new(Severity::Error, "empty-source", "there is nothing in it")
    }

    /// The page holds no question that any layout could find.
    pub fn no_question() -> Diagnostic {
        Diagnostic::new(Severity::Error, "no-question", "no question was found on the page")
            .help("`deckmill explain` shows how it was understood, `--layout` forces a layout")
    }

    /// The encoding was guessed from the bytes.
    pub fn encoding_guessed(name: &str) -> Diagnostic {
        let message = format!("the text is not UTF-8 and names no encoding: read as {name}");
        Diagnostic::new(Severity::Note, "encoding-guessed", message).help("save it as UTF-8")
    }

    /// Some bytes are not what the encoding allows.
    pub fn encoding_broken(name: &str, span: Span) -> Diagnostic {
        let message = format!("bytes that are no {name} were replaced by U+FFFD");
        Diagnostic::new(Severity::Warning, "encoding-broken", message).at(span)
    }

    /// A control character was replaced.
    pub fn control_character(span: Span) -> Diagnostic {
        let message = "control characters were replaced by U+FFFD";
        Diagnostic::new(Severity::Warning, "control-character", message).at(span)
    }

    /// The page nests deeper than the model does.
    pub fn nesting_capped(limit: usize, span: Span) -> Diagnostic {
        let message = format!("nested deeper than {limit} levels: what is below was flattened");
        Diagnostic::new(Severity::Warning, "nesting-capped", message).at(span)
    }

    /// A table would be mostly empty cells.
    pub fn ragged_table(span: Span) -> Diagnostic {
        let message = "the rows of this table differ too much in length: its cells were read as text";
        Diagnostic::new(Severity::Warning, "ragged-table", message).at(span)
    }

    /// A footnote is too long to stand in every card that refers to it.
    pub fn footnote_once(span: Span) -> Diagnostic {
        let message = "this footnote is too long for all cards that refer to it: some have only its sign";
        Diagnostic::new(Severity::Warning, "footnote-once", message).at(span)
    }

    /// An address is longer than any that leads somewhere.
    pub fn long_address(limit: usize, span: Span) -> Diagnostic {
        let message = format!("an address of more than {limit} bytes was removed");
        Diagnostic::new(Severity::Note, "long-address", message).at(span)
    }

    /// A tag that is no HTML element was kept as text.
    pub fn literal_tag(tag: &str, span: Span) -> Diagnostic {
        let message = format!("`{tag}` is no HTML element: kept as text");
        Diagnostic::new(Severity::Note, "literal-tag", message).at(span)
    }

    /// A tag has more attributes than are read.
    pub fn crowded_tag(limit: usize, span: Span) -> Diagnostic {
        let message = format!("a tag with more than {limit} attributes: the others were left out");
        Diagnostic::new(Severity::Note, "crowded-tag", message).at(span)
    }

    /// A link or image that would run something lost its target.
    pub fn unsafe_link(span: Span) -> Diagnostic {
        let message = "an address that would run a script was removed";
        Diagnostic::new(Severity::Note, "unsafe-link", message).at(span)
    }

    /// Part of the page is furniture and went into no card.
    pub fn skipped(what: Furniture, span: Span) -> Diagnostic {
        Diagnostic::new(Severity::Note, "skipped", format!("skipped: {}", what.name())).at(span)
    }

    /// A row of a table has more cells than the head.
    pub fn extra_cells(span: Span) -> Diagnostic {
        let message = "the row has more cells than the table's head: Markdown does not show them";
        Diagnostic::new(Severity::Warning, "extra-cells", message)
            .at(span)
            .help("write a `|` within a cell as `\\|`, in code as well")
    }

    /// Part of the page went into no card, and nothing says that it is furniture.
    pub fn loose_text(span: Span) -> Diagnostic {
        Diagnostic::new(Severity::Warning, "text-in-no-card", "this text is in no card").at(span)
    }

    /// An answer that belongs to no question.
    pub fn answer_without_question(span: Span) -> Diagnostic {
        let message = "this answer belongs to no question";
        Diagnostic::new(Severity::Warning, "answer-without-question", message)
            .at(span)
            .help("write its question above it, as the others are written")
    }

    /// Entries of the page's contents list that no card asks.
    pub fn contents_without_card(count: usize, first: &str, span: Span) -> Diagnostic {
        let message = match count {
            1 => format!("the contents list names a question that is no card: \"{first}\""),
            _ => format!("the contents list names {count} questions that are no cards, first \"{first}\""),
        };
        Diagnostic::new(Severity::Warning, "contents-disagrees", message).at(span)
    }

    /// Cards that the page's contents list leaves out.
    pub fn card_without_contents(count: usize, first: &str, span: Span) -> Diagnostic {
        let message = match count {
            1 => format!("the contents list leaves a card out: \"{first}\""),
            _ => format!("the contents list leaves {count} cards out, first \"{first}\""),
        };
        Diagnostic::new(Severity::Warning, "contents-disagrees", message).at(span)
    }

    /// A question without an answer.
    pub fn unanswered(number: Option<&str>, span: Span) -> Diagnostic {
        let which = number.map_or(String::new(), |label| format!(" {label}"));
        let message = format!("question{which} has no answer");
        Diagnostic::new(Severity::Warning, "unanswered-question", message).at(span)
    }

    /// The numbering leaves something out.
    pub fn number_missing(from: u64, to: u64, span: Span) -> Diagnostic {
        let message = match to - from {
            0 => format!("question {from} is missing"),
            _ => format!("questions {from} to {to} are missing"),
        };
        Diagnostic::new(Severity::Warning, "number-missing", message).at(span)
    }

    /// Two questions in a row have one number.
    pub fn number_repeated(number: u64, span: Span) -> Diagnostic {
        let message = format!("number {number} is given twice in a row");
        Diagnostic::new(Severity::Warning, "number-repeated", message).at(span)
    }

    /// A word stands where levels stand, and is in no table of levels.
    pub fn level_unknown(word: &str, count: usize, span: Span) -> Diagnostic {
        let cards = if count == 1 { "a card has".to_owned() } else { format!("{count} cards have") };
        let message = format!("\"{word}\" is no level that is known: {cards} it as a label only");
        Diagnostic::new(Severity::Warning, "level-unknown", message)
            .at(span)
            .help("say beginner, intermediate or advanced, or another word for one of these")
    }

    /// Questions with the same text, told apart by their order alone.
    pub fn repeated_question(count: usize, text: &str, span: Span) -> Diagnostic {
        let message = format!("{count} cards ask the same: \"{text}\"");
        Diagnostic::new(Severity::Warning, "repeated-question", message)
            .at(span)
            .help("only their order tells them apart: give them ids, or reword them")
    }

    /// A question that an earlier card asks in nearly the same words.
    pub fn near_duplicate(first: &str, line: usize, span: Span) -> Diagnostic {
        let message = format!("this asks nearly the same as line {line}: \"{first}\"");
        Diagnostic::new(Severity::Warning, "near-duplicate", message)
            .at(span)
            .help("remove one, or say in both how they differ")
    }

    /// Two cards carry the same id.
    pub fn repeated_id(id: &str, span: Span) -> Diagnostic {
        let message = format!("id `{id}` is given twice: the second card gets one of its own");
        Diagnostic::new(Severity::Warning, "repeated-id", message).at(span)
    }

    /// Cards of several pages that go into one file ask the same and are told apart by order alone.
    pub fn shared_cards(count: usize, first: &Origin, again: &Origin) -> Diagnostic {
        let place = |origin: &Origin| format!("{}:{}", origin.name(), origin.line);
        let message = format!(
            "{count} cards have the id of a card of an earlier page, as {} has that of {}: each got its own",
            place(again),
            place(first)
        );
        Diagnostic::new(Severity::Warning, "shared-cards", message)
            .help("give the pages keys of their own, or export them to files of their own")
    }

    /// A file that should be JSON is not.
    pub fn broken_json(problem: &str, span: Span) -> Diagnostic {
        Diagnostic::new(Severity::Error, "broken-json", format!("this is not JSON: {problem}")).at(span)
    }

    /// A table can't be read to its end.
    pub fn broken_table(problem: &str, span: Span) -> Diagnostic {
        Diagnostic::new(Severity::Error, "broken-table", format!("the table can't be read: {problem}"))
            .at(span)
    }

    /// Fields of records that no card needs.
    pub fn unused_field(name: &str, count: usize) -> Diagnostic {
        let message = format!("the field `{name}` of {count} records is in no card");
        Diagnostic::new(Severity::Note, "unused-field", message)
    }

    /// The front matter can't be read.
    pub fn front_matter(problem: &str, span: Span) -> Diagnostic {
        let message = format!("the front matter is not understood: {problem}");
        Diagnostic::new(Severity::Warning, "front-matter", message).at(span)
    }

    /// Signs that Markdown takes for emphasis belong to a name or a formula, and were kept as text.
    pub fn literal_sign(text: &str, span: Span) -> Diagnostic {
        let message = format!("`{text}` is no emphasis here: kept as text");
        Diagnostic::new(Severity::Note, "literal-sign", message)
            .at(span)
            .help("put it in backticks, so that every program shows it as it is")
    }
}
