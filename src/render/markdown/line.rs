//! Lines of text as Markdown, for `mod.rs`: signs where they are sure to be read, backslashes only
//! where a character would be taken for a sign.

use std::fmt::Write;

use crate::bytes;
use crate::emphasis;
use crate::model::Inline;

/// Where a line of inlines stands, which decides what must be escaped in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In a paragraph: it may have several lines.
    Paragraph,
    /// In a heading: one line, and `#` at its end would vanish.
    Heading,
    /// In a cell of a table: one line, and `|` would end it.
    Cell,
    /// Anywhere, among text of others: one line that is literal in a paragraph, a heading, a cell and a link.
    Anywhere,
}

/// Inlines as Markdown.
pub fn write(content: &[Inline], place: Place) -> String {
    let mut writer = Writer {
        out: String::new(),
        place,
        at_start: matches!(place, Place::Paragraph | Place::Anywhere),
        in_link: false,
        open: Vec::new(),
    };
    writer.inlines(content);
    writer.out
}

/// Whether dollar signs can hold TeX: nothing in it ends them early or means something else.
pub fn is_tex(tex: &str) -> bool {
    tex == tex.trim() && !tex.is_empty() && !tex.contains(['$', '`']) && !has_tag(tex) && is_balanced(tex)
}

/// Whether something in it looks like a tag, which other readers of Markdown take before mathematics.
fn has_tag(tex: &str) -> bool {
    tex.match_indices('<').any(|(at, _)| tex[at + 1..].starts_with(opens_tag))
}

fn opens_tag(c: char) -> bool {
    c.is_ascii_alphabetic() || "/!?".contains(c)
}

/// Whether text in angle brackets would be read as an address of mail, which may begin with many signs.
fn is_address(text: &[char]) -> bool {
    let end = text.iter().position(|c| !(c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(*c)));
    end.is_some_and(|at| at > 0 && text[at] == '@')
}

/// Whether each brace has its partner, so that the end of the mathematics is found.
fn is_balanced(tex: &str) -> bool {
    let mut depth = 0usize;
    let mut chars = tex.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '{' => depth += 1,
            '}' if depth == 0 => return false,
            '}' => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

/// TeX between the signs of a line of its own, as text in HTML.
pub fn display_math(tex: &str) -> String {
    as_entities(&format!("\\[{tex}\\]"))
}

/// Text in HTML, with nothing in it that Markdown or a line's end could touch.
fn as_entities(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let is_sign = c.is_ascii_punctuation() && !".,;:()+-=/'\"?%@^{}".contains(c);
        match is_sign || c == '\n' || c == '\t' {
            true => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            false => out.push(c),
        }
    }
    out
}

struct Writer {
    out: String,
    place: Place,
    /// Whether a sign here would be read as the beginning of a block.
    at_start: bool,
    /// Whether brackets would be taken for those of a link around.
    in_link: bool,
    /// The signs of emphasis that are open.
    open: Vec<&'static str>,
}

impl Writer {
    fn inlines(&mut self, content: &[Inline]) {
        for (at, inline) in content.iter().enumerate() {
            self.inline(inline, content.get(at + 1));
        }
    }

    fn inline(&mut self, inline: &Inline, next: Option<&Inline>) {
        match inline {
            Inline::Text(text) => self.text(text, next),
            Inline::Strong(inner) => self.marked("**", "strong", inner, next),
            Inline::Emphasis(inner) => self.marked("*", "em", inner, next),
            Inline::Strike(inner) => self.marked("~~", "del", inner, next),
            Inline::Super(inner) => self.element("sup", inner),
            Inline::Sub(inner) => self.element("sub", inner),
            Inline::Code(text) => self.code(text),
            Inline::Math(tex) => self.math(tex, next),
            Inline::Link(link) => {
                let text = |writer: &mut Self| writer.inlines(&link.content);
                self.bracketed("[", &link.target, link.title.as_deref(), text);
            }
            Inline::Image(image) => {
                let text = |writer: &mut Self| writer.text(&image.alt, None);
                self.bracketed("![", &image.target, image.title.as_deref(), text);
            }
            Inline::Break if self.place == Place::Paragraph => {
                self.out.push_str("\\\n");
                self.at_start = true;
                return;
            }
            Inline::Break => self.out.push_str("<br>"),
        }
        self.at_start = false;
    }

    /// Between signs where they are sure to be read, else as an element.
    fn marked(&mut self, sign: &'static str, name: &str, inner: &[Inline], next: Option<&Inline>) {
        let start = self.out.len();
        let before = self.out.chars().next_back();
        let runs_on = matches!(next, Some(Inline::Strong(_) | Inline::Emphasis(_) | Inline::Strike(_)))
            || matches!(before, Some('*' | '~' | '_' | '\\'));
        if !runs_on && !self.open.contains(&sign) {
            self.at_start = false;
            self.out.push_str(sign);
            self.open.push(sign);
            self.inlines(inner);
            self.open.pop();
            let (outside, inside) = self.out.split_at(start);
            let inside = &inside[sign.len()..];
            let after = match next {
                Some(Inline::Text(text)) => text,
                None if self.in_link => "]",
                _ => "",
            };
            let is_text = sign != "~~" && emphasis::is_text(outside, inside, after);
            if !is_text && is_flanked(before, inside, next, sign == "~~") {
                self.out.push_str(sign);
                return;
            }
            self.out.truncate(start);
        }
        self.element(name, inner);
    }

