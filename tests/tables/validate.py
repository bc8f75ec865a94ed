"""Validates JSON against a schema by the independent validator `jsonschema`.

validate.py SCHEMA FILE...   each file is one value, or one on each line; says what is wrong, and counts.
"""
import json
import pathlib
import sys

from jsonschema import Draft202012Validator


def values(path):
    text = pathlib.Path(path).read_text(encoding="utf-8")
    try:
        return [json.loads(text)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
Draft202012Validator.check_schema(schema)
assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema", schema["$schema"]
validator = Draft202012Validator(schema)
wrong, count = [], 0
for path in sys.argv[2:]:
    for value in values(path):
        count += 1
        wrong += [f"{path}: {error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]
print(json.dumps({"count": count, "wrong": wrong}))
