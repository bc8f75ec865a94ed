//! Laws over pages and bytes: nothing is lost in silence, whatever a page looks like.
//!
//! Pages come from `pages.rs`, garbage from `garbage.rs`. The seed is fixed, so that a run can be
//! repeated: `DECKMILL_SEED=random` (or a number) takes another, `DECKMILL_CASES` says how many
//! cases each law is tried on. A bug that was found this way is a row in [`FOUND`].

use std::collections::HashSet;

use deckmill::export::{self, EXPORTERS};
use deckmill::format::Format;
use deckmill::layout::LAYOUTS;
use deckmill::page::Page;
use deckmill::read::READERS;
use deckmill::render::text;
use deckmill::source::Span;
use deckmill::{Card, ReadOptions, Source};
use libtest_mimic::{Failed, Trial};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::{forms, garbage, pages};

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (name, make) in garbage::KINDS {
        let law = move || hold(make(), |bytes| garbage::show(bytes), |bytes| every_reading(bytes, check));
        trials.push(Trial::test(format!("partition::garbage::{name}"), law));
    }
    for (name, page) in FOUND {
        let law = move || Ok(every_reading(page.as_bytes(), check)?);
        trials.push(Trial::test(format!("partition::found::{name}"), law));
    }
    for (name, law) in LAWS {
        for (form, reader) in pages::FORMS {
            let law = move || {
                hold(
                    pages::any_page(),
                    |page| forms::write(page, form),
                    |page| every_layout(reader, forms::write(page, form).as_bytes(), *law),
                )
            };
            trials.push(Trial::test(format!("partition::{name}::{reader}"), law));
        }
    }
    trials
}

/// What is true of every page.
type Law = fn(&Page) -> Result<(), String>;

const LAWS: &[(&str, Law)] = &[
    ("each_character_once", check),
    ("nothing_is_lost", nothing_is_lost),
    ("always_the_same", always_the_same),
];

/// Pages on which a law was once broken.
const FOUND: &[(&str, &str)] = &[];

/// Tries a law on as many cases as told; what breaks it is shrunk and shown.
pub fn hold<S: Strategy>(
    strategy: S,
    show: impl Fn(&S::Value) -> String,
    law: impl Fn(&S::Value) -> Result<(), String>,
) -> Result<(), Failed> {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let clock = || std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos() as u64);
    let is_random = std::env::var("DECKMILL_SEED").is_ok_and(|seed| seed == "random");
    let seed = if is_random { clock() } else { number("DECKMILL_SEED").unwrap_or(1) };
    let cases = number("DECKMILL_CASES").unwrap_or(256) as u32;
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 4096, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let tried = runner.run(&strategy, |case| law(&case).map_err(TestCaseError::fail));
    tried.map_err(|error| match error {
        TestError::Fail(reason, case) => {
            format!("DECKMILL_SEED={seed} DECKMILL_CASES={cases}\n{reason}\n{}", show(&case)).into()
        }
        TestError::Abort(reason) => reason.message().into(),
    })
}

/// Looks at a page as each reader and each layout takes it.
pub fn every_reading(bytes: &[u8], law: Law) -> Result<(), String> {
    READERS.iter().try_for_each(|reader| every_layout(reader.name, bytes, law))
}

/// Looks at a page as a reader and each layout takes it.
fn every_layout(reader: &str, bytes: &[u8], law: Law) -> Result<(), String> {
    for layout in std::iter::once(None).chain(LAYOUTS.iter().map(Some)) {
        let page = read(reader, bytes, layout);
        let name = layout.map_or("the best", |layout| layout.name);
        law(&page).map_err(|problem| format!("as {reader} with {name} layout: {problem}"))?;
    }
    Ok(())
}

/// A page as a reader takes it.
pub fn read(
    reader: &str,
    bytes: &[u8],
    layout: Option<&'static Format<dyn deckmill::layout::Layout>>,
) -> Page {
    let from = deckmill::format::by_name(READERS, reader);
    deckmill::read(&Source::new("page", bytes), &ReadOptions { from, layout, ..ReadOptions::default() })
}

/// Who has a stretch of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    Card(usize),
    Header,
    Skipped,
    Loose,
}

/// The spans of a page's account, in order.
pub fn spans(page: &Page) -> Vec<(Span, Share)> {
    let account = &page.account;
    let mut all = Vec::new();
    for (index, spans) in account.cards.iter().enumerate() {
        all.extend(spans.iter().map(|span| (*span, Share::Card(index))));
    }
    all.extend(account.header.iter().map(|span| (*span, Share::Header)));
    all.extend(account.skipped.iter().map(|skipped| (skipped.span, Share::Skipped)));
    all.extend(account.loose.iter().map(|span| (*span, Share::Loose)));
    all.sort_by_key(|(span, _)| (span.start, span.end));
    all
}

