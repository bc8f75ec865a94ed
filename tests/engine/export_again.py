#!/usr/bin/env python3
"""Import a package into the real Anki engine, and export it again in both forms.

    pip install anki
    export_again.py deck.apkg FOLDER

Writes legacy.apkg and modern.apkg into the folder; prints an empty JSON object.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import anki.lang
from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)


def main() -> None:
    anki.lang.set_lang("en")
    package, folder = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="export-again-") as scratch:
        col = Collection(str(Path(scratch) / "imported.anki2"))
        col.import_anki_package(
            ImportAnkiPackageRequest(package_path=package, options=ImportAnkiPackageOptions()))
        for form in ("legacy", "modern"):
            options = ExportAnkiPackageOptions(
                with_scheduling=False, with_deck_configs=False, with_media=True, legacy=form == "legacy")
            col.export_anki_package(out_path=str(folder / f"{form}.apkg"), options=options, limit=None)
        col.close()
    print("{}")


if __name__ == "__main__":
    main()
