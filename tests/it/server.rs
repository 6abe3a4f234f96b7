//! A test server whose endpoints can misbehave byte by byte and which records every request.
//!
//! It runs on its own thread on a free port of 127.0.0.1, so that synchronous tests, asynchronous
//! tests and tests of the binary can use it. It stops when it is dropped.
//!
//! ```ignore
//! let server = Server::start();
//! server.route("/feed", Reply::ok("<rss/>").header("ETag", "\"1\"").conditional());
//! server.route_in_turn("/moody", [Reply::status(500), Reply::ok("<rss/>")]);
//! server.route("/stalls", Reply::raw([Act::Send(b"HTTP/1.1 200 OK\r\n".to_vec()), Act::Stall]));
//! server.route_with("/echo", |request| Reply::ok(request.target.clone()));
//! // … fetch server.url("/feed") …
//! assert_eq!(server.requests_to("/feed").len(), 1);
//! server.forget_requests();
//! server.route("/feed", Reply::ok("<rss>changed</rss>"));
//! // … the next run …
//! ```
//! A client that uses it as a proxy requests whole addresses:
//! `server.route("http://a.example/feed", …)`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test code: a broken server is a failed test"
)]

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

/// The server.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A request as received.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// `GET`.
    pub(crate) method: String,
    /// Path and query, as sent.
    pub(crate) target: String,
    /// Names in lower case, values byte for byte, in the order sent.
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    /// As long as `Content-Length` says.
    pub(crate) body: Vec<u8>,
    /// The how-many-eth connection it came on.
    pub(crate) connection: usize,
}

/// What an endpoint answers.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    conditional: bool,
    raw: Option<Vec<Act>>,
    closes: bool,
}

/// One thing done on the connection. After the last, it is closed.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Sends the bytes.
    Send(Vec<u8>),
    /// Sends the bytes one by one, waiting that long before each.
    Drip(Vec<u8>, Duration),
    /// Sends the bytes again and again, until the other side hangs up.
    Forever(Vec<u8>),
    /// Sends nothing, until the other side hangs up.
    Stall,
    /// Waits until that many requests have arrived at the server in all.
    Await(usize),
}

/// Makes the answers of an endpoint.
type Script = Box<dyn FnMut(&Request) -> Reply + Send>;

struct Shared {
    state: Mutex<State>,
    arrived: watch::Sender<usize>,
}

#[derive(Default)]
struct State {
    routes: HashMap<String, Script>,
    requests: Vec<Request>,
    at_once: usize,
    most_at_once: usize,
}

impl Server {
    /// Starts a server without endpoints: everything is 404.
    pub(crate) fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            arrived: watch::Sender::new(0),
        });
        let (stop, stopped) = oneshot::channel();
        let serving = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    () = accept(&listener, &serving) => {}
                    _ = stopped => {}
                }
            });
        });
        Self {
            address,
            shared,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// `http://127.0.0.1:port` and `path`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The port listened on.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Answers every request for `path` (any query) with `reply`, from now on.
    pub(crate) fn route(&self, path: &str, reply: Reply) {
        self.route_in_turn(path, [reply]);
    }

    /// Answers the requests for `path` with `replies` in turn; the last one stays.
    pub(crate) fn route_in_turn(&self, path: &str, replies: impl IntoIterator<Item = Reply>) {
        let mut replies: VecDeque<Reply> = replies.into_iter().collect();
        self.route_with(path, move |_| {
            let reply = match replies.len() {
                0 | 1 => replies.front().cloned(),
                _ => replies.pop_front(),
            };
            reply.unwrap_or_else(|| Reply::status(404))
        });
    }

    /// Answers every request for `path` (any query) as `script` says, which may remember what came
    /// before.
    pub(crate) fn route_with(
        &self,
        path: &str,
        script: impl FnMut(&Request) -> Reply + Send + 'static,
    ) {
        self.state()
            .routes
            .insert(path.to_owned(), Box::new(script));
    }

    /// Every request so far, in the order received.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.state().requests.clone()
    }

    /// The requests for `path`, with any query.
    pub(crate) fn requests_to(&self, path: &str) -> Vec<Request> {
        let mut requests = self.requests();
        requests.retain(|request| request.path() == path);
        requests
    }

    /// Forgets the requests so far, as between two runs. [`Act::Await`] still counts them.
    pub(crate) fn forget_requests(&self) {
        self.state().requests.clear();
    }

    /// Waits until that many requests have arrived in all.
    pub(crate) async fn arrived(&self, requests: usize) {
        self.shared.arrived(requests).await;
    }

    /// Counts as one more request for [`Act::Await`], without being one.
    pub(crate) fn knock(&self) {
        self.shared.arrived.send_modify(|arrived| *arrived += 1);
    }

    /// The largest number of requests being answered at the same time so far.
    pub(crate) fn most_at_once(&self) -> usize {
        self.state().most_at_once
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap()
    }
}

impl Shared {
    async fn arrived(&self, requests: usize) {
        let mut arrived = self.arrived.subscribe();
        drop(arrived.wait_for(|arrived| *arrived >= requests).await);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The thread may have ended already.
        self.stop.take().and_then(|stop| stop.send(()).ok());
        self.thread.take().and_then(|thread| thread.join().ok());
    }
}

impl Request {
    /// The value of the header, byte for byte; the first if there are several.
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_slice())
    }

    /// The target without its query.
    pub(crate) fn path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(self.target.as_str(), |(path, _)| path)
    }
}

