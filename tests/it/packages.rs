//! Packages of any tool, opened: by the engine in each of its forms, by genanki, by ourselves, by hand,
//! and by whoever means harm.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;

use deckmill::export;
use deckmill::package::{Deck, Form, Media, NoteType, Package, PackageError, is_package};
use libtest_mimic::{Failed, Trial};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::handmade;
use crate::{engine, kitchen_sink};

type Check = fn() -> Result<(), Failed>;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let checks: [(&str, Check); 10] = [
        ("our_own_rows_come_back", our_own_rows_come_back),
        ("hand_made_rows_come_back_in_each_form", hand_made_rows_come_back_in_each_form),
        ("columns_of_the_wrong_type_are_read_all_the_same", columns_of_the_wrong_type_are_read_all_the_same),
        ("what_is_no_package_is_an_error", what_is_no_package_is_an_error),
        ("bombs_are_an_error", bombs_are_an_error),
        ("rows_without_end_are_an_error", rows_without_end_are_an_error),
        ("names_with_a_way_out_are_unsafe", names_with_a_way_out_are_unsafe),
        ("no_byte_can_make_it_panic", no_byte_can_make_it_panic),
        ("a_part_of_a_package_is_an_error", a_part_of_a_package_is_an_error),
        ("many_notes_open_quickly", many_notes_open_quickly),
    ];
    let of_engine: [(&str, Check); 2] = [
        ("the_engines_rows_are_read_as_it_says", the_engines_rows_are_read_as_it_says),
        ("rows_of_genanki_are_read", rows_of_genanki_are_read),
    ];
    let own = checks.into_iter().map(|(name, check)| Trial::test(format!("packages::{name}"), check));
    let others =
        of_engine.into_iter().map(|(name, check)| engine::trial(&format!("packages::{name}"), check));
    own.chain(others).collect()
}

fn open(bytes: &[u8]) -> Result<Package, Failed> {
    Package::open(bytes).map_err(|error| error.to_string().into())
}

fn equal<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result<(), Failed> {
    match found == expected {
        true => Ok(()),
        false => Err(format!("   found: {found:?}\nexpected: {expected:?}").into()),
    }
}

/// The folder with the packages of `make_packages.py`, and what it says of them.
pub fn made() -> Result<&'static (tempfile::TempDir, Value), String> {
    static MADE: OnceLock<Result<(tempfile::TempDir, Value), String>> = OnceLock::new();
    let make = || {
        let folder = tempfile::TempDir::new().map_err(|error| error.to_string())?;
        let said = engine::script("make_packages.py", &[folder.path()], &[])?;
        Ok((folder, said))
    };
    MADE.get_or_init(make).as_ref().map_err(Clone::clone)
}

fn read(folder: &Path, name: &str) -> Result<Package, Failed> {
    let bytes = fs::read(folder.join(name))?;
    if !is_package(&bytes) {
        return Err(format!("{name} is not taken for a package").into());
    }
    open(&bytes)
}

fn our_own_rows_come_back() -> Result<(), Failed> {
    let deck = kitchen_sink::deck();
    let package = open(&export::to_bytes("anki", &deck)?)?;
    equal(&(package.form, package.schema), &(Form::Legacy, 11))?;
    let guids: Vec<&str> = package.notes.iter().map(|note| note.guid.as_str()).collect();
    equal(&guids, &deck.all_cards().map(|card| &*card.id).collect())?;
    let note_type = package.note_type(package.notes[0].note_type).ok_or("no note type")?;
    equal(&note_type.name.as_str(), &"Deckmill Q&A")?;
    equal(&(note_type.fields.len(), note_type.templates.len()), &(10, 1))?;
    for (at, note) in package.notes.iter().enumerate() {
        equal(&(note.fields.len(), note.cards.len(), note.cards[0].due), &(10, 1, at as i64 + 1))?;
        package.deck(note.cards[0].deck).ok_or("a card is in no deck")?;
    }
    Ok(())
}

fn hand_made_rows_come_back_in_each_form() -> Result<(), Failed> {
    let mut package = handmade::package(&[("One?", "1"), ("Two?", "<b>2</b>"), ("42", "")]);
    package.notes[0].tags = vec!["a".into(), "b::c".into()];
    package.notes[1].data = "of others".into();
    package.notes[1].cards.clear();
    package.decks[1].mark = Some("a mark".into());
    package.note_types[0].fields[0].id = Some(-7);
    package.note_types[0].templates[0].deck = Some(handmade::DECK);
    package.media = vec![handmade::media(0, "a.png"), handmade::media(1, "../é.png")];
    package.media[1].present = false;
    for form in [Form::Legacy, Form::LegacyTwo, Form::Modern] {
        package.form = form;
        let mut expected = package.clone();
        for media in &mut expected.media {
            let known = form == Form::Modern;
            media.checksum = known.then_some([0; 20]);
            media.size = media.size.filter(|_| known || media.present);
        }
        equal(&open(&handmade::bytes(&package))?, &expected)?;
    }
    Ok(())
}

