//! Images and sounds on the web, from a server on this machine that behaves well and badly.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test may panic and writes its pages")]

use std::fs;
use std::net::TcpListener;

use libtest_mimic::Trial;

use crate::media::{GIF, MP3, PNG, deckmill, folder, open, page, rules};
use crate::server::{Server, leads_to, none, ok};

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let tests: [(&str, fn()); 6] = [
        ("what_is_on_the_web_is_packed", what_is_on_the_web_is_packed),
        ("nothing_is_asked_unless_it_is_wished", nothing_is_asked_unless_it_is_wished),
        ("what_the_web_does_not_give_is_said", what_the_web_does_not_give_is_said),
        ("bytes_count_and_not_what_a_server_says", bytes_count),
        ("large_files_are_given_up", large_files_are_given_up),
        ("a_project_can_wish_it", a_project_can_wish_it),
    ];
    let trial = |(name, test): (&str, fn())| {
        Trial::test(format!("fetch::{name}"), move || {
            test();
            Ok(())
        })
    };
    tests.map(trial).into()
}

/// What the server of this file has.
fn server() -> Server {
    Server::new(|request| {
        let path = request.path.as_str();
        let step = path.strip_prefix("/step/").and_then(|step| step.parse::<u32>().ok());
        match path {
            "/a.png" | "/a%20b/%C3%BC.png" => ok("image/png", PNG),
            "/typed-wrong.png" => ok("text/html", GIF),
            "/page.png" => ok("image/png", b"<html>Sign in to see this image</html>"),
            "/bell.mp3" => ok("audio/mpeg", MP3),
            "/near.png" => leads_to("/a.png"),
            "/file.png" => leads_to("file:///etc/hostname"),
            "/declared.png" => {
                b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 30000000\r\n\r\n".to_vec()
            }
            "/undeclared.png" => {
                let head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".as_bytes();
                [head, PNG, &vec![0; 25 << 20]].concat()
            }
            _ => match step {
                Some(0) => ok("image/png", PNG),
                Some(step) => leads_to(&format!("/step/{}", step - 1)),
                None => none(),
            },
        }
    })
}

/// A page with these images of a server, in a folder.
fn page_of(server: &Server, paths: &[&str]) -> tempfile::TempDir {
    let images: Vec<String> = paths.iter().map(|path| format!("![text](<{}>)", server.url(path))).collect();
    let images: Vec<&str> = images.iter().map(String::as_str).collect();
    folder(&[("page.md", page(&images).as_bytes())])
}

const FETCH: [&str; 5] = ["export", "page.md", "-o", "out.apkg", "--fetch-media"];

fn what_is_on_the_web_is_packed() {
    let server = server();
    let (a, bell) = (server.url("/a.png"), server.url("/bell.mp3"));
    let answers = [
        format!("![one]({a}) ![two]({a}#top) <img src=\"{a}\">"),
        format!("[a bell]({bell}) <audio src=\"{bell}\"></audio>"),
        format!("![near]({}) ![far](<{}>)", server.url("/near.png"), server.url("/a b/ü.png")),
        format!("![steps]({})", server.url("/step/5")),
    ];
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    let folder = folder(&[("page.md", page(&answers).as_bytes())]);
    let said = deckmill(folder.path(), &FETCH);
    assert_eq!(rules(&said), [""; 0], "{said}");
    let built = open(&folder.path().join("out.apkg"));
    assert_eq!(built.files.len(), 2);
    let (png, mp3) = (built.name(PNG), built.name(MP3));
    assert_eq!(built.answer(0).matches(&format!("<img src=\"{png}\"")).count(), 3);
    assert_eq!(built.answer(1).matches(&format!("[sound:{mp3}]")).count(), 2);
    assert_eq!(built.answer(2).matches(png).count(), 2);
    assert!(built.answer(3).contains(png));
    let asked = server.asked();
    let count = |path: &str| asked.iter().filter(|asked| *asked == path).count();
    // Once for the address itself, and once where another leads.
    assert_eq!((count("/a.png"), count("/bell.mp3")), (2, 1), "{asked:?}");
    // The addresses are those of the page, also once the files are packed.
    deckmill(folder.path(), &["export", "out.apkg", "-o", "back.md"]);
    assert!(fs::read_to_string(folder.path().join("back.md")).unwrap().contains(&format!("![one]({a})")));
}

