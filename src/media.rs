//! What a deck refers to beside its text: images, by their addresses. Nothing is fetched here, and no
//! disk is touched; this only says which addresses there are, and which of them are of files.

use crate::model::{Block, BlockKind, Deck, Inline};
use crate::source::Span;

/// The images in a deck's cards and description, each address once, in order, with the block that it
/// first stands in.
pub fn images(deck: &Deck) -> Vec<(&str, Span)> {
    let mut found: Vec<(&str, Span)> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut add = |target, span| {
        if seen.insert(target) {
            found.push((target, span));
        }
    };
    for deck in deck.leaves() {
        of_blocks(&deck.description, &mut add);
        for card in &deck.cards {
            of_blocks(&card.question, &mut add);
            of_blocks(&card.answer, &mut add);
        }
    }
    found
}

fn of_blocks<'a>(blocks: &'a [Block], add: &mut impl FnMut(&'a str, Span)) {
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => {
                of_line(content, block.span, add);
            }
            BlockKind::List(list) => list.items.iter().for_each(|item| of_blocks(&item.content, add)),
            BlockKind::Quote(content) | BlockKind::Group { content, .. } => of_blocks(content, add),
            BlockKind::Table(table) => {
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                cells.for_each(|cell| of_line(&cell.content, block.span, add));
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    definition.terms.iter().for_each(|term| of_line(&term.content, term.span, add));
                    definition.meanings.iter().for_each(|meaning| of_blocks(meaning, add));
                }
            }
            BlockKind::Details { summary, content } => {
                of_line(&summary.content, summary.span, add);
                of_blocks(content, add);
            }
            BlockKind::Code { .. } | BlockKind::Math(_) | BlockKind::Rule => {}
        }
    }
}

fn of_line<'a>(line: &'a [Inline], span: Span, add: &mut impl FnMut(&'a str, Span)) {
    for inline in line {
        match inline {
            Inline::Image { target, .. } => add(target, span),
            other => crate::inline::inner(other).into_iter().for_each(|inner| of_line(inner, span, add)),
        }
    }
}

/// The path that an address without scheme and host stands for, decoded; none for other addresses.
///
/// `images/a%20b.png?raw=true` is `images/a b.png`.
pub fn path_of(address: &str) -> Option<String> {
    let address = address.trim();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    // A colon before any slash ends a scheme, or a drive.
    let has_scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || has_scheme || path.starts_with("//") || path.starts_with("\\\\") {
        return None;
    }
    Some(decoded(path))
}

/// `%20` and the like as what they stand for; what is no UTF-8 then stays as it is.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_files() {
        let cases = [
            ("a.png", Some("a.png")),
            ("../pictures/a%20b.png?raw=true#top", Some("../pictures/a b.png")),
            ("100%.png", Some("100%.png")),
            ("/static/a.png", Some("/static/a.png")),
            ("a/b:c.png", Some("a/b:c.png")),
            ("https://example.org/a.png", None),
            ("//example.org/a.png", None),
            ("data:image/png;base64,AA==", None),
            ("file:///a.png", None),
            ("#figure", None),
            ("", None),
        ];
        for (address, path) in cases {
            assert_eq!(path_of(address).as_deref(), path, "{address}");
        }
    }
}
