//! Which note type a new note is born in, as the options choose. A note that learners may have keeps
//! its own for ever (see `memory`), whatever the options say then.

use super::notetype::{self, NoteType, STYLES, Shape};
use crate::cloze;
use crate::format::{OptionError, Options};
use crate::model::{Block, BlockKind, Card, Inline};
use crate::render::text;

/// How long an answer can be that is to be typed, in characters.
const TYPED: usize = 80;

/// The note types of new notes, and how they look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Births {
    /// The note types, in the order of [`Shape::ALL`].
    types: [NoteType; 4],
    /// How cards are made of a note without deletions.
    shape: Shape,
    /// The publisher's styles, which come behind ours.
    styles: String,
}

impl Default for Births {
    fn default() -> Births {
        Births { types: types(None), shape: Shape::Basic, styles: STYLES.to_owned() }
    }
}

impl Births {
    /// As the options of the exporter ask for it.
    pub fn new(options: &Options) -> Result<Births, OptionError> {
        let brand = options.get("notetype").map(str::trim).filter(|brand| !brand.is_empty());
        let shapes = [Shape::Basic, Shape::Reversed, Shape::TypeIn].map(|shape| (shape.name(), shape));
        let shape = options.choice("anki.cards", &shapes, "it is basic, reversed or type-in")?;
        let own = options.get("css").unwrap_or_default();
        if let Some(brand) = brand.filter(|brand| brand.eq_ignore_ascii_case(notetype::NAME)) {
            return Err(value("anki.notetype", brand, "this is deckmill's own; take a name that is yours"));
        }
        if own.to_ascii_lowercase().contains("</style") {
            return Err(value("anki.css", &short(own), "it must not end the element that it stands in"));
        }
        if loads(own) {
            return Err(value(
                "anki.css",
                &short(own),
                "a card needs no network: leave out what loads from it",
            ));
        }
        let styles = if own.trim().is_empty() { STYLES.to_owned() } else { format!("{STYLES}\n{own}") };
        Ok(Births { types: types(brand), shape, styles })
    }

    /// Refuses styles without a note type of the publisher's own: they would change the cards of others.
    /// It is not known before all options are.
    pub fn check(&self) -> Result<(), OptionError> {
        if self.styles == STYLES || self.types != types(None) {
            return Ok(());
        }
        let expected = "styles need a note type of your own, or the cards of others would change with them: \
                        name it with `--set anki.notetype=NAME`";
        Err(value("anki.css", &short(&self.styles[STYLES.len()..]), expected))
    }

    /// The note type that a card is born in.
    pub fn of(&self, card: &Card) -> &NoteType {
        let shape = match self.shape {
            _ if cloze::is_in(&card.question) => Shape::Cloze,
            Shape::Reversed if card.answer.is_empty() => Shape::Basic,
            Shape::TypeIn if !can_be_typed(&card.answer) => Shape::Basic,
            shape => shape,
        };
        self.of_shape(shape)
    }

    /// The styles of a note type: ours, and for the publisher's note types also his.
    pub fn styles_of(&self, note_type: &NoteType) -> &str {
        if self.is_of(note_type) { &self.styles } else { STYLES }
    }

    /// Whether what is known of the looks of a note type is all: it is deckmill's or this publisher's,
    /// and not another's.
    pub fn knows(&self, note_type: &NoteType) -> bool {
        self.is_of(note_type) || *note_type == NoteType::new(None, note_type.shape)
    }

    fn is_of(&self, note_type: &NoteType) -> bool {
        note_type == self.of_shape(note_type.shape)
    }

    fn of_shape(&self, shape: Shape) -> &NoteType {
        let [basic, reversed, type_in, cloze] = &self.types;
        match shape {
            Shape::Basic => basic,
            Shape::Reversed => reversed,
            Shape::TypeIn => type_in,
            Shape::Cloze => cloze,
        }
    }
}

/// deckmill's note types, or those of a publisher.
fn types(brand: Option<&str>) -> [NoteType; 4] {
    Shape::ALL.map(|shape| NoteType::new(brand, shape))
}

/// Whether styles load something: other styles, or an address with a host.
fn loads(styles: &str) -> bool {
    let styles: String = styles.chars().filter(|c| !c.is_whitespace() && !"\"'".contains(*c)).collect();
    let styles = styles.to_ascii_lowercase();
    ["@import", "url(http:", "url(https:", "url(//"].iter().any(|sign| styles.contains(sign))
}

/// Whether an answer is a line that a learner can be asked to type: a short one, of plain text.
fn can_be_typed(answer: &[Block]) -> bool {
    let [Block { kind: BlockKind::Paragraph(content), .. }] = answer else { return false };
    let is_text = |inline: &Inline| {
        matches!(inline, Inline::Text(_) | Inline::Code(_) | Inline::Strong(_) | Inline::Emphasis(_))
    };
    content.iter().all(is_text) && text::blocks(answer).chars().count() <= TYPED
}

fn value(name: &'static str, value: &str, expected: &'static str) -> OptionError {
    OptionError::Value { name, value: value.to_owned(), expected }
}

/// The first line of a text, cut, for a message.
fn short(text: &str) -> String {
    let line: String = text.trim().lines().next().unwrap_or_default().chars().take(30).collect();
    if line.len() < text.trim().len() { line + "…" } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn births(css: &str) -> Result<Births, OptionError> {
        let mut options = Options::default();
        options.set("css", css);
        options.set("notetype", "Of the Mill");
        Births::new(&options)
    }

    #[test]
    fn styles_neither_load_nor_leave_their_element() {
        let refused = [
            "@import 'a.css';",
            ".card { background: URL( \"https://example.org/a.png\" ) }",
            ".card { background: url(//example.org/a.png) }",
            "</style><script>",
        ];
        for css in refused {
            assert!(births(css).is_err(), "{css}");
        }
        assert!(
            births(".card { background: url(_a.png); color: red } /* see https://example.org */").is_ok()
        );
    }

    #[test]
    fn short_lines_of_text_are_typed() {
        let births = Births { shape: Shape::TypeIn, ..Births::default() };
        let shape = |answer: Vec<Block>| births.of(&Card { answer, ..Card::default() }).shape;
        let code = Block::new(BlockKind::Code { language: None, text: "x".to_owned() });
        assert_eq!(shape(vec![Block::paragraph("A wheel")]), Shape::TypeIn);
        assert_eq!(shape(vec![Block::paragraph("wheel ".repeat(20))]), Shape::Basic);
        assert_eq!(shape(vec![Block::paragraph("A wheel"), Block::paragraph("of wood")]), Shape::Basic);
        assert_eq!(shape(vec![code]), Shape::Basic);
        assert_eq!(shape(vec![]), Shape::Basic);
    }
}
