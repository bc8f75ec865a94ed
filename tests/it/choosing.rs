//! Which cards are written, and in which decks: filters, repeats, samples, groups; and cards that are written
//! as they come.

#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::work::{Said, Work};

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("choosing::filters_hold_for_all_pages_together", filters),
        Trial::test("choosing::repeats_are_named", repeats),
        Trial::test("choosing::many_pages_become_one_table_and_many_decks", there_and_back),
        Trial::test("choosing::decks_of_a_group_are_decks_of_a_package", groups),
        Trial::test("choosing::a_choice_changes_no_ids", who_cards_are),
        Trial::test("choosing::decks_of_one_key_stay_apart_in_json", groups_of_one_key),
        Trial::test("choosing::decks_that_ask_the_same_come_back_whole", equal_decks),
        Trial::test("choosing::nothing_left_is_an_error", nothing),
        Trial::test("choosing::what_is_left_out_is_not_forgotten", remembered),
        Trial::test("choosing::packages_of_groups_remember_their_cards", groups_remember),
        Trial::test("choosing::what_a_package_forgets_is_told", forgotten),
        Trial::test("choosing::json_lines_are_written_as_pages_are_read", as_they_come),
        Trial::test("choosing::json_lines_are_the_same_from_one_page_or_many", same_lines),
    ]
}

const ONE: &str = "# One\n\n## Lists\n\n### 1. What is a list?\n\n*beginner*\n\nA sequence.\n\n### 2. What is a \
                   tuple?\n\n*advanced*\n\nA fixed sequence.\n";
const TWO: &str = "# Two\n\n## 1. What is a list?\n\nOne thing after the other.\n\n## 2. Why is a dict \
                   fast?\n\n*advanced*\n\nIt hashes.\n";

fn folder() -> Result<Work, Failed> {
    Work::new(&[("one.md", ONE), ("two.md", TWO)])
}

/// The exit code, what was printed, and what was said.
fn run(folder: &Work, arguments: &[&str]) -> Result<(i32, String, String), Failed> {
    let Said { code, data, talk } = folder.run(arguments)?;
    Ok((code, data, talk))
}

/// The questions of both pages that are chosen, in order.
fn chosen(options: &[&str]) -> Result<Vec<String>, Failed> {
    let folder = folder()?;
    let fixed = ["export", "one.md", "two.md", "--to", "json", "-q"];
    let (code, json, said) = run(&folder, &[&fixed, options].concat())?;
    assert_eq!(code, 0, "{said}");
    let json: Value = serde_json::from_str(&json)?;
    let cards = json["cards"].as_array().ok_or("no cards")?;
    Ok(cards.iter().map(|card| card["question"].as_str().unwrap_or_default().to_owned()).collect())
}

fn filters() -> Result<(), Failed> {
    let (list, tuple, dict) = ("What is a list?", "What is a tuple?", "Why is a dict fast?");
    assert_eq!(chosen(&["--level", "advanced"])?, [tuple, dict]);
    assert_eq!(chosen(&["--level", "advanced", "--level", "none"])?, [tuple, list, dict]);
    assert_eq!(chosen(&["--section", "LISTS"])?, [list, tuple]);
    assert_eq!(chosen(&["--max", "3"])?, [list, tuple, list]);
    assert_eq!(chosen(&["--max", "2", "--seed", "5"])?, chosen(&["--max", "2", "--seed", "5"])?);
    assert_eq!(chosen(&["--max", "4", "--seed", "5"])?, [list, tuple, list, dict]);
    assert_eq!(chosen(&["--sort", "level"])?, [list, tuple, dict, list]);
    Ok(())
}

fn repeats() -> Result<(), Failed> {
    let folder = folder()?;
    let arguments = ["export", "one.md", "two.md", "--to", "csv", "--dedupe", "exact", "-v"];
    let (code, table, said) = run(&folder, &arguments)?;
    assert_eq!((code, table.matches("What is a list?").count()), (0, 1), "{table}");
    assert!(
        said.contains("two.md:3:1: note: left out, for one.md:5 asks the same [repeat-left-out]"),
        "{said}"
    );
    Ok(())
}

fn there_and_back() -> Result<(), Failed> {
    let folder = folder()?;
    let (code, _, said) = run(&folder, &["export", "one.md", "two.md", "-o", "all.csv"])?;
    assert_eq!(code, 0, "{said}");
    let table = folder.read("all.csv")?;
    assert!(table.starts_with("number,question,answer,level,section,tags,deck,source,id\r\n"), "{table}");
    let arguments = ["export", "all.csv", "-o", "decks/", "--to", "csv", "--group-by", "deck"];
    assert_eq!(run(&folder, &arguments)?.0, 0);
    for (page, deck) in [("one.md", "decks/One.csv"), ("two.md", "decks/Two.csv")] {
        let own = run(&folder, &["export", page, "--to", "csv"])?.1;
        let ids = |table: &str| -> Vec<String> {
            let mut reader = csv::Reader::from_reader(table.as_bytes());
            let columns = [0, 1, 2, 3, 4, 5, 7];
            let record = |record: csv::StringRecord| columns.map(|at| record[at].to_owned()).join("|");
            reader.records().map(|one| record(one.unwrap())).collect()
        };
        assert_eq!(ids(&folder.read(deck)?), ids(&own));
    }
    Ok(())
}

