//! Packages of any tool as pages: what becomes of their notes, decks, tags and GUIDs.

use deckmill::diagnostic::Severity;
use deckmill::model::{Block, Card};
use deckmill::package::{Deck, Field, Form, Kind, Package};
use deckmill::render::{markdown, text};
use deckmill::{Page, ReadOptions, Source, export};
use libtest_mimic::{Failed, Trial};
use unicode_normalization::UnicodeNormalization;

use crate::handmade;
use crate::{engine, packages};

type Check = fn() -> Result<(), Failed>;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let checks: [(&str, Check); 8] = [
        ("a_package_is_known_by_its_bytes", a_package_is_known_by_its_bytes),
        ("a_broken_package_is_an_error", a_broken_package_is_an_error),
        ("guids_stay_what_they_are", guids_stay_what_they_are),
        ("fields_are_found_by_name_or_by_template", fields_are_found),
        ("deletions_are_hidden_in_the_question", deletions_are_hidden),
        ("retired_notes_are_no_cards", retired_notes_are_no_cards),
        ("decks_become_decks", decks_become_decks),
        ("all_of_it_is_in_one_place", all_of_it_is_in_one_place),
    ];
    let own = checks.into_iter().map(|(name, check)| Trial::test(format!("old_decks::{name}"), check));
    let others = [
        engine::trial("old_decks::of_the_engine", of_the_engine),
        engine::trial("old_decks::of_genanki", of_genanki),
        engine::trial("old_decks::exported_again_by_anki", exported_again),
    ];
    own.chain(others).collect()
}

fn read(bytes: &[u8]) -> Page {
    deckmill::read(&Source::new("old.apkg", bytes), &ReadOptions::default())
}

fn page(package: &Package) -> Page {
    read(&handmade::bytes(package))
}

fn equal<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result<(), Failed> {
    match found == expected {
        true => Ok(()),
        false => Err(format!("   found: {found:?}\nexpected: {expected:?}").into()),
    }
}

fn said(card: &Card) -> (String, String) {
    (text::blocks(&card.question), text::blocks(&card.answer))
}

fn all_said(page: &Page) -> Vec<(String, String)> {
    page.deck.all_cards().map(said).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(question, answer)| ((*question).to_owned(), (*answer).to_owned())).collect()
}

fn a_package_is_known_by_its_bytes() -> Result<(), Failed> {
    let bytes = handmade::bytes(&handmade::package(&[("One?", "1")]));
    for name in ["deck.apkg", "deck.txt", "deck", "deck.md", "all.colpkg"] {
        let page = deckmill::read(&Source::new(name, bytes.clone()), &ReadOptions::default());
        equal(&(page.reader, page.deck.all_cards().count()), &("anki", 1))?;
    }
    let named =
        deckmill::read(&Source::new("deck.apkg", "# A page\n\n## Why?\n\nSo.\n"), &ReadOptions::default());
    equal(&named.diagnostics.iter().map(|finding| finding.rule).collect::<Vec<_>>(), &vec!["broken-package"])
}

fn a_broken_package_is_an_error() -> Result<(), Failed> {
    let bytes = handmade::bytes(&handmade::package(&[("One?", "1")]));
    let broken = handmade::bytes_of(&handmade::package(&[]), b"no database");
    for bytes in [&bytes[..bytes.len() / 2], &broken, b"PK"] {
        let page = deckmill::read(
            &Source::new("old.apkg", bytes),
            &ReadOptions {
                from: deckmill::format::by_name(deckmill::read::READERS, "anki"),
                ..Default::default()
            },
        );
        let found: Vec<_> = page.diagnostics.iter().map(|one| (one.rule, one.severity)).collect();
        equal(&found, &vec![("broken-package", Severity::Error)])?;
        equal(&page.is_empty(), &true)?;
    }
    Ok(())
}

fn guids_stay_what_they_are() -> Result<(), Failed> {
    let mut package = handmade::package(&[("One?", "1"), ("Two?", "2"), ("Three?", "3")]);
    let guids = ["E4!hwn:?@#\"<-->", "kXAVEE4Eq2h5AHMv", " é "];
    package.notes.iter_mut().zip(guids).for_each(|(note, guid)| note.guid = guid.into());
    let first = page(&package);
    equal(&first.deck.all_cards().map(|card| &*card.id).collect::<Vec<_>>(), &guids.to_vec())?;
    // Markdown and a package of ours keep them as well.
    for (format, name) in [("markdown", "old.md"), ("anki", "old.apkg")] {
        let bytes = export::to_bytes(format, &first.deck)?;
        let again = deckmill::read(&Source::new(name, bytes), &ReadOptions::default());
        equal(&again.deck.all_cards().map(|card| &*card.id).collect::<Vec<_>>(), &guids.to_vec())?;
    }
    Ok(())
}

