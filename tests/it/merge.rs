//! What comes back from a spreadsheet, merged: unchanged cells keep what cards have, changed ones are taken,
//! and nothing is decided in silence that is for a person to decide.

use libtest_mimic::{Failed, Trial};

use crate::work::{Said, Work};

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("merge::unchanged_cells_keep_what_cards_have", unchanged),
        Trial::test("merge::changed_cells_become_text", changed),
        Trial::test("merge::what_changed_on_both_sides_is_a_conflict", conflicts),
        Trial::test("merge::both_sides_may_say_the_same", agreed),
        Trial::test("merge::rows_without_a_known_id_are_new_cards", new_rows),
        Trial::test("merge::missing_rows_are_reported_and_removed_on_request", missing),
        Trial::test("merge::removed_rows_of_changed_cards_are_conflicts", removed_and_changed),
        Trial::test("merge::columns_that_are_not_there_say_nothing", columns),
        Trial::test("merge::a_lock_is_what_was_handed_out", lock),
        Trial::test("merge::what_a_lock_does_not_know_is_no_change", prune_by_lock),
        Trial::test("merge::guarded_cells_are_unchanged", guarded),
        Trial::test("merge::pages_are_never_written", never_written),
        Trial::test("merge::lines_above_the_names_do_no_harm", above_names),
        Trial::test("merge::tables_without_names_are_refused", without_names),
        Trial::test("merge::rows_that_ask_nothing_remove_no_card", asks_nothing),
        Trial::test("merge::a_second_merge_adds_nothing", twice),
        Trial::test("merge::another_page_is_refused", another_page),
        Trial::test("merge::pages_that_come_back_need_no_ids", page_without_ids),
        Trial::test("merge::rows_go_to_the_decks_that_they_name", decks),
        Trial::test("merge::own_ids_and_spaces_do_no_harm", own_ids),
    ]
}

pub const PAGE: &str = "# Words\n\n## Nouns\n\n### 1. What is a *noun*?\n\n*beginner*\n\nA `name`:\n\n- of a thing\n- \
                    of a person\n\n### 2. What is a verb?\n\nAn **action**.\n\n### 3. What is `=`?\n\n@sign\n";

/// A folder with a page and the table that was handed out.
pub fn work() -> Result<Work, Failed> {
    let work = Work::new(&[("page.md", PAGE)])?;
    assert_eq!(work.run(&["export", "page.md", "-o", "base.csv"])?.code, 0);
    Ok(work)
}

/// Changes the table that was handed out, by its records.
pub fn edit(work: &Work, change: impl FnOnce(&mut Vec<Vec<String>>)) -> Result<(), Failed> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(work.path("base.csv"))?;
    let record = |record: csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let mut records = reader.records().map(|one| one.map(record)).collect::<Result<Vec<_>, _>>()?;
    change(&mut records);
    // As a spreadsheet of another country saves it.
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_path(work.path("edited.csv"))?;
    records.iter().try_for_each(|record| writer.write_record(record))?;
    Ok(writer.flush()?)
}

/// The merged deck as Markdown, and what was said.
pub fn merge(work: &Work, more: &[&str]) -> Result<Said, Failed> {
    let fixed = ["merge", "base.csv", "edited.csv"];
    work.run(&[&fixed, more, &["--to", "markdown"]].concat())
}

pub const QUESTION: usize = 1;
pub const ANSWER: usize = 2;
pub const LEVEL: usize = 3;
const SECTION: usize = 4;
const TAGS: usize = 5;
pub const ID: usize = 7;

fn unchanged() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| records[1..].reverse())?;
    let merged = merge(&work, &["page.md"])?;
    let page = work.run(&["export", "page.md", "--to", "markdown"])?;
    assert_eq!((merged.code, merged.data), (0, page.data));
    assert!(merged.talk.contains("edited.csv: 0 edited, 0 new, 0 missing, 0 removed, 0 in conflict"));
    Ok(())
}

