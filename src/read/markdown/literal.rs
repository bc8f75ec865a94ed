//! Signs of emphasis that CommonMark takes for what they are not, in the inlines of one block.
//!
//! Two things are put right. A pair of signs that `emphasis.rs` calls text becomes text. And where a
//! star before a name is nearer to the end of bold text than the sign that began it, as in
//! `**What are *args and **kwargs?**`, CommonMark pairs the wrong ones: here the outer are paired.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::emphasis;

/// An event with its place.
pub type Piece<'a> = (Event<'a>, Range<usize>);

/// Whether an event is part of the inlines of a block.
pub fn is_inline(event: &Event) -> bool {
    match event {
        Event::Start(tag) => is_inline_tag(&tag.to_end()),
        Event::End(tag) => is_inline_tag(tag),
        Event::Html(_) | Event::Rule => false,
        _ => true,
    }
}

fn is_inline_tag(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// The inlines of a block with their signs put right; `kept` gets the places of those kept as text.
pub fn settle<'a>(source: &'a str, line: Vec<Piece<'a>>, kept: &mut Vec<Range<usize>>) -> Vec<Piece<'a>> {
    if !line.iter().any(|(event, _)| width(event).is_some()) {
        return line;
    }
    let line = pair_outer(source, line, kept);
    let mut open = Vec::new();
    let one = |(event, range): Piece<'a>| {
        let Some(width) = width(&event) else { return (event, range) };
        let is_start = matches!(event, Event::Start(_));
        if is_start {
            open.push(is_text(source, &range, width));
            kept.extend(open.last().filter(|is_text| **is_text).map(|_| range.clone()));
        }
        let is_text = if is_start { open.last().copied() } else { open.pop() };
        match (is_text, is_start) {
            (Some(true), true) => text(source, range.start..range.start + width),
            (Some(true), false) => text(source, range.end - width..range.end),
            _ => (event, range),
        }
    };
    line.into_iter().map(one).collect()
}

/// How many signs begin or end what an event begins or ends, if that is emphasis.
fn width(event: &Event) -> Option<usize> {
    match event {
        Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) => Some(1),
        Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => Some(2),
        _ => None,
    }
}

fn text<'a>(source: &'a str, range: Range<usize>) -> Piece<'a> {
    (Event::Text(source[range.clone()].into()), range)
}

fn is_text(source: &str, range: &Range<usize>, width: usize) -> bool {
    if source[range.start..].starts_with('_') {
        return width == 2 && emphasis::is_dunder(&source[range.clone()]);
    }
    let content = &source[range.start + width..range.end - width];
    emphasis::is_text(&source[..range.start], content, &source[range.end..])
}

/// Stars side by side.
struct Run {
    range: Range<usize>,
    /// Whether some of them are text already, since they found no partner.
    is_free: bool,
}

impl Run {
    fn before(&self, source: &str) -> Option<char> {
        source[..self.range.start].chars().next_back()
    }

    fn after(&self, source: &str) -> Option<char> {
        source[self.range.end..].chars().next()
    }

    /// Whether they belong to a name, or stand alone in brackets or quotes.
    fn is_text(&self, source: &str) -> bool {
        emphasis::is_prefix(self.before(source), &source[self.range.end..])
            || emphasis::is_alone(self.before(source), self.after(source))
    }

    fn opens(&self, source: &str) -> bool {
        self.range.len() <= 2
            && self.before(source).is_none_or(|c| !c.is_alphanumeric())
            && self.after(source).is_some_and(|c| !c.is_whitespace())
    }

    fn closes(&self, source: &str) -> bool {
        self.before(source).is_some_and(|c| !c.is_whitespace())
            && self.after(source).is_none_or(|c| !c.is_alphanumeric())
    }
}

