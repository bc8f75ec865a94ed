//! Templates of users: what they see, what their filters make literal, and what is said of those that are wrong.

#![allow(clippy::disallowed_methods, reason = "tests run the program and write what it reads")]

use std::fs;
use std::process::{Command, Output};

use csv::ReaderBuilder;
use deckmill::diagnostic::Diagnostics;
use deckmill::export::{self, Context, EXPORTERS, ExportError};
use deckmill::format::{Options, by_name};
use deckmill::model::Block;
use deckmill::render::text;
use deckmill::{Card, Deck, ReadOptions, Source};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tempfile::TempDir;

use crate::venv::{self, Venv};
use crate::{kitchen_sink, sqlite};

/// A program that reads LaTeX as text.
static LATEX: Venv = Venv::new("latex-venv/2.10", &["pylatexenc==2.10"]);

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("template::it_sees_what_json_says", sees_what_json_says),
        Trial::test("template::what_is_missing_is_nothing", missing_is_nothing),
        Trial::test("template::cells_come_back", cells_come_back),
        Trial::test("template::html_is_text", html_is_text),
        Trial::test("template::markdown_is_text_wherever_it_stands", markdown_is_text),
        venv::trial("template::latex_is_text", latex_is_text),
        Trial::test("template::latex_leaves_no_sign_alone", latex_leaves_no_sign_alone),
        Trial::test("template::errors_say_where_and_what", errors_say_where_and_what),
        Trial::test("template::an_endless_one_is_stopped", an_endless_one_is_stopped),
        Trial::test("template::the_program_takes_a_file", the_program_takes_a_file),
        Trial::test("template::a_project_takes_a_file", a_project_takes_a_file),
        Trial::test("template::a_wrong_one_leaves_nothing", a_wrong_one_leaves_nothing),
    ]
}

fn rendered(template: &str, deck: &Deck) -> Result<String, ExportError> {
    let mut options = Options::default();
    options.set("text", template);
    let exporter = by_name(EXPORTERS, "template").unwrap().make(&options).unwrap();
    let (mut out, mut diagnostics) = (Vec::new(), Diagnostics::default());
    exporter.export(deck, &mut out, &mut Context::new(&mut diagnostics))?;
    Ok(String::from_utf8(out).unwrap())
}

/// Cards whose answers are these texts.
fn deck_of(texts: &[&str]) -> Deck {
    let card = |(at, text): (usize, &&str)| Card {
        id: format!("card{at:012}").into(),
        question: vec![Block::paragraph("What is it?")],
        answer: text.split("\n\n").map(Block::paragraph).collect(),
        ..Card::default()
    };
    Deck { title: "Texts".to_owned(), cards: texts.iter().enumerate().map(card).collect(), ..Deck::default() }
}

/// Texts that mean something to one format or another.
const HOSTILE: [&str; 22] = [
    "\\ { } $ & # % _ ^ ~ < > | \" ' ` [ ] * -- --- ,, << >> ?` !` ''",
    "\\section{x} \\\\ \\newline %comment $x_1^2$ ~tilde~ a&b #1",
    "[0] is first",
    "* starred",
    "if x:\n    y = 1\n\n\tz  =  2",
    "vec<T> and <b>bold?</b> &amp; &#60; <!-- no --> </script>",
    "# no heading #",
    "- no item",
    "12. no item",
    "1) no item",
    "+ no item",
    "> no quote",
    "=====",
    "| a | b |",
    "a ~~b~~ ~c~ `d` _e_ *f* __g__ **h** [i](j) ![k](l) <m@n.op>",
    "a,b;c\td\"e\"\n\"f\"",
    " spaces ",
    "\"",
    "{{ 1 + 1 }} {% endfor %} {# no #}",
    "ends in a backslash\\",
    "x^2 and snake_case and HEAD~2 and a*b*c",
    "数据结构 مؤشر 🙂 e\u{301}tude \u{a0}no-break!",
];

