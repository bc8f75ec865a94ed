//! Tables and records: a line or an object is a card, and names of columns or fields say what is the
//! question and what the answer; without names, their shape does.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::signs::fields::{self, Field};
use super::signs::{number, wording};
use super::{Candidate, Draft, Layout, Record};
use crate::flow::{Container, Flow};
use crate::format::Format;
use crate::level;
use crate::model::{Hint, Role};

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "table",
    extensions: &[],
    summary: "lines of a table or records: question and answer by name, else by shape",
    options: &[],
    open: |_| Ok(Box::new(Table)),
};

struct Table;

/// A record: its nodes, and those of its fields by name.
struct Row {
    nodes: Range<usize>,
    fields: Vec<(String, Range<usize>)>,
}

/// What each field is for, by its name.
type Roles = BTreeMap<String, Field>;

impl Layout for Table {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let rows = rows(flow);
        let Some(first) = rows.first() else { return Vec::new() };
        let (roles, skipped) = match by_header(flow, first) {
            Some(roles) => (roles, 1),
            None => (by_name(&rows).unwrap_or_else(|| by_shape(flow, &rows)), 0),
        };
        let drafts: Vec<Draft> = rows[skipped..].iter().filter_map(|row| draft(flow, row, &roles)).collect();
        let named: Vec<String> = roles
            .iter()
            .filter(|(_, field)| **field <= Field::Answer)
            .map(|(name, field)| format!("{field:?} in {name}"))
            .collect();
        match drafts.is_empty() {
            true => Vec::new(),
            false => {
                vec![Candidate {
                    habit: format!("records: {}", named.join(", ")),
                    drafts,
                    certain: true,
                    ..Candidate::default()
                }]
            }
        }
    }
}

fn rows(flow: &Flow) -> Vec<Row> {
    let role = |at: usize| match flow.container(at) {
        Some(Container::Group(Hint { role, .. })) => Some(role),
        _ => None,
    };
    let mut rows: Vec<Row> = Vec::new();
    for at in 0..flow.nodes.len() {
        let nodes = at..flow.nodes[at].pair;
        match role(at) {
            Some(Role::Record) => rows.push(Row { nodes, fields: Vec::new() }),
            Some(Role::Field(name)) => {
                rows.last_mut().into_iter().for_each(|row| row.fields.push((name.clone(), nodes.clone())));
            }
            _ => {}
        }
    }
    rows
}

/// All text of nodes.
fn text(flow: &Flow, nodes: &Range<usize>) -> String {
    let lines: Vec<&str> = flow.leaves(nodes.clone()).map(|at| flow.nodes[at].text.as_str()).collect();
    lines.join("\n")
}

/// The roles of fields by their names. Most roles are given once, to the surest name.
fn roles<'a>(names: impl Iterator<Item = (&'a str, String)>) -> Roles {
    let mut best: BTreeMap<Field, (usize, String)> = BTreeMap::new();
    let mut roles = Roles::new();
    for (name, field) in names {
        let Some((role, rank)) = fields::of_name(name) else { continue };
        if role.is_shared() {
            roles.insert(field, role);
        } else if best.get(&role).is_none_or(|(known, _)| rank < *known) {
            best.insert(role, (rank, field));
        }
    }
    roles.extend(best.into_iter().map(|(role, (_, field))| (field, role)));
    roles
}

fn is_enough(roles: &Roles) -> bool {
    roles.values().any(|role| *role == Field::Question)
}

/// The first line as names, if it says which column is the question.
fn by_header(flow: &Flow, first: &Row) -> Option<Roles> {
    let cells: Vec<(String, String)> =
        first.fields.iter().map(|(field, nodes)| (text(flow, nodes), field.clone())).collect();
    let known = cells.iter().filter(|(name, _)| fields::of_name(name).is_some()).count();
    let roles = roles(cells.iter().map(|(name, field)| (name.as_str(), field.clone())));
    let numbered = first.fields.iter().all(|(name, _)| name.parse::<usize>().is_ok());
    (numbered && is_enough(&roles) && known * 2 >= cells.len()).then_some(roles)
}

/// Fields by their own names, as in JSON.
fn by_name(rows: &[Row]) -> Option<Roles> {
    let names: HashSet<&str> =
        rows.iter().flat_map(|row| &row.fields).map(|(name, _)| name.as_str()).collect();
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_unstable();
    let roles = roles(names.into_iter().map(|name| (name, name.to_owned())));
    is_enough(&roles).then_some(roles)
}

/// Columns without names: ids, levels, numbers and tags by what is in them; of the others the first is
/// the question and the next the answer, unless only a later one asks.
fn by_shape(flow: &Flow, rows: &[Row]) -> Roles {
    let mut columns: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (name, nodes) in rows.iter().flat_map(|row| &row.fields) {
        if let Ok(column) = name.parse() {
            columns.entry(column).or_default().push(text(flow, nodes));
        }
    }
    let mut roles = Roles::new();
    let mut texts: Vec<(usize, f64)> = Vec::new();
    for (column, cells) in &columns {
        match shape(cells) {
            Some(role) if !roles.values().any(|known| *known == role) => {
                roles.insert(column.to_string(), role);
            }
            _ => {
                let asked = cells.iter().filter(|cell| wording::is_question(cell)).count();
                texts.push((*column, asked as f64 / cells.len().max(1) as f64));
            }
        }
    }
    if let [first, second, ..] = texts[..] {
        let swapped = first.1 < 0.2 && second.1 > 0.6;
        let (question, answer) = if swapped { (second.0, first.0) } else { (first.0, second.0) };
        roles.insert(question.to_string(), Field::Question);
        roles.insert(answer.to_string(), Field::Answer);
    }
    roles
}

