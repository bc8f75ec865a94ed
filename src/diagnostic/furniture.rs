//! Furniture: what is on a page beside its cards, by kinds. No finding is made here.

/// What a stretch of a page is that went into no card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Furniture {
    /// Links to elsewhere: site header, menu, footer.
    Navigation,
    /// A list of the page's own questions.
    Contents,
    /// An invitation to buy, join or open something.
    CallToAction,
    /// Who owns the page.
    Copyright,
    /// A link back to the top.
    BackToTop,
    /// A line drawn between parts, or an ornament.
    Ornament,
    /// Scripts, styles, frames, forms: what would be alive.
    Active,
    /// A comment in the source.
    Comment,
    /// A heading with no card below it.
    Heading,
    /// A field of a record that no card needs, or a line of names.
    Field,
    /// A cell of a table beyond those of its head, which Markdown does not show.
    ExtraCell,
    /// Structured data that say what the page shows, or nothing of its questions.
    Data,
    /// An answer beside the one that went into the card.
    OtherAnswer,
}

impl Furniture {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Furniture::Navigation => "navigation",
            Furniture::Contents => "contents list",
            Furniture::CallToAction => "call to action",
            Furniture::Copyright => "copyright line",
            Furniture::BackToTop => "link to the top",
            Furniture::Ornament => "ornament",
            Furniture::Active => "active content",
            Furniture::Comment => "comment",
            Furniture::Heading => "heading without cards",
            Furniture::Field => "field that no card needs",
            Furniture::ExtraCell => "cell beyond the table's head",
            Furniture::Data => "structured data",
            Furniture::OtherAnswer => "another answer than the card's",
        }
    }
}
