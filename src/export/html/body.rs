//! Rendered blocks as they fit a page that loads nothing: formulas are set, images that are not in
//! at hand become what is said in their place, and links lead only where a reader can follow.
//!
//! Written for the HTML that comes from `render/html.rs`, where `<`, `>` and `"` stand for markup
//! only, and an address comes first among the attributes of its element.

use super::math;
use super::media::{Files, OWN};
use crate::model::Block;
use crate::render::html::{self, Looks, unescape};

/// How many characters of TeX surely make a formula that fits the line of a phone.
const LONG: usize = 24;

/// Blocks as HTML for the page.
pub fn html(blocks: &[Block], files: Files) -> String {
    fitted(&rendered(blocks, files))
}

/// Blocks as HTML that is yet to be fitted.
pub fn rendered(blocks: &[Block], files: Files) -> String {
    let place = |kind, address: &str| files.place(kind, address);
    html::blocks_with(blocks, Looks { is_highlighted: true, media: Some(&place) })
}

/// The same HTML, with formulas, images and links as the page has them.
pub fn fitted(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    let mut is_in_link = false;
    while let Some((text, behind)) = rest.split_once('<') {
        out.push_str(text);
        let (tag, after) = behind.split_once('>').unwrap_or((behind, ""));
        rest = after;
        if let Some(attributes) = tag.strip_prefix("img src=\"") {
            image(&mut out, attributes, is_in_link);
        } else if let Some(attributes) = tag.strip_prefix("a href=\"") {
            is_in_link = true;
            link(&mut out, attributes);
        } else if let Some(language) = tag.strip_prefix("code class=\"") {
            code(&mut out, language);
        } else if let Some((formula, after)) = formula(tag, rest) {
            out.push_str(&formula);
            rest = after;
        } else if tag == "table" || tag.starts_with("table ") {
            // A table scrolls in its box, so that it stays a table.
            out.push_str(&format!("<div class=\"wide\"><{tag}>"));
        } else if tag == "/table" {
            out.push_str("</table></div>");
        } else {
            is_in_link &= tag != "/a";
            out.push_str(&format!("<{tag}>"));
        }
    }
    out.push_str(rest);
    out
}

/// An image that is in the page, or what is said in its place; `attributes` begin with its address.
fn image(out: &mut String, attributes: &str, is_in_link: bool) {
    let mut values = attributes.split('"');
    let address = values.next().unwrap_or_default();
    let alternative = values.nth(1).unwrap_or_default();
    if address.starts_with(OWN) || is_data(address) {
        out.push_str(&format!("<img src=\"{attributes}>"));
        return;
    }
    let name = address.rsplit('/').find(|part| !part.is_empty()).unwrap_or("image");
    let said = if alternative.trim().is_empty() { name } else { alternative };
    let is_on_web = has_scheme(address, "https:") || has_scheme(address, "http:");
    out.push_str(&match is_on_web && !is_in_link {
        true => format!("<a class=\"picture\" dir=\"auto\" href=\"{address}\">{said}</a>"),
        false => format!("<span class=\"picture\" dir=\"auto\">{said}</span>"),
    });
}

/// Whether an address holds an image: what is said of its type, then base 64 or an escaped text.
fn is_data(address: &str) -> bool {
    let Some((kind, data)) = address.split_once(',').filter(|_| has_scheme(address, "data:image/")) else {
        return false;
    };
    let is_clean =
        |text: &str, signs: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || signs.contains(c));
    match kind.to_ascii_lowercase().strip_suffix(";base64") {
        Some(kind) => is_clean(kind, ":/+.-;=") && is_clean(data, "+/="),
        None => is_clean(kind, ":/+.-;=") && is_clean(data, "%!#$'()*+,-./:;=?@_~"),
    }
}

/// The beginning of a link; one that would do something else than lead to a page leads nowhere.
fn link(out: &mut String, attributes: &str) {
    let (address, _) = attributes.split_once('"').unwrap_or((attributes, ""));
    let scheme = address.split(['/', '?', '#']).next().unwrap_or_default();
    let is_known = ["https:", "http:", "mailto:"].into_iter().any(|known| has_scheme(address, known));
    match is_known || !scheme.contains([':', '&']) && !address.contains(char::is_control) {
        true => out.push_str(&format!("<a href=\"{attributes}>")),
        false => out.push_str("<a>"),
    }
}

