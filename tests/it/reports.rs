//! The ways of saying what was found, read back by those they are for.
//!
//! How they look is in `tests/cmd/reports.trycmd`.

#![allow(clippy::disallowed_methods, reason = "tests run programs, on files of their own")]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use libtest_mimic::{Failed, Trial};
use pulldown_cmark::{Event, Options, Parser, TagEnd};
use serde_json::{Value, json};

use crate::venv::{self, Venv};
use crate::work::{Said, Work};

/// What reads logs and reports.
static TOOLS: Venv = Venv::new(
    "reports-venv",
    &["jsonschema==4.26.0", "sarif-tools==3.0.5", "junitparser==5.0.3", "lxml==6.1.3"],
);

/// A crate that has the schema of SARIF in it, and where it has it.
const SCHEMA: (&str, &str, &str) = ("serde-sarif", "0.8.0", "src/schema.json");

/// A name in which all is that some format has a use for.
const PAGE: &str = "50%, a <page> & [so].md";

/// A page with notes, warnings and hostile text.
const TEXT: &str = "# Köpfe & <tags>

1. What is a tuple?

2. Wer, wie: *was* 100 % | & \"so\" `{0}` [x](0)?

   Ja.

3. Wer, wie: *was* 100 % | & \"so\" `{0}` [x](0)?

   Ja.

5. What is \u{1}?

   Nothing.
";

/// A page in which nothing is found.
const GOOD: &str = "1. What is good?\n\n   All.\n\n2. What is bad?\n\n   Nothing.\n";

/// The ways of saying things that all commands know.
const FORMATS: [&str; 6] = ["human", "short", "json", "github", "sarif", "junit"];

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let of_unix = Trial::test("reports::no_line_break_gets_through", breaks);
    vec![
        venv::trial("reports::sarif_is_valid", sarif),
        venv::trial("reports::junit_is_read", junit),
        Trial::test("reports::a_page_that_fails_a_command_is_a_failure", spoiled),
        Trial::test("reports::fingerprints_stay_when_lines_move", fingerprints),
        Trial::test("reports::annotations_are_the_findings", annotations),
        Trial::test("reports::words_are_no_commands", words),
        Trial::test("reports::a_step_has_a_page", step),
        Trial::test("reports::a_step_names_fifty_findings", many),
        Trial::test("reports::exit_codes_are_the_same", codes),
        Trial::test("reports::what_stops_a_command_is_in_the_log", stopped),
        Trial::test("reports::streams_stay_clean", streams),
        Trial::test("reports::a_closed_pipe_is_quiet", closed),
        Trial::test("reports::a_full_disk_is_an_error", full).with_ignored_flag(!cfg!(target_os = "linux")),
        Trial::test("reports::progress_as_json", progress),
        Trial::test("reports::a_document_has_its_stream_alone", two_for_one),
        of_unix.with_ignored_flag(!cfg!(unix)),
    ]
}

fn work() -> Result<Work, Failed> {
    // Windows takes neither of these in a name; the program says names as they come.
    let page = if cfg!(windows) { PAGE.replace(['<', '>'], "~") } else { PAGE.to_owned() };
    Work::new(&[(&page, TEXT), ("good.md", GOOD)])
}

/// All pages there are, checked; one of them is not there.
fn check(work: &Work, format: &str, more: &[&str]) -> Result<Said, Failed> {
    work.run(&[&["check", ".", "missing.md", "--message-format", format], more].concat())
}

/// The findings as JSON has them.
fn findings(work: &Work) -> Result<Vec<Value>, Failed> {
    let lines: Vec<Value> =
        check(work, "json", &[])?.data.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    assert!(lines.len() >= 4 && lines.iter().any(|line| line["severity"] == "note"), "{lines:#?}");
    Ok(lines)
}

/// What is said of a finding or failure, with its help.
fn said(value: &Value) -> String {
    let message = value["message"].as_str().unwrap_or_default();
    value["help"].as_str().map_or_else(|| message.to_owned(), |help| format!("{message}\nhelp: {help}"))
}

/// The schema, which cargo brings.
fn schema() -> Result<PathBuf, Failed> {
    let (name, version, path) = SCHEMA;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sarif-schema");
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    let manifest = format!(
        "[package]\nname = \"schema\"\nedition = \"2024\"\n[dependencies]\n{name} = \"={version}\"\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--quiet"]).current_dir(&folder);
    let known: Value = serde_json::from_str(&venv::run(&mut cargo)?)?;
    let packages = known["packages"].as_array().ok_or("no packages")?;
    let package = packages.iter().find(|package| package["name"] == name).ok_or("it is not there")?;
    let manifest = package["manifest_path"].as_str().ok_or("it has no place")?;
    Ok(Path::new(manifest).parent().ok_or("it has no folder")?.join(path))
}

