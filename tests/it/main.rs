//! The one test binary; each case is a test with a name of its own.
//!
//! To add a kind of test: a module with a `trials()`, and its two lines here.

mod cli;

use libtest_mimic::Arguments;

fn main() {
    libtest_mimic::run(&Arguments::from_args(), cli::trials()).exit();
}
