//! Findings about tables that are written, and about the choice of cards.

use super::{Diagnostic, Severity};
use crate::model::Origin;

impl Diagnostic {
    /// So many cells got an apostrophe, so that no spreadsheet takes them for formulas.
    pub fn cells_guarded(count: usize) -> Diagnostic {
        let message = match count {
            1 => "1 cell begins like a formula, and got an apostrophe in front".to_owned(),
            many => format!("{many} cells begin like formulas, and got an apostrophe in front"),
        };
        Diagnostic::new(Severity::Note, "cells-guarded", message)
            .help("without `--for`, cells are exactly what the cards say")
    }

    /// A card asks what another asks, and was left out.
    pub fn repeat_left_out(kept: &Origin) -> Diagnostic {
        let message = format!("left out, for {}:{} asks the same", kept.name(), kept.line);
        Diagnostic::new(Severity::Note, "repeat-left-out", message)
    }
}
