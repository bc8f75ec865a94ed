#!/usr/bin/env python3
"""Draws what commands print in a terminal as an SVG picture.

    scripts/terminal-picture.py docs/terminal.svg 'deckmill check page.md' ...

Each command is run by bash in the current folder, with colours on; `deckmill` is the
one on the PATH. Only Python's standard library is needed. A line `#LINES 3-5,9` behind a
command keeps these lines of its output and puts an ellipsis where others were.
"""

import html
import re
import subprocess
import sys

CHAR, LINE, MARGIN, BAR = 8.4, 19, 18, 34
BACK, TEXT, PROMPT = "#1c1f26", "#d8dce3", "#7fb785"
COLOURS = {
    "30": "#5b6270", "31": "#e06c75", "32": "#98c379", "33": "#e5b567", "34": "#61afef",
    "35": "#c678dd", "36": "#56b6c2", "37": "#d8dce3",
}
COLOURS.update({str(int(code) + 60): colour for code, colour in COLOURS.items()})


def spans(line):
    """The stretches of a line with one look: (text, colour, whether it is bold)."""
    colour, bold, out = TEXT, False, []
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not part.startswith("\x1b["):
            if part:
                out.append((part, colour, bold))
            continue
        for code in part[2:-1].split(";"):
            if code in ("", "0"):
                colour, bold = TEXT, False
            elif code == "1":
                bold = True
            elif code in COLOURS:
                colour = COLOURS[code]
            elif code == "39":
                colour = TEXT
    return out


def kept(lines, wanted):
    """The lines that are asked for, with an ellipsis for each gap."""
    if not wanted:
        return lines
    numbers = set()
    for part in wanted.split(","):
        first, _, last = part.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    out, gap = [], False
    for number, line in enumerate(lines, 1):
        if number in numbers:
            out.append(line)
        elif not gap:
            out.append("  ⋮")
        gap = number not in numbers
    return out


def output(command):
    run = subprocess.run(
        ["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )
    return run.stdout.rstrip("\n").split("\n") if run.stdout else []


def drawing(lines):
    columns = max(sum(len(text) for text, _, _ in line) for line in lines)
    width, height = round(columns * CHAR + 2 * MARGIN), BAR + len(lines) * LINE + MARGIN
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14">',
        f'<rect width="{width}" height="{height}" rx="8" fill="{BACK}"/>',
    ]
    out += [f'<circle cx="{20 + 18 * at}" cy="17" r="5.5" fill="{colour}"/>'
            for at, colour in enumerate(("#e06c75", "#e5b567", "#98c379"))]
    for row, line in enumerate(lines):
        column, y = 0, BAR + (row + 1) * LINE - 5
        for text, colour, bold in line:
            if text.strip():
                # The length is given, so that columns stand in line in any font.
                lead = len(text) - len(text.lstrip())
                shown = text.strip()
                x, length = MARGIN + (column + lead) * CHAR, len(shown) * CHAR
                weight = ' font-weight="bold"' if bold else ""
                out.append(f'<text x="{x:.1f}" y="{y}" fill="{colour}"{weight} textLength="{length:.1f}" '
                           f'lengthAdjust="spacingAndGlyphs" xml:space="preserve">{html.escape(shown)}</text>')
            column += len(text)
    return "\n".join(out + ["</svg>", ""])


def main(target, *commands):
    lines = []
    for command in commands:
        command, _, wanted = command.partition(" #LINES ")
        shown = command.replace(" --color always", "")
        lines += [[]] if lines else []
        lines.append([("$ ", PROMPT, True), (shown, TEXT, True)])
        lines += [spans(line) for line in kept(output(command), wanted.strip())]
    with open(target, "w", encoding="utf-8", newline="\n") as out:
        out.write(drawing(lines))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