fn changed() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| {
        records[1][ANSWER] = "A name.\n\n# of a thing".to_owned();
        records[2][LEVEL] = "advanced".to_owned();
        records[2][SECTION] = "Verbs".to_owned();
        records[2][TAGS] = "new \"two words\"".to_owned();
        records[3][QUESTION] = "What is = for?".to_owned();
    })?;
    let merged = merge(&work, &["page.md"])?;
    assert_eq!(merged.code, 0, "{}", merged.talk);
    for part in
        ["What is a *noun*?\n\n*beginner*\n\nA name.\n\n\\# of a thing\n", "What is = for?", "An **action**."]
    {
        assert!(merged.data.contains(part), "{part} in {}", merged.data);
    }
    assert!(
        merged.data.contains("## Verbs") && merged.data.contains("level=advanced tag=new tag=\"two words\"")
    );
    assert_eq!(merged.talk.matches("[merge-formatting]").count(), 2, "{}", merged.talk);
    assert!(merged.talk.contains("edited.csv:2:"), "{}", merged.talk);
    assert!(merged.talk.contains("3 edited, 0 new, 0 missing, 0 removed, 0 in conflict"), "{}", merged.talk);
    Ok(())
}

fn conflicts() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| records[2][ANSWER] = "A doing.".to_owned())?;
    work.write("page.md", PAGE.replace("An **action**.", "A **deed**."))?;
    let merged = merge(&work, &["page.md"])?;
    assert_eq!(merged.code, 1);
    assert!(merged.data.contains("A **deed**."), "{}", merged.data);
    let told = "the answer was changed on both sides: edited it is \"A doing.\", currently \"A deed.\"";
    assert!(merged.talk.contains("\"What is a verb?\"") && merged.talk.contains(told), "{}", merged.talk);
    assert!(merged.talk.contains("1 in conflict"));
    Ok(())
}

fn agreed() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| records[2][ANSWER] = "A deed.".to_owned())?;
    work.write("page.md", PAGE.replace("An **action**.", "A **deed**."))?;
    let merged = merge(&work, &["page.md"])?;
    assert!(merged.code == 0 && merged.data.contains("A **deed**."), "{}", merged.talk);
    Ok(())
}

fn new_rows() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| {
        let mut row = vec![String::new(); records[0].len()];
        (row[QUESTION], row[ANSWER]) = ("What is an adverb?".to_owned(), "It says how.".to_owned());
        records.insert(2, row);
    })?;
    let merged = merge(&work, &["page.md"])?;
    let places = ["a *noun*?", "an adverb?", "a verb?"].map(|part| merged.data.find(part));
    assert!(merged.code == 0 && places.is_sorted() && places[0].is_some(), "{}", merged.data);
    assert!(merged.talk.contains("1 new"), "{}", merged.talk);
    // Merged once more, the row is known.
    work.write("merged.md", &merged.data)?;
    let again = merge(&work, &["merged.md"])?;
    assert_eq!((again.code, again.data), (0, merged.data));
    Ok(())
}

fn missing() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| drop(records.remove(2)))?;
    let kept = merge(&work, &["page.md"])?;
    assert!(kept.code == 0 && kept.data.contains("What is a verb?"), "{}", kept.data);
    assert!(kept.talk.contains("page.md:14:") && kept.talk.contains("[merge-missing]"), "{}", kept.talk);
    let pruned = merge(&work, &["page.md", "--prune"])?;
    assert!(pruned.code == 0 && !pruned.data.contains("What is a verb?"), "{}", pruned.data);
    assert!(pruned.talk.contains("1 removed"), "{}", pruned.talk);
    Ok(())
}

fn removed_and_changed() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| drop(records.remove(2)))?;
    work.write("page.md", PAGE.replace("An **action**.", "A **deed**."))?;
    let pruned = merge(&work, &["page.md", "--prune"])?;
    assert!(pruned.code == 1 && pruned.data.contains("A **deed**."), "{}", pruned.talk);

    edit(&work, |records| records[2][ANSWER] = "A doing.".to_owned())?;
    let without = PAGE.replace("### 2. What is a verb?\n\nAn **action**.\n\n", "");
    work.write("page.md", &without)?;
    let gone = merge(&work, &["page.md"])?;
    assert!(gone.code == 1 && gone.talk.contains("the card has left its page"), "{}", gone.talk);
    Ok(())
}

fn columns() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| {
        for record in records {
            *record = vec![record[ID].clone(), record[QUESTION].clone(), record[ANSWER].clone()];
        }
    })?;
    let merged = merge(&work, &["page.md"])?;
    let page = work.run(&["export", "page.md", "--to", "markdown"])?;
    assert_eq!((merged.code, merged.data), (0, page.data), "{}", merged.talk);

    // A column that is there and empty is another matter.
    edit(&work, |records| records[1][LEVEL].clear())?;
    let merged = merge(&work, &["page.md"])?;
    assert!(merged.talk.contains("1 edited") && !merged.data.contains("*beginner*"), "{}", merged.data);
    Ok(())
}

