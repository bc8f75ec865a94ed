"""What the LaTeX files 0.tex, 1.tex … of a folder say as text, as JSON."""

import json
import sys
from pathlib import Path

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

# Commands of LaTeX's own that the program does not know, and one that it takes for the accent.
MORE = {"textless": "<", "textgreater": ">", "textbar": "|", "textasciicircum": "^", "newline": "\n"}

known = get_default_latex_context_db()
known.add_context_category(
    "more", prepend=True, macros=[MacroTextSpec(name, simplify_repl=text) for name, text in MORE.items()]
)
files = sorted(Path(sys.argv[1]).glob("*.tex"), key=lambda path: int(path.stem))
reader = LatexNodes2Text(latex_context=known, keep_comments=True, strict_latex_spaces=True)
json.dump([reader.latex_to_text(path.read_text(encoding="utf-8")) for path in files], sys.stdout)
