"""Holds a log against the schema of SARIF 2.1.0, and reads it with sarif-tools.

sarif_log.py SCHEMA LOG   prints what is wrong, and the results as sarif-tools understands them.
"""
import json
import pathlib
import sys

from jsonschema import Draft7Validator, FormatChecker
from sarif import loader

schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
assert schema["$schema"] == "http://json-schema.org/draft-07/schema#", schema["$schema"]
assert schema["$id"].endswith("/sarif-schema-2.1.0.json"), schema["$id"]
Draft7Validator.check_schema(schema)
log = json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
validator = Draft7Validator(schema, format_checker=FormatChecker())
wrong = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(log)]
# A schema that lets everything pass would prove nothing.
broken = json.loads(json.dumps(log))
broken["runs"][0]["tool"]["driver"].pop("name")
assert list(validator.iter_errors(broken)), "a log without a name of its tool is not noticed"
read = loader.load_sarif_file(sys.argv[2])
print(json.dumps({"wrong": wrong, "tool": read.get_distinct_tool_names(), "records": read.get_records()}))
