//! x
use super::Reader;
use crate::document::Document;
use crate::format::Format;
/// x
pub const FORMAT: Format<dyn Reader> = Format {
    name: "markdown",
    extensions: &["md", "markdown", "mdx"],
    summary: "x",
    options: &[],
    open: |_| Ok(Box::new(X)),
};
struct X;
impl Reader for X {
    fn read(&self, s: &crate::source::Source, d: &mut crate::diagnostic::Diagnostics) -> Document {
        Document { text: s.decode(None, d), ..Document::default() }
    }
}