/// What a column without a name is by its shape, if it is not text.
fn shape(cells: &[String]) -> Option<Field> {
    let filled: Vec<&String> = cells.iter().filter(|cell| !cell.trim().is_empty()).collect();
    let all = |fits: &dyn Fn(&str) -> bool| !filled.is_empty() && filled.iter().all(|cell| fits(cell));
    let distinct = filled.iter().collect::<HashSet<_>>().len();
    let tag = |cell: &str| {
        cell.split_whitespace()
            .all(|word| word.chars().all(|c| c.is_lowercase() || c.is_ascii_digit() || "-_:./".contains(c)))
    };
    match () {
        () if all(&|cell| level::statement(cell).is_some()) => Some(Field::Level),
        () if all(&|cell| cell.trim().parse::<u32>().is_ok()) && distinct == filled.len() => {
            Some(Field::Number)
        }
        () if filled.len() >= 3 && distinct * 2 <= filled.len() && all(&tag) => Some(Field::Tags),
        () if all(&crate::identity::is_guid) => Some(Field::Id),
        () => None,
    }
}

fn draft(flow: &Flow, row: &Row, roles: &Roles) -> Option<Draft> {
    let all = |wanted: Field| {
        let fields = row.fields.iter().filter(move |(name, _)| roles.get(name) == Some(&wanted));
        fields.map(|(_, nodes)| nodes.clone()).filter(|nodes| !text(flow, nodes).trim().is_empty())
    };
    let get = |wanted: Field| all(wanted).next();
    let question = get(Field::Question)?;
    let said = |field: Field| get(field).map(|nodes| text(flow, &nodes).trim().to_owned());
    let mut answer = get(Field::Answer);
    let rest = all(Field::Explanation).chain(all(Field::Extra));
    let mut record = Record {
        nodes: row.nodes.clone(),
        prompt: more(flow, Some(&question), all(Field::Prompt)),
        rest: more(flow, answer.as_ref(), rest),
        level: said(Field::Level).filter(|label| level::of_label(label).is_some()),
        path: get(Field::Path)
            .map(|nodes| values(flow, &nodes))
            .unwrap_or_else(|| said(Field::Section).into_iter().collect()),
        tags: get(Field::Tags).map(|nodes| tags(flow, &nodes)).unwrap_or_default(),
        id: said(Field::Id).filter(|id| is_identity(id)),
        unused: Vec::new(),
    };
    if let Some(options) = get(Field::Options) {
        let chosen = answer.as_ref().and_then(|answer| option(flow, &options, &text(flow, answer)));
        answer = chosen.or(answer);
        record.prompt.push(options);
    }
    let end = question.end;
    // A level in figures beside one in words says nothing more.
    let said_else = |name: &str| {
        matches!(fields::of_name(name), Some((Field::Level | Field::Number | Field::Section, _)))
    };
    let is_unused = |name: &str| !roles.contains_key(name) && !said_else(name);
    record.unused = row.fields.iter().filter(|(name, _)| is_unused(name)).cloned().collect();
    Some(Draft {
        question,
        answer: answer.unwrap_or(end..end),
        number: said(Field::Number).map(|label| number::from_label(&label)),
        record: Some(record),
        ..Draft::default()
    })
}

/// How many leaves of a record are looked for in what its other fields say.
const MOST_COMPARED: usize = 100;

/// The nodes that say something that a field has not said already, as a list of its code does not.
fn more<'a>(
    flow: &'a Flow,
    field: Option<&Range<usize>>,
    others: impl Iterator<Item = Range<usize>> + 'a,
) -> Vec<Range<usize>> {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let said = field.map(|field| bare(&text(flow, field)));
    let mut compared = 0;
    let mut is_new = |at: usize| {
        compared += 1;
        compared > MOST_COMPARED
            || said.as_ref().is_none_or(|said| !said.contains(&bare(&flow.nodes[at].text)))
    };
    others.filter(|nodes| flow.leaves(nodes.clone()).any(&mut is_new)).collect()
}

/// The option that an answer names by its letter or its number, or repeats.
fn option(flow: &Flow, options: &Range<usize>, answer: &str) -> Option<Range<usize>> {
    let answer = answer.trim().trim_matches(['(', ')', '.', '"']);
    let items: Vec<usize> =
        options.clone().filter(|at| matches!(flow.container(*at), Some(Container::Item { .. }))).collect();
    let letter =
        Some(answer).filter(|answer| answer.chars().count() == 1).and_then(|answer| answer.chars().next());
    let named = |at: &&usize| {
        let text = text(flow, &(**at..flow.nodes[**at].pair));
        text.split_once(". ").is_some_and(|(name, _)| name.eq_ignore_ascii_case(answer)) || text == answer
    };
    let index =
        letter.filter(char::is_ascii_alphabetic).map(|c| (c.to_ascii_lowercase() as usize) - ('a' as usize));
    let found = items.iter().find(named).or_else(|| items.get(index?));
    found.map(|at| *at..flow.nodes[*at].pair)
}

/// The values of a list, or the lines of a text.
fn values(flow: &Flow, nodes: &Range<usize>) -> Vec<String> {
    flow.leaves(nodes.clone()).map(|at| flow.nodes[at].text.clone()).filter(|text| !text.is_empty()).collect()
}

/// Tags from a list, or from a text with commas or spaces between them.
fn tags(flow: &Flow, nodes: &Range<usize>) -> Vec<String> {
    let values = values(flow, nodes);
    match values.as_slice() {
        [one] if one.contains([',', ';']) => {
            one.split([',', ';']).map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
        }
        [one] => one.split_whitespace().map(str::to_owned).collect(),
        _ => values,
    }
}

/// Whether an id can be a card's identity: of the alphabet of GUIDs, and no running number.
fn is_identity(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        && id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.len() >= 4
}
