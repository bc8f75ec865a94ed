//! The command line: what can be typed, and what `--help` says of it.
//!
//! The values of `--from`, `--layout` and `--to` come from the library's tables, so a new reader,
//! layout or exporter needs nothing here. What several subcommands take is in `shared.rs`, what all take in
//! `talk.rs`, those that are about the program itself are in `tools.rs`, `slip.rs` is about misspelt ones. To
//! add a subcommand: a row in [`Command`], its arguments below, a file in `command/` and a line in
//! `command/mod.rs`.

mod shared;
mod slip;
mod talk;
mod tools;
mod values;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::row::Wanted;

pub use shared::{Asking, Choosing, Gates, Making, Plugins, Reading, Remembering, Retired, WritingGates};
pub use slip::parse;
pub use talk::{Color, FailOn, Progress, Talk};
pub use tools::{Completions, Config, Doctor, Init, ManPages, Plugin, PluginTest, SchemaOf};

/// Turns pages of interview questions into decks: Anki packages, CSV, JSON, Markdown and web pages.
#[derive(Parser)]
#[command(name = "deckmill", version, max_term_width = 100, propagate_version = true)]
#[command(after_help = "Examples:
  deckmill export page.html -o deck.apkg -o deck.csv
  deckmill export page.txt --to json > cards.json
  deckmill export http://example.org/questions.html -o deck.apkg
  deckmill check page.md
  deckmill explain page.md
  deckmill explain unanswered-question
  deckmill build

Exit codes: 0 good; 1 findings at or above --fail-on, or some of the pages failed;
2 wrong usage, or nothing done.")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How to talk about it.
    #[command(flatten)]
    pub talk: Talk,
}

/// The subcommands; each has a file of its name in `command/`.
#[derive(Subcommand)]
pub enum Command {
    /// Write the cards of pages to files or to standard output
    Export(Box<Export>),
    /// Build the project: all pages of input/ into output/, in the formats of its project
    Build(Box<Build>),
    /// Say what is wrong with pages, and write nothing
    Check(Check),
    /// Show what is set, and where each value comes from
    Config(Config),
    /// Say what the program is, what it finds here, and what is missing
    Doctor(Doctor),
    /// Make a project file that fits this folder
    Init(Init),
    /// Take over the cards of another tool's deck, with their learners' history
    Adopt(Adopt),
    /// Bring what somebody changed in a copy of a deck into the cards as they are now
    Merge(Merge),
    /// Say what learners who have a deck get from a newer one
    Plan(Plan),
    /// Show how pages were understood, or what a rule of findings means
    Explain(Explain),
    /// Say what is wrong with Anki packages, of any tool
    Verify(Verify),
    /// List the readers, layouts, exporters and plug-ins
    #[command(after_help = "Examples:
  deckmill formats
  deckmill formats --message-format json")]
    Formats,
    /// Print the JSON Schema of a format, or of messages
    Schema(SchemaOf),
    /// For those who write a plug-in
    #[command(after_help = "Examples:
  deckmill plugin test ./deckmill-to-slides")]
    #[command(subcommand)]
    Plugin(Plugin),
    /// Print what a shell needs to complete commands
    Completions(Completions),
    /// Print the manual page, or write those of all commands
    Man(ManPages),
}

/// `deckmill export`
#[derive(Args)]
#[command(after_help = "Examples:
  deckmill export page.html -o deck.apkg -o deck.csv -o deck.json -o deck.md
  deckmill export page.txt --to json               # to standard output
  cat page.md | deckmill export - --from markdown --to csv
  deckmill export pages/ -o all.apkg               # one deck of all pages
  deckmill export pages/ -o decks/ --to anki       # a file for each page
  deckmill export http://example.org/questions.html -o deck.apkg
  deckmill export http://example.org/questions.html -o deck.apkg --offline   # as it was then")]
