//! The tags of a note, in the form that Anki's engine keeps unchanged: composed, without spaces or
//! double quotes, sorted without regard to case, none twice.

pub(crate) use super::decks::folded;
use super::decks::name_part;
use crate::model::{Card, Level};

/// What a card is tagged with, below `deckmill`, that has left its page.
pub const RETIRED: &str = "retired";

/// The column `tags` for a card of the deck with this title: tags with a space around each.
pub fn of(title: &str, card: &Card) -> String {
    // A page may be called so too, and its cards have not left it.
    match folded(title.trim()) == RETIRED {
        true => column(card, &format!("{title}_")),
        false => column(card, title),
    }
}

/// The column `tags` for a card that has left its page.
pub fn of_retired(card: &Card) -> String {
    column(card, RETIRED)
}

/// Whether a tag is the one of cards that have left their page, in upper or lower case.
pub fn is_retired(tag: &str) -> bool {
    folded(tag) == format!("deckmill::{RETIRED}")
}

/// Whether a tag is one that deckmill makes of what else a card says.
pub fn is_ours(tag: &str) -> bool {
    let tag = folded(tag);
    ["level::", "section::", "deckmill::"].iter().any(|root| tag.starts_with(root))
}

/// The tag of a level.
pub fn of_level(level: Level) -> String {
    format!("level::{}", level.name())
}

/// The page's own tags as Anki keeps them.
pub fn own_of(card: &Card) -> Vec<String> {
    sorted(card.tags.iter().filter_map(|tag| own(tag)).collect())
}

/// Tags in Anki's order. Of two that differ in case alone, the first is kept, as Anki does.
fn sorted(mut tags: Vec<String>) -> Vec<String> {
    // The sort is stable.
    tags.sort_by_cached_key(|tag| folded(tag));
    tags.dedup_by_key(|tag| folded(tag));
    tags
}

fn column(card: &Card, below_deckmill: &str) -> String {
    let level = card.level.map(|level| level.name());
    let named = [("level", level), ("section", card.section()), ("deckmill", Some(below_deckmill))];
    let mut tags: Vec<String> =
        named.into_iter().filter_map(|(root, name)| below(root, name.unwrap_or_default())).collect();
    tags.extend(card.tags.iter().filter_map(|tag| own(tag)));
    sorted(tags).iter().fold(" ".to_owned(), |out, tag| out + tag + " ")
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
