//! deckmill's own marks in Markdown and HTML: comments that say what a page can't show.
//!
//! ```text
//! <!-- deckmill deck category="Languages" -->        above the title of a deck
//! <!-- deckmill id=Gh5kQ0aZbT2mNw8x number=3 -->     above (or under) the heading of a card
//! <!-- deckmill id=anything references=2 -->         a card whose last two blocks are references
//! <!-- deckmill answer -->                           where a question of several blocks ends
//! <!-- deckmill section -->                          above a heading that could be taken for a card's
//! ```
//!
//! The Markdown exporter writes them all; by hand, `<!-- deckmill id=anything -->` beside a question
//! is enough to give its card an identity that survives rewording.

use std::collections::BTreeMap;
use std::fmt;

use crate::bytes::Bytes;
use crate::identity;
use crate::model::{Block, BlockKind, Card, Deck, Inline};
use crate::read;

/// Who is said to have made data whose format has a word for that: the ids in them are those of cards.
pub const MAKER: &str = "deckmill";

/// A mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The heading that follows is the title of a deck.
    Deck(DeckMark),
    /// A card begins.
    Card(CardMark),
    /// The question ends and the answer begins.
    Answer,
    /// The heading that follows is no question.
    Section,
}

/// What a mark says of a deck.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeckMark {
    /// Its category.
    pub category: Option<String>,
    /// Its collection key, where that is not the title.
    pub key: Option<String>,
    /// Where its page can be seen on the web.
    pub url: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// How many decks it is in: a deck of a single page in a file of several is in one.
    pub depth: usize,
    /// Its title, where no heading says it.
    pub title: Option<String>,
    /// How many decks are before it, where nothing else says their order.
    pub place: Option<usize>,
    /// The files of its description, by their addresses, where a package was read.
    pub media: BTreeMap<String, String>,
    /// The place of the deck of which this one holds some cards, where a deck was split.
    pub part_of: Option<usize>,
}

impl DeckMark {
    /// The mark of a deck that is in this many others.
    pub fn new(deck: &Deck, depth: usize) -> DeckMark {
        DeckMark {
            category: deck.category.clone(),
            key: Some(deck.key.clone()).filter(|key| *key != deck.title),
            url: deck.url.clone(),
            language: deck.language.clone(),
            depth,
            ..DeckMark::default()
        }
    }
}

/// What a mark says of a card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardMark {
    /// The card's id.
    pub id: Option<String>,
    /// Its GUID, where that is another tool's and so is no id of ours.
    pub guid: Option<String>,
    /// Its number, which stands in its heading.
    pub number: Option<String>,
    /// Its level in the page's words, which stands in emphasis under its heading.
    pub level: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// The headings above it, where headings can't say them.
    pub path: Option<Vec<String>>,
    /// How many headings stand inside the card, below its own.
    pub headings: usize,
    /// How many blocks at the end of the answer are references.
    pub references: usize,
    /// Whether the question has no line of text that could be a heading.
    pub untitled: bool,
    /// The fingerprint of what the card says, in packages.
    pub content: Option<String>,
    /// The name of its source, in packages, where no field says it.
    pub source: Option<String>,
    /// The files of the card, by their addresses, where a package was read.
    pub media: BTreeMap<String, String>,
}

impl CardMark {
    /// The mark of a card, whose question and answer may hold headings.
    pub fn new(card: &Card) -> CardMark {
        CardMark::without_id(card).with_id(&card.id)
    }

    /// The same for a card of this id, which may be another tool's.
    pub fn with_id(self, id: &str) -> CardMark {
        let (id, guid) = match identity::is_guid(id) {
            true => (Some(id.to_owned()), None),
            false => (None, Some(id.to_owned())),
        };
        CardMark { id, guid, ..self }
    }

    /// The same without the card's identity.
    pub fn without_id(card: &Card) -> CardMark {
        let (title, rest) = title_of(&card.question);
        CardMark {
            id: None,
            guid: None,
            number: card.number.as_ref().map(|number| number.label.to_string()),
            level: card.level_label.as_deref().map(str::to_owned),
            tags: card.tags.clone(),
            path: Some(card.path.to_vec()),
            headings: headings(rest) + headings(&card.answer),
            references: card.references,
            untitled: title.is_none(),
            content: None,
            source: None,
            media: BTreeMap::new(),
        }
    }
}

