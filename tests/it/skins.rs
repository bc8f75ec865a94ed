//! One page in many skins: however a site marks up the same questions, they are the same cards.
//!
//! The sample page is written anew in each skin, with navigation, trail, invitation and footer
//! around it. To add a skin: a function from a card to markup, and its row in [`SKINS`].

use deckmill::model::{Card, Deck};
use deckmill::render::{html, markdown, text};
use deckmill::{ReadOptions, Source};
use libtest_mimic::{Failed, Trial};

/// A skin: its name, the page around the cards, and a card.
type Skin = (&'static str, fn(&Deck, &str) -> String, fn(&Card) -> String);

const SKINS: &[Skin] = &[
    ("articles.html", web_page, |card| {
        let (id, n, q, l, a) = parts(card);
        format!(
            "<article id=\"q{id}\"><h2>{n}. {q}</h2><span class=\"badge badge-{l}\">{l}</span>{a}</article>"
        )
    }),
    ("articles_with_headers.html", web_page, |card| {
        let (id, n, q, l, a) = parts(card);
        format!(
            "<article class=\"card\" id=\"q-{id}\"><header><h3><span class=\"num\">{n}.</span> {q}</h3>\
             <span class=\"level {l}\">{l}</span></header><div class=\"answer\">{a}</div></article>"
        )
    }),
    ("badge_in_heading.html", web_page, |card| {
        let (id, n, q, l, a) = parts(card);
        format!("<section id=\"q{id}\"><h2>{n}. {q} <span class=\"badge\">{l}</span></h2>{a}</section>")
    }),
    ("list_of_headings.html", web_list, |card| {
        let (id, _, q, l, a) = parts(card);
        format!("<li id=\"q{id}\"><h3>{q}</h3><span class=\"badge\">{l}</span>{a}</li>")
    }),
    ("list_of_bold.html", web_list, |card| {
        let (id, _, q, l, a) = parts(card);
        format!("<li id=\"q{id}\"><p><strong>{q}</strong> <span class=\"level-badge\">{l}</span></p>{a}</li>")
    }),
    ("list_of_boxes.html", web_list, |card| {
        let (id, _, q, l, a) = parts(card);
        format!(
            "<li id=\"q{id}\"><div class=\"question\">{q}</div><div class=\"badge\">{l}</div><div class=\"answer\">{a}</div></li>"
        )
    }),
    ("boxes.html", web_page, |card| {
        let (id, n, q, l, a) = parts(card);
        format!(
            "<div id=\"q{id}\" class=\"item\"><p class=\"q\">{n}. {q}</p><p class=\"badge\">{l}</p>{a}</div>"
        )
    }),
    ("details.html", web_page, |card| {
        let (id, n, q, l, a) = parts(card);
        format!(
            "<details id=\"q{id}\"><summary>{n}. {q} <span class=\"badge\">{l}</span></summary>{a}</details>"
        )
    }),
    ("definitions.html", web_definitions, |card| {
        let (_, n, q, l, a) = parts(card);
        format!("<dt>{n}. {q} <em>({l})</em></dt><dd>{a}</dd>")
    }),
    ("headings.md", markdown_page, |card| {
        let (_, n, q, l, a) = signs(card);
        format!("## {n}. {q}\n\n*{l}*\n\n{a}")
    }),
    ("headings_with_code.md", markdown_page, |card| {
        let (_, n, q, l, a) = signs(card);
        format!("### {n}) {q}\n\n`{l}`\n\n{a}\n\n---")
    }),
    ("bold.md", markdown_page, |card| {
        let (_, n, q, l, a) = signs(card);
        format!("**{n}.** {q}\n\n**Level:** {l}\n\n{a}")
    }),
    ("list.md", markdown_page, |card| {
        let (_, n, q, l, a) = signs(card);
        let inner =
            a.lines().map(|line| format!("    {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n");
        format!("{n}. {q}\n\n    _{l}_\n\n{inner}")
    }),
    ("list_beside_answers.md", markdown_page, |card| {
        let (_, n, q, l, a) = signs(card);
        format!("{n}. {q} ({l})\n\n{a}")
    }),
    ("labels.md", markdown_page, |card| {
        let (_, n, q, l, a) = signs(card);
        format!("**Q{n}:** {q} [{l}]\n\n**A:**\n\n{a}")
    }),
];

/// A trial for each skin.
pub fn trials() -> Vec<Trial> {
    let trial = |skin: &'static Skin| Trial::test(format!("skins::{}", skin.0), move || check(skin));
    SKINS.iter().map(trial).collect()
}

fn check((name, page, card): &Skin) -> Result<(), Failed> {
    let sample = read("python.txt", include_str!("../../input/python.txt"));
    let cards: Vec<String> = sample.cards.iter().map(card).collect();
    let source = page(&sample, &cards.join("\n\n"));
    let found = read(name, &source);
    for (found, wanted) in plain(&found).iter().zip(plain(&sample)) {
        if *found != wanted {
            return Err(format!("found:  {found}\nwanted: {wanted}").into());
        }
    }
    assert_eq!(found.cards.len(), sample.cards.len());
    Ok(())
}

fn read(name: &str, page: &str) -> Deck {
    deckmill::read(&Source::new(name, page), &ReadOptions::default()).deck
}

/// What must be the same in every skin.
fn plain(deck: &Deck) -> Vec<String> {
    let description = text::blocks(&deck.description);
    let head = format!("{} | {:?} | {description}", deck.title, deck.category);
    let cards = deck.cards.iter().map(|card| {
        let (question, answer) = (text::blocks(&card.question), text::blocks(&card.answer));
        let number = card.number.as_ref().and_then(|number| number.value());
        format!("{} {number:?} {:?} {:?} {question} | {answer}", card.id, card.level, card.path)
    });
    std::iter::once(head).chain(cards).collect()
}

/// Id, number, question, level and answer of a card as HTML.
fn parts(card: &Card) -> (String, String, String, &'static str, String) {
    let question = html::blocks(&card.question).replace("<p>", "").replace("</p>", "");
    (card.id.to_string(), number(card), question, level(card), html::blocks(&card.answer))
}

/// The same as Markdown.
fn signs(card: &Card) -> (String, String, String, &'static str, String) {
    let answer = markdown::blocks(&card.answer);
    (card.id.to_string(), number(card), markdown::blocks(&card.question), level(card), answer)
}

fn number(card: &Card) -> String {
    card.number.as_ref().map_or(String::new(), |number| number.label.to_string())
}

fn level(card: &Card) -> &'static str {
    card.level.map_or("", |level| level.name())
}

fn web_page(deck: &Deck, cards: &str) -> String {
    web(deck, &format!("<div class=\"cards\">{cards}</div>"))
}

fn web_list(deck: &Deck, cards: &str) -> String {
    web(deck, &format!("<ol class=\"questions\">{cards}</ol>"))
}

fn web_definitions(deck: &Deck, cards: &str) -> String {
    web(deck, &format!("<dl>{cards}</dl>"))
}

fn web(deck: &Deck, cards: &str) -> String {
    let (title, description) = (&deck.title, text::blocks(&deck.description));
    let category = deck.category.as_deref().unwrap_or_default();
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} | A Site</title>\
         <style>h2 {{ color: red }}</style><script>var page = \"<h2>0. What is no question?</h2>\";</script></head>\
         <body><header><nav><a href=\"/\">A Site</a> · <a href=\"/all\">All questions</a></nav></header>\
         <main><nav aria-label=\"Breadcrumb\"><a href=\"/l\">{category}</a> › <span>{title}</span></nav>\
         <h1>{title}</h1><p>{description}</p>{cards}\
         <section class=\"cta\"><p>Practise these aloud.</p><a href=\"/app\">Open the app</a></section></main>\
         <footer>© A Site · <a href=\"/terms\">Terms</a></footer></body></html>"
    )
}

fn markdown_page(deck: &Deck, cards: &str) -> String {
    let (title, description) = (&deck.title, markdown::blocks(&deck.description));
    let category = deck.category.as_deref().unwrap_or_default();
    format!(
        "[A Site](/) · [All questions](/all)\n\n[Home](/) › [{category}](/l) › {title}\n\n# {title}\n\n\
         {description}\n\n{cards}\n\nPractise these aloud.\n[Open the app](/app)\n\n© A Site · [Terms](/terms)\n"
    )
}
