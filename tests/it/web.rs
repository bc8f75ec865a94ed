//! Pages on the web, from a server on this machine: what becomes of them, what is kept, and what nobody gets
//! to see. How bad answers are taken is tested where they are asked for, in `src/files/web/`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test may panic and writes its pages")]

use std::fs;
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::media::{PNG, open};
use crate::server::{Request, Server, answer, leads_to, none, ok};
use crate::work::{Said, Work};

/// A check that says what is wrong.
type Check = fn() -> Result<(), Failed>;

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let checks: [(&str, Check); 14] = [
        ("an_address_is_a_page", an_address_is_a_page),
        ("all_commands_take_addresses", all_commands_take_addresses),
        ("a_page_is_who_it_is_as_a_file", a_page_is_who_it_is_as_a_file),
        ("what_a_server_says_of_a_page_counts", what_a_server_says_counts),
        ("what_is_unchanged_is_not_sent_again", unchanged),
        ("offline_nobody_is_asked", offline),
        ("what_can_not_be_kept_is_read_all_the_same", unkept),
        ("pages_that_fail_are_counted", pages_that_fail_are_counted),
        ("who_asks_is_shown_to_nobody", who_asks_is_shown_to_nobody),
        ("outputs_are_called_by_host_and_path", outputs_are_called_by_host_and_path),
        ("images_are_those_of_the_page", images_are_those_of_the_page),
        ("no_file_of_this_machine_is_read", no_file_of_this_machine_is_read),
        ("projects_have_pages_on_the_web", projects_have_pages_on_the_web),
        ("fetched_images_may_change", fetched_images_may_change),
    ];
    checks.into_iter().map(|(name, check)| Trial::test(format!("web::{name}"), check)).collect()
}

const PAGE: &str = "<!doctype html><title>Links</title><h1>Links</h1>\
    <h2>1. What is a link?</h2><p>See <a href='../b.html#c'>there</a> and <img src='d.png' alt='this'>.</p>\
    <h2>2. What is an anchor?</h2><p>A place on a page.</p>";

/// What the server of most trials has.
fn given(request: &Request) -> Vec<u8> {
    let html = |head: &str, body: &str| {
        answer("200 OK", &format!("Content-Type: text/html\r\n{head}"), body.as_bytes())
    };
    match request.path.as_str() {
        "/a/page" | "/a/page.html?p=1" | "/a/page.html?p=2" | "/a/page.md" => {
            ok("text/html", PAGE.as_bytes())
        }
        "/a/d.png" => ok("image/png", PNG),
        "/led" => leads_to("/a/page"),
        "/tagged" => match request.header("if-none-match") {
            Some("\"1\"") => answer("304 Not Modified", "", b""),
            _ => html("ETag: \"1\"\r\n", PAGE),
        },
        "/canonical" => html("", &format!("<link rel=canonical href='https://example.org/c'>{PAGE}")),
        "/private" => match request.header("authorization") {
            // me:secret
            Some("Basic bWU6c2VjcmV0") => html("", PAGE),
            _ => answer("401 Unauthorized", "", b""),
        },
        _ => none(),
    }
}

/// Runs the program with what it keeps in the folder of the trial.
fn run(work: &Work, arguments: &[&str]) -> Result<Said, Failed> {
    said(work.program(arguments).env("XDG_CACHE_HOME", work.path("cache")))
}

fn said(command: &mut Command) -> Result<Said, Failed> {
    let output = command.output()?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let code = output.status.code().unwrap_or(-1);
    Ok(Said { code, talk: text(output.stderr), data: text(output.stdout) })
}

/// The deck of a page as JSON.
fn deck(work: &Work, page: &str) -> Result<Value, Failed> {
    let said = run(work, &["export", page, "--to", "json"])?;
    assert_eq!(said.code, 0, "{}", said.talk);
    Ok(serde_json::from_str(&said.data)?)
}

