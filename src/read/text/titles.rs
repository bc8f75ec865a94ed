//! Titles that plain text marks on their own line, for `text/mod.rs`: "== Title", "***** Title *****",
//! "Title ¶", and terms with their meaning further in, "Title::".

use super::rows::Row;

/// What marks titles in a text; each only where it marks several.
#[derive(Debug, Clone, Copy, Default)]
pub struct Marks {
    /// "== Title", as in AsciiDoc.
    signs: bool,
    /// "***** Title *****", as a program that turns HTML into text writes it.
    stars: bool,
    /// The sign behind "Title ¶", as copied from a page whose headings link to themselves.
    link: Option<char>,
    /// "Term::" over what it means.
    terms: bool,
}

/// The signs by which headings link to themselves.
pub const LINKS: [char; 3] = ['¶', '#', '🔗'];

/// How many lines show that a mark is meant.
const FEWEST: usize = 3;

impl Marks {
    /// The marks that a text uses.
    pub fn of(rows: &[&[Row]]) -> Marks {
        let (mut stars, mut links, mut terms) = (0, [0; LINKS.len()], 0);
        for (chunk, at) in rows.iter().flat_map(|chunk| (0..chunk.len()).map(move |at| (chunk, at))) {
            let text = chunk[at].text;
            stars += usize::from(starred(text).is_some());
            terms += usize::from(term(&chunk[at..]).is_some());
            // Most lines end in a letter or a full stop, and in no such sign.
            if text.ends_with(LINKS) {
                links
                    .iter_mut()
                    .zip(LINKS)
                    .for_each(|(count, sign)| *count += usize::from(linked(text, sign)));
            }
        }
        Marks {
            signs: marks_titles(rows),
            stars: stars >= FEWEST,
            link: LINKS.into_iter().zip(links).find(|(_, count)| *count >= FEWEST).map(|(sign, _)| sign),
            terms: terms >= FEWEST,
        }
    }

    /// The heading that the first of these lines is: its level, and its text within the line.
    pub fn title<'a>(self, rows: &[Row<'a>]) -> Option<(u8, &'a str)> {
        let text = rows.first()?.text;
        let signed = self.signs.then(|| signed(text)).flatten();
        let starred = || self.stars.then(|| starred(text)).flatten();
        // Terms stand below all other headings.
        let term = || self.terms.then(|| term(rows)).flatten().map(|term| (6, term));
        signed.or_else(starred).or_else(term)
    }

    /// How many of the first lines are a heading that linked to itself; a long one may be wrapped.
    pub fn linked(self, rows: &[Row]) -> Option<usize> {
        let sign = self.link?;
        let count = rows.iter().take(4).position(|row| linked(row.text, sign))? + 1;
        let wrapped = |row: &Row| {
            row.indent == rows[0].indent && row.text.chars().count() >= 40 && !row.text.ends_with(['.', ':'])
        };
        rows[..count - 1].iter().all(wrapped).then_some(count)
    }

    /// A title without the sign by which it links to itself.
    pub fn unlinked(self, text: &str) -> &str {
        let bare = text.strip_suffix(self.link.unwrap_or(LINKS[0]));
        bare.filter(|rest| !rest.ends_with(']')).unwrap_or(text)
    }

    /// Whether a line says something to a program and nothing to a reader.
    pub fn is_mark(self, text: &str) -> bool {
        is_restructured_mark(text) || (self.is_asciidoc() && is_asciidoc_mark(text))
    }

    /// Whether lines such as `[[name]]` and `[source,ruby]` are marks of the format, too.
    pub fn is_asciidoc(self) -> bool {
        self.signs || self.terms
    }
}

/// Whether a line ends in the sign of a link. "C#" is a language: a word comes before the sign.
fn linked(text: &str, sign: char) -> bool {
    let Some(title) = text.strip_suffix(sign) else { return false };
    let last = title.rsplit(' ').next().unwrap_or_default();
    // The end of an address that was wrapped is no title, either.
    let is_word = last.chars().all(|c| c.is_alphanumeric() || "?!)'’".contains(c));
    sign == '¶' || (is_word && last.chars().count() > 1 && !last.ends_with(char::is_numeric))
}

