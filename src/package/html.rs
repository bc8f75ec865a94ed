//! Fields as Anki itself looks at them: what it sorts by and finds equals by, the files that they name,
//! and whether there is anything in them.
//!
//! Anki works on the text of a field and parses no HTML, so neither does this.

use std::borrow::Cow;

use sha1::{Digest, Sha1};

/// The tags that show or play a file.
const MEDIA: [&str; 4] = ["img", "audio", "video", "object"];

/// A field as Anki sorts by it: without tags, files as their names, references resolved. Nothing where
/// the field has references of which only Anki knows the meaning.
pub fn sort_text(field: &str) -> Option<String> {
    decoded(&without_tags(&with_names(field)))
}

/// The first eight hexadecimal digits of the SHA-1, by which Anki finds equal first fields.
pub fn checksum(sort_text: &str) -> i64 {
    Sha1::digest(sort_text).iter().take(4).fold(0, |sum, byte| sum << 8 | i64::from(*byte))
}

/// Whether Anki takes a field for empty: white space, line breaks and boxes are nothing.
pub fn is_empty(field: &str) -> bool {
    let mut rest = field.trim_start();
    while let Some(tag) = rest.strip_prefix('<') {
        let Some((tag, behind)) = tag.split_once('>') else { return false };
        let tag = tag.strip_prefix('/').unwrap_or(tag);
        let name = tag.strip_suffix('/').unwrap_or(tag).trim_end();
        if !["br", "div"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
            return false;
        }
        rest = behind.trim_start();
    }
    rest.is_empty()
}

/// The files that a field or a template shows or plays, as they are written there.
pub fn files(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '[']) {
        let part = &rest[at..];
        rest = &part[1..];
        if let Some((name, _)) = part.strip_prefix("[sound:").and_then(|sound| sound.split_once(']')) {
            found.push(decoded(name).unwrap_or_else(|| name.to_owned()));
        } else if let Some((name, behind)) = media_tag(part) {
            found.push(decoded(name).unwrap_or_else(|| name.to_owned()));
            rest = behind;
        }
    }
    found.retain(|name| is_local(name));
    found
}

/// Whether an address is the name of a file of the collection.
fn is_local(name: &str) -> bool {
    let scheme = name.split_once(':').map(|(scheme, _)| scheme);
    let is_remote = scheme.is_some_and(|scheme| {
        scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    !name.trim().is_empty() && !is_remote && !name.starts_with("//") && !name.contains("{{")
}

/// A name with what an address writes as `%20` resolved.
pub fn unquoted(name: &str) -> Cow<'_, str> {
    if !name.contains('%') {
        return Cow::Borrowed(name);
    }
    let mut out = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        let code = behind.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code.filter(|_| *byte == b'%').and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(code) => {
                out.push(code);
                rest = &behind[2..];
            }
            None => {
                out.push(*byte);
                rest = behind;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

/// A field in which the name of each file stands in the place of its tag.
fn with_names(field: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut rest, mut from) = (field, 0);
    while let Some(at) = rest[from..].find('<').map(|at| from + at) {
        match media_tag(&rest[at..]) {
            Some((name, behind)) => {
                out.push_str(&rest[..at]);
                out.extend([" ", name, " "]);
                (rest, from) = (behind, 0);
            }
            None => from = at + 1,
        }
    }
    if out.is_empty() && rest.len() == field.len() { Cow::Borrowed(field) } else { Cow::Owned(out + rest) }
}

/// The name in a tag that shows or plays a file, at the front of a text, and what stands behind the tag.
fn media_tag(text: &str) -> Option<(&str, &str)> {
    let tag = text.strip_prefix('<')?;
    let length = tag.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(tag.len());
    if !MEDIA.iter().any(|name| name.eq_ignore_ascii_case(&tag[..length])) {
        return None;
    }
    let mut before = ' ';
    let mut quote = None;
    for (at, c) in tag.char_indices().skip(length) {
        match (c, quote) {
            ('>', None) => return None,
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
        let starts =
            |name: &str| tag[at..].get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name));
        let is_word = before.is_alphanumeric() || before == '_';
        if !is_word
            && at > length
            && let Some(name) = ["src=", "data="].into_iter().find(|name| starts(name))
        {
            let found = value(&tag[at + name.len()..]);
            if found.is_some() {
                return found;
            }
        }
        before = c;
    }
    None
}

/// The value of an attribute, and what stands behind its tag.
fn value(text: &str) -> Option<(&str, &str)> {
    let quoted = |quote: char| {
        let (value, behind) = text.strip_prefix(quote)?.split_once(quote)?;
        Some((value, behind.split_once('>')?.1)).filter(|_| !value.is_empty())
    };
    let bare = || {
        let end = text.find([' ', '>']).filter(|end| *end > 0)?;
        Some((&text[..end], text[end..].split_once('>')?.1))
    };
    quoted('"').or_else(|| quoted('\'')).or_else(bare)
}

/// A text without tags, comments, styles and scripts.
fn without_tags(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let whole = [("!--", "-->"), ("style", "</style>"), ("script", "</script>")];
        let long = whole.iter().find_map(|(name, end)| element(tag, name, end));
        match long.or_else(|| tag.split_once('>').map(|(_, behind)| behind)) {
            Some(behind) => rest = behind,
            None => {
                out.push('<');
                rest = tag;
            }
        }
    }
    Cow::Owned(out + rest)
}