/// Two pages of one title ask the same; only the second card has the tag.
fn who_cards_are() -> Result<(), Failed> {
    let page =
        |tag: &str| format!("---\ntags: [{tag}]\n---\n\n# Words\n\n## What is a list?\n\nA row of {tag}.\n");
    let folder = Work::new(&[("a.md", &page("a")), ("b.md", &page("b"))])?;
    let id = |more: &[&str]| -> Result<String, Failed> {
        let (code, table, said) = run(&folder, &[&["export", "a.md", "b.md", "--to", "csv"], more].concat())?;
        assert_eq!(code, 0, "{said}");
        let row = table.lines().find(|row| row.contains("A row of b.")).ok_or(said)?;
        Ok(row.rsplit(',').next().unwrap_or_default().to_owned())
    };
    let among_all = id(&[])?;
    assert_eq!((id(&["--tagged", "b"])?, id(&["--group-by", "tag"])?), (among_all.clone(), among_all));
    Ok(())
}

/// The levels of a page have one key, which is all that a card needs to say of its deck where there is one.
fn groups_of_one_key() -> Result<(), Failed> {
    let folder = folder()?;
    let group = ["export", "one.md", "-o", "g.json", "-o", "g.jsonl", "-o", "g.md", "--group-by", "level"];
    assert_eq!(run(&folder, &group)?.0, 0);
    let apart = |file: &str| -> Result<Vec<(String, String)>, Failed> {
        let into = format!("of-{file}/");
        assert_eq!(run(&folder, &["export", file, "-o", &into, "--to", "csv", "--group-by", "deck"])?.0, 0);
        let mut decks = Vec::new();
        for deck in std::fs::read_dir(folder.path(&into))? {
            let path = deck?.path();
            // Where a card stands in its file is not the same.
            let questions =
                |table: String| table.lines().map(|line| line[..line.len().min(20)].to_owned()).collect();
            decks.push((
                path.file_name().unwrap().to_string_lossy().into_owned(),
                questions(std::fs::read_to_string(&path)?),
            ));
        }
        decks.sort();
        Ok(decks)
    };
    let wanted = apart("g.md")?;
    assert!(wanted.len() > 1, "{wanted:?}");
    assert_eq!((&apart("g.json")?, &apart("g.jsonl")?), (&wanted, &wanted));
    Ok(())
}

fn groups() -> Result<(), Failed> {
    let folder = folder()?;
    let arguments = ["export", "one.md", "two.md", "-o", "all.apkg", "--group-by", "level"];
    assert_eq!(run(&folder, &arguments)?.0, 0);
    let (_, markdown, _) = run(&folder, &["export", "all.apkg", "--to", "markdown"])?;
    let titles: Vec<&str> = markdown.lines().filter(|line| line.starts_with("# ")).collect();
    assert_eq!(titles, ["# all", "# beginner", "# advanced", "# no level"]);
    Ok(())
}

fn nothing() -> Result<(), Failed> {
    let folder = folder()?;
    let arguments = ["export", "one.md", "-o", "none.csv", "--section", "Dicts"];
    let (code, _, said) = run(&folder, &arguments)?;
    assert_eq!(code, 2);
    assert!(said.contains("error: no card is left to write"), "{said}");
    assert!(!folder.path("none.csv").exists());
    Ok(())
}

/// A lock remembers all cards of a page, whichever are written.
fn remembered() -> Result<(), Failed> {
    let folder = folder()?;
    let all = ["export", "one.md", "-o", "one.apkg", "--lock", "a.lock"];
    let some = [&all[..], &["--level", "advanced"]].concat();
    assert_eq!(run(&folder, &all)?.0, 0);
    let whole = folder.read("a.lock")?;
    let (code, _, said) = run(&folder, &some)?;
    assert!(code == 0 && said.contains("one.apkg: 1 card") && said.contains("2 unchanged"), "{said}");
    assert_eq!(folder.read("a.lock")?, whole);
    Ok(())
}

