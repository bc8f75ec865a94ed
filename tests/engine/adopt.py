"""A maintainer changes over: `deckmill adopt` on packages of other tools, and the whole way after it.

    pip install anki genanki
    adopt.py DECKMILL PAGES --maker genanki|genanki-rs|hand [--program OLD-DECK]

PAGES is the folder with the sample pages; `maintainers.py` makes old packages
of these and of `adopted_pages.py`, and knows which note came from which
question.  Asserted: nearly all notes keep their GUIDs on the right cards and
none is on a wrong one; what is not matched is named; learners who have the old
package get the new one as an update.  Prints one JSON object with the counts.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import anki.lang

import adopted_pages
import maintainers
from learner import RETIRED, Learner, Note
from maintainers import Old, Question, Style
from releases import Studio

SAMPLES = ("python.md", "headings-sql.md", "numbered-rust.md", "labels-http.md")
# The share of notes that must keep their GUIDs when the page is not edited, and when it is.
UNEDITED, EDITED = 0.95, 0.90
NOW = int(time.time()) + 3600

Maker = Callable[[list[Question], Style, Path], Old]


class Change:
    """A folder with a page and the old package that is to become its deck."""

    def __init__(self, binary: Path, folder: Path, name: str, page: str, old: Old) -> None:
        folder.mkdir(exist_ok=True)
        self.studio = Studio(binary, folder, "lock")
        self.folder, self.name, self.old = folder, name, old
        self.write(page)

    def write(self, page: str) -> None:
        self.page = page
        (self.folder / "page.md").write_text(page, encoding="utf-8", newline="\n")

    def run(self, *arguments: str, epoch: int = NOW) -> str:
        return self.studio.run([*arguments, "--quiet"], epoch) or ""

    def adopt(self, *more: str, lock: str = "deckmill.lock") -> str:
        return self.run("adopt", str(self.old.path), "page.md", "--lock", lock, *more)

    def export(self, out: str, epoch: int, *memory: str) -> Path:
        self.run("export", "page.md", "-o", out, *(memory or ("--lock", "deckmill.lock")), epoch=epoch)
        return self.folder / out

    def ids(self) -> list[str]:
        """The GUIDs of the page's cards in their order."""
        said = self.run("export", "page.md", "--to", "json", "--lock", "deckmill.lock")
        return [card["id"] for card in json.loads(said)["cards"]]


def expect(name: str, what: str, found: object, expected: object) -> None:
    if found != expected:
        raise AssertionError(f"{name}: {what}: found {found!r}, expected {expected!r}")


@dataclass
class Sums:
    """What is reported."""

    cases: int = 0
    notes: int = 0
    kept: int = 0
    edited_notes: int = 0
    edited_kept: int = 0
    ways: int = 0


def matched(change: Change, places: list[int | None], least: float, sums: Sums) -> dict[str, int]:
    """Adopts, and gives the GUIDs that are kept with the places of their cards. `places` says which
    question, when the old package was made, each card of the page was.
    """
    name, old = change.name, change.old
    lines = [json.loads(line) for line in change.adopt("--message-format", "json").splitlines()]
    outcomes = {line["guid"]: line["outcome"] for line in lines if line["kind"] == "note"}
    summary = lines[-1]
    ids = change.ids()
    expect(name, "cards on the page", len(ids), len(places))
    kept = {guid: at for at, guid in enumerate(ids) if guid in outcomes}
    wrong = {guid: at for guid, at in kept.items() if old.questions.get(guid) != places[at]}
    if wrong:
        raise AssertionError(f"{name}: on a wrong card: {wrong}")
    possible = len(set(old.questions.values()) & set(places))
    lost = [guid for guid, at in old.questions.items() if guid not in kept and at in places]
    if len(kept) < least * possible:
        raise AssertionError(f"{name}: only {len(kept)} of {possible} notes are kept, not {lost}")
    expect(name, "outcomes", {guid for guid, outcome in outcomes.items() if outcome == "adopted"}, set(kept))
    expect(name, "unfit", {guid for guid, outcome in outcomes.items() if outcome == "unfit"}, set(old.unfit))
    expect(name, "the stranger", [outcomes[guid] for guid in old.strangers], ["left"])
    expect(name, "notes named", set(outcomes), {*old.questions, *old.strangers, *old.unfit})
    counted = {key: list(outcomes.values()).count(key) for key in ("adopted", "known", "left", "repeated", "unfit")}
    expect(name, "the sum", {key: summary[key] for key in counted}, counted)
    expect(name, "new cards", summary["new"], len(ids) - len(kept))
    sums.cases += 1
    return kept


