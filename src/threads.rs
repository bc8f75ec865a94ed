//! Work on many things in as many threads as the machine has cores; the outcomes are in the order of the
//! things, whoever was quicker.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{iter, panic, thread};

/// How many things are worked on before their outcomes are taken: enough that no core waits for long, and so
/// few that their outcomes don't fill the memory.
pub const ROUND: usize = 64;

/// What the work gives for each thing.
pub fn map<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(things.len());
    if cores < 2 {
        return things.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let some = || {
        let indexes = iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)));
        let mine = indexes.map_while(|index| Some((index, work(things.get(index)?))));
        mine.collect::<Vec<_>>()
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(some)).collect();
        let join = |thread: thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
        };
        threads.into_iter().flat_map(join).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_in_order() {
        let things: Vec<usize> = (0..1000).collect();
        let squares: Vec<usize> = things.iter().map(|number| number * number).collect();
        assert_eq!(map(&things, |number| number * number), squares);
        assert!(map(&[], |number: &usize| *number).is_empty());
    }
}
