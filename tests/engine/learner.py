"""A learner: a collection of the real Anki engine, and what is done with it.

Notes are named by their GUIDs.  Nothing here knows what ought to come out.
"""

from __future__ import annotations

import json
import random
import sqlite3
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

RETIRED = "deckmill::retired"
LOG_LISTS = (
    "new", "updated", "duplicate", "conflicting", "first_field_match",
    "missing_notetype", "missing_deck", "empty_first_field",
)
SCHEDULE = "type, queue, due, ivl, factor, reps, lapses, left, did, data"


@dataclass(frozen=True)
class Note:
    mod: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    cards: int

    @property
    def is_retired(self) -> bool:
        return RETIRED in self.tags


NOTES = """select guid, mod, tags, flds, (select count() from cards where nid = notes.id)
    from notes order by id"""


def notes(rows: list) -> dict[str, Note]:
    found: dict[str, Note] = {}
    for guid, mod, tags, flds, cards in rows:
        if guid in found:
            raise ValueError(f"two notes have the guid {guid}")
        found[guid] = Note(mod, tuple(tags.split()), tuple(flds.split("\x1f")), cards)
    return found


def packaged(path: Path) -> dict[str, Note]:
    """The notes of a package as it stores them."""
    with tempfile.TemporaryDirectory(prefix="packaged-") as folder:
        with zipfile.ZipFile(path) as package:
            database = package.extract("collection.anki2", folder)
        db = sqlite3.connect(database)
        try:
            return notes(db.execute(NOTES).fetchall())
        finally:
            db.close()


def revised(path: Path, out: Path, *statements: tuple) -> Path:
    """A copy of a package whose database was changed by hand; ("models", function) changes that column."""
    with tempfile.TemporaryDirectory(prefix="revised-") as folder, zipfile.ZipFile(path) as package:
        database = package.extract("collection.anki2", folder)
        db = sqlite3.connect(database)
        for statement, *values in statements:
            if statement in ("models", "decks"):
                rows = json.loads(db.execute(f"select {statement} from col").fetchone()[0])
                rows = values[0](rows) or rows
                db.execute(f"update col set {statement} = ?", [json.dumps(rows)])
            else:
                db.execute(statement, values)
        db.commit()
        db.close()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            new.write(database, "collection.anki2")
            for name in package.namelist():
                if name != "collection.anki2":
                    new.writestr(name, package.read(name))
    return out


class Learner:
    def __init__(self, folder: Path, name: str, **options: object) -> None:
        self.name = name
        self.col = Collection(str(folder / f"{name}.anki2"))
        self.options = ImportAnkiPackageOptions(**options)
        # The notes that the learner edited and tagged, as they left them.
        self.edited: dict[str, Note] = {}

    def close(self) -> None:
        self.col.close()

    def take(self, package: Path) -> dict[str, list[str]]:
        """Imports a package; the log's lists of GUIDs."""
        request = ImportAnkiPackageRequest(package_path=str(package), options=self.options)
        log = self.col.import_anki_package(request).log
        guids = dict(self.col.db.execute("select id, guid from notes"))
        return {
            name: sorted(guids.get(entry.id.nid, f"?{list(entry.fields)[:1]}") for entry in getattr(log, name))
            for name in LOG_LISTS
        }

    def notes(self) -> dict[str, Note]:
        return notes(self.col.db.execute(NOTES))

    def schedules(self) -> dict[int, list]:
        """All that a learner's work has made of each card, by card id."""
        return {row[0]: row[1:] for row in self.col.db.execute(f"select id, {SCHEDULE} from cards")}

    def studied(self) -> int:
        return self.col.db.scalar("select count() from cards where reps > 0")

    def study(self, rng: random.Random, most: int) -> None:
        """Answers some cards, good or again."""
        cids = self.col.db.list("select id from cards where queue >= 0 order by id")
        for cid in rng.sample(cids, min(most, len(cids))):
            card = self.col.get_card(cid)
            card.start_timer()
            states = self.col._backend.get_scheduling_states(cid)
            answer = self.col.sched.build_answer(card=card, states=states, rating=rng.choice((0, 2, 2, 3)))
            self.col.sched.answer_card(answer)

    def note_of(self, guid: str):
        return self.col.get_note(self.col.db.scalar("select id from notes where guid = ?", guid))

    def edit(self, guid: str, mod: int | None = None) -> None:
        """Adds a line and a tag of the learner's own, as if at another time when `mod` says so."""
        note = self.note_of(guid)
        note.fields[1] += "<p>My own remark.</p>"
        note.tags = [*note.tags, "mine"]
        self.col.update_note(note)
        if mod is not None:
            self.col.db.execute("update notes set mod = ? where guid = ?", mod, guid)
        self.edited[guid] = self.notes()[guid]

    def problems(self) -> list[str]:
        """What the engine's own check finds; it may repair the collection, so ask last."""
        text, ok = self.col.fix_integrity()
        # What the engine does for cards that were studied, and its last word.
        usual = ("Added last review time", "Database rebuilt")
        return [] if ok else [line for line in text.splitlines() if not line.startswith(usual)]
