//! Files on the web, fetched because the user said so: over HTTP and HTTPS, within limits, and never from
//! the addresses by which a machine in a cloud is asked for its secrets. A server's word on what it sends
//! counts for nothing; what the bytes are is asked by whoever gets them.

use std::io;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use deckmill::media::Unfit;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use super::Problem;
use crate::failure::reason;

/// How much a run may fetch.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a file.
    pub bytes: u64,
    /// Bytes of all files.
    pub all_bytes: u64,
    /// Files.
    pub files: usize,
    /// How often an address may lead on to another.
    pub redirects: u32,
    /// Time for a file, from the question for its host to its last byte.
    pub time: Duration,
    /// Time for all files.
    pub all_time: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes: 20 << 20,
            all_bytes: 500 << 20,
            files: 1000,
            redirects: 5,
            time: Duration::from_secs(30),
            all_time: Duration::from_secs(600),
        }
    }
}

/// The web, as far as a run may ask it.
#[derive(Debug, Default)]
pub struct Web {
    limits: Limits,
    agent: Option<Agent>,
    /// How many files were asked for, and how many bytes came.
    files: usize,
    bytes: u64,
    began: Option<Instant>,
}

impl Web {
    /// The bytes at an address.
    pub fn fetch(&mut self, address: &str) -> Result<Vec<u8>, Problem> {
        let Limits { bytes, all_bytes, files, time, all_time, .. } = self.limits;
        let spent = self.began.get_or_insert_with(Instant::now).elapsed();
        let left = (all_bytes.saturating_sub(self.bytes), all_time.saturating_sub(spent));
        if self.files >= files {
            return Err(Problem::Unavailable(format!("{files} files were fetched, and a run takes no more")));
        }
        if left.1.is_zero() {
            let seconds = all_time.as_secs();
            return Err(Problem::Unavailable(format!("the {seconds} seconds that a run may fetch are over")));
        }
        self.files += 1;
        let found = self.get(&encoded(address), bytes.min(left.0), time.min(left.1));
        let found = found.map_err(|error| match error {
            Error::BodyExceedsLimit(_) if left.0 < bytes => {
                let most = all_bytes >> 20;
                Problem::Unavailable(format!("a run fetches no more than {most} MiB, and it is one too many"))
            }
            Error::BodyExceedsLimit(_) => Problem::Unfit(Unfit::TooLarge(bytes)),
            error => Problem::Unavailable(why(&error, &self.limits)),
        })?;
        self.bytes += found.len() as u64;
        Ok(found)
    }

    fn get(&mut self, address: &str, most: u64, time: Duration) -> Result<Vec<u8>, Error> {
        let redirects = self.limits.redirects;
        let agent = self.agent.get_or_insert_with(|| {
            let config = Config::builder().max_redirects(redirects).user_agent("deckmill");
            Agent::with_parts(config.build(), DefaultConnector::default(), Guarded::default())
        });
        let request = agent.get(address).config().timeout_global(Some(time)).build();
        let mut response = request.call()?;
        if response.status() != 200 {
            return Err(Error::StatusCode(response.status().as_u16()));
        }
        let body = response.body_mut();
        if body.content_length().is_some_and(|length| length > most) {
            return Err(Error::BodyExceedsLimit(most));
        }
        let found = body.with_config().limit(most + 1).read_to_vec()?;
        if found.len() as u64 > most { Err(Error::BodyExceedsLimit(most)) } else { Ok(found) }
    }
}

/// Looks hosts up, and refuses those that no page has a file on.
#[derive(Debug, Default)]
struct Guarded(DefaultResolver);

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        match found.iter().any(|address| is_refused(address.ip())) {
            true => Err(io::Error::other("it leads to an address of this machine's own network link").into()),
            false => Ok(found),
        }
    }
}

/// Whether an address is one of a link, which clouds use to give a machine its secrets, or none of a
/// single host.
fn is_refused(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local() || address.is_multicast() || address.is_broadcast(),
        IpAddr::V6(address) => {
            let parts = address.segments();
            // An older address in a newer one's clothes: mapped, or translated by a gateway.
            let inner = address.to_ipv4_mapped().or((parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0]).then(|| {
                let [a, b, c, d] = [parts[6] >> 8, parts[6] & 255, parts[7] >> 8, parts[7] & 255];
                [a, b, c, d].map(|part| u8::try_from(part).unwrap_or_default()).into()
            }));
            let is_cloud = parts == [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254];
            let is_inner = inner.is_some_and(|inner| is_refused(IpAddr::V4(inner)));
            address.is_unicast_link_local() || address.is_multicast() || is_cloud || is_inner
        }
    }
}

/// An address in which what no request can hold is written with per cent signs.
fn encoded(address: &str) -> String {
    let address = address.split('#').next().unwrap_or_default();
    let is_bad = |byte: u8| !(0x21..0x7f).contains(&byte) || b"\"<>\\^`{|}".contains(&byte);
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        match is_bad(byte) {
            true => out.push_str(&format!("%{byte:02X}")),
            false => out.push(char::from(byte)),
        }
    }
    out
}

