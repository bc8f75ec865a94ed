"""Other people's converters, each set as its users have it."""

import re
import textwrap

import inscriptis
import inscriptis.model.config
import markdown_it
import markdownify
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.tasklists import tasklists_plugin


def markdown_to_html(text):
    """CommonMark with tables, strikethrough, task lists and footnotes; raw HTML stays."""
    converter = markdown_it.MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    converter.use(front_matter_plugin).use(footnote_plugin).use(tasklists_plugin)
    body = converter.render(text)
    return f'<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n</head>\n<body>\n{body}</body>\n</html>\n'


def html_to_markdown(html):
    """As a note-taking program keeps pages."""
    body = re.search(r"<body[^>]*>(.*)</body>", html, re.S | re.I)
    return markdownify.markdownify(body.group(1) if body else html, heading_style="ATX", bullets="-")


def html_to_text(html):
    """As it looks in a browser, without links and emphasis."""
    html = re.sub(r"<!doctype[^>]*>", "", html, count=1, flags=re.I)
    html = re.sub(r"<\?xml[^>]*\?>", "", html, count=1, flags=re.I)
    settings = inscriptis.model.config.ParserConfig(display_images=True)
    plain = inscriptis.get_text(html, settings)
    return "\n".join(line.rstrip() for line in plain.split("\n")).strip("\n") + "\n"


def wrap(plain, width=78):
    """Wraps running text; lines that are long for a reason, such as code, seldom are as long as that."""
    out = []
    for line in plain.split("\n"):
        lead = line[: len(line) - len(line.lstrip())]
        mark = re.match(r"(?:[*•-]|\d+\.)\s+", line[len(lead) :])
        hanging = lead + " " * (len(mark.group()) if mark else 0)
        wrapper = textwrap.TextWrapper(
            width=width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
        )
        out += wrapper.wrap(line) if len(line) > width else [line]
    return "\n".join(out)
