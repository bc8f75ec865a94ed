//! Templates of users: whatever text can be written with cards in it.
//!
//! The language is Jinja, as MiniJinja has it. Nothing is escaped unless a filter says so: `escape.rs` has the
//! filters. A name that there is not is an error, and so is a template that does not end.

mod escape;
mod values;

use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};

use super::{Context, ExportError, Exporter};
use crate::format::{Format, OptionError, OptionSpec, Options};
use crate::model::Deck;

/// The row in the table of exporters.
pub const FORMAT: Format<dyn Exporter> = Format {
    name: "template",
    extensions: &[],
    summary: "text of your own making, by a Jinja template: --template FILE",
    options: &[
        OptionSpec {
            name: "extension",
            default: "txt",
            summary: "the extension of files in folders; --template takes it from cards.tex.j2",
        },
        OptionSpec {
            name: "text",
            default: "",
            summary: "the template itself; --template reads a file. Without one, questions and answers as text",
        },
    ],
    open: |options| open(options),
};

/// What is written where nobody gives a template.
const DEFAULT: &str = include_str!("default.txt.j2");

/// What a template may spend in any case, and for each card: a loop over all cards costs some dozens a card. One
/// that loops over all cards for each card can do so for some thousands.
const FUEL: [u64; 2] = [50_000_000, 50_000];

fn open(options: &Options) -> Result<Box<dyn Exporter>, OptionError> {
    let extension = options.get("extension").unwrap_or("txt");
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if extension.is_empty() || extension.starts_with('.') || !extension.chars().all(is_plain) {
        let (value, expected) = (extension.to_owned(), "letters and figures, without a dot in front");
        return Err(OptionError::Value { name: "template.extension", value, expected });
    }
    let text = options.get("text").unwrap_or(DEFAULT).to_owned();
    match environment(None).and_then(|environment| environment.template_from_str(&text).map(drop)) {
        Ok(()) => Ok(Box::new(Template { text })),
        Err(error) => Err(OptionError::Template { line: error.line().unwrap_or(1), what: what(&error) }),
    }
}

struct Template {
    text: String,
}

impl Exporter for Template {
    fn export(&self, deck: &Deck, out: &mut (dyn Write + Send), _: &mut Context) -> Result<(), ExportError> {
        let fuel = FUEL[0].saturating_add(FUEL[1].saturating_mul(deck.all_cards().count() as u64));
        let environment = environment(Some(fuel)).map_err(failed)?;
        let template = environment.template_from_str(&self.text).map_err(failed)?;
        template.render_captured_to(values::of(deck), out).map(drop).map_err(failed)
    }
}

/// What templates are rendered in: the same on any machine, and strict.
fn environment<'a>(fuel: Option<u64>) -> Result<Environment<'a>, Error> {
    let mut environment = Environment::new();
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    environment.set_syntax(syntax);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(formatted);
    environment.set_fuel(fuel);
    environment.set_debug(true);
    escape::add(&mut environment);
    Ok(environment)
}

/// What is not there, such as the level of a card without one, is nothing rather than "none".
fn formatted(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    match value.is_none() {
        true => Ok(()),
        false => minijinja::escape_formatter(out, state, value),
    }
}

/// What is wrong with a template, without the place.
fn what(error: &Error) -> String {
    match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => "it was stopped, for it does not seem to end".to_owned(),
        (kind, Some(detail)) => format!("{kind}: {}", detail.trim_end_matches('.')),
        (kind, None) => kind.to_string(),
    }
}

/// Why a template could not be rendered: mostly for what is in it.
fn failed(error: Error) -> ExportError {
    let cause = std::error::Error::source(&error).and_then(|cause| cause.downcast_ref::<io::Error>());
    match cause {
        Some(io) => ExportError::Io(io::Error::new(io.kind(), io.to_string())),
        None => ExportError::Template { line: error.line().unwrap_or(1), what: what(&error) },
    }
}
