//! Microdata and RDFa, for `blocks.rs`: attributes that say which elements are questions and answers.
//!
//! Data in scripts are in `structured.rs`.

use super::blocks::Maker;
use super::loose_json::local;
use super::tree::Id;
use crate::model::{Block, BlockKind, Role};
use crate::source::Span;

impl Maker<'_> {
    /// What an element's markup says that it is, in the vocabulary of schema.org.
    pub(super) fn item(&self, id: Id) -> Option<Role> {
        let has = |names: [&str; 2], wanted: &str| {
            let values = names.iter().filter_map(|name| self.tree.attribute(id, name));
            values.flat_map(str::split_whitespace).any(|value| local(value) == wanted)
        };
        let is_property = |wanted: &str| has(["itemprop", "property"], wanted);
        match () {
            () if is_property("acceptedanswer") => Some(Role::Answer { accepted: true }),
            () if is_property("suggestedanswer") => Some(Role::Answer { accepted: false }),
            () if has(["itemtype", "typeof"], "question") => Some(Role::Question),
            () => None,
        }
    }

    /// The blocks of an element that can hold no role itself, in a group that does.
    pub(super) fn in_item(&self, id: Id, content: Vec<Block>, span: Span) -> Vec<Block> {
        match self.item(id) {
            Some(role) => {
                vec![Block { kind: BlockKind::group(role, content), span }]
            }
            None => content,
        }
    }
}
