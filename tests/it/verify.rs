//! `deckmill verify`: each rule on a package that breaks it and nothing else, in both forms.

use deckmill::diagnostic::Diagnostics;
use deckmill::package::{Field, Form, Kind, NoteCard, Package};
use deckmill::{export, verify};
use libtest_mimic::{Failed, Trial};

use crate::handmade::{self, DECK, media};
use crate::{engine, kitchen_sink, packages};

/// A change that breaks one rule.
type Break = fn(&mut Package);

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let mut trials = vec![
        Trial::test("verify::a_good_package_is_clean", good),
        Trial::test("verify::our_own_packages_are_clean", own),
        engine::trial("verify::packages_of_the_engine_and_of_genanki", of_others),
    ];
    for (name, expected, change) in ONE {
        let check = move || in_both_forms(expected, |form| verify::verify(&broken(change, form)));
        trials.push(Trial::test(format!("verify::{name}"), check));
    }
    for (name, expected, change) in UPDATE {
        let check = move || {
            in_both_forms(expected, |form| verify::against(&broken(|_| {}, form), &broken(change, form)))
        };
        trials.push(Trial::test(format!("verify::against::{name}"), check));
    }
    trials
}

/// What breaks a package, and all that is said of it.
const ONE: &[(&str, &[&str], Break)] = &[
    ("a_guid_twice", &["repeated-guid"], |package| package.notes[1].guid = package.notes[0].guid.clone()),
    ("no_note_type", &["unknown-note-type"], |package| package.notes[0].note_type = 7),
    ("no_deck", &["unknown-deck"], |package| package.notes[0].cards[0].deck = 7),
    ("a_field_more", &["wrong-fields"], |package| package.notes[0].fields.push(String::new())),
    ("an_empty_field", &["empty-front"], |package| ask(package, "<br> <div></div>", " ")),
    ("a_front_that_shows_nothing", &["empty-front", "empty-front"], |package| {
        package.note_types[0].templates[0].front = "{{#Hint}}{{Front}}{{/Hint}}".into();
    }),
    ("no_card", &["note-without-card"], |package| package.notes[0].cards.clear()),
    ("no_card_on_purpose", &[], |package| {
        package.notes[0].cards.clear();
        package.notes[0].tags.push("deckmill::retired".into());
    }),
    ("a_sort_field_with_tags", &["wrong-sort-field"], |package| {
        package.notes[0].sort_text = "<b>x</b>".into()
    }),
    ("a_sort_field_that_is_a_number", &[], |package| ask(package, "042", "042")),
    ("another_sort_field", &["wrong-sort-field"], |package| package.note_types[0].sort_field = 1),
    ("no_checksums", &["wrong-checksum"], |package| {
        package.notes.iter_mut().for_each(|note| note.checksum = 0)
    }),
    ("a_script", &["active-content"], |package| answer(package, "a <script>alert(1)</script>")),
    ("a_handler", &["active-content"], |package| answer(package, "<b onclick=go()>a</b>")),
    ("an_address_that_runs", &["active-content"], |package| {
        answer(package, "<a href='javascript:go()'>a</a>")
    }),
    ("a_frame", &["active-content"], |package| {
        answer(package, "<iframe src=\"https://example.org\"></iframe>")
    }),
    ("a_script_in_a_template", &["active-content"], |package| {
        package.note_types[0].templates[0].back.push_str("<script>go()</script>");
    }),
    ("words_about_scripts", &[], |package| {
        answer(package, "javascript: on load=1, &lt;script&gt; <i>online=x</i>")
    }),
    ("a_tag_that_is_none", &["unescaped-tag"], |package| answer(package, "a vec<T> of it")),
    ("a_tag_without_an_end", &["unescaped-tag"], |package| answer(package, "if a<b then")),
    ("a_sign", &["unescaped-sign"], |package| answer(package, "1 < 2")),
    ("elements", &[], |package| {
        answer(
            package,
            "<!-- a<T --><p class=\"a>b\">x</p><br/><anki-mathjax>y</anki-mathjax><svg><path d=''/></svg>",
        );
    }),
    ("a_file_that_is_missing", &["media-missing"], |package| {
        answer(package, "<img src=\"gone.png\">[sound:gone.png]")
    }),
    ("a_file_that_is_listed_only", &["media-missing"], |package| {
        package.media.push(media(0, "a.png"));
        package.media[0].present = false;
    }),
    ("files", &[], |package| {
        package.media = vec![media(0, "a b.png"), media(1, "c&d.mp3"), media(2, "_e.ttf"), media(3, "f.png")];
        package.note_types[0].css = ".card { background: url(f.png) }".into();
        answer(package, "<img alt=x src='a%20b.png'>[sound:c&amp;d.mp3]<img src=https://example.org/x.png>");
    }),
    ("a_file_that_is_not_used", &["media-unused"], |package| package.media.push(media(0, "a.png"))),
    ("a_file_with_a_path", &["media-unsafe"], |package| {
        package.media.push(media(0, "../a.png"));
        answer(package, "<img src=\"../a.png\">");
    }),
    ("a_name_of_parts", &["media-renamed"], |package| {
        package.media.push(media(0, "e\u{301}.png"));
        answer(package, "<img src=\"e\u{301}.png\">");
    }),
    ("names_that_differ_in_case", &["media-clash"], |package| {
        package.media = vec![media(0, "Map.png"), media(1, "map.png")];
        answer(package, "<img src=\"Map.png\"><img src=\"map.png\">");
    }),
];

