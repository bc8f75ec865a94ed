//! Anki's card pages in real Chromium: the engine renders the cards of a package, and Anki's own
//! reviewer, style sheets and MathJax show them. What they must be is in `tests/browser/cards.mjs`.
//!
//! Of Anki's package for the desktop only the files of its pages are used; pip puts them below
//! `target/` once, without what the program itself needs.

#![allow(
    clippy::disallowed_methods,
    reason = "tests write their packages and install what they need themselves"
)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use deckmill::{Deck, ReadOptions, Source, export};
use libtest_mimic::{Failed, Trial};

use crate::{browser, engine, kitchen_sink};

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        browser::trial("cards::are_clean", || run("cards_are_clean", None)),
        // `scripts/screenshots` says where to; here it is tried that they can be made.
        browser::trial("cards::have_pictures", || run("pictures", env::var_os("DECKMILL_PICTURES"))),
    ]
}

/// Runs a check of `tests/browser/cards.mjs` on all decks.
fn run(check: &str, pictures: Option<std::ffi::OsString>) -> Result<(), Failed> {
    let folder = decks()?;
    let pictures = pictures.map_or(folder.join("pictures"), PathBuf::from);
    let mut command = browser::script(check, &folder)?;
    command.env("DECKMILL_ANKI", desktop()?).env("DECKMILL_PICTURES", pictures);
    browser::output(&mut command)?;
    Ok(())
}

/// A folder below `target/` with the rendered cards and the media of all decks, and the page that the
/// pictures show, written by whoever asks first.
fn decks() -> Result<PathBuf, String> {
    static DECKS: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    DECKS.get_or_init(|| write_decks().map_err(|cause| cause.to_string())).clone()
}

fn write_decks() -> Result<PathBuf, Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cards-decks");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut decks = vec![("sink", kitchen_sink::deck())];
    let pages = repository.join("tests/browser/pages");
    for name in ["hebrew.md", "arabic.md", "math.md", "code.md", "hostile.html"] {
        decks.push((name.split('.').next().unwrap_or(name), page(&pages.join(name))?));
    }
    decks.push(("python", page(&repository.join("input/python.md"))?));
    for (name, deck) in &decks {
        let package = folder.join(name).with_extension("apkg");
        fs::write(&package, export::to_bytes("anki", deck)?)?;
        let media = folder.join(name).with_extension("media").to_string_lossy().into_owned();
        let cards = engine::script("cards.py", &[&package], &[&media])?;
        fs::write(folder.join(name).with_extension("cards.json"), serde_json::to_vec(&cards)?)?;
        fs::write(folder.join(name).with_extension("html"), export::to_bytes("html", deck)?)?;
    }
    Ok(folder)
}

fn page(path: &Path) -> std::io::Result<Deck> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(deckmill::read(&Source::new(name, fs::read(path)?), &ReadOptions::default()).deck)
}

/// The folder with Anki's package for the desktop, of the same version as the engine.
fn desktop() -> Result<PathBuf, String> {
    static DESKTOP: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    DESKTOP.get_or_init(install).clone()
}

fn install() -> Result<PathBuf, String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().ok_or("there is no target folder")?;
    let home = target.join("anki-desktop").join(engine::ANKI);
    if home.is_dir() {
        return Ok(home);
    }
    let draft = home.with_extension(std::process::id().to_string());
    let mut pip = Command::new(engine::python()?);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile"]);
    pip.arg("--target").arg(&draft).arg(format!("aqt=={}", engine::ANKI));
    browser::output(&mut pip)?;
    if fs::rename(&draft, &home).is_err() {
        // Another process was first; its folder is as good.
        let _ = fs::remove_dir_all(&draft);
    }
    if home.is_dir() { Ok(home) } else { Err(format!("{} could not be made", home.display())) }
}
