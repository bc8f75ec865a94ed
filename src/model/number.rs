//! The number of a question.

/// The number of a question, as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// As printed, without the punctuation behind it: "7", "Q7", "2.7".
    pub label: Box<str>,
}

impl Number {
    /// A number that is printed so.
    pub fn new(label: impl Into<Box<str>>) -> Number {
        Number { label: label.into() }
    }

    /// As an integer, where the label is one: of "7", "Q7" and "Question 7", none of "2.7".
    pub fn value(&self) -> Option<u64> {
        value_of(&self.label)
    }
}

/// The integer of a label, if it is one.
pub(crate) fn value_of(label: &str) -> Option<u64> {
    let figures = label.trim_start_matches(|c: char| digit(c).is_none());
    let add = |value: u64, c: char| value.checked_mul(10)?.checked_add(u64::from(digit(c)?));
    figures.chars().try_fold(0, add).filter(|_| !figures.is_empty())
}

/// The value of a digit, of the scripts whose digits pages number with.
pub(crate) fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        _ => return None,
    };
    Some(c as u32 - zero as u32)
}
