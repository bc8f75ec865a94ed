#!/usr/bin/env python3
"""Measures whether deckmill follows habits of pages, or pages: the same documents in another dress.

    generality.py DECKMILL CORPUS [--floor FILE] [--write-floor] [--limit 0.02] [--only NAME ...] [--keep DIR]

CORPUS is a folder with `docs/ID.EXT`, `golden/ID.json` (the true list of a document's cards) and
`score.py`, which compares what `DECKMILL export DOC --to json` writes with the golden record.

Each document is scored as it is; then it is rewritten in all the ways in which another author, another
converter or a careless copy would have written the same page (`transforms.py`, one function each), and
scored again with the same golden record. What a person could read from it has stayed, so the score must
stay: per transformation, the mean card F1 may fall by `--limit` at most, over the documents that the
transformation applies to.

Where a rewriting takes away the only sign of a question (a heading without a question mark, as plain
text), no reader could find it. By rule, not by list: such cards, and the cards before them, whose answers
then seem to go on, cost nothing when they are missed or reach too far; a document with more than a
quarter of them is left out.

`--floor` is a file with what has been reached, of all documents as they are and of each: falling below it
is an error, too. `--write-floor` writes it. `--keep` keeps the rewritten documents, to look at.

Needs Python 3.10; the converters, pinned in `requirements.txt`, go into an environment of their own in
target/. Exit code: 0 good, 1 below the floor or beyond the limit, 2 can't be run.
"""

import argparse
import concurrent.futures
import hashlib
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SLACK = 1e-9
# How far below its floor a single document may be: some have few cards.
DOCUMENT_SLACK = 0.005


