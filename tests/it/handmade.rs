//! Packages made by hand: plain data in, a zip with a database out, as any tool might write it.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use deckmill::package::{Deck, Field, Form, Kind, Media, Note, NoteCard, NoteType, Package, Template};
use rusqlite::{Connection, params};
use serde_json::{Map, Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TABLES: &str = "
CREATE TABLE col (id integer PRIMARY KEY, crt integer, mod integer, scm integer, ver integer, dty integer,
  usn integer, ls integer, conf text, models text, decks text, dconf text, tags text);
CREATE TABLE notes (id integer PRIMARY KEY, guid text, mid integer, mod integer, usn integer, tags text,
  flds text, sfld integer, csum integer, flags integer, data text);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer, did integer, ord integer, mod integer, usn integer,
  type integer, queue integer, due integer, ivl integer, factor integer, reps integer, lapses integer,
  left integer, odue integer, odid integer, flags integer, data text);";

/// The id of the note type of [`package`].
pub const BASIC: i64 = 1_500_000_000_000;

/// The id of its deck.
pub const DECK: i64 = 1_500_000_000_001;

/// A package of Anki's own kind: a note type of two fields, a deck, and these notes.
pub fn package(notes: &[(&str, &str)]) -> Package {
    let field = |name: &str| Field { name: name.into(), font: "Arial".into(), size: 20, ..Field::default() };
    let template = Template {
        name: "Card 1".into(),
        front: "{{Front}}".into(),
        back: "{{FrontSide}}<hr id=answer>{{Back}}".into(),
        ..Template::default()
    };
    let basic = NoteType {
        id: BASIC,
        name: "Basic".into(),
        modified: 1_600_000_000,
        fields: vec![field("Front"), field("Back")],
        templates: vec![template],
        css: ".card {}".into(),
        ..NoteType::default()
    };
    let deck = |id, name: &str| Deck { id, name: name.into(), ..Deck::default() };
    Package {
        form: Form::Legacy,
        schema: 11,
        note_types: vec![basic],
        decks: vec![deck(1, "Default"), deck(DECK, "Top::Low")],
        notes: (0..).zip(notes).map(|(at, (front, back))| note(at, &[front, back])).collect(),
        media: vec![],
    }
}

/// A note of such a package.
pub fn note(at: i64, fields: &[&str]) -> Note {
    let sort_text = strip(fields[0]);
    Note {
        id: 1_600_000_000_000 + at,
        guid: format!("guid#{at}"),
        note_type: BASIC,
        modified: 1_600_000_000 + at,
        tags: vec![],
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        checksum: checksum(&sort_text),
        sort_text,
        data: String::new(),
        cards: vec![NoteCard { deck: DECK, template: 0, due: at + 1 }],
    }
}

/// What Anki sorts simple fields by.
fn strip(field: &str) -> String {
    let mut out = String::new();
    let mut rest = field;
    while let Some((text, tag)) = rest.split_once('<') {
        out.push_str(text);
        rest = tag.split_once('>').map_or("", |(_, rest)| rest);
    }
    (out + rest).replace("&lt;", "<").replace("&amp;", "&")
}

/// The checksum of a text.
pub fn checksum(text: &str) -> i64 {
    use sha1::{Digest, Sha1};
    Sha1::digest(text).iter().take(4).fold(0, |sum, byte| sum << 8 | i64::from(*byte))
}

/// A package's bytes, in its form, with a database of schema 11. Media that are present hold their names.
pub fn bytes(package: &Package) -> Vec<u8> {
    bytes_of(package, &database(package, |_| {}))
}

/// The same with a database that was made otherwise.
pub fn bytes_of(package: &Package, database: &[u8]) -> Vec<u8> {
    let modern = package.form == Form::Modern;
    let packed = |bytes: &[u8]| if modern { zstd::encode_all(bytes, 0).unwrap() } else { bytes.to_vec() };
    let mut members = vec![match package.form {
        Form::Legacy => ("collection.anki2".to_owned(), packed(database)),
        Form::LegacyTwo => ("collection.anki21".to_owned(), packed(database)),
        Form::Modern => ("collection.anki21b".to_owned(), packed(database)),
    }];
    if modern {
        members.push(("meta".to_owned(), vec![8, 3]));
        members.push(("collection.anki2".to_owned(), b"a stand-in".to_vec()));
    }
    let list = if modern { list(&package.media) } else { map(&package.media).to_string().into_bytes() };
    members.push(("media".to_owned(), packed(&list)));
    for media in package.media.iter().filter(|media| media.present) {
        members.push((media.member.clone(), packed(media.name.as_bytes())));
    }
    zip(&members)
}

