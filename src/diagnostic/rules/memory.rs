//! Rules about what is remembered of a collection, and about cards that are known again.

use super::Rule;
use crate::diagnostic::Severity::{Note, Warning};

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "lock-conflict",
        severity: Warning,
        summary: "A merge left conflict marks in the lock.",
        meaning: "Two branches changed the same lines of deckmill.lock. Both sides were read, and of two \
                  lines for one card the one that changed later counts, so nothing is lost. With `--locked` \
                  this is an error, since the lock has to be written anew.",
        cure: "Build once without `--locked`, and commit the lock that comes out.",
        example: "<<<<<<< HEAD\n{\"guid\":\"…\"}\n=======\n{\"guid\":\"…\"}\n>>>>>>> other",
    },
    Rule {
        id: "lock-tie",
        severity: Warning,
        summary: "Two lines of the lock say different things of one card, and both changed at the same time.",
        meaning: "Anki takes an update only from a later note, so learners who have one of the two would \
                  never get the other.",
        cure: "Nothing: the next build gives the card a later time, and then all get what it says.",
        example: "{\"guid\":\"a\",\"mod\":5,\"answer\":\"one\",…}\n{\"guid\":\"a\",\"mod\":5,\"answer\":\"two\",…}",
    },
    Rule {
        id: "lock-repeated",
        severity: Note,
        summary: "The lock has two lines for one card.",
        meaning: "A merge that keeps the lines of both sides leaves such pairs. The line that changed later \
                  counts.",
        cure: "Nothing: the next build writes one line.",
        example: "{\"guid\":\"a\",\"mod\":5,…}\n{\"guid\":\"a\",\"mod\":7,…}",
    },
    Rule {
        id: "reworded",
        severity: Note,
        summary: "A card was taken for a remembered one with another question.",
        meaning: "The question is not the one that is remembered, but question, answer and neighbours are \
                  so like it that the card was reworded, not replaced. It keeps its history at the \
                  learners. This is always shown, because it is a guess.",
        cure: "Nothing, if it is right. If it is another card, give it an id of its own: \
               `<!-- deckmill id=any-name -->` beside the question.",
        example: "### What is a list in Python?\n\nIt was: ### What is a list?",
    },
    Rule {
        id: "returned-reworded",
        severity: Note,
        summary: "A card was taken for a retired one with another question.",
        meaning: "As `reworded`, for a card that had left the page: it is the same card again, with its \
                  history. More likeness is asked for than of a card that stayed.",
        cure: "As for `reworded`.",
        example: "### What is a list in Python?\n\nA year ago it was removed as: ### What is a list?",
    },
    Rule {
        id: "note-type-kept",
        severity: Note,
        summary: "Cards stay in the note type that they were born in.",
        meaning: "The options, or cloze marks in the question, ask for another note type than the one in \
                  which learners have the card. A note whose type has become another is never updated again, \
                  so the card keeps its own; only new cards get the other.",
        cure: "Nothing, mostly. `--fresh` starts anew: all cards are then new to all learners.",
        example: "deckmill export page.md -o deck.apkg --set anki.cards=reversed",
    },
    Rule {
        id: "cloze-lost",
        severity: Warning,
        summary: "Nothing is deleted any more in a card that was born as a cloze note.",
        meaning: "Its question had marks such as {{c1::Paris}} when learners got it, and has none now. Its \
                  note stays a cloze note, and Anki shows a message where the gap was.",
        cure: "Put a deletion back. If it is another question now, give it an id of its own: the old card is \
               then retired, and the new one is an ordinary one.",
        example: "1. Paris is the capital of France.",
    },
];