/// What stands behind an element that goes with all that is in it, upper and lower case alike.
fn element<'a>(tag: &'a str, name: &str, end: &str) -> Option<&'a str> {
    tag.get(..name.len()).filter(|own| own.eq_ignore_ascii_case(name))?;
    let inner = &tag[name.len()..];
    let inner = if name == "!--" { inner } else { inner.split_once('>')?.1 };
    let mut from = 0;
    while let Some(at) = inner[from..].find(['<', '-']).map(|at| from + at) {
        if inner[at..].get(..end.len()).is_some_and(|own| own.eq_ignore_ascii_case(end)) {
            return Some(&inner[at + end.len()..]);
        }
        from = at + 1;
    }
    None
}

/// A text with its references resolved; then no-break spaces are plain ones too. Nothing where there is
/// one that is not known here; one that is none leaves the whole text as it is, as in Anki.
fn decoded(text: &str) -> Option<String> {
    if !text.contains('&') {
        return Some(text.to_owned());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, reference)) = rest.split_once('&') {
        out.push_str(before);
        let Some((name, behind)) = reference.split_once(';') else { return Some(text.to_owned()) };
        let number = name.strip_prefix('#').map(|code| match code.strip_prefix(['x', 'X']) {
            Some(code) => u32::from_str_radix(code, 16).ok(),
            None => code.parse().ok(),
        });
        out.push(match (name, number) {
            ("amp", _) => '&',
            ("lt", _) => '<',
            ("gt", _) => '>',
            ("quot", _) => '"',
            ("nbsp", _) => ' ',
            (_, Some(code)) => match code.and_then(char::from_u32) {
                Some(c) => c,
                None => return Some(text.to_owned()),
            },
            ("apos", _) => return Some(text.to_owned()),
            _ if name.chars().all(|c| c.is_ascii_alphanumeric()) && !name.is_empty() => return None,
            _ => return Some(text.to_owned()),
        });
        rest = behind;
    }
    Some((out + rest).replace('\u{a0}', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected texts are what the engine's own `strip_html_media` gives.
    #[test]
    fn sort_text_is_the_engines() {
        let cases = [
            ("<p>x</p>\n<p>y</p> ", "x\ny "),
            ("<img src=\"a&amp;b.png\" alt=\"q\">t", " a&b.png t"),
            ("<img alt=\"src=zz\" src='u v.png'>", " zz\" "),
            ("<IMG src=a.png>b<img src=c.png />", " a.png b c.png "),
            ("<img src=\"\" alt=\"x\"><a href=\"x src=y\">t</a>", " \"\" t"),
            ("a\u{a0}b", "a\u{a0}b"),
            ("a&nbsp;b &amp;lt; &#91;", "a b &lt; ["),
            ("a & b", "a & b"),
            ("<style>x</style><!-- y -->a <script>z</SCRIPT> b < c", "a  b < c"),
            ("if a<b and c", "if a<b and c"),
        ];
        for (html, expected) in cases {
            assert_eq!(sort_text(html).as_deref(), Some(expected), "{html}");
        }
        assert_eq!(sort_text("&eacute;"), None);
    }

    #[test]
    fn files_are_found_where_they_are_named() {
        let html =
            "<img src=\"a&amp;b.png\"><img src='https://x.org/a.png'>[sound:c d.mp3]<audio src=e%20f.ogg>";
        assert_eq!(files(html), ["a&b.png", "c d.mp3", "e%20f.ogg"]);
        assert_eq!(unquoted("e%20f%zz.ogg"), "e f%zz.ogg");
        assert!(is_empty(" <br><div> </div>\n") && !is_empty("<img src=a>") && !is_empty("&nbsp;"));
    }
}
