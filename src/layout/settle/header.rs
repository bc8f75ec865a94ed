//! What a page says of itself: title, category, description, language, key.

use std::collections::{BTreeMap, HashSet};

use super::furniture::is_list_of_anchors;
use super::{Owner, Settling};
use crate::diagnostic::Furniture;
use crate::inline;
use crate::layout::signs::{links, wording};
use crate::level;
use crate::marks::{self, DeckMark, Mark};
use crate::model::{Block, Deck, Role};

/// What a page says of itself.
#[derive(Debug, Default)]
pub struct Header {
    /// Its title; never empty.
    pub title: String,
    /// What it is filed under.
    pub category: Option<String>,
    /// Its introduction.
    pub description: Vec<Block>,
    /// The files of that, where a package was read.
    pub media: BTreeMap<String, String>,
    /// Its language.
    pub language: Option<String>,
    /// Its collection key, where it gives one.
    pub key: Option<String>,
    /// Where it can be seen on the web.
    pub url: Option<String>,
}

/// Finds the header in what stands before the first card, and claims its nodes.
pub(super) fn find(page: &mut Settling, first: Option<usize>) -> Header {
    let metadata = page.document.metadata.clone();
    let end = first.unwrap_or(page.flow.shown).min(page.flow.shown);
    let marked = deck_mark(page, end);
    let title_node = marked.and_then(|at| marked_title(page, at, end)).or_else(|| title_node(page, end));
    let shown = title_node.map(|at| page.flow.nodes[at].text().to_string());
    let window = metadata.window_title.as_deref().map(without_site);
    let title = metadata.title.clone().or(shown).or(window).filter(|title| !title.trim().is_empty());
    let mut header = Header {
        title: one_line(&title.unwrap_or_else(|| page.source.stem().to_owned())),
        language: metadata.language.clone(),
        key: metadata.key.clone(),
        url: metadata.url.clone(),
        category: metadata.category.clone(),
        ..Header::default()
    };
    if let Some(at) = title_node {
        page.owners[at] = Owner::Header;
        // A page that names itself otherwise shows this heading nowhere, and has to say so.
        if one_line(page.flow.nodes[at].text()) != header.title {
            page.flow.nodes[at].skip = Some(Furniture::Heading);
        }
    }
    let start = title_node.map_or(0, |at| at + 1);
    if let Some(at) = marked {
        read_mark(page, at, &mut header);
        header.description = marked_description(page, start, end);
        return header;
    }
    let trail = category(page, end, &header.title);
    header.category = header.category.or(trail);
    header.description = description(page, start, end);
    if header.description.is_empty() {
        let said = metadata.description.filter(|text| !text.trim().is_empty());
        header.description = said.map(|text| Block::paragraph(one_line(&text))).into_iter().collect();
    }
    header
}

