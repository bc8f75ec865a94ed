//! What stands in a line of text.

use super::Text;

/// What stands in a line of text.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Literal text. Readers leave a line feed in it where the source's line ended, for layouts to
    /// see; in a card it is a space.
    Text(Text),
    /// Strong importance.
    Strong(Vec<Inline>),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Struck out.
    Strike(Vec<Inline>),
    /// Code, verbatim.
    Code(String),
    /// A link.
    Link(Box<Link>),
    /// Superscript.
    Super(Vec<Inline>),
    /// Subscript.
    Sub(Vec<Inline>),
    /// An image, by reference.
    Image(Box<Image>),
    /// Mathematics within a line, as TeX.
    Math(String),
    /// A line break that the page asks for.
    Break,
}

impl Inline {
    /// Literal text.
    pub fn text(text: impl Into<Text>) -> Inline {
        Inline::Text(text.into())
    }
}

/// A link.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Where it leads.
    pub target: String,
    /// The title shown when a pointer rests on it.
    pub title: Option<String>,
    /// Its text.
    pub content: Vec<Inline>,
}

/// An image, by reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Where it is.
    pub target: String,
    /// What is said in its place.
    pub alt: String,
    /// The title shown when a pointer rests on it.
    pub title: Option<String>,
}
