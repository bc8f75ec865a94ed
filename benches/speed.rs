//! How fast deckmill is: the whole program on a page of twenty cards, then reading and writing alone
//! on large pages. `cargo bench --bench speed` prints a table.
//!
//! Nothing is judged here; the best run is what the machine can do, the median what it did today.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "this prints and measures"
)]

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use deckmill::export::{self, EXPORTERS};
use deckmill::{ReadOptions, Source};

/// How many cards the large pages have.
const CARDS: usize = 5_000;

fn main() {
    println!("{:44}{:>12}{:>12}", "", "best", "median");
    whole_program();
    for (name, page) in [("large.txt", text()), ("large.md", markdown()), ("large.html", html())] {
        let source = Source::new(name, page.as_bytes());
        let megabytes = page.len() as f64 / 1e6;
        let page = deckmill::read(&source, &ReadOptions::default());
        assert_eq!(page.deck.cards.len(), CARDS, "{name}");
        let (best, median) = measure(5, || drop(deckmill::read(&source, &ReadOptions::default())));
        let speed = format!("{:.1} MB/s", megabytes / best.as_secs_f64());
        row(&format!("read {name}, {megabytes:.1} MB, {CARDS} cards"), best, median, &speed);
    }
    let page = deckmill::read(&Source::new("large.md", markdown().as_bytes()), &ReadOptions::default());
    for format in EXPORTERS {
        let (best, median) = measure(5, || drop(export::to_bytes(format.name, &page.deck).unwrap()));
        let speed = format!("{:.0} cards/s", CARDS as f64 / best.as_secs_f64());
        row(&format!("write {}, {CARDS} cards", format.name), best, median, &speed);
    }
}

/// Starts the program as a user does, fifty times.
fn whole_program() {
    let folder = tempfile::tempdir().unwrap();
    for page in ["python.txt", "python.md", "python.html"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("input").join(page);
        let run = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_deckmill"));
            command.args(["export", "--quiet"]).arg(&path).arg("-o").arg(folder.path());
            assert!(command.status().unwrap().success());
        };
        let (best, median) = measure(50, run);
        row(&format!("export {page}, 20 cards, four formats"), best, median, "");
    }
}

fn measure(runs: usize, mut run: impl FnMut()) -> (Duration, Duration) {
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        run();
        times.push(start.elapsed());
    }
    times.sort();
    (times[0], times[runs / 2])
}

fn row(what: &str, best: Duration, median: Duration, speed: &str) {
    let millis = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
    println!("{what:44}{:>12}{:>12}{speed:>18}", millis(best), millis(median));
}

/// The words of a card: each question is another, each answer has code.
fn card(number: usize) -> (String, [String; 2], String) {
    let question = format!("What does the counter number {number} count?");
    let answer = [
        format!("It counts how often the mill has turned, {number} times so far, and stops at <limit>."),
        "Nothing is lost when it stops: the next turn starts where the last one ended.".to_owned(),
    ];
    (question, answer, format!("for turn in range({number}):\n    mill.turn(turn)"))
}

fn text() -> String {
    let mut page = "Questions about counters\n\n".to_owned();
    for number in 1..=CARDS {
        let (question, [first, second], code) = card(number);
        let code = code.replace('\n', "\n    ");
        write!(page, "{number}. {question}\n\nbeginner\n\n{first}\n\n    {code}\n\n{second}\n\n").unwrap();
    }
    page
}

fn markdown() -> String {
    let mut page = "# Questions about counters\n\n".to_owned();
    for number in 1..=CARDS {
        let (question, [first, second], code) = card(number);
        let first = first.replace('<', "\\<");
        write!(
            page,
            "## {number}. {question}\n\n*beginner*\n\n{first}\n\n```python\n{code}\n```\n\n{second}\n\n"
        )
        .unwrap();
    }
    page
}

fn html() -> String {
    let mut page =
        "<!doctype html><title>Questions about counters</title><h1>Questions about counters</h1>\n"
            .to_owned();
    for number in 1..=CARDS {
        let (question, [first, second], code) = card(number);
        let first = first.replace('<', "&lt;");
        writeln!(
            page,
            "<h2>{number}. {question}</h2>\n<p>{first}</p>\n<pre><code>{code}</code></pre>\n<p>{second}</p>"
        )
        .unwrap();
    }
    page
}
