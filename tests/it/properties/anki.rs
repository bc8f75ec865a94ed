//! The law of packages: what the exporter writes reads back as the same deck, decks in decks included.

use deckmill::model::Deck;
use deckmill::{ReadOptions, Source, export};
use libtest_mimic::Trial;
use unicode_normalization::is_nfc;

use super::{compare, law, markdown};
use crate::generate;

pub fn trials() -> Vec<Trial> {
    vec![
        law("packages_read_back", generate::deck, reads_back),
        law("packages_of_several_read_back", generate::combined, reads_back),
    ]
}

/// Whether a deck is the same after it was written and read.
fn reads_back(deck: Deck) -> Result<(), String> {
    let mut titles: Vec<String> = deck.children.iter().map(|child| child.title.to_lowercase()).collect();
    titles.sort();
    titles.dedup();
    // Anki can't have two decks of one name, so they are one in the package.
    if titles.len() < deck.children.len() {
        return Ok(());
    }
    // Anki composes letters, whatever it is given.
    let text = export::to_bytes("markdown", &deck).map_err(|error| error.to_string())?;
    if !is_nfc(&String::from_utf8_lossy(&text)) {
        return Ok(());
    }
    let package = export::to_bytes("anki", &deck).map_err(|error| error.to_string())?;
    let page = deckmill::read(&Source::new("other.bin", package.clone()), &ReadOptions::default());
    compare("reader", &"anki", &page.reader)?;
    same(&deck, &page.deck).map_err(|why| format!("{why}\n--- shown ---\n{}\n---", page.text))?;
    let again = export::to_bytes("anki", &page.deck).map_err(|error| error.to_string())?;
    compare("the fields of a second package", &fields(&package)?, &fields(&again)?)
}

fn same(deck: &Deck, read: &Deck) -> Result<(), String> {
    markdown::same(deck, read)?;
    compare("children", &deck.children.len(), &read.children.len())?;
    deck.children.iter().zip(&read.children).try_for_each(|(one, other)| same(one, other))
}

/// What learners see of a package; where its cards stood in a page is not in it.
fn fields(package: &[u8]) -> Result<Vec<Vec<String>>, String> {
    let package = deckmill::package::Package::open(package).map_err(|error| error.to_string())?;
    Ok(package.notes.into_iter().map(|note| note.fields[..5].to_vec()).collect())
}
