//! Whether reading stays linear: ten times the page may take at most twelve times the time.
//! `cargo bench --bench linear` prints a table and fails where a page takes longer. Of what stands
//! behind `--`, words choose pages by their name, and a number makes all pages so many times smaller.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "this prints and measures"
)]

mod clock;
mod pages;

use std::process::ExitCode;
use std::time::Duration;

use deckmill::format::by_name;
use deckmill::read::READERS;
use deckmill::{ReadOptions, Source};

use pages::{Page, pages};

/// What ten times the page may take, in times of the page: two more than ten for the caches that a
/// larger page falls out of.
const MOST: f64 = 12.0;

/// How often a page is measured anew that seems to take longer: others use the machine too.
const TRIES: usize = 4;

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let part: usize = words.iter().find_map(|word| word.parse().ok()).unwrap_or(1);
    words.retain(|word| word.parse::<usize>().is_err());
    let title = |page: &Page| format!("{}, {}", page.name, page.reader);
    let chosen = |page: &&Page| words.is_empty() || words.iter().any(|word| title(page).contains(word));
    println!("{:46}{:>12}{:>12}{:>12}{:>8}", "page", "bytes", "a tenth", "all of it", "ratio");
    let mut over = 0;
    for page in pages().filter(chosen) {
        let (small, large) = measure(page, page.size / part);
        let ratio = large.1.as_secs_f64() / small.1.as_secs_f64();
        let verdict = if ratio <= MOST { "ok" } else { "over" };
        over += usize::from(ratio > MOST);
        let millis = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
        println!(
            "{:46}{:>12}{:>12}{:>12}{ratio:>8.1} {verdict}",
            title(page),
            large.0,
            millis(small.1),
            millis(large.1)
        );
    }
    println!("{over} over {MOST}");
    ExitCode::from(u8::from(over > 0))
}

/// The bytes and the best time of a tenth of a page and of all of it.
///
/// Ten tenths are read in a row and kept, so that what memory costs is in both.
fn measure(page: &Page, size: usize) -> ((usize, Duration), (usize, Duration)) {
    let (small, large) = (source(page, size / 10), source(page, size));
    let (mut least, mut most) = (Duration::MAX, Duration::MAX);
    for _ in 0..TRIES {
        let tenths: Vec<_> = (0..10).map(|_| read(page, &small)).collect();
        least = least.min(tenths.iter().map(|(time, _)| *time).sum::<Duration>() / 10);
        drop(tenths);
        most = most.min(read(page, &large).0);
        if most.as_secs_f64() <= MOST * least.as_secs_f64() {
            break;
        }
    }
    ((small.bytes.len(), least), (large.bytes.len(), most))
}

fn source(page: &Page, size: usize) -> Source {
    Source::new("page", (page.make)(size))
}

fn read(page: &Page, source: &Source) -> (Duration, deckmill::page::Page) {
    let options = ReadOptions { from: by_name(READERS, page.reader), ..ReadOptions::default() };
    let start = clock::busy();
    let read = deckmill::read(source, &options);
    let time = clock::busy() - start;
    let chosen = read.account.verdicts.first().map(|verdict| verdict.layout);
    assert!(page.layout.is_none() || page.layout == chosen, "{} as {}: {chosen:?}", page.name, page.reader);
    (time, read)
}