pub struct Export {
    /// Which pages, and how to read them.
    #[command(flatten)]
    pub reading: Reading,
    /// A file, - for standard output, or a folder (it exists, or ends in a slash)
    ///
    /// Can be given several times. The extension of a file chooses the format, unless --to is given;
    /// one file holds the cards of all pages. A folder gets a file for each page and format: all
    /// formats, unless --to is given.
    #[arg(short, long, value_name = "PATH", help_heading = "Writing")]
    pub output: Vec<PathBuf>,
    /// The format to write, whatever the extension says; several for a folder
    ///
    /// A name of the table, or a plug-in: NAME for a program deckmill-to-NAME on the PATH, or exec:PROGRAM.
    #[arg(short, long, value_name = "FORMAT", value_parser = values::Exporters, help_heading = "Writing")]
    pub to: Vec<Wanted>,
    /// Which cards.
    #[command(flatten)]
    pub choosing: Choosing,
    /// How long plug-ins may take.
    #[command(flatten)]
    pub plugins: Plugins,
    /// The file that remembers who the cards are; it is made where it is missing
    #[arg(long, value_name = "FILE", help_heading = "Memory")]
    pub lock: Option<PathBuf>,
    /// How cards are known again.
    #[command(flatten)]
    pub remembering: Remembering,
    /// What becomes of the cards.
    #[command(flatten)]
    pub making: Making,
    /// What has to hold before anything is written.
    #[command(flatten)]
    pub gates: WritingGates,
    /// Exit with 1 if a finding is at least this severe [default: never]
    #[arg(long, value_name = "SEVERITY", value_enum, help_heading = "Messages")]
    pub fail_on: Option<FailOn>,
}

/// `deckmill build`
#[derive(Args)]
#[command(after_help = "Examples:
  deckmill build
  deckmill build --locked                          # fail if a card would be another one than before

The project file is deckmill.toml: `deckmill init` writes one with all keys explained, and
`deckmill config` shows what is set.")]
pub struct Build {
    /// The project file, instead of the deckmill.toml found upward
    #[arg(long, value_name = "FILE")]
    pub project: Option<PathBuf>,
    /// Where decks go, whatever the project says
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Build everything, also what is as it was built
    #[arg(long)]
    pub force: bool,
    /// Write nothing; exit with 1 and say what differs if an output or the lock is not what a build would give
    #[arg(long)]
    pub check: bool,
    /// Build again whenever a page, an image or the project file changes, until it is stopped
    #[arg(long, conflicts_with = "check")]
    pub watch: bool,
    /// A folder from which pages may take images and sounds, beside their own; can be given several times
    #[arg(long, value_name = "FOLDER")]
    pub media_root: Vec<PathBuf>,
    /// Whether the web is asked.
    #[command(flatten)]
    pub asking: Asking,
    /// How cards are known again; the lock is deckmill.lock beside the project file.
    #[command(flatten)]
    pub remembering: Remembering,
    /// How long plug-ins may take.
    #[command(flatten)]
    pub plugins: Plugins,
    /// What becomes of the cards.
    #[command(flatten)]
    pub making: Making,
    /// What has to hold before anything is written.
    #[command(flatten)]
    pub gates: WritingGates,
    /// Exit with 1 if a finding is at least this severe [default: never]
    #[arg(long, value_name = "SEVERITY", value_enum, help_heading = "Messages")]
    pub fail_on: Option<FailOn>,
}

/// `deckmill adopt`
#[derive(Args)]
#[command(after_help = "Examples:
  deckmill adopt old.apkg page.md --lock deckmill.lock
  deckmill export page.md -o new.apkg --lock deckmill.lock")]
pub struct Adopt {
    /// The deck, as the other tool or Anki itself exports it
    #[arg(value_name = "OLD.apkg")]
    pub package: PathBuf,
    /// Which pages, and how to read them.
    #[command(flatten)]
    pub reading: Reading,
    /// The file that remembers who the cards are; it is made where it is missing
    #[arg(long, value_name = "FILE", help_heading = "Memory")]
    pub lock: PathBuf,
    /// As for the export: leave out the parts of answers that only say where more is said
    #[arg(long, help_heading = "Writing")]
    pub drop_references: bool,
}

/// `deckmill check`
#[derive(Args)]
#[command(mut_arg("pages", |pages| pages
    .required(false)
    .help("Pages: files, folders, or - for standard input; without any, those of the project")))]
#[command(after_help = "Examples:
  deckmill check page.md
  deckmill check                                     # the pages of the project
  deckmill check input/ --fail-on error --message-format json
  deckmill check input/ --message-format sarif > deckmill.sarif
  deckmill check http://example.org/questions.html
  deckmill check page.md --diff                      # what could be mended
  deckmill check page.md --fix")]
pub struct Check {
    /// Which pages, and how to read them.
    #[command(flatten)]
    pub reading: Reading,
    /// Mend what is safe to mend in pages of Markdown and text, and show it: numbers that repeat or leave one
    /// out, white space at the ends of lines that breaks none, signs of Markdown that were meant as text
    #[arg(long)]
    pub fix: bool,
    /// Show what --fix would change, and change nothing; exit with 1 if there is something
    #[arg(long, conflicts_with = "fix")]
    pub diff: bool,
    /// What has to hold of pages.
    #[command(flatten)]
    pub gates: Gates,
    /// Exit with 1 if a finding is at least this severe [default: warning]
    #[arg(long, value_name = "SEVERITY", value_enum, help_heading = "Messages")]
    pub fail_on: Option<FailOn>,
}

