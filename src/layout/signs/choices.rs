//! Which of several options an answer means: by its text, its letter, its number or its index.

/// An answer to choose from: the letter or number it goes by, and its text without that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// "a" or "1".
    pub sign: Option<char>,
    /// Its text.
    pub text: String,
}

impl Choice {
    /// A choice whose sign may stand at the front of its text: "B. a rotor", "b) a rotor".
    pub fn new(text: &str, sign: Option<char>) -> Choice {
        let text = text.trim();
        let mut chars = text.chars();
        let (first, second) = (chars.next(), chars.next());
        let signed = first.filter(|c| c.is_ascii_alphanumeric() && second.is_some_and(|c| ".):".contains(c)));
        match signed.filter(|_| chars.as_str().starts_with(' ')) {
            Some(own) => {
                Choice { sign: Some(own.to_ascii_lowercase()), text: chars.as_str().trim().to_owned() }
            }
            None => Choice { sign, text: text.to_owned() },
        }
    }
}

/// What whole numbers mean as answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Numbers {
    /// The option of this text.
    #[default]
    Texts,
    /// The option at this index, counted from this number.
    From(usize),
}

/// What numbers mean in a file, by all its records together: options and answer of each.
///
/// `first` is what indices begin with where no record tells; `named` says that the name of the field
/// calls it an index.
pub fn numbers(records: &[(Vec<Choice>, String)], first: usize, named: bool) -> Numbers {
    let numbered: Vec<(&Vec<Choice>, usize)> =
        records.iter().filter_map(|(choices, answer)| Some((choices, answer.trim().parse().ok()?))).collect();
    let is_text = |(choices, number): &(&Vec<Choice>, usize)| {
        choices.iter().any(|choice| choice.text == number.to_string())
    };
    if !named && !numbered.is_empty() && numbered.iter().all(is_text) {
        return Numbers::Texts;
    }
    match () {
        () if numbered.iter().any(|(_, number)| *number == 0) => Numbers::From(0),
        () if numbered.iter().any(|(choices, number)| *number == choices.len()) => Numbers::From(1),
        () => Numbers::From(first),
    }
}

/// How many pairs of a part of an answer and an option are compared: no question has more.
const MOST_COMPARED: usize = 10_000;

/// The options that an answer means, as indices; none if it is another text.
pub fn right(answer: &str, choices: &[Choice], numbers: Numbers) -> Vec<usize> {
    let answer = answer.trim();
    if let Some(at) = by_text(answer, choices, numbers) {
        return vec![at];
    }
    // The items of a list stand on lines of their own, and may hold commas.
    let signs: &[char] = if answer.contains('\n') { &['\n'] } else { &[',', ';', '&'] };
    let parts: Vec<&str> = answer.split(signs).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() * choices.len() > MOST_COMPARED {
        return Vec::new();
    }
    let found: Option<Vec<usize>> = parts.iter().map(|part| one(part, choices, numbers)).collect();
    let mut found = found.or_else(|| letters(answer, choices)).unwrap_or_default();
    found.sort_unstable();
    found.dedup();
    found
}

fn one(answer: &str, choices: &[Choice], numbers: Numbers) -> Option<usize> {
    by_text(answer, choices, numbers).or_else(|| by_sign(answer, choices, numbers))
}

/// The option of this text, with or without its letter.
fn by_text(answer: &str, choices: &[Choice], numbers: Numbers) -> Option<usize> {
    let is_index = numbers != Numbers::Texts && answer.parse::<usize>().is_ok();
    let same = |choice: &Choice, text: &str| choice.text.eq_ignore_ascii_case(text);
    let plain = choices.iter().position(|choice| choice.text == answer);
    let plain = plain.or_else(|| choices.iter().position(|choice| same(choice, answer)));
    plain.filter(|_| !is_index).or_else(|| {
        let own = Choice::new(answer, None);
        let sign = own.sign?;
        let at = choices.iter().position(|choice| same(choice, &own.text))?;
        (choices[at].sign.is_none_or(|known| known == sign)).then_some(at)
    })
}

