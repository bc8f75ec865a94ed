//! What layouts look for in a line: a number, a label, the wording of a question. Tables and small
//! functions on text; nothing here knows a document.

pub mod extent;
pub mod fields;
pub mod number;
pub mod references;
pub mod wording;
