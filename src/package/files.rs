//! The files of a package, read one by one: the database is not looked at.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::container::Container;
use super::{PackageError, html};

/// How many bytes all files together may unpack to, so that a small package fills no disk.
const MOST_BYTES: u64 = 4 << 30;

/// The files of a package.
pub struct Files<'a> {
    container: Container<'a>,
    /// The members by the names of the files, composed.
    members: HashMap<String, String>,
    /// How many bytes may still be unpacked.
    left: u64,
}

impl<'a> Files<'a> {
    /// Opens a package of any kind.
    pub fn open(bytes: &'a [u8]) -> Result<Files<'a>, PackageError> {
        let mut container = Container::open(bytes)?;
        let media = container.media()?.into_iter();
        let members = media.map(|media| (media.name.nfc().collect(), media.member)).collect();
        Ok(Files { container, members, left: MOST_BYTES })
    }

    /// The bytes of the file that a note calls by this name, and no more than `most` of them; none where
    /// the package has no such file.
    pub fn read(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, PackageError> {
        let known = |name: &str| self.members.get(&name.nfc().collect::<String>()).cloned();
        let Some(member) = known(name).or_else(|| known(&html::unquoted(name))) else { return Ok(None) };
        let bytes = self.container.file(&member, most.min(self.left))?;
        self.left -= bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
        Ok(bytes)
    }
}
