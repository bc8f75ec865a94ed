//! How long this thread has been working. Shared by the bench beside it and by the tests.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// How long this thread has been working, where the system tells; else how long ago this was first
/// asked. Time in which others had the processor says nothing about the page.
pub fn busy() -> Duration {
    static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
    // The system brings its count up to date when a thread lets others go first.
    std::thread::yield_now();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| FIRST.elapsed(), Duration::from_nanos)
}
