//! The one test binary: each trial has a name of its own, and one that can't run shows as ignored.

mod engine;

fn main() -> std::process::ExitCode {
    let arguments = libtest_mimic::Arguments::from_args();
    libtest_mimic::run(&arguments, engine::trials()).exit_code()
}
