//! Labelled pairs: "Q: …" and "A: …", "Question:" and "Answer:", in many languages, bold or not.

use super::signs::{options, wording};
use super::{Candidate, Draft, Layout};
use crate::flow::Flow;
use crate::format::Format;
use crate::model::{BlockKind, Number};

/// The row in the table of layouts.
pub const FORMAT: Format<dyn Layout> = Format {
    name: "labels",
    extensions: &[],
    summary: "pairs with labels: Q: and A:, Question: and Answer:",
    options: &[],
    open: |_| Ok(Box::new(Labels)),
};

struct Labels;

/// A line that begins with a label, and how many characters that takes.
#[derive(Debug, Clone, Copy)]
struct Label {
    leaf: usize,
    length: usize,
    is_question: bool,
}

impl Layout for Labels {
    fn find(&self, flow: &Flow) -> Vec<Candidate> {
        let wide = labels(flow, ":.)");
        if wide.is_empty() {
            return Vec::new();
        }
        let mut labels = labels(flow, ":");
        if labels.iter().all(|label| label.is_question) {
            // Of "A)" and "A." only those that alternate with "Q)" are no options.
            labels = wide;
            let answers = labels.iter().filter(|label| !label.is_question).count();
            if answers < 2 || answers * 10 < (labels.len() - answers) * 8 {
                return Vec::new();
            }
        }
        let mut drafts = Vec::new();
        let mut at = 0;
        while let Some(question) = labels.get(at) {
            at += 1;
            if !question.is_question {
                continue;
            }
            let answer = labels.get(at).filter(|next| !next.is_question).copied();
            let answer = answer.map(|answer| stated(flow, *question, answer));
            let rest = labels[at..].iter();
            let next = rest.skip(usize::from(answer.is_some())).find(|label| label.is_question).copied();
            drafts.push(draft(flow, *question, answer, next));
        }
        match labels.iter().any(|label| !label.is_question) && !drafts.is_empty() {
            true => {
                vec![Candidate {
                    habit: "labels for question and answer".to_owned(),
                    drafts,
                    ..Candidate::default()
                }]
            }
            false => Vec::new(),
        }
    }
}

/// The label of an answer that stands in code between the question and its explanation.
fn stated(flow: &Flow, question: Label, explanation: Label) -> Label {
    let is_explanation = wording::is_explanation(flow.nodes[explanation.leaf].text());
    let before = flow.leaves(question.leaf + 1..explanation.leaf).last().filter(|_| is_explanation);
    let is_code = |at: &usize| matches!(flow.nodes[*at].other(), Some(BlockKind::Code { .. }));
    // Right below the question it is what is asked about.
    let has_options = |at: &usize| flow.leaves(question.leaf + 1..*at).next().is_some();
    match before.filter(is_code).filter(has_options) {
        Some(leaf) => Label { leaf, length: 0, is_question: false },
        None => explanation,
    }
}

/// All labels; `signs` may stand behind an answer's of one letter.
fn labels(flow: &Flow, signs: &str) -> Vec<Label> {
    flow.leaves(0..flow.nodes.len()).filter_map(|leaf| label(flow, leaf, signs)).collect()
}

fn label(flow: &Flow, leaf: usize, signs: &str) -> Option<Label> {
    let node = &flow.nodes[leaf];
    node.content()?;
    // "A:" above "B:" is an option.
    if options::is_option(flow, leaf) {
        return None;
    }
    if let Some(length) = wording::answer_label_with(node.text(), signs) {
        // As a heading, "Answer: D" stands for itself.
        let is_title = flow.heading(leaf).is_some() && wording::states_letter(node.text(), length);
        return Some(Label { leaf, length: if is_title { 0 } else { length }, is_question: false });
    }
    wording::question_label(node.text()).map(|length| Label { leaf, length, is_question: true })
}

fn draft(flow: &Flow, question: Label, answer: Option<Label>, next: Option<Label>) -> Draft {
    let limit = next.map_or(flow.nodes.len(), |next| flow.outermost_after(next.leaf, question.leaf));
    let after = answer.map_or(question.leaf + 1, |answer| answer.leaf);
    // A heading ends the card: it begins a section.
    let end = flow.next_heading(after..limit, question.leaf).unwrap_or(limit);
    let end = flow.end_of_box(question.leaf, after, end);
    // A part that opens on a click and only says so is no part of the question.
    let shell = answer.map(|answer| flow.outermost_after(answer.leaf, question.leaf));
    let is_shell = |at: usize| flow.nodes[at].is_blank() || wording::is_answer_word(flow.nodes[at].text());
    let shell = shell.filter(|shell| flow.leaves(*shell..after).all(is_shell));
    let asked = answer.map_or(question.leaf + 1, |answer| shell.unwrap_or(answer.leaf));
    Draft {
        question: question.leaf..asked.min(end),
        answer: after.min(end)..end,
        number: label_number(flow, question),
        cut: question.length,
        answer_cut: answer.filter(|answer| answer.leaf < end).map_or(0, |answer| answer.length),
        ..Draft::default()
    }
}

/// The number in a label: "Q7:".
fn label_number(flow: &Flow, label: Label) -> Option<Number> {
    let text: String = flow.nodes[label.leaf].text().chars().take(label.length).collect();
    let text = text.trim().trim_end_matches([':', '.', ')', '：', '．', '、']);
    let number = Number::new(text);
    number.value().is_some().then_some(number)
}
