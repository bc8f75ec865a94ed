"""Runs the action as a runner of GitHub does, against a server on this machine that plays GitHub.

    action.py SCENARIO.json

What is run are the steps of action.yml itself, in their order, with the defaults of its inputs: its `run:` by bash,
its `uses:` by name only. The scenario is an object:

    workspace   the repository that was checked out
    with        inputs, where they are not to be the defaults
    event_name, event
    env         more of the environment
    github      the state of GitHub: comments, may_write, locks (by commit), releases
    then        whether the scripts of the README's workflow follow, as on a release
    downloads   a folder with what the releases of deckmill have to download

What is printed is an object: steps, outputs, summary, comments (as they are then), asked (what GitHub was asked),
installed (programs) and packages (what is in the folder of that output, which is gone then, and its path in the decks).
"""

import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import urllib.parse

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPOSITORY = "somebody/questions"


class GitHub(http.server.BaseHTTPRequestHandler):
    """The few addresses of GitHub that the action asks."""

    state, downloads, asked, token = {}, None, [], ""

    def answer(self, status, body=b""):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self):
        address = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(address.query))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.asked.append(f"{self.command} {self.path}")
        if address.path.startswith("/releases/"):
            # As on the web, and not of the API: `download/VERSION/NAME`.
            file = self.downloads and self.downloads / address.path.rpartition("/")[2]
            return self.answer(200, file.read_bytes()) if file and file.is_file() else self.answer(404)
        if self.headers.get("Authorization") != f"Bearer {self.token}":
            return self.answer(401)
        place = f"/repos/{REPOSITORY}/"
        if not address.path.startswith(place):
            return self.answer(404)
        return self.api(address.path[len(place):], query, body)

    def api(self, path, query, body):
        state = self.state
        comments = state.setdefault("comments", [])
        if match := re.fullmatch(r"contents/(.+)", path):
            lock = state.get("locks", {}).get(query.get("ref"), {}).get(urllib.parse.unquote(match[1]))
            raw = "raw" in self.headers.get("Accept", "")
            return self.answer(200, lock.encode()) if lock is not None and raw else self.answer(404)
        if path == "releases":
            return self.answer(state.get("releases_status", 200), state.get("releases", []))
        if match := re.fullmatch(r"releases/assets/(\d+)", path):
            files = [a["file"] for r in state["releases"] for a in r["assets"] if str(a["id"]) == match[1]]
            return self.answer(200, pathlib.Path(files[0]).read_bytes()) if files else self.answer(404)
        if match := re.fullmatch(r"issues/(\d+)/comments", path):
            if self.command == "GET":
                size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
                return self.answer(200, comments[(page - 1) * size : page * size])
            if not state.get("may_write", True):
                return self.answer(403, {"message": "Resource not accessible by integration"})
            comments.append({"id": 1000 + len(comments), "body": json.loads(body)["body"]})
            return self.answer(201, comments[-1])
        if (match := re.fullmatch(r"issues/comments/(\d+)", path)) and self.command == "PATCH":
            if not state.get("may_write", True):
                return self.answer(403)
            for comment in comments:
                if str(comment["id"]) == match[1]:
                    comment["body"] = json.loads(body)["body"]
                    return self.answer(200, comment)
        return self.answer(404)

    do_GET = do_POST = do_PATCH = handle_any

    def log_message(self, *_):
        pass


