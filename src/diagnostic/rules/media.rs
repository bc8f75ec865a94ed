//! Rules about the images and sounds that a page refers to.

use super::Rule;
use crate::diagnostic::Severity::{Note, Warning};

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "image-without-file",
        severity: Warning,
        summary: "There is no file where the page says that an image or a sound is.",
        meaning: "The address of an image, or of a sound or film, is of a file, and there is none at that place, seen \
                  from the page. The card has the image's alternative text, or the sound's name, in its place. Of a \
                  page that is an Anki package, the file is not in the package.",
        cure: "Save the file there, or mend its address. Upper and lower case count.",
        example: "2. How does a stack grow?\n\n   ![A stack](images/stack.png)",
    },
    Rule {
        id: "media-outside",
        severity: Warning,
        summary: "An image or a sound is where no page may take it from.",
        meaning: "Files are taken from the folder of the page and those in it. A page that was written by somebody else \
                  could else put any picture of your disk into a deck that you publish. An address that leads out of \
                  that folder, by `..`, by a link of the file system, or with a scheme such as `file:`, is not \
                  followed.",
        cure: "If the folder is one to take files from, say so: `--media-root FOLDER`, or `media_root` in \
               deckmill.toml. Else save the file beside the page.",
        example: "![A stack](../images/stack.png)",
    },
    Rule {
        id: "not-media",
        severity: Warning,
        summary: "A file is no image that Anki shows, or no sound that it plays.",
        meaning: "What a file is was read from its first bytes, whatever it is called. Anki's clients show PNG, JPEG, GIF, \
                  WebP, AVIF, SVG, BMP and ICO, and play MP3, Ogg, Opus, FLAC, WAV, AAC, M4A, MP4, WebM and the like. \
                  Mostly a page that says \"not found\" was saved under the name of an image.",
        cure: "Look into the file, and save it in one of these formats.",
        example: "![A stack](stack.png) where stack.png is a page of HTML",
    },
    Rule {
        id: "active-media",
        severity: Warning,
        summary: "A drawing (SVG) holds something that could run, or that asks for something on the web.",
        meaning: "Scripts, handlers, pages within the drawing, and addresses of other files are for a browser, not for a \
                  card. Nothing is cut out of a drawing, so all of it was left out.",
        cure: "Save it as a plain SVG, with its pictures in it, or as PNG.",
        example: "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>…</script></svg>",
    },
    Rule {
        id: "large-media",
        severity: Warning,
        summary: "An image or a sound is too large.",
        meaning: "AnkiWeb takes no file of more than 100 MiB, and a phone has to hold all of them. Of the web no more than \
                  20 MiB are fetched for a file, and of a drawing no more than 10 MiB are looked through.",
        cure: "Make it smaller: fewer pixels, a shorter piece, a format that compresses better.",
        example: "![The whole talk](talk.wav)",
    },
    Rule {
        id: "broken-data",
        severity: Warning,
        summary: "An image that stands in the page itself is broken.",
        meaning: "The address begins with `data:`, so it is the file itself, and what follows can't be decoded. Mostly it \
                  was cut off.",
        cure: "Save the file beside the page, and name it by its path from there.",
        example: "![A stack](data:image/png;base64,iVBORw0KG…)",
    },
    Rule {
        id: "media-unavailable",
        severity: Warning,
        summary: "An image or a sound could not be read or fetched.",
        meaning: "The file is there and can't be read, or `--fetch-media` was given and the web did not give it, or was \
                  not asked because of `--offline`: the message says why. The card has its text.",
        cure: "Try once more, look whether the address is right, or save the file beside the page.",
        example: "![A stack](https://example.org/gone.png)",
    },
    Rule {
        id: "remote-media",
        severity: Note,
        summary: "Images or sounds are on the web, and were not fetched.",
        meaning: "A card needs no network, so in an Anki package the text of such an image leads to it, and nobody is asked \
                  for it while somebody learns. Nothing is fetched unless you say so.",
        cure: "`--fetch-media`, or `fetch_media = true` in deckmill.toml, packs them.",
        example: "![A queue](https://example.org/queue.png)",
    },
];
