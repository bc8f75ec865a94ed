//! What can be mended in a page without a doubt: numbers that repeat or leave one out, white space at the ends of
//! lines, signs of Markdown that were meant as text.
//!
//! Every change is tried before it is proposed: the page is read again with it, and if any card then says
//! something else, the change is left out. Only pages whose text is their own source are mended: Markdown and
//! plain text.

use crate::diagnostic::Furniture;
use crate::memory::Content;
use crate::model::{Block, BlockKind, Deck};
use crate::page::{Page, ReadOptions, read};
use crate::source::{Lines, Source, Span};

/// The readers whose pages can be mended.
const READERS: [&str; 2] = ["markdown", "text"];

/// A page as it would be, and what was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fixed {
    /// The text.
    pub text: String,
    /// How many lines lost white space at their ends.
    pub trimmed: usize,
    /// How many signs were escaped.
    pub escaped: usize,
    /// How many questions have other numbers.
    pub renumbered: usize,
}

/// A stretch of the text, and what is to stand there.
#[derive(Debug, Clone)]
struct Edit {
    span: Span,
    text: String,
}

/// What can be mended in a page that was read so; none where nothing can.
pub fn fix(page: &Page, options: &ReadOptions) -> Option<Fixed> {
    if !READERS.contains(&page.reader) {
        return None;
    }
    let mut fixing = Fixing { options, page: page.clone() };
    let trimmed = fixing.try_all(trims);
    let escaped = fixing.try_each(escapes);
    let renumbered = fixing.try_all(numbers);
    let is_any = trimmed + escaped + renumbered > 0;
    is_any.then(|| Fixed { text: fixing.page.text.to_string(), trimmed, escaped, renumbered })
}

/// A page that is being mended.
struct Fixing<'a> {
    options: &'a ReadOptions,
    page: Page,
}

impl Fixing<'_> {
    /// Makes all edits of a kind, or none of them; how many.
    fn try_all(&mut self, of: fn(&Page) -> Vec<Edit>) -> usize {
        let edits = of(&self.page);
        if self.accept(&edits) { edits.len() } else { 0 }
    }

    /// Makes the edits of a kind that can be made; how many.
    fn try_each(&mut self, of: fn(&Page) -> Vec<Edit>) -> usize {
        let edits = of(&self.page);
        if self.accept(&edits) {
            return edits.len();
        }
        // From the end, so that the places of those before stay.
        edits.iter().rev().filter(|edit| self.accept(std::slice::from_ref(edit))).count()
    }

    /// Takes the page with some edits, if its cards say the same and nothing new is found in it.
    fn accept(&mut self, edits: &[Edit]) -> bool {
        if edits.is_empty() {
            return false;
        }
        let source = Source::new(&self.page.source, applied(&self.page.text, edits));
        let next = read(&source, self.options);
        let is_same = contents(&next.deck) == contents(&self.page.deck)
            && next.reader == self.page.reader
            && next.diagnostics.iter().count() <= self.page.diagnostics.iter().count();
        if is_same {
            self.page = next;
        }
        is_same
    }
}

fn applied(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.span.start()]);
        out.push_str(&edit.text);
        at = edit.span.end();
    }
    out.push_str(&text[at..]);
    out
}

fn contents(deck: &Deck) -> Vec<Content> {
    deck.all_cards().map(Content::of).collect()
}

/// White space at the ends of lines, but for that which breaks a line in Markdown, and that in code.
fn trims(page: &Page) -> Vec<Edit> {
    let code = code(page);
    let mut edits = Vec::new();
    let mut start = 0;
    let mut lines = page.text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let body = line.trim_end_matches(['\n', '\r']);
        let kept = body.trim_end_matches([' ', '\t']);
        let is_break = page.reader == "markdown"
            && body[kept.len()..].starts_with("  ")
            && can_be_broken(kept, lines.peek().copied());
        let span = Span::new(start + kept.len(), start + body.len());
        let is_in_code = code.iter().any(|code| code.start() <= span.start() && span.end() <= code.end());
        if kept.len() < body.len() && !is_break && !is_in_code {
            edits.push(Edit { span, text: String::new() });
        }
        start += line.len();
    }
    edits
}

/// Whether blanks at the end of a line of Markdown can break it: not at the end of a heading or of a paragraph.
fn can_be_broken(line: &str, next: Option<&str>) -> bool {
    let text = line.trim_start_matches(' ');
    let behind = text.trim_start_matches('#');
    let is_heading = line.len() - text.len() < 4
        && (1..=6).contains(&(text.len() - behind.len()))
        && (behind.is_empty() || behind.starts_with([' ', '\t']));
    !line.is_empty() && !is_heading && next.is_some_and(|next| !next.trim().is_empty())
}