fn an_address_is_a_page() -> Result<(), Failed> {
    let (server, work) = (Server::new(given), Work::new(&[])?);
    let url = server.url("/a/page");
    let found = deck(&work, &format!("{url}#2"))?;
    assert_eq!(found["deck"]["title"], "Links");
    assert_eq!(found["deck"]["url"], url.as_str());
    let card = &found["cards"][0];
    assert_eq!(card["source"]["name"], url.as_str(), "{card}");
    let answer = card["answer_markdown"].as_str().unwrap_or_default();
    let (link, image) = (server.url("/b.html#c"), server.url("/a/d.png"));
    assert_eq!(answer, format!("See [there]({link}) and ![this]({image})."));
    assert_eq!(server.requests()[0].header("accept-encoding"), Some("identity"));
    // Links count from where the page is, and the page is where it was asked for.
    let led = deck(&work, &server.url("/led"))?;
    assert_eq!(led["deck"]["url"], server.url("/led").as_str());
    assert_eq!(led["cards"][0]["answer_markdown"], answer);
    assert_eq!(deck(&work, &server.url("/canonical"))?["deck"]["url"], "https://example.org/c");
    Ok(())
}

fn all_commands_take_addresses() -> Result<(), Failed> {
    let (server, work) = (Server::new(given), Work::new(&[])?);
    let url = server.url("/a/page");
    let good = |arguments: &[&str]| -> Result<Said, Failed> {
        let said = run(&work, arguments)?;
        assert_eq!(said.code, 0, "{arguments:?}: {}{}", said.talk, said.data);
        Ok(said)
    };
    good(&["check", &url])?;
    assert!(good(&["explain", &url])?.data.starts_with(&format!("{url}: read as html\n")));
    good(&["export", &url, "-o", "old.apkg", "-o", "old.csv", "-o", "old.md"])?;
    assert!(good(&["plan", "old.apkg", &url])?.data.contains("2"));
    good(&["merge", "old.md", "old.md", &url, "-o", "merged.md"])?;
    good(&["merge", &url, "old.csv", "-o", "merged.md"])?;
    good(&["adopt", "old.apkg", &url, "--lock", "new.lock"])?;
    let package = fs::read(work.path("old.apkg"))?;
    let packages = Server::new(move |_| ok("application/octet-stream", &package));
    let package = packages.url("/old.apkg");
    good(&["verify", &package, "--against", &package])?;
    good(&["plan", &package, &url])?;
    assert_eq!(deck(&work, &packages.url("/any"))?["cards"].as_array().map(Vec::len), Some(2));
    Ok(())
}

fn a_page_is_who_it_is_as_a_file() -> Result<(), Failed> {
    let (server, work) = (Server::new(given), Work::new(&[("page.html", PAGE)])?);
    let ids = |page: &str| -> Result<Vec<Value>, Failed> {
        let found = deck(&work, page)?;
        let cards = found["cards"].as_array().cloned().unwrap_or_default();
        Ok([found["deck"]["key"].clone()]
            .into_iter()
            .chain(cards.iter().map(|card| card["id"].clone()))
            .collect())
    };
    let as_file = ids("page.html")?;
    assert_eq!(as_file.len(), 3);
    for path in ["/a/page", "/a/page.html?p=1", "/a/page.html?p=2", "/led"] {
        assert_eq!(ids(&server.url(path))?, as_file, "{path}");
    }
    Ok(())
}

fn what_a_server_says_counts() -> Result<(), Failed> {
    let server = Server::new(|request| {
        let russian = b"<meta charset=utf-8><h1>\xd4\xc5\xd3\xd4</h1><h2>\xde\xd4\xcf?</h2><p>\xc4\xc1.</p>";
        match request.path.as_str() {
            "/koi8.html" => ok("text/html; charset=koi8-r", russian),
            "/bom.html" => {
                ok("text/html; charset=koi8-r", "\u{feff}<h1>тест</h1><h2>что?</h2><p>да.</p>".as_bytes())
            }
            "/table.txt" => ok("text/csv", b"question,answer\nWhat?,That\n"),
            "/plain.md" => ok("text/plain", b"# A\n\n## What?\n\n*That*\n"),
            "/image.html" => ok("image/png", PNG),
            "/page.pdf" => ok("application/pdf", b"%PDF-1.4\n\x00\x01"),
            _ => none(),
        }
    });
    let work = Work::new(&[])?;
    for path in ["/koi8.html", "/bom.html"] {
        let found = deck(&work, &server.url(path))?;
        assert_eq!(
            (&found["deck"]["title"], &found["cards"][0]["question"]),
            (&"тест".into(), &"что?".into()),
            "{path}"
        );
    }
    for path in ["/table.txt", "/plain.md"] {
        let found = deck(&work, &server.url(path))?;
        assert_eq!(
            (&found["cards"][0]["question"], &found["cards"][0]["answer"]),
            (&"What?".into(), &"That".into())
        );
    }
    for path in ["/image.html", "/page.pdf"] {
        let said = run(&work, &["export", &server.url(path), "-o", "deck.csv"])?;
        assert_eq!(said.code, 2);
        assert!(said.talk.contains("[not-text]"), "{}", said.talk);
    }
    Ok(())
}

