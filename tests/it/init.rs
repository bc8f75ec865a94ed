//! `deckmill init`: what it writes fits the folder, is true, and builds.

#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

use libtest_mimic::{Failed, Trial};

use crate::work::Work;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("init::a_project_file_fits_its_folder", fits),
        Trial::test("init::pages_that_come_later_are_found", later),
        Trial::test("init::pages_of_one_name_are_kept_apart", namesakes),
        Trial::test("init::files_of_other_tools_are_no_pages", tools),
        Trial::test("init::what_is_commented_out_can_be_set", comments),
        Trial::test("init::the_deck_stands_beside_those_of_pages", deck),
    ]
}

const PAGE: &str = "# Lists\n\n## 1. What is a list?\n\nA sequence.\n";
const PROSE: &str = "# About\n\nNothing is asked here.\n";

/// Makes a project file in a folder; what it says, and what was said of it.
fn made(work: &Work, folder: &str) -> Result<(String, String), Failed> {
    let said = work.run(&["init", folder])?;
    assert_eq!(said.code, 0, "{}", said.talk);
    Ok((work.read(&format!("{folder}/deckmill.toml"))?, said.talk))
}

/// Builds and checks what was made, which is to read this many pages.
fn builds(work: &Work, folder: &str, pages: usize) -> Result<(), Failed> {
    let project = format!("{folder}/deckmill.toml");
    let said = work.run(&["build", "--project", &project])?;
    assert_eq!(said.code, 0, "{folder}: {}", said.talk);
    let said = work.run(&["check", "--project", &project])?;
    let told = format!("{pages} page{} checked", if pages == 1 { "" } else { "s" });
    assert!(said.code == 0 && said.talk.contains(&told), "{folder}: {}{}", said.data, said.talk);
    Ok(())
}

fn fits() -> Result<(), Failed> {
    let work = Work::new(&[
        ("a/README.md", PROSE),
        ("a/python/lists.md", PAGE),
        ("a/python/deep/more.md", PAGE),
        ("a/mixed/good.md", PAGE),
        ("a/mixed/prose.md", PROSE),
        ("a/docs/guide.md", PROSE),
        ("a/docs/style.md", PROSE),
        ("a/docs/asked.md", PAGE),
        ("a/output/old.md", PAGE),
        ("a/alone.md", PAGE),
        ("b/input/lists.md", PAGE),
        ("c/nothing.txt", "x"),
    ])?;
    let (text, talk) = made(&work, "a")?;
    assert!(text.contains("\ninput = [\"alone.md\", \"docs/asked.md\", \"mixed\", \"python\"]\n"), "{text}");
    assert!(text.contains("\nexclude = \"mixed/prose.md\"\n"), "{text}");
    assert!(
        text.contains("\n# of a page that is named here, what comes to lie beside it is not read\n"),
        "{text}"
    );
    assert!(talk.contains("5 pages with 5 cards") && talk.contains("python but mixed/prose.md)"), "{talk}");
    let (text, _) = made(&work, "b")?;
    assert!(text.contains("\ninput = \"input\"\n") && !text.contains("# of a page"), "{text}");
    assert!(made(&work, "c")?.1.contains("put pages into `input`"));
    builds(&work, "a", 5)?;
    builds(&work, "b", 1)?;
    let said = work.run(&["init", "a"])?;
    assert!(said.code == 2 && said.talk.contains("there is a project file already"), "{}", said.talk);
    Ok(())
}

fn later() -> Result<(), Failed> {
    for pages in [2, 3, 25] {
        for folder in ["p/questions/", "p/"] {
            let work = Work::new(&[])?;
            work.write(&format!("{folder}README.md"), PROSE)?;
            for page in 0..pages {
                work.write(&format!("{folder}p{page}.md"), PAGE)?;
            }
            made(&work, "p")?;
            builds(&work, "p", pages)?;
            work.write(&format!("{folder}new.md"), PAGE)?;
            builds(&work, "p", pages + 1)?;
        }
    }
    Ok(())
}

