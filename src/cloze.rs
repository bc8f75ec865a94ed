//! Cloze deletions, `{{c1::Paris}}`, in the question of a card: where a source has them, the question is
//! answered by what is deleted, and its note in Anki is a cloze note.
//!
//! Deletions in code are code. What becomes of them in notes of other tools, which are read as
//! questions with answers, is in `read/anki/cloze.rs`.

use std::collections::BTreeSet;

use crate::bytes;
use crate::model::{Block, BlockKind};
use crate::render::html;

/// The highest number that Anki makes a card of.
const HIGHEST: u32 = 499;

/// A deletion in HTML.
#[derive(Debug, PartialEq, Eq)]
pub struct Deletion {
    /// Its number, which is that of its card.
    number: u32,
    /// Where `{{c1::` begins and ends.
    pub open: (usize, usize),
    /// Where its `}}` begins.
    pub close: usize,
    /// How many have begun before it and not ended.
    pub depth: usize,
}

/// Whether there is a deletion in some blocks.
pub fn is_in(blocks: &[Block]) -> bool {
    // Most questions have no brace at all, and should not pay for those that do.
    may_be_in(blocks) && !find(&html::blocks(blocks)).is_empty()
}

/// Whether there is a deletion in a line of text.
pub fn is_in_text(line: &str) -> bool {
    line.contains("{{c") && !find(&html::escape(line)).is_empty()
}

/// The templates of which Anki makes cards, from 0: a card for each number.
pub fn templates(html: &str) -> Vec<i64> {
    let numbers: BTreeSet<u32> = find(html).iter().map(|deletion| deletion.number).collect();
    numbers.into_iter().map(|number| i64::from(number) - 1).collect()
}

/// Where the braces of deletions stand in HTML, as ranges in order.
pub fn braces(html: &str) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = find(html)
        .iter()
        .flat_map(|deletion| [deletion.open, (deletion.close, deletion.close + 2)])
        .collect();
    ranges.sort_unstable();
    ranges
}

/// Whether there could be one: a cheap look before the exact one.
fn may_be_in(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match &block.kind {
        BlockKind::Code { .. } | BlockKind::Math(_) | BlockKind::Rule => false,
        _ => {
            let text = crate::render::text::of_blocks(std::slice::from_ref(block));
            bytes::have(text.as_bytes(), |byte| byte == b'{') && text.contains("{{c")
        }
    })
}

/// The deletions that are begun and ended, outside of code and of tags, in the order in which they end.
/// They can stand in one another.
pub fn find(html: &str) -> Vec<Deletion> {
    let (mut found, mut open) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(next) = html[at..].find(['<', '{', '}']) {
        at += next;
        let rest = &html[at..];
        if rest.starts_with('<') {
            at += behind_tag(rest);
        } else if let Some((number, length)) = begin(rest) {
            open.push((number, (at, at + length)));
            at += length;
        } else if rest.starts_with("}}") && !open.is_empty() {
            if let Some((number, begun)) = open.pop() {
                found.push(Deletion { number, open: begun, close: at, depth: open.len() });
            }
            at += 2;
        } else {
            at += 1;
        }
    }
    found
}

/// The length of the tag that a text begins with; of code, that of the whole element, and so of
/// mathematics in which no deletion begins, for TeX has double braces of its own.
fn behind_tag(html: &str) -> usize {
    let behind = |end: &str| html.find(end).map_or(html.len(), |at| at + end.len());
    let is = |name: &str| html.strip_prefix(name).is_some_and(|rest| rest.starts_with(['>', ' ']));
    if is("<code") {
        return behind("</code>");
    }
    let end = match (is("<span class=\"math\""), is("<div class=\"math\"")) {
        (true, _) => behind("</span>"),
        (_, true) => behind("</div>"),
        _ => 0,
    };
    if html[..end].contains("{{c") { behind(">") } else { end.max(behind(">")) }
}

/// The number and the length of `{{c1::` at the start of a text.
fn begin(html: &str) -> Option<(u32, usize)> {
    let behind = html.strip_prefix("{{c")?;
    let digits = behind.find(|c: char| !c.is_ascii_digit())?;
    let number = behind[..digits].parse().ok().filter(|number| (1..=HIGHEST).contains(number))?;
    behind[digits..].starts_with("::").then_some((number, 3 + digits + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deletions_are_found_outside_of_code() {
        let cases: [(&str, &[i64]); 11] = [
            ("<p>{{c1::Paris}} is in {{c2::France::where}}</p>", &[0, 1]),
            ("<p>{{c2::a {{c1::b}}}} and {{c2::c}}</p>", &[0, 1]),
            ("<p>{{c1::<strong>Paris</strong>}}</p>", &[0]),
            ("<p><code>{{c1::x}}</code></p>", &[]),
            ("<pre><code class=\"language-x\">{{c1::x}}</code></pre>", &[]),
            ("<p>{{c1::x</p>", &[]),
            ("<p>{{c0::x}} {{c::x}} {{c1:x}} {{cx::x}} {{c500::x}}</p>", &[]),
            ("<a href=\"{{c1::x}}\">y</a>", &[]),
            ("<p>{{name}} of {{c3::x}}</p>", &[2]),
            ("{{c1::<span class=\"math\">\\(a^{b_{2}}\\)</span>}} {{c2::x}}", &[0, 1]),
            ("<span class=\"math\">\\({{c4::x}}\\)</span>", &[3]),
        ];
        for (html, expected) in cases {
            assert_eq!(templates(html), expected, "{html}");
        }
    }

    #[test]
    fn their_braces_have_places() {
        assert_eq!(braces("a {{c1::b}} {{c}}"), [(2, 8), (9, 11)]);
        assert_eq!(braces("{{c1::a{{c2::b}}}}"), [(0, 6), (7, 13), (14, 16), (16, 18)]);
    }
}
