"""Pages of two hundred questions for `adopt.py`, with many that look alike, and what an author does
to them before the deck changes over.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from pathlib import Path

PAIRS = Path(__file__).parent.parent / "identity" / "pairs.jsonl"
SIZE = 200
# Twins that differ in signs alone, which markup and punctuation are made of as well.
TWINS = (
    ("What does `==` compare in JavaScript?", "Values, after converting their types."),
    ("What does `===` compare in JavaScript?", "Values and types, and converts nothing."),
    ("Is C an object-oriented language?", "No; structures and functions are apart."),
    ("Is C++ an object-oriented language?", "Yes, among other things: classes, virtual functions."),
    ("Is C# an object-oriented language?", "Yes; everything lives in a class."),
    ("What does `a++` give?", "The old value, and then counts up."),
    ("What does `a--` give?", "The old value, and then counts down."),
    ("What does `&` do?", "It combines bits."),
    ("What does `&&` do?", "It skips the right side when the left is false."),
    ("What does `*p` mean?", "What the pointer leads to."),
    ("What does `&p` mean?", "The address of the variable."),
    ("What does `_x` say about a name?", "Please leave it alone: by habit it is internal."),
    ("What does `__x` say about a name?", "The class's name is mixed into it."),
    ("What is `List`?", "A raw type, which holds anything."),
    ("What is `List<T>`?", "A generic type, which holds one kind of thing."),
)
# Questions that are asked twice, in other senses.
ASKED_TWICE = (
    ("What is a set?", "A collection of distinct elements without an order."),
    ("What is a set?", "In tennis, what is won with six games."),
    ("How do you close it?", "Call `close()`, or better: let a `with` block do it."),
    ("How do you close it?", "With a semicolon, and **not** with an empty line."),
)
CODES = (
    ("python", "for row in rows:\n    print(row)"), ("sql", "SELECT count(*)\nFROM jobs\nWHERE done = 0;"),
    ("rust", "let total: Vec<u32> = parts.iter().map(|x| x * 2).collect();"), ("sh", "grep -c error app.log"),
)


@dataclass(frozen=True)
class Card:
    question: str
    answer: str
    # Question and answer as they are reworded.
    reworded: tuple[str, str] | None = None


def pairs() -> list[dict]:
    return [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]


def cards(seed: int) -> list[Card]:
    """Near twins side by side and apart, and cards that have a rewording."""
    rng = random.Random(seed)
    found: dict[str, Card] = {}
    kinds = rng.sample(pairs(), len(pairs()))
    twins = [pair for pair in kinds if pair["kind"] == "different" and pair["distance"] <= 3]
    for pair in twins[:70]:
        for text in (pair["old"], pair["new"]):
            found.setdefault(text["question"].lower(), Card(text["question"], text["answer"]))
    for question, answer in TWINS:
        found.setdefault(question.lower(), Card(question, answer))
    for question, answer in ASKED_TWICE:
        found[question + answer] = Card(question, answer)
    for pair in kinds:
        old, new = pair["old"], pair["new"]
        if pair["kind"] == "same" and pair["distance"] <= 3 and len(found) < SIZE:
            reworded = (new["question"], new["answer"])
            found.setdefault(old["question"].lower(), Card(old["question"], old["answer"], reworded))
    all_cards = list(found.values())
    if seed % 2:
        rng.shuffle(all_cards)
    return [richer(card, at) for at, card in enumerate(all_cards)]


def richer(card: Card, at: int) -> Card:
    """Every seventh answer has code, every ninth a list: the same ones many times."""
    more = ""
    if at % 7 == 0:
        language, code = CODES[at % len(CODES)]
        more += f"\n\n```{language}\n{code}\n```"
    if at % 9 == 0:
        more += "\n\nIn short:\n\n- ask first\n- measure *twice*\n- see [the guide](https://example.org/guide)"
    reworded = card.reworded and (card.reworded[0], card.reworded[1] + more)
    return replace(card, answer=card.answer + more, reworded=reworded)


def page(all_cards: list[Card], is_numbered: bool) -> str:
    lines = ["# Two Hundred Questions\n"]
    for number, card in enumerate(all_cards, 1):
        if not is_numbered and number % 50 == 1:
            lines.append(f"## Part {number // 50 + 1}\n")
        heading = f"## {number}. " if is_numbered else "### "
        lines.append(f"{heading}{card.question}\n\n{card.answer}\n")
    return "\n".join(lines)


def edited(all_cards: list[Card], seed: int) -> list[tuple[Card, int | None]]:
    """The cards after some work, with their old places: a tenth reworded, ten answers edited, five
    cards gone, five new, all in another order.
    """
    rng = random.Random(seed)
    known = list(enumerate(all_cards))
    reworded = {at for at, _ in rng.sample([(at, c) for at, c in known if c.reworded], len(known) // 10)}
    rest = [at for at, _ in known if at not in reworded]
    answered, gone = set(rng.sample(rest, 10)), set(rng.sample(rest, 15)[10:])
    out: list[tuple[Card, int | None]] = []
    for at, card in known:
        if at in gone - answered:
            continue
        if at in reworded and card.reworded:
            card = Card(*card.reworded)
        elif at in answered:
            card = replace(card, answer=card.answer + "\n\nTell of a case of your own.")
        out.append((card, at))
    for number in range(5):
        new = Card(f"What did the {('first', 'second', 'third', 'fourth', 'fifth')[number]} outage teach us?",
                   f"That plan {number} needs an owner, and that dashboards lie by omission.")
        out.insert(rng.randrange(len(out)), (new, None))
    half = len(out) // 2
    return out[half:] + out[:half]
