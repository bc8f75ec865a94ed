//! Layouts: a document in, cards out.
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Flow};
use crate::format::Format;
use crate::model::Deck;
use crate::page::{Account, ReadOptions};
use crate::source::Source;

/// Finds the cards of pages of one habit.
pub trait Layout {
    /// x
    fn find(&self, flow: &Flow) -> Vec<()>;
}
/// All layouts.
pub const LAYOUTS: &[Format<dyn Layout>] = &[];
/// x
pub struct Found {
    /// x
    pub deck: Deck,
    /// x
    pub account: Account,
}
/// x
pub fn lay_out(
    _document: Document,
    _source: &Source,
    _options: &ReadOptions,
    _diagnostics: &mut Diagnostics,
) -> Found {
    Found { deck: Deck::default(), account: Account::default() }
}