/// `deckmill merge`
#[derive(Args)]
#[command(after_help = "Examples:
  deckmill merge cards.csv cards-edited.xlsx -o merged.md
  deckmill merge deckmill.lock cards-edited.csv page.md -o merged.md

A cell that came back as it went out keeps what the card has: code, lists, links. One that was changed
becomes text. One that was changed on both sides is a conflict: what is current stays, and the exit
code is 1. Cards without a row stay, unless --prune is given; a page that is read is never written.")]
pub struct Merge {
    /// What was handed out: a file in any format, or the lock
    #[arg(value_name = "BASE")]
    pub base: PathBuf,
    /// What came back
    #[arg(value_name = "EDITED")]
    pub edited: PathBuf,
    /// The page as it is now; without it the cards are those of BASE
    #[arg(value_name = "CURRENT")]
    pub current: Option<PathBuf>,
    /// Where the merged deck goes: a file, or - for standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Writing")]
    pub output: Vec<PathBuf>,
    /// The format to write, whatever the extension says
    #[arg(short, long, value_name = "FORMAT", value_parser = values::Exporters, help_heading = "Writing")]
    pub to: Vec<Wanted>,
    /// Remove the cards whose rows were removed
    #[arg(long)]
    pub prune: bool,
    /// Whether the web is asked.
    #[command(flatten)]
    pub asking: Asking,
    /// The project file, instead of the deckmill.toml found upward
    #[arg(long, value_name = "FILE")]
    pub project: Option<PathBuf>,
    /// How long plug-ins may take.
    #[command(flatten)]
    pub plugins: Plugins,
    /// What becomes of the cards.
    #[command(flatten)]
    pub making: Making,
}

/// `deckmill plan`
#[derive(Args)]
#[command(after_help = "Examples:
  deckmill plan old.apkg new.apkg
  deckmill plan deckmill.lock input/page.md
  git show main:deckmill.lock | deckmill plan - deckmill.lock --message-format markdown")]
pub struct Plan {
    /// What learners have: a package, a lock or a page, on the web too, or - for standard input
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// What they are to get; a page is held against OLD, as `export` would
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// The project file, instead of the deckmill.toml found upward
    #[arg(long, value_name = "FILE")]
    pub project: Option<PathBuf>,
    /// A folder from which pages may take images and sounds, beside their own; can be given several times
    #[arg(long, value_name = "FOLDER")]
    pub media_root: Vec<PathBuf>,
    /// Fetch images and sounds that are on the web, and pack them
    #[arg(long)]
    pub fetch_media: bool,
    /// Whether the web is asked.
    #[command(flatten)]
    pub asking: Asking,
    /// Exit with 1 if cards are in conflict, or have changed and reach no learner: both are warnings
    #[arg(long, value_name = "SEVERITY", value_enum, default_value = "never", help_heading = "Messages")]
    pub fail_on: FailOn,
}

/// `deckmill explain`
#[derive(Args)]
#[command(mut_arg("pages", |pages| pages
    .value_name("PAGE|RULE")
    .required(false)
    .required_unless_present("rules")
    .help("Pages as everywhere, or rules such as unanswered-question; a file goes before a rule")))]
#[command(after_help = "Examples:
  deckmill explain page.md
  deckmill explain page.md --layout headings --message-format json
  deckmill explain unanswered-question
  deckmill explain --rules")]
pub struct Explain {
    /// Which pages, and how to read them.
    #[command(flatten)]
    pub reading: Reading,
    /// List all rules
    #[arg(long)]
    pub rules: bool,
}

/// `deckmill verify`
#[derive(Args)]
#[command(after_help = "Examples:
  deckmill verify deck.apkg
  deckmill verify new.apkg --against old.apkg
  deckmill verify packages/ --fail-on error --message-format json")]
pub struct Verify {
    /// Packages: files, folders (all packages in them), addresses on the web, or - for standard input
    #[arg(required = true, value_name = "PACKAGE")]
    pub packages: Vec<PathBuf>,
    /// An older package, whose learners are to get these: say what they would lose or never get
    #[arg(long, value_name = "PACKAGE")]
    pub against: Option<PathBuf>,
    /// Whether the web is asked.
    #[command(flatten)]
    pub asking: Asking,
    /// Exit with 1 if a finding is at least this severe
    #[arg(long, value_name = "SEVERITY", value_enum, default_value = "warning", help_heading = "Messages")]
    pub fail_on: FailOn,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
