//! Weighs what the layouts propose, and picks.
//!
//! The measure is the same for all: how many cards, how many read like questions, how many are
//! answered, how much of the page's text is in them, whether they are numbered one by one.

use crate::flow::{Flow, NodeKind};
use crate::format::Format;
use crate::layout::signs::wording;
use crate::layout::{Candidate, Draft, LAYOUTS, Layout};
use crate::level;
use crate::page::Verdict;

/// What speaks for a candidate; shares are from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Evidence {
    cards: usize,
    /// The share of questions that read like one.
    asked: f64,
    /// The share that is answered.
    answered: f64,
    /// The share of the page's text that is in the cards.
    coverage: f64,
    /// The share of numbers that follow the number before them.
    counted: f64,
}

/// Below this, what was found is not what a reader would call questions.
const ENOUGH: f64 = 0.12;

struct Proposal {
    layout: &'static str,
    candidate: Candidate,
    evidence: Evidence,
    score: f64,
}

/// The cards to make, in order, and what became of each proposal.
pub fn choose(flow: &Flow, forced: Option<&'static Format<dyn Layout>>) -> (Vec<Draft>, Vec<Verdict>) {
    let mut proposals = proposals(flow, forced);
    // The sort is stable, so that of equals the earlier layout comes first.
    proposals.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut taken: Vec<Draft> = Vec::new();
    let mut verdicts = Vec::new();
    for proposal in proposals {
        let chosen = match taken.is_empty() {
            true => forced.is_some() || proposal.score >= ENOUGH,
            false => proposal.adds(&taken),
        };
        verdicts.push(proposal.verdict(chosen));
        if chosen {
            let more: Vec<Draft> =
                proposal.candidate.drafts.into_iter().filter(|draft| is_free(draft, &taken)).collect();
            taken.extend(more);
            taken.sort_by_key(|draft| draft.question.start);
        }
    }
    verdicts.sort_by_key(|verdict| !verdict.chosen);
    (taken, verdicts)
}

fn proposals(flow: &Flow, forced: Option<&'static Format<dyn Layout>>) -> Vec<Proposal> {
    let all = LAYOUTS.iter().filter(|format| forced.is_none_or(|forced| forced.name == format.name));
    let lengths = lengths(flow);
    let mut proposals = Vec::new();
    for format in all {
        // Layouts have no options, so making one can't fail.
        let Ok(layout) = format.make(&Default::default()) else { continue };
        for candidate in layout.find(flow) {
            let evidence = weigh(flow, &candidate, &lengths);
            let score = match (candidate.certain, candidate.weak) {
                (true, _) => f64::INFINITY,
                (false, true) => 0.8 * evidence.score(),
                (false, false) => evidence.score(),
            };
            proposals.push(Proposal { layout: format.name, candidate, evidence, score });
        }
    }
    proposals
}

/// Whether a draft overlaps none of those taken, which are in order.
fn is_free(draft: &Draft, taken: &[Draft]) -> bool {
    let range = draft.range();
    let next = taken.partition_point(|other| other.range().end <= range.start);
    taken.get(next).is_none_or(|other| other.question.start >= range.end)
}

impl Proposal {
    /// Whether it explains a part of the page that no better one has explained.
    fn adds(&self, taken: &[Draft]) -> bool {
        let free = self.candidate.drafts.iter().filter(|draft| is_free(draft, taken)).count();
        free >= 2
            && free * 2 >= self.evidence.cards
            && self.evidence.asked >= 0.6
            && self.evidence.answered >= 0.5
    }

    fn verdict(&self, chosen: bool) -> Verdict {
        let percent = |share: f64| format!("{} %", (share * 100.0).round());
        let evidence = &self.evidence;
        Verdict {
            layout: self.layout,
            habit: self.candidate.habit.clone(),
            cards: evidence.cards,
            score: if self.score.is_finite() { (self.score * 1000.0).round() / 1000.0 } else { 1.0 },
            chosen,
            evidence: format!(
                "{} read like questions, {} answered, {} of the text, {} counted one by one",
                percent(evidence.asked),
                percent(evidence.answered),
                percent(evidence.coverage),
                percent(evidence.counted),
            ),
        }
    }
}

/// How much text stands before each node, and before the page's end, so that no candidate has to
/// add it up again.
fn lengths(flow: &Flow) -> Vec<usize> {
    let mut sum = 0;
    let mut lengths = vec![0];
    for node in &flow.nodes {
        if matches!(node.kind, NodeKind::Leaf(_)) && node.skip.is_none() {
            sum += node.text.len();
        }
        lengths.push(sum);
    }
    lengths
}

fn weigh(flow: &Flow, candidate: &Candidate, lengths: &[usize]) -> Evidence {
    let drafts = &candidate.drafts;
    let share = |count: usize| count as f64 / drafts.len().max(1) as f64;
    let all = lengths.last().copied().unwrap_or_default();
    let held: usize =
        drafts.iter().map(Draft::range).map(|range| lengths[range.end] - lengths[range.start]).sum();
    let values: Vec<_> = drafts.iter().map(|draft| draft.number.as_ref().and_then(|n| n.value)).collect();
    let follows = |pair: &&[Option<u64>]| matches!(pair, [Some(a), Some(b)] if *b == a + 1);
    Evidence {
        cards: drafts.len(),
        asked: share(drafts.iter().filter(|draft| is_asked(flow, draft)).count()),
        answered: share(drafts.iter().filter(|draft| is_answered(flow, draft)).count()),
        coverage: if all == 0 { 0.0 } else { held as f64 / all as f64 },
        counted: match drafts.len() {
            0 | 1 => 0.0,
            count => values.windows(2).filter(follows).count() as f64 / (count - 1) as f64,
        },
    }
}

fn is_asked(flow: &Flow, draft: &Draft) -> bool {
    let text: String = flow
        .leaves(draft.question.clone())
        .map(|at| flow.nodes[at].text.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    wording::is_question(&text.chars().skip(draft.cut).collect::<String>())
}

fn is_answered(flow: &Flow, draft: &Draft) -> bool {
    flow.leaves(draft.answer.clone()).any(|at| {
        let text = &flow.nodes[at].text;
        !text.is_empty() && level::statement(text).is_none()
            || matches!(flow.nodes[at].kind, NodeKind::Leaf(crate::model::BlockKind::Table(_)))
    })
}

impl Evidence {
    /// How well it explains the page: 0 to about 1.
    fn score(&self) -> f64 {
        let few = (self.cards as f64 / 5.0).min(1.0);
        let counted = self.counted * few;
        // Numbers make up for wording, but numbered statements are mostly sections or steps.
        let questions = match self.asked >= 0.3 {
            true => self.asked.max(0.95 * counted),
            false => 0.5 * self.asked + 0.4 * counted,
        };
        if questions < 0.3 {
            return 0.0;
        }
        let many = self.cards as f64 / (self.cards as f64 + 0.5);
        let answered = 0.5 + 0.5 * self.answered;
        questions * many * answered * self.coverage.sqrt() * (1.0 + 0.05 * counted)
    }
}