/// Each name in deckmill's JSON is one in templates, with the same value; a deck has its cards, too.
fn sees_what_json_says() -> Result<(), Failed> {
    let deck = sqlite::deck();
    let said: Value = serde_json::from_str(&rendered(
        "{\"deck\": {{ deck|json }}, \"decks\": {{ decks|tojson }}, \"cards\": {{ cards|json }}}",
        &deck,
    )?)?;
    let json: Value = serde_json::from_slice(&export::to_bytes("json", &deck)?)?;
    let covers = |said: &Value, json: &Value| {
        json.as_object().is_some_and(|all| {
            all.iter().filter(|(name, _)| *name != "source").all(|(name, value)| said[name] == *value)
        })
    };
    assert!(covers(&said["deck"], &json["deck"]), "{} {}", said["deck"], json["deck"]);
    for list in ["decks", "cards"] {
        let (said, json) = (said[list].as_array().ok_or("no list")?, json[list].as_array().ok_or("no list")?);
        assert_eq!(said.len(), json.len());
        for (said, json) in said.iter().zip(json) {
            assert!(covers(said, json), "{said} {json}");
            assert!(json.get("source").is_none_or(|place| covers(&said["source"], place)), "{said}");
        }
    }
    let of_decks: Vec<&Value> = said["decks"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|deck| deck["cards"].as_array())
        .flatten()
        .collect();
    assert_eq!(of_decks.len(), deck.all_cards().count());
    assert!(
        of_decks.iter().zip(said["cards"].as_array().ok_or("no cards")?).all(|(one, other)| *one == other)
    );
    Ok(())
}

fn missing_is_nothing() -> Result<(), Failed> {
    let line =
        "{{ cards[0].level }}|{{ cards[0].number|csv }}|{{ cards[0].source.url|html }}|{{ deck.url }}\n";
    assert_eq!(rendered(line, &deck_of(&["x"]))?, "|||\n");
    Ok(())
}

fn cells_come_back() -> Result<(), Failed> {
    let template = "{% for card in cards %}\n{{ card.question|csv }},{{ card.answer|csv }},{{ loop.index|csv }}\r\n{% endfor %}";
    let table = rendered(template, &deck_of(&HOSTILE))?;
    let reader = ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    let rows: Vec<Vec<String>> =
        reader.into_records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let wanted: Vec<Vec<String>> = deck_of(&HOSTILE)
        .cards
        .iter()
        .zip(1..)
        .map(|(card, at)| vec!["What is it?".to_owned(), text::blocks(&card.answer), at.to_string()])
        .collect();
    assert_eq!(rows, wanted);
    Ok(())
}

fn html_is_text() -> Result<(), Failed> {
    let template = "<!doctype html>\n<title>{{ deck.title|html }}</title>\n{% for card in cards %}\
                    <p title=\"{{ card.answer|html }}\">{{ card.answer|html }}</p>\n{% endfor %}";
    let page = rendered(template, &deck_of(&HOSTILE))?;
    let parts: Vec<&str> = page.split("<p title=\"").skip(1).collect();
    assert_eq!(parts.len(), HOSTILE.len());
    for (part, card) in parts.iter().zip(&deck_of(&HOSTILE).cards) {
        let (title, rest) = part.split_once("\">").ok_or("no end of the attribute")?;
        let shown = rest.split_once("</p>").ok_or("no end of the paragraph")?.0;
        assert_eq!(title, shown);
        assert!(!shown.contains(['<', '>', '"']), "{shown}");
        let names = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
        let read = names.into_iter().fold(shown.to_owned(), |text, (from, to)| text.replace(from, to));
        assert_eq!(read, text::blocks(&card.answer));
    }
    Ok(())
}

/// In paragraphs, headings, items, cells and links.
fn markdown_is_text() -> Result<(), Failed> {
    let places = [
        ("{{ card.answer|markdown }}", false),
        ("- {{ card.answer|markdown }}", true),
        ("> {{ card.answer|markdown }}", false),
        ("**x** [{{ card.answer|markdown }}](https://example.org) y", false),
        ("| head | more |\n|---|---|\n| {{ card.answer|markdown }} | z |", false),
        ("### {{ card.answer|markdown }}", false),
    ];
    for (place, is_item) in places {
        let template = format!(
            "# Texts\n\n{{% for card in cards %}}\n## Which is text {{{{ loop.index }}}}?\n\n{place}\n\n{{% endfor %}}"
        );
        let page = rendered(&template, &deck_of(&HOSTILE))?;
        let options =
            ReadOptions { layout: by_name(deckmill::layout::LAYOUTS, "headings"), ..ReadOptions::default() };
        let read = deckmill::read(&Source::new("page.md", page.clone()), &options);
        let answers: Vec<String> = read.deck.cards.iter().map(|card| text::blocks(&card.answer)).collect();
        assert_eq!(answers.len(), HOSTILE.len(), "{place}: {page}\n{answers:#?}");
        for (answer, card) in answers.iter().zip(&deck_of(&HOSTILE).cards) {
            let wanted = text::blocks(&card.answer);
            let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let (answer, wanted) = (plain(answer), plain(&wanted));
            let found = if is_item { answer.strip_prefix("- ").unwrap_or(&answer) } else { &answer };
            assert!(found.contains(&wanted), "{place}\n found: {found}\nwanted: {wanted}");
        }
    }
    Ok(())
}