/// What went wrong, in words.
fn why(error: &Error, limits: &Limits) -> String {
    match error {
        Error::StatusCode(code) => {
            let status = ureq::http::StatusCode::from_u16(*code).ok();
            let reason = status.and_then(|status| status.canonical_reason()).unwrap_or_default();
            format!("the server answers {code} {reason}").trim_end().to_owned()
        }
        Error::Timeout(_) => format!("it took longer than {} seconds", limits.time.as_secs_f32()),
        Error::HostNotFound => "there is no such host".to_owned(),
        Error::TooManyRedirects | Error::RedirectFailed => {
            format!("it leads on to other addresses, more than {} times or to none", limits.redirects)
        }
        Error::BadUri(_) | Error::Http(_) => "it leads to what is no address on the web".to_owned(),
        Error::Io(error) => reason(error),
        other => {
            let text = other.to_string();
            format!("no connection, for {}", text.trim_end_matches('.').to_lowercase())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use super::*;

    /// A server that answers each request by a function; its address.
    fn server(answer: impl Fn(&mut TcpStream) + Send + 'static) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/a.png", listener.local_addr().unwrap());
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let _ = stream.read(&mut [0; 4096]);
                answer(&mut stream);
            }
        });
        address
    }

    fn send(stream: &mut TcpStream, text: &str) {
        let _ = stream.write_all(text.as_bytes());
    }

    fn ten_bytes(stream: &mut TcpStream) {
        send(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\n0123456789");
    }

    fn web(limits: Limits) -> Web {
        Web { limits, ..Web::default() }
    }

    fn said(outcome: Result<Vec<u8>, Problem>) -> String {
        match outcome {
            Err(Problem::Unavailable(reason)) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_that_takes_too_long_is_given_up() {
        let time = Duration::from_millis(300);
        let silent = server(|_| thread::sleep(Duration::from_secs(3)));
        // A byte now and then keeps no connection open for ever.
        let slow = server(|stream| {
            send(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            for _ in 0..30 {
                send(stream, "x");
                thread::sleep(Duration::from_millis(100));
            }
        });
        for address in [silent, slow] {
            let began = Instant::now();
            let said = said(web(Limits { time, ..Limits::default() }).fetch(&address));
            assert_eq!(said, "it took longer than 0.3 seconds");
            assert!(began.elapsed() < Duration::from_secs(2));
        }
    }

    #[test]
    fn all_files_together_have_a_time() {
        let address = server(ten_bytes);
        let mut web = web(Limits { all_time: Duration::from_millis(200), ..Limits::default() });
        assert!(web.fetch(&address).is_ok());
        thread::sleep(Duration::from_millis(250));
        assert_eq!(said(web.fetch(&address)), "the 0 seconds that a run may fetch are over");
    }

    #[test]
    fn sizes_and_numbers_have_limits() {
        let address = server(ten_bytes);
        assert_eq!(web(Limits { bytes: 10, ..Limits::default() }).fetch(&address).unwrap(), b"0123456789");
        let too_large = Problem::Unfit(Unfit::TooLarge(9));
        assert_eq!(web(Limits { bytes: 9, ..Limits::default() }).fetch(&address), Err(too_large.clone()));
        let undeclared = server(|stream| send(stream, "HTTP/1.1 200 OK\r\n\r\n0123456789"));
        assert_eq!(web(Limits { bytes: 10, ..Limits::default() }).fetch(&undeclared).unwrap().len(), 10);
        assert_eq!(web(Limits { bytes: 9, ..Limits::default() }).fetch(&undeclared), Err(too_large));
        let mut few = web(Limits { files: 1, ..Limits::default() });
        assert!(few.fetch(&address).is_ok());
        assert_eq!(said(few.fetch(&address)), "1 files were fetched, and a run takes no more");
        let mut small = web(Limits { all_bytes: 15, ..Limits::default() });
        assert!(small.fetch(&address).is_ok());
        assert!(said(small.fetch(&address)).starts_with("a run fetches no more than"));
    }

    #[test]
    fn addresses_of_a_link_are_refused() {
        let refused = [
            "169.254.169.254",
            "169.254.0.1",
            "224.0.0.1",
            "fe80::1",
            "febf::1",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "fd00:ec2::254",
        ];
        for address in refused {
            assert!(is_refused(address.parse().unwrap()), "{address}");
        }
        for address in ["127.0.0.1", "192.0.2.1", "::1", "2001:db8::1", "::ffff:192.0.2.1"] {
            assert!(!is_refused(address.parse().unwrap()), "{address}");
        }
        let told = "it leads to an address of this machine's own network link";
        for address in
            ["http://169.254.169.254/latest/a.png", "http://[fe80::1]/a.png", "http://2852039166/a.png"]
        {
            assert_eq!(said(web(Limits::default()).fetch(address)), told, "{address}");
        }
        let redirecting = server(|stream| {
            send(
                stream,
                "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
            );
        });
        assert_eq!(said(web(Limits::default()).fetch(&redirecting)), told);
    }

    #[test]
    fn addresses_are_written_as_requests_can_hold_them() {
        let address = "https://example.org/a b/ü.png?c={d}#e";
        assert_eq!(encoded(address), "https://example.org/a%20b/%C3%BC.png?c=%7Bd%7D");
    }
}
