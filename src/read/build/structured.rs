//! Structured data (JSON-LD) in the scripts of a page, or in a file of its own: the questions of FAQPage, QAPage
//! and Quiz become records, as those of a JSON file do.
//!
//! What they are worth beside what the page shows is not said here but in `layout/`. Microdata and RDFa
//! stand on what is shown; `items.rs` knows those.

use std::collections::{BTreeSet, HashMap};

use super::loose_json::{self, Node, Reading, Value, local};
use super::records::{self, Style};
use super::tree::{Data, Id, Tree};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::document::Skipped;
use crate::model::{Block, BlockKind};
use crate::read::html;
use crate::source::Span;

/// The records in the scripts of a page. Such scripts are no longer among what was dropped.
pub fn read(tree: &Tree, dropped: &mut Vec<Skipped>, diagnostics: &mut Diagnostics) -> Vec<Block> {
    let gone: BTreeSet<Span> = dropped.iter().map(|part| part.span).collect();
    let mut records = Vec::new();
    let mut used = BTreeSet::new();
    for id in scripts(tree).filter(|id| gone.contains(&tree.node(*id).span)) {
        let mut script = Script::new(tree, id, diagnostics);
        script.read(&loose_json::read(&tree.text(id)));
        if !script.records.is_empty() {
            used.insert(script.span);
            script.finish(&mut records, dropped);
        }
    }
    dropped.retain(|part| part.what != Furniture::Active || !used.contains(&part.span));
    records
}

/// The scripts of a page that are data.
pub fn scripts(tree: &Tree) -> impl Iterator<Item = Id> {
    tree.descendants(0).filter(|id| {
        let kind = tree.attribute(*id, "type").unwrap_or_default().trim().to_ascii_lowercase();
        tree.name(*id) == "script" && kind.starts_with("application/ld+json")
    })
}

/// The records in a file, and where other texts stand in it.
pub fn of_file(text: &str, diagnostics: &mut Diagnostics) -> (Vec<Block>, Vec<Skipped>) {
    let mut script = Script { start: Some(0), ..Script::at(Span::new(0, text.len()), diagnostics) };
    script.read(&loose_json::read(text));
    let (mut records, mut foreign) = (Vec::new(), Vec::new());
    if !script.records.is_empty() {
        script.finish(&mut records, &mut foreign);
    }
    (records, foreign)
}

/// How many bytes of texts a script may repeat that several questions refer to by an id; the questions
/// behind that have no answer. A long one of many questions would be more than a computer can hold.
const MOST_REPEATED: usize = 1 << 24;

/// A field of a record, before it is a block.
struct Field {
    name: String,
    content: Vec<Block>,
    span: Span,
}

