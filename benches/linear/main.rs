//! Whether reading stays linear: ten times the page may take at most twelve times the time.
//! `cargo bench --bench linear` prints a table and fails where a page takes longer. Of what stands
//! behind `--`, words choose pages by their name, and a number makes all pages so many times smaller.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "this prints and measures"
)]

mod measure;
mod pages;

use std::process::ExitCode;
use std::time::Duration;

use measure::measure;
use pages::{Page, pages};

/// What ten times the page may take, in times of the page: two more than ten for the caches that a
/// larger page falls out of.
const MOST: f64 = 12.0;

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let part: usize = words.iter().find_map(|word| word.parse().ok()).unwrap_or(1);
    words.retain(|word| word.parse::<usize>().is_err());
    let title = |page: &Page| format!("{}, {}", page.name, page.reader);
    let chosen = |page: &&Page| words.is_empty() || words.iter().any(|word| title(page).contains(word));
    println!("{:46}{:>12}{:>12}{:>12}{:>8}{:>8}", "page", "bytes", "a tenth", "all of it", "MB/s", "ratio");
    let mut over = 0;
    for page in pages().filter(chosen) {
        let times = measure(page, page.size / part, MOST);
        let verdict = if times.ratio() <= MOST { "ok" } else { "over" };
        over += usize::from(times.ratio() > MOST);
        let millis = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
        println!(
            "{:46}{:>12}{:>12}{:>12}{:>8.1}{:>8.1} {verdict}",
            title(page),
            times.bytes,
            millis(times.tenth),
            millis(times.whole),
            times.bytes as f64 / 1e6 / times.whole.as_secs_f64(),
            times.ratio()
        );
    }
    println!("{over} over {MOST}");
    ExitCode::from(u8::from(over > 0))
}
