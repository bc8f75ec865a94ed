//! The words for levels, in one table, and how a line of a page says one.

use crate::model::Level;

/// Words for each level, in lower case. Several languages; a word stands in one row only.
#[rustfmt::skip]
const WORDS: &[(Level, &[&str])] = &[
    (Level::Beginner, &[
        "beginner", "beginners", "basic", "basics", "easy", "simple", "junior", "juniors", "trainee",
        "entry", "entry-level", "fresher", "freshers", "novice", "elementary", "foundational",
        "fundamental", "fundamentals", "starter", "newbie", "anfänger", "einsteiger", "einfach", "leicht",
        "grundlagen", "débutant", "débutants", "facile", "principiante", "principiantes", "básico", "fácil",
        "iniciante", "base", "начальный", "начинающий", "лёгкий", "легкий", "базовый", "простой", "джуниор",
        "初级", "初級", "入门", "入門", "基础", "简单", "初学者", "初心者", "簡単", "초급", "쉬움", "기초", "łatwy", "początkujący",
        "kolay", "başlangıç", "مبتدئ", "سهل", "מתחיל", "קל", "مبتدی", "آسان",
    ]),
    (Level::Intermediate, &[
        "intermediate", "medium", "middle", "mid", "mid-level", "moderate", "regular", "average", "mittel",
        "fortgeschritten", "intermédiaire", "moyen", "intermedio", "medio", "media", "intermediário",
        "médio", "средний", "мидл", "中级", "中級", "中等", "进阶", "普通", "중급", "보통", "średni",
        "średniozaawansowany", "orta", "متوسط", "בינוני", "متوسطه",
    ]),
    (Level::Advanced, &[
        "advanced", "hard", "difficult", "senior", "seniors", "expert", "experts", "pro", "experienced",
        "tricky", "challenging", "schwer", "schwierig", "experte", "avancé", "difficile", "avanzado",
        "difícil", "avançado", "avanzato", "сложный", "продвинутый", "трудный", "эксперт", "сеньор", "高级",
        "高級", "困难", "专家", "上級", "難しい", "고급", "어려움", "trudny", "zaawansowany", "zor", "ileri", "متقدم",
        "صعب", "מתקדם", "קשה", "پیشرفته", "سخت",
    ]),
];

/// What may stand before a level's word: "Level: easy", "Difficulty - hard".
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "level", "difficulty", "difficulty level", "experience", "experience level", "seniority", "grade",
    "stufe", "niveau", "schwierigkeit", "schwierigkeitsgrad", "nivel", "dificultad", "dificuldade", "nível",
    "livello", "difficulté", "difficoltà", "уровень", "сложность", "难度", "級別", "级别", "等级", "难易度", "難易度",
    "レベル", "수준", "난이도", "poziom", "seviye", "zorluk",
];

/// What may stand behind it, so that nothing else is said: "Beginner level", "Easy questions".
#[rustfmt::skip]
const NOUNS: &[&str] = &[
    "level", "question", "questions", "interview", "developer", "developers", "engineer", "engineers",
    "for", "part", "section", "topics", "concepts", "python", "fragen", "preguntas", "perguntas", "вопросы",
    "уровень", "题", "题目", "面试题", "問題", "질문", "the", "and",
];

/// The level that a single word names.
pub fn of_word(word: &str) -> Option<Level> {
    let word = word.to_lowercase();
    WORDS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(level, _)| *level)
}

/// The level that a label names, as a page shows it: "Junior", "⭐ easy", "mid-level".
pub fn of_label(label: &str) -> Option<Level> {
    statement(label).map(|(level, _)| level).or_else(|| {
        let mut found = label.split(|c: char| !c.is_alphanumeric() && c != '-').filter_map(of_word);
        found.next()
    })
}

