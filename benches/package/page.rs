//! The page that is measured.

use std::fmt::Write;

const PARTS: [&str; 8] = ["hopper", "millstone", "sluice", "gear", "ledger", "sack", "sieve", "wheel"];
const LOOKS: [&str; 7] = ["worn", "second", "spare", "narrow", "wet", "oak", "slow"];
const DEEDS: [&str; 5] = ["turns", "feeds", "empties", "holds back", "weighs"];
const WHEN: [&str; 5] =
    ["before the noon bell", "when the river is low", "at every third turn", "after rain", "by itself"];

/// A page of questions that all differ, with answers of two to four sentences.
pub fn text(cards: usize) -> String {
    let mut page = "The mill from A to Z\n\nEverything about one mill, asked and answered.\n\n".to_owned();
    // Any numbers do that are the same each time and look like none.
    let mut state = 7_u64;
    let mut next = |count: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % count
    };
    for number in 1..=cards {
        let level = ["beginner", "intermediate", "advanced"][next(3)];
        let (look, part, deed) = (LOOKS[next(7)], PARTS[next(8)], DEEDS[next(5)]);
        write!(page, "{number}. What {deed} the {look} {part} (entry {number})?\n\n{level}\n\n").unwrap();
        for sentence in 0..2 + next(3) {
            let space = if sentence == 0 { "" } else { " " };
            let (one, other) = (PARTS[next(8)], PARTS[next(8)]);
            let (look, other_look) = (LOOKS[next(7)], LOOKS[next(7)]);
            let (deed, when) = (DEEDS[next(5)], WHEN[next(5)]);
            write!(page, "{space}The {look} {one} {deed} the {other_look} {other} {when}.").unwrap();
        }
        page.push_str("\n\n");
    }
    page
}
