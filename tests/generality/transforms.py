"""The same page in another dress: one function for each way of writing it, and the table of them.

A function takes a `Page` and gives a `Changed`, or None where the page has no such form. It touches
nothing but what it is named for: code stays code, and a line counts as a question's only where its text
is that of a question in the golden record.
"""

import dataclasses
import re

import converters
import dress


@dataclasses.dataclass
class Changed:
    """A rewritten document."""

    data: bytes
    suffix: str
    # Cards, by index, whose question has lost the only sign that it is one.
    lost: list = dataclasses.field(default_factory=list)


class Page:
    """A document with what is known of it."""

    def __init__(self, path, golden, scorer):
        self.suffix = path.suffix
        self.data = path.read_bytes()
        self.text = self.data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
        self.cards = golden["cards"]
        self.norm = scorer.norm_q
        self.keys = [self.norm(card["question"]) for card in self.cards]
        self.questions = {}
        for at, key in enumerate(self.keys):
            self.questions.setdefault(key, []).append(at)
        self._html = None

    @property
    def is_prose(self):
        return self.suffix in (".md", ".txt")

    @property
    def html(self):
        """The page as HTML: its own, or what another converter makes of its Markdown."""
        if self._html is None and self.suffix == ".md":
            self._html = converters.markdown_to_html(self.text)
        return self._html if self.suffix == ".md" else self.text if self.suffix == ".html" else None

    def asked(self, line):
        """The cards whose question a line of Markdown or text is, without number and markup."""
        bare = LINK.sub(r"\1", TAG.sub("", line))
        bare = NUMBER.sub(r"\g<lead>\g<rest>", bare)
        key = self.norm(bare)
        if key in self.questions:
            return self.questions[key]
        # "**3. Networks.** Which port …?": the question is what follows the bold words.
        after = self.norm(BOLD_LEAD.sub("", bare))
        if after in self.questions:
            return self.questions[after]
        # A wrapped question begins on the line, and ends on one of the next.
        if self.suffix == ".txt" and len(key) >= 40:
            return [at for at, known in enumerate(self.keys) if known.startswith(key)]
        return []

    def asked_until(self, lines):
        """The cards whose question ends with the last of these lines; in plain text it may be wrapped."""
        found = self.asked(lines[-1])
        if self.suffix == ".md" or not lines[-1].rstrip().endswith("?"):
            return found if self.suffix == ".md" else []
        for count in range(1, 5):
            part = [line.strip() for line in lines[-count:]]
            joined = " ".join(part)
            found = [at for at in self.asked(joined) if self.norm(joined).endswith(self.keys[at])]
            if found and all(part):
                return found
        return []

    def changed(self, lines, lost=()):
        return Changed("\n".join(lines).encode(), self.suffix, sorted(set(lost)))

    def lines(self):
        """Each line of Markdown or text with whether it is code."""
        fence = None
        for line in self.text.split("\n"):
            mark = FENCE.match(line) if self.suffix == ".md" else None
            if fence is None and mark:
                fence = mark.group(1)
                yield line, True
                continue
            yield line, fence is not None
            if fence and mark and mark.group(1).startswith(fence) and not mark.group(2).strip():
                fence = None


FENCE = re.compile(r"^[\s>]*(`{3,}|~{3,})(.*)$")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
BOLD_LEAD = re.compile(r"^\s*\*\*[^*]+\*\*")
HEADING = re.compile(r"^(\s{0,3}(?:(?:\d{1,4}[.)]|[-*+])\s+)?)(#{1,6})(?=\s)")
BULLET = re.compile(r"^(\s*(?:>\s*)*)([-*+])(\s+)(?=\S)")
RULE = re.compile(r"^\s*([-*_])(?:\s*\1){2,}\s*$")
NUMBER = re.compile(
    r"^(?P<lead>[ \t]*(?:(?P<hashes>#{1,6})[ \t]+)?(?:\*\*|__)?)"
    r"(?P<number>\d{1,4})(?P<sign>[.)])(?P<close>\*\*|__)?[ \t]+(?P<rest>\S.*)$"
)


