"""What an author does to a page between two releases: the edits of `edits.py`.

Each edit is a function of a page and a random source; it returns whether it
found something to do.  A card's text is edited once a round, so that what is
expected stays within what deckmill promises to recognise.
"""

from __future__ import annotations

import random
import re
from typing import Callable

from pages import LEVELS, SECTIONS, TITLES, Block, Card, Page, Pairs

SUBJECTS = (
    "the payroll service", "a nightly import", "our message broker", "the billing table", "a mobile client",
    "the search cluster", "a legacy monolith", "the login page", "an audit trail", "the image resizer",
    "a feature flag", "the staging system", "a long-lived branch", "the on-call rota", "a vendor's library",
)
TROUBLES = (
    "runs out of file handles", "answers with stale data", "doubles its memory every hour",
    "fails on the first of March", "blocks all other writers", "loses one message in a thousand",
    "is slower after the upgrade", "cannot be rolled back", "prints dates in the wrong zone",
    "needs forty minutes to start", "rejects names with an apostrophe", "leaks customers' addresses",
)
SHAPES = (
    "Suppose {s} {t}: where do you look first?",
    "How would you explain to a manager that {s} {t}?",
    "Which metric tells you early that {s} {t}?",
    "{S} {t}. What is your first guess, and how do you test it?",
    "Name two ways to live with it when {s} {t}.",
    "Who has to be told that {s} {t}, and when?",
    "What would you change in the design so that never again {s} {t}?",
    "Write down the test that would have shown that {s} {t}.",
)
REMARKS = (
    "Start with the logs of the last good run.", "Compare two machines that should be equal.",
    "The cause is often a default that nobody chose.", "Measure before and after, on real data.",
    "Ask what was released on that day.", "A small script that repeats the failure is worth an hour.",
    "Write the finding down where the next person will search.", "Limits belong into the configuration.",
    "Set a deadline for every call over the network.", "Keep the old path until the new one is proven.",
    "An index on both columns cures it.", "Retry with growing pauses, and give up in the end.",
    "Draw the boxes first, then the arrows.", "Say what you do not know.",
)
ITEMS = (
    "read the error to its end", "check the clock of the host", "count open connections", "turn the cache off",
    "look at the slowest query", "read the change log", "reduce the input by half", "ask a colleague",
)
CODES = (
    ("python", "for row in rows:\n    print(row)"), ("sql", "SELECT count(*)\nFROM jobs\nWHERE done = 0;"),
    ("sh", "grep -c error app.log"), ("rust", "let total: u32 = parts.iter().sum();"),
    ("js", "const names = users.map(u => u.name);"), ("go", "defer file.Close()"),
)
TAGS = ("warm-up", "phone", "onsite", "favourite", "tricky", "short")


