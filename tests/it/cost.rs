//! What a package costs, beside the same rows straight into SQLite and the same compressor, in one run: so
//! that what is done for a card does not grow unseen. And that its bytes hang on no thread.

#[path = "../../benches/package/floor.rs"]
mod floor;
#[path = "../../benches/package/page.rs"]
mod page;

use std::thread;
use std::time::{Duration, Instant};

use deckmill::diagnostic::Diagnostics;
use deckmill::export::{Context, EXPORTERS};
use deckmill::format::{Options, by_name};
use deckmill::{ReadOptions, Source};
use libtest_mimic::{Failed, Trial};

use self::floor::Rows;

const CARDS: usize = 2000;

/// So many that layouts are asked by two threads.
const LONG: usize = 8000;

/// How many times the floor reading and writing may take, in a test's build. At its best it takes six times
/// the floor, and no machine is so busy that the best of some tries takes twenty.
const MOST: f64 = 20.0;

/// How often it is measured at most.
const TRIES: usize = 8;

/// How many packages are written at the same time.
const AT_ONCE: usize = 8;

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("cost::a_package_costs_little_more_than_its_rows", is_near_the_floor),
        Trial::test("cost::bytes_are_the_same_beside_other_threads", bytes_are_the_same),
    ]
}

fn package(source: &Source, cards: usize, form: &str) -> Vec<u8> {
    let page = deckmill::read(source, &ReadOptions::default());
    assert_eq!(page.deck.cards.len(), cards);
    let mut options = Options::default();
    options.set("package", form);
    let exporter = by_name(EXPORTERS, "anki").unwrap().make(&options).unwrap();
    let (mut out, mut diagnostics) = (Vec::new(), Diagnostics::default());
    exporter.export(&page.deck, &mut out, &mut Context::new(&mut diagnostics)).unwrap();
    out
}

fn is_near_the_floor() -> Result<(), Failed> {
    let source = Source::new("mill.txt", page::text(CARDS));
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("deck.apkg");
    std::fs::write(&path, package(&source, CARDS, "legacy"))?;
    let rows = Rows::of(&path, folder.path());
    let floor = || time(|| rows.write(&folder.path().join("floor.apkg"), folder.path()));
    // The first time is that of a cold start, beside which anything would be quick.
    let (mut whole, mut least) = (Duration::MAX, floor());
    for _ in 0..TRIES {
        least = least.min(floor());
        whole = whole.min(time(|| drop(package(&source, CARDS, "legacy"))));
        if whole.as_secs_f64() <= MOST * least.as_secs_f64() {
            return Ok(());
        }
    }
    Err(format!("{CARDS} cards take {whole:?}, their rows alone {least:?}").into())
}

fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

/// Rows are rendered by two threads, layouts of a long page are asked by two, and two compress a newer
/// package. However these come to run, the bytes are the same: alone, and with more at work than any machine
/// has processors for. The newer package is the smaller one.
fn bytes_are_the_same() -> Result<(), Failed> {
    for cards in [CARDS, LONG] {
        let source = Source::new("mill.txt", page::text(cards));
        let sizes = ["legacy", "modern"].map(|form| {
            let alone = package(&source, cards, form);
            thread::scope(|scope| {
                let run = || package(&source, cards, form);
                let others: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(run)).collect();
                others.into_iter().for_each(|other| assert!(other.join().unwrap() == alone, "{form}"));
            });
            alone.len()
        });
        assert!(sizes[1] < sizes[0], "{cards} cards: {sizes:?}");
    }
    Ok(())
}
