#!/usr/bin/env python3
"""Compare what a package stores with what the real Anki engine makes of it.

The package is imported into a fresh collection.  A well-made package comes
back as it went in: no row, deck, tag or note type differs, and what it stores
as derived (sort field, checksum) is what the engine derives from its fields.
(`verify_apkg.py` sees the collection only, whose derived columns the engine
has written anew.)

    pip install anki
    round_trip.py deck.apkg

Prints one JSON object with the differences; exit status 0 if there are none.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Callable

import anki.lang
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.utils import field_checksum, strip_html_media

# The column `data` is for others than Anki, which empties it.
NOTES = "select guid, mid, mod, tags, flds, sfld, csum, flags from notes order by guid"
CARDS = """select guid, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid
    from cards join notes on nid = notes.id order by guid"""
ORDER = "select guid from cards join notes on nid = notes.id order by due"
DECK_OF = "select guid, did from cards join notes on nid = notes.id order by guid"

Query = Callable[[str], list[Any]]


def stored(query: Query, decks: dict[str, Any], models: dict[str, Any]) -> dict[str, Any]:
    names = {int(deck["id"]): deck["name"] for deck in decks.values()}
    used = {str(mid) for (mid,) in query("select distinct mid from notes")}
    return {
        "notes": [list(row) for row in query(NOTES)],
        "cards": [list(row) for row in query(CARDS)],
        "order": [guid for (guid,) in query(ORDER)],
        "deck_of": [[guid, names[did]] for guid, did in query(DECK_OF)],
        "decks": sorted([deck["name"], deck["desc"]] for deck in decks.values()),
        "notetypes": [essence(models[mid]) for mid in sorted(used)],
    }


def essence(model: dict[str, Any]) -> dict[str, Any]:
    keys = ("id", "name", "type", "mod", "sortf", "css", "req", "latexPre", "latexPost")
    return {
        **{key: model[key] for key in keys},
        "flds": [[f["name"], f["ord"], f["id"]] for f in model["flds"]],
        "tmpls": [[t["name"], t["ord"], t["id"], t["qfmt"], t["afmt"]] for t in model["tmpls"]],
    }


def in_package(path: str, folder: str) -> dict[str, Any]:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        assert package.namelist() == ["collection.anki2", "media"], package.namelist()
        assert json.loads(package.read("media")) == {}
        database = package.extract("collection.anki2", folder)
    db = sqlite3.connect(database)
    assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    decks, models = db.execute("select decks, models from col").fetchone()
    return stored(lambda sql: db.execute(sql).fetchall(), json.loads(decks), json.loads(models))


def in_collection(path: str, folder: str) -> dict[str, Any]:
    col = Collection(str(Path(folder) / "imported.anki2"))
    request = ImportAnkiPackageRequest(package_path=path, options=ImportAnkiPackageOptions())
    col.import_anki_package(request)
    decks = {str(deck["id"]): deck for deck in col.decks.all()}
    models = {str(model["id"]): model for model in col.models.all()}
    found = stored(lambda sql: [list(row) for row in col.db.execute(sql)], decks, models)
    col.close()
    return found


def wrong_derived(notes: list[list[Any]]) -> list[Any]:
    """Notes whose stored sort field or checksum is not what the engine derives."""
    wrong = []
    for guid, _, _, _, flds, sfld, csum, _ in notes:
        first = flds.split("\x1f")[0]
        # A number is stored as such, for the column has integer affinity.
        wrong_text = isinstance(sfld, str) and sfld != strip_html_media(first)
        if wrong_text or csum != field_checksum(first):
            wrong.append([guid, sfld, strip_html_media(first), csum, field_checksum(first)])
    return wrong


def main() -> int:
    anki.lang.set_lang("en")
    with tempfile.TemporaryDirectory(prefix="round-trip-") as folder:
        before, after = in_package(sys.argv[1], folder), in_collection(sys.argv[1], folder)
    changed = {
        key: [[a, b] for a, b in zip(before[key], after[key]) if a != b][:5] or "differ in number"
        for key in before if before[key] != after[key]
    }
    wrong = wrong_derived(before["notes"])
    report = {
        "notes": len(before["notes"]), "order": after["order"],
        "decks": before["decks"], "changed": changed, "wrong_derived": wrong,
    }
    json.dump(report, sys.stdout, indent=1, ensure_ascii=False)
    print()
    if changed or wrong:
        print(f"FAIL {json.dumps([changed, wrong], ensure_ascii=False)}", file=sys.stderr)
    return 1 if changed or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
