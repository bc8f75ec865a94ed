//! Weighs what the layouts propose, and picks.
//!
//! The measure is the same for all: how many cards, how many read like questions, how many are
//! answered, how much of the page's text is in them, whether they are numbered one by one.

use std::cell::LazyCell;
use std::collections::HashMap;

use super::twins::{self, Unmatched};
use crate::flow::{Flow, Node};
use crate::format::Format;
use crate::layout::signs::{extent, letters, wording};
use crate::layout::{Candidate, Draft, LAYOUTS, Layout};
use crate::level;
use crate::model::Block;
use crate::page::Verdict;
use crate::parallel;

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
    /// How many headings within the answers ask, for each card.
    inner: f64,
    /// Whether the page's markup calls them questions.
    told: bool,
    /// Whether the build of the page says which texts are questions.
    named: bool,
}

/// Below this, what was found is not what a reader would call questions.
const ENOUGH: f64 = 0.12;

struct Proposal {
    layout: &'static str,
    candidate: Candidate,
    evidence: Evidence,
    score: f64,
}

/// From this share of questions that read like one on, cards add to others that explain more.
const ASKED: f64 = 0.6;

/// The cards to make, in order, and what became of each proposal.
///
/// What the page shows is weighed first; then `data`, the records behind it, join the flow, and what
/// they say is matched with what is shown.
pub fn choose(
    flow: &mut Flow,
    data: Vec<Block>,
    forced: Option<&'static Format<dyn Layout>>,
) -> (Vec<Draft>, Vec<Verdict>) {
    let shown = proposals(flow, forced, |layout, flow| layout.find(flow));
    flow.add_data(data);
    let in_data = proposals(flow, forced, |layout, flow| layout.find_in_data(flow)).pop();
    let best = shown.iter().max_by(|a, b| a.score.total_cmp(&b.score));
    let best = best.map(|best| (best.score, best.evidence.asked)).unwrap_or_default();
    let (mut taken, mut verdicts) = best_of(flow, shown, forced.is_some());
    if let Some(in_data) = in_data {
        let best = if taken.is_empty() { None } else { Some(best) };
        let verdict = in_data.verdict(&Err("the page shows all that they say".to_owned()));
        taken = in_data.joined(flow, taken, best);
        let chosen = taken.iter().any(|draft| draft.question.start >= flow.shown || draft.told().is_some());
        let told = "the page's own data say more than it shows".to_owned();
        let reason = if chosen { told } else { verdict.reason.clone() };
        verdicts.push(Verdict { chosen, reason, ..verdict });
    }
    verdicts.sort_by_key(|verdict| !verdict.chosen);
    (taken, verdicts)
}

/// The best cards that do not overlap, in order, and what became of each proposal.
fn best_of(flow: &Flow, mut proposals: Vec<Proposal>, is_forced: bool) -> (Vec<Draft>, Vec<Verdict>) {
    // The sort is stable, so that of equals the earlier layout comes first.
    proposals.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut taken: Vec<Draft> = Vec::new();
    let mut verdicts = Vec::new();
    for proposal in proposals {
        let fate = match taken.is_empty() {
            true => proposal.explains(is_forced),
            false => proposal.adds(flow, &taken),
        };
        verdicts.push(proposal.verdict(&fate));
        if fate.is_ok() {
            let more: Vec<Draft> =
                proposal.candidate.drafts.into_iter().filter(|draft| is_free(draft, &taken)).collect();
            match taken.is_empty() {
                // The first are in order, and not copied.
                true => taken = more,
                false => {
                    taken.extend(more);
                    taken.sort_by_key(|draft| draft.question.start);
                }
            }
        }
    }
    (taken, verdicts)
}

