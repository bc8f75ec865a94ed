#!/usr/bin/env python3
"""Import an Anki text file with the real engine, and compare with what a package gives.

    pip install anki
    text_file.py deck.apkg deck.txt --before older.apkg   # into a collection that has the older package
    text_file.py deck.apkg deck.txt                       # into a fresh one: Anki's own note types

What the lines at the file's head say is left to the engine to find out.  With `--before`, notes (note type,
fields, tags), their cards and the decks of these are to be those of the package; without it, the note types
are to be Basic and Cloze, and the fields are to say the same.  One JSON object goes to stdout.

Exit status: 0 the same, 1 not, 2 bad usage.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import anki.lang
from anki.collection import Collection, ImportAnkiPackageOptions, ImportCsvRequest
from compare import cards, notes
from verify_apkg import import_package

Json = dict[str, Any]


def held(package: Path | None, text: Path | None) -> Json:
    """What a learner has who imports these one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "collection.anki2"))
        try:
            if package:
                import_package(col, package, ImportAnkiPackageOptions())
            log = import_text(col, text) if text else {}
            problems, is_well = col.fix_integrity()
            if not is_well:
                raise SystemExit(f"{text or package}: {problems}")
            found = notes(col)
            for note in found.values():
                note["note type"] = col.models.get(note["note type"])["name"]
            return {"notes": found, "cards": cards(col), "log": log}
        finally:
            col.close()


def import_text(col: Collection, text: Path) -> Json:
    metadata = col.get_csv_metadata(str(text), None)
    log = col.import_csv(ImportCsvRequest(path=str(text), metadata=metadata)).log
    refused = [field.name for field, value in log.ListFields() if field.name in REFUSED and len(value) > 0]
    if refused:
        raise SystemExit(f"{text}: {refused}: {log}")
    return {"new": len(log.new), "updated": len(log.updated), "duplicate": len(log.duplicate),
            "found_notes": log.found_notes, "labels": list(metadata.column_labels)}


# What the engine counts apart where it does not take a row.
REFUSED = {"conflicting", "missing_notetype", "missing_deck", "empty_first_field", "first_field_match"}


def plain(field: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", field))


def in_stock_types(whole: Json, found: Json) -> list[Any]:
    """Where notes in Anki's own types don't say what those of the package do."""
    wrong: list[Any] = []
    for guid, note in whole["notes"].items():
        other = found["notes"].get(guid, {"fields": [], "tags": None, "note type": None})
        is_cloze = note["note type"] == "Deckmill Cloze"
        said = {"note type": "Cloze" if is_cloze else "Basic", "tags": note["tags"],
                "fields": [plain(field) for field in note["fields"][:2]]}
        if said != {**other, "fields": [plain(field) for field in other["fields"]]}:
            wrong.append([note, other])
        if any(re.search("<span class=[a-z]>", field) for field in other["fields"]):
            wrong.append(["styles that the note type has not", other])
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path)
    parser.add_argument("text", type=Path)
    parser.add_argument("--before", type=Path)
    options = parser.parse_args()
    anki.lang.set_lang("en")
    whole, found = held(options.package, None), held(options.before, options.text)
    if options.before:
        wrong = [[kind, key, value, found[kind].get(key)] for kind in ("notes", "cards")
                 for key, value in whole[kind].items() if found[kind].get(key) != value]
    else:
        wrong = in_stock_types(whole, found)
        wrong += [[guid, all_] for guid, all_ in whole["cards"].items() if found["cards"].get(guid) != all_]
    if len(whole["notes"]) != len(found["notes"]):
        wrong.append(["notes", len(whole["notes"]), len(found["notes"])])
    json.dump({"notes": len(found["notes"]), "log": found["log"], "wrong": wrong}, sys.stdout, ensure_ascii=False)
    print()
    if wrong:
        print(f"FAIL {json.dumps(wrong, ensure_ascii=False)[:4000]}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
