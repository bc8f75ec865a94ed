//! Literal text, of which a long page has much.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// Literal text: a stretch of the page where that says the same, so that a long page is not held
/// twice; else a string of its own.
#[derive(Clone)]
pub struct Text(Held);

#[derive(Clone)]
enum Held {
    Own(String),
    /// A page with the place of the text's first byte, and how many there are: places are small, since
    /// there are so many of them, and no page is longer (see `source::LONGEST`).
    OfPage(Arc<String>, u32, u32),
}

impl Text {
    /// No text.
    pub const EMPTY: Text = Text(Held::Own(String::new()));

    /// The text that stands there in a page.
    pub fn of_page(page: &Arc<String>, stretch: Range<usize>) -> Text {
        match (u32::try_from(stretch.start), u32::try_from(stretch.len())) {
            (Ok(start), Ok(length)) if page.get(stretch.clone()).is_some() => {
                Text(Held::OfPage(Arc::clone(page), start, length))
            }
            _ => page.get(stretch).unwrap_or_default().into(),
        }
    }

    /// A text that is trimmed, and that may stand in this stretch of a page.
    pub fn new(text: &str, page: &Arc<String>, stretch: Range<usize>) -> Text {
        let held = page.get(stretch.clone()).unwrap_or_default();
        let start = stretch.start + held.len() - held.trim_start().len();
        let range = start..start + text.len();
        match page.get(range.clone()) == Some(text) && range.end <= stretch.end {
            true => Text::of_page(page, range),
            false => text.into(),
        }
    }

    /// Whether it is a stretch of a page, and no string of its own.
    pub fn is_of_page(&self) -> bool {
        matches!(self.0, Held::OfPage(..))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self
    }

    /// Cuts bytes off the front; whole characters.
    pub fn cut(&mut self, count: usize) {
        match &mut self.0 {
            Held::Own(text) => drop(text.drain(..count)),
            Held::OfPage(_, start, length) => {
                let count = at_most(count, *length);
                (*start, *length) = (*start + count, *length - count);
            }
        }
    }

    /// Leaves that many bytes; whole characters.
    pub fn truncate(&mut self, count: usize) {
        match &mut self.0 {
            Held::Own(text) => text.truncate(count),
            Held::OfPage(_, _, length) => *length = at_most(count, *length),
        }
    }

    /// As a string of its own.
    pub fn into_string(self) -> String {
        match self.0 {
            Held::Own(text) => text,
            Held::OfPage(..) => self.as_str().to_owned(),
        }
    }

    /// Changes it as a string of its own.
    pub fn edit(&mut self, change: impl FnOnce(&mut String)) {
        let mut own = std::mem::take(self).into_string();
        change(&mut own);
        *self = own.into();
    }
}

/// A count of bytes, but no more than there are.
fn at_most(count: usize, length: u32) -> u32 {
    u32::try_from(count).map_or(length, |count| count.min(length))
}

impl Default for Text {
    fn default() -> Text {
        String::new().into()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text(Held::Own(text))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        text.to_owned().into()
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Held::Own(text) => text,
            Held::OfPage(page, start, length) => {
                let start = *start as usize;
                &page[start..start + *length as usize]
            }
        }
    }
}

/// Texts are equal when they say the same, wherever they stand.
impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of a page and one of its own do the same.
    #[test]
    fn where_it_stands_does_not_matter() {
        let page = Arc::new("über: eine Schleife ".to_owned());
        let all =
            || [Text::of_page(&page, 7..20), Text::from("eine Schleife"), "eine Schleife".to_owned().into()];
        let each = |change: fn(&mut Text), says: &str| {
            for mut text in all() {
                assert_eq!(text, all()[1]);
                change(&mut text);
                assert_eq!((text.as_str(), format!("{text:?}")), (says, format!("{says:?}")));
            }
        };
        each(|_| (), "eine Schleife");
        each(|text| text.cut(5), "Schleife");
        each(|text| text.truncate(4), "eine");
        each(|text| text.edit(|own| own.push('!')), "eine Schleife!");
        each(|text| (text.cut(1), text.truncate(3)).1, "ine");
    }

    #[test]
    fn a_stretch_of_the_page_is_not_copied() {
        let page = Arc::new("  a loop  ".to_owned());
        assert!(Text::new("a loop", &page, 0..10).is_of_page());
        assert!(!Text::new("a hoop", &page, 0..10).is_of_page());
        assert!(!Text::new("a loop", &page, 0..5).is_of_page(), "it ends behind the stretch");
        assert_eq!(Text::of_page(&page, 20..30), "", "there is no such stretch");
    }
}