fn unchanged() -> Result<(), Failed> {
    let (server, work) = (Server::new(given), Work::new(&[])?);
    let url = server.url("/tagged");
    let first = deck(&work, &url)?;
    assert_eq!(deck(&work, &url)?, first);
    let asked: Vec<bool> =
        server.requests().iter().map(|request| request.header("if-none-match").is_some()).collect();
    assert_eq!(asked, [false, true]);
    // What was kept and is broken since is read anew.
    for entry in fs::read_dir(work.path("cache/deckmill/pages"))? {
        fs::write(entry?.path(), "{}\n")?;
    }
    assert_eq!(deck(&work, &url)?, first);
    assert_eq!(server.requests().last().unwrap().header("if-none-match"), None);
    Ok(())
}

fn offline() -> Result<(), Failed> {
    let (server, work) = (Server::new(given), Work::new(&[("page.md", "# A\n\n## What?\n\nThat.\n")])?);
    let url = server.url("/a/page");
    let arguments = ["export", &url, "--offline", "-o", "deck.csv"];
    let before = run(&work, &arguments)?;
    assert_eq!(before.code, 2);
    assert!(before.talk.contains(&format!("error: {url}: `--offline` reads only pages")), "{}", before.talk);
    assert!(before.talk.contains("help: read it once without `--offline`"), "{}", before.talk);
    assert_eq!(server.asked(), [""; 0]);
    let online = deck(&work, &url)?;
    assert_eq!(run(&work, &arguments)?.code, 0);
    let again = run(&work, &["export", &url, "--offline", "--to", "json"])?;
    assert_eq!(serde_json::from_str::<Value>(&again.data)?, online);
    // Nor is anybody asked for images, and that is said.
    let media = run(&work, &["export", &url, "--offline", "--fetch-media", "-o", "deck.apkg"])?;
    assert_eq!(media.code, 0);
    assert!(media.talk.contains("is on the web, and was not fetched [media-unavailable]"), "{}", media.talk);
    assert_eq!(server.asked(), ["/a/page"]);
    // What is on the disk is read as ever.
    assert_eq!(run(&work, &["check", "page.md", "--offline"])?.code, 0);
    Ok(())
}

fn unkept() -> Result<(), Failed> {
    let (server, work) = (Server::new(given), Work::new(&[("file", "")])?);
    let url = server.url("/tagged");
    for folder in [work.path("file"), "relative".into(), "".into()] {
        let mut command = work.program(&["export", &url, "--to", "csv"]);
        command.env("XDG_CACHE_HOME", folder).env_remove("HOME").env_remove("LOCALAPPDATA");
        let said = said(&mut command)?;
        assert_eq!((said.code, said.data.lines().count()), (0, 3), "{}", said.talk);
        assert!(!said.talk.contains("error"), "{}", said.talk);
    }
    assert!(!work.path("relative").exists());
    Ok(())
}

