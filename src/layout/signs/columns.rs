//! What each column of a table is for: by the names in its first line, else by what is in it.
//!
//! Works on plain text, so that a table can be judged before its rows are laid out (see `flow`).

use std::collections::{BTreeMap, HashSet};

use super::fields::{self, Field, Sure};
use super::wording;
use crate::level;
use crate::model::{Cell, Inline, Table};
use crate::render::text;

/// What each field of a record is for, by its name; columns are called 1, 2, 3 …
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// What the fields are for that cards need.
    pub roles: BTreeMap<String, Field>,
    /// The names that a first line gives to columns.
    pub names: BTreeMap<String, String>,
    /// Whether the first line holds names.
    pub headed: bool,
    /// What says that there are cards.
    pub sign: Sign,
}

/// What says that the rows of a table are cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sign {
    /// Names of columns that only cards have: question and answer.
    Names,
    /// Names of columns that a glossary has: term and meaning.
    Glossary,
    /// What is in the columns.
    #[default]
    Shape,
}

/// How many lines are looked at to see what is in a column.
pub const SAMPLE: usize = 500;

impl Columns {
    /// The name of a field as its file gives it.
    pub fn name<'a>(&'a self, field: &'a str) -> &'a str {
        self.names.get(field).map_or(field, String::as_str)
    }

    fn has(&self, wanted: Field) -> bool {
        self.roles.values().any(|role| *role == wanted)
    }

    fn column(&self, wanted: Field) -> Option<usize> {
        let found = self.roles.iter().find(|(_, role)| **role == wanted)?;
        found.0.parse::<usize>().ok()?.checked_sub(1)
    }
}

/// The fields of records by their own names, as in JSON.
pub fn by_name(names: &[&str]) -> Columns {
    Columns { roles: roles(names.iter().map(|name| (*name, (*name).to_owned()))), ..Columns::default() }
}

/// The columns of a file that is a table. `named` says that its first line holds names for certain.
pub fn of_file(lines: &[Vec<String>], named: bool) -> Columns {
    let lines = &lines[..lines.len().min(SAMPLE)];
    let Some((first, rest)) = lines.split_first() else { return Columns::default() };
    let mut columns = header(first).unwrap_or_default();
    if !columns.headed && named {
        columns = of_header(first);
    }
    if columns.has(Field::Question) {
        return columns;
    }
    if !columns.headed && differs(first, rest) {
        (columns.headed, columns.names) = (true, shown(first));
    }
    by_shape(if columns.headed { rest } else { lines }, &mut columns);
    columns
}

/// The columns of a table in a page, if its rows may be cards.
fn of_page(lines: &[Vec<String>]) -> Option<Columns> {
    let lines = &lines[..lines.len().min(SAMPLE)];
    let (first, rest) = lines.split_first()?;
    let width = lines.iter().map(Vec::len).max()?;
    if rest.is_empty() || width < 2 {
        return None;
    }
    let Some(mut columns) = header(first) else { return by_asking(lines) };
    let name = first.get(columns.column(Field::Question)?)?;
    let answered = columns.has(Field::Answer) || columns.has(Field::Options);
    columns.sign = match () {
        () if fields::asks(name) && answered => Sign::Names,
        () if fields::is_of_glossary(name) && columns.has(Field::Answer) => Sign::Glossary,
        () => Sign::Shape,
    };
    let question = columns.column(Field::Question)?;
    (columns.sign != Sign::Shape || share(rest, question, asks) >= 0.6).then_some(columns)
}

/// Whether rows of a table in a page may be cards. Links into the page are its contents.
pub fn holds_cards(table: &Table) -> bool {
    let question = of_page(&texts(table)).and_then(|columns| columns.column(Field::Question));
    let leads_on = |cell: &Cell| {
        let shown = |inline: &&Inline| !matches!(inline, Inline::Text(text) if text.trim().is_empty());
        let mut shown = cell.content.iter().filter(shown);
        matches!(shown.next(), Some(Inline::Link(link)) if link.target.starts_with('#'))
            && shown.next().is_none()
    };
    question.is_some_and(|at| {
        let links = table.rows.iter().filter(|row| row.get(at).is_some_and(leads_on)).count();
        links * 2 < table.rows.len()
    })
}

/// The columns of a table in a page that was found to hold cards.
pub fn of_rows(lines: &[Vec<String>]) -> Columns {
    of_page(lines).unwrap_or_default()
}

