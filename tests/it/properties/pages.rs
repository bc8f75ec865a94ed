//! Laws of reading: nothing panics or hangs, and every part of a page is accounted for.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use deckmill::format;
use deckmill::layout::LAYOUTS;
use deckmill::model::Card;
use deckmill::page::Page;
use deckmill::read::READERS;
use deckmill::render::text;
use deckmill::source::Span;
use deckmill::{ReadOptions, Source};
use libtest_mimic::Trial;

use super::{law, reads_back};
use crate::pages::{self, FORMS, Part, Written};
use crate::{generate, soup};

pub fn trials() -> Vec<Trial> {
    let any_page =
        || (soup::text(), proptest::sample::select(vec!["a.txt", "a.md", "a.html", "a.json", "a"]));
    vec![
        law("pages_are_partitioned", pages::page, |page| is_partitioned(&read(page.form.name(), &page.text))),
        law("no_word_is_lost", pages::page, no_word_is_lost),
        law("cards_hold_their_words", pages::page, cards_hold_their_words),
        law("soup_is_partitioned", any_page, |(text, name)| is_partitioned(&read(name, &text))),
        law("what_is_read_reads_back", any_page, what_is_read_reads_back),
        law("any_bytes_are_read", || (soup::bytes(), generate::layout()), any_bytes_are_read),
        law(
            "ids_depend_on_questions_alone",
            || (pages::parts(), pages::parts()),
            ids_depend_on_questions_alone,
        ),
    ]
}

pub fn read(name: &str, text: &str) -> Page {
    deckmill::read(&Source::new(name, text), &ReadOptions::default())
}

/// Each character that is no white space is in exactly one span, and spans are in order.
pub fn is_partitioned(page: &Page) -> Result<(), String> {
    let account = &page.account;
    let skipped: Vec<Span> = account.skipped.iter().map(|skipped| skipped.span).collect();
    let mut all: Vec<Span> = Vec::new();
    for spans in account.cards.iter().chain([&account.header, &skipped, &account.loose]) {
        if !spans.is_sorted() {
            return Err(format!("not in order: {spans:?}"));
        }
        all.extend(spans);
    }
    all.sort_unstable();
    let mut end = 0;
    for span in &all {
        if page.text.get(span.range()).is_none() {
            return Err(format!("{span:?} is not within the text, or cuts a character"));
        }
        if span.start() < end {
            return Err(format!("{span:?} overlaps the one before it, in {:?}", page.text));
        }
        let gap = page.text.get(end..span.start()).unwrap_or_default();
        if !gap.trim().is_empty() {
            return Err(format!("{gap:?} is in no span, in {:?}", page.text));
        }
        end = span.end();
    }
    let mut findings = page.diagnostics.iter().filter_map(|finding| Some((finding.span?, finding)));
    if let Some((span, finding)) = findings.find(|(span, _)| page.text.get(span.range()).is_none()) {
        return Err(format!("{span:?} of {finding:?} is not within the text, or cuts a character"));
    }
    match page.text[end..].trim() {
        "" => Ok(()),
        rest => Err(format!("{rest:?} is in no span, in {:?}", page.text)),
    }
}

fn card_text(card: &Card) -> String {
    format!("{}\n{}", text::blocks(&card.question), text::blocks(&card.answer))
}

/// The words of a page that begin with a w and have four figures.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() == 5 && word.starts_with('w'))
}

fn no_word_is_lost(written: Written) -> Result<(), String> {
    let page = read(written.form.name(), &written.text);
    let mut found: Vec<String> = page.deck.cards.iter().map(card_text).collect();
    for card in &page.deck.cards {
        found.push(card.path.join(" "));
        found.extend(card.tags.iter().cloned());
        found.extend(card.level_label.as_deref().map(str::to_owned));
    }
    found.push(page.deck.title.clone());
    // A trail gives its last step, and all of it is in the header.
    for category in page.deck.category.iter().filter(|category| words(category).next().is_some()) {
        let header = page.account.header.iter().filter_map(|span| page.text.get(span.range()));
        found.extend(header.filter(|text| text.contains(category)).map(str::to_owned));
    }
    found.push(text::blocks(&page.deck.description));
    let left =
        page.account.skipped.iter().map(|skipped| skipped.span).chain(page.account.loose.iter().copied());
    found.extend(left.filter_map(|span| page.text.get(span.range())).map(str::to_owned));
    let found: HashSet<&str> = found.iter().flat_map(|text| words(text)).collect();
    match written.words.iter().find(|word| !found.contains(word.as_str())) {
        None => Ok(()),
        Some(word) => Err(format!("{word} is nowhere\n--- page ---\n{}\n---{}", written.text, cards(&page))),
    }
}

fn cards(page: &Page) -> String {
    page.deck.cards.iter().map(|card| format!("\n* {:?}", card_text(card))).collect()
}

fn cards_hold_their_words(written: Written) -> Result<(), String> {
    let page = read(written.form.name(), &written.text);
    for (card, spans) in page.deck.cards.iter().zip(&page.account.cards) {
        let held: Vec<&str> =
            spans.iter().filter_map(|span| page.text.get(span.range())).flat_map(words).collect();
        let shown = card_text(card);
        if let Some(word) = words(&shown).find(|word| !held.contains(word)) {
            let page_text = &written.text;
            return Err(format!("{word} is not in the spans of {shown:?}\n--- page ---\n{page_text}\n---"));
        }
    }
    Ok(())
}

fn what_is_read_reads_back((text, name): (String, &'static str)) -> Result<(), String> {
    let page = read(name, &text);
    if page.is_empty() { Ok(()) } else { reads_back(page.deck) }
}

fn any_bytes_are_read((bytes, layout): (Vec<u8>, Option<&'static str>)) -> Result<(), String> {
    for reader in READERS {
        let options = ReadOptions {
            from: format::by_name(READERS, reader.name),
            layout: layout.and_then(|name| format::by_name(LAYOUTS, name)),
            ..ReadOptions::default()
        };
        let start = Instant::now();
        let page = deckmill::read(&Source::new("soup", bytes.as_slice()), &options);
        if start.elapsed() > Duration::from_secs(10) {
            return Err(format!("{} took {:?}", reader.name, start.elapsed()));
        }
        is_partitioned(&page).map_err(|why| format!("{}: {why}", reader.name))?;
    }
    Ok(())
}

/// The same question has one id, whatever stands around it and in whatever form the page is.
fn ids_depend_on_questions_alone((parts, others): (Vec<Part>, Vec<Part>)) -> Result<(), String> {
    let mut known: HashMap<String, String> = HashMap::new();
    for form in FORMS {
        for order in [[&parts, &others], [&others, &parts]] {
            let both: Vec<Part> = order.into_iter().flatten().cloned().collect();
            let written = pages::write(&both, form);
            let options = ReadOptions { key: Some("a key".to_owned()), ..ReadOptions::default() };
            let page = deckmill::read(&Source::new(form.name(), written.text.as_str()), &options);
            let mut seen = HashSet::new();
            // A page that asks the same twice gives the second one an id of its own.
            for card in page.deck.cards.into_iter().filter(|card| seen.insert(text::blocks(&card.question))) {
                let question = text::blocks(&card.question);
                let id = known.entry(question.clone()).or_insert_with(|| card.id.to_string());
                if **id != *card.id {
                    return Err(format!("{question:?} has the ids {id} and {}", card.id));
                }
            }
        }
    }
    Ok(())
}
