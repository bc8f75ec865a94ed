//! Reading stays linear: the pages of the bench, smaller, and with a bound that no busy machine
//! breaks; and that they are what they say, so that the bench measures each layout.

#[path = "../../benches/linear/measure.rs"]
mod measure;
#[path = "../../benches/linear/pages.rs"]
mod pages;

use deckmill::layout::LAYOUTS;
use libtest_mimic::{Failed, Trial};

use self::measure::{measure, read, source};
use self::pages::{Page, pages};

/// What ten times the page may take, in times of the page: what grows with its square takes a hundred.
const MOST: f64 = 25.0;

/// How many times smaller the pages are than in the bench.
const PART: usize = 40;

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
    let times = measure(page, page.size / PART, MOST);
    if times.ratio() <= MOST {
        return Ok(());
    }
    Err(format!("{} bytes take {:?}, a tenth {:?}", times.bytes, times.whole, times.tenth).into())
}

/// The page has a card for each of its questions, all by its layout.
fn is_laid_out(page: &Page, layout: &str) -> Result<(), Failed> {
    let count = 200;
    let (_, found) = read(page, &source(page, count));
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
