//! Where the memory of a run comes from and goes to: `deckmill.lock`, a package given with
//! `--previous`, or the package that is about to be replaced.
//!
//! What a memory does to cards is the library's `memory`; this knows files and what the user asked for.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::Result;
use deckmill::Deck;
use deckmill::diagnostic::Diagnostics;
use deckmill::memory::{self, Adoption, LockError, Memory, PageOf, Recalled, Scope, Time};

use crate::cli::{Remembering, Retired};
use crate::failure::Failure;
use crate::files::{self, Draft, Target};
use crate::outputs::Output;
use crate::report::{Place, Report};

/// What a run remembers, and how it was asked to.
pub struct Remember {
    /// The lock, where there is to be one.
    lock: Option<Lock>,
    /// Packages that serve as memory.
    previous: Option<Memory>,
    /// Whether packages that are about to be replaced don't.
    is_fresh: bool,
    ships_retired: bool,
    /// The time that was asked for.
    epoch: Option<i64>,
    time: Time,
}

/// A lock as it is on the disk.
struct Lock {
    path: PathBuf,
    text: String,
    exists: bool,
    memory: Memory,
    is_locked: bool,
}

impl Remember {
    /// Reads what is remembered: `lock`, and the packages that were named.
    pub fn open(asked: &Remembering, lock: Option<&Path>, report: &mut Report) -> Result<Remember> {
        let epoch = files::epoch()?;
        let mut previous = None;
        for path in packages(&asked.previous)? {
            previous.get_or_insert_with(Memory::default).merge(package(&path)?);
        }
        let lock = lock.map(|path| Lock::open(path, asked, report)).transpose()?;
        Ok(Remember {
            lock,
            previous,
            is_fresh: asked.fresh,
            ships_retired: asked.retired == Retired::Ship,
            epoch,
            time: Time { now: epoch.unwrap_or_else(files::now) },
        })
    }

    /// Remembers nothing.
    pub fn nothing() -> Result<Remember> {
        let epoch = files::epoch()?;
        let time = Time { now: epoch.unwrap_or_else(files::now) };
        Ok(Remember { lock: None, previous: None, is_fresh: true, ships_retired: false, epoch, time })
    }

    /// Reads a lock, and no other memory.
    pub fn lock(path: &Path, report: &mut Report) -> Result<Remember> {
        let nothing =
            Remembering { locked: false, previous: Vec::new(), fresh: false, retired: Retired::Ship };
        Remember::open(&nothing, Some(path), report)
    }

    /// Holds cards against a deck of another tool, with the lock as what is remembered.
    pub fn adopt(
        &self,
        pages: Vec<PageOf>,
        adopt: impl FnOnce(Vec<PageOf>, &Memory, Time) -> Adoption,
    ) -> Adoption {
        let nothing = Memory::default();
        adopt(pages, self.lock.as_ref().map_or(&nothing, |lock| &lock.memory), self.time)
    }

    /// Whether there is a lock, which holds for all pages and outputs of the run.
    pub fn has_lock(&self) -> bool {
        self.lock.is_some()
    }

    /// Whether packages were named that serve as memory.
    pub fn has_previous(&self) -> bool {
        self.previous.is_some()
    }

    /// The collection key that is remembered of a page.
    pub fn key(&self, page: &str) -> Option<&String> {
        let lock = self.lock.as_ref().map(|lock| &lock.memory);
        lock.into_iter().chain(&self.previous).find_map(|memory| memory.keys.get(page))
    }

    /// The names of all pages that a lock, or packages that were named, remember.
    pub fn pages(&self) -> impl Iterator<Item = &String> {
        let lock = self.lock.as_ref().map(|lock| &lock.memory);
        lock.into_iter().chain(&self.previous).flat_map(|memory| memory.keys.keys())
    }

