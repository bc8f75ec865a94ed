"""How maintainers made their decks before: what `adopt.py` makes old packages of.

A script with a regular expression and genanki or genanki-rs, or Anki's own
editor.  Which note came from which question is known here, for the notes are in
the order of the questions until `made` shuffles them.
"""

from __future__ import annotations

import html
import json
import random
import re
import subprocess
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import genanki
import markdown
from anki.collection import Collection, ExportAnkiPackageOptions

LEVEL = re.compile(r"\A\*{1,2}(?:Level:\*\* *)?(\w+)\*?\n\n")
# How the pages of the tests begin a question: number and question, then its answer.
SHAPES = (
    r"(?m)^## (\d+)\. (.+)\n", r"(?m)^(\d+)\. \*\*(.+?)\*\*.*\n", r"(?m)^(### )(.+)\n", r"(?m)^(\*\*Q:\*\*) (.+)\n",
)
HINT, SOURCE = "look it up", "https://example.org/questions"


@dataclass(frozen=True)
class Question:
    number: str
    question: str
    answer: str


def parsed(page: str) -> list[Question]:
    """The questions of a page, as a short script finds them."""
    shape = next(shape for shape in SHAPES if re.search(shape, page))
    parts = re.split(shape, page)
    found = []
    for at in range(1, len(parts), 3):
        number, question, body = parts[at:at + 3]
        body = re.split(r"(?m)^##? |^\[\^\w+\]:", body)[0].removeprefix("\n").removeprefix("**A:**")
        answer = textwrap.dedent(body).strip()
        question = re.sub(r" \*?\((?:beginner|intermediate|advanced)\)\*?$", "", question)
        found.append(Question(number if number.isdigit() else "", question, answer))
    return found


# What stands in a field.


def raw(text: str) -> str:
    return text


def escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def rendered(text: str) -> str:
    out = markdown.markdown(text, extensions=["fenced_code", "tables"])
    is_line = out.startswith("<p>") and out.count("<p>") == 1 and out.endswith("</p>")
    return out[3:-4] if is_line else out


def typed(text: str) -> str:
    """As a person types it into Anki's editor: no Markdown, a `<div>` for each line."""
    text = re.sub(r"(?m)^```.*$\n?", "", text)
    text = re.sub(r"[`]|\*\*|(?m:^#+ )", "", text)
    text = re.sub(r"\[([^]]+)\]\(https?://[^)]+\)", r"\1", text)
    lines = [html.escape(line, quote=False) for line in text.split("\n")]
    lines = [re.sub(r"  ", " &nbsp;", line) for line in lines]
    first, rest = lines[0], lines[1:]
    return first + "".join(f"<div>{line or '<br>'}</div>" for line in rest)


@dataclass(frozen=True)
class Style:
    """What a maintainer's program makes of a question."""

    name: str
    text: Callable[[str], str]
    fields: tuple[str, ...] = ("Front", "Back")
    is_numbered: bool = False
    has_level: bool = True
    # What the second side of a reversed card shows.
    is_reversed: bool = False

    def row(self, one: Question) -> list[str]:
        label = f"{one.number}. " if self.is_numbered and one.number else ""
        level = LEVEL.match(one.answer)
        answer = one.answer if self.has_level or not level else one.answer[level.end():]
        others = {"Level": level[1] if level else "", "Extra": HINT, "Source": SOURCE, "Nr": one.number or "?"}
        values = [label + self.text(one.question), self.text(answer)]
        return [values.pop(0) if name not in others else others[name] for name in self.fields]

    def templates(self) -> list[tuple[str, str]]:
        names = [name for name in self.fields if name not in ("Level", "Extra", "Source", "Nr")]
        more = "".join("<br>{{%s}}" % name for name in self.fields if name in ("Extra", "Source"))
        sides = [("{{%s}}" % names[0], "{{FrontSide}}<hr id=answer>{{%s}}%s" % (names[1], more))]
        if self.is_reversed:
            sides.append(("{{%s}}" % names[1], "{{FrontSide}}<hr id=answer>{{%s}}" % names[0]))
        return sides


STYLES = (
    Style("raw", raw),
    Style("numbered", escaped, is_numbered=True, has_level=False),
    Style("escaped", escaped, ("Front", "Back", "Extra")),
    Style("rendered", rendered, ("Q", "A", "Level"), has_level=False),
    Style("reversed", rendered, is_reversed=True, has_level=False),
    Style("number field", rendered, ("Nr", "Question", "Answer", "Source")),
)
TYPED = Style("typed", typed, has_level=False)
TYPED_REVERSED = Style("typed reversed", typed, is_reversed=True, has_level=False)
TYPED_CUSTOM = Style("typed custom", typed, ("Question", "Answer", "Source"), has_level=False)