fn namesakes() -> Result<(), Failed> {
    let work = Work::new(&[
        ("p/de/questions.md", PAGE),
        ("p/en/questions.md", PAGE),
        ("p/fr/questions.md", PROSE),
        ("p/vendor/questions.md", PAGE),
        ("q/de/questions.md", PAGE),
        ("q/en/questions.md", PAGE),
        ("q/en/more/lists.md", PAGE),
        ("q/en/README.md", PROSE),
        ("q/vendor/lists.md", PAGE),
    ])?;
    let (text, _) = made(&work, "p")?;
    assert!(text.contains("\ninput = \"*/questions.md\"\n"), "{text}");
    assert!(text.contains("\nexclude = [\"fr/questions.md\", \"vendor\"]\n"), "{text}");
    builds(&work, "p", 2)?;
    assert!(work.path("p/output/de/questions.csv").is_file());
    work.write("p/es/questions.md", PAGE)?;
    builds(&work, "p", 3)?;
    let (text, _) = made(&work, "q")?;
    assert!(text.contains("\ninput = \"*/**/*.md\"\n"), "{text}");
    assert!(text.contains("\nexclude = [\"en/README.md\", \"vendor\"]\n"), "{text}");
    builds(&work, "q", 3)
}

fn tools() -> Result<(), Failed> {
    let package = r#"{"name": "interview-questions", "description": "A collection of questions."}"#;
    let work = Work::new(&[
        ("p/package.json", package),
        ("p/package-lock.json", package),
        ("p/q/composer.json", package),
        ("p/q/lists.md", PAGE),
    ])?;
    let (text, _) = made(&work, "p")?;
    assert!(
        text.contains("\ninput = \"q\"\n") && text.contains("\nexclude = \"q/composer.json\"\n"),
        "{text}"
    );
    builds(&work, "p", 1)
}

fn comments() -> Result<(), Failed> {
    let work = Work::new(&[("b/input/lists.md", PAGE)])?;
    let (text, _) = made(&work, "b")?;
    // Each line without its sign is good.
    let is_set = |line: &&str| {
        let key = line.split(" = ").next().unwrap_or_default();
        line.contains(" = ") && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let lines = text.lines().filter_map(|line| line.strip_prefix("# ")).filter(is_set);
    // These two name files that are not there.
    let lines = lines.filter(|line| !line.starts_with("css") && !line.starts_with("template"));
    let before: Vec<&str> = lines.take_while(|line| !line.starts_with("delimiter")).collect();
    work.write("b/deckmill.toml", before.join("\n"))?;
    let said = work.run(&["config", "--project", "b/deckmill.toml", "--origin"])?;
    assert!(said.code == 0 && !said.data.contains("max_new is not set"), "{}{}", said.talk, said.data);
    Ok(())
}

fn deck() -> Result<(), Failed> {
    let files = [("usual/input/lists.md", PAGE), ("usual/input/sets.md", PAGE)];
    let others = [("other/one/lists.md", PAGE), ("other/two/sets.md", PAGE), ("other/two/README.md", PROSE)];
    let work = Work::new(&[&files[..], &others].concat())?;
    for folder in ["usual", "other"] {
        let (text, _) = made(&work, folder)?;
        builds(&work, folder, 2)?;
        let at = text.find("# [[deck]]").ok_or("there is no example of a deck")?;
        let (before, example) = text.split_at(at);
        let example = example.replace("# ", "");
        work.write(&format!("{folder}/deckmill.toml"), format!("{before}{example}"))?;
        let said = work.run(&["build", "--project", &format!("{folder}/deckmill.toml")])?;
        assert_eq!(said.code, 0, "{}", said.talk);
        let all = work.read(&format!("{folder}/output/all.csv"))?;
        assert_eq!(all.lines().count(), 3, "{all}");
        assert!(work.path(&format!("{folder}/output/sets.csv")).is_file(), "{}", said.talk);
    }
    Ok(())
}
