//! Dumps of web pages, as terminal browsers write them: links are marked `[12]`, and a list of their
//! addresses stands at the end.

use crate::inline;
use crate::model::{Block, Inline};
use crate::render::text;

/// Where the list of addresses begins, if the text is such a dump.
pub fn references(text: &str) -> Option<usize> {
    // Searching from the end takes its time, and most texts have no such list.
    if !text.contains("References\n") {
        return None;
    }
    let at = ["\nReferences\n", "\n   References\n"].iter().filter_map(|title| text.rfind(title)).max()?;
    let lines: Vec<&str> =
        text[at..].lines().map(str::trim).skip(2).filter(|line| !line.is_empty()).collect();
    let is_address = |line: &&&str| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < line.len() && rest.strip_prefix(". ").is_some_and(|address| address.contains(':'))
    };
    let count = lines.iter().filter(is_address).count();
    // Those under this title have no mark, as nothing shows them.
    let hidden = lines.iter().position(|line| line.trim_end_matches(':') == "Hidden links");
    let shown = lines[..hidden.unwrap_or(lines.len())].iter().filter(is_address).count();
    let marks = text[..at].matches('[').count();
    // Addresses may be wrapped, and there may be headings over parts of the list.
    (count >= 5 && count * 2 >= lines.len() && marks >= shown).then_some(at + 1)
}

/// Whether a block is the line of links that the page's head has.
pub fn is_head(block: &Block) -> bool {
    text::blocks(std::slice::from_ref(block)).starts_with("#[")
}

/// Takes the marks of links off, and the signs by which headings link to themselves.
pub fn without_marks(blocks: &mut [Block]) {
    inline::each_line(blocks, &mut |line| {
        for one in line {
            if let Inline::Text(text) = one {
                *text = strip(text).trim_end_matches('¶').into();
            }
        }
    });
}

fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        out.push_str(&rest[..at]);
        let end = at + 1 + digits;
        // A number in brackets behind a word is text: the marks stand before what they mark.
        let is_mark = !out.ends_with(char::is_alphanumeric) || rest[end..].starts_with("]¶");
        if digits > 0 && rest[end..].starts_with(']') && is_mark {
            rest = &rest[end + 1..];
        } else {
            out.push_str(&rest[at..end]);
            rest = &rest[end..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::strip;

    #[test]
    fn marks_go_and_text_stays() {
        let cases = [
            ("[12]Why so?[13]¶", "Why so?¶"),
            ("[1]Which[2]¶", "Which¶"),
            ("see [3]there, a[1]", "see there, a[1]"),
            ("[x] [1", "[x] [1"),
        ];
        for (text, wanted) in cases {
            assert_eq!(strip(text), wanted);
        }
    }
}
