//! What newer packages hold as protobuf, as far as it is read here. The numbers are Anki's.
//!
//! Unknown fields are skipped, so a later Anki may add some.

use prost::Message;

/// The member `meta`.
#[derive(Clone, PartialEq, Message)]
pub struct Meta {
    #[prost(uint64, tag = "1")]
    pub version: u64,
}

/// The member `media`.
#[derive(Clone, PartialEq, Message)]
pub struct MediaEntries {
    #[prost(message, repeated, tag = "1")]
    pub entries: Vec<MediaEntry>,
}

/// A file in it.
#[derive(Clone, PartialEq, Message)]
pub struct MediaEntry {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(uint32, tag = "2")]
    pub size: u32,
    #[prost(bytes = "vec", tag = "3")]
    pub sha1: Vec<u8>,
    #[prost(uint32, optional, tag = "255")]
    pub member: Option<u32>,
}

/// The column `notetypes.config`.
#[derive(Clone, PartialEq, Message)]
pub struct NoteTypeConfig {
    #[prost(uint32, tag = "1")]
    pub kind: u32,
    #[prost(uint32, tag = "2")]
    pub sort_field: u32,
    #[prost(string, tag = "3")]
    pub css: String,
    #[prost(string, tag = "5")]
    pub latex_before: String,
    #[prost(string, tag = "6")]
    pub latex_behind: String,
    #[prost(bool, tag = "7")]
    pub latex_svg: bool,
    #[prost(uint32, tag = "9")]
    pub stock_kind: u32,
    #[prost(int64, optional, tag = "10")]
    pub original_id: Option<i64>,
}

/// The column `fields.config`.
#[derive(Clone, PartialEq, Message)]
pub struct FieldConfig {
    #[prost(bool, tag = "1")]
    pub sticky: bool,
    #[prost(bool, tag = "2")]
    pub rtl: bool,
    #[prost(string, tag = "3")]
    pub font: String,
    #[prost(uint32, tag = "4")]
    pub size: u32,
    #[prost(string, tag = "5")]
    pub description: String,
    #[prost(bool, tag = "6")]
    pub plain_text: bool,
    #[prost(bool, tag = "7")]
    pub collapsed: bool,
    #[prost(bool, tag = "8")]
    pub excluded_from_search: bool,
    #[prost(int64, optional, tag = "9")]
    pub id: Option<i64>,
    #[prost(uint32, optional, tag = "10")]
    pub tag: Option<u32>,
    #[prost(bool, tag = "11")]
    pub prevents_deletion: bool,
}

/// The column `templates.config`.
#[derive(Clone, PartialEq, Message)]
pub struct TemplateConfig {
    #[prost(string, tag = "1")]
    pub front: String,
    #[prost(string, tag = "2")]
    pub back: String,
    #[prost(string, tag = "3")]
    pub browser_front: String,
    #[prost(string, tag = "4")]
    pub browser_back: String,
    #[prost(int64, tag = "5")]
    pub deck: i64,
    #[prost(string, tag = "6")]
    pub browser_font: String,
    #[prost(uint32, tag = "7")]
    pub browser_size: u32,
    #[prost(int64, optional, tag = "8")]
    pub id: Option<i64>,
}

/// The column `decks.common`; `other` is JSON with the keys that Anki does not know.
#[derive(Clone, PartialEq, Message)]
pub struct DeckCommon {
    #[prost(bytes = "vec", tag = "255")]
    pub other: Vec<u8>,
}

/// The column `decks.kind`: one of the two.
#[derive(Clone, PartialEq, Message)]
pub struct DeckKind {
    #[prost(message, optional, tag = "1")]
    pub normal: Option<NormalDeck>,
    #[prost(message, optional, tag = "2")]
    pub filtered: Option<FilteredDeck>,
}

/// A deck whose cards are put there.
#[derive(Clone, PartialEq, Message)]
pub struct NormalDeck {
    #[prost(string, tag = "4")]
    pub description: String,
}

/// A deck whose cards a search chooses.
#[derive(Clone, PartialEq, Message)]
pub struct FilteredDeck {}
