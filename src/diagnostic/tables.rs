//! Findings about tables and other files that are written, and about the choice of cards.

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

    /// Cards that have left their page are not in a file that holds no note without a card.
    pub fn retired_left_out(format: &str, count: usize) -> Diagnostic {
        let message = match count {
            1 => format!("a retired card was left out: {format} holds no note without a card"),
            many => format!("{many} retired cards were left out: {format} holds no note without a card"),
        };
        Diagnostic::new(Severity::Note, "retired-left-out", message)
            .help("an Anki package holds them, for those who learned them")
    }

    /// So many links are text that leads nowhere, for a workbook takes no more of them, or no longer ones.
    pub fn links_as_text(count: usize) -> Diagnostic {
        let message = match count {
            1 => "1 link of the workbook is plain text".to_owned(),
            many => format!("{many} links of the workbook are plain text"),
        };
        Diagnostic::new(Severity::Note, "links-as-text", message)
            .help("Excel takes 65530 links on a sheet, and addresses of 2079 characters")
    }
}