fn columns_of_the_wrong_type_are_read_all_the_same() -> Result<(), Failed> {
    let package = handmade::package(&[("One?", "1")]);
    let change = |connection: &rusqlite::Connection| {
        let sql = "UPDATE notes SET mid = 'none', mod = 1.5, tags = NULL, flds = x'ff411f42', sfld = x'00', csum = NULL,
                data = 7; UPDATE cards SET ord = 'x', due = '3', odid = 1e300;
            CREATE INDEX own ON notes (guid); DROP INDEX own";
        connection.execute_batch(sql).unwrap();
    };
    let read = open(&handmade::bytes_of(&package, &handmade::database(&package, change)))?;
    let note = &read.notes[0];
    equal(&(note.note_type, note.modified, note.checksum, note.tags.len()), &(0, 1, 0, 0))?;
    equal(&note.fields, &vec!["\u{fffd}A".to_owned(), "B".to_owned()])?;
    equal(&(note.data.as_str(), note.cards[0].template, note.cards[0].due), &("7", 0, 3))
}

fn what_is_no_package_is_an_error() -> Result<(), Failed> {
    let package = handmade::package(&[("One?", "1")]);
    let made = |sql: &'static str| {
        let change = |connection: &rusqlite::Connection| connection.execute_batch(sql).unwrap();
        handmade::bytes_of(&package, &handmade::database(&package, change))
    };
    let member = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
    let collection = || member("collection.anki2", &handmade::database(&package, |_| {}));
    let view = "ALTER TABLE notes RENAME TO old; CREATE VIEW notes AS SELECT * FROM old";
    let computed = "DROP TABLE notes; CREATE TABLE notes (id, guid, mid, mod, tags, sfld, csum, data, flds AS (zeroblob(9)))";
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (vec![], "it is no zip file"),
        (b"PK\x03\x04 and nothing".to_vec(), "it is no zip file"),
        (handmade::zip(&[member("a.txt", b"a")]), "holds no collection"),
        (handmade::zip(&[member("meta", &[8, 4]), collection()]), "of version 4"),
        (handmade::zip(&[member("meta", &[255, 255]), collection()]), "`meta` in the package is no protobuf"),
        (handmade::zip(&[member("meta", &[8, 3]), collection()]), "lacks its member `collection.anki21b`"),
        (
            handmade::zip(&[member("collection.anki21b", b"no zstd")]),
            "`collection.anki21b` in the package is broken",
        ),
        (handmade::zip(&[member("collection.anki2", b"no database")]), "it is no database of SQLite"),
        (handmade::zip(&[member("collection.anki2", b"")]), "it is no database of SQLite"),
        (handmade::zip(&[collection(), member("media", b"[1]")]), "`media` in the package is no JSON"),
        (handmade::zip(&[collection(), member("media", b"{\"0\": 1}")]), "`media` in the package is no JSON"),
        (made("DROP TABLE notes"), "there is no table `notes`"),
        (made("DROP TABLE cards"), "there is no table `cards`"),
        (made("DELETE FROM col"), "`col` is empty"),
        (made("UPDATE col SET ver = -1"), "its version is -1"),
        (made("UPDATE col SET ver = 18"), "there is no table `notetypes`"),
        (made("UPDATE col SET models = '{'"), "`models` in the package is no JSON"),
        (made("UPDATE col SET decks = x'00'"), "`decks` in the package is no JSON"),
        (made(view), "`notes` is no plain table"),
        (made(computed), "`notes` is no plain table"),
    ];
    for (bytes, expected) in cases {
        let error = Package::open(&bytes).err().ok_or(format!("no error: {expected}"))?;
        if !error.to_string().contains(expected) || error.help().is_empty() {
            return Err(format!("{error}\ninstead of: {expected}").into());
        }
    }
    Ok(())
}

fn bombs_are_an_error() -> Result<(), Failed> {
    let zeros = vec![0u8; 80 << 20];
    let deflated = handmade::zip(&[("collection.anki2".to_owned(), zeros.clone())]);
    let packed = zstd::encode_all(&*zeros, 3)?;
    let modern = handmade::zip(&[("collection.anki21b".to_owned(), packed.clone())]);
    let package = handmade::package(&[("One?", "1")]);
    let database = zstd::encode_all(&*handmade::database(&package, |_| {}), 0)?;
    let list = handmade::zip(&[("collection.anki21b".to_owned(), database), ("media".to_owned(), packed)]);
    for bomb in [deflated, modern, list] {
        match Package::open(&bomb) {
            Err(PackageError::TooLarge { .. }) => {}
            other => return Err(format!("{:?}", other.map(|package| package.notes.len())).into()),
        }
    }
    Ok(())
}

