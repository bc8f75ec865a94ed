//! How far a command is: a bar for those who watch, or lines of JSON for programs that do.

use std::io::Write;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::json;
use crate::cli;
use crate::files::{self, Found};

/// One page of this many bytes is worth a sign of life.
const LARGE: u64 = 2_000_000;

/// How far a command is.
pub struct Progress {
    form: cli::Progress,
    bar: ProgressBar,
    done: usize,
    of: usize,
}

impl Progress {
    /// As it is asked for. A bar is for people who did not ask for quiet.
    pub fn new(asked: cli::Progress, is_for_people: bool) -> Progress {
        let form = match asked {
            cli::Progress::Auto if !is_for_people => cli::Progress::Never,
            _ => asked,
        };
        Progress { form, bar: ProgressBar::hidden(), done: 0, of: 0 }
    }

    /// Whether it is lines on standard error, read by a program.
    pub fn is_json(&self) -> bool {
        self.form == cli::Progress::Json
    }

    /// These pages are to be read. A bar is shown where someone watches and it takes a while.
    pub fn start(&mut self, pages: &[Found]) {
        (self.done, self.of) = (0, pages.len());
        let is_worth_it = pages.len() > 1 || pages.iter().any(|page| page.size > LARGE);
        if self.form != cli::Progress::Auto || !is_worth_it || !files::can_animate() {
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

    /// A page was read.
    pub fn advance(&mut self, page: &Found) {
        self.bar.inc(1);
        self.done += 1;
        if self.is_json() {
            let line = json::progress(&page.path.display().to_string(), self.done, self.of);
            // When that fails, there is no one left to tell.
            let _ = anstream::stderr().lock().write_all(line.as_bytes());
        }
    }

    /// No more of it.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// Prints something, with the bar out of its way.
    pub fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }
}