/// A brace right before an expression has to keep its distance, which the dash takes away.
const DOCUMENT: &str = "\\documentclass{article}\n\\begin{document}\n\\section{ {{- deck.title|latex -}} }\n\
                        {% for card in cards %}\n%%\n{{ card.answer|latex }}\n\n{% endfor %}\n\\end{document}\n";

/// What a program reads of the document is what the cards say, but for white space.
fn latex_is_text() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    for (at, card) in deck_of(&HOSTILE).cards.iter().enumerate() {
        let one = Deck { cards: vec![card.clone()], ..deck_of(&[]) };
        let file = folder.path().join(format!("{at}.tex"));
        fs::write(&file, rendered("{{ cards[0].answer|latex }}", &one)?)?;
    }
    let read: Vec<String> =
        serde_json::from_str(&LATEX.script("tables/latex_text.py", &[folder.path().as_os_str()])?)?;
    assert_eq!(read.len(), HOSTILE.len());
    for (read, card) in read.iter().zip(&deck_of(&HOSTILE).cards) {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(plain(read), plain(&text::blocks(&card.answer)));
    }
    Ok(())
}

/// Each sign that means something to LaTeX is behind a backslash or in a command, and so is none a ligature.
fn latex_leaves_no_sign_alone() -> Result<(), Failed> {
    let document = rendered(DOCUMENT, &deck_of(&HOSTILE))?;
    assert!(
        document.starts_with("\\documentclass{article}\n\\begin{document}\n\\section{Texts}\n"),
        "{document}"
    );
    let (_, text) = document.split_once("%%\n").ok_or("no cards")?;
    let text = text.replace("%%\n", "").replace("\\end{document}\n", "");
    let mut rest = text.as_str();
    let commands = [
        "\\textbackslash{}",
        "\\textasciicircum{}",
        "\\textasciitilde{}",
        "\\textless{}",
        "\\textgreater{}",
        "\\textbar{}",
        "\\textasciigrave{}",
        "\\textquotesingle{}",
        "\\newline{}",
        "{[}",
        "{]}",
        "{*}",
        "\\{",
        "\\}",
        "\\$",
        "\\&",
        "\\#",
        "\\%",
        "\\_",
        "{}-",
        "{},",
        "~",
    ];
    while let Some(c) = rest.chars().next() {
        if let Some(command) = commands.iter().find(|command| rest.starts_with(**command)) {
            rest = &rest[command.len()..];
            continue;
        }
        assert!(!"\\{}$&#%_^<>|`'[]*".contains(c), "{c} in {rest}");
        rest = &rest[c.len_utf8()..];
    }
    for ligature in ["--", ",,", "``", "''", "<<", ">>", "?`", "!`"] {
        assert!(!text.contains(ligature), "{ligature}");
    }
    assert!(text.contains("if x:\\newline{}\n~~~~y = 1\n\n"), "{text}");
    Ok(())
}

fn errors_say_where_and_what() -> Result<(), Failed> {
    let wrong = |template: &str| rendered(template, &kitchen_sink::deck()).unwrap_err().to_string();
    let said = wrong("one\n{% for card in cards %}\n{{ card.quesion }}\n{% endfor %}");
    assert!(said.starts_with("line 3 of the template: undefined value"), "{said}");
    assert!(said.contains("quesion"), "{said}");
    let said = wrong("{{ cards[0].tags|latex }}");
    assert_eq!(
        said,
        "line 1 of the template: invalid operation: a sequence is no text, so it can't be escaped; join it first"
    );
    assert!(wrong("\n\n{{ deck.titel|html }}").starts_with("line 3 of the template: undefined value"));
    let refused = |text: &str| {
        let mut options = Options::default();
        options.set("text", text);
        by_name(EXPORTERS, "template").unwrap().make(&options).err().map(|error| error.to_string())
    };
    let said = refused("x\n{% for card in cards %}\n").unwrap();
    assert!(
        said.starts_with("line 2 of the template: syntax error") || said.starts_with("line 3 of"),
        "{said}"
    );
    assert_eq!(refused("{{ deck.title }}"), None);
    let mut options = Options::default();
    options.set("extension", "../x");
    assert!(by_name(EXPORTERS, "template").unwrap().make(&options).is_err());
    Ok(())
}

