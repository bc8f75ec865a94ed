//! JSON-LD, whose words are of a vocabulary and not of whoever wrote the file: as a file of its own, and as what is
//! in a page of HTML.

use jsonc_parser::ast::Value;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::faq;
use crate::diagnostic::Diagnostics;
use crate::document::Skipped;
use crate::model::Block;
use crate::read::build::structured;

/// The questions in a file, as a page that has it in a script would have them, and where other texts stand in it.
pub fn read(
    values: &[(usize, Value)],
    text: &str,
    diagnostics: &mut Diagnostics,
) -> Option<(Vec<Block>, Vec<Skipped>)> {
    if !values.iter().any(|(_, value)| is_linked(value)) {
        return None;
    }
    let (records, foreign) = structured::of_file(text, diagnostics);
    (!records.is_empty()).then_some((records, foreign))
}

fn is_linked(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.get("@context").is_some(),
        Value::Array(array) => array.elements.iter().any(is_linked),
        _ => false,
    }
}

/// The blocks of a text that is FAQPage data which deckmill wrote.
pub fn of_deckmill(text: &str, name: &str) -> Option<Vec<Block>> {
    let value = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).ok()?.value?;
    faq::blocks(value.as_object()?, name)
}
