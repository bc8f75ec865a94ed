//! deckmill's own JSON: a deck in one file, or a card on each line. All of it is known for certain, and
//! questions and answers come back from their Markdown as they were.

use jsonc_parser::ast::{Array, Object, Value};
use jsonc_parser::common::Range;

use crate::level;
use crate::marks::{CardMark, DeckMark};
use crate::model::{Block, section_of};
use crate::read::build::marked::{self, Known, Places};
use crate::read::{clean, markdown};
use crate::render;
use crate::source::Span;

/// See [`Own::unread`].
type Unread = Vec<(&'static str, Span)>;

/// What is in a file of deckmill's.
#[derive(Default)]
pub struct Own {
    /// The blocks, with marks.
    pub blocks: Vec<Block>,
    /// The fields in plain words that say something else than those that are read, with their places.
    pub unread: Vec<(&'static str, Span)>,
}

/// What is in a file; none where it is not deckmill's. `name` is what a deck of several is called where the file
/// does not say.
pub fn read(values: &[(usize, Value)], name: &str) -> Option<Own> {
    let mut own = Own::default();
    own.blocks = match values {
        [(offset, Value::Object(file))] if file.get_array("cards").is_some() => {
            of_file(file, *offset, &mut own.unread)
        }
        [(_, Value::Object(file))] if file.get_string("@context").is_some() => super::faq::blocks(file, name),
        lines => of_lines(lines, name, &mut own.unread),
    }?;
    Some(own)
}

/// A deck with its header.
struct Deck<'a> {
    header: &'a Object<'a>,
    at: Span,
}

impl<'a> Deck<'a> {
    fn new(header: &'a Object<'a>, offset: usize) -> Deck<'a> {
        Deck { header, at: span(header.range, offset) }
    }

    fn text(&self, name: &str) -> Option<String> {
        text(self.header, name)
    }

    /// Its key and its title, by which cards say that they are in it.
    fn name(&self) -> (Option<String>, Option<String>) {
        let title = self.text("title");
        (self.text("key").or_else(|| title.clone()), title)
    }

    /// Whether a card says that it is in it. Several decks may have one key.
    fn has(&self, card: &Object) -> bool {
        let (key, title) = self.name();
        let named = text(card, "deck_title");
        text(card, "deck") == key && (named.is_none() || named == title)
    }

    fn push(&self, blocks: &mut Vec<Block>, depth: usize) {
        let title = self.text("title").unwrap_or_default();
        let mark = DeckMark {
            category: self.text("category"),
            key: self.text("key").filter(|key| *key != title),
            language: self.text("language"),
            url: self.text("url"),
            depth,
            ..DeckMark::default()
        };
        marked::push_deck(blocks, title, mark, self.at);
        if let Some(description) = self.text("description_markdown") {
            marked::placed(blocks, markdown::written(&description), self.at);
        }
    }
}

/// The whole deck that a file is.
fn of_file(file: &Object, offset: usize, unread: &mut Unread) -> Option<Vec<Block>> {
    file.get_number("version")?;
    let (top, cards) = (Deck::new(file.get_object("deck")?, offset), file.get_array("cards")?);
    let cards = cards.elements.iter().map(|card| card.as_object()).collect::<Option<Vec<_>>>()?;
    let mut known =
        cards.iter().map(|card| self::card(card, offset, unread)).collect::<Option<Vec<_>>>()?.into_iter();
    let mut blocks = Vec::new();
    top.push(&mut blocks, 0);
    let decks: Vec<Deck> = file.get_array("decks").map(|decks| decks_of(decks, offset)).unwrap_or_default();
    let mut left = cards.iter().peekable();
    for deck in &decks {
        // The deck that holds the others may have cards of its own, and is among them.
        if deck.name() != top.name() {
            deck.push(&mut blocks, 1);
        }
        while left.next_if(|card| deck.has(card)).is_some() {
            known.by_ref().take(1).for_each(|(card, places)| card.push(&mut blocks, places));
        }
    }
    known.for_each(|(card, places)| card.push(&mut blocks, places));
    Some(blocks)
}

