//! The last part of an answer that says where it is from or where more is said: it stays with the
//! answer, and the card says how long it is.

use crate::inline;
use crate::layout::signs::references::{self, Title};
use crate::model::{Block, BlockKind, Inline};
use crate::render::text;

/// How many blocks at the end of an answer are references: as the page says, else as they look, and
/// `extra` at least. The whole answer never is.
pub(super) fn take(said: Option<usize>, extra: usize, answer: &[Block]) -> usize {
    let count = said.unwrap_or_else(|| extra.max(count(answer)));
    if count < answer.len() { count } else { 0 }
}

fn count(answer: &[Block]) -> usize {
    let mut at = 1;
    while at < answer.len() {
        if title(&answer[at]).is_none() && !is_closed(&answer[at]) {
            at += 1;
            continue;
        }
        match first_other(&answer[at..]) {
            // What is none here is none behind any later title before it.
            Some(other) => at += other + 1,
            None => return answer.len() - at,
        }
    }
    0
}

/// A title's depth: that of its heading; below it, a line that only says so.
const LINE: u8 = 7;

/// The first of blocks that is no part of references, where they begin with such a part.
fn first_other(blocks: &[Block]) -> Option<usize> {
    let mut below: Option<u8> = None;
    let mut is_part = |at: usize, block: &Block| match (title(block), depth(block)) {
        _ if is_closed(block) => true,
        (Some((level, said)), _) => {
            below = Some(level);
            let rest = &blocks[at + 1..];
            let is_below = |block: &&Block| depth(block).is_none_or(|own| own > level);
            let length = rest.iter().take_while(is_below).count();
            !rest.is_empty() && (said == Title::Sure || are_links(&rest[..length]))
        }
        (None, own) => below.is_some_and(|level| own.is_none_or(|own| own > level)),
    };
    blocks.iter().enumerate().position(|(at, block)| !is_part(at, block))
}

/// How deep a block is that begins a part: a heading, or a line in bold.
fn depth(block: &Block) -> Option<u8> {
    match &block.kind {
        BlockKind::Heading { level, .. } => Some(*level),
        BlockKind::Paragraph(content) => match content.as_slice() {
            [Inline::Strong(_)] => Some(LINE),
            [Inline::Strong(_), Inline::Text(text)] if text.trim() == ":" => Some(LINE),
            _ => title(block).map(|_| LINE),
        },
        _ => None,
    }
}

/// What a block says that is only the title of references, and how deep it is.
fn title(block: &Block) -> Option<(u8, Title)> {
    let (level, content) = match &block.kind {
        BlockKind::Heading { level, content } => (*level, content),
        BlockKind::Paragraph(content) => (LINE, content),
        _ => return None,
    };
    // A link that says "Read more" is no title.
    let has_link = content.iter().any(|one| matches!(one, Inline::Link(_)));
    if has_link && level == LINE {
        return None;
    }
    Some((level, references::title(&text::inlines(content))?))
}

/// Whether a block is references by itself: details, or a line with a label and links.
fn is_closed(block: &Block) -> bool {
    match &block.kind {
        BlockKind::Details { summary, content } => {
            match references::title(&text::inlines(&summary.content)) {
                Some(Title::Sure) => !content.is_empty(),
                Some(Title::WithLinks) => are_links(content),
                None => false,
            }
        }
        BlockKind::Paragraph(content) => {
            let line = text::inlines(content);
            let first = line.lines().next().unwrap_or_default();
            let over = references::title(first).map(|_| first.chars().count());
            references::label(first).or(over).is_some_and(|length| {
                let mut rest = content.clone();
                inline::cut_start(&mut rest, length);
                is_most_in_links(&rest)
            })
        }
        _ => false,
    }
}

/// Whether at least half of the lines of blocks, and one at all, have a link in them.
fn are_links(blocks: &[Block]) -> bool {
    let (mut lines, mut linked) = (0, 0);
    inline::each_line(&mut blocks.to_vec(), &mut |line| {
        lines += 1;
        linked += usize::from(letters(line).1 > 0);
    });
    linked > 0 && linked * 2 >= lines
}

/// Whether at least half of a line is in links.
fn is_most_in_links(line: &[Inline]) -> bool {
    let (all, linked) = letters(line);
    linked > 0 && linked * 2 >= all
}

/// How many letters and figures a line has, and how many of them are in links and addresses.
fn letters(line: &[Inline]) -> (usize, usize) {
    let count = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let mut sum = (0, 0);
    for one in line {
        let (all, linked) = match one {
            Inline::Link(link) => {
                let all = count(&text::inlines(&link.content)).max(1);
                (all, all)
            }
            Inline::Text(text) => {
                let addresses = text.split_whitespace().filter(|word| references::is_address(word));
                (count(text), addresses.map(count).sum())
            }
            other => match inline::inner(other) {
                Some(inner) => letters(inner),
                None => (count(&text::inlines(std::slice::from_ref(other))), 0),
            },
        };
        sum = (sum.0 + all, sum.1 + linked);
    }
    sum
}
