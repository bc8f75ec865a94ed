//! Images and sounds as HTML. Where an exporter packs files, or has to do without them, what it writes
//! says in `data-from` where on the page each is, so that a package reads back as the page it was made of.

use std::borrow::Cow;
use std::fmt::Write;

use super::{Writer, push_escaped};
use crate::media::{self, Address, Kind};
use crate::model::Inline;

/// What is shown of an image or a sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The image from its address; a link to the sound.
    AsWritten,
    /// The image, from a file of this name.
    File(String),
    /// The image's alternative text, as a link to it.
    Linked,
    /// The text alone.
    Text,
    /// The sound: its text, and behind it this, which plays it.
    Played(String),
}

impl Writer<'_> {
    pub(super) fn link(&mut self, target: &str, title: Option<&str>, content: &[Inline]) {
        let shown = match self.looks.media {
            Some(shown) if media::is_sound(target) => shown(Kind::Sound, target),
            _ => Shown::AsWritten,
        };
        let (name, played) = match &shown {
            Shown::Played(played) => ("span", played.as_str()),
            Shown::Text => ("span", ""),
            _ => ("a", ""),
        };
        self.out.push_str(if name == "a" { "<a href=\"" } else { "<span class=\"dm-sound" });
        match name {
            "a" => push_escaped(&mut self.out, target),
            _ => self.from(target),
        }
        self.title(title);
        let outside = std::mem::replace(&mut self.in_link, true);
        // What only names the file says nothing beside what plays it.
        if played.is_empty() || !is_name_of(content, target) {
            self.inlines(content);
        }
        self.in_link = outside;
        let _ = write!(self.out, "{played}</{name}>");
    }

    pub(super) fn image(&mut self, target: &str, alt: &str, title: Option<&str>) {
        let shown = self.looks.media.map_or(Shown::AsWritten, |shown| shown(Kind::Image, target));
        let class = if alt.is_empty() { "dm-image dm-unnamed" } else { "dm-image" };
        let name = match shown {
            Shown::AsWritten | Shown::File(_) | Shown::Played(_) => {
                let file = if let Shown::File(name) = &shown { Some(name.as_str()) } else { None };
                self.out.push_str("<img src=\"");
                push_escaped(&mut self.out, file.unwrap_or(target));
                if file.is_some() {
                    self.from(target);
                }
                self.out.push_str("\" alt=\"");
                push_escaped(&mut self.out, alt);
                return self.title(title);
            }
            Shown::Linked if !self.in_link => {
                let _ = write!(self.out, "<a class=\"{class}\" href=\"");
                push_escaped(&mut self.out, target);
                "a"
            }
            Shown::Linked | Shown::Text => {
                let _ = write!(self.out, "<span class=\"{class}");
                self.from(target);
                "span"
            }
        };
        self.title(title);
        let text = if alt.is_empty() { Cow::Owned(media::file_name(target)) } else { Cow::Borrowed(alt) };
        push_escaped(&mut self.out, &text);
        let _ = write!(self.out, "</{name}>");
    }

    /// Ends an attribute, and says in one more where on the page a file is; one that is its own address
    /// need not be there twice.
    fn from(&mut self, target: &str) {
        if Address::of(target) != Address::Data {
            self.out.push_str("\" data-from=\"");
            push_escaped(&mut self.out, target);
        }
    }
}

/// Whether a line is only the name of the file at an address.
fn is_name_of(content: &[Inline], target: &str) -> bool {
    matches!(content, [Inline::Text(text)] if text.as_str() == media::file_name(target))
}