/// Pages of a table that all lead to one other page, level by level, or to themselves.
fn rows_without_end_are_an_error() -> Result<(), Failed> {
    let many: Vec<String> = (0..4000).map(|at| format!("What is number {at} of so many?")).collect();
    let pairs: Vec<(&str, &str)> = many.iter().map(|text| (text.as_str(), "It is one.")).collect();
    let package = handmade::package(&pairs);
    let honest = handmade::database(&package, |_| {});
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'notes'";
    let root = {
        let mut connection = rusqlite::Connection::open_in_memory()?;
        connection.deserialize_read_exact("main", &*honest, honest.len(), true)?;
        usize::try_from(connection.query_row(sql, [], |row| row.get::<_, i64>(0))?)?
    };
    let children = children(&honest, root);
    let started = Instant::now();
    for levels in [&[root, children[0], children[1], children[2], children[3]][..], &[root, root]] {
        let mut database = honest.clone();
        let page = honest[(root - 1) * 4096..root * 4096].to_vec();
        for pair in levels.windows(2) {
            database[(pair[0] - 1) * 4096..pair[0] * 4096].copy_from_slice(&page);
            lead(&mut database, pair[0], pair[1]);
        }
        if let Ok(package) = Package::open(&handmade::bytes_of(&package, &database)) {
            return Err(format!("{} notes", package.notes.len()).into());
        }
    }
    if started.elapsed().as_secs() > 20 { Err("it took too long".into()) } else { Ok(()) }
}

/// Where the cells of an inner page of a table are.
fn cells(database: &[u8], page: usize) -> Vec<usize> {
    let start = (page - 1) * 4096;
    assert_eq!(database[start], 5, "an inner page of a table");
    let at = |at: usize| usize::from(u16::from_be_bytes([database[at], database[at + 1]]));
    (0..at(start + 3)).map(|cell| start + at(start + 12 + 2 * cell)).collect()
}

/// The pages that an inner page leads to.
fn children(database: &[u8], page: usize) -> Vec<usize> {
    let child = |cell: usize| u32::from_be_bytes(database[cell..cell + 4].try_into().unwrap()) as usize;
    cells(database, page).into_iter().map(child).collect()
}

/// Lets an inner page lead to one page only.
fn lead(database: &mut [u8], page: usize, to: usize) {
    let last = (page - 1) * 4096 + 8;
    for cell in cells(database, page).into_iter().chain([last]) {
        database[cell..cell + 4].copy_from_slice(&(to as u32).to_be_bytes());
    }
}

fn names_with_a_way_out_are_unsafe() -> Result<(), Failed> {
    let named = |name: &str| Media { name: name.to_owned(), ..Media::default() };
    let bad = [
        "",
        ".",
        "..",
        "../a.png",
        "a/b.png",
        "/etc/passwd",
        "c:\\a.png",
        "c:a.png",
        "a\\b",
        "a\0.png",
        "a\n.png",
    ];
    for name in bad {
        equal(&(name, named(name).is_safe()), &(name, false))?;
    }
    for name in ["a.png", "a picture é.png", "..a", "_font.ttf", "日本.mp3"] {
        equal(&(name, named(name).is_safe()), &(name, true))?;
    }
    equal(&named("e\u{301}.png").is_kept(), &false)?;
    equal(&named(&"a".repeat(121)).is_kept(), &false)
}

fn no_byte_can_make_it_panic() -> Result<(), Failed> {
    let mut package = handmade::package(&[("One?", "1"), ("Two?", "2")]);
    package.media = vec![handmade::media(0, "a.png")];
    let change = |package: &Package| handmade::database(package, |_| {});
    let database = change(&package);
    let mut seeds = Vec::new();
    for form in [Form::Legacy, Form::Modern] {
        package.form = form;
        seeds.push(handmade::bytes(&package));
    }
    let edits = || proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12);
    let strategy = (0..3usize, edits());
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    let result = runner.run(&strategy, |(which, edits)| {
        let mut bytes = seeds.get(which).unwrap_or(&database).clone();
        let length = bytes.len();
        edits.iter().for_each(|(at, byte)| bytes[at.index(length)] = *byte);
        // A database is changed by itself, for else the zip's checksums would find it out.
        let bytes = if which == 2 { handmade::bytes_of(&package, &bytes) } else { bytes };
        let _ = Package::open(&bytes);
        Ok(())
    });
    result.map_err(|error| error.to_string().into())
}

