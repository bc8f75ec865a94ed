//! What is set where: flags, the environment, the project file, the user's file; `config`, `doctor`.

#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

use std::process::Command;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::work::Work;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("configuration::the_stronger_place_counts", layers),
        Trial::test("configuration::what_is_shown_can_be_a_project_file", shown),
        Trial::test("configuration::slips_are_errors_with_a_cure", slips),
        Trial::test("configuration::a_link_knows_what_stands_in_it", links),
        Trial::test("configuration::no_variable_stands_for_a_table", tables),
        Trial::test("configuration::slips_of_formats_are_told_before_a_build", formats),
        Trial::test("configuration::what_is_set_for_a_project_is_for_its_own_pages", own_pages),
        Trial::test("configuration::what_is_missing_is_said", doctor),
        Trial::test("configuration::what_is_excluded_is_no_page", excluded),
        Trial::test("configuration::what_keeps_outputs_apart_is_named", clashes),
    ]
}

const PAGE: &str = "# Lists\n\n## 1. What is a list?\n\nA sequence.\n";

fn work(settings: &str, of_user: &str) -> Result<Work, Failed> {
    Work::new(&[
        ("p/deckmill.toml", settings),
        ("p/input/lists.md", PAGE),
        ("home/deckmill/config.toml", of_user),
    ])
}

/// Runs the program in the project, as a user with these variables; its exit code and what it printed.
fn run(work: &Work, variables: &[(&str, &str)], arguments: &[&str]) -> Result<(i32, String, String), Failed> {
    let mut command: Command = work.program(arguments);
    command
        .current_dir(work.path("p"))
        .env("XDG_CONFIG_HOME", work.path("home"))
        .envs(variables.iter().copied());
    let output = command.output()?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok((output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr)))
}

fn layers() -> Result<(), Failed> {
    let user = "tags = 'user'\n[options.csv]\ndelimiter = '|'\n[options.tsv]\ncolumns = 'question'\n";
    let project = "formats = 'csv'\n";
    let tags = |work: &Work, variables: &[(&str, &str)], flags: &[&str]| -> Result<String, Failed> {
        let (code, _, talk) = run(work, variables, &[&["build"], flags].concat())?;
        assert_eq!(code, 0, "{talk}");
        Ok(work.read("p/output/lists.csv")?.lines().nth(1).unwrap_or_default().to_owned())
    };
    let weak = work(project, user)?;
    assert!(tags(&weak, &[], &[])?.starts_with("1|What is a list?|A sequence.|||user|"));
    let both = work(&format!("{project}tags = 'project'\n[options.csv]\ndelimiter = ';'\n"), user)?;
    assert!(tags(&both, &[], &[])?.starts_with("1;What is a list?;A sequence.;;;project;"));
    let variables = [("DECKMILL_TAGS", "one, two"), ("DECKMILL_OPTIONS_CSV_DELIMITER", ":")];
    assert!(tags(&both, &variables, &[])?.contains(":one two:"));
    let flags = ["--tag", "flag", "--set", "csv.delimiter=!"];
    assert!(tags(&both, &variables, &flags)?.contains("!one two flag!"));
    // Nothing is set by a variable that is empty.
    assert!(tags(&both, &[("DECKMILL_TAGS", "")], &[])?.contains(";project;"));
    Ok(())
}

fn shown() -> Result<(), Failed> {
    let settings = "formats = ['csv']\nkey = 'a \"key\"'\nmin_coverage = 50\n[options.csv]\ndelimiter = ';'\n\
                    [[deck]]\nname = 'all'\ntitle = 'All'\ninput = 'input'\nformats = 'csv'\ntags = 'x'\nexpect = 1\n";
    let work = work(settings, "fetch_media = true\n")?;
    let (code, text, talk) = run(&work, &[("DECKMILL_EXPECT", "1")], &["config", "--origin"])?;
    assert_eq!(code, 0, "{talk}");
    let origins = [
        ("formats = ", "deckmill.toml:1"),
        ("key = ", "deckmill.toml:2"),
        ("output = \"output\"", "default"),
        ("fetch_media = true", "home/deckmill/config.toml:1"),
        ("expect = 1", "DECKMILL_EXPECT"),
        ("delimiter = \";\"", "deckmill.toml:5"),
        ("[[deck]]", "deckmill.toml:6"),
    ];
    for (key, origin) in origins {
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
        assert!(line.ends_with(origin), "{key}: {text}");
    }
    // A user's styles are taken back by a project; whoever asks for some that are not there is told where.
    let (code, _, talk) = run(&work, &[("DECKMILL_FORMATS", ","), ("DECKMILL_COLOR", "")], &["build"])?;
    assert_eq!(code, 0, "{talk}");
    assert!(talk.contains("1 deck built"), "{talk}");
    // Shown without a change, it sets the same.
    let (_, plain, _) = run(&work, &[], &["config"])?;
    work.write("p/deckmill.toml", &plain)?;
    assert_eq!(run(&work, &[], &["config"])?.1, plain);
    let (_, json, _) = run(&work, &[], &["config", "--message-format", "json"])?;
    let lines = json.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>()?;
    let key = lines.iter().find(|line| line["key"] == "key").ok_or("no key")?;
    assert_eq!(key["value"], "'a \"key\"'");
    Ok(())
}