fn texts(table: &Table) -> Vec<Vec<String>> {
    let head = (!table.head.is_empty()).then_some(&table.head);
    let line = |cells: &Vec<Cell>| cells.iter().map(|cell| text::inlines(&cell.content)).collect();
    head.into_iter().chain(&table.rows).take(SAMPLE).map(line).collect()
}

/// What fields are for, by their names: each role but shared ones goes to one field, the surest.
fn roles<'a>(names: impl Iterator<Item = (&'a str, String)>) -> BTreeMap<String, Field> {
    let names: Vec<(&str, String)> = names.collect();
    let mut found: BTreeMap<String, Field> = options(&names);
    let mut taken: HashSet<Field> = found.values().copied().collect();
    let mut meanings: Vec<(Sure, Field, &String)> = Vec::new();
    for (name, field) in &names {
        meanings.extend(fields::meanings(name).into_iter().map(|(role, sure)| (sure, role, field)));
    }
    meanings.sort_by_key(|(sure, ..)| *sure);
    for (_, role, field) in meanings {
        let is_free = role.is_shared() || !taken.contains(&role);
        if is_free && !found.contains_key(field) {
            taken.insert(role);
            found.insert(field.clone(), role);
        }
    }
    // "Answers" are to choose from only beside one that is right.
    if !found.values().any(|role| *role == Field::Answer)
        && let Some(only) = found.values_mut().find(|role| **role == Field::Options)
    {
        *only = Field::Answer;
    }
    found
}

/// Fields that hold an option each: at least two, with letters or numbers in order.
fn options(names: &[(&str, String)]) -> BTreeMap<String, Field> {
    let mut signs: Vec<(char, &String)> =
        names.iter().filter_map(|(name, field)| Some((fields::option_sign(name)?, field))).collect();
    signs.sort();
    let first = signs.first().map(|(sign, _)| *sign);
    let counted = signs.windows(2).all(|pair| pair[1].0 as u32 == pair[0].0 as u32 + 1);
    let is_row = signs.len() >= 2 && counted && matches!(first, Some('a' | '1'));
    signs.into_iter().filter(|_| is_row).map(|(_, field)| (field.clone(), Field::Options)).collect()
}

/// A first line as names.
fn of_header(first: &[String]) -> Columns {
    let number = |at: usize| (at + 1).to_string();
    let roles = roles(first.iter().enumerate().map(|(at, name)| (name.as_str(), number(at))));
    Columns { roles, names: shown(first), headed: true, sign: Sign::Shape }
}

fn shown(first: &[String]) -> BTreeMap<String, String> {
    let named = first.iter().enumerate().filter(|(_, name)| !name.trim().is_empty());
    named.map(|(at, name)| ((at + 1).to_string(), name.trim().to_owned())).collect()
}

/// A first line as names, if it says which column is the question.
fn header(first: &[String]) -> Option<Columns> {
    let columns = of_header(first);
    let filled = first.iter().filter(|name| !name.trim().is_empty()).count();
    let is_name =
        |name: &String| name.chars().count() <= 40 && !asks(name) && name.trim().parse::<f64>().is_err();
    let pair = columns.has(Field::Question) && columns.has(Field::Answer);
    let known = columns.roles.len() * 2 >= filled || pair;
    (columns.has(Field::Question) && known && first.iter().all(is_name)).then_some(columns)
}

/// Whether the first line differs in kind from those below it, as names do from what they name.
fn differs(first: &[String], rest: &[Vec<String>]) -> bool {
    let is_name = |name: &String| {
        let words = name.split_whitespace().count();
        (1..=4).contains(&words) && name.chars().count() <= 40 && !asks(name)
    };
    let distinct = first.iter().collect::<HashSet<_>>().len() == first.len();
    let kind = |at: usize| {
        let cells: Vec<&str> = rest.iter().filter_map(|row| row.get(at).map(String::as_str)).collect();
        let other = |role: Field| shape(&[&first[at]]) != Some(role);
        matches!(shape(&cells), Some(role @ (Field::Number | Field::Level)) if other(role))
            || share(rest, at, asks) >= 0.6
    };
    rest.len() >= 2 && distinct && first.iter().all(is_name) && (0..first.len()).any(kind)
}

