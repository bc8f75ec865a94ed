//! The one place that disposes of what layouts propose.
//!
//! In this order: `furniture` marks what can hold no card, the layouts propose, `evidence` weighs and
//! picks, `header` finds what the page says of itself, `assemble` makes the cards, and `account`
//! says where every part of the page went.

mod about;
mod account;
mod assemble;
mod content;
mod evidence;
mod footnotes;
mod furniture;
mod header;
mod level_marks;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;
use crate::flow::Flow;
use crate::identity::{self, Key};
use crate::layout::Draft;
use crate::model::Deck;
use crate::page::{Account, ReadOptions};
use crate::render::text;
use crate::source::Source;

/// A deck, and where every part of the page went.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The deck.
    pub deck: Deck,
    /// Where every part of the page went.
    pub account: Account,
}

/// What a part of a page is for, node by node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Owner {
    /// Nobody has claimed it.
    #[default]
    Nobody,
    /// It is in a card.
    Card(usize),
    /// It is title, category, description, or a heading over cards.
    Header,
}

/// A page on its way to a deck.
struct Settling<'a> {
    flow: Flow,
    owners: Vec<Owner>,
    document: Document,
    source: &'a Source,
}

/// The cards of a document.
pub fn lay_out(
    mut document: Document,
    source: &Source,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Found {
    let mut flow = Flow::new(&mut document);
    let mut notes = footnotes::collect(&mut flow);
    furniture::mark_boxes(&mut flow);
    let (drafts, verdicts) = evidence::choose(&flow, options.layout);
    let owners = vec![Owner::Nobody; flow.nodes.len()];
    let mut page = Settling { flow, owners, document, source };
    page.claim(&drafts);
    let header = header::find(&mut page, drafts.first().map(|draft| draft.question.start));
    furniture::mark_rest(&mut page, &drafts);
    let mut deck = Deck {
        key: key_of(&header, options),
        title: header.title,
        category: header.category,
        language: header.language,
        description: header.description,
        ..Deck::default()
    };
    deck.cards = assemble::cards(&mut page, drafts, &mut notes, &deck.key, diagnostics);
    notes.claim(&mut page, diagnostics);
    let mut account = account::of(&page, deck.cards.len(), diagnostics);
    account.verdicts = verdicts;
    identify(&mut deck, &account, diagnostics);
    Found { deck, account }
}

/// The collection key: as told, as the page says, as its project says, or its title.
fn key_of(header: &header::Header, options: &ReadOptions) -> String {
    let keys = [&options.key, &header.key, &options.default_key];
    keys.into_iter().flatten().next().unwrap_or(&header.title).clone()
}

impl Settling<'_> {
    fn claim(&mut self, drafts: &[Draft]) {
        for (index, draft) in drafts.iter().enumerate() {
            self.owners[draft.range()].fill(Owner::Card(index));
        }
    }
}

/// Tells equal cards apart, and says which they are.
fn identify(deck: &mut Deck, account: &Account, diagnostics: &mut Diagnostics) {
    let changed = identity::separate(deck);
    let key = Key::new(&deck.key);
    let mut counts: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    changed.iter().for_each(|(_, first)| *counts.entry(*first).or_insert(1) += 1);
    let spans =
        |index: usize| account.cards.get(index).and_then(|spans| spans.first()).copied().unwrap_or_default();
    for (first, count) in counts {
        let card = &deck.cards[first];
        if card.id != key.guid(&card.question, 1) {
            diagnostics.push(Diagnostic::repeated_id(&card.id, spans(first)));
            continue;
        }
        let question = text::blocks(&deck.cards[first].question);
        let line: String = question.lines().next().unwrap_or_default().chars().take(80).collect();
        diagnostics.push(Diagnostic::repeated_question(count, &line, spans(first)));
    }
}
