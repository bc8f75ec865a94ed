//! Plain text that deckmill wrote, as blocks that say exactly the same: the way back from `render/text.rs`.
//!
//! Lines are paragraphs and lists where these say the text as it is. What a paragraph would change, such as
//! lines that are indented, is kept verbatim.

use crate::inline::{self, SPACE};
use crate::model::{Block, BlockKind, Inline, Item};
use crate::render::text;

/// Blocks whose plain text is the text.
pub fn blocks(plain: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut verbatim: Option<String> = None;
    for chunk in plain.split("\n\n") {
        let natural = natural(chunk).filter(|block| says(block, chunk));
        match natural {
            // Blocks are parted by an empty line, so there must be something in each.
            Some(block) if verbatim.as_ref().is_none_or(|text| !text.is_empty()) => {
                blocks.extend(verbatim.take().map(code));
                blocks.push(block);
            }
            _ => verbatim = Some(verbatim.map_or(chunk.to_owned(), |text| format!("{text}\n\n{chunk}"))),
        }
    }
    blocks.extend(verbatim.filter(|text| !text.is_empty()).map(code));
    match text::blocks(&blocks) == plain {
        true => blocks,
        false => vec![code(plain.to_owned())],
    }
}

fn code(text: String) -> Block {
    Block::new(BlockKind::Code { language: None, text })
}

/// Whether a block says just this, once it has the form that cards have.
fn says(block: &Block, plain: &str) -> bool {
    let mut tidied = block.clone();
    inline::tidy(&mut tidied) && tidied == *block && text::leaf(&tidied.kind) == plain
}

/// Lines without an empty one between them, as they would be meant.
fn natural(chunk: &str) -> Option<Block> {
    let lines: Vec<&str> = chunk.split('\n').collect();
    match list(&lines).filter(|kind| text::leaf(kind) == chunk) {
        Some(kind) => Some(Block::new(kind)),
        None => paragraph(&lines),
    }
}

/// Lines as a paragraph; none where it would lose white space.
fn paragraph(lines: &[&str]) -> Option<Block> {
    if lines.iter().any(|line| line.trim_matches(SPACE).len() < line.len()) {
        return None;
    }
    let mut content = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        content.extend((at > 0).then_some(Inline::Break));
        content.extend((!line.is_empty()).then(|| Inline::text(*line)));
    }
    (!content.is_empty()).then(|| Block::new(BlockKind::Paragraph(content)))
}

/// How an item of a list begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    Bullet,
    Number(u64),
}

impl Marker {
    /// The marker of a line, and the text behind it.
    fn of(line: &str) -> Option<(Marker, &str)> {
        if let Some(rest) = line.strip_prefix("- ") {
            return Some((Marker::Bullet, rest));
        }
        let (digits, rest) = line.split_once(". ")?;
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = is_number.then(|| digits.parse().ok()).flatten()?;
        // One such line is a sentence as often as a list.
        Some((Marker::Number(number), rest))
    }

    /// The marker of the next item.
    fn next(self) -> Marker {
        match self {
            Marker::Bullet => Marker::Bullet,
            Marker::Number(number) => Marker::Number(number.saturating_add(1)),
        }
    }

    fn width(self) -> usize {
        match self {
            Marker::Bullet => 2,
            Marker::Number(number) => number.to_string().len() + 2,
        }
    }
}

/// Lines as a list of two items or more.
fn list(lines: &[&str]) -> Option<BlockKind> {
    let (first, _) = Marker::of(lines.first()?)?;
    let mut items: Vec<Vec<&str>> = Vec::new();
    let (mut expected, mut indent) = (first, 0);
    for line in lines {
        match Marker::of(line) {
            Some((marker, rest)) if marker == expected => {
                items.push(vec![rest]);
                (expected, indent) = (marker.next(), marker.width());
            }
            _ => {
                let is_inside = line.len() > indent && line.as_bytes()[..indent].iter().all(|b| *b == b' ');
                items.last_mut().filter(|_| is_inside)?.push(&line[indent..]);
            }
        }
    }
    let start = match first {
        Marker::Bullet => None,
        Marker::Number(number) => Some(number),
    };
    let items: Vec<Item> = items.iter().map(|lines| item(lines)).collect::<Option<_>>()?;
    (items.len() > 1).then(|| BlockKind::list(start, items))
}

/// An item: lines of text, and lists below them.
fn item(lines: &[&str]) -> Option<Item> {
    let task = match lines.first()? {
        line if line.starts_with("[ ] ") => Some(false),
        line if line.starts_with("[x] ") => Some(true),
        _ => None,
    };
    let mut own = lines.to_vec();
    if task.is_some() {
        own[0] = &own[0][4..];
    }
    let below = (1..own.len()).find(|at| list(&own[*at..]).is_some()).unwrap_or(own.len());
    let text = match &own[..below] {
        [""] => None,
        lines => Some(paragraph(lines)?),
    };
    let content = text.into_iter().chain(list(&own[below..]).map(Block::new)).collect();
    Some(Item { task, content, span: Default::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(plain: &str) -> Vec<&'static str> {
        let kind = |block: &Block| match &block.kind {
            BlockKind::Paragraph(_) => "paragraph",
            BlockKind::List(_) => "list",
            BlockKind::Code { .. } => "code",
            _ => "other",
        };
        let found = blocks(plain);
        assert_eq!(text::blocks(&found), plain);
        found.iter().map(kind).collect()
    }

    #[test]
    fn text_is_what_it_looks_like() {
        assert_eq!(kinds("Two words.\n\nA line\nand another."), ["paragraph", "paragraph"]);
        assert_eq!(kinds("These:\n\n- one\n- two\n  - deep\n  - deeper"), ["paragraph", "list"]);
        assert_eq!(kinds("3. three\n4. four"), ["list"]);
        assert_eq!(kinds("- [x] done\n- [ ] to do"), ["list"]);
        assert_eq!(kinds("So:\n\ndef f():\n    return 1\n\nDone."), ["paragraph", "code", "paragraph"]);
    }

    #[test]
    fn what_only_looks_like_a_list_is_none() {
        assert_eq!(kinds("1. no list"), ["paragraph"]);
        assert_eq!(kinds("1. a\n3. b"), ["paragraph"]);
        assert_eq!(kinds("- a\nb"), ["paragraph"]);
    }

    #[test]
    fn text_that_a_paragraph_would_change_is_verbatim() {
        for plain in ["a\n\n\nb", " a", "a ", "\ta\n\n\n\n\nb", "a\n\n", "\n\n", "\n", "a\n\n\n\nb", " "] {
            kinds(plain);
        }
        assert_eq!(kinds(""), [""; 0]);
        assert_eq!(kinds("a  b"), ["paragraph"]);
    }
}
