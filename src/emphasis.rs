//! Signs of emphasis in Markdown that are text: `__init__`, `COUNT(*)`, `2**8 and 2**16`.
//!
//! CommonMark pairs signs by what stands right beside them, and so takes some for emphasis that are
//! part of a name or a formula. The reader keeps those as text, and the writer writes no emphasis that
//! would be taken for them. Both ask here.

/// Whether a pair of stars is text, by all that stands before, between and behind them.
pub fn is_text(before: &str, content: &str, after: &str) -> bool {
    let (first, last) = (content.chars().next(), content.chars().next_back());
    is_alone(before.chars().next_back(), first)
        || is_alone(last, after.chars().next())
        || is_arithmetic(before, content, after)
        || (starts_with_name(content) && last.is_some_and(is_unspaced) && starts_with_name(after))
}

/// What can stand around a star that is spoken of.
const AROUND: [(char, char); 9] = [
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('<', '>'),
    ('\'', '\''),
    ('"', '"'),
    ('‘', '’'),
    ('“', '”'),
    ('（', '）'),
];

/// Whether stars stand alone in brackets or quotes, as in `COUNT(*)` or `sep='*'`.
pub fn is_alone(before: Option<char>, after: Option<char>) -> bool {
    before.zip(after).is_some_and(|around| AROUND.contains(&around))
}

/// Whether stars belong to the name behind them, as in `*args`.
pub fn is_prefix(before: Option<char>, after: &str) -> bool {
    before.is_none_or(|c| !c.is_ascii_alphanumeric()) && starts_with_name(after)
}

/// Whether a text is one identifier in lower case between double underscores.
pub fn is_dunder(text: &str) -> bool {
    let inner = text.strip_prefix("__").and_then(|rest| rest.strip_suffix("__"));
    inner.is_some_and(|inner| inner.starts_with(|c: char| c.is_ascii_lowercase()) && name(inner) == inner)
}

/// The word that a text begins with, as far as it can be an identifier.
fn name(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    let is_lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    Some(&text[..end]).filter(|word| word.chars().all(is_lower)).unwrap_or_default()
}

/// Whether a text begins with an identifier in lower case.
pub fn starts_with_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_') && !name(text).is_empty()
}

/// Whether both signs are operators in formulas that have other words between them: `2*x and 3*y`.
///
/// Emphasis can begin and end within words too, so a number or a single letter must be beside each.
fn is_arithmetic(before: &str, content: &str, after: &str) -> bool {
    is_operator(before, content) && is_operator(content, after) && content.contains(char::is_whitespace)
}

fn is_operator(before: &str, after: &str) -> bool {
    let left: String = before.chars().rev().take_while(|c| is_spaced(*c)).take(LONGEST).collect();
    let right: String = after.chars().take_while(|c| is_spaced(*c)).take(LONGEST).collect();
    let is_operand = |word: &str| word.chars().nth(1).is_none() || word.chars().all(|c| c.is_ascii_digit());
    !left.is_empty() && !right.is_empty() && (is_operand(&left) || is_operand(&right))
}

/// No number in a formula is longer.
const LONGEST: usize = 24;

/// Whether a character is a letter or figure of a script that puts spaces between words.
fn is_spaced(c: char) -> bool {
    c.is_alphanumeric() && c < '\u{E00}'
}

/// Whether a character is a letter of a script that puts none, or seldom one.
fn is_unspaced(c: char) -> bool {
    c.is_alphabetic() && !is_spaced(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_between_double_underscores() {
        for name in ["__init__", "__i__", "__get_state__", "__utf8__"] {
            assert!(is_dunder(name), "{name}");
        }
        for bold in ["__Note__", "__two words__", "__2nd__", "__note:__", "__camelCase__", "____", "**init**"]
        {
            assert!(!is_dunder(bold), "{bold}");
        }
    }

    #[test]
    fn stars_that_are_text() {
        let pairs = [
            ("COUNT(", ") and SUM(", ")"),
            ("print(", "a, sep='", "')"),
            ("2", "x and 3", "y"),
            ("x", "2 + y", "2"),
            ("O(n", "m) or O(n", "k)"),
            ("参数", "args和", "rest"),
        ];
        for (before, content, after) in pairs {
            assert!(is_text(before, content, after), "{before}*{content}*{after}");
        }
    }

    #[test]
    fn stars_that_are_emphasis() {
        let pairs = [
            ("", "bold", ""),
            ("(", "see below", ")"),
            ("un", "frigging", "believable"),
            ("e", "X", "treme"),
            ("the", "first item", "is"),
            ("", "two words", "and more"),
            ("这是", "重点 内容", "的"),
            ("使用", "list推导式", "创建"),
            ("", "args", ""),
            ("\"", "quoted", "\""),
        ];
        for (before, content, after) in pairs {
            assert!(!is_text(before, content, after), "{before}*{content}*{after}");
        }
    }
}