/// The first page's cards are there while the second is still being waited for.
fn as_they_come() -> Result<(), Failed> {
    let folder = folder()?;
    let mut child = folder
        .program(&["export", "one.md", "-", "--from", "markdown", "--to", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (send, receive) = mpsc::channel();
    let out = child.stdout.take().ok_or("no output")?;
    let reading = std::thread::spawn(move || {
        BufReader::new(out).lines().map_while(Result::ok).for_each(|line| drop(send.send(line)));
    });
    let first: Vec<_> = (0..2).map(|_| receive.recv_timeout(Duration::from_secs(60))).collect();
    let mut input = child.stdin.take().ok_or("no input")?;
    input.write_all(TWO.as_bytes())?;
    drop(input);
    assert!(first.iter().all(Result::is_ok), "nothing came before the second page");
    assert!(child.wait()?.success());
    reading.join().map_err(|_| "the reader panicked")?;
    assert_eq!(receive.iter().count(), 2);
    Ok(())
}

/// Equal cards of two pages get ids of their own, whether or not all cards are known at once.
fn same_lines() -> Result<(), Failed> {
    let folder = folder()?;
    folder.write("again.md", ONE)?;
    let pages = ["export", "one.md", "again.md"];
    let (_, lines, said) = run(&folder, &[&pages[..], &["--to", "jsonl", "-v"]].concat())?;
    let (_, table, _) = run(&folder, &[&pages[..], &["--to", "csv", "--columns", "id"]].concat())?;
    let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
    let ids: Vec<String> = lines.lines().map(id).collect();
    assert_eq!(ids, table.lines().skip(1).map(str::to_owned).collect::<Vec<_>>());
    assert!(said.contains("[shared-cards]"), "{said}");
    Ok(())
}

/// Two pages of one title that ask the same: nothing in their file is taken for a list of its contents.
fn equal_decks() -> Result<(), Failed> {
    let folder = Work::new(&[])?;
    let page = |name: &str| {
        let card = |at: usize| format!("## What is thing {at}?\n\nAnswer {at} {name}.\n\n");
        format!("# Things\n\n{}", (0..4).map(card).collect::<String>())
    };
    for name in ["a", "b"] {
        folder.write(&format!("{name}.md"), page(name))?;
    }
    for file in ["all.csv", "all.json", "all.apkg", "all.xlsx", "all.deck.md", "all.jsonl", "all.jsonld"] {
        assert_eq!(run(&folder, &["export", "a.md", "b.md", "-o", file])?.0, 0);
        let (_, table, _) = run(&folder, &["export", file, "--to", "csv", "--columns", "question,answer"])?;
        for name in ["a", "b"] {
            for at in 0..4 {
                let row = format!("What is thing {at}?,Answer {at} {name}.");
                assert!(table.contains(&row), "{file}: {table}");
            }
        }
    }
    assert_eq!(
        run(&folder, &["export", "a.md", "b.md", "-o", "by/", "--to", "csv", "--group-by", "deck"])?.0,
        0
    );
    let mut files: Vec<_> = fs::read_dir(folder.path("by"))?.map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["Things-2.csv", "Things.csv"]);
    Ok(())
}

/// The id of the first question with such a beginning in some output.
fn id_of(folder: &Work, output: &str, question: &str) -> Result<String, Failed> {
    let (_, json, said) = run(folder, &["export", output, "--to", "json", "-q"])?;
    let json: Value = serde_json::from_str(&json).map_err(|error| format!("{error}: {said}"))?;
    let cards = json["cards"].as_array().ok_or("no cards")?;
    let card =
        cards.iter().find(|card| card["question"].as_str().is_some_and(|text| text.starts_with(question)));
    Ok(card.and_then(|card| card["id"].as_str()).ok_or(format!("no {question}: {json}"))?.to_owned())
}

fn groups_remember() -> Result<(), Failed> {
    for by in ["level", "deck", "section"] {
        let folder = folder()?;
        let export = ["export", "one.md", "-o", "decks/", "--to", "anki", "--group-by", by];
        assert_eq!(run(&folder, &export)?.0, 0);
        let held = |question: &str| -> Result<String, Failed> {
            let ids = std::fs::read_dir(folder.path("decks"))?.filter_map(|file| {
                let path = file.ok()?.path().display().to_string();
                id_of(&folder, &path, question).ok()
            });
            Ok(ids.last().ok_or("no such card")?)
        };
        let before = held("What is a tuple")?;
        std::fs::write(folder.path("one.md"), ONE.replace("tuple?", "tuple, exactly?"))?;
        let (code, _, said) = run(&folder, &export)?;
        assert_eq!((code, said.contains("[reworded]")), (0, true), "{by}: {said}");
        assert_eq!(held("What is a tuple, exactly")?, before, "{by}");
    }
    Ok(())
}

fn forgotten() -> Result<(), Failed> {
    let folder = folder()?;
    let whole = ["export", "one.md", "-o", "one.apkg"];
    let some = ["export", "one.md", "-o", "one.apkg", "--level", "beginner"];
    assert_eq!(run(&folder, &whole)?.0, 0);
    let (code, _, said) = run(&folder, &some)?;
    assert_eq!(
        (code, said.contains("one.apkg: 1 card that it remembers is not chosen")),
        (0, true),
        "{said}"
    );
    // What it does not hold it can't forget; and a lock forgets nothing.
    assert!(!run(&folder, &some)?.2.contains("not chosen"));
    assert_eq!(run(&folder, &whole)?.0, 0);
    assert!(!run(&folder, &[&some[..], &["--lock", "lock"]].concat())?.2.contains("not chosen"));
    Ok(())
}
