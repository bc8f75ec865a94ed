//! Temporary files in folders of users. Who stops the program (Ctrl-C, a pipeline that is cancelled) finds none
//! of them; where a system knows no such signals, or the program is killed, they stay.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

/// Those of this run.
static ALL: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A temporary file, which is removed as well when the program is stopped. It is none any more when this is
/// dropped.
#[derive(Debug)]
pub struct Leftover(PathBuf);

impl Leftover {
    /// Makes a temporary file.
    pub fn make(file: impl FnOnce() -> io::Result<NamedTempFile>) -> io::Result<(NamedTempFile, Leftover)> {
        #[cfg(unix)]
        stopping::begin();
        // Held meanwhile: no file is made while the others are removed.
        let mut all = lock();
        let file = file()?;
        let path = file.path().to_owned();
        all.insert(path.clone());
        Ok((file, Leftover(path)))
    }
}

impl Drop for Leftover {
    fn drop(&mut self) {
        lock().remove(&self.0);
    }
}

fn lock() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    ALL.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
mod stopping {
    use std::sync::Once;
    use std::{fs, thread};

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    /// Waits for whoever stops the program. SIGHUP is not heard: `nohup` would be of no use.
    pub fn begin() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            // Without it the program ends as it would have.
            if let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) {
                thread::spawn(move || signals.forever().for_each(end));
            }
        });
    }

    /// Ends the program as the signal would have.
    fn end(signal: i32) {
        let all = super::lock();
        for path in all.iter() {
            let _ = fs::remove_file(path);
        }
        let _ = emulate_default_handler(signal);
    }
}