fn sarif() -> Result<(), Failed> {
    let (work, schema) = (work()?, schema()?);
    let read = |text: &str| -> Result<Value, Failed> {
        let path = work.path("log");
        fs::write(&path, text)?;
        let arguments: [&OsStr; 2] = [schema.as_ref(), path.as_ref()];
        let read: Value = serde_json::from_str(&TOOLS.script("tables/sarif_log.py", &arguments)?)?;
        assert_eq!(read["wrong"], json!([]));
        assert_eq!(read["tool"], json!(["deckmill"]));
        Ok(read)
    };
    let findings = findings(&work)?;
    let text = check(&work, "sarif", &[])?.data;
    let log: Value = serde_json::from_str(&text)?;
    let run = &log["runs"][0];
    let (results, rules) = (run["results"].as_array().ok_or("none")?, &run["tool"]["driver"]["rules"]);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false, "a page is missing");
    assert_eq!(results.len(), findings.len() + 1);
    let failure = results.iter().find(|result| result["ruleId"] == "failure").ok_or("no failure")?;
    assert!(failure["message"]["text"].as_str().is_some_and(|text| text.starts_with("missing.md: ")));
    let of_findings = results.iter().filter(|result| result["ruleId"] != "failure");
    for (result, finding) in of_findings.zip(&findings) {
        assert_eq!(result["ruleId"], finding["rule"]);
        assert_eq!(rules[result["ruleIndex"].as_u64().ok_or("?")? as usize]["id"], finding["rule"]);
        assert_eq!(result["level"], finding["severity"]);
        assert_eq!(result["message"]["text"], said(finding));
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().ok_or("no uri")?;
        assert_eq!(
            Some(decoded(uri).as_str()),
            finding["file"].as_str().and_then(|file| file.strip_prefix("./"))
        );
        assert_eq!(place["region"]["startLine"], finding["line"]);
        assert_eq!(place["region"]["startColumn"], finding["column"]);
    }
    let records = read(&text)?["records"].as_array().cloned().unwrap_or_default();
    let of_findings = records.iter().filter(|record| record["Location"] != "missing.md");
    let mut theirs: Vec<_> =
        of_findings.map(|record| (record["Code"].to_string(), record["Line"].to_string())).collect();
    let mut ours: Vec<_> =
        findings.iter().map(|found| (found["rule"].to_string(), found["line"].to_string())).collect();
    theirs.sort();
    ours.sort();
    assert_eq!(theirs, ours);
    let none = work.run(&["check", "good.md", "--message-format", "sarif"])?;
    let log: Value = serde_json::from_str(&none.data)?;
    assert_eq!(log["runs"][0]["results"], json!([]));
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], true);
    read(&none.data)?;
    // An address of its own for what has an absolute path.
    let path = work.path("good.md").display().to_string();
    let missing = format!("{path}.missing");
    let log: Value =
        serde_json::from_str(&work.run(&["check", &missing, "--message-format", "sarif"])?.data)?;
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert!(
        place["artifactLocation"]["uri"].as_str().is_some_and(|uri| uri.starts_with("file:///")),
        "{log:#}"
    );
    read(&log.to_string()).map(drop)
}

/// Percent-encoded text as what it stands for.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, more @ ..] = rest {
        let code = more.get(..2).filter(|_| *first == b'%').and_then(|two| str::from_utf8(two).ok());
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &more[2..] } else { more };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn fingerprints() -> Result<(), Failed> {
    let work = work()?;
    let prints = || -> Result<Vec<String>, Failed> {
        let log: Value = serde_json::from_str(&check(&work, "sarif", &[])?.data)?;
        let results = log["runs"][0]["results"].as_array().cloned().unwrap_or_default();
        let print = |result: &Value| result["partialFingerprints"]["primaryLocationLineHash"].to_string();
        Ok(results.iter().map(print).collect())
    };
    let before = prints()?;
    let name = names(&work)?.into_iter().find(|name| name != "good.md").ok_or("no page")?;
    work.write(&name, TEXT.replace("1. What", "\n\n\n1. What"))?;
    assert_eq!(prints()?, before, "lines moved");
    work.write(&name, TEXT.replace("a tuple", "a list"))?;
    let changed = prints()?.iter().zip(&before).filter(|(now, then)| now != then).count();
    assert_eq!(changed, 1, "one line has another text");
    // Two findings of one rule in equal lines.
    work.write(
        &name,
        "1. What is a tuple?\n\n2. Who?\n\n   I.\n\n1. What is a tuple?\n\n2. Why?\n\n   So.\n",
    )?;
    let all = prints()?;
    let mut different = all.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), all.len(), "{all:?}");
    assert!(all.iter().any(|print| print.ends_with(":2\"")), "{all:?}");
    Ok(())
}

