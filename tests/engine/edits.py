#!/usr/bin/env python3
"""Random sequences of edits against the real Anki engine.

A page is made, exported and imported; learners study and edit; then the author
edits the page, it is exported with memory, and imported again, some rounds
long.  What must come of it follows from the script's own model of the page.

    pip install anki
    edits.py target/debug/deckmill --sequences 25 --seed 1
    edits.py target/debug/deckmill --seed 1 --only 17 --keep /tmp/17

The memory of a sequence is a lock, the package that is replaced, a previous
package, or a project's lock.  Prints one JSON line with counts and exits with
0; at the first failure it says what was expected and found, with the shortest
sequence of edits that still fails, and exits with 1.  --all goes on after a
failure, and sums them up.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import anki.lang

from authors import EDITS, WEIGHTS, Author
from pages import FORMS, SECTIONS, TITLES, Page, Pairs
from releases import MEMORIES, Misread, Wrong
from rounds import Rounds

PAIRS = Path(__file__).resolve().parent.parent / "identity" / "pairs.jsonl"
TIMES = ("rising", "rising", "equal", "falling", "unset")
# How many of the sequences may end early because a page is not read as it is meant.
MISREAD = 0.1
# How often a failing sequence is tried with edits left out.
SHRINKS = 60


@dataclass
class Sequence:
    """All that is random about a sequence, so that it can be run again with edits left out."""

    seed: str
    memory: str
    form: str
    times: str
    rounds: list[list[tuple[str, int]]]
    asks_plan: bool = True
    is_strict: bool = False

    @staticmethod
    def make(seed: str) -> Sequence:
        rng = random.Random(seed)
        kinds = list(EDITS)
        weights = [WEIGHTS.get(kind, 1) for kind in kinds]
        rounds = [
            [(kind, rng.randrange(2**32)) for kind in rng.choices(kinds, weights, k=rng.choice((0, 1, 2, 3, 5, 8)))]
            for _ in range(rng.randint(2, 4))
        ]
        return Sequence(seed, rng.choice(MEMORIES), rng.choice(FORMS), rng.choice(TIMES), rounds)

    def author(self, pairs: Pairs) -> Author:
        rng = random.Random(f"{self.seed} page")
        sections = rng.sample(SECTIONS, rng.randint(1, 4))
        page = Page(self.form, rng.choice(TITLES), "page", "Read a question, answer aloud, compare.", sections)
        author = Author(page, pairs)
        for _ in range(rng.randint(4, 15)):
            page.cards.append(author.new_card(rng, rng.choice(sections)))
        return author

    def run(self, pairs: Pairs, folder: Path, binary: Path, counts: Counter) -> None:
        rounds = Rounds(self, self.author(pairs), folder, binary, counts)
        try:
            rounds.first()
            for number, edits in enumerate(self.rounds, 1):
                rounds.next(number, edits)
            rounds.last()
        finally:
            rounds.close()

    def failure(self, pairs: Pairs, binary: Path, counts: Counter) -> Wrong | None:
        with tempfile.TemporaryDirectory(prefix="edits-") as folder:
            try:
                self.run(pairs, Path(folder), binary, counts)
            except Wrong as wrong:
                return wrong
            except Misread:
                counts["misread"] += 1
        return None

    def shrunk(self, pairs: Pairs, binary: Path, wrong: Wrong) -> tuple[Sequence, Wrong]:
        """The sequence with as few edits as still fail in the same way."""
        best, tries = self, 0
        at = 0
        while tries < SHRINKS:
            places = [(r, e) for r, edits in enumerate(best.rounds) for e in range(len(edits))]
            if at >= len(places):
                break
            r, e = places[at]
            rounds = [list(edits) for edits in best.rounds]
            del rounds[r][e]
            smaller = replace(self, rounds=rounds)
            tries += 1
            found = smaller.failure(pairs, binary, Counter())
            if found and found.check == wrong.check:
                best, wrong = smaller, found
            else:
                at += 1
        return best, wrong


def describe(sequence: Sequence, index: int, wrong: Wrong) -> str:
    head = (
        f"FAIL {wrong.check}\nsequence {index} (seed {sequence.seed!r}), round {wrong.round}: "
        f"memory {sequence.memory}, form {sequence.form}, times {sequence.times}"
    )
    edits = "\n".join(
        f"  round {n}: {', '.join(kind for kind, _ in edits) or 'nothing'}"
        for n, edits in enumerate(sequence.rounds, 1)
    )
    pages = "\n".join(f"---- {name} page\n{text}" for name, text in (("old", wrong.old), ("new", wrong.new)))
    return f"{head}\nedits left after shrinking:\n{edits}\n{pages}\n---- difference\n{wrong.message}\n"


def parse_args() -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("deckmill", type=Path)
    p.add_argument("--sequences", type=int, default=25, metavar="N")
    p.add_argument("--seed", default="1")
    p.add_argument("--only", type=int, metavar="I", help="only the sequence with this index")
    p.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the files of --only here")
    p.add_argument("--all", action="store_true", help="go on after a failure")
    p.add_argument("--memory", choices=MEMORIES, action="append", help="only this kind; can be given again")
    p.add_argument("--no-plan", action="store_true", help="don't ask `deckmill plan`")
    p.add_argument("--strict", action="store_true", help="try known limits as well (see rounds.py)")
    p.add_argument("--no-shrink", action="store_true", help="show failing sequences as they are")
    return p.parse_args()


def main() -> int:
    args = parse_args()
    anki.lang.set_lang("en")
    # Each release and collection is synced to its disk, which would take most of the time.
    memory = Path("/dev/shm")
    if "TMPDIR" not in os.environ and memory.is_dir() and os.access(memory, os.W_OK):
        tempfile.tempdir = str(memory)
    binary = args.deckmill.resolve()
    pairs = Pairs(PAIRS)
    counts: Counter = Counter()
    failures: Counter = Counter()
    for index in range(args.sequences) if args.only is None else [args.only]:
        sequence = Sequence.make(f"{args.seed}:{index}")
        sequence.asks_plan, sequence.is_strict = not args.no_plan, args.strict
        if args.memory and sequence.memory not in args.memory:
            continue
        counts["sequences"] += 1
        if args.keep:
            args.keep.mkdir(parents=True, exist_ok=True)
            sequence.run(pairs, args.keep, binary, counts)
            continue
        wrong = sequence.failure(pairs, binary, counts)
        if not wrong:
            continue
        failures[wrong.check] += 1
        if not args.no_shrink:
            sequence, wrong = sequence.shrunk(pairs, binary, wrong)
        print(describe(sequence, index, wrong), file=sys.stderr)
        if not args.all:
            break
    if counts["misread"] > max(1, MISREAD * counts["sequences"]):
        print(f"FAIL {counts['misread']} sequences have pages that are not read as meant", file=sys.stderr)
        failures["misread"] += 1
    edits = {kind.removeprefix("edit "): n for kind, n in sorted(counts.items()) if kind.startswith("edit ")}
    sums = {name: n for name, n in counts.items() if not name.startswith("edit ")}
    print(json.dumps({**sums, "edits": edits, "seed": args.seed, "failures": dict(failures)}))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
