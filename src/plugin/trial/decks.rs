//! The decks that a plug-in is put to. `everything.md` is a page with each kind of block and inline,
//! and with text that some format could take for its own.

use deckmill::identity;
use deckmill::model::{Block, BlockKind, Card, Deck, Level, Origin};
use deckmill::{ReadOptions, Source};

/// Texts that mean something to some format, program or terminal, and how they run.
const HOSTILE: [&str; 14] = [
    "</script><script>alert(1)</script><img src=x onerror=alert(1)><!-- --> ]]> &amp; <b>",
    "\"double\", 'single', `tick`, \u{201c}curly\u{201d}, back\\slash, \\n, \\u0041, %s %d {0} ${HOME} $(ls)",
    "=1+1 and @SUM(A1) and -2+3 and +4",
    "{{c1::cloze}} {{Field}} {% raw %} [sound:x.mp3] [latex] \\( x \\) $$ y $$",
    "a,b;c|d",
    "first line\nsecond line\n\n\twith a tab",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{645}\u{631}\u{62d}\u{628}\u{627} \u{202e}back to front\u{202c} \u{2066}apart\u{2069}",
    "e\u{301}tude, \u{fb01}ne, \u{a0}no-break\u{a0}, zero\u{200b}width, \u{feff}mark, line\u{2028}and paragraph\u{2029}",
    "\u{1f980} \u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{20bb7}\u{91ce}\u{5bb6} \u{10ffff}",
    "what was a control character: \u{fffd}, and a soft\u{ad}hyphen",
    "'); DROP TABLE notes;-- \" OR 1=1",
    "../../etc/passwd C:\\CON | rm -rf . ; `reboot` && x > y",
    "#!no comment, // none either, /* nor this */, -- nor that",
    " starts and ends with a space ",
];

/// A card with nothing that can be left out.
pub fn bare() -> Deck {
    deck("Bare", vec![card("What?", None)])
}

/// A page with all that a deck can hold.
pub fn everything() -> Deck {
    let page = Source::new("everything.md", include_str!("everything.md"));
    deckmill::read(&page, &ReadOptions::default()).deck
}

/// Hostile text wherever there can be text.
pub fn hostile() -> Deck {
    let cards = HOSTILE.iter().map(|text| {
        let path = [(*text).to_owned(), "Section".to_owned()].into();
        let tags = vec![(*text).to_owned(), "two words".to_owned()];
        let level_label = Some((*text).into());
        let mut card = Card { path, tags, level_label, ..card(text, Some(text)) };
        let code = BlockKind::Code { language: Some("c++ \"x\"".into()), text: (*text).to_owned() };
        card.answer.push(Block::new(code));
        Card { level: Some(Level::Advanced), ..card }
    });
    let title = "Hostile: \"a\" </title> <b> & ../b :: c";
    Deck {
        category: Some("a::b/c".to_owned()),
        language: Some("ar".to_owned()),
        ..deck(title, cards.collect())
    }
}

/// An answer of a megabyte.
pub fn long() -> Deck {
    deck("Long", vec![card("How long is this answer?", Some(&"It is long. ".repeat(1_000_000 / 12)))])
}

/// Two decks in one.
pub fn several() -> Deck {
    let children = vec![everything(), bare()];
    Deck { children, ..deck("Both", Vec::new()) }
}

fn deck(title: &str, cards: Vec<Card>) -> Deck {
    Deck { title: title.to_owned(), key: title.to_owned(), cards, ..Deck::default() }
}

fn card(question: &str, answer: Option<&str>) -> Card {
    let question = vec![Block::paragraph(question)];
    let origin = Origin::new("page.md", 1, 1);
    let answer = answer.map(Block::paragraph).into_iter().collect();
    Card { id: identity::guid("trial", &question, 1), question, answer, origin, ..Card::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_deck_has_what_it_is_for() {
        assert!(bare().cards[0].answer.is_empty());
        assert_eq!(everything().cards.len(), 6);
        assert!(everything().cards.iter().any(|card| card.answer.is_empty()));
        assert_eq!(hostile().cards.len(), HOSTILE.len());
        assert!(deckmill::render::text::blocks(&long().cards[0].answer).len() > 999_000);
        assert_eq!(several().leaves().len(), 2);
    }

    #[test]
    fn text_is_as_readers_give_it() {
        let is_allowed = |c: char| !c.is_control() || "\t\n".contains(c);
        assert!(HOSTILE.iter().all(|text| text.chars().all(is_allowed)));
    }
}
