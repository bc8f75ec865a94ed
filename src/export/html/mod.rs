//! A web page to read, print and practise with: one file, and nothing that it loads.
//!
//! All cards are in the document as HTML, so the browser can search and print them, and without
//! scripts each answer still opens. `page.js` adds filters, keys and practice, `page.css` the looks.
//! What may run or be shown is named by its hash in the page's content security policy, so nothing
//! in a card can run, whatever it says.
//!
//! This file is the row in the table, the head and the frame of the page; `outline.rs` finds its
//! sections, `card.rs` writes a card, `body.rs` fits rendered blocks to a page without a network,
//! `math.rs` sets formulas, `cloze.rs` hides deletions, `media.rs` writes images and sounds.

mod body;
mod card;
mod cloze;
mod math;
mod media;
mod outline;

use std::fmt::Write as _;
use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::{Context, ExportError, Exporter};
use crate::format::Format;
use crate::media::MediaStore;
use crate::model::{Deck, Level};
use crate::render::html::escape;
use media::Files;
use outline::{Outline, Part};

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "html",
    extensions: &["html", "htm"],
    summary: "a web page to read, print and practise with, without a network",
    options: &[],
    open: |_| Ok(Box::new(Html)),
};

/// How the page looks, with the colours of code; paper has those of the day.
const STYLES: &str = concat!(
    include_str!("page.css"),
    "\n:root {\n",
    include_str!("../../render/code/day.css"),
    "}\n\n@media screen {\n:root[data-theme=\"night\"] {\n",
    include_str!("../../render/code/night.css"),
    "}\n}\n\n@media screen and (prefers-color-scheme: dark) {\n:root:not([data-theme=\"day\"]) {\n",
    include_str!("../../render/code/night.css"),
    "}\n}\n",
    include_str!("../../render/code/classes.css"),
);

/// What the page does.
const SCRIPT: &str = include_str!("page.js");

/// What is around the cards: what the script brings to life, and what it shows on request.
const TOOLS: &str = include_str!("tools.html");
const PRACTICE: &str = include_str!("practice.html");

struct Html;

impl Exporter for Html {
    fn export(
        &self,
        deck: &Deck,
        out: &mut (dyn Write + Send),
        context: &mut Context,
    ) -> Result<(), ExportError> {
        let store = context.media;
        let outline = Outline::new(deck);
        media::write(out, &head(&outline, store), store)?;
        for part in &outline.parts {
            media::write(out, &part_head(&outline, part, store), store)?;
            for one in part.cards {
                let html = card::html(one, part.direction, outline.heading() + 1, store);
                media::write(out, &html, store)?;
            }
            out.write_all(if part.ends { b"</section>\n</section>\n" } else { b"</section>\n" })?;
        }
        write!(out, "</main>\n{PRACTICE}<script>{SCRIPT}</script>\n</body>\n</html>\n")?;
        Ok(())
    }
}

/// All before the first card.
fn head(outline: &Outline, store: Option<&dyn MediaStore>) -> String {
    let deck = outline.deck;
    let title = escape(&deck.title);
    let mut out = format!(
        "<!doctype html>\n<html{} dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}</title>\n<style>{STYLES}</style>\n</head>\n<body>\n<header class=\"title\">\n",
        language(outline.language),
        outline.direction,
        policy()
    );
    if let Some(category) = &deck.category {
        let _ = writeln!(out, "<p class=\"category\" dir=\"auto\">{}</p>", escape(category));
    }
    let _ = writeln!(out, "<h1 dir=\"auto\">{title}</h1>");
    out.push_str(&description(deck, store));
    out.push_str("</header>\n");
    out.push_str(&contents(outline));
    out.push_str(&tools(outline));
    out.push_str("<main>\n");
    out
}

/// The attribute that says a language.
fn language(language: Option<&str>) -> String {
    language.map_or(String::new(), |language| format!(" lang=\"{}\"", escape(language)))
}

/// What the page may show and run: its own styles and script, and images and sounds that are in it.
fn policy() -> String {
    let [styles, script] = [STYLES, SCRIPT].map(|text| STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; style-src 'sha256-{styles}'; script-src 'sha256-{script}'; \
         img-src data:; media-src data:; base-uri 'none'; form-action 'none'"
    )
}

