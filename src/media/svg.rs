//! What may stand in a drawing (SVG). Where a card shows it, as an image, browsers run nothing in it and
//! load nothing for it; but the file lies in a learner's collection, where it can be opened in other ways,
//! so one that could do either is not packed. Nothing is cut out of a drawing: it is taken or not.

use super::Unfit;

/// Elements that run something or hold a page of their own.
#[rustfmt::skip]
const ALIVE: [&str; 11] = [
    "script", "foreignobject", "iframe", "embed", "object", "applet", "audio", "video", "canvas", "handler",
    "listener",
];

const SCRIPT: Unfit = Unfit::Alive("something that runs");
const OUTSIDE: Unfit = Unfit::Alive("an address of something outside of it");
const DECLARED: Unfit = Unfit::Alive("declarations of its own");

/// Whether a file that begins like this is a drawing.
pub fn is_drawing(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let mut rest = head.trim_start_matches('\u{FEFF}').trim_start();
    loop {
        let behind = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->")
        } else if rest.starts_with("<?") {
            rest.split_once("?>")
        } else if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
            let end = if rest.split('>').next().is_some_and(|head| head.contains('[')) { "]>" } else { ">" };
            rest.split_once(end)
        } else {
            let name = rest.strip_prefix('<').map(|tag| local(name_of(tag)));
            return name.is_some_and(|name| name == "svg");
        };
        let Some((_, behind)) = behind else { return false };
        rest = behind.trim_start();
    }
}

/// Says what is in a drawing that may not be, if anything is.
pub fn check(bytes: &[u8]) -> Result<(), Unfit> {
    let text = str::from_utf8(bytes).map_err(|_| Unfit::NotMedia)?;
    let mut rest = text;
    while let Some((_, tag)) = rest.split_once('<') {
        rest = if let Some(comment) = tag.strip_prefix("!--") {
            behind(comment, "-->")?
        } else if let Some(literal) = tag.strip_prefix("![CDATA[") {
            behind(literal, "]]>")?
        } else if let Some(declaration) = tag.strip_prefix('!') {
            let (held, behind) = declaration.split_once('>').ok_or(Unfit::NotMedia)?;
            if held.contains('[') {
                return Err(DECLARED);
            }
            behind
        } else if let Some(instruction) = tag.strip_prefix('?') {
            if instruction.to_ascii_lowercase().starts_with("xml-stylesheet") {
                return Err(OUTSIDE);
            }
            behind(instruction, "?>")?
        } else if let Some(end) = tag.strip_prefix('/') {
            behind(end, ">")?
        } else {
            element(tag)?
        };
    }
    Ok(())
}

fn behind<'a>(text: &'a str, end: &str) -> Result<&'a str, Unfit> {
    text.split_once(end).map(|(_, behind)| behind).ok_or(Unfit::NotMedia)
}

/// The name that a tag begins with.
fn name_of(tag: &str) -> &str {
    let end = tag.find(|c: char| c.is_whitespace() || "/>=".contains(c)).unwrap_or(tag.len());
    &tag[..end]
}

/// A name without the prefix of its namespace, in lower case.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase()
}

/// Looks at a start tag, and at the text of a style; gives what stands behind.
fn element(tag: &str) -> Result<&str, Unfit> {
    let name = name_of(tag);
    let mut rest = &tag[name.len()..];
    let name = local(name);
    if ALIVE.contains(&name.as_str()) {
        return Err(SCRIPT);
    }
    let is_empty = loop {
        rest = rest.trim_start();
        if let Some(behind) = rest.strip_prefix('>') {
            rest = behind;
            break false;
        }
        if let Some(behind) = rest.strip_prefix("/>") {
            rest = behind;
            break true;
        }
        let key = name_of(rest);
        let value = rest[key.len()..].trim_start().strip_prefix('=').ok_or(Unfit::NotMedia)?.trim_start();
        let quote = value.chars().next().filter(|c| "\"'".contains(*c)).ok_or(Unfit::NotMedia)?;
        let (held, behind) = value[1..].split_once(quote).ok_or(Unfit::NotMedia)?;
        attribute(&name, key, &resolved(held))?;
        rest = behind;
    };
    if name == "style" && !is_empty {
        let end = rest.find("</").ok_or(Unfit::NotMedia)?;
        style(&resolved(&rest[..end]))?;
    }
    Ok(rest)
}

