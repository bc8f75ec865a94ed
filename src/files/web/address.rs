//! Addresses on the web, as they are typed: who asks with them is never shown, and what is written for them
//! is called by host and path, safely on every system.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use deckmill::Served;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};
use url::{Host, Url};

use super::{Refused, guard};
use crate::failure::Failure;

/// Schemes that are typed without `//`.
const BARE: [&str; 6] = ["about", "data", "file", "http", "https", "javascript"];

/// How many characters of what is no address are shown.
const SHOWN: usize = 60;

/// How long a part of an output's path may be, in bytes; no file system takes more than 255.
const LONGEST: usize = 120;

/// An address on the web.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// Without user and fragment.
    url: Url,
    /// Who asks, as a request says it.
    user: Option<String>,
}

/// Who asks is a secret.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown())
    }
}

impl Address {
    /// What an argument says; none where it is no address but a path.
    pub fn typed(path: &Path) -> Option<Result<Address, Failure>> {
        let text = path.to_str()?;
        let (scheme, rest) = text.split_once(':')?;
        let is_letter = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        // One letter is a drive.
        let is_scheme = scheme.len() > 1 && scheme.chars().all(is_letter);
        let scheme = scheme.to_ascii_lowercase();
        let is_bare = BARE.contains(&scheme.as_str());
        if !is_scheme || !(rest.starts_with("//") || is_bare) {
            return None;
        }
        let is_web = matches!(scheme.as_str(), "http" | "https");
        if is_web && rest.starts_with("//") {
            return Some(Address::parse(text).map_err(|_| {
                Failure::new(format!("{}: this is no address on the web", without_user(text)))
                    .help("it has the form https://example.org/page")
            }));
        }
        if path.exists() {
            return None;
        }
        let failure = Failure::new(match is_web {
            true => format!("{}: this is no address on the web", without_user(text)),
            false => format!("{}: only http and https are read", without_user(text)),
        });
        Some(Err(failure.help(match is_web {
            true => "it has the form https://example.org/page",
            false => "save the page, and name the file",
        })))
    }

    /// Takes an address apart.
    pub fn parse(text: &str) -> Result<Address, Refused> {
        Address::of(Url::parse(text).map_err(|_| Refused::NoAddress)?)
    }

    fn of(mut url: Url) -> Result<Address, Refused> {
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(Refused::Scheme(url.scheme().to_owned()));
        }
        let (name, password) = (url.username(), url.password().unwrap_or_default());
        let user = (!name.is_empty() || !password.is_empty()).then(|| {
            let both: Vec<u8> =
                percent_decode_str(name).chain(*b":").chain(percent_decode_str(password)).collect();
            format!("Basic {}", STANDARD.encode(both))
        });
        url.set_fragment(None);
        // An address with a host takes both.
        let _ = (url.set_username(""), url.set_password(None));
        Ok(Address { url, user })
    }

    /// Where an answer leads. Who asks is told to nobody else.
    pub fn join(&self, location: &str) -> Result<Address, Refused> {
        let url = self.url.join(location).map_err(|_| Refused::NoAddress)?;
        let next = Address::of(url)?;
        let user = self.user.clone().filter(|_| next.url.origin() == self.url.origin());
        Ok(Address { user, ..next })
    }

    /// As messages and outputs have it.
    pub fn shown(&self) -> &str {
        self.url.as_str()
    }

    /// Who asks, as a request says it.
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// Whether its host is written as an address that nobody is to ask.
    pub fn is_refused(&self) -> bool {
        match self.url.host() {
            Some(Host::Ipv4(address)) => guard::is_refused(address.into()),
            Some(Host::Ipv6(address)) => guard::is_refused(address.into()),
            _ => false,
        }
    }

    /// What its page is called below a folder of outputs, and the same without an extension. What differs in
    /// the address differs in both, but for the extension.
    pub fn below(&self) -> (PathBuf, PathBuf) {
        let port = self.url.port().map_or(String::new(), |port| format!(":{port}"));
        let host = format!("{}{port}", self.url.host_str().unwrap_or_default());
        let mut folder = PathBuf::from(part(&host, ""));
        let mut parts: Vec<&str> = self.url.path_segments().into_iter().flatten().collect();
        let last = parts.pop().filter(|last| !last.is_empty()).unwrap_or("index");
        folder.extend(parts.iter().map(|name| part(&text_of(name), "")));
        let last = text_of(last);
        let (stem, extension) = match last.rsplit_once('.') {
            Some((stem, end)) if !stem.is_empty() && is_extension(end) => (stem, format!(".{end}")),
            _ => (&*last, String::new()),
        };
        let query = self.url.query().map_or(String::new(), |query| format!("?{query}"));
        let stem = format!("{stem}{query}");
        (folder.join(part(&stem, &extension)), folder.join(part(&stem, "")))
    }

    /// What is known of what was found here.
    pub fn served(&self, base: &str, content_type: Option<&str>) -> Served {
        Served::new(self.shown(), base, content_type)
    }
}

