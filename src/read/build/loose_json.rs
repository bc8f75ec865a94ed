//! JSON as it stands in the scripts of pages: broken in the usual ways, and read as far as it goes.
//!
//! What browsers and search engines never show, nobody mends: line ends within strings, quotes that
//! are not escaped, commas before a bracket, comments, brackets that are missing at the end. What was
//! whole before the reading had to stop is kept. `json.rs` reads files, which can be mended.

use crate::inline::SPACE;
use crate::read::DEEPEST;
use crate::source::Span;

/// A value with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands; a string, with its quotes.
    pub span: Span,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A number, a truth value or nothing, as written.
    Bare(String),
    /// An array.
    Array(Vec<Node>),
    /// An object: names with values, in order.
    Object(Vec<(String, Node)>),
}

/// What could be read of a text.
#[derive(Debug, Default)]
pub struct Reading {
    /// The values, one after the other; mostly one.
    pub values: Vec<Node>,
    /// The first place that is no JSON and was understood all the same.
    pub slip: Option<Problem>,
    /// The place where the reading had to stop.
    pub stop: Option<Problem>,
}

/// What is wrong, and at which byte of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// In words.
    pub what: &'static str,
    /// Where.
    pub at: usize,
}

/// Reads the values in a text.
pub fn read(text: &str) -> Reading {
    let mut scanner = Scanner { text, at: 0, depth: 0, found: Reading::default() };
    let mut values = Vec::new();
    while scanner.found.stop.is_none() {
        scanner.skip();
        match scanner.peek() {
            None => break,
            Some(',' | ';' | '}' | ']') => scanner.bump(),
            Some(_) => values.extend(scanner.value()),
        }
    }
    Reading { values, ..scanner.found }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    found: Reading,
}

