#!/usr/bin/env python3
"""Import a CrowdAnki deck.json into the real engine as the add-on does, and compare with a package.

    pip install anki
    crowdanki.py deck.json deck.apkg

The add-on needs Anki's windows, so its steps are done here: it finds options, note types and decks by their
`crowdanki_uuid`, and notes by their GUID; makes those that it does not find; and lays what the file says over
the others.  The file is imported twice, between which the learner changes the options and studies.  Notes
(note type, fields, tags), cards and decks are to be those of the package; the second import is to find all
that the first made, with note types that are the same to the byte, or the add-on would ask which field is
which.  One JSON object goes to stdout.

Exit status: 0 the same, 1 not, 2 bad usage.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import anki.lang
from anki.collection import Collection, ImportAnkiPackageOptions
from anki.notes import Note
from compare import cards, decks, note_types, notes
from verify_apkg import import_package, study

Json = dict[str, Any]
UUID = "crowdanki_uuid"
PER_DAY = 7


def by_uuid(all_: list[Json], uuid: str) -> Json | None:
    return next((one for one in all_ if one.get(UUID) == uuid), None)


def without(one: Json, *names: str) -> Json:
    return {name: value for name, value in one.items() if name not in names}


class Import:
    """One import by the add-on."""

    def __init__(self, col: Collection, file: Json) -> None:
        self.col, self.new, self.known, self.wrong = col, 0, 0, []
        self.options = {one[UUID]: self.take_options(one) for one in file["deck_configurations"]}
        self.types = {one[UUID]: self.take_type(one) for one in file["note_models"]}
        self.take_deck(file, "")

    def take_options(self, one: Json) -> int:
        known = by_uuid(self.col.decks.all_config(), one[UUID]) or self.col.decks.add_config(one["name"])
        known.update(without(one, "__type__"))
        self.col.decks.update_config(known)
        return known["id"]

    def take_type(self, one: Json) -> int:
        old = by_uuid(self.col.models.all(), one[UUID])
        merged = {**(old or self.col.models.new(one["name"])), **without(one, "__type__")}
        if old is None:
            self.col.models.add(merged)
        else:
            self.col.models.update(merged)
            for part in ("flds", "tmpls"):
                if json.dumps(old[part], sort_keys=True) != json.dumps(one[part], sort_keys=True):
                    self.wrong.append([part, old[part], one[part]])
        return merged["id"]

    def take_deck(self, one: Json, above: str) -> None:
        name = f"{above}::{one['name']}" if above else one["name"]
        known = by_uuid(self.col.decks.all(), one[UUID])
        taken = self.col.decks.id(name, create=False)
        if taken and (not known or known["id"] != taken):
            self.wrong.append(["another deck has the name", name])
        deck = known or self.col.decks.get(self.col.decks.id(name))
        deck.update(without(one, "__type__", "children", "deck_config_uuid", "deck_configurations",
                            "media_files", "note_models", "notes"))
        deck["name"], deck["conf"] = name, self.options[one["deck_config_uuid"]]
        self.col.decks.save(deck)
        for child in one["children"]:
            self.take_deck(child, name)
        for note in one["notes"]:
            self.take_note(note, deck["id"])

    def take_note(self, one: Json, deck: int) -> None:
        note_type = self.types[one["note_model_uuid"]]
        id_ = self.col.db.scalar("select id from notes where guid = ?", one["guid"])
        note = self.col.get_note(id_) if id_ else Note(self.col, note_type)
        if id_ and note.mid != note_type:
            self.wrong.append(["another note type", one["guid"]])
        note.guid, note.fields, note.tags = one["guid"], list(one["fields"]), list(one["tags"])
        if id_:
            self.known += 1
            self.col.update_note(note)
            self.col.set_deck(note.card_ids(), deck)
        else:
            self.new += 1
            self.col.add_note(note, deck)


def held(col: Collection) -> Json:
    """What a learner has, apart from ids."""
    found = {"notes": notes(col), "cards": cards(col), "decks": decks(col)}
    for note in found["notes"].values():
        note["note type"] = col.models.get(note["note type"])["name"]
    found["types"] = {one["name"]: one for one in note_types(col).values()}
    return found


def by_package(package: Path, folder: str) -> Json:
    col = Collection(str(Path(folder) / "package.anki2"))
    import_package(col, package, ImportAnkiPackageOptions())
    found = held(col)
    col.close()
    return found


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    anki.lang.set_lang("en")
    file = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        wanted = by_package(Path(sys.argv[2]), folder)
        col = Collection(str(Path(folder) / "crowdanki.anki2"))
        first = Import(col, json.loads(json.dumps(file)))
        found = [held(col)]
        options = next(one for one in col.decks.all_config() if UUID in one)
        options["new"]["perDay"] = PER_DAY
        col.decks.update_config(options)
        before = study(col, 3)
        second = Import(col, json.loads(json.dumps(file)))
        found.append(held(col))
        kept = by_uuid(col.decks.all_config(), options[UUID])["new"]["perDay"] == PER_DAY
        after = {cid: col.get_card(cid).ivl for cid in before}
        is_studied = all(col.get_card(cid).reps == 1 for cid in before)
        problems, is_well = col.fix_integrity()
        col.close()
    wrong = first.wrong + second.wrong
    wrong += [[time, part, key, value, one[part].get(key)] for time, one in enumerate(found)
              for part in wanted for key, value in wanted[part].items() if one[part].get(key) != value]
    wrong += [[time, part, "more"] for time, one in enumerate(found) for part in wanted
              if len(one[part]) != len(wanted[part])]
    wrong += [] if kept else ["the learner's options were set back"]
    wrong += [] if is_studied and len(after) == 3 else ["what was learned is gone"]
    wrong += [] if is_well else [problems]
    wrong += [] if (second.new, second.known) == (0, first.new) else ["notes were not found again"]
    json.dump({"notes": first.new, "wrong": wrong}, sys.stdout, ensure_ascii=False)
    print()
    if wrong:
        print(f"FAIL {json.dumps(wrong, ensure_ascii=False)[:4000]}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