fn slips() -> Result<(), Failed> {
    let told = |settings: &str, user: &str, variables: &[(&str, &str)]| -> Result<String, Failed> {
        let (code, _, talk) = run(&work(settings, user)?, variables, &["build"])?;
        assert_eq!(code, 2, "{talk}");
        Ok(talk)
    };
    let said = told("formats = 'csv'\nfromats = 'csv'\n", "", &[])?;
    assert!(
        said.contains("deckmill.toml:2: there is no key `fromats`")
            && said.contains("did you mean `formats`?")
    );
    let said = told("", "\ntgas = 'x'\n", &[])?;
    assert!(
        said.contains("config.toml:2: there is no key `tgas`") && said.contains("did you mean `tags`?"),
        "{said}"
    );
    assert!(told("", "key = 'mine'\n", &[])?.contains("`key` is for one project"));
    let said = told("\ncss = 'gone.css'\n", "", &[])?;
    assert!(said.contains("deckmill.toml:2: gone.css: there is no such file or folder"), "{said}");
    for blank in ["input = ''", "output = ''", "formats = []", "name = '{fromat}/{path}'"] {
        assert!(told(&format!("{blank}\n"), "", &[])?.contains("deckmill.toml:1: "), "{blank}");
    }
    let deck = "[[deck]]\nname = 'all'\ninput = 'input'\n";
    for blank in ["formats = []", "title = ''", "tags = ['']"] {
        assert!(
            told(&format!("{deck}{blank}\n"), "", &[])?.contains("of this deck names nothing"),
            "{blank}"
        );
    }
    let said = told("", "", &[("DECKMILL_FORMAT", "csv")])?;
    assert!(
        said.contains("DECKMILL_FORMAT: there is no such") && said.contains("`DECKMILL_FORMATS`"),
        "{said}"
    );
    let said = told("", "", &[("DECKMILL_FETCH_MEDIA", "maybe")])?;
    assert!(said.contains("DECKMILL_FETCH_MEDIA: `maybe` is neither `true` nor `false`"), "{said}");
    assert!(told("", "", &[("DECKMILL_MIN_COVERAGE", "101")])?.contains("a whole number, at most 100"));
    let said = told("", "", &[("DECKMILL_OPTIONS_CSV_DELIMITER", "ab")])?;
    assert!(said.contains("DECKMILL_OPTIONS_CSV_DELIMITER: `ab` is no value for `csv.delimiter`"), "{said}");
    // A word that is only begun is near enough, as it is on the command line.
    for (settings, variables) in [("fail_on = 'warn'\n", &[][..]), ("", &[("DECKMILL_FAIL_ON", "warn")])] {
        let said = told(settings, "", variables)?;
        assert!(said.contains("did you mean `warning`? there is: note, warning, error, never"), "{said}");
    }
    // Annotations stand at the line, and so do results for code scanning.
    let slip = work("formats = 'csv'\nfromats = 'csv'\n", "")?;
    let (_, _, talk) = run(&slip, &[], &["build", "--message-format", "github"])?;
    assert!(talk.starts_with("::error file=deckmill.toml,line=2::"), "{talk}");
    let (_, _, talk) = run(&slip, &[], &["build", "--message-format", "sarif"])?;
    let log: Value = serde_json::from_str(&talk)?;
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        (&place["artifactLocation"]["uri"], &place["region"]["startLine"]),
        (&"deckmill.toml".into(), &2.into())
    );
    // What is near nothing is somebody else's.
    let (code, ..) = run(&work("", "")?, &[("DECKMILL_UNRELATED_THING", "x")], &["build"])?;
    assert_eq!(code, 0);
    Ok(())
}

