#!/usr/bin/env python3
"""Make packages by the real Anki engine and by genanki, and say what is in them.

A collection with notes made by hand - one and two templates, cloze, five fields,
media, decks in decks - is exported in each form that Anki has.  genanki makes a
package of its own.

    pip install anki genanki
    make_packages.py FOLDER

Prints one JSON object: for each package its notes, note types, decks and media.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import anki.lang
import genanki
from anki.collection import Collection, ExportAnkiPackageOptions

Json = dict[str, Any]
NOTES = "select id, guid, mid, mod, tags, flds, sfld, csum from notes order by id"


def five_fields(col: Collection) -> None:
    models = col.models
    model = models.new("Five fields")
    for name in ("Word", "Hint", "Meaning", "Example", "Source"):
        field = models.new_field(name)
        field["font"], field["size"], field["description"] = "Courier", 17, f"the {name}"
        field["rtl"], field["sticky"] = name == "Hint", name == "Source"
        models.add_field(model, field)
    template = models.new_template("Recall")
    template["qfmt"] = "{{Word}} <i>{{hint:Hint}}</i>"
    template["afmt"] = "{{FrontSide}}<hr id=answer>{{Meaning}}<p>{{Example}}</p>"
    template["bqfmt"], template["bfont"], template["bsize"] = "{{Word}}", "Arial", 14
    models.add_template(model, template)
    model["sortf"] = 2
    models.add_dict(model)


def fill(col: Collection) -> None:
    five_fields(col)
    picture = Path(col.media.dir()) / "a picture é.png"
    picture.write_bytes(b"\x89PNG not really")
    rows = [
        ("Basic", "Top::Middle::Low", ["What is a <b>list</b>?", "A sequence."], ["one", "two::three"]),
        ("Basic", "Default", ["42", "A number"], []),
        ("Basic", "Top", ["<img src=\"a picture é.png\"> shows?", "a &amp; b [sound:gone.mp3]"], []),
        ("Basic (and reversed card)", "Top::Middle", ["front", "back"], ["ünï"]),
        ("Cloze", "Top", ["{{c1::Paris}} is in {{c2::France::where}}", "extra"], []),
        ("Five fields", "Top::Middle", ["word", "hint", "<p>meaning</p>", "", "source"], []),
    ]
    for kind, deck, fields, tags in rows:
        note = col.new_note(col.models.by_name(kind))
        note.fields, note.tags = list(fields), list(tags)
        col.add_note(note, col.decks.id(deck))
    top = col.decks.by_name("Top")
    top["desc"], top["deckmill"] = "What <b>this</b> is", "a mark"
    col.decks.save(top)


def content(col: Collection) -> Json:
    names = {deck.id: deck.name for deck in col.decks.all_names_and_ids()}
    cards: dict[int, list[Any]] = {}
    for nid, did, ordinal in col.db.execute("select nid, did, ord from cards order by nid, ord"):
        cards.setdefault(nid, []).append([names[did], ordinal])
    notes = [
        {"guid": guid, "type": col.models.get(mid)["name"], "mod": mod, "tags": tags.split(),
         "fields": flds.split("\x1f"), "sort": str(sfld), "checksum": csum, "cards": cards[nid]}
        for nid, guid, mid, mod, tags, flds, sfld, csum in col.db.execute(NOTES)
    ]
    used = {note["type"] for note in notes}
    return {
        "notes": notes,
        "types": sorted((essence(m) for m in col.models.all() if m["name"] in used), key=lambda m: m["id"]),
        "decks": sorted([d["name"], d["desc"], d.get("deckmill")] for d in col.decks.all()),
    }


def essence(m: Json) -> Json:
    fields = ("name", "id", "font", "size", "sticky", "rtl", "description", "preventDeletion")
    templates = ("name", "id", "qfmt", "afmt", "bqfmt", "bafmt", "bfont", "bsize")
    return {
        **{key: m[key] for key in ("id", "name", "type", "mod", "sortf", "css", "latexPre", "latexPost", "latexsvg")},
        "originalStockKind": m.get("originalStockKind", 0),
        "flds": [{key: field.get(key) for key in fields} for field in m["flds"]],
        "tmpls": [{key: template.get(key) for key in templates} for template in m["tmpls"]],
    }


def by_engine(folder: Path) -> Json:
    with tempfile.TemporaryDirectory(prefix="make-packages-") as scratch:
        col = Collection(str(Path(scratch) / "hand.anki2"))
        fill(col)
        said = {**content(col), "media": ["a picture é.png"]}
        for form in ("legacy", "modern"):
            options = ExportAnkiPackageOptions(
                with_scheduling=True, with_deck_configs=True, with_media=True, legacy=form == "legacy")
            col.export_anki_package(out_path=str(folder / f"{form}.apkg"), options=options, limit=None)
        for form in ("legacy", "modern"):
            col.export_collection_package(str(folder / f"{form}.colpkg"), include_media=True, legacy=form == "legacy")
            col.reopen(after_full_sync=False)
        col.close()
    return said


def by_genanki(folder: Path) -> Json:
    model = genanki.Model(
        1607392319, "Simple", fields=[{"name": "Question"}, {"name": "Answer"}],
        templates=[{"name": "Card 1", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}"}])
    deck = genanki.Deck(2059400110, "Country::Capitals", "of <b>all</b>")
    rows = [(f"Capital of {at}?", f"City {at}", ["a", f"t{at}"]) for at in range(3)]
    for question, answer, tags in rows:
        deck.add_note(genanki.Note(model=model, fields=[question, answer], tags=tags))
    genanki.Package(deck).write_to_file(str(folder / "genanki.apkg"))
    return {"notes": [{"guid": note.guid, "fields": note.fields, "tags": note.tags} for note in deck.notes]}


def main() -> None:
    anki.lang.set_lang("en")
    folder = Path(sys.argv[1])
    json.dump({"engine": by_engine(folder), "genanki": by_genanki(folder)}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
