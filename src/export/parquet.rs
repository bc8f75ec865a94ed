//! Parquet for analysis: a card a row, the columns as in deckmill's JSON, laid flat.
//!
//! The format stores column by column, so a group of rows is walked once for each column and no more than one
//! column of it is in memory.

use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel};
use ::parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::{Type, TypePtr};

use super::{Context, ExportError, Exporter};
use crate::columns;
use crate::format::Format;
use crate::model::{Block, Card, Deck};
use crate::render::{html, markdown, text};

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "parquet",
    extensions: &["parquet"],
    summary: "Parquet, a card a row, for DuckDB, pandas, Spark and their like",
    options: &[],
    open: |_| Ok(Box::new(Parquet)),
};

/// How many cards are in a group of rows.
const GROUP: usize = 16384;

/// A card with what else its row says.
struct Row<'a> {
    card: &'a Card,
    deck: &'a Deck,
    /// Its place in the file, from 1.
    position: i64,
}

/// What a column holds.
#[derive(Clone, Copy)]
enum Cells {
    /// Text of the deck, which is in memory once for all its cards.
    OfDeck(fn(&Deck) -> &str),
    Text(for<'a> fn(&Row<'a>) -> Cow<'a, str>),
    /// Text, or nothing.
    MaybeText(for<'a> fn(&Row<'a>) -> Option<Cow<'a, str>>),
    /// Numbers without a sign, of 32 bits.
    Count(fn(&Row) -> u32),
    Position(fn(&Row) -> i64),
    /// Numbers without a sign, of 64 bits, or nothing.
    MaybeNumber(fn(&Row) -> Option<u64>),
    Texts(for<'a> fn(&Row<'a>) -> &'a [String]),
}

/// All columns.
const COLUMNS: [(&str, Cells); 22] = [
    ("position", Cells::Position(|row| row.position)),
    ("id", Cells::Text(|row| Cow::Borrowed(&row.card.id))),
    ("deck", Cells::OfDeck(|deck| &deck.key)),
    ("deck_title", Cells::OfDeck(|deck| &deck.title)),
    ("number", Cells::MaybeNumber(|row| row.card.number.as_ref().and_then(|number| number.value()))),
    ("number_label", Cells::MaybeText(|row| row.card.number.as_ref().map(|number| (&*number.label).into()))),
    ("question", Cells::Text(|row| text::of_blocks(&row.card.question))),
    ("answer", Cells::MaybeText(|row| answer(row, text::blocks))),
    ("question_markdown", Cells::Text(|row| markdown::blocks(&row.card.question).into())),
    ("answer_markdown", Cells::MaybeText(|row| answer(row, markdown::blocks))),
    ("question_html", Cells::Text(|row| html::blocks(&row.card.question).into())),
    ("answer_html", Cells::MaybeText(|row| answer(row, html::blocks))),
    ("references", Cells::Count(|row| u32::try_from(row.card.references).unwrap_or(u32::MAX))),
    ("level", Cells::MaybeText(|row| row.card.level.map(|level| level.name().into()))),
    ("level_label", Cells::MaybeText(|row| row.card.level_label.as_deref().map(Cow::Borrowed))),
    ("section", Cells::MaybeText(|row| row.card.section().map(Cow::Borrowed))),
    ("path", Cells::Texts(|row| &row.card.path)),
    ("tags", Cells::Texts(|row| &row.card.tags)),
    ("source", Cells::Text(|row| row.card.origin.name().into())),
    ("line", Cells::Count(|row| row.card.origin.line)),
    ("column", Cells::Count(|row| row.card.origin.column)),
    ("url", Cells::MaybeText(|row| row.card.origin.url().map(Cow::Borrowed))),
];

fn answer<'a>(row: &Row<'a>, render: fn(&[Block]) -> String) -> Option<Cow<'a, str>> {
    (!row.card.answer.is_empty()).then(|| render(&row.card.answer).into())
}

struct Parquet;

impl Exporter for Parquet {
    fn export(
        &self,
        deck: &Deck,
        out: &mut (dyn Write + Send),
        _: &mut Context,
    ) -> std::result::Result<(), ExportError> {
        write(deck, out).map_err(|cause| match cause {
            ParquetError::External(cause) => match cause.downcast::<std::io::Error>() {
                Ok(io) => ExportError::Io(*io),
                Err(cause) => ExportError::Library { format: FILE, cause },
            },
            cause => ExportError::Library { format: FILE, cause: Box::new(cause) },
        })
    }

    fn is_binary(&self) -> bool {
        true
    }
}

const FILE: &str = "Parquet file";

fn write(deck: &Deck, out: &mut (dyn Write + Send)) -> Result<()> {
    let mut writer = SerializedFileWriter::new(out, schema()?, properties()?)?;
    let mut rows = columns::rows(deck).zip(1..).map(|((card, deck), position)| Row { card, deck, position });
    loop {
        let group: Vec<Row> = rows.by_ref().take(GROUP).collect();
        if group.is_empty() {
            break;
        }
        let mut of_group = writer.next_row_group()?;
        for (_, cells) in COLUMNS {
            if let Some(mut column) = of_group.next_column()? {
                cells.write(&group, &mut column)?;
                column.close()?;
            }
        }
        of_group.close()?;
    }
    writer.close().map(drop)
}