/// The stars of each event that is not in a link or the like: those that begin or end emphasis, and
/// those that found no partner.
fn stars(source: &str, line: &[Piece]) -> Vec<Option<Range<usize>>> {
    let mut depth = 0usize;
    let mut one = |(event, range): &Piece| {
        let width = width(event);
        let at = match (event, width) {
            (Event::Start(_), Some(width)) => range.start..range.start + width,
            (Event::End(_), Some(width)) => range.end - width..range.end,
            (Event::Text(_), _) => range.clone(),
            _ => 0..0,
        };
        let is_ours = source[at.clone()].starts_with('*') && depth == 0;
        match event {
            Event::Start(_) if !is_ours => depth += 1,
            Event::End(_) if !is_ours => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_sign = width.is_some() || (&source[at.clone()] == "*" && !is_escaped(source, at.start));
        Some(at).filter(|_| is_ours && is_sign)
    };
    line.iter().map(&mut one).collect()
}

fn is_escaped(source: &str, at: usize) -> bool {
    source[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// Stars side by side, in order.
fn runs(line: &[Piece], stars: &[Option<Range<usize>>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for ((event, _), at) in line.iter().zip(stars) {
        let Some(at) = at else { continue };
        let is_free = matches!(event, Event::Text(_));
        match runs.last_mut().filter(|run| run.range.end == at.start) {
            Some(run) => {
                run.range.end = at.end;
                run.is_free |= is_free;
            }
            None => runs.push(Run { range: at.clone(), is_free }),
        }
    }
    runs
}

/// Pairs of runs that enclose nothing but runs that are text, where CommonMark pairs others and leaves
/// stars of theirs without a partner.
fn outer_pairs<'a>(source: &str, runs: &'a [Run]) -> Vec<&'a [Run]> {
    let mut found = Vec::new();
    let mut next = 0;
    while next < runs.len() {
        let lead = &runs[next];
        let inner = runs[next + 1..].iter().take_while(|run| run.is_text(source)).count();
        let until = next + 1 + inner;
        let is_pair = runs.get(until).is_some_and(|close| {
            // A name may begin the text as well: only a question is sure not to be emphasis within it.
            let asks = source[..close.range.start].ends_with(['?', '？', '؟']);
            inner > 0
                && lead.opens(source)
                && close.closes(source)
                && lead.range.len() == close.range.len()
                && (lead.is_free || close.is_free)
                && (asks || !lead.is_text(source))
        });
        if is_pair {
            found.push(&runs[next..=until]);
        }
        // What is text can begin no pair either, unless it is the first of its kind.
        next = if is_pair { until + 1 } else { until.max(next + 1) };
    }
    found
}

/// Pairs the outer runs where CommonMark paired inner ones that are text.
fn pair_outer<'a>(source: &'a str, line: Vec<Piece<'a>>, kept: &mut Vec<Range<usize>>) -> Vec<Piece<'a>> {
    let stars = stars(source, &line);
    let runs = runs(&line, &stars);
    let pairs = outer_pairs(source, &runs);
    if pairs.is_empty() {
        return line;
    }
    let inner = pairs.iter().flat_map(|pair| &pair[1..pair.len() - 1]);
    kept.extend(inner.map(|run| run.range.start..word_end(source, run.range.end)));
    let pair_at = |at: usize| {
        let first = pairs.partition_point(|pair| pair[pair.len() - 1].range.end <= at);
        pairs.get(first).copied().filter(|pair| pair[0].range.start <= at)
    };
    let mut out = Vec::with_capacity(line.len());
    for ((event, range), at) in line.into_iter().zip(stars) {
        let touched = pair_at(range.start).is_some() || pair_at(range.end.saturating_sub(1)).is_some();
        match at.filter(|_| touched) {
            Some(at) => out.extend(at.filter_map(|at| star(source, at, pair_at(at)))),
            None => out.push((event, range)),
        }
    }
    out
}

/// What a star is: the beginning or the end of a pair that it is part of, nothing of its own, or text.
fn star<'a>(source: &'a str, at: usize, pair: Option<&[Run]>) -> Option<Piece<'a>> {
    let Some([lead, .., close]) = pair else { return Some(text(source, at..at + 1)) };
    let whole = lead.range.start..close.range.end;
    let tag = if lead.range.len() == 2 { Tag::Strong } else { Tag::Emphasis };
    match at {
        _ if at == whole.start => Some((Event::Start(tag), whole)),
        _ if at + 1 == whole.end => Some((Event::End(tag.to_end()), whole)),
        _ if lead.range.contains(&at) || close.range.contains(&at) => None,
        _ => Some(text(source, at..at + 1)),
    }
}

/// Where the word ends that begins at a place.
fn word_end(source: &str, at: usize) -> usize {
    let rest = &source[at..];
    at + rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
}