def told(change: Change) -> None:
    """The text names what is not matched, and a second run changes nothing."""
    lock = change.folder / "deckmill.lock"
    before = lock.read_bytes()
    said = change.adopt()
    known = before.count(b'"note":{"adopted"')
    expect(change.name, "known the second time", f"{known} known before" in said, True)
    expect(change.name, "the lock after a second run", lock.read_bytes(), before)
    named = [guid for guid in (*change.old.strangers, *change.old.unfit) if f"({guid})" not in said]
    expect(change.name, "named in the text", named, [])


def cut(rows: list, count: int) -> list:
    """All but the last of some questions, which the old package lacks."""
    return rows[:len(rows) - count]


def unedited(make: Maker, style: Style, page: str, name: str, binary: Path, folder: Path, sums: Sums) -> Change:
    questions = maintainers.parsed(page)
    folder.mkdir()
    change = Change(binary, folder, f"{name}, {style.name}", page, make(cut(questions, 2), style, folder))
    kept = matched(change, list(range(len(questions))), UNEDITED, sums)
    sums.notes += len(questions) - 2
    sums.kept += len(kept)
    told(change)
    return change


def edited(make: Maker, style: Style, seed: int, binary: Path, folder: Path, sums: Sums) -> None:
    """The page was worked on since the old package was made."""
    cards = adopted_pages.cards(seed)
    folder.mkdir()
    old = make(maintainers.parsed(adopted_pages.page(cards, True)), style, folder)
    after = adopted_pages.edited(cards, seed)
    page = adopted_pages.page([card for card, _ in after], True)
    places = [place for _, place in after]
    change = Change(binary, folder, f"edited page {seed}, {style.name}", page, old)
    kept = matched(change, places, EDITED, sums)
    sums.edited_notes += len([place for place in places if place is not None])
    sums.edited_kept += len(kept)


class Way:
    """What a learner of the old package meets after it: each import does what it must."""

    def __init__(self, change: Change, with_scheduling: bool) -> None:
        self.change, self.name = change, change.name
        self.learner = Learner(change.folder, "learner", with_scheduling=with_scheduling)
        self.learner.take(change.old.path)
        self.learner.study(random.Random(3), 15)

    def take(self, package: Path, what: str) -> dict[str, list[str]]:
        before, cards = self.learner.schedules(), self.counts()
        log = self.learner.take(package)
        after = self.learner.schedules()
        expect(self.name, f"{what}: scheduling", {cid: after.get(cid) for cid in before}, before)
        expect(self.name, f"{what}: conflicting", log["conflicting"], [])
        now = self.counts()
        expect(self.name, f"{what}: cards of known notes", {guid: now.get(guid) for guid in cards}, cards)
        return log

    def counts(self) -> dict[str, int]:
        return {guid: note.cards for guid, note in self.learner.notes().items()}

    def go(self, lacks: int) -> None:
        change, old = self.change, self.change.old
        kept = {guid for guid in change.ids() if guid in old.questions}
        edited = sorted(kept)[:2] + list(old.strangers)
        for guid in edited:
            self.learner.edit(guid)
        before = self.learner.notes()
        new = change.export("new.apkg", NOW)
        change.run("verify", "new.apkg", "--fail-on", "warning")
        log = self.take(new, "the first package")
        expect(self.name, "new notes", len(log["new"]), lacks)
        expect(self.name, "known notes", sorted([*log["updated"], *log["duplicate"]]), sorted(kept))
        self.others_stay(before, set(log["updated"]), kept)
        self.rest(kept)

    def others_stay(self, before: dict[str, Note], updated: set[str], kept: set[str]) -> None:
        """Only question and answer of notes that were taken over are other than they were."""
        after = self.learner.notes()
        for guid, note in before.items():
            differ = sum(a != b for a, b in zip(note.fields, after[guid].fields))
            if guid not in updated:
                expect(self.name, "a note that is not updated", after[guid], note)
            expect(self.name, "fields", (differ <= 2, len(after[guid].fields)), (True, len(note.fields)))
            for text in (maintainers.HINT, maintainers.SOURCE):
                expect(self.name, text, text in after[guid].fields, text in note.fields)
        untouched = set(before) - kept
        expect(self.name, "notes on no page", {g: after[g] for g in untouched}, {g: before[g] for g in untouched})

    def rest(self, kept: set[str]) -> None:
        change = self.change
        again = self.take(change.export("again.apkg", NOW + 100), "without edits")
        expect(self.name, "updated without edits", (again["updated"], again["new"]), ([], []))
        self.without_lock()
        ids = change.ids()
        at = next(at for at, guid in enumerate(ids) if guid in kept)
        page = change.page
        question = maintainers.parsed(page)[at]
        first = re.split(r"\n", question.answer)[0]
        change.write(page.replace(first, f"{first} And more.", 1))
        log = self.take(change.export("edit.apkg", NOW + 200), "an edited answer")
        expect(self.name, "updated by an edit", log["updated"], [ids[at]])
        expect(self.name, "the edit", any("And more." in f for f in self.learner.notes()[ids[at]].fields), True)
        self.without(question, ids[at])
        expect(self.name, "integrity", self.learner.problems(), [])
        self.learner.close()

    def without_lock(self) -> None:
        """The package alone remembers as much, given with `--previous` or where it is replaced."""
        change = self.change
        ids = change.ids()
        previous = change.export("previous.apkg", NOW + 150, "--previous", "again.apkg")
        (change.folder / "replaced.apkg").write_bytes((change.folder / "again.apkg").read_bytes())
        change.run("export", "page.md", "-o", "replaced.apkg", epoch=NOW + 150)
        again = (change.folder / "again.apkg").read_bytes()
        for package in (previous, change.folder / "replaced.apkg"):
            expect(self.name, f"{package.name}: equal bytes", package.read_bytes() == again, True)
        expect(self.name, "cards", change.ids(), ids)

    def without(self, question: Question, guid: str) -> None:
        """A card leaves the page, and comes back: with a lock, and with the package alone."""
        change, page = self.change, self.change.page
        start = page.index(question.question)
        start = page.rindex("\n", 0, start) + 1
        shape = next(shape for shape in maintainers.SHAPES if re.search(shape, page))
        behind = [match.start() for match in re.finditer(shape, page) if match.start() > start]
        change.write(page[:start] + page[behind[0]:])
        out = change.export("out.apkg", NOW + 300)
        cards = self.counts()[guid]
        log = self.take(out, "a removed card")
        expect(self.name, "updated by a removal", log["updated"], [guid])
        note = self.learner.notes()[guid]
        expect(self.name, "retired", (note.is_retired, note.cards), (True, cards))
        alone = change.export("alone.apkg", NOW + 350, "--previous", "out.apkg")
        expect(self.name, "retired without a lock", alone.read_bytes() == out.read_bytes(), True)
        change.write(page)
        for name, memory in (("back-alone.apkg", ("--previous", "out.apkg")), ("back.apkg", ())):
            package = change.export(name, NOW + 400, *memory)
            fresh = Learner(change.folder, name)
            fresh.take(package)
            expect(self.name, f"{name}: cards for new learners", fresh.notes()[guid].cards, cards)
            fresh.close()
        log = self.take(change.folder / "back.apkg", "a card that is back")
        expect(self.name, "updated by a return", log["updated"], [guid])
        expect(self.name, "no longer retired", RETIRED in self.learner.notes()[guid].tags, False)


