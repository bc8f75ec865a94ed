//! Rows of facts about a card: "Difficulty: Easy | Category: Queues | Tags: a, b".

use crate::bytes;
use crate::layout::signs::fields::{self, Field};
use crate::level;

/// What a row of facts says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// The level, in the page's words.
    pub level: Option<String>,
    /// What the card is filed under.
    pub section: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// What else is said: facts that cards have no place for.
    pub rest: Vec<String>,
}

/// Signs that part the facts of a row.
const BETWEEN: [&str; 8] = [" | ", " · ", " • ", " ∙ ", " ⋅ ", "; ", " / ", "\n"];

/// How long a fact may be, in characters.
const LONGEST: usize = 80;

/// The facts in a line, if it holds nothing else, and at least one that cards have a place for.
///
/// A level needs its label here ("Difficulty: easy"), or another fact beside it.
pub fn of(line: &str) -> Option<Facts> {
    // In UTF-8 the second of these bytes begins '：'.
    let may_have_name = |line: &str| bytes::have(line.as_bytes(), |byte| (byte == b':') | (byte == 0xEF));
    if line.len() > 400 || !may_have_name(line) || !line.contains([':', '：']) {
        return None;
    }
    let mut facts = Facts::default();
    for part in parts(line) {
        let known = fact(part, &mut facts);
        if !known {
            return None;
        }
    }
    let says = facts.level.is_some() || facts.section.is_some() || !facts.tags.is_empty();
    says.then_some(facts)
}

fn parts(line: &str) -> Vec<&str> {
    let mut parts = vec![line];
    for sign in BETWEEN {
        parts = parts.into_iter().flat_map(|part| part.split(sign)).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| part.chars().any(char::is_alphanumeric)).collect()
}

/// Adds a part of a row to its facts, if it is one.
fn fact(part: &str, facts: &mut Facts) -> bool {
    if part.chars().count() > LONGEST {
        return false;
    }
    let is_edge = |c: char| c.is_whitespace() || "*_`|".contains(c);
    let Some((name, value)) = part.split_once([':', '：']) else {
        // Beside labelled facts a level can stand by itself.
        let said = level::statement(part).filter(|_| facts.level.is_none());
        facts.level = said.map(|(_, label)| label).or(facts.level.take());
        return facts.level.is_some();
    };
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let value = value.trim_matches(is_edge);
    if name.is_empty() || name.split_whitespace().count() > 3 || name.chars().count() > 24 || value.is_empty()
    {
        return false;
    }
    match fields::of_name(name) {
        _ if level::is_label(name) => {
            let said = level::statement(part).map(|(_, label)| label);
            let figures = !value.chars().any(char::is_alphabetic);
            let Some(label) = said.or_else(|| figures.then(|| value.to_owned())) else { return false };
            facts.level = Some(label);
        }
        Some((Field::Section, _)) if !value.contains(['.', '?']) => facts.section = Some(value.to_owned()),
        Some((Field::Tags, _)) => facts.tags = tags(value),
        Some((Field::Question | Field::Answer | Field::Explanation | Field::Options | Field::Prompt, _)) => {
            return false;
        }
        _ => facts.rest.push(part.to_owned()),
    }
    true
}

/// Tags with commas between them, or with signs before them.
fn tags(value: &str) -> Vec<String> {
    let sign = if value.contains([',', '，', '、']) { &[',', '，', '、'][..] } else { &['#', ' '][..] };
    let bare = |tag: &str| tag.trim_matches(|c: char| c.is_whitespace() || "#`*_[]".contains(c)).to_owned();
    value.split(sign).map(bare).filter(|tag| !tag.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_facts() {
        let facts = of("Difficulty: Easy | Category: Queues | Tags: a, b").unwrap_or_default();
        assert_eq!(facts.level.as_deref(), Some("Easy"));
        assert_eq!(facts.section.as_deref(), Some("Queues"));
        assert_eq!(facts.tags, ["a", "b"]);
        let facts = of("Сложность: 3/5 · Время: 5 мин").unwrap_or_default();
        assert_eq!(facts.level.as_deref(), Some("3/5"));
        assert_eq!(facts.rest, ["Время: 5 мин"]);
        for line in
            ["Level: INFO", "Note: mind the gap", "Difficulty: it depends on the queue", "Easy", "A: b"]
        {
            assert_eq!(of(line), None, "{line}");
        }
    }
}