fn nothing_is_asked_unless_it_is_wished() {
    let server = server();
    let folder = page_of(&server, &["/a.png"]);
    deckmill(folder.path(), &["export", "page.md", "-o", "out.apkg", "-o", "out.json"]);
    deckmill(folder.path(), &["check", "page.md"]);
    assert_eq!(server.asked(), [""; 0]);
    let built = open(&folder.path().join("out.apkg"));
    let url = server.url("/a.png");
    // A card needs no network: its text leads to the image, and nothing is loaded by itself.
    assert_eq!(built.answer(0), format!("<p><a class=\"dm-image\" href=\"{url}\">text</a></p>"));
    assert!(fs::read_to_string(folder.path().join("out.json")).unwrap().contains(&url));
}

fn what_the_web_does_not_give_is_said() {
    let server = server();
    let folder = page_of(&server, &["/gone.png", "/step/6", "/file.png"]);
    let said = deckmill(folder.path(), &FETCH);
    assert_eq!(rules(&said), ["media-unavailable"; 3], "{said}");
    for reason in [
        "could not be had: the server answers 404 Not Found",
        "could not be had: it leads on to other addresses, more than 5 times",
        "could not be had: it leads to `file:`, and only http and https are read",
    ] {
        assert!(said.contains(reason), "{said}");
    }
    assert!(said.contains("page.md:5:"), "the finding has its line: {said}");
    let built = open(&folder.path().join("out.apkg"));
    assert!(built.files.is_empty());
    assert!(built.answer(0).contains(">text</a>"), "{}", built.answer(0));
    let none = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let text = page(&[&format!("![text](http://{none}/a.png)")]);
    fs::write(folder.path().join("page.md"), text).unwrap();
    let said = deckmill(folder.path(), &FETCH);
    assert_eq!(rules(&said), ["media-unavailable"], "{said}");
}

fn bytes_count() {
    let server = server();
    let folder = page_of(&server, &["/typed-wrong.png", "/page.png"]);
    let said = deckmill(folder.path(), &FETCH);
    assert_eq!(rules(&said), ["not-media"], "{said}");
    let built = open(&folder.path().join("out.apkg"));
    assert!(built.answer(0).contains(built.name(GIF)));
}

fn large_files_are_given_up() {
    let server = server();
    let folder = page_of(&server, &["/declared.png", "/undeclared.png", "/a.png"]);
    let said = deckmill(folder.path(), &FETCH);
    assert_eq!(rules(&said), ["large-media", "large-media"], "{said}");
    assert_eq!(said.matches("has more than 20 MiB").count(), 2, "{said}");
    assert_eq!(open(&folder.path().join("out.apkg")).files.len(), 1);
}

fn a_project_can_wish_it() {
    let server = server();
    let text = page(&[&format!("![text]({})", server.url("/a.png"))]);
    let project: &[u8] = b"formats = 'anki'\nfetch_media = true\n";
    let folder = folder(&[("deckmill.toml", project), ("input/page.md", text.as_bytes())]);
    // `check` asks nobody, and does not say that nobody will be asked.
    let mut check = std::process::Command::new(env!("CARGO_BIN_EXE_deckmill"));
    let output = check.args(["check", "input"]).current_dir(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(server.asked().is_empty() && !said.contains("remote-media"), "{said}");
    deckmill(folder.path(), &["build"]);
    assert_eq!(server.asked(), ["/a.png"]);
    let built = open(&folder.path().join("output/page.apkg"));
    assert!(built.answer(0).contains(built.name(PNG)));
    // What is fetched is remembered as what is beside a page.
    let lock = fs::read_to_string(folder.path().join("deckmill.lock")).unwrap();
    assert!(lock.contains(built.name(PNG)), "{lock}");
    deckmill(folder.path(), &["build", "--locked"]);
}
