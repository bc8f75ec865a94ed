//! The columns of tables: what a card says in each, as plain text.

use crate::model::Card;
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
    /// The tags, a space between two.
    Tags,
    /// The source with the question's line.
    Source,
    /// The card's id.
    Id,
}

impl Column {
    /// All of them by their names, in the order in which a table has them.
    const ALL: [(&'static str, Column); 8] = [
        ("number", Column::Number),
        ("question", Column::Question),
        ("answer", Column::Answer),
        ("level", Column::Level),
        ("section", Column::Section),
        ("tags", Column::Tags),
        ("source", Column::Source),
        ("id", Column::Id),
    ];

    /// What a card says in it.
    pub fn cell(self, card: &Card) -> String {
        match self {
            Column::Number => card.number.as_ref().map_or(String::new(), |number| number.label.to_string()),
            Column::Question => text::blocks(&card.question),
            Column::Answer => text::blocks(&card.answer),
            Column::Level => card.level.map_or(String::new(), |level| level.name().to_owned()),
            Column::Section => card.section().unwrap_or_default().to_owned(),
            Column::Tags => card.tags.join(" "),
            Column::Source => format!("{}:{}", card.origin.name(), card.origin.line),
            Column::Id => card.id.to_string(),
        }
    }
}

/// The columns of a table, each with the name at its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(Vec<(String, Column)>);

/// What is said where a choice of columns is no such choice.
pub const EXPECTED: &str = "columns of number, question, answer, level, section, tags, source and id, with \
                            commas between them; `question=Front` gives one another name";

impl Columns {
    /// Those that are chosen, such as `question,answer=Back`; all of them where nothing is. None for what is
    /// no column, for one that has no name, and for two of one name, which nobody could tell apart.
    pub fn chosen(choice: Option<&str>) -> Option<Columns> {
        let Some(choice) = choice.filter(|choice| !choice.is_empty()) else {
            return Some(Columns(Column::ALL.map(|(name, column)| (name.to_owned(), column)).to_vec()));
        };
        let mut chosen: Vec<(String, Column)> = Vec::new();
        for part in choice.split(',').map(str::trim) {
            let (name, head) = part.split_once('=').unwrap_or((part, part));
            let (name, head) = (name.trim(), head.trim());
            let (_, column) = Column::ALL.into_iter().find(|(known, _)| *known == name)?;
            if head.is_empty() || chosen.iter().any(|(other, _)| other == head) {
                return None;
            }
            chosen.push((head.to_owned(), column));
        }
        Some(Columns(chosen))
    }

    /// The names at their heads, in order.
    pub fn heads(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(head, _)| head.as_str())
    }

    /// What a card says in each, in order.
    pub fn cells(&self, card: &Card) -> impl Iterator<Item = String> {
        self.0.iter().map(|(_, column)| column.cell(card))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(choice: Option<&str>) -> Option<Vec<String>> {
        Columns::chosen(choice).map(|columns| columns.heads().map(str::to_owned).collect())
    }

    #[test]
    fn columns_are_chosen_ordered_and_named() {
        let all = ["number", "question", "answer", "level", "section", "tags", "source", "id"];
        assert_eq!(heads(None), Some(all.map(str::to_owned).to_vec()));
        let own = Columns::chosen(Some("answer = Back, question")).unwrap();
        assert_eq!(own.0, [("Back".to_owned(), Column::Answer), ("question".to_owned(), Column::Question)]);
    }

    #[test]
    fn what_is_no_choice_is_refused() {
        for choice in [",", "question,", "Question", "front", "question=", "question=id,id", "id,id"] {
            assert_eq!(heads(Some(choice)), None, "{choice}");
        }
    }
}
