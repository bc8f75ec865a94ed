//! What people do to tables before they send them back: rows are copied, added and left out, columns renamed, files
//! saved as others. What the base and the page know is kept, and what can't be taken is told.

use libtest_mimic::{Failed, Trial};

use crate::merge::{ANSWER, ID, LEVEL, PAGE, QUESTION, edit, merge, work};
use crate::work::Work;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("merge_rows::levels_that_a_lock_knows_stay", levels_of_lock),
        Trial::test("merge_rows::what_has_left_its_page_is_not_new", retired),
        Trial::test("merge_rows::rows_without_a_deck_are_in_that_above", without_deck),
        Trial::test("merge_rows::copied_rows_leave_the_id_to_the_old_one", copied),
        Trial::test("merge_rows::findings_are_counted", counted),
        Trial::test("merge_rows::no_cell_is_lost_in_silence", told),
        Trial::test("merge_rows::an_apostrophe_may_be_a_change", apostrophes),
        Trial::test("merge_rows::guarded_tables_may_be_saved_as_workbooks", guarded_workbook),
        Trial::test("merge_rows::names_of_columns_may_be_capital_and_missing_ones_are_told", names),
        Trial::test("merge_rows::rows_of_other_pages_are_left_out", other_pages),
        Trial::test("merge_rows::unknown_levels_are_kept", unknown_level),
        Trial::test("merge_rows::ids_of_other_tools_are_those_of_cards", ids_of_others),
        Trial::test("merge_rows::question_and_id_are_enough", enough),
    ]
}

/// A page whose levels stand beside its questions.
const LEVELS: &str = "# Lists\n\n1. What is a list? (easy)\n\nA row.\n\n2. What is a tuple?\n\nFixed.\n\n\
                      3. What is a set?\n\nNo order.\n";

fn exported(files: &[(&str, &str)], more: &[&str]) -> Result<Work, Failed> {
    let work = Work::new(files)?;
    assert_eq!(work.run(&[&["export"], more].concat())?.code, 0);
    Ok(work)
}

fn levels_of_lock() -> Result<(), Failed> {
    let work = exported(&[("a.md", LEVELS)], &["a.md", "-o", "a.csv", "--lock", "L"])?;
    assert_eq!(work.run(&["merge", "L", "a.csv", "-o", "o.md"])?.code, 0);
    for format in ["csv", "json"] {
        let said = work.run(&["export", "o.md", "--to", format, "-q"])?;
        assert!(said.data.contains("beginner"), "{format}: {}", said.data);
    }
    Ok(())
}

fn retired() -> Result<(), Failed> {
    let work = exported(&[("a.md", LEVELS)], &["a.md", "-o", "a.csv", "--lock", "L"])?;
    std::fs::write(work.path("a.md"), &LEVELS[..LEVELS.find("3. ").unwrap_or_default()])?;
    assert_eq!(work.run(&["export", "a.md", "-o", "later.csv", "--lock", "L"])?.code, 0);
    for current in [&["a.md"][..], &[]] {
        let said = work.run(&[&["merge", "L", "a.csv"], current, &["--to", "csv"]].concat())?;
        assert_eq!((said.code, said.data.contains("What is a set?")), (0, false), "{}", said.talk);
        assert!(said.talk.contains("0 edited, 0 new, 0 missing"), "{}", said.talk);
    }
    // A page that is gone altogether is no deck any more.
    let gone = exported(
        &[("a.md", LEVELS), ("b.md", "# B\n\n1. Where?\n\nHere.\n")],
        &["a.md", "b.md", "-o", "all.csv", "--lock", "L"],
    )?;
    let lock = gone
        .read("L")?
        .replace("\"state\":\"active\",\"page\":\"b.md\"", "\"state\":\"retired\",\"page\":\"b.md\"");
    gone.write("L", &lock)?;
    let said = gone.run(&["merge", "L", "all.csv", "--to", "json", "-q"])?;
    assert!(
        said.code == 0 && !said.data.contains("Where?") && !said.data.contains("\"decks\""),
        "{}",
        said.data
    );
    // What somebody wrote there is not lost in silence.
    let table = std::fs::read_to_string(work.path("a.csv"))?.replace("No order.", "No order; no repeats.");
    std::fs::write(work.path("edited.csv"), table)?;
    let said = work.run(&["merge", "L", "edited.csv", "a.md", "--to", "csv"])?;
    assert_eq!((said.code, said.talk.contains("[merge-conflict]")), (1, true), "{}", said.talk);
    Ok(())
}