/// Whether lines such as "== Title" are titles: nearly all begin a paragraph, or stand below a mark of
/// AsciiDoc. Within a paragraph they are code that was wrapped before its equals sign.
fn marks_titles(chunks: &[&[Row]]) -> bool {
    let begins = |chunk: &[Row], at: usize| at == 0 || is_asciidoc_mark(chunk[at - 1].text);
    let (mut all, mut first) = (0, 0);
    for chunk in chunks {
        for at in (0..chunk.len()).filter(|at| signed(chunk[*at].text).is_some()) {
            all += 1;
            first += usize::from(begins(chunk, at));
        }
    }
    first >= FEWEST - 1 && first * 10 >= all * 8
}

/// "== Title", maybe with the same sign behind it.
fn signed(text: &str) -> Option<(u8, &str)> {
    if !text.starts_with('=') {
        return None;
    }
    let title = text.trim_start_matches('=');
    let level = text.len() - title.len();
    let title = title.strip_prefix(' ')?.trim_end_matches('=').trim();
    ((1..=6).contains(&level) && title.contains(char::is_alphanumeric)).then_some((level as u8, title))
}

/// "***** Title *****": the more stars, the higher.
fn starred(text: &str) -> Option<(u8, &str)> {
    if !text.starts_with('*') {
        return None;
    }
    let title = text.trim_start_matches('*');
    let before = text.len() - title.len();
    let bare = title.trim_end_matches('*');
    let after = title.len() - bare.len();
    let title = bare.strip_prefix(' ')?.strip_suffix(' ')?.trim_end_matches('¶').trim();
    ((2..=6).contains(&before) && before == after && !title.is_empty()).then_some((7 - before as u8, title))
}

/// "Term::" right above a line that stands further in.
fn term<'a>(rows: &[Row<'a>]) -> Option<&'a str> {
    let title = rows.first()?.text.strip_suffix("::")?;
    let next = rows.get(1).filter(|next| next.indent > rows[0].indent);
    (next.is_some() && title.contains(char::is_alphanumeric)).then_some(title)
}

/// Whether a line is AsciiDoc's own: an anchor, attributes of the next block, a sign that an item goes on.
pub fn is_asciidoc_mark(text: &str) -> bool {
    let bracketed = text.starts_with('[') && text.ends_with(']') && !text.contains(' ');
    let attribute = text.strip_prefix(':').and_then(|rest| rest.split_once(':'));
    let is_attribute = attribute.is_some_and(|(name, _)| !name.is_empty() && !name.contains(' '));
    bracketed || is_attribute || text == "+" || text.ends_with("::[]") || text.starts_with("//")
}

/// Whether a line is reStructuredText's own and shows nothing: a name of what follows, ".. _heat:", an entry
/// of the index, the language of the code below.
fn is_restructured_mark(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(".. ") else { return false };
    let name = rest.strip_prefix('_').and_then(|rest| rest.strip_suffix(':'));
    name.is_some_and(|name| !name.contains(": "))
        || ["index::", "code-block::", "highlight::"].iter().any(|name| rest.starts_with(name))
}

/// The sign that a line is made of, if it is nothing but a ruler.
pub fn ruler(text: &str) -> Option<char> {
    let is_sign =
        |c: &char| matches!(c, '=' | '-' | '~' | '^' | '"' | '\'' | '*' | '+' | '#' | '_' | '━' | '─' | '═');
    let sign = text.chars().next().filter(is_sign)?;
    (text.len() >= 3 && text.chars().all(|c| c == sign)).then_some(sign)
}

/// The sign that underlines a line: a ruler at least nearly as long as the line.
pub fn underline(line: &str, text: &str) -> Option<char> {
    let (length, own) = (line.chars().count(), text.chars().count());
    let fits = length + 3 >= own && ruler(text).is_none();
    // Other signs are drawn by hand as often: under a title they are about as long as it is.
    ruler(line).filter(|sign| {
        fits && ("=-~^".contains(*sign) || ("#*+\"'".contains(*sign) && (own..own + 3).contains(&length)))
    })
}
