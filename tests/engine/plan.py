#!/usr/bin/env python3
"""Hold `deckmill plan` against what the real Anki engine then does.

Pairs of packages are made, each an old one and a new one: rows written by hand
as other tools might (times before and after, guids twice, note types with
other fields, names, ids and styles), packages that deckmill built from pages
before and after random edits, and such packages with rows changed by hand.
Both are imported into a fresh collection; the log of the second import must say
what `deckmill plan` said.  Where there is a page or a lock, the plan from these
must say it too.

    pip install anki
    plan.py DECKMILL --seed 1 --pairs 60

Prints one JSON object; exit status 0 if all are equal.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import anki.lang
from anki.errors import BackendError, InvalidInput, NotFoundError
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

Json = dict[str, Any]

TABLES = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer, mod integer, scm integer, ver integer, dty integer,
  usn integer, ls integer, conf text, models text, decks text, dconf text, tags text);
CREATE TABLE notes (id integer PRIMARY KEY, guid text, mid integer, mod integer, usn integer, tags text,
  flds text, sfld integer, csum integer, flags integer, data text);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer, did integer, ord integer, mod integer, usn integer,
  type integer, queue integer, due integer, ivl integer, factor integer, reps integer, lapses integer,
  left integer, odue integer, odid integer, flags integer, data text);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer, usn integer, ease integer, ivl integer,
  lastIvl integer, factor integer, time integer, type integer);
CREATE TABLE graves (usn integer, oid integer, type integer);
"""
DECK = {
    "id": 1, "name": "Default", "mod": 0, "usn": 0, "lrnToday": [0, 0], "revToday": [0, 0],
    "newToday": [0, 0], "timeToday": [0, 0], "collapsed": False, "desc": "", "dyn": 0, "conf": 1,
}
OPTIONS = {
    "id": 1, "mod": 0, "name": "Default", "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0,
    "replayq": True, "dyn": False,
    "new": {"bury": False, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1, "perDay": 20},
    "rev": {"bury": False, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 200, "hardFactor": 1.2},
    "lapse": {"delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0},
}
FIRST_TYPE, FIRST_NOTE = 1_500_000_000_000, 1_600_000_000_000
RETIRED = "deckmill::retired"
# Names that Anki changes when it takes them in, beside plain ones.
NAMES = ["Front", "Back", "Hint", "front", "a:b", " c ", "#d", "e\u0301", "\u00e9", 'f"g', "{h}"]
WORDS = "list tuple set dict class method string number value loop module scope thread lock queue".split()
BEFORE, AFTER = 1_600_000_000, 1_600_000_500


def named(rng: random.Random, names: list[str], with_ids: bool) -> list[Json]:
    return [{"name": name, "id": rng.randrange(1, 2**40) if with_ids else None} for name in names]


def note_type(rng: random.Random, at: int) -> Json:
    with_ids = rng.random() < 0.5
    fields = ["Front", "Back"] if rng.random() < 0.6 else rng.sample(NAMES, 2)
    return {
        "id": FIRST_TYPE + at, "name": f"Type {at}", "type": 0, "mod": 1000, "css": "old",
        "flds": named(rng, fields, with_ids),
        "tmpls": named(rng, ["Card 1"] if rng.random() < 0.8 else ['Card "1"'], with_ids),
    }


def row(rng: random.Random, at: int, kind: Json) -> Json:
    fields = [f"question {at}", *(f"answer {at}.{n}" for n in range(len(kind["flds"]) - 1))]
    guid = f"guid{at}" if rng.random() < 0.9 else f"guid{max(0, at - 1)}"
    return {"id": FIRST_NOTE + at, "guid": guid, "mid": kind["id"], "mod": rng.randrange(95, 106),
            "tags": [], "flds": fields, "cards": 1}


def by_hand(rng: random.Random) -> tuple[Json, Json]:
    types = [note_type(rng, at) for at in range(rng.choice([1, 1, 2, 3]))]
    notes = [row(rng, at, rng.choice(types)) for at in range(rng.randrange(1, 15))]
    old = {"types": types, "notes": notes}
    new = json.loads(json.dumps(old))
    for edit in rng.sample(TYPE_EDITS, rng.choice([0, 0, 1, 1, 2])):
        edit(rng, rng.choice(new["types"]), new)
    for _ in range(rng.randrange(0, 8)):
        if new["notes"]:
            rng.choice(NOTE_EDITS)(rng, rng.choice(new["notes"]), new)
    for at in range(rng.choice([0, 0, 1, 3])):
        new["notes"].append(row(rng, 100 + at, rng.choice(new["types"])))
    return old, new


def add_field(rng: random.Random, kind: Json, new: Json) -> None:
    with_id = kind["flds"][0]["id"] is not None
    kind["flds"].append({"name": "Added", "id": rng.randrange(2**40) if with_id else None})
    for note in new["notes"]:
        if note["mid"] == kind["id"]:
            note["flds"].append("")


def add_template(rng: random.Random, kind: Json, new: Json) -> None:
    kind["tmpls"].append({"name": "Card 2", "id": None})


def rename(rng: random.Random, kind: Json, new: Json) -> None:
    rng.choice(kind["flds"] + kind["tmpls"])["name"] = rng.choice(["Renamed", *NAMES])


def other_id(rng: random.Random, kind: Json, new: Json) -> None:
    rng.choice(kind["flds"] + kind["tmpls"])["id"] = rng.choice([None, 7])


def swap(rng: random.Random, kind: Json, new: Json) -> None:
    kind["flds"].reverse()


def restyle(rng: random.Random, kind: Json, new: Json) -> None:
    kind["css"], kind["mod"] = "new", rng.choice([999, 1000, 1001])


def move(rng: random.Random, kind: Json, new: Json) -> None:
    before, kind["id"] = kind["id"], kind["id"] + 50
    for note in new["notes"]:
        if note["mid"] == before:
            note["mid"] = kind["id"]


def to_cloze(rng: random.Random, kind: Json, new: Json) -> None:
    kind["type"], kind["mod"] = 1, 1001


def forget(rng: random.Random, kind: Json, new: Json) -> None:
    """The package lacks a type that its notes have; only a learner may have that."""
    new["types"] = [one for one in new["types"] if one is not kind]
    known = {note["guid"] for note in new["notes"]}
    new["notes"] = [note for note in new["notes"] if note["mid"] != kind["id"] or note["guid"] in known]
    if not new["types"]:
        new["types"].append(note_type(rng, 90))


TYPE_EDITS = [add_field, add_template, rename, rename, other_id, swap, restyle, restyle, move, to_cloze, forget]


def date(rng: random.Random, note: Json, new: Json) -> None:
    note["mod"] += rng.choice([-1, 0, 1, 1, 50])


def answer(rng: random.Random, note: Json, new: Json) -> None:
    note["flds"][-1] += " edited"
    note["mod"] += rng.choice([0, 1, 1])


def empty(rng: random.Random, note: Json, new: Json) -> None:
    note["flds"][0], note["cards"] = "", rng.choice([0, 1])
    note["mod"] += rng.choice([0, 1])


def retire(rng: random.Random, note: Json, new: Json) -> None:
    note["tags"], note["cards"] = [rng.choice([RETIRED, "Deckmill::Retired"])], 0
    note["mod"] += rng.choice([0, 1, 1, 1])


def remove(rng: random.Random, note: Json, new: Json) -> None:
    new["notes"] = [one for one in new["notes"] if one is not note]


def again(rng: random.Random, note: Json, new: Json) -> None:
    twin = {**json.loads(json.dumps(note)), "id": note["id"] + rng.choice([-500, 500]) + rng.randrange(99)}
    twin["mod"] += rng.choice([-1, 0, 1])
    new["notes"].append(twin)


def retype(rng: random.Random, note: Json, new: Json) -> None:
    kind = rng.choice(new["types"])
    note["mid"] = kind["id"]
    note["flds"] = (note["flds"] + ["", ""])[: len(kind["flds"])]


NOTE_EDITS = [date, date, answer, answer, empty, retire, remove, again, retype]


def write(path: Path, package: Json) -> None:
    """A package of schema 11, from rows."""
    notes = {note["id"]: note for note in package["notes"]}
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "collection.anki2"
        db = sqlite3.connect(database)
        db.executescript(TABLES)
        models = {str(kind["id"]): model(kind) for kind in package["types"]}
        column = [json.dumps(value) for value in ({}, models, {"1": DECK}, {"1": OPTIONS})]
        db.execute("INSERT INTO col VALUES (1, 1577836800, 0, 0, 11, 0, 0, 0, ?, ?, ?, ?, '{}')", column)
        for at, note in enumerate(notes.values()):
            tags, fields = f" {' '.join(note['tags'])} ", "\x1f".join(note["flds"])
            values = (note["id"], note["guid"], note["mid"], note["mod"], tags, fields, note["flds"][0])
            db.execute("INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')", values)
            if note["cards"]:
                card = (FIRST_NOTE + at, note["id"], at + 1)
                db.execute("INSERT INTO cards VALUES (?, ?, 1, 0, 0, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')", card)
        db.commit()
        db.close()
        zipped(path, database)


def zipped(path: Path, database: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.write(database, "collection.anki2")
        package.writestr("media", "{}")


def model(kind: Json) -> Json:
    first = kind["flds"][0]["name"]
    front = f"{{{{cloze:{first}}}}}" if kind["type"] else f"{{{{{first}}}}}"
    field = {"sticky": False, "rtl": False, "font": "Arial", "size": 20}
    template = {"qfmt": front, "afmt": "{{FrontSide}}", "bqfmt": "", "bafmt": "", "did": None}
    return {
        **kind, "usn": 0, "sortf": 0, "did": None, "latexPre": "", "latexPost": "", "req": [],
        "flds": [{**one, **field, "ord": at} for at, one in enumerate(kind["flds"])],
        "tmpls": [{**one, **template, "ord": at} for at, one in enumerate(kind["tmpls"])],
    }


def tampered(rng: random.Random, source: Path, target: Path) -> None:
    """A package of deckmill's with some of its rows changed."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(source) as package:
            database = Path(package.extract("collection.anki2", folder))
        db = sqlite3.connect(database)
        (models,) = db.execute("SELECT models FROM col").fetchone()
        models = json.loads(models)
        for kind in models.values():
            change = rng.choice(["", "css", "css", "rename", "field", "no ids"])
            if change == "css":
                kind["css"], kind["mod"] = kind["css"] + "\n.x {}", kind["mod"] + rng.choice([0, 1])
            elif change == "rename":
                rng.choice(kind["flds"])["name"] = "Renamed"
            elif change == "field":
                kind["flds"][9]["id"] += 1
            elif change == "no ids":
                for one in kind["flds"] + kind["tmpls"]:
                    del one["id"]
        db.execute("UPDATE col SET models = ?", [json.dumps(models)])
        for (note,) in db.execute("SELECT id FROM notes").fetchall():
            change = rng.choice(["", "", "", "mod", "mod", "text", "guid"])
            if change == "mod":
                db.execute("UPDATE notes SET mod = mod + ? WHERE id = ?", [rng.choice([-1, 1]), note])
            elif change == "text":
                db.execute("UPDATE notes SET flds = 'Edited? ' || flds WHERE id = ?", [note])
            elif change == "guid":
                other = db.execute("SELECT guid FROM notes ORDER BY id DESC LIMIT 1").fetchone()[0]
                db.execute("UPDATE notes SET guid = ? WHERE id = ?", [other, note])
        db.commit()
        db.close()
        zipped(target, database)


def question(rng: random.Random, at: int) -> Json:
    about = rng.sample(WORDS, 3)
    return {
        "text": f"What has a {about[0]} to do with a {about[1]}, case {at} of {about[2]}?",
        "answer": " ".join(rng.choice(WORDS) for _ in range(rng.randrange(8, 25))),
        "section": rng.choice(["Basics", "More"]),
    }


def page(questions: list[Json]) -> str:
    out, section = "# Python\n", ""
    for at, one in enumerate(questions, 1):
        if one["section"] != section:
            section = one["section"]
            out += f"\n## {section}\n"
        out += f"\n### {at}. {one['text']}\n\n{one['answer']}\n"
    return out


def edited(rng: random.Random, questions: list[Json]) -> list[Json]:
    questions = json.loads(json.dumps(questions))
    for _ in range(rng.randrange(0, 7)):
        one = rng.choice(questions)
        edit = rng.choice(["answer", "reword", "remove", "add", "shuffle", "section"])
        if edit == "answer":
            one["answer"] += " And more."
        elif edit == "reword":
            one["text"] = one["text"].replace("What has", "Tell me what has")
        elif edit == "remove" and len(questions) > 3:
            questions.remove(one)
        elif edit == "add":
            questions.insert(rng.randrange(len(questions)), question(rng, 50 + len(questions)))
        elif edit == "shuffle":
            rng.shuffle(questions)
        elif edit == "section":
            one["section"] = "Others"
    return questions


class Refused(Exception):
    """deckmill says that Anki takes nothing of a package."""


class Trial:
    def __init__(self, deckmill: str, folder: Path) -> None:
        self.deckmill, self.folder = deckmill, folder

    def run(self, *args: str | Path, epoch: int = AFTER) -> str:
        env = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
        command = [self.deckmill, *map(str, args)]
        done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=self.folder)
        if done.returncode == 2 and "Anki can't import this" in done.stderr:
            raise Refused
        if done.returncode:
            raise RuntimeError(f"{command}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def plan(self, old: str | Path, new: str | Path) -> Json:
        try:
            lines = self.run("plan", old, new, "--message-format", "json")
        except Refused:
            return {"refused": 1}
        return said([json.loads(line) for line in lines.splitlines()])

    def from_pages(self, rng: random.Random) -> list[tuple[Path, Path, Path, Path]]:
        """OLD and NEW as packages, each with what a plan may be asked of instead."""
        at = self.folder
        before = [question(rng, n) for n in range(rng.randrange(4, 12))]
        (at / "page.md").write_text(page(before))
        self.run("export", "page.md", "--lock", "deck.lock", "-o", "old.apkg", "-q", epoch=BEFORE)
        shutil.copy(at / "deck.lock", at / "old.lock")
        shutil.copy(at / "page.md", at / "old.md")
        if rng.random() < 0.5:
            # Once more, so that there are retired cards, and some that come back.
            (at / "page.md").write_text(page(edited(rng, before)))
            self.run("export", "page.md", "--lock", "deck.lock", "-o", "old.apkg", "-q", epoch=BEFORE + 9)
            shutil.copy(at / "deck.lock", at / "old.lock")
            (at / "old.md").unlink()
        (at / "page.md").write_text(page(edited(rng, before)))
        epoch = rng.choice([BEFORE, AFTER])
        self.run("export", "page.md", "--lock", "deck.lock", "-o", "new.apkg", "-q", epoch=epoch)
        self.run("export", "page.md", "--previous", "old.apkg", "-o", "next.apkg", "-q", epoch=epoch)
        pairs = [("old.apkg", "new.apkg"), ("old.lock", "deck.lock"), ("old.lock", "page.md")]
        pairs += [("old.lock", "new.apkg"), ("old.apkg", "deck.lock")]
        pairs += [("old.md", "page.md")] if (at / "old.md").exists() else []
        made = [(at / "old.apkg", at / "new.apkg", at / old, at / new) for old, new in pairs]
        return [*made, (at / "old.apkg", at / "next.apkg", at / "old.apkg", at / "page.md")]


    def adopted(self, rng: random.Random) -> list[tuple[Path, Path, Path, Path]]:
        """OLD is another tool's, and the page takes its notes over; then the page is edited."""
        at = self.folder
        questions = [question(rng, n) for n in range(rng.randrange(4, 10))]
        kind = {**note_type(rng, 0), "flds": named(rng, ["Front", "Back", "Hint"], rng.random() < 0.5)}
        rows = [{**row(rng, n, kind), "guid": f"other#{n}", "flds": [one["text"], one["answer"], "a hint"]}
                for n, one in enumerate(questions)]
        write(at / "old.apkg", {"types": [kind], "notes": rows})
        (at / "page.md").write_text(page(questions))
        self.run("adopt", "old.apkg", "page.md", "--lock", "deck.lock", "-q", epoch=BEFORE)
        self.run("export", "page.md", "--lock", "deck.lock", "-o", "first.apkg", "-q", epoch=BEFORE + 5)
        shutil.copy(at / "deck.lock", at / "first.lock")
        (at / "page.md").write_text(page(edited(rng, questions)))
        self.run("export", "page.md", "--lock", "deck.lock", "-o", "new.apkg", "-q", epoch=AFTER)
        pairs = [("old.apkg", "first.apkg"), ("first.apkg", "new.apkg"), ("old.apkg", "new.apkg")]
        asked = [("old.apkg", "first.lock"), ("first.lock", "page.md"), ("old.apkg", "deck.lock")]
        return [tuple(at / name for name in (*pair, *ask)) for pair, ask in zip(pairs * 2, asked + pairs)]


def imported(old: Path, new: Path) -> Json:
    """What the engine's log says of the second import, and what came of tags and note types."""
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "collection.anki2"))
        try:
            states = []
            for path in (old, new):
                request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
                try:
                    log = col.import_anki_package(request).log
                except (BackendError, InvalidInput, NotFoundError):
                    return {"refused": 1}
                rows = col.db.execute("SELECT id, name, mtime_secs FROM notetypes")
                types = {at: [name, mod] for at, name, mod in rows}
                states.append((types, set(tagged(col))))
        finally:
            col.close()
    before, after = states[0][0], states[1][0]
    return {
        "found": log.found_notes, "new": len(log.new), "updated": len(log.updated),
        "unchanged": len(log.duplicate), "conflicting": len(log.conflicting),
        "tagged": len(states[1][1] - states[0][1]),
        "note_types": sorted(after[at][0] for at in before if at in after and before[at][1] != after[at][1]),
    }