def cases(make: Maker, styles: tuple[Style, ...], binary: Path, pages: Path, folder: Path, sums: Sums) -> None:
    samples = [(name, (pages / name).read_text(encoding="utf-8")) for name in SAMPLES]
    generated = [
        (f"generated page {seed}", adopted_pages.page(adopted_pages.cards(seed), bool(seed % 2))) for seed in (1, 2)
    ]
    for at, style in enumerate(styles):
        # Each style meets a sample and a generated page, each sample some style.
        for name, page in (samples[at % len(samples)], samples[(at + 1) % len(samples)], generated[at % 2]):
            change = unedited(make, style, page, name, binary, folder / f"{at}-{name}", sums)
            if name == samples[at % len(samples)][0]:
                Way(change, with_scheduling=bool(change.old.unfit)).go(lacks=2)
                sums.ways += 1
        edited(make, style, at, binary, folder / f"{at}-edited", sums)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--maker", choices=("genanki", "genanki-rs", "hand"), required=True)
    parser.add_argument("--program", type=Path, help="the program that uses genanki-rs")
    args = parser.parse_args()
    anki.lang.set_lang("en")
    styles = maintainers.STYLES
    if args.maker == "genanki":
        make: Maker = maintainers.by_genanki
    elif args.maker == "genanki-rs":
        styles = tuple(style for style in styles if style.name in ("raw", "escaped", "reversed"))
        make = lambda *asked: maintainers.by_genanki_rs(args.program, *asked)
    else:
        styles = (maintainers.TYPED, maintainers.TYPED_REVERSED, maintainers.TYPED_CUSTOM)
        make = lambda rows, style, folder: maintainers.by_hand(rows, style, folder, style is not styles[1])
    sums = Sums()
    with tempfile.TemporaryDirectory(prefix="adopt-") as folder:
        cases(make, styles, args.binary.resolve(), args.pages, Path(folder), sums)
    print(json.dumps(vars(sums)))


if __name__ == "__main__":
    main()
