//! Why a package could not be opened, and what to do about it.

use std::error::Error;

/// Why a package could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// The bytes are no zip.
    #[error("this is no Anki package: it is no zip file that can be read")]
    Zip(#[source] zip::result::ZipError),
    /// The zip holds no collection.
    #[error("this is no Anki package: the zip file holds no collection")]
    NoCollection,
    /// The package is of a kind that is not known.
    #[error("the package is of version {0}, and 3 is the latest that is known")]
    Newer(u64),
    /// A member of the zip is missing.
    #[error("the package lacks its member `{0}`")]
    Missing(&'static str),
    /// A member of the zip can't be unpacked.
    #[error("`{member}` in the package is broken: {cause}")]
    Member {
        /// The member.
        member: &'static str,
        /// What the library that unpacks it said.
        cause: Box<dyn Error + Send + Sync>,
    },
    /// There is more in the package than its size lets expect.
    #[error("the package is a bomb, or no deck at all: {what} takes more than {limit}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// How much is taken: "200 MiB", "1000000 files".
        limit: String,
    },
    /// SQLite can't read the database.
    #[error("the package's database is broken: {0}")]
    Database(#[from] rusqlite::Error),
    /// The database holds something other than a collection.
    #[error("the package's database is no collection of Anki: {0}")]
    NoTable(String),
    /// Rows repeat, which tables of an honest database can't.
    #[error("the package's database is broken: it has more rows than room for them")]
    Endless,
    /// A text that should hold JSON holds something else.
    #[error("`{what}` in the package is no JSON of the expected kind: {cause}")]
    Json {
        /// What the text is for.
        what: &'static str,
        /// What is wrong.
        cause: Box<dyn Error + Send + Sync>,
    },
    /// Bytes that should hold protobuf hold something else.
    #[error("`{what}` in the package is no protobuf of the expected kind: {cause}")]
    Protobuf {
        /// What the bytes are for.
        what: &'static str,
        /// What is wrong.
        cause: prost::DecodeError,
    },
}

impl PackageError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            PackageError::Zip(_) | PackageError::NoCollection => {
                "export the deck from Anki again: File, Export, Anki Deck Package"
            }
            PackageError::Newer(_) => "export it with \"Support older Anki versions\" ticked",
            PackageError::TooLarge { .. } => {
                "don't open it; if you trust it, import it into Anki and export a part of it"
            }
            _ => "download or copy it once more; if Anki can import it, export it from there again",
        }
    }
}
