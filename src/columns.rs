//! The columns of tables: what a card says in each, as plain text.

use std::borrow::Cow;

use crate::format::{OptionError, Options};
use crate::model::{Card, Deck};
use crate::render::text;

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The number that the page gives the question, as printed.
    Number,
    /// The question.
    Question,
    /// The answer.
    Answer,
    /// The level, normalised.
    Level,
    /// The nearest heading above.
    Section,
    /// The tags, as [`tags_cell`] has them.
    Tags,
    /// The title of the card's deck.
    Deck,
    /// The source with the question's line.
    Source,
    /// The card's id.
    Id,
}

impl Column {
    /// All of them by their names, in the order in which a table has them.
    pub const ALL: [(&'static str, Column); 9] = [
        ("number", Column::Number),
        ("question", Column::Question),
        ("answer", Column::Answer),
        ("level", Column::Level),
        ("section", Column::Section),
        ("tags", Column::Tags),
        ("deck", Column::Deck),
        ("source", Column::Source),
        ("id", Column::Id),
    ];

    /// The column of this name.
    pub fn named(name: &str) -> Option<Column> {
        Column::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, column)| column)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        // All columns are among them.
        Column::ALL.into_iter().find(|(_, column)| *column == self).map_or("", |(name, _)| name)
    }

    /// What a card says in it.
    pub fn cell(self, card: &Card, deck: &Deck) -> String {
        match self {
            Column::Number => card.number.as_ref().map_or(String::new(), |number| number.label.to_string()),
            Column::Question => text::blocks(&card.question),
            Column::Answer => text::blocks(&card.answer),
            Column::Level => card.level.map_or(String::new(), |level| level.name().to_owned()),
            Column::Section => card.section().unwrap_or_default().to_owned(),
            Column::Tags => tags_cell(&card.tags),
            Column::Deck => deck.title.clone(),
            Column::Source => format!("{}:{}", card.origin.name(), card.origin.line),
            Column::Id => card.id.to_string(),
        }
    }
}