/// Where the page has code.
fn code(page: &Page) -> Vec<Span> {
    let mut found = Vec::new();
    for card in page.deck.all_cards() {
        code_in(&card.question, &mut found);
        code_in(&card.answer, &mut found);
    }
    found
}

fn code_in(blocks: &[Block], found: &mut Vec<Span>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Code { .. } => found.push(block.span),
            BlockKind::List(list) => list.items.iter().for_each(|item| code_in(&item.content, found)),
            BlockKind::Quote(content) | BlockKind::Details { content, .. } => code_in(content, found),
            BlockKind::Definitions(definitions) => {
                definitions.iter().flat_map(|one| &one.meanings).for_each(|meaning| code_in(meaning, found));
            }
            _ => {}
        }
    }
}

/// Signs that Markdown takes for markup, and that were kept as text.
fn escapes(page: &Page) -> Vec<Edit> {
    if page.reader != "markdown" {
        return Vec::new();
    }
    let rules = ["literal-sign", "literal-tag"];
    let found = page.diagnostics.sorted().into_iter().filter(|finding| rules.contains(&finding.rule));
    let edit = |span: Span| {
        let sign = page.text.get(span.range())?;
        let mut text = String::new();
        for c in sign.chars() {
            if matches!(c, '*' | '_' | '<') {
                text.push('\\');
            }
            text.push(c);
        }
        (text.len() > sign.len()).then_some(Edit { span, text })
    };
    let mut edits: Vec<Edit> = found.filter_map(|finding| edit(finding.span?)).collect();
    edits.dedup_by(|next, before| next.span.start() < before.span.end());
    edits
}

/// Numbers that follow one another, where they don't: where one is given twice, or a single one is left out.
///
/// A number that is lower than the one before begins a count of its own. Where numbers jump further, they mean
/// something (a year, a place in a catalogue), and where others refer to them they stay as well.
fn numbers(page: &Page) -> Vec<Edit> {
    let lines = Lines::new(&page.text);
    let mut edits = Vec::new();
    // The number that the card before had, and the one that it gets.
    let mut before: Option<(u64, u64)> = None;
    for card in page.deck.all_cards() {
        let Some(value) = card.number.as_ref().and_then(|number| number.value()) else {
            before = None;
            continue;
        };
        let wanted = match before {
            Some((last, _)) if value > last + 2 => return Vec::new(),
            Some((last, given)) if value >= last && value > 1 => given + 1,
            _ => value,
        };
        before = Some((value, wanted));
        if wanted != value {
            let Some(span) = digits(page, &lines, card.origin.line as usize, value) else {
                return Vec::new();
            };
            if is_referred_to(&page.text, span) {
                return Vec::new();
            }
            edits.push(Edit { span, text: wanted.to_string() });
        }
    }
    // A list of what the page holds names its questions by their numbers.
    let has_contents = page.account.skipped.iter().any(|part| part.what == Furniture::Contents);
    if has_contents { Vec::new() } else { edits }
}

/// Where a number stands in the line that a question begins in, if it is the first in it.
fn digits(page: &Page, lines: &Lines, line: usize, value: u64) -> Option<Span> {
    let start = lines.start(line)?;
    let text = page.text.get(start..)?.lines().next()?;
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let to = text[from..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |length| from + length);
    (text[from..to] == value.to_string()).then(|| Span::new(start + from, start + to))
}

/// Words in front of a number that mean a question by it.
const REFERRING: [&str; 12] =
    ["question", "questions", "q", "no", "nr", "number", "item", "answer", "see", "from", "and", "to"];

