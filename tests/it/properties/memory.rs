//! Laws of memory: what is remembered comes back, what did not change stays as it is, and no lock,
//! whatever is in it, breaks anything.

use deckmill::diagnostic::Diagnostics;
use deckmill::memory::{self, Memory, PageOf, Recalled, Scope, Time};
use deckmill::model::Origin;
use deckmill::{Deck, export};
use libtest_mimic::Trial;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{compare, law};
use crate::generate;

pub fn trials() -> Vec<Trial> {
    vec![
        law("a_lock_reads_back", generate::deck, a_lock_reads_back),
        law("what_a_lock_remembers_is_unchanged", generate::deck, lock_is_memory),
        law("what_a_package_remembers_is_unchanged", generate::deck, package_is_memory),
        law("a_lock_has_no_order", shuffled, a_lock_has_no_order),
        law("no_lock_breaks_anything", broken, no_lock_breaks_anything),
    ]
}

fn recall(deck: &mut Deck, memory: &Memory, now: i64) -> Recalled {
    let page = PageOf { name: "page.md".to_owned(), deck };
    memory::recall(vec![page], memory, &Scope { is_whole: true, ..Scope::default() }, Time { now })
}

/// A deck as it is after its first build, with the lock.
fn built(mut deck: Deck) -> (Deck, String) {
    deck.cards.iter_mut().for_each(|card| card.origin = Origin::new("page.md", 1, 1));
    let recalled = recall(&mut deck, &Memory::default(), 1000);
    (deck, memory::write_lock(&recalled.memory))
}

fn read(lock: &str) -> Result<Memory, String> {
    memory::read_lock(lock, &mut Diagnostics::default()).map_err(|error| error.to_string())
}

fn a_lock_reads_back(deck: Deck) -> Result<(), String> {
    let (_, lock) = built(deck);
    compare("the lock", &lock, &memory::write_lock(&read(&lock)?))
}

/// Nothing is new, changed or gone in a deck that is built again.
fn is_unchanged(deck: &Deck, memory: &Memory) -> Result<Recalled, String> {
    let mut again = deck.clone();
    again.cards.iter_mut().for_each(|card| card.id = "another".into());
    let recalled = recall(&mut again, memory, 2000);
    compare("unchanged", &deck.cards.len(), &recalled.tally.unchanged)?;
    compare("retired", &0, &recalled.tally.retired)?;
    compare("decisions", &0, &recalled.decisions.len())?;
    compare("ids", &ids(deck), &ids(&again))?;
    Ok(recalled)
}

fn ids(deck: &Deck) -> Vec<(String, Option<i64>)> {
    deck.cards.iter().map(|card| (card.id.to_string(), card.modified)).collect()
}

fn lock_is_memory(deck: Deck) -> Result<(), String> {
    let (deck, lock) = built(deck);
    let recalled = is_unchanged(&deck, &read(&lock)?)?;
    compare("the lock", &lock, &memory::write_lock(&recalled.memory))
}

fn package_is_memory(deck: Deck) -> Result<(), String> {
    let (deck, _) = built(deck);
    let package = export::to_bytes("anki", &deck).map_err(|error| error.to_string())?;
    let memory = memory::of_package(&package).map_err(|error| error.to_string())?;
    is_unchanged(&deck, &memory).map(|_| ()).map_err(|why| format!("{why}\n{memory:#?}"))
}

/// A deck, and an order for the lines of its lock.
fn shuffled() -> impl Strategy<Value = (Deck, Deck, u64)> {
    (generate::deck(), generate::deck(), any::<u64>())
}

/// Two branches whose lines are put together in any order make one memory.
fn a_lock_has_no_order((one, two, order): (Deck, Deck, u64)) -> Result<(), String> {
    let (mut one, mut two) = (built(one), built(two));
    // Cards that both have, with what each says of them.
    for (a, b) in one.0.cards.iter().zip(&mut two.0.cards) {
        two.1 = two.1.replace(&*b.id, &a.id);
    }
    one.1.push_str(&two.1);
    let mut lines: Vec<&str> = one.1.lines().collect();
    let sorted = read(&lines.join("\n"))?;
    let key = |line: &&str| {
        let bytes = line.bytes().map(u64::from);
        bytes.fold(order, |key, byte| key.wrapping_mul(0x0100_0000_01b3).wrapping_add(byte))
    };
    lines.sort_by_key(key);
    compare("the memory", &sorted, &read(&lines.join("\n"))?)
}

/// A deck, and what happens to its lock: at a share of its length, some bytes go and others come.
fn broken() -> impl Strategy<Value = (Deck, Vec<(f64, usize, String)>)> {
    let change =
        (0.0..1.0, 0usize..40, "[\\PC\n]{0,12}|\"guid\":\"\"|9223372036854775807|<<<<<<<|\n|\\{|\\}|null");
    (generate::deck(), vec(change, 1..6))
}

fn no_lock_breaks_anything((deck, changes): (Deck, Vec<(f64, usize, String)>)) -> Result<(), String> {
    let (mut deck, mut lock) = built(deck);
    for (share, length, text) in changes {
        let mut from = (lock.len() as f64 * share) as usize;
        let mut to = (from + length).min(lock.len());
        while !lock.is_char_boundary(from) {
            from -= 1;
        }
        while !lock.is_char_boundary(to) {
            to += 1;
        }
        lock.replace_range(from..to, &text);
    }
    // Whether it can be read is not the question; what can be read serves as memory.
    if let Ok(memory) = read(&lock) {
        let recalled = recall(&mut deck, &memory, 3000);
        compare("the lock", &recalled.memory, &read(&memory::write_lock(&recalled.memory))?)?;
    }
    Ok(())
}