fn pages_that_fail_are_counted() -> Result<(), Failed> {
    let (server, work) = (Server::new(given), Work::new(&[])?);
    let (good, bad) = (server.url("/a/page"), server.url("/gone"));
    let some = run(&work, &["export", &good, &bad, "-o", "deck.csv"])?;
    assert_eq!(some.code, 1, "{}", some.talk);
    let told = format!(
        "error: {bad}: the server answers 404 Not Found\n  help: look whether the address is right\n"
    );
    assert!(some.talk.contains(&told), "{}", some.talk);
    assert_eq!(run(&work, &["export", &bad, "-o", "none.csv"])?.code, 2);
    assert!(!work.path("none.csv").exists());
    for (page, told) in [
        ("ftp://example.org/page", "ftp://example.org/page: only http and https are read"),
        ("file:///etc/hostname", "file:///etc/hostname: only http and https are read"),
        ("data:text/html,x", "data:text/html,x: only http and https are read"),
        ("https://", "https://: this is no address on the web"),
    ] {
        for command in ["check", "explain"] {
            let said = run(&work, &[command, page])?;
            assert_eq!(said.code, 2);
            assert!(said.talk.contains(told), "{}", said.talk);
        }
    }
    Ok(())
}

fn who_asks_is_shown_to_nobody() -> Result<(), Failed> {
    let (server, work) = (Server::new(given), Work::new(&[])?);
    let page = |user: &str, path: &str| format!("http://{user}@{}{path}", server.host());
    let url = page("me:secret", "/private");
    let all =
        ["export", &url, "-o", "out/", "-o", "deck.apkg", "--lock", "deck.lock", "--message-format", "json"];
    let mut talk = Vec::new();
    for arguments in [
        &all[..],
        &["check", &url, "-v"],
        &["explain", &url],
        &["plan", "deck.apkg", &url],
        &["merge", &url, &url, "-o", "merged.md"],
        &["check", &page("me:secret", "/gone")],
        &["check", &page("other:secret", "/private")],
        &["check", &page("me:secret", "/gone"), "--offline"],
        &["check", "http://me:secret@[/"],
        &["check", "ftp://me:secret@example.org/"],
        &["export", &url, "-o", "here.csv", "-o", "here.csv"],
        &["plan", &page("me:secret", "/gone"), &url],
        &["verify", &url],
    ] {
        let said = run(&work, arguments)?;
        talk.push(format!("{arguments:?}: {}\n{}{}", said.code, said.talk, said.data));
    }
    // What was typed is not in what was said.
    for said in talk {
        let (_, said) = said.split_once("]: ").unwrap();
        assert!(!said.contains("secret") && !said.contains("me:"), "{said}");
    }
    assert!(run(&work, &["check", &page("other:secret", "/private")])?.talk.contains("401 Unauthorized"));
    let mut files = 0;
    for entry in walkdir(work.path("")) {
        files += 1;
        assert!(!String::from_utf8_lossy(&fs::read(&entry)?).contains("secret"), "{entry:?}");
        assert!(!entry.to_string_lossy().contains("secret"), "{entry:?}");
    }
    assert!(files > 6);
    Ok(())
}

/// All files below a folder.
fn walkdir(folder: std::path::PathBuf) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walkdir(path) } else { vec![path] }).collect()
}

fn outputs_are_called_by_host_and_path() -> Result<(), Failed> {
    let (server, work) = (Server::new(given), Work::new(&[])?);
    let urls = ["/a/page", "/a/page.html?p=1", "/a/page.html?p=2"].map(|path| server.url(path));
    let mut arguments = vec!["export", "-o", "out/", "--to", "csv"];
    arguments.extend(urls.iter().map(String::as_str));
    // One page three times: each is written all the same.
    let said = run(&work, &arguments)?;
    assert_eq!(said.code, 0, "{}", said.talk);
    let host = server.host().replace(':', "%3A");
    for name in ["page", "page%3Fp=1", "page%3Fp=2"] {
        let path = format!("out/{host}/a/{name}.csv");
        assert!(work.path(&path).exists(), "{path}");
    }
    let (one, other) = (server.url("/a/page.md"), server.url("/a/page.html?p=1"));
    assert_eq!(run(&work, &["export", &one, &other, "-o", "out/", "--to", "csv"])?.code, 0);
    Ok(())
}

