//! What a careful owner of a collection would want to be told about its memory.

use super::{Diagnostic, Severity};
use crate::memory::{Decision, DecisionKind};
use crate::source::Span;

impl Diagnostic {
    /// A card was taken for one that is remembered, though its question differs.
    pub fn recalled(decision: &Decision) -> Diagnostic {
        let line = |text: &str| text.lines().next().unwrap_or_default().chars().take(80).collect::<String>();
        let old = line(&decision.old);
        let score = decision.score;
        match decision.kind {
            DecisionKind::Reworded => {
                let message = format!("taken for the card that asked \"{old}\" (likeness {score:.2})");
                Diagnostic::new(Severity::Note, "reworded", message)
            }
            DecisionKind::Returned => {
                let message =
                    format!("taken for the retired card that asked \"{old}\" (likeness {score:.2})");
                Diagnostic::new(Severity::Note, "returned-reworded", message)
            }
        }
        .help("if it is another card, give it an id: `<!-- deckmill id=any-name -->` beside the question")
    }

    /// A merge left conflict marks in a lock.
    pub fn lock_conflict(span: Span) -> Diagnostic {
        let message = "a conflict of a merge was left here: both sides were kept";
        Diagnostic::new(Severity::Warning, "lock-conflict", message)
            .at(span)
            .help("build once without `--locked`, and commit the lock that comes out")
    }

    /// A lock has two lines for one card.
    pub fn lock_repeated(guid: &str, span: Span) -> Diagnostic {
        let message = format!("card {guid} has two lines: the one that changed later counts");
        Diagnostic::new(Severity::Note, "lock-repeated", message).at(span)
    }

    /// A lock has two lines for one card that differ, and both changed at the same time.
    pub fn lock_tie(guid: &str, span: Span) -> Diagnostic {
        let message = format!("card {guid} has two lines with other content and the same `mod`");
        Diagnostic::new(Severity::Warning, "lock-tie", message)
            .at(span)
            .help("the next build gives the card a later `mod`, so that all learners get what it then says")
    }
}
