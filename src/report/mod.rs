//! The only place that prints: progress, findings, failures and results.
//!
//! Data goes to standard output, talk to standard error. Each way of saying things is a file with a
//! [`Voice`] in it: `human.rs`, `short.rs`, `json.rs` and `github.rs` speak as things come, `sarif.rs` and
//! `junit.rs` when all is known, by what `run.rs` kept. To add another, copy one of them and add its row to
//! the table in `voice.rs`. Nothing is decided here but how something is said.

mod github;
mod human;
mod json;
mod junit;
mod place;
mod progress;
mod run;
mod sarif;
mod short;
mod step;
mod voice;

pub use human::lines as line_range;
pub use json::{Lost, line as json_line, lines as span_lines, schemas, skipped as skipped_lines};
pub use place::Place;
pub use voice::{Data, VOICES, Voice};

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Result;
use deckmill::Page;
use deckmill::diagnostic::{Diagnostics, Severity};
use deckmill::memory::Tally;
use deckmill::merge::Sum;

use crate::cli::{Color, Talk};
use crate::failure::{self, Failure};
use crate::files::{self, DASH, Found};
use crate::outputs::Written;
use progress::Progress;
use run::{Run, Trouble};
use voice::Event;

/// How the program talks in this run.
pub struct Report {
    voice: &'static dyn Voice,
    quiet: bool,
    verbose: bool,
    stream: Stream,
    progress: Progress,
    run: Run,
}