/// Marks that hide a script from browsers without scripts.
const WRAPPERS: [&str; 8] =
    ["//<![CDATA[", "//]]>", "// <![CDATA[", "// ]]>", "<![CDATA[", "]]>", "<!--", "-->"];

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// Remembers what is no JSON, but clear enough.
    fn slip(&mut self, what: &'static str) {
        let at = self.at;
        self.found.slip.get_or_insert(Problem { what, at });
    }

    fn stop(&mut self, what: &'static str) {
        let at = self.at;
        self.found.stop.get_or_insert(Problem { what, at });
    }

    /// Passes over white space, comments, and marks around the whole script.
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let space =
                rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}').len();
            let rest = &rest[space..];
            let wrapper = WRAPPERS.iter().find(|mark| rest.starts_with(**mark)).map(|mark| mark.len());
            let comment = match rest {
                _ if rest.starts_with("//") => Some(rest.find('\n').unwrap_or(rest.len())),
                _ if rest.starts_with("/*") => Some(rest.find("*/").map_or(rest.len(), |end| end + 2)),
                _ => None,
            };
            self.at += space;
            let Some(length) = wrapper.or(comment) else { return };
            self.at += length;
        }
    }

    fn value(&mut self) -> Option<Node> {
        let start = self.at;
        if self.depth >= DEEPEST {
            self.stop("it nests too deep");
            return None;
        }
        self.depth += 1;
        let value = match self.peek() {
            Some('"') => self.string().map(Value::Text),
            Some('{') => Some(Value::Object(self.object())),
            Some('[') => Some(Value::Array(self.array())),
            _ => self.bare().map(Value::Bare),
        };
        self.depth -= 1;
        Some(Node { value: value?, span: Span::new(start, self.at) })
    }

    fn bare(&mut self) -> Option<String> {
        let rest = self.rest();
        let is_part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let word = rest[..length].to_owned();
        let is_value = ["true", "false", "null"].contains(&word.as_str()) || word.parse::<f64>().is_ok();
        if !is_value {
            self.stop("a value is missing");
            return None;
        }
        self.at += length;
        Some(word)
    }

    fn array(&mut self) -> Vec<Node> {
        let mut values = Vec::new();
        self.bump();
        while self.goes_on(']') {
            values.extend(self.value());
            self.end_of_value(|| values.pop());
        }
        values
    }

    fn object(&mut self) -> Vec<(String, Node)> {
        let mut members = Vec::new();
        self.bump();
        while self.goes_on('}') {
            if self.peek() != Some('"') {
                self.stop("a name in quotes is missing");
                break;
            }
            let Some(name) = self.string() else { break };
            self.skip();
            if self.peek() != Some(':') {
                self.stop("a colon is missing");
                break;
            }
            self.bump();
            self.skip();
            members.extend(self.value().map(|value| (name, value)));
            self.end_of_value(|| members.pop().map(|(_, value)| value));
        }
        members
    }

    /// Whether another part of an array or object follows. Passes over commas, and the closing bracket;
    /// that of something around it is left where it is.
    fn goes_on(&mut self, close: char) -> bool {
        let mut comma = None;
        while self.found.stop.is_none() {
            self.skip();
            match self.peek() {
                None => {
                    self.slip("a closing bracket is missing");
                    return false;
                }
                Some(',') => {
                    comma = Some(self.at);
                    self.bump();
                }
                Some(sign @ ('}' | ']')) => {
                    if sign != close {
                        self.slip("a closing bracket is missing");
                    } else {
                        if let Some(at) = comma {
                            self.found.slip.get_or_insert(Problem { what: "a comma too many", at });
                        }
                        self.bump();
                    }
                    return false;
                }
                Some(_) => return true,
            }
        }
        false
    }

    /// What follows a value must end it; a string that ends elsewhere is no whole answer, and is taken
    /// back.
    fn end_of_value(&mut self, take_back: impl FnOnce() -> Option<Node>) {
        if self.found.stop.is_some() {
            return;
        }
        self.skip();
        match self.peek() {
            None | Some(',' | '}' | ']') => {}
            Some('"' | '{') => self.slip("a comma is missing"),
            Some(_) => {
                self.stop("a comma is missing");
                take_back();
            }
        }
    }

    /// A string; nothing where it does not end.
    fn string(&mut self) -> Option<String> {
        let start = self.at;
        let mut out = String::new();
        self.bump();
        while let Some(c) = self.peek() {
            match c {
                '"' if self.ends_string() => {
                    self.bump();
                    return Some(out);
                }
                '"' => {
                    self.slip("a quote that is not escaped");
                    out.push(c);
                    self.bump();
                }
                '\\' => self.escaped(&mut out),
                '\n' => self.line_end(&mut out),
                c => {
                    out.push(clean(c));
                    self.bump();
                }
            }
        }
        self.at = start;
        self.stop("a string does not end");
        None
    }

    /// Whether a quote ends its string, by what follows it.
    fn ends_string(&self) -> bool {
        let rest = &self.rest()[1..];
        let next = rest.trim_start();
        let gap = &rest[..rest.len() - next.len()];
        match next.chars().next() {
            None | Some(':' | '}' | ']') => true,
            // A comment, and not an address in HTML.
            Some('/') => next.starts_with("/*") || (next.starts_with("//") && !gap.is_empty()),
            Some(',') => {
                let next = next[1..].trim_start();
                let words = ["true", "false", "null", "//", "/*"];
                next.is_empty()
                    || next.starts_with(|c: char| "\"{}[],-".contains(c) || c.is_ascii_digit())
                    || words.iter().any(|word| next.starts_with(word))
            }
            Some('"' | '{' | '<' | '-') => gap.contains('\n'),
            Some(_) => false,
        }
    }

    /// A line end in a string is no JSON; it is where a template was wrapped, not what is meant.
    fn line_end(&mut self, out: &mut String) {
        self.slip("a line end in a string");
        let rest = self.rest();
        let space = rest.len() - rest.trim_start().len();
        let is_paragraph = rest[..space].matches('\n').count() > 1;
        out.truncate(out.trim_end_matches([' ', '\t']).len());
        out.push_str(if is_paragraph { "\n\n" } else { " " });
        self.at += space;
    }

    fn escaped(&mut self, out: &mut String) {
        self.bump();
        match self.peek() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') if self.rest().starts_with("r\\n") => {}
            Some('r') => out.push('\n'),
            Some('b' | 'f') => out.push(' '),
            Some('u') => return self.unicode(out),
            Some('\n') | None => return,
            Some(c) => {
                if !"\"\\/".contains(c) {
                    self.slip("a sign that needs no escape");
                }
                out.push(clean(c));
            }
        }
        self.bump();
    }

    /// A character by its number, maybe in two halves.
    fn unicode(&mut self, out: &mut String) {
        let unit = |text: &str| u16::from_str_radix(text.get(1..5)?, 16).ok();
        let Some(first) = unit(self.rest()) else {
            self.slip("a sign that needs no escape");
            out.push('u');
            return self.bump();
        };
        self.at += 5;
        let second = self.rest().strip_prefix('\\').filter(|rest| rest.starts_with('u')).and_then(unit);
        let pair = [first, second.unwrap_or(0)];
        let is_pair = (0xD800..0xDC00).contains(&first) && second.is_some();
        let units = if is_pair { &pair[..] } else { &pair[..1] };
        let mut chars = char::decode_utf16(units.iter().copied()).map(|c| c.unwrap_or('\u{FFFD}'));
        let c = chars.next().unwrap_or('\u{FFFD}');
        // The second of a pair that is none speaks for itself.
        if is_pair && chars.next().is_none() {
            self.at += 6;
        }
        out.push(if c == '\r' { '\n' } else { clean(c) });
    }
}

