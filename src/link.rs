//! Where a card can be seen on the web, for those who want to go back to its source.

use std::sync::Arc;

use crate::model::{Deck, SourceName};

/// What stands for the name of a card's source in a template.
const SOURCE: &str = "{source}";

/// What stands for the line of a card's question in a template.
const LINE: &str = "{line}";

/// What can stand for something in a template.
pub const PLACEHOLDERS: [&str; 2] = [SOURCE, LINE];

/// What stands in braces in a template and for nothing: a slip, since no address has braces of its own.
pub fn unknown_placeholder(template: &str) -> Option<String> {
    let rest = PLACEHOLDERS.iter().fold(template.to_owned(), |rest, known| rest.replace(known, ""));
    let from = rest.find(['{', '}'])?;
    let to = rest[from..].find('}').map_or(rest.len(), |length| from + length + 1);
    Some(rest[from..to].to_owned())
}

/// Gives each card of a deck an address made of a template, in which `{source}` is the name of the card's
/// source and `{line}` its line: `https://example.org/blob/main/{source}#L{line}`.
pub fn link(deck: &mut Deck, template: &str) {
    for card in &mut deck.cards {
        let origin = &mut card.origin;
        let source = encoded(origin.name());
        let line = origin.line.to_string();
        let url = Some(template.replace(SOURCE, &source).replace(LINE, &line));
        origin.source = Arc::new(SourceName { name: origin.name().to_owned(), url });
    }
    if let Some(first) = deck.cards.first() {
        let page = template.split('#').next().unwrap_or_default();
        if !page.contains(LINE) {
            deck.url = Some(page.replace(SOURCE, &encoded(first.origin.name())));
        }
    }
    deck.children.iter_mut().for_each(|child| link(child, template));
}

/// Whether a text is an address on the web.
pub fn is_on_the_web(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    ["https://", "http://"].iter().any(|scheme| address.len() > scheme.len() && address.starts_with(scheme))
        && !address.contains(char::is_whitespace)
}

/// A path as an address has it: what is no letter, figure or one of `-._~/` in hexadecimal.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Card, Origin};

    #[test]
    fn each_card_has_the_address_of_its_line() {
        let origin = Origin::new("input/a b.md", 7, 1);
        let mut deck = Deck { cards: vec![Card { origin, ..Card::default() }], ..Deck::default() };
        link(&mut deck, "https://example.org/{source}#L{line}");
        let url = Some("https://example.org/input/a%20b.md#L7");
        assert_eq!(deck.cards[0].origin.url(), url);
        assert_eq!(deck.url.as_deref(), Some("https://example.org/input/a%20b.md"));
    }

    #[test]
    fn what_stands_for_nothing_is_found() {
        assert_eq!(unknown_placeholder("https://example.org/{source}#L{line}"), None);
        for (template, slip) in [("a/{sourc}#{line}", "{sourc}"), ("{source}{", "{"), ("a}/{line}", "}")] {
            assert_eq!(unknown_placeholder(template).as_deref(), Some(slip));
        }
    }

    #[test]
    fn an_address_is_on_the_web() {
        assert!(is_on_the_web("https://example.org/a") && is_on_the_web("HTTP://example.org"));
        for other in ["", "https://", "/a", "example.org", "javascript:x", "https://a b", "file:///a"] {
            assert!(!is_on_the_web(other), "{other}");
        }
    }
}
