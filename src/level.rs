//! How a line of a page says a level. The words are in `level/words.rs`.

mod parts;
mod scale;
mod words;

use std::collections::HashSet;

pub use parts::of_word;
use parts::{Part, is_mark, lower, parts};
pub use scale::of_scale;

use crate::bytes::Bytes;
use crate::model::Level;

/// The level that a label names, as a page shows it: "Junior", "⭐ easy", "mid-level", "3/5".
pub fn of_label(label: &str) -> Option<Level> {
    let said = statement(label).map(|(level, _)| level).or_else(|| of_scale(label));
    said.or_else(|| {
        let mut found = label.split(|c: char| !c.is_alphanumeric() && c != '-').filter_map(of_word);
        found.next()
    })
}

/// Whether a whole line says nothing but a level, and the page's own word for it.
///
/// "beginner", "Level: Easy", "**Difficulty:** 3/5", `[medium]`, "(senior)", "Beginner level",
/// "very easy", "Junior/Middle": of two levels the first counts.
pub fn statement(line: &str) -> Option<(Level, String)> {
    stated(line).map(|(level, word)| (level, word.to_owned()))
}

/// Whether a whole line says nothing but a level.
pub fn is_statement(line: &str) -> bool {
    stated(line).is_some()
}

/// The level that a whole line says and nothing else, and the word for it in the line.
fn stated(line: &str) -> Option<(Level, &str)> {
    if line.len() > 80 || line.contains('\n') {
        return None;
    }
    // Most lines that say a level are one word, and one word is no more than that.
    if line.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return of_word(line).filter(|_| line.len() > 1).map(|level| (level, line));
    }
    let (rest, labelled) = without_label(line);
    let scale = if labelled { of_scale(rest) } else { scale::of_drawn(rest) };
    if let Some(level) = scale {
        return Some((level, rest.trim_matches(|c: char| c.is_whitespace() || "*_".contains(c))));
    }
    let core = rest.trim_matches(|c: char| !c.is_alphanumeric() && !is_mark(c) && c != '+');
    words_of_level(core, labelled)
}

/// What stands in lists of levels and in sentences.
const SIGNS: Bytes = Bytes::of(b",;.:?!=");

/// The most words that say nothing but a level.
const MOST_WORDS: usize = 6;

/// A level in words with nothing beside them.
fn words_of_level(core: &str, labelled: bool) -> Option<(Level, &str)> {
    // More than two levels in a row are a list of levels; sentences have other signs.
    if SIGNS.are_in(core) && !core.ends_with('.') {
        return None;
    }
    // Whoever uses more words says more.
    if core.split_whitespace().nth(MOST_WORDS).is_some() {
        return None;
    }
    let whole = of_word(core).filter(|_| labelled || core.chars().count() > 1);
    if let Some(level) = whole {
        return Some((level, core));
    }
    let parts = parts(core, labelled);
    let levels: Vec<usize> = (0..parts.len()).filter(|at| matches!(parts[*at].0, Part::Level(_))).collect();
    let (first, last) = (*levels.first()?, *levels.last()?);
    let joined = |at: usize| at > first && at < last;
    let fits = parts.iter().enumerate().all(|(at, (part, ..))| match part {
        Part::Level(_) | Part::Qualifier | Part::Noun => true,
        // "to" and "de" stand between levels, or between a level and the noun for it.
        Part::Joiner => joined(at),
        Part::Question | Part::Plain | Part::Other => false,
    });
    let Part::Level(level) = parts[first].0 else { return None };
    if !fits || levels.len() > 2 || core.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let lead = parts[..first].iter().rev().take_while(|part| part.0 == Part::Qualifier).count();
    let (start, end) = (parts[first - lead].1, parts[last].1 + parts[last].2.len());
    let plus = core[end..].len() - core[end..].trim_start_matches('+').len();
    Some((level, &core[start..end + plus]))
}

/// The value of a line such as "Level: wizard", which says a level that nobody knows.
pub fn unknown(line: &str) -> Option<String> {
    if line.len() > 80 || line.contains('\n') || statement(line).is_some() {
        return None;
    }
    let (rest, labelled) = without_label(line);
    let said = rest.trim().trim_matches(['*', '_', '`', '"']).trim();
    let is_parted = line[..line.len() - rest.len()].contains([':', '：', '=']);
    let is_short = said.chars().count() <= 24 && said.split_whitespace().count() <= 3;
    let is_word = said.contains(char::is_alphanumeric) && !said.ends_with(['.', '。', '?', ':', ',', ';']);
    // Years of experience and marks at school have words of their own.
    let lower = line.to_lowercase();
    let label = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_own = ["experience", "grade"].iter().any(|other| label.starts_with(other));
    (labelled && is_parted && is_short && is_word && !is_own).then(|| said.to_owned())
}

