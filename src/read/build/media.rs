//! Images and sounds: what a page shows and plays, and what deckmill's own packages have in their places
//! (see `render/html.rs`). A sound or a film becomes a link to it, for the model has nothing else for it.

use super::blocks::Maker;
use super::inlines::{clean_address, fold_lines, is_alive};
use super::line::{Line, Wrap};
use super::tree::{Id, LONGEST};
use crate::diagnostic::{Diagnostic, Furniture};
use crate::media;
use crate::model::{Image, Inline};

/// What browsers that play nothing are given to show instead; no word of the page.
const APOLOGIES: [&str; 8] =
    ["browser", "navigateur", "navegador", "браузер", "浏览器", "ブラウザ", "브라우저", "المتصفح"];

impl Maker<'_> {
    pub(super) fn image(&mut self, id: Id, alt: String, line: &mut Line) {
        let span = self.tree.node(id).span;
        let attribute = |name: &str| self.tree.attribute(id, name).map(clean_address);
        let (source, later) = (attribute("src"), attribute("data-src"));
        // Where the address stands beside, a picture of a point or two keeps its place.
        let is_stand_in =
            later.is_some() && source.as_ref().is_some_and(|source| source.starts_with("data:"));
        let source = source.filter(|_| !is_stand_in);
        let target = match (attribute("data-from"), &source) {
            (from, Some(name)) if media::is_name(name) => {
                let target = from.unwrap_or_else(|| name.clone());
                self.media.insert(target.clone(), name.clone());
                target
            }
            _ => source.or(later).unwrap_or_default(),
        };
        if is_alive(&target) && !target.starts_with("data:image/") {
            self.diagnostics.push(Diagnostic::unsafe_link(span));
            line.push(Inline::text(alt), span);
        } else {
            line.push(Inline::Image(Box::new(Image { target, alt, title: self.title(id) })), span);
        }
    }

    /// A sound or a film, as a link whose text says what it is.
    pub(super) fn sound(&mut self, id: Id, line: &mut Line) {
        let around = self.tree.parent(id).and_then(|parent| self.tree.attribute(parent, "class"));
        if around == Some(SOUND) {
            return;
        }
        let span = self.tree.node(id).span;
        let Some(target) = self.played(id) else { return self.drop(id, Furniture::Active) };
        let inside = fold_lines(self.tree.text(id).trim());
        let lower = inside.to_lowercase();
        let is_said = !inside.is_empty() && !APOLOGIES.iter().any(|word| lower.contains(word));
        let label = self.tree.attribute(id, "aria-label").map(fold_lines);
        let said = self.title(id).or(label).filter(|said| !said.trim().is_empty());
        let text = said.unwrap_or_else(|| if is_said { inside } else { media::file_name(&target) });
        line.open(Wrap::Link { target, title: None }, span);
        line.push(Inline::text(text), span);
        line.close();
    }

    /// The address of what an element plays; none where it has none, or one that would run something.
    fn played(&self, id: Id) -> Option<String> {
        let below = self.tree.descendants(id).filter(|id| self.tree.name(*id) == "source");
        let mut all = std::iter::once(id).chain(below).filter_map(|id| self.tree.attribute(id, "src"));
        let is_media =
            |target: &String| ["data:audio/", "data:video/"].iter().any(|kind| target.starts_with(kind));
        let target = all.by_ref().map(clean_address).find(|target| !target.is_empty())?;
        Some(target).filter(|target| !is_alive(target) || is_media(target))
    }

    /// What a package of ours has in the place of an image or around a sound; whether it was that.
    pub(super) fn packed(&mut self, id: Id, line: &mut Line) -> bool {
        let span = self.tree.node(id).span;
        let class = self.tree.attribute(id, "class").unwrap_or_default();
        let attribute = |name: &str| self.tree.attribute(id, name).map(str::to_owned);
        match class {
            SOUND => {
                let played = self.tree.descendants(id).find(|id| self.tree.name(*id) == "audio");
                let name = played.and_then(|id| self.tree.attribute(id, "src")).map(str::to_owned);
                let Some(target) = attribute("data-from").or(name.clone()) else { return false };
                if target.len() > LONGEST || is_alive(&target) {
                    return false;
                }
                let text = media::file_name(&target);
                if let Some(name) = name.filter(|name| media::is_name(name)) {
                    self.media.insert(target.clone(), name);
                }
                let wrap = Wrap::Link { target, title: self.title(id) };
                line.open(wrap, span);
                if self.tree.node(id).children.iter().all(|child| self.tree.name(*child) == "audio") {
                    line.push(Inline::text(text), span);
                }
                self.walk_all(id, line);
                line.close();
            }
            IMAGE | UNNAMED => {
                let name = if self.tree.name(id) == "a" { "href" } else { "data-from" };
                let Some(target) = attribute(name).filter(|target| !is_alive(target)) else { return false };
                let alt = if class == IMAGE { self.tree.text(id) } else { String::new() };
                line.push(Inline::Image(Box::new(Image { target, alt, title: self.title(id) })), span);
            }
            _ => return false,
        }
        true
    }
}

/// The classes by which these are known (see `render/html.rs`).
const SOUND: &str = "dm-sound";
const IMAGE: &str = "dm-image";
const UNNAMED: &str = "dm-image dm-unnamed";

/// HTML in which each of Anki's marks of a sound, `[sound:a.mp3]`, is an element that plays it. What
/// stands between the signs of a tag is none.
pub fn with_sounds(html: &str) -> String {
    const MARK: &str = "[sound:";
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut in_tag = false;
    while let Some((before, from)) = rest.split_once(MARK) {
        out.push_str(before);
        in_tag = before.rfind(['<', '>']).map_or(in_tag, |at| before[at..].starts_with('<'));
        let end = from.find([']', '[', '<', '\n']).filter(|at| from[*at..].starts_with(']'));
        match end.filter(|end| *end > 0 && !in_tag) {
            Some(end) => {
                out.extend(["<audio src=\"", &from[..end].replace('"', "&quot;"), "\"></audio>"]);
                rest = &from[end + 1..];
            }
            None => {
                out.push_str(MARK);
                rest = from;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::with_sounds;

    #[test]
    fn marks_of_sounds_become_elements() {
        let cases = [
            ("no sound", "no sound"),
            ("a [sound:b c.mp3] d", "a <audio src=\"b c.mp3\"></audio> d"),
            ("[sound:a&amp;\"b.mp3]", "<audio src=\"a&amp;&quot;b.mp3\"></audio>"),
            ("<b title=\"[sound:a.mp3]\">x</b>", "<b title=\"[sound:a.mp3]\">x</b>"),
            ("[sound:a", "[sound:a"),
            ("[sound:<b>]", "[sound:<b>]"),
        ];
        for (html, expected) in cases {
            assert_eq!(with_sounds(html), expected);
        }
    }
}
