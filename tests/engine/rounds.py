"""The rounds of a sequence of edits, and what is expected of each.

Three kinds of learner import the packages.  One takes each and only studies:
its import log must name exactly the cards whose content changed.  One edits
notes and skips releases.  A new one meets only the newest package.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

from authors import Author
from learner import RETIRED, Learner, Note, packaged
from pages import Card, said, shown, squeezed
from releases import Studio, Wrong

FIRST_EPOCH = 1_700_000_000
DAY = 86_400
# How the machine of a repeated run differs from the first.
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "RAYON_NUM_THREADS": "1", "LC_ALL": "C"}


def expect(check: str, found: object, expected: object, of: str = "") -> None:
    if found != expected:
        raise Wrong(check, f"{of}\n   found: {found}\nexpected: {expected}".lstrip())


class Rounds:
    def __init__(self, sequence, author: Author, folder: Path, binary: Path, counts: Counter) -> None:
        self.sequence, self.author, self.counts = sequence, author, counts
        self.rng = random.Random(f"{sequence.seed} learners")
        self.folder = folder
        self.studio = Studio(binary, folder / "a", sequence.memory, {"TZ": "UTC"})
        self.studio.folder.mkdir()
        self.neighbour: bytes | None = None
        if sequence.memory == "project" and self.rng.random() < 0.5:
            # It has questions of the edited page, which are other cards all the same.
            page = author.page.copy()
            cards = [c for c in page.cards if sequence.is_strict or not c.mark]
            page.title, page.form, page.cards = "Other", "md", cards[:2]
            self.studio.neighbour = page.text()
        self.constant, self.editing = Learner(folder, "constant"), Learner(folder, "editing")
        # What each card, by its uid, was called and said in the last release.
        self.guids: dict[int, str] = {}
        self.contents: dict[int, tuple] = {}
        self.retired: set[int] = set()
        # The release in which a card last changed, and the last one that the editing learner took.
        self.changed: dict[int, int] = {}
        self.taken = -1
        self.before = None
        self.package: Path | None = None
        self.rows: dict[str, Note] = {}

    def close(self) -> None:
        self.constant.close()
        self.editing.close()

    def epoch(self, number: int) -> int | None:
        steps = {"rising": number * DAY, "equal": 0, "falling": -number * DAY}
        return None if self.sequence.times == "unset" else FIRST_EPOCH + steps[self.sequence.times]

    def first(self) -> None:
        self.release(0)

    def next(self, number: int, edits: list[tuple[str, int]]) -> None:
        self.author.begin_round()
        for kind, seed in edits:
            if not self.is_limit(kind) and self.author.edit(kind, random.Random(seed)):
                self.counts[f"edit {kind}"] += 1
        self.release(number)

    def is_limit(self, kind: str) -> bool:
        """Whether deckmill is known not to keep a promise; --strict tries all the same.

        An id of the page's own is hashed with the page's title, which a package does not remember.
        (The other one: pages of a project that use the same id, see `neighbour`.)
        """
        if self.sequence.is_strict or self.studio.has_lock:
            return False
        kinds = {kind for edits in self.sequence.rounds for kind, _ in edits}
        return kind == "rewrite" and "title" in kinds

    def last(self) -> None:
        self.check_dropped(len(self.sequence.rounds))
        for learner in (self.constant, self.editing):
            self.check("the integrity check is content", learner.problems(), [], learner.name)

    def check(self, name: str, found: object, expected: object, of: str = "") -> None:
        self.counts["checks"] += 1
        expect(name, found, expected, of)

    def release(self, number: int) -> None:
        try:
            self.released(number)
        except Wrong as wrong:
            wrong.round = number
            wrong.old = self.before.text() if self.before else "(none)"
            wrong.new = self.author.page.text()
            raise
        self.counts["rounds"] += number > 0
        self.before = self.author.page.copy()

    def released(self, number: int) -> None:
        page, studio = self.author.page, self.studio
        studio.put(page, self.before)
        studio.must_be_read(page)
        elsewhere = studio.copy(self.folder / "b" / "elsewhere", ELSEWHERE, 0o077)
        locked = studio.copy(self.folder / "b" / "locked", ELSEWHERE, 0o077)
        package = studio.release(page, number, self.epoch(number))
        rows = packaged(package)
        new = [c for c in page.cards if c.uid not in self.guids]
        self.name_new(new, rows)
        changes = self.changes(new)
        self.check_rows(rows, changes, number)
        self.check_locked(locked, changes, number)
        self.check_neighbour()
        self.same_elsewhere(elsewhere, package, number)
        self.same_again(package, number)
        if number and self.sequence.asks_plan:
            self.check_plan(package, rows, changes)
        self.import_constant(package, changes)
        self.import_editing(package, rows, number)
        self.import_fresh(package, rows)
        self.package, self.rows = package, rows
        self.contents = {c.uid: c.content(page.form) for c in page.cards + page.gone}
        self.retired = {c.uid for c in page.gone}

    # Who is who.

    def name_new(self, new: list[Card], rows: dict[str, Note]) -> None:
        """Finds the GUIDs of new cards by what they say; none may be that of another card."""
        known = set(self.guids.values())
        for card in new:
            found = [guid for guid, row in rows.items() if guid not in known and shown(list(row.fields)) == said(card)]
            self.check("a new card is one new note", len(found), 1, f"{card.question!r} {self.strangers(rows)}")
            self.guids[card.uid] = found[0]
            known.add(found[0])
        strangers = set(rows) - known
        self.check("no card is there twice", self.strangers(rows) if strangers else [], [])

    def strangers(self, rows: dict[str, Note]) -> list[str]:
        known = set(self.guids.values())
        return [f"{guid}: {row.fields[0]}" for guid, row in rows.items() if guid not in known]

    def changes(self, new: list[Card]) -> dict[str, set[str]]:
        """The GUIDs of new, updated and untouched notes, as the pages have it."""
        page = self.author.page
        active, gone = {c.uid for c in page.cards}, {c.uid for c in page.gone}
        added = {c.uid for c in new}
        edited = {
            c.uid for c in page.cards if c.uid in self.contents and c.content(page.form) != self.contents[c.uid]
        }
        left, back = gone - self.retired, active & self.retired
        updated = edited | left | back
        named = lambda uids: {self.guids[uid] for uid in uids}
        return {
            "new": named(added), "updated": named(updated), "retired": named(left),
            "duplicate": named((active | gone) - added - updated),
        }

    def words(self, guids: set[str] | list[str]) -> list[str]:
        """GUIDs as a reader of a failure knows them."""
        uids = {guid: uid for uid, guid in self.guids.items()}
        cards = {c.uid: c.question for c in self.author.page.cards + self.author.page.gone}
        return sorted(f"{guid} {cards.get(uids.get(guid, -1), '?')}" for guid in guids)

    # The package.

    def check_rows(self, rows: dict[str, Note], changes: dict[str, set[str]], number: int) -> None:
        page = self.author.page
        self.check("each known card has its note", self.words(set(self.guids.values()) - set(rows)), [])
        for card in page.cards:
            self.check_card(card, rows[self.guids[card.uid]])
        for card in page.gone:
            row = rows[self.guids[card.uid]]
            self.check("a retired note is tagged and has no card", (row.is_retired, row.cards), (True, 0), card.question)
            self.check("a retired note says what it said", shown(list(row.fields)), said(card), card.question)
        self.check_times(rows, changes, number)

    def check_card(self, card: Card, row: Note) -> None:
        found = (*shown(list(row.fields)), row.fields[2], squeezed(row.fields[4]))
        expected = (*said(card), card.level or "", squeezed(card.section))
        self.check("a note says what its card says", found, expected, card.question)
        self.check("a card has one card and is not retired", (row.is_retired, row.cards), (False, 1), card.question)
        section = f"section::{card.section.replace(' ', '_')}"
        level = [f"level::{card.level}"] if card.level else []
        tags = {t for t in row.tags if not t.startswith("deckmill::")}
        self.check("a note has its card's tags", tags, {section, *level, *card.tags}, card.question)

    def check_times(self, rows: dict[str, Note], changes: dict[str, set[str]], number: int) -> None:
        epoch = self.epoch(number)
        for guid, row in rows.items():
            of = " ".join(self.words([guid]))
            old = self.rows[guid].mod if guid in self.rows else None
            if guid in changes["duplicate"]:
                self.check("what did not change keeps its mod", row.mod, old, of)
            elif epoch is not None:
                wanted = epoch if old is None else max(epoch, old + 1)
                self.check("what changed has the next mod", row.mod, wanted, of)
            elif old is not None:
                self.check("what changed has a later mod", row.mod > old, True, f"{of} {old} {row.mod}")
        uids = {guid: uid for uid, guid in self.guids.items()}
        for guid in changes["new"] | changes["updated"]:
            self.changed[uids[guid]] = number

    def check_locked(self, locked: Studio, changes: dict[str, set[str]], number: int) -> None:
        """With --locked a release that would change the lock fails, and writes nothing."""
        if not locked.has_lock or not number or not changes["new"] | changes["updated"]:
            return
        page = self.author.page
        files = lambda: {f: f.read_bytes() for f in sorted(locked.folder.rglob("*")) if f.is_file()}
        before = files()
        said = locked.run([*locked.command(page, number, number - 1), "--locked"], self.epoch(number), may_fail=True)
        self.check("--locked fails when the lock is not current", said, None)
        self.check("--locked writes nothing when it fails", sorted(map(str, files())), sorted(map(str, before)))
        self.check("--locked changes nothing when it fails", files() == before, True)

    def check_neighbour(self) -> None:
        """The package of a page that nobody edits stays the same."""
        if self.studio.neighbour:
            found = (self.studio.folder / "output" / "other.apkg").read_bytes()
            self.neighbour = self.neighbour or found
            self.check("a page that nobody edits has the same package", found == self.neighbour, True)

    def check_dropped(self, number: int) -> None:
        """On request cards that left are not shipped; the others are what they are."""
        page, copy = self.author.page, self.studio.copy(self.folder / "b" / "dropped", ELSEWHERE, 0o077)
        arguments = [*copy.command(page, number, number), "--retired", "drop"]
        if self.sequence.memory == "previous":
            copy.package(page, number).rename(copy.folder / "previous.apkg")
            arguments += ["--previous", "previous.apkg"]
        copy.run(arguments, self.epoch(number))
        found = packaged(copy.package(page, number))
        wanted = {self.guids[c.uid] for c in page.cards}
        self.check("--retired drop leaves them out", found, {g: n for g, n in self.rows.items() if g in wanted})

    def same_elsewhere(self, elsewhere: Studio, package: Path, number: int) -> None:
        """The same memory in another place, zone and umask gives the same bytes, if the time is given."""
        if self.epoch(number) is None:
            return
        page = self.author.page
        other = elsewhere.release(page, number, self.epoch(number))
        self.same_bytes("another machine writes the same bytes", elsewhere, other, package)

    def same_again(self, package: Path, number: int) -> None:
        """A second run, with what the first remembers, changes nothing, whatever the clock says."""
        page, again = self.author.page, self.studio.copy(self.folder / "b" / "again", ELSEWHERE, 0o077)
        arguments = again.command(page, number, number)
        if self.sequence.memory == "previous":
            again.package(page, number).rename(again.folder / "previous.apkg")
            arguments = [*arguments, "--previous", "previous.apkg"]
        # By now the lock is current.
        arguments += ["--locked"] if again.has_lock else []
        again.run(arguments, FIRST_EPOCH + 1000 * DAY)
        self.same_bytes("a second run changes nothing", again, again.package(page, number), package)

    def same_bytes(self, check: str, other: Studio, theirs: Path, ours: Path) -> None:
        found, expected = other.remembered(theirs), self.studio.remembered(ours)
        differ = sorted(name for name in expected if found.get(name) != expected[name])
        detail = {guid: (row, packaged(theirs).get(guid)) for guid, row in packaged(ours).items()} if differ else {}
        detail = {guid: both for guid, both in detail.items() if both[0] != both[1]}
        self.check(check, differ, [], str(detail))

    def check_plan(self, package: Path, rows: dict[str, Note], changes: dict[str, set[str]]) -> None:
        old = self.folder / "old.apkg"
        summary = self.studio.plan(old, package)
        names = ("new", "updated", "unchanged", "conflicting", "retired")
        wanted = [len(changes[name]) for name in ("new", "updated", "duplicate")] + [0, len(changes["retired"])]
        self.check("plan says what the engine does", {n: summary.get(n) for n in names}, dict(zip(names, wanted)))

    # The learners.

    def import_constant(self, package: Path, changes: dict[str, set[str]]) -> None:
        learner = self.constant
        before, schedules = learner.notes(), learner.schedules()
        log = self.imported(learner, package)
        for name in ("new", "updated", "duplicate"):
            self.check(f"the log's {name}", self.words(log[name]), self.words(changes[name]))
        after = self.compare(learner, before, schedules, log)
        for card in self.author.page.cards + self.author.page.gone:
            note = after[self.guids[card.uid]]
            is_gone = card in self.author.page.gone
            self.check("a learner has each card once", note.cards, 1, card.question)
            self.check("the learner's note is tagged as retired", RETIRED in note.tags, is_gone, card.question)
            self.check("the learner sees what the page says", shown(list(note.fields)), said(card), card.question)
        learner.study(self.rng, 4)
        (self.folder / "old.apkg").write_bytes(package.read_bytes())

    def import_editing(self, package: Path, rows: dict[str, Note], number: int) -> None:
        learner = self.editing
        if number and number < len(self.sequence.rounds) and self.rng.random() < 0.3:
            return
        before, schedules = learner.notes(), learner.schedules()
        log = self.imported(learner, package)
        newer = {guid for guid, row in rows.items() if guid in before and row.mod > before[guid].mod}
        self.check("new for the editing learner", log["new"], sorted(set(rows) - set(before)))
        self.check("updated for the editing learner", self.words(log["updated"]), self.words(newer))
        self.compare(learner, before, schedules, log)
        for uid, guid in self.guids.items():
            if guid in before and self.changed[uid] <= self.taken:
                self.check("the learner's edit of an unchanged card stays", guid in newer, False, guid)
                self.counts["learners' edits kept"] += guid in learner.edited
        learner.edited = {guid: note for guid, note in learner.edited.items() if guid not in newer}
        self.taken = number
        learner.study(self.rng, 3)
        for guid in self.rng.sample(sorted(rows), min(2, len(rows))):
            # Learners edit what they have: later than it was released, or today.
            later = rows[guid].mod + self.rng.choice((1, 2, 500))
            learner.edit(guid, self.rng.choice((later, max(later, int(time.time())))))

    def import_fresh(self, package: Path, rows: dict[str, Note]) -> None:
        """Who meets only the newest package has nothing to study of what is gone."""
        with_folder = self.folder / f"fresh{self.rng.randrange(10**9)}"
        with_folder.mkdir()
        learner = Learner(with_folder, "fresh")
        try:
            log = self.imported(learner, package)
            self.check("new for a new learner", log["new"], sorted(rows))
            page = self.author.page
            cards = {guid: note.cards for guid, note in learner.notes().items()}
            wanted = {self.guids[c.uid]: 1 for c in page.cards} | {self.guids[c.uid]: 0 for c in page.gone}
            self.check("a new learner's cards", cards, wanted)
            order = learner.col.db.list("select guid from cards join notes on nid = notes.id order by due")
            self.check("new cards come in order", order, [self.guids[c.uid] for c in page.in_order()])
            self.check("the integrity check is content", learner.problems(), [], "fresh")
        finally:
            learner.close()

    def imported(self, learner: Learner, package: Path) -> dict[str, list[str]]:
        log = learner.take(package)
        self.counts["imports"] += 1
        odd = {name: found for name, found in log.items() if name not in ("new", "updated", "duplicate") and found}
        self.check("nothing conflicts", odd, {}, learner.name)
        return log

    def compare(
        self, learner: Learner, before: dict[str, Note], schedules: dict[int, list], log: dict[str, list[str]],
    ) -> dict[str, Note]:
        """Scheduling is kept; what the log does not call updated is as it was."""
        after = learner.notes()
        now = learner.schedules()
        kept = {cid: now.get(cid) for cid in schedules}
        self.check("scheduling is kept", kept, schedules, learner.name)
        self.counts["studied cards kept"] += learner.studied()
        for guid in set(before) - set(log["updated"]):
            self.check("what was not updated is as it was", after[guid].fields, before[guid].fields, guid)
            self.check("tags are as they were", after[guid].tags, before[guid].tags, guid)
        return after