/// What stands for nothing in a link would be in all cards.
fn links() -> Result<(), Failed> {
    let told = |settings: &str, variables: &[(&str, &str)]| -> Result<String, Failed> {
        let (code, _, talk) = run(&work(settings, "")?, variables, &["build"])?;
        assert_eq!(code, 2, "{talk}");
        Ok(talk)
    };
    for link in ["https://x.org/{sourc}#L{line}", "https://x.org/{source}#L{lin}"] {
        let slip = if link.contains("{sourc}") { "`{sourc}`" } else { "`{lin}`" };
        let meant = slip.replace("sourc}", "source}").replace("lin}", "line}");
        let is_told = |said: &str, place: &str| {
            said.contains(&format!("error: {place}{slip} stands for nothing in `{link}`"))
                && said.contains(&format!("did you mean {meant}?"))
        };
        let said = told(&format!("\nsource_link = '{link}'\n"), &[])?;
        assert!(is_told(&said, "deckmill.toml:2: "), "{said}");
        let said = told("", &[("DECKMILL_SOURCE_LINK", link)])?;
        assert!(is_told(&said, "DECKMILL_SOURCE_LINK: "), "{said}");
        let (code, _, said) = run(&work("", "")?, &[], &["build", "--source-link", link])?;
        assert!(code == 2 && is_told(&said, ""), "{said}");
    }
    Ok(())
}

/// Tables of the project file have no variable of their own.
fn tables() -> Result<(), Failed> {
    for (variable, cure) in [
        ("DECKMILL_DECK", "deckmill.toml: `[[deck]]`"),
        ("DECKMILL_DECKS", "deckmill.toml: `[[deck]]`"),
        ("DECKMILL_OPTIONS", "`DECKMILL_OPTIONS_CSV_DELIMITER`"),
        ("DECKMILL_OPTIONS_SLIDES_THEME", "those of plug-ins are set in deckmill.toml or with --set"),
    ] {
        let (code, _, said) = run(&work("", "")?, &[(variable, "x")], &["build"])?;
        assert_eq!(code, 2, "{variable}: {said}");
        assert!(said.contains(&format!("error: {variable}: ")) && said.contains(cure), "{said}");
    }
    Ok(())
}

/// Whoever only looks is told of a slip as well; what may be a plug-in that is not here is for those who write.
fn formats() -> Result<(), Failed> {
    let slips = [
        ("formats = ['csv', 'ankii']\n", "there is no exporter `ankii`", "`anki`"),
        ("[[deck]]\nname = 'a'\ninput = 'input'\nformats = 'cvs'\n", "there is no exporter `cvs`", "`csv`"),
        ("[options.csvv]\ndelimiter = ';'\n", "there is no exporter or reader `csvv`", "`csv`"),
        ("[options.tabel]\nfor = 'excel'\n", "there is no exporter or reader `tabel`", "`table`"),
    ];
    for (settings, message, meant) in slips {
        let work = work(settings, "")?;
        for command in [&["check"][..], &["check", "input/lists.md"], &["config"], &["build"]] {
            let (code, data, talk) = run(&work, &[], command)?;
            assert!(code == 2 && data.is_empty(), "{command:?}: {data}");
            assert!(talk.contains("error: deckmill.toml:") && talk.contains(message), "{command:?}: {talk}");
            assert!(talk.contains(&format!("did you mean {meant}?")), "{command:?}: {talk}");
        }
    }
    let plugin = work("formats = ['slides']\n[options.slides]\ntheme = 'dark'\n", "")?;
    for command in ["check", "config"] {
        let (code, _, talk) = run(&plugin, &[], &[command])?;
        assert_eq!(code, 0, "{talk}");
    }
    Ok(())
}

fn own_pages() -> Result<(), Failed> {
    let work = work("key = 'of-project'\n", "")?;
    work.write("other/lists.md", PAGE)?;
    let key = |page: &str, variables: &[(&str, &str)]| -> Result<Value, Failed> {
        let (_, json, talk) = run(&work, variables, &["export", page, "--to", "json"])?;
        let json: Value = serde_json::from_str(&json).map_err(|error| format!("{error}: {talk}"))?;
        Ok(json["deck"]["key"].clone())
    };
    assert_eq!(key("input/lists.md", &[])?, "of-project");
    assert_eq!(key("../other/lists.md", &[])?, "Lists");
    assert_eq!(key("../other/lists.md", &[("DECKMILL_KEY", "of-all")])?, "of-all");
    Ok(())
}