fn proposals(
    flow: &Flow,
    forced: Option<&'static Format<dyn Layout>>,
    find: impl Fn(&dyn Layout, &Flow) -> Vec<Candidate> + Sync,
) -> Vec<Proposal> {
    let all: Vec<&Format<dyn Layout>> =
        LAYOUTS.iter().filter(|format| forced.is_none_or(|forced| forced.name == format.name)).collect();
    let counts = |node: &Node| node.is_leaf() && node.skip.is_none();
    let lengths = LazyCell::new(|| flow.text_before(counts));
    let mut proposals = Vec::new();
    // Layouts have no options, so making one can't fail.
    let candidates = |number: usize| {
        all[number].make(&Default::default()).map(|layout| find(layout.as_ref(), flow)).unwrap_or_default()
    };
    for (format, found) in all.iter().zip(parallel::each(all.len(), flow.is_long(), candidates)) {
        for candidate in found {
            let (candidate, answered) = without_repeats(flow, candidate);
            let evidence = weigh(flow, &candidate, answered, &lengths);
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

/// A candidate without the questions that it has again further down, with an answer there and none here:
/// they are a list of what follows; and how many of its questions have an answer.
fn without_repeats(flow: &Flow, mut candidate: Candidate) -> (Candidate, usize) {
    let bare =
        |draft: &Draft| -> String { letters::of(&extent::text(flow, draft.question.clone(), draft.cut)) };
    let answered: Vec<bool> = candidate.drafts.iter().map(|draft| is_answered(flow, draft)).collect();
    let count = answered.iter().filter(|answered| **answered).count();
    if candidate.certain || count == answered.len() || count == 0 {
        return (candidate, count);
    }
    let keys: Vec<(String, bool)> = candidate.drafts.iter().map(bare).zip(answered).collect();
    let last: HashMap<&str, usize> =
        keys.iter().enumerate().filter(|(_, key)| key.1).map(|(at, key)| (key.0.as_str(), at)).collect();
    let mut kept = keys
        .iter()
        .enumerate()
        .map(|(at, (key, answered))| *answered || last.get(key.as_str()).is_none_or(|last| *last < at));
    candidate.drafts.retain(|_| kept.next().unwrap_or(true));
    (candidate, count)
}

/// Whether a draft overlaps none of those taken, which are in order.
pub(super) fn is_free(draft: &Draft, taken: &[Draft]) -> bool {
    let range = draft.range();
    let next = taken.partition_point(|other| other.range().end <= range.start);
    taken.get(next).is_none_or(|other| other.question.start >= range.end)
}

/// Why a proposal was chosen, or why not.
type Fate = Result<String, String>;

impl Proposal {
    /// Whether it explains the page, where none has been chosen that explains it better.
    fn explains(&self, forced: bool) -> Fate {
        let Evidence { asked, answered, coverage, .. } = self.evidence;
        let because = |reason: &str| Ok(reason.to_owned());
        match () {
            () if forced => because("this layout was asked for"),
            () if self.candidate.certain => because("the page itself says that these are cards"),
            () if self.score >= ENOUGH => because("it explains the page best"),
            () if asked < 0.3 => Err(format!("{} read like questions", only(asked))),
            () if coverage < 0.3 => Err(format!("{} of the text is in its cards", only(coverage))),
            () => Err(format!(
                "few read like questions ({}) and are answered ({})",
                percent(asked),
                percent(answered)
            )),
        }
    }

    /// Whether it explains a part of the page that no better one has explained: what is free of the
    /// others, asks and is answered. One card is enough where headings are questions already.
    fn adds(&self, flow: &Flow, taken: &[Draft]) -> Fate {
        let free: Vec<&Draft> = self.candidate.drafts.iter().filter(|draft| is_free(draft, taken)).collect();
        let asked = free.iter().filter(|draft| is_asked(flow, draft)).count();
        let answered = free.iter().filter(|draft| is_answered(flow, draft)).count();
        let is_heading = |draft: &&Draft| flow.heading(draft.question.start).is_some();
        let is_numbered = |draft: &&Draft| draft.number.is_some();
        let same = free.iter().all(is_heading)
            && taken.first().as_ref().is_some_and(is_heading)
            && (free.iter().all(is_numbered) || !taken.iter().all(|draft| is_numbered(&draft)));
        let (all, count) = (self.evidence.cards, free.len());
        // The page's build makes up for wording, but a glossary adds nothing to questions.
        let named = self.candidate.named && !self.candidate.weak;
        let share = |part: usize| only(part as f64 / count as f64);
        match count {
            0 => Err("all of its cards overlap with better ones".to_owned()),
            _ if count * 2 < all && !same => {
                Err(format!("{} of its cards overlap with better ones", all - count))
            }
            1 if !same || asked + answered < 2 => {
                Err("a single card is too few beside better ones".to_owned())
            }
            _ if !named && asked * 10 < count * 6 => {
                Err(format!("{} read like questions, too few beside better ones", share(asked)))
            }
            // A long list of questions to ask has no answers, and is more of the page than what has.
            _ if answered * 2 < count && !(count == all && all >= 3 && all > taken.len()) => {
                Err(format!("{} are answered, too few beside better ones", share(answered)))
            }
            _ => Ok("it explains a part that no better one does".to_owned()),
        }
    }

    /// The cards that are shown, whose best explanation has a score and a share of questions that read
    /// like one, together with those of the data. Of the two, the worse adds only what is asked.
    fn joined(self, flow: &Flow, taken: Vec<Draft>, best: Option<(f64, f64)>) -> Vec<Draft> {
        let (score, asked) = best.unwrap_or_default();
        if score.is_infinite() {
            // deckmill's own marks need no second witness.
            return taken;
        }
        let unmatched = Unmatched {
            keep_shown: score >= self.score || asked >= ASKED,
            // Where nothing is shown, the page's own word is enough.
            add_data: best.is_none() || self.score > score || self.evidence.asked >= ASKED,
        };
        twins::join(flow, taken, self.candidate.drafts, unmatched)
    }

    fn verdict(&self, fate: &Fate) -> Verdict {
        let evidence = &self.evidence;
        Verdict {
            layout: self.layout,
            habit: self.candidate.habit.clone(),
            cards: evidence.cards,
            score: if self.score.is_finite() { (self.score * 1000.0).round() / 1000.0 } else { 1.0 },
            chosen: fate.is_ok(),
            reason: fate.clone().unwrap_or_else(|reason| reason),
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

/// "only 12 %", or "none".
fn only(share: f64) -> String {
    if share > 0.0 { format!("only {}", percent(share)) } else { "none".to_owned() }
}

fn percent(share: f64) -> String {
    format!("{} %", (share * 100.0).round())
}

/// What speaks for a candidate of which so many questions have an answer.
fn weigh(flow: &Flow, candidate: &Candidate, answered: usize, lengths: &[usize]) -> Evidence {
    let drafts = &candidate.drafts;
    let share = |count: usize| count as f64 / drafts.len().max(1) as f64;
    let all = lengths.last().copied().unwrap_or_default();
    let held: usize =
        drafts.iter().map(Draft::range).map(|range| lengths[range.end] - lengths[range.start]).sum();
    let values: Vec<_> =
        drafts.iter().map(|draft| draft.number.as_ref().and_then(|number| number.value())).collect();
    let is_inner = |at: &usize| flow.heading(*at).is_some() && wording::is_question(flow.nodes[*at].text());
    let inner = |draft: &Draft| flow.leaves(draft.answer.clone()).filter(is_inner).count();
    let inner: usize = if flow.headings.is_empty() { 0 } else { drafts.iter().map(inner).sum() };
    let follows = |pair: &&[Option<u64>]| matches!(pair, [Some(a), Some(b)] if *b == a + 1);
    Evidence {
        cards: drafts.len(),
        told: candidate.told,
        asked: share(drafts.iter().filter(|draft| is_asked(flow, draft)).count()),
        answered: share(answered),
        coverage: if all == 0 { 0.0 } else { held as f64 / all as f64 },
        counted: match drafts.len() {
            0 | 1 => 0.0,
            count => values.windows(2).filter(follows).count() as f64 / (count - 1) as f64,
        },
        inner: inner as f64 / drafts.len().max(1) as f64,
        named: candidate.named,
    }
}

/// Whether a question reads like one, or the page labels it and its answer.
fn is_asked(flow: &Flow, draft: &Draft) -> bool {
    let is_labelled = draft.cut > 0 && draft.answer_cut > 0;
    is_labelled || wording::is_question(&extent::text(flow, draft.question.clone(), draft.cut))
}

fn is_answered(flow: &Flow, draft: &Draft) -> bool {
    flow.leaves(draft.answer.clone()).any(|at| {
        let text = flow.nodes[at].text();
        !text.is_empty() && !level::is_statement(text)
            || matches!(flow.nodes[at].other(), Some(crate::model::BlockKind::Table(_)))
    })
}

impl Evidence {
    /// How well it explains the page: 0 to about 1.
    fn score(&self) -> f64 {
        let few = (self.cards as f64 / 5.0).min(1.0);
        let counted = self.counted * few;
        // The page's own word makes up for half of the wording, and decides between layouts that explain
        // the page about as well. It is no more than that: such data are often of another page.
        let (asked, bonus) = if self.told { (self.asked.max(0.5), 1.1) } else { (self.asked, 1.0) };
        // Numbers make up for wording, but numbered statements are mostly sections or steps.
        let questions = match asked >= 0.3 {
            // The page's build leaves less to guess than numbers do.
            _ if self.named => 1.1,
            true => asked.max(0.95 * counted),
            false => 0.5 * asked + 0.4 * counted,
        };
        if questions < 0.3 {
            return 0.0;
        }
        let many = self.cards as f64 / (self.cards as f64 + 0.5);
        let answered = 0.5 + 0.5 * self.answered;
        // What holds more questions than it asks is a part of the page.
        let whole = if self.inner >= 2.0 { 0.3 } else { 1.0 };
        bonus * questions * many * answered * self.coverage.sqrt() * (1.0 + 0.05 * counted) * whole
    }
}