@dataclass(frozen=True)
class Old:
    """A package of old, and what is known of it."""

    path: Path
    # Which question each note came from, by GUID.
    questions: dict[str, int]
    # Notes that are on no page, and those that have no question and answer.
    strangers: tuple[str, ...]
    unfit: tuple[str, ...] = ()


STRANGER = Question("0", "Who keeps the minutes of the yearly assembly?", "The person elected in the spring.")


def shuffled(rows: list[list[str]]) -> list[tuple[int, list[str]]]:
    """Rows with their places, in an order that says nothing."""
    numbered = list(enumerate(rows))
    random.Random(7).shuffle(numbered)
    return numbered


def by_genanki(questions: list[Question], style: Style, folder: Path) -> Old:
    templates = [
        {"name": f"Card {at}", "qfmt": front, "afmt": back} for at, (front, back) in enumerate(style.templates(), 1)
    ]
    model = genanki.Model(
        1607392319, "Of genanki", fields=[{"name": name} for name in style.fields], templates=templates)
    deck = genanki.Deck(2059400110, "Interviews")
    known: dict[str, int] = {}
    for at, row in shuffled([style.row(one) for one in questions]):
        note = genanki.Note(model=model, fields=row, tags=["interview"])
        deck.add_note(note)
        known[note.guid] = at
    stranger = genanki.Note(model=model, fields=style.row(STRANGER))
    deck.add_note(stranger)
    path = folder / "old.apkg"
    genanki.Package(deck).write_to_file(str(path), timestamp=1_600_000_000.0)
    return Old(path, known, (stranger.guid,))


def by_genanki_rs(program: Path, questions: list[Question], style: Style, folder: Path) -> Old:
    """genanki-rs has genanki's way to a GUID."""
    numbered = shuffled([style.row(one) for one in questions])
    stranger = style.row(STRANGER)
    asked = {
        "deck": "Interviews", "fields": style.fields, "templates": style.templates(),
        "notes": [*(row for _, row in numbered), stranger],
    }
    notes, path = folder / "notes.json", folder / "old.apkg"
    notes.write_text(json.dumps(asked), encoding="utf-8")
    subprocess.run([str(program), str(notes), str(path)], check=True, capture_output=True)
    known = guids(path)
    return Old(path, {known[tuple(row)]: at for at, row in numbered}, (known[tuple(stranger)],))


def guids(path: Path) -> dict[tuple[str, ...], str]:
    """The GUIDs of a package's notes, by their fields."""
    from learner import packaged

    return {note.fields: guid for guid, note in packaged(path).items()}


def by_hand(questions: list[Question], style: Style, folder: Path, legacy: bool) -> Old:
    """Notes typed into Anki, some of them studied, and exported with their scheduling."""
    with tempfile.TemporaryDirectory(prefix="by-hand-") as scratch:
        col = Collection(str(Path(scratch) / "hand.anki2"))
        deck = col.decks.id("Interviews")
        kind = col.models.by_name(note_type(col, style))

        def add(kind: dict, fields: list[str]) -> str:
            note = col.new_note(kind)
            note.fields, note.tags = fields, ["interview"]
            col.add_note(note, deck)
            return note.guid

        known = {add(kind, row): at for at, row in shuffled([style.row(one) for one in questions])}
        strangers = (add(kind, style.row(STRANGER)),)
        cloze = add(col.models.by_name("Cloze"), ["A {{c1::lock}} guards {{c2::data}}.", ""])
        unfit = (cloze, add(one_sided(col), ["Read the manual before the interview."]))
        # As if all of it had been done some years ago.
        col.db.execute("update notes set mod = 1600000000")
        for cid in col.db.list("select id from cards order by id limit 12"):
            card = col.get_card(cid)
            card.start_timer()
            states = col._backend.get_scheduling_states(cid)
            col.sched.answer_card(col.sched.build_answer(card=card, states=states, rating=2))
        path = folder / "old.apkg"
        options = ExportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy)
        col.export_anki_package(out_path=str(path), options=options, limit=None)
        col.close()
    return Old(path, known, strangers, unfit)


def note_type(col: Collection, style: Style) -> str:
    """The name of the note type of hand-made notes: one of Anki's own where it will do."""
    if style.fields == ("Front", "Back"):
        return "Basic (and reversed card)" if style.is_reversed else "Basic"
    return new_type(col, "Interview", style.fields, style.templates())


def one_sided(col: Collection) -> dict:
    return col.models.by_name(new_type(col, "Statement", ("Text",), [("{{Text}}", "{{FrontSide}}")]))


def new_type(col: Collection, name: str, fields: tuple[str, ...], templates: list[tuple[str, str]]) -> str:
    model = col.models.new(name)
    for field in fields:
        col.models.add_field(model, col.models.new_field(field))
    for at, (front, back) in enumerate(templates, 1):
        template = col.models.new_template(f"Card {at}")
        template["qfmt"], template["afmt"] = front, back
        col.models.add_template(model, template)
    col.models.add_dict(model)
    return name
