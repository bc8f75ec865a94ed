//! deckmill: a page of interview questions goes in, decks come out.
//!
//! One sentence: a page is *read* into blocks, a *layout* finds the cards in the blocks, an
//! *exporter* writes the cards.
//!
//! ```text
//! bytes ──read/──▶ Document (blocks + positions) ──layout/──▶ Deck (cards) ──export/──▶ bytes
//!                  knows formats, not cards       knows neither bytes       knows one format,
//!                                                 nor formats               not where cards came from
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
//!
//! # The map
//!
//! | where | what is there |
//! |---|---|
//! | [`model`] | decks, cards, blocks, inlines: plain data, the first file to read |
//! | [`source`] | bytes with a name, the text they decode to, spans and lines |
//! | [`served`] | what is known of a source that a server on the web gave, and what its links mean |
//! | [`document`] | what a reader gives; [`flow`] is the view of it that layouts work on |
//! | [`diagnostic`] | findings: one named constructor for each problem, one rule that explains it |
//! | [`mod@format`] | a row in the tables of readers, layouts and exporters |
//! | [`mod@read`] | readers, one file each; `read/build/` is what they share: a tree of elements and its meaning, records, structured data, deckmill's own files |
//! | [`layout`] | layouts, one file each; `layout/signs/` is what they look for, `layout/settle/` weighs their proposals and makes cards |
//! | [`render`] | blocks to plain text, HTML and Markdown, shared by exporters |
//! | [`export`] | exporters, one file or folder each |
//! | [`package`] | Anki packages of any tool, opened as they are |
//! | [`verify`] | what is wrong with a package, and with one that is to follow another |
//! | [`identity`] | who a card is: its GUID |
//! | [`memory`] | what is remembered from one build to the next, so that a deck updates in place: `deckmill.lock` |
//! | [`diff`] | what Anki does with a new package where an old one was imported |
//! | [`merge`] | what somebody changed in a copy of a deck, brought into the cards as they are now |
//! | [`fix`] | what can be mended in a page without a doubt |
//! | [`select`] | which of the cards are written, in which order and which decks |
//! | [`page`] | all of it in a row: bytes to a deck, with an account of where every part of the page went |
//! | [`inline`], [`level`], [`link`], [`marks`], [`media`] | tidy inlines, words for levels, addresses of cards on the web, deckmill's own marks in Markdown, images and sounds |
//! | `cloze` | cloze deletions in questions |
//! | `columns` | the columns of tables, for those who write them and those who read them back |
//! | `emphasis` | signs of emphasis in Markdown that are text |
//! | `bytes` | what a text shows by its bytes alone |
//! | `parallel` | work of two threads, with the outcome of one |
//! | `spreadsheet` | what spreadsheets make of a cell, and what guards it |
//!
//! The program is `main.rs` and what it names: `cli.rs` (what can be typed), `command/` (one file for
//! each subcommand), `files/` (the only door to disk, network, clock, environment and other programs),
//! `report/` (the only place that prints), `project/` (what is set: files and environment, by one table of keys)
//! and `settings.rs` (options of formats), `gates.rs` (what has to hold before anything is written),
//! `making.rs` (what becomes of cards on their way out), `row.rs` (what can be written: a row of the
//! table, or a plug-in), `plugin/` (exporters that are programs of others), `outputs.rs` (what goes
//! where), `remember.rs` (where memory comes from and goes to), `attach.rs` (images and sounds of a page),
//! `writer.rs` (what `export` and `build` do alike), `manifest.rs` (what a build was made of, and what it wrote),
//! `threads.rs`, `patch.rs` (how texts differ), `failure.rs` (messages with cures).
//!
//! # To add an exporter, a layout, a reader
//!
//! Copy `export/csv.rs`, `layout/definitions.rs` or `read/text/`, implement the one trait of the
//! folder, and add two lines to its `mod.rs`: the module, and the row in [`export::EXPORTERS`],
//! [`layout::LAYOUTS`] or [`read::READERS`]. Command line, help, look-up by extension and `deckmill
//! formats` follow from the tables. A layout's tests are pages: a folder in `tests/cases/`.
//!
//! # Invariants
//!
//! - Nothing is lost in silence: the spans of cards, header and findings hold each character of a page
//!   that is no white space exactly once ([`page::Account`]).
//! - Reading can't fail; it gives a document and findings. Exporting fails only for what a writer or a
//!   format can't take.
//! - Layouts propose, one place disposes, by evidence.
//! - No raw HTML is in the model, and no control character but tab and line feed, so every export is
//!   safe by construction.
//! - Text is literal: what was text on the page comes out of every exporter as it went in.
//! - Without memory a GUID depends on the collection key and the question alone, and its recipe never
//!   changes; with memory ([`memory::recall`]) it stays what it was.
//! - A card's time moves exactly when its content does.
//! - Same input, options and memory: same bytes, on any machine and with any number of threads.
//! - The library touches no disk, network, clock or environment, and prints nothing.
//! - A file is packed under a name that is that of its bytes, and only if these are an image or a sound.
#![forbid(unsafe_code)]

mod bytes;
mod cloze;
mod columns;
pub mod diagnostic;
pub mod diff;
pub mod document;
mod emphasis;
pub mod export;
pub mod fix;
pub mod flow;
pub mod format;
pub mod identity;
pub mod inline;
pub mod layout;
pub mod level;
pub mod link;
pub mod marks;
pub mod media;
pub mod memory;
pub mod merge;
pub mod model;
pub mod package;
pub mod page;
mod parallel;
pub mod read;
pub mod render;
pub mod select;
pub mod served;
pub mod source;
mod spreadsheet;
pub mod verify;

pub use model::{Card, Deck, Level};
pub use page::{Page, ReadOptions, combine, read, read_owned};
pub use served::Served;
pub use source::Source;
