//! What there is to say of the images and sounds that a page refers to. Each is shown by its text where
//! it can't be had, so the cards are whole in any case.

use super::{Diagnostic, Severity};
use crate::media::{Kind, Unfit};
use crate::source::Span;

/// How many characters of an address are shown.
const SHOWN: usize = 60;

/// An address as messages show it.
fn shown(address: &str) -> String {
    match address.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &address[..at]),
        None => address.to_owned(),
    }
}

/// Files on the web, in words.
fn unfetched(count: usize, first: &str) -> String {
    let first = shown(first);
    match count {
        1 => format!("`{first}` is on the web, and was not fetched"),
        _ => format!("{count} images and sounds are on the web, and were not fetched, first `{first}`"),
    }
}

impl Diagnostic {
    /// A file is not where the page says.
    pub fn image_without_file(kind: Kind, address: &str, span: Span) -> Diagnostic {
        let message = format!("there is no file `{}` beside the page", shown(address));
        Diagnostic::new(Severity::Warning, "image-without-file", message)
            .at(span)
            .help(format!("save the {} there, or mend its address", kind.name()))
    }

    /// A file is not in the package whose notes refer to it.
    pub fn file_not_in_package(address: &str, span: Span) -> Diagnostic {
        let message = format!("there is no file `{}` in the package", shown(address));
        Diagnostic::new(Severity::Warning, "image-without-file", message)
            .at(span)
            .help("export the deck from Anki once more, with its media")
    }

    /// A file is where no page may take one from; `root` is the folder to be allowed.
    pub fn media_outside(address: &str, root: &str, span: Span) -> Diagnostic {
        let message = format!("`{}` is outside of the page's folder, and was left out", shown(address));
        Diagnostic::new(Severity::Warning, "media-outside", message)
            .at(span)
            .help(format!("allow the folder that it is in: `--media-root {root}`"))
    }

    /// A page from standard input has no folder in which a file could be.
    pub fn media_nowhere(address: &str, span: Span) -> Diagnostic {
        let message = format!("`{}` can't be found, for standard input is in no folder", shown(address));
        Diagnostic::new(Severity::Warning, "media-outside", message)
            .at(span)
            .help("name the page's folder: `--media-root FOLDER`")
    }

    /// An address leads to no file, and to nothing on the web.
    pub fn media_address(kind: Kind, address: &str, span: Span) -> Diagnostic {
        let message = format!("`{}` is no address that a deck can take a file from", shown(address));
        Diagnostic::new(Severity::Warning, "media-outside", message)
            .at(span)
            .help(format!("save the {} beside the page, and name it by its path from there", kind.name()))
    }

    /// A file is nothing that can be packed.
    pub fn unfit_media(kind: Kind, address: &str, unfit: &Unfit, span: Span) -> Diagnostic {
        let address = shown(address);
        let found = match unfit {
            Unfit::NotMedia => {
                let (what, as_what) = match kind {
                    Kind::Image => ("image that Anki shows", "PNG, JPEG, GIF, WebP, AVIF or SVG"),
                    Kind::Sound => ("sound or film that Anki plays", "MP3, Ogg, FLAC, WAV, MP4 or WebM"),
                };
                let message = format!("`{address}` is by its bytes no {what}");
                Diagnostic::new(Severity::Warning, "not-media", message).help(format!("save it as {as_what}"))
            }
            Unfit::TooLarge(most) => {
                let message = format!("`{address}` has more than {} MiB, and was left out", most >> 20);
                Diagnostic::new(Severity::Warning, "large-media", message).help("make it smaller")
            }
            Unfit::Alive(what) => {
                let message = format!("the drawing `{address}` holds {what}, and was left out");
                Diagnostic::new(Severity::Warning, "active-media", message)
                    .help("save it as a plain SVG without that, or as PNG")
            }
        };
        found.at(span)
    }

    /// A `data:` address is no file.
    pub fn broken_data(address: &str, problem: &str, span: Span) -> Diagnostic {
        let message = format!("`{}` is broken: {problem}", shown(address));
        Diagnostic::new(Severity::Warning, "broken-data", message)
            .at(span)
            .help("save the file beside the page, and name it by its path from there")
    }

    /// A file is there, or ought to be, and can't be had.
    pub fn media_unavailable(address: &str, reason: &str, span: Span) -> Diagnostic {
        let message = format!("`{}` could not be had: {reason}", shown(address));
        Diagnostic::new(Severity::Warning, "media-unavailable", message)
            .at(span)
            .help("look whether the address is right and may be read, or save the file beside the page")
    }

    /// Files on the web that were wanted, in a run that asks nobody.
    pub fn media_offline(count: usize, first: &str, span: Span) -> Diagnostic {
        Diagnostic::new(Severity::Warning, "media-unavailable", unfetched(count, first))
            .at(span)
            .help("nobody is asked with `--offline`: leave it out, and they are fetched")
    }

    /// Files on the web that were not asked for.
    pub fn remote_media(count: usize, first: &str, span: Span) -> Diagnostic {
        Diagnostic::new(Severity::Note, "remote-media", unfetched(count, first))
            .at(span)
            .help("`--fetch-media` packs them; without it a card leads to them")
    }
}