/// Which stream findings go to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// They are what was asked for.
    Data,
    /// They are beside what was asked for.
    Talk,
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
        let Talk { message_format: voice, quiet, verbose, progress, .. } = *talk;
        let progress = Progress::new(progress, voice.is_for_people() && !quiet);
        Report { voice, quiet, verbose, stream: Stream::Talk, progress, run: Run::default() }
    }

    /// A command begins: where its findings go, and from which severity on they make it fail. A document can't be
    /// where progress is.
    pub fn begin(&mut self, stream: Stream, fail_on: Option<Severity>) -> Result<()> {
        self.stream = stream;
        self.run.fail_on = fail_on;
        if stream == Stream::Data || !self.voice.is_document() || !self.progress.is_json() {
            return Ok(());
        }
        let message = "`--progress json` can't be on standard error, where SARIF or JUnit is one document";
        let help = "leave one of them out, or take `--message-format json`; the environment can set both \
                    (DECKMILL_PROGRESS, DECKMILL_MESSAGE_FORMAT)";
        Err(Failure::new(message).help(help).into())
    }

    /// From which severity on findings make the command fail, where that is known only after it began.
    pub fn fails_on(&mut self, fail_on: Option<Severity>) {
        self.run.fail_on = fail_on;
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

    /// Whether what was asked for is to be JSON Lines.
    pub fn is_json(&self) -> bool {
        self.voice.data() == Data::Json
    }

    /// Whether findings are read by a program, so that what is no finding goes unseen.
    pub fn is_for_programs(&self) -> bool {
        self.voice.is_for_programs()
    }

    /// Words that hold text of pages, as they can stand among the findings.
    pub fn shown<'t>(&self, words: &'t str) -> Cow<'t, str> {
        self.voice.shown(words)
    }

    /// Whether words can stand among the findings.
    pub fn is_wordy(&self) -> bool {
        self.voice.is_for_people()
    }

    /// Whether what was asked for is to be a table in Markdown.
    pub fn is_markdown(&self) -> bool {
        self.voice.data() == Data::Markdown
    }

    /// These pages are to be read.
    pub fn start(&mut self, pages: &[Found]) {
        self.progress.start(pages);
    }

    /// The page that is being worked on.
    pub fn reading(&self, page: &Found) {
        self.progress.reading(page);
    }

    /// A page was read.
    pub fn advance(&mut self, page: &Found) {
        self.progress.advance(page);
    }

    /// All is known, and said by those who waited for it. Every way out of the program leads here.
    pub fn end(&mut self) -> Result<()> {
        self.progress.finish();
        let page = self.voice.step(&self.run);
        if let Some(path) = files::step_summary().filter(|_| !page.is_empty()) {
            files::append(&path, &page)?;
        }
        self.say(&self.voice.end(&self.run))
    }

    /// Says what stopped the command or spoiled an input.
    pub fn failure(&mut self, error: &anyhow::Error) {
        let trouble = trouble(error);
        self.talk(&self.voice.failure(&trouble));
        if self.voice.keeps() {
            self.run.failed(trouble);
        }
    }

    /// Says what went wrong with the last words, to whoever is left.
    pub fn last_failure(&self, error: &anyhow::Error) {
        self.talk(&human::failure(&trouble(error)));
    }

    /// Says what was found in a page or output, from a severity on.
    pub fn findings(&mut self, place: &Place, found: &Diagnostics, least: Severity) -> Result<()> {
        self.found(place, found, least, None)
    }

    /// Says what makes the command fail, whichever findings do.
    pub fn faults(&mut self, place: &Place, found: &Diagnostics) -> Result<()> {
        self.found(place, found, Severity::Note, Some(Severity::Note))
    }

    /// As [`Report::findings`], of a page that can't be used: its errors say why, and make the command fail.
    pub fn spoiled(&mut self, place: &Place, found: &Diagnostics, least: Severity) -> Result<()> {
        self.found(place, found, least, Some(Severity::Error))
    }

    /// Says what was found from a severity on, and keeps it; from `fails` on it makes the command fail.
    fn found(
        &mut self,
        place: &Place,
        found: &Diagnostics,
        least: Severity,
        fails: Option<Severity>,
    ) -> Result<()> {
        if self.voice.keeps() {
            self.run.found(place, found, least, fails);
        }
        let sorted = found.sorted();
        let asked = sorted.iter().filter(|diagnostic| diagnostic.severity >= least);
        let text: String = asked.map(|diagnostic| self.voice.finding(place, diagnostic)).collect();
        self.say(&text)
    }

    /// Says, if more was asked for, how much of a page is in cards, and which lines are not.
    pub fn coverage(&self, place: &Place, page: &Page) {
        if self.verbose {
            self.tell(&Event::Coverage(place, page));
        }
    }

    /// Says that an output was written; the counts are those of its pages and of its exporter.
    pub fn written(&mut self, written: &Written, counts: Counts) {
        self.keep_written(written, counts);
        self.tell(&Event::Written(written, counts));
    }

    /// Says that the outputs of a page of a project were written.
    pub fn built(&mut self, page: &str, all: &[(Written, Counts)]) {
        all.iter().for_each(|(written, counts)| self.keep_written(written, *counts));
        self.tell(&Event::Built(page, all));
    }

    /// Says, to programs, that an output was left, since it is as it would be written.
    pub fn kept(&mut self, path: &Path, format: &str, cards: usize) {
        if self.voice.keeps() {
            self.run.written(&path.display().to_string(), cards, Counts::default());
        }
        self.tell(&Event::Kept(path, format, cards));
    }

    /// Says what became of the cards that are remembered in a file.
    pub fn remembered(&self, file: &str, tally: Tally) {
        self.tell(&Event::Remembered(file, tally));
    }

    /// Says how many cards of what came back came to what.
    pub fn merged(&self, file: &str, sum: Sum) {
        self.tell(&Event::Merged(file, sum));
    }

    /// A line about what was done, for people.
    pub fn summary(&self, text: &str) {
        self.tell(&Event::Summary(text));
    }

    /// Writes what was asked for to standard output.
    pub fn data(&self, text: &str) -> Result<()> {
        if !text.is_empty() {
            let print = || -> io::Result<()> {
                let mut out = anstream::stdout().lock();
                out.write_all(text.as_bytes())?;
                out.flush()
            };
            self.progress.suspend(print).map_err(|error| failure::unwritten(Path::new(DASH), error))?;
        }
        Ok(())
    }

    /// Says what was done. People can ask for quiet; programs get all of it.
    fn tell(&self, event: &Event) {
        if !(self.quiet && self.voice.is_for_people()) {
            self.talk(&self.voice.event(event));
        }
    }

    fn keep_written(&mut self, written: &Written, counts: Counts) {
        if self.voice.keeps() {
            let path = written.output.target.path().display().to_string();
            self.run.written(&path, written.cards, counts);
        }
    }

    /// Writes to where findings go.
    fn say(&self, text: &str) -> Result<()> {
        match self.stream {
            Stream::Data => self.data(text),
            Stream::Talk => {
                self.talk(text);
                Ok(())
            }
        }
    }

    /// Writes to standard error. When that fails, there is no one left to tell.
    fn talk(&self, text: &str) {
        if !text.is_empty() {
            let _ = self.progress.suspend(|| anstream::stderr().lock().write_all(text.as_bytes()));
        }
    }
}

fn trouble(error: &anyhow::Error) -> Trouble {
    Trouble {
        message: format!("{error:#}"),
        help: failure::help_of(error).map(str::to_owned),
        file: failure::path_of(error).map(|path| path.display().to_string()),
        line: failure::line_of(error),
    }
}
