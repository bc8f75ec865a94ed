//! Markdown: a page to read, that reads back as the same deck.
//!
//! What a person sees is a page with headings. Comments, which no viewer shows, hold what the page
//! could not say without doubt: `layout/marks.rs` reads them, and `marks.rs` says what they mean.

use std::io::Write;

use super::{Context, ExportError, Exporter};
use crate::format::Format;
use crate::marks::{self, CardMark, DeckMark, Mark};
use crate::model::{Block, BlockKind, Card, Deck, Inline};
use crate::render::markdown;

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "markdown",
    extensions: &["md", "markdown"],
    summary: "Markdown, a page to read that reads back as the same deck",
    options: &[],
    open: |_| Ok(Box::new(Markdown)),
};

struct Markdown;

impl Exporter for Markdown {
    fn export(&self, deck: &Deck, out: &mut (dyn Write + Send), _: &mut Context) -> Result<(), ExportError> {
        let mut parts = Vec::new();
        push_deck(&mut parts, deck, 0);
        out.write_all(parts.join("\n\n").as_bytes())?;
        Ok(out.write_all(b"\n")?)
    }
}

fn push_deck(parts: &mut Vec<String>, deck: &Deck, depth: usize) {
    let mark = Mark::Deck(DeckMark::new(deck, depth));
    parts.push(format!("{mark}\n# {}", literal(&deck.title)));
    if !deck.description.is_empty() {
        parts.push(markdown::blocks(&deck.description));
    }
    let mut above = Above { path: &[], level: 1 };
    for card in &deck.cards {
        push_card(parts, card, &mut above);
    }
    deck.children.iter().for_each(|child| push_deck(parts, child, depth + 1));
}

/// What stands above a card.
struct Above<'a> {
    /// The headings that are in force.
    path: &'a [String],
    /// The level of the last card's heading.
    level: usize,
}

/// The headings that lead from one path to the next.
fn push_path(parts: &mut Vec<String>, above: &Above, path: &[String]) {
    let shared = above.path.iter().zip(path).take_while(|(a, b)| a == b).count();
    for (depth, heading) in path.iter().enumerate().skip(shared) {
        // Only at the level of the last card's heading could this one be taken for a card's.
        let mark = if depth + 2 == above.level { format!("{}\n", Mark::Section) } else { String::new() };
        parts.push(format!("{mark}{} {}", "#".repeat(depth + 2), literal(heading)));
    }
}

fn push_card<'a>(parts: &mut Vec<String>, card: &'a Card, above: &mut Above<'a>) {
    let (title, rest) = marks::title_of(&card.question);
    let in_headings = marks::has_headings(&card.path) && (title.is_some() || card.number.is_some());
    let mut mark = CardMark::new(card);
    mark.path = mark.path.filter(|_| !in_headings);
    let level = if in_headings { card.path.len() } else { 0 } + 2;
    if in_headings {
        push_path(parts, above, &card.path);
        above.path = &card.path;
    }
    let number = mark.number.as_ref().map(|label| format!("{}. ", literal(label)));
    let stated = mark.level.as_ref().map(|label| emphasised(label));
    let heading = match title {
        None if number.is_none() => String::new(),
        _ => {
            above.level = level;
            let title = title.map(markdown::line).unwrap_or_default();
            format!("\n{} {}{title}", "#".repeat(level), number.unwrap_or_default())
                .trim_end_matches(' ')
                .to_owned()
        }
    };
    parts.push(format!("{}{heading}", Mark::Card(mark)));
    parts.extend(stated);
    if !rest.is_empty() {
        parts.push(markdown::blocks(rest));
        parts.push(Mark::Answer.to_string());
    }
    if !card.answer.is_empty() {
        parts.push(markdown::blocks(&card.answer));
    }
}

/// Plain text as a line of Markdown.
fn literal(text: &str) -> String {
    markdown::line(&[Inline::text(text)])
}

/// Plain text as a line of its own, in emphasis.
fn emphasised(text: &str) -> String {
    let content = vec![Inline::Emphasis(vec![Inline::text(text)])];
    markdown::blocks(&[Block::new(BlockKind::Paragraph(content))])
}
