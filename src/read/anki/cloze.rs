//! Cloze deletions: `{{c1::Paris::city}}` in a text, hidden or shown.

/// What becomes of a deletion.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// `[city]`, or `[...]` without a hint.
    Hidden,
    /// `Paris`.
    Shown,
}

/// How deep deletions are read that stand in one another; deeper ones are text.
const DEEPEST: usize = 8;

/// A text with all its deletions hidden or shown.
pub fn text(html: &str, view: View) -> String {
    write(html, view, DEEPEST)
}

fn write(html: &str, view: View, depth: usize) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, inner)) = begin(rest).filter(|_| depth > 0) {
        let Some((inner, behind)) = end(inner) else { break };
        out.push_str(before);
        let (text, hint) = parts(inner);
        match view {
            View::Shown => out.push_str(&write(text, view, depth - 1)),
            View::Hidden => out.extend(["[", hint.unwrap_or("..."), "]"]),
        }
        rest = behind;
    }
    out + rest
}

/// What stands before the first deletion, and what behind its `{{c1::`.
fn begin(html: &str) -> Option<(&str, &str)> {
    html.match_indices("{{c").find_map(|(at, _)| {
        let numbers = &html[at + 3..];
        let behind = numbers.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
        let inner = behind.strip_prefix("::").filter(|_| behind.len() < numbers.len())?;
        Some((&html[..at], inner))
    })
}

/// What is in a deletion that has begun, and what stands behind it.
fn end(html: &str) -> Option<(&str, &str)> {
    let mut depth = 1;
    let mut at = 0;
    while let Some(next) = html[at..].find(['{', '}']) {
        at += next;
        let (is_open, is_close) = (html[at..].starts_with("{{c"), html[at..].starts_with("}}"));
        if is_close {
            depth -= 1;
            if depth == 0 {
                return Some((&html[..at], &html[at + 2..]));
            }
        }
        depth += usize::from(is_open);
        at += if is_open || is_close { 2 } else { 1 };
    }
    None
}

/// The text of a deletion, and its hint behind the last `::` that is in no other.
fn parts(inner: &str) -> (&str, Option<&str>) {
    let behind = inner.rfind("}}").map_or(0, |at| at + 2);
    match inner[behind..].rfind("::") {
        Some(at) if begin(inner).is_none() || behind > 0 => {
            (&inner[..behind + at], Some(&inner[behind + at + 2..]).filter(|hint| !hint.trim().is_empty()))
        }
        _ => (inner, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deletions_are_hidden_and_shown() {
        let cases = [
            ("{{c1::Paris}} is in {{c2::France::where}}", "[...] is in [where]", "Paris is in France"),
            ("{{c1::a {{c2::b::x}} c::y}}", "[y]", "a b c"),
            ("{{c1::a {{c2::b}}}} d", "[...] d", "a b d"),
            ("{{c1,2::both}}", "[...]", "both"),
            ("{{c1::open and {{no}} {{c::x}}", "[...] {{c::x}}", "open and {{no {{c::x}}"),
            ("{c1::a}", "{c1::a}", "{c1::a}"),
            ("{{c1::\\(a^{2}\\)}}", "[...]", "\\(a^{2}\\)"),
            ("{{c1::x", "{{c1::x", "{{c1::x"),
        ];
        for (html, hidden, shown) in cases {
            assert_eq!(
                (text(html, View::Hidden).as_str(), text(html, View::Shown).as_str()),
                (hidden, shown)
            );
        }
    }
}
