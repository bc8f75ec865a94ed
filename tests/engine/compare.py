#!/usr/bin/env python3
"""Import packages in pairs with the real Anki engine, and say where the two of a pair differ.

    pip install anki
    compare.py a.apkg other-a.apkg b.apkg other-b.apkg

Each package goes into a fresh collection of its own.  Compared is what a learner has then: notes by their
GUID with note type, fields and tags; the cards of each note with their templates and decks; the names of
all decks and their descriptions; the note types with fields, templates and styles.  Not compared are times
and ids of notes and cards.  One JSON object goes to stdout.

Exit status: 0 the same, 1 not, 2 bad usage.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import anki.lang
from anki.collection import Collection, ImportAnkiPackageOptions
from verify_apkg import import_package

Json = dict[str, Any]


def held(package: Path) -> Json:
    """What a learner has who imports a package and has nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "collection.anki2"))
        try:
            log = import_package(col, package, ImportAnkiPackageOptions())
            if log["new"] != log["found_notes"]:
                raise SystemExit(f"{package}: not all notes were taken: {log}")
            return {
                "notes": notes(col), "cards": cards(col), "decks": decks(col), "note types": note_types(col),
            }
        finally:
            col.close()


def notes(col: Collection) -> Json:
    rows = col.db.execute("select guid, mid, tags, flds from notes")
    found = {guid: {"note type": mid, "tags": tags.split(), "fields": flds.split("\x1f")}
             for guid, mid, tags, flds in rows}
    if len(found) != col.note_count():
        raise SystemExit("a GUID is on two notes")
    return found


def cards(col: Collection) -> Json:
    names = {deck.id: deck.name for deck in col.decks.all_names_and_ids()}
    found: dict[str, list[Any]] = {}
    for guid, ord_, did in col.db.execute(
            "select n.guid, c.ord, c.did from cards c join notes n on n.id = c.nid order by n.guid, c.ord"):
        found.setdefault(guid, []).append([ord_, names[did]])
    return found


def decks(col: Collection) -> Json:
    return {deck.name: col.decks.get(deck.id)["desc"] for deck in col.decks.all_names_and_ids()}


def note_types(col: Collection) -> Json:
    used = [col.models.get(mid) for mid in col.db.list("select distinct mid from notes order by mid")]
    plain = ("name", "type", "css", "sortf", "latexPre", "latexPost")
    field, template = ("name", "font", "size", "rtl", "sticky"), ("name", "qfmt", "afmt")
    return {
        str(one["id"]): {
            **{key: one[key] for key in plain},
            "fields": [[each[key] for key in field] for each in one["flds"]],
            "templates": [[each[key] for key in template] for each in one["tmpls"]],
        }
        for one in used if one
    }


def differences(one: Json, other: Json) -> list[str]:
    found = []
    for part in one:
        for key in sorted({*one[part], *other[part]}):
            mine, theirs = one[part].get(key), other[part].get(key)
            if mine != theirs:
                found.append(f"{part}: {key!r}\n  first:  {mine!r}\n  second: {theirs!r}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="+", type=Path)
    args = parser.parse_args()
    if len(args.packages) % 2:
        parser.error("packages come in pairs")
    anki.lang.set_lang("en")
    report = {"pairs": 0, "notes": 0, "cards": 0}
    wrong = []
    for first, second in zip(args.packages[::2], args.packages[1::2]):
        one, other = held(first), held(second)
        wrong += [f"{first} and {second}: {each}" for each in differences(one, other)]
        report["pairs"] += 1
        report["notes"] += len(one["notes"])
        report["cards"] += sum(map(len, one["cards"].values()))
    print(json.dumps(report))
    print("\n".join(wrong), end="", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
