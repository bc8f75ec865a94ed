"""Releases of a page: deckmill's commands, with memory in each of the ways there are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from pages import Page, said, shown

MEMORIES = ("lock", "output", "previous", "project")
LOCK = "deckmill.lock"


class Wrong(Exception):
    """What was expected and did not happen."""

    def __init__(self, check: str, message: str) -> None:
        super().__init__(f"{check}: {message}")
        self.check, self.message = check, message
        self.round, self.old, self.new = 0, "", ""


class Misread(Exception):
    """deckmill reads a page otherwise than it is meant, which is no question of memory."""


@dataclass
class Studio:
    """The folder in which an author keeps the page and releases it."""

    binary: Path
    folder: Path
    memory: str
    # What differs between machines and must not show.
    environment: dict[str, str] = field(default_factory=dict)
    umask: int = 0o022
    # A page that nobody edits, beside the edited one in a project.
    neighbour: str | None = None

    @property
    def has_lock(self) -> bool:
        return self.memory in ("lock", "project")

    def copy(self, folder: Path, environment: dict[str, str], umask: int) -> Studio:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Studio(self.binary, folder, self.memory, environment, umask)

    def put(self, page: Page, before: Page | None) -> None:
        source = self.folder / "input" if self.memory == "project" else self.folder
        source.mkdir(parents=True, exist_ok=True)
        if before and before.file_name() != page.file_name():
            (source / before.file_name()).unlink(missing_ok=True)
        (source / page.file_name()).write_text(page.text(), encoding="utf-8", newline="\n")
        if self.memory == "project":
            if self.neighbour:
                (source / "other.md").write_text(self.neighbour, encoding="utf-8", newline="\n")
            (self.folder / "deckmill.toml").write_text('formats = ["anki"]\n', encoding="utf-8")

    def package(self, page: Page, number: int) -> Path:
        """Where the package of a round is written."""
        names = {
            "lock": Path(f"out{number}/deck.apkg"), "output": Path("deck.apkg"),
            "previous": Path(f"v{number}.apkg"), "project": Path(f"output/{page.stem}.apkg"),
        }
        return self.folder / names[self.memory]

    def command(self, page: Page, number: int, previous: int) -> list[str]:
        out = self.package(page, number).relative_to(self.folder).as_posix()
        export = ["export", page.file_name(), "-o", out]
        if self.memory == "project":
            return ["build"]
        if self.memory == "lock":
            return [*export, "--lock", LOCK]
        if self.memory == "previous" and previous != number:
            return [*export, "--previous", f"v{previous}.apkg"]
        return export

    def release(self, page: Page, number: int, epoch: int | None) -> Path:
        package = self.package(page, number)
        package.parent.mkdir(exist_ok=True)
        self.run(self.command(page, number, max(number - 1, 0)), epoch)
        if not package.exists():
            raise Wrong("a package is written", f"there is no {package.relative_to(self.folder)}")
        return package

    def must_be_read(self, page: Page) -> None:
        """Whether the page is understood as it is meant, apart from all memory."""
        source = "input/" if self.memory == "project" else ""
        export = ["export", source + page.file_name(), "--to", "json", "--quiet"]
        cards = json.loads(self.run(export))["cards"]
        texts = ("question_html", "answer_html")
        facts = lambda level, section, tags: (level, section, sorted(tags))
        found = [(*shown([c[t] for t in texts]), *facts(c["level"], c["section"], c["tags"])) for c in cards]
        if found != [(*said(c), *facts(c.level, c.section, c.tags)) for c in page.in_order()]:
            raise Misread(page.text())

    def run(self, arguments: list[str], epoch: int | None = None, may_fail: bool = False) -> str | None:
        """What the program prints; nothing if it fails and may."""
        environment = {k: v for k, v in os.environ.items() if k not in ("SOURCE_DATE_EPOCH", "CI")}
        environment.update(self.environment)
        if epoch is not None:
            environment["SOURCE_DATE_EPOCH"] = str(epoch)
        done = subprocess.run(
            [str(self.binary), *arguments], cwd=self.folder, env=environment, umask=self.umask,
            capture_output=True, encoding="utf-8", timeout=120,
        )
        if done.returncode != 0 and may_fail:
            return None
        if done.returncode != 0:
            said = f"deckmill {' '.join(arguments)}: exit {done.returncode}\n{done.stderr}"
            raise Wrong(f"deckmill {arguments[0]} succeeds", said)
        return done.stdout

    def remembered(self, package: Path) -> dict[str, bytes]:
        """The bytes of a release: the package, and the lock where there is one."""
        files = [package, *([self.folder / LOCK] if (self.folder / LOCK).exists() else [])]
        return {file.name: file.read_bytes() for file in files}

    def plan(self, old: Path, new: Path) -> dict[str, int]:
        """The sums of `deckmill plan`."""
        said = self.run(["plan", str(old), str(new), "--message-format", "json"])
        for line in said.splitlines():
            found = json.loads(line) if line.startswith("{") else {}
            if isinstance(found.get("summary"), dict):
                return found["summary"]
        found = json.loads(said) if said.startswith("{") else {}
        if isinstance(found.get("summary"), dict):
            return found["summary"]
        raise Wrong("plan has a summary", said)
