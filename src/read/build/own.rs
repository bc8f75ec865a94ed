//! deckmill's own tables, known by the names of their columns and by the ids in them: what each cell says
//! is known for certain, and plain text comes back exactly.

use std::collections::HashMap;

use super::marked::{self, Known, Places};
use super::plain;
use super::records;
use crate::columns::{Column, tags_of};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::document::{Document, OwnTable, Skipped};
use crate::identity;
use crate::marks::{CardMark, DeckMark};
use crate::model::Block;
use crate::source::Span;

/// A cell with its place.
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A line of a table with its place.
pub struct Line {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Where it stands.
    pub span: Span,
}

/// What is in a table of deckmill's own.
#[derive(Default)]
pub struct Table {
    /// The blocks, with marks.
    pub blocks: Vec<Block>,
    /// Cells of columns that no card has.
    pub dropped: Vec<Skipped>,
    /// The names of these columns, and in how many lines they say something.
    pub unused: Vec<(String, usize)>,
    /// What is known of it as a table.
    pub own: OwnTable,
}

/// The columns without which no table is deckmill's own.
const NEEDED: [Column; 2] = [Column::Question, Column::Id];

/// Whose the ids in a table are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ids {
    /// Cards', if they look like those of deckmill, or the table has all columns.
    #[default]
    Found,
    /// Cards', whatever program gave them these.
    OfCards,
}

/// How many lines are looked at for the names of columns: people write above them.
const HEAD: usize = 10;

/// The columns of a table of deckmill's own.
struct Columns {
    known: Vec<Option<Column>>,
}

impl Columns {
    /// Those that a line of names says. None where these are not deckmill's, or its lines have ids of others.
    fn of(names: &Line, lines: &[Line], whose: Ids) -> Option<Columns> {
        let names = names.cells.iter().map(|cell| cell.text.trim());
        let known: Vec<Option<Column>> = names.map(|name| Column::named(&name.to_lowercase())).collect();
        let columns = Columns { known };
        let is_whole = Column::ALL.iter().all(|(_, column)| *column == Column::Deck || columns.has(*column));
        let ids =
            || lines.iter().map(|line| columns.text(line, Column::Id)).filter(|id| !id.trim().is_empty());
        // Who adds rows may give them ids of his own.
        let count = ids().filter(|id| identity::is_guid(id.trim())).count();
        let is_ours = is_whole || columns.has(Column::Answer) && count > 0 && count * 2 >= ids().count();
        let is_ours = is_ours || whose == Ids::OfCards;
        (NEEDED.into_iter().all(|column| columns.has(column)) && is_ours).then_some(columns)
    }

    fn has(&self, column: Column) -> bool {
        self.known.contains(&Some(column))
    }

    fn names(&self) -> Vec<&'static str> {
        Column::ALL.into_iter().filter(|(_, column)| self.has(*column)).map(|(name, _)| name).collect()
    }

    fn cell<'a>(&self, line: &'a Line, column: Column) -> Option<&'a Cell> {
        line.cells.get(self.known.iter().position(|known| *known == Some(column))?)
    }

    /// What a line says in a column of one line.
    fn text<'a>(&self, line: &'a Line, column: Column) -> &'a str {
        self.cell(line, column).map_or("", |cell| cell.text.as_str())
    }

    /// The card that a line is; none where it asks nothing.
    fn card(&self, line: &Line) -> Option<Known> {
        let text = |column: Column| Some(self.text(line, column)).filter(|text| !text.is_empty());
        let own = |column: Column| text(column).map(str::to_owned);
        let question = plain::blocks(text(Column::Question).filter(|text| !text.trim().is_empty())?);
        let mark = CardMark {
            number: own(Column::Number).map(|label| label.trim().to_owned()),
            level: own(Column::Level).map(|label| label.trim().to_owned()),
            tags: text(Column::Tags).map(tags_of).unwrap_or_default(),
            path: Some(own(Column::Section).into_iter().collect()),
            ..CardMark::default()
        };
        let answer = text(Column::Answer).map(plain::blocks).unwrap_or_default();
        let id = text(Column::Id).map(str::trim);
        let mark = if let Some(id) = id { mark.with_id(id) } else { mark };
        Some(Known { question, answer, mark })
    }

    /// Where a line has its parts.
    fn places(&self, line: &Line) -> Places {
        let place = |column: Column| self.cell(line, column).map_or(line.span, |cell| cell.span);
        Places { mark: line.span, question: place(Column::Question), answer: place(Column::Answer) }
    }
}

/// Whether one of the first lines names columns as deckmill does, with this sign between them.
pub fn names(text: &str, sign: char) -> bool {
    text.lines().take(HEAD).any(|line| {
        let known: Vec<Column> = line
            .split(sign)
            .filter_map(|name| Column::named(&name.trim().trim_matches('"').to_lowercase()))
            .collect();
        NEEDED.iter().all(|column| known.contains(column))
    })
}