/// The names of the pages of a folder.
fn names(work: &Work) -> Result<Vec<String>, Failed> {
    let entries = fs::read_dir(work.path("."))?.collect::<Result<Vec<_>, _>>()?;
    Ok(entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
}

fn junit() -> Result<(), Failed> {
    let work = work()?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("junit-schema");
    fs::create_dir_all(&folder)?;
    let read = |text: &str| -> Result<Vec<Value>, Failed> {
        let path = work.path("report");
        fs::write(&path, text)?;
        let arguments: [&OsStr; 2] = [folder.as_ref(), path.as_ref()];
        let read: Value = serde_json::from_str(&TOOLS.script("tables/junit_report.py", &arguments)?)?;
        assert_eq!(read["wrong"], json!([]));
        Ok(read["cases"].as_array().cloned().unwrap_or_default())
    };
    let findings = findings(&work)?;
    for (fail_on, failing) in [("warning", &["warning", "error"][..]), ("error", &["error"]), ("never", &[])]
    {
        let cases = read(&check(&work, "junit", &["--fail-on", fail_on])?.data)?;
        let of_findings: Vec<_> =
            cases.iter().filter(|case| case["name"] != "failure" && case["name"] != "no findings").collect();
        assert_eq!(of_findings.len(), findings.len());
        for (case, finding) in of_findings.into_iter().zip(&findings) {
            let fails = failing.iter().any(|severity| finding["severity"] == *severity);
            assert_eq!(case["outcome"], if fails { "failure" } else { "passed" });
            assert_eq!((&case["suite"], &case["name"]), (&finding["file"], &finding["rule"]));
            assert_eq!((&case["class"], &case["file"]), (&finding["file"], &finding["file"]));
            assert_eq!(case["line"], finding["line"].to_string());
            let text = case["said"].as_str().unwrap_or_default();
            assert!(text.contains(finding["message"].as_str().unwrap_or("?")), "{text}");
            assert!(text.ends_with(finding["help"].as_str().unwrap_or("]")), "{text}");
            if fails {
                assert_eq!((&case["type"], &case["message"]), (&finding["rule"], &finding["message"]));
            }
        }
        let one = |name: &str| cases.iter().find(|case| case["name"] == name).cloned().unwrap_or_default();
        assert_eq!(
            (&one("no findings")["outcome"], &one("no findings")["suite"]),
            (&json!("passed"), &json!("./good.md"))
        );
        assert_eq!(
            (&one("failure")["outcome"], &one("failure")["suite"]),
            (&json!("error"), &json!("missing.md"))
        );
    }
    Ok(())
}

/// Whatever `--fail-on` says, what makes the command fail is no test that passes.
fn spoiled() -> Result<(), Failed> {
    let pages =
        [("none.md", "nothing here\n"), ("empty.md", ""), ("broken.json", "{"), ("binary.md", "a\0b")];
    let work = Work::new(&[("deckmill.toml", ""), ("input/good.md", GOOD)])?;
    pages.iter().try_for_each(|(name, text)| work.write(&format!("input/{name}"), text))?;
    let runs: [&[&str]; 4] = [
        &["build"],
        &["build", "--quiet", "--fail-on", "never"],
        &["export", "input", "-o", "decks/", "--to", "csv"],
        &["export", "input", "--to", "csv", "--quiet"],
    ];
    for arguments in runs {
        let run = work.run(&[arguments, &["--message-format", "junit"]].concat())?;
        assert_eq!(run.code, 1, "{}", run.talk);
        for rule in ["no-question", "empty-source", "broken-json", "not-text"] {
            assert!(run.talk.contains(&format!("<failure type=\"{rule}\"")), "{arguments:?}: {}", run.talk);
        }
        assert!(run.talk.contains("failures=\"4\" errors=\"0\">\n  <testsuite "), "{}", run.talk);
    }
    // To look at a page without a question is no failure, where nobody fails on errors.
    let run = work.run(&["check", "input", "--fail-on", "never", "--message-format", "junit"])?;
    assert!(run.code == 0 && !run.data.contains("<failure "), "{}", run.data);
    Ok(())
}

/// An annotation, decoded as the documentation of GitHub says.
fn decode(line: &str) -> Result<Value, Failed> {
    let unescaped = |text: &str, more: &[(&str, &str)]| {
        let text = more.iter().fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign));
        text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    };
    let (head, message) =
        line.strip_prefix("::").and_then(|line| line.split_once("::")).ok_or("no command")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let mut value = json!({ "command": name, "message": unescaped(message, &[]) });
    for property in properties.split(',').filter(|property| !property.is_empty()) {
        let (key, text) = property.split_once('=').ok_or("no value")?;
        value[key] = unescaped(text, &[("%3A", ":"), ("%2C", ",")]).into();
    }
    Ok(value)
}

