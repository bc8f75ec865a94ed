//! What CommonMark does not know and other programs take out: directives between colons, ":::info" above what
//! it is about and ":::" below, and components of MDX, with the lines that import them. Their lines go,
//! what stands between them stays.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

/// The text with white space for such lines, so that all else stays where it is, and where they stood.
///
/// A line with a title behind the name stays as it is, as what it says is the page's. Lines in code are
/// code.
pub fn without(text: &str) -> (Cow<'_, str>, Vec<Range<usize>>) {
    let is_end = |line: &str| line.trim().len() >= 3 && line.trim().bytes().all(|c| c == b':');
    let directives = text.lines().any(is_end);
    if !directives && !text.lines().any(|line| line.starts_with("import ")) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let codes = codes(text);
    let components = components(text, &codes);
    let (mut out, mut found) = (String::with_capacity(text.len()), Vec::new());
    let mut code = codes.iter().peekable();
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        let at = out.len();
        while code.next_if(|code| code.end <= at).is_some() {}
        let length = match code.peek() {
            Some(code) if code.start < at + line.len() => 0,
            _ if is_of_component(bare, &components) => bare.len(),
            _ if directives => directive(bare),
            _ => 0,
        };
        if length > 0 {
            let start = out.len() + (line.len() - line.trim_start().len());
            found.push(start..start + length);
            let behind = start + length - out.len();
            out.extend(line[..behind].chars().flat_map(|c| std::iter::repeat_n(' ', c.len_utf8())));
            out += &line[behind..];
        } else {
            out += line;
        }
    }
    (Cow::Owned(out), found)
}

/// Where blocks of code stand: of the signs that open and close them, the parser knows which do.
fn codes(text: &str) -> Vec<Range<usize>> {
    let events = Parser::new(text).into_offset_iter();
    events.filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_)))).map(|(_, at)| at).collect()
}

/// The components that a page imports outside of code, and uses.
fn components<'a>(text: &'a str, codes: &[Range<usize>]) -> HashSet<&'a str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let is_code = |line: &str| {
        let at = line.as_ptr() as usize - text.as_ptr() as usize;
        let next = codes.partition_point(|code| code.end <= at);
        codes.get(next).is_some_and(|code| code.start <= at)
    };
    let lines = text.lines().filter(|line| line.starts_with("import ") && !is_code(line));
    let imports = lines.filter_map(|line| line.strip_prefix("import ")?.split_once(" from "));
    let names = imports.flat_map(|(names, _)| names.split(|c: char| !is_part(c)));
    let imported: HashSet<&str> = names.filter(|name| name.starts_with(char::is_uppercase)).collect();
    if imported.is_empty() {
        return imported;
    }
    let tags = text.split('<').skip(1).map(|tag| tag.split(|c: char| !is_part(c)).next().unwrap_or_default());
    tags.filter(|tag| imported.contains(tag)).collect()
}

/// Whether a line is one tag of a component, or imports one.
fn is_of_component(line: &str, components: &HashSet<&str>) -> bool {
    let is_name = |name: &str| components.contains(name);
    let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let tag = line.strip_prefix("</").or_else(|| line.strip_prefix('<'));
    match tag.and_then(|tag| tag.strip_suffix('>')) {
        Some(inner) => !inner.contains(['<', '>']) && words.next().is_some_and(is_name),
        None => line.starts_with("import ") && line.contains(" from ") && words.any(is_name),
    }
}

/// How many bytes at the front of a line are a directive: colons, a name, what stands in braces.
fn directive(line: &str) -> usize {
    let rest = line.trim_start_matches(':');
    if line.len() - rest.len() < 3 {
        return 0;
    }
    let name = rest.trim_start();
    let behind = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
    let behind = match behind.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
        Some((_, after)) => after,
        None => behind,
    };
    if behind.trim().is_empty() { line.len() - behind.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn lines_go_and_places_stay() {
        let text = "a\n:::tip\nb\n:::\n::: tip Do\n```\n:::\n```\n";
        let (out, found) = without(text);
        assert_eq!(out, "a\n      \nb\n   \n::: tip Do\n```\n:::\n```\n");
        assert_eq!(found, [2..8, 11..14]);
        assert_eq!(without("a: b\n::: c").0, "a: b\n::: c");
        // What opens code within code does not close it.
        let text = "```x\n```y\n:::a\n```\n:::\n";
        assert_eq!(without(text).1.first(), Some(&(19..22)));
        assert_eq!(without("```\nimport A from 'a'\n```\n<A>\n").1, []);
        let text = "import A from 'a'\n<A b={1}>\nVec<A>\n</A>\n";
        assert_eq!(without(text).0, format!("{}\n{}\nVec<A>\n    \n", " ".repeat(17), " ".repeat(9)));
    }
}
