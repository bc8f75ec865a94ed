//! What the elements of HTML are: a table, no logic.

/// What an element does to the blocks that a page becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It begins a block of its own.
    Block,
    /// It stands in a line of text.
    Inline,
    /// It goes, with all that is in it: it would run, or take input, or show another page.
    Active,
    /// It has nothing to show.
    Silent,
}

#[rustfmt::skip]
const BLOCK: &[&str] = &[
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing", "main",
    "menu", "nav", "ol", "optgroup", "p", "plaintext", "pre", "search", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp",
];

#[rustfmt::skip]
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "blink", "br", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "image", "img", "ins", "kbd", "label", "mark", "marquee", "math", "meter", "nobr",
    "noembed", "noframes", "noscript", "output", "picture", "progress", "q", "rb", "rp", "rt", "rtc",
    "ruby", "s", "samp", "slot", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "video", "wbr",
];

#[rustfmt::skip]
const ACTIVE: &[&str] = &[
    "applet", "area", "canvas", "datalist", "embed", "frame", "iframe", "input", "keygen", "map",
    "object", "option", "param", "script", "select", "selectedcontent", "source", "style", "svg",
    "template", "textarea", "track",
];

const SILENT: &[&str] =
    &["base", "basefont", "bgsound", "col", "colgroup", "command", "head", "link", "meta", "title"];

/// Whether HTML has an element of this name, now or in its past.
pub fn is_known(name: &str) -> bool {
    [BLOCK, INLINE, ACTIVE, SILENT].iter().any(|table| table.contains(&name))
}

/// What an element does; one that HTML does not know stands in a line.
pub fn kind(name: &str) -> Kind {
    match name {
        name if BLOCK.contains(&name) => Kind::Block,
        name if ACTIVE.contains(&name) => Kind::Active,
        name if SILENT.contains(&name) => Kind::Silent,
        // The names that markdown.rs gives to its own elements can't be written in a page.
        "deckmill code" | "deckmill math block" | "deckmill footnote" => Kind::Block,
        _ => Kind::Inline,
    }
}

/// Whether elements can stand in an element of this name, and what is in it is read as markup.
pub fn nests(name: &str) -> bool {
    let is_empty = ["br", "hr", "img", "image", "wbr"].contains(&name);
    let is_raw = ["listing", "noembed", "noframes", "plaintext", "pre", "xmp"].contains(&name);
    matches!(kind(name), Kind::Block | Kind::Inline) && !is_empty && !is_raw
}
