//! A card on the page: the question as a heading, the answer behind a line that opens it.

use std::fmt::Write;

use super::media::Files;
use super::{body, cloze};
use crate::link;
use crate::media::MediaStore;
use crate::model::{Block, BlockKind, Card, Inline};
use crate::render::direction;
use crate::render::html::escape;

/// A card, with an anchor that is its id. `around` is the direction of what it stands in, `heading`
/// the level of its heading. Its files are in `store`.
pub fn html(card: &Card, around: &str, heading: u8, store: Option<&dyn MediaStore>) -> String {
    let files = Files { store, names: &card.media };
    let level = card.level.map_or("none", |level| level.name());
    let is_right_to_left = direction::of_blocks(&card.question);
    let own = match is_right_to_left {
        Some(true) if around == "ltr" => " dir=\"rtl\"",
        Some(false) if around == "rtl" => " dir=\"ltr\"",
        _ => "",
    };
    let id = escape(&card.id);
    let mut out = format!("<article class=\"card\" id=\"{id}\" data-level=\"{level}\"{own}>\n");
    out.push_str(&head(card));
    let _ = writeln!(
        out,
        "<div class=\"question\" dir=\"ltr\">{}</div>",
        question(&card.question, heading, files)
    );
    out.push_str("<details class=\"reveal\"><summary lang=\"en\">Answer</summary>\n");
    out.push_str(&answer(card, files));
    out.push_str(&foot(card));
    out.push_str("</details>\n</article>\n");
    out
}

/// Number and level. The number is the link to the card.
fn head(card: &Card) -> String {
    let label = card.number.as_ref().map_or("#", |number| &*number.label);
    let mut out = format!(
        "<p class=\"head\"><a class=\"number\" href=\"#{}\" title=\"Link to this question\">{}</a>",
        fragment(&card.id),
        escape(label)
    );
    if let Some(level) = card.level {
        let name = level.name();
        let _ = write!(out, " <span class=\"level level-{name}\" lang=\"en\">{name}</span>");
    }
    out.push_str("</p>\n");
    out
}

/// The question, its first line as a heading below that of its section, its deletions hidden.
fn question(blocks: &[Block], level: u8, files: Files) -> String {
    let blocks = with_first(blocks, |content| BlockKind::Heading { level, content });
    let html = body::rendered(&blocks, files);
    body::fitted(&cloze::hidden(&html).unwrap_or(html))
}

/// The question in full, where something in it is hidden.
fn whole(blocks: &[Block], files: Files) -> String {
    if !crate::cloze::is_in(blocks) {
        return String::new();
    }
    let html = body::rendered(&with_first(blocks, BlockKind::Paragraph), files);
    let shown = cloze::shown(&html).map(|html| body::fitted(&html));
    shown.map_or(String::new(), |html| format!("<div class=\"whole\">{html}</div>\n"))
}

/// A question whose first line is what `make` says.
fn with_first(blocks: &[Block], make: impl Fn(Vec<Inline>) -> BlockKind) -> Vec<Block> {
    let mut blocks = blocks.to_vec();
    if let Some(Block { kind, .. }) = blocks.first_mut()
        && let BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } = kind
    {
        *kind = make(std::mem::take(content));
    }
    blocks
}

/// The answer, behind what the question hides, and apart from it what says where more is said.
fn answer(card: &Card, files: Files) -> String {
    let whole = whole(&card.question, files);
    if card.answer.is_empty() && whole.is_empty() {
        return "<p class=\"nothing\" lang=\"en\" dir=\"ltr\">The page has no answer to this.</p>\n"
            .to_owned();
    }
    let (answer, references) = card.answer.split_at(card.answer.len().saturating_sub(card.references));
    let mut out = format!("<div class=\"answer\" dir=\"ltr\">{whole}{}</div>\n", body::html(answer, files));
    if !references.is_empty() {
        let _ =
            writeln!(out, "<div class=\"references\" dir=\"ltr\">{}</div>", body::html(references, files));
    }
    out
}

/// Section, tags and source.
fn foot(card: &Card) -> String {
    let mut out = "<p class=\"foot\">".to_owned();
    if !card.path.is_empty() {
        let _ = write!(out, "<bdi class=\"path\">{}</bdi> ", escape(&card.path.join(" / ")));
    }
    for tag in &card.tags {
        let _ = write!(out, "<bdi class=\"tag\">{}</bdi> ", escape(tag));
    }
    let name = card.origin.name();
    let place = format!("{}:{}", escape(name), card.origin.line);
    let own = link::is_on_the_web(name).then_some(name);
    let _ = match card.origin.url().or(own) {
        Some(url) => write!(out, "<a class=\"source\" dir=\"ltr\" href=\"{}\">{place}</a>", escape(url)),
        None => write!(out, "<span class=\"source\" dir=\"ltr\">{place}</span>"),
    };
    out.push_str("</p>\n");
    out
}

/// An id as the fragment of an address; ids of other tools may have any character.
fn fragment(id: &str) -> String {
    let mut out = String::new();
    for byte in id.bytes() {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_with_deletions_needs_no_answer() {
        let page = |question: &str| {
            let card = Card { question: vec![Block::paragraph(question)], ..Card::default() };
            html(&card, "ltr", 3, None)
        };
        let shown = page("{{c1::Paris::city}} is in France");
        assert!(shown.contains("<h3><bdi class=\"cloze\">[city]</bdi> is in France</h3>"), "{shown}");
        let whole = "<div class=\"whole\"><p><mark>Paris</mark> is in France</p></div>";
        assert!(shown.contains(whole) && !shown.contains("no answer"), "{shown}");
        let plain = page("What is in {{name}}?");
        assert!(!plain.contains("whole") && plain.contains("no answer"), "{plain}");
    }
}
