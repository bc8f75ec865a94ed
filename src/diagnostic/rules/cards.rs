//! Rules about questions and answers, and about what is in no card.

use super::Rule;
use crate::diagnostic::Severity::{Error, Note, Warning};

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "no-question",
        severity: Error,
        summary: "No question was found.",
        meaning: "No layout explains the page as questions with answers, so there is nothing to export.",
        cure: "`deckmill explain PAGE` shows what was tried and why it was not taken. `--layout NAME` \
               forces a layout, `--from FORMAT` another way to read the file.",
        example: "A page of prose without a question.",
    },
    Rule {
        id: "unanswered-question",
        severity: Warning,
        summary: "A question has no answer.",
        meaning: "Nothing stands between this question and the next. The card is made all the same, with \
                  an empty back. Where the page does have an answer, it was taken for something else.",
        cure: "Write the answer. If it is there, look at its lines in `deckmill explain PAGE`.",
        example: "1. What is a tuple?\n2. What is a set?",
    },
    Rule {
        id: "answer-without-question",
        severity: Warning,
        summary: "An answer belongs to no question.",
        meaning: "A line begins with `A:`, `Answer:` or the like, or a part that opens on a click says \
                  \"Answer\", and no card reaches there. It is in no deck. Mostly its question is missing, or \
                  is written unlike all others.",
        cure: "Write the question above it as the others are written.",
        example: "Q: What is a set?\nA: Values without an order.\n\n## Tuples\n\nA: A sequence that can't change.",
    },
    Rule {
        id: "text-in-no-card",
        severity: Warning,
        summary: "A part of the page is in no card, and does not look like furniture.",
        meaning: "It stands where no question reaches, so it is in no deck: an introduction to a section, \
                  a remark between questions, or a question that is written unlike all others.",
        cure: "If it is a question, write it as the others are. If it is an answer, put it below its \
               question. If it may be missing, nothing has to be done.",
        example: "## Sets\n\nSets are new in this year's course.\n\n### What is a set?",
    },
    Rule {
        id: "number-missing",
        severity: Warning,
        summary: "The numbering leaves something out.",
        meaning: "Between two cards in a row the numbers jump. Either the page itself leaves one out, or \
                  a question was not recognised and stands in the answer before it.",
        cure: "Look at the end of the answer above. Write the question as the others are, or mend the \
               number.",
        example: "3. What is a set?\n\n   Values without an order.\n\n5. What is a dict?",
    },
    Rule {
        id: "number-repeated",
        severity: Warning,
        summary: "Two questions in a row have one number.",
        meaning: "Mostly a slip of the pen. The cards are both made; a number is no part of an id.",
        cure: "Give the second its own number.",
        example: "3. What is a set?\n\n   Values without an order.\n\n3. What is a dict?",
    },
    Rule {
        id: "contents-disagrees",
        severity: Warning,
        summary: "The contents list and the cards differ.",
        meaning: "The page has a list of its questions. It names one that is no card: then a question is \
                  missing, or was not recognised. Or it leaves out a card: then the list is old, or something \
                  that is no question became a card. Each is said once, with the first that is meant.",
        cure: "Look for the question in the body: write it as the others are written, or mend the list.",
        example: "- [What is a list?](#list)\n- [What is a set?](#set)\n\n## What is a list?\n\nA sequence.",
    },
    Rule {
        id: "level-unknown",
        severity: Warning,
        summary: "A word stands where levels stand, and is no level that is known.",
        meaning: "The line `Level:`, a badge, a field or the front matter gives a word that is in no table \
                  of levels. Its cards have it as a label, and no level: no tag, nothing to sort by. A level \
                  in figures is a label too, without a finding, since only the page knows its scale.",
        cure: "Mend the word, or say beginner, intermediate or advanced, or easy, medium, hard, junior, \
               senior and so on in many languages.",
        example: "### What is a set?\n\nLevel: begginer\n\nValues without an order.",
    },
    Rule {
        id: "repeated-question",
        severity: Warning,
        summary: "Several cards ask the same; only their order tells them apart.",
        meaning: "An id is made of the question. When one of two equal questions is removed or they change \
                  places, what was learned of one counts for the other.",
        cure: "Remove one, reword one, or give them ids: `<!-- deckmill id=any-name -->` beside the \
               question.",
        example: "### What is the output?\n\n…\n\n### What is the output?",
    },
    Rule {
        id: "near-duplicate",
        severity: Warning,
        summary: "A question asks nearly the same as an earlier one.",
        meaning: "The two have the same words of substance: the order, the punctuation, a plural or a word \
                  that says little differs. They are two cards, and whoever learns the deck is asked twice. \
                  Questions that differ in what they ask about are left alone.",
        cure: "Remove one, join their answers, or say in both how they differ.",
        example: "3. What is the difference between a list and a tuple?\n\n9. Difference between tuples and lists?",
    },
    Rule {
        id: "repeated-id",
        severity: Warning,
        summary: "An id is given twice; the second card gets one of its own.",
        meaning: "Two cards carry the same mark or the same field `id`, mostly after copying one. Anki can \
                  keep one note under an id, so the second card gets an id made of its question.",
        cure: "Delete the mark that was copied.",
        example: "<!-- deckmill id=sets -->\n### What is a set?\n\n<!-- deckmill id=sets -->\n### What is a dict?",
    },
    Rule {
        id: "shared-cards",
        severity: Warning,
        summary: "Pages that go into one file share card ids; the later ones get their own.",
        meaning: "Two pages with one key ask the same question. In files of their own both cards would be \
                  one note in Anki; in one file they are told apart by their order.",
        cure: "Give the pages keys of their own, or export them to files of their own.",
        example: "deckmill export a/python.md b/python.md -o all.apkg",
    },
    Rule {
        id: "skipped",
        severity: Note,
        summary: "Furniture of the page is in no card: navigation, contents list, copyright line.",
        meaning: "Its box, its place or its words say that it is no content. It is shown so that nothing \
                  is lost in silence.",
        cure: "Nothing, unless it is content after all: then `deckmill explain PAGE` shows what it was \
               taken for.",
        example: "Home | Languages | Python",
    },
    Rule {
        id: "plain-field",
        severity: Warning,
        summary: "A field was changed that is made of another one.",
        meaning: "deckmill's own JSON has each text twice: `question_markdown` and `answer_markdown` with all they \
                  have, `question` and `answer` in plain words for others to read; and `section` and `level` beside \
                  `path` and `level_label`. What is read back are the first of each, so the change is in no card.",
        cure: "Make the change in the field that is read.",
        example: "A card with `answer` edited by hand, and `answer_markdown` as it was.",
    },
    Rule {
        id: "unused-field",
        severity: Note,
        summary: "A field of records is in no card.",
        meaning: "Its name says neither question nor answer, level, section, tags, number or id, so \
                  nobody knows where on a card it belongs.",
        cure: "Nothing, or give the field a name that says so: `explanation` goes below the answer, `code` \
               below the question.",
        example: "question,answer,reviewer\nWhat is a set?,Values without an order.,Kim",
    },
];
