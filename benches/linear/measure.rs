//! How long pages take to read. Shared by the bench beside it and by the tests.

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use deckmill::format::by_name;
use deckmill::read::READERS;
use deckmill::{ReadOptions, Source};

use super::pages::{Page, pages};

/// How often a page is measured at least that seems to take longer: others use the machine too.
const TRIES: usize = 5;

/// For how long it is measured at least then, so that short times are measured more often.
const LEAST: Duration = Duration::from_secs(2);

/// How many questions the page has that is read between.
const OTHER: usize = 2000;

/// More bytes than the processor's caches have.
const CACHES: usize = 1 << 26;

/// How many times the bytes of a page reading it takes, at least.
const MEMORY: usize = 8;

/// The bytes of a page of memory.
const MEMORY_PAGE: usize = 4096;

/// The best times of a page and of a tenth of it.
pub struct Times {
    /// The bytes of the page.
    pub bytes: usize,
    /// How long a tenth of it takes.
    pub tenth: Duration,
    /// How long all of it takes.
    pub whole: Duration,
}

impl Times {
    /// How many times longer the page takes than its tenth.
    pub fn ratio(&self) -> f64 {
        self.whole.as_secs_f64() / self.tenth.as_secs_f64()
    }
}

/// Measures a page of a size, until it takes at most so many times as long as a tenth of it, or has been
/// tried often enough.
///
/// Ten tenths are read in a row and kept, so that what memory costs is in both. Before each, untimed, another
/// page is read and the caches are filled: a processor that reads a short page again and again knows it by
/// heart, its branches as well as its bytes, as it can never know a long one. The memory that it will need is
/// touched: a virtual machine gives what is free back to its host, and getting it again is no work on a page.
pub fn measure(page: &Page, size: usize, most: f64) -> Times {
    let (small, large) = (source(page, size / 10), source(page, size));
    let mut times = Times { bytes: large.bytes.len(), tenth: Duration::MAX, whole: Duration::MAX };
    let other = pages().next().map(|page| (page, source(page, OTHER)));
    let mut bytes = vec![0_u8; CACHES];
    let mut read_anew = |source: &Source| {
        other.iter().for_each(|(page, source)| drop(read(page, source)));
        bytes.iter_mut().for_each(|byte| *byte = byte.wrapping_add(1));
        black_box(&bytes);
        touch(MEMORY * source.bytes.len());
        read(page, source)
    };
    let (begin, mut tries) = (busy(), 0);
    while tries < TRIES || busy() - begin < LEAST {
        tries += 1;
        let tenths: Vec<_> = (0..10).map(|_| read_anew(&small)).collect();
        times.tenth = times.tenth.min(tenths.iter().map(|(time, _)| *time).sum::<Duration>() / 10);
        drop(tenths);
        times.whole = times.whole.min(read_anew(&large).0);
        if times.ratio() <= most {
            break;
        }
    }
    times
}

/// Touches so many bytes of memory, and lets go of them.
fn touch(bytes: usize) {
    let mut memory = vec![0_u8; bytes];
    memory.iter_mut().step_by(MEMORY_PAGE).for_each(|byte| *byte = 1);
    black_box(&memory);
}

/// A page of a size.
pub fn source(page: &Page, size: usize) -> Source {
    Source::new("page", (page.make)(size))
}

/// Reads a page: how long that takes, and what is found, by the layout that it is made for.
pub fn read(page: &Page, source: &Source) -> (Duration, deckmill::page::Page) {
    let options = ReadOptions { from: by_name(READERS, page.reader), ..ReadOptions::default() };
    let start = busy();
    let read = deckmill::read(source, &options);
    let time = busy() - start;
    let best = read.account.verdicts.first().map(|verdict| verdict.layout);
    assert!(page.layout.is_none() || page.layout == best, "{} as {}: {best:?}", page.name, page.reader);
    (time, read)
}

/// How long this thread has been working, where the system tells; else how long ago this was first
/// asked. Time in which others had the processor says nothing about the page.
fn busy() -> Duration {
    static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
    // The system brings its count up to date when a thread lets others go first.
    std::thread::yield_now();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| FIRST.elapsed(), Duration::from_nanos)
}
