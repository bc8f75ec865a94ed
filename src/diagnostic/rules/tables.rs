//! Rules about tables that are written.

use super::Rule;
use crate::diagnostic::Severity::Note;

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "cells-guarded",
    severity: Note,
    summary: "Cells begin like formulas, and got an apostrophe.",
    meaning: "A spreadsheet takes a cell that begins with =, +, -, @, a tab or a line break for a formula, \
              whoever wrote it. In a table that is made for one, such cells have an apostrophe in front, which \
              makes them text; those that begin with apostrophes before such a sign have one more.",
    cure: "Nothing: the spreadsheet shows what the card says, or the apostrophe as well. A table for programs \
           is better made without `--for`.",
    example: "deckmill export page.md -o cards.csv --for excel",
}];
