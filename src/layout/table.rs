//! Tables and records: a line or an object is a card, and names of columns or fields say what is the
//! question and what the answer; without names, their shape does.
//!
//! Where a whole file is a table or records, that is certain. A table in a page is a proposal like
//! others: it may as well be part of an answer.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::HashSet;
use std::ops::Range;

use super::signs::choices::{self, Choice, Numbers};
use super::signs::columns::{self, Columns, Sign};
use super::signs::fields::{self, Field, Sure};
use super::{Candidate, Draft, Layout, More, Opt, Record};
use crate::columns::tags_of;
use crate::flow::{Container, Flow};
use crate::format::Format;
use crate::level;
use crate::model::{BlockKind, Hint, Role};

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "table",
    extensions: &[],
    summary: "rows of a table or records: question and answer by name, else by shape",
    options: &[],
    open: |_| Ok(Box::new(Table)),
};

struct Table;

/// A record or a line of a table: its nodes, and those of its fields by name.
struct Row {
    nodes: Range<usize>,
    fields: Vec<(String, Range<usize>)>,
    /// Whether its fields are names, as the file says.
    names: bool,
}

impl Layout for Table {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let rows = records(flow, 0..flow.nodes.len());
        if !rows.is_empty() {
            return of_file(flow, &rows).into_iter().collect();
        }
        let found = tables(flow);
        let of_sign = |sign: Sign| {
            let drafts: Vec<Draft> =
                found.iter().filter(|(own, _)| *own == sign).flat_map(|(_, drafts)| drafts.clone()).collect();
            let habit = match sign {
                Sign::Names | Sign::Glossary => "tables with named columns",
                Sign::Shape => "tables in which a column asks",
            };
            (!drafts.is_empty()).then(|| Candidate {
                habit: habit.to_owned(),
                drafts,
                named: sign != Sign::Shape,
                weak: sign == Sign::Glossary,
                ..Candidate::default()
            })
        };
        [Sign::Names, Sign::Glossary, Sign::Shape].into_iter().filter_map(of_sign).collect()
    }
}

/// The records of a file.
fn of_file(flow: &Flow, rows: &[Row]) -> Option<Candidate> {
    let first = rows.first()?;
    let is_table = first.fields.iter().all(|(name, _)| name.parse::<usize>().is_ok());
    let names: HashSet<&str> =
        rows.iter().flat_map(|row| &row.fields).map(|(name, _)| name.as_str()).collect();
    let columns = match is_table {
        true => columns::of_file(&texts(flow, rows), first.names),
        false => columns::by_name(&sorted(names)),
    };
    let named: Vec<String> = columns
        .roles
        .iter()
        .filter(|(_, field)| matches!(field, Field::Question | Field::Answer))
        .map(|(name, field)| format!("{field:?} in {}", columns.name(name)))
        .collect();
    let drafts = drafts(flow, rows, &columns, is_table);
    (!drafts.is_empty()).then(|| Candidate {
        habit: format!("records: {}", named.join(", ")),
        drafts,
        certain: true,
        ..Candidate::default()
    })
}

fn sorted(names: HashSet<&str>) -> Vec<&str> {
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_unstable();
    names
}

/// The cards of the records in a range, whose fields are known by name.
pub(super) fn of_data(flow: &Flow, range: Range<usize>, fields: &[(&str, Field)]) -> Vec<Draft> {
    let roles = fields.iter().map(|(name, field)| ((*name).to_owned(), *field)).collect();
    drafts(flow, &records(flow, range), &Columns { roles, ..Columns::default() }, false)
}

fn records(flow: &Flow, range: Range<usize>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for at in range {
        let Some(Hint { role, names }) = flow.group(at) else { continue };
        let nodes = at..flow.nodes[at].pair();
        match role {
            Role::Record => rows.push(Row { nodes, fields: Vec::new(), names: !names.is_empty() }),
            Role::Field(name) => {
                rows.last_mut().into_iter().for_each(|row| row.fields.push((name.clone(), nodes.clone())));
            }
            _ => {}
        }
    }
    rows
}

