#!/usr/bin/env python3
"""What the options of Anki's packages make of a page, on the real engine: the kinds of card, note
types and their styles, subdecks, the modern package, and what stays as it was born.

    shapes.py BINARY

Each check exports a page, has a learner import it and looks at what is there.  One JSON object goes to
stdout; a check that fails ends the script with status 1.
"""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Callable

import anki.lang
from desk import Desk, equal, taken
from learner import Learner

EPOCH = 1_700_000_000

PAGE = """# Mills

## Parts

### 1. What turns the runner stone?

*beginner*

The great spur wheel

### 2. {{c1::Rye}} is darker than {{c2::wheat::a grain}}.

Both are ground.

### 3. How does text like `{{c1::code}}` and \\\\(x\\\\) look?

*advanced*

As it is written: {{c3::here}}, \\\\[y\\\\], [sound:a.mp3], and $z_1$ is a formula.

```python
def grind(grain):  # slowly
    return f"{grain} flour"
```

## Grain

### 4. Which of these is a grain?

*intermediate*

- A. Rye
- B. Slate

**Answer:** A

It grows on fields. A slate is a stone, and no mill was ever known to make any flour of it, however slow.

### 5. What is asked without an answer?
"""


def rendered(learner: Learner) -> dict[str, list[tuple[str, str]]]:
    """The question and answer of each card, as the engine shows them, by the number in the note."""
    shown: dict[str, list[tuple[str, str]]] = {}
    for card_id in learner.col.db.list("select id from cards order by nid, ord"):
        card = learner.col.get_card(card_id)
        output = card.render_output()
        shown.setdefault(card.note()["Number"], []).append((output.question_text, output.answer_text))
    return shown


def types(learner: Learner) -> list[str]:
    """The names of the note types that have notes."""
    named = learner.col.db.list("select name from notetypes where id in (select mid from notes) order by name")
    return [str(name) for name in named]


def styles_of(learner: Learner) -> dict[str, str]:
    """The styles of each note type, by name."""
    # The engine keeps what it was asked for before.
    learner.col.models._clear_cache()
    return {model["name"]: model["css"] for model in learner.col.models.all()}


def has(text: str, *parts: str) -> None:
    for part in parts:
        if part not in text:
            raise AssertionError(f"{part!r} is not in {text[:2000]!r}")


def sound(learner: Learner) -> None:
    """The collection is whole, no card is empty, and the engine would derive nothing in another way."""
    problems, is_fine = learner.col.fix_integrity()
    if not is_fine:
        raise AssertionError(problems)
    equal([entry.note_id for entry in learner.col.get_empty_cards().notes], [])


def cards_of_each_shape(desk: Desk) -> None:
    learner = desk.learner()
    taken(learner, desk.export(PAGE, EPOCH), new=5)
    equal(types(learner), ["Deckmill Cloze", "Deckmill Q&A"])
    shown = rendered(learner)
    equal({number: len(cards) for number, cards in shown.items()}, {"1": 1, "2": 2, "3": 1, "4": 1, "5": 1})
    (first, answer), (second, _) = shown["2"]
    has(first, "[...]</span> is darker than", "wheat")
    has(second, "Rye", "[a grain]</span>")
    has(answer, "Rye</span> is darker", "Both are ground.")
    question, answer = shown["3"][0]
    has(question, "<code>&#123;&#123;c1::code&#125;&#125;</code>", "\\<span>(</span>x\\)")
    has(answer, "&#123;&#123;c3::here", "\\<span>[</span>y", "&#91;sound:a.mp3]", "\\(z_1\\)")
    has(answer, "<span class=k>def</span> <span class=f>grind</span>", "<span class=c># slowly</span>")
    sound(learner)


def reversed_cards(desk: Desk) -> None:
    learner = desk.learner()
    taken(learner, desk.export(PAGE, EPOCH, "--set", "anki.cards=reversed"), new=5)
    equal(types(learner), ["Deckmill Cloze", "Deckmill Q&A", "Deckmill Q&A (and reversed)"])
    shown = rendered(learner)
    # A card without an answer has none that could be asked for.
    equal({number: len(cards) for number, cards in shown.items()}, {"1": 2, "2": 2, "3": 2, "4": 2, "5": 1})
    question, answer = shown["1"][1]
    has(question, "The great spur wheel")
    if "runner stone" in question:
        raise AssertionError(f"the question is shown: {question}")
    has(answer, "The great spur wheel", "What turns the runner stone?")
    sound(learner)


def typed_answers(desk: Desk) -> None:
    learner = desk.learner()
    taken(learner, desk.export(PAGE, EPOCH, "--set", "anki.cards=type-in"), new=5)
    equal(types(learner), ["Deckmill Cloze", "Deckmill Q&A", "Deckmill Q&A (type in the answer)"])
    shown = rendered(learner)
    for number, is_typed in (("1", True), ("3", False), ("4", False), ("5", False)):
        equal("[[type:Answer]]" in shown[number][0][0], is_typed)
        equal("[[type:Answer]]" in shown[number][0][1], is_typed)
    sound(learner)


def a_note_keeps_the_type_it_was_born_with(desk: Desk) -> None:
    for memory in (["--lock", "deckmill.lock"], []):
        folder = desk.place("born")
        export = lambda text, epoch, *more: desk.again(folder, text, epoch, *memory, *more)
        learner = desk.learner()
        taken(learner, export(PAGE, EPOCH, "--set", "anki.cards=reversed"), new=5)
        before = rendered(learner)
        added = PAGE + "\nStill none.\n\n### 6. What is new?\n\nThis.\n"
        added = added.replace("What turns the runner stone?", "{{c1::What}} turns the runner stone?")
        taken(learner, export(added, EPOCH + 10), new=1, updated=2, duplicate=3)
        equal(types(learner), ["Deckmill Cloze", "Deckmill Q&A", "Deckmill Q&A (and reversed)"])
        equal(len(rendered(learner)["6"]), 1)
        equal(rendered(learner)["4"], before["4"])