/// A package with one note, of a type with these fields and this template.
fn one(fields: &[(&str, &str)], front: &str, back: &str) -> Package {
    let mut package = handmade::package(&[]);
    let note_type = &mut package.note_types[0];
    note_type.fields =
        fields.iter().map(|(name, _)| Field { name: (*name).into(), ..Field::default() }).collect();
    (note_type.templates[0].front, note_type.templates[0].back) = (front.into(), back.into());
    let texts: Vec<&str> = fields.iter().map(|(_, text)| *text).collect();
    package.notes.push(handmade::note(0, &texts));
    package
}

fn fields_are_found() -> Result<(), Failed> {
    let word =
        [("Word", "bonjour"), ("Hint", "h"), ("Sinn", "<b>hello</b>"), ("More", "salut"), ("Own", "x")];
    let back = "{{FrontSide}}<hr>{{Sinn}} {{#More}}{{More}}{{/More}}";
    let cases = [
        (
            one(&[("Question", "Q?"), ("Answer", "A"), ("Notes", "n")], "{{Question}}", "{{Answer}}"),
            ("Q?", "A"),
        ),
        (one(&[("Answer", "A"), ("Question", "Q?")], "{{Question}}", "{{Answer}}"), ("Q?", "A")),
        (
            one(&[("Front", "Q?"), ("Back", "A"), ("Extra", "e")], "{{Front}}", "{{Back}}<br>{{Extra}}"),
            ("Q?", "A\n\ne"),
        ),
        (one(&word, "{{Word}} {{hint:Hint}}", back), ("bonjour", "hello\n\nsalut")),
        (one(&word, "nothing", ""), ("bonjour", "h\n\nhello\n\nsalut\n\nx")),
        (
            one(&[("One", "Q?"), ("Two", "A")], "{{One}} {{type:Two}}", "{{FrontSide}} {{type:Two}}"),
            ("Q?", "A"),
        ),
        (
            one(&[("One", "a<br>b &#123;&#123;c}}"), ("Two", "<ul><li>x</li></ul>")], "{{One}}", "{{Two}}"),
            ("a\nb {{c}}", "- x"),
        ),
    ];
    for (package, expected) in cases {
        equal(&all_said(&page(&package)), &pairs(&[expected]))?;
    }
    let leveled = page(&one(
        &[("Front", "Q?"), ("Back", "A"), ("Level", "hard"), ("Topic", "Sets")],
        "{{Front}}",
        "{{Back}}",
    ));
    let card = leveled.deck.all_cards().next().ok_or("no card")?;
    equal(&(card.level_label.as_deref(), card.path.to_vec()), &(Some("hard"), vec!["Sets".to_owned()]))
}

fn deletions_are_hidden() -> Result<(), Failed> {
    let text = "{{c1::Paris}} is in {{c2::<b>France</b>::where}}.";
    let mut package = one(
        &[("Text", text), ("Back Extra", "Since 987.")],
        "{{cloze:Text}}",
        "{{cloze:Text}}<br>{{Back Extra}}",
    );
    package.note_types[0].kind = Kind::Cloze;
    equal(
        &all_said(&page(&package)),
        &pairs(&[("[...] is in [where].", "Paris is in France.\n\nSince 987.")]),
    )
}

fn retired_notes_are_no_cards() -> Result<(), Failed> {
    let mut package = handmade::package(&[("One?", "1"), ("Two?", "2"), ("", "3")]);
    package.notes[0].cards.clear();
    package.notes[0].tags = vec!["deckmill::retired".into()];
    package.notes[1].tags =
        vec!["level::beginner".into(), "a::b".into(), "deckmill::X".into(), "section::Y".into()];
    let page = page(&package);
    equal(&all_said(&page), &pairs(&[("Two?", "2")]))?;
    equal(&page.deck.all_cards().next().map(|card| card.tags.clone()), &Some(vec!["a::b".to_owned()]))?;
    let mut rules: Vec<&str> = page.diagnostics.iter().map(|finding| finding.rule).collect();
    rules.retain(|rule| *rule != "unused-field");
    equal(&rules, &vec!["retired-notes", "empty-notes"])
}

fn decks_become_decks() -> Result<(), Failed> {
    let mut package = handmade::package(&[("One?", "1"), ("Two?", "2"), ("Three?", "3")]);
    let single = page(&package);
    equal(&(single.deck.title.as_str(), single.deck.category.as_deref()), &("Low", Some("Top")))?;
    let deck = |id, name: &str| Deck { id, name: name.into(), ..Deck::default() };
    package.decks.extend([deck(handmade::DECK + 1, "Top::A::B"), deck(handmade::DECK + 2, "Top")]);
    package.decks[2].description = "<p>Some <b>words</b>.</p><h2>More</h2>".into();
    package.notes[0].cards[0].deck += 1;
    package.notes[1].cards[0].deck += 2;
    let several = page(&package);
    let shown = |deck: &deckmill::Deck| {
        (
            deck.title.clone(),
            deck.category.clone(),
            deck.cards.iter().map(said).map(|said| said.0).collect::<Vec<_>>(),
        )
    };
    let some = |text: &str| Some(text.to_owned());
    equal(&shown(&several.deck), &("Top".to_owned(), None, vec!["Two?".to_owned()]))?;
    let children: Vec<_> = several.deck.children.iter().map(shown).collect();
    let expected = vec![
        ("B".to_owned(), some("A"), vec!["One?".to_owned()]),
        ("Low".to_owned(), None, vec!["Three?".to_owned()]),
    ];
    equal(&children, &expected)?;
    equal(&text::blocks(&several.deck.children[0].description).as_str(), &"Some words.\n\nMore")
}

