//! What findings stand in, and where.

use std::cell::OnceCell;

use deckmill::Page;
use deckmill::diagnostic::Diagnostic;
use deckmill::source::{Lines, Span};

/// Line and column, both from 1; columns in characters.
pub type Position = (usize, usize);

/// What findings stand in: a page, or an output.
pub struct Place<'a> {
    /// The path as the user gave it.
    pub path: &'a str,
    /// The text that spans count in.
    pub text: &'a str,
    /// The lines of the text, once they are asked for.
    lines: OnceCell<Lines>,
    /// Line and column of what has no span, where they are known.
    pub at: Option<Position>,
    /// The page that it is, if it is one.
    pub page: Option<&'a Page>,
    /// Whether it was read to be looked through, so that it is worth a word that nothing was found in it.
    pub is_input: bool,
}

impl<'a> Place<'a> {
    /// A page.
    pub fn page(path: &'a str, page: &'a Page) -> Place<'a> {
        Place { page: Some(page), is_input: true, ..Place::text(path, &page.text) }
    }

    /// A package that is looked through, in which nothing has a line.
    pub fn package(path: &'a str) -> Place<'a> {
        Place { is_input: true, ..Place::output(path) }
    }

    /// A file with this text.
    pub fn text(path: &'a str, text: &'a str) -> Place<'a> {
        Place { path, text, lines: OnceCell::new(), at: None, page: None, is_input: false }
    }

    /// An output, in which nothing has a line.
    pub fn output(path: &'a str) -> Place<'a> {
        Place::text(path, "")
    }

    /// A card that was read some time ago.
    pub fn at(path: &'a str, line: usize, column: usize) -> Place<'a> {
        Place { at: Some((line, column)), ..Place::text(path, "") }
    }

    /// The lines of the text.
    pub fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(self.text))
    }

    /// Where a finding begins, if that is known.
    pub fn start(&self, diagnostic: &Diagnostic) -> Option<Position> {
        diagnostic.span.map(|span| self.lines().position(self.text, span.start())).or(self.at)
    }

    /// Where a finding stands, if that is known.
    pub fn region(&self, diagnostic: &Diagnostic) -> Option<Region> {
        let start = self.start(diagnostic)?;
        Some(Region { start, end: diagnostic.span.map(|span| self.end(span)) })
    }

    /// The end of a span. A line feed that it ends with belongs to its line: the next one has no part in it.
    fn end(&self, span: Span) -> Position {
        let meant = self.text.get(span.range()).unwrap_or_default();
        let feeds = meant.len() - meant.trim_end_matches('\n').len();
        self.lines().position(self.text, span.end() - feeds)
    }

    /// The line that a finding begins in; none where the text is not at hand.
    pub fn line_of(&self, diagnostic: &Diagnostic) -> Option<&'a str> {
        let start = diagnostic.span.map(Span::start).filter(|start| *start < self.text.len())?;
        let (from, to) = self.lines().bounds(self.text, start);
        self.text.get(from..to)
    }
}

/// Where a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Its first character.
    pub start: Position,
    /// Behind its last character, where that is known.
    pub end: Option<Position>,
}
