//! `check --fix`: what is mended in pages, how it is shown first, and what is left.

#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::work::Work;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("mending::what_is_safe_is_shown_and_mended", mended),
        Trial::test("mending::a_difference_changes_nothing", shown),
        Trial::test("mending::a_closed_gate_keeps_pages_as_they_are", gates),
        Trial::test("mending::white_space_goes_where_it_breaks_no_line", trimmed),
        Trial::test("mending::what_cant_be_written_back_is_said_truly", reasons),
        Trial::test("mending::other_bytes_and_other_pages_are_left", left),
    ]
}

const PAGE: &str =
    "# Lists\n\n## 1. What does __len__ do? \n\nIt counts.\n\n## 3. What is a set?\n\nNo order.\n";
const MENDED: &str =
    "# Lists\n\n## 1. What does \\_\\_len\\_\\_ do?\n\nIt counts.\n\n## 2. What is a set?\n\nNo order.\n";

fn mended() -> Result<(), Failed> {
    let work = Work::new(&[("page.md", PAGE)])?;
    let said = work.run(&["check", "page.md", "--fix"])?;
    assert_eq!(said.code, 0, "{}{}", said.data, said.talk);
    assert_eq!(work.read("page.md")?, MENDED);
    for line in ["--- page.md\n+++ page.md\n", "-## 3. What is a set?\n", "+## 2. What is a set?\n"] {
        assert!(said.data.contains(line), "{line}: {}", said.data);
    }
    assert!(said.talk.contains("page.md: mended: 1 question renumbered, "), "{}", said.talk);
    assert!(said.talk.contains("1 page checked, 2 cards, no findings"), "{}", said.talk);
    // There is nothing left to mend, and nothing is written.
    let again = work.run(&["check", "page.md", "--fix"])?;
    assert!(again.code == 0 && again.data.is_empty(), "{}", again.data);
    let again = work.run(&["check", "page.md", "--diff"])?;
    assert!(again.code == 0 && again.data.is_empty(), "{}", again.data);
    Ok(())
}

fn shown() -> Result<(), Failed> {
    let work = Work::new(&[("page.md", PAGE)])?;
    let said = work.run(&["check", "page.md", "--diff", "--fail-on", "never"])?;
    assert!(said.code == 1 && said.data.contains("+## 2. What is a set?\n"), "{}", said.data);
    assert_eq!(work.read("page.md")?, PAGE);
    let json = work.run(&["check", "page.md", "--diff", "--message-format", "json"])?.data;
    let first: Value = serde_json::from_str(json.lines().next().ok_or("nothing said")?)?;
    assert_eq!(
        (&first["kind"], &first["renumbered"], &first["written"]),
        (&"fix".into(), &1.into(), &false.into())
    );
    // What is read by programs is theirs alone.
    let sarif = work.run(&["check", "page.md", "--diff", "--message-format", "sarif"])?.data;
    assert!(serde_json::from_str::<Value>(&sarif).is_ok(), "{sarif}");
    Ok(())
}

fn gates() -> Result<(), Failed> {
    let work = Work::new(&[("page.md", PAGE), ("other.md", PAGE)])?;
    for gate in [&["--expect", "9"], &["--min-coverage", "100"]] {
        let said = work.run(&[&["check", "page.md", "other.md", "--fix"][..], gate].concat())?;
        assert_eq!(said.code, 1, "{}{}", said.data, said.talk);
        assert!(said.talk.contains("nothing was mended, for not all holds that has to"), "{}", said.talk);
        assert!(!said.data.contains("+++ ") && !said.talk.contains(": mended"), "{}", said.data);
        assert_eq!((work.read("page.md")?.as_str(), work.read("other.md")?.as_str()), (PAGE, PAGE));
    }
    let open = ["--expect", "4", "--min-coverage", "50", "--progress", "json"];
    let said = work.run(&[&["check", "page.md", "other.md", "--fix"][..], &open].concat())?;
    assert_eq!(said.code, 0, "{}{}", said.data, said.talk);
    assert_eq!((work.read("page.md")?.as_str(), work.read("other.md")?.as_str()), (MENDED, MENDED));
    // A page that was mended is one page to those who count.
    assert!(said.talk.contains("\"done\":2,\"of\":2") && !said.talk.contains("\"done\":3"), "{}", said.talk);
    Ok(())
}

fn trimmed() -> Result<(), Failed> {
    let page = "# Lists  \n\n## 1. What is a list?   \n\nOne  \ntwo.  \n\nThree.  \n";
    let text = "1. What is a list?  \n\nIt is   \na sequence.  \n\n2. What is a set?\n\nA bag.\n";
    let work = Work::new(&[("page.md", page), ("page.txt", text)])?;
    let said = work.run(&["check", "page.md", "page.txt", "--fix", "--fail-on", "never"])?;
    assert_eq!(said.code, 0, "{}{}", said.data, said.talk);
    assert_eq!(work.read("page.md")?, "# Lists\n\n## 1. What is a list?\n\nOne  \ntwo.\n\nThree.\n");
    assert_eq!(
        work.read("page.txt")?,
        "1. What is a list?\n\nIt is\na sequence.\n\n2. What is a set?\n\nA bag.\n"
    );
    Ok(())
}

fn reasons() -> Result<(), Failed> {
    let mixed = PAGE.replacen('\n', "\r\n", 2);
    let within = PAGE.replacen("\n\n", "\r\n\n", 1);
    let control = PAGE.replace("No order", "No \u{1}order");
    let uneven = "not mended, for its lines do not all end alike; save it with one kind of line ends first";
    let has_control = "not mended, for it has control characters; take them out first";
    for (page, reason) in [(&mixed, uneven), (&within, uneven), (&control, has_control)] {
        let work = Work::new(&[("page.md", page)])?;
        let said = work.run(&["check", "page.md", "--fix", "--fail-on", "error"])?;
        assert!(said.talk.contains(&format!("page.md: {reason}")), "{page:?}: {}", said.talk);
        assert_eq!(&work.read("page.md")?, page);
    }
    // What ends all its lines in the way of old Macs does so afterwards.
    let work = Work::new(&[("page.md", &PAGE.replace('\n', "\r"))])?;
    work.run(&["check", "page.md", "--fix"])?;
    assert_eq!(work.read("page.md")?, MENDED.replace('\n', "\r"));
    Ok(())
}

fn left() -> Result<(), Failed> {
    let latin: Vec<u8> = PAGE.replace("No order", "Keine Größe").chars().map(|c| c as u8).collect();
    let work = Work::new(&[("page.html", "<h1>L</h1><h2>1. A?</h2><p>B.</p><h2>3. C?</h2><p>D.</p>")])?;
    work.write("latin.md", &latin)?;
    let said = work.run(&["check", "latin.md", "page.html", "--fix", "--fail-on", "error"])?;
    assert!(said.talk.contains("latin.md: not mended, for it is not UTF-8"), "{}", said.talk);
    assert_eq!(std::fs::read(work.path("latin.md"))?, latin);
    assert!(!said.data.contains("+++ page.html"), "{}", said.data);
    assert_eq!(work.run(&["check", "-", "--fix"])?.code, 2);
    // Windows' line ends and marks stay as they are.
    let windows = format!("\u{feff}{}", PAGE.replace('\n', "\r\n"));
    work.write("windows.md", &windows)?;
    let said = work.run(&["check", "windows.md", "--fix"])?;
    assert_eq!(said.code, 0, "{}{}", said.data, said.talk);
    assert_eq!(work.read("windows.md")?, format!("\u{feff}{}", MENDED.replace('\n', "\r\n")));
    Ok(())
}