/// White space in a line of its own is a space.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The title of a window without the name of the site behind it.
fn without_site(title: &str) -> String {
    let signs = [" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " • "];
    let cut = signs.iter().filter_map(|sign| title.find(sign)).min();
    title[..cut.unwrap_or(title.len())].trim().to_owned()
}

/// The page's first heading, if it stands over the whole page; in plain text, and where there is no
/// heading at all, also its first line.
fn title_node(page: &Settling, end: usize) -> Option<usize> {
    let flow = &page.flow;
    let mut headings = flow.leaves(0..flow.shown).filter(|at| flow.heading(*at).is_some());
    let first = headings.next().filter(|at| *at < end && !flow.nodes[*at].is_blank());
    let level = first.and_then(|at| flow.heading(at)).unwrap_or(0);
    let metadata = &page.document.metadata;
    let untitled = first.is_none() && metadata.title.is_none() && metadata.window_title.is_none();
    if (page.document.preformatted || untitled)
        && let Some(line) = first_line(page, first.unwrap_or(end).min(end))
    {
        return Some(line);
    }
    let first = first.filter(|at| !level::is_statement(flow.nodes[*at].text()))?;
    let free: Vec<usize> = headings.filter(|at| page.owners[*at] == Owner::Nobody).collect();
    let alone = free.iter().all(|at| flow.heading(*at) > Some(level));
    let followed = free.iter().any(|at| *at < end && flow.heading(*at) == Some(level));
    let is_part = wording::is_part_of_page(flow.nodes[first].text());
    ((alone || followed || level == 1) && !is_part).then_some(first)
}

/// The first line of a plain text that reads like a title.
fn first_line(page: &Settling, end: usize) -> Option<usize> {
    let flow = &page.flow;
    let is_menu = |text: &str| wording::segments(text).is_some() || wording::is_above_page(text);
    let leaf = flow.leaves(0..end).find(|at| !is_menu(flow.nodes[*at].text()))?;
    let text = flow.nodes[leaf].text();
    let short = text.chars().count() <= 120 && !text.ends_with(['.', ':', ';', ',']);
    // ":name: value" says something about the page to a program.
    let short = short && !text.starts_with(':');
    let is_text = flow.nodes[leaf].line().is_some();
    let in_list = flow.scope(leaf).is_some() || flow.is_in_record(leaf);
    (short && is_text && !in_list).then_some(leaf)
}

/// deckmill's own mark of a deck, which leaves nothing to guess.
fn deck_mark(page: &Settling, end: usize) -> Option<usize> {
    let first = page.flow.comments(0..end).find_map(|(at, text)| Some((at, marks::parse(text)?)));
    first.filter(|(_, mark)| matches!(mark, Mark::Deck(_))).map(|(at, _)| at)
}

/// The heading right behind the mark, if it is no card's.
fn marked_title(page: &Settling, mark: usize, end: usize) -> Option<usize> {
    let next = page.flow.nodes[mark].pair() + 1;
    Some(next).filter(|next| *next < end && page.flow.heading(*next).is_some())
}

/// What the mark says of the deck.
fn read_mark(page: &mut Settling, at: usize, header: &mut Header) {
    if let Some(mark) = mark_at(page, at) {
        page.owners[at] = Owner::Header;
        header.category = mark.category.or_else(|| header.category.take());
        header.key = mark.key.or_else(|| header.key.take());
        header.url = mark.url.or_else(|| header.url.take());
        header.language = mark.language.or_else(|| header.language.take());
        header.media = mark.media;
    }
}

/// The mark of a deck at a node.
fn mark_at(page: &Settling, at: usize) -> Option<DeckMark> {
    match page.flow.comments(at..at + 1).find_map(|(_, text)| marks::parse(text))? {
        Mark::Deck(mark) => Some(mark),
        Mark::Card(_) | Mark::Answer | Mark::Section => None,
    }
}

/// A deck below the first of a page that deckmill wrote for several: what its mark, its heading and
/// the text below say, and how many decks it is in. None for any other node.
pub(super) fn child(page: &mut Settling, at: usize) -> Option<(usize, Deck)> {
    let mark = mark_at(page, at).filter(|mark| mark.depth > 0)?;
    let end = page.flow.shown;
    let title = marked_title(page, at, end)?;
    page.owners[at] = Owner::Header;
    page.owners[title] = Owner::Header;
    let name = one_line(page.flow.nodes[title].text());
    let deck = Deck {
        key: mark.key.unwrap_or_else(|| name.clone()),
        title: name,
        category: mark.category,
        language: mark.language,
        media: mark.media,
        description: marked_description(page, title + 1, end),
        ..Deck::default()
    };
    Some((mark.depth, deck))
}

/// The paragraphs between the title and the next heading or mark.
fn marked_description(page: &mut Settling, start: usize, end: usize) -> Vec<Block> {
    let is_mark = |at: usize| page.flow.comments(at..at + 1).any(|(_, text)| marks::parse(text).is_some());
    let stop = (start..end).find(|at| page.flow.heading(*at).is_some() || is_mark(*at)).unwrap_or(end);
    page.owners[start..stop].fill(Owner::Header);
    page.flow.take(start, stop)
}

/// How many words of a title are looked for in trails: more is no title.
const MOST_WORDS: usize = 100;

/// The step above this page in its trail: "Home › Languages › Python" gives "Languages".
fn category(page: &mut Settling, end: usize, title: &str) -> Option<String> {
    let words: HashSet<String> = words(title).take(MOST_WORDS).collect();
    let of_page = |step: &str| {
        let mut own = self::words(step).peekable();
        own.peek().is_some() && own.all(|word| words.contains(&word))
    };
    for (nodes, steps, sure) in trails(page, end) {
        let about_page = steps.iter().any(|step| of_page(step));
        if !sure && !about_page {
            continue;
        }
        let step = steps.iter().rev().find(|step| !of_page(step) && !wording::is_home(step));
        for at in nodes {
            page.owners[at] = Owner::Header;
            page.flow.nodes[at].skip = None;
        }
        return step.cloned();
    }
    None
}

/// Trails before the first card: their nodes, their steps, and whether markup says that they are one.
fn trails(page: &Settling, end: usize) -> Vec<(Vec<usize>, Vec<String>, bool)> {
    let flow = &page.flow;
    let mut found = Vec::new();
    let is_trail = |at: &usize| flow.group(*at).is_some_and(|hint| hint.role == Role::Breadcrumb);
    // A page has one trail that its markup calls so; what comes behind that or in it is no better.
    if let Some(at) = (0..end).find(is_trail) {
        let is_leaf = |at: &usize| flow.nodes[*at].is_leaf();
        let nodes: Vec<usize> = (at..flow.nodes[at].pair()).filter(is_leaf).collect();
        let text: Vec<&str> = nodes.iter().map(|at| flow.nodes[*at].text().as_str()).collect();
        let steps = text.iter().flat_map(|text| steps(text)).collect();
        return vec![(nodes, steps, true)];
    }
    for at in flow.leaves(0..end) {
        let node = &flow.nodes[at];
        if let Some((parts, arrow)) = links::segments(node).filter(|_| node.line().is_some()) {
            found.push((vec![at], parts.into_iter().map(str::to_owned).collect(), arrow));
        }
    }
    found
}

fn steps(text: &str) -> Vec<String> {
    let parts = wording::segments(text).map(|(parts, _)| parts.into_iter().map(str::to_owned).collect());
    let steps: Vec<String> = parts.unwrap_or_else(|| vec![text.trim().to_owned()]);
    steps.into_iter().filter(|step| step.chars().any(char::is_alphanumeric)).collect()
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

/// The paragraphs that follow the title.
fn description(page: &mut Settling, start: usize, end: usize) -> Vec<Block> {
    let mut nodes = Vec::new();
    for at in start..end {
        let node = &page.flow.nodes[at];
        if !node.is_leaf() || node.skip.is_some() || page.owners[at] != Owner::Nobody {
            continue;
        }
        let text = node.text();
        let is_text = node.line().is_some()
            && !text.is_empty()
            && links::segments(node).is_none()
            && !level::is_statement(text)
            && page.flow.scope(at).is_none()
            && !page.flow.is_in_record(at)
            && !wording::is_part_of_page(text)
            && !is_list_of_anchors(node);
        if is_text {
            nodes.push(at);
        } else if !nodes.is_empty() || node.line().is_none() {
            break;
        }
    }
    let (Some(first), Some(last)) = (nodes.first().copied(), nodes.last().copied()) else {
        return Vec::new();
    };
    nodes.iter().for_each(|at| page.owners[*at] = Owner::Header);
    // What stands between was claimed or skipped already, and must not come along.
    let claimed: Vec<usize> = (first..last).filter(|at| nodes.binary_search(at).is_err()).collect();
    let kept: Vec<Option<Furniture>> = claimed.iter().map(|at| page.flow.nodes[*at].skip).collect();
    claimed.iter().for_each(|at| page.flow.nodes[*at].skip = Some(Furniture::Ornament));
    // It may hold more, such as a legend.
    let mut blocks = page.flow.take_and_keep(first, last + 1);
    claimed.iter().zip(kept).for_each(|(at, skip)| page.flow.nodes[*at].skip = skip);
    blocks.retain_mut(inline::tidy);
    blocks
}
