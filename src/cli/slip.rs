//! Takes the command line apart. `help` with a misspelt command gets the nearest name, as the command itself does.

use clap::error::{ContextKind, ContextValue, Error};
use clap::{Command, CommandFactory, Parser};

use super::Cli;
use crate::failure::nearest;

/// What was typed. What can't be understood is said, and ends the program.
pub fn parse() -> Cli {
    Cli::try_parse().unwrap_or_else(|error| with_nearest(error).exit())
}

/// An error about an unknown command, with the name that was meant.
fn with_nearest(mut error: Error) -> Error {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else { return error };
    if error.get(ContextKind::SuggestedSubcommand).is_some() {
        return error;
    }
    let program = Cli::command();
    let all = program
        .get_subcommands()
        .flat_map(|command| std::iter::once(command).chain(command.get_subcommands()));
    let meant = nearest(typed, all.map(Command::get_name)).map(str::to_owned);
    if let Some(meant) = meant {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![meant]));
    }
    error
}