/// The first law: each character that is no white space is in exactly one span.
pub fn check(page: &Page) -> Result<(), String> {
    let mut end = 0;
    for (span, share) in spans(page) {
        let held = page.text.get(span.range());
        let held = held.ok_or_else(|| format!("{span:?} of {share:?} cuts a character or is outside"))?;
        if held.trim().is_empty() {
            return Err(format!("{span:?} of {share:?} holds nothing"));
        }
        if span.start < end {
            return Err(format!("{span:?} of {share:?} overlaps what ends at {end}"));
        }
        if !page.text[end..span.start].trim().is_empty() {
            return Err(format!("{:?} before {span:?} is in no span", &page.text[end..span.start]));
        }
        end = span.end;
    }
    match page.text[end..].trim() {
        "" => Ok(()),
        rest => Err(format!("{rest:?} at the end is in no span")),
    }
}

/// The second law: each word of a generated page is shown where its span says, and nowhere else.
///
/// A word in a card's span is in that card; one in the header's is in the title, the category, the
/// description or a section (a trail is header as a whole); the others are skipped or loose, with a
/// finding. And what a card shows stands in its own span, or in an earlier card's note.
fn nothing_is_lost(page: &Page) -> Result<(), String> {
    let shown: Vec<HashSet<String>> = page.deck.cards.iter().map(|card| words_of(&around(card))).collect();
    let content: Vec<HashSet<String>> = page.deck.cards.iter().map(|card| words_of(&held(card))).collect();
    let head = words_of(&header(page));
    let spans = spans(page);
    let mut own: HashSet<(usize, String)> = HashSet::new();
    for (at, word) in words(&page.text) {
        let next = spans.partition_point(|(span, _)| span.end <= at);
        let share = spans.get(next).map(|(_, share)| *share);
        let line = page.text[..at].rfind('\n').map_or(0, |at| at + 1);
        let in_trail = || page.text[line..].lines().next().is_some_and(|line| line.contains(['›', '→']));
        let is_there = match share {
            Some(Share::Card(index)) => shown[index].contains(&word),
            Some(Share::Header) => head.contains(&word) || in_trail(),
            Some(Share::Skipped | Share::Loose) => true,
            None => false,
        };
        if !is_there {
            return Err(format!("{word} at {at} is not shown by {share:?}"));
        }
        if let Some(Share::Card(index)) = share {
            own.insert((index, word));
        }
    }
    for (index, words) in content.iter().enumerate() {
        let in_spans = |word: &String| (0..=index).any(|card| own.contains(&(card, word.clone())));
        if let Some(word) = words.iter().find(|word| !in_spans(word)) {
            return Err(format!("{word} is shown by card {index}, but is not in its spans"));
        }
    }
    Ok(())
}

/// The words of a generated page in a text, with their places: "w12" and "k3a", also "w1w2" for two.
fn words(text: &str) -> impl Iterator<Item = (usize, String)> {
    text.match_indices(['w', 'k']).filter_map(|(at, first)| {
        let rest = &text[at + 1..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let length = digits + usize::from(first == "k");
        let word = rest.get(..length).filter(|_| digits > 0)?;
        Some((at, format!("{first}{word}")))
    })
}

fn words_of(text: &str) -> HashSet<String> {
    words(text).map(|(_, word)| word).collect()
}

fn held(card: &Card) -> String {
    format!("{}\n{}", text::blocks(&card.question), text::blocks(&card.answer))
}

/// A card's content, and what is said about it.
fn around(card: &Card) -> String {
    let number = card.number.as_ref().map_or("", |number| &number.label);
    let level = card.level_label.as_deref().unwrap_or_default();
    [&held(card), number, level, &card.tags.join("\n"), &card.path.join("\n")].join("\n")
}

fn header(page: &Page) -> String {
    let deck = &page.deck;
    let paths: Vec<String> = deck.cards.iter().map(|card| card.path.join("\n")).collect();
    let category = deck.category.as_deref().unwrap_or_default();
    [&deck.title, category, &text::blocks(&deck.description), &paths.join("\n")].join("\n")
}

/// The fourth law: the same bytes give the same deck, account, findings and exports, on any thread.
fn always_the_same(page: &Page) -> Result<(), String> {
    let from = deckmill::format::by_name(READERS, page.reader);
    let chosen = page.account.verdicts.first().map(|verdict| verdict.layout);
    let layout = chosen.and_then(|name| deckmill::format::by_name(LAYOUTS, name));
    let all = || {
        let page = deckmill::read(
            &Source::new("page", page.text.as_bytes()),
            &ReadOptions { from, layout, ..ReadOptions::default() },
        );
        let exports: Vec<_> = EXPORTERS.iter().map(|to| export::to_bytes(to.name, &page.deck).ok()).collect();
        (format!("{page:?}"), exports)
    };
    let first = all();
    let others = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(all)).collect();
        threads.into_iter().map(|thread| thread.join().ok()).collect::<Vec<_>>()
    });
    match others.iter().all(|other| other.as_ref() == Some(&first)) {
        true => Ok(()),
        false => Err(format!("{first:?} and {others:?} differ")),
    }
}
