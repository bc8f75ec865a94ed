//! How a page was understood.
//!
//! Which reader read a page, which layouts proposed cards and which were chosen, where each card
//! stands, and which lines are in no card. For whoever wonders why a card is missing, and for
//! whoever writes a layout.

use std::fmt::Write;

use anyhow::Result;
use deckmill::Page;
use deckmill::model::Card;
use deckmill::page::Verdict;
use deckmill::render::text;
use serde::Serialize;

use crate::command::Session;
use crate::files::Found;
use crate::report::{Lost, Place, count, json_line, line_range, skipped_lines, span_lines};

/// How many characters of a question, or of a line, are shown.
const SHOWN: usize = 60;

#[derive(Serialize)]
struct Explanation<'a> {
    file: &'a str,
    reader: &'static str,
    title: &'a str,
    category: Option<&'a str>,
    key: &'a str,
    coverage: f64,
    verdicts: Vec<Proposal<'a>>,
    cards: Vec<Row<'a>>,
    header: Vec<(usize, usize)>,
    skipped: Vec<Lost>,
    loose: Vec<(usize, usize)>,
}

#[derive(Serialize)]
struct Proposal<'a> {
    layout: &'static str,
    habit: &'a str,
    cards: usize,
    score: f64,
    chosen: bool,
    evidence: &'a str,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    number: Option<&'a str>,
    question: String,
    level: Option<&'static str>,
    level_label: Option<&'a str>,
    section: Option<&'a str>,
    lines: Vec<(usize, usize)>,
}

/// Explains a page.
pub fn explain(session: &Session, found: &Found, page: &Page) -> Result<()> {
    let path = found.path.display().to_string();
    let place = Place::page(&path, page);
    let explanation = explanation(&place, page);
    session.report.data(&match session.report.is_json() {
        true => json_line(&explanation),
        false => human(&explanation, &place),
    })
}

fn explanation<'a>(place: &Place<'a>, page: &'a Page) -> Explanation<'a> {
    let account = &page.account;
    let spans = account.cards.iter().map(Some).chain(std::iter::repeat(None));
    let row = |(card, spans): (&'a Card, Option<&Vec<_>>)| Row {
        id: &card.id,
        number: card.number.as_ref().map(|number| number.label.as_str()),
        question: text::blocks(&card.question),
        level: card.level.map(|level| level.name()),
        level_label: card.level_label.as_deref(),
        section: card.section(),
        lines: spans.map_or(Vec::new(), |spans| span_lines(place, spans)),
    };
    Explanation {
        file: place.path,
        reader: page.reader,
        title: &page.deck.title,
        category: page.deck.category.as_deref(),
        key: &page.deck.key,
        coverage: page.coverage(),
        verdicts: account.verdicts.iter().map(proposal).collect(),
        cards: page.deck.all_cards().zip(spans).map(row).collect(),
        header: span_lines(place, &account.header),
        skipped: skipped_lines(place, page),
        loose: span_lines(place, &account.loose),
    }
}

fn proposal(verdict: &Verdict) -> Proposal<'_> {
    Proposal {
        layout: verdict.layout,
        habit: &verdict.habit,
        cards: verdict.cards,
        score: verdict.score,
        chosen: verdict.chosen,
        evidence: &verdict.evidence,
    }
}

// Writing to a string can't fail, so what `writeln!` gives is of no use below.

fn human(page: &Explanation, place: &Place) -> String {
    let mut out = format!("{}: read as {}\n", page.file, page.reader);
    let category = page.category.map_or(String::new(), |category| format!(", filed under \"{category}\""));
    let _ = writeln!(out, "deck: \"{}\"{category}, key \"{}\"", page.title, page.key);
    push_layouts(&mut out, page);
    if !page.cards.is_empty() {
        out.push_str("\ncards:\n");
        page.cards.iter().for_each(|row| push_card(&mut out, row));
    }
    let header = page.header.iter().map(|lines| (*lines, "header"));
    let skipped = page.skipped.iter().map(|lost| (lost.lines, lost.what));
    let loose = page.loose.iter().map(|lines| (*lines, "in no card"));
    let mut others: Vec<_> = header.chain(skipped).chain(loose).collect();
    others.sort_by_key(|(lines, _)| *lines);
    if !others.is_empty() {
        out.push_str("\nother lines:\n");
    }
    let text: Vec<_> = place.text.lines().collect();
    for (lines, what) in others {
        let first = text.get(lines.0 - 1).map_or(String::new(), |line| cut(line));
        let _ = writeln!(out, "  {:15}  {what}: {first}", line_range(lines));
    }
    let _ = writeln!(out, "\n{:.0} % of the text is in cards", page.coverage * 100.0);
    out
}

fn push_layouts(out: &mut String, page: &Explanation) {
    if page.verdicts.is_empty() {
        out.push_str("layouts: none found a question\n");
        return;
    }
    out.push_str("layouts:\n");
    for verdict in &page.verdicts {
        let sign = if verdict.chosen { '*' } else { ' ' };
        let Proposal { layout, habit, score, evidence, .. } = verdict;
        let cards = count(verdict.cards, "card");
        let _ = writeln!(out, "  {sign} {layout} ({habit}): {cards}, score {score:.2}: {evidence}");
    }
}

fn push_card(out: &mut String, row: &Row) {
    let lines: Vec<_> = row.lines.iter().map(|lines| line_range(*lines)).collect();
    let number = row.number.map_or(String::new(), |number| format!("{number}. "));
    let label = row.level_label.filter(|label| row.level != Some(label));
    let level = match (row.level, label) {
        (Some(level), Some(label)) => format!("  [{level}: {label}]"),
        (Some(level), None) => format!("  [{level}]"),
        _ => String::new(),
    };
    let question = cut(&row.question);
    let _ = writeln!(out, "  {:15}  {number}{question}{level}", lines.join(", "));
}

/// The first line of a text, and no more of it than fits.
fn cut(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}