/// The text that is made up for a package is whole: each part of it is in one span.
fn all_of_it_is_in_one_place() -> Result<(), Failed> {
    let mut package =
        one(&[("Word", "a\r\nb\0"), ("Two", "<p>x</p><p>y</p>"), ("Own", "z")], "{{Word}}", "{{Two}}");
    package.notes[0].tags = vec!["a".into()];
    package.notes.push(handmade::note(1, &["", "", ""]));
    for form in [Form::Legacy, Form::Modern] {
        package.form = form;
        let page = page(&package);
        let account = &page.account;
        let skipped = account.skipped.iter().map(|part| part.span);
        let mut spans: Vec<_> = account.cards.iter().flatten().copied().chain(skipped).collect();
        spans.extend(account.header.iter().chain(&account.loose));
        spans.sort();
        let mut rest = page.text.to_string();
        for span in spans.into_iter().rev() {
            rest.replace_range(span.range(), "");
        }
        equal(&(rest.trim(), account.loose.len()), &("", 0))?;
    }
    Ok(())
}

fn of_the_engine() -> Result<(), Failed> {
    let (folder, said) = packages::made()?;
    for name in ["legacy.apkg", "modern.apkg", "modern.colpkg"] {
        let page = read(&std::fs::read(folder.path().join(name))?);
        let expected = [
            ("42", "A number"),
            ("What is a list?", "A sequence."),
            ("[...] is in [where]", "Paris is in France\n\nextra"),
            ("front", "back"),
            ("shows?", "a & b gone.mp3"),
            ("word", "meaning"),
        ];
        let trimmed = |(question, answer): (String, String)| (question.trim().to_owned(), answer);
        let mut found: Vec<_> = all_said(&page).into_iter().map(trimmed).collect();
        found.sort();
        equal(&found, &pairs(&expected))?;
        let mut guids: Vec<&str> = page.deck.all_cards().map(|card| &*card.id).collect();
        let notes = said["engine"]["notes"].as_array().ok_or("no notes")?;
        let mut wanted: Vec<&str> = notes.iter().filter_map(|note| note["guid"].as_str()).collect();
        guids.sort_unstable();
        wanted.sort_unstable();
        equal(&guids, &wanted)?;
    }
    Ok(())
}

fn of_genanki() -> Result<(), Failed> {
    let (folder, _) = packages::made()?;
    let page = read(&std::fs::read(folder.path().join("genanki.apkg"))?);
    let expected = [("Capital of 0?", "City 0"), ("Capital of 1?", "City 1"), ("Capital of 2?", "City 2")];
    equal(&all_said(&page), &pairs(&expected))?;
    equal(&(page.deck.title.as_str(), page.deck.category.as_deref()), &("Capitals", Some("Country")))
}

/// What Anki makes of our package has lost our marks, and says most of it in its fields and names.
fn exported_again() -> Result<(), Failed> {
    let deck = crate::kitchen_sink::deck();
    let folder = tempfile::TempDir::new()?;
    let (path, again) = (folder.path().join("own.apkg"), folder.path().join("again"));
    std::fs::write(&path, export::to_bytes("anki", &deck)?)?;
    std::fs::create_dir(&again)?;
    engine::script("export_again.py", &[&path, &again], &[])?;
    for name in ["legacy.apkg", "modern.apkg"] {
        let read = read(&std::fs::read(again.join(name))?).deck;
        let (before, after): (Vec<&Card>, Vec<&Card>) =
            (deck.all_cards().collect(), read.all_cards().collect());
        equal(&after.len(), &before.len())?;
        equal(&(&read.title, &read.category), &(&deck.title, &deck.category))?;
        for (before, after) in before.into_iter().zip(after) {
            equal(&(&after.id, &after.level, &after.path), &(&before.id, &before.level, &before.path))?;
            // Anki composes letters, whatever it is given.
            let composed = |blocks: &[Block]| markdown::blocks(blocks).nfc().collect::<String>();
            equal(&composed(&after.question), &composed(&before.question))?;
            equal(&composed(&after.answer), &composed(&before.answer))?;
        }
    }
    Ok(())
}
