//! What a card that is remembered says, held against a card of a page.

use std::collections::{BTreeMap, BTreeSet};

use super::{Content, Entry};
use crate::export::{fields, tags};
use crate::level;
use crate::model::{Block, Card, Level, Origin};
use crate::read;
use crate::render::markdown;

impl Entry {
    /// Whether a card says what is remembered.
    ///
    /// Equal text is equal. So is text that reads back as the same blocks, since a newer deckmill may
    /// write the same in another way; and where the memory is a package, whose fields are HTML, what
    /// comes back from the card's own fields.
    pub(super) fn says(&self, card: &Card, content: &Content) -> bool {
        let known = &self.content;
        if self.fingerprint.as_ref().is_some_and(|known| *known == content.fingerprint()) || known == content
        {
            return true;
        }
        let is_blocks = |known: &str, blocks: &[Block]| read::from_markdown(known) == blocks;
        let is_same = is_blocks(&known.question, &card.question) && is_blocks(&known.answer, &card.answer);
        let beside = (&content.level, &content.path, &content.tags, &content.media);
        is_same && beside == (&known.level, &known.path, &known.tags, &known.media) || self.is_field_of(card)
    }

    /// Whether the fields of a card, read back, say what is remembered.
    fn is_field_of(&self, card: &Card) -> bool {
        let back = |blocks: &[Block]| markdown::blocks(&read::from_html(&fields::html(blocks, &card.media)));
        let known = &self.content;
        let names = |media: &BTreeMap<String, String>| media.values().cloned().collect::<BTreeSet<_>>();
        back(&card.question) == known.question
            && back(&card.answer) == known.answer
            && card.level == known.level
            && card.path.join(" / ") == known.path.join(" / ")
            && tags::own_of(card) == known.tags
            && names(&card.media) == names(&known.media)
    }

    /// The word for the level, where no heading has it: levels are written and read by that.
    fn label(&self) -> Option<&'static str> {
        let is_heading =
            |heading: &String| level::of_heading(heading).map(|(level, _)| level) == self.content.level;
        self.content.level.map(Level::name).filter(|_| !self.content.path.iter().any(is_heading))
    }

    /// The card that is remembered, for those who learned it.
    pub(super) fn card(&self) -> Card {
        Card {
            id: self.guid.as_str().into(),
            given_id: self.given_id.as_deref().map(Box::from),
            modified: Some(self.modified),
            question: read::from_markdown(&self.content.question),
            answer: read::from_markdown(&self.content.answer),
            level: self.content.level,
            level_label: self.label().map(Box::from),
            path: self.content.path.as_slice().into(),
            tags: self.content.tags.clone(),
            media: self.content.media.clone(),
            origin: Origin::new(self.page.as_str(), 0, 0),
            ..Card::default()
        }
    }
}
