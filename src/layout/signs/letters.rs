//! What texts are compared by: their letters and digits in lower case, and nothing between them.

/// The letters and digits of a text, in lower case.
pub fn of(text: &str) -> String {
    first(text, usize::MAX)
}

/// The same, `most` of them at most.
pub fn first(text: &str, most: usize) -> String {
    // Room for all of them at once: there is a text for each line of a page.
    let mut letters = String::with_capacity(text.len().min(most));
    if text.is_ascii() {
        let lower = |byte: u8| char::from(byte.to_ascii_lowercase());
        letters.extend(text.bytes().filter(u8::is_ascii_alphanumeric).take(most).map(lower));
    } else {
        letters.extend(text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(most));
    }
    letters
}

/// A text without its first `count` characters.
pub fn behind(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or("", |(at, _)| &text[at..])
}
