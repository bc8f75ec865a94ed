//! The filters of templates: each makes text literal in a format. What is not there becomes nothing.

use minijinja::{Environment, Error, ErrorKind, Value};

use crate::render::{html, markdown};

/// Makes text literal.
type Escape = fn(&str) -> String;

/// Adds the filters.
pub fn add(environment: &mut Environment) {
    let all: [(&'static str, Escape); 4] =
        [("csv", csv), ("html", html::escape), ("latex", latex), ("markdown", markdown::literal)];
    for (name, escape) in all {
        environment.add_filter(name, move |value: Value| text_of(&value).map(|text| escape(&text)));
    }
    environment.add_filter("json", json);
}

/// A value as text. A list has none: it has to be joined first.
fn text_of(value: &Value) -> Result<String, Error> {
    if value.is_undefined() {
        return Err(ErrorKind::UndefinedError.into());
    }
    if let Some(text) = value.as_str() {
        return Ok(text.to_owned());
    }
    match value.is_none() || value.is_number() || *value == Value::from(true) || *value == Value::from(false)
    {
        true if value.is_none() => Ok(String::new()),
        true => Ok(value.to_string()),
        false => {
            let detail = format!("a {} is no text, so it can't be escaped; join it first", value.kind());
            Err(Error::new(ErrorKind::InvalidOperation, detail))
        }
    }
}

/// A value as JSON on one line.
fn json(value: Value) -> Result<String, Error> {
    if value.is_undefined() {
        return Err(ErrorKind::UndefinedError.into());
    }
    let wrong = |cause| Error::new(ErrorKind::BadSerialization, "this can't be JSON").with_source(cause);
    serde_json::to_string(&value).map_err(wrong)
}

/// A cell as RFC 4180 has it, in quotes where one of the usual separators, a quote, a line break or a space at an
/// end asks for them.
fn csv(text: &str) -> String {
    let is_sign = |c| [',', ';', '\t', '"', '\r', '\n'].contains(&c);
    match text.contains(is_sign) || text.starts_with(' ') || text.ends_with(' ') {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

/// Text as LaTeX shows it: no command in it, no ligature made of it, its lines and spaces kept.
fn latex(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    // As white space at the beginning of a line vanishes, and more than one space is one.
    let mut before = '\n';
    let text = text.trim_matches('\n');
    let mut signs = text.chars().peekable();
    while let Some(c) = signs.next() {
        match c {
            '\n' => {
                // Two line feeds end a paragraph, and a line that is none of its own can't be ended.
                let mut is_end = false;
                while signs.next_if_eq(&'\n').is_some() {
                    is_end = true;
                }
                out.push_str(if is_end { "\n\n" } else { "\\newline{}\n" });
            }
            ' ' if before == ' ' || before == '\n' => out.push('~'),
            '\t' => out.push_str("~~~~"),
            // Two of them would become one sign.
            '-' | ',' if before == c => out.extend(["{}", c.encode_utf8(&mut [0; 4])]),
            c => match command(c) {
                Some(command) => out.push_str(command),
                None => out.push(c),
            },
        }
        before = c;
    }
    out
}

/// What shows a character that means something to LaTeX.
fn command(c: char) -> Option<&'static str> {
    Some(match c {
        '\\' => "\\textbackslash{}",
        '{' => "\\{",
        '}' => "\\}",
        '$' => "\\$",
        '&' => "\\&",
        '#' => "\\#",
        '%' => "\\%",
        '_' => "\\_",
        '^' => "\\textasciicircum{}",
        '~' => "\\textasciitilde{}",
        '<' => "\\textless{}",
        '>' => "\\textgreater{}",
        '|' => "\\textbar{}",
        '`' => "\\textasciigrave{}",
        '\'' => "\\textquotesingle{}",
        // Behind a command they would begin its options.
        '[' => "{[}",
        ']' => "{]}",
        '*' => "{*}",
        _ => return None,
    })
}
