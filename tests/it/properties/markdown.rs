//! The law of Markdown: what the exporter writes reads back as the same deck.

use deckmill::model::{Block, Card, Deck};
use deckmill::{ReadOptions, Source, export};
use libtest_mimic::Trial;

use super::{compare, law};
use crate::generate;

pub fn trials() -> Vec<Trial> {
    vec![law("markdown_reads_back", generate::deck, reads_back)]
}

/// Whether a deck is the same after it was written and read.
pub fn reads_back(deck: Deck) -> Result<(), String> {
    let bytes = export::to_bytes("markdown", &deck).map_err(|error| error.to_string())?;
    let written = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    let read = deckmill::read(&Source::new("deck.md", written.clone()), &ReadOptions::default()).deck;
    same(&deck, &read).map_err(|why| format!("{why}\n--- written ---\n{written}\n---"))
}

/// Whether two decks say the same, those below them apart.
pub fn same(deck: &Deck, read: &Deck) -> Result<(), String> {
    compare("title", &deck.title, &read.title)?;
    compare("category", &deck.category, &read.category)?;
    compare("key", &deck.key, &read.key)?;
    compare("language", &deck.language, &read.language)?;
    compare_blocks("description", &deck.description, &read.description)?;
    for (one, other) in deck.cards.iter().zip(&read.cards) {
        same_card(one, other)?;
    }
    compare("cards", &deck.cards.len(), &read.cards.len())
}

fn same_card(card: &Card, read: &Card) -> Result<(), String> {
    compare("id", &card.id, &read.id)?;
    compare("number", &card.number, &read.number)?;
    compare_blocks("question", &card.question, &read.question)?;
    compare_blocks("answer", &card.answer, &read.answer)?;
    compare("references", &card.references, &read.references)?;
    compare("level", &card.level, &read.level)?;
    compare("level label", &card.level_label, &read.level_label)?;
    compare("path", &card.path, &read.path)?;
    compare("tags", &card.tags, &read.tags)
}

fn compare_blocks(what: &str, wanted: &[Block], found: &[Block]) -> Result<(), String> {
    let kinds = |blocks: &[Block]| blocks.iter().map(|block| block.kind.clone()).collect::<Vec<_>>();
    compare(what, &kinds(wanted), &kinds(found))
}
