//! The lines in which two texts differ, as patches show them.

use similar::TextDiff;

/// The lines that differ, with two around them; at most so many.
pub fn lines(old: &str, new: &str, most: Option<usize>) -> String {
    let text = TextDiff::from_lines(old, new).unified_diff().context_radius(2).to_string();
    let all = text.lines().count();
    match most.filter(|most| all > *most) {
        Some(most) => {
            let shown: String = text.split_inclusive('\n').take(most).collect();
            format!("{shown}({} more lines)\n", all - most)
        }
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_differences_are_cut_and_say_so() {
        let text = |word: &str| (0..100).map(|number| format!("{word} {number}\n")).collect::<String>();
        let shown = lines(&text("a"), &text("b"), Some(60));
        assert_eq!(shown.lines().count(), 61);
        assert!(shown.ends_with("(141 more lines)\n"), "{shown}");
        assert!(lines("one\ntwo\n", "one\n2\n", None).ends_with("-two\n+2\n"));
    }
}
