//! Blocks to strings, shared by the exporters. Three renderings, one file each; whoever adds a kind
//! of block or inline to the model is led here by the compiler.

pub(crate) mod direction;
pub mod highlight;
pub mod html;
pub mod markdown;
pub mod text;
