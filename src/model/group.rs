//! What a page says about blocks that stand together; no card has any of it.

/// What a page says about a group of blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// What the group is for.
    pub role: Role,
    /// Classes and ids in the source, in lower case.
    pub names: Vec<String>,
}

/// What a group of blocks is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// The lines of one paragraph, each a paragraph of its own.
    Lines,
    /// A short mark set apart by its markup, such as a level in a coloured box.
    Badge,
    /// Links to other pages.
    Navigation,
    /// The path from the site's root to this page.
    Breadcrumb,
    /// What stands at the head of a page or section.
    Header,
    /// What stands at the foot of a page or section.
    Footer,
    /// What stands beside the content.
    Aside,
    /// The main content.
    Main,
    /// A self-contained part.
    Article,
    /// A part without a meaning of its own.
    Division,
    /// A note at the foot of the page, with the id by which links in the text refer to it.
    Footnote(String),
    /// A record: a line of a table file, an object of JSON.
    Record,
    /// A field of a record, with its name, or its number from 1.
    Field(String),
    /// A comment in the source, with its text.
    Comment(String),
    /// What the page's markup calls a question, its answers included.
    Question,
    /// What the page's markup calls an answer.
    Answer {
        /// Whether it is the one that whoever asked has accepted.
        accepted: bool,
    },
}
