//! Rules about the page as a file and as markup: its bytes, its encoding, its syntax.

use super::Rule;
use crate::diagnostic::Severity::{Error, Note, Warning};

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "not-text",
        severity: Error,
        summary: "The file is binary data.",
        meaning: "There are bytes in the file that no text has, as in a picture, a PDF or an archive. \
                  Nothing was read from it.",
        cure: "Give the page as text, Markdown or HTML. A PDF can be turned into text by `pdftotext -layout`.",
        example: "deckmill check questions.pdf",
    },
    Rule {
        id: "too-long",
        severity: Error,
        summary: "The file is longer than 4 GB.",
        meaning: "A page may have 4 GB of text, and this has more. Nothing was read from it.",
        cure: "Split it into several files: `deckmill export part-*.json -o deck.apkg` makes one package of them.",
        example: "deckmill check everything.json",
    },
    Rule {
        id: "empty-source",
        severity: Error,
        summary: "There is nothing in it.",
        meaning: "The file is empty, or holds nothing but white space. Mostly a download or a copy went \
                  wrong.",
        cure: "Save the page once more, and look into the file.",
        example: "deckmill check empty.md",
    },
    Rule {
        id: "broken-json",
        severity: Error,
        summary: "The file should be JSON, and is not.",
        meaning: "The file is called .json or was to be read as JSON, and breaks its syntax at the place \
                  that is given, so nothing was read from it. Comments, and commas at the end of lists, are \
                  allowed.",
        cure: "Mend the syntax at that place. If the file is something else, say what: `--from text`.",
        example: "[{\"question\": \"What is a list?\", \"answer\": \"A sequence.\"",
    },
    Rule {
        id: "broken-table",
        severity: Error,
        summary: "The table can't be read to its end.",
        meaning: "At the place that is given no further line could be read. The lines before it are cards, \
                  those behind it are not.",
        cure: "Mend the line: a cell with a quotation mark in it stands in quotation marks, and the mark \
               is doubled.",
        example: "question,answer\n\"What is a list?,A sequence.",
    },
    Rule {
        id: "front-matter",
        severity: Warning,
        summary: "The front matter is not understood.",
        meaning: "The lines between `---` at the top of the page are no YAML that can be read, so the \
                  title, the key, the tags or the level that they give are not used.",
        cure: "Mend the line. A value with a colon in it stands in quotation marks.",
        example: "---\ntitle: Python: the basics\n---",
    },
    Rule {
        id: "encoding-broken",
        severity: Warning,
        summary: "Bytes that the encoding does not allow were replaced.",
        meaning: "The page names its encoding, or begins as one, and holds bytes that are nothing in it. \
                  Each was replaced by the sign U+FFFD, so letters are lost.",
        cure: "Save the page anew as UTF-8, or mend the encoding that it names.",
        example: "<meta charset=\"ascii\"> above text with umlauts in bytes of Latin-1",
    },
    Rule {
        id: "control-character",
        severity: Warning,
        summary: "Control characters were replaced.",
        meaning: "The text holds characters that are no text, such as a bell or an escape sequence of a \
                  terminal. Some programs can't import them, so each became the sign U+FFFD.",
        cure: "Delete them, or copy the page without colours: `COMMAND | col -b`.",
        example: "1. What does ESC[1mbold ESC[0m do?",
    },
    Rule {
        id: "extra-cells",
        severity: Warning,
        summary: "A row of a table in Markdown has more cells than the table's head, and these are not shown.",
        meaning: "Markdown shows as many cells as the head has, so the rest of the row is in no card. Mostly a \
                  `|` in code or text was taken for the end of a cell.",
        cure: "Write such a `|` as `\\|`, in code as well; or give the head a cell more.",
        example: "| Sign | What it does |\n|---|---|\n| `a | b` | joins two sets |",
    },
    Rule {
        id: "broken-package",
        severity: Error,
        summary: "An Anki package can't be opened.",
        meaning: "The file is no package, a part of it is missing or broken, or it would take far more memory than \
                  its size lets expect. Nothing of it is used.",
        cure: "Download or copy it once more, or export it from Anki again.",
        example: "half of a file deck.apkg",
    },
    Rule {
        id: "retired-notes",
        severity: Note,
        summary: "Notes of a package are retired, and no cards.",
        meaning: "Their questions have left the page that the package was built from. Learners who have them keep \
                  them, nobody else gets them.",
        cure: "Nothing has to be done.",
        example: "a note without a card that is tagged deckmill::retired",
    },
    Rule {
        id: "empty-notes",
        severity: Warning,
        summary: "Notes of a package ask nothing, and are no cards.",
        meaning: "The fields that the front shows are empty, so Anki shows nothing to learn either.",
        cure: "Fill the fields, or delete the notes in Anki.",
        example: "a note whose first field is empty",
    },
    Rule {
        id: "nesting-capped",
        severity: Warning,
        summary: "Something nests deeper than 128 levels and was flattened.",
        meaning: "Lists, quotations or boxes stand in each other so deep that programs would run out of \
                  memory. All text is kept; below the limit it is no longer indented.",
        cure: "No page means this: look for a list or quotation that is never closed.",
        example: ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> and so on",
    },
    Rule {
        id: "ragged-table",
        severity: Warning,
        summary: "The rows of a table differ too much in length; its cells were read as text.",
        meaning: "One row is so much longer than many others that the table would be millions of empty cells. \
                  All text of it is kept, as paragraphs.",
        cure: "No page means this: look for a row that is never closed, and end it.",
        example: "<table><tr> with ten thousand <td>, then ten thousand <tr> with one",
    },
    Rule {
        id: "footnote-once",
        severity: Warning,
        summary: "A footnote is too long to stand in every card that refers to it.",
        meaning: "A footnote ends each card that refers to it. Where a page would grow by more than 16 megabytes \
                  that way, further cards have the footnote's sign only.",
        cure: "Shorten the footnote, or make what it says a card of its own.",
        example: "a footnote of a megabyte, and a hundred answers that end in [^1]",
    },
    Rule {
        id: "encoding-guessed",
        severity: Note,
        summary: "The text is not UTF-8 and names no encoding.",
        meaning: "The encoding was guessed from the bytes, as browsers do. The guess is mostly right, and \
                  where it is wrong, letters with accents are other letters.",
        cure: "Look at such letters in the deck, and save the page as UTF-8.",
        example: "Was ist ein Schl\\xfcssel?",
    },
    Rule {
        id: "crowded-tag",
        severity: Note,
        summary: "A tag has more than 1000 attributes; the others were left out.",
        meaning: "So many attributes are mostly text behind a tag that is never closed. What was left out is in no \
                  card.",
        cure: "Look at the place that is given, and close the tag.",
        example: "<a and then a chapter without any other sign of HTML",
    },
    Rule {
        id: "long-address",
        severity: Note,
        summary: "An address of more than 2048 bytes was removed.",
        meaning: "The link or the image leads to an address that is longer than servers take, and would be \
                  repeated in each block it stands around. The text of the link stays.",
        cure: "Nothing, or give the link a shorter address.",
        example: "<a href=\"/search?q= and three thousand letters\">the answer</a>",
    },
    Rule {
        id: "literal-tag",
        severity: Note,
        summary: "A tag that HTML does not know, such as `Vec<T>`, was kept as text.",
        meaning: "Browsers would hide it. On pages about programming it is mostly text that was not \
                  escaped, so it stays in the card as it is written.",
        cure: "Nothing, if it is text. Write `&lt;T>` in HTML, or put it in backticks in Markdown.",
        example: "What is a Vec<T>?",
    },
    Rule {
        id: "unsafe-link",
        severity: Note,
        summary: "An address that would run a script was removed.",
        meaning: "A link or an image led to `javascript:` or the like. Its text stays; no script of a page \
                  gets into a deck.",
        cure: "Nothing, or give the link a real address.",
        example: "<a href=\"javascript:show()\">the answer</a>",
    },
    Rule {
        id: "literal-sign",
        severity: Note,
        summary: "Signs that Markdown takes for emphasis were kept as text: `__init__`, `COUNT(*)`, the stars of `**kwargs`.",
        meaning: "By the letter of Markdown, `__init__` is a bold \"init\", and the stars of two names in one line \
                  can pair up across the words between them. Here they belong to a name or a formula, so the \
                  card has them as they were typed.",
        cure: "Nothing has to be done. In backticks, as code, every program shows such names as they are.",
        example: "## What does __init__ do?",
    },
    Rule {
        id: "broken-structured-data",
        severity: Warning,
        summary: "JSON-LD in a script can't be read to its end.",
        meaning: "The page has data for search engines in a script, and their syntax breaks at the place that is \
                  given. Questions that were whole before it were taken, those behind it were not. Search \
                  engines take none of such a script.",
        cure: "Mend the syntax at that place; a program that writes the script should write it with a JSON library.",
        example: "<script type=\"application/ld+json\">{\"@type\": \"FAQPage\", \"mainEntity\": [{\"name\": </script>",
    },
    Rule {
        id: "structured-data-disagrees",
        severity: Warning,
        summary: "The page and its structured data answer a question differently.",
        meaning: "The same question has one answer for readers and another in the data for search engines. The \
                  richer of the two is on the card, and may be the outdated one.",
        cure: "Make both say the same, best by writing them from one source.",
        example: "<h2>What is a list?</h2><p>A sequence.</p> … {\"name\": \"What is a list?\", \"text\": \"A tree.\"}",
    },
    Rule {
        id: "structured-data-incomplete",
        severity: Note,
        summary: "Only the page or only its structured data have a question, or the whole answer.",
        meaning: "One of the two has less than the other: a question is missing, or an answer ends early. The \
                  cards have all that either says.",
        cure: "Nothing has to be done for the cards. For search engines and readers, show and list the same.",
        example: "{\"@type\": \"Question\", \"name\": \"What is a set?\"} with no such question on the page",
    },
    Rule {
        id: "loose-structured-data",
        severity: Note,
        summary: "JSON-LD is not quite JSON, and was understood all the same.",
        meaning: "There are comments, line breaks within texts, commas at the end of lists or the like in a script \
                  of data. The cards have what they say, but search engines take none of it.",
        cure: "Write the script with a JSON library, and try it with a validator of structured data.",
        example: "{\"@type\": \"FAQPage\", \"mainEntity\": [],}",
    },
];
