//! The only place that prints: progress, findings, failures and results.
//!
//! Data goes to standard output, talk to standard error. `human.rs` puts things in words, `json.rs`
//! as JSON Lines; to add a third way to say things, copy one of them and add it to `--message-format`.
//! Nothing is decided here but how something is said.

mod human;
mod json;

pub use human::lines as line_range;
pub use json::{Lost, line as json_line, lines as span_lines, schemas, skipped as skipped_lines};

use std::cell::OnceCell;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use deckmill::Page;
use deckmill::diagnostic::{Diagnostic, Diagnostics, Severity};
use deckmill::memory::Tally;
use deckmill::merge::Sum;
use deckmill::source::Lines;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::{Color, MessageFormat, Talk};
use crate::failure;
use crate::files::{self, DASH, Found};
use crate::outputs::Written;

/// One page of this many bytes is worth a sign of life.
const LARGE: u64 = 2_000_000;

/// How the program talks in this run.
pub struct Report {
    format: MessageFormat,
    quiet: bool,
    verbose: bool,
    bar: ProgressBar,
}

/// Which stream findings go to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// They are what was asked for.
    Data,
    /// They are beside what was asked for.
    Talk,
}

/// What findings stand in: a page, or an output.
pub struct Place<'a> {
    /// The path as the user gave it.
    pub path: &'a str,
    /// The text that spans count in.
    pub text: &'a str,
    /// The lines of the text, once they are asked for.
    lines: OnceCell<Lines>,
    /// Line and column of what has no span, where they are known.
    pub at: Option<(usize, usize)>,
}

impl<'a> Place<'a> {
    /// A page.
    pub fn page(path: &'a str, page: &'a Page) -> Place<'a> {
        Place::text(path, &page.text)
    }

    /// A file with this text.
    pub fn text(path: &'a str, text: &'a str) -> Place<'a> {
        Place { path, text, lines: OnceCell::new(), at: None }
    }

    /// An output, in which nothing has a line.
    pub fn output(path: &'a str) -> Place<'a> {
        Place::text(path, "")
    }

    /// The lines of the text.
    pub fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(self.text))
    }

    /// A card that was read some time ago.
    pub fn at(path: &'a str, line: usize, column: usize) -> Place<'a> {
        Place { at: Some((line, column)), ..Place::text(path, "") }
    }
}

/// How many findings there were of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Notes.
    pub notes: usize,
    /// Warnings.
    pub warnings: usize,
    /// Errors.
    pub errors: usize,
}

impl Counts {
    /// Counts findings.
    pub fn add(&mut self, diagnostics: &Diagnostics) {
        self.notes += diagnostics.count(Severity::Note);
        self.warnings += diagnostics.count(Severity::Warning);
        self.errors += diagnostics.count(Severity::Error);
    }

    /// Adds what was counted before.
    pub fn append(&mut self, other: Counts) {
        self.notes += other.notes;
        self.warnings += other.warnings;
        self.errors += other.errors;
    }

    /// Whether there is a finding that is at least this severe.
    pub fn reach(&self, least: Severity) -> bool {
        match least {
            Severity::Note => self.notes + self.warnings + self.errors > 0,
            Severity::Warning => self.warnings + self.errors > 0,
            Severity::Error => self.errors > 0,
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let some: Vec<_> = all.iter().filter(|(n, _)| *n > 0).map(|(n, what)| count(*n, what)).collect();
        f.write_str(&if some.is_empty() { "no findings".to_owned() } else { some.join(", ") })
    }
}

/// "1 card", "2 cards".
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

impl Report {
    /// As the command line asks for.
    pub fn new(talk: &Talk) -> Report {
        match talk.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        let bar = ProgressBar::hidden();
        Report { format: talk.message_format, quiet: talk.quiet, verbose: talk.verbose, bar }
    }

    /// The mildest findings that are worth a word beside what was asked for.
    pub fn least(&self) -> Severity {
        match (self.quiet, self.verbose) {
            (true, _) => Severity::Error,
            (_, true) => Severity::Note,
            _ => Severity::Warning,
        }
    }

    /// Whether only errors are to be said.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether more is to be said.
    pub fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Whether messages are for programs.
    pub fn is_json(&self) -> bool {
        self.format == MessageFormat::Json
    }

    /// Whether what was asked for is to be a table in Markdown.
    pub fn is_markdown(&self) -> bool {
        self.format == MessageFormat::Markdown
    }