    fn element(&mut self, name: &str, inner: &[Inline]) {
        let _ = write!(self.out, "<{name}>");
        self.at_start = false;
        self.inlines(inner);
        let _ = write!(self.out, "</{name}>");
    }

    fn code(&mut self, text: &str) {
        // In a cell a bar needs a backslash, and one that is there already could not be told from it. A
        // backtick right before would make the fence longer.
        let is_unsure = (self.place == Place::Cell && text.contains("\\|")) || self.out.ends_with('`');
        if is_unsure || self.ends_label(text) {
            let _ = write!(self.out, "<code>{}</code>", as_entities(text));
            return;
        }
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest + 1);
        let is_blank = text.chars().all(|c| c == ' ');
        let is_wide = text.starts_with(' ') && text.ends_with(' ') && !is_blank;
        let pad = if text.starts_with('`') || text.ends_with('`') || is_wide { " " } else { "" };
        let text = if self.place == Place::Cell { text.replace('|', "\\|") } else { text.to_owned() };
        let _ = write!(self.out, "{fence}{pad}{text}{pad}{fence}");
    }

    /// Whether verbatim text would make the beginning of a link be read as the definition of one.
    fn ends_label(&self, text: &str) -> bool {
        self.in_link && self.place == Place::Paragraph && text.contains("]:")
    }

    fn math(&mut self, tex: &str, next: Option<&Inline>) {
        // Pandoc's rule, which most readers follow: no digit right behind the closing sign.
        let after = match next {
            Some(Inline::Text(text)) => !text.starts_with(char::is_alphanumeric),
            Some(Inline::Math(_)) => false,
            _ => true,
        };
        let before = self.out.chars().next_back();
        let before = before.is_none_or(|c| !c.is_alphanumeric() && c != '\\' && c != '$');
        let is_broken = tex.contains('\n') || tex.ends_with('\\');
        let fits = !is_broken && (self.place != Place::Cell || !tex.contains('|'));
        if is_tex(tex) && fits && after && before && !self.ends_label(tex) {
            let _ = write!(self.out, "${tex}$");
        } else {
            let tex = as_entities(&format!("\\({tex}\\)"));
            let _ = write!(self.out, "<span class=\"math\">{tex}</span>");
        }
    }

    /// A link or an image: text in brackets, then where it leads, and its title.
    fn bracketed(&mut self, open: &str, target: &str, title: Option<&str>, fill: impl FnOnce(&mut Writer)) {
        self.out.push_str(open);
        self.at_start = false;
        let in_link = std::mem::replace(&mut self.in_link, true);
        fill(self);
        self.in_link = in_link;
        self.out.push_str("](");
        let is_plain = |c: char| c.is_alphanumeric() || "-._~:/?#@!+,;=%&".contains(c);
        let is_bare = !target.is_empty()
            && target.chars().all(is_plain)
            && !(target.contains('&') && target.contains(';'));
        if is_bare {
            self.out.push_str(target);
        } else {
            self.out.push('<');
            self.escaped(target, "<>\\|");
            self.out.push('>');
        }
        if let Some(title) = title {
            self.out.push_str(" \"");
            self.escaped(title, "\"\\|<");
            self.out.push('"');
        }
        self.out.push(')');
    }

    fn escaped(&mut self, text: &str, signs: &str) {
        let chars: Vec<char> = text.chars().collect();
        for (at, c) in chars.iter().copied().enumerate() {
            if signs.contains(c) || (c == '&' && is_entity(&chars[at + 1..])) {
                self.out.push('\\');
            }
            self.out.push(c);
        }
    }

    /// Literal text, with a backslash before each character that would be read as a sign.
    fn text(&mut self, text: &str, next: Option<&Inline>) {
        if is_plain(text) {
            self.at_start = false;
            return self.out.push_str(text);
        }
        let chars: Vec<char> = text.chars().collect();
        let lead = self.out.chars().next_back();
        for (at, c) in chars.iter().copied().enumerate() {
            self.at_start &= at == 0;
            let around = Around { lead, before: &chars[..at], after: &chars[at + 1..], next };
            if self.is_sign(c, &around) || (self.at_start && opens_block(c, around.after)) {
                self.out.push('\\');
            }
            self.out.push(c);
        }
    }

    /// Whether a character of text would be read as a sign within its line.
    fn is_sign(&self, c: char, around: &Around) -> bool {
        let (before, next) = (around.before.last().copied().or(around.lead), around.after.first().copied());
        let is_alone = before == Some(' ') && next == Some(' ');
        match c {
            '`' | '$' => true,
            '[' | ']' | '<' | '~' | '|' if self.place == Place::Anywhere => true,
            '&' | '!' if self.place == Place::Anywhere && next.is_none() => true,
            '\\' => next.is_none_or(|c| c.is_ascii_punctuation()),
            '*' => !is_alone,
            '_' => !is_alone && !around.is_word(),
            // One alone strikes nothing out: `HEAD~2`.
            '~' => next == Some('~') || (self.out.contains('~') && before != Some(' ')),
            '[' => self.in_link || next == Some('^'),
            ']' if next.is_none() => self.in_link || matches!(around.next, Some(Inline::Link(_))),
            ']' => self.in_link || matches!(next, Some('(' | '[' | ':')),
            '!' => next.is_none() && matches!(around.next, Some(Inline::Link(_))),
            '<' if next.is_none() => matches!(around.next, Some(Inline::Image(_))),
            '<' => next.is_some_and(opens_tag) || is_address(around.after),
            '&' => is_entity(around.after),
            '|' => self.place == Place::Cell,
            '#' => {
                let ends_line = around.after.iter().all(|c| *c == '#' || *c == ' ');
                matches!(self.place, Place::Heading | Place::Anywhere)
                    && ends_line
                    && before.is_none_or(|c| c == ' ' || c == '\t')
            }
            '.' | ')' => matches!(next, None | Some(' ' | '\t')) && self.follows_number(),
            _ => false,
        }
    }

    /// Whether all that stands on this line so far is a number, as before the text of an item.
    fn follows_number(&self) -> bool {
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        let is_number = !line.is_empty() && line.len() <= 9 && line.bytes().all(|b| b.is_ascii_digit());
        matches!(self.place, Place::Paragraph | Place::Anywhere) && is_number
    }
}

