//! How much room a text takes in a cell, in characters and lines. The program that opens the workbook has the
//! fonts, so this is near to the truth and no more.

/// How many characters wide the widest line of a text is.
pub fn width(text: &str) -> usize {
    text.split('\n').map(line_width).max().unwrap_or(0)
}

/// How many lines a text has where so many characters are in one. It goes on below between words, and within
/// those that are wider.
pub fn height(text: &str, room: usize) -> usize {
    let room = room.max(1);
    let mut lines = 0;
    for line in text.split('\n') {
        lines += 1;
        let mut used = 0;
        for word in line.split(' ') {
            let wide = line_width(word);
            if used > 0 && used + 1 + wide > room {
                lines += 1;
                used = 0;
            }
            used += wide + usize::from(used > 0);
            lines += used.saturating_sub(1) / room;
            used -= used.saturating_sub(1) / room * room;
        }
    }
    lines
}

fn line_width(line: &str) -> usize {
    if line.is_ascii() { line.len() } else { line.chars().map(columns).sum() }
}

/// The columns that a character takes: two for those of East Asia and for pictures.
fn columns(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}' | '\u{FE00}'..='\u{FE0F}' => 0,
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}'
        | '\u{1F300}'..='\u{1FAFF}'
        | '\u{20000}'..='\u{3FFFD}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_line_counts() {
        for (text, columns) in [("", 0), ("ab\nabc\n", 3), ("数据", 4), ("e\u{301}t", 2), ("📦 box", 6)] {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn lines_go_on_between_words_and_within_long_ones() {
        let cases = [
            ("", 1),
            ("one two", 1),
            ("one two three", 2),
            ("one\n\ntwo", 3),
            ("ten signs!", 1),
            ("eleven sign", 2),
            ("abcdefghijklmnopqrstuvwxyz", 3),
            ("a abcdefghijklmnopqrst b", 4),
            ("数据结构数据", 2),
        ];
        for (text, lines) in cases {
            assert_eq!(height(text, 10), lines, "{text}");
        }
    }
}
