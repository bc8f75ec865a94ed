//! Tags with more attributes than any page has use for, for `feed.rs`: the tokenizer compares each
//! attribute of a tag with all before it, so that a tag of a megabyte would take it minutes.

use crate::source::Span;

/// How many attributes of a tag are read.
pub const MOST: usize = 1000;

/// Elements whose content is no markup.
const RAW: &[&str] =
    &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];

/// The attributes of each tag that are more than the most, up to the tag's end.
pub fn find(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|open| at + open) {
        let rest = &text[open + 1..];
        let named = rest.strip_prefix('/').unwrap_or(rest);
        at = if named.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let start = text.len() - named.len();
            let name = start + length_until(&named.as_bytes()[..named.len().min(64)], b" \t\n/>");
            let (crowd, end) = tag(text.as_bytes(), name);
            found.extend(crowd);
            let raw =
                RAW.iter().find(|raw| text.as_bytes()[start..name].eq_ignore_ascii_case(raw.as_bytes()));
            raw.filter(|_| start == open + 1).map_or(end, |raw| end_of_raw(text, end, raw))
        } else if let Some(comment) = rest.strip_prefix("!--") {
            comment.find("-->").map_or(text.len(), |end| text.len() - comment.len() + end)
        } else {
            open + 1
        };
    }
    found
}

/// Where the attributes begin that are too many, if they do, and where a tag ends whose name has been
/// read; both as browsers see it.
fn tag(bytes: &[u8], mut at: usize) -> (Option<Span>, usize) {
    let (mut count, mut crowd) = (0, None);
    loop {
        at += length_while(&bytes[at..], b" \t\n/");
        match bytes.get(at) {
            None | Some(b'>') => return (crowd.map(|start| Span::new(start, at)), at),
            Some(_) => count += 1,
        }
        if count > MOST {
            crowd.get_or_insert(at);
        }
        at += 1 + length_until(&bytes[at + 1..], b" \t\n/>=");
        let value = at + length_while(&bytes[at..], b" \t\n");
        if bytes.get(value) == Some(&b'=') {
            at = value + 1 + length_while(&bytes[value + 1..], b" \t\n");
            at += match bytes.get(at) {
                Some(quote @ (b'"' | b'\'')) => 2 + length_until(&bytes[at + 1..], &[*quote]),
                _ => length_until(&bytes[at..], b" \t\n>"),
            };
            at = at.min(bytes.len());
        }
    }
}

fn length_while(bytes: &[u8], signs: &[u8]) -> usize {
    bytes.iter().take_while(|byte| signs.contains(byte)).count()
}

fn length_until(bytes: &[u8], signs: &[u8]) -> usize {
    bytes.iter().take_while(|byte| !signs.contains(byte)).count()
}

/// Where the end tag of a raw element begins.
fn end_of_raw(text: &str, at: usize, name: &str) -> usize {
    let ends = |(tag, _): &(usize, &str)| {
        let after = text.get(at + tag + 2..at + tag + 2 + name.len());
        after.is_some_and(|after| after.eq_ignore_ascii_case(name))
    };
    text[at..].match_indices("</").find(ends).map_or(text.len(), |(tag, _)| at + tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_too_much_is_found() {
        let many = |count: usize| (0..count).map(|at| format!("a{at}=\"<b>\" ")).collect::<String>();
        let crowd = |text: &str| find(text).iter().map(|span| text[span.range()].len()).collect::<Vec<_>>();
        assert!(crowd(&format!("<p>{} <b {}>", many(2000), many(MOST))).is_empty());
        let page = format!("a < b <i {}c d = 'e' f/>x<b {}", many(MOST), many(MOST + 1));
        assert_eq!(crowd(&page), ["c d = 'e' f/".len(), "a1000=\"<b>\" ".len()]);
        for hidden in ["<!-- X -->", "<script>X</script>", "<style>X", "</b><plaintext>X"] {
            assert!(crowd(&hidden.replace('X', &format!("<b {}>", many(2 * MOST)))).is_empty(), "{hidden}");
        }
    }
}
