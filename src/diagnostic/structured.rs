//! What is wrong with a page's structured data.

use super::{Diagnostic, Severity};
use crate::source::Span;

impl Diagnostic {
    /// Structured data in a script that can't be read to their end.
    pub fn broken_structured_data(problem: &str, span: Span) -> Diagnostic {
        let message = format!("the structured data can't be read from here on: {problem}");
        Diagnostic::new(Severity::Warning, "broken-structured-data", message)
            .at(span)
            .help("what was whole before was taken; search engines take none of it")
    }

    /// Structured data that are no JSON, and were understood all the same.
    pub fn loose_structured_data(problem: &str, span: Span) -> Diagnostic {
        let message = format!("the structured data are no JSON, and were read all the same: {problem}");
        Diagnostic::new(Severity::Note, "loose-structured-data", message)
            .at(span)
            .help("search engines take none of it")
    }

    /// A field of a file of deckmill's own that is made of others, and no longer says what they say.
    pub fn plain_field(name: &str, span: Span) -> Diagnostic {
        let read = match name {
            "question" => "question_markdown",
            "answer" => "answer_markdown",
            "section" => "path",
            _ => "level_label",
        };
        let message = format!("`{name}` says something else than `{read}`, which is what is read");
        Diagnostic::new(Severity::Warning, "plain-field", message).at(span).help(format!("change `{read}`"))
    }

    /// The structured data and what the page shows are not the same, as at a question, and at `more`.
    pub fn structured_data(kind: Disagreement, question: &str, more: usize, span: Span) -> Diagnostic {
        let (what, help) = kind.words();
        let line: String = question.lines().next().unwrap_or_default().chars().take(80).collect();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("{what}: \"{line}\"{more}");
        let finding = match kind {
            Disagreement::Answers => Diagnostic::new(Severity::Warning, "structured-data-disagrees", message),
            _ => Diagnostic::new(Severity::Note, "structured-data-incomplete", message),
        };
        finding.at(span).help(help)
    }
}

/// In what the structured data of a page and what it shows can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disagreement {
    /// Both answer a question, each in its way.
    Answers,
    /// The answer is nowhere on the page, or only its beginning.
    AnswerInData,
    /// The data give no answer, or only its beginning.
    AnswerShown,
    /// The question is nowhere on the page.
    QuestionInData,
    /// The question is not in the data.
    QuestionShown,
}

impl Disagreement {
    /// What is wrong, and what to do about it.
    fn words(self) -> (&'static str, &'static str) {
        let (show, add) = ("show it on the page as well", "add it to the structured data as well");
        match self {
            Disagreement::Answers => {
                ("page and structured data answer this differently", "a learner gets only one of the two")
            }
            Disagreement::AnswerInData => ("the whole answer is only in the structured data", show),
            Disagreement::AnswerShown => ("the structured data do not have the whole answer", add),
            Disagreement::QuestionInData => ("the question is only in the structured data", show),
            Disagreement::QuestionShown => ("the question is not in the structured data", add),
        }
    }
}
