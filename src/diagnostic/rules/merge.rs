//! Rules about copies of a deck that came back.

use super::Rule;
use crate::diagnostic::Severity::{Error, Warning};

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "merge-apostrophe",
        severity: Warning,
        summary: "All that changed in cells is the apostrophe that guards against formulas.",
        meaning: "A table for Excel or Sheets has an apostrophe before `=`, `+`, `-` and `@` at the beginning of \
                  cells. Where a copy has it and the other has not, in all such cells, one of them is taken for \
                  such a table that was read without its `--for`, and the cells for unchanged. Where other such \
                  cells are the same in both, an apostrophe was put or taken by somebody, and is a change.",
        cure: "Say `--for excel` or `--for sheets` if the tables are for these. If the apostrophe is meant, write it \
               on the page itself.",
        example: "handed out as `-v' and '-h'`, back as `'-v' and '-h'`",
    },
    Rule {
        id: "merge-columns",
        severity: Warning,
        summary: "A column that was handed out has not come back.",
        meaning: "Columns are known by their names. One that was renamed or removed says nothing: what the cards \
                  have there stays, and what somebody may have changed in it is not taken.",
        cure: "Give the column its name back, if it was changed, and merge again.",
        example: "The column `level` was renamed to `Difficulty`.",
    },
    Rule {
        id: "merge-conflict",
        severity: Error,
        summary: "A card was changed on both sides.",
        meaning: "What came back says something new in a field, and so do the cards as they are now: nobody \
                  but a person can say which is right. The same holds for a row that was removed while its card \
                  was changed, and the other way round. What is current was kept.",
        cure: "Look at both, make them say the same, and merge again.",
        example: "deckmill merge handed-out.csv edited.csv page.md -o merged.md",
    },
    Rule {
        id: "merge-elsewhere",
        severity: Warning,
        summary: "Rows are of another page.",
        meaning: "A table of several pages has come back, and is merged into one of them. The rows of the others, \
                  new ones among them, are left out.",
        cure: "Merge once for each page.",
        example: "deckmill merge all.csv edited.csv input/sql.md -o sql.md",
    },
    Rule {
        id: "merge-formatting",
        severity: Warning,
        summary: "A text that was changed in a table has lost its formatting.",
        meaning: "A cell holds plain text. Where it came back unchanged, the card keeps its code, lists and \
                  links; where it was changed, the card now says just what the cell says.",
        cure: "Format the new text where it was written to.",
        example: "A cell with the text of an answer that has a block of code, with one word changed.",
    },
    Rule {
        id: "merge-missing",
        severity: Warning,
        summary: "No row has come back for a card.",
        meaning: "The card was handed out, and what came back has no row with its id. It may have been removed \
                  on purpose, or cut off by a filter. The card was kept.",
        cure: "`--prune` removes such cards.",
        example: "deckmill merge cards.csv half-of-it.csv -o merged.md",
    },
    Rule {
        id: "merge-moved",
        severity: Warning,
        summary: "The row of a card names another deck.",
        meaning: "In a table of several decks, the deck of a row was changed. A card is in the deck of its page, \
                  and a merge moves none. New rows do go where they say.",
        cure: "Move the question to the other page.",
        example: "The column `deck` of a row says Rust, and said SQL when it was handed out.",
    },
];
