//! FAQPage data that deckmill wrote: its questions have the ids of cards, and nothing in it is guessed. It is a
//! file, or all that there is in a page of HTML.

use jsonc_parser::ast::{Object, Value};

use super::own::{span, text};
use crate::identity;
use crate::marks::{self, CardMark, DeckMark};
use crate::model::Block;
use crate::read::build::marked::{self, Known, Places};
use crate::read::build::plain;
use crate::read::{clean, html};
use crate::source::Span;

/// The blocks of a file, with marks; none where it is not deckmill's.
pub fn blocks(file: &Object, name: &str) -> Option<Vec<Block>> {
    let mut blocks = Vec::new();
    match file.get_array("@graph") {
        None => page(file, name, 0, &mut blocks)?,
        Some(pages) => {
            let start = span(file.range, 0).start();
            marked::push_deck(&mut blocks, name.to_owned(), DeckMark::default(), Span::new(start, start));
            for one in &pages.elements {
                page(one.as_object()?, name, 1, &mut blocks)?;
            }
        }
    }
    Some(blocks)
}

/// Adds a page's questions; none if another program wrote it.
fn page(page: &Object, name: &str, depth: usize, blocks: &mut Vec<Block>) -> Option<()> {
    if text(page, "@type")? != "FAQPage" {
        return None;
    }
    let title = text(page, "name").unwrap_or_else(|| name.to_owned());
    let mark =
        DeckMark { language: text(page, "inLanguage"), url: text(page, "url"), depth, ..DeckMark::default() };
    let questions = page.get_array("mainEntity")?;
    // What stands before the questions says of what page they are.
    let head = jsonc_parser::common::Range { end: questions.range.start, ..page.range };
    marked::push_deck(blocks, title, mark, span(head, 0));
    if let Some(description) = text(page, "description") {
        marked::placed(blocks, plain::blocks(&description), span(head, 0));
    }
    let publisher = page.get_object("sdPublisher").and_then(|publisher| text(publisher, "name"));
    let is_ours = publisher.as_deref() == Some(marks::MAKER);
    for one in &questions.elements {
        let (known, places) = question(one.as_object()?, is_ours)?;
        known.push(blocks, places);
    }
    Some(())
}

/// A question; none without the id of a card, which other programs may have given where the data are known to be
/// deckmill's.
fn question(object: &Object, is_ours: bool) -> Option<(Known, Places)> {
    let id = text(object, "identifier").filter(|id| is_ours || identity::is_guid(id))?;
    let asked = object.get_string("name")?;
    let answer = object.get_object("acceptedAnswer").and_then(|answer| answer.get_string("text"));
    let end = span(object.range, 0).end();
    let places = Places {
        mark: span(object.range, 0),
        question: span(asked.range, 0),
        answer: answer.map_or(Span::new(end, end), |text| span(text.range, 0)),
    };
    let keywords = object.get_array("keywords").map(|array| array.elements.as_slice()).unwrap_or_default();
    let tag = |value: &Value| Some(clean(&value.as_string_lit()?.value));
    let mark = CardMark {
        number: text(object, "position"),
        level: text(object, "educationalLevel"),
        tags: keywords.iter().filter_map(tag).collect(),
        path: Some(object.get_object("about").and_then(|about| text(about, "name")).into_iter().collect()),
        ..CardMark::default()
    };
    let mark = mark.with_id(&id);
    let question = plain::blocks(&text(object, "name")?);
    let answer = answer.map(|text| html::exported(&clean(&text.value)).0).unwrap_or_default();
    (!question.is_empty()).then_some((Known { question, answer, mark }, places))
}
