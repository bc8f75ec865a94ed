//! How the program talks: what all subcommands take, and from which findings on some of them fail.

use clap::{Args, ValueEnum};
use deckmill::diagnostic::Severity;

use super::values;
use crate::report::Voice;

/// How the program talks.
#[derive(Args)]
#[command(next_help_heading = "Messages")]
pub struct Talk {
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more: notes, coverage, and the lines that are in no card
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to use colour; auto heeds NO_COLOR and TERM
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value = "auto",
        env = "DECKMILL_COLOR"
    )]
    pub color: Color,
    /// Whom findings and failures are for
    #[arg(long, global = true, value_name = "FORMAT", value_parser = values::voices(), default_value = "human")]
    #[arg(env = "DECKMILL_MESSAGE_FORMAT")]
    pub message_format: &'static dyn Voice,
    /// How to show how far it is
    #[arg(
        long,
        global = true,
        value_name = "HOW",
        value_enum,
        default_value = "auto",
        env = "DECKMILL_PROGRESS"
    )]
    pub progress: Progress,
}

/// When to use colour.
#[derive(Clone, Copy, ValueEnum)]
pub enum Color {
    /// On a terminal that wants it.
    // An empty variable sets nothing.
    #[value(alias = "")]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How to show how far it is.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Progress {
    /// A bar, on a terminal where someone watches.
    #[value(alias = "")]
    Auto,
    /// Not at all.
    Never,
    /// A line of JSON on standard error for each page that was read.
    Json,
}

/// From which severity on findings make the command fail.
#[derive(Clone, Copy, ValueEnum)]
pub enum FailOn {
    /// Any finding.
    Note,
    /// Warnings and errors.
    Warning,
    /// Errors only.
    Error,
    /// None.
    Never,
}

impl FailOn {
    /// By its name.
    pub fn named(name: &str) -> Option<FailOn> {
        FailOn::from_str(name, false).ok()
    }

    /// The least severity that fails.
    pub fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Note => Some(Severity::Note),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Error => Some(Severity::Error),
            FailOn::Never => None,
        }
    }
}