/// How many of some blocks are headings.
pub fn headings(blocks: &[Block]) -> usize {
    blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading { .. })).count()
}

/// How many headings above a card there can be, so that its own is one of the six that there are.
const DEEPEST: usize = 4;

/// Whether a path can be said by headings alone: few enough, each with text that comes back as it is.
pub fn has_headings(path: &[String]) -> bool {
    let is_plain =
        |heading: &String| !heading.is_empty() && heading.trim() == heading && !heading.contains('\n');
    path.len() <= DEEPEST && path.iter().all(is_plain)
}

/// A question as a heading and the blocks below it.
pub fn title_of(question: &[Block]) -> (Option<&[Inline]>, &[Block]) {
    match question.split_first() {
        Some((Block { kind: BlockKind::Paragraph(content), .. }, rest)) => (Some(content), rest),
        _ => (None, question),
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl Mark {
    /// The mark as a comment.
    pub fn text(&self) -> String {
        let mut out = String::with_capacity(128);
        out.push_str("<!-- deckmill");
        match self {
            Mark::Deck(deck) => deck.write(&mut out),
            Mark::Card(card) => card.write(&mut out),
            Mark::Answer => out.push_str(" answer"),
            Mark::Section => out.push_str(" section"),
        }
        out.push_str(" -->");
        out
    }
}

impl DeckMark {
    fn write(&self, out: &mut String) {
        out.push_str(" deck");
        attribute(out, "category", self.category.as_deref());
        attribute(out, "key", self.key.as_deref());
        attribute(out, "url", self.url.as_deref());
        attribute(out, "language", self.language.as_deref());
        attribute(out, "child", (self.depth > 0).then_some("yes"));
        number(out, "depth", Some(self.depth).filter(|depth| *depth > 1));
        attribute(out, "title", self.title.as_deref());
        number(out, "place", self.place);
        files(out, &self.media);
        number(out, "part", self.part_of);
    }
}

impl CardMark {
    fn write(&self, out: &mut String) {
        attribute(out, "id", self.id.as_deref());
        attribute(out, "guid", self.guid.as_deref());
        attribute(out, "number", self.number.as_deref());
        attribute(out, "level", self.level.as_deref());
        self.tags.iter().for_each(|tag| attribute(out, "tag", Some(tag)));
        if let Some(path) = &self.path {
            number(out, "path", Some(path.len()));
            path.iter().for_each(|heading| attribute(out, "heading", Some(heading)));
        }
        number(out, "headings", Some(self.headings).filter(|count| *count > 0));
        number(out, "references", Some(self.references).filter(|count| *count > 0));
        attribute(out, "untitled", self.untitled.then_some("yes"));
        attribute(out, "content", self.content.as_deref());
        attribute(out, "source", self.source.as_deref());
        files(out, &self.media);
    }
}

fn number(out: &mut String, name: &str, value: Option<usize>) {
    attribute(out, name, value.map(|value| value.to_string()).as_deref());
}

/// The bytes of values that need no quotes.
const OF_WORDS: Bytes = Bytes::of(b"-_.:").and(b'0', b'9').and(b'A', b'Z').and(b'a', b'z');

fn attribute(out: &mut String, name: &str, value: Option<&str>) {
    let Some(value) = value else { return };
    out.extend([" ", name, "="]);
    let is_word = !value.is_empty() && value.bytes().all(|byte| OF_WORDS.has(byte));
    if is_word && !value.as_bytes().windows(2).any(|two| two == b"--") {
        return out.push_str(value);
    }
    out.push('"');
    let mut before = '"';
    for c in value.chars() {
        // No `--` and no `>` may stand in a comment, and a line feed would end its line.
        let is_sign = match c {
            '"' | '<' | '>' | '\n' => true,
            '-' => before == '-',
            '#' => before == '&',
            _ => false,
        };
        match is_sign {
            true => out.extend(["&#", &u32::from(c).to_string(), ";"]),
            false => out.push(c),
        }
        before = c;
    }
    out.push('"');
}

/// Files: the name of each, and behind it the address that it has on the page.
fn files(out: &mut String, media: &BTreeMap<String, String>) {
    media.iter().for_each(|(address, name)| attribute(out, "media", Some(&format!("{name} {address}"))));
}

/// A file and its address, as [`files`] writes them.
fn file(value: &str) -> Option<(String, String)> {
    let (name, address) = value.split_once(' ')?;
    Some((address.to_owned(), name.to_owned()))
}

/// The mark that a whole comment is, as the exporter writes it where a format has room for text.
pub fn of_comment(text: &str) -> Option<Mark> {
    parse(text.trim().strip_prefix("<!--")?.strip_suffix("-->")?)
}

/// The mark of a card that a whole comment is.
pub fn of_card(text: &str) -> Option<CardMark> {
    match of_comment(text)? {
        Mark::Card(mark) => Some(mark),
        Mark::Deck(_) | Mark::Answer | Mark::Section => None,
    }
}

/// The mark of a deck that a whole comment is.
pub fn of_deck(text: &str) -> Option<DeckMark> {
    match of_comment(text)? {
        Mark::Deck(mark) => Some(mark),
        Mark::Card(_) | Mark::Answer | Mark::Section => None,
    }
}

/// The mark that a comment is, from the text between `<!--` and `-->`; none for other comments.
pub fn parse(comment: &str) -> Option<Mark> {
    let rest = comment.trim().strip_prefix("deckmill")?;
    if !rest.is_empty() && !rest.starts_with([' ', '\t', '\n']) {
        return None;
    }
    let rest = rest.trim();
    match rest.split_whitespace().next() {
        Some("answer") => Some(Mark::Answer),
        Some("section") => Some(Mark::Section),
        Some("deck") => Some(deck(&attributes(&rest["deck".len()..]))),
        _ => Some(Mark::Card(card(attributes(rest)))),
    }
}

fn deck(attributes: &[(String, String)]) -> Mark {
    let get = |name: &str| attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    let child = usize::from(get("child").is_some());
    Mark::Deck(DeckMark {
        category: get("category"),
        key: get("key"),
        url: get("url"),
        language: get("language"),
        depth: get("depth").and_then(|depth| depth.parse().ok()).unwrap_or(child),
        title: get("title"),
        place: get("place").and_then(|place| place.parse().ok()),
        media: attributes.iter().filter(|(name, _)| name == "media").filter_map(|(_, v)| file(v)).collect(),
        part_of: get("part").and_then(|place| place.parse().ok()),
    })
}

fn card(attributes: Vec<(String, String)>) -> CardMark {
    let mut card = CardMark::default();
    for (name, value) in attributes {
        match name.as_str() {
            "id" => card.id = Some(value),
            "guid" => card.guid = Some(value),
            "number" => card.number = Some(value),
            "level" => card.level = Some(value),
            "tag" => card.tags.push(value),
            "path" => card.path = Some(Vec::new()),
            "heading" => card.path.get_or_insert_default().push(value),
            "headings" => card.headings = value.parse().unwrap_or(0),
            "references" => card.references = value.parse().unwrap_or(0),
            "untitled" => card.untitled = true,
            "content" => card.content = Some(value),
            "source" => card.source = Some(value),
            "media" => card.media.extend(file(&value)),
            // Newer versions may say more; what they say of a card is still true without it.
            _ => {}
        }
    }
    card
}

/// `name=value` and `name="value"`, parted by white space.
fn attributes(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    while let Some((name, value)) = rest.trim_start().split_once('=') {
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        found.push((name.trim().to_owned(), unescape(value)));
        rest = after;
    }
    found
}

fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find("&#") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from[2..].split_once(';').and_then(|(code, after)| Some((code.parse().ok()?, after)));
        let decoded = code.and_then(|(code, after)| Some((char::from_u32(code)?, after)));
        match decoded {
            Some((c, after)) => {
                out.push_str(&read::clean(c.encode_utf8(&mut [0; 4])));
                rest = after;
            }
            None => {
                out.push_str("&#");
                rest = &from[2..];
            }
        }
    }
    out.push_str(rest);
    out
}
