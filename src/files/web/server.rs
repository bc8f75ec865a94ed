//! A server on this machine, for tests: it answers as badly as they like.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// A server that answers each request by a function; its origin, `http://127.0.0.1:80`.
pub fn server(answer: impl Fn(&mut TcpStream, &str) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let answer = std::sync::Arc::new(answer);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || {
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                    request.push(byte[0]);
                }
                answer(&mut stream, &String::from_utf8_lossy(&request));
            });
        }
    });
    origin
}

/// Sends a text; when nobody listens any more, that is as well.
pub fn send(stream: &mut TcpStream, text: &str) {
    let _ = stream.write_all(text.as_bytes());
}

/// A whole answer, with these lines in its head.
pub fn ok(head: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{head}Content-Length: {length}\r\n\r\n{body}")
}

/// An answer that leads to another address.
pub fn leads_to(address: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: {address}\r\nContent-Length: 0\r\n\r\n")
}