/// What an update gets wrong, and all that is said of it.
const UPDATE: &[(&str, &[&str], Break)] = &[
    ("nothing", &[], |_| {}),
    ("an_edit_that_is_newer", &[], |package| {
        answer(package, "better");
        package.notes[0].modified += 1;
    }),
    ("an_edit_that_is_not", &["edit-not-newer"], |package| answer(package, "better")),
    ("a_tag_that_is_not", &["edit-not-newer"], |package| package.notes[1].tags.push("x".into())),
    ("no_edit", &["newer-unchanged"], |package| package.notes[0].modified += 1),
    ("another_type", &["other-note-type"], |package| {
        let other = deckmill::package::NoteType { id: handmade::BASIC + 1, ..package.note_types[0].clone() };
        package.note_types.push(other);
        package.notes[0].note_type += 1;
    }),
    ("a_field_more", &["conflicting-note-type"], |package| {
        package.note_types[0].fields.push(Field { name: "Hint".into(), ..Field::default() });
    }),
    ("another_kind", &["styles-not-newer"], |package| package.note_types[0].kind = Kind::Cloze),
    ("a_field_renamed", &["conflicting-note-type"], |package| {
        package.note_types[0].fields[1].name = "Answer".into();
        package.note_types[0].modified += 1;
    }),
    ("styles_that_are_not_newer", &["styles-not-newer"], |package| package.note_types[0].css.push(' ')),
    ("styles_that_are_newer", &[], |package| {
        package.note_types[0].css.push(' ');
        package.note_types[0].modified += 1;
    }),
    ("another_guid", &["changed-guid"], |package| package.notes[0].guid = "other".into()),
    ("a_note_less", &["note-left-out"], |package| {
        package.notes.pop();
    }),
    ("a_note_more", &[], |package| package.notes.push(handmade::note(9, &["Three?", "3"]))),
];

fn ask(package: &mut Package, question: &str, sort_text: &str) {
    let note = &mut package.notes[0];
    note.fields[0] = question.into();
    (note.sort_text, note.checksum) = (sort_text.into(), handmade::checksum(sort_text));
}

fn answer(package: &mut Package, answer: &str) {
    package.notes[0].fields[1] = answer.into();
}

/// A package that was written in a form and opened again.
fn broken(change: impl Fn(&mut Package), form: Form) -> Package {
    let mut package = handmade::package(&[("One?", "1"), ("Is it <b>two</b> &amp; more?", "2")]);
    change(&mut package);
    package.form = form;
    Package::open(&handmade::bytes(&package)).unwrap()
}

fn in_both_forms(expected: &[&str], found: impl Fn(Form) -> Diagnostics) -> Result<(), Failed> {
    for form in [Form::Legacy, Form::Modern] {
        let found = found(form);
        let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
        if rules != expected {
            return Err(format!("{found:#?}\ninstead of: {expected:?}").into());
        }
    }
    Ok(())
}

fn clean(package: &Package) -> Result<(), Failed> {
    let found = verify::verify(package);
    if found.is_empty() { Ok(()) } else { Err(format!("{found:#?}").into()) }
}

fn good() -> Result<(), Failed> {
    in_both_forms(&[], |form| verify::verify(&broken(|_| {}, form)))?;
    // A reversed note type makes two cards.
    let mut package = broken(|_| {}, Form::Legacy);
    let mut reverse = package.note_types[0].templates[0].clone();
    (reverse.name, reverse.front) = ("Card 2".into(), "{{Back}}".into());
    package.note_types[0].templates.push(reverse);
    package.notes[0].cards.push(NoteCard { deck: DECK, template: 1, due: 1 });
    clean(&package)
}

/// Without files, images are their text.
fn own() -> Result<(), Failed> {
    for deck in [kitchen_sink::deck(), kitchen_sink::two_decks()] {
        let package = Package::open(&export::to_bytes("anki", &deck)?)?;
        let found = verify::verify(&package);
        if !found.is_empty() {
            return Err(format!("{found:#?}").into());
        }
        if !verify::against(&package, &package).is_empty() {
            return Err("a package is no update of itself".into());
        }
        // The number and the place are not what a card says, so that their change is none to be told.
        let mut moved = deck.clone();
        moved.cards.iter_mut().for_each(|card| (card.number, card.origin.line) = (None, 99));
        let moved = Package::open(&export::to_bytes("anki", &moved)?)?;
        let found = verify::against(&package, &moved);
        if !found.is_empty() {
            return Err(format!("{found:#?}").into());
        }
    }
    Ok(())
}

/// The engine's exports are as it says, but for what the notes were made with; genanki writes no checksums.
fn of_others() -> Result<(), Failed> {
    let (folder, _) = packages::made()?;
    let cases: [(&str, &[&str]); 4] = [
        ("legacy.apkg", &["media-missing"]),
        ("modern.apkg", &["media-missing"]),
        ("modern.colpkg", &["media-missing"]),
        ("genanki.apkg", &["wrong-checksum"]),
    ];
    for (name, expected) in cases {
        let package = Package::open(&std::fs::read(folder.path().join(name))?)?;
        let found = verify::verify(&package);
        let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
        if rules != expected {
            return Err(format!("{name}: {found:#?}").into());
        }
    }
    Ok(())
}
