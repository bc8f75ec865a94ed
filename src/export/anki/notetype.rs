//! The note types of deckmill. They are frozen: learners' notes hang on them.
//!
//! A field or template more, or another name or id, and Anki calls each note of an older package
//! conflicting and never updates it again; hence the spare fields. The templates hold more than the
//! styles show, because only the styles may change: raise [`MODIFIED`] with them, or no learner
//! gets them. Cards that are made in another way have a note type of their own, never a template more.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::id_of;
use crate::package;

/// The id of the note type of questions and answers.
pub const ID: i64 = 1_479_799_086_795;

/// When the styles last changed: 2026-11-29.
pub const MODIFIED: i64 = 1_795_910_400;

/// The name of the note type of questions and answers.
pub const NAME: &str = "Deckmill Q&A";

/// The name of the note type of cloze deletions.
const CLOZE_NAME: &str = "Deckmill Cloze";

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

/// The name and id of the template that asks for the question.
const SECOND: (&str, i64) = ("Card 2", 6_360_142_859_730_417);

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

/// How cards are made of a note.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A card that asks for the answer.
    #[default]
    Basic,
    /// And one that asks for the question.
    Reversed,
    /// A card whose answer is typed.
    TypeIn,
    /// A card for each number of the deletions in the question.
    Cloze,
}

impl Shape {
    /// All of them.
    pub const ALL: [Shape; 4] = [Shape::Basic, Shape::Reversed, Shape::TypeIn, Shape::Cloze];

    /// Its name in options and in the lock.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Basic => "basic",
            Shape::Reversed => "reversed",
            Shape::TypeIn => "type-in",
            Shape::Cloze => "cloze",
        }
    }

    /// The shape with this name.
    pub fn by_name(name: &str) -> Option<Shape> {
        Shape::ALL.into_iter().find(|shape| shape.name() == name)
    }

    /// The templates of its cards, each with its name and id, front and back.
    ///
    /// Those of the other shapes are those of the first with another field in another place.
    pub fn templates(self) -> Vec<Template> {
        let template = |(name, id), front: String, back: String| Template { name, id, front, back };
        let first = |front: String, back: String| vec![template(TEMPLATE, front, back)];
        match self {
            Shape::Basic => first(FRONT.to_owned(), BACK.to_owned()),
            Shape::Reversed => {
                let [question, answer] = [
                    "<div class=\"dm-question\">{{Question}}</div>",
                    "<div class=\"dm-answer\">{{Answer}}</div>",
                ];
                let front = format!("{{{{#Answer}}}}{}{{{{/Answer}}}}", FRONT.replace(question, answer));
                let mut all = Shape::Basic.templates();
                all.push(template(SECOND, front, BACK.replace(answer, question)));
                all
            }
            Shape::TypeIn => {
                let typed = "<div class=\"dm-typed\">{{type:Answer}}</div>";
                let front = FRONT.strip_suffix("</div>").unwrap_or(FRONT);
                first(format!("{front}{typed}\n</div>"), BACK.replace("{{Answer}}", typed))
            }
            Shape::Cloze => {
                let front = FRONT.replace("{{Question}}", "{{cloze:Question}}");
                let back = BACK
                    .replace("{{FrontSide}}", &front)
                    .replace("<hr id=answer>", "{{#Answer}}<hr id=answer>{{/Answer}}");
                first(front, back)
            }
        }
    }

    /// The fields of which any, or all, make a card of each template, as Anki works it out from the
    /// fronts; of deletions it asks the text.
    fn requirements(self) -> Value {
        match self {
            Shape::Basic => json!([[0, "any", [0, 2, 4]]]),
            Shape::Reversed => json!([[0, "any", [0, 2, 4]], [1, "all", [1]]]),
            Shape::TypeIn => json!([[0, "any", [0, 1, 2, 4]]]),
            Shape::Cloze => json!([[0, "any", [0, 2, 4]]]),
        }
    }
}

/// A template of a note type.
pub struct Template {
    /// Its name.
    pub name: &'static str,
    /// The id by which Anki knows it should it be renamed.
    pub id: i64,
    /// What a learner sees first.
    pub front: String,
    /// What a learner sees then.
    pub back: String,
}

/// A note type of deckmill's, under whichever name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteType {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: Cow<'static, str>,
    /// How cards are made of its notes.
    pub shape: Shape,
}