/// Columns without names: ids, levels, numbers and tags by what is in them; of the others the first is
/// the question and the next the answer, unless only a later one asks.
fn by_shape(rows: &[Vec<String>], columns: &mut Columns) {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut texts: Vec<(usize, f64)> = Vec::new();
    for at in 0..width {
        if columns.roles.contains_key(&(at + 1).to_string()) {
            continue;
        }
        let cells: Vec<&str> = rows.iter().filter_map(|row| row.get(at).map(String::as_str)).collect();
        match shape(&cells) {
            Some(role) if !columns.has(role) => {
                columns.roles.insert((at + 1).to_string(), role);
            }
            _ => texts.push((at, share(rows, at, wording::is_question))),
        }
    }
    let (question, answer) = match texts[..] {
        [first, second, ..] if first.1 < 0.2 && second.1 > 0.6 => (second.0, Some(first.0)),
        [first, second, ..] => (first.0, Some(second.0)),
        [only] => (only.0, None),
        [] => return,
    };
    columns.roles.insert((question + 1).to_string(), Field::Question);
    if let Some(answer) = answer.filter(|_| !columns.has(Field::Answer)) {
        columns.roles.insert((answer + 1).to_string(), Field::Answer);
    }
}

/// A table in a page whose names say nothing: where most of one column ask, the next is the answer.
fn by_asking(lines: &[Vec<String>]) -> Option<Columns> {
    let (first, rest) = lines.split_first()?;
    let headed = !first.iter().any(|name| asks(name));
    let rows = if headed { rest } else { lines };
    let asking = |at: &usize| rows.len() >= 2 && share(rows, *at, asks) >= 0.6;
    let question = (0..first.len()).find(asking)?;
    let mut columns = if headed { of_header(first) } else { Columns::default() };
    columns.roles.retain(|_, role| ![Field::Question, Field::Answer, Field::Options].contains(role));
    let is_text = |at: &usize| {
        let cells: Vec<&str> = rows.iter().filter_map(|row| row.get(*at).map(String::as_str)).collect();
        !columns.roles.contains_key(&(at + 1).to_string()) && shape(&cells).is_none()
    };
    let answer = (question + 1..first.len()).find(is_text)?;
    columns.roles.insert((question + 1).to_string(), Field::Question);
    columns.roles.insert((answer + 1).to_string(), Field::Answer);
    by_shape_of_rest(rows, &mut columns);
    Some(columns)
}

/// Levels and numbers among the columns that have no role yet.
fn by_shape_of_rest(rows: &[Vec<String>], columns: &mut Columns) {
    for at in 0..rows.iter().map(Vec::len).max().unwrap_or(0) {
        let cells: Vec<&str> = rows.iter().filter_map(|row| row.get(at).map(String::as_str)).collect();
        if let Some(role @ (Field::Level | Field::Number)) = shape(&cells).filter(|role| !columns.has(*role))
        {
            columns.roles.entry((at + 1).to_string()).or_insert(role);
        }
    }
}

/// Whether a cell ends as a question does.
fn asks(cell: &str) -> bool {
    cell.trim_end_matches([' ', '*', ')', '"', '”', '»']).ends_with(['?', '？', '؟'])
}

/// The share of the filled cells of a column of which something holds.
fn share(rows: &[Vec<String>], at: usize, holds: impl Fn(&str) -> bool) -> f64 {
    let cells = rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.trim().is_empty());
    let (count, all) = cells.fold((0, 0), |(count, all), cell| (count + usize::from(holds(cell)), all + 1));
    count as f64 / all.max(1) as f64
}

/// What a column without a name is by its shape, if it is not text.
fn shape(cells: &[&str]) -> Option<Field> {
    let filled: Vec<&str> = cells.iter().copied().filter(|cell| !cell.trim().is_empty()).collect();
    let all = |fits: &dyn Fn(&str) -> bool| !filled.is_empty() && filled.iter().all(|cell| fits(cell));
    let distinct = filled.iter().collect::<HashSet<_>>().len();
    let number = |cell: &str| cell.trim().trim_end_matches(['.', ')']).parse::<u32>().is_ok();
    let tag = |cell: &str| {
        cell.split_whitespace()
            .all(|word| word.chars().all(|c| c.is_lowercase() || c.is_ascii_digit() || "-_:./".contains(c)))
    };
    match () {
        () if all(&|cell| level::is_statement(cell)) => Some(Field::Level),
        () if all(&number) && distinct == filled.len() => Some(Field::Number),
        () if filled.len() >= 3 && distinct * 2 <= filled.len() && all(&tag) => Some(Field::Tags),
        () if all(&crate::identity::is_guid) => Some(Field::Id),
        () => None,
    }
}
