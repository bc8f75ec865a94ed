//! What a cell of a workbook leads to: a cell has one link, for all of its text.

use std::fmt::Write;

use crate::columns::Column;
use crate::inline;
use crate::model::{Block, Card, Inline, Link};
use crate::render::text;

/// How many links a sheet has at most, as Excel has it.
pub const MOST: usize = 65_530;

/// How long an address is at most, in UTF-16 units, as Excel has it.
const LONGEST: usize = 2079;

/// What stands for a percent sign in an address until the workbook is packed: the crate that writes workbooks
/// takes most of these for text and writes `%25`. No other character of an address is this one.
pub const PERCENT: char = '\u{FDD0}';

/// What leads somewhere on the web, or to somebody.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

/// What a cell leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    /// Its address on the web.
    pub address: &'a str,
    /// Whether the cell is nothing but the link.
    pub is_all: bool,
}

/// Where a cell with this text leads to, where that is on the web.
pub fn of<'a>(column: Column, card: &'a Card, text: &str) -> Option<Target<'a>> {
    let target = match column {
        Column::Source => card.origin.url().map(|address| Target { address, is_all: true }),
        Column::Question => only(&card.question, text),
        Column::Answer => only(&card.answer, text),
        Column::Number | Column::Level | Column::Section | Column::Tags | Column::Deck | Column::Id => None,
    };
    target.filter(|target| scheme(target.address).is_some())
}

/// Where the one link in blocks leads to; none where there are several that differ.
fn only<'a>(blocks: &'a [Block], text: &str) -> Option<Target<'a>> {
    let mut links: Vec<&Link> = Vec::new();
    inline::each_line_in(blocks, &mut |line| add_links(line, &mut links));
    let first = *links.first()?;
    let is_one = links.iter().all(|link| link.target == first.target);
    is_one.then(|| Target { address: &first.target, is_all: text::inlines(&first.content) == text })
}

fn add_links<'a>(line: &'a [Inline], links: &mut Vec<&'a Link>) {
    for one in line {
        if let Inline::Link(link) = one {
            links.push(link);
        }
        inline::inner(one).into_iter().for_each(|inner| add_links(inner, links));
    }
}

/// The scheme that an address begins with.
fn scheme(address: &str) -> Option<&'static str> {
    let begins = |scheme: &str| {
        address.len() > scheme.len()
            && address.get(..scheme.len()).is_some_and(|own| own.eq_ignore_ascii_case(scheme))
    };
    SCHEMES.into_iter().find(|scheme| begins(scheme))
}

/// An address as it is given to the crate that writes workbooks; none where it is too long for Excel. The part
/// behind `#` is kept elsewhere, and there the crate leaves percent signs alone.
pub fn address(target: &str) -> Option<String> {
    let scheme = scheme(target)?;
    let rest = &target[scheme.len()..];
    let (page, part) = match rest.split_once('#').filter(|_| scheme != "mailto:") {
        Some((page, part)) => (page, Some(part)),
        None => (rest, None),
    };
    let mut out = scheme.to_owned();
    push_encoded(&mut out, page, PERCENT, |c| "\"<>[]^`{}".contains(c));
    if let Some(part) = part {
        out.push('#');
        push_encoded(&mut out, part, '%', |_| false);
    }
    (out.encode_utf16().count() <= LONGEST).then_some(out)
}

/// Adds a part of an address. What is no sign of one is in hexadecimal, behind such a percent sign.
fn push_encoded(out: &mut String, part: &str, percent: char, is_special: impl Fn(char) -> bool) {
    for c in part.chars() {
        let is_sign = !(is_special(c) || c.is_whitespace() || c.is_control() || is_no_character(c));
        match c {
            '%' => out.push(percent),
            c if is_sign => out.push(c),
            c => c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| {
                // Writing to a string can't fail.
                let _ = write!(out, "{percent}{byte:02X}");
            }),
        }
    }
}

/// Whether Unicode says that this is no character and never will be.
pub fn is_no_character(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlockKind;

    /// The address as it is in the file.
    fn written(target: &str) -> Option<String> {
        address(target).map(|address| address.replace(PERCENT, "%"))
    }

    #[test]
    fn addresses_stay_what_they_are() {
        for same in [
            "https://en.wikipedia.org/wiki/C%2B%2B",
            "https://example.org/a%20b/%C3%A9?x=1&y=a%26b#part%201",
            "http://example.org/é/数?q='a'",
            "mailto:a@example.org?subject=50%25#1",
        ] {
            assert_eq!(written(same).as_deref(), Some(same));
        }
        assert_eq!(written("HTTPS://Example.org/").as_deref(), Some("https://Example.org/"));
        let odd = "https://example.org/a b\"<\u{FDD0}>#c d\u{FFFF}";
        let own = "https://example.org/a%20b%22%3C%EF%B7%90%3E#c%20d%EF%BF%BF";
        assert_eq!(written(odd).as_deref(), Some(own));
    }

    #[test]
    fn addresses_have_a_most() {
        let long = |length: usize| format!("https://{}", "a".repeat(length - 8));
        assert!(address(&long(LONGEST)).is_some());
        assert_eq!(address(&long(LONGEST + 1)), None);
    }

    #[test]
    fn a_cell_leads_where_its_only_link_does() {
        let line = |targets: &[&str]| -> Card {
            let link = |target: &&str| {
                let content = vec![Inline::text("here")];
                let link = Link { target: (*target).to_owned(), title: None, content };
                Inline::Strong(vec![Inline::Link(Box::new(link))])
            };
            let content = targets.iter().map(link).chain([Inline::text(" it is")]).collect();
            Card { answer: vec![Block::new(BlockKind::Paragraph(content))], ..Card::default() }
        };
        let found = |targets: &[&str]| {
            let card = line(targets);
            let own =
                |text: &str| of(Column::Answer, &card, text).map(|own| (own.address.to_owned(), own.is_all));
            [own("here it is"), own("here")]
        };
        let one = |is_all| Some(("http://a".to_owned(), is_all));
        assert_eq!(found(&["http://a"]), [one(false), one(true)]);
        assert_eq!(found(&["http://a", "http://a"]), [one(false), one(true)]);
        for none in [&["http://a", "http://b"][..], &["../a.md"], &["#a"], &["ftp://a"], &["http://"], &[]] {
            assert_eq!(found(none), [None, None], "{none:?}");
        }
    }
}