# -- Another converter ----------------------------------------------------------------------------


def html(page):
    """Markdown as another converter's HTML, raw HTML kept."""
    return Changed(page.html.encode(), ".html") if page.suffix == ".md" else None


def markdown(page):
    """HTML as another converter's Markdown."""
    if page.suffix != ".html":
        return None
    return Changed(converters.html_to_markdown(page.html).encode(), ".md")


def text(page):
    """HTML, the page's own or made of Markdown, as plain text."""
    if page.html is None:
        return None
    plain = converters.html_to_text(page.html)
    return Changed(plain.encode(), ".txt", unsigned(page, plain))


def wrapped(page):
    """The same text, wrapped as for a mail."""
    if page.html is None:
        return None
    plain = converters.wrap(converters.html_to_text(page.html))
    return Changed(plain.encode(), ".txt", unsigned(page, plain))


def unsigned(page, plain):
    """The cards whose question is, in plain text, a line like any other."""
    signed = set()
    for line in plain.split("\n"):
        if NUMBER.match(line) or BULLET.match(line):
            bare = BULLET.sub("", line)
            signed.update(page.asked(bare))
    return [at for at, card in enumerate(page.cards) if not asks(card) and at not in signed]


def asks(card):
    return card["question"].rstrip().endswith(("?", "？", "؟"))


# -- Headings -------------------------------------------------------------------------------------


def headings(page):
    """All headings a level deeper, or higher where there is no deeper one."""
    if page.suffix not in (".md", ".html"):
        return None
    tag = re.compile(r"(</?h)([1-6])(?=[\s>])", re.I)
    used = {int(level) for _, level in tag.findall(page.text)}
    if page.suffix == ".md":
        used |= {len(m.group(2)) for line, code in page.lines() if not code and (m := HEADING.match(line))}
        if SETEXT.search(page.text):
            return None
    if not used or (max(used) == 6 and min(used) == 1):
        return None
    step = 1 if max(used) < 6 else -1

    def shift(line):
        line = tag.sub(lambda m: f"{m.group(1)}{int(m.group(2)) + step}", line)
        if page.suffix == ".md":
            line = HEADING.sub(lambda m: m.group(1) + "#" * (len(m.group(2)) + step), line)
        return line

    return page.changed([line if code else shift(line) for line, code in page.lines()])


SETEXT = re.compile(r"^\S.*\n(=+|-{2,})\s*$", re.M)


# -- Numbers --------------------------------------------------------------------------------------


def bracket(page):
    """`1.` becomes `1)`."""
    return renumbered(page, lambda m: f"{m['number']})", ".")


def with_q(page):
    """`1.` and `1)` become `Q1.`."""
    return renumbered(page, lambda m: f"Q{m['number']}.", ".)", leaves_list=True)


def unnumbered(page):
    """`1.` and `1)` become nothing."""
    return renumbered(page, lambda _: "", ".)", leaves_list=True)


def renumbered(page, write, signs, leaves_list=False):
    """Writes the numbers of questions anew; at least half of the questions must have one.

    A question that is no item of an ordered list any more takes its answer out of the item with it.
    """
    if not page.is_prose:
        return None
    lines, lost, found, item = [], [], set(), None
    for line, code in page.lines():
        match = None if code else NUMBER.match(line)
        asked = page.asked(line) if match and match["sign"] in signs else []
        if asked:
            found.update(asked)
            number = write(match)
            close = match["close"] or ""
            lead = match["lead"]
            if leaves_list and page.suffix == ".md" and not lead.strip():
                lead, item = "", Item()
            elif close and not number:
                lead, close = lead.replace("**", "").replace("__", ""), ""
            lines.append(lead + number + close + (" " if number else "") + match["rest"])
            if leaves_list and item is not None and match["rest"].startswith("#"):
                # "1. ### What …?" becomes "### Q1. What …?".
                hashes, words = match["rest"].split(None, 1)
                lines[-1] = f"{hashes} {number} {words}" if number else match["rest"]
            if not number and not asks(page.cards[asked[0]]) and "#" not in lines[-1][:8]:
                lost += asked
            continue
        lines.append(item.dedent(line) if item else line)
    return page.changed(lines, lost) if found and 2 * len(found) >= len(page.cards) else None


