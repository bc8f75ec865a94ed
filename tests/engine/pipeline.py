"""Learners of decks that a pipeline publishes: they take one release, study, and take the next.

    pip install anki
    pipeline.py FIRST SECOND EXPECTED

FIRST and SECOND are folders with the packages of two releases, EXPECTED is JSON:
{"new": n, "updated": {question: answer}, "retired": n}.  Asserted with the real engine: nothing comes
twice, what was studied keeps its schedule, exactly what changed arrives.  Prints a JSON object with counts.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from pathlib import Path

import anki.lang

from learner import Learner


def main() -> None:
    first, second = (sorted(Path(folder).rglob("*.apkg")) for folder in sys.argv[1:3])
    expected = json.loads(sys.argv[3])
    anki.lang.set_lang("en_US")
    assert first and [path.name for path in first] == [path.name for path in second], (first, second)
    with tempfile.TemporaryDirectory(prefix="pipeline-") as folder:
        learner = Learner(Path(folder), "learner")
        taken = [learner.take(package) for package in first]
        before = learner.notes()
        assert sum(len(log["new"]) for log in taken) == len(before), taken
        learner.study(random.Random(7), 12)
        schedules, studied = learner.schedules(), learner.studied()
        again = [learner.take(package) for package in first]
        assert not any(log["new"] or log["updated"] for log in again), again

        logs = [learner.take(package) for package in second]
        after = learner.notes()
        new = [guid for log in logs for guid in log["new"]]
        updated = {guid for log in logs for guid in log["updated"]}
        wrong = {name: log[name] for log in logs for name in log if name not in ("new", "updated", "duplicate") and log[name]}
        assert not wrong, wrong
        assert len(new) == expected["new"] and len(after) == len(before) + len(new), (new, len(before), len(after))
        retired = [guid for guid, note in after.items() if note.is_retired]
        assert len(retired) == expected["retired"], retired
        # Tags of the page, its own fields: whatever is not named is as it was.
        changed = {guid for guid in before if before[guid].fields != after[guid].fields}
        texts = {after[guid].fields[0]: after[guid].fields[1] for guid in changed}
        for question, answer in expected["updated"].items():
            assert any(question in found and answer in texts[found] for found in texts), (question, texts)
        assert changed | set(retired) == updated, (changed, updated)
        # Of what has left its page the text stays; only where it stood may go.
        assert all(before[guid].fields[:2] == after[guid].fields[:2] for guid in retired), retired
        assert len(changed - set(retired)) == len(expected["updated"]), (changed, texts)
        now = learner.schedules()
        assert all(now[card] == schedule for card, schedule in schedules.items()), "a schedule has changed"
        assert learner.studied() == studied > 0
        assert not learner.problems()
        print(json.dumps({"notes": len(after), "new": len(new), "updated": len(updated), "studied": studied}))
        learner.close()


main()
