//! How a page was understood.
//!
//! Which reader read a page, which layouts proposed cards and which were chosen, where each card
//! stands, and which lines are in no card. For whoever wonders why a card is missing, and for
//! whoever writes a layout.

use std::fmt::Write;

use anyhow::Result;
use deckmill::Page;
use deckmill::model::Card;
use deckmill::page::{LevelOrigin, Verdict};
use deckmill::render::text;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::command::Session;
use crate::files::Found;
use crate::report::{Lost, Place, count, json_line, line_range, skipped_lines, span_lines};

/// How many characters of a question, or of a line, are shown.
const SHOWN: usize = 60;

#[derive(Serialize, JsonSchema)]
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

#[derive(Serialize, JsonSchema)]
struct Proposal<'a> {
    layout: &'static str,
    habit: &'a str,
    cards: usize,
    score: f64,
    chosen: bool,
    reason: &'a str,
    evidence: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Row<'a> {
    id: &'a str,
    number: Option<&'a str>,
    question: String,
    level: Option<&'static str>,
    level_label: Option<&'a str>,
    level_from: Option<Stated>,
    section: Option<&'a str>,
    lines: Vec<(usize, usize)>,
}

/// What a level was taken from.
#[derive(Serialize, JsonSchema)]
struct Stated {
    what: &'static str,
    lines: (usize, usize),
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
    let stated = |origin: &LevelOrigin| Stated {
        what: origin.source.name(),
        lines: place.lines().range(place.text, origin.span),
    };
    let row = |(at, card): (usize, &'a Card)| Row {
        id: &card.id,
        number: card.number.as_ref().map(|number| &*number.label),
        question: text::blocks(&card.question),
        level: card.level.map(|level| level.name()),
        level_label: card.level_label.as_deref(),
        level_from: account.levels.get(at).and_then(Option::as_ref).map(stated),
        section: card.section(),
        lines: account.cards.get(at).map_or(Vec::new(), |spans| span_lines(place, spans)),
    };
    Explanation {
        file: place.path,
        reader: page.reader,
        title: &page.deck.title,
        category: page.deck.category.as_deref(),
        key: &page.deck.key,
        coverage: page.coverage(),
        verdicts: account.verdicts.iter().map(proposal).collect(),
        cards: page.deck.all_cards().enumerate().map(row).collect(),
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
        reason: &verdict.reason,
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
        let Proposal { layout, habit, score, reason, evidence, .. } = verdict;
        let (sign, fate) = if verdict.chosen { ('*', "chosen") } else { (' ', "not chosen") };
        let cards = count(verdict.cards, "card");
        let _ = writeln!(out, "  {sign} {layout}: {cards}, score {score:.2}, {fate}: {reason}");
        let _ = writeln!(out, "      {habit}");
        let _ = writeln!(out, "      {evidence}");
    }
}

fn push_card(out: &mut String, row: &Row) {
    let lines: Vec<_> = row.lines.iter().map(|lines| line_range(*lines)).collect();
    let number = row.number.map_or(String::new(), |number| format!("{number}. "));
    let level = level(row).map_or(String::new(), |level| format!("  [{level}]"));
    let question = cut(&row.question);
    let _ = writeln!(out, "  {:15}  {number}{question}{level}", lines.join(", "));
}

/// "beginner: easy, badge in line 12": the level, the page's word for it, and where that stands.
fn level(row: &Row) -> Option<String> {
    let level = row.level.or(row.level_label.map(|_| "unknown level"))?;
    let label = row.level_label.filter(|label| *label != level);
    let label = label.map_or(String::new(), |label| format!(": {}", cut(label)));
    let from = row.level_from.as_ref().map_or(String::new(), |Stated { what, lines }| match *what {
        "line" => format!(", {}", line_range(*lines)),
        what => format!(", {what} in {}", line_range(*lines)),
    });
    Some(format!("{level}{label}{from}"))
}

/// The first line of a text, and no more of it than fits.
fn cut(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

/// The schemas of the lines of JSON that are written here.
pub fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![generator.subschema_for::<Explanation>()]
}
