//! Findings about copies of a deck that came back.

use super::{Diagnostic, Severity};
use crate::model::Card;
use crate::render::text;

/// The first line of a text, as far as it fits into a message.
fn short(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let shown: String = line.chars().take(60).collect();
    if shown.len() < text.trim_end().len() { format!("{shown}…") } else { shown }
}

/// A card in a message: what it asks, and its id.
fn shown(card: &Card) -> String {
    format!("\"{}\" ({})", short(&text::blocks(&card.question)), card.id)
}

impl Diagnostic {
    /// A field was changed in the copy that came back, and otherwise in the current deck.
    pub fn merge_conflict(card: &Card, field: &str, edited: &str, current: &str) -> Diagnostic {
        let (card, edited, current) = (shown(card), short(edited), short(current));
        let message = format!(
            "{card}: the {field} was changed on both sides: edited it is \"{edited}\", currently \"{current}\""
        );
        Diagnostic::new(Severity::Error, "merge-conflict", message)
            .help("the current one was kept; make both sides say the same, and merge again")
    }

    /// A card was removed in the copy that came back, and changed in the current deck.
    pub fn merge_removed_and_changed(card: &Card) -> Diagnostic {
        let message =
            format!("{}: the row was removed, and the card has changed since it was handed out", shown(card));
        Diagnostic::new(Severity::Error, "merge-conflict", message)
            .help("the card was kept; remove it from its page, or put the row back")
    }

    /// A card was changed in the copy that came back, and is no longer in the current deck.
    pub fn merge_gone(card: &Card) -> Diagnostic {
        let message = format!("{}: the row was changed, and the card has left its page", shown(card));
        Diagnostic::new(Severity::Error, "merge-conflict", message)
            .help("nothing of it was taken; put the card back on its page, or remove the row")
    }

    /// A field with formatting was replaced by plain text.
    pub fn merge_formatting(card: &Card, field: &str) -> Diagnostic {
        let message =
            format!("{}: the new {field} is plain text, and what was formatted is not", shown(card));
        Diagnostic::new(Severity::Warning, "merge-formatting", message)
            .help("format it again where it is written to")
    }

    /// The copy that came back has no row for a card.
    pub fn merge_missing(card: &Card) -> Diagnostic {
        let message = format!("{}: no row has come back for this card, which was kept", shown(card));
        Diagnostic::new(Severity::Warning, "merge-missing", message)
            .help("`--prune` removes the cards whose rows were removed")
    }

    /// The row of a card asks nothing.
    pub fn merge_empty(card: &Card) -> Diagnostic {
        let message = format!("{}: the row of this card asks nothing, so the card was kept", shown(card));
        Diagnostic::new(Severity::Warning, "merge-missing", message)
            .help("to remove the card, remove its row, and give `--prune`")
    }

    /// A deck in the copy that came back is that of another page.
    pub fn merge_elsewhere(deck: &str, rows: usize) -> Diagnostic {
        let message =
            format!("{rows} rows of the deck \"{deck}\" were left out: none of its cards is on this page");
        Diagnostic::new(Severity::Warning, "merge-elsewhere", message).help("merge once for each page")
    }

    /// Columns that were handed out have not come back under their names.
    pub fn merge_columns(names: &[&str]) -> Diagnostic {
        let names = names.join("`, `");
        let message = format!("there is no column `{names}`: what was changed there is not known");
        Diagnostic::new(Severity::Warning, "merge-columns", message)
            .help("give the columns the names with which they were handed out")
    }

    /// Cells differ from what was handed out by the apostrophe alone that guards against formulas.
    pub fn merge_apostrophe(card: &Card, field: &str, cells: usize) -> Diagnostic {
        let others = match cells - 1 {
            0 => String::new(),
            1 => ", as in 1 other cell".to_owned(),
            others => format!(", as in {others} other cells"),
        };
        let message = format!(
            "{}: the {field} has an apostrophe more or less before a sign of formulas{others}: it was taken for the guard \
             of a table for spreadsheets, and no change",
            shown(card)
        );
        Diagnostic::new(Severity::Warning, "merge-apostrophe", message).help(
            "say `--for excel` or `--for sheets` if it is one; if it is meant, write it on the page itself",
        )
    }

    /// The row of a card names another deck.
    pub fn merge_moved(card: &Card, deck: &str) -> Diagnostic {
        let message =
            format!("{}: the row names the deck \"{deck}\", and the card stays in its own", shown(card));
        Diagnostic::new(Severity::Warning, "merge-moved", message).help("move the question on its page")
    }
}