fn attribute(element: &str, key: &str, value: &str) -> Result<(), Unfit> {
    let lower = value.trim().to_ascii_lowercase();
    let joined: String = lower.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let is_handler = |name: &str| {
        let rest = name.strip_prefix("on").unwrap_or_default();
        rest.len() > 1 && rest.chars().all(|c| c.is_ascii_alphabetic())
    };
    let name = local(key);
    if is_handler(&name) || joined.contains("javascript:") || joined.contains("vbscript:") {
        return Err(SCRIPT);
    }
    match name.as_str() {
        "attributename" if is_handler(&local(&lower)) || local(&lower) == "href" => Err(SCRIPT),
        "base" if key.contains(':') => Err(OUTSIDE),
        // The name of a namespace leads nowhere.
        _ if key.to_ascii_lowercase().starts_with("xmlns") => Ok(()),
        // A link is followed by a reader's hand, and not at all in an image.
        "href" if element == "a" => Ok(()),
        "href" | "src" if !is_inside(&joined) => Err(OUTSIDE),
        _ => style(value),
    }
}

/// Whether an address is one of a part of the drawing, or of a picture that it holds.
fn is_inside(address: &str) -> bool {
    let pictures =
        ["data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/gif", "data:image/webp"];
    address.is_empty() || address.starts_with('#') || pictures.iter().any(|kind| address.starts_with(kind))
}

/// Looks for addresses in styles, or in a value that may be one.
fn style(text: &str) -> Result<(), Unfit> {
    let lower = text.to_ascii_lowercase();
    // What is written with a backslash could be anything.
    let is_hidden = lower.contains('\\') && lower.contains(['(', '@']);
    if is_hidden || ["@import", "image-set(", "expression("].iter().any(|word| lower.contains(word)) {
        return Err(OUTSIDE);
    }
    let is_inside = |(at, _): (usize, &str)| {
        let address = lower[at + 4..].trim_start().trim_start_matches(['"', '\'']).trim_start();
        is_inside(address) || address.starts_with("data:")
    };
    if lower.match_indices("url(").all(is_inside) { Ok(()) } else { Err(OUTSIDE) }
}

/// A text with its character references resolved, those that hide a letter included.
fn resolved(text: &str) -> String {
    const NAMED: [(&str, char); 5] = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('&') {
        out.push_str(before);
        let reference = from.split_once(';').and_then(|(name, behind)| {
            let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => number.parse().ok(),
            });
            let named = || NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
            Some((number.and_then(char::from_u32).or_else(named)?, behind))
        });
        match reference {
            Some((c, behind)) => {
                out.push(c);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = from;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(inner: &str) -> Result<(), Unfit> {
        check(format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inner}</svg>").as_bytes())
    }

    #[test]
    fn drawings_that_only_draw_are_taken() {
        let cases = [
            "<rect fill='url(#a)' style=\"stroke: url( '#b' )\"/>",
            "<text>a &lt;script&gt; and url(x) and C:\\(x)</text>",
            "<a xlink:href=\"https://example.org\"><text>more</text></a>",
            "<use xlink:href='#a'/><image href=\"data:image/png;base64,AA==\"/>",
            "<style>@font-face { src: url(data:font/woff2;base64,AA==) } .a { fill: red }</style>",
            "<style><![CDATA[ .a > .b { fill: url(#a) } ]]></style>",
            "<!-- <script>gone</script> --><animate attributeName=\"x\" to='1'/>",
            "<metadata><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></metadata>",
        ];
        for inner in cases {
            assert_eq!(of(inner), Ok(()), "{inner}");
        }
    }

    #[test]
    fn drawings_that_could_do_more_are_not() {
        let cases = [
            ("<script>x()</script>", SCRIPT),
            ("<svg:SCRIPT href='#'/>", SCRIPT),
            ("<foreignObject><p/></foreignObject>", SCRIPT),
            ("<rect onload = 'x()'/>", SCRIPT),
            ("<a href='java&#115;cript:x()'/>", SCRIPT),
            ("<a href='java\nscript:x()'/>", SCRIPT),
            ("<set attributeName='xlink:href' to='x'/>", SCRIPT),
            ("<image href='https://example.org/a.png'/>", OUTSIDE),
            ("<image xlink:href='other.png'/>", OUTSIDE),
            ("<use href='other.svg#a'/>", OUTSIDE),
            ("<image href='data:image/svg+xml,x'/>", OUTSIDE),
            ("<rect fill='url(https://example.org/#a)'/>", OUTSIDE),
            ("<rect style='fill:&#117;rl(//example.org)'/>", OUTSIDE),
            ("<style>@import 'a.css';</style>", OUTSIDE),
            ("<style>a { fill: u\\72l(x) }</style>", OUTSIDE),
            ("<g xml:base='https://example.org/'/>", OUTSIDE),
            ("<?xml-stylesheet href='a.css'?>", OUTSIDE),
            ("<!DOCTYPE svg [<!ENTITY a 'b'>]>", DECLARED),
            ("<rect width=1/>", Unfit::NotMedia),
            ("<rect", Unfit::NotMedia),
        ];
        for (inner, why) in cases {
            assert_eq!(of(inner), Err(why), "{inner}");
        }
        assert_eq!(check(b"<svg>\xff</svg>"), Err(Unfit::NotMedia));
    }
}
