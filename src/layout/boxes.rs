//! Boxes whose classes come again in pairs: `div.question` beside `div.answer`, the head and the body of
//! each part of an accordion.
//!
//! What counts is that the same two stand beside each other again and again. Where their names say
//! question and answer, that is so whatever the wording.

use std::collections::BTreeMap;
use std::ops::Range;

use super::signs::{extent, letters, number, wording};
use super::{Candidate, Draft, Layout};
use crate::flow::{Container, Flow, NodeKind};
use crate::format::Format;
use crate::model::Text;

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "boxes",
    extensions: &[],
    summary: "boxes in pairs whose classes come again: question and answer, head and body",
    options: &[],
    open: |_| Ok(Box::new(Boxes)),
};

struct Boxes;

/// How many pairs show that they are meant, where their names don't say it.
const FEWEST: usize = 3;

/// Parts of names that mean a question, and an answer.
const QUESTION: &[&str] = &["question", "frage", "pregunta", "pergunta", "domanda", "q"];
const ANSWER: &[&str] =
    &["answer", "antwort", "respuesta", "resposta", "risposta", "reponse", "solution", "a"];

/// Ends of names that say which part of a box one is.
const PARTS: &[&str] =
    &["-text", "-body", "-content", "-title", "-header", "-head", "-wrapper", "-box", "__text"];

impl Layout for Boxes {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let mut kinds: BTreeMap<(&str, &str), Vec<Draft>> = BTreeMap::new();
        for at in 0..flow.nodes.len() {
            let Some((kind, draft)) = name(flow, at).and_then(|answer| pair(flow, at, answer)) else {
                continue;
            };
            let drafts = kinds.entry(kind).or_default();
            if drafts.last().is_none_or(|last| last.answer.end <= draft.question.start) {
                drafts.push(draft);
            }
        }
        kinds.into_iter().filter_map(|(kind, drafts)| candidate(kind, drafts)).collect()
    }
}

fn candidate((question, answer): (&str, &str), drafts: Vec<Draft>) -> Option<Candidate> {
    let named = says(question, QUESTION) && says(answer, ANSWER);
    let habit = format!("boxes such as .{question} and .{answer}");
    (drafts.len() >= if named { 2 } else { FEWEST }).then(|| Candidate {
        habit,
        drafts,
        named,
        ..Candidate::default()
    })
}

/// The first class of a box.
fn name(flow: &Flow, open: usize) -> Option<&str> {
    match flow.container(open)? {
        Container::Group(hint) => hint.names.first().map(String::as_str),
        _ => None,
    }
}

/// The card that a box and the one right before it are, with the names of both.
fn pair<'a>(flow: &'a Flow, open: usize, answer: &'a str) -> Option<((&'a str, &'a str), Draft)> {
    let before = open.checked_sub(1).filter(|at| matches!(flow.nodes[*at].kind, NodeKind::Close))?;
    let first = flow.nodes[before].pair();
    let question = name(flow, first).filter(|name| *name != answer)?;
    let (asked, said) = (first + 1..before, open + 1..flow.nodes[open].pair());
    let text = extent::text(flow, asked.clone(), 0);
    let fits = !text.trim().is_empty() && text.chars().count() <= extent::LONGEST;
    (fits && extent::has_answer(flow, said.clone())).then(|| ((question, answer), draft(flow, asked, said)))
}

fn draft(flow: &Flow, question: Range<usize>, answer: Range<usize>) -> Draft {
    let text = |nodes: &Range<usize>| extent::first_leaf(flow, nodes.clone()).map(|at| flow.nodes[at].text());
    let (asked, said) = (text(&question).map_or("", Text::as_str), text(&answer).map_or("", Text::as_str));
    let (number, cut) = prefix(asked).map_or((None, 0), |prefix| (Some(prefix.number), prefix.length));
    // "A1." answers "Q1.", and is no option there.
    let labelled = asked.chars().take(cut).any(char::is_alphabetic);
    let answer_cut = wording::answer_label_with(said, ":.").filter(|_| labelled).unwrap_or(0);
    Draft { question, answer, number, cut, answer_cut, ..Draft::default() }
}

/// The number at the front of a question, also behind a picture of one sign.
fn prefix(text: &str) -> Option<number::Prefix> {
    let picture = text.chars().take_while(|c| wording::is_picture(*c) || *c == ' ').count();
    let prefix = number::before_text(letters::behind(text, picture))?;
    Some(number::Prefix { length: prefix.length + picture, ..prefix })
}

/// Whether a name says one of these words: as the whole of it where the word is a letter, else as its
/// end, for ".answer-count" counts answers, or before a word for a part of a box.
fn says(name: &str, words: &[&str]) -> bool {
    let name = PARTS.iter().find_map(|part| name.strip_suffix(part)).unwrap_or(name);
    let last = name.rsplit(['-', '_']).next().unwrap_or(name);
    words.iter().any(|word| name == *word || (word.len() > 1 && last.contains(word)))
}
