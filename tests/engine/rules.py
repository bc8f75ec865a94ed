#!/usr/bin/env python3
"""What Anki's importer does with a second package: the rules that deckmill is built on, each tried.

The packages are deckmill's own; a situation that it never makes (an edit at
the same `mod`, another note type) is made by changing its package's database
by hand.  A version of the engine that behaves otherwise is noticed here.

    pip install anki
    rules.py target/debug/deckmill [NAME ...]

Prints one JSON line with the names of the rules that hold, and exits with 0;
else it says which do not, and exits with 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Callable

import anki.lang

from desk import Desk, answer_of, equal, taken
from learner import RETIRED, Learner, packaged

BASE = 1_700_000_000
PAGE = """# Rules

## One

### 1. What is a list?

<!-- deckmill id=list -->

It is mutable.

### 2. What is a tuple?

<!-- deckmill id=tuple -->

It is not mutable.

### 3. What is a set?

<!-- deckmill id=set -->

It has no order.
"""
EDITED = PAGE.replace("It is not mutable.", "It can't be changed.")


def answer_edited_newer(desk: Desk) -> None:
    old, new = desk.export(PAGE, BASE), desk.export(EDITED, BASE)
    tuple_ = desk.guid(old, "tuple")
    new = desk.revise(new, ("update notes set mod = mod + 1 where guid = ?", tuple_))
    learner = desk.studied(old)
    equal(taken(learner, new, updated=1, duplicate=2)["updated"], [tuple_])
    equal("be changed" in answer_of(learner, tuple_), True)


def answer_edited_same_time(desk: Desk) -> None:
    old, new = desk.export(PAGE, BASE), desk.export(EDITED, BASE)
    for options in ({}, {"update_notes": 1}):
        learner = desk.studied(old, **options)
        if options:
            # Always: the notes are written, but not counted otherwise than by their times.
            learner.take(new)
        else:
            taken(learner, new, duplicate=3)
        equal("be changed" in answer_of(learner, desk.guid(old, "tuple")), False)


def answer_edited_older(desk: Desk) -> None:
    old, new = desk.export(PAGE, BASE), desk.export(EDITED, BASE - 1)
    learner = desk.studied(old)
    taken(learner, new, duplicate=3)
    equal("be changed" in answer_of(learner, desk.guid(old, "tuple")), False)


def one_note_newer(desk: Desk) -> None:
    old = desk.export(PAGE, BASE)
    guid = desk.guid(old, "set")
    new = desk.revise(old, ("update notes set mod = mod + 1 where guid = ?", guid))
    equal(taken(desk.studied(old), new, updated=1, duplicate=2)["updated"], [guid])


def question_reworded_same_guid(desk: Desk) -> None:
    old = desk.export(PAGE, BASE)
    new = desk.export(PAGE.replace("What is a set?", "How would you explain a set?"), BASE + 1)
    equal(set(packaged(old)), set(packaged(new)))
    learner = desk.studied(old)
    taken(learner, new, updated=3)
    equal("How would you" in learner.notes()[desk.guid(old, "set")].fields[0], True)
    equal(learner.col.card_count(), 3)


def other_guid_same_question(desk: Desk) -> None:
    learner = desk.studied(desk.export(PAGE, BASE))
    log = taken(learner, desk.export(PAGE, BASE + 1, "--key", "another"), new=3)
    equal((len(set(log["new"])), learner.col.note_count(), learner.col.card_count()), (3, 6, 6))


def change_styles(rows: dict) -> None:
    for model in rows.values():
        model["css"] += "\n.mine { color: red }"


def raise_models(rows: dict) -> None:
    for model in rows.values():
        model["mod"] += 1


def styles_of(learner: Learner) -> str:
    return learner.col.models.get(learner.col.db.scalar("select mid from notes"))["css"]


def styles_changed_newer(desk: Desk) -> None:
    old = desk.export(PAGE, BASE)
    learner = desk.studied(old)
    taken(learner, desk.revise(old, ("models", change_styles), ("models", raise_models)), duplicate=3)
    equal(".mine" in styles_of(learner), True)


def styles_changed_same_time(desk: Desk) -> None:
    old = desk.export(PAGE, BASE)
    learner = desk.studied(old)
    taken(learner, desk.revise(old, ("models", change_styles)), duplicate=3)
    equal(".mine" in styles_of(learner), False)


def frozen(desk: Desk, *statements: tuple) -> None:
    """A newer package with another note type updates nothing."""
    old = desk.export(PAGE, BASE)
    learner = desk.studied(old)
    new = desk.revise(desk.export(EDITED, BASE + 1), *statements, ("models", raise_models))
    taken(learner, new, conflicting=3)
    equal("be changed" in answer_of(learner, desk.guid(old, "tuple")), False)


def field_added(desk: Desk) -> None:
    def add(rows: dict) -> None:
        for model in rows.values():
            last = model["flds"][-1]
            model["flds"].append({**last, "name": "More", "ord": last["ord"] + 1, "id": last["id"] + 1})
    frozen(desk, ("models", add), ("update notes set flds = flds || char(31)",))


def template_added(desk: Desk) -> None:
    def add(rows: dict) -> None:
        for model in rows.values():
            first = model["tmpls"][0]
            model["tmpls"].append({**first, "name": "Card 2", "ord": 1, "id": first["id"] + 1, "qfmt": "{{Answer}}"})
            model["req"].append([1, "any", [1]])
    frozen(desk, ("models", add))


def note_type_of_another_id(desk: Desk) -> None:
    def move(rows: dict) -> dict:
        for model in rows.values():
            model["id"] += 1
        return {str(model["id"]): model for model in rows.values()}
    frozen(desk, ("models", move), ("update notes set mid = mid + 1",))


def rename_field(rows: dict) -> None:
    for model in rows.values():
        model["flds"][7]["name"] = "Hint"


def drop_ids(rows: dict) -> None:
    for model in rows.values():
        for part in model["flds"] + model["tmpls"]:
            del part["id"]


def field_renamed_with_ids(desk: Desk) -> None:
    old = desk.export(PAGE, BASE)
    learner = desk.studied(old)
    new = desk.revise(desk.export(EDITED, BASE + 1), ("models", rename_field), ("models", raise_models))
    taken(learner, new, updated=3)
    model = learner.col.models.get(learner.col.db.scalar("select mid from notes"))
    equal(model["flds"][7]["name"], "Hint")


def field_renamed_without_ids(desk: Desk) -> None:
    old = desk.revise(desk.export(PAGE, BASE), ("models", drop_ids))
    learner = desk.studied(old)
    new = desk.revise(old, ("models", rename_field), ("models", raise_models), ("update notes set mod = mod + 1",))
    taken(learner, new, conflicting=3)


def learner_added_a_field(desk: Desk) -> None:
    learner = desk.studied(desk.export(PAGE, BASE))
    models = learner.col.models
    model = models.get(learner.col.db.scalar("select mid from notes"))
    models.add_field(model, models.new_field("Mine"))
    models.update_dict(model)
    taken(learner, desk.export(EDITED, int(time.time()) + 1000), conflicting=3)


def learner_edited_incoming_older(desk: Desk) -> None:
    old = desk.export(PAGE, BASE)
    learner, guid = desk.studied(old), desk.guid(old, "tuple")
    learner.edit(guid)
    taken(learner, desk.export(EDITED, BASE + 1), updated=2, duplicate=1)
    equal(learner.notes()[guid], learner.edited[guid])


def learner_edited_incoming_newer(desk: Desk) -> None:
    old = desk.export(PAGE, BASE)
    learner, guid = desk.studied(old), desk.guid(old, "tuple")
    learner.edit(guid)
    taken(learner, desk.export(EDITED, int(time.time()) + 1000), updated=3)
    equal(("My own" in answer_of(learner, guid), "mine" in learner.notes()[guid].tags), (False, False))


def unchanged_but_newer(desk: Desk) -> None:
    old = desk.export(PAGE, BASE)
    learner, guid = desk.studied(old), desk.guid(old, "list")
    learner.edit(guid)
    taken(learner, desk.export(PAGE, int(time.time()) + 1000), updated=3)
    equal(("My own" in answer_of(learner, guid), "mine" in learner.notes()[guid].tags), (False, False))


def deck_of_another_id(desk: Desk) -> None:
    def move(rows: dict) -> dict:
        for deck in rows.values():
            deck["id"] += deck["id"] != 1
        return {str(deck["id"]): deck for deck in rows.values()}
    old = desk.export(PAGE, BASE)
    learner = desk.studied(old)
    decks = learner.col.decks.all_names_and_ids()
    new = desk.revise(old, ("decks", move), ("update cards set did = did + 1",))
    taken(learner, new, duplicate=3)
    equal([d.name for d in learner.col.decks.all_names_and_ids()], [d.name for d in decks])


def deck_renamed(desk: Desk) -> None:
    learner = desk.studied(desk.export(PAGE, BASE, "--key", "rules"))
    renamed = EDITED.replace("# Rules", "# Better rules")
    taken(learner, desk.export(renamed, BASE + 1, "--key", "rules"), updated=3)
    decks = learner.col.db.list("select distinct did from cards")
    equal([learner.col.decks.name(did) for did in decks], ["Rules"])


def learner_moved_and_suspended(desk: Desk) -> None:
    learner = desk.studied(desk.export(PAGE, BASE))
    cids = learner.col.db.list("select id from cards order by id")
    learner.col.set_deck(cids[:1], learner.col.decks.id("Mine"))
    learner.col.sched.suspend_cards(cids[1:2])
    before = learner.col.db.all("select id, did, queue from cards order by id")
    taken(learner, desk.export(EDITED, BASE + 1), updated=3)
    equal(learner.col.db.all("select id, did, queue from cards order by id"), before)


def note_left_out(desk: Desk) -> None:
    learner = desk.studied(desk.export(PAGE, BASE))
    taken(learner, desk.export(PAGE[:PAGE.index("### 3.")], BASE), duplicate=2)
    equal((learner.col.note_count(), learner.col.card_count()), (3, 3))


def learner_deleted_a_note(desk: Desk) -> None:
    old = desk.export(PAGE, BASE)
    learner = desk.studied(old)
    guid = desk.guid(old, "list")
    learner.col.remove_notes([learner.note_of(guid).id])
    equal(taken(learner, old, new=1, duplicate=2)["new"], [guid])


def one_guid_twice(desk: Desk) -> None:
    package = desk.export(PAGE, BASE)
    one, two = desk.guid(package, "list"), desk.guid(package, "tuple")
    twice = desk.revise(package, ("update notes set guid = ? where guid = ?", one, two))
    learner = desk.learner()
    taken(learner, twice, new=3)
    counted = "select count() from notes where guid = ?"
    equal(learner.col.db.scalar(counted, one), 2)
    newer = desk.revise(twice, ("update notes set mod = mod + 1, flds = replace(flds, 'mutable', 'fixed')",))
    learner.take(newer)
    fixed = "select count() from notes where guid = ? and flds like '%fixed%'"
    equal(learner.col.db.scalar(fixed, one), 1)


def empty_first_field(desk: Desk) -> None:
    package = desk.export(PAGE, BASE)
    empty = "update notes set flds = substr(flds, instr(flds, char(31))), sfld = '' where guid = ?"
    guid = desk.guid(package, "list")
    package = desk.revise(
        package, (empty, guid), ("delete from cards where nid in (select id from notes where guid = ?)", guid))
    learner = desk.learner()
    learner.take(package)
    equal((learner.notes()[guid].cards, learner.problems()), (0, []))


def note_without_card(desk: Desk) -> None:
    old = desk.export(PAGE, BASE)
    guid = desk.guid(old, "set")
    new = desk.revise(
        old, ("delete from cards where nid in (select id from notes where guid = ?)", guid),
        (f"update notes set mod = mod + 1, tags = tags || '{RETIRED} ' where guid = ?", guid))
    learner = desk.studied(old)
    equal(taken(learner, new, updated=1, duplicate=2)["updated"], [guid])
    note = learner.notes()[guid]
    equal((note.cards, note.is_retired), (1, True))
    stranger = desk.learner()
    taken(stranger, new, new=3)
    equal((stranger.notes()[guid].cards, stranger.col.card_count(), stranger.problems()), (0, 2, []))
    # And its card comes with it when it is on the page again.
    taken(stranger, desk.revise(old, ("update notes set mod = mod + 2 where guid = ?", guid)), updated=1, duplicate=2)
    equal((stranger.notes()[guid].cards, stranger.notes()[guid].is_retired), (1, False))


def ids_taken_by_others(desk: Desk) -> None:
    first, second = desk.export(PAGE, BASE), desk.export(PAGE, BASE, "--key", "another")
    learner = desk.studied(first)
    low = learner.col.db.scalar("select min(id) from notes")
    shift = packaged_first_id(second) - low
    same = desk.revise(
        second, ("update notes set id = id - ?", shift), ("update cards set id = id - ?, nid = nid - ?", shift, shift))
    taken(learner, same, new=3)
    equal((learner.col.note_count(), learner.col.card_count(), learner.problems()), (6, 6, []))


def packaged_first_id(package: Path) -> int:
    learner = Learner(package.parent, "ids")
    learner.take(package)
    low = learner.col.db.scalar("select min(id) from notes")
    learner.close()
    return low


def ids_of_the_future(desk: Desk) -> None:
    far = 4_000_000_000_000
    package = desk.revise(
        desk.export(PAGE, BASE), ("update notes set id = id + ?", far),
        ("update cards set id = id + ?, nid = nid + ?", far, far))
    learner = desk.learner()
    taken(learner, package, new=3)
    tomorrow = (time.time() + 86_400) * 1000
    equal(learner.col.db.scalar("select max(id) from notes") < tomorrow, True)


RULES: list[Callable[[Desk], None]] = [
    answer_edited_newer, answer_edited_same_time, answer_edited_older, one_note_newer,
    question_reworded_same_guid, other_guid_same_question, styles_changed_newer, styles_changed_same_time,
    field_added, template_added, note_type_of_another_id, field_renamed_with_ids, field_renamed_without_ids,
    learner_added_a_field, learner_edited_incoming_older, learner_edited_incoming_newer, unchanged_but_newer,
    deck_of_another_id, deck_renamed, learner_moved_and_suspended, note_left_out, learner_deleted_a_note,
    one_guid_twice, empty_first_field, note_without_card, ids_taken_by_others, ids_of_the_future,
]


def holds(rule: Callable[[Desk], None], binary: Path) -> bool:
    with tempfile.TemporaryDirectory(prefix="rules-") as folder:
        desk = Desk(binary, Path(folder))
        try:
            rule(desk)
        except Exception as error:
            print(f"FAIL {rule.__name__}: {type(error).__name__}: {error}", file=sys.stderr)
            return False
        finally:
            for learner in desk.learners:
                learner.close()
    return True


def main() -> int:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("deckmill", type=Path)
    p.add_argument("names", nargs="*")
    args = p.parse_args()
    anki.lang.set_lang("en")
    chosen = [rule for rule in RULES if not args.names or rule.__name__ in args.names]
    good = [rule.__name__ for rule in chosen if holds(rule, args.deckmill.resolve())]
    print(json.dumps({"rules": len(good), "names": good}))
    return 0 if len(good) == len(chosen) and good else 1


if __name__ == "__main__":
    sys.exit(main())
