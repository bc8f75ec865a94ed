//! Levels on a scale: "3/5", "2 of 3", "★★☆".
//!
//! The lower third of a scale is for beginners, the upper one advanced. Stars without hollow ones
//! beside them, and numbers without a total, say nothing: nobody knows how many there could be.

use crate::model::Level;

/// Signs that are filled, and signs that are not.
const FILLED: [char; 7] = ['★', '⭐', '🌟', '●', '⬤', '■', '◆'];
const HOLLOW: [char; 5] = ['☆', '✩', '○', '□', '◇'];

/// The level that a place on a scale stands for.
pub fn of_scale(text: &str) -> Option<Level> {
    place(drawn(text).or_else(|| counted(text))?)
}

/// The same, where the scale is drawn with filled and hollow signs.
pub fn of_drawn(text: &str) -> Option<Level> {
    place(drawn(text)?)
}

/// The level of a place on a scale, and how many places there are.
fn place((value, total): (usize, usize)) -> Option<Level> {
    let fits = (3..=10).contains(&total) && (1..=total).contains(&value);
    // The middle of the step, in parts of the whole scale.
    let third = (2 * value).saturating_sub(1) * 3 / (2 * total);
    fits.then(|| Level::ALL[third.min(2)])
}

/// How many signs are filled, and how many there are.
fn drawn(text: &str) -> Option<(usize, usize)> {
    let is_gap = |c: char| c.is_whitespace() || "\u{FE0F}\u{200D}*_".contains(c);
    let mut signs = text.chars().filter(|c| !is_gap(*c));
    if !signs.clone().next().is_some_and(|first| FILLED.contains(&first)) {
        return None;
    }
    let signs: Vec<char> = signs.by_ref().collect();
    let filled = signs.iter().take_while(|c| FILLED.contains(c)).count();
    let hollow = signs[filled..].iter().take_while(|c| HOLLOW.contains(c)).count();
    (filled > 0 && hollow > 0 && filled + hollow == signs.len()).then_some((filled, signs.len()))
}

/// A number and its total: "3/5", "3 of 5".
fn counted(text: &str) -> Option<(usize, usize)> {
    let text = text.trim().trim_matches(['*', '_', '`', '(', ')', '[', ']']).trim();
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let between = ["/", " of ", " out of ", " из ", " von ", " de ", " sur ", " su ", " / "];
    let (value, total) = between.iter().find_map(|sign| text.split_once(sign))?;
    Some((value.trim().parse().ok()?, total.trim().parse().ok()?))
}