fn lock() -> Result<(), Failed> {
    let work = work()?;
    let built = work.run(&["export", "page.md", "-o", "base.csv", "--lock", "deckmill.lock"])?;
    assert_eq!(built.code, 0, "{}", built.talk);
    edit(&work, |records| records[2][ANSWER] = "A doing.".to_owned())?;
    // The page has got another wording since: the lock knows the card all the same.
    work.write("page.md", PAGE.replace("What is a *noun*?", "What is a *noun* in English?"))?;
    for current in [&["page.md"][..], &[]] {
        let fixed = ["merge", "deckmill.lock", "edited.csv"];
        let merged = work.run(&[&fixed, current, &["--to", "markdown"]].concat())?;
        assert_eq!(merged.code, 0, "{}", merged.talk);
        assert!(merged.data.contains("A doing.") && merged.data.contains("A `name`:"), "{}", merged.data);
        assert_eq!(merged.data.contains("in English"), !current.is_empty());
        assert!(merged.talk.contains("1 edited, 0 new, 0 missing"), "{}", merged.talk);
    }
    Ok(())
}

fn guarded() -> Result<(), Failed> {
    let work = work()?;
    let made = work.run(&["export", "page.md", "-o", "edited.csv", "--for", "excel"])?;
    assert!(made.code == 0 && work.read("edited.csv")?.contains("'@sign"));
    let merged = merge(&work, &["page.md"])?;
    assert!(merged.talk.contains("0 edited") && !merged.data.contains("'@sign"), "{}", merged.talk);
    assert_eq!(merged.talk.matches("[merge-apostrophe]").count(), 1, "{}", merged.talk);
    Ok(())
}

fn never_written() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |_| {})?;
    for place in ["page.md", "base.csv", "edited.csv"] {
        let refused = work.run(&["merge", "base.csv", "edited.csv", "page.md", "-o", place])?;
        assert_eq!(refused.code, 2, "{place}: {}", refused.talk);
        assert!(refused.talk.contains("this would overwrite a page that is read"), "{}", refused.talk);
    }
    assert_eq!(work.read("page.md")?, PAGE);
    Ok(())
}

fn above_names() -> Result<(), Failed> {
    let work = work()?;
    let table = work.read("base.csv")?;
    let page = work.run(&["export", "page.md", "--to", "markdown"])?.data;
    for above in ["Reviewed by Ada,,,,,,,\r\n", "\u{feff}sep=,\r\n", ",,\r\n\r\nWords\r\n"] {
        work.write("edited.csv", format!("{above}{table}"))?;
        let merged = merge(&work, &["page.md"])?;
        assert_eq!((merged.code, merged.data), (0, page.clone()), "{above}: {}", merged.talk);
        assert!(merged.talk.contains("0 edited, 0 new, 0 missing"), "{above}: {}", merged.talk);
    }
    Ok(())
}

fn without_names() -> Result<(), Failed> {
    let work = work()?;
    let changes: [fn(&mut Vec<Vec<String>>); 3] = [
        |records| drop(records.remove(0)),
        |records| records.iter_mut().for_each(|record| drop(record.remove(QUESTION))),
        |records| records[0][QUESTION] = "Front".to_owned(),
    ];
    for change in changes {
        edit(&work, change)?;
        let merged = merge(&work, &["page.md", "--prune"])?;
        assert_eq!((merged.code, merged.data.as_str()), (2, ""), "{}", merged.talk);
        assert!(
            merged.talk.contains("edited.csv: the rows are not those of cards that were handed out"),
            "{}",
            merged.talk
        );
    }
    Ok(())
}

fn asks_nothing() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| records[2][QUESTION].clear())?;
    let merged = merge(&work, &["page.md", "--prune"])?;
    assert!(merged.code == 0 && merged.data.contains("What is a verb?"), "{}", merged.talk);
    assert!(merged.talk.contains("the row of this card asks nothing"), "{}", merged.talk);
    Ok(())
}

fn twice() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| {
        let mut row = vec![String::new(); records[0].len()];
        (row[QUESTION], row[ANSWER]) = ("What is an adverb?".to_owned(), "It says how.".to_owned());
        records.push(row);
    })?;
    for (current, out) in [("page.md", "once.csv"), ("once.csv", "twice.csv"), ("twice.csv", "again.csv")] {
        let merged = work.run(&["merge", "base.csv", "edited.csv", current, "-o", out])?;
        assert!(merged.code == 0 && merged.talk.contains(&format!("{out}: 4 cards")), "{}", merged.talk);
    }
    Ok(())
}