fn annotations() -> Result<(), Failed> {
    let work = work()?;
    let findings = findings(&work)?;
    let Said { data, talk, .. } = check(&work, "github", &[])?;
    assert_eq!(data.lines().count(), findings.len());
    for (line, finding) in data.lines().zip(&findings) {
        let told = decode(line)?;
        let command = match finding["severity"].as_str() {
            Some("note") => "notice",
            other => other.unwrap_or_default(),
        };
        assert_eq!(told["command"], command);
        assert_eq!((&told["file"], &told["title"]), (&finding["file"], &finding["rule"]));
        assert_eq!(told["message"], said(finding));
        assert_eq!(told["line"], finding["line"].to_string());
        assert_eq!(told["endLine"], finding["end_line"].to_string());
        let columns = match finding["line"] == finding["end_line"] {
            true => (json!(finding["column"].to_string()), json!(finding["end_column"].to_string())),
            false => (Value::Null, Value::Null),
        };
        assert_eq!((&told["col"], &told["endColumn"]), (&columns.0, &columns.1));
    }
    let failure = decode(talk.lines().find(|line| line.starts_with("::")).ok_or("no failure")?)?;
    assert_eq!((&failure["command"], &failure["file"]), (&json!("error"), &json!("missing.md")));
    assert_eq!(failure["message"], "missing.md: there is no such file or folder");
    Ok(())
}

/// A name that looks like a command is none.
fn words() -> Result<(), Failed> {
    let work = Work::new(&[("good.md", GOOD)])?;
    let run = work.run(&["export", "good.md", "-o", "::add-mask::deck.csv", "--message-format", "github"])?;
    assert_eq!(run.code, 0, "{}", run.talk);
    assert!(run.talk.contains("::add-mask::deck.csv: 2 cards"), "{}", run.talk);
    assert!(!run.talk.lines().any(|line| line.trim_start().starts_with("::")), "{}", run.talk);
    Ok(())
}

/// Runs the program as a step of a workflow, and gives its page.
fn step_of(work: &Work, arguments: &[&str], format: &str) -> Result<String, Failed> {
    let page = work.path("step");
    let mut command = work.program(&[arguments, &["--message-format", format]].concat());
    command.env("GITHUB_STEP_SUMMARY", &page).output()?;
    Ok(fs::read_to_string(page).unwrap_or_default())
}

/// The cells of the tables of a page in Markdown, and the items of its lists.
fn parts(page: &str) -> (Vec<String>, Vec<String>) {
    let (mut cells, mut items, mut text) = (Vec::new(), Vec::new(), String::new());
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        match event {
            Event::Text(part) => text += &part,
            Event::End(TagEnd::TableCell) => cells.push(std::mem::take(&mut text)),
            Event::End(TagEnd::Item) => items.push(std::mem::take(&mut text)),
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph) => text.clear(),
            Event::Start(_) | Event::End(_) => {}
            // Code, HTML, breaks: nothing of a page may become that.
            other => items.push(format!("{other:?}")),
        }
    }
    (cells, items)
}

