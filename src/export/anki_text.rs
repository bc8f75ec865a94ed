//! Anki's own text file: a note a row, with the lines at its head that say what each column is.
//!
//! It is for those who have the notes, or their note types, already: a text file brings no note type, no file
//! and no note without a card. Every cell is in quotes, since a row that begins with `#` would be a comment.

use std::collections::HashMap;
use std::io::Write;

use ::csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use serde_json::Value;

use super::anki::fields::{self, Names};
use super::anki::notes::{Note, Notes, Plain};
use super::{Context, ExportError, Exporter};
use crate::cloze;
use crate::diagnostic::Diagnostic;
use crate::format::{Format, OptionError, OptionSpec, Options};
use crate::model::{Card, Deck};

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "anki-text",
    extensions: &["txt"],
    summary: "Anki's text file, a note a row, to update notes that a package brought",
    options: &[OptionSpec {
        name: "notetype",
        default: "deckmill",
        summary: "deckmill, which a package has to bring first, or basic: front and back in Anki's own Basic and \
                  Cloze, which a collection in English has",
    }],
    open: |options| open(options),
};

fn open(options: &Options) -> Result<Box<dyn Exporter>, OptionError> {
    let names = [("deckmill", Types::Own), ("basic", Types::Stock)];
    let types = options.choice("anki-text.notetype", &names, "it is deckmill or basic")?;
    Ok(Box::new(AnkiText { types }))
}

struct AnkiText {
    types: Types,
}

/// The note types of the notes.
#[derive(Clone, Copy, Default)]
enum Types {
    /// Those of a package.
    #[default]
    Own,
    /// Those that Anki comes with.
    Stock,
}

impl Exporter for AnkiText {
    fn export(
        &self,
        deck: &Deck,
        out: &mut (dyn Write + Send),
        context: &mut Context,
    ) -> Result<(), ExportError> {
        // Who has the note types has the package, and its files.
        let plain = match self.types {
            Types::Own => Plain::with_files(deck, context),
            Types::Stock => Plain::default(),
        };
        let notes = plain.notes(deck, context);
        let kinds = self.types.kinds(&notes)?;
        write_head(out, &kinds.columns)?;
        let mut writer = WriterBuilder::new()
            .delimiter(b'\t')
            .terminator(Terminator::Any(b'\n'))
            .quote_style(QuoteStyle::Always)
            .from_writer(&mut *out);
        let decks: HashMap<i64, String> =
            notes.decks().into_iter().map(|deck| (deck.id, deck.name)).collect();
        for note in notes.studied() {
            let deck = note.deck.and_then(|deck| decks.get(&deck));
            write_note(&mut writer, &kinds, note, deck.map_or("", String::as_str)).map_err(library)?;
        }
        writer.flush()?;
        let retired = deck.all_retired().len();
        if retired > 0 {
            context.diagnostics.push(Diagnostic::retired_left_out("a text file", retired));
        }
        Ok(())
    }
}

fn library(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ExportError {
    ExportError::Library { format: "text file", cause: cause.into() }
}

/// What is known of the note types of a file.
struct Kinds {
    /// The names of those of a package, by their ids; none where Anki's own are written.
    names: Option<HashMap<i64, String>>,
    /// The names of the fields.
    columns: Vec<String>,
}

impl Types {
    fn kinds(self, notes: &Notes) -> Result<Kinds, ExportError> {
        let Types::Own = self else {
            return Ok(Kinds { names: None, columns: ["Front", "Back"].map(str::to_owned).to_vec() });
        };
        let (mut names, mut columns) = (HashMap::new(), Vec::new());
        for model in notes.note_types().map_err(library)? {
            let text = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
            names.insert(model["id"].as_i64().unwrap_or_default(), text(&model));
            let fields: Vec<String> = model["flds"].as_array().into_iter().flatten().map(text).collect();
            // A row has as many cells as the widest; the names at the head only help to read it.
            if fields.len() > columns.len() {
                columns = fields;
            }
        }
        Ok(Kinds { names: Some(names), columns })
    }
}

/// The cells in front of the fields.
const SPECIAL: [&str; 4] = ["guid", "notetype", "deck", "tags"];

/// The lines that say what the file is. That of the columns comes behind the one of what parts them.
fn write_head(out: &mut (dyn Write + Send), fields: &[String]) -> std::io::Result<()> {
    let columns: Vec<String> =
        SPECIAL.iter().map(|name| (*name).to_owned()).chain(fields.iter().cloned()).collect();
    writeln!(out, "#separator:tab\n#html:true")?;
    for (at, name) in SPECIAL.iter().enumerate() {
        writeln!(out, "#{name} column:{}", at + 1)?;
    }
    writeln!(out, "#columns:{}", columns.join("\t"))
}

fn write_note(
    writer: &mut Writer<&mut (dyn Write + Send)>,
    kinds: &Kinds,
    note: Note,
    deck: &str,
) -> ::csv::Result<()> {
    let (note_type, fields) = match &kinds.names {
        Some(names) => (names.get(&note.note_type).map_or("", String::as_str), note.fields),
        None => stock(note.card),
    };
    let tags = note.tags.join(" ");
    let cells = [note.guid, note_type, deck, &tags].into_iter().chain(fields.iter().map(String::as_str));
    let missing = kinds.columns.len().saturating_sub(fields.len());
    writer.write_record(cells.chain(std::iter::repeat_n("", missing)))
}

/// The note type that Anki comes with for a card, and its fields.
fn stock(card: &Card) -> (&'static str, Vec<String>) {
    let files = Names::new();
    let answer = fields::html(&card.answer, &files);
    match cloze::is_in(&card.question) {
        true => ("Cloze", vec![fields::cloze(&card.question, &files), answer]),
        false => ("Basic", vec![fields::html(&card.question, &files), answer]),
    }
}
