//! x
use super::*;
/// x
pub const FORMAT: Format<dyn Exporter> =
    Format { name: "anki", extensions: &["apkg"], summary: "x", options: &[], open: |_| Ok(Box::new(Anki)) };
struct Anki;
impl Exporter for Anki {
    fn export(&self, _: &Deck, _: &mut (dyn Write + Send), _: &mut Context) -> Result<(), ExportError> {
        Ok(())
    }
    fn is_binary(&self) -> bool {
        true
    }
}
