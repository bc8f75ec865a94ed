//! Gives the program a name for what it is made of, so that `deckmill build` knows what another program, or an
//! older one, has written. A version alone would not do: while deckmill is worked on, it stays the same.

#![allow(clippy::disallowed_methods, reason = "a build script is a program of its own")]

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = vec![root.join("Cargo.lock"), root.join("Cargo.toml")];
    walk(&root.join("src"), &mut files);
    files.sort();
    // FNV-1a: it has to tell sources apart, not to keep anybody out, and a build script needs no crates then.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in &files {
        let name = file.strip_prefix(&root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let bytes = fs::read(file).unwrap_or_default();
        for byte in name.bytes().chain(bytes.into_iter().filter(|byte| *byte != b'\r')) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    println!("cargo:rustc-env=DECKMILL_SOURCES={hash:016x}");
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=Cargo.lock");
}

/// The files below a folder.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => walk(&path, files),
            path => files.push(path),
        }
    }
}