/// Two pages, and a table of both with a row for each below its last.
fn two_pages() -> Result<Work, Failed> {
    let files = [
        ("a.md", "# Deck A\n\n1. Who?\n\nMe.\n\n2. Why?\n\nSo.\n"),
        ("b.md", "# Deck B\n\n1. Where?\n\nHere.\n\n2. When?\n\nNow.\n"),
    ];
    let work = exported(&files, &["a.md", "b.md", "-o", "all.csv", "-o", "all.md"])?;
    let mut lines: Vec<String> =
        std::fs::read_to_string(work.path("all.csv"))?.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 5);
    lines.insert(3, "9,Added to A?,yes,,,,,,".to_owned());
    lines.push("9,Added to B?,yes,,,,,,".to_owned());
    std::fs::write(work.path("new.csv"), lines.join("\r\n") + "\r\n")?;
    Ok(work)
}

fn without_deck() -> Result<(), Failed> {
    let work = two_pages()?;
    let said = work.run(&["merge", "all.csv", "new.csv", "all.md", "--to", "csv"])?;
    assert_eq!(said.code, 0, "{}", said.talk);
    for (question, deck) in [("Added to A?", "Deck A"), ("Added to B?", "Deck B")] {
        let line = said.data.lines().find(|line| line.contains(question)).unwrap_or_default();
        assert!(line.contains(deck), "{}", said.data);
    }
    Ok(())
}

fn copied() -> Result<(), Failed> {
    let work = work()?;
    for at in [1, 2] {
        edit(&work, |records| {
            let mut copy = records[1].clone();
            (copy[QUESTION], copy[ANSWER]) =
                ("What is a pronoun?".to_owned(), "It stands for one.".to_owned());
            records.insert(at, copy);
        })?;
        let said = merge(&work, &["page.md"])?;
        assert_eq!(said.code, 0, "{}", said.talk);
        // The old card is as it was, with all it has.
        let id = ids(&work)?[0].clone();
        let old = format!("{id} number=1 level=beginner -->\n### 1. What is a *noun*?");
        assert!(said.data.contains(&old) && said.data.contains("A `name`:"), "row {at}: {}", said.data);
        assert!(said.data.contains("What is a pronoun?"), "{}", said.data);
        assert!(
            !said.talk.contains("ask the same") && said.talk.contains("0 edited, 1 new"),
            "{}",
            said.talk
        );
    }
    Ok(())
}

/// The ids of the table that was handed out.
fn ids(work: &Work) -> Result<Vec<String>, Failed> {
    let mut reader = csv::Reader::from_path(work.path("base.csv"))?;
    Ok(reader.records().map(|one| one.map(|one| one[ID].to_owned())).collect::<Result<_, _>>()?)
}

fn counted() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| {
        records[2][ANSWER] = "A deed.".to_owned();
        records.truncate(3);
    })?;
    std::fs::write(work.path("now.md"), PAGE.replace("An **action**.", "A move."))?;
    let said = work.run(&["merge", "base.csv", "edited.csv", "now.md", "-o", "o.md"])?;
    assert_eq!((said.code, said.talk.contains("no findings")), (1, false), "{}", said.talk);
    assert!(said.talk.contains("1 error, 1 warning"), "{}", said.talk);
    let junit =
        work.run(&["merge", "base.csv", "edited.csv", "now.md", "-o", "o.md", "--message-format", "junit"])?;
    assert!(junit.talk.contains("failures=\"1\""), "{}", junit.talk);
    Ok(())
}

fn told() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| {
        records.iter_mut().for_each(|record| record.resize(10, String::new()));
        records[0][8] = "answer".to_owned();
        records[1][8] = "Another answer".to_owned();
        records[2][9] = "please check".to_owned();
    })?;
    let said = merge(&work, &["page.md", "-v"])?;
    for told in ["`answer` of 1 record", "`column 10` of 1 record"] {
        assert!(said.talk.contains(told), "{}", said.talk);
    }
    Ok(())
}

fn guarded_workbook() -> Result<(), Failed> {
    let files = [("g.md", "# G\n\n## Why +?\n\n+1\n\n## Why -?\n\n-1\n")];
    let work = exported(&files, &["g.md", "-o", "g.csv", "--for", "excel"])?;
    let table = std::fs::read_to_string(work.path("g.csv"))?.replace("'+1", "'+2");
    std::fs::write(work.path("edited.csv"), table)?;
    // As a program that keeps the apostrophe saves it.
    assert_eq!(work.run(&["export", "edited.csv", "-o", "edited.xlsx"])?.code, 0);
    let said = work.run(&["merge", "g.csv", "edited.xlsx", "g.md", "--to", "csv", "--for", "excel"])?;
    assert_eq!(said.code, 0, "{}", said.talk);
    assert!(said.data.contains(",'+2,") && said.data.contains(",'-1,"), "{}", said.data);
    // Without `--for` the sign is the cell's, and no conflict.
    let said = work.run(&["merge", "g.csv", "edited.csv", "g.md", "--to", "csv"])?;
    assert_eq!((said.code, said.talk.contains("1 edited")), (0, true), "{}", said.talk);
    Ok(())
}

