//! What is found on small pages, and what must not be: a false alarm costs more than a missed one.

use deckmill::diagnostic::Severity;
use deckmill::page::LevelSource;
use deckmill::{Page, ReadOptions, Source};
use libtest_mimic::{Failed, Trial};

/// A page, and the warnings that it has: rule and line.
struct Case {
    name: &'static str,
    file: &'static str,
    text: &'static str,
    warnings: &'static [(&'static str, usize)],
}

const CASES: &[Case] = &[
    Case {
        name: "an_answer_behind_a_heading",
        file: "a.md",
        text: "Q: One?\n\nA: Yes.\n\nQ: Two?\n\nA: No.\n\n## Three\n\nA: Maybe.\n\nOr not.\n",
        warnings: &[("answer-without-question", 11)],
    },
    Case {
        name: "an_answer_to_click_on",
        file: "a.html",
        text: "<h3>One?</h3><p>Yes.</p>\n<h3>Two?</h3><p>No.</p>\n<h2>More</h2>\n\
               <details><summary>Show answer</summary>\n<p>Maybe.</p></details>",
        warnings: &[("answer-without-question", 4)],
    },
    Case {
        name: "a_button_is_no_answer",
        file: "a.html",
        text: "<button>Show answer</button>\n<h3>One?</h3><p>Yes.</p>\n<h3>Two?</h3><p>No.</p>",
        warnings: &[],
    },
    Case {
        name: "text_before_an_answer_is_text",
        file: "a.md",
        text: "Q: One?\n\nA: Yes.\n\nQ: Two?\n\nA: No.\n\n## Three\n\nSome words.\n\nA: Maybe.\n",
        warnings: &[("text-in-no-card", 11), ("answer-without-question", 13)],
    },
    Case {
        name: "a_list_of_sections_is_no_list_of_cards",
        file: "a.md",
        text: "- [One](#one)\n- [Two](#two)\n- [Three](#three)\n- [Four](#four)\n- [What is five?](#five)\n\n\
               ## One\n\n### What is a?\n\nA.\n\n### What is b?\n\nB.\n\n## Two\n\n### What is c?\n\nC.\n\n\
               ### What is d?\n\nD.\n",
        warnings: &[],
    },
    Case {
        name: "a_list_in_other_words_agrees",
        file: "a.md",
        text: "- [What is a list?](#a)\n- [What is a set?](#b)\n- [What is a dict?](#c)\n- [What is a tuple?](#d)\n\
               - [How do generators save memory?](#e)\n\n## What is a list?\n\nA.\n\n## What is a set?\n\nB.\n\n\
               ## What is a dict?\n\nC.\n\n## What is a tuple?\n\nD.\n\n## How do generators help to save memory?\n\nE.\n",
        warnings: &[],
    },
    Case {
        name: "a_list_without_links",
        file: "a.md",
        text: "- What is a list?\n- What is a set?\n- What is a heap?\n- What is a dict?\n- What is a tuple?\n\n\
               ## What is a list?\n\nA.\n\n## What is a set?\n\nB.\n\n## What is a dict?\n\nC.\n\n\
               ## What is a tuple?\n\nD.\n",
        warnings: &[("contents-disagrees", 3)],
    },
    Case {
        name: "a_list_in_a_table",
        file: "a.md",
        text: "| No. | Question |\n|---|---|\n| 1 | [What is a list?](#a) |\n| 2 | [What is a set?](#b) |\n\
               | 3 | [What is a dict?](#c) |\n| 4 | [What is a tuple?](#d) |\n| 5 | [What is a heap?](#e) |\n\n\
               1. ### What is a list?\n\n   A.\n\n2. ### What is a set?\n\n   B.\n\n3. ### What is a dict?\n\n   C.\n\n\
               4. ### What is a tuple?\n\n   D.\n",
        warnings: &[("contents-disagrees", 1)],
    },
    Case {
        name: "levels_in_fields",
        file: "a.json",
        text: "[{\"question\": \"One?\", \"answer\": \"Yes.\", \"level\": \"easy\"},\n\
               {\"question\": \"Two?\", \"answer\": \"No.\", \"level\": \"wizard\"},\n\
               {\"question\": \"Three?\", \"answer\": \"No.\", \"level\": \"wizard\"},\n\
               {\"question\": \"Four?\", \"answer\": \"No.\", \"level\": 4}]",
        warnings: &[("level-unknown", 2)],
    },
    Case {
        name: "a_level_in_a_badge",
        file: "a.html",
        text: "<h3>One? <span class=\"level\">easy</span></h3><p>Yes.</p>\n\
               <h3>Two? <span class=\"level\">wizard</span></h3><p>No.</p>",
        warnings: &[("level-unknown", 2)],
    },
    Case {
        name: "a_level_in_front_matter",
        file: "a.md",
        text: "---\ntitle: One\nlevel: wizard\n---\n\n### One?\n\nYes.\n\n### Two?\n\nNo.\n",
        warnings: &[("level-unknown", 1)],
    },
    Case {
        name: "an_answer_about_levels",
        file: "a.md",
        text: "### What does a log line begin with?\n\nLevel: warning\n\n### What ends it?\n\n\
               Level of detail matters.\n\nA line feed.\n",
        warnings: &[],
    },
    Case {
        name: "one_prompt_for_several_programs",
        file: "a.md",
        text: "### What is the output?\n\n```js\na()\n```\n\nOne.\n\n### What's the output?\n\n```js\nb()\n```\n\nTwo.\n",
        warnings: &[],
    },
];

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let case = |case: &'static Case| Trial::test(format!("findings::{}", case.name), move || check(case));
    let mut trials: Vec<Trial> = CASES.iter().map(case).collect();
    trials.push(Trial::test("findings::levels_say_where_they_stand", levels));
    trials
}

