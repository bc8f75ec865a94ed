//! What a careful owner of a collection would want to be told about its memory.

use super::{Diagnostic, Severity};
use crate::memory::{Decision, DecisionKind};
use crate::model::Origin;
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

    /// Notes stay in the note types that they were born in, where the options now ask for others.
    pub fn note_type_kept(count: usize, first: &Origin) -> Diagnostic {
        let message = format!(
            "{} in another note type than the options or the page now ask for, first {}:{}: learners have \
             them so, and Anki updates no note whose type has become another",
            match count {
                1 => "1 card stays".to_owned(),
                many => format!("{many} cards stay"),
            },
            first.name(),
            first.line
        );
        Diagnostic::new(Severity::Note, "note-type-kept", message)
            .help("`--fresh` starts anew, with cards that are new to all learners")
    }

    /// A note was born as a cloze note, and its question has no deletion any more.
    pub fn cloze_lost(origin: &Origin) -> Diagnostic {
        let message = format!(
            "the card of {}:{} is a cloze note for those who have it, and nothing is deleted in it now: Anki \
             shows a message in its place",
            origin.name(),
            origin.line
        );
        Diagnostic::new(Severity::Warning, "cloze-lost", message)
            .help("put a deletion back, such as {{c1::word}}, or give the question an id of its own")
    }
}
