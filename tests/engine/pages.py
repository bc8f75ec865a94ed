"""Pages of questions as `edits.py` makes them: a model of a page, and the text it stands for.

What a card is and says is known here by construction; nothing is asked of
deckmill.  The edits themselves are in `authors.py`.
"""

from __future__ import annotations

import html
import json
import random
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

# Of a page by hand in three formats, and of one that deckmill wrote, with its marks.
FORMS = ("md", "md", "html", "txt", "own")
LEVELS = ("beginner", "intermediate", "advanced")
SECTIONS = (
    "Basics", "Data types", "Input and output", "Everyday tools", "Errors", "Memory", "Architecture",
    "Speed", "Safety", "Teamwork", "Storage", "Messages", "Deployment", "Odds and ends",
)
TITLES = (
    "Interview Questions for Developers", "What They Asked Me", "Questions and Answers for Engineers",
    "A Hundred Small Interview Questions", "Backend Interview Notes", "The Whiteboard Collection",
)

# A block of an answer: ("p", text), ("list", items) or ("code", language, text).
Block = tuple


@dataclass(frozen=True)
class Card:
    uid: int
    question: str
    answer: tuple[Block, ...]
    level: str | None
    section: str
    tags: tuple[str, ...] = ()
    mark: str | None = None
    is_twin: bool = False

    def content(self, form: str) -> tuple:
        """What a learner would call changed when it differs, as far as the form of the page shows it."""
        if form == "txt":
            blocks = tuple((b[0], plain_block(b)) for b in self.answer)
            return plain(self.question), blocks, self.level, self.section, tuple(sorted(self.tags))
        return self.question, self.answer, self.level, self.section, tuple(sorted(self.tags))


@dataclass
class Page:
    form: str
    title: str
    stem: str
    intro: str
    sections: list[str]
    cards: list[Card] = field(default_factory=list)
    gone: list[Card] = field(default_factory=list)
    first_number: int = 1

    def copy(self) -> Page:
        return replace(self, sections=list(self.sections), cards=list(self.cards), gone=list(self.gone))

    def in_order(self) -> list[Card]:
        return [c for section in self.sections for c in self.cards if c.section == section]

    def index(self, uid: int) -> int:
        return next(i for i, c in enumerate(self.cards) if c.uid == uid)

    def change(self, uid: int, **what: object) -> None:
        at = self.index(uid)
        self.cards[at] = replace(self.cards[at], **what)

    def file_name(self) -> str:
        return f"{self.stem}.{'md' if self.form == 'own' else self.form}"

    def text(self) -> str:
        return {"md": markdown, "own": markdown, "html": web, "txt": plain_text}[self.form](self)


def plain(text: str) -> str:
    return text.replace("`", "")


def plain_block(block: Block) -> str:
    if block[0] == "list":
        return "\n".join(plain(item) for item in block[1])
    return block[2] if block[0] == "code" else plain(block[1])


def squeezed(text: str) -> str:
    """A text without white space, which HTML and plain text set differently."""
    return re.sub(r"\s+", "", text)


def said(card: Card) -> tuple[str, str]:
    """Question and answer of a card, as they compare with `shown`."""
    return squeezed(plain(card.question)), squeezed("".join(plain_block(b) for b in card.answer))


def shown(fields: list[str]) -> tuple[str, str]:
    """Question and answer of a note's fields, without markup and white space."""
    question, answer = (html.unescape(re.sub(r"<[^>]*>", "", f)) for f in fields[:2])
    return squeezed(question), squeezed(answer)


def numbered(page: Page) -> list[tuple[str | None, int, Card]]:
    """The cards in order with their numbers; a section's name at its first card."""
    out, before = [], None
    for number, card in enumerate(page.in_order(), page.first_number):
        out.append((card.section if card.section != before else None, number, card))
        before = card.section
    return out


def id_mark(card: Card) -> list[str]:
    return [f"<!-- deckmill id={card.mark} -->"] if card.mark else []


def full_mark(number: int, card: Card) -> str:
    words = [f"id={card.mark}"] if card.mark else []
    words += [f"number={number}", *([f"level={card.level}"] if card.level else [])]
    return f"<!-- deckmill {' '.join(words + [f'tag={tag}' for tag in card.tags])} -->\n"


def tag_line(card: Card) -> list[str]:
    return [f"Tags: {', '.join(card.tags)}"] if card.tags else []


