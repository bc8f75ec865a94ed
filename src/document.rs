//! What every reader produces: a tree of blocks with what the page says of itself. No format and no
//! card is known here; the view that layouts work on is in `flow.rs`.

use std::sync::Arc;

use crate::diagnostic::Furniture;
use crate::model::Block;
use crate::source::Span;

/// A page as its reader understood it.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The decoded text; every span counts bytes in it.
    pub text: Arc<String>,
    /// The page's blocks.
    pub blocks: Vec<Block>,
    /// Records that stand behind what the page shows, such as structured data in its scripts.
    pub data: Vec<Block>,
    /// What the page says of itself outside its blocks.
    pub metadata: Metadata,
    /// What the reader left out, such as scripts.
    pub dropped: Vec<Skipped>,
    /// What is known of it where it is a table of deckmill's own.
    pub table: Option<OwnTable>,
    /// Whether the columns in which lines begin mean something, as they do in plain text.
    pub preformatted: bool,
}

/// A table of deckmill's own, as far as its cards don't say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnTable {
    /// The names of its columns.
    pub columns: Vec<&'static str>,
    /// The ids of rows that ask nothing, and so are no cards.
    pub blank: Vec<String>,
}

/// What a page says of itself in front matter or in its head.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metadata {
    /// Its title, as meant for this page alone.
    pub title: Option<String>,
    /// Its title as shown by a browser, maybe with the site's name in it.
    pub window_title: Option<String>,
    /// What it is filed under.
    pub category: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// The collection key.
    pub key: Option<String>,
    /// The id of the page's only card.
    pub id: Option<String>,
    /// Where it can be seen on the web.
    pub url: Option<String>,
    /// Where its links count from, where that is not where it is.
    pub base: Option<String>,
    /// Its language (BCP 47).
    pub language: Option<String>,
    /// Tags for all its cards.
    pub tags: Vec<String>,
    /// The level of all its cards, in the page's words.
    pub level: Option<String>,
    /// Where all this stands.
    pub spans: Vec<Span>,
}

/// A stretch of a page that is furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skipped {
    /// What it is.
    pub what: Furniture,
    /// Where it stands.
    pub span: Span,
}
