//! What a template sees: the deck, its cards, and the decks that they are of, with the names that deckmill's
//! JSON has. What may be missing there is nothing here, so that asking for it is no error.

use minijinja::{Value, context};

use crate::model::{Card, Deck};
use crate::render::{html, markdown, text};

/// All of it.
pub fn of(deck: &Deck) -> Value {
    let (mut decks, mut cards) = (Vec::new(), Vec::new());
    for leaf in deck.leaves() {
        // Cards share what is said of their deck.
        let (key, title) = (Value::from(leaf.key.as_str()), Value::from(leaf.title.as_str()));
        let own: Vec<Value> = leaf.cards.iter().map(|card| of_card(card, &key, &title)).collect();
        decks.push(of_deck(leaf, own.clone()));
        cards.extend(own);
    }
    context! { deck => of_deck(deck, cards.clone()), decks, cards }
}

fn of_deck(deck: &Deck, cards: Vec<Value>) -> Value {
    context! {
        title => deck.title.as_str(),
        category => deck.category.as_deref(),
        description => text::blocks(&deck.description),
        description_markdown => markdown::blocks(&deck.description),
        description_html => html::blocks(&deck.description),
        key => deck.key.as_str(),
        language => deck.language.as_deref(),
        url => deck.url.as_deref(),
        cards,
    }
}

fn of_card(card: &Card, key: &Value, title: &Value) -> Value {
    context! {
        id => &*card.id,
        deck => key,
        deck_title => title,
        number => card.number.as_ref().and_then(|number| number.value()),
        number_label => card.number.as_ref().map(|number| &*number.label),
        question => text::blocks(&card.question),
        answer => text::blocks(&card.answer),
        question_markdown => markdown::blocks(&card.question),
        answer_markdown => markdown::blocks(&card.answer),
        question_html => html::blocks(&card.question),
        answer_html => html::blocks(&card.answer),
        references => card.references,
        level => card.level.map(|level| level.name()),
        level_label => card.level_label.as_deref(),
        section => card.section(),
        path => card.path.to_vec(),
        tags => card.tags.clone(),
        source => context! {
            name => card.origin.name(),
            line => card.origin.line,
            column => card.origin.column,
            url => card.origin.url(),
        },
    }
}