def deletions_come_and_go(desk: Desk) -> None:
    """A cloze note gets a card for a number that is new, and keeps one when it has lost them all."""
    folder, learner = desk.place("deletions"), desk.learner()
    page = PAGE.replace("### 2.", "<!-- deckmill id=grain -->\n### 2.")
    taken(learner, desk.again(folder, page, EPOCH), new=5)
    more = page.replace("Both are ground.", "Both are {{c1::ground}}.").replace("darker", "{{c3::darker}}")
    taken(learner, desk.again(folder, more, EPOCH + 10), updated=1, duplicate=4)
    equal(len(rendered(learner)["2"]), 3)
    none = page.replace("{{c1::Rye}}", "Rye").replace("{{c2::wheat::a grain}}", "wheat")
    package = desk.again(folder, none, EPOCH + 20)
    taken(learner, package, updated=1, duplicate=4)
    equal(types(learner), ["Deckmill Cloze", "Deckmill Q&A"])
    other = desk.learner()
    taken(other, package, new=5)
    equal(len(rendered(other)["2"]), 1)
    # This is what the finding `cloze-lost` warns of.
    has(rendered(other)["2"][0][1], "No cloze")


def styles_of_ones_own(desk: Desk) -> None:
    styles = desk.folder / "own.css"
    own = ["--css", str(styles), "--set", "anki.notetype=Of the Mill"]
    folder = desk.place("styled")
    export = lambda epoch, *more: desk.again(folder, PAGE, epoch, "--lock", "deckmill.lock", *own, *more)
    learner = desk.learner()
    taken(learner, desk.export(PAGE.replace("# Mills", "# Of others"), EPOCH), new=5)
    others = styles_of(learner)
    styles.write_text(".card { color: red }\n", encoding="utf-8")
    taken(learner, export(EPOCH), new=5)
    has(styles_of(learner)["Of the Mill"], ".dm-level", ".card { color: red }")
    has(styles_of(learner)["Of the Mill (cloze)"], ".card { color: red }")
    styles.write_text(".card { color: blue }\n", encoding="utf-8")
    taken(learner, export(EPOCH + 10), duplicate=5)
    has(styles_of(learner)["Of the Mill"], ".card { color: blue }")
    equal({name: text for name, text in styles_of(learner).items() if name in others}, others)


def subdecks(desk: Desk) -> None:
    names = "select d.name from cards c join decks d on d.id = c.did order by c.due, c.ord"
    for split, expected in (
        ("section", ["Parts", "Parts", "Parts", "Parts", "Grain", "Grain"]),
        ("level", ["1 Beginner", "", "", "3 Advanced", "2 Intermediate", ""]),
    ):
        learner = desk.learner()
        package = desk.export(PAGE, EPOCH, "--subdecks", split)
        taken(learner, package, new=5)
        found = [str(name).replace("\x1f", "::") for name in learner.col.db.list(names)]
        equal(found, ["::".join(part for part in ("Mills", name) if part) for name in expected])
        again, page = desk.read(package), desk.read(package.with_name("page.md"))
        equal([card["question"] for card in again["cards"]], [card["question"] for card in page["cards"]])
        equal([again["deck"]["title"], len(again.get("decks", []))], ["Mills", 0])


def a_link_to_the_source(desk: Desk) -> None:
    learner = desk.learner()
    taken(learner, desk.export(PAGE, EPOCH, "--source-link", "https://example.org/{source}#L{line}"), new=5)
    has(rendered(learner)["1"][0][1], '<a href="https://example.org/page.md#L5">page.md:5</a>')
    deck = next(deck for deck in learner.col.decks.all() if deck["name"] == "Mills")
    has(deck["desc"], '<a href="https://example.org/page.md">')


def both_kinds_of_package(desk: Desk) -> None:
    found = []
    for kind in ("legacy", "modern"):
        learner = desk.learner()
        taken(learner, desk.export(PAGE, EPOCH, "--set", f"anki.package={kind}"), new=5)
        sound(learner)
        rows = "select guid, mid, mod, tags, flds, sfld, csum from notes order by id"
        cards = "select nid, ord, due, type, queue from cards order by id"
        own = [model for model in learner.col.models.all() if model["name"].startswith("Deckmill")]
        models = sorted((model["id"], model["name"], model["css"]) for model in own)
        decks = sorted(deck["name"] for deck in learner.col.decks.all())
        found.append((learner.col.db.all(rows), learner.col.db.all(cards), models, decks, rendered(learner)))
    equal(found[0], found[1])


CHECKS: list[Callable[[Desk], None]] = [
    cards_of_each_shape, reversed_cards, typed_answers, a_note_keeps_the_type_it_was_born_with,
    deletions_come_and_go, styles_of_ones_own, subdecks, a_link_to_the_source, both_kinds_of_package,
]


def main() -> int:
    anki.lang.set_lang("en")
    binary, failed = Path(sys.argv[1]).resolve(), []
    for check in CHECKS:
        with tempfile.TemporaryDirectory(prefix="shapes-") as folder:
            desk = Desk(binary, Path(folder))
            try:
                check(desk)
            except Exception:
                failed.append(check.__name__)
                traceback.print_exc()
            finally:
                for learner in desk.learners:
                    learner.close()
    print(json.dumps({"checks": len(CHECKS), "failed": failed}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
