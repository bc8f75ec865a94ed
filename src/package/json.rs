//! What older packages hold as JSON, read as it comes: ids that are texts, times with fractions and
//! keys that are missing have all been written by some tool.

use serde_json::{Map, Value};

use super::{Media, PackageError};

/// A text that holds an object.
pub fn object(what: &'static str, text: &str) -> Result<Map<String, Value>, PackageError> {
    // Anki writes nothing at all where there is nothing.
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_str(text).map_err(|cause| PackageError::Json { what, cause: cause.into() })
}

/// The list of media of an older package: the names in the zip, and those that notes know.
pub fn media(list: &[u8]) -> Result<Vec<Media>, PackageError> {
    let map = object("media", &String::from_utf8_lossy(list))?;
    let mut media = Vec::with_capacity(map.len());
    for (member, name) in map {
        let Value::String(name) = name else {
            let cause = format!("the file `{member}` has no name").into();
            return Err(PackageError::Json { what: "media", cause });
        };
        media.push(Media { name, member, ..Media::default() });
    }
    media.sort_by_key(|one| (one.member.parse().unwrap_or(u64::MAX), one.member.clone()));
    Ok(media)
}

/// A number, however it is written.
pub fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|number| number as i64)),
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(value) => Some(i64::from(*value)),
        _ => None,
    }
}

/// A text; whatever is none is empty.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A truth; zero and nothing are none.
pub fn is_true(value: &Value) -> bool {
    number(value).is_some_and(|number| number != 0)
}
