"""What extruct finds of schema.org in a page of HTML, as JSON."""
import json
import pathlib
import sys

import extruct

text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
print(json.dumps(extruct.extract(text, syntaxes=["json-ld"])["json-ld"]))