    /// What is remembered of the cards that go to some outputs; none where nothing is.
    ///
    /// A lock that is new, or none, leaves it to the packages that were named, and these to the
    /// packages that are about to be replaced.
    fn memory<'a>(&self, outputs: impl IntoIterator<Item = &'a Output>) -> Result<Option<Memory>> {
        let known = self.lock.as_ref().filter(|lock| lock.exists).map(|lock| lock.memory.clone());
        let mut memory = match (known, &self.previous) {
            (Some(mut lock), Some(previous)) => {
                lock.merge(previous.clone());
                Some(lock)
            }
            (lock, previous) => lock.or(previous.clone()),
        };
        if memory.is_none() && !self.is_fresh {
            for output in outputs.into_iter().filter(|output| output.is_memory()) {
                memory.get_or_insert_with(Memory::default).merge(package(output.target.path())?);
            }
        }
        Ok(memory.or_else(|| self.lock.as_ref().map(|lock| lock.memory.clone())))
    }

    /// How many of some cards a package remembers that is about to be replaced, where nothing else remembers them.
    pub fn forgotten(&self, output: &Output, cards: &HashSet<Box<str>>) -> Result<usize> {
        if self.lock.is_some()
            || self.previous.is_some()
            || self.is_fresh
            || cards.is_empty()
            || !output.is_memory()
        {
            return Ok(0);
        }
        let known = package(output.target.path())?;
        Ok(known.entries.keys().filter(|id| cards.contains(id.as_str())).count())
    }

    /// Gives the cards of pages their identities and times. Without any memory they keep those that
    /// their pages give them, and none comes back.
    pub fn recall<'a>(
        &self,
        mut pages: Vec<PageOf>,
        outputs: impl IntoIterator<Item = &'a Output>,
        scope: &Scope,
    ) -> Result<Option<Recalled>> {
        let Some(memory) = self.memory(outputs)? else {
            if let Some(epoch) = self.epoch {
                pages.iter_mut().for_each(|page| memory::date(page.deck, epoch));
            }
            return Ok(None);
        };
        Ok(Some(memory::recall(pages, &memory, scope, self.time)))
    }

    /// Leaves out the cards that have left their page, if that was asked for.
    pub fn drop_retired(&self, deck: &mut Deck) {
        if !self.ships_retired {
            deck.drop_retired();
        }
    }

    /// The lock as it is and as it is to be; none where it stays as it is.
    pub fn change(&self, recalled: &Recalled) -> Option<(&str, String)> {
        let lock = self.lock.as_ref()?;
        let text = memory::write_lock(&recalled.memory);
        (!lock.exists || text != lock.text).then_some((lock.text.as_str(), text))
    }

    /// The lock as it is to be, ready to be put in its place; none where it stays as it is.
    ///
    /// An error where it must not change, and would.
    pub fn draft(&self, recalled: &Recalled) -> Result<Option<Draft>> {
        let (Some(lock), Some((_, text))) = (&self.lock, self.change(recalled)) else { return Ok(None) };
        if lock.is_locked {
            let failure = Failure::at(
                &lock.path,
                format!("`--locked` was given, and this would change: {}", what(recalled)),
            );
            return Err(failure.help("run without `--locked`, and commit the lock").into());
        }
        Draft::new(&Target::File(lock.path.clone()), |out| Ok(out.write_all(text.as_bytes())?)).map(Some)
    }

    /// Where the memory is kept, for messages.
    pub fn place(&self) -> Option<&Path> {
        self.lock.as_ref().map(|lock| lock.path.as_path())
    }
}

/// What became of the cards, for a message.
fn what(recalled: &Recalled) -> String {
    let tally = recalled.tally;
    match tally.new + tally.changed + tally.retired {
        0 => "only in form or in the order of the cards".to_owned(),
        _ => tally.to_string(),
    }
}

impl Lock {
    fn open(path: &Path, asked: &Remembering, report: &mut Report) -> Result<Lock> {
        Target::File(path.to_owned()).check()?;
        let exists = files::exists(path) && !asked.fresh;
        if asked.locked && !exists {
            let failure = Failure::at(path, "`--locked` was given, and there is no lock yet");
            return Err(failure.help("run once without `--locked`, and commit the lock").into());
        }
        let text = if exists { files::read_text(path)? } else { String::new() };
        // As Git checks it out on Windows: it says the same.
        let text = text.replace("\r\n", "\n");
        if exists && text.trim().is_empty() {
            let failure = Failure::at(path, "the lock is empty");
            return Err(failure
                .help("take it from its last good version; without the file, the packages remember")
                .into());
        }
        let memory = lock_of(path, &text, report)?;
        Ok(Lock { path: path.to_owned(), exists, memory, is_locked: asked.locked, text })
    }
}

/// The memory that the text of a lock is; says what is to be said of it.
pub fn lock_of(path: &Path, text: &str, report: &mut Report) -> Result<Memory> {
    let mut diagnostics = Diagnostics::default();
    let memory = memory::read_lock(text, &mut diagnostics).map_err(|error| broken(path, &error))?;
    let name = path.display().to_string();
    report.findings(&Place::text(&name, text), &diagnostics, report.least())?;
    Ok(memory)
}

fn broken(path: &Path, error: &LockError) -> Failure {
    match error {
        LockError::Line { line, problem } => {
            Failure::new(format!("{}:{line}: this line is broken: {problem}", path.display()))
                .help("take the line from the last good version of the file; `--fresh` gives all memory up")
        }
        LockError::Version(_) => {
            Failure::at(path, error).help("use the deckmill that wrote it, or a newer one")
        }
        _ => Failure::at(path, error)
            .help("take the file from its last good version; `--fresh` gives all memory up"),
    }
}

/// The packages that were named, and those in folders that were named.
fn packages(named: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for path in named {
        if !files::is_folder(path) {
            all.push(path.clone());
            continue;
        }
        let is_package = |name: &str| name.to_lowercase().ends_with(".apkg");
        let found = files::find(path, &is_package, &[]).into_iter().collect::<Result<Vec<_>>>()?;
        if found.is_empty() {
            let failure = Failure::at(path, "there is no package in this folder");
            return Err(failure.help("leave `--previous` out where nothing was released yet").into());
        }
        all.extend(found.into_iter().map(|found| found.path));
    }
    Ok(all)
}

/// The memory that a package is.
fn package(path: &Path) -> Result<Memory> {
    let bytes = files::read_bytes(path)?;
    let memory = memory::of_package(&bytes).map_err(|error| {
        Failure::at(path, format!("this can't serve as memory: {error}"))
            .help("give the last good package with `--previous`, or start anew with `--fresh`")
    })?;
    Ok(memory)
}