struct Script<'a> {
    /// Where the whole element stands.
    span: Span,
    /// Where its text begins, if positions in it can be told.
    start: Option<usize>,
    records: Vec<(Vec<Field>, Span)>,
    /// Where texts stand that are in no record.
    foreign: Vec<Span>,
    /// Where the texts stand that cards are made of.
    used: BTreeSet<Span>,
    /// The record that has each text, of those that have it the last.
    told: HashMap<Span, usize>,
    /// How many bytes of texts may still be put into further records.
    repeats: usize,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Script<'a> {
    fn new(tree: &Tree, id: Id, diagnostics: &'a mut Diagnostics) -> Script<'a> {
        let span = tree.node(id).span;
        let start = match tree.node(id).children.as_slice() {
            [only] => match &tree.node(*only).data {
                Data::Text { text, .. } => {
                    let held = tree.node(*only).span;
                    // In a quotation of Markdown, say, lines are cut.
                    (held.end() - held.start() == text.len()).then_some(held.start())
                }
                _ => None,
            },
            _ => None,
        };
        Script { start, ..Script::at(span, diagnostics) }
    }

    fn at(span: Span, diagnostics: &'a mut Diagnostics) -> Script<'a> {
        Script {
            span,
            start: None,
            records: Vec::new(),
            foreign: Vec::new(),
            used: BTreeSet::new(),
            told: HashMap::new(),
            repeats: MOST_REPEATED,
            diagnostics,
        }
    }

    fn place(&self, span: Span) -> Span {
        self.start.map_or(self.span, |start| Span::new(start + span.start(), start + span.end()))
    }

    fn read(&mut self, reading: &Reading) {
        let mut ids = HashMap::new();
        reading.values.iter().for_each(|node| index(node, &mut ids));
        reading.values.iter().for_each(|node| self.visit(node, false, &ids));
        let place = |problem: &loose_json::Problem| self.place(Span::new(problem.at, problem.at));
        match (&reading.stop, &reading.slip) {
            (Some(stop), _) => {
                let place = place(stop);
                self.diagnostics.push(Diagnostic::broken_structured_data(stop.what, place));
            }
            (None, Some(slip)) if !self.records.is_empty() => {
                let place = place(slip);
                self.diagnostics.push(Diagnostic::loose_structured_data(slip.what, place));
            }
            _ => {}
        }
    }

    /// Takes the questions in a value, wherever they are in it.
    fn visit<'n>(&mut self, node: &'n Node, in_quiz: bool, ids: &HashMap<&str, &'n Node>) {
        match &node.value {
            Value::Array(values) => values.iter().for_each(|value| self.visit(value, in_quiz, ids)),
            Value::Object(_) if is_question(node) => self.question(node, in_quiz, ids),
            Value::Object(members) => {
                let in_quiz = in_quiz || is_a(node, "quiz");
                let says_nothing = |name: &str, value: &Node| {
                    name == "@context" || (name.starts_with('@') && value.text().is_some())
                };
                for (_, value) in members.iter().filter(|(name, value)| !says_nothing(name, value)) {
                    self.visit(value, in_quiz, ids);
                }
            }
            Value::Text(_) => self.foreign.push(self.place(node.span)),
            Value::Bare(_) => {}
        }
    }

    fn question(&mut self, node: &Node, in_quiz: bool, ids: &HashMap<&str, &Node>) {
        let parts = Parts::of(node, in_quiz, ids);
        let Some(name) = parts.name else {
            return node.members().iter().for_each(|(_, value)| self.visit(value, in_quiz, ids));
        };
        let mut used = BTreeSet::from([name.span]);
        let mut asked = self.field("name", &[name]);
        for block in &mut asked.content {
            // A question is no heading only because the page sets it as one.
            if let BlockKind::Heading { content, .. } = &mut block.kind {
                block.kind = BlockKind::Paragraph(std::mem::take(content));
            }
        }
        let mut fields = vec![asked];
        let more = [
            ("text", parts.text.as_slice()),
            ("options", &parts.options),
            ("answer", &parts.answer),
            ("explanation", &parts.explanation),
            ("educationalLevel", &parts.level),
            ("suggestedAnswer", &parts.others),
        ];
        for (name, nodes) in more.into_iter().filter(|(_, nodes)| !nodes.is_empty()) {
            used.extend(nodes.iter().filter_map(|node| answer_text(node)).map(|text| text.span));
            fields.push(self.field(name, nodes));
        }
        let mut unused = Vec::new();
        collect(node, "", &mut unused);
        // These say how the others are meant.
        unused.retain(|(name, _)| !["eduquestiontype", "encodingformat"].contains(&last(name).as_str()));
        for (name, node) in unused.into_iter().filter(|(_, node)| !used.contains(&node.span)) {
            fields.push(self.field(&name, &[node]));
        }
        used.into_iter().for_each(|span| {
            self.used.insert(self.place(span));
        });
        self.records.push((fields, self.place(node.span)));
    }

    /// A field of one text, or of several as a list.
    fn field(&mut self, name: &str, nodes: &[&Node]) -> Field {
        let mut contents: Vec<(Vec<Block>, Span)> = nodes.iter().map(|node| self.content(node)).collect();
        let span = contents.iter().map(|(_, span)| *span).reduce(Span::join).unwrap_or(self.span);
        let content = match contents.as_mut_slice() {
            [(content, _)] => std::mem::take(content),
            _ => records::items(contents, span),
        };
        Field { name: name.to_owned(), content, span }
    }

    /// A text as blocks: Markdown where the data say so, else HTML or plain text by its looks.
    fn content(&mut self, node: &Node) -> (Vec<Block>, Span) {
        let format = node.get("encodingformat").and_then(Node::text).unwrap_or_default();
        let node = answer_text(node).unwrap_or(node);
        let (text, span) = (node.text().unwrap_or_default(), self.place(node.span));
        let before = self.told.insert(node.span, self.records.len());
        if before.is_some_and(|before| before != self.records.len()) {
            let Some(left) = self.repeats.checked_sub(text.len()) else { return (Vec::new(), span) };
            self.repeats = left;
        }
        if format.contains("markdown") {
            return (records::text(text, Style::Markdown, span), span);
        }
        let Some(text) = records::as_html(text) else {
            return (records::text(text, Style::Plain, span), span);
        };
        let mut found = Diagnostics::default();
        let mut blocks = html::fragment(&text, &mut found);
        for finding in found.iter() {
            self.diagnostics.push(Diagnostic { span: Some(span), ..finding.clone() });
        }
        records::place(&mut blocks, span);
        (blocks, span)
    }

    /// The records as blocks. What is behind the last text of the script belongs to that.
    fn finish(mut self, records: &mut Vec<Block>, dropped: &mut Vec<Skipped>) {
        self.foreign.retain(|span| !self.used.contains(span));
        let fields = self.records.iter_mut().flat_map(|(fields, _)| fields);
        let last = fields.filter(|field| !field.content.is_empty()).max_by_key(|field| field.span.end());
        let last_foreign = self.foreign.iter_mut().max_by_key(|span| span.end());
        match (last, last_foreign) {
            (Some(field), foreign) if foreign.as_ref().is_none_or(|span| span.end() <= field.span.end()) => {
                records::stretch(&mut field.content, self.span.end());
            }
            (_, Some(foreign)) => *foreign = foreign.with_end(foreign.end().max(self.span.end())),
            _ => {}
        }
        if self.start.is_some() {
            dropped.extend(self.foreign.into_iter().map(|span| Skipped { what: Furniture::Data, span }));
        }
        for (fields, span) in self.records {
            let fields = fields.into_iter().map(|f| records::field(&f.name, f.content, f.span)).collect();
            records.push(records::record(fields, span));
        }
    }
}

