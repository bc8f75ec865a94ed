//! Laws that hold for all decks, and for all bytes.
//!
//! `DECKMILL_CASES` says how many cases each law is tried on, `DECKMILL_SEED` with which seed: a number,
//! or `random`. By default both are fixed, so that a run says the same on every machine. A failure shows
//! the smallest input found, to be made a case in `tests/cases` or a row in `properties/regressions.rs`.

mod anki;
mod emphasis;
mod exporters;
mod markdown;
mod memory;
mod pages;
mod regressions;
mod tables;

pub use markdown::reads_back;

use std::fmt::Debug;

use libtest_mimic::{Failed, Trial};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// How many cases a law is tried on, unless `DECKMILL_CASES` says otherwise.
const CASES: u32 = 256;

/// One trial per law.
pub fn trials() -> Vec<Trial> {
    [
        anki::trials(),
        markdown::trials(),
        emphasis::trials(),
        exporters::trials(),
        memory::trials(),
        pages::trials(),
        regressions::trials(),
        tables::trials(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A trial of a law. The law says what is wrong with a case, if anything is.
fn law<S>(name: &str, cases: fn() -> S, holds: fn(S::Value) -> Result<(), String>) -> Trial
where
    S: Strategy + 'static,
    S::Value: Debug,
{
    Trial::test(format!("properties::{name}"), move || try_law(&cases(), holds))
}

fn try_law<S>(cases: &S, holds: fn(S::Value) -> Result<(), String>) -> Result<(), Failed>
where
    S: Strategy,
    S::Value: Debug,
{
    let seed = seed();
    let count = std::env::var("DECKMILL_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(CASES);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config =
        Config { cases: count, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let tried = runner.run(cases, |case| holds(case).map_err(TestCaseError::fail));
    let again = format!("DECKMILL_SEED={seed} DECKMILL_CASES={count}");
    match tried {
        Ok(()) => Ok(()),
        Err(TestError::Fail(why, case)) => Err(format!("{again}\n{why}\nthe case: {case:?}").into()),
        Err(TestError::Abort(why)) => Err(format!("{again}\n{why}").into()),
    }
}

fn seed() -> u64 {
    match std::env::var("DECKMILL_SEED") {
        Ok(seed) => seed.parse().unwrap_or_else(|_| {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            now.unwrap().subsec_nanos().into()
        }),
        Err(_) => 0,
    }
}

fn compare<T: PartialEq + Debug>(what: &str, wanted: &T, found: &T) -> Result<(), String> {
    if wanted == found { Ok(()) } else { Err(format!("{what}: {found:?} is not {wanted:?}")) }
}
