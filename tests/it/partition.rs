//! Laws over pages and bytes: nothing is lost in silence, whatever a page looks like.
//!
//! Pages come from `pages.rs`, garbage from `garbage.rs`. The seed is fixed, so that a run can be
//! repeated: `DECKMILL_SEED=random` (or a number) takes another, `DECKMILL_CASES` says how many
//! cases each law is tried on. A bug that was found this way is a row in [`FOUND`].

use std::collections::{BTreeMap, HashSet};

use deckmill::export::{self, EXPORTERS};
use deckmill::format::Format;
use deckmill::identity;
use deckmill::layout::LAYOUTS;
use deckmill::page::Page;
use deckmill::read::READERS;
use deckmill::render::text;
use deckmill::source::Span;
use deckmill::{Card, ReadOptions, Source};
use libtest_mimic::{Failed, Trial};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::pages::{Bit, Piece};
use crate::{forms, garbage, pages};

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (name, make) in garbage::KINDS {
        let law = move || hold(make(), |bytes| garbage::show(bytes), |bytes| every_reading(bytes, check));
        trials.push(Trial::test(format!("partition::garbage::{name}"), law));
    }
    for (name, reader, page) in FOUND {
        let law =
            move || Ok(LAWS.iter().try_for_each(|(_, law)| every_layout(reader, page.as_bytes(), *law))?);
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
    for (form, reader) in pages::FORMS {
        let page = move |page: &pages::Page| forms::write(page, form);
        let law =
            move || hold(pages::any_page(), page, |case| always_the_same(reader, page(case).as_bytes()));
        trials.push(Trial::test(format!("partition::always_the_same::{reader}"), law));
    }
    for (name, law) in IDENTITY {
        let law = move || hold(pages::plain_page(), |page| format!("{page:?}"), law);
        trials.push(Trial::test(format!("partition::{name}"), law));
    }
    trials
}

/// What is true of every page.
type Law = fn(&Page) -> Result<(), String>;

const LAWS: &[(&str, Law)] = &[("each_character_once", check), ("nothing_is_lost", nothing_is_lost)];

/// What is true of the identities on a page of which no part is in doubt.
const IDENTITY: &[(&str, fn(&pages::Page) -> Result<(), String>)] =
    &[("a_card_stays_itself", stays_itself), ("a_mark_says_who_a_card_is", is_marked)];

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
    ("frames_in_the_head", "html", "<noframes>w1</noframes>"),
];

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
fn always_the_same(reader: &str, bytes: &[u8]) -> Result<(), String> {
    let all = || {
        let page = read(reader, bytes, None);
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

/// The fifth law: a card's id is the same in all forms of a page, and stays when its answer, number,
/// level, section or place changes.
fn stays_itself(page: &pages::Page) -> Result<(), String> {
    let changes: [(&str, fn(&mut pages::Page)); 6] = [
        ("nothing", |_| {}),
        ("answers", |page| {
            each_card(page, |card| card.answer = vec![Piece::Code(2), Piece::Paragraph(vec![Bit::Word])])
        }),
        ("numbers", |page| each_card(page, |card| card.number += 3)),
        ("levels", |page| each_card(page, |card| card.level = card.level.is_none().then_some("hard"))),
        ("sections", |page| page.sections.iter_mut().for_each(|section| section.titled = !section.titled)),
        ("order", |page| {
            let mut cards: Vec<_> = page.sections.iter_mut().flat_map(|section| &mut section.cards).collect();
            let (last, others) = cards.split_last_mut().unwrap();
            others.iter_mut().for_each(|other| std::mem::swap(*other, *last));
        }),
    ];
    let wanted = ids(page, pages::FORMS[0])?;
    for (what, change) in changes {
        let mut changed = page.clone();
        change(&mut changed);
        for form in pages::FORMS {
            let found = ids(&changed, form)?;
            if found != wanted {
                let text = forms::write(&changed, form.0);
                return Err(format!("{what} changed, as {}: {found:?}, not {wanted:?}\n{text}", form.1));
            }
        }
    }
    Ok(())
}

/// A mark before a question gives its card the mark's id, in each layout that can have one.
fn is_marked(page: &pages::Page) -> Result<(), String> {
    let mut marked = page.clone();
    for card in marked.sections.iter_mut().flat_map(|section| &mut section.cards) {
        card.mark = Some(card.key as u8);
    }
    for form in &pages::FORMS[1..] {
        for (word, id) in ids(&marked, *form)? {
            let mark = word.trim_matches(|c: char| !c.is_ascii_digit());
            if id != identity::guid_of_mark("Title w1", &format!("m{mark}")) {
                return Err(format!(
                    "{word} has the id {id}, as {}:\n{}",
                    form.1,
                    forms::write(&marked, form.0)
                ));
            }
        }
    }
    Ok(())
}

fn each_card(page: &mut pages::Page, change: fn(&mut pages::Card)) {
    page.sections.iter_mut().flat_map(|section| &mut section.cards).for_each(change);
}

/// The ids of a page's cards, by the first word of their questions.
fn ids(page: &pages::Page, (form, reader): (pages::Form, &str)) -> Result<BTreeMap<String, String>, String> {
    let text = forms::write(page, form);
    let found = read(reader, text.as_bytes(), None);
    let ids: BTreeMap<String, String> = found
        .deck
        .cards
        .iter()
        .filter_map(|card| {
            let question = text::blocks(&card.question);
            Some((words(&question).next()?.1, card.id.clone()))
        })
        .collect();
    let count: usize = page.sections.iter().map(|section| section.cards.len()).sum();
    match ids.len() == count && found.deck.cards.len() == count {
        true => Ok(ids),
        false => Err(format!("{} cards of {count}, as {reader}:\n{text}", found.deck.cards.len())),
    }
}
