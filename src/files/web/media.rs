//! Images and sounds on the web, fetched because the user said so: each within limits, and all together too.

use std::time::{Duration, Instant};

use deckmill::media::Unfit;

use super::{Address, Answer, Client, Refused, Request};
use crate::files::Problem;

/// How much a run may fetch.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a file.
    pub bytes: u64,
    /// Bytes of all files.
    pub all_bytes: u64,
    /// Files.
    pub files: usize,
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
            time: Duration::from_secs(30),
            all_time: Duration::from_secs(600),
        }
    }
}

/// The web, as far as a run may ask it.
#[derive(Debug, Default)]
pub struct Web {
    limits: Limits,
    client: Client,
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
        let mut request = |address: &Address| {
            self.client.get(&Request {
                address,
                known: None,
                most: bytes.min(left.0),
                time: time.min(left.1),
            })
        };
        let found = Address::parse(address).and_then(|address| request(&address));
        let found = match found {
            Ok(Answer::Found(found)) => found.bytes,
            Ok(Answer::Same) => Vec::new(),
            Err(Refused::TooLarge(_)) if left.0 < bytes => {
                let most = all_bytes >> 20;
                let reason = format!("a run fetches no more than {most} MiB, and it is one too many");
                return Err(Problem::Unavailable(reason));
            }
            Err(Refused::TooLarge(_)) => return Err(Problem::Unfit(Unfit::TooLarge(bytes))),
            Err(refused) => return Err(Problem::Unavailable(refused.to_string())),
        };
        self.bytes += found.len() as u64;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;
    use std::thread;

    use super::super::server::{leads_to, ok, send, server};
    use super::*;

    fn ten_bytes(stream: &mut TcpStream, _: &str) {
        send(stream, &ok("", "0123456789"));
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
        let silent = server(|_, _| thread::sleep(Duration::from_secs(3)));
        // A byte now and then keeps no connection open for ever.
        let slow = server(|stream, _| {
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
        let undeclared = server(|stream, _| send(stream, "HTTP/1.1 200 OK\r\n\r\n0123456789"));
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
    fn addresses_of_a_link_are_not_asked() {
        let told = "it leads to an address of this machine's own network link";
        for address in
            ["http://169.254.169.254/latest/a.png", "http://[fe80::1]/a.png", "http://2852039166/a.png"]
        {
            assert_eq!(said(web(Limits::default()).fetch(address)), told, "{address}");
        }
        let redirecting = server(|stream, _| send(stream, &leads_to("http://169.254.169.254/")));
        assert_eq!(said(web(Limits::default()).fetch(&redirecting)), told);
    }
}
