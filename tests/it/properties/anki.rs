//! The law of packages: what the exporter writes reads back as the same deck, decks in decks included.

use std::collections::BTreeMap;

use deckmill::diagnostic::Diagnostics;
use deckmill::export::{Context, EXPORTERS};
use deckmill::format::Options;
use deckmill::media::{self, Kind, Reference};
use deckmill::model::{Block, Deck};
use deckmill::package::Package;
use deckmill::{ReadOptions, Source, export};
use libtest_mimic::Trial;
use unicode_normalization::is_nfc;

use super::{compare, law, markdown};
use crate::generate;

pub fn trials() -> Vec<Trial> {
    vec![
        law("anki_reads_back", generate::deck, reads_back),
        law("anki_of_several_reads_back", generate::combined, reads_back),
        law("anki_with_files_reads_back", generate::combined, reads_back_with_files),
    ]
}

fn reads_back(deck: Deck) -> Result<(), String> {
    comes_back(deck, &Files::new())
}

/// The same where each image and each sound has a file, some of them the same one.
fn reads_back_with_files(mut deck: Deck) -> Result<(), String> {
    let mut files = Files::new();
    give_files(&mut deck, &mut files);
    comes_back(deck, &files)
}

type Files = BTreeMap<String, Vec<u8>>;

fn give_files(deck: &mut Deck, files: &mut Files) {
    deck.media = files_of(&[&deck.description], files, media::of_description);
    deck.media.retain(|address, _| !media::is_sound(address));
    for card in &mut deck.cards {
        card.media = files_of(&[&card.question, &card.answer], files, str::to_owned);
    }
    deck.children.iter_mut().for_each(|child| give_files(child, files));
}

/// Files for what blocks refer to, by their addresses.
fn files_of(
    parts: &[&[Block]],
    files: &mut Files,
    name: impl Fn(&str) -> String,
) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for Reference { kind, address, .. } in parts.iter().flat_map(|blocks| media::references(blocks)) {
        let magic: &[u8] = if kind == Kind::Image { b"GIF89a" } else { b"ID3" };
        // Addresses of one length share a file.
        let bytes = [magic, address.len().to_string().as_bytes()].concat();
        if let Ok(Ok(found)) = media::examine(&mut bytes.as_slice(), kind) {
            let name = name(&found.name);
            files.insert(name.clone(), bytes);
            // What is both an image and the target of a link is one of them.
            names.entry(address.to_owned()).or_insert(name);
        }
    }
    names
}

/// The package of a deck.
fn package_of(deck: &Deck, files: &Files) -> Result<Vec<u8>, String> {
    let exporter = deckmill::format::by_name(EXPORTERS, "anki").ok_or("there is no exporter")?;
    let exporter = exporter.make(&Options::default()).map_err(|error| error.to_string())?;
    let (mut bytes, mut diagnostics) = (Vec::new(), Diagnostics::default());
    let mut context = Context { media: Some(files), ..Context::new(&mut diagnostics) };
    exporter.export(deck, &mut bytes, &mut context).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// Whether the files of a package are those that its notes show.
fn has_its_files(package: &[u8]) -> Result<(), String> {
    let package = Package::open(package).map_err(|error| error.to_string())?;
    let found = deckmill::verify::verify(&package);
    match found.iter().find(|finding| finding.rule.contains("media")) {
        Some(finding) => Err(format!("{finding:#?}")),
        None => Ok(()),
    }
}

/// Whether a deck is the same after it was written and read.
fn comes_back(deck: Deck, files: &Files) -> Result<(), String> {
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
    let package = package_of(&deck, files)?;
    has_its_files(&package)?;
    let page = deckmill::read(&Source::new("other.bin", package.clone()), &ReadOptions::default());
    compare("reader", &"anki", &page.reader)?;
    same(&deck, &page.deck).map_err(|why| format!("{why}\n--- shown ---\n{}\n---", page.text))?;
    let again = package_of(&page.deck, files)?;
    compare("the fields of a second package", &fields(&package)?, &fields(&again)?)
}

fn same(deck: &Deck, read: &Deck) -> Result<(), String> {
    markdown::same(deck, read)?;
    compare("files of the description", &deck.media, &read.media)?;
    for (card, read) in deck.cards.iter().zip(&read.cards) {
        compare("files", &card.media, &read.media)?;
    }
    compare("children", &deck.children.len(), &read.children.len())?;
    deck.children.iter().zip(&read.children).try_for_each(|(one, other)| same(one, other))
}

/// What learners see of a package; where its cards stood in a page is not in it.
fn fields(package: &[u8]) -> Result<Vec<Vec<String>>, String> {
    let package = Package::open(package).map_err(|error| error.to_string())?;
    Ok(package.notes.into_iter().map(|note| note.fields[..5].to_vec()).collect())
}
