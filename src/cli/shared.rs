//! Arguments that several subcommands have in common.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use deckmill::format::Format;
use deckmill::layout::Layout;
use deckmill::model::Level;
use deckmill::read::Reader;
use deckmill::select::{Dedupe, Group, Order, Selection};

use super::values;
use crate::command::export::Choice;
use crate::settings::{self, Setting};

/// Which pages to read, and how.
#[derive(Args)]
pub struct Reading {
    /// Pages: files, folders (all pages in them), addresses on the web, or - for standard input
    #[arg(required = true, value_name = "PAGE")]
    pub pages: Vec<PathBuf>,
    /// Read every page in this format, whatever its name and content say
    #[arg(short, long, value_name = "FORMAT", value_parser = values::readers(), help_heading = "Reading")]
    pub from: Option<&'static Format<dyn Reader>>,
    /// Find the cards by this layout, whatever the evidence says
    #[arg(long, value_name = "NAME", value_parser = values::layouts(), help_heading = "Reading")]
    pub layout: Option<&'static Format<dyn Layout>>,
    /// The collection key, which tells equal questions of two collections apart
    #[arg(long, value_name = "KEY", help_heading = "Reading")]
    pub key: Option<String>,
    /// The project file, instead of the deckmill.toml found upward
    #[arg(long, value_name = "FILE", help_heading = "Reading")]
    pub project: Option<PathBuf>,
    /// A folder from which pages may take images and sounds, beside their own; can be given several times
    #[arg(long, value_name = "FOLDER", help_heading = "Reading")]
    pub media_root: Vec<PathBuf>,
    /// Whether the web is asked.
    #[command(flatten)]
    pub asking: Asking,
}

/// Whether the web is asked.
#[derive(Args)]
pub struct Asking {
    /// Ask nobody: pages on the web are taken as they were when they were last read
    #[arg(long, help_heading = "Reading")]
    pub offline: bool,
}

/// How cards are known again, so that a rebuilt deck updates in place.
#[derive(Args)]
#[command(next_help_heading = "Memory")]
pub struct Remembering {
    /// Fail if the lock would change, instead of changing it
    #[arg(long)]
    pub locked: bool,
    /// A package that was built before, or a folder of them: it serves as memory where there is no lock
    ///
    /// Without it, the package that is about to be replaced does. Can be given several times.
    #[arg(long, value_name = "OLD.apkg")]
    pub previous: Vec<PathBuf>,
    /// Start anew: no lock and no package serves as memory
    #[arg(long, conflicts_with_all = ["locked", "previous"])]
    pub fresh: bool,
    /// What to do with cards that have left their page
    #[arg(long, value_name = "HOW", value_enum, default_value = "ship")]
    pub retired: Retired,
}

/// What becomes of cards on their way out.
#[derive(Args, Default)]
#[command(next_help_heading = "Writing")]
pub struct Making {
    /// An option of a format, such as csv.delimiter=; (`deckmill formats` lists them)
    #[arg(long, value_name = "FORMAT.OPTION=VALUE", value_parser = settings::parse)]
    pub set: Vec<Setting>,
    /// Leave out the parts at the ends of answers that only say where more is said: "Further reading"
    #[arg(long)]
    pub drop_references: bool,
    /// Fetch images and sounds that are on the web, and pack them
    #[arg(long)]
    pub fetch_media: bool,
    /// Tag all cards; can be given several times, and `::` stands between a tag and one below it
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// Where the cards can be seen on the web; {source} and {line} stand for what a card has there
    #[arg(long, value_name = "URL")]
    pub source_link: Option<String>,
    /// In Anki, a deck for each section or level below the page's own: section, level or none
    #[arg(long, value_name = "BY")]
    pub subdecks: Option<String>,
    /// Write tables (CSV, TSV) that this program opens as text, whatever the cells begin with
    #[arg(long, value_name = "PROGRAM", value_parser = ["excel", "sheets", "libreoffice"])]
    pub r#for: Option<String>,
    /// The columns of tables, in order: question,answer,level. `question=Front` gives one another name
    #[arg(long, value_name = "NAMES")]
    pub columns: Option<String>,
    /// Styles for Anki that come behind deckmill's own; they need --set anki.notetype=NAME
    #[arg(long, value_name = "FILE")]
    pub css: Option<PathBuf>,
    /// Write text by this Jinja template (`template`, unless --to says otherwise); nothing is escaped unless a
    /// filter says so: csv, html, json, latex, markdown
    #[arg(long, value_name = "FILE")]
    pub template: Option<PathBuf>,
}

