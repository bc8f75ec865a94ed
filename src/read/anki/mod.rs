//! Anki packages of any tool: each note becomes a card, each deck with notes a deck.
//!
//! A package is no text, so one is made up that shows it, a line for each field, and spans count in
//! that. What was found is said in deckmill's own marks (see the crate's `marks.rs`), as in Markdown that
//! deckmill wrote, so that nothing is guessed a second time. `own.rs` reads notes of deckmill's type,
//! `foreign.rs` finds question and answer in all others, `decks.rs` puts the decks in order.

mod cloze;
mod decks;
mod foreign;
pub(crate) mod own;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::build::marked::{self, Known, Places};
use super::{Reader, clean};
use crate::diagnostic::{Diagnostic, Diagnostics, Furniture};
use crate::document::{Document, Skipped};
use crate::export::tags;
use crate::format::Format;
use crate::model::{Block, BlockKind};
use crate::package::{Note, NoteType, Package};
use crate::source::{Source, Span};

/// The row in the table of readers.
pub const FORMAT: Format<dyn Reader> = Format {
    name: "anki",
    extensions: &["apkg"],
    summary: "Anki packages of any tool, older and newer ones",
    options: &[],
    open: |_| Ok(Box::new(Anki)),
};

struct Anki;

impl Reader for Anki {
    fn read(&self, source: Source, diagnostics: &mut Diagnostics) -> Document {
        match Package::open(&source.bytes) {
            Ok(package) => {
                let mut shown = Shown::default();
                shown.package(&package, source.stem());
                shown.finish(diagnostics)
            }
            Err(error) => {
                diagnostics.push(Diagnostic::broken_package(&error));
                Document::default()
            }
        }
    }

    /// A package is known by its bytes.
    fn claims(&self, _: &str) -> bool {
        false
    }
}

/// What a note says, as a card.
#[derive(Default)]
pub(crate) struct Content {
    pub known: Known,
    /// The fields that the question is made of, the answer, and the mark.
    pub parts: [Vec<usize>; 3],
}

impl Content {
    /// Of a note, by what is known of its note type.
    pub fn of(note: &Note, note_type: Option<&NoteType>) -> Content {
        match note_type.filter(|one| own::is_own(one)) {
            Some(_) => own::content(note),
            None => foreign::content(note, note_type),
        }
    }
}

/// The document of a package as far as it is shown.
#[derive(Default)]
struct Shown {
    text: String,
    blocks: Vec<Block>,
    dropped: Vec<Skipped>,
    /// Fields that no card needs, and in how many notes they say something.
    unused: BTreeMap<String, usize>,
    /// How many notes are no cards because they are retired, or because they ask nothing.
    retired: usize,
    empty: usize,
}

impl Shown {
    fn package(&mut self, package: &Package, name: &str) {
        for mut deck in decks::of(package, name) {
            let (description, media) = blocks_of(&deck.description, deck.own);
            deck.mark.media = media;
            let start = self.text.len();
            let url = deck.mark.url.clone();
            self.line("deck", &deck.title);
            let span = Span::new(start, self.text.len());
            marked::push_deck(&mut self.blocks, deck.title, deck.mark, span);
            let start = self.text.len();
            if !deck.description.trim().is_empty() {
                self.line("description", &deck.description);
            }
            let mut description = paragraphs(description);
            // The last is the page's address, which the mark gives as well.
            if url.is_some() && description.last().is_some_and(|last| is_line(last, url.as_deref())) {
                description.pop();
            }
            marked::placed(&mut self.blocks, description, Span::new(start, self.text.len()));
            for note in deck.notes {
                self.note(package, note);
            }
        }
    }

    fn note(&mut self, package: &Package, note: &Note) {
        if note.cards.is_empty() && note.tags.iter().any(|tag| tags::is_retired(tag)) {
            self.retired += 1;
            return;
        }
        let note_type = package.note_type(note.note_type);
        let mut content = Content::of(note, note_type);
        if content.known.question.is_empty() {
            self.empty += 1;
            return;
        }
        content.known.mark.guid = Some(note.guid.clone());
        self.card(note, note_type, content);
    }

