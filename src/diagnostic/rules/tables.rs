//! Rules about tables that are written, and about the choice of cards.

use super::Rule;
use crate::diagnostic::Severity::Note;

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "cells-guarded",
        severity: Note,
        summary: "Cells begin like formulas, and got an apostrophe.",
        meaning: "A spreadsheet takes a cell that begins with =, +, -, @, a tab or a line break for a formula, \
              whoever wrote it. In a table that is made for one, such cells have an apostrophe in front, which \
              makes them text; those that begin with apostrophes before such a sign have one more.",
        cure: "Nothing: the spreadsheet shows what the card says, or the apostrophe as well. A table for programs \
           is better made without `--for`.",
        example: "deckmill export page.md -o cards.csv --for excel",
    },
    Rule {
        id: "repeat-left-out",
        severity: Note,
        summary: "A card asks what another one asks, and was left out.",
        meaning: "`--dedupe` keeps one card of each question: the first that has an answer. `exact` goes by the \
                  question's text, `near` by its words of substance as well.",
        cure: "Nothing, if they are the same. Without `--dedupe` all are kept.",
        example: "deckmill export a.md b.md -o all.apkg --dedupe near",
    },
];
