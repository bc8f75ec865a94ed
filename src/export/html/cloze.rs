//! Cloze deletions on the page: the question hides them, the answer begins with all that they hide.
//!
//! Written for the HTML that comes from `render/html.rs`. A deletion that begins in one element and
//! ends in another is text, for nothing could stand around it; so are some that are nested too deep.

use crate::cloze::{self, Deletion};
use crate::render::html::is_void;

/// How many deletions can be around one.
const DEEPEST: usize = 8;

/// Ranges of HTML, and what takes their place.
type Edits = Vec<(usize, usize, String)>;

/// A question with a box for each deletion, which shows the hint where there is one; nothing where there
/// is no deletion.
pub fn hidden(html: &str) -> Option<String> {
    edited(html, |deletion, _, hint| {
        let hint = hint.filter(|hint| !hint.trim().is_empty()).unwrap_or("…");
        vec![(deletion.open.0, deletion.close + 2, format!("<bdi class=\"cloze\">[{hint}]</bdi>"))]
    })
}

/// A question with its deletions marked; nothing where there is none.
pub fn shown(html: &str) -> Option<String> {
    edited(html, |deletion, text, _| {
        let (open, close) = (deletion.open, deletion.close + 2);
        vec![(open.0, open.1, "<mark>".to_owned()), (open.1 + text.len(), close, "</mark>".to_owned())]
    })
}

/// HTML with what `edits` makes of each deletion, of its text and of its hint; an edit within another is
/// left out.
fn edited(html: &str, edits: impl Fn(&Deletion, &str, Option<&str>) -> Edits) -> Option<String> {
    if !html.contains("{{c") {
        return None;
    }
    let mut all = Edits::new();
    let mut behind_last = (0, 0);
    for deletion in cloze::find(html) {
        let inner = &html[deletion.open.1..deletion.close];
        // They come in the order in which they end, so the last within this one is the one before it.
        let from = if behind_last.0 > deletion.open.0 { behind_last.1 - deletion.open.1 } else { 0 };
        behind_last = (deletion.open.0, deletion.close + 2);
        if deletion.depth < DEEPEST
            && let Some((text, hint)) = parts(inner, from)
        {
            all.extend(edits(&deletion, text, hint));
        }
    }
    all.sort();
    let (mut out, mut done) = (String::with_capacity(html.len()), 0);
    for (start, end, text) in &all {
        if *start >= done {
            out.extend([&html[done..*start], text]);
            done = *end;
        }
    }
    (!all.is_empty()).then(|| out + &html[done..])
}

/// The text of a deletion, and its hint behind the first `::` that is in no element and not before
/// `from`; nothing where elements begin in it and end elsewhere, or the other way round.
fn parts(inner: &str, from: usize) -> Option<(&str, Option<&str>)> {
    let (mut depth, mut at, mut hint) = (0_usize, 0, None);
    while let Some(next) = inner[at..].find(['<', ':']) {
        at += next;
        let rest = &inner[at..];
        if let Some(tag) = rest.strip_prefix('<') {
            depth = match tag.strip_prefix('/') {
                Some(_) => depth.checked_sub(1)?,
                None => depth + usize::from(!is_void(tag)),
            };
            at += rest.find('>').map_or(rest.len(), |end| end + 1);
        } else {
            let is_hint = hint.is_none() && depth == 0 && at >= from && rest.starts_with("::");
            hint = hint.or(is_hint.then_some(at));
            at += 1;
        }
    }
    let text = &inner[..hint.unwrap_or(inner.len())];
    (depth == 0).then(|| (text, hint.map(|at| &inner[at + 2..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deletions_are_hidden_and_shown() {
        let cases = [
            (
                "<p>{{c1::Paris}} is in {{c2::France::where}}</p>",
                "<p>(…) is in (where)</p>",
                "<p><mark>Paris</mark> is in <mark>France</mark></p>",
            ),
            ("{{c1::a {{c2::b::x}} c::y}}", "(y)", "<mark>a <mark>b</mark> c</mark>"),
            ("{{c1::{{c2::b::x}}}}", "(…)", "<mark><mark>b</mark></mark>"),
            ("{{c1::x:: }}", "(…)", "<mark>x</mark>"),
            (
                "{{c1::<code>a::b</code>::<em>h</em>}} <code>{{c2::x}}</code>",
                "(<em>h</em>) <code>{{c2::x}}</code>",
                "<mark><code>a::b</code></mark> <code>{{c2::x}}</code>",
            ),
            (
                "{{c1::a<br><img src=\"x::y\" alt=\"\">b::h}}",
                "(h)",
                "<mark>a<br><img src=\"x::y\" alt=\"\">b</mark>",
            ),
            (
                "{{c1::<span class=\"math\">\\(a^{b_{2}}\\)</span>}}",
                "(…)",
                "<mark><span class=\"math\">\\(a^{b_{2}}\\)</span></mark>",
            ),
        ];
        for (html, hides, shows) in cases {
            let boxed = hides.replace('(', "<bdi class=\"cloze\">[").replace(')', "]</bdi>");
            assert_eq!(hidden(html).as_deref(), Some(boxed.as_str()), "{html}");
            assert_eq!(shown(html).as_deref(), Some(shows), "{html}");
        }
    }

    #[test]
    fn what_crosses_elements_or_is_no_deletion_is_text() {
        let crossing = "<p><strong>{{c1::a</strong> b}} {{c2::c}}</p>";
        let expected = "<p><strong>{{c1::a</strong> b}} <mark>c</mark></p>";
        assert_eq!(shown(crossing).as_deref(), Some(expected));
        for html in
            ["<p>{{c1::a</p><p>b}}</p>", "<code>{{c1::x}}</code>", "{{c0::x}} {{c::x}} {{c1::x", "{x}", "x"]
        {
            assert_eq!((hidden(html), shown(html)), (None, None), "{html}");
        }
    }

    #[test]
    fn many_within_each_other_take_no_long_time() {
        let deep = "{{c1::".repeat(50_000) + &"}}".repeat(50_000);
        assert_eq!(shown(&deep).unwrap().matches("<mark>").count(), DEEPEST);
        assert_eq!(hidden(&deep).as_deref(), Some("<bdi class=\"cloze\">[…]</bdi>"));
    }
}
