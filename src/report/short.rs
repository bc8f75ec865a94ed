//! Findings and failures on a line each, for editors and `grep`:
//! `path:line:column: severity: message [rule]`.

use deckmill::diagnostic::Diagnostic;

use super::run::Trouble;
use super::voice::{Event, Voice};
use super::{Place, human};

/// A line each.
pub struct Short;

impl Voice for Short {
    fn is_for_people(&self) -> bool {
        true
    }

    fn finding(&self, place: &Place, diagnostic: &Diagnostic) -> String {
        one_line(&human::headline(place, diagnostic))
    }

    fn failure(&self, trouble: &Trouble) -> String {
        one_line(&human::stopped(trouble))
    }

    fn event(&self, event: &Event) -> String {
        human::event(event)
    }
}

/// Names of files and what programs complain of may have lines of their own.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ") + "\n"
}
