//! A server on this machine, which answers as a test says and remembers what it was asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request: the path with its query, and the lines of its head in lower case.
#[derive(Debug, Clone)]
pub struct Request {
    /// The path with its query.
    pub path: String,
    /// The other lines of the head: names in lower case, values as they came.
    pub head: Vec<(String, String)>,
}

impl Request {
    /// The value of a line of the head.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A server, and what it was asked.
pub struct Server {
    origin: String,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// One that answers so.
    pub fn new(answer: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let server = Server { origin, asked: asked.clone() };
        let answer = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, answer) = (asked.clone(), answer.clone());
                thread::spawn(move || serve(stream, &asked, &*answer));
            }
        });
        server
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The host and its port.
    pub fn host(&self) -> &str {
        &self.origin["http://".len()..]
    }

    /// What it was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }

    /// The paths that it was asked for so far.
    pub fn asked(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.path).collect()
    }
}

fn serve(mut stream: TcpStream, asked: &Mutex<Vec<Request>>, answer: &dyn Fn(&Request) -> Vec<u8>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let request = loop {
        let Some(first) = lines.next() else { return };
        let head = lines.by_ref().take_while(|line| !line.is_empty()).filter_map(|line| {
            line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        });
        let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
        let request = Request { path, head: head.collect() };
        if !first.starts_with("CONNECT ") {
            break request;
        }
        // It stands for all servers, as a proxy does.
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
    };
    asked.lock().unwrap().push(request.clone());
    let _ = stream.write_all(&answer(&request));
}

/// An answer with lines in its head, each with its end.
pub fn answer(status: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n{head}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// A good answer of this type.
pub fn ok(kind: &str, body: &[u8]) -> Vec<u8> {
    answer("200 OK", &format!("Content-Type: {kind}\r\n"), body)
}

/// An answer that leads to another address.
pub fn leads_to(place: &str) -> Vec<u8> {
    answer("302 Found", &format!("Location: {place}\r\n"), b"")
}

/// An answer that there is no such thing.
pub fn none() -> Vec<u8> {
    answer("404 Not Found", "", b"gone")
}