fn images_are_those_of_the_page() -> Result<(), Failed> {
    let (server, work) = (Server::new(given), Work::new(&[("d.png", "no image")])?);
    let url = server.url("/a/page");
    assert_eq!(run(&work, &["export", &url, "-o", "plain.apkg"])?.code, 0);
    assert!(open(&work.path("plain.apkg")).files.is_empty());
    let said = run(&work, &["export", &url, "-o", "deck.apkg", "--fetch-media"])?;
    assert_eq!(said.code, 0, "{}", said.talk);
    let built = open(&work.path("deck.apkg"));
    assert!(built.answer(0).contains(built.name(PNG)), "{}", built.answer(0));
    assert_eq!(server.asked(), ["/a/page", "/a/page", "/a/d.png"]);
    Ok(())
}

fn no_file_of_this_machine_is_read() -> Result<(), Failed> {
    let work = Work::new(&[])?;
    work.write("secret.png", PNG)?;
    let path = work.path("secret.png").to_string_lossy().replace('\\', "/");
    let images =
        [format!("file://{path}"), path.clone(), "secret.png".to_owned(), "../secret.png".to_owned()];
    let images: String = images.iter().map(|image| format!("<img src='{image}' alt='x'>")).collect();
    let text = format!("<base href='file:///'><h1>A</h1><h2>What?</h2><p>That {images}</p>");
    let server = Server::new(move |request| match request.path.as_str() {
        "/page" => ok("text/html", text.as_bytes()),
        _ => none(),
    });
    let url = server.url("/page");
    let said = run(&work, &["export", &url, "-o", "deck.apkg", "--fetch-media", "--media-root", "."])?;
    assert_eq!(said.code, 0, "{}", said.talk);
    assert!(open(&work.path("deck.apkg")).files.is_empty(), "{}", said.talk);
    assert!(said.talk.contains("is no address that a deck can take a file from"), "{}", said.talk);
    // They were looked for where they can only be.
    assert_eq!(server.asked(), ["/page".to_owned(), path, "/secret.png".to_owned()]);
    Ok(())
}

/// A page of the web is one of the project where the project names it; a server without news costs no build.
fn projects_have_pages_on_the_web() -> Result<(), Failed> {
    let (server, work) = (Server::new(given), Work::new(&[])?);
    let url = server.url("/tagged");
    work.write("deckmill.toml", format!("input = '{url}'\nformats = 'json'\nkey = 'own'\n"))?;
    let build = |arguments: &[&str]| -> Result<Said, Failed> {
        let said = run(&work, &[&["build"], arguments].concat())?;
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.talk);
        Ok(said)
    };
    build(&[])?;
    let outputs: Vec<_> = walkdir::WalkDir::new(work.path("output"))
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().ends_with("tagged.json"))
        .collect();
    let [output] = outputs.as_slice() else { return Err(format!("{outputs:?}").into()) };
    let deck: Value = serde_json::from_str(&fs::read_to_string(output.path())?)?;
    assert_eq!((&deck["deck"]["key"], &deck["deck"]["url"]), (&"own".into(), &url.as_str().into()));
    let said = build(&[])?;
    assert!(said.talk.contains("0 decks built into output, 1 unchanged"), "{}", said.talk);
    let asked = server.requests().len();
    build(&["--offline", "--force"])?;
    assert_eq!(server.requests().len(), asked);
    build(&["--check"])?;
    Ok(())
}

/// What was fetched once may be another one by the next build, and is none where nobody wants it any more.
fn fetched_images_may_change() -> Result<(), Failed> {
    let image = std::sync::Arc::new(std::sync::Mutex::new(b"GIF89a one".to_vec()));
    let shown = image.clone();
    let (server, work) = (Server::new(move |_| ok("image/gif", &shown.lock().unwrap())), Work::new(&[])?);
    work.write("deckmill.toml", "formats = 'anki'\n")?;
    work.write("input/page.md", format!("# T\n\n## 1. What?\n\n![it]({})\n", server.url("/a.gif")))?;
    let build = |arguments: &[&str]| -> Result<Vec<u8>, Failed> {
        let said = run(&work, &[&["build"], arguments].concat())?;
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.talk);
        Ok(fs::read(work.path("output/page.apkg"))?)
    };
    let one = build(&["--fetch-media"])?;
    *image.lock().unwrap() = b"GIF89a two".to_vec();
    let two = build(&["--fetch-media"])?;
    let none = build(&[])?;
    assert!(one != two && two != none && one != none);
    Ok(())
}
