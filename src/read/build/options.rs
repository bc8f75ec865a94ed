//! Answers to choose from, as JSON writes them: texts, objects with a text, an id and whether they are
//! right, or an object from letters to texts. All of these become a list of texts, and what is right
//! a text of its own, so that layouts need not know the shapes.

use jsonc_parser::ast::{Object, Value};

use crate::layout::signs::fields::{self, Field};

/// An option of a record.
#[derive(Debug)]
pub struct Choice<'a> {
    /// The letter it is known by.
    pub letter: Option<char>,
    /// What other fields call it.
    id: Option<String>,
    /// What is shown of it.
    pub text: &'a Value<'a>,
    /// Whether it says of itself that it is right.
    right: bool,
}

/// Names of the members that hold the text of an option, the surest first.
const TEXTS: [&str; 13] = [
    "text",
    "option",
    "optiontext",
    "content",
    "body",
    "value",
    "answer",
    "answertext",
    "choice",
    "label",
    "title",
    "name",
    "description",
];
/// Names of the members that say which option it is.
const IDS: [&str; 8] = ["id", "key", "letter", "label", "optionid", "value", "index", "code"];
/// Names of the members that say whether it is right.
const RIGHT: [&str; 7] =
    ["correct", "iscorrect", "right", "isright", "isanswer", "iscorrectanswer", "istrue"];

/// The options that a value holds, if they are objects, or an object from letters to texts.
pub fn read<'a>(value: &'a Value<'a>) -> Option<Vec<Choice<'a>>> {
    let choices: Option<Vec<Choice>> = match value {
        Value::Array(array) => {
            array.elements.iter().map(|value| of_object(value.as_object()?, None)).collect()
        }
        Value::Object(object) => {
            let members =
                object.properties.iter().filter(|member| !matches!(member.value, Value::NullKeyword(_)));
            members.map(|member| of_member(member.name.as_str(), &member.value)).collect()
        }
        _ => None,
    };
    choices.filter(|choices| choices.len() >= 2)
}

fn of_member<'a>(name: &str, value: &'a Value<'a>) -> Option<Choice<'a>> {
    let letter = fields::option_sign(name).filter(char::is_ascii_alphabetic);
    match value {
        Value::Object(object) => of_object(object, letter.or(one(name))),
        Value::Array(_) => None,
        // Other keys are shown as they are written.
        text => {
            let written = one(name).or(letter.map(|c| c.to_ascii_uppercase()))?;
            Some(Choice { letter: Some(written), id: Some(name.to_owned()), text, right: false })
        }
    }
}

/// The letter that a text is.
fn one(text: &str) -> Option<char> {
    let mut chars = text.trim().trim_end_matches(['.', ')']).chars();
    chars.next().filter(|c| c.is_ascii_alphabetic() && chars.next().is_none())
}

fn of_object<'a>(object: &'a Object<'a>, letter: Option<char>) -> Option<Choice<'a>> {
    let get = |wanted: &str| object.properties.iter().find(|member| closed(member.name.as_str()) == wanted);
    let said =
        |name: &&str| get(name).filter(|member| plain(&member.value).is_some_and(|text| !text.is_empty()));
    let long = |name: &&str| {
        said(name).filter(|member| plain(&member.value).is_some_and(|text| text.chars().count() > 2))
    };
    let text = TEXTS.iter().find_map(long).or_else(|| TEXTS.iter().find_map(said))?;
    let id = IDS.iter().filter_map(said).find(|member| member.name.as_str() != text.name.as_str());
    let id = id.and_then(|member| plain(&member.value));
    let right = RIGHT.iter().find_map(|name| get(name)).is_some_and(|member| is_true(&member.value));
    Some(Choice { letter: letter.or(id.as_deref().and_then(one)), id, text: &text.value, right })
}

fn closed(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A text or a number.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::StringLit(text) => Some(text.value.trim().to_owned()),
        Value::NumberLit(number) => Some(number.value.to_owned()),
        _ => None,
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::BooleanLit(truth) => truth.value,
        Value::StringLit(text) => text.value.eq_ignore_ascii_case("true"),
        Value::NumberLit(number) => number.value.parse::<f64>().is_ok_and(|number| number > 0.0),
        _ => false,
    }
}

/// The options that say of themselves that they are right.
pub fn flagged<'a>(choices: &[Choice<'a>]) -> Vec<&'a Value<'a>> {
    choices.iter().filter(|choice| choice.right).map(|choice| choice.text).collect()
}

/// The options that a field of this name means by their ids, or by "true" beside their letters.
pub fn meant<'a>(choices: &[Choice<'a>], name: &str, value: &Value) -> Vec<&'a Value<'a>> {
    if !matches!(fields::of_name(name), Some((Field::Answer, _))) {
        return Vec::new();
    }
    let by_id = |wanted: &String| choices.iter().find(|choice| choice.id.as_ref() == Some(wanted));
    let found: Option<Vec<&Choice>> = match value {
        Value::Array(array) => array.elements.iter().map(|value| by_id(&plain(value)?)).collect(),
        Value::Object(flags) => {
            let set = flags.properties.iter().filter(|member| is_true(&member.value));
            let of = |name: &str| closed(name).trim_end_matches("correct").to_owned();
            let named = |name: &str| choices.iter().find(|c| c.id.as_deref().map(closed) == Some(of(name)));
            set.map(|member| named(member.name.as_str())).collect()
        }
        other => plain(other).and_then(|id| by_id(&id)).map(|choice| vec![choice]),
    };
    found.unwrap_or_default().into_iter().map(|choice| choice.text).collect()
}
