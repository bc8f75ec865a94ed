//! The keys that can be set: in the project file, in the user's own file and in the environment.
//!
//! `deckmill config`, `deckmill init`, the names of variables and the errors about misspelt keys all come
//! from this table. To add a key: a row here, a field in `Project` and an arm in `Project::take`.

/// A key.
#[derive(Debug)]
pub struct Key {
    /// Its name in files; in the environment it is written in capitals behind `DECKMILL_`.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Whether it is about one project, and so nothing that a user sets for all of theirs.
    pub is_of_project: bool,
    /// What holds where nobody sets it, as it would be written; empty where that is nothing.
    pub default: &'static str,
    /// What it is for, in a few words.
    pub summary: &'static str,
    /// What could be written instead of the default.
    pub example: &'static str,
}

impl Key {
    /// Whether it has to name something where it is set: a source, a place or a format.
    pub fn must_name(&self) -> bool {
        matches!(self.name, "input" | "output" | "name" | "formats")
    }
}

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    Text,
    /// A string, or a list of them.
    Texts,
    /// One of some words.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Truth,
    /// A whole number, at most this.
    Number(u64),
}

/// The key of the tables with options of formats.
pub const OPTIONS: &str = "options";

/// The key of the tables with decks of several pages.
pub const DECK: &str = "deck";

/// What the environment's variables begin with.
pub const PREFIX: &str = "DECKMILL_";

/// All keys with a single value, in the order in which they are shown.
pub const KEYS: &[Key] = &[
    Key {
        name: "input",
        kind: Kind::Texts,
        is_of_project: true,
        default: "\"input\"",
        summary: "files, folders, globs and addresses on the web; each page becomes a deck",
        example: "[\"questions/**/*.md\", \"https://example.org/questions.html\"]",
    },
    Key {
        name: "exclude",
        kind: Kind::Texts,
        is_of_project: true,
        default: "[]",
        summary: "files, folders and globs that are no pages, whatever folder or glob they lie in",
        example: "[\"**/README.md\", \"questions/drafts\"]",
    },
    Key {
        name: "output",
        kind: Kind::Text,
        is_of_project: true,
        default: "\"output\"",
        summary: "the folder that outputs go to",
        example: "\"decks\"",
    },
    Key {
        name: "name",
        kind: Kind::Text,
        is_of_project: true,
        default: "\"{path}\"",
        summary: "what a page's outputs are called: {path} is its own below input, {format} the format's name",
        example: "\"{format}/{path}\"",
    },
    Key {
        name: "formats",
        kind: Kind::Texts,
        is_of_project: false,
        default: "[\"anki\", \"csv\", \"html\", \"json\", \"markdown\"]",
        summary: "what is written of each deck; `deckmill formats` lists all",
        example: "[\"anki\", \"xlsx\"]",
    },
    Key {
        name: "key",
        kind: Kind::Text,
        is_of_project: true,
        default: "",
        summary: "tells equal questions of two collections apart",
        example: "\"my-collection\"",
    },
    Key {
        name: "drop_references",
        kind: Kind::Truth,
        is_of_project: false,
        default: "false",
        summary: "leave out the ends of answers that only say where more is said",
        example: "true",
    },
    Key {
        name: "tags",
        kind: Kind::Texts,
        is_of_project: false,
        default: "[]",
        summary: "tags for all cards; `--tag` adds to them",
        example: "[\"course::one\"]",
    },
    Key {
        name: "source_link",
        kind: Kind::Text,
        is_of_project: true,
        default: "",
        summary: "where a card can be seen on the web; {source} and {line} stand for what it has there",
        example: "\"https://example.org/blob/main/{source}#L{line}\"",
    },
    Key {
        name: "subdecks",
        kind: Kind::Text,
        is_of_project: false,
        default: "",
        summary: "in Anki, a deck for each section or level",
        example: "\"section\"",
    },
    Key {
        name: "css",
        kind: Kind::Text,
        is_of_project: false,
        default: "",
        summary: "a file with styles for Anki; needs a note type of your own: [options.anki] notetype = \"NAME\"",
        example: "\"cards.css\"",
    },
    Key {
        name: "template",
        kind: Kind::Text,
        is_of_project: false,
        default: "",
        summary: "the file with the template of the format `template`",
        example: "\"cards.tex.j2\"",
    },
    Key {
        name: "media_root",
        kind: Kind::Texts,
        is_of_project: true,
        default: "[]",
        summary: "folders with images, beside the pages' own",
        example: "\"images\"",
    },
    Key {
        name: "fetch_media",
        kind: Kind::Truth,
        is_of_project: false,
        default: "false",
        summary: "fetch images and sounds that are on the web",
        example: "true",
    },
    Key {
        name: "fail_on",
        kind: Kind::Choice(&["note", "warning", "error", "never"]),
        is_of_project: false,
        default: "",
        summary: "from which findings on a command fails; `check` from warnings on, the others never",
        example: "\"error\"",
    },
    Key {
        name: "min_coverage",
        kind: Kind::Number(100),
        is_of_project: true,
        default: "",
        summary: "fail if less than so many per cent of a page's text are in cards",
        example: "95",
    },
    Key {
        name: "expect",
        kind: Kind::Number(u64::MAX),
        is_of_project: true,
        default: "",
        summary: "fail unless the project has so many cards; pages that are named are not held to it",
        example: "100",
    },
    Key {
        name: "max_new",
        kind: Kind::Number(u64::MAX),
        is_of_project: true,
        default: "",
        summary: "fail if more cards than these are new",
        example: "20",
    },
    Key {
        name: "max_retired",
        kind: Kind::Number(u64::MAX),
        is_of_project: true,
        default: "",
        summary: "fail if more cards than these have left their pages",
        example: "5",
    },
];

/// The keys of a `[[deck]]`.
pub const DECK_KEYS: [&str; 6] = ["name", "input", "title", "formats", "tags", "expect"];

/// The key of this name.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// All names that a file may have at its top.
pub fn names() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|key| key.name).chain([OPTIONS, DECK])
}