/// The cards of the tables in a page, and what says that they are some.
fn tables(flow: &Flow) -> Vec<(Sign, Vec<Draft>)> {
    let is_table = |at: &usize| matches!(flow.container(*at), Some(Container::Table(_)));
    let mut found = Vec::new();
    for table in (0..flow.nodes.len()).filter(is_table) {
        let rows = lines(flow, table);
        let columns = columns::of_rows(&texts(flow, &rows));
        found.push((columns.sign, drafts(flow, &rows, &columns, true)));
    }
    found
}

/// The lines of a table in a page.
fn lines(flow: &Flow, table: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for at in table..flow.nodes[table].pair() {
        let nodes = at..flow.nodes[at].pair();
        match flow.container(at) {
            Some(Container::Row { .. }) => rows.push(Row { nodes, fields: Vec::new(), names: false }),
            Some(Container::Cell) => {
                let fields = rows.last_mut().map(|row| &mut row.fields);
                fields.into_iter().for_each(|all| all.push(((all.len() + 1).to_string(), nodes.clone())));
            }
            _ => {}
        }
    }
    rows
}

fn texts(flow: &Flow, rows: &[Row]) -> Vec<Vec<String>> {
    let line = |row: &Row| row.fields.iter().map(|(_, nodes)| text(flow, nodes).into_owned()).collect();
    rows.iter().take(columns::SAMPLE + 1).map(line).collect()
}

/// All text of nodes.
fn text<'a>(flow: &'a Flow, nodes: &Range<usize>) -> Cow<'a, str> {
    let mut lines = flow.leaves(nodes.clone()).map(|at| flow.nodes[at].text().as_str());
    let first = lines.next().unwrap_or_default();
    let Some(second) = lines.next() else { return Cow::Borrowed(first) };
    Cow::Owned([first, second].into_iter().chain(lines).collect::<Vec<_>>().join("\n"))
}

fn drafts(flow: &Flow, rows: &[Row], columns: &Columns, is_table: bool) -> Vec<Draft> {
    let (names, rows) = match rows.split_first() {
        Some((first, rest)) if columns.headed => (first.nodes.clone(), rest),
        _ => (0..0, rows),
    };
    let numbers = numbers(flow, rows, columns, is_table);
    let reading = Reading { flow, columns, numbers };
    let drafts = rows.iter().filter_map(|row| reading.draft(row, names.clone()));
    drafts.collect()
}

/// What whole numbers mean as answers, by all rows together.
fn numbers(flow: &Flow, rows: &[Row], columns: &Columns, is_table: bool) -> Numbers {
    let reading = Reading { flow, columns, numbers: Numbers::Texts };
    let mut seen = Vec::new();
    for row in rows {
        let options = reading.options(row);
        if let Some(answer) = reading.answer(row).filter(|_| !options.is_empty()) {
            seen.push((
                options.into_iter().map(|(choice, _)| choice).collect(),
                text(flow, &answer).into_owned(),
            ));
        }
    }
    let answer = columns.roles.iter().find(|(_, role)| **role == Field::Answer);
    let named = answer.is_some_and(|(name, _)| columns.name(name).to_lowercase().ends_with("index"));
    // Who fills in a table counts from 1, a program from 0.
    choices::numbers(&seen, usize::from(is_table), named)
}

/// How the rows of a file or a table are read.
struct Reading<'a> {
    flow: &'a Flow,
    columns: &'a Columns,
    numbers: Numbers,
}

