//! Laws over pages and bytes: nothing is lost in silence, whatever a page looks like.
//!
//! Pages come from `pages.rs`, garbage from `garbage.rs`. The seed is fixed, so that a run can be
//! repeated: `DECKMILL_SEED=random` (or a number) takes another, `DECKMILL_CASES` says how many
//! cases each law is tried on. A bug that was found this way is a row in [`FOUND`].

use deckmill::format::Format;
use deckmill::layout::LAYOUTS;
use deckmill::page::Page;
use deckmill::read::READERS;
use deckmill::source::Span;
use deckmill::{ReadOptions, Source};
use libtest_mimic::{Failed, Trial};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::garbage;

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (name, make) in garbage::KINDS {
        let law = move || hold(make(), |bytes| garbage::show(bytes), |bytes| every_reading(bytes, &check));
        trials.push(Trial::test(format!("partition::garbage::{name}"), law));
    }
    for (name, reader, page) in FOUND {
        trials.push(Trial::test(format!("partition::found::{name}"), move || found(reader, page)));
    }
    trials
}

/// Pages on which a law was once broken, as a reader took them.
const FOUND: &[(&str, &str, &str)] = &[
    ("a_span_of_white_space", "markdown", "\u{a0}<details>"),
    ("a_title_in_the_body", "html", "<p>1. What is k0a?</p><p>w1</p><title>w2</title>"),
    ("words_that_link_to_a_heading", "html", "<p>1. What is k0a?</p><a class=headerlink>w1</a>"),
    ("text_behind_a_box_in_a_heading", "html", "<p>1. What is k0a?</p><h3>w1<div>w2</div>w3</h3>"),
    ("text_behind_a_table_in_a_heading", "html", "<h3>What is k0a?<table><tr><td>w1<td>w2</table>w3</h3>"),
    ("text_between_definitions", "html", "<p>1. What is k0a?</p><dl>w1<dt>w2</dt>w3<dd>w4</dd>w5</dl>"),
    (
        "details_without_a_summary",
        "html",
        "<p>Q: What is k0a?</p><p>A:</p><ol><li><details>w1</details></ol>",
    ),
    (
        "text_before_a_summary",
        "html",
        "<p>1. What is k0a?</p><details>w1<summary>w2</summary>w3</details>© w4",
    ),
    ("a_number_alone", "text", "1. \n\n1. What is k0a?\n"),
    ("text_behind_definitions", "markdown", "What is k0a k0b?\n\n: <dt>w1\n\nw2\n"),
    (
        "a_table_in_a_record",
        "json",
        "[{\"question\": \"What is k0a?\", \"éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé\": null, \"answer_markdown\": \"w1 so so so so so so so so so so so so so so so so so so so so so so so so so so so so so so so so so so so so so so so so \\n\\n| Question | Answer |\\n|---|---|\\n| What is w2? | w3 |\\n| What is w44? | w5 |\"}]",
    ),
    ("frames_in_the_head", "html", "<noframes>w1</noframes>"),
];

/// Each character is in one span, and each word (w1, w2 …) is shown by a card or was skipped aloud.
fn found(reader: &str, text: &str) -> Result<(), Failed> {
    every_reading(text.as_bytes(), &check)?;
    let from = deckmill::format::by_name(deckmill::read::READERS, reader);
    let options = deckmill::ReadOptions { from, ..Default::default() };
    let page = deckmill::read(&deckmill::Source::new("page", text), &options);
    let card = |card: &deckmill::Card| {
        let blocks = |blocks| deckmill::render::text::blocks(blocks);
        format!("{} {}", blocks(&card.question), blocks(&card.answer))
    };
    let mut told: Vec<String> = page.deck.cards.iter().map(card).collect();
    let account = &page.account;
    let spans = account.skipped.iter().map(|part| part.span).chain(account.loose.iter().copied());
    told.extend(spans.map(|span| page.text[span.range()].to_owned()));
    for (at, _) in text.match_indices('w') {
        let word = &text[at..(at + 2).min(text.len())];
        if word.ends_with(|c: char| c.is_ascii_digit()) && !told.iter().any(|text| text.contains(word)) {
            return Err(format!("{word} is lost: {told:?}").into());
        }
    }
    Ok(())
}

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
pub fn every_reading(bytes: &[u8], look: &dyn Fn(&Page) -> Result<(), String>) -> Result<(), String> {
    let layouts: Vec<_> = std::iter::once(None).chain(LAYOUTS.iter().map(Some)).collect();
    for reader in READERS {
        for layout in &layouts {
            let page = read(reader.name, bytes, *layout);
            let name = layout.map_or("the best", |layout| layout.name);
            look(&page).map_err(|problem| format!("as {} with {name} layout: {problem}", reader.name))?;
        }
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
    all.sort_by_key(|(span, _)| (span.start(), span.end()));
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
        if span.start() < end {
            return Err(format!("{span:?} of {share:?} overlaps what ends at {end}"));
        }
        if !page.text[end..span.start()].trim().is_empty() {
            return Err(format!("{:?} before {span:?} is in no span", &page.text[end..span.start()]));
        }
        end = span.end();
    }
    match page.text[end..].trim() {
        "" => Ok(()),
        rest => Err(format!("{rest:?} at the end is in no span")),
    }
}
