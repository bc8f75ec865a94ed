//! What readers share: of HTML and Markdown a tree of elements, and its meaning as blocks; of tables and JSON
//! records, and what is known of deckmill's own files.

pub mod blocks;
pub mod cells;
pub mod controls;
mod crowd;
mod definitions;
pub mod elements;
pub mod feed;
pub mod front_matter;
mod heading;
mod inlines;
mod items;
mod line;
mod loose_json;
pub mod marked;
pub mod media;
pub mod options;
pub mod own;
pub mod plain;
pub mod records;
pub mod structured;
pub mod tree;
