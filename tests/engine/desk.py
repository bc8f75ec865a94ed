"""Where `rules.py` makes its packages and has learners import them."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

from learner import Learner, packaged, revised
from releases import Studio


class Desk:
    """Where packages are made and imported. Each package is made without memory."""

    def __init__(self, binary: Path, folder: Path) -> None:
        self.binary, self.folder = binary, folder
        self.made = 0
        self.learners: list[Learner] = []

    def export(self, text: str, epoch: int, *arguments: str) -> Path:
        return self.again(self.place("release"), text, epoch, *arguments)

    def place(self, name: str) -> Path:
        """A new folder."""
        self.made += 1
        folder = self.folder / f"{name}{self.made}"
        folder.mkdir()
        return folder

    def again(self, folder: Path, text: str, epoch: int, *arguments: str) -> Path:
        """Exports a page in a folder where an older package or a lock may be."""
        (folder / "page.md").write_text(text, encoding="utf-8", newline="\n")
        Studio(self.binary, folder, "output").run(["export", "page.md", "-o", "deck.apkg", *arguments], epoch)
        return folder / "deck.apkg"

    def read(self, page: Path) -> dict:
        """A page or package as deckmill reads it."""
        command = [str(self.binary), "export", str(page), "--to", "json", "--quiet"]
        return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)

    def revise(self, package: Path, *statements: tuple) -> Path:
        self.made += 1
        return revised(package, self.folder / f"revised{self.made}.apkg", *statements)

    def learner(self, **options: object) -> Learner:
        self.learners.append(Learner(self.folder, f"learner{len(self.learners)}", **options))
        return self.learners[-1]

    def studied(self, package: Path, **options: object) -> Learner:
        """A learner who has the package and has studied all of it."""
        learner = self.learner(**options)
        learner.take(package)
        learner.study(random.Random(1), 100)
        return learner

    def guid(self, package: Path, words: str) -> str:
        return next(guid for guid, note in packaged(package).items() if words in note.fields[0])


def equal(found: object, expected: object) -> None:
    if found != expected:
        raise AssertionError(f"found {found!r}, expected {expected!r}")


def taken(learner: Learner, package: Path, **expected: int) -> dict[str, list[str]]:
    """Imports a package: the log has so many of each kind and nothing else, and scheduling is kept."""
    before = learner.schedules()
    log = learner.take(package)
    equal({name: len(found) for name, found in log.items() if found}, {n: c for n, c in expected.items() if c})
    after = learner.schedules()
    equal({cid: after.get(cid) for cid in before}, before)
    return log


def answer_of(learner: Learner, guid: str) -> str:
    return learner.notes()[guid].fields[1]