/// Tags as one cell, a space between two. A tag that has a space, a comma or a quote in it stands in quotes,
/// and a quote in it is written twice.
pub fn tags_cell(tags: &[String]) -> String {
    let is_sign = |c: char| [',', ';', '"'].contains(&c) || c.is_whitespace();
    let quoted = |tag: &String| match tag.is_empty() || tag.contains(is_sign) {
        true => format!("\"{}\"", tag.replace('"', "\"\"")),
        false => tag.clone(),
    };
    tags.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

/// The tags in a cell: parted by commas or semicolons where there are some, else by spaces. What stands in
/// quotes is one tag.
pub fn tags_of(cell: &str) -> Vec<String> {
    let is_list = |c: char| c == ',' || c == ';';
    let parts = parted(cell, is_list);
    let parts = if parts.len() > 1 { parts } else { parted(cell, char::is_whitespace) };
    parts.into_iter().filter_map(tag_of).collect()
}

/// The parts of a cell between such signs, outside quotes. A quote begins where a word does.
fn parted(cell: &str, is_sign: impl Fn(char) -> bool) -> Vec<&str> {
    let (mut parts, mut start, mut in_quotes, mut before) = (Vec::new(), 0, false, ' ');
    for (at, c) in cell.char_indices() {
        match c {
            '"' if in_quotes => in_quotes = false,
            // The second of two in quotes goes on with them.
            '"' if before == '"' || before.is_whitespace() || is_sign(before) => in_quotes = true,
            c if !in_quotes && is_sign(c) => {
                parts.push(&cell[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
        before = c;
    }
    parts.push(&cell[start..]);
    parts
}

/// The tag that a part is.
fn tag_of(part: &str) -> Option<String> {
    let part = part.trim();
    let quoted = part.strip_prefix('"').and_then(|part| part.strip_suffix('"'));
    match quoted {
        Some(quoted) => Some(quoted.replace("\"\"", "\"")),
        None => (!part.is_empty()).then(|| part.to_owned()),
    }
}

/// The columns of a table, each with the name at its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    all: Vec<(String, Column)>,
    /// Whether somebody chose them.
    chosen: bool,
}

/// What is said where a choice of columns is no such choice.
const EXPECTED: &str = "columns of number, question, answer, level, section, tags, deck, source and id, with \
                            commas between them; `question=Front` gives one another name";

impl Columns {
    /// Those that are chosen, such as `question,answer=Back`; all of them where nothing is. None for what is
    /// no column, for one that has no name, and for two of one name, which nobody could tell apart.
    pub fn chosen(choice: Option<&str>) -> Option<Columns> {
        let Some(choice) = choice.filter(|choice| !choice.is_empty()) else {
            let all = Column::ALL.map(|(name, column)| (name.to_owned(), column)).to_vec();
            return Some(Columns { all, chosen: false });
        };
        let mut all: Vec<(String, Column)> = Vec::new();
        for part in choice.split(',').map(str::trim) {
            let (name, head) = part.split_once('=').unwrap_or((part, part));
            let (name, head) = (name.trim(), head.trim());
            let column = Column::named(name)?;
            if head.is_empty() || all.iter().any(|(other, _)| other == head) {
                return None;
            }
            all.push((head.to_owned(), column));
        }
        Some(Columns { all, chosen: true })
    }

    /// Those that the option `columns` chooses; it is called so in messages.
    pub fn of_options(options: &Options, name: &'static str) -> Result<Columns, OptionError> {
        let choice = options.get("columns");
        let refused =
            || OptionError::Value { name, value: choice.unwrap_or_default().to_owned(), expected: EXPECTED };
        Columns::chosen(choice).ok_or_else(refused)
    }

    /// The columns for a deck: where none were chosen, those say which deck a card is of only where there
    /// are several.
    pub fn of(&self, deck: &Deck) -> Cow<'_, Columns> {
        if self.chosen || !deck.children.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut own = self.clone();
        own.all.retain(|(_, column)| *column != Column::Deck);
        Cow::Owned(own)
    }

    /// The columns themselves, each with the name at its head.
    pub fn all(&self) -> &[(String, Column)] {
        &self.all
    }

    /// The names at their heads, in order.
    pub fn heads(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|(head, _)| head.as_str())
    }

    /// What a card of a deck says in each, in order.
    pub fn cells(&self, card: &Card, deck: &Deck) -> impl Iterator<Item = String> {
        self.all.iter().map(|(_, column)| column.cell(card, deck))
    }
}

/// All cards of a deck and the decks below it in order, each with its own deck.
pub fn rows(deck: &Deck) -> impl Iterator<Item = (&Card, &Deck)> {
    deck.leaves().into_iter().flat_map(|leaf| leaf.cards.iter().map(move |card| (card, leaf)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(choice: Option<&str>) -> Option<Vec<String>> {
        let deck = Deck::default();
        Columns::chosen(choice).map(|columns| columns.of(&deck).heads().map(str::to_owned).collect())
    }

    #[test]
    fn columns_are_chosen_ordered_and_named() {
        let all = ["number", "question", "answer", "level", "section", "tags", "source", "id"];
        assert_eq!(heads(None), Some(all.map(str::to_owned).to_vec()));
        let own = Columns::chosen(Some("answer = Back, question")).unwrap();
        assert_eq!(own.all, [("Back".to_owned(), Column::Answer), ("question".to_owned(), Column::Question)]);
    }

    #[test]
    fn what_is_no_choice_is_refused() {
        for choice in [",", "question,", "Question", "front", "question=", "question=id,id", "id,id"] {
            assert_eq!(heads(Some(choice)), None, "{choice}");
        }
    }

    #[test]
    fn a_deck_is_named_where_there_are_several() {
        let deck = Deck { children: vec![Deck::default()], ..Deck::default() };
        let columns = Columns::chosen(None).unwrap();
        assert!(columns.of(&deck).heads().any(|head| head == "deck"));
        assert!(!columns.of(&Deck::default()).heads().any(|head| head == "deck"));
    }

    #[test]
    fn tags_come_back_from_their_cell() {
        let tags = ["a", "two words", "says \"so\"", "\"", "a,b", "", "c;d", "\u{a0}", "x\"y", "::"]
            .map(str::to_owned);
        for from in 0..tags.len() {
            assert_eq!(tags_of(&tags_cell(&tags[from..])), tags[from..], "{}", tags_cell(&tags[from..]));
        }
        assert_eq!(tags_of("two words, b; c "), ["two words", "b", "c"]);
        assert_eq!(tags_of("  a  b "), ["a", "b"]);
        assert_eq!(tags_of(" "), [""; 0]);
    }
}