def markdown(page: Page) -> str:
    is_own = page.form == "own"
    parts = [f"{'<!-- deckmill deck -->' + chr(10) if is_own else ''}# {page.title}", page.intro]
    for section, number, card in numbered(page):
        if section:
            parts.append(f"## {section}")
        parts.append(f"{full_mark(number, card) if is_own else ''}### {number}. {card.question}")
        parts += [] if is_own else id_mark(card)
        parts += [f"*{card.level}*"] if card.level else []
        parts += [] if is_own else tag_line(card)
        parts += [markdown_block(block) for block in card.answer]
    return "\n\n".join(parts) + "\n"


def markdown_block(block: Block) -> str:
    if block[0] == "list":
        return "\n".join(f"- {item}" for item in block[1])
    return f"```{block[1]}\n{block[2]}\n```" if block[0] == "code" else block[1]


def plain_text(page: Page) -> str:
    parts = [page.title, page.intro]
    for section, number, card in numbered(page):
        if section:
            parts.append(f"{section}\n{'=' * len(section)}")
        parts.append(f"{number}. {plain(card.question)}")
        parts += [card.level] if card.level else []
        parts += tag_line(card)
        parts += [text_block(block) for block in card.answer]
    return "\n\n".join(parts) + "\n"


def text_block(block: Block) -> str:
    if block[0] == "list":
        return "\n".join(f"- {plain(item)}" for item in block[1])
    if block[0] == "code":
        return "\n".join(f"    {line}" if line else "" for line in block[2].split("\n"))
    return plain(block[1])


def web(page: Page) -> str:
    parts = [
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{html.escape(page.title)}</title></head>',
        f"<body>\n<h1>{html.escape(page.title)}</h1>\n<p>{html.escape(page.intro)}</p>",
    ]
    for section, number, card in numbered(page):
        if section:
            parts.append(f"<h2>{html.escape(section)}</h2>")
        parts.append(f"<h3>{number}. {web_line(card.question)}</h3>")
        parts += id_mark(card)
        parts += [f"<p><em>{card.level}</em></p>"] if card.level else []
        parts += [f"<p>{line}</p>" for line in tag_line(card)]
        parts += [web_block(block) for block in card.answer]
    return "\n".join(parts) + "\n</body></html>\n"


def web_line(text: str) -> str:
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(text, quote=False))


def web_block(block: Block) -> str:
    if block[0] == "list":
        return "<ul>" + "".join(f"<li>{web_line(item)}</li>" for item in block[1]) + "</ul>"
    if block[0] == "code":
        return f'<pre><code class="language-{block[1]}">{html.escape(block[2])}\n</code></pre>'
    return f"<p>{web_line(block[1])}</p>"


def blocks(answer: str) -> tuple[Block, ...]:
    """An answer of `pairs.jsonl` as blocks."""
    out: list[Block] = []
    for part in re.split(r"(```.*?```)", answer, flags=re.S):
        fence = re.fullmatch(r"```(\w+)\n(.*?)\n```", part, flags=re.S)
        if fence:
            out.append(("code", fence[1], fence[2]))
        else:
            out += [("p", text.strip()) for text in part.split("\n\n") if text.strip()]
    return tuple(out)


class Pairs:
    """The pairs of `tests/identity`: cards for pages, and the rewordings that must be recognised."""

    # So short an answer is taken for something else when it stands alone in a text.
    SHORTEST = 12
    # What must be recognised: rewordings up to this distance, of answers that either stay or have so
    # many words that an edit leaves something to go by.
    FARTHEST = 3
    FEWEST_WORDS = 4

    def __init__(self, path: Path) -> None:
        self.cards: list[tuple[str, tuple[Block, ...]]] = []
        # By question: the answer, and both as they are reworded.
        self.rewordings: dict[str, tuple[tuple[Block, ...], str, tuple[Block, ...]]] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            pair = json.loads(line)
            old, new = ((pair[k]["question"], blocks(pair[k]["answer"])) for k in ("old", "new"))
            if len(pair["old"]["answer"]) < self.SHORTEST:
                continue
            self.cards.append(old)
            words = min(len(pair[k]["answer"].split()) for k in ("old", "new"))
            is_known = old[1] == new[1] or words >= self.FEWEST_WORDS
            if pair["kind"] == "same" and pair["distance"] <= self.FARTHEST and is_known:
                self.rewordings[old[0]] = old[1], *new

    def pick(self, rng: random.Random, taken: set[str]) -> tuple[str, tuple[Block, ...]]:
        """A card that is not in use, every other time one that has a rewording."""
        known = [card for card in self.cards if card[0] not in taken]
        some = [card for card in known if card[0] in self.rewordings]
        return rng.choice(some if some and rng.random() < 0.5 else known)
