//! The packages of the GitHub Action: what they are called in a release, which has no folders, and what each of them is
//! held against.

#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

use std::env;
use std::fs;

use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

use crate::action::{Check, Run};
use crate::venv;
use crate::work::Work;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let checks: [(&str, Check); 4] = [
        ("names_in_a_release_tell_decks_apart", names_in_a_release_tell_decks_apart),
        ("each_is_held_against_its_own", each_is_held_against_its_own),
        ("named_ones_are_known_by_their_paths", named_ones_are_known_by_their_paths),
        ("the_workflow_of_the_readme_publishes_all", the_workflow_of_the_readme_publishes_all),
    ];
    checks.into_iter().map(|(name, check)| venv::trial(&format!("action_packages::{name}"), check)).collect()
}

/// Pages whose packages have one name, or one for GitHub.
const PAGES: [&str; 7] = ["a", "de/a", "x/y z", "x-Y.z", "Ü b", "中文", "日本"];

/// A repository with a project in it, and a page of one card for each of these names.
fn repository(pages: &[&str]) -> Result<Work, Failed> {
    let work = Work::new(&[("deckmill.toml", "formats = [\"anki\"]\n")])?;
    for name in pages {
        work.write(&format!("input/{name}.md"), format!("# {name}\n\n## 1. What is {name}?\n\nA name.\n"))?;
    }
    Ok(work)
}

/// One in which the packages were built, and what they are called in a release.
fn released(pages: &[&str]) -> Result<(Work, Value), Failed> {
    let work = repository(pages)?;
    let names = Run::new(&work).run()?.good()?.0["packages"].take();
    fs::remove_file(work.path("deckmill.lock"))?;
    Ok((work, names))
}

fn names_in_a_release_tell_decks_apart() -> Result<(), Failed> {
    let (_, names) = released(&PAGES)?;
    let names = names.as_object().ok_or("there are no names")?;
    for (name, path) in [("a.apkg", "a.apkg"), ("de-a.apkg", "de/a.apkg"), ("b.apkg", "Ü b.apkg")] {
        assert_eq!(names.get(name), Some(&json!(path)), "{names:?}");
    }
    // Numbers are made of paths alone.
    assert_eq!(names.get("x-y.z-3843061202.apkg"), Some(&json!("x/y z.apkg")), "{names:?}");
    assert_eq!(names.get("2972894625.apkg"), Some(&json!("中文.apkg")), "{names:?}");
    assert_eq!(names.len(), PAGES.len(), "{names:?}");
    let stays = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    assert!(names.keys().all(|name| name.chars().all(stays) && !name.starts_with('.')), "{names:?}");
    Ok(())
}

fn each_is_held_against_its_own() -> Result<(), Failed> {
    let (old, names) = released(&PAGES)?;
    let asset = |(id, (name, path)): (usize, (&String, &Value))| {
        // This one was published by hand, and GitHub put a dot into its name for each of some signs.
        let name = if name == "b.apkg" { "b..apkg" } else { name };
        json!({ "id": id, "name": name, "file": old.path("output").join(path.as_str().unwrap_or("")) })
    };
    let assets: Vec<Value> = names.as_object().into_iter().flatten().enumerate().map(asset).collect();
    let releases = json!([{ "draft": false, "prerelease": false, "assets": assets }]);

    let work = repository(&PAGES)?;
    let done = Run::new(&work).github("releases", releases.clone()).run()?.good()?;
    let summary = done.summary();
    for name in PAGES {
        let part = format!("\n#### `{name}.apkg`\n\n**0 new, 0 updated, 1 unchanged, 0 conflicting**\n");
        assert_eq!(summary.matches(&part).count(), 1, "{name}: {summary}");
    }
    assert_eq!(done.outputs()["changed"], "false");

    // A change is said of the package that has it, and a page that is new has nothing before it.
    let work = repository(&PAGES)?;
    work.write("input/de/a.md", work.read("input/de/a.md")?.replace("A name.", "A letter."))?;
    work.write("input/en/a.md", "# en\n\n## 1. What is en?\n\nA name.\n")?;
    let done = Run::new(&work).github("releases", releases).run()?.good()?;
    let summary = done.summary();
    assert!(summary.contains("#### `a.apkg`\n\n**0 new, 0 updated, 1 unchanged,"), "{summary}");
    assert!(summary.contains("#### `de/a.apkg`\n\n**0 new, 1 updated, 0 unchanged,"), "{summary}");
    assert!(summary.contains("#### `en/a.apkg`\n\nA new package.\n"), "{summary}");
    assert_eq!(done.outputs()["changed"], "true");
    Ok(())
}

fn named_ones_are_known_by_their_paths() -> Result<(), Failed> {
    let pages = ["a", "de/a", "中文"];
    let (old, _) = released(&pages)?;
    let work = repository(&pages)?;
    for name in pages {
        let name = format!("{name}.apkg");
        work.write(&format!("last decks/v1/{name}"), fs::read(old.path("output").join(name))?)?;
    }
    let previous = "last decks/*/*.apkg\nlast decks/v1/de/a.apkg\n";
    let done = Run::new(&work).with("previous", previous).run()?.good()?;
    assert_eq!(done.summary().matches("**0 new, 0 updated, 1 unchanged,").count(), 3, "{}", done.summary());
    assert_eq!(done.outputs()["changed"], "false");
    Ok(())
}

fn the_workflow_of_the_readme_publishes_all() -> Result<(), Failed> {
    let told = Work::new(&[])?;
    let gh = format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >'{}'\n", told.path("told").display());
    told.write("bin/gh", gh)?;
    venv::run(std::process::Command::new("chmod").arg("+x").arg(told.path("bin/gh")))?;
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([told.path("bin")].into_iter().chain(env::split_paths(&others)))?;
    let release = |work: &Work| {
        let mut run = Run::new(work);
        run.0["then"] = json!(true);
        run.0["env"] = json!({ "PATH": path.to_string_lossy() });
        run.run()?.good()
    };
    // Without a package there is nothing to publish, and nothing wrong.
    let work = repository(&["a"])?;
    work.write("deckmill.toml", "formats = [\"csv\"]\n")?;
    release(&work)?;
    assert!(!told.path("told").exists());

    release(&repository(&["a", "de/a", "de/at/b"])?)?;
    let told = told.read("told")?;
    assert!(told.starts_with("release\nupload\nv1\n"), "{told}");
    let mut names: Vec<&str> = told
        .lines()
        .filter(|word| word.starts_with('/'))
        .filter_map(|word| word.rsplit('/').next())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["a.apkg", "de-a.apkg", "de-at-b.apkg"]);
    Ok(())
}
