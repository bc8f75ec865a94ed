//! A page from bytes to a deck: reader, layout and identity in a row, with an account of where every
//! part of the page went. This is what a command or a library user calls.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::document::{Document, OwnTable, Skipped};
use crate::format::{Format, Options};
use crate::identity;
use crate::layout::{self, Layout};
use crate::model::Deck;
use crate::read::{self, Reader};
use crate::source::{Lines, Source, Span};

/// How to read a page; by default everything is found out.
#[derive(Default, Clone)]
pub struct ReadOptions {
    /// The reader to use, whatever the name and the content say.
    pub from: Option<&'static Format<dyn Reader>>,
    /// The layout to use, whatever the evidence says.
    pub layout: Option<&'static Format<dyn Layout>>,
    /// The collection key, whatever the page says.
    pub key: Option<String>,
    /// The collection key of a page that gives none, instead of its title.
    pub default_key: Option<String>,
    /// Options of readers, by the readers' names. A reader that does not take its own has none.
    pub of_readers: BTreeMap<&'static str, Options>,
}

/// A page as it was understood.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The name of the source.
    pub source: String,
    /// The decoded text; spans count bytes in it. The texts of the cards are mostly stretches of it.
    pub text: Arc<String>,
    /// The name of the reader.
    pub reader: &'static str,
    /// What is known of it where it is a table of deckmill's own.
    pub table: Option<OwnTable>,
    /// The cards and what the page says of itself.
    pub deck: Deck,
    /// What a careful reader would want to be told.
    pub diagnostics: Diagnostics,
    /// Where every part of the page went.
    pub account: Account,
}

/// Where every part of a page went: each character that is no white space is in exactly one span.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Account {
    /// The spans of each card, in the order of the cards.
    pub cards: Vec<Vec<Span>>,
    /// What the level of each card was taken from, in the order of the cards.
    pub levels: Vec<Option<LevelOrigin>>,
    /// What became title, category or description, and headings that became sections.
    pub header: Vec<Span>,
    /// What is furniture.
    pub skipped: Vec<Skipped>,
    /// What is in no card, and nothing says that it is furniture.
    pub loose: Vec<Span>,
    /// The layouts that proposed cards: the chosen ones first, then the others, best first.
    pub verdicts: Vec<Verdict>,
}

/// What a card's level was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelOrigin {
    /// What states it.
    pub source: LevelSource,
    /// Where that stands.
    pub span: Span,
}

/// What can state a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LevelSource {
    /// A line of its own beside the question.
    Line,
    /// A box with a class such as "badge" or "level".
    Badge,
    /// Brackets at either end of the question.
    Brackets,
    /// A word of the question that is set apart by its formatting.
    Formatting,
    /// A sign at the question, which a legend explains.
    Sign,
    /// The class of a box around the question.
    Class,
    /// A heading over the question.
    Heading,
    /// A contents list or table.
    Contents,
    /// The page's title, for all its cards.
    Title,
    /// A field of the card's record.
    Field,
    /// deckmill's own mark.
    Mark,
    /// The page's front matter, for all its cards.
    FrontMatter,
}

impl LevelSource {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            LevelSource::Line => "line",
            LevelSource::Badge => "badge",
            LevelSource::Brackets => "brackets",
            LevelSource::Formatting => "formatting",
            LevelSource::Sign => "sign",
            LevelSource::Class => "class",
            LevelSource::Heading => "heading",
            LevelSource::Contents => "contents list",
            LevelSource::Title => "title",
            LevelSource::Field => "field",
            LevelSource::Mark => "mark",
            LevelSource::FrontMatter => "front matter",
        }
    }
}

/// What became of a layout's proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The name of the layout.
    pub layout: &'static str,
    /// What it went by, in words: "headings of level 2".
    pub habit: String,
    /// How many cards it proposed.
    pub cards: usize,
    /// How well it explains the page; higher is better.
    pub score: f64,
    /// Whether its cards were taken.
    pub chosen: bool,
    /// Why they were taken, or why not, in words.
    pub reason: String,
    /// What spoke for and against it, in words.
    pub evidence: String,
}

