//! JSON Schemas (2020-12) of what deckmill writes as JSON, made from the very structs that are written.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// A schema with its name.
pub struct Schema {
    /// The name, as in `deckmill schema NAME`.
    pub name: &'static str,
    /// What it is of, in one line.
    pub summary: &'static str,
    /// Makes it.
    pub make: fn() -> Value,
}

/// The schema of what a type is written as; `id` has the format's version at its end.
pub fn of<T: JsonSchema>(id: &str) -> Value {
    let mut schema =
        SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    schema.insert("$id".to_owned(), id.into());
    schema.to_value()
}