/// What a page says of itself.
fn description(deck: &Deck, store: Option<&dyn MediaStore>) -> String {
    if deck.description.is_empty() {
        return String::new();
    }
    let files = Files { store, names: &deck.media };
    format!("<div class=\"description\" dir=\"ltr\">{}</div>\n", body::html(&deck.description, files))
}

/// The list of sections, where there are several.
fn contents(outline: &Outline) -> String {
    let mut out = String::new();
    if outline.sections.len() < 2 {
        return out;
    }
    out.push_str("<nav class=\"contents\" aria-label=\"Contents\"><details><summary lang=\"en\">Contents</summary>\n<ul>\n");
    for (at, section) in outline.sections.iter().enumerate() {
        let _ = writeln!(
            out,
            "<li><a href=\"#dm-section-{at}\" dir=\"auto\">{}</a> <span class=\"count\">{}</span></li>",
            escape(&section.name()),
            section.count
        );
    }
    out.push_str("</ul>\n</details></nav>\n");
    out
}

/// Search, filters and buttons. They are hidden until the script makes them work.
fn tools(outline: &Outline) -> String {
    let mut levels = String::new();
    let with_levels = outline.counts.iter().any(|(level, count)| level.is_some() && *count > 0);
    for (level, count) in outline.counts.iter().filter(|(_, count)| with_levels && *count > 0) {
        let (value, name) = level.map_or(("none", "no level"), |level| (level.name(), level.name()));
        let key = level.and_then(key).map_or(String::new(), |key| format!(" aria-keyshortcuts=\"{key}\""));
        let _ = writeln!(
            levels,
            "<button type=\"button\" class=\"level level-{value}\" data-level=\"{value}\" aria-pressed=\"false\" dir=\"ltr\"{key}>\
             {name} <span class=\"count\">{count}</span></button>"
        );
    }
    let mut sections = String::new();
    if outline.sections.len() > 1 {
        sections.push_str(
            "<label class=\"section\"><span class=\"for-readers\">Section</span>\
             <select id=\"dm-section\"><option value=\"\">All sections</option>\n",
        );
        for (at, section) in outline.sections.iter().enumerate() {
            let _ = writeln!(sections, "<option value=\"{at}\">{}</option>", escape(&section.name()));
        }
        sections.push_str("</select></label>\n");
    }
    let count: usize = outline.counts.iter().map(|(_, count)| count).sum();
    TOOLS
        .replace("<!--levels-->\n", &levels)
        .replace("<!--sections-->\n", &sections)
        .replace("<!--count-->", &questions(count))
}

/// The key that filters by a level.
fn key(level: Level) -> Option<usize> {
    Level::ALL.iter().position(|one| *one == level).map(|at| at + 1)
}

fn questions(count: usize) -> String {
    if count == 1 { "1 question".to_owned() } else { format!("{count} questions") }
}

/// The head of a run of cards: that of its deck where one begins, and that of its section.
fn part_head(outline: &Outline, part: &Part, store: Option<&dyn MediaStore>) -> String {
    let mut out = String::new();
    let section = &outline.sections[part.section];
    if let Some(deck) = part.begins {
        let (language, direction) = (language(deck.language.as_deref()), part.direction);
        let _ = writeln!(out, "<section class=\"deck\"{language} dir=\"{direction}\">");
        let _ = writeln!(out, "<h2 dir=\"auto\">{}</h2>", escape(&deck.title));
        out.push_str(&description(deck, store));
    }
    let anchor = if part.is_first { format!(" id=\"dm-section-{}\"", part.section) } else { String::new() };
    let class = if part.cards.len() == outline::LONGEST { "part long" } else { "part" };
    let _ = writeln!(out, "<section class=\"{class}\" data-section=\"{}\"{anchor}>", part.section);
    if !section.path.is_empty() && !part.goes_on {
        let level = outline.heading();
        let _ = writeln!(out, "<h{level} dir=\"auto\">{}</h{level}>", escape(&section.path));
    }
    out
}