fn map(media: &[Media]) -> Value {
    media
        .iter()
        .map(|media| (media.member.clone(), Value::from(media.name.clone())))
        .collect::<Map<_, _>>()
        .into()
}

/// The list of media as protobuf; all lengths are short ones.
fn list(media: &[Media]) -> Vec<u8> {
    let mut out = Vec::new();
    for media in media {
        let mut entry = vec![10];
        let length = |out: &mut Vec<u8>, mut length: usize| {
            while length > 127 {
                out.push((length & 127) as u8 | 128);
                length >>= 7;
            }
            out.push(length as u8);
        };
        length(&mut entry, media.name.len());
        entry.extend(media.name.as_bytes());
        entry.push(16);
        length(&mut entry, media.size.unwrap_or(0) as usize);
        entry.extend([26, 20]);
        entry.extend(media.checksum.unwrap_or_default());
        out.push(10);
        length(&mut out, entry.len());
        out.extend(entry);
    }
    out
}

/// A file of a package.
pub fn media(at: usize, name: &str) -> Media {
    let size = Some(name.len() as u64);
    Media { name: name.into(), size, member: at.to_string(), checksum: None, present: true }
}

/// A zip of members.
pub fn zip(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The database of a package, after a last change.
pub fn database(package: &Package, change: impl FnOnce(&Connection)) -> Vec<u8> {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(TABLES).unwrap();
    let models: BTreeMap<String, Value> =
        package.note_types.iter().map(|one| (one.id.to_string(), note_type(one))).collect();
    let decks: BTreeMap<String, Value> =
        package.decks.iter().map(|one| (one.id.to_string(), deck(one))).collect();
    let (models, decks) = (json!(models).to_string(), json!(decks).to_string());
    let sql = "INSERT INTO col VALUES (1, 0, 0, 0, 11, 0, 0, 0, '{}', ?, ?, '{}', '{}')";
    connection.execute(sql, params![models, decks]).unwrap();
    for note in &package.notes {
        let tags = format!(" {} ", note.tags.join(" "));
        let fields = note.fields.join("\u{1f}");
        let Note { id, guid, note_type, modified, sort_text, checksum, data, .. } = note;
        let row = params![id, guid, note_type, modified, tags, fields, sort_text, checksum, data];
        connection.execute("INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, ?)", row).unwrap();
        for card in &note.cards {
            let sql = "INSERT INTO cards VALUES (NULL, ?, ?, ?, 0, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')";
            connection.execute(sql, params![id, card.deck, card.template, card.due]).unwrap();
        }
    }
    change(&connection);
    connection.serialize("main").unwrap().to_vec()
}

fn deck(deck: &Deck) -> Value {
    let mut row =
        json!({"id": deck.id, "name": deck.name, "desc": deck.description, "dyn": i32::from(deck.filtered)});
    if let Some(mark) = &deck.mark {
        row["deckmill"] = json!(mark);
    }
    row
}

fn note_type(one: &NoteType) -> Value {
    let fields: Vec<Value> = (0..)
        .zip(&one.fields)
        .map(|(at, field): (i32, _)| {
            json!({"name": field.name, "ord": at, "id": field.id, "tag": field.tag, "font": field.font,
                "size": field.size, "sticky": field.sticky, "rtl": field.rtl, "description": field.description,
                "plainText": field.plain_text, "collapsed": field.collapsed,
                "excludeFromSearch": field.excluded_from_search, "preventDeletion": field.prevents_deletion})
        })
        .collect();
    let templates: Vec<Value> = (0..)
        .zip(&one.templates)
        .map(|(at, template): (i32, _)| {
            json!({"name": template.name, "ord": at, "id": template.id, "qfmt": template.front,
                "afmt": template.back, "bqfmt": template.browser_front, "bafmt": template.browser_back,
                "bfont": template.browser_font, "bsize": template.browser_size, "did": template.deck})
        })
        .collect();
    json!({"id": one.id, "name": one.name, "type": i32::from(one.kind == Kind::Cloze), "mod": one.modified,
        "sortf": one.sort_field, "flds": fields, "tmpls": templates, "css": one.css,
        "latexPre": one.latex[0], "latexPost": one.latex[1], "latexsvg": one.latex_svg,
        "originalId": one.original_id, "originalStockKind": one.stock_kind})
}