/// What a question of the data is made of.
#[derive(Default)]
struct Parts<'a> {
    name: Option<&'a Node>,
    text: Vec<&'a Node>,
    options: Vec<&'a Node>,
    answer: Vec<&'a Node>,
    explanation: Vec<&'a Node>,
    level: Vec<&'a Node>,
    /// The answers that were not chosen.
    others: Vec<&'a Node>,
}

impl<'a> Parts<'a> {
    fn of(node: &'a Node, in_quiz: bool, ids: &HashMap<&str, &'a Node>) -> Parts<'a> {
        let text_of = |name: &str| node.get(name).and_then(answer_text);
        let (name, text) = (text_of("name"), text_of("text"));
        // The name of an exercise is its title; its text may begin with that.
        let says_all =
            |name: &'a Node, text: &'a Node| text.text()?.starts_with(name.text()?).then_some(text);
        let (name, text) = match (name, text) {
            (Some(name), Some(text)) => match says_all(name, text) {
                Some(text) => (Some(text), None),
                None => (Some(name), Some(text)),
            },
            (name, text) => (name.or(text), None),
        };
        let accepted = answers(node, "acceptedanswer", ids);
        let suggested = answers(node, "suggestedanswer", ids);
        let kind = node.get("eduquestiontype").and_then(Node::text).unwrap_or_default().to_ascii_lowercase();
        let is_choice = ["choice", "checkbox"].iter().any(|word| kind.contains(word))
            || (in_quiz && !accepted.is_empty() && !suggested.is_empty());
        let all = || suggested.iter().chain(&accepted).copied();
        let mut options: Vec<&Node> = if is_choice { all().collect() } else { Vec::new() };
        options.sort_by(|a, b| order(a).total_cmp(&order(b)).then(a.span.cmp(&b.span)));
        let chosen = match (is_choice, accepted.is_empty()) {
            (true, _) => accepted.clone(),
            (false, false) => best(&accepted),
            (false, true) => best(&suggested),
        };
        let mut others: Vec<&Node> = if is_choice { Vec::new() } else { all().collect() };
        others.retain(|other| chosen.iter().all(|answer| answer.span != other.span));
        let explain = |answer: &&'a Node| answer.get("answerexplanation").and_then(answer_text);
        Parts {
            name,
            text: Vec::from_iter(text),
            options,
            explanation: chosen.iter().filter_map(explain).collect(),
            answer: chosen,
            others,
            level: Vec::from_iter(text_of("educationallevel")),
        }
    }
}