/// Whether a byte may be a sign anywhere in a line: one of those in "`$\\*_~[]<&|#", or a line feed. As few
/// questions as can be are asked, so a brace, which is none, is taken for one as well.
fn may_be_sign(byte: u8) -> bool {
    let is_from = |first: u8, last: u8| byte.wrapping_sub(first) <= last - first;
    is_from(b'[', b']')
        | is_from(b'_', b'`')
        | is_from(b'|', b'~')
        | is_from(b'#', b'$')
        | (byte == b'&')
        | (byte == b'*')
        | (byte == b'<')
        | (byte == b'\n')
}

/// Whether text shows by its bytes that no character of it would be read as a sign, wherever it stands: it
/// begins with a letter, so that it begins no block and goes on with no number.
fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !text.ends_with('!')
        && !bytes::have(text.as_bytes(), may_be_sign)
}

/// Whether a character of text at the beginning of a line would be read as the sign of a block.
fn opens_block(c: char, after: &[char]) -> bool {
    let next = after.first().copied();
    let behind = |sign: char| after.iter().copied().find(|c| *c != sign);
    match c {
        '>' | ':' | '[' | '|' | '~' => true,
        '#' => matches!(behind('#'), None | Some(' ' | '\t')),
        '+' => matches!(next, None | Some(' ' | '\t')),
        '-' => matches!(next, None | Some(' ' | '\t' | '-' | '|' | ':')),
        '=' => after.iter().all(|c| matches!(c, '=' | ' ' | '\t')),
        _ => false,
    }
}

/// Whether a character is a letter or figure and no symbol made of one, as Ⓐ is: Markdown takes symbols
/// for punctuation.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '\u{2000}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// What stands around a character of text.
struct Around<'a> {
    /// The character before the text.
    lead: Option<char>,
    before: &'a [char],
    after: &'a [char],
    /// What follows the text.
    next: Option<&'a Inline>,
}

impl Around<'_> {
    /// Whether an underline, one or several, has a letter or figure at either side: `snake_case`.
    fn is_word(&self) -> bool {
        let before = self.before.iter().rev().copied().find(|c| *c != '_').or(self.lead);
        let after = self.after.iter().copied().find(|c| *c != '_');
        before.is_some_and(is_letter) && after.is_some_and(is_letter)
    }
}

/// Whether what stands behind an ampersand makes it an entity.
fn is_entity(after: &[char]) -> bool {
    let length = after.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '#').count();
    length > 0 && after.get(length) == Some(&';')
}

/// Whether signs of emphasis around a text are read as such, by what stands at either side of each.
///
/// A letter inside is enough for `*`; other characters want white space or punctuation outside.
fn is_flanked(before: Option<char>, inner: &str, next: Option<&Inline>, both: bool) -> bool {
    let is_edge = |c: char| " \n()\"'/:;,.?!-".contains(c);
    let after = match next {
        None | Some(Inline::Break) => true,
        Some(Inline::Text(text)) => text.starts_with(is_edge),
        Some(_) => false,
    };
    let opens = before.is_none_or(is_edge);
    let sure = |c: Option<char>, outside: bool| {
        c.is_some_and(|c| !c.is_whitespace() && c != '*' && c != '~' && (outside || (is_letter(c) && !both)))
    };
    sure(inner.chars().next(), opens) && sure(inner.chars().next_back(), after)
}
