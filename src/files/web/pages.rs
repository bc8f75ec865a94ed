//! Pages on the web. What was read once is kept: a server that has nothing newer says so in a line, and
//! `--offline` asks nobody.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use deckmill::Source;

use super::cache::{Cache, Kept};
use super::{Address, Answer, Client, Refused, Request};
use crate::failure::Failure;
use crate::files::now;

/// How much a page may be.
#[derive(Debug, Clone, Copy)]
struct Limits {
    bytes: u64,
    time: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 50 << 20, time: Duration::from_secs(60) }
    }
}

/// Pages on the web, as far as a run may ask for them.
#[derive(Debug)]
pub struct Pages {
    is_offline: bool,
    /// One at a time asks, whoever reads.
    client: Mutex<Client>,
    cache: Cache,
    limits: Limits,
}

impl Pages {
    /// With those that this user read before; where nobody is to be asked, with no others.
    pub fn new(is_offline: bool) -> Pages {
        let (client, limits) = (Mutex::default(), Limits::default());
        Pages { is_offline, client, cache: Cache::of_user(), limits }
    }

    /// Whether nobody is asked.
    pub fn is_offline(&self) -> bool {
        self.is_offline
    }

    /// Reads a page. It is called by its address in outputs.
    pub fn read(&self, address: &Address) -> Result<Source, Failure> {
        let kept = self.cache.get(address);
        let page = match (self.is_offline, kept) {
            (true, Some(kept)) => kept,
            (true, None) => {
                let message = "`--offline` reads only pages that were read before, and this one was not";
                return Err(said(address, message).help("read it once without `--offline`"));
            }
            (false, kept) => self.ask(address, kept)?,
        };
        let Kept { found, since } = page;
        let changed = found.known.last_modified.as_deref().and_then(seconds);
        Ok(Source {
            name: address.shown().to_owned(),
            // As with a file: one from the future would win over all that learners change until then.
            modified: Some(changed.unwrap_or(since).min(now())),
            served: Some(address.served(&found.known.base, found.content_type.as_deref())),
            bytes: found.bytes,
        })
    }

    fn ask(&self, address: &Address, kept: Option<Kept>) -> Result<Kept, Failure> {
        let Limits { bytes: most, time } = self.limits;
        let known = kept.as_ref().map(|kept| &kept.found.known);
        let known = known.filter(|known| known.etag.is_some() || known.last_modified.is_some());
        let mut client = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = client.get(&Request { address, known, most, time });
        drop(client);
        match (answer, kept) {
            (Ok(Answer::Found(found)), kept) => {
                // What did not change is as old as it was.
                let is_same = |kept: &Kept| kept.found.bytes == found.bytes;
                let since = kept.filter(is_same).map_or_else(now, |kept| kept.since);
                let kept = Kept { found, since };
                if !kept.found.is_passing {
                    self.cache.put(address, &kept);
                }
                Ok(kept)
            }
            (Ok(Answer::Same), Some(kept)) => Ok(kept),
            (Ok(Answer::Same), None) => Err(said(address, Refused::Status(304))),
            (Err(refused), kept) => {
                let help = match (&refused, kept) {
                    (Refused::Status(401 | 403), _) => {
                        "give a user, as in https://USER:PASSWORD@…, or save the page"
                    }
                    (Refused::Status(400..500), _) => "look whether the address is right",
                    (Refused::TooLarge(_), _) => "save the page, and name the file",
                    (_, Some(_)) => "try once more, or take it as it was read before: `--offline`",
                    _ => "try once more, or save the page and name the file",
                };
                Err(said(address, refused).help(help))
            }
        }
    }
}

fn said(address: &Address, message: impl std::fmt::Display) -> Failure {
    Failure::new(format!("{}: {message}", address.shown()))
}