/// What tables say, if one of them is deckmill's own. `name` is what their deck is called where they do not
/// say. What stands above the names of columns, and tables that have other columns, are no cards.
pub fn tables(tables: &[&[Line]], name: &str, whose: Ids) -> Option<Table> {
    let mut table = Table::default();
    let mut parts: Vec<(Columns, &Line, &[Line])> = Vec::new();
    let skipped = |line: &Line| Skipped { what: Furniture::Field, span: line.span };
    for lines in tables {
        let found = (0..lines.len().min(HEAD))
            .find_map(|at| Some((at, Columns::of(&lines[at], &lines[at + 1..], whose)?)));
        let above = match found {
            Some((at, columns)) => {
                parts.push((columns, &lines[at], &lines[at + 1..]));
                at
            }
            None => lines.len(),
        };
        table.dropped.extend(lines[..above].iter().map(skipped));
        if let Some(first) = lines[..above].first().and_then(|line| line.cells.first()) {
            table.unused.push((first.text.trim().to_owned(), above));
        }
    }
    let (columns, first, _) = parts.first()?;
    table.own.columns = columns.names();
    let decks = decks(&parts);
    let title = match decks.as_slice() {
        [(title, _)] if !title.is_empty() => title,
        _ => name,
    };
    marked::push_deck(&mut table.blocks, title.to_owned(), DeckMark::default(), first.span);
    for (title, lines) in &decks {
        if decks.len() > 1 {
            let at = lines.first().map_or(first.span, |(_, line)| line.span);
            let mark = DeckMark { depth: 1, ..DeckMark::default() };
            marked::push_deck(
                &mut table.blocks,
                (*title).to_owned(),
                mark,
                Span::new(at.start(), at.start()),
            );
        }
        lines.iter().for_each(|(columns, line)| table.push(columns, line));
    }
    for (columns, names, rows) in &parts {
        table.drop_unused(columns, names, rows);
        table.dropped.extend((names.span != first.span).then_some(skipped(names)));
    }
    Some(table)
}

/// The first title that a line has.
fn first_title<'a>(columns: &Columns, rows: &'a [Line]) -> &'a str {
    let titles = rows.iter().map(|line| columns.text(line, Column::Deck).trim());
    titles.into_iter().find(|title| !title.is_empty()).unwrap_or_default()
}

/// What a column without a name is called.
fn nameless(at: usize) -> String {
    format!("column {}", at + 1)
}

/// The lines of each deck, by its title, in order of their first line.
fn decks<'a>(parts: &'a [(Columns, &Line, &'a [Line])]) -> Vec<(&'a str, Vec<(&'a Columns, &'a Line)>)> {
    let mut decks: Vec<(&str, Vec<_>)> = Vec::new();
    let mut places = HashMap::new();
    let titled = parts.iter().flat_map(|(columns, _, rows)| {
        let mut title = first_title(columns, rows);
        rows.iter().map(move |line| {
            let own = columns.text(line, Column::Deck).trim();
            // A row that somebody added belongs to the rows above it, or to its sheet.
            let is_added = own.is_empty() && columns.text(line, Column::Id).trim().is_empty();
            title = if is_added { title } else { own };
            (columns, line, title)
        })
    });
    for (columns, line, title) in titled {
        let at = *places.entry(title).or_insert_with(|| {
            decks.push((title, Vec::new()));
            decks.len() - 1
        });
        decks[at].1.push((columns, line));
    }
    decks
}

impl Table {
    /// Makes it what a page holds, and says which columns no card has.
    pub fn into_document(self, document: &mut Document, diagnostics: &mut Diagnostics) {
        for (name, count) in &self.unused {
            diagnostics.push(Diagnostic::unused_field(name, *count));
        }
        (document.blocks, document.dropped, document.table) = (self.blocks, self.dropped, Some(self.own));
    }

    fn push(&mut self, columns: &Columns, line: &Line) {
        match columns.card(line) {
            Some(card) => card.push(&mut self.blocks, columns.places(line)),
            // What stands in no card is said to be loose text.
            None => {
                let id = columns.text(line, Column::Id).trim();
                self.own.blank.extend((!id.is_empty()).then(|| id.to_owned()));
                let says = line.cells.iter().map(|cell| cell.text.trim()).filter(|text| !text.is_empty());
                let said = says.collect::<Vec<_>>().join(" ");
                if !said.is_empty() {
                    marked::push_end(&mut self.blocks, line.span);
                    let text = records::text(&said, records::Style::Plain, line.span);
                    marked::placed(&mut self.blocks, text, line.span);
                }
            }
        }
    }

    /// Leaves out the columns that no card has.
    fn drop_unused(&mut self, columns: &Columns, names: &Line, rows: &[Line]) {
        let width = rows.iter().map(|line| line.cells.len()).max().unwrap_or(0).max(names.cells.len());
        for at in 0..width {
            // Of two columns with one name the first counts.
            if columns.known.get(at).is_some_and(|known| {
                known.is_some() && columns.known[..at].iter().all(|other| other != known)
            }) {
                continue;
            }
            let filled =
                rows.iter().filter_map(|line| line.cells.get(at)).filter(|cell| !cell.text.trim().is_empty());
            let spans: Vec<Span> = filled.map(|cell| cell.span).collect();
            if !spans.is_empty() {
                let name = names.cells.get(at).map(|name| name.text.trim()).filter(|name| !name.is_empty());
                self.unused.push((name.map_or_else(|| nameless(at), str::to_owned), spans.len()));
                self.dropped.extend(spans.into_iter().map(|span| Skipped { what: Furniture::Field, span }));
            }
        }
    }
}