impl Reading<'_> {
    /// The filled fields of a row that are for something.
    fn all(&self, row: &Row, wanted: Field) -> impl Iterator<Item = Range<usize>> {
        let fields = row.fields.iter().filter(move |(name, _)| self.columns.roles.get(name) == Some(&wanted));
        fields.map(|(_, nodes)| nodes.clone()).filter(|nodes| !text(self.flow, nodes).trim().is_empty())
    }

    fn draft(&self, row: &Row, names: Range<usize>) -> Option<Draft> {
        let flow = self.flow;
        let get = |wanted: Field| self.all(row, wanted).next();
        let question = get(Field::Question)?;
        let said = |field: Field| get(field).map(|nodes| text(flow, &nodes).trim().to_owned());
        let given = self.answer(row);
        let answer = given.clone().map(|answer| behind_repeat(flow, &question, answer));
        let counted = references(flow, row);
        let is_counted = |nodes: &Range<usize>| counted.as_ref().is_some_and(|(counted, _)| counted == nodes);
        let mut record = Record {
            nodes: row.nodes.clone(),
            names,
            prompt: more(flow, Some(&question), self.all(row, Field::Prompt)),
            rest: more(flow, answer.as_ref(), self.all(row, Field::Explanation)),
            extra: more(
                flow,
                answer.as_ref(),
                self.all(row, Field::Extra).filter(|nodes| !is_counted(nodes)),
            ),
            references: counted.as_ref().map(|(_, count)| *count),
            level: said(Field::Level).filter(|label| is_label(label)),
            path: self.path(row),
            tags: get(Field::Tags).map(|nodes| tags(flow, &nodes)).unwrap_or_default(),
            id: said(Field::Id).filter(|id| is_identity(id)),
            unused: self.unused(row).into_iter().filter(|(_, nodes)| Some(nodes) != given.as_ref()).collect(),
            ..Record::default()
        };
        let options = self.options(row);
        if let Some(answer) = answer.as_ref().filter(|_| !options.is_empty()) {
            let choices: Vec<Choice> = options.iter().map(|(choice, _)| choice.clone()).collect();
            record.right = choices::right(&values(flow, answer).join("\n"), &choices, self.numbers);
        }
        let options = options.into_iter().map(|(_, option)| option);
        match options.len() {
            // A text that lists them is shown as it is.
            1 => record.prompt.extend(options.map(|option| option.nodes)),
            _ => record.options = options.collect(),
        }
        let end = question.end;
        Some(Draft {
            question,
            answer: answer.unwrap_or(end..end),
            number: said(Field::Number).map(crate::model::Number::new),
            more: Some(Box::new(More { record: Some(record), ..More::default() })),
            ..Draft::default()
        })
    }

    /// The answer; where records of one file call it by several names, under another of them.
    fn answer(&self, row: &Row) -> Option<Range<usize>> {
        let is_one = |(name, nodes): &&(String, Range<usize>)| {
            let named =
                matches!(fields::of_name(self.columns.name(name)), Some((Field::Answer, Sure::Named(_))));
            named && !self.columns.roles.contains_key(name) && !text(self.flow, nodes).trim().is_empty()
        };
        let other = || row.fields.iter().find(is_one).map(|(_, nodes)| nodes.clone());
        self.all(row, Field::Answer).next().or_else(other)
    }

    /// The headings that a row gives its card.
    fn path(&self, row: &Row) -> Vec<String> {
        let lines = |wanted: Field| self.all(row, wanted).next().map(|nodes| values(self.flow, &nodes));
        let deck = || {
            let deck = lines(Field::Deck)?.join(" ");
            Some(
                deck.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect(),
            )
        };
        let section = || {
            let section = self.all(row, Field::Section).next()?;
            Some(vec![text(self.flow, &section).trim().to_owned()])
        };
        lines(Field::Path)
            .unwrap_or_else(|| [deck().unwrap_or_default(), section().unwrap_or_default()].concat())
    }

    /// The options of a row: the items of a list, or a field for each.
    fn options(&self, row: &Row) -> Vec<(Choice, Opt)> {
        let flow = self.flow;
        let mut found = Vec::new();
        for (name, nodes) in &row.fields {
            if self.columns.roles.get(name) != Some(&Field::Options) || text(flow, nodes).trim().is_empty() {
                continue;
            }
            let items = items(flow, nodes);
            let sign = fields::option_sign(self.columns.name(name)).filter(|_| items.is_empty());
            let letter = sign.filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase());
            for option in if items.is_empty() { vec![nodes.clone()] } else { items } {
                let choice = Choice::new(&text(flow, &option), sign);
                found.push((choice, Opt { letter, nodes: option }));
            }
        }
        found
    }

    /// The fields that no card needs. A level in figures beside one in words says nothing more.
    fn unused(&self, row: &Row) -> Vec<(String, Range<usize>)> {
        let said_else = |name: &str| {
            matches!(fields::of_name(name), Some((Field::Level | Field::Number | Field::Section, _)))
        };
        let is_unused = |(field, nodes): &&(String, Range<usize>)| match self.columns.roles.get(field) {
            Some(Field::Level) => !is_label(text(self.flow, nodes).trim()),
            Some(role) => *role == Field::Kind,
            None => !said_else(self.columns.name(field)),
        };
        let fields = row.fields.iter().filter(is_unused);
        fields.map(|(field, nodes)| (self.columns.name(field).to_owned(), nodes.clone())).collect()
    }
}