    /// The lines and blocks of a card.
    fn card(&mut self, note: &Note, note_type: Option<&NoteType>, content: Content) {
        let Content { known, parts: [asked, answered, said] } = content;
        let start = self.text.len();
        self.line("note", &note.guid);
        if !note.tags.is_empty() {
            self.line("tags", &note.tags.join(" "));
        }
        let mark = self.fields(note, note_type, &said).with_start(start);
        let question = self.fields(note, note_type, &asked);
        let answer = self.fields(note, note_type, &answered);
        known.push(&mut self.blocks, Places { mark, question, answer });
        self.unused(note, note_type, &[asked, answered, said].concat());
        self.text.push('\n');
    }

    /// The lines of some fields, and where they stand.
    fn fields(&mut self, note: &Note, note_type: Option<&NoteType>, all: &[usize]) -> Span {
        let start = self.text.len();
        all.iter().for_each(|at| self.field(note, note_type, *at));
        Span::new(start, self.text.len())
    }

    /// What is in no part of the card is shown as well.
    fn unused(&mut self, note: &Note, note_type: Option<&NoteType>, used: &[usize]) {
        for at in (0..note.fields.len()).filter(|at| !used.contains(at)) {
            if note.fields[at].trim().is_empty() {
                continue;
            }
            let start = self.text.len();
            self.field(note, note_type, at);
            self.dropped.push(Skipped { what: Furniture::Field, span: Span::new(start, self.text.len()) });
            *self.unused.entry(name_of(note_type, at)).or_insert(0) += 1;
        }
    }

    fn field(&mut self, note: &Note, note_type: Option<&NoteType>, at: usize) {
        if let Some(field) = note.fields.get(at).filter(|field| !field.is_empty()) {
            self.line(&name_of(note_type, at), field);
        }
    }

    fn line(&mut self, name: &str, value: &str) {
        for part in [name, ": ", value] {
            self.text.push_str(&clean(part));
        }
        self.text.push('\n');
    }

    fn finish(self, diagnostics: &mut Diagnostics) -> Document {
        for (name, count) in self.unused {
            diagnostics.push(Diagnostic::unused_field(&name, count));
        }
        if self.retired > 0 {
            diagnostics.push(Diagnostic::retired_notes(self.retired));
        }
        if self.empty > 0 {
            diagnostics.push(Diagnostic::empty_notes(self.empty));
        }
        Document {
            text: Arc::new(self.text),
            blocks: self.blocks,
            dropped: self.dropped,
            ..Document::default()
        }
    }
}

/// The name of a field; of one that the note type does not know, its number.
fn name_of(note_type: Option<&NoteType>, at: usize) -> String {
    let field = note_type.and_then(|one| one.fields.get(at));
    field.map_or_else(|| format!("field {}", at + 1), |field| field.name.clone())
}

/// The blocks of a field, and the names of files in it by the addresses that they had on the page. What
/// deckmill wrote is taken by the letter.
fn blocks_of(html: &str, own: bool) -> (Vec<Block>, BTreeMap<String, String>) {
    let html = clean(html);
    if own { super::html::written(&html) } else { super::html::field(&html) }
}

/// Whether a block says just this.
fn is_line(block: &Block, text: Option<&str>) -> bool {
    Some(crate::render::text::blocks(std::slice::from_ref(block)).as_str()) == text
}

/// A description holds paragraphs only.
fn paragraphs(blocks: Vec<Block>) -> Vec<Block> {
    let line = |block: Block| match block.kind {
        BlockKind::Paragraph(_) => block,
        kind => {
            let content = super::build::cells::inlines_of(vec![Block { kind, span: block.span }]);
            Block::new(BlockKind::Paragraph(content))
        }
    };
    blocks.into_iter().map(line).collect()
}