/// The beginning of code: of what the page calls its language, only one word may become a class.
fn code(out: &mut String, attributes: &str) {
    let (classes, more) = attributes.split_once('"').unwrap_or((attributes, ""));
    let class = classes.split_ascii_whitespace().next().unwrap_or_default();
    out.push_str(&format!("<code class=\"{class}\"{more}>"));
}

fn has_scheme(address: &str, scheme: &str) -> bool {
    address.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
}

/// A formula and what follows it, where `tag` begins one.
fn formula<'a>(tag: &str, rest: &'a str) -> Option<(String, &'a str)> {
    let (open, close, name) = match tag.split_once(' ')? {
        ("div", attributes) if attributes.starts_with("class=\"math\"") => ("\\[", "\\]", "div"),
        ("span", attributes) if attributes.starts_with("class=\"math\"") => ("\\(", "\\)", "span"),
        _ => return None,
    };
    let (inside, after) = rest.split_once(&format!("</{name}>"))?;
    let tex = inside.strip_prefix(open)?.strip_suffix(close)?;
    let tex = unescape(tex);
    let mut shown = math::html(&tex, name == "div");
    if name == "span" && tex.chars().count() > LONG {
        shown = format!("<span class=\"long\">{shown}</span>");
    }
    Some((format!("<{tag}>{shown}</{name}>"), after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BlockKind, Image, Inline, Link};

    fn page(blocks: &[Block]) -> String {
        html(blocks, Files { store: None, names: &Default::default() })
    }

    fn shown(inline: Inline) -> String {
        page(&[Block::new(BlockKind::Paragraph(vec![inline]))])
    }

    fn image(target: &str, alt: &str) -> Inline {
        Inline::Image(Box::new(Image { target: target.into(), alt: alt.into(), title: None }))
    }

    fn link(target: &str, content: Inline) -> Inline {
        Inline::Link(Box::new(Link { target: target.into(), title: None, content: vec![content] }))
    }

    #[test]
    fn only_images_of_the_page_are_images() {
        let data = "data:image/png;base64,AA==";
        assert_eq!(
            shown(image(data, "a \"b\"")),
            format!("<p><img src=\"{data}\" alt=\"a &quot;b&quot;\"></p>")
        );
        let on_web = shown(image("https://example.org/a.png", "a < b"));
        let expected = "<a class=\"picture\" dir=\"auto\" href=\"https://example.org/a.png\">a &lt; b</a>";
        assert_eq!(on_web, format!("<p>{expected}</p>"));
        for address in ["img/a.png", "//example.org/a.png", "file:///a.png", "data:text/html,a.png"] {
            let name = address.rsplit('/').next().unwrap();
            let expected = format!("<p><span class=\"picture\" dir=\"auto\">{name}</span></p>");
            assert_eq!(shown(image(address, " ")), expected);
        }
        let linked = shown(link("https://example.org/", image("https://example.org/a.png", "a")));
        assert_eq!(linked.matches("<a ").count(), 1, "{linked}");
    }

    #[test]
    fn links_lead_to_pages_only() {
        let text = || Inline::Text("x".into());
        for good in
            ["https://example.org/?a=b:c", "HTTP://x", "mailto:a@b.c", "#part", "../a.md", "a/b:c", ""]
        {
            assert_eq!(shown(link(good, text())), format!("<p><a href=\"{good}\">x</a></p>"));
        }
        for bad in [
            "javascript:a",
            "JaVaScript:a",
            "data:text/html,x",
            " javascript:a",
            "java\nscript:a",
            "vbscript:x",
        ] {
            assert_eq!(shown(link(bad, text())), "<p><a>x</a></p>", "{bad:?}");
        }
    }

    #[test]
    fn a_language_is_one_class() {
        let kind = BlockKind::Code { language: Some("a card\" onclick=x".into()), text: "x".into() };
        assert_eq!(page(&[Block::new(kind)]), "<pre><code class=\"language-a\">x</code></pre>");
    }
}