impl Page {
    /// The share of the page's characters, white space apart, that is in cards: 0 to 1.
    pub fn coverage(&self) -> f64 {
        let count = |spans: &[Span]| -> usize {
            let held = spans.iter().filter_map(|span| self.text.get(span.range()));
            held.map(|text| text.chars().filter(|c| !c.is_whitespace()).count()).sum()
        };
        let cards: usize = self.account.cards.iter().map(|spans| count(spans)).sum();
        let all = self.text.chars().filter(|c| !c.is_whitespace()).count();
        if all == 0 { 0.0 } else { cards as f64 / all as f64 }
    }

    /// The places of the page's lines.
    pub fn lines(&self) -> Lines {
        Lines::new(&self.text)
    }

    /// Whether the page has no card, and nothing can be exported.
    pub fn is_empty(&self) -> bool {
        self.deck.cards.is_empty() && self.deck.children.is_empty()
    }
}

/// Reads a page. Nothing can fail: what is wrong is in the page's findings.
pub fn read(source: &Source, options: &ReadOptions) -> Page {
    read_owned(source.clone(), options)
}

/// As [`read()`], for a source that nobody needs any more: its bytes become the page's text where they
/// can, so that a long page takes less memory.
pub fn read_owned(source: Source, options: &ReadOptions) -> Page {
    let (name, served) = (source.name.clone(), source.served.clone());
    let named = Source { name, bytes: Vec::new(), modified: source.modified, served };
    let (page, document) = begun(source, options);
    finished(page, document, &named, options)
}

/// A page with nothing but its findings yet, and its document.
fn begun(source: Source, options: &ReadOptions) -> (Page, Document) {
    let format = options.from.unwrap_or_else(|| read::sniff(&source));
    let mut page = Page { source: source.name.clone(), reader: format.name, ..Page::default() };
    page.deck.title = source.stem().to_owned();
    page.deck.key = page.deck.title.clone();
    let own = options.of_readers.get(format.name).and_then(|own| format.make(own).ok());
    // All options have defaults, so making one without any can't fail.
    let reader = own.map_or_else(|| format.make(&Options::default()), Ok);
    let document =
        reader.map(|reader| read::document(&*reader, source, &mut page.diagnostics)).unwrap_or_default();
    page.table.clone_from(&document.table);
    (page, document)
}

/// The page with the cards of its document.
fn finished(mut page: Page, mut document: Document, source: &Source, options: &ReadOptions) -> Page {
    let bad = page.diagnostics.worst() == Some(Severity::Error);
    if document.text.trim().is_empty() && !bad {
        page.text = document.text;
        page.diagnostics.push(Diagnostic::empty_source());
        return page;
    }
    let base = document.metadata.base.take();
    if let Some(served) = &source.served {
        document.metadata.url.get_or_insert_with(|| served.address.clone());
    }
    let found = layout::lay_out(document, source, options, &mut page.diagnostics);
    (page.text, page.deck, page.account) = (found.text, found.deck, found.account);
    // Layouts go by links as the page writes them. The images of a package are names of files in it.
    if let Some(served) = source.served.as_ref().filter(|_| page.reader != read::PACKAGES) {
        served.settle(&mut page.deck, base.as_deref());
    }
    if page.is_empty() && !bad {
        page.diagnostics.push(Diagnostic::no_question());
    }
    page
}

/// One deck that holds the decks of several pages as its children.
///
/// A card whose GUID an earlier page has already gets one of its own, with a finding.
pub fn combine(title: &str, decks: Vec<Deck>, diagnostics: &mut Diagnostics) -> Deck {
    let mut deck = Deck { title: title.to_owned(), key: title.to_owned(), ..Deck::default() };
    deck.children = decks;
    let repeated = identity::separate(&mut deck);
    if !repeated.is_empty() {
        let cards: Vec<_> = deck.all_cards().collect();
        let (again, first) = repeated[0];
        diagnostics.push(Diagnostic::shared_cards(
            repeated.len(),
            &cards[first].origin,
            &cards[again].origin,
        ));
    }
    deck
}
