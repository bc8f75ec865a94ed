//! Work in two threads, with the same outcome as in one.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::{iter, panic, thread};

/// What the work gives for each of `count` numbers from 0, in their order. A long one is done in two threads,
/// one from each end; whatever is short takes less time than to begin a thread.
///
/// What this thread has let go of before is room for the first numbers alone: the most work is best there.
pub fn each<T: Send>(count: usize, is_long: bool, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    if !is_long {
        return (0..count).map(work).collect();
    }
    let rest = Mutex::new(0..count);
    let some = |next: fn(&mut Range<usize>) -> Option<usize>| {
        let numbers = iter::from_fn(|| next(&mut rest.lock().unwrap_or_else(PoisonError::into_inner)));
        numbers.map(&work).collect::<Vec<T>>()
    };
    thread::scope(|scope| {
        let other = scope.spawn(|| some(Range::next_back));
        let mut done = some(Range::next);
        let behind = other.join().unwrap_or_else(|panic| panic::resume_unwind(panic));
        done.extend(behind.into_iter().rev());
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outcome_is_in_order() {
        let squares: Vec<usize> = (0..1000).map(|number| number * number).collect();
        for is_long in [false, true] {
            assert_eq!(each(1000, is_long, |number| number * number), squares);
        }
    }
}
