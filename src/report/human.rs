//! Findings and failures in words, with colours; `anstream` takes these out where none are wanted.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::renderer::{
    DEFAULT_ERROR_STYLE, DEFAULT_HELP_STYLE, DEFAULT_NOTE_STYLE, DEFAULT_WARNING_STYLE,
};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use deckmill::Page;
use deckmill::diagnostic::{Diagnostic, Severity};
use deckmill::source::Span;

use super::run::Trouble;
use super::voice::{Data, Event, Voice};
use super::{Place, count};
use crate::files::DASH;
use crate::outputs::Written;

/// How many characters of a line are shown before and from the place that is meant.
const WINDOW: (usize, usize) = (40, 80);

/// Words for people; what was asked for can be something else.
pub struct Human(pub Data);

impl Voice for Human {
    fn is_for_people(&self) -> bool {
        true
    }

    fn data(&self) -> Data {
        self.0
    }

    fn finding(&self, place: &Place, diagnostic: &Diagnostic) -> String {
        finding(place, diagnostic)
    }

    fn failure(&self, trouble: &Trouble) -> String {
        failure(trouble)
    }

    fn event(&self, event: &Event) -> String {
        self::event(event)
    }
}

/// `path:line:column: severity: message [rule]`, the line itself, and the cure.
fn finding(place: &Place, diagnostic: &Diagnostic) -> String {
    let mut out = headline(place, diagnostic) + "\n";
    let is_shown = |span: &Span| span.start() < place.text.len() && place.text.is_char_boundary(span.start());
    if let Some(span) = diagnostic.span.filter(is_shown) {
        out.push_str(&snippet(place, span, diagnostic.severity));
    }
    push_help(&mut out, diagnostic.help.as_deref());
    out
}

/// `path:line:column: severity: message [rule]`
pub fn headline(place: &Place, diagnostic: &Diagnostic) -> String {
    let style = match diagnostic.severity {
        Severity::Note => DEFAULT_NOTE_STYLE,
        Severity::Warning => DEFAULT_WARNING_STYLE,
        Severity::Error => DEFAULT_ERROR_STYLE,
    };
    let mut out = place.path.to_owned();
    if let Some((line, column)) = place.start(diagnostic) {
        let _ = write!(out, ":{line}:{column}");
    }
    let (severity, message, rule) = (diagnostic.severity.name(), &diagnostic.message, diagnostic.rule);
    let _ = write!(out, ": {style}{severity}{style:#}: {message} [{rule}]");
    out
}

/// `error: message`, and the cure.
pub fn failure(trouble: &Trouble) -> String {
    let mut out = stopped(trouble) + "\n";
    push_help(&mut out, trouble.help.as_deref());
    out
}

/// `error: message`
pub fn stopped(trouble: &Trouble) -> String {
    let style = DEFAULT_ERROR_STYLE;
    format!("{style}error{style:#}: {}", trouble.message)
}

/// What was done, in lines.
pub fn event(event: &Event) -> String {
    match event {
        Event::Coverage(place, page) => coverage(place, page),
        Event::Written(written, counts) => {
            let Written { output, cards, .. } = written;
            let path = output.target.path().display().to_string();
            let name = if path == DASH { "standard output".to_owned() } else { path };
            format!("{name}: {}, {counts}\n", count(*cards, "card"))
        }
        Event::Built(path, outputs) => outputs.last().map_or(String::new(), |(written, counts)| {
            format!("{path}: {}, {counts}\n", count(written.cards, "card"))
        }),
        // Whoever reads wants to know what was written.
        Event::Kept(..) => String::new(),
        Event::Remembered(file, tally) => format!("{file}: {tally}\n"),
        Event::Merged(file, sum) => format!("{file}: {sum}\n"),
        Event::Summary(text) => format!("{text}\n"),
    }
}

fn push_help(out: &mut String, help: Option<&str>) {
    if let Some(help) = help {
        let style = DEFAULT_HELP_STYLE;
        let _ = writeln!(out, "  {style}help{style:#}: {help}");
    }
}

/// The first line of a span, with its number and a mark below what is meant.
fn snippet(place: &Place, span: Span, severity: Severity) -> String {
    let level = match severity {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let (line, meant) = first_line(place.text, span, place.lines().bounds(place.text, span.start()));
    let source = Snippet::source(line)
        .line_start(place.lines().line(span.start()))
        .annotation(AnnotationKind::Primary.span(meant));
    let text = Renderer::styled().render(&[Group::with_level(level).element(source)]);
    format!("{text}\n")
}

/// The line that a span starts in, cut to a window around the start, and the span's part of it.
///
/// Pages without line breaks have lines of a megabyte; no one wants to see those.
fn first_line(text: &str, span: Span, (start, end): (usize, usize)) -> (String, Range<usize>) {
    let (before, after) = (&text[start..span.start()], &text[span.start()..end]);
    let skip = before.char_indices().rev().nth(WINDOW.0 - 1).map_or(0, |(at, _)| at);
    let take = after.char_indices().nth(WINDOW.1).map_or(after.len(), |(at, _)| at);
    let mut line = if skip > 0 { "…".to_owned() } else { String::new() };
    line.push_str(&before[skip..]);
    let from = line.len();
    line.push_str(&after[..take]);
    let to = from + span.range().len().clamp(0, take);
    if take < after.len() {
        line.push('…');
    }
    (line, from..to)
}

/// Which reader and layout read the page, how much of it is in cards, and which lines are not.
fn coverage(place: &Place, page: &Page) -> String {
    let lines = |span: Span| lines(place.lines().range(place.text, span));
    let account = &page.account;
    let skipped = account.skipped.iter().map(|part| (part.span, part.what.name()));
    let loose = account.loose.iter().map(|span| (*span, "text"));
    let mut lost: Vec<_> = skipped.chain(loose).collect();
    lost.sort_by_key(|(span, _)| (span.start(), span.end()));
    let chosen = account.verdicts.iter().filter(|verdict| verdict.chosen).map(|verdict| verdict.layout);
    let layouts: Vec<_> = chosen.collect();
    let cards = count(page.deck.all_cards().count(), "card");
    let mut out = format!(
        "{}: read as {}, layout {}: {:.0} % of the text is in {cards}\n",
        place.path,
        page.reader,
        if layouts.is_empty() { "none".to_owned() } else { layouts.join(" and ") },
        page.coverage() * 100.0
    );
    for (span, what) in lost {
        let _ = writeln!(out, "{}: {} in no card: {what}", place.path, lines(span));
    }
    out
}

/// "line 3", "lines 3-5".
pub fn lines((first, last): (usize, usize)) -> String {
    match first == last {
        true => format!("line {first}"),
        false => format!("lines {first}-{last}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deckmill::source::Lines;

    #[test]
    fn long_lines_are_cut_around_what_is_meant() {
        let text = format!("one\n{}MEANT{}\nlast", "ä".repeat(500), "ö".repeat(500));
        let at = text.find("MEANT").unwrap();
        let span = Span::new(at, at + 5);
        let (line, meant) = first_line(&text, span, Lines::new(&text).bounds(&text, at));
        assert_eq!(&line[meant], "MEANT");
        assert_eq!(line.chars().count(), 1 + WINDOW.0 + WINDOW.1 + 1);
        assert!(line.starts_with("…ä") && line.ends_with("ö…"));
    }

    #[test]
    fn a_span_of_several_lines_shows_its_first() {
        let text = "a\nbc\nd";
        let (line, meant) = first_line(text, Span::new(3, 6), Lines::new(text).bounds(text, 3));
        assert_eq!((line.as_str(), &line[meant]), ("bc", "c"));
    }
}