class Item:
    """An item of a list whose marker has gone: what was indented under it moves out."""

    def __init__(self):
        self.indent = None

    def dedent(self, line):
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and self.indent is None:
            self.indent = min(indent, 5)
        return line[min(indent, self.indent or 0) :]


# -- Bullets --------------------------------------------------------------------------------------


def bullets(order):
    """Each sign for a bullet becomes the next one in order."""

    def change(page):
        if not page.is_prose:
            return None
        turn = dict(zip(order, order[1:] + order[:1], strict=True))
        swap = lambda m: m.group(1) + turn[m.group(2)] + m.group(3)  # noqa: E731
        lines = [line if code or RULE.match(line) else BULLET.sub(swap, line) for line, code in page.lines()]
        return page.changed(lines)

    return change


# -- Ends of lines --------------------------------------------------------------------------------


def crlf(page):
    """Lines end as on Windows."""
    return Changed(page.text.replace("\n", "\r\n").encode(), page.suffix)


# -- Furniture ------------------------------------------------------------------------------------


def landmarks(page):
    """In a site's shell, its parts named by elements."""
    return Changed(dress.in_landmarks(page.html).encode(), ".html") if page.html else None


def divisions(page):
    """In a site's shell of divisions with class names."""
    return Changed(dress.in_divisions(page.html, named=True).encode(), ".html") if page.html else None


def plain_divisions(page):
    """In a site's shell of divisions that say nothing of themselves."""
    return Changed(dress.in_divisions(page.html, named=False).encode(), ".html") if page.html else None


def copied(page):
    """With the lines of a site's shell around it, as a copy has them."""
    if page.suffix == ".md":
        return Changed(dress.around_markdown(page.text).encode(), ".md")
    return Changed(dress.around_text(page.text).encode(), ".txt") if page.suffix == ".txt" else None


# -- Empty lines ----------------------------------------------------------------------------------


def tight(page):
    """The first paragraph of each answer on the line below its question."""
    if not page.is_prose:
        return None
    lines = list(page.lines())
    kept, moved, at = [], 0, 0
    while at < len(lines):
        line, code = lines[at]
        kept.append(line)
        at += 1
        found = [] if code or "<" in line else page.asked_until(kept)
        # A question that no sign ends would run on into its answer.
        if not found or not (HEADING.match(line) or asks(page.cards[found[0]])):
            continue
        gap = at
        while gap < len(lines) and not lines[gap][0].strip():
            gap += 1
        if gap > at and gap < len(lines) and not lines[gap][1] and is_paragraph(page, lines[gap][0]):
            moved += 1
            at = gap
    return page.changed(kept) if 4 * moved >= len(page.cards) else None


def is_paragraph(page, line):
    markup = re.match(r"\s*([#<>|`~=\[!]|[-*+•]\s|\d+[.)]\s|:::|---)", line)
    return not markup and not page.asked(line)


TRANSFORMS = {
    "html": html,
    "markdown": markdown,
    "text": text,
    "wrapped": wrapped,
    "headings": headings,
    "1)": bracket,
    "Q1.": with_q,
    "no-number": unnumbered,
    "bullets": bullets(["-", "*", "+"]),
    "bullets-2": bullets(["-", "+", "*"]),
    "crlf": crlf,
    "landmarks": landmarks,
    "divisions": divisions,
    "plain-div": plain_divisions,
    "copied": copied,
    "tight": tight,
}
