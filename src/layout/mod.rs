//! Layouts: a document in, cards out.
//!
//! To add one: copy `definitions.rs`, implement [`Layout`], and add its two lines here (`mod`, and
//! its row in [`LAYOUTS`]). A layout knows one habit of pages, and neither bytes nor formats. It only
//! proposes; `settle/` weighs all proposals by one measure, takes the best that do not overlap, and
//! makes cards of them.

mod boxes;
mod bullets;
mod definitions;
mod details;
mod headings;
mod labels;
mod lines;
mod marks;
mod numbered;
mod settle;
pub(crate) mod signs;
mod structured;
mod table;

use std::ops::Range;

use crate::flow::Flow;
use crate::format::Format;
use crate::marks::CardMark;
use crate::model::Number;

pub(crate) use marks::is_emphasised;
pub(crate) use settle::near_repeats;
pub use settle::{Found, lay_out};

/// Finds the cards of pages of one habit.
pub trait Layout {
    /// Proposals: every way in which this habit could explain the page, good or not.
    fn find(&self, flow: &Flow) -> Vec<Candidate>;

    /// The same for records behind what the page shows, which hardly any layout looks at.
    fn find_in_data(&self, _flow: &Flow) -> Vec<Candidate> {
        Vec::new()
    }
}

/// All layouts. Where two explain a page equally well, the earlier is taken.
pub const LAYOUTS: &[Format<dyn Layout>] = &[
    marks::FORMAT,
    table::FORMAT,
    structured::FORMAT,
    numbered::FORMAT,
    labels::FORMAT,
    details::FORMAT,
    boxes::FORMAT,
    definitions::FORMAT,
    headings::FORMAT,
    bullets::FORMAT,
    lines::FORMAT,
];

/// A proposal: cards that one habit would give.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Candidate {
    /// What it goes by, in words: "headings of level 2".
    pub habit: String,
    /// The cards, in order, none overlapping.
    pub drafts: Vec<Draft>,
    /// Whether the page itself says that these are cards, so that no evidence is needed.
    pub certain: bool,
    /// Whether the page's build says which texts are questions, whatever their wording: names of columns
    /// or boxes, a link to the top under each answer.
    pub named: bool,
    /// Whether nothing but wording speaks for these cards, so that any other sign is better.
    pub weak: bool,
    /// Whether the page's markup calls these questions.
    pub told: bool,
}

/// A card as ranges of nodes of a flow, in few bytes: a long page has many.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// The nodes of the question.
    pub question: Range<usize>,
    /// The nodes of the answer.
    pub answer: Range<usize>,
    /// The question's number.
    pub number: Option<Number>,
    /// How many characters at the front of the question are its number or label.
    pub cut: usize,
    /// How many characters at the front of the answer are a label.
    pub answer_cut: usize,
    /// What is known of few.
    pub more: Option<Box<More>>,
}

/// What is known of few cards beside where they stand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct More {
    /// How many characters of the question's leaf belong to it, where the rest begins the answer.
    pub split: Option<usize>,
    /// A line within the answer that only says to show it.
    pub reveal: Option<usize>,
    /// What the card is filed under, where its line says so before it asks.
    pub topic: Option<String>,
    /// What deckmill's own mark says of the card.
    pub mark: Option<CardMark>,
    /// The fields, where the card is a record.
    pub record: Option<Record>,
    /// What the page's structured data say of the same question.
    pub twin: Option<Twin>,
}

/// A card in a page's structured data that the page shows as well.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Twin {
    /// The card, as a record.
    pub draft: Draft,
    /// Whether its answer is the better one.
    pub is_better: bool,
    /// The nodes that the page shows as answer, before the data said which of them are.
    pub shown: Range<usize>,
}

/// A card as the fields of a record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// All nodes of the record.
    pub nodes: Range<usize>,
    /// The nodes of the line that names the columns, where there is one.
    pub names: Range<usize>,
    /// More nodes of the question, behind its own: code, a picture.
    pub prompt: Vec<Range<usize>>,
    /// Answers to choose from.
    pub options: Vec<Opt>,
    /// Those that the answer means; none where the answer is a text of its own.
    pub right: Vec<usize>,
    /// More nodes of the answer, behind its own: an explanation.
    pub rest: Vec<Range<usize>>,
    /// Nodes behind those: links, further reading.
    pub extra: Vec<Range<usize>>,
    /// The level, in the file's words.
    pub level: Option<String>,
    /// The headings that the file gives the card.
    pub path: Vec<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its id.
    pub id: Option<String>,
    /// How many blocks at the end of the answer are references, where the file says so.
    pub references: Option<usize>,
    /// Names of the fields that the card does not need, and their nodes.
    pub unused: Vec<(String, Range<usize>)>,
}

/// An answer to choose from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Opt {
    /// Its letter, where the name of its column gives it one.
    pub letter: Option<char>,
    /// Its nodes.
    pub nodes: Range<usize>,
}

impl More {
    /// What a card is filed under, if there is anything.
    pub fn filed(topic: Option<String>) -> Option<Box<More>> {
        topic.map(|topic| Box::new(More { topic: Some(topic), ..More::default() }))
    }
}

impl Draft {
    /// All nodes of the card.
    pub fn range(&self) -> Range<usize> {
        if let Some(record) = self.record() {
            return record.nodes.clone();
        }
        self.question.start..self.answer.end.max(self.question.end)
    }

    /// Its twin in the page's structured data, if the answer is that one's.
    pub fn told(&self) -> Option<&Draft> {
        self.twin().filter(|twin| twin.is_better).map(|twin| &twin.draft)
    }

    /// How many characters of the question's leaf belong to it, where the rest begins the answer.
    pub fn split(&self) -> Option<usize> {
        self.more.as_ref()?.split
    }

    /// What deckmill's own mark says of the card.
    pub fn mark(&self) -> Option<&CardMark> {
        self.more.as_ref()?.mark.as_ref()
    }

    /// The fields, where the card is a record.
    pub fn record(&self) -> Option<&Record> {
        self.more.as_ref()?.record.as_ref()
    }

    /// What the page's structured data say of the same question.
    pub fn twin(&self) -> Option<&Twin> {
        self.more.as_ref()?.twin.as_ref()
    }

    /// The same, to be changed.
    pub fn twin_mut(&mut self) -> Option<&mut Twin> {
        self.more.as_mut()?.twin.as_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A long page has them twice and more: each layout proposes its own.
    #[test]
    #[cfg(target_pointer_width = "64")]
    fn a_draft_takes_few_bytes() {
        assert!(size_of::<Draft>() <= 72, "{}", size_of::<Draft>());
    }
}