    /// Shows progress through these pages, where someone watches and it takes a while.
    pub fn start(&mut self, pages: &[Found]) {
        let is_worth_it = pages.len() > 1 || pages.iter().any(|page| page.size > LARGE);
        if self.quiet || self.is_json() || !is_worth_it || !files::can_animate() {
            return;
        }
        self.bar = ProgressBar::new(pages.len() as u64);
        if let Ok(style) = ProgressStyle::with_template("{spinner} [{bar:30}] {pos}/{len} {wide_msg}") {
            self.bar.set_style(style);
        }
        self.bar.enable_steady_tick(Duration::from_millis(120));
    }

    /// The page that is being worked on.
    pub fn reading(&self, page: &Found) {
        self.bar.set_message(page.path.display().to_string());
    }

    /// A page is done.
    pub fn advance(&self) {
        self.bar.inc(1);
    }

    /// No more progress.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// Says what stopped the command or spoiled an input.
    pub fn failure(&self, error: &anyhow::Error) {
        let (message, help) = (format!("{error:#}"), failure::help_of(error));
        self.talk(&match self.format {
            MessageFormat::Human | MessageFormat::Markdown => human::failure(&message, help),
            MessageFormat::Json => json::failure(&message, help),
        });
    }

    /// Says what was found in a page or output, from a severity on.
    pub fn findings(
        &self,
        stream: Stream,
        place: &Place,
        found: &Diagnostics,
        least: Severity,
    ) -> Result<()> {
        let say = |diagnostic: &&Diagnostic| match self.format {
            MessageFormat::Human | MessageFormat::Markdown => human::finding(place, diagnostic),
            MessageFormat::Json => json::finding(place, diagnostic),
        };
        let found = found.sorted();
        let text: String = found.iter().filter(|d| d.severity >= least).map(say).collect();
        match stream {
            Stream::Data => self.data(&text),
            Stream::Talk => {
                self.talk(&text);
                Ok(())
            }
        }
    }

    /// Says, if more was asked for, how much of a page is in cards, and which lines are not.
    pub fn coverage(&self, place: &Place, page: &Page) {
        if self.verbose {
            self.talk(&match self.format {
                MessageFormat::Human | MessageFormat::Markdown => human::coverage(place, page),
                MessageFormat::Json => json::coverage(place, page),
            });
        }
    }

    /// Says that an output was written; the counts are those of its pages and of its exporter.
    pub fn written(&self, written: &Written, counts: Counts) {
        match self.format {
            MessageFormat::Json => self.talk(&json::written(written, counts)),
            MessageFormat::Human | MessageFormat::Markdown => {
                let path = written.output.target.path().display().to_string();
                let name = if path == DASH { "standard output".to_owned() } else { path };
                self.summary(&format!("{name}: {}, {counts}", count(written.cards, "card")));
            }
        }
    }

    /// Says, to programs, that an output was left, since it is as it would be written.
    pub fn kept(&self, path: &Path, format: &str, cards: usize) {
        if self.is_json() {
            self.talk(&json::kept(path, format, cards));
        }
    }

    /// Says what became of the cards that are remembered in a file.
    pub fn remembered(&self, file: &str, tally: Tally) {
        match self.format {
            MessageFormat::Json => self.talk(&json::remembered(file, tally)),
            MessageFormat::Human | MessageFormat::Markdown => self.summary(&format!("{file}: {tally}")),
        }
    }

    /// Says how many cards of what came back came to what.
    pub fn merged(&self, file: &str, sum: Sum) {
        match self.format {
            MessageFormat::Json => self.talk(&json::merged(file, sum)),
            MessageFormat::Human | MessageFormat::Markdown => {
                self.summary(&format!("{file}: {sum}"));
            }
        }
    }

    /// A line about what was done, for people who did not ask for quiet.
    pub fn summary(&self, text: &str) {
        if !self.quiet && !self.is_json() {
            self.talk(&format!("{text}\n"));
        }
    }

    /// Writes what was asked for to standard output.
    pub fn data(&self, text: &str) -> Result<()> {
        if !text.is_empty() {
            let print = || -> io::Result<()> {
                let mut out = anstream::stdout().lock();
                out.write_all(text.as_bytes())?;
                out.flush()
            };
            self.bar.suspend(print).map_err(|error| failure::unwritten(Path::new(DASH), error))?;
        }
        Ok(())
    }

    /// Writes to standard error. When that fails, there is no one left to tell.
    fn talk(&self, text: &str) {
        if !text.is_empty() {
            let _ = self.bar.suspend(|| anstream::stderr().lock().write_all(text.as_bytes()));
        }
    }
}
