//! Reading stays linear: the pages of the bench, smaller, and with a bound that no busy machine
//! breaks; and that they are what they say, so that the bench measures each layout.

#[path = "../../benches/linear/clock.rs"]
mod clock;
#[path = "../../benches/linear/pages.rs"]
mod pages;

use std::time::Duration;

use deckmill::format::by_name;
use deckmill::layout::LAYOUTS;
use deckmill::read::READERS;
use deckmill::{ReadOptions, Source};
use libtest_mimic::{Failed, Trial};

use self::pages::{Page, pages};

/// What ten times the page may take, in times of the page: what grows with its square takes a hundred.
const MOST: f64 = 25.0;

/// How often a page is measured before it fails.
const TRIES: usize = 5;

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    let pages = pages().map(|page| {
        let name = [page.name, page.reader].join("_").replace(|c: char| !c.is_alphanumeric(), "_");
        Trial::test(format!("linear::{name}"), move || check(page))
    });
    let all = Trial::test("linear::each_layout_has_a_page", each_layout);
    pages.chain([all]).collect()
}

fn each_layout() -> Result<(), Failed> {
    for layout in LAYOUTS {
        if !pages().any(|page| page.layout == Some(layout.name)) {
            return Err(format!("no page for the layout {}", layout.name).into());
        }
    }
    Ok(())
}

fn check(page: &'static Page) -> Result<(), Failed> {
    if let Some(layout) = page.layout {
        is_laid_out(page, layout)?;
    }
    let (small, large) = (source(page, 400), source(page, 40));
    let (mut least, mut most) = (Duration::MAX, Duration::MAX);
    for _ in 0..TRIES {
        // Ten in a row are kept, so that what memory costs is in both.
        let tenths: Vec<_> = (0..10).map(|_| read(page, &small)).collect();
        least = least.min(tenths.iter().map(|(time, _)| *time).sum::<Duration>() / 10);
        drop(tenths);
        most = most.min(read(page, &large).0);
        if most.as_secs_f64() <= MOST * least.as_secs_f64() {
            return Ok(());
        }
    }
    Err(format!("{} bytes take {least:?}, {} take {most:?}", small.bytes.len(), large.bytes.len()).into())
}

/// The page has a card for each of its questions, all by its layout.
fn is_laid_out(page: &Page, layout: &str) -> Result<(), Failed> {
    let count = 200;
    let options = ReadOptions { from: by_name(READERS, page.reader), ..ReadOptions::default() };
    let found = deckmill::read(&Source::new("page", (page.make)(count)), &options);
    let chosen: Vec<&str> = found
        .account
        .verdicts
        .iter()
        .filter(|verdict| verdict.chosen)
        .map(|verdict| verdict.layout)
        .collect();
    assert_eq!(chosen, [layout]);
    assert_eq!(found.deck.cards.len(), count);
    for card in &found.deck.cards {
        assert!(card.section().is_some_and(|section| section.starts_with("Channel")), "{card:?}");
        assert_eq!(card.answer.is_empty(), layout == "bullets" && page.reader != "html", "{card:?}");
    }
    Ok(())
}

/// The page in a part of its size in the bench.
fn source(page: &Page, part: usize) -> Source {
    Source::new("page", (page.make)(page.size / part))
}

fn read(page: &Page, source: &Source) -> (Duration, deckmill::page::Page) {
    let options = ReadOptions { from: by_name(READERS, page.reader), ..ReadOptions::default() };
    let start = clock::busy();
    let read = deckmill::read(source, &options);
    (clock::busy() - start, read)
}