/// When something last changed, in seconds since 1970, of a server's words: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn seconds(date: &str) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let parts: Vec<&str> = date.split_once(", ")?.1.split([' ', ':']).collect();
    let [day, month, year, hour, minute, second, "GMT"] = parts[..] else { return None };
    let number = |text: &str| text.parse::<u32>().ok().map(i64::from);
    let month = MONTHS.iter().zip(1i64..).find(|(name, _)| **name == month)?.1;
    let (day, year) = (number(day)?, number(year)?);
    // Years from March, so that a leap day is the last of its year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1 - 719_468;
    Some(days * 86_400 + number(hour)? * 3600 + number(minute)? * 60 + number(second)?)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::Instant;

    use tempfile::TempDir;

    use super::super::server::{leads_to, ok, send, server};
    use super::*;

    /// What a run reads that keeps its pages in a folder.
    fn pages(folder: &TempDir) -> Pages {
        Pages { cache: Cache::at(folder.path()), ..Pages::new(false) }
    }

    fn read(pages: &mut Pages, address: &str) -> Result<Source, String> {
        pages.read(&Address::parse(address).unwrap()).map_err(|failure| failure.to_string())
    }

    /// What is said of a page, behind its address.
    fn said(pages: &mut Pages, address: &str) -> String {
        let said = read(pages, address).unwrap_err();
        said.strip_prefix(&format!("{address}: ")).unwrap_or(&said).to_owned()
    }

    #[test]
    fn what_has_not_changed_is_not_sent_again() {
        let folder = TempDir::new().unwrap();
        for (state, asked) in [
            ("ETag: \"one\"\r\n", "if-none-match: \"one\""),
            (
                "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
                "if-modified-since: sun, 06 nov 1994 08:49:37 gmt",
            ),
        ] {
            let origin = server(move |stream, request| match request.to_lowercase().contains(asked) {
                true => send(stream, "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"),
                false => send(stream, &ok(&format!("Content-Type: text/markdown\r\n{state}"), "# One")),
            });
            let address = format!("{origin}/page");
            for _ in 0..3 {
                let source = read(&mut pages(&folder), &address).unwrap();
                assert_eq!((source.name.as_str(), source.bytes.as_slice()), (&*address, &b"# One"[..]));
                assert_eq!(source.served.unwrap().media_type.as_deref(), Some("text/markdown"));
                assert!(state.starts_with("ETag") || source.modified == Some(784_111_777));
            }
        }
    }

    #[test]
    fn a_state_is_that_of_where_it_came_from() {
        let folder = TempDir::new().unwrap();
        let count = AtomicUsize::new(0);
        // The address leads to another page the second time, which calls its state by the same name.
        let origin = server(move |stream, request| match request.split(' ').nth(1) {
            Some("/") => {
                let place = ["/a", "/b"][count.fetch_add(1, Ordering::SeqCst).min(1)];
                send(stream, &leads_to(place));
            }
            Some("/b") if request.to_lowercase().contains("if-none-match") => {
                send(stream, "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
            }
            path => send(stream, &ok("ETag: \"1\"\r\n", path.unwrap_or_default())),
        });
        let text = || {
            let source = read(&mut pages(&folder), &format!("{origin}/")).unwrap();
            let base = source.served.unwrap().base;
            (String::from_utf8(source.bytes).unwrap(), base.strip_prefix(&origin).unwrap().to_owned())
        };
        assert_eq!(text(), ("/a".to_owned(), "/a".to_owned()));
        assert_eq!(text(), ("/b".to_owned(), "/b".to_owned()));
        assert_eq!(text(), ("/b".to_owned(), "/b".to_owned()));
    }

    #[test]
    fn whoever_is_offline_has_what_was_read() {
        let folder = TempDir::new().unwrap();
        let origin = server(|stream, request| {
            let head = if request.contains("/passing") { "Cache-Control: No-Store\r\n" } else { "" };
            send(stream, &ok(head, "# One"));
        });
        let (kept, passing) = (format!("{origin}/kept"), format!("{origin}/passing"));
        let mut offline = Pages { is_offline: true, ..pages(&folder) };
        assert!(said(&mut offline, &kept).starts_with("`--offline` reads only"));
        let first = read(&mut pages(&folder), &kept).unwrap();
        read(&mut pages(&folder), &passing).unwrap();
        let again = read(&mut offline, &kept).unwrap();
        assert_eq!((again.bytes, again.modified), (first.bytes, first.modified));
        assert!(said(&mut offline, &passing).starts_with("`--offline` reads only"));
    }

    #[test]
    fn limits_hold() {
        let folder = TempDir::new().unwrap();
        let origin = server(|stream, request| match request.split(' ').nth(1) {
            Some("/silent") => thread::sleep(Duration::from_secs(3)),
            Some("/slow") => {
                send(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                for _ in 0..30 {
                    send(stream, "x");
                    thread::sleep(Duration::from_millis(100));
                }
            }
            Some("/around") => {
                thread::sleep(Duration::from_millis(200));
                send(stream, &leads_to("/around"));
            }
            Some("/endless") => {
                send(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                (0..10_000).for_each(|_| send(stream, &"x".repeat(100)));
            }
            _ => send(stream, &ok("", "0123456789")),
        });
        let time = Duration::from_millis(300);
        for path in ["/silent", "/slow", "/around"] {
            let began = Instant::now();
            let mut pages = Pages { limits: Limits { time, ..Limits::default() }, ..pages(&folder) };
            assert_eq!(said(&mut pages, &format!("{origin}{path}")), "it took longer than 0.3 seconds");
            assert!(began.elapsed() < Duration::from_secs(2));
        }
        for path in ["/endless", "/ten"] {
            let mut pages = Pages { limits: Limits { bytes: 9, ..Limits::default() }, ..pages(&folder) };
            assert_eq!(said(&mut pages, &format!("{origin}{path}")), "it has more than 9 bytes");
            pages.limits.bytes = 10;
            assert_eq!(read(&mut pages, &format!("{origin}{path}")).is_ok(), path == "/ten");
        }
    }

    #[test]
    fn what_is_not_whole_is_no_page() {
        let folder = TempDir::new().unwrap();
        let origin = server(|stream, request| {
            send(
                stream,
                match request.split(' ').nth(1) {
                    Some("/short") => "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n# One",
                    Some("/chunks") => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n# One\r\n",
                    Some("/chunk") => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n# One",
                    Some("/packed") => {
                        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab"
                    }
                    Some("/unasked") => "HTTP/1.1 304 Not Modified\r\n\r\n",
                    Some("/none") => "HTTP/1.1 204 No Content\r\n\r\n",
                    Some("/head") => "HTTP/1.1 200 OK\r\nContent-Le",
                    _ => "",
                },
            );
        });
        let said = |path: &str| said(&mut pages(&folder), &format!("{origin}{path}"));
        for path in ["/short", "/chunks", "/chunk", "/head", "/empty"] {
            assert_eq!(said(path), "the answer was cut off", "{path}");
        }
        assert_eq!(said("/packed"), "the answer is packed as gzip, which was not asked for");
        assert_eq!(said("/unasked"), "the server answers 304 Not Modified");
        assert_eq!(said("/none"), "the server answers 204 No Content");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing of that is kept");
    }

    #[test]
    fn what_leads_on_leads_to_the_web() {
        let folder = TempDir::new().unwrap();
        let origin = server(|stream, request| {
            let path = request.split(' ').nth(1).unwrap_or_default();
            let place = match path {
                "/file" => "file:///etc/passwd".to_owned(),
                "/data" => "data:text/plain,x".to_owned(),
                "/link" => "http://169.254.169.254/latest".to_owned(),
                "/link6" => "//[fe80::1]/".to_owned(),
                "/bad" => "http://[x".to_owned(),
                "/raw" => "/ü".to_owned(),
                "/%C3%BC" => return send(stream, &ok("", "# One")),
                "/0" => return send(stream, &ok("", "# One")),
                "/nowhere" => return send(stream, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
                path => path[1..].parse().map_or("/endless".to_owned(), |step: u32| format!("/{}", step - 1)),
            };
            send(stream, &leads_to(&place));
        });
        let mut pages = pages(&folder);
        assert!(read(&mut pages, &format!("{origin}/5")).is_ok());
        assert!(read(&mut pages, &format!("{origin}/raw")).is_ok());
        for (path, words) in [
            ("/6", "it leads on to other addresses, more than 5 times"),
            ("/endless", "it leads on to other addresses, more than 5 times"),
            ("/nowhere", "it leads on to another address, and does not say to which"),
            ("/file", "it leads to `file:`, and only http and https are read"),
            ("/data", "it leads to `data:`, and only http and https are read"),
            ("/link", "it leads to an address of this machine's own network link"),
            ("/link6", "it leads to an address of this machine's own network link"),
            ("/bad", "it leads to what is no address on the web"),
        ] {
            assert_eq!(said(&mut pages, &format!("{origin}{path}")), words, "{path}");
        }
    }

    #[test]
    fn dates_are_read() {
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(seconds("Tue, 29 Feb 2000 23:59:59 GMT"), Some(951_868_799));
        assert_eq!(seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        for other in ["", "yesterday", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET"] {
            assert_eq!(seconds(other), None, "{other}");
        }
    }
}