/// Whether a whole line says nothing but a level, and the page's own word for it.
///
/// "beginner", "Level: Easy", "**Difficulty:** Hard", `[medium]`, "(senior)", "Beginner level".
pub fn statement(line: &str) -> Option<(Level, String)> {
    if line.len() > 80 || line.contains('\n') {
        return None;
    }
    let lower = line.to_lowercase();
    let (rest, labelled) = without_label(line, &lower);
    let core = rest.trim_matches(|c: char| !c.is_alphanumeric());
    if let Some(level) = of_word(core) {
        return Some((level, core.to_owned()));
    }
    let mut words = core.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let first = words.next()?;
    let level = of_word(first)?;
    let rest: Vec<&str> = words.collect();
    let says_level = |word: &&str| word.eq_ignore_ascii_case("level") || word.to_lowercase() == "уровень";
    let only_level = rest.len() == 1 && rest.iter().all(says_level);
    (only_level || (labelled && rest.is_empty())).then(|| (level, first.to_owned()))
}

/// The value of a line such as "Level: wizard", which says a level that nobody knows.
pub fn unknown(line: &str) -> Option<String> {
    if line.len() > 80 || line.contains('\n') || statement(line).is_some() {
        return None;
    }
    let (rest, labelled) = without_label(line, &line.to_lowercase());
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

/// Whether a heading names the level of the questions below it: "Beginner", "Questions for juniors".
pub fn of_heading(heading: &str) -> Option<(Level, String)> {
    if let Some(found) = statement(heading) {
        return Some(found);
    }
    let words: Vec<&str> = heading
        .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'')
        .filter(|word| !word.is_empty() && !word.chars().all(|c| c.is_ascii_digit()))
        .collect();
    let mut levels = words.iter().filter_map(|word| of_word(word).map(|level| (level, (*word).to_owned())));
    let found = levels.next()?;
    let other = |word: &&&str| of_word(word).is_none() && !NOUNS.contains(&word.to_lowercase().as_str());
    let only_one = levels.all(|(level, _)| level == found.0);
    (only_one && words.iter().filter(other).count() <= 1 && words.len() <= 5).then_some(found)
}

/// Words for a level that are topics as often: a heading "Basics" says a level only beside others.
#[rustfmt::skip]
const TOPICS: &[&str] = &[
    "basics", "basic", "fundamentals", "fundamental", "foundational", "elementary", "grundlagen", "base",
    "基础", "기초", "simple", "media", "medium",
];

/// Whether the word for a level names a topic as often.
pub fn is_topic(word: &str) -> bool {
    TOPICS.contains(&word.to_lowercase().as_str())
}

/// A line without "Level:" at its front, and whether that stood there.
fn without_label<'a>(line: &'a str, lower: &str) -> (&'a str, bool) {
    let start = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let value = |label: &&str| {
        let after = start.strip_prefix(*label)?;
        let value = after.trim_start_matches(|c: char| c.is_whitespace() || "*_:：-–—=".contains(c));
        (after.len() > value.len() && !value.is_empty()).then_some(value.len())
    };
    // Of "difficulty" and "difficulty level" the longer is meant. Lower case may change the length of
    // a text; then the offset could fall inside a letter.
    let shortest = LABELS.iter().filter_map(value).min();
    let at = shortest.and_then(|value| line.len().checked_sub(value));
    if let Some(at) = at.filter(|at| line.is_char_boundary(*at)) {
        return (&line[at..], true);
    }
    (line, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_has_a_label_of_several_words() {
        assert_eq!(statement("Difficulty level: Easy"), Some((Level::Beginner, "Easy".to_owned())));
        assert_eq!(statement("**Experience level** – senior").map(|found| found.0), Some(Level::Advanced));
    }

    #[test]
    fn what_stands_as_a_level_and_is_none() {
        assert_eq!(unknown("**Level:** wizard").as_deref(), Some("wizard"));
        assert_eq!(unknown("Difficulty level: 3/5").as_deref(), Some("3/5"));
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
