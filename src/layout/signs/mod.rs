//! What layouts look for in a line: a number, a label, the wording of a question; in a record, what
//! its fields and columns are for, and which of its options is right. Tables and small functions on
//! text; hardly anything here knows a document.

pub mod choices;
pub mod columns;
pub mod extent;
pub mod fields;
pub mod letters;
pub mod links;
pub mod number;
pub mod options;
pub mod references;
pub mod runs;
pub mod shape;
pub mod wording;
