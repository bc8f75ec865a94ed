//! What is known of a source that a server on the web gave: where it was asked for, and what the server
//! says of it. Nothing is fetched here; this says what a page's links mean once the page is elsewhere.

use url::{ParseError, Url};

use crate::inline;
use crate::media;
use crate::model::{Block, Deck, Inline};

/// How a server gave a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Served {
    /// The address that was asked for.
    pub address: String,
    /// The address that it led to, from which the page's links count.
    pub base: String,
    /// What the server calls it, in lower case and without parameters: `text/html`.
    pub media_type: Option<String>,
    /// The encoding that the server states.
    pub charset: Option<String>,
    /// The last part of the path, or the host where the path is none.
    name: String,
    /// Whether that is the host, whose end is no extension.
    is_host: bool,
}

impl Served {
    /// A source that was asked for at one address and found at another, which may be the same.
    /// `content_type` is what the server says of it: `text/html; charset=koi8-r`.
    pub fn new(address: impl Into<String>, base: impl Into<String>, content_type: Option<&str>) -> Served {
        let address = address.into();
        let (media_type, charset) = content_type.map_or((None, None), parts);
        let path = Url::parse(&address).ok().map(|url| url.path().to_owned());
        let file = media::file_name(path.as_deref().unwrap_or_default());
        let host = || Url::parse(&address).ok()?.host_str().map(str::to_owned);
        let (name, is_host) = match file.is_empty() {
            true => (host().unwrap_or_default(), true),
            false => (file, false),
        };
        Served { base: base.into(), media_type, charset, name, is_host, address }
    }

    /// The name of the file at the address, by whose extension a format may be known; none for a site.
    pub fn file(&self) -> Option<&str> {
        (!self.is_host).then_some(&*self.name)
    }

    /// The host of a site.
    pub(crate) fn host(&self) -> Option<&str> {
        self.is_host.then_some(&*self.name)
    }

    /// Makes the links and images of a deck lead to where they led on the page. `stated` is where the page
    /// says that they count from.
    pub(crate) fn settle(&self, deck: &mut Deck, stated: Option<&str>) {
        let Ok(base) = Url::parse(&self.base) else { return };
        let stated = stated.and_then(|stated| base.join(stated).ok());
        // What is no address on the web is no base for browsers either.
        let base = stated.filter(|url| matches!(url.scheme(), "http" | "https")).unwrap_or(base);
        of_deck(deck, &base);
    }
}

/// `text/html; charset="utf-8"` as what it is and its encoding.
fn parts(content_type: &str) -> (Option<String>, Option<String>) {
    let mut parts = content_type.split(';').map(str::trim);
    let kind = parts.next().map(str::to_ascii_lowercase).filter(|kind| kind.contains('/'));
    let charset = parts.filter_map(|part| part.split_once('=')).find_map(|(name, value)| {
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    });
    (kind, charset)
}

fn of_deck(deck: &mut Deck, base: &Url) {
    of_blocks(&mut deck.description, base);
    for card in &mut deck.cards {
        of_blocks(&mut card.question, base);
        of_blocks(&mut card.answer, base);
    }
    deck.children.iter_mut().for_each(|child| of_deck(child, base));
}

fn of_blocks(blocks: &mut [Block], base: &Url) {
    inline::each_line(blocks, &mut |line| of_line(line, base));
}

fn of_line(line: &mut [Inline], base: &Url) {
    for inline in line {
        match inline {
            Inline::Link(link) => whole(&mut link.target, base),
            Inline::Image(image) => whole(&mut image.target, base),
            _ => {}
        }
        if let Some(inner) = inline::inner_mut(inline) {
            of_line(inner, base);
        }
    }
}

/// Makes an address whole. One that is whole, or empty, stays by the letter.
fn whole(address: &mut String, base: &Url) {
    if !address.trim().is_empty()
        && Url::parse(address) == Err(ParseError::RelativeUrlWithoutBase)
        && let Ok(joined) = base.join(address)
    {
        *address = joined.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ReadOptions, Source};

    #[test]
    fn what_a_server_says_is_taken_apart() {
        let said = |text| {
            let served = Served::new("https://example.org/", "https://example.org/", Some(text));
            (served.media_type.unwrap_or_default(), served.charset.unwrap_or_default())
        };
        let pair = |kind: &str, charset: &str| (kind.to_owned(), charset.to_owned());
        assert_eq!(said("Text/HTML;boundary=x; Charset=\"KOI8-R\""), pair("text/html", "KOI8-R"));
        assert_eq!(said("text/plain"), pair("text/plain", ""));
        assert_eq!(said("nonsense; charset="), pair("", ""));
    }

    #[test]
    fn a_page_is_called_as_the_end_of_its_path() {
        let named = |address: &str| {
            let served = Some(Served::new(address, address, None));
            let source = Source { name: address.to_owned(), served, ..Source::default() };
            (source.stem().to_owned(), source.file_name().to_owned())
        };
        let pair = |stem: &str, file: &str| (stem.to_owned(), file.to_owned());
        assert_eq!(named("https://example.org/a/py%20thon.html?v=1.2"), pair("py thon", "py thon.html"));
        assert_eq!(named("https://example.org/a/b/"), pair("b", "b"));
        assert_eq!(named("https://www.example.md/?page=2"), pair("www.example.md", ""));
    }

    #[test]
    fn links_lead_where_they_led() {
        let page = |html: &str, base: &str| {
            let served = Some(Served::new("https://example.org/q", base, Some("text/html")));
            let text = format!("{html}<h1>T</h1><h2>What is a link?</h2>");
            let links = ["a/b.html", "/c?d=é", "//e.org/f", "#g", "https://h.org/I", "mailto:j@k.org", ""];
            let links: String = links.iter().map(|to| format!("<a href='{to}'>x</a> ")).collect();
            let answer = format!(
                "<p>{links}<b><img src='l m.png' alt='n'></b></p><h2>What is it?</h2><p>Nothing.</p>"
            );
            let source = Source {
                name: "https://example.org/q".to_owned(),
                bytes: (text + &answer).into_bytes(),
                served,
                ..Source::default()
            };
            let page = crate::read(&source, &ReadOptions::default());
            assert_eq!(page.deck.url.as_deref(), Some("https://example.org/q"));
            assert_eq!(page.deck.cards[0].origin.url(), Some("https://example.org/q"));
            crate::render::markdown::blocks(&page.deck.cards[0].answer)
        };
        assert_eq!(
            page("", "https://www.example.org/deep/q.html"),
            "[x](https://www.example.org/deep/a/b.html) [x](https://www.example.org/c?d=%C3%A9) \
             [x](https://e.org/f) [x](https://www.example.org/deep/q.html#g) [x](https://h.org/I) \
             [x](mailto:j@k.org) [x](<>) **![n](https://www.example.org/deep/l%20m.png)**"
        );
        let stated = page("<base href='/base/'><base href='/not/'>", "https://www.example.org/deep/q.html");
        assert!(stated.starts_with("[x](https://www.example.org/base/a/b.html)"), "{stated}");
        let odd = page("<base href='file:///etc/'>", "https://example.org/q");
        assert!(odd.starts_with("[x](https://example.org/a/b.html)"), "{odd}");
    }
}