impl NoteType {
    /// The note type of a shape, of deckmill's name or of a publisher's.
    pub fn new(brand: Option<&str>, shape: Shape) -> NoteType {
        let name: Cow<'static, str> = match (brand, shape) {
            (None, Shape::Basic) => return NoteType { id: ID, name: NAME.into(), shape },
            (None, Shape::Cloze) => CLOZE_NAME.into(),
            (Some(brand), Shape::Basic) => brand.to_owned().into(),
            (brand, shape) => {
                let what = match shape {
                    Shape::Reversed => "and reversed",
                    Shape::TypeIn => "type in the answer",
                    Shape::Cloze | Shape::Basic => shape.name(),
                };
                format!("{} ({what})", brand.unwrap_or(NAME)).into()
            }
        };
        NoteType { id: id_of("note type", &name), name, shape }
    }

    /// A hash of what it is with these styles, whenever it was changed.
    pub fn hash(&self, styles: &str) -> String {
        let templates = self.shape.templates();
        let texts = |of: fn(&Template) -> &str| templates.iter().map(of).collect::<Vec<_>>().join("\n");
        let names = texts(|template| template.name);
        let kind = if self.shape == Shape::Cloze { CLOZE_SIGN } else { "" };
        let looks = [texts(|template| &template.front), texts(|template| &template.back)];
        hash_of(&FIELDS.map(|(name, _)| name), [&format!("{kind}{names}"), &looks[0], &looks[1], styles])
    }

    /// It as the column `models` has it, with these styles; it was last changed at `modified`.
    pub fn json(&self, styles: &str, modified: i64) -> serde_json::Result<Value> {
        let templates = self.shape.templates();
        let row = Row {
            id: self.id,
            name: &self.name,
            kind: u8::from(self.shape == Shape::Cloze),
            modified,
            usn: 0,
            sortf: 0,
            did: None,
            tmpls: templates.iter().enumerate().map(|(ord, template)| template_row(ord, template)).collect(),
            flds: FIELDS.into_iter().enumerate().map(|(ord, (name, id))| field(ord, name, id)).collect(),
            css: styles,
            latex_pre: LATEX[0],
            latex_post: LATEX[1],
            latexsvg: false,
            req: self.shape.requirements(),
            tags: [],
            vers: [],
        };
        serde_json::to_value(&row)
    }
}

/// How it looks: the colours of code by day and by night, and all the rest.
pub const STYLES: &str = concat!(
    ".card {\n",
    include_str!("../../render/code/day.css"),
    "}\n\n.card.nightMode, .card.night_mode, .nightMode .card, .night_mode .card {\n",
    include_str!("../../render/code/night.css"),
    "}\n\n",
    include_str!("card.css"),
    include_str!("../../render/code/classes.css")
);

/// What Anki puts around the LaTeX of a field; each note type has it.
const LATEX: [&str; 2] = [
    "\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage[utf8]{inputenc}\n\
     \\usepackage{amssymb,amsmath}\n\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n\\begin{document}\n",
    "\\end{document}",
];

/// What stands before the templates' names in the hash of a note type of deletions.
const CLOZE_SIGN: &str = "cloze\n";

/// The hash of a note type with these fields, and with its templates' names, fronts and backs (each kind
/// a text, a line feed between two templates) and these styles.
fn hash_of(fields: &[&str], looks: [&str; 4]) -> String {
    let mut hasher = Sha256::new();
    for text in fields.iter().chain(&looks) {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of a note type of a package, as [`NoteType::hash`] has that of ours.
pub fn hash_of_found(found: &package::NoteType) -> String {
    let texts = |of: fn(&package::Template) -> &String| {
        found.templates.iter().map(|template| of(template).as_str()).collect::<Vec<_>>().join("\n")
    };
    let names = texts(|template| &template.name);
    let kind = if found.kind == package::Kind::Cloze { CLOZE_SIGN } else { "" };
    let looks = [texts(|template| &template.front), texts(|template| &template.back)];
    let fields: Vec<&str> = found.fields.iter().map(|field| field.name.as_str()).collect();
    hash_of(&fields, [&format!("{kind}{names}"), &looks[0], &looks[1], &found.css])
}

/// A note type as the column `models` has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    id: i64,
    name: &'a str,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(rename = "mod")]
    modified: i64,
    usn: i32,
    sortf: u8,
    did: Option<i64>,
    tmpls: Vec<TemplateRow<'a>>,
    flds: Vec<Field>,
    css: &'a str,
    latex_pre: &'static str,
    latex_post: &'static str,
    latexsvg: bool,
    req: Value,
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
struct TemplateRow<'a> {
    name: &'static str,
    ord: usize,
    qfmt: &'a str,
    afmt: &'a str,
    bqfmt: &'static str,
    bafmt: &'static str,
    did: Option<i64>,
    bfont: &'static str,
    bsize: u8,
    id: i64,
}

fn template_row(ord: usize, template: &Template) -> TemplateRow<'_> {
    TemplateRow {
        name: template.name,
        ord,
        qfmt: &template.front,
        afmt: &template.back,
        bqfmt: "",
        bafmt: "",
        did: None,
        bfont: "",
        bsize: 0,
        id: template.id,
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