fn decks_of<'a>(decks: &'a Array<'a>, offset: usize) -> Vec<Deck<'a>> {
    decks.elements.iter().filter_map(|deck| Some(Deck::new(deck.as_object()?, offset))).collect()
}

/// A card on each line.
fn of_lines(lines: &[(usize, Value)], name: &str, unread: &mut Unread) -> Option<Vec<Block>> {
    let mut blocks = Vec::new();
    let lines: Vec<(usize, &Object)> =
        lines.iter().map(|(offset, line)| Some((*offset, line.as_object()?))).collect::<Option<_>>()?;
    let (offset, first) = lines.first()?;
    let decks: Vec<Deck> = lines
        .iter()
        .map(|(offset, line)| Some(Deck::new(line.get_object("deck")?, *offset)))
        .collect::<Option<_>>()?;
    let is_one = decks.iter().all(|deck| deck.name() == decks[0].name());
    if !is_one {
        let start = span(first.range, *offset).start();
        marked::push_deck(&mut blocks, name.to_owned(), DeckMark::default(), Span::new(start, start));
    }
    let mut name = None;
    for (deck, (offset, line)) in decks.iter().zip(&lines) {
        if name != Some(deck.name()) {
            deck.push(&mut blocks, usize::from(!is_one));
            name = Some(deck.name());
        }
        let (card, places) = card(line, *offset, unread)?;
        card.push(&mut blocks, places);
    }
    Some(blocks)
}

/// A card; none for what deckmill did not write.
fn card(object: &Object, offset: usize, unread: &mut Unread) -> Option<(Known, Places)> {
    let at = |name: &str| object.get_string(name).map(|text| span(text.range, offset));
    let places = Places {
        mark: span(object.range, offset),
        question: at("question_markdown")?,
        answer: at("answer_markdown")?,
    };
    let blocks = |name: &str| text(object, name).map(|text| markdown::written(&text)).unwrap_or_default();
    let (question, answer) = (blocks("question_markdown"), blocks("answer_markdown"));
    let texts = |name: &str| -> Vec<String> {
        let array = object.get_array(name).map(|array| array.elements.as_slice()).unwrap_or_default();
        array.iter().filter_map(|value| Some(clean(&value.as_string_lit()?.value))).collect()
    };
    let path = texts("path");
    let (number, level) = (text(object, "number_label"), text(object, "level_label"));
    let is_level = |heading: &String| level::of_heading(heading).is_some();
    let level = level.or_else(|| text(object, "level").filter(|_| !path.iter().any(is_level)));
    // Whoever edits a file finds the plain fields first, and these are made of the others.
    let made = [
        ("question", Some(render::text::blocks(&question))),
        ("answer", Some(render::text::blocks(&answer))),
        ("section", Some(section_of(&path).unwrap_or_default().to_owned())),
        ("level", level.as_deref().and_then(level::of_label).map(|level| level.name().to_owned())),
    ];
    let said = |(name, made): (&'static str, Option<String>)| {
        let (said, made) = (object.get_string(name)?, made?);
        // Tables and lines may be laid out anew.
        let is_same = clean(&said.value).split_whitespace().eq(made.split_whitespace());
        (!is_same).then(|| (name, span(said.range, offset)))
    };
    unread.extend(made.into_iter().filter_map(said));
    let mark = CardMark {
        number,
        level,
        tags: texts("tags"),
        path: Some(path),
        references: object.get_number("references").and_then(|number| number.value.parse().ok()).unwrap_or(0),
        ..CardMark::default()
    };
    let mark = match text(object, "id") {
        Some(id) => mark.with_id(&id),
        None => mark,
    };
    (!question.is_empty()).then_some((Known { question, answer, mark }, places))
}

/// The text of a member.
pub fn text(object: &Object, name: &str) -> Option<String> {
    object.get_string(name).map(|text| clean(&text.value))
}

/// Where a value stands that is part of one that begins there.
pub fn span(range: Range, offset: usize) -> Span {
    Span::new(offset + range.start, offset + range.end)
}
