//! Note types, from the JSON of older databases and from the tables of newer ones.

use prost::Message;
use serde_json::Value;

use super::json::{is_true, number, text};
use super::protobuf::{FieldConfig, NoteTypeConfig, TemplateConfig};
use super::{Field, Kind, NoteType, PackageError, Template};

/// A note type as the column `models` has it, under its id.
pub fn of_json(id: &str, value: &Value) -> NoteType {
    let list = |name: &str| {
        let mut all: Vec<&Value> = value[name].as_array().into_iter().flatten().collect();
        // The sort is stable, so those without a place keep that in the list.
        all.sort_by_key(|one| number(&one["ord"]).unwrap_or_default());
        all
    };
    NoteType {
        id: number(&value["id"]).or_else(|| id.trim().parse().ok()).unwrap_or_default(),
        name: text(&value["name"]),
        kind: kind(number(&value["type"]).unwrap_or_default()),
        modified: number(&value["mod"]).unwrap_or_default(),
        sort_field: place(number(&value["sortf"])),
        fields: list("flds").into_iter().map(field).collect(),
        templates: list("tmpls").into_iter().map(template).collect(),
        css: text(&value["css"]),
        latex: [text(&value["latexPre"]), text(&value["latexPost"])],
        latex_svg: is_true(&value["latexsvg"]),
        original_id: number(&value["originalId"]),
        stock_kind: number(&value["originalStockKind"]).unwrap_or_default(),
    }
}

fn kind(number: i64) -> Kind {
    if number == 1 { Kind::Cloze } else { Kind::Standard }
}

fn place(number: Option<i64>) -> usize {
    number.and_then(|number| usize::try_from(number).ok()).unwrap_or_default()
}

fn field(value: &Value) -> Field {
    Field {
        name: text(&value["name"]),
        id: number(&value["id"]),
        tag: number(&value["tag"]),
        font: text(&value["font"]),
        size: number(&value["size"]).unwrap_or_default(),
        sticky: is_true(&value["sticky"]),
        rtl: is_true(&value["rtl"]),
        description: text(&value["description"]),
        plain_text: is_true(&value["plainText"]),
        collapsed: is_true(&value["collapsed"]),
        excluded_from_search: is_true(&value["excludeFromSearch"]),
        prevents_deletion: is_true(&value["preventDeletion"]),
    }
}

fn template(value: &Value) -> Template {
    Template {
        name: text(&value["name"]),
        id: number(&value["id"]),
        front: text(&value["qfmt"]),
        back: text(&value["afmt"]),
        browser_front: text(&value["bqfmt"]),
        browser_back: text(&value["bafmt"]),
        browser_font: text(&value["bfont"]),
        browser_size: number(&value["bsize"]).unwrap_or_default(),
        deck: number(&value["did"]).filter(|id| *id != 0),
    }
}

/// A note type as the table `notetypes` has it, without fields and templates.
pub fn of_row(id: i64, name: String, modified: i64, config: &[u8]) -> Result<NoteType, PackageError> {
    let config: NoteTypeConfig = decode("notetypes", config)?;
    Ok(NoteType {
        id,
        name,
        kind: kind(i64::from(config.kind)),
        modified,
        sort_field: place(Some(i64::from(config.sort_field))),
        css: config.css,
        latex: [config.latex_before, config.latex_behind],
        latex_svg: config.latex_svg,
        original_id: config.original_id,
        stock_kind: i64::from(config.stock_kind),
        ..NoteType::default()
    })
}

/// A field as the table `fields` has it.
pub fn field_of_row(name: String, config: &[u8]) -> Result<Field, PackageError> {
    let config: FieldConfig = decode("fields", config)?;
    Ok(Field {
        name,
        id: config.id,
        tag: config.tag.map(i64::from),
        font: config.font,
        size: i64::from(config.size),
        sticky: config.sticky,
        rtl: config.rtl,
        description: config.description,
        plain_text: config.plain_text,
        collapsed: config.collapsed,
        excluded_from_search: config.excluded_from_search,
        prevents_deletion: config.prevents_deletion,
    })
}

/// A template as the table `templates` has it.
pub fn template_of_row(name: String, config: &[u8]) -> Result<Template, PackageError> {
    let config: TemplateConfig = decode("templates", config)?;
    Ok(Template {
        name,
        id: config.id,
        front: config.front,
        back: config.back,
        browser_front: config.browser_front,
        browser_back: config.browser_back,
        browser_font: config.browser_font,
        browser_size: i64::from(config.browser_size),
        deck: Some(config.deck).filter(|id| *id != 0),
    })
}

/// A message from the column of a table.
pub fn decode<T: Message + Default>(what: &'static str, bytes: &[u8]) -> Result<T, PackageError> {
    T::decode(bytes).map_err(|cause| PackageError::Protobuf { what, cause })
}
