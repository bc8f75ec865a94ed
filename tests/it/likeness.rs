//! How well reworded cards are known again, on pairs of cards by hand (`tests/identity/pairs.jsonl`).
//!
//! The table is `docs/rewordings.md`; `RULES=overwrite cargo test --test it likeness` writes it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use deckmill::memory::{Features, Likeness, THRESHOLD};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("likeness::the_table_is_current", table_is_current),
        Trial::test("likeness::the_threshold_parts_the_pairs", threshold_parts),
    ]
}

/// The thresholds of the table.
const THRESHOLDS: [f64; 7] = [0.5, 0.6, 0.7, 0.74, THRESHOLD, 0.82, 0.9];

/// Whether the pair is one card, how far apart the two are, and its score without common neighbours
/// and with two.
type Scored = (bool, u64, [f64; 2]);

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn scored() -> Result<Vec<Scored>, Failed> {
    let pairs = fs::read_to_string(file("tests/identity/pairs.jsonl"))?;
    let features = |card: &Value| {
        Features::of(
            card["question"].as_str().unwrap_or_default(),
            card["answer"].as_str().unwrap_or_default(),
        )
    };
    pairs
        .lines()
        .map(|line| {
            let pair: Value = serde_json::from_str(line)?;
            let (old, new) = (features(&pair["old"]), features(&pair["new"]));
            let score = |neighbours: f64| Likeness::of(&old, &new, neighbours).score();
            let distance = pair["distance"].as_u64().ok_or("a pair without a distance")?;
            Ok((pair["kind"] == "same", distance, [score(0.0), score(1.0)]))
        })
        .collect()
}

fn table() -> Result<String, Failed> {
    let pairs = scored()?;
    let (same, different) =
        (pairs.iter().filter(|pair| pair.0).count(), pairs.iter().filter(|pair| !pair.0).count());
    let mut out = format!(
        "# Reworded cards\n\n\
         A card whose question was reworded is known again by what it has in common with the card that is\n\
         remembered: {:.0} % of the score is the answer where it says enough, the rest the question, and two\n\
         common neighbours add {:.2}. From {THRESHOLD} on the two are taken for one card, which is always said.\n\n\
         The threshold was found on {} pairs of cards, written by hand: {same} are one card that was reworded,\n\
         {different} are two cards that look alike. The distance says how far apart the two are, from a comma\n\
         (1) to what only a person sees (6); for two cards, from a single word that changes the sense (1) to\n\
         another subject (6). Each cell counts the pairs that are taken for one card. This page is made of\n\
         `tests/identity/pairs.jsonl`; a test keeps it current.\n",
        90.0,
        0.05,
        pairs.len()
    );
    for (neighbours, title) in ["No common neighbours", "Both neighbours in common"].iter().enumerate() {
        let _ = write!(out, "\n## {title}\n\n| | pairs |");
        THRESHOLDS.iter().for_each(|threshold| out.push_str(&format!(" {threshold} |")));
        out.push_str("\n|---|---|");
        THRESHOLDS.iter().for_each(|_| out.push_str("---|"));
        for (is_same, what) in [(true, "one card, distance"), (false, "two cards, distance")] {
            let mut rows: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
            for (_, distance, scores) in pairs.iter().filter(|pair| pair.0 == is_same) {
                rows.entry(*distance).or_default().push(scores[neighbours]);
            }
            for (distance, scores) in rows {
                let _ = write!(out, "\n| {what} {distance} | {} |", scores.len());
                for threshold in THRESHOLDS {
                    let _ = write!(out, " {} |", scores.iter().filter(|score| **score >= threshold).count());
                }
            }
        }
        out.push('\n');
    }
    Ok(out)
}

fn table_is_current() -> Result<(), Failed> {
    let path = file("docs/rewordings.md");
    let table = table()?;
    if std::env::var("RULES").is_ok_and(|value| value == "overwrite") {
        fs::write(&path, &table)?;
    }
    match fs::read_to_string(&path)? == table {
        true => Ok(()),
        false => {
            Err("docs/rewordings.md is out of date: RULES=overwrite cargo test --test it likeness".into())
        }
    }
}

/// What the table is for: at least 300 pairs; of cards that keep their answer nearly all are known
/// again, of cards that are two hardly any are taken for one.
fn threshold_parts() -> Result<(), Failed> {
    let pairs = scored()?;
    let share = |is_same: bool, distances: std::ops::RangeInclusive<u64>| {
        let of: Vec<bool> = pairs
            .iter()
            .filter(|(same, distance, _)| *same == is_same && distances.contains(distance))
            .map(|(_, _, scores)| scores[0] >= THRESHOLD)
            .collect();
        of.iter().filter(|is_taken| **is_taken).count() as f64 / of.len() as f64
    };
    assert!(pairs.len() >= 300, "there are {} pairs only", pairs.len());
    assert!(share(true, 1..=3) >= 0.97, "reworded: {}", share(true, 1..=3));
    assert!(share(true, 4..=4) >= 0.7, "rewritten, answer kept: {}", share(true, 4..=4));
    assert!(share(false, 1..=1) <= 0.04, "a word changes the sense: {}", share(false, 1..=1));
    assert!(share(false, 2..=6) == 0.0, "two cards: {}", share(false, 2..=6));
    Ok(())
}