fn another_page() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |_| {})?;
    work.write("other.md", "# Other\n\n## Who?\n\nYou.\n\n## Where?\n\nThere.\n")?;
    let merged = merge(&work, &["other.md"])?;
    assert!(merged.code == 2 && merged.talk.contains("none of the cards that were handed out is here"));
    Ok(())
}

fn page_without_ids() -> Result<(), Failed> {
    let work = work()?;
    work.write("edited.md", PAGE.replace("An **action**.", "A **doing**."))?;
    let merged = work.run(&["merge", "base.csv", "edited.md", "page.md", "--to", "markdown"])?;
    assert!(merged.talk.contains("1 edited, 0 new, 0 missing, 0 removed, 0 in conflict"), "{}", merged.talk);
    assert!(merged.data.contains("A **doing**."), "{}", merged.data);
    Ok(())
}

fn decks() -> Result<(), Failed> {
    let work = work()?;
    work.write("other.md", "# Other\n\n## Who?\n\nYou.\n\n## Where?\n\nThere.\n")?;
    assert_eq!(work.run(&["export", "page.md", "other.md", "-o", "base.csv"])?.code, 0);
    edit(&work, |records| {
        let deck = 6;
        records[1][deck] = "Other".to_owned();
        for title in ["Other", "Third"] {
            let mut row = vec![String::new(); records[0].len()];
            row[QUESTION] = format!("What is new in {title}?");
            row[ANSWER] = "This.".to_owned();
            row[deck] = title.to_owned();
            records.push(row);
        }
    })?;
    let merged = merge(&work, &[])?;
    assert!(merged.code == 0 && merged.talk.contains("[merge-moved]"), "{}", merged.talk);
    let places = ["# Words", "*noun*?", "# Other", "Who?", "new in Other?", "# Third", "new in Third?"]
        .map(|part| merged.data.find(part));
    // What has no formatting in a table has none here.
    assert!(
        places[0].is_some() && places[2..].is_sorted() && places[2..].iter().all(Option::is_some),
        "{}",
        merged.data
    );
    Ok(())
}

fn own_ids() -> Result<(), Failed> {
    let work = work()?;
    edit(&work, |records| {
        records[1][LEVEL].clear();
        records[2][ANSWER].push(' ');
        let mut row = vec![String::new(); records[0].len()];
        (row[QUESTION], row[ANSWER], row[ID]) = ("Why?".to_owned(), "So.".to_owned(), "new1".to_owned());
        records.push(row);
        records.iter_mut().for_each(|record| drop(record.remove(6)));
    })?;
    let merged = merge(&work, &["page.md"])?;
    assert!(merged.talk.contains("1 edited, 1 new, 0 missing"), "{}", merged.talk);
    assert!(!merged.data.contains("*beginner*") && merged.data.contains("An **action**."), "{}", merged.data);
    Ok(())
}

/// A lock knows no numbers, and a table may lack columns: neither makes a change.
fn prune_by_lock() -> Result<(), Failed> {
    let work = work()?;
    assert_eq!(work.run(&["export", "page.md", "-o", "base.csv", "--lock", "deckmill.lock"])?.code, 0);
    edit(&work, |records| {
        records.remove(2);
        records.iter_mut().for_each(|record| drop(record.drain(LEVEL..=SECTION)));
    })?;
    let pruned_of =
        |page: &str| work.run(&["merge", "deckmill.lock", "edited.csv", page, "--prune", "--to", "csv"]);
    let pruned = pruned_of("page.md")?;
    assert!(
        pruned.code == 0 && pruned.talk.contains("0 edited, 0 new, 0 missing, 1 removed"),
        "{}",
        pruned.talk
    );
    // A card that has left the page, and whose row nobody changed, is none of the merge's business.
    work.write(
        "less.md",
        PAGE.replace(
            "### 1. What is a *noun*?\n\n*beginner*\n\nA `name`:\n\n- of a thing\n- of a person\n\n",
            "",
        ),
    )?;
    let gone = pruned_of("less.md")?;
    assert!(gone.code == 0 && gone.talk.contains("1 removed, 0 in conflict"), "{}", gone.talk);
    Ok(())
}