/// deckmill's own files only say how much of the answer are references.
fn references(flow: &Flow, row: &Row) -> Option<(Range<usize>, usize)> {
    let (_, nodes) = row.fields.iter().find(|(name, _)| name == "references")?;
    Some((nodes.clone(), text(flow, nodes).trim().parse().ok()?))
}

/// An answer that begins with its question and a line, as Anki exports the back of a card.
fn behind_repeat(flow: &Flow, question: &Range<usize>, answer: Range<usize>) -> Range<usize> {
    let is_line = |at: &usize| matches!(flow.nodes[*at].other(), Some(BlockKind::Rule));
    let Some(line) = flow.leaves(answer.clone()).find(is_line) else { return answer };
    let repeats = bare(&text(flow, &(answer.start..line))) == bare(&text(flow, question));
    if repeats { line + 1..answer.end } else { answer }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a field's text can be the word for a level, known or not.
fn is_label(text: &str) -> bool {
    level::of_label(text).is_some() || (text.chars().count() <= 24 && !text.contains('\n'))
}

/// How many leaves of a record are looked for in what its other fields say.
const MOST_COMPARED: usize = 100;

/// The fields that say something that another has not said already, as a list of its code does not.
fn more(
    flow: &Flow,
    field: Option<&Range<usize>>,
    others: impl Iterator<Item = Range<usize>>,
) -> Vec<Range<usize>> {
    let said = LazyCell::new(|| field.map(|field| bare(&text(flow, field))));
    let mut compared = 0;
    let mut is_new = |at: usize| {
        compared += 1;
        compared > MOST_COMPARED
            || said.as_ref().is_none_or(|said| !said.contains(&bare(flow.nodes[at].text())))
    };
    others.filter(|nodes| flow.leaves(nodes.clone()).any(&mut is_new)).collect()
}

/// The items of the outermost list in a field.
fn items(flow: &Flow, nodes: &Range<usize>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in nodes.clone() {
        let is_item = matches!(flow.container(at), Some(Container::Item { .. }));
        if is_item && found.last().is_none_or(|last| last.end < at) {
            found.push(at..flow.nodes[at].pair());
        }
    }
    found
}

/// The values of a list, or the lines of a text.
fn values(flow: &Flow, nodes: &Range<usize>) -> Vec<String> {
    flow.leaves(nodes.clone())
        .map(|at| flow.nodes[at].text().to_string())
        .filter(|text| !text.is_empty())
        .collect()
}

/// Tags from a list, or from a text with commas or spaces between them.
fn tags(flow: &Flow, nodes: &Range<usize>) -> Vec<String> {
    let values = values(flow, nodes);
    match values.as_slice() {
        [one] => tags_of(one),
        _ => values,
    }
}

/// Whether an id can be a card's identity: of the alphabet of GUIDs, and no running number.
fn is_identity(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        && id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.len() >= 4
}
