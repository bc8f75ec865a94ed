//! The note type "Deckmill Q&A". It is frozen: learners' notes hang on it.
//!
//! A field or template more, or another name or id, and Anki calls each note of an older package
//! conflicting and never updates it again; hence the spare fields. The templates hold more than the
//! styles show, because only the styles may change: raise [`MODIFIED`] with them, or no learner
//! gets them.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The id of the note type.
pub const ID: i64 = 1_479_799_086_795;

/// When the styles last changed: 2026-11-22.
pub const MODIFIED: i64 = 1_795_478_400;

/// The name of the note type.
pub const NAME: &str = "Deckmill Q&A";

/// The fields, in order, with the ids by which Anki knows them should they be renamed.
pub const FIELDS: [(&str, i64); 10] = [
    ("Question", 7_704_602_387_146_002),
    ("Answer", 4_875_120_504_336_662),
    ("Level", 2_619_015_487_871_735),
    ("Number", 6_241_937_098_731_219),
    ("Section", 5_748_620_014_235_477),
    ("Source", 4_840_305_864_964_435),
    ("Id", 5_223_926_211_934_896),
    ("Spare 1", 8_477_295_272_722_991),
    ("Spare 2", 6_201_015_033_863_279),
    ("Spare 3", 3_227_862_756_961_571),
];

/// The template's name and id.
pub const TEMPLATE: (&str, i64) = ("Card 1", 2_798_253_405_581_190);

/// What a learner sees first.
pub const FRONT: &str = "\
<div class=\"dm dm-front\">
<div class=\"dm-head\">
{{#Level}}<span class=\"dm-level dm-{{Level}}\">{{Level}}</span>{{/Level}}
{{#Section}}<span class=\"dm-section\">{{Section}}</span>{{/Section}}
</div>
<div class=\"dm-question\">{{Question}}</div>
</div>";

/// What a learner sees then.
pub const BACK: &str = "\
{{FrontSide}}
<hr id=answer>
<div class=\"dm dm-back\">
<div class=\"dm-answer\">{{Answer}}</div>
<div class=\"dm-foot\">
{{#Number}}<span class=\"dm-number\">{{Number}}</span>{{/Number}}
{{#Section}}<span class=\"dm-section\">{{Section}}</span>{{/Section}}
{{#Source}}<span class=\"dm-source\">{{Source}}</span>{{/Source}}
</div>
</div>";

/// How it looks.
pub const STYLES: &str = include_str!("card.css");

/// What Anki puts around the LaTeX of a field; each note type has it.
const LATEX: [&str; 2] = [
    "\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage[utf8]{inputenc}\n\
     \\usepackage{amssymb,amsmath}\n\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n\\begin{document}\n",
    "\\end{document}",
];

/// A hash of what the note type is, whenever it was changed.
pub fn hash() -> String {
    hash_of(&FIELDS.map(|(name, _)| name), [TEMPLATE.0, FRONT, BACK, STYLES])
}

/// The hash of a note type with these fields, and with this template's name, front and back and these
/// styles.
pub fn hash_of(fields: &[&str], looks: [&str; 4]) -> String {
    let mut hasher = Sha256::new();
    for text in fields.iter().chain(&looks) {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A note type as the column `models` has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NoteType {
    id: i64,
    name: &'static str,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(rename = "mod")]
    modified: i64,
    usn: i32,
    sortf: u8,
    did: Option<i64>,
    tmpls: [Template; 1],
    flds: Vec<Field>,
    css: &'static str,
    latex_pre: &'static str,
    latex_post: &'static str,
    latexsvg: bool,
    /// The fields of which any makes a card, as Anki works it out from the front.
    req: [(u8, &'static str, [u8; 3]); 1],
    tags: [&'static str; 0],
    vers: [u8; 0],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    name: &'static str,
    ord: usize,
    sticky: bool,
    rtl: bool,
    font: &'static str,
    size: u8,
    media: [&'static str; 0],
    id: i64,
    prevent_deletion: bool,
}

#[derive(Serialize)]
struct Template {
    name: &'static str,
    ord: u8,
    qfmt: &'static str,
    afmt: &'static str,
    bqfmt: &'static str,
    bafmt: &'static str,
    did: Option<i64>,
    bfont: &'static str,
    bsize: u8,
    id: i64,
}

/// The note type as the column `models` has it; it was last changed at `modified`.
pub fn json(modified: i64) -> serde_json::Result<Value> {
    let note_type = NoteType {
        id: ID,
        name: NAME,
        kind: 0,
        modified,
        usn: 0,
        sortf: 0,
        did: None,
        tmpls: [template()],
        flds: FIELDS.into_iter().enumerate().map(|(ord, (name, id))| field(ord, name, id)).collect(),
        css: STYLES,
        latex_pre: LATEX[0],
        latex_post: LATEX[1],
        latexsvg: false,
        req: [(0, "any", [0, 2, 4])],
        tags: [],
        vers: [],
    };
    serde_json::to_value(&note_type)
}

fn template() -> Template {
    let (name, id) = TEMPLATE;
    Template {
        name,
        ord: 0,
        qfmt: FRONT,
        afmt: BACK,
        bqfmt: "",
        bafmt: "",
        did: None,
        bfont: "",
        bsize: 0,
        id,
    }
}

fn field(ord: usize, name: &'static str, id: i64) -> Field {
    Field {
        name,
        ord,
        sticky: false,
        rtl: false,
        font: "Arial",
        size: 20,
        media: [],
        id,
        prevent_deletion: false,
    }
}