/// What has to hold of pages; where it does not, nothing is written and the exit code is 1.
#[derive(Args, Default)]
#[command(next_help_heading = "Gates")]
pub struct Gates {
    /// Fail, and write nothing, if less than so many per cent of a page's text are in cards
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u64).range(0..=100))]
    pub min_coverage: Option<u64>,
    /// Fail, and write nothing, unless there are so many cards
    ///
    /// The key `expect` and the variable DECKMILL_EXPECT are about a project as a whole: pages that are named on the
    /// command line are not held to them.
    #[arg(long, value_name = "COUNT")]
    pub expect: Option<u64>,
}

/// What has to hold of pages and of cards that are remembered, before anything is written.
#[derive(Args, Default)]
#[command(next_help_heading = "Gates")]
pub struct WritingGates {
    /// What has to hold of pages.
    #[command(flatten)]
    pub pages: Gates,
    /// Fail, and write nothing, if more cards than these are new; a first build is not held to it
    #[arg(long, value_name = "COUNT")]
    pub max_new: Option<u64>,
    /// Fail, and write nothing, if more cards than these have left their pages
    #[arg(long, value_name = "COUNT")]
    pub max_retired: Option<u64>,
}

/// How plug-ins are run.
#[derive(Args)]
pub struct Plugins {
    /// How long a plug-in may take for an output, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = values::seconds, default_value = "600")]
    #[arg(help_heading = "Writing")]
    pub plugin_timeout: Duration,
}

/// What to do with cards that have left their page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Retired {
    /// Tag them for those who learned them; others get nothing to study.
    Ship,
    /// Leave them out.
    Drop,
}

/// Which cards are written, and in which decks.
#[derive(Args, Default)]
#[command(next_help_heading = "Choosing")]
pub struct Choosing {
    /// Only cards of this level; can be given several times
    #[arg(long, value_name = "LEVEL", value_parser = ["beginner", "intermediate", "advanced", "none"])]
    pub level: Vec<String>,
    /// Only cards below a heading of this name; can be given several times
    #[arg(long, value_name = "HEADING")]
    pub section: Vec<String>,
    /// Only cards that have this tag on their page, or one below it; can be given several times
    #[arg(long, value_name = "TAG")]
    pub tagged: Vec<String>,
    /// Leave out cards that ask what an earlier one asks: exactly, or nearly as well
    #[arg(long, value_name = "HOW", value_parser = values::named(Dedupe::NAMES))]
    pub dedupe: Option<Dedupe>,
    /// At most so many cards: the first ones, or those that --seed chooses
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    pub max: Option<u64>,
    /// Choose among the cards by chance; the same number chooses the same cards
    #[arg(long, value_name = "NUMBER", requires = "max")]
    pub seed: Option<u64>,
    /// Sort the cards of each deck; those that are alike stay in their order
    #[arg(long, value_name = "BY", value_parser = values::named(Order::NAMES))]
    pub sort: Option<Order>,
    /// Make decks by what cards have in common: files of their own in a folder, decks of one in a file
    #[arg(long, value_name = "BY", value_parser = values::named(Group::NAMES))]
    pub group_by: Option<Group>,
}

impl Choosing {
    /// What is chosen.
    pub fn choice(&self) -> Choice {
        let level = |name: &String| Level::ALL.into_iter().find(|level| level.name() == name);
        let selection = Selection {
            levels: self.level.iter().map(level).collect(),
            sections: self.section.clone(),
            tags: self.tagged.clone(),
            dedupe: self.dedupe,
            max: self.max.map(|max| usize::try_from(max).unwrap_or(usize::MAX)),
            seed: self.seed,
            sort: self.sort,
        };
        Choice { selection, group: self.group_by }
    }
}
