//! What deckmill and a plug-in say to each other. `docs/plugins.md` is the same for people.
//!
//! Both sides pass over fields that they don't know, so that fields can be added; whatever else
//! changes needs another [`VERSION`], which is looked at before anything else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of the protocol.
pub const VERSION: u64 = 1;

/// What a program is asked with for its handshake.
pub const ASK: &str = "--deckmill-protocol";

/// The longest handshake, in bytes.
pub const LONGEST: usize = 64 * 1024;

/// The field with the version, in both directions.
const VERSION_FIELD: &str = "deckmill_protocol";

/// What a plug-in says of itself.
#[derive(Debug, Clone, Deserialize)]
pub struct Handshake {
    /// Its name, as in `--to NAME`.
    pub name: String,
    /// What it writes, in one line.
    #[serde(default)]
    pub summary: String,
    /// Extensions of what it writes, without a dot; files in folders get the first.
    pub extensions: Vec<String>,
    /// Whether that is no text.
    #[serde(default)]
    pub binary: bool,
    /// Where it writes.
    #[serde(default)]
    pub output: Way,
    /// Whether the same deck gives the same bytes.
    #[serde(default = "yes")]
    pub reproducible: bool,
    /// Options of deckmill's JSON for the deck that it wants.
    #[serde(default)]
    pub deck: BTreeMap<String, String>,
    /// What can be set.
    #[serde(default)]
    pub options: Vec<Choice>,
}

/// An option of a plug-in.
#[derive(Debug, Clone, Deserialize)]
pub struct Choice {
    /// Its name, behind the plug-in's name and a dot.
    pub name: String,
    /// Its value when none is given.
    pub default: String,
    /// What it does, in one line.
    #[serde(default)]
    pub summary: String,
    /// All values that it takes; none where any text may be one.
    #[serde(default)]
    pub values: Vec<String>,
}

/// Where a plug-in writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// To standard output.
    #[default]
    Stdout,
    /// To a file that it is told.
    File,
}

/// The first line of a plug-in's input; the deck follows.
///
/// The version of deckmill is not in it, so that none can find its way into an output.
#[derive(Debug, Clone, Serialize)]
pub struct Header {
    /// The version of the protocol.
    pub deckmill_protocol: u64,
    /// Each option that the plug-in has, with its value.
    pub options: BTreeMap<String, String>,
    /// Where the output goes.
    pub output: Place,
}

/// Where an output goes.
#[derive(Debug, Clone, Serialize)]
pub struct Place {
    /// A file that is not there yet; none for standard output.
    pub path: Option<String>,
}

/// What is wrong with a handshake.
#[derive(Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is none.
    Garbage,
    /// It speaks another version of the protocol.
    Version(u64),
    /// A field of it is missing or wrong.
    Field(String),
}

fn yes() -> bool {
    true
}

impl Handshake {
    /// Takes what a program printed. Its version is looked at first, whatever else is in it.
    pub fn parse(answer: &[u8]) -> Result<Handshake, Wrong> {
        let text = std::str::from_utf8(answer).map_err(|_| Wrong::Garbage)?.trim();
        // A later version may have more to say, on more lines.
        let first = text.lines().next().unwrap_or_default();
        let parse = |text: &str| serde_json::from_str::<Value>(text).ok();
        let value = parse(first).or_else(|| parse(text)).ok_or(Wrong::Garbage)?;
        let version = value.get(VERSION_FIELD).and_then(Value::as_u64).ok_or(Wrong::Garbage)?;
        if version != VERSION {
            return Err(Wrong::Version(version));
        }
        if first != text {
            return Err(Wrong::Field("it is to be one line".to_owned()));
        }
        let handshake: Handshake =
            serde_json::from_value(value).map_err(|error| Wrong::Field(error.to_string()))?;
        handshake.check().map_or(Ok(handshake), |wrong| Err(Wrong::Field(wrong)))
    }

    /// What can't be, for names become parts of command lines and of the names of files.
    fn check(&self) -> Option<String> {
        let is_name = |name: &str| is_made_of(name, "-_");
        if !is_name(&self.name) {
            return Some(format!("`name` is {:?}; letters, digits, - and _ may be in it", self.name));
        }
        let is_extension = |extension: &&String| is_made_of(extension, "-_.") && !extension.starts_with('.');
        if self.extensions.is_empty() || !self.extensions.iter().all(|extension| is_extension(&extension)) {
            let said = &self.extensions;
            return Some(format!("`extensions` is {said:?}; it is to hold at least one, without its dot"));
        }
        let mut names: Vec<&str> = self.options.iter().map(|option| option.name.as_str()).collect();
        names.sort_unstable();
        if let Some(name) = names.iter().find(|name| !is_name(name)) {
            return Some(format!("an option is called {name:?}; letters, digits, - and _ may be in it"));
        }
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Some(format!("two options are called `{}`", pair[0]));
        }
        let strays = |option: &&Choice| !option.takes(&option.default);
        let stray = self.options.iter().find(strays)?;
        Some(format!("the default of `{}` is none of its values", stray.name))
    }
}