/// The option of this letter or number: "B", "(b)", "B.", "Option B", 2.
fn by_sign(answer: &str, choices: &[Choice], numbers: Numbers) -> Option<usize> {
    let bare = answer.trim_matches(|c: char| !c.is_alphanumeric());
    let last = bare.rsplit([' ', '_', '-']).next()?;
    let is_one = last.chars().count() == 1 && bare.split_whitespace().count() <= 2;
    if let Some(sign) = last.chars().next().filter(|_| is_one) {
        let sign = sign.to_ascii_lowercase();
        if let Some(at) = choices.iter().position(|choice| choice.sign == Some(sign)) {
            return Some(at);
        }
        let unsigned = choices.iter().all(|choice| choice.sign.is_none_or(|sign| sign.is_ascii_digit()));
        if sign.is_ascii_lowercase() && unsigned {
            return Some(sign as usize - 'a' as usize).filter(|at| *at < choices.len());
        }
    }
    match numbers {
        Numbers::From(first) if !answer.starts_with('-') => {
            bare.parse::<usize>().ok()?.checked_sub(first).filter(|at| *at < choices.len())
        }
        Numbers::From(_) | Numbers::Texts => None,
    }
}

/// Letters without signs between them: "ACD".
fn letters(answer: &str, choices: &[Choice]) -> Option<Vec<usize>> {
    let is_row = answer.chars().zip(answer.chars().skip(1)).all(|(a, b)| a < b);
    let fits = answer.len() >= 2 && is_row && answer.chars().all(|c| c.is_ascii_uppercase());
    answer
        .chars()
        .filter(|_| fits)
        .map(|c| by_sign(&c.to_string(), choices, Numbers::Texts))
        .collect::<Option<Vec<_>>>()
        .filter(|found| !found.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices(texts: &[&str]) -> Vec<Choice> {
        texts.iter().map(|text| Choice::new(text, None)).collect()
    }

    #[test]
    fn answers_name_options_in_many_ways() {
        let plain = choices(&["seal", "rotor", "lid"]);
        let signed = choices(&["C. seal", "A. rotor", "B) lid"]);
        let cases: [(&str, &[Choice], Numbers, &[usize]); 14] = [
            ("rotor", &plain, Numbers::Texts, &[1]),
            ("B", &plain, Numbers::Texts, &[1]),
            ("b)", &plain, Numbers::Texts, &[1]),
            ("Option B", &plain, Numbers::Texts, &[1]),
            ("B. rotor", &plain, Numbers::Texts, &[1]),
            ("1", &plain, Numbers::From(0), &[1]),
            ("1", &plain, Numbers::From(1), &[0]),
            ("3", &plain, Numbers::From(0), &[]),
            ("A", &signed, Numbers::Texts, &[1]),
            ("lid", &signed, Numbers::Texts, &[2]),
            ("A, C", &plain, Numbers::Texts, &[0, 2]),
            ("AC", &plain, Numbers::Texts, &[0, 2]),
            ("none of them", &plain, Numbers::Texts, &[]),
            ("a blade", &plain, Numbers::Texts, &[]),
        ];
        for (answer, choices, numbers, wanted) in cases {
            assert_eq!(right(answer, choices, numbers), wanted, "{answer}");
        }
    }

    #[test]
    fn all_records_say_together_what_numbers_mean() {
        let of = |answers: &[&str], texts: &[&str], named| {
            let records: Vec<_> =
                answers.iter().map(|answer| (choices(texts), (*answer).to_owned())).collect();
            numbers(&records, 0, named)
        };
        assert_eq!(of(&["1", "0"], &["x", "y"], false), Numbers::From(0));
        assert_eq!(of(&["1", "2"], &["x", "y"], false), Numbers::From(1));
        assert_eq!(of(&["1", "1"], &["x", "y"], false), Numbers::From(0));
        assert_eq!(of(&["1", "2"], &["1", "2"], false), Numbers::Texts);
        assert_eq!(of(&["1", "0"], &["1", "0"], true), Numbers::From(0));
    }
}
