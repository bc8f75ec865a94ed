//! Rules about gates: what has to hold before anything is written.

use super::Rule;
use crate::diagnostic::Severity::Error;

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "low-coverage",
        severity: Error,
        summary: "Less of a page's text is in cards than `--min-coverage` asks for.",
        meaning: "Mostly a part of the page is written in a way that no layout knows, or the page was replaced \
                  by another, such as a message of its server. Nothing was written.",
        cure: "`deckmill explain PAGE` shows which lines are in no card. If they are no questions, ask for less.",
        example: "deckmill build --min-coverage 95",
    },
    Rule {
        id: "not-built",
        severity: Error,
        summary: "A file is not what a build would give.",
        meaning: "`build --check` makes all outputs and the lock, and holds them against what is there. This one is \
                  missing, or something else: a page was changed and not built, or the file was edited.",
        cure: "`deckmill build`, and commit what it writes.",
        example: "deckmill build --check --message-format junit",
    },
    Rule {
        id: "unexpected-count",
        severity: Error,
        summary: "There are more or fewer cards than `--expect` says.",
        meaning: "A question was added or removed, or one is no longer recognised. Nothing was written.",
        cure: "Look at what has changed on the pages. If the new number is right, expect it.",
        example: "deckmill export page.md -o deck.apkg --expect 100",
    },
    Rule {
        id: "too-many-new",
        severity: Error,
        summary: "More cards are new than `--max-new` allows.",
        meaning: "Cards that are known already were not known again: their questions were reworded, or the \
                  collection has another key. Learners would get them as new cards, without their history. \
                  Nothing was written. A first build, which remembers nothing, is not held to it.",
        cure: "`deckmill plan` says which cards are new. Give reworded questions their ids, or allow more.",
        example: "deckmill build --max-new 20",
    },
    Rule {
        id: "too-many-retired",
        severity: Error,
        summary: "More cards have left their pages than `--max-retired` allows.",
        meaning: "Pages are missing, or many of their questions are no longer recognised. Nothing was written, \
                  and the cards stay as they are remembered.",
        cure: "`deckmill plan` says which cards would go. Mend the pages, or allow more.",
        example: "deckmill build --max-retired 5",
    },
];