/// Nothing in the file says which version of which program wrote it.
fn properties() -> Result<WriterPropertiesPtr> {
    let properties = WriterProperties::builder()
        .set_created_by("deckmill".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .build();
    Ok(Arc::new(properties))
}

fn schema() -> Result<TypePtr> {
    let fields = COLUMNS.iter().map(|(name, cells)| cells.kind(name).map(Arc::new)).collect::<Result<_>>()?;
    Ok(Arc::new(Type::group_type_builder("cards").with_fields(fields).build()?))
}

fn strings(name: &str, repetition: Repetition) -> Result<Type> {
    primitive(name, Physical::BYTE_ARRAY, LogicalType::String, repetition)
}

fn primitive(name: &str, physical: Physical, logical: LogicalType, repetition: Repetition) -> Result<Type> {
    Type::primitive_type_builder(name, physical)
        .with_logical_type(Some(logical))
        .with_repetition(repetition)
        .build()
}

impl Cells {
    /// The type of the column.
    fn kind(self, name: &str) -> Result<Type> {
        match self {
            Cells::OfDeck(_) | Cells::Text(_) => strings(name, Repetition::REQUIRED),
            Cells::MaybeText(_) => strings(name, Repetition::OPTIONAL),
            Cells::Count(_) => {
                primitive(name, Physical::INT32, LogicalType::integer(32, false), Repetition::REQUIRED)
            }
            Cells::Position(_) => {
                primitive(name, Physical::INT64, LogicalType::integer(64, true), Repetition::REQUIRED)
            }
            Cells::MaybeNumber(_) => {
                primitive(name, Physical::INT64, LogicalType::integer(64, false), Repetition::OPTIONAL)
            }
            Cells::Texts(_) => {
                let element = Arc::new(strings("element", Repetition::REQUIRED)?);
                let list = Type::group_type_builder("list").with_repetition(Repetition::REPEATED);
                Type::group_type_builder(name)
                    .with_repetition(Repetition::REQUIRED)
                    .with_converted_type(ConvertedType::LIST)
                    .with_logical_type(Some(LogicalType::List))
                    .with_fields(vec![Arc::new(list.with_fields(vec![element]).build()?)])
                    .build()
            }
        }
    }

    /// Writes the column of a group of rows.
    fn write(self, rows: &[Row], out: &mut SerializedColumnWriter) -> Result<()> {
        match self {
            Cells::OfDeck(of) => {
                let mut all: Vec<ByteArray> = Vec::with_capacity(rows.len());
                for (at, row) in rows.iter().enumerate() {
                    let before =
                        at.checked_sub(1).filter(|before| std::ptr::eq(rows[*before].deck, row.deck));
                    let text =
                        before.map_or_else(|| bytes(of(row.deck).into()), |before| all[before].clone());
                    all.push(text);
                }
                put::<ByteArrayType>(out, &all, None, None)
            }
            Cells::Text(of) => {
                let all: Vec<ByteArray> = rows.iter().map(|row| bytes(of(row))).collect();
                put::<ByteArrayType>(out, &all, None, None)
            }
            Cells::MaybeText(of) => {
                let all: Vec<_> = rows.iter().map(|row| of(row).map(bytes)).collect();
                put_some::<ByteArrayType>(out, all)
            }
            Cells::Count(of) => {
                let all: Vec<i32> = rows.iter().map(|row| of(row).cast_signed()).collect();
                put::<Int32Type>(out, &all, None, None)
            }
            Cells::Position(of) => {
                let all: Vec<i64> = rows.iter().map(of).collect();
                put::<Int64Type>(out, &all, None, None)
            }
            Cells::MaybeNumber(of) => {
                let all: Vec<_> = rows.iter().map(|row| of(row).map(u64::cast_signed)).collect();
                put_some::<Int64Type>(out, all)
            }
            Cells::Texts(of) => put_lists(out, rows.iter().map(of)),
        }
    }
}

fn bytes(text: Cow<str>) -> ByteArray {
    ByteArray::from(text.into_owned().into_bytes())
}

/// Values with their levels: whether each is there, and whether it goes on with a list.
fn put<T: DataType>(
    out: &mut SerializedColumnWriter,
    values: &[T::T],
    defined: Option<&[i16]>,
    repeated: Option<&[i16]>,
) -> Result<()> {
    out.typed::<T>().write_batch(values, defined, repeated).map(drop)
}

fn put_some<T: DataType>(out: &mut SerializedColumnWriter, all: Vec<Option<T::T>>) -> Result<()> {
    let defined: Vec<i16> = all.iter().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<T::T> = all.into_iter().flatten().collect();
    put::<T>(out, &values, Some(&defined), None)
}

/// Lists of texts. An empty one has a place, too, at which nothing is defined.
fn put_lists<'a>(out: &mut SerializedColumnWriter, lists: impl Iterator<Item = &'a [String]>) -> Result<()> {
    let (mut values, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    for list in lists {
        if list.is_empty() {
            defined.push(0);
            repeated.push(0);
        }
        for (at, text) in list.iter().enumerate() {
            values.push(bytes(Cow::Borrowed(text)));
            defined.push(1);
            repeated.push(i16::from(at > 0));
        }
    }
    put::<ByteArrayType>(out, &values, Some(&defined), Some(&repeated))
}
