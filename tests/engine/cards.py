#!/usr/bin/env python3
"""Show the cards of a package as the real Anki engine renders them.

The package is imported into a fresh collection, whose media are copied into a
folder.  What is printed is what Anki's desktop program gives its reviewer:
each side with the note type's style sheet in front.

    pip install anki
    cards.py deck.apkg MEDIA

Prints one JSON object with the cards in their order.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import anki.lang
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

CARDS = "select id from cards order by due, ord"


def main() -> int:
    package, media = sys.argv[1:]
    anki.lang.set_lang("en")
    with tempfile.TemporaryDirectory(prefix="cards-") as folder:
        col = Collection(str(Path(folder) / "collection.anki2"))
        options = ImportAnkiPackageOptions()
        col.import_anki_package(ImportAnkiPackageRequest(package_path=package, options=options))
        cards = []
        for cid in col.db.list(CARDS):
            card = col.get_card(cid)
            question, answer = map(col.media.escape_media_filenames, (card.question(), card.answer()))
            cards.append({
                "guid": card.note().guid,
                "type": card.note_type()["name"],
                "ord": card.ord,
                "question": question,
                "answer": answer,
            })
        shutil.copytree(col.media.dir(), media, dirs_exist_ok=True)
        col.close()
    print(json.dumps({"cards": cards}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
