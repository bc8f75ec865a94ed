//! deckmill: a page of interview questions goes in, decks come out.
//!
//! One sentence: a page is *read* into blocks, a *layout* finds the cards in the blocks, an
//! *exporter* writes the cards.
//!
//! ```text
//! bytes ──read/──▶ Document (blocks + positions) ──layout/──▶ Deck (cards) ──export/──▶ bytes
//! ```
//!
//! # Example
//!
//! ```
//! use deckmill::{ReadOptions, Source, export};
//!
//! let source = Source::new("python.md", "# Python\n\n1. What is a list?\n\n   A mutable sequence.\n");
//! let page = deckmill::read(&source, &ReadOptions::default());
//! assert_eq!(page.deck.title, "Python");
//! assert_eq!(page.deck.cards.len(), 1);
//! let package = export::to_bytes("anki", &page.deck)?;
//! assert!(package.starts_with(b"PK"));
//! # Ok::<(), export::ExportError>(())
//! ```
#![forbid(unsafe_code)]

pub mod diagnostic;
pub mod document;
pub mod export;
pub mod flow;
pub mod format;
pub mod identity;
pub mod inline;
pub mod layout;
pub mod level;
pub mod marks;
pub mod model;
pub mod page;
pub mod read;
pub mod render;
pub mod source;

pub use model::{Card, Deck, Level};
pub use page::{Page, ReadOptions, combine, read};
pub use source::Source;
