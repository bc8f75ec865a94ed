//! The tags of a note, in the form that Anki's engine keeps unchanged: composed, without spaces or
//! double quotes, sorted without regard to case, none twice.

use super::decks::{folded, name_part};
use crate::model::Card;

/// The column `tags` for a card of the deck with this title: tags with a space around each.
pub fn of(title: &str, card: &Card) -> String {
    let level = card.level.map(|level| level.name());
    let named = [("level", level), ("section", card.section()), ("deckmill", Some(title))];
    let mut tags: Vec<String> =
        named.into_iter().filter_map(|(root, name)| below(root, name.unwrap_or_default())).collect();
    tags.extend(card.tags.iter().filter_map(|tag| own(tag)));
    // The sort is stable: of two tags that differ in case alone, the first is kept, as Anki does.
    tags.sort_by_cached_key(|tag| folded(tag));
    tags.dedup_by_key(|tag| folded(tag));
    tags.iter().fold(" ".to_owned(), |out, tag| out + tag + " ")
}

/// A name as a tag below another: `section::Sorting_lists`.
fn below(root: &str, name: &str) -> Option<String> {
    let name = name_part(name, "_");
    (!name.is_empty()).then(|| format!("{root}::{name}"))
}

/// A tag of the page's own, whose `::` is meant.
fn own(tag: &str) -> Option<String> {
    let parts: Vec<String> = tag.split("::").map(|part| name_part(part, "_")).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("::"))
}
