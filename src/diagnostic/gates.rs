//! Findings of gates: what has to hold of pages before anything is written, and does not.

use super::{Diagnostic, Severity};

impl Diagnostic {
    /// Less of a page's text is in cards than has to be; in per cent.
    pub fn low_coverage(coverage: f64, least: u64) -> Diagnostic {
        let message = format!("{coverage:.1} % of the text is in cards, and {least} % have to be");
        Diagnostic::new(Severity::Error, "low-coverage", message)
            .help("`deckmill explain` shows which lines are in no card")
    }

    /// There are more or fewer cards than are expected.
    pub fn unexpected_count(found: usize, expected: u64) -> Diagnostic {
        let message = format!("there are {found} cards, and {expected} are expected");
        Diagnostic::new(Severity::Error, "unexpected-count", message)
            .help("mend the page; if the number is right, expect it")
    }

    /// A file is not what a build would give; `what` says so, and in what it differs.
    pub fn not_built(what: &str) -> Diagnostic {
        Diagnostic::new(Severity::Error, "not-built", what.trim_end()).help("`deckmill build` writes it")
    }

    /// More cards are new than may be.
    pub fn too_many_new(found: usize, most: u64) -> Diagnostic {
        let message = format!("{found} cards are new, and at most {most} may be");
        Diagnostic::new(Severity::Error, "too-many-new", message)
            .help("`deckmill plan` shows which they are; if they are meant, let more be new this once")
    }

    /// More cards have left their pages than may.
    pub fn too_many_retired(found: usize, most: u64) -> Diagnostic {
        let message = format!("{found} cards have left their pages, and at most {most} may");
        Diagnostic::new(Severity::Error, "too-many-retired", message)
            .help("`deckmill plan` shows which they are; if that is meant, let more go this once")
    }
}
