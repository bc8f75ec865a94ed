//! Rules about tables and other files that are written, and about the choice of cards.

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
    Rule {
        id: "retired-left-out",
        severity: Note,
        summary: "Cards that have left their page are not in this file.",
        meaning: "Who learned such a card is told so by a note without a card that is tagged deckmill::retired. \
                  Only an Anki package can hold such notes; in other formats for Anki they would come back \
                  as new cards.",
        cure: "Nothing, if a package is built as well. Those who get their updates by this file alone keep the card.",
        example: "deckmill export page.md --lock deckmill.lock -o deck.apkg -o deck.txt",
    },
    Rule {
        id: "links-as-text",
        severity: Note,
        summary: "Links of a workbook are plain text.",
        meaning: "Excel takes 65,530 links on a sheet and addresses of 2,079 characters, and a workbook with more \
                  or longer ones is broken for it. Beyond that, a cell has its text and leads nowhere.",
        cure: "Nothing, where the addresses are not needed; more sheets take more links.",
        example: "deckmill export page.md -o cards.xlsx --set xlsx.sheets=section",
    },
];
