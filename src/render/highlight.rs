//! Code in colours: its parts get short classes when a deck is built, so that a card needs no script.
//!
//! The syntaxes are those of the editor Sublime Text, as the program bat ships them. Their scopes, some
//! thousand of them, become the thirteen classes of [`Class`]. How these look is in `code/`: the colours
//! by day and by night, which an exporter puts where its page is told day from night, and the classes.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// How much longer code may become by its classes; the less important ones go first.
const GROWTH: usize = 4;

/// Code that is longer is shown as it is, for it would take long, and nobody learns it.
const LONGEST: usize = 20_000;

/// Code with a line that is longer was written by a machine.
const LONGEST_LINE: usize = 1_000;

/// What stands around a part of a class, its one letter included.
const MARKUP: usize = "<span class=k></span>".len();

/// What a part of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A number.
    Number,
    /// A word for a value, such as `true`.
    Literal,
    /// An escape in a string.
    Escape,
    /// A name that is an attribute, a key or a property.
    Attribute,
    /// A decorator or a directive to a preprocessor.
    Meta,
    /// The name of a type or class.
    Type,
    /// The name of a function.
    Function,
    /// The name of an element, or a heading.
    Tag,
    /// A line that a patch adds.
    Inserted,
    /// A line that a patch takes away.
    Deleted,
    /// A string.
    String,
    /// A keyword.
    Keyword,
    /// A comment.
    Comment,
}

impl Class {
    /// All of them; those that one misses least come first.
    const ALL: [Class; 13] = [
        Class::Number,
        Class::Literal,
        Class::Escape,
        Class::Attribute,
        Class::Meta,
        Class::Type,
        Class::Function,
        Class::Tag,
        Class::Inserted,
        Class::Deleted,
        Class::String,
        Class::Keyword,
        Class::Comment,
    ];

    /// The class in HTML: one letter.
    fn letter(self) -> char {
        match self {
            Class::Number => 'n',
            Class::Literal => 'l',
            Class::Escape => 'e',
            Class::Attribute => 'a',
            Class::Meta => 'm',
            Class::Type => 't',
            Class::Function => 'f',
            Class::Tag => 'g',
            Class::Inserted => 'i',
            Class::Deleted => 'd',
            Class::String => 's',
            Class::Keyword => 'k',
            Class::Comment => 'c',
        }
    }
}

/// Which scopes are of which class, by the first words of a scope; the longest that fits counts.
const SCOPES: &[(&str, Option<Class>)] = &[
    ("comment", Some(Class::Comment)),
    ("string", Some(Class::String)),
    ("string.unquoted", None),
    ("punctuation.definition.string", Some(Class::String)),
    ("punctuation.definition.comment", Some(Class::Comment)),
    ("constant.character.escape", Some(Class::Escape)),
    ("constant.numeric", Some(Class::Number)),
    ("constant.language", Some(Class::Literal)),
    ("constant.other.placeholder", Some(Class::Escape)),
    ("keyword", Some(Class::Keyword)),
    ("keyword.operator", None),
    ("keyword.operator.word", Some(Class::Keyword)),
    ("keyword.operator.module", Some(Class::Keyword)),
    ("keyword.operator.logical.python", Some(Class::Keyword)),
    ("storage", Some(Class::Keyword)),
    ("entity.name.function", Some(Class::Function)),
    ("entity.type.function", Some(Class::Function)),
    ("variable.function", Some(Class::Function)),
    ("support.function", Some(Class::Function)),
    ("entity.name.type", Some(Class::Type)),
    ("entity.name.class", Some(Class::Type)),
    ("entity.name.struct", Some(Class::Type)),
    ("entity.name.enum", Some(Class::Type)),
    ("entity.name.trait", Some(Class::Type)),
    ("entity.name.interface", Some(Class::Type)),
    ("entity.other.inherited-class", Some(Class::Type)),
    ("support.type", Some(Class::Type)),
    ("support.class", Some(Class::Type)),
    ("entity.name.tag", Some(Class::Tag)),
    ("entity.name.tag.toml", Some(Class::Attribute)),
    ("entity.name.tag.yaml", Some(Class::Attribute)),
    ("entity.name.table", Some(Class::Tag)),
    ("entity.name.enum.tag-digest", None),
    ("entity.name.section", Some(Class::Tag)),
    ("markup.heading", Some(Class::Tag)),
    ("entity.other.attribute-name", Some(Class::Attribute)),
    ("support.type.property-name", Some(Class::Attribute)),
    ("variable.language", Some(Class::Literal)),
    ("variable.language.star", None),
    ("variable.annotation", Some(Class::Meta)),
    ("meta.annotation", Some(Class::Meta)),
    ("meta.preprocessor", Some(Class::Meta)),
    ("entity.name.function.decorator", Some(Class::Meta)),
    ("markup.inserted", Some(Class::Inserted)),
    ("markup.deleted", Some(Class::Deleted)),
    ("meta.diff", Some(Class::Meta)),
    ("punctuation.definition.range", Some(Class::Meta)),
    ("meta.string", None),
    ("meta.interpolation", None),
];