class Author:
    """Edits one page. `released` is the page as the learners have it."""

    def __init__(self, page: Page, pairs: Pairs) -> None:
        self.page, self.pairs = page, pairs
        self.taken: set[str] = set()
        self.touched: set[int] = set()
        self.next_uid = 0

    def begin_round(self) -> None:
        self.touched = set()

    def edit(self, kind: str, rng: random.Random) -> bool:
        return EDITS[kind](self, rng)

    # What cards are made of.

    def new_card(self, rng: random.Random, section: str) -> Card:
        question, answer = self.new_text(rng)
        if rng.random() < 0.4:
            answer = grown(answer, rng)
        level = rng.choice((None, *LEVELS))
        tags = () if rng.random() < 0.8 else tuple(rng.sample(TAGS, rng.randint(1, 2)))
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        is_marked = self.page.form != "txt" and rng.random() < 0.07
        mark = f"card-of-{rng.randrange(10**6)}" if is_marked else None
        self.touched.add(uid)
        return Card(uid, question, answer, level, section, tags, mark)

    def new_text(self, rng: random.Random) -> tuple[str, tuple[Block, ...]]:
        if rng.random() < 0.7:
            question, answer = self.pairs.pick(rng, self.taken)
        else:
            question, answer = invented(rng, self.taken)
        self.taken.add(question)
        return question, answer

    def free(self, rng: random.Random, twins: bool = False) -> Card | None:
        """A card whose text was not edited in this round."""
        cards = [c for c in self.page.cards if c.uid not in self.touched and (twins or not c.is_twin)]
        return rng.choice(cards) if cards else None

    # The edits.

    def answer(self, rng: random.Random) -> bool:
        card = self.free(rng)
        if card:
            self.touched.add(card.uid)
            self.page.change(card.uid, answer=edited(card.answer, rng))
        return card is not None

    def reword(self, rng: random.Random) -> bool:
        cards = [c for c in self.page.cards if c.uid not in self.touched and not c.is_twin]
        known = [c for c in cards if c.question in self.pairs.rewordings]
        if known and rng.random() < 0.6:
            card = rng.choice(known)
            old, question, new = self.pairs.rewordings[card.question]
            # An answer that was edited since stays what it is.
            is_old = card.answer[:len(old)] == old
            answer = new + card.answer[len(old):] if is_old else card.answer
            self.page.change(card.uid, question=question, answer=answer)
        else:
            cards = [c for c in cards if c.question.isascii()]
            if not cards:
                return False
            card = rng.choice(cards)
            self.page.change(card.uid, question=reworded(card.question, rng))
        self.touched.add(card.uid)
        self.taken.add(self.page.cards[self.page.index(card.uid)].question)
        return True

    def rewrite(self, rng: random.Random) -> bool:
        """A card with an explicit id may say what it likes."""
        cards = [c for c in self.page.cards if c.mark and c.uid not in self.touched and not c.is_twin]
        if not cards:
            return False
        card = rng.choice(cards)
        question, answer = self.new_text(rng)
        self.touched.add(card.uid)
        self.page.change(card.uid, question=question, answer=answer)
        return True

    def shuffle(self, rng: random.Random) -> bool:
        rng.shuffle(self.page.cards)
        return True

    def swap(self, rng: random.Random) -> bool:
        """Two neighbours of a section change places."""
        page = self.page
        order = page.in_order()
        near = [(a, b) for a, b in zip(order, order[1:]) if a.section == b.section]
        if not near:
            return False
        a, b = (page.index(c.uid) for c in rng.choice(near))
        page.cards[a], page.cards[b] = page.cards[b], page.cards[a]
        return True

    def exchange(self, rng: random.Random) -> bool:
        """Two questions get each other's answer: the questions say which card is which."""
        a = self.free(rng)
        if a:
            self.touched.add(a.uid)
        b = self.free(rng)
        if not a or not b or a.mark or b.mark:
            return False
        self.touched.add(b.uid)
        self.page.change(a.uid, answer=b.answer)
        self.page.change(b.uid, answer=a.answer)
        return True

    def level(self, rng: random.Random) -> bool:
        card = rng.choice(self.page.cards)
        self.page.change(card.uid, level=rng.choice([x for x in (None, *LEVELS) if x != card.level]))
        return True

    def tags(self, rng: random.Random) -> bool:
        card = rng.choice(self.page.cards)
        tag = rng.choice(TAGS)
        tags = tuple(t for t in card.tags if t != tag) if tag in card.tags else (*card.tags, tag)
        self.page.change(card.uid, tags=tags)
        return True

    def section(self, rng: random.Random) -> bool:
        """A section gets another name."""
        page = self.page
        old = rng.choice(page.sections)
        new = rng.choice([s for s in SECTIONS if s not in page.sections])
        page.sections[page.sections.index(old)] = new
        for card in [c for c in page.cards if c.section == old]:
            page.change(card.uid, section=new)
        return True

    def move(self, rng: random.Random) -> bool:
        """A card goes to another section."""
        card = rng.choice(self.page.cards)
        others = [s for s in self.page.sections if s != card.section]
        if others:
            self.page.change(card.uid, section=rng.choice(others))
        return bool(others)

    def sections(self, rng: random.Random) -> bool:
        """The sections come in another order."""
        rng.shuffle(self.page.sections)
        return True

    def renumber(self, rng: random.Random) -> bool:
        self.page.first_number = rng.choice((1, 2, 11, 101))
        return True

    def title(self, rng: random.Random) -> bool:
        self.page.title = rng.choice([t for t in TITLES if t != self.page.title])
        return True

    def rename(self, rng: random.Random) -> bool:
        self.page.stem = rng.choice([s for s in ("page", "questions", "notes", "all") if s != self.page.stem])
        return True

    def add(self, rng: random.Random) -> bool:
        card = self.new_card(rng, rng.choice(self.page.sections))
        self.page.cards.insert(rng.randint(0, len(self.page.cards)), card)
        return True

    def remove(self, rng: random.Random) -> bool:
        card = self.free(rng, twins=True) if len(self.page.cards) > 3 else None
        if card:
            del self.page.cards[self.page.index(card.uid)]
            self.page.gone.append(card)
            self.touched.add(card.uid)
        return card is not None

    def come_back(self, rng: random.Random) -> bool:
        """A card that was removed in an earlier round stands on the page again, as it was."""
        page = self.page
        cards = [c for c in page.gone if c.uid not in self.touched]
        if not cards:
            return False
        card = rng.choice(cards)
        page.gone.remove(card)
        if card.section not in page.sections:
            page.sections.append(card.section)
        page.cards.insert(rng.randint(0, len(page.cards)), card)
        self.touched.add(card.uid)
        return True

    def twin(self, rng: random.Random) -> bool:
        """A question is asked a second time, further down, and answered otherwise."""
        card = self.free(rng)
        if not card or card.mark:
            return False
        page = self.page
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.touched |= {card.uid, uid}
        page.change(card.uid, is_twin=True)
        answer = (("p", rng.choice(REMARKS)), ("p", f"This is remark {rng.randint(100, 999)}."))
        page.cards.append(Card(uid, card.question, answer, card.level, page.sections[-1], is_twin=True))
        return True