/// Whether a number that stands somewhere is meant elsewhere on the page: behind a word such as "question", or in
/// the address of a place, as those of numbered headings are.
fn is_referred_to(text: &str, own: Span) -> bool {
    let number = &text[own.range()];
    text.match_indices(number).filter(|(at, _)| *at != own.start()).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + number.len()..]);
        let is_whole = !before.ends_with(|c: char| c.is_ascii_digit())
            && !after.starts_with(|c: char| c.is_ascii_digit());
        let word: String = before
            .trim_end_matches([' ', '.', '#', '('])
            .chars()
            .rev()
            .take_while(|c| c.is_alphabetic())
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let is_named = REFERRING.contains(&word.to_lowercase().as_str());
        let address =
            before.rsplit(|c: char| c.is_whitespace() || "\"'<>[".contains(c)).next().unwrap_or_default();
        is_whole && (is_named || address.contains('#'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str) -> Option<Fixed> {
        let options = ReadOptions::default();
        let page = read(&Source::new("page.md", text), &options);
        fix(&page, &options)
    }

    #[test]
    fn numbers_follow_one_another() {
        let page = "# Lists\n\n## 1. What is a list?\n\nA.\n\n## 3. What is a set?\n\nB 3.\n\n## 3. What is a map?\n\nC.\n\n## 4. What?\n\nD.\n";
        let fixed = fixed(page).unwrap();
        assert_eq!(fixed.renumbered, 1);
        let numbers: Vec<&str> =
            fixed.text.lines().filter(|line| line.starts_with("## ")).map(|line| &line[3..4]).collect();
        assert_eq!(numbers, ["1", "2", "3", "4"]);
        assert!(fixed.text.contains("B 3."));
    }

    #[test]
    fn counts_that_begin_anew_do_so() {
        let part = "### 1. What is a list?\n\nA.\n\n### 2. What is a set?\n\nB.\n\n";
        assert_eq!(
            fixed(&format!("# Lists\n\n## One\n\n{part}## Two\n\n{}", part.replace("What", "Which"))),
            None
        );
    }

    #[test]
    fn numbers_that_mean_something_stay() {
        let page = |more: &str, number: u32| {
            format!("# Lists\n\n## 1. What is a list?\n\nA. {more}\n\n## {number}. What is a set?\n\nB.\n")
        };
        assert!(fixed(&page("It has 3 parts.", 3)).is_some());
        let meant = [
            "See [it](#3-what-is-a-set).",
            "See [it](other.md#q3-what-is-a-set).",
            "As in question 3.",
            "As in Q3.",
            "Questions 2 and 3 say more.",
            "[it]\n\n[it]: #3-what-is-a-set",
            "Back to <a href=\"#3-what\">it</a>.",
        ];
        for more in meant {
            assert_eq!(fixed(&page(more, 3)), None, "{more}");
        }
        assert_eq!(fixed(&page("And more.", 15)), None);
    }

    #[test]
    fn white_space_goes_where_it_says_nothing() {
        let page = "# Lists \n\n## 1. What is a list?\t\n  \nA  \nB.\n\n```\ncode  \n  \n```\n\n## 2. What is a set? \n\nC. \n";
        let fixed = fixed(page).unwrap();
        assert_eq!(
            fixed.text,
            "# Lists\n\n## 1. What is a list?\n\nA  \nB.\n\n```\ncode  \n  \n```\n\n## 2. What is a set?\n\nC.\n"
        );
        assert_eq!(fixed.trimmed, 5);
    }

    #[test]
    fn white_space_goes_where_it_can_break_no_line() {
        let page = "# Lists  \n\n## 1. What is a list?   \n\nA  \nB.  \n   \nC.  \n- D  \n- E  \n\n#No heading  \nF.  ";
        assert_eq!(
            fixed(page).unwrap().text,
            "# Lists\n\n## 1. What is a list?\n\nA  \nB.\n\nC.  \n- D  \n- E\n\n#No heading  \nF."
        );
        let text = "1. What is a list?  \n\nIt is   \na sequence.  \n\n2. What is a set?\t \n\nA bag.\n";
        let options = ReadOptions::default();
        let page = read(&Source::new("page.txt", text), &options);
        let fixed = fix(&page, &options).unwrap();
        assert_eq!(fixed.text, "1. What is a list?\n\nIt is\na sequence.\n\n2. What is a set?\n\nA bag.\n");
    }

    #[test]
    fn signs_that_were_meant_as_text_are_escaped() {
        let page = "# Python\n\n## 1. What does __init__ do?\n\nIt takes *args and **kwargs.\n\n## 2. What is Vec<T>?\n\nA list.\n";
        let fixed = fixed(page).unwrap();
        assert!(fixed.escaped > 0, "{fixed:?}");
        let (options, source) = (ReadOptions::default(), Source::new("page.md", fixed.text.as_str()));
        let (before, after) = (read(&Source::new("page.md", page), &options), read(&source, &options));
        assert_eq!(contents(&before.deck), contents(&after.deck));
        let is_literal = |rule: &str| rule == "literal-sign" || rule == "literal-tag";
        assert!(before.diagnostics.iter().any(|finding| is_literal(finding.rule)));
        assert!(!after.diagnostics.iter().any(|finding| is_literal(finding.rule)), "{}", fixed.text);
    }

    #[test]
    fn other_pages_are_left() {
        let source =
            Source::new("page.html", "<h1>A</h1><h2>1. What? </h2><p>A.</p><h2>3. Why?</h2><p>B.</p>");
        assert_eq!(fix(&read(&source, &ReadOptions::default()), &ReadOptions::default()), None);
    }
}
