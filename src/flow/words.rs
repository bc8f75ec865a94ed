//! The text of a leaf.

use std::ops::{Deref, Range};
use std::sync::Arc;

/// The text of a leaf: a stretch of the page where that says the same, so that a long page is not held
/// twice.
#[derive(Debug, Clone)]
pub struct Words(Held);

#[derive(Debug, Clone)]
enum Held {
    Own(String),
    OfPage(Arc<String>, Range<usize>),
}

impl Words {
    /// A text that is trimmed, and that may stand in this stretch of a page.
    pub fn new(text: &str, page: &Arc<String>, stretch: Range<usize>) -> Words {
        let start =
            stretch.start + page.get(stretch.clone()).map_or(0, |held| held.len() - held.trim_start().len());
        let range = start..start + text.len();
        match page.get(range.clone()) == Some(text) && range.end <= stretch.end {
            true => Words(Held::OfPage(Arc::clone(page), range)),
            false => Words(Held::Own(text.to_owned())),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self
    }

    /// Cuts bytes off the front.
    pub fn cut(&mut self, count: usize) {
        match &mut self.0 {
            Held::Own(text) => drop(text.drain(..count)),
            Held::OfPage(_, range) => range.start += count,
        }
    }
}

impl Default for Words {
    fn default() -> Words {
        Words(Held::Own(String::new()))
    }
}

impl From<String> for Words {
    fn from(text: String) -> Words {
        Words(Held::Own(text))
    }
}

impl Deref for Words {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Held::Own(text) => text,
            Held::OfPage(page, range) => &page[range.clone()],
        }
    }
}