fn step() -> Result<(), Failed> {
    let work = work()?;
    work.write("step", "# Before\n")?;
    let findings = findings(&work)?;
    let page = step_of(&work, &["check", ".", "missing.md"], "github")?;
    assert!(page.starts_with("# Before\n"), "it is added to what is there: {page}");
    let (cells, items) = parts(&page);
    let name = findings[0]["file"].as_str().unwrap_or_default();
    let row = cells.chunks(6).find(|row| row[0] == name).ok_or("no row of the page")?;
    let number =
        |severity: &str| findings.iter().filter(|found| found["severity"] == severity).count().to_string();
    assert_eq!(row[1], "4");
    assert!(row[2].ends_with(" %"), "{row:?}");
    assert_eq!(row[3..], [number("error"), number("warning"), number("note")]);
    assert!(cells.chunks(6).any(|row| row == ["./good.md", "2", "100 %", "0", "0", "0"]), "{cells:?}");
    let grave = findings.iter().filter(|found| found["severity"] != "note");
    let expected = grave.map(|found| {
        let part = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
        format!("{name}:{}: {}: {} [{}]", found["line"], part("severity"), part("message"), part("rule"))
    });
    let failure = "error: missing.md: there is no such file or folder".to_owned();
    assert_eq!(items, [failure].into_iter().chain(expected).collect::<Vec<_>>());

    work.write("step", "")?;
    let page = step_of(&work, &["export", "good.md", "-o", "deck.csv"], "github")?;
    assert!(page.contains("| deck.csv | 2 |  | 0 | 0 | 0 |"), "{page}");
    let project = Work::new(&[
        ("deckmill.toml", "formats = [\"csv\", \"json\"]\ninput = \"good.md\"\n"),
        ("good.md", GOOD),
    ])?;
    let rows = ["good.md | 2 | 100 %", "output/good.csv | 2 | ", "output/good.json | 2 | "];
    let expected: String = rows.iter().map(|row| format!("| {row} | 0 | 0 | 0 |\n")).collect();
    let page = step_of(&project, &["build"], "github")?;
    assert!(page.ends_with(&format!("--:|\n{expected}\n")), "{page}");
    work.write("step", "")?;
    assert_eq!(step_of(&work, &["check", "."], "human")?, "", "nobody asked for it");
    Ok(())
}

fn many() -> Result<(), Failed> {
    let page: String =
        (1..=61).map(|number| format!("{number}. What is number {number} of them?\n\n")).collect();
    let work = Work::new(&[("page.md", &format!("{page}62. Who?\n\n    I.\n"))])?;
    let page = step_of(&work, &["check", "page.md"], "github")?;
    let of_page = work.run(&["check", "page.md", "--message-format", "short"])?.data.lines().count();
    assert!(of_page > 50, "{of_page}");
    assert_eq!(parts(&page).1.len(), 50, "{page}");
    assert!(page.contains(&format!("\n{} more are in the log.\n", of_page - 50)), "{page}");
    Ok(())
}

fn codes() -> Result<(), Failed> {
    let work = work()?;
    let runs: [(&[&str], i32); 7] = [
        (&["check", "good.md"], 0),
        (&["check", "."], 1),
        (&["check", ".", "--fail-on", "never"], 0),
        (&["check", "missing.md"], 2),
        (&["export", ".", "--to", "csv", "--fail-on", "warning"], 1),
        (&["export", "good.md", "missing.md", "--to", "csv"], 1),
        (&["export", "good.md", "-o", "nowhere/deck.csv"], 2),
    ];
    for (arguments, code) in runs {
        for format in FORMATS {
            let run = work.run(&[arguments, &["--message-format", format]].concat())?;
            assert_eq!(run.code, code, "{arguments:?} {format}: {}", run.talk);
        }
    }
    Ok(())
}

fn stopped() -> Result<(), Failed> {
    let work = work()?;
    let arguments = ["export", "good.md", "-o", "nowhere/deck.csv", "--message-format"];
    let run = work.run(&[&arguments[..], &["sarif"]].concat())?;
    let log: Value = serde_json::from_str(&run.talk)?;
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "failure");
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "nowhere/deck.csv");
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    let run = work.run(&[&arguments[..], &["junit"]].concat())?;
    assert!(run.talk.contains("<error type=\"failure\" message=\"nowhere/deck.csv: "), "{}", run.talk);
    // One that knows no file.
    let run = work.run(&["export", "good.md", "--locked", "--to", "csv", "--message-format", "junit"])?;
    assert_eq!(run.code, 2);
    assert!(
        run.talk.contains("<testsuite name=\"deckmill\" tests=\"1\" failures=\"0\" errors=\"1\">"),
        "{}",
        run.talk
    );
    Ok(())
}