/// Whether a class or the like says that what it names is a level: "question-level".
pub fn names_one(name: &str) -> bool {
    name.split(['-', '_']).any(|part| ["level", "difficulty", "seniority"].contains(&part))
}

/// Whether a heading names the level of the questions below it: "Beginner", "Questions for juniors",
/// "Часть 2. Вопросы для middle", "初级面试题".
///
/// One that says more than that is a topic: "Advanced types", "Easy wins with indexes".
pub fn of_heading(heading: &str) -> Option<(Level, String)> {
    of_heading_beside(heading, &HashSet::new())
}

/// The same, where words are known that say nothing here: those of the page's title, and those of
/// headings beside this one that name other levels. They are in lower case.
pub fn of_heading_beside(heading: &str, known: &HashSet<String>) -> Option<(Level, String)> {
    if let Some(found) = statement(heading) {
        return Some(found);
    }
    if heading.chars().count() > 120 || heading.ends_with(['?', '？', '؟']) {
        return None;
    }
    // "Basic level — syntax", "Part 2: hard questions"
    let segments = heading.split([':', '：', '—', '–', '|', '(', '（']).flat_map(|part| part.split(" - "));
    let mut segments = segments.filter(|segment| segment.len() < heading.len());
    let in_segment = segments.find_map(|segment| {
        statement(segment)
            .filter(|_| is_sure(segment) || !known.is_empty())
            .or_else(|| in_words(segment, known))
    });
    in_segment.or_else(|| in_words(heading, known))
}

/// The level in words of a heading, if the others say nothing else.
fn in_words(heading: &str, known: &HashSet<String>) -> Option<(Level, String)> {
    let parts = parts(heading, false);
    let at = parts.iter().position(|part| matches!(part.0, Part::Level(_)))?;
    let Part::Level(level) = parts[at].0 else { return None };
    let alike = parts.iter().all(|part| !matches!(part.0, Part::Level(other) if other != level));
    let asks = parts.iter().any(|part| part.0 == Part::Question);
    let says_level = parts.iter().any(|part| part.0 == Part::Noun);
    let others = parts.iter().filter(|part| part.0 == Part::Other && !known.contains(&lower(part.2))).count();
    let beside = !known.is_empty() && others == 0;
    let enough = others == 0 && says_level || asks && others <= 3 || beside;
    (alike && enough).then(|| (level, parts[at].2.to_owned()))
}

/// The levels that a heading names, whatever else it says.
pub fn all_in(heading: &str) -> impl Iterator<Item = Level> {
    let named = |part: (Part, usize, &str)| if let Part::Level(level) = part.0 { Some(level) } else { None };
    parts(heading, false).into_iter().filter_map(named)
}

/// Whether a heading says that it is about a level, or about questions, and no topic.
pub fn is_sure(heading: &str) -> bool {
    parts(heading, false).iter().any(|part| matches!(part.0, Part::Question | Part::Noun))
}

/// The words of a heading that are no levels, in lower case.
pub fn other_words(heading: &str) -> impl Iterator<Item = String> {
    parts(heading, false).into_iter().filter(|part| part.0 == Part::Other).map(|part| lower(part.2))
}

/// Whether the word for a level names a topic as often.
pub fn is_topic(word: &str) -> bool {
    words::TOPICS.contains(&lower(word).as_str())
}

/// Whether a text is a label that a level stands behind: "Difficulty".
pub fn is_label(text: &str) -> bool {
    words::LABELS.has(&lower(text.trim()))
}

