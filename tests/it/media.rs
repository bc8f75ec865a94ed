//! Images and sounds: where a page may take them from, what is packed under which name, and what is said
//! of the others. What the program prints is in `tests/cmd/media.trycmd`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test may panic and writes its pages")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use deckmill::memory::{self, Memory};
use deckmill::package::{Files, Package};
use deckmill::verify;
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tempfile::TempDir;

use crate::engine;

/// A function that panics when something is wrong.
type Test = fn();

/// One that says what is wrong.
type Check = fn() -> Result<(), Failed>;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let tests: [(&str, Test); 15] = [
        ("each_file_is_packed_once", each_file_is_packed_once),
        ("sounds_are_played", sounds_are_played),
        ("files_are_found_by_what_they_are", files_are_found_by_what_they_are),
        ("other_folders_are_closed_unless_they_are_allowed", other_folders_are_closed),
        ("a_site_has_a_root", a_site_has_a_root),
        ("a_project_allows_folders_for_its_own_pages", a_project_allows_folders),
        ("standard_input_is_in_no_folder", standard_input_is_in_no_folder),
        ("data_are_files", data_are_files),
        ("a_package_keeps_its_files", a_package_keeps_its_files),
        ("another_picture_is_an_update", another_picture_is_an_update),
        ("cards_that_left_keep_the_names_of_their_files", retired_cards_keep_names),
        ("the_last_picture_is_part_of_its_answer", the_last_picture),
        ("fingerprints_without_files_stay", fingerprints_stay),
        ("text_formats_keep_addresses", text_formats_keep_addresses),
        ("a_deck_without_its_files_shows_text", a_deck_without_its_files_shows_text),
    ];
    let on_unix: [(&str, Test); 2] =
        [("links_lead_nowhere_else", links_lead_nowhere_else), ("a_pipe_is_no_image", a_pipe_is_no_image)];
    let trial = |(name, test): (&str, Test)| {
        Trial::test(format!("media::{name}"), move || {
            test();
            Ok(())
        })
    };
    let mut all: Vec<Trial> = tests.map(trial).into();
    all.extend(on_unix.map(trial).map(|trial| trial.with_ignored_flag(!cfg!(unix))));
    let of_engine: [(&str, Check); 2] = [
        ("the_engine_finds_all_files_and_no_other", the_engine_finds_all_files),
        ("learners_get_another_picture", learners_get_another_picture),
    ];
    all.extend(of_engine.map(|(name, check)| engine::trial(&format!("media::{name}"), check)));
    all
}

pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9ccd`\xf8_\x0f\0\x02\x87\x01\x80\xebG\xba\x92\0\0\0\0IEND\xaeB`\x82";
pub const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x01D\0;";
const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='9' height='9'/></svg>";
pub const MP3: &[u8] = b"ID3\x04\0\0\0\0\0\0\xff\xfb\x90\x64\0\0\0\0";

/// A folder with files in it.
pub fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// What the program says when it is run in a folder; it may not fail.
pub fn deckmill(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deckmill"));
    command.args(args).current_dir(folder).env("SOURCE_DATE_EPOCH", "1700000000");
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    said
}