fn an_endless_one_is_stopped() -> Result<(), Failed> {
    let template = "{% macro again() %}{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}\
                    {% endfor %}{% endmacro %}\n{{ again() }}";
    let said = rendered(template, &deck_of(&["x"])).unwrap_err().to_string();
    assert!(said.ends_with("it was stopped, for it does not seem to end"), "{said}");
    let said = rendered("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", &deck_of(&["x"])).unwrap_err();
    assert!(said.to_string().starts_with("line 1 of the template: "), "{said}");
    Ok(())
}

const PAGE: &str =
    "# Mills\n\n## What turns the stone?\n\nThe wheel, 100 %.\n\n## What is rye?\n\nA grain.\n";

/// Runs the program in a folder with a page and a template.
fn run(
    template: (&str, &str),
    files: &[(&str, &str)],
    arguments: &[&str],
) -> Result<(TempDir, Output), Failed> {
    let folder = TempDir::new()?;
    for (name, content) in [("page.md", PAGE), template].iter().chain(files) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        fs::write(path, content)?;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_deckmill"));
    let output = command.args(arguments).current_dir(folder.path()).output()?;
    Ok((folder, output))
}

const LIST: (&str, &str) = (
    "list.tex.j2",
    "{% for card in cards %}\n\\item {{ card.question|latex }}: {{ card.answer|latex }}\n{% endfor %}",
);
const LISTED: &str = "\\item What turns the stone?: The wheel, 100 \\%.\n\\item What is rye?: A grain.\n";

fn the_program_takes_a_file() -> Result<(), Failed> {
    let (_, output) = run(LIST, &[], &["export", "page.md", "--template", "list.tex.j2"])?;
    // Without `-o`, there is still a format, and so standard output.
    assert_eq!(String::from_utf8(output.stdout)?, LISTED, "{}", String::from_utf8_lossy(&output.stderr));
    let (folder, output) =
        run(LIST, &[], &["export", "page.md", "--template", "list.tex.j2", "-o", "a.csv", "-o", "out/"])?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("a.csv"))?, LISTED);
    assert_eq!(fs::read_to_string(folder.path().join("out/page.tex"))?, LISTED);
    let plain = ("list.jinja", LIST.1);
    let (folder, _) = run(plain, &[], &["export", "page.md", "--template", "list.jinja", "-o", "out/"])?;
    assert_eq!(fs::read_to_string(folder.path().join("out/page.txt"))?, LISTED);
    // Another format is written where it is asked for.
    let arguments = ["export", "page.md", "--template", "list.tex.j2", "--to", "csv"];
    let (_, output) = run(LIST, &[], &arguments)?;
    assert!(output.stdout.starts_with(b"number,question"), "{}", String::from_utf8_lossy(&output.stdout));
    Ok(())
}

fn a_project_takes_a_file() -> Result<(), Failed> {
    let project = "input = 'page.md'\nformats = ['template', 'csv']\ntemplate = 'list.tex.j2'\n";
    let (folder, output) = run(LIST, &[("deckmill.toml", project)], &["build"])?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("output/page.tex"))?, LISTED);
    assert!(folder.path().join("output/page.csv").exists());
    let (_, output) = run(("list.tex.j2", "a\n{{ b"), &[("deckmill.toml", project)], &["build"])?;
    let said = String::from_utf8(output.stderr)?;
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("deckmill.toml:3: ") && said.contains("list.tex.j2: line 2 of the template: "),
        "{said}"
    );
    Ok(())
}

fn a_wrong_one_leaves_nothing() -> Result<(), Failed> {
    for (template, line) in [("a\n{{ cards[0].question }}{{ card }}", 2), ("{% for %}", 1)] {
        let arguments = ["export", "page.md", "--template", "a.md.j2", "-o", "old.txt", "-o", "new.txt"];
        let (folder, output) = run(("a.md.j2", template), &[("old.txt", "as it was")], &arguments)?;
        let said = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(&format!("line {line} of the template: ")), "{said}");
        assert_eq!(fs::read_to_string(folder.path().join("old.txt"))?, "as it was");
        assert!(!folder.path().join("new.txt").exists());
    }
    let (_, output) = run(LIST, &[], &["export", "page.md", "--template", "none.j2"])?;
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr)?.contains("none.j2: there is no such file"));
    Ok(())
}