/// The scope in which a string is a key.
const KEY: &str = "meta.mapping.key";

/// Names for languages that are not those of the syntaxes nor extensions of their files.
const NAMES: &[(&str, &str)] = &[
    ("csharp", "cs"),
    ("c#", "cs"),
    ("objective-c", "m"),
    ("objectivec", "m"),
    ("objc", "m"),
    ("golang", "go"),
    ("python3", "py"),
    ("py3", "py"),
    ("node", "js"),
    ("nodejs", "js"),
    ("ecmascript", "js"),
    ("react", "jsx"),
    ("shell", "sh"),
    ("shellscript", "sh"),
    ("shell-session", "sh"),
    ("console", "sh"),
    ("terminal", "sh"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("postgresql", "sql"),
    ("postgres", "sql"),
    ("mysql", "sql"),
    ("sqlite", "sql"),
    ("plsql", "sql"),
    ("tsql", "sql"),
    ("terraform", "tf"),
    ("hcl", "tf"),
    ("docker", "dockerfile"),
    ("asm", "nasm"),
    ("vbnet", "vb"),
    ("patch", "diff"),
];

/// The syntaxes, which are unpacked when the first code is highlighted.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// A part of code: how many bytes, and what it is.
type Part = (usize, Option<Class>);

/// Code as HTML with classes; none where the language is not known, or nothing in it has a class.
///
/// `escape` puts text into HTML.
pub fn html(language: &str, code: &str, escape: fn(&mut String, &str)) -> Option<String> {
    if code.len() > LONGEST || code.lines().any(|line| line.len() > LONGEST_LINE) {
        return None;
    }
    let mut parts = parts(syntax_of(language)?, code)?;
    let mut plain = String::with_capacity(code.len());
    escape(&mut plain, code);
    keep_short(&mut parts, (code.len() * GROWTH).saturating_sub(plain.len()));
    if parts.iter().all(|(_, class)| class.is_none()) {
        return None;
    }
    let mut out = String::with_capacity(code.len() * 2);
    let mut rest = code;
    for (length, class) in parts {
        let (text, behind) = rest.split_at(length);
        rest = behind;
        match class {
            Some(class) => {
                out.extend(["<span class=", class.letter().encode_utf8(&mut [0; 4]), ">"]);
                escape(&mut out, text);
                out.push_str("</span>");
            }
            None => escape(&mut out, text),
        }
    }
    Some(out)
}

/// Takes the classes off that one misses least, until the others fit into so many bytes.
fn keep_short(parts: &mut [Part], room: usize) {
    for least in Class::ALL {
        let marked = parts.iter().filter(|(_, class)| class.is_some()).count();
        if marked * MARKUP <= room {
            return;
        }
        for (_, class) in parts.iter_mut().filter(|(_, class)| *class == Some(least)) {
            *class = None;
        }
    }
}

/// The syntax that a page means by the name of a language: `py`, `Python`, `c++`.
fn syntax_of(language: &str) -> Option<&'static SyntaxReference> {
    let end = language.find(|c: char| c.is_whitespace() || "{,;:".contains(c)).unwrap_or(language.len());
    let name = language[..end].to_ascii_lowercase();
    let name = NAMES.iter().find(|(known, _)| *known == name).map_or(name.as_str(), |(_, token)| token);
    let is_text = |syntax: &&SyntaxReference| syntax.name != "Plain Text";
    Some(name)
        .filter(|name| !name.is_empty())
        .and_then(|name| SYNTAXES.find_syntax_by_token(name))
        .filter(is_text)
}

/// The parts of code in a language, without any between them.
fn parts(syntax: &SyntaxReference, code: &str) -> Option<Vec<Part>> {
    let (mut state, mut stack) = (ParseState::new(syntax), ScopeStack::new());
    let mut parts: Vec<Part> = Vec::new();
    let mut push = |text: &str, class: Option<Class>| {
        // Neither blanks nor the end of a line have a colour.
        let shown = text.trim_end_matches('\n').len();
        for (length, class) in
            [(shown, class.filter(|_| !text.trim().is_empty())), (text.len() - shown, None)]
        {
            match parts.last_mut() {
                _ if length == 0 => {}
                Some((before, last)) if *last == class => *before += length,
                _ => parts.push((length, class)),
            }
        }
    };
    for line in syntect::util::LinesWithEndings::from(code) {
        let mut at = 0;
        for (place, operation) in state.parse_line(line, &SYNTAXES).ok()? {
            push(&line[at..place], class_of(&stack));
            stack.apply(&operation).ok()?;
            at = place;
        }
        push(&line[at..], class_of(&stack));
    }
    Some(parts)
}

