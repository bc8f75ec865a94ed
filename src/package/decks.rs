//! Decks, from the JSON of older databases and from the table of newer ones.

use serde_json::Value;

use super::json::{is_true, number, text};
use super::protobuf::{DeckCommon, DeckKind};
use super::{Deck, PackageError, types};

/// The key under which deckmill says of a deck what Anki has no place for.
pub const MARK: &str = "deckmill";

/// A deck as the column `decks` has it, under its id.
pub fn of_json(id: &str, value: &Value) -> Deck {
    Deck {
        id: number(&value["id"]).or_else(|| id.trim().parse().ok()).unwrap_or_default(),
        name: text(&value["name"]),
        description: text(&value["desc"]),
        filtered: is_true(&value["dyn"]),
        mark: value[MARK].as_str().map(str::to_owned),
    }
}

/// A deck as the table `decks` has it, whose names have a separator of their own.
pub fn of_row(id: i64, name: &str, common: &[u8], kind: &[u8]) -> Result<Deck, PackageError> {
    let common: DeckCommon = types::decode("decks", common)?;
    let kind: DeckKind = types::decode("decks", kind)?;
    // Whatever else is there is no mark of ours.
    let other: Value = serde_json::from_slice(&common.other).unwrap_or_default();
    Ok(Deck {
        id,
        name: name.replace('\u{1f}', "::"),
        description: kind.normal.map(|normal| normal.description).unwrap_or_default(),
        filtered: kind.filtered.is_some(),
        mark: other[MARK].as_str().map(str::to_owned),
    })
}