EDITS: dict[str, Callable[[Author, random.Random], bool]] = {
    "answer": Author.answer, "reword": Author.reword, "rewrite": Author.rewrite, "shuffle": Author.shuffle,
    "swap": Author.swap, "exchange": Author.exchange, "level": Author.level, "tags": Author.tags,
    "section": Author.section, "move": Author.move, "sections": Author.sections,
    "renumber": Author.renumber, "title": Author.title, "rename": Author.rename, "add": Author.add,
    "remove": Author.remove, "return": Author.come_back, "twin": Author.twin,
}
# How often each is chosen, where that is not once.
WEIGHTS = {"answer": 3, "reword": 4, "add": 2, "remove": 3, "return": 4, "twin": 0.6, "exchange": 0.6}


def invented(rng: random.Random, taken: set[str]) -> tuple[str, tuple[Block, ...]]:
    while True:
        subject, trouble = rng.choice(SUBJECTS), rng.choice(TROUBLES)
        question = rng.choice(SHAPES).format(
            s=subject, t=trouble, S=subject[0].upper() + subject[1:])
        if not any(subject in other or trouble in other for other in taken):
            break
        if len(taken) > 25:
            break
    return question, tuple(("p", text) for text in rng.sample(REMARKS, rng.randint(1, 3)))


def grown(answer: tuple[Block, ...], rng: random.Random) -> tuple[Block, ...]:
    """An answer with one more block."""
    kind = rng.choice(("p", "list", "code"))
    if kind == "code":
        return (*answer, ("code", *rng.choice(CODES)))
    if kind == "list":
        return (*answer, ("p", "Some steps:"), ("list", tuple(rng.sample(ITEMS, 3))))
    return (*answer, ("p", rng.choice(REMARKS)))


def edited(answer: tuple[Block, ...], rng: random.Random) -> tuple[Block, ...]:
    """An answer that says something else, a little or altogether."""
    choice = rng.random()
    if choice < 0.4:
        return grown(answer, rng)
    if choice < 0.6:
        return tuple(("p", text) for text in rng.sample(REMARKS, 2))
    at = rng.randrange(len(answer))
    block = answer[at]
    if block[0] == "p":
        block = ("p", f"{block[1]} {rng.choice(REMARKS)}")
    elif block[0] == "list":
        block = ("list", (*block[1], rng.choice(ITEMS)))
    else:
        block = ("code", block[1], f"{block[2]}\n# {rng.randint(1, 99)}")
    return (*answer[:at], block, *answer[at + 1:])


def reworded(question: str, rng: random.Random) -> str:
    """A question with a word more, less or other, a typo, or other punctuation."""
    ways = [
        lambda q: q[:-1] if q[-1] in "?." else q + "?",
        lambda q: re.sub(r"([?.]?)$", r" in practice\1", q, count=1),
        lambda q: re.sub(r"\b(What|How|When|Why|Which)\b", r"\1 exactly", q, count=1),
        lambda q: "Briefly, " + q[0].lower() + q[1:],
        lambda q: re.sub(r"\b([a-z]{5,})\b", lambda m: m[1] + m[1][-1], q, count=1),
        lambda q: q.replace(" you ", " one ", 1),
        lambda q: q.upper() if "`" not in q else q,
    ]
    rng.shuffle(ways)
    return next(new for new in (way(question) for way in ways) if new != question)