/// A log is all that its stream has.
fn streams() -> Result<(), Failed> {
    let work = work()?;
    let is_whole = |format: &str, text: &str| match format {
        "sarif" => serde_json::from_str::<Value>(text).is_ok(),
        _ => text.starts_with("<?xml ") && text.ends_with("</testsuites>\n"),
    };
    for format in ["sarif", "junit"] {
        let checked = check(&work, format, &["--verbose"])?;
        assert!(is_whole(format, &checked.data), "{}", checked.data);
        assert_eq!(checked.talk, "");
        let arguments = ["export", ".", "missing.md", "--to", "csv", "--verbose", "--message-format", format];
        let exported = work.run(&arguments)?;
        assert!(exported.data.starts_with("number,question,"), "{}", exported.data);
        assert!(is_whole(format, &exported.talk), "{}", exported.talk);
    }
    Ok(())
}

fn closed() -> Result<(), Failed> {
    // More than a pipe holds, so that writing fails for sure.
    let page: String = (1..=3000).map(|number| format!("{number}. What is number {number}?\n\n")).collect();
    let work = Work::new(&[("page.md", &format!("{page}3001. Who?\n\n    I.\n"))])?;
    for format in FORMATS {
        let mut command = work.program(&["check", "page.md", "--quiet", "--message-format", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        drop(child.stdout.take());
        let output = child.wait_with_output()?;
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
    }
    Ok(())
}

/// A log that could not be written is no log.
fn full() -> Result<(), Failed> {
    let work = work()?;
    for format in ["sarif", "junit"] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full")?;
        let output = work.program(&["check", ".", "--message-format", format]).stdout(full).output()?;
        assert_eq!(output.status.code(), Some(2));
        let talk = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(talk, "error: standard output: there is no space left on the disk\n");
    }
    Ok(())
}

fn progress() -> Result<(), Failed> {
    let work = Work::new(&[("a b.md", GOOD), ("good.md", GOOD)])?;
    for format in FORMATS {
        let arguments =
            ["check", ".", "missing.md", "--quiet", "--progress", "json", "--message-format", format];
        let run = work.run(&arguments)?;
        let lines: Vec<Value> = run.talk.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let told: Vec<&Value> = lines.iter().filter(|line| line["kind"] == "progress").collect();
        let line = |file: &str, done: u32| json!({ "kind": "progress", "file": file, "done": done, "of": 2 });
        assert_eq!(told, [&line("./a b.md", 1), &line("./good.md", 2)], "{format}: {}", run.talk);
        let never = work.run(&[&arguments[..4], &["--progress", "never"]].concat())?;
        assert!(!never.talk.contains("progress"), "{}", never.talk);
    }
    Ok(())
}

/// Lines of progress would spoil a document that is on their stream; that of `check` is on another.
fn two_for_one() -> Result<(), Failed> {
    let work = Work::new(&[("deckmill.toml", ""), ("input/good.md", GOOD)])?;
    for format in ["sarif", "junit"] {
        for command in [&["build"][..], &["export", "input", "--to", "csv"]] {
            let run = work
                .run(&[command, &["--quiet", "--progress", "json", "--message-format", format]].concat())?;
            assert!(run.code == 2 && run.data.is_empty(), "{}", run.talk);
            assert!(run.talk.contains("`--progress json` can't be on standard error"), "{}", run.talk);
            assert!(!run.talk.contains("\"kind\":\"progress\"") && !work.path("output").exists());
            let mut command = work.program(&[command, &["--message-format", format]].concat());
            let output = command.env("DECKMILL_PROGRESS", "json").output()?;
            assert_eq!(output.status.code(), Some(2));
            assert!(String::from_utf8_lossy(&output.stderr).contains("DECKMILL_PROGRESS"));
        }
    }
    let run = work.run(&["build", "--quiet", "--progress", "json", "--message-format", "github"])?;
    assert!(run.code == 0 && run.talk.contains("\"kind\":\"progress\""), "{}", run.talk);
    Ok(())
}

/// Names may hold line breaks; what is a line each stays so.
fn breaks() -> Result<(), Failed> {
    let work = Work::new(&[("a\n::error::b.md", "1. What is a tuple?\n\n2. Who?\n\n   I.\n")])?;
    for format in ["short", "json", "github"] {
        let run = work.run(&["check", ".", "--message-format", format, "--quiet"])?;
        assert_eq!(run.data.lines().count(), 1, "{format}: {}", run.data);
    }
    Ok(())
}