/// What a table is not guarded against is text, and an apostrophe in it a change like any other.
fn apostrophes() -> Result<(), Failed> {
    let files =
        [("s.md", "# S\n\n## What do -v and -h do?\n\n-v' and '-h' print words.\n\n## Why -?\n\n-1\n")];
    let work = exported(&files, &["s.md", "-o", "s.csv"])?;
    let table = std::fs::read_to_string(work.path("s.csv"))?;
    for (from, to) in [("-v' and", "'-v' and"), ("-1", "'-1")] {
        std::fs::write(work.path("edited.csv"), table.replace(from, to))?;
        let said = work.run(&["merge", "s.csv", "edited.csv", "s.md", "--to", "csv"])?;
        assert_eq!((said.code, said.talk.contains("1 edited")), (0, true), "{}", said.talk);
        assert!(said.data.contains(to), "{}", said.data);
    }
    // Where each such cell has one, nobody knows, and that is said.
    std::fs::write(work.path("edited.csv"), table.replace("-v' and", "'-v' and").replace("-1", "'-1"))?;
    let said = work.run(&["merge", "s.csv", "edited.csv", "s.md", "--to", "csv"])?;
    assert!(said.talk.contains("0 edited") && said.talk.contains("as in 1 other cell"), "{}", said.talk);
    Ok(())
}

fn names() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| {
        records[0] = records[0].iter().map(|name| name.to_uppercase()).collect();
        records[0][LEVEL] = "Difficulty".to_owned();
        records[1][LEVEL] = "advanced".to_owned();
        records[2][ANSWER] = "A deed.".to_owned();
    })?;
    let said = merge(&work, &["page.md"])?;
    assert_eq!((said.code, said.data.contains("A deed.")), (0, true), "{}", said.talk);
    assert!(said.talk.contains("`level`") && said.talk.contains("[merge-columns]"), "{}", said.talk);
    Ok(())
}

fn other_pages() -> Result<(), Failed> {
    let work = two_pages()?;
    for (page, other) in [("a.md", "B"), ("b.md", "A")] {
        let said = work.run(&["merge", "all.csv", "new.csv", page, "--to", "csv"])?;
        assert_eq!(
            (said.code, said.data.contains(&format!("Added to {other}?"))),
            (0, false),
            "{}",
            said.data
        );
        assert!(said.data.contains("Added to ") && said.talk.contains("[merge-elsewhere]"), "{}", said.talk);
    }
    Ok(())
}

fn unknown_level() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| records[2][LEVEL] = "Wizard".to_owned())?;
    let said = merge(&work, &["page.md"])?;
    assert!(said.data.contains("Wizard") && said.talk.contains("1 edited"), "{} {}", said.data, said.talk);
    Ok(())
}

fn ids_of_others() -> Result<(), Failed> {
    let deck = "number,question,answer,level,section,tags,source,id\n,What is a list?,A row.,,,,,ODgLc^<KVR\n,What is a set?,No order.,,,,,yUaWPtUugM\n";
    let work = exported(&[("d.csv", deck)], &["d.csv", "--columns", "question,answer,id", "-o", "c.csv"])?;
    work.write("edited.csv", work.read("c.csv")?.replace("A row.", "A sequence."))?;
    assert_eq!(work.run(&["export", "edited.csv", "--set", "table.ids=cards", "-o", "edited.xlsx"])?.code, 0);
    for (base, edited) in [("d.csv", "edited.csv"), ("c.csv", "edited.csv"), ("d.csv", "edited.xlsx")] {
        let said = work.run(&["merge", base, edited, "d.csv", "--to", "csv"])?;
        assert_eq!((said.code, said.talk.contains("1 edited, 0 new, 0 missing")), (0, true), "{}", said.talk);
        assert!(said.data.contains("A sequence.,,,,d.csv:2,ODgLc^<KVR"), "{}", said.data);
    }
    // Those of a page are the page's own, and say nothing of what was handed out.
    let page = "question,answer,id\nWhat is a list?,A row.,list-01\n";
    let work = exported(&[("p.csv", page)], &["p.csv", "-o", "c.csv"])?;
    let said = work.run(&["merge", "c.csv", "p.csv", "p.csv", "--to", "csv"])?;
    assert!(
        said.code == 2 && said.talk.contains("known by columns named `question` and `id`"),
        "{}",
        said.talk
    );
    Ok(())
}

fn enough() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| {
        records[2][QUESTION] = "And now?".to_owned();
        records.iter_mut().for_each(|record| drop(record.remove(ANSWER)));
    })?;
    let said = merge(&work, &["page.md"])?;
    assert_eq!((said.code, said.data.contains("And now?")), (0, true), "{}", said.talk);
    assert!(
        said.talk.contains("there is no column `answer`") && said.talk.contains("1 edited, 0 new, 0 missing"),
        "{}",
        said.talk
    );
    Ok(())
}