impl Choice {
    /// Whether the option has this value.
    pub fn takes(&self, value: &str) -> bool {
        self.values.is_empty() || self.values.iter().any(|known| known == value)
    }
}

impl Header {
    /// For an output with these options.
    pub fn new(options: BTreeMap<String, String>, path: Option<String>) -> Header {
        Header { deckmill_protocol: VERSION, options, output: Place { path } }
    }
}

/// Whether a name of at most 64 signs has letters and digits of ASCII only, and these signs.
fn is_made_of(name: &str, signs: &str) -> bool {
    let is_known = |c: char| c.is_ascii_alphanumeric() || signs.contains(c);
    (1..=64).contains(&name.len()) && name.chars().all(is_known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(answer: &str) -> Wrong {
        Handshake::parse(answer.as_bytes()).unwrap_err()
    }

    #[test]
    fn little_has_to_be_said_and_more_may_be() {
        let answer = r#"{"deckmill_protocol":1,"name":"x","extensions":["tar.gz"],"colour":[1,{}]}"#;
        let handshake = Handshake::parse(format!("{answer}\n").as_bytes()).unwrap();
        assert_eq!((handshake.binary, handshake.output, handshake.reproducible), (false, Way::Stdout, true));
    }

    #[test]
    fn the_version_comes_before_all_else() {
        assert_eq!(wrong(r#"{"deckmill_protocol":2,"title":7,"extensions":"x"}"#), Wrong::Version(2));
        assert_eq!(wrong("{\"deckmill_protocol\":2,\n\"more\":[]}"), Wrong::Version(2));
        assert_eq!(wrong("{\"deckmill_protocol\":2}\n{\"more\":[]}"), Wrong::Version(2));
        assert_eq!(wrong(r#"{"deckmill_protocol":0}"#), Wrong::Version(0));
    }

    #[test]
    fn what_is_no_handshake_is_garbage() {
        let one = "{\"deckmill_protocol\":1} x";
        for answer in ["", "hello", "{}", "[1]", r#"{"deckmill_protocol":"1"}"#, one] {
            assert_eq!(wrong(answer), Wrong::Garbage, "{answer}");
        }
        assert_eq!(Handshake::parse(b"\xff").unwrap_err(), Wrong::Garbage);
    }

    #[test]
    fn wrong_fields_are_named() {
        let cases = [
            (r#""extensions":["x"]"#, "missing field `name`"),
            (r#""name":"a.b","extensions":["x"]"#, "`name` is \"a.b\""),
            (r#""name":"","extensions":["x"]"#, "`name` is \"\""),
            (r#""name":"a","extensions":[]"#, "`extensions` is []"),
            (r#""name":"a","extensions":["../x"]"#, "`extensions` is [\"../x\"]"),
            (r#""name":"a","extensions":[".x"]"#, "`extensions` is [\".x\"]"),
            (r#""name":"a","extensions":["x"],"output":"printer""#, "unknown variant `printer`"),
            (
                r#""name":"a","extensions":["x"],"options":[{"name":"o=","default":""}]"#,
                "an option is called",
            ),
            (
                r#""name":"a","extensions":["x"],"options":[{"name":"o","default":""},{"name":"o","default":""}]"#,
                "two options are called `o`",
            ),
            (
                r#""name":"a","extensions":["x"],"options":[{"name":"o","default":"1","values":["2"]}]"#,
                "the default of `o` is none of its values",
            ),
        ];
        for (fields, expected) in cases {
            let Wrong::Field(said) = wrong(&format!("{{\"deckmill_protocol\":1,{fields}}}")) else {
                panic!("{fields} is no field's fault");
            };
            assert!(said.contains(expected), "{said} has no {expected}");
        }
        let lines = "{\"deckmill_protocol\":1,\n\"name\":\"a\",\"extensions\":[\"x\"]}";
        assert_eq!(wrong(lines), Wrong::Field("it is to be one line".to_owned()));
    }
}