impl Reply {
    /// 200 with a body and its `Content-Length`.
    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        let mut reply = Self::status(200);
        reply.body = body.into();
        reply
    }

    /// An answer with an empty body.
    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            headers: vec![],
            body: vec![],
            conditional: false,
            raw: None,
            closes: false,
        }
    }

    /// The same answer with another status.
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// A redirect.
    pub(crate) fn redirect(status: u16, location: impl Into<Vec<u8>>) -> Self {
        Self::status(status).header("Location", location)
    }

    /// Exactly these bytes and pauses, status line included; then the connection is closed.
    pub(crate) fn raw(acts: impl IntoIterator<Item = Act>) -> Self {
        let mut reply = Self::status(0);
        reply.raw = Some(acts.into_iter().collect());
        reply.closes = true;
        reply
    }

    /// Goes on with the connection after bytes of a test's own.
    pub(crate) fn kept_open(mut self) -> Self {
        self.closes = false;
        self
    }

    /// Adds a header; the value is sent byte for byte.
    pub(crate) fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Answers 304 with the same headers when the request's `If-None-Match` is this reply's
    /// `ETag`; if it sends none, when its `If-Modified-Since` is this reply's `Last-Modified`.
    pub(crate) fn conditional(mut self) -> Self {
        self.conditional = true;
        self
    }

    fn acts(self, request: &Request) -> Vec<Act> {
        if let Some(acts) = self.raw {
            return acts;
        }
        let own = |name| {
            let found = self.headers.iter().find(|(n, _)| n == name);
            found.map(|(_, value)| value.as_slice())
        };
        let (asked, given) = match request.header("if-none-match") {
            Some(etag) => (Some(etag), own("ETag")),
            None => (request.header("if-modified-since"), own("Last-Modified")),
        };
        let fresh = self.conditional && asked.is_some() && asked == given;
        let (status, body) = if fresh {
            (304, vec![])
        } else {
            (self.status, self.body)
        };
        let mut bytes = format!("HTTP/1.1 {status} X\r\n").into_bytes();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value);
            bytes.extend_from_slice(b"\r\n");
        }
        if status != 304 {
            bytes.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&body);
        vec![Act::Send(bytes)]
    }
}

async fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for connection in 0.. {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let shared = Arc::clone(shared);
        tokio::spawn(async move {
            // The other side hangs up whenever it likes.
            drop(converse(stream, connection, &shared).await);
        });
    }
}

async fn converse(mut stream: TcpStream, connection: usize, shared: &Shared) -> io::Result<()> {
    let mut received = vec![];
    while let Some(mut request) = next_request(&mut stream, &mut received).await? {
        request.connection = connection;
        let reply = {
            let mut state = shared.state.lock().unwrap();
            state.requests.push(request.clone());
            state.at_once += 1;
            state.most_at_once = state.most_at_once.max(state.at_once);
            let script = state.routes.get_mut(request.path());
            script.map_or_else(|| Reply::status(404), |script| script(&request))
        };
        shared.arrived.send_modify(|arrived| *arrived += 1);
        let closes = reply.closes;
        let done = answer(&mut stream, shared, reply.acts(&request)).await;
        shared.state.lock().unwrap().at_once -= 1;
        done?;
        if closes {
            break;
        }
    }
    stream.shutdown().await
}

async fn answer(stream: &mut TcpStream, shared: &Shared, acts: Vec<Act>) -> io::Result<()> {
    for act in acts {
        match act {
            Act::Send(bytes) => stream.write_all(&bytes).await?,
            Act::Drip(bytes, pause) => {
                for byte in bytes {
                    // A connection that was given up counts no longer as being answered.
                    tokio::select! {
                        () = tokio::time::sleep(pause) => stream.write_all(&[byte]).await?,
                        more = stream.read_u8() => drop(more?),
                    }
                }
            }
            Act::Forever(bytes) => loop {
                stream.write_all(&bytes).await?;
            },
            Act::Stall => {
                stream.read_to_end(&mut vec![]).await?;
            }
            Act::Await(requests) => {
                shared.arrived(requests).await;
            }
        }
    }
    Ok(())
}

/// Reads one request, whose body has a `Content-Length`; `None` when the other side has hung up.
async fn next_request(
    stream: &mut TcpStream,
    received: &mut Vec<u8>,
) -> io::Result<Option<Request>> {
    const END: &[u8] = b"\r\n\r\n";
    let end = loop {
        if let Some(at) = received.windows(END.len()).position(|part| part == END) {
            break at + END.len();
        }
        if stream.read_buf(received).await? == 0 {
            return Ok(None);
        }
    };
    let head: Vec<u8> = received.drain(..end).collect();
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let line = String::from_utf8_lossy(lines.next().unwrap_or_default()).into_owned();
    let mut words = line.split(' ').map(str::to_owned);
    let headers = lines.filter_map(|line| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let (name, value) = line.split_at(colon);
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        Some((name, value.get(1..)?.trim_ascii().to_vec()))
    });
    let mut request = Request {
        method: words.next().unwrap_or_default(),
        target: words.next().unwrap_or_default(),
        headers: headers.collect(),
        body: Vec::new(),
        connection: 0,
    };
    let length = request.header("content-length").unwrap_or(b"0");
    let length: usize = String::from_utf8_lossy(length).parse().unwrap_or_default();
    while received.len() < length {
        if stream.read_buf(received).await? == 0 {
            return Ok(None);
        }
    }
    request.body = received.drain(..length).collect();
    Ok(Some(request))
}