class Run:
    """What a runner keeps from one step to the next."""

    def __init__(self, action, scenario, url, folder):
        self.action, self.folder, self.workspace = action, folder, pathlib.Path(scenario["workspace"])
        (folder / "event.json").write_text(json.dumps(scenario.get("event", {})))
        self.names = {f"inputs.{name}": str(given.get("default", "")) for name, given in action["inputs"].items()}
        for name, value in scenario.get("with", {}).items():
            assert f"inputs.{name}" in self.names, f"the action has no input {name}"
            self.names[f"inputs.{name}"] = value
        self.names = {name: value.replace("${{ github.token }}", GitHub.token) for name, value in self.names.items()}
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "INPUT_"))},
            "CI": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": url,
            "GITHUB_EVENT_NAME": scenario.get("event_name", "push"),
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_ARCH": "X64",
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(folder / "temp"),
            "DECKMILL_ACTION_RELEASES": f"{url}/releases",
            **scenario.get("env", {}),
        }
        (folder / "temp").mkdir()
        self.summary = ""

    def filled(self, text):
        """A text with the values of its expressions; one that is not known is an error, and not empty."""

        def value(match):
            name = match[1]
            # An output that no step gave is empty, if there is such a step.
            if name not in self.names and (match := re.fullmatch(r"steps\.([\w-]+)\.outputs\.\w+", name)):
                assert any(step.get("id") == match[1] for step in self.action["runs"]["steps"]), name
                return ""
            return self.names[name]

        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", value, str(text))

    def is_wanted(self, step):
        condition = step.get("if")
        if condition is None:
            return True
        match = re.fullmatch(r"([\w.-]+) == '([^']*)'", condition)
        assert match, f"what is `if: {condition}`?"
        return self.filled("${{ %s }}" % match[1]) == match[2]

    def step(self, step):
        """Runs a step, as far as it is one of ours, and says what came of it."""
        if "uses" in step:
            given = {name: self.filled(value) for name, value in step["with"].items()}
            return {"name": step["name"], "uses": step["uses"].partition("@")[0], "with": given, "code": 0}
        assert "${{" not in step["run"], "a script must not be made of texts of users"
        assert step["shell"] == "bash", step["shell"]
        files = {name: self.folder / name for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        environment = {
            **self.environment,
            **{name: self.filled(value) for name, value in step.get("env", {}).items()},
            **{name: str(file) for name, file in files.items()},
        }
        script = self.folder / "step.sh"
        script.write_text(step["run"])
        # As runners call it.
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
        done = subprocess.run(
            command, cwd=self.workspace, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for line in files["GITHUB_OUTPUT"].read_text().splitlines():
            name, _, value = line.partition("=")
            if "id" in step:
                self.names[f"steps.{step['id']}.outputs.{name}"] = value
        for line in files["GITHUB_PATH"].read_text().splitlines():
            self.environment["PATH"] = line + os.pathsep + self.environment["PATH"]
        self.summary += files["GITHUB_STEP_SUMMARY"].read_text()
        return {"name": step["name"], "code": done.returncode, "log": done.stdout}


def readme_scripts():
    """The steps around the action, in the workflow that the README shows, that run something of their own."""
    blocks = (ROOT / "README.md").read_text().split("```yaml\n")[1:]
    workflow = next(block.split("```")[0] for block in blocks if "uses: deckmill/deckmill@" in block)
    steps = yaml.safe_load(workflow)["jobs"]["decks"]["steps"]
    return [{"name": "README", "shell": "bash", **step} for step in steps if "run" in step]


def main():
    scenario = json.loads(pathlib.Path(sys.argv[1]).read_text())
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    GitHub.state, GitHub.token = scenario.get("github", {}), "a-token"
    GitHub.downloads = pathlib.Path(scenario["downloads"]) if "downloads" in scenario else None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), GitHub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        run = Run(action, scenario, f"http://127.0.0.1:{server.server_port}", pathlib.Path(folder))
        steps = []
        for step in action["runs"]["steps"][: scenario.get("steps")]:
            # A step without a condition of its own about failures runs only if all went well so far.
            if all(done["code"] == 0 for done in steps) and run.is_wanted(step):
                steps.append(run.step(step))
        outputs = {name: run.filled(given["value"]) for name, given in action["outputs"].items()}
        if scenario.get("then") and all(done["code"] == 0 for done in steps):
            run.names |= {f"steps.deckmill.outputs.{name}": value for name, value in outputs.items()}
            run.names |= {"github.token": GitHub.token, "github.event.release.tag_name": "v1"}
            steps += [run.step(step) for step in readme_scripts()]
        comments = GitHub.state.get("comments", [])
        said = {"steps": steps, "outputs": outputs, "summary": run.summary, "comments": comments}
        bin = pathlib.Path(folder, "temp/deckmill-action/bin")
        said["installed"] = sorted(file.name for file in bin.iterdir()) if bin.is_dir() else []
        table = pathlib.Path(folder, "temp/deckmill-action/packages.tsv")
        lines = table.read_text().splitlines() if table.is_file() else []
        said["packages"] = dict(line.split("\t") for line in lines)
        folder = outputs.pop("packages")
        assert sorted(os.listdir(folder) if folder else []) == sorted(said["packages"]), folder
        print(json.dumps({**said, "asked": GitHub.asked}))


main()