/// What is behind a dot at the end of a page's name: `html`, but not the `2` of `v1.2`.
fn is_extension(end: &str) -> bool {
    (1..=8).contains(&end.len())
        && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && end.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// A part of a path that means itself on every system, whatever stands in it; `end` is its extension.
fn part(text: &str, end: &str) -> String {
    const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "COM", "LPT"];
    let first = text.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let device = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_device = DEVICES.contains(&device) && first.len() <= 4;
    let last = text.chars().count().saturating_sub(1);
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        let is_bad = c.is_control() || "<>:\"/\\|?*%".contains(c);
        let is_hidden = at == 0 && (c == '.' || is_device);
        let is_lost = at == last && end.is_empty() && matches!(c, '.' | ' ');
        match is_bad || is_hidden || is_lost {
            true => c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}"))),
            false => out.push(c),
        }
    }
    if out.len() + end.len() > LONGEST {
        let hash: String = Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let room = LONGEST - end.len() - hash.len() - 1;
        let fits = (0..=room).rev().find(|at| out.is_char_boundary(*at));
        out.truncate(fits.unwrap_or_default());
        out.push('-');
        out.push_str(&hash);
    }
    out + end
}

/// `%20` and the like as what they stand for, where that is text.
fn text_of(part: &str) -> Cow<'_, str> {
    percent_decode_str(part).decode_utf8().unwrap_or(Cow::Borrowed(part))
}

/// What was typed, without who asks, and no longer than fits into a message.
fn without_user(text: &str) -> String {
    let (before, after) = text.split_once("//").map_or((text, None), |(a, b)| (a, Some(b)));
    let shown = match after {
        Some(after) => {
            let host = after.find(['/', '?', '#', '\\']).unwrap_or(after.len());
            let user = after[..host].rfind('@').map_or(0, |at| at + 1);
            format!("{before}//{}", &after[user..])
        }
        None => before.to_owned(),
    };
    match shown.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &shown[..at]),
        None => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_an_address_or_a_path() {
        let typed = |text: &str| Address::typed(Path::new(text));
        for path in ["page.md", "a:b.md", "C:\\page.md", "a/http://b", "-", "file", "http"] {
            assert!(typed(path).is_none(), "{path}");
        }
        let shown = |text: &str| typed(text).unwrap().unwrap().shown().to_owned();
        assert_eq!(shown("HTTPS://User:P%40ss@Example.ORG:443/a b?q#top"), "https://example.org/a%20b?q");
        assert_eq!(shown("http://b\u{fc}cher.example"), "http://xn--bcher-kva.example/");
        let wrong = |text: &str| typed(text).unwrap().unwrap_err().to_string();
        assert_eq!(
            wrong("ftp://me:secret@example.org/a"),
            "ftp://example.org/a: only http and https are read"
        );
        assert_eq!(wrong("file:///etc/passwd"), "file:///etc/passwd: only http and https are read");
        assert_eq!(wrong("data:text/plain,x"), "data:text/plain,x: only http and https are read");
        assert_eq!(wrong("https:/example.org"), "https:/example.org: this is no address on the web");
        assert_eq!(wrong("http://me:secret@[/a"), "http://[/a: this is no address on the web");
    }

    #[test]
    fn who_asks_is_told_to_one_and_shown_to_nobody() {
        let address = Address::parse("https://me:a%3Ab@example.org/a/b").unwrap();
        assert_eq!(address.user(), Some("Basic bWU6YTpi"));
        assert!(!format!("{address:?} {}", address.shown()).contains("me"));
        let next = |to: &str| address.join(to).unwrap();
        assert_eq!((next("c").shown(), next("c").user()), ("https://example.org/a/c", address.user()));
        for other in ["//www.example.org/", "http://example.org/", "https://example.org:8443/"] {
            assert_eq!(next(other).user(), None, "{other}");
        }
    }

    #[test]
    fn outputs_are_called_by_host_and_path() {
        let below = |address: &str| {
            let (whole, stem) = Address::parse(address).unwrap().below();
            (whole.to_string_lossy().replace('\\', "/"), stem.to_string_lossy().replace('\\', "/"))
        };
        let stem = |address: &str| below(address).1;
        assert_eq!(
            below("https://example.org/questions/python.html"),
            ("example.org/questions/python.html".to_owned(), "example.org/questions/python".to_owned())
        );
        assert_eq!(below("https://example.org/q.html?p=2").0, "example.org/q%3Fp=2.html");
        assert_eq!(stem("https://example.org/q.html?p=2.5"), "example.org/q%3Fp=2.5");
        assert_eq!(stem("http://example.org:8080"), "example.org%3A8080/index");
        assert_eq!(stem("https://example.org/v1.2"), "example.org/v1.2");
        assert_eq!(stem("https://example.org/a/%2e%2e/b"), "example.org/b");
        assert_eq!(
            stem("https://example.org/a/..%2F..%5C/b%3A.x/"),
            "example.org/a/%2E.%2F..%5C/b%3A.x/index"
        );
        assert_eq!(
            stem("https://example.org/%C3%BC%20x/CON/aux.md/.git"),
            "example.org/\u{fc} x/%43ON/%61ux.md/%2Egit"
        );
        assert_eq!(stem("https://example.org/a%20"), "example.org/a%20");
        assert_eq!(stem("https://example.org/%ff"), "example.org/%25ff");
        let long = |end: char| stem(&format!("https://example.org/{}{end}", "\u{fc}".repeat(200)));
        assert!(long('a') != long('b') && long('a').len() < 140, "{}", long('a'));
    }
}
