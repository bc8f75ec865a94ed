//! Front matter: the lines of YAML or TOML at the top of a page that say what it is.

use saphyr::{LoadableYamlNode, Scalar, Yaml};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Metadata;
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
            "id" => metadata.id = first,
            "lang" | "language" | "locale" => metadata.language = first,
            "level" | "difficulty" => metadata.level = first,
            "tags" | "keywords" => metadata.tags.append(&mut value),
            _ => {}
        }
    }
    metadata
}

/// The keys of a document, each with its value or values; others than texts and numbers are left out.
type Values = Vec<(String, Vec<String>)>;

fn yaml(inner: &str) -> Result<Values, String> {
    let documents = Yaml::load_from_str(inner).map_err(|error| error.to_string())?;
    let Some(Yaml::Mapping(mapping)) = documents.first() else { return Ok(Vec::new()) };
    let pairs = mapping.iter().filter_map(|(key, value)| {
        let values = match value {
            Yaml::Sequence(items) => items.iter().filter_map(yaml_scalar).collect(),
            one => yaml_scalar(one).into_iter().collect(),
        };
        Some((yaml_scalar(key)?, values))
    });
    Ok(pairs.collect())
}

fn yaml_scalar(value: &Yaml) -> Option<String> {
    match value {
        Yaml::Representation(text, ..) => Some(text.to_string()),
        Yaml::Value(Scalar::String(text)) => Some(text.to_string()),
        Yaml::Value(Scalar::Integer(number)) => Some(number.to_string()),
        Yaml::Value(Scalar::FloatingPoint(number)) => Some(number.to_string()),
        _ => None,
    }
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