fn doctor() -> Result<(), Failed> {
    let good = work("formats = 'csv'\n", "")?;
    let (code, text, talk) = run(&good, &[("DECKMILL_UNRELATED_THING", "x")], &["doctor"])?;
    assert_eq!(code, 0, "{text}{talk}");
    for told in [
        "version     0.1.0",
        "exporters   anki, ",
        "formats (deckmill.toml:1)",
        "DECKMILL_UNRELATED_THING",
        "1 page",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let bad =
        work("formats = ['csv', 'slides']\ninput = ['input', 'gone']\nmedia_root = ['input', 'nix']\n", "")?;
    let (code, text, _) = run(&bad, &[], &["doctor"])?;
    assert_eq!(code, 1, "{text}");
    for told in [
        "! format      deckmill.toml:1: there is no exporter `slides`",
        "gone: there is no such file or folder",
        "! media_root  deckmill.toml:3: `nix` is no folder that is there",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let (code, json, _) = run(&work("x = 1\n", "")?, &[], &["doctor", "--message-format", "json"])?;
    let lines = json.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>()?;
    let problem = lines.iter().find(|line| line["is_problem"] == true).ok_or("no problem")?;
    assert_eq!((code, problem["what"].as_str()), (1, Some("project")));
    Ok(())
}

fn excluded() -> Result<(), Failed> {
    let prose = "# About\n\nNothing is asked here.\n";
    let settings =
        |exclude: &str| format!("formats = 'csv'\ninput = ['input', 'more/*.md']\nexclude = {exclude}\n");
    let work = work(&settings("[]"), "")?;
    for name in
        ["input/README.md", "input/deep/README.md", "input/old/x.md", "more/README.md", "more/prose.md"]
    {
        work.write(&format!("p/{name}"), prose)?;
    }
    work.write("p/more/sets.md", "# Sets\n\n## 1. What is a set?\n\nA bag.\n")?;
    assert_eq!(run(&work, &[], &["check"])?.0, 1);
    let exclude = "['**/README.md', 'input/old', 'more/prose.md', 'gone.md']";
    work.write("p/deckmill.toml", settings(exclude))?;
    for command in ["check", "build", "doctor"] {
        let (code, data, talk) = run(&work, &[], &[command])?;
        assert_eq!(code, 0, "{command}: {data}{talk}");
    }
    let (_, text, _) = run(&work, &[], &["doctor"])?;
    assert!(text.contains("  input       2 pages"), "{text}");
    // The same in the environment, and in a folder below the project's.
    work.write("p/deckmill.toml", settings("[]"))?;
    let of_all = [("DECKMILL_EXCLUDE", "**/README.md, input/old, more/prose.md")];
    assert_eq!(run(&work, &of_all, &["check"])?.0, 0);
    work.write("p/deckmill.toml", settings(exclude))?;
    let below = work.program(&["check"]).current_dir(work.path("p/input/deep")).output()?;
    assert_eq!(below.status.code(), Some(0), "{}", String::from_utf8_lossy(&below.stdout));
    // Who names a page wants it; a folder without another page is told.
    assert_eq!(run(&work, &[], &["check", "more/prose.md"])?.0, 1);
    let (code, _, talk) = run(&work, &[], &["check", "input/old"])?;
    assert!(code == 2 && talk.contains("input/old: `exclude` leaves no page of this"), "{talk}");
    Ok(())
}

fn clashes() -> Result<(), Failed> {
    let told = |settings: &str| -> Result<String, Failed> {
        let work = work(settings, "")?;
        work.write("p/more/lists.md", PAGE)?;
        let (code, _, talk) = run(&work, &[], &["build"])?;
        assert!(code == 2 && talk.contains("several outputs would go to this one place"), "{talk}");
        Ok(talk)
    };
    let said = told("input = ['input', 'more']\n")?;
    assert!(said.contains("input/lists.md and more/lists.md are called the same"), "{said}");
    assert!(said.contains("`input = \"*/**/*.md\"`"), "{said}");
    let said = told("input = 'input'\n[[deck]]\nname = 'lists'\ninput = 'more'\n")?;
    assert!(said.contains("give the deck another `name`"), "{said}");
    let said = told("input = 'input'\nformats = ['anki-text', 'template']\n")?;
    assert!(said.contains("`name = \"{format}/{path}\"`"), "{said}");
    let said = told("formats = ['csv', 'csv']\ninput = 'input'\n")?;
    assert!(said.contains("name each of the `formats` once"), "{said}");
    // The cure is one.
    let work = work("input = '*/**/*.md'\nformats = 'csv'\n", "")?;
    work.write("p/more/lists.md", PAGE)?;
    let (code, _, talk) = run(&work, &[], &["build"])?;
    assert!(code == 0 && work.path("p/output/more/lists.csv").is_file(), "{talk}");
    Ok(())
}
