//! What an Anki package of 100,000 cards costs, beside what it can't cost less than. All in one run:
//! reading the page alone; the floor, which is the same rows straight into SQLite and the same
//! compressor; the whole program as it is started by a user.
//!
//! `cargo bench --bench package` prints a table, with processor seconds as the best of three runs. To
//! compare with another program that makes a package of the same page, name it:
//! `DECKMILL_RIVAL="python3 rival.py" cargo bench --bench package` starts it with the page and a path for
//! the package. `DECKMILL_CARDS` is another number of cards, and `DECKMILL_PAGE` a page of your own.
//!
//! It fails where the program takes so much more than it should that no busy machine explains it.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "this prints and measures"
)]

#[cfg(unix)]
fn main() {
    measured::main();
}

#[cfg(not(unix))]
fn main() {
    println!("this bench asks the system what processes cost, as Unix tells it");
}

#[cfg(unix)]
mod floor;
#[cfg(unix)]
mod measured;
#[cfg(unix)]
mod page;
