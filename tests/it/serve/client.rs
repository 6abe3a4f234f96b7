//! The real binary as a server, and a client that sends what a test writes and nothing else.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test code: a server that does not answer is a failed test"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::env::Env;

/// No answer takes as long, also on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// `feedfold serve`, at work on a free port. It is stopped when it is dropped.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: SocketAddr,
}

/// An answer as it came over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Serving {
    /// Serves what the folder of an environment holds.
    pub(crate) fn start(env: &Env) -> Self {
        Self::spawn(env.command(&["serve", "127.0.0.1:0"]))
    }

    /// Starts a command that serves, and waits until it says where.
    pub(crate) fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("serving http://");
        let address = address.and_then(|rest| rest.strip_suffix('/'));
        Self {
            address: address.expect(&line).parse().unwrap(),
            child,
        }
    }

    /// Opens a connection.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends one request with these header fields and `Host: localhost`.
    pub(crate) fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
        let mut stream = self.connect();
        let host = [("Host", "localhost"), ("Connection", "close")];
        send(&mut stream, method, target, &[&host, headers].concat());
        Answer::read(stream, method)
    }

    /// Sends a GET request.
    pub(crate) fn get(&self, target: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", target, headers)
    }

    /// Sends the fields of a form, with these header fields and `Host: localhost`.
    pub(crate) fn post(
        &self,
        target: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let length = body.len().to_string();
        let head = [
            ("Host", "localhost"),
            ("Connection", "close"),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Length", &length),
        ];
        // A field of the test takes the place of ours.
        let is_replaced = |name: &str| headers.iter().any(|(own, _)| *own == name);
        let head = head.into_iter().filter(|(name, _)| !is_replaced(name));
        let head: Vec<_> = head.chain(headers.iter().copied()).collect();
        let mut stream = self.connect();
        send(&mut stream, "POST", target, &head);
        // The server may have answered and closed already.
        let _ignored = stream.write_all(body.as_bytes());
        Answer::read(stream, "POST")
    }

    /// Sends a signal to the server.
    pub(crate) fn signal(&self, signal: i32) {
        let command = format!("kill -{signal} {}", self.child.id());
        let sent = Command::new("/bin/sh").args(["-c", &command]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until the server has ended.
    pub(crate) fn ended(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _ignored = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// Writes the head of a request.
pub(crate) fn send(stream: &mut TcpStream, method: &str, target: &str, headers: &[(&str, &str)]) {
    let lines = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    let head = format!(
        "{method} {target} HTTP/1.1\r\n{}\r\n",
        lines.collect::<String>()
    );
    stream.write_all(head.as_bytes()).unwrap();
}

impl Answer {
    /// Reads the answer until the server closes the connection.
    pub(crate) fn read(mut stream: TcpStream, method: &str) -> Self {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.expect("the end of the head");
        let (head, body) = bytes.split_at(end + 4);
        let head = String::from_utf8(head.to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let headers = lines.filter_map(|line| {
            let (name, value) = line.split_once(": ")?;
            Some((name.to_ascii_lowercase(), value.to_owned()))
        });
        let answer = Self {
            status: status.unwrap().parse().unwrap(),
            headers: headers.collect(),
            body: body.to_vec(),
        };
        if method != "HEAD" && answer.status != 304 {
            let length = answer.header("content-length").unwrap();
            assert_eq!(length, answer.body.len().to_string(), "the whole body");
        }
        answer
    }

    /// The value of a header field.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter();
        all.find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a header field that must be there.
    pub(crate) fn must(&self, name: &str) -> &str {
        self.header(name).expect(name)
    }

    /// The body as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}