fn read(file: &str, text: &str) -> Page {
    deckmill::read(&Source::new(file, text), &ReadOptions::default())
}

fn check(case: &Case) -> Result<(), Failed> {
    let page = read(case.file, case.text);
    let lines = page.lines();
    let warnings = page.diagnostics.sorted().into_iter().filter(|found| found.severity > Severity::Note);
    let found: Vec<(&str, usize)> =
        warnings.map(|found| (found.rule, found.span.map_or(0, |span| lines.line(span.start())))).collect();
    match found == case.warnings {
        true => Ok(()),
        false => Err(format!("found {found:?}, wanted {:?}", case.warnings).into()),
    }
}

fn levels() -> Result<(), Failed> {
    let cases = [
        ("a.md", "### One?\n\nLevel: easy\n\nYes.\n", LevelSource::Line, 3),
        ("a.md", "### One? (easy)\n\nYes.\n", LevelSource::Brackets, 1),
        ("a.md", "### One? **easy**\n\nYes.\n", LevelSource::Formatting, 1),
        ("a.md", "## Easy\n\n### One?\n\nYes.\n\n## Hard\n\n### Two?\n\nNo.\n", LevelSource::Heading, 1),
        ("a.md", "---\nlevel: easy\n---\n\n### One?\n\nYes.\n", LevelSource::FrontMatter, 1),
        ("a.html", "<h3>One? <span class=badge>easy</span></h3><p>Yes.", LevelSource::Badge, 1),
        ("a.csv", "question,answer,level\nOne?,Yes.,easy\n", LevelSource::Field, 2),
        (
            "a.md",
            "<!-- deckmill deck -->\n# T\n\n<!-- deckmill id=one level=easy -->\n## One?\n\n*easy*\n\nYes.\n",
            LevelSource::Mark,
            7,
        ),
    ];
    for (file, text, source, line) in cases {
        let page = read(file, text);
        let origin = page.account.levels.first().copied().flatten();
        let found = origin.map(|origin| (origin.source, page.lines().line(origin.span.start())));
        if found != Some((source, line)) {
            return Err(format!("{text:?}: found {found:?}, wanted {source:?} in line {line}").into());
        }
    }
    Ok(())
}
