//! The web: pages that somebody named, and files that pages refer to, over HTTP and HTTPS, within limits.
//!
//! `Client` asks, here; `guard.rs` says whom never, `address.rs` what an address is and how it is shown.
//! `pages.rs` reads pages and keeps them in `cache.rs`, `media.rs` fetches images and sounds. A server's word
//! on what it sends counts for little; what the bytes are is asked by whoever gets them.

mod address;
mod cache;
mod guard;
mod media;
mod pages;
#[cfg(test)]
mod server;

use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::{Response, StatusCode};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body, Error};

use guard::Guarded;

pub use address::Address;
pub(super) use media::Web;
pub use pages::Pages;

use crate::failure::reason;

/// How often an address may lead on to another.
const REDIRECTS: u32 = 5;

/// Asks servers.
#[derive(Debug, Default)]
pub struct Client {
    agent: Option<Agent>,
}

/// What is asked for.
pub struct Request<'a> {
    /// Where.
    pub address: &'a Address,
    /// What is there already.
    pub known: Option<&'a Known>,
    /// How many bytes may come.
    pub most: u64,
    /// How long it may take, from the question for the host to the last byte.
    pub time: Duration,
}

/// An answer that is there already, as far as a server is to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Where it came from.
    pub base: String,
    /// What the server called this state of it.
    pub etag: Option<String>,
    /// When it last changed, in the server's words.
    pub last_modified: Option<String>,
}

/// What came.
#[derive(Debug)]
pub enum Answer {
    /// What is known is what there is.
    Same,
    /// Something else.
    Found(Found),
}

/// What was found at an address.
#[derive(Debug)]
pub struct Found {
    /// Where that was, and in which state.
    pub known: Known,
    /// What the server calls it.
    pub content_type: Option<String>,
    /// Whether the server does not want it to be kept.
    pub is_passing: bool,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Why nothing came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The server says no.
    #[error("the server answers {}", status(*.0))]
    Status(u16),
    /// It is too much, by this many bytes.
    #[error("it has more than {}", size(*.0))]
    TooLarge(u64),
    /// It took too long.
    #[error("it took longer than {} seconds", .0.as_secs_f32())]
    TooSlow(Duration),
    /// It leads on and on.
    #[error("it leads on to other addresses, more than {REDIRECTS} times")]
    Redirects,
    /// It leads on to nothing.
    #[error("it leads on to another address, and does not say to which")]
    Nowhere,
    /// It leads to something else than the web.
    #[error("it leads to `{0}:`, and only http and https are read")]
    Scheme(String),
    /// It leads to no address.
    #[error("it leads to what is no address on the web")]
    NoAddress,
    /// It leads to where nobody is asked.
    #[error("{}", guard::REFUSED)]
    Guarded,
    /// It is packed.
    #[error("the answer is packed as {0}, which was not asked for")]
    Packed(String),
    /// Less came than was announced.
    #[error("the answer was cut off")]
    CutOff,
    /// Something else, in words.
    #[error("{0}")]
    Other(String),
}

fn status(code: u16) -> String {
    let status = StatusCode::from_u16(code).ok();
    let words = status.and_then(|status| status.canonical_reason()).unwrap_or_default();
    format!("{code} {words}").trim_end().to_owned()
}

fn size(bytes: u64) -> String {
    if bytes < 1 << 20 { format!("{bytes} bytes") } else { format!("{} MiB", bytes >> 20) }
}

impl Client {
    /// Asks for what is at an address, and follows where it leads.
    pub fn get(&mut self, request: &Request) -> Result<Answer, Refused> {
        let began = Instant::now();
        let mut address = request.address.clone();
        for _ in 0..=REDIRECTS {
            if address.is_refused() {
                return Err(Refused::Guarded);
            }
            let left = request.time.saturating_sub(began.elapsed());
            if left.is_zero() {
                return Err(Refused::TooSlow(request.time));
            }
            // What a server calls a state means nothing at another address.
            let known = request.known.filter(|known| known.base == address.shown());
            let refused = |error| why(error, request);
            let response = self.call(&address, known, left).map_err(refused)?;
            match response.status().as_u16() {
                200 => return found(&address, response, request).map(Answer::Found),
                304 if known.is_some() => return Ok(Answer::Same),
                301 | 302 | 303 | 307 | 308 => {
                    let place = response.headers().get("location").ok_or(Refused::Nowhere)?;
                    // Some write what is beyond ASCII as it is.
                    address = address.join(&String::from_utf8_lossy(place.as_bytes()))?;
                }
                code => return Err(Refused::Status(code)),
            }
        }
        Err(Refused::Redirects)
    }

    fn call(
        &mut self,
        address: &Address,
        known: Option<&Known>,
        time: Duration,
    ) -> Result<Response<Body>, Error> {
        let agent = self.agent.get_or_insert_with(|| {
            let config = Config::builder()
                .max_redirects(0)
                .http_status_as_error(false)
                .accept_encoding("identity")
                .user_agent("deckmill");
            Agent::with_parts(config.build(), DefaultConnector::default(), Guarded::default())
        });
        let mut request = agent.get(address.shown());
        let conditions = [
            ("Authorization", address.user()),
            ("If-None-Match", known.and_then(|known| known.etag.as_deref())),
            ("If-Modified-Since", known.and_then(|known| known.last_modified.as_deref())),
        ];
        for (name, value) in conditions {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        request.config().timeout_global(Some(time)).build().call()
    }
}

/// What an answer holds, all of it.
fn found(address: &Address, mut response: Response<Body>, request: &Request) -> Result<Found, Refused> {
    let header = |name| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
    };
    if let Some(packed) = header("content-encoding").filter(|how| !how.eq_ignore_ascii_case("identity")) {
        return Err(Refused::Packed(packed));
    }
    let is_passing = header("cache-control").is_some_and(|how| how.to_ascii_lowercase().contains("no-store"));
    let (etag, last_modified) = (header("etag"), header("last-modified"));
    let (known, content_type) =
        (Known { base: address.shown().to_owned(), etag, last_modified }, header("content-type"));
    let body = response.body_mut();
    if body.content_length().is_some_and(|length| length > request.most) {
        return Err(Refused::TooLarge(request.most));
    }
    let bytes = body.with_config().limit(request.most).read_to_vec().map_err(|error| why(error, request))?;
    Ok(Found { known, content_type, is_passing, bytes })
}

/// What went wrong.
fn why(error: Error, request: &Request) -> Refused {
    match error {
        Error::Timeout(_) => Refused::TooSlow(request.time),
        Error::BodyExceedsLimit(_) => Refused::TooLarge(request.most),
        Error::HostNotFound => Refused::Other("there is no such host".to_owned()),
        Error::BadUri(_) | Error::Http(_) => Refused::NoAddress,
        Error::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Refused::CutOff,
        Error::Io(error) => Refused::Other(reason(&error)),
        other => {
            let text = other.to_string();
            Refused::Other(format!("no connection, for {}", text.trim_end_matches('.').to_lowercase()))
        }
    }
}
