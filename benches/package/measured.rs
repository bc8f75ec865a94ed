//! Measures and prints.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use deckmill::{ReadOptions, Source};
use nix::sys::resource::{UsageWho, getrusage};

use super::floor::Rows;
use super::page::text;

/// How often each is run.
const RUNS: usize = 3;

/// What a run took.
#[derive(Clone, Copy)]
struct Cost {
    cpu: Duration,
    wall: Duration,
}

pub fn main() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.txt");
    let text = match std::env::var("DECKMILL_PAGE") {
        Ok(own) => std::fs::read_to_string(own).unwrap(),
        Err(_) => text(std::env::var("DECKMILL_CARDS").map_or(100_000, |cards| cards.parse().unwrap())),
    };
    std::fs::write(&page, &text).unwrap();

    let package = folder.path().join("deck.apkg");
    let whole = child(|| program(&page, &package, "legacy"));
    // Of all children so far, and of this process where they branched off: the program comes before any
    // other, and before the page is read here.
    let peak = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss() as f64 * RSS_UNIT;
    let newer_package = folder.path().join("newer.apkg");
    let newer = child(|| program(&page, &newer_package, "modern"));
    let size = |package: &Path| std::fs::metadata(package).unwrap().len() as f64 / 1e6;

    let source = Source::new("page.txt", text.as_bytes());
    let mut cards = 0;
    let read = best(UsageWho::RUSAGE_SELF, || {
        cards = deckmill::read(&source, &ReadOptions::default()).deck.cards.len();
    });
    let rows = Rows::of(&package, folder.path());
    let floor_package = folder.path().join("floor.apkg");
    let floor = best(UsageWho::RUSAGE_SELF, || rows.write(&floor_package, folder.path()));

    println!("{cards} cards, {:.1} MB; the best of {RUNS} runs", text.len() as f64 / 1e6);
    row("reading alone", read);
    row("the floor: rows and compressor alone", floor);
    row("the whole program", whole);
    row("the same for a newer package", newer);
    let part = whole.cpu.saturating_sub(read.cpu).as_secs_f64() / floor.cpu.as_secs_f64();
    let held = peak / text.len() as f64;
    ratio("whole program without reading, to the floor", part);
    ratio("wall time, to processor time", whole.wall.as_secs_f64() / whole.cpu.as_secs_f64());
    ratio("peak memory, to the page", held);
    println!("{:44}{:>12.1} MB", "package", size(&package));
    println!("{:44}{:>12.1} MB", "newer package", size(&newer_package));
    if let Ok(rival) = std::env::var("DECKMILL_RIVAL") {
        let other = child(|| {
            let mut words = rival.split_whitespace();
            let mut command = Command::new(words.next().unwrap());
            command.args(words).arg(&page).arg(folder.path().join("rival.apkg"));
            command
        });
        row("the other program", other);
        ratio("the other program, to this one", other.cpu.as_secs_f64() / whole.cpu.as_secs_f64());
    }
    assert!(part <= MOST.0, "a package takes {part:.2} times the floor; {} at most", MOST.0);
    assert!(held <= MOST.1, "a page takes {held:.2} times its length; {} at most", MOST.1);
}

/// How much may be taken at most, beside the floor and beside the page. What was reached when these were
/// written down is 1.2 and 4.6; memory that the system has to find anew can double the first.
const MOST: (f64, f64) = (3.0, 5.8);

/// The unit in which the system counts the greatest size of a process.
const RSS_UNIT: f64 = if cfg!(target_vendor = "apple") { 1.0 } else { 1024.0 };

fn program(page: &Path, package: &Path, form: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deckmill"));
    command.args(["export", "--quiet", "--fresh", "--set", &format!("anki.package={form}")]);
    command.arg(page).arg("-o").arg(package);
    command
}

/// What a program costs that is started anew each time.
fn child(command: impl Fn() -> Command) -> Cost {
    best(UsageWho::RUSAGE_CHILDREN, || {
        assert!(command().stdout(Stdio::null()).status().unwrap().success());
    })
}

/// The run that took the least of the processor.
fn best(who: UsageWho, mut run: impl FnMut()) -> Cost {
    let cpu = || {
        let usage = getrusage(who).unwrap();
        let micros = |time: nix::sys::time::TimeVal| time.tv_sec() as u64 * 1_000_000 + time.tv_usec() as u64;
        Duration::from_micros(micros(usage.user_time()) + micros(usage.system_time()))
    };
    let measure = |_| {
        let (start, before) = (Instant::now(), cpu());
        run();
        Cost { cpu: cpu() - before, wall: start.elapsed() }
    };
    (0..RUNS).map(measure).min_by_key(|cost| cost.cpu).unwrap()
}

fn row(what: &str, cost: Cost) {
    println!("{what:44}{:>12.2} s{:>10.2} s wall", cost.cpu.as_secs_f64(), cost.wall.as_secs_f64());
}

fn ratio(what: &str, ratio: f64) {
    println!("{what:44}{ratio:>12.2}");
}