/// A line without "Level:" at its front, and whether that stood there.
fn without_label(line: &str) -> (&str, bool) {
    // Most lines begin as no label does, and are not put in lower case for it.
    if !words::LABELS.may_begin(line.trim_start_matches(|c: char| !c.is_alphanumeric())) {
        return (line, false);
    }
    let all = line.to_lowercase();
    let start = all.trim_start_matches(|c: char| !c.is_alphanumeric());
    let value = |label: &str| {
        let after = start.strip_prefix(label)?;
        let value = after.trim_start_matches(|c: char| c.is_whitespace() || "*_:：-–—=|".contains(c));
        // Lower case may change the length of a text; then the offset could fall inside a letter.
        let at = line.len().checked_sub(value.len()).filter(|at| line.is_char_boundary(*at))?;
        (after.len() > value.len() && !value.is_empty()).then(|| &line[at..])
    };
    let found = words::LABELS.iter().filter_map(value).min_by_key(|value| value.len());
    found.map_or((line, false), |value| (value, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_say_a_level() {
        let cases = [
            ("beginner", "beginner", "beginner"),
            ("Level: Easy", "beginner", "Easy"),
            ("(senior)", "advanced", "senior"),
            ("Beginner level", "beginner", "Beginner"),
            ("Beginner-Level", "beginner", "Beginner"),
            ("Entry-Level", "beginner", "Entry-Level"),
            ("mid-level", "intermediate", "mid-level"),
            ("Junior+", "beginner", "Junior+"),
            ("Sr.", "advanced", "Sr"),
            ("Junior/Middle", "beginner", "Junior/Middle"),
            ("Easy to Medium", "beginner", "Easy to Medium"),
            ("Level - Medium", "intermediate", "Medium"),
            ("Level of difficulty: hard", "advanced", "hard"),
            ("🟡 very hard", "advanced", "very hard"),
            ("Сложность: 3/5", "intermediate", "3/5"),
            ("Difficulty: ★★☆", "intermediate", "★★☆"),
            ("★☆☆", "beginner", "★☆☆"),
            ("Сложные", "advanced", "Сложные"),
            ("Лёгкий уровень", "beginner", "Лёгкий"),
            ("Nivel de dificultad: difíciles", "advanced", "difíciles"),
            ("Fortgeschrittene", "intermediate", "Fortgeschrittene"),
            ("难度：简单", "beginner", "简单"),
            ("初级难度", "beginner", "初级"),
            ("난이도: 상", "advanced", "상"),
            ("İLERİ", "advanced", "İLERİ"),
            ("स्तर: कठिन", "advanced", "कठिन"),
            ("Mức độ: cơ bản", "beginner", "cơ bản"),
        ];
        for (line, level, label) in cases {
            let found = statement(line).map(|(level, label)| (level.name(), label));
            assert_eq!(found, Some((level, label.to_owned())), "{line}");
        }
        for line in [
            "",
            "Hardly",
            "상",
            "Easy, medium and hard",
            "Level: INFO",
            "1/5",
            "Level 2",
            "Pros",
            "A simple ring",
        ] {
            assert_eq!(statement(line), None, "{line}");
        }
    }

    #[test]
    fn headings_that_name_a_level() {
        let cases = [
            ("🔹 Beginner-Level Questions and Answers", "beginner"),
            ("Questions for Freshers", "beginner"),
            ("Advanced SQL Interview Questions", "advanced"),
            ("Часть 2. Вопросы для middle", "intermediate"),
            ("初级面试题", "beginner"),
            ("中級者向けの質問", "intermediate"),
            ("고급 질문", "advanced"),
            ("Level 2: Intermediate (10 questions)", "intermediate"),
            ("🔹 BASIC LEVEL — Variables & Loops", "beginner"),
            ("Python Basic Interview Questions", "beginner"),
            ("Hard Questions (31-40)", "advanced"),
            ("Fragen für Fortgeschrittene", "intermediate"),
            ("Preguntas de nivel avanzado", "advanced"),
        ];
        for (heading, level) in cases {
            assert_eq!(of_heading(heading).map(|(level, _)| level.name()), Some(level), "{heading}");
        }
        for heading in [
            "Advanced types in TypeScript",
            "Easy wins with indexes",
            "Junior developer's guide",
            "Why is this hard?",
        ] {
            assert_eq!(of_heading(heading), None, "{heading}");
        }
    }

    #[test]
    fn a_level_has_a_label_of_several_words() {
        assert_eq!(statement("Difficulty level: Easy"), Some((Level::Beginner, "Easy".to_owned())));
        assert_eq!(statement("**Experience level** – senior").map(|found| found.0), Some(Level::Advanced));
    }

    #[test]
    fn what_stands_as_a_level_and_is_none() {
        assert_eq!(unknown("**Level:** wizard").as_deref(), Some("wizard"));
        assert_eq!(unknown("Difficulty level: 3").as_deref(), Some("3"));
        let others = [
            "Level: easy",
            "Level of detail",
            "Level: the word for how deep a tree is.",
            "Experience: three years",
            "Level:",
        ];
        others.iter().for_each(|line| assert_eq!(unknown(line), None, "{line}"));
    }
}