/// The class of what stands in these scopes: the innermost that has a word on it decides.
fn class_of(stack: &ScopeStack) -> Option<Class> {
    static KEYS: LazyLock<Option<Scope>> = LazyLock::new(|| Scope::new(KEY).ok());
    let scopes = stack.as_slice();
    let class = scopes.iter().rev().find_map(|scope| class_of_scope(*scope)).flatten();
    let is_key = || KEYS.is_some_and(|key| scopes.iter().any(|scope| key.is_prefix_of(*scope)));
    if class == Some(Class::String) && is_key() { Some(Class::Attribute) } else { class }
}

/// What a scope says of the class of what is in it, if anything.
fn class_of_scope(scope: Scope) -> Option<Option<Class>> {
    static RULES: OnceLock<HashMap<Scope, Option<Class>>> = OnceLock::new();
    let rules = RULES.get_or_init(|| {
        SCOPES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect()
    });
    let fitting = rules.iter().filter(|(rule, _)| rule.is_prefix_of(scope));
    fitting.max_by_key(|(rule, _)| rule.len()).map(|(_, class)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(language: &str, code: &str) -> String {
        let html = html(language, code, |out, text| out.push_str(text)).unwrap_or_else(|| code.to_owned());
        assert!(html.len() <= code.len() * GROWTH, "{html}");
        let marked = html.replace("<span class=", "[").replace("</span>", "]");
        let plain = Class::ALL
            .iter()
            .fold(html, |html, class| html.replace(&format!("<span class={}>", class.letter()), ""));
        assert_eq!(plain.replace("</span>", ""), code);
        Class::ALL.iter().fold(marked, |html, class| {
            let letter = class.letter();
            html.replace(&format!("[{letter}>"), &format!("[{letter}:"))
        })
    }

    /// Code in a language with the class of each part before it, in brackets.
    #[test]
    fn code_has_the_colours_of_its_language() {
        let cases = [
            (
                "typescript",
                "interface Pair<T> { first: T } // two of them",
                "[k:interface] [t:Pair]<[t:T]> { first: [t:T] } [c:// two of them]",
            ),
            (
                "jsx",
                "export const Name = () => <b className=\"x\">me</b>;",
                "[k:export] [k:const] [f:Name] = () [k:=>] <[g:b] className=[s:\"x\"]>me</[g:b]>;",
            ),
            (
                "kotlin",
                "fun half(whole: Int): Int { return whole / 2 }",
                "[k:fun] [f:half](whole: [k:Int]): [k:Int] { [k:return] whole / [n:2] }",
            ),
            (
                "swift",
                "func half(_ whole: Int) -> Int { return whole / 2 }",
                "[k:func] [f:half](_ whole: [t:Int]) -> [t:Int] { [k:return] whole / [n:2] }",
            ),
            (
                "Dockerfile",
                "FROM debian:12 AS base\n# nothing else is needed here\n",
                "[k:FROM] debian:12 [k:AS] base\n[c:# nothing else is needed here]\n",
            ),
            (
                "yaml",
                "name: \"mill\" # of decks\nturns: true",
                "[a:name]: [s:\"mill\"] [c:# of decks]\n[a:turns]: [l:true]",
            ),
            (
                "toml",
                "[package]\nname = \"mill\" # of decks",
                "[[g:package]]\n[a:name] = [s:\"mill\"] [c:# of decks]",
            ),
            (
                "hcl",
                "resource \"disk\" \"large\" {\n  count = 2 # for now\n}",
                "[k:resource] [s:\"disk\"] [s:\"large\"] {\n  count = [n:2] [c:# for now]\n}",
            ),
            (
                "python",
                "@cached\ndef half(whole):\n    \"\"\"Halves it.\"\"\"\n    return whole // 2",
                "[m:@cached]\n[k:def] [f:half](whole):\n    [c:\"\"\"Halves it.\"\"\"]\n    [k:return] whole // [n:2]",
            ),
            (
                "json",
                "{\"name\": \"mill\", \"turns\": null}",
                "{[a:\"name\"]: [s:\"mill\"], [a:\"turns\"]: [l:null]}",
            ),
            ("py", "x = 1", "x = 1"),
        ];
        for (language, code, expected) in cases {
            assert_eq!(shown(language, code), expected, "{language}");
        }
    }

    #[test]
    fn what_is_no_language_is_left_alone() {
        for language in ["", "text", "plaintext", "nothing-we-know", "{.line-numbers}"] {
            assert_eq!(
                html(language, "if x == 1 { return }", |out, text| out.push_str(text)),
                None,
                "{language}"
            );
        }
        let long = "let x = 1;\n".repeat(3000);
        assert_eq!(html("rust", &long, |out, text| out.push_str(text)), None);
    }
}
