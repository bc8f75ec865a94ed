//! Work in two threads, with the same outcome as in one.

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What the work gives for each of `count` numbers from 0, in their order. A long one is done in two threads;
/// whatever is short takes less time than to begin a thread.
pub fn each<T: Send>(count: usize, is_long: bool, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    if !is_long {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let some = || {
        let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        numbers.take_while(|number| *number < count).map(|number| (number, work(number))).collect::<Vec<_>>()
    };
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let other = scope.spawn(some);
        let mut done = some();
        done.extend(other.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        done
    });
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, one)| one).collect()
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