def environment():
    """Goes on in the environment with the converters, which is made if it isn't there."""
    requirements = HERE / "requirements.txt"
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or HERE.parent.parent / "target")
    home = target / "generality-venv"
    python, stamp = home / "bin" / "python", home / "requirements.txt"
    if not (stamp.exists() and stamp.read_text() == requirements.read_text()):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]
        subprocess.run([*install, str(requirements)], check=True)
        stamp.write_text(requirements.read_text())
    if pathlib.Path(sys.prefix).resolve() != home.resolve():
        os.execv(python, [str(python), *sys.argv])


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def export(deckmill, document):
    """What deckmill finds in a document; no question at all is an answer, too."""
    command = [deckmill, "export", "--quiet", str(document), "--to", "json"]
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode == 2:
        return {"cards": []}
    if done.returncode != 0:
        raise RuntimeError(f"{document.name}: exit code {done.returncode}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def excused(golden, lost):
    """The golden record, with cards that can't be found any more made optional."""
    cards = [dict(card) for card in golden["cards"]]
    for at in lost:
        for near in (at - 1, at):
            if near >= 0:
                cards[near]["optional"] = True
    return {**golden, "cards": cards}


def score(job):
    """Scores a document as it is and in all its other forms: {transformation: (before, after)}."""
    deckmill, corpus, document, keep, only = job
    sys.path.insert(0, str(HERE))
    transforms, scorer = load("transforms", HERE / "transforms.py"), load("scorer", corpus / "score.py")
    golden = json.loads((corpus / "golden" / (document.stem + ".json")).read_text(encoding="utf-8"))
    plain = export(deckmill, document)
    whole = scorer.score_doc(golden, plain)
    forms = {}
    page = transforms.Page(document, golden, scorer)
    for name, transform in transforms.TRANSFORMS.items():
        changed = transform(page) if not only or name in only else None
        if changed is None or changed.data == page.data or 4 * len(changed.lost) > len(golden["cards"]):
            continue
        folder = pathlib.Path(keep) / name
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (document.stem + changed.suffix)
        path.write_bytes(changed.data)
        same = excused(golden, changed.lost)
        before = scorer.score_doc(same, plain) if changed.lost else whole
        after = scorer.score_doc(same, export(deckmill, path))
        forms[name] = (before["cards"]["f1"], after["cards"]["f1"])
    return document.stem, whole, forms


def table(names, results):
    """A line per document and transformation; then what the transformations do on average."""
    ids = [document for document, _, forms in results if forms]
    wide = max(map(len, ids), default=8)
    print(f"{'card F1':{wide}}   as it is  " + " ".join(f"{name:>9}" for name in names))
    for document, whole, forms in results:
        cells = []
        for name in names:
            before, after = forms.get(name, (None, None))
            cell = "·" if before is None else f"{after:.3f}" + ("*" if after < before - 0.02 else "")
            cells.append(f"{cell:>9}")
        print(f"{document:{wide}}   {whole['cards']['f1']:8.3f}  " + " ".join(cells))
    print()


def means(names, results, limit):
    """Prints a line per transformation; gives the names of those that lose too much."""
    beyond = []
    print(f"{'transformation':16} pages   as it is   changed      loss")
    for name in names:
        pairs = [forms[name] for _, _, forms in results if name in forms]
        if not pairs:
            continue
        before, after = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
        far = before - after > limit + SLACK
        beyond += [name] if far else []
        mark = f"  beyond {limit}" if far else ""
        print(f"{name:16} {len(pairs):5}   {before:8.4f}  {after:8.4f}  {before - after:8.4f}{mark}")
    print()
    return beyond


def anonymous(document):
    """The project knows habits of pages, not pages: the floor names none."""
    return hashlib.sha256(document.encode()).hexdigest()[:12]


def reached(scorer, results):
    overall = scorer.macro([whole for _, whole, _ in results])
    kinds = ("card_f1", "question_f1", "section_accuracy", "order_preserved")
    documents = {anonymous(document): whole["cards"]["f1"] for document, whole, _ in results}
    return {**{kind: overall[kind] for kind in kinds}, "documents": documents}


def below_floor(results, found, floor):
    """Says what has fallen below what was reached once."""
    names = {anonymous(document): document for document, _, _ in results}
    fallen = []
    for kind, value in floor.items():
        if kind != "documents" and found[kind] < value - SLACK:
            fallen.append(f"{kind} is {found[kind]}, and was {value}")
    for document, value in floor["documents"].items():
        now = found["documents"].get(document)
        if now is not None and now < value - DOCUMENT_SLACK:
            fallen.append(f"card_f1 of {names[document]} is {now}, and was {value}")
    return fallen


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("deckmill", type=pathlib.Path)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--floor", type=pathlib.Path, help="what has been reached, as JSON")
    parser.add_argument("--write-floor", action="store_true", help="write what is reached to that file")
    parser.add_argument("--limit", type=float, default=0.02, help="how much a transformation may cost")
    parser.add_argument("--only", nargs="*", default=[], help="names of transformations")
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for the rewritten documents")
    options = parser.parse_args()
    environment()
    sys.path.insert(0, str(HERE))
    known = load("transforms", HERE / "transforms.py").TRANSFORMS
    names = [name for name in known if not options.only or name in options.only]
    documents = sorted((options.corpus / "docs").iterdir(), key=lambda path: -path.stat().st_size)
    deckmill = str(options.deckmill.resolve())
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ProcessPoolExecutor() as pool:
        keep = options.keep or scratch
        jobs = [(deckmill, options.corpus, document, keep, options.only) for document in documents]
        results = sorted(pool.map(score, jobs), key=lambda result: result[0])
    table(names, results)
    beyond = means(names, results, options.limit)
    found = reached(load("scorer", options.corpus / "score.py"), results)
    print(json.dumps({kind: value for kind, value in found.items() if kind != "documents"}), flush=True)
    if options.floor and options.write_floor:
        options.floor.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    floor = json.loads(options.floor.read_text(encoding="utf-8")) if options.floor else {"documents": {}}
    problems = below_floor(results, found, floor)
    problems += [f"{name} costs more than {options.limit}" for name in beyond]
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