/// No text holds a control character but tab and line feed.
fn clean(c: char) -> char {
    if c.is_control() && c != '\n' && c != '\t' { '\u{FFFD}' } else { c }
}

impl Node {
    /// The members, if it is an object.
    pub fn members(&self) -> &[(String, Node)] {
        if let Value::Object(members) = &self.value { members } else { &[] }
    }

    /// A member by its name without vocabulary, in lower case.
    pub fn get(&self, wanted: &str) -> Option<&Node> {
        self.members().iter().find(|(name, _)| local(name) == wanted).map(|(_, value)| value)
    }

    /// The text, if it is a string with any, maybe with its language.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text.trim_matches(SPACE)).filter(|text| !text.is_empty()),
            Value::Object(members) => {
                members.iter().find(|(name, _)| name == "@value").and_then(|(_, value)| value.text())
            }
            Value::Bare(_) | Value::Array(_) => None,
        }
    }

    /// The elements of an array, or the value itself.
    pub fn all(&self) -> &[Node] {
        if let Value::Array(values) = &self.value { values } else { std::slice::from_ref(self) }
    }

    /// The number, if it is one or a string that says one.
    pub fn number(&self) -> Option<f64> {
        match &self.value {
            Value::Bare(text) | Value::Text(text) => text.trim().parse().ok().filter(|n: &f64| n.is_finite()),
            Value::Array(_) | Value::Object(_) => None,
        }
    }
}

/// A name without the vocabulary that it is from: "https://schema.org/Question", "schema:Question".
pub fn local(name: &str) -> String {
    name.trim().rsplit(['/', '#', ':']).next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The strings in the first value, and what was found amiss.
    fn texts(text: &str) -> (Vec<String>, Option<&'static str>, Option<&'static str>) {
        fn collect(node: &Node, out: &mut Vec<String>) {
            match &node.value {
                Value::Text(text) | Value::Bare(text) => out.push(text.clone()),
                Value::Array(values) => values.iter().for_each(|value| collect(value, out)),
                Value::Object(members) => members.iter().for_each(|(_, value)| collect(value, out)),
            }
        }
        let reading = read(text);
        let mut out = Vec::new();
        reading.values.iter().for_each(|node| collect(node, &mut out));
        (out, reading.slip.map(|slip| slip.what), reading.stop.map(|stop| stop.what))
    }

    #[test]
    fn json_is_read_as_it_is() {
        let json =
            r#"{"a": "x\n\"\u00e9\ud83d\ude00\\", "b": [1, -2.5e3, true, null, {}], "c": "a:b, [c] {d}"}"#;
        let wanted = ["x\n\"é😀\\", "1", "-2.5e3", "true", "null", "a:b, [c] {d}"];
        assert_eq!(texts(json), (wanted.map(str::to_owned).to_vec(), None, None));
    }

    #[test]
    fn what_is_clear_enough_is_read_too() {
        let both = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        for (json, wanted) in [
            (r#"{"a": "x", "b": "y",}"#, both("x", "y")),
            (r#"{"a": "x" /* one */, "b": "y" // two"#, both("x", "y")),
            ("{\"a\": \"x\ty\n   z\", \"b\": \"y\n\n z\"}", both("x\ty z", "y\n\nz")),
            (r#"{"a": "x"} {"b": "y"}"#, both("x", "y")),
            ("{\"a\": \"x\"\n \"b\": \"y\"}", both("x", "y")),
            (r#"[{"a": "x"; "b": [{"c": "y"}"#, vec![]),
            (r#"[{"a": "x", "b": [{"c": "y"}"#, both("x", "y")),
            (r#"[{"a": "x", "b": [{"c": "y"}}]"#, both("x", "y")),
            (r#"{"a": "<a href="/x">x</a>", "b": "y"}"#, both("<a href=\"/x\">x</a>", "y")),
            (r#"{"a": "say "x", then "z"", "b": "y"}"#, both("say \"x\", then \"z\"", "y")),
            ("<!--//<![CDATA[\n[\"x\", \"y\"]\n//]]>-->", both("x", "y")),
        ] {
            assert_eq!(texts(json).0, wanted, "{json}");
        }
        assert_eq!(texts("[\"\u{1}\\u0001\\d\"").0, ["\u{FFFD}\u{FFFD}d"]);
        assert_eq!(texts(r#"["\ud83dx", "\ude00"]"#).0, ["\u{FFFD}x", "\u{FFFD}"]);
    }

    #[test]
    fn half_a_text_is_none() {
        assert_eq!(texts(r#"["x", {"a": "y"#), (vec!["x".to_owned()], None, Some("a string does not end")));
        assert_eq!(texts(r#"{"a": "x" y, "b": "z"}"#).0, Vec::<String>::new());
        assert_eq!(texts(&"[".repeat(1000)).2, Some("it nests too deep"));
    }
}