/// A package that was built: its notes' fields, and its files by name.
pub struct Built {
    pub notes: Vec<deckmill::package::Note>,
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Built {
    /// The answer of a card, by its place.
    pub fn answer(&self, at: usize) -> &str {
        &self.notes[at].fields[1]
    }

    /// The name of the file with these bytes.
    pub fn name(&self, bytes: &[u8]) -> &str {
        let found =
            self.files.iter().find(|(name, held)| held.as_slice() == bytes && name.starts_with("dm-"));
        found.map(|(name, _)| name.as_str()).expect("the file is in the package")
    }
}

/// Opens a package of ours, in which nothing may be missing, unused or badly named.
pub fn open(path: &Path) -> Built {
    let bytes = fs::read(path).unwrap();
    let package = Package::open(&bytes).unwrap();
    let found = verify::verify(&package);
    assert!(found.is_empty(), "{found:#?}");
    let mut files = Files::open(&bytes).unwrap();
    let read = |name: &String| (name.clone(), files.read(name, u64::MAX).unwrap().unwrap());
    let names: Vec<String> = package.media.into_iter().map(|media| media.name).collect();
    let files = names.iter().map(read).collect();
    Built { notes: package.notes, files }
}

/// A page of questions with these answers.
pub fn page(answers: &[&str]) -> String {
    let card = |(at, answer): (usize, &&str)| format!("## {}. What is number {0}?\n\n{answer}\n", at + 1);
    let cards: Vec<String> = answers.iter().enumerate().map(card).collect();
    format!("# Numbers\n\n{}", cards.join("\n"))
}

/// Builds a page of these answers beside files, and says what was said.
fn build(answers: &[&str], files: &[(&str, &[u8])], args: &[&str]) -> (Built, String) {
    let folder = folder(files);
    fs::create_dir_all(folder.path().join("site/docs")).unwrap();
    fs::write(folder.path().join("site/docs/page.md"), page(answers)).unwrap();
    let args = [&["export", "site/docs/page.md", "-o", "out.apkg"], args].concat();
    let said = deckmill(folder.path(), &args);
    (open(&folder.path().join("out.apkg")), said)
}

/// The rules of the warnings that were said.
pub fn rules(said: &str) -> Vec<&str> {
    let warnings = said.lines().filter(|line| line.contains(": warning: "));
    warnings.filter_map(|line| line.rsplit_once('[')?.1.strip_suffix(']')).collect()
}

fn each_file_is_packed_once() {
    let answers = [
        "![One](a%20b.png) and ![the same](./a%20b.png?raw=true#top)",
        "![Deeper](img/a%20b.png)",
        "![A copy](img/copy.gif)",
        "![A drawing](<img/über & more.svg>)",
    ];
    let files: [(&str, &[u8]); 5] = [
        ("site/docs/a b.png", PNG),
        ("site/docs/img/a b.png", GIF),
        ("site/docs/img/copy.gif", GIF),
        ("site/docs/img/über & more.svg", SVG),
        ("site/docs/img/nobody.png", b"\x89PNG\r\n\x1a\nunused"),
    ];
    let (built, said) = build(&answers, &files, &[]);
    assert_eq!(rules(&said), [""; 0], "{said}");
    assert_eq!(built.files.len(), 3, "{:?}", built.files.keys());
    let (png, gif, svg) = (built.name(PNG), built.name(GIF), built.name(SVG));
    assert!(png.ends_with(".png") && gif.ends_with(".gif") && svg.ends_with(".svg"));
    assert_eq!(built.answer(0).matches(&format!("<img src=\"{png}\"")).count(), 2);
    assert!(built.answer(1).contains(gif) && built.answer(2).contains(gif) && built.answer(3).contains(svg));
}

fn sounds_are_played() {
    let answers = [
        "Listen: [the bell](bell.mp3).",
        "<audio controls title=\"A bell\"><source src=\"bell.mp3\">Your browser plays nothing.</audio>",
        "<video src=\"bell.mp3\"></video>",
        "<audio src=\"gone.ogg\">the gong</audio> and [sound:bell.mp3] as text",
        "<audio></audio>Nothing to play.",
    ];
    let (built, said) = build(&answers, &[("site/docs/bell.mp3", MP3)], &[]);
    assert_eq!(rules(&said), ["image-without-file"], "{said}");
    let mark = format!("[sound:{}]</span>", built.name(MP3));
    let sound = |text: &str| format!("<span class=\"dm-sound\" data-from=\"bell.mp3\">{text}{mark}");
    assert_eq!(built.answer(0), format!("<p>Listen: {}.</p>", sound("the bell")));
    assert_eq!(built.answer(1), format!("<p>{}</p>", sound("A bell")));
    assert_eq!(built.answer(2), format!("<p>{}</p>", sound("")));
    let gone = "<span class=\"dm-sound\" data-from=\"gone.ogg\">the gong</span>";
    assert_eq!(built.answer(3), format!("<p>{gone} and &#91;sound:bell.mp3] as text</p>"));
    assert_eq!(built.answer(4), "<p>Nothing to play.</p>");
}

fn files_are_found_by_what_they_are() {
    let alive = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let files: [(&str, &[u8]); 5] = [
        ("site/docs/page.png", b"<html>Not found</html>"),
        ("site/docs/alive.svg", alive),
        ("site/docs/picture.mp3", PNG),
        ("site/docs/sound.png", MP3),
        ("site/docs/named.jpg", PNG),
    ];
    let answers = [
        "![a](page.png) ![b](alive.svg) [c](picture.mp3) ![d](sound.png)",
        "![its own kind](named.jpg) ![](nowhere.png) ![e](img)",
    ];
    let (built, said) = build(&answers, &files, &[]);
    let missing = "image-without-file";
    let expected = ["not-media", "active-media", "not-media", "not-media", missing, missing];
    assert_eq!(rules(&said), expected, "{said}");
    assert_eq!(built.files.len(), 1);
    assert!(built.name(PNG).ends_with(".png"));
    // What is missing is its text, and never a broken image.
    assert_eq!(built.answer(0).matches("<img").count(), 0);
    assert!(built.answer(0).contains("data-from=\"page.png\">a</span>"));
    assert!(built.answer(1).contains("data-from=\"nowhere.png\">nowhere.png</span>"));
}

fn other_folders_are_closed() {
    let answers = ["![a](../a.png)", "![b](%2e%2e/../b.png)", "![c](../docs/c.png)", "![d](../gone.png)"];
    let files: [(&str, &[u8]); 3] = [("site/a.png", PNG), ("b.png", GIF), ("site/docs/c.png", SVG)];
    let (built, said) = build(&answers, &files, &[]);
    assert_eq!(rules(&said), ["media-outside", "media-outside", "image-without-file"], "{said}");
    assert!(said.contains("`--media-root site`") && said.contains("`--media-root .`"), "{said}");
    assert_eq!(built.files.len(), 1);
    let (built, said) = build(&answers, &files, &["--media-root", "site"]);
    assert_eq!(rules(&said), ["media-outside", "image-without-file"], "{said}");
    assert!(built.answer(0).contains(built.name(PNG)));
    let (built, said) = build(&answers, &files, &["--media-root", "site", "--media-root", "."]);
    assert_eq!(rules(&said), ["image-without-file"], "{said}");
    assert_eq!(built.files.len(), 3);
}

fn a_site_has_a_root() {
    let answers = ["![a](/static/a.png)", "![b](/near.gif)", "![c](/etc/hostname)", "![d](file:///b.png)"];
    let files: [(&str, &[u8]); 2] = [("site/static/a.png", PNG), ("site/docs/near.gif", GIF)];
    let (built, said) = build(&answers, &files, &[]);
    assert_eq!(rules(&said)[..1], ["media-outside"], "{said}");
    assert!(said.contains("`--media-root site/static`"), "{said}");
    assert!(said.contains("`file:///b.png` is no address that a deck can take a file from"), "{said}");
    assert!(built.answer(1).contains(built.name(GIF)));
    let (built, _) = build(&answers, &files, &["--media-root", "site"]);
    assert!(built.answer(0).contains(built.name(PNG)));
    // A root need not be above the page.
    let (built, _) = build(&answers, &[("other/static/a.png", SVG)], &["--media-root", "other"]);
    assert!(built.answer(0).contains(built.name(SVG)));
}

fn a_project_allows_folders() {
    let text = page(&["![a](../img/a.png)"]);
    let files: [(&str, &[u8]); 4] = [
        ("deckmill.toml", b"formats = 'anki'\nmedia_root = 'input/img'\n"),
        ("input/web/page.md", text.as_bytes()),
        ("input/img/a.png", PNG),
        ("other/page.md", text.as_bytes()),
    ];
    let folder = folder(&files);
    fs::create_dir(folder.path().join("img")).unwrap();
    fs::write(folder.path().join("img/a.png"), GIF).unwrap();
    let said = deckmill(folder.path(), &["build"]);
    assert_eq!(rules(&said), [""; 0], "{said}");
    let built = open(&folder.path().join("output/web/page.apkg"));
    assert!(built.answer(0).contains(built.name(PNG)));
    // `check` and `plan` look where `build` does.
    let said = deckmill(folder.path(), &["check", "input"]);
    assert_eq!(rules(&said), [""; 0], "{said}");
    let said = deckmill(folder.path(), &["plan", "output/web/page.apkg", "input/web/page.md"]);
    assert_eq!(rules(&said), [""; 0], "{said}");
    let said = deckmill(&folder.path().join("other"), &["export", "page.md", "--to", "csv"]);
    assert_eq!(rules(&said), ["media-outside"], "{said}");
}

fn standard_input_is_in_no_folder() {
    let folder = folder(&[("a.png", PNG), ("page.md", page(&["![a](a.png)"]).as_bytes())]);
    let run = |args: &[&str]| {
        let page = fs::File::open(folder.path().join("page.md")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_deckmill"));
        command.args(["export", "-", "-o", "out.apkg"]).args(args).current_dir(folder.path()).stdin(page);
        String::from_utf8(command.output().unwrap().stderr).unwrap()
    };
    let said = run(&[]);
    assert_eq!(rules(&said), ["media-outside"], "{said}");
    let said = run(&["--media-root", "."]);
    assert_eq!(rules(&said), [""; 0], "{said}");
    assert_eq!(open(&folder.path().join("out.apkg")).files.len(), 1);
}

fn data_are_files() {
    let answers = [
        "![a](data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7)",
        "<img alt=\"b\" src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Crect width='9' height='9'/%3E%3C/svg%3E\">",
        "![c](data:image/png;base64,iVBO!!)",
        "![d](data:image/png;base64,aGVsbG8=)",
        "<audio title=\"e\" src=\"data:audio/mpeg;base64,SUQzBAAAAAAAAP/7kGQAAAAA\"></audio>",
        "<img alt=\"f\" src=\"data:image/gif;base64,R0lGODlh\" data-src=\"real.png\">",
    ];
    let (built, said) = build(&answers, &[("site/docs/real.png", PNG)], &[]);
    assert_eq!(rules(&said), ["broken-data", "not-media"], "{said}");
    assert_eq!(built.files.len(), 4);
    for (at, bytes) in [(0, GIF), (1, SVG), (4, MP3), (5, PNG)] {
        assert!(built.answer(at).contains(built.name(bytes)), "{}", built.answer(at));
        // The data themselves are not in the field once more.
        assert!(!built.answer(at).contains("data:"), "{}", built.answer(at));
    }
    assert_eq!(built.answer(2), "<p><span class=\"dm-image\">c</span></p>");
}

fn links_lead_nowhere_else() {
    let folder = folder(&[("site/docs/real.png", PNG), ("secret.png", GIF)]);
    let docs = folder.path().join("site/docs");
    let text = page(&["![a](link.png)", "![b](away/secret.png)", "![c](near.png)"]);
    fs::write(docs.join("page.md"), text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink("../../secret.png", docs.join("link.png")).unwrap();
        symlink("../..", docs.join("away")).unwrap();
        symlink("real.png", docs.join("near.png")).unwrap();
    }
    let said = deckmill(folder.path(), &["export", "site/docs/page.md", "-o", "out.apkg"]);
    assert_eq!(rules(&said), ["media-outside", "media-outside"], "{said}");
    let built = open(&folder.path().join("out.apkg"));
    assert_eq!(built.files.values().collect::<Vec<_>>(), [PNG]);
}

fn a_pipe_is_no_image() {
    let folder = folder(&[("page.md", page(&["![a](pipe.png)"]).as_bytes())]);
    let made = Command::new("mkfifo").arg(folder.path().join("pipe.png")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let said = deckmill(folder.path(), &["export", "page.md", "-o", "out.apkg"]);
    assert_eq!(rules(&said), ["media-unavailable"], "{said}");
}

fn a_package_keeps_its_files() {
    let intro = "# Numbers\n\nAll of them: ![a line](line.gif)\n\n";
    let text =
        page(&["![a](img/a.png) and [b](b.mp3)", "![c](img/copy.png)"]).replace("# Numbers\n\n", intro);
    let files: [(&str, &[u8]); 5] = [
        ("page.md", text.as_bytes()),
        ("img/a.png", PNG),
        ("img/copy.png", PNG),
        ("b.mp3", MP3),
        ("line.gif", GIF),
    ];
    let folder = folder(&files);
    deckmill(folder.path(), &["export", "page.md", "-o", "one.apkg"]);
    fs::create_dir(folder.path().join("away")).unwrap();
    fs::rename(folder.path().join("one.apkg"), folder.path().join("away/one.apkg")).unwrap();
    let said =
        deckmill(&folder.path().join("away"), &["export", "one.apkg", "-o", "two.apkg", "-o", "two.md"]);
    assert_eq!(rules(&said), [""; 0], "{said}");
    let (one, two) = (open(&folder.path().join("away/one.apkg")), open(&folder.path().join("away/two.apkg")));
    assert_eq!(one.files, two.files);
    assert_eq!(one.files.len(), 3);
    for (one, two) in one.notes.iter().zip(&two.notes) {
        assert_eq!(one.fields[..5], two.fields[..5]);
    }
    // A file that only the description shows is one that Anki keeps without a note that shows it.
    assert!(one.files.iter().any(|(name, bytes)| name.starts_with("_dm-") && bytes == GIF));
    let markdown = fs::read_to_string(folder.path().join("away/two.md")).unwrap();
    for address in ["![a line](line.gif)", "![a](img/a.png) and [b](b.mp3)", "![c](img/copy.png)"] {
        assert!(markdown.contains(address), "{markdown}");
    }
    // The page and its package say the same.
    let plan = Command::new(env!("CARGO_BIN_EXE_deckmill"))
        .args(["plan", "away/one.apkg", "page.md"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let plan = String::from_utf8(plan.stdout).unwrap();
    assert!(plan.contains("0 new, 0 updated, 2 unchanged"), "{plan}");
}

/// The times of a package's notes.
fn times(built: &Built) -> Vec<i64> {
    built.notes.iter().map(|note| note.modified).collect()
}

fn another_picture_is_an_update() {
    let text = page(&["![a](a.png)", "![b](b.png)", "No picture."]);
    let folder = folder(&[("page.md", text.as_bytes()), ("a.png", PNG), ("b.png", GIF)]);
    let at = |name: &str| folder.path().join(name);
    for memory in [&["--lock", "deckmill.lock"][..], &[]] {
        fs::write(at("a.png"), PNG).unwrap();
        let run = |out: &str| {
            deckmill(folder.path(), &[&["export", "page.md", "-o", out], memory].concat());
            fs::read(at(out)).unwrap()
        };
        let first = run("out.apkg");
        assert_eq!(first, run("out.apkg"), "what is unchanged gives the same bytes");
        let before = open(&at("out.apkg"));
        fs::copy(at("out.apkg"), at("old.apkg")).unwrap();
        fs::write(at("a.png"), [PNG, b"more"].concat()).unwrap();
        run("out.apkg");
        let after = open(&at("out.apkg"));
        let moved: Vec<bool> = times(&before).iter().zip(times(&after)).map(|(a, b)| *a < b).collect();
        assert_eq!(moved, [true, false, false], "{memory:?}");
        assert_ne!(before.notes[0].fields[1], after.notes[0].fields[1]);
        let plan = deckmill_data(folder.path(), &["plan", "old.apkg", "out.apkg"]);
        assert!(plan.contains("1 updated, 2 unchanged") && plan.contains("media"), "{plan}");
        fs::remove_file(at("out.apkg")).unwrap();
    }
    let lock = fs::read_to_string(at("deckmill.lock")).unwrap();
    let member = |line: &str| serde_json::from_str::<Value>(line).ok()?.get("media").cloned();
    let files: Vec<Value> = lock.lines().filter_map(member).collect();
    assert_eq!(files.len(), 2, "{lock}");
    assert!(files.iter().any(|files| files["b.png"].as_str().is_some_and(|name| name.ends_with(".gif"))));
}

/// What a command prints.
fn deckmill_data(folder: &Path, args: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_deckmill")).args(args).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn retired_cards_keep_names() {
    let text = page(&["![a](a.png)", "No picture.", "None here."]);
    let folder = folder(&[("page.md", text.as_bytes()), ("a.png", PNG)]);
    let out = folder.path().join("out.apkg");
    for memory in [&["--lock", "deckmill.lock"][..], &[]] {
        fs::write(folder.path().join("page.md"), &text).unwrap();
        let args = [&["export", "page.md", "-o", "out.apkg"], memory].concat();
        deckmill(folder.path(), &args);
        let name = open(&out).name(PNG).to_owned();
        let (head, rest) = text.split_once("## 2.").unwrap();
        let head = head.split_once("## 1.").unwrap().0;
        fs::write(folder.path().join("page.md"), format!("{head}## 2.{rest}")).unwrap();
        deckmill(folder.path(), &args);
        let built = open(&out);
        assert_eq!(built.files.len(), 0, "nobody new has anything to look at");
        let retired = built.notes.iter().find(|note| note.cards.is_empty()).unwrap();
        assert!(retired.fields[1].contains(&format!("<img src=\"{name}\" data-from=\"a.png\"")));
        // It comes back with its picture, and is known again.
        fs::write(folder.path().join("page.md"), &text).unwrap();
        deckmill(folder.path(), &args);
        assert_eq!(open(&out).name(PNG), name);
        fs::remove_file(&out).unwrap();
    }
}

fn text_formats_keep_addresses() {
    let text = page(&["![a b](img/a%20b.png) and [c](c.mp3)"]);
    let folder = folder(&[("page.md", text.as_bytes()), ("img/a b.png", PNG), ("c.mp3", MP3)]);
    deckmill(folder.path(), &["export", "page.md", "-o", "out.md", "-o", "out.csv", "-o", "out.json"]);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("out.md").contains("![a b](img/a%20b.png) and [c](c.mp3)"));
    assert!(read("out.csv").contains(",a b and c,"));
    let json: Value = serde_json::from_str(&read("out.json")).unwrap();
    let card = &json["cards"][0];
    assert_eq!(card["answer_markdown"], "![a b](img/a%20b.png) and [c](c.mp3)");
    let html = "<p><img src=\"img/a%20b.png\" alt=\"a b\"> and <a href=\"c.mp3\">c</a></p>";
    assert_eq!(card["answer_html"], html);
}

/// At the end of a page, what has no text is mostly furniture; a picture right below an answer is not.
fn the_last_picture() {
    let (built, _) = build(&["One.", "Two.\n\n![](a.png)"], &[("site/docs/a.png", PNG)], &[]);
    assert!(built.answer(1).contains(built.name(PNG)), "{}", built.answer(1));
}

/// Decks that were built before files were packed are none that have changed.
fn fingerprints_stay() {
    let mut content = memory::Content {
        question: "What is a list?".to_owned(),
        answer: "A sequence.".to_owned(),
        level: Some(deckmill::Level::Beginner),
        path: vec!["Types".to_owned()],
        tags: vec!["a".to_owned(), "b".to_owned()],
        media: BTreeMap::new(),
    };
    assert_eq!(content.fingerprint(), "7601e1b9f38bc054");
    content.media.insert("a.png".to_owned(), "dm-1.png".to_owned());
    assert_eq!(content.fingerprint(), "29b5947fea06b89e");
}

fn a_deck_without_its_files_shows_text() {
    let folder = folder(&[("page.md", page(&["![a](a.png)"]).as_bytes()), ("a.png", PNG)]);
    deckmill(folder.path(), &["export", "page.md", "-o", "out.apkg"]);
    let bytes = fs::read(folder.path().join("out.apkg")).unwrap();
    let page = deckmill::read(&deckmill::Source::new("out.apkg", bytes), &deckmill::ReadOptions::default());
    assert_eq!(page.deck.cards[0].media.len(), 1);
    fs::write(folder.path().join("bare.apkg"), deckmill::export::to_bytes("anki", &page.deck).unwrap())
        .unwrap();
    let built = open(&folder.path().join("bare.apkg"));
    assert_eq!(built.answer(0), "<p><span class=\"dm-image\" data-from=\"a.png\">a</span></p>");
}

/// A page with all kinds of files.
fn all_kinds() -> TempDir {
    let intro = "# Numbers\n\nAll of them: ![a line](line.gif)\n\n";
    let answers = [
        "![a](img/a.png) ![the same](img/copy.png) ![other](more/a.png)",
        "[b](b.mp3), <audio src=\"b.mp3\"></audio>",
        "![a drawing](<a \"drawing\" & more.svg>) ![gone](gone.png) ![far](https://example.org/a.png)",
        "![data](data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7)",
    ];
    let text = page(&answers).replace("# Numbers\n\n", intro);
    let files: [(&str, &[u8]); 7] = [
        ("page.md", text.as_bytes()),
        ("img/a.png", PNG),
        ("img/copy.png", PNG),
        ("more/a.png", b"\x89PNG\r\n\x1a\nanother"),
        ("b.mp3", MP3),
        ("a \"drawing\" & more.svg", SVG),
        ("line.gif", b"GIF89a a line"),
    ];
    folder(&files)
}

fn the_engine_finds_all_files() -> Result<(), Failed> {
    let folder = all_kinds();
    let out = folder.path().join("out.apkg");
    let mut said = Vec::new();
    for form in ["legacy", "modern"] {
        let form = format!("anki.package={form}");
        deckmill(folder.path(), &["export", "page.md", "-o", "out.apkg", "--fresh", "--set", &form]);
        let built = open(&out);
        let expected = ["--expect-new", "4", "--expect-cards", "4", "--expect-media", "6", "--render", "4"];
        let report = engine::verify(&[&out], &expected)?;
        for list in ["media_missing", "media_unused"] {
            assert_eq!(report[list], Value::Array(Vec::new()), "{list}");
        }
        let there: Vec<&String> = report["media"].as_object().unwrap().keys().collect();
        assert_eq!(there, built.files.keys().collect::<Vec<_>>());
        // What is a sound to the engine is no longer text.
        let shown = report["rendered"][1]["answer"].as_str().unwrap();
        assert_eq!(shown.matches("[anki:play:a:").count(), 2, "{shown}");
        assert!(!shown.contains("[sound:"), "{shown}");
        said.push((report["note_list"].clone(), report["media"].clone()));
    }
    assert_eq!(said[0], said[1], "both kinds of package hold the same");
    Ok(())
}

/// As the importer has it, a picture with other bytes under its old name gets a name that no note knows;
/// under a name of its own it comes with its note, and the old one stays, which Anki calls unused.
fn learners_get_another_picture() -> Result<(), Failed> {
    let folder = all_kinds();
    let args = ["export", "page.md", "--lock", "deckmill.lock", "-o"];
    deckmill(folder.path(), &[&args[..], &["one.apkg"]].concat());
    fs::write(folder.path().join("more/a.png"), b"\x89PNG\r\n\x1a\nyet another")?;
    deckmill(folder.path(), &[&args[..], &["two.apkg"]].concat());
    let (one, two) = (folder.path().join("one.apkg"), folder.path().join("two.apkg"));
    let expected = ["--study", "4", "--expect-updated", "1", "--expect-duplicate", "3"];
    let report = engine::verify(&[&one, &two], &expected)?;
    let old = open(&one).name(b"\x89PNG\r\n\x1a\nanother").to_owned();
    assert_eq!(report["media_missing"], Value::Array(Vec::new()));
    assert_eq!(report["media_unused"], Value::from(vec![old]));
    let memory: Memory = memory::of_package(&fs::read(&two)?)?;
    assert_eq!(memory.entries.values().filter(|entry| !entry.content.media.is_empty()).count(), 4);
    Ok(())
}
