//! Front matter: the lines of YAML or TOML at the top of a page that say what it is.

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Metadata;
use crate::link;
use crate::source::Span;

/// How many bytes of a text are front matter, fences included, and its inner text; none without it.
pub fn find(text: &str) -> Option<(usize, &str, bool)> {
    let (fence, is_yaml) = match text.get(..4)? {
        "---\n" => ("---", true),
        "+++\n" => ("+++", false),
        _ => return None,
    };
    let mut at = fence.len() + 1;
    for line in text[at..].split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == fence || (is_yaml && bare == "...") {
            return Some((at + line.len(), &text[fence.len() + 1..at], is_yaml));
        }
        // Two rules with prose between them are no front matter: that would begin with a key.
        if at == fence.len() + 1 && bare.is_empty() {
            return None;
        }
        at += line.len();
    }
    None
}

/// What front matter says of the page; with a finding where it can't be understood.
pub fn read(inner: &str, is_yaml: bool, span: Span, diagnostics: &mut Diagnostics) -> Metadata {
    let values = if is_yaml { yaml(inner) } else { toml(inner) };
    let mut metadata = Metadata { spans: vec![span], ..Metadata::default() };
    let values = match values {
        Ok(values) => values,
        Err(problem) => {
            diagnostics.push(Diagnostic::front_matter(&problem, span));
            return metadata;
        }
    };
    for (name, mut value) in values {
        let first = value.first().cloned().filter(|value| !value.trim().is_empty());
        match name.to_lowercase().as_str() {
            "title" => metadata.title = first,
            "category" | "categories" => metadata.category = first,
            "description" | "summary" => metadata.description = first,
            "key" => metadata.key = first,
            "url" | "canonical" | "canonical_url" | "source" => {
                metadata.url = metadata.url.take().or(first.filter(|url| link::is_on_the_web(url)));
            }
            "id" => metadata.id = first,
            "lang" | "language" | "locale" => metadata.language = first,
            "level" | "difficulty" => metadata.level = first,
            "tags" | "keywords" => metadata.tags.append(&mut value),
            _ => {}
        }
    }
    // Every card of the page repeats these.
    let words = metadata.tags.iter().chain(&metadata.level).map(String::len);
    if words.sum::<usize>() > MOST {
        let problem = format!("tags and level of more than {MOST} bytes");
        diagnostics.push(Diagnostic::front_matter(&problem, span));
        (metadata.tags, metadata.level) = (Vec::new(), None);
    }
    metadata
}

/// How many bytes the tags and the level of all cards may have.
const MOST: usize = 4096;

/// The keys of a document, each with its value or values; what nests deeper is left out.
type Values = Vec<(String, Vec<String>)>;

/// Read event by event: what nests deep or repeats itself costs nothing, for only the first two
/// levels say anything.
fn yaml(inner: &str) -> Result<Values, String> {
    let mut values = Values::new();
    let (mut depth, mut is_key, mut in_list) = (0usize, true, false);
    for event in Parser::new_from_str(inner) {
        let (event, _) = event.map_err(|error| error.to_string())?;
        let is_list = matches!(event, Event::SequenceStart(..));
        match event {
            Event::DocumentEnd => break,
            Event::Scalar(..) | Event::Alias(_) | Event::SequenceStart(..) if depth == 0 => break,
            Event::Scalar(text, style, ..) => {
                let text = Some(text.into_owned()).filter(|text| !is_null(text, style));
                match values.last_mut() {
                    _ if depth == 1 && is_key => values.push((text.unwrap_or_default(), Vec::new())),
                    Some((_, known)) if depth == 1 || (depth == 2 && in_list) => known.extend(text),
                    _ => {}
                }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                match depth {
                    1 if is_key => values.push(Default::default()),
                    1 => in_list = is_list,
                    _ => {}
                }
                depth += 1;
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => depth -= 1,
            Event::Alias(_) if depth == 1 && is_key => values.push(Default::default()),
            Event::Alias(_) => {}
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => continue,
        }
        if depth == 1 {
            (is_key, in_list) = (!is_key, false);
        }
    }
    Ok(values)
}

fn is_null(text: &str, style: ScalarStyle) -> bool {
    style == ScalarStyle::Plain && ["", "~", "null", "Null", "NULL"].contains(&text)
}

fn toml(inner: &str) -> Result<Values, String> {
    let table: toml::Table = inner.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    let pairs = table.into_iter().map(|(key, value)| match value {
        toml::Value::Array(items) => (key, items.iter().filter_map(toml_scalar).collect()),
        one => (key, toml_scalar(&one).into_iter().collect()),
    });
    Ok(pairs.collect())
}

fn toml_scalar(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_and_lists_of_texts_say_anything() {
        let inner = "title: A: 1\nid: 007\nlevel: ~\nkey: 'null'\ntags: [a, {b: c}, d, [e]]\nmore:\n  title: no\n\
                     ? [x]\n: y\nlang: &l de\nsummary: *l\n*l : z\nlast: end\n---\ntitle: no\n";
        let found = yaml(&inner.replace("A: 1", "\"A: 1\"")).unwrap();
        let get = |name: &str| found.iter().find(|(key, _)| key == name).map(|(_, values)| values.join("|"));
        let wanted = [
            ("title", "A: 1"),
            ("id", "007"),
            ("level", ""),
            ("key", "null"),
            ("tags", "a|d"),
            ("more", ""),
            ("lang", "de"),
            ("summary", ""),
            ("last", "end"),
        ];
        for (name, value) in wanted {
            assert_eq!(get(name).as_deref(), Some(value), "{name}");
        }
        assert!(yaml("- a\n- b").unwrap().is_empty());
        assert!(yaml("just text").unwrap().is_empty());
        assert!(yaml("a: [").is_err());
    }
}