fn a_part_of_a_package_is_an_error() -> Result<(), Failed> {
    let mut package = handmade::package(&[("One?", "1"), ("Two?", "2")]);
    for form in [Form::Legacy, Form::Modern] {
        package.form = form;
        let bytes = handmade::bytes(&package);
        for end in (0..bytes.len()).step_by(97) {
            if Package::open(&bytes[..end]).is_ok() {
                return Err(format!("{end} bytes of {} are enough", bytes.len()).into());
            }
        }
    }
    Ok(())
}

fn many_notes_open_quickly() -> Result<(), Failed> {
    let texts: Vec<(String, String)> = (0..100_000)
        .map(|at| {
            (format!("What is number {at}, and why is it so much larger than {}?", at / 2), "So. ".repeat(60))
        })
        .collect();
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let bytes = handmade::bytes(&handmade::package(&pairs));
    let started = Instant::now();
    let package = open(&bytes)?;
    equal(&package.notes.len(), &100_000)?;
    // A second is promised where it is optimised; here and on a busy machine it may take longer.
    let seconds = started.elapsed().as_secs_f64();
    if seconds > 8.0 { Err(format!("{seconds} s").into()) } else { Ok(()) }
}

fn the_engines_rows_are_read_as_it_says() -> Result<(), Failed> {
    let (folder, said) = made()?;
    let said = &said["engine"];
    for (name, form) in [
        ("legacy.apkg", Form::LegacyTwo),
        ("modern.apkg", Form::Modern),
        ("legacy.colpkg", Form::LegacyTwo),
        ("modern.colpkg", Form::Modern),
    ] {
        let package = read(folder.path(), name)?;
        equal(&package.form, &form)?;
        equal(&json!(notes(&package)), &said["notes"]).map_err(|error| format!("{name}: {error:?}"))?;
        let used = |one: &&NoteType| package.notes.iter().any(|note| note.note_type == one.id);
        let types: Vec<Value> = package.note_types.iter().filter(used).map(note_type).collect();
        equal(&json!(types), &said["types"])?;
        let mut decks: Vec<Value> = package.decks.iter().map(deck).collect();
        decks.sort_by_key(ToString::to_string);
        equal(&json!(decks), &said["decks"])?;
        let media: Vec<(&str, bool)> =
            package.media.iter().map(|media| (media.name.as_str(), media.present)).collect();
        equal(&media, &vec![("a picture é.png", true)])?;
        equal(&package.media[0].size, &Some(15))?;
    }
    Ok(())
}

fn notes(package: &Package) -> Vec<Value> {
    let deck = |id: i64| package.deck(id).map(|deck| deck.name.as_str());
    let note = |note: &deckmill::package::Note| {
        let cards: Vec<Value> =
            note.cards.iter().map(|card| json!([deck(card.deck), card.template])).collect();
        json!({"guid": note.guid, "type": package.note_type(note.note_type).map(|one| one.name.as_str()),
            "mod": note.modified, "tags": note.tags, "fields": note.fields, "sort": note.sort_text,
            "checksum": note.checksum, "cards": cards})
    };
    package.notes.iter().map(note).collect()
}

fn deck(deck: &Deck) -> Value {
    json!([deck.name, deck.description, deck.mark])
}

fn note_type(one: &NoteType) -> Value {
    let fields: Vec<Value> = one
        .fields
        .iter()
        .map(|field| {
            json!({"name": field.name, "id": field.id, "font": field.font, "size": field.size,
                "sticky": field.sticky, "rtl": field.rtl, "description": field.description,
                "preventDeletion": field.prevents_deletion})
        })
        .collect();
    let templates: Vec<Value> = one
        .templates
        .iter()
        .map(|template| {
            json!({"name": template.name, "id": template.id, "qfmt": template.front, "afmt": template.back,
                "bqfmt": template.browser_front, "bafmt": template.browser_back,
                "bfont": template.browser_font, "bsize": template.browser_size})
        })
        .collect();
    json!({"id": one.id, "name": one.name, "type": one.kind as i32, "mod": one.modified,
        "sortf": one.sort_field, "css": one.css, "latexPre": one.latex[0], "latexPost": one.latex[1],
        "latexsvg": one.latex_svg, "originalStockKind": one.stock_kind, "flds": fields, "tmpls": templates})
}

fn rows_of_genanki_are_read() -> Result<(), Failed> {
    let (folder, said) = made()?;
    let package = read(folder.path(), "genanki.apkg")?;
    let notes: Vec<Value> = package
        .notes
        .iter()
        .map(|note| json!({"guid": note.guid, "fields": note.fields, "tags": note.tags}))
        .collect();
    equal(&json!(notes), &said["genanki"]["notes"])?;
    equal(&package.notes.iter().all(|note| note.cards.len() == 1), &true)
}