fn order(answer: &Node) -> f64 {
    answer.get("position").and_then(Node::number).unwrap_or(f64::MAX)
}

/// The answer that most have voted for; of equals the first.
fn best<'a>(answers: &[&'a Node]) -> Vec<&'a Node> {
    let votes = |answer: &Node| answer.get("upvotecount").and_then(Node::number).unwrap_or(0.0);
    answers.iter().rev().max_by(|a, b| votes(a).total_cmp(&votes(b))).copied().into_iter().collect()
}

/// The answers in a member of a question that say something.
fn answers<'a>(question: &'a Node, name: &str, ids: &HashMap<&str, &'a Node>) -> Vec<&'a Node> {
    let all = question.get(name).map(Node::all).unwrap_or_default().iter();
    let resolve = |node: &'a Node| match (answer_text(node), id(node)) {
        (None, Some(id)) => ids.get(id).copied().filter(|node| answer_text(node).is_some()),
        (text, _) => text.map(|_| node),
    };
    all.filter_map(resolve).collect()
}

/// The node with the text of an answer, or of a string.
fn answer_text(node: &Node) -> Option<&Node> {
    if node.text().is_some() {
        return Some(node);
    }
    let inner = || ["text", "articlebody", "description", "name"].iter().find_map(|name| node.get(name));
    match &node.value {
        Value::Object(_) => inner().filter(|inner| inner.text().is_some()),
        Value::Array(values) => values.iter().find(|value| value.text().is_some()),
        Value::Text(_) | Value::Bare(_) => None,
    }
}

fn id(node: &Node) -> Option<&str> {
    node.members().iter().find(|(name, _)| name == "@id").and_then(|(_, value)| value.text())
}

/// Objects by the ids that others refer to them by.
fn index<'a>(node: &'a Node, ids: &mut HashMap<&'a str, &'a Node>) {
    match &node.value {
        Value::Array(values) => values.iter().for_each(|value| index(value, ids)),
        Value::Object(members) => {
            if let Some(id) = id(node).filter(|_| members.len() > 1) {
                ids.entry(id).or_insert(node);
            }
            members.iter().for_each(|(_, value)| index(value, ids));
        }
        Value::Text(_) | Value::Bare(_) => {}
    }
}

/// The last of the names that lead to a text.
fn last(path: &str) -> String {
    local(path.rsplit('.').next().unwrap_or(path))
}

fn is_question(node: &Node) -> bool {
    let answered = || ["acceptedanswer", "suggestedanswer"].iter().any(|name| node.get(name).is_some());
    is_a(node, "question") || answered()
}

fn is_a(node: &Node, wanted: &str) -> bool {
    let kinds = node.members().iter().filter(|(name, _)| ["@type", "type"].contains(&name.as_str()));
    let mut kinds = kinds.flat_map(|(_, value)| value.all()).filter_map(Node::text);
    kinds.any(|kind| local(kind) == wanted)
}

/// All texts in an object by the names that lead to them, without keywords and addresses.
fn collect<'a>(node: &'a Node, path: &str, found: &mut Vec<(String, &'a Node)>) {
    match &node.value {
        Value::Text(text) if text.starts_with("http://") || text.starts_with("https://") => {}
        Value::Text(_) => found.push((path.to_owned(), node)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, path, found)),
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(name, _)| !name.starts_with('@')) {
                let dot = if path.is_empty() { "" } else { "." };
                collect(value, &format!("{path}{dot}{name}"), found);
            }
        }
        Value::Bare(_) => {}
    }
}
