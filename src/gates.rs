//! Gates: what has to hold of pages and of their cards before anything is written.

use deckmill::diagnostic::{Diagnostic, Diagnostics};
use deckmill::memory::Tally;

use crate::cli;

/// What has to hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gates {
    /// How many per cent of a page's text are in cards at least.
    pub min_coverage: Option<u64>,
    /// How many cards there are.
    pub expect: Option<u64>,
    /// How many cards are new at most.
    pub max_new: Option<u64>,
    /// How many cards have left their pages at most.
    pub max_retired: Option<u64>,
}

impl Gates {
    /// As they are set, with what the command line says of pages put over that.
    pub fn over(self, flags: &cli::Gates) -> Gates {
        let (min_coverage, expect) = (flags.min_coverage.or(self.min_coverage), flags.expect.or(self.expect));
        Gates { min_coverage, expect, ..self }
    }

    /// The same for pages that were named: how many cards a project is to have says nothing of some of its pages.
    pub fn of_named(self) -> Gates {
        Gates { expect: None, ..self }
    }

    /// As [`Gates::over`], with what the command line says of cards that are new or gone as well.
    pub fn over_all(self, flags: &cli::WritingGates) -> Gates {
        let (max_new, max_retired) = (flags.max_new.or(self.max_new), flags.max_retired.or(self.max_retired));
        Gates { max_new, max_retired, ..self.over(&flags.pages) }
    }

    /// Whether there are any.
    pub fn is_any(&self) -> bool {
        *self != Gates::default()
    }

    /// What is wrong with a page, `coverage` of whose text is in cards.
    pub fn page(&self, coverage: f64) -> Diagnostics {
        let least = self.min_coverage.filter(|least| coverage * 100.0 < *least as f64);
        found(least.map(|least| Diagnostic::low_coverage(coverage * 100.0, least)))
    }

    /// What is wrong with the number of cards.
    pub fn cards(&self, count: usize) -> Diagnostics {
        let expected = self.expect.filter(|expected| *expected != count as u64);
        found(expected.map(|expected| Diagnostic::unexpected_count(count, expected)))
    }

    /// What is wrong with what became of the cards. Where nothing was remembered before, all are new, and
    /// that is as it should be.
    pub fn memory(&self, tally: Tally) -> Diagnostics {
        let is_first = tally.unchanged + tally.changed + tally.retired == 0;
        let over = |most: Option<u64>, count: usize| most.filter(|most| count as u64 > *most);
        let new = over(self.max_new, tally.new).filter(|_| !is_first);
        let retired = over(self.max_retired, tally.retired);
        let new = new.map(|most| Diagnostic::too_many_new(tally.new, most));
        found(new.into_iter().chain(retired.map(|most| Diagnostic::too_many_retired(tally.retired, most))))
    }
}

fn found(findings: impl IntoIterator<Item = Diagnostic>) -> Diagnostics {
    let mut found = Diagnostics::default();
    findings.into_iter().for_each(|finding| found.push(finding));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(found: &Diagnostics) -> Vec<&'static str> {
        found.iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn gates_close_behind_their_bounds() {
        let gates = Gates { min_coverage: Some(95), expect: Some(2), max_new: Some(1), max_retired: Some(0) };
        assert_eq!(rules(&gates.page(0.949)), ["low-coverage"]);
        assert!(gates.page(0.95).is_empty());
        assert_eq!(rules(&gates.cards(1)), ["unexpected-count"]);
        assert!(gates.cards(2).is_empty());
        let tally = |new, unchanged, retired| Tally { new, unchanged, retired, ..Tally::default() };
        assert_eq!(rules(&gates.memory(tally(2, 0, 1))), ["too-many-new", "too-many-retired"]);
        assert_eq!(rules(&gates.memory(tally(2, 1, 0))), ["too-many-new"]);
        assert!(gates.memory(tally(1, 1, 0)).is_empty());
        assert!(gates.memory(tally(100, 0, 0)).is_empty(), "a first build");
        assert!(Gates::default().memory(tally(100, 1, 100)).is_empty());
    }
}
