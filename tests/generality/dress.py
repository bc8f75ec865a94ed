"""A site's shell around a page: what is on every page of a site, and on none of its questions."""

import re

MENU = ["Home", "Topics", "Companies", "Write for us", "Log in"]
TOPICS = ["Message queues", "Graph databases", "Load balancers", "Caching layers"]
COOKIES = "We use cookies to remember your settings and to count visits."
CHOICES = ["Accept all", "Only what is needed"]
LEGAL = ["Privacy", "Terms of use", "Contact"]
OWNER = "© 2024 Northwind Pages. All rights reserved."
SKIP = "Skip to content"


def _links(texts, parted):
    return parted.join(f'<a href="/{text.lower().replace(" ", "-")}">{text}</a>' for text in texts)


def _list(texts):
    return "<ul>\n<li>" + _links(texts, "</li>\n<li>") + "</li>\n</ul>"


def _around(html, before, after):
    """The body of a page between two parts; what is no whole page is all body."""
    body = re.search(r"(<body[^>]*>)(.*)(</body>)", html, re.S | re.I)
    if not body:
        return before + html + after
    start, end = body.span(2)
    return html[:start] + before + body.group(2) + after + html[end:]


def in_landmarks(html):
    before = f"""
<a href="#main">{SKIP}</a>
<header><nav aria-label="Site">{_list(MENU)}</nav></header>
<section role="dialog" aria-label="Cookies"><p>{COOKIES}</p>
<button>{CHOICES[0]}</button> <button>{CHOICES[1]}</button></section>
<aside><h2>More topics</h2>{_list(TOPICS)}</aside>
<main id="main">
"""
    after = f"""
</main>
<footer><p>{_links(LEGAL, " · ")}</p><p>{OWNER}</p></footer>
"""
    return _around(html, before, after)


def in_divisions(html, named):
    """The same as divisions, with class names or without any."""

    def box(name, content):
        return f'<div class="{name}">{content}</div>\n' if named else f"<div>{content}</div>\n"

    before = (
        box("skip-link", f'<a href="#main">{SKIP}</a>')
        + box("topbar nav-links", _list(MENU))
        + box("cookie-consent", f"{COOKIES} <button>{CHOICES[0]}</button> <button>{CHOICES[1]}</button>")
        + box("left-sidebar", f"<p>More topics</p>{_list(TOPICS)}")
    )
    after = box("site-footer", box("legal", _links(LEGAL, " ")) + box("fine-print", OWNER))
    opened = '<div class="wrapper"><div class="content">' if named else "<div><div>"
    return _around(html, before + opened, "</div></div>\n" + after)


def around_text(text):
    """As copying the whole window gives it: each link on a line, the sidebar before the page."""
    before = [SKIP, *MENU, "", f"{COOKIES}", *CHOICES, "", "More topics", *TOPICS, "", ""]
    after = ["", "", *LEGAL, OWNER, ""]
    return "\n".join(before) + text.rstrip("\n") + "\n" + "\n".join(after)


def around_markdown(text):
    """As a program that keeps pages as Markdown writes it."""

    def link(label):
        return f"[{label}](https://pages.example/{label.lower().replace(' ', '-')})"

    front = re.match(r"---\n.*?\n---\n", text, re.S)
    start = front.end() if front else 0
    menu = "\n".join(f"- {link(label)}" for label in MENU)
    topics = "\n".join(f"- {link(label)}" for label in TOPICS)
    choices = " ".join(f"[{label}](#)" for label in CHOICES)
    before = f"[{SKIP}](#main)\n\n{menu}\n\n{COOKIES} {choices}\n\nMore topics\n\n{topics}\n\n"
    after = "\n\n" + " · ".join(link(label) for label in LEGAL) + f"\n\n{OWNER}\n"
    return text[:start] + before + text[start:].rstrip("\n") + after
