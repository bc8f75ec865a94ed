//! The zip around a package: which members there are, what they unpack to, and how much that may be.
//!
//! Sizes are counted while members are unpacked, for what a zip says of itself may be a lie.

use std::io::{Cursor, Read};

use prost::Message;
use zip::ZipArchive;

use super::protobuf::MediaEntries;
use super::{Form, Media, PackageError, json};

/// No database is unpacked that is larger, and none that is so much larger than the package.
const MOST_BYTES: u64 = 2 << 30;
const MOST_GROWTH: u64 = 200;

/// What every package may unpack to, however small it is.
const FREE_BYTES: u64 = 64 << 20;

/// The same for the list of media.
const MOST_LIST: u64 = 256 << 20;

/// How many members and media there may be.
const MOST_MEMBERS: usize = 1_000_000;

/// Anki's own packages need 8 MiB for what is repeated, as a power of two.
const WINDOW: u32 = 27;

const META: &str = "meta";
const MEDIA: &str = "media";

/// What messages call a member that is a file of a note.
const FILE: &str = "a file of a note";

/// The member with the collection, by kind. A newer package holds a stand-in of an older kind as
/// well, which only asks for a newer Anki.
const COLLECTIONS: [(Form, &str); 3] = [
    (Form::Modern, "collection.anki21b"),
    (Form::LegacyTwo, "collection.anki21"),
    (Form::Legacy, "collection.anki2"),
];

/// Whether bytes are a zip that holds a collection.
pub fn is_package(bytes: &[u8]) -> bool {
    let holds = |zip: Archive| COLLECTIONS.iter().any(|(_, name)| zip.index_for_name(name).is_some());
    bytes.starts_with(b"PK") && ZipArchive::new(Cursor::new(bytes)).is_ok_and(holds)
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// An open package.
pub struct Container<'a> {
    zip: Archive<'a>,
    /// Which kind it is.
    pub form: Form,
    size: u64,
}

impl<'a> Container<'a> {
    /// Opens a package, and finds out its kind.
    pub fn open(bytes: &'a [u8]) -> Result<Container<'a>, PackageError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(PackageError::Zip)?;
        if zip.len() > MOST_MEMBERS {
            return Err(too_many("members"));
        }
        let said = version(&mut zip)?;
        let holds = |zip: &Archive, name| zip.index_for_name(name).is_some();
        let form = match said {
            Some(1) => Form::Legacy,
            Some(2) => Form::LegacyTwo,
            Some(3) => Form::Modern,
            Some(newer @ 4..) => return Err(PackageError::Newer(newer)),
            _ => {
                let found = COLLECTIONS.iter().find(|(_, name)| holds(&zip, name));
                found.map(|(form, _)| *form).ok_or(PackageError::NoCollection)?
            }
        };
        Ok(Container { zip, form, size: bytes.len() as u64 })
    }

    /// The bytes of the database.
    pub fn database(&mut self) -> Result<Vec<u8>, PackageError> {
        let form = self.form;
        let found = COLLECTIONS.iter().find(|(own, _)| *own == form);
        let name = found.map_or(MEDIA, |(_, name)| name);
        let most = self.size.saturating_mul(MOST_GROWTH).clamp(FREE_BYTES, MOST_BYTES);
        self.unpacked(name, "its database", most)?.ok_or(PackageError::Missing(name))
    }

    /// The media that the package lists. A package without a list has none.
    pub fn media(&mut self) -> Result<Vec<Media>, PackageError> {
        let most = self.size.saturating_mul(MOST_GROWTH).clamp(FREE_BYTES, MOST_LIST);
        let Some(list) = self.unpacked(MEDIA, "its list of media", most)? else { return Ok(Vec::new()) };
        let mut media = match self.form {
            Form::Modern => entries(&list)?,
            Form::Legacy | Form::LegacyTwo => json::media(&list)?,
        };
        if media.len() > MOST_MEMBERS {
            return Err(too_many("media"));
        }
        for one in &mut media {
            let at = self.zip.index_for_name(&one.member);
            one.present = at.is_some();
            if one.size.is_none() {
                let member = at.and_then(|at| self.zip.by_index_raw(at).ok());
                one.size = member.map(|member| member.size());
            }
        }
        Ok(media)
    }

    /// The bytes of a file, by the name of its member, and no more than `most` of them.
    pub fn file(&mut self, member: &str, most: u64) -> Result<Option<Vec<u8>>, PackageError> {
        self.member(member, FILE, "a file", most)
    }

    /// What a member unpacks to, and no more than `most` bytes of it.
    fn unpacked(
        &mut self,
        name: &'static str,
        what: &'static str,
        most: u64,
    ) -> Result<Option<Vec<u8>>, PackageError> {
        self.member(name, name, what, most)
    }

    /// The same for a member that messages call otherwise.
    fn member(
        &mut self,
        name: &str,
        called: &'static str,
        what: &'static str,
        most: u64,
    ) -> Result<Option<Vec<u8>>, PackageError> {
        let broken = |cause| PackageError::Member { member: called, cause };
        if self.zip.index_for_name(name).is_none() {
            return Ok(None);
        }
        let member = self.zip.by_name(name).map_err(|cause| broken(cause.into()))?;
        let mut bytes = Vec::new();
        match self.form {
            Form::Modern => {
                let mut inner = zstd::Decoder::new(member).map_err(|cause| broken(cause.into()))?;
                inner.window_log_max(WINDOW).map_err(|cause| broken(cause.into()))?;
                inner.take(most + 1).read_to_end(&mut bytes)
            }
            Form::Legacy | Form::LegacyTwo => member.take(most + 1).read_to_end(&mut bytes),
        }
        .map_err(|cause| broken(cause.into()))?;
        match bytes.len() as u64 > most {
            true => Err(PackageError::TooLarge { what, limit: format!("{} MiB", most >> 20) }),
            false => Ok(Some(bytes)),
        }
    }
}

fn too_many(what: &'static str) -> PackageError {
    PackageError::TooLarge { what, limit: format!("{MOST_MEMBERS} files") }
}

/// The version that a package says it is of: a protobuf of one number.
fn version(zip: &mut Archive) -> Result<Option<u64>, PackageError> {
    let broken = |cause| PackageError::Member { member: META, cause };
    if zip.index_for_name(META).is_none() {
        return Ok(None);
    }
    let member = zip.by_name(META).map_err(|cause| broken(cause.into()))?;
    let mut bytes = Vec::new();
    // What is longer than this is no number.
    member.take(64).read_to_end(&mut bytes).map_err(|cause| broken(cause.into()))?;
    let meta = super::protobuf::Meta::decode(&*bytes)
        .map_err(|cause| PackageError::Protobuf { what: META, cause })?;
    Ok(Some(meta.version))
}

/// The list of media of a newer package, whose members are called by their place in it.
fn entries(list: &[u8]) -> Result<Vec<Media>, PackageError> {
    let list = MediaEntries::decode(list).map_err(|cause| PackageError::Protobuf { what: MEDIA, cause })?;
    let media = list.entries.into_iter().enumerate().map(|(at, entry)| Media {
        name: entry.name,
        size: Some(u64::from(entry.size)),
        member: entry.member.map_or(at as u64, u64::from).to_string(),
        checksum: entry.sha1.try_into().ok(),
        present: false,
    });
    Ok(media.collect())
}