def tagged(col: Collection) -> list[int]:
    return [nid for nid, tags in col.db.execute("SELECT id, tags FROM notes") if RETIRED in tags.lower().split()]


def said(plan: list[Json]) -> Json:
    """The plan in the engine's terms."""
    last = plan[-1]
    assert last["kind"] == "summary" and all(last[key] == value for key, value in last["summary"].items())
    cards = [line for line in plan if line["kind"] == "card"]
    # A note that is there twice in NEW is tagged once.
    tagged = {c["guid"] for c in cards if c["outcome"] == "updated" and "retired" in c["changes"]}
    fresh = [c for c in cards if c["outcome"] == "new" and c["retired"]]
    names = [line["name"] for line in plan if line["kind"] == "note_type" and line["outcome"] == "updated"]
    return {
        "found": len(cards), **{key: last[key] for key in ("new", "updated", "unchanged", "conflicting")},
        "tagged": len(tagged) + len(fresh), "note_types": sorted(names), "stale": last["stale"],
    }


def pairs(trial: Trial, rng: random.Random, at: int) -> list[tuple[Path, Path, Path, Path]]:
    old, new = trial.folder / "old.apkg", trial.folder / "new.apkg"
    if at % 4 == 0:
        return trial.from_pages(rng)
    if at % 4 == 1:
        return trial.adopted(rng)
    if at % 4 == 2:
        rows = by_hand(rng)
        write(old, rows[0])
        write(new, rows[1])
    else:
        trial.from_pages(rng)
        source = trial.folder / "whole.apkg"
        new.rename(source)
        tampered(rng, source, new)
    return [(old, new, old, new)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("deckmill", help="the program")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=60)
    args = parser.parse_args()
    anki.lang.set_lang("en")
    compared, total, wrong = 0, {}, []
    for at in range(args.pairs):
        rng = random.Random(f"{args.seed} {at}")
        with tempfile.TemporaryDirectory(prefix="plan-") as folder:
            trial = Trial(args.deckmill, Path(folder))
            for old, new, asked_old, asked_new in pairs(trial, rng, at):
                found, plan = imported(old, new), trial.plan(asked_old, asked_new)
                compared += 1
                # What deckmill builds is dated whenever it changes; what a hand did may be stale.
                if "stale" in plan:
                    found["stale"] = 0 if at % 4 < 2 else plan["stale"]
                for key, value in found.items():
                    total[key] = total.get(key, 0) + (len(value) if isinstance(value, list) else value)
                if found != plan:
                    wrong.append({"pair": at, "asked": [asked_old.name, asked_new.name], "engine": found, "plan": plan})
    json.dump({"compared": compared, "total": total, "wrong": wrong}, sys.stdout, indent=1)
    if wrong:
        print(f"FAIL {json.dumps(wrong[:3], indent=1)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
