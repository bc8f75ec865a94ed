//! The arguments of commands that are about the program itself: what is set, what it finds, schemas, plug-ins,
//! completions, manual pages.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use clap_complete::Shell;

use super::values;

/// `deckmill config`
#[derive(Args)]
#[command(after_help = "Examples:
  deckmill config
  deckmill config --origin

A key of the project file can be set in the environment as well: DECKMILL_TAGS=one,two for `tags`,
DECKMILL_OPTIONS_CSV_DELIMITER=';' for an option of a format; and, as far as it is about no single
project, in the user's own file. Flags are stronger than the environment, that is stronger than the
project file, and that is stronger than the user's file.")]
pub struct Config {
    /// Say of each value where it comes from
    #[arg(long)]
    pub origin: bool,
    /// The project file, instead of the deckmill.toml found upward
    #[arg(long, value_name = "FILE")]
    pub project: Option<PathBuf>,
}

/// `deckmill doctor`
#[derive(Args)]
#[command(after_help = "Examples:
  deckmill doctor
  deckmill doctor --message-format json")]
pub struct Doctor {
    /// The project file, instead of the deckmill.toml found upward
    #[arg(long, value_name = "FILE")]
    pub project: Option<PathBuf>,
}

/// `deckmill init`
#[derive(Args)]
#[command(after_help = "Examples:
  deckmill init
  deckmill init questions/")]
pub struct Init {
    /// The folder, instead of the current one
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
}

/// `deckmill schema`
#[derive(Args)]
#[command(after_help = "Examples:
  deckmill schema > deckmill-json.schema.json
  deckmill schema messages")]
pub struct SchemaOf {
    /// What the schema is of
    #[arg(value_parser = values::schemas(), default_value = "json")]
    pub name: String,
}

/// `deckmill plugin`
#[derive(Subcommand)]
pub enum Plugin {
    /// Put a plug-in to the test
    Test(PluginTest),
}

/// `deckmill plugin test`
#[derive(Args)]
#[command(after_help = "Examples:
  deckmill plugin test ./deckmill-to-slides
  deckmill plugin test slides --message-format json")]
pub struct PluginTest {
    /// The path of a program, NAME for a program deckmill-to-NAME on the PATH, or exec:PROGRAM
    pub program: String,
    /// How long the plug-in may take for an output, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = values::seconds, default_value = "60")]
    pub plugin_timeout: Duration,
}

/// `deckmill completions`
#[derive(Args)]
#[command(after_help = "Examples:
  deckmill completions bash > deckmill.bash        # to be read by ~/.bashrc: source deckmill.bash
  deckmill completions zsh > _deckmill             # into a folder of fpath
  deckmill completions fish > deckmill.fish        # into ~/.config/fish/completions/")]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// `deckmill man`
#[derive(Args)]
#[command(after_help = "Examples:
  deckmill man > deckmill.1
  deckmill man -o man1/                            # deckmill.1, deckmill-export.1 and so on")]
pub struct ManPages {
    /// A folder that gets the pages of the program and of all commands
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
}
