//! A loopback server that sends each document whole, or 304 to a client that has it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

type Documents = Arc<RwLock<HashMap<String, (String, Arc<String>)>>>;

/// When the first request of a pass was read, since the epoch.
type First = Arc<Mutex<Option<Duration>>>;

/// What the connections of a server have in common.
#[derive(Clone, Default)]
struct Shared {
    documents: Documents,
    first: First,
    /// Whether the server closes each connection after one answer.
    closes: Arc<AtomicBool>,
}

/// The server; it lives as long as the process.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Shared,
}

impl Server {
    /// Starts it on a port; 0 is any.
    pub(crate) fn start(port: u16) -> std::io::Result<Self> {
        let listener = std::net::TcpListener::bind(("127.0.0.1", port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let shared = Shared::default();
        let served = shared.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            if let Ok(runtime) = runtime {
                runtime.block_on(accept(listener, served));
            }
        });
        Ok(Self { address, shared })
    }

    /// When, since the epoch, the first request came after this was asked last.
    pub(crate) fn first_request(&self) -> Option<Duration> {
        let first = &self.shared.first;
        let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
        first.take()
    }

    /// From now on closes each connection after one answer.
    pub(crate) fn close_connections(&self) {
        self.shared.closes.store(true, Ordering::Relaxed);
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Sends `document` from now on to whoever does not have it under `etag`.
    pub(crate) fn serve(&self, path: &str, etag: String, document: String) {
        self.shared
            .documents
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(path.to_owned(), (etag, Arc::new(document)));
    }
}

async fn accept(listener: std::net::TcpListener, shared: Shared) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    while let Ok((stream, _)) = listener.accept().await {
        // Small answers must not wait for an acknowledgement.
        let _kept = stream.set_nodelay(true);
        tokio::spawn(answer(stream, shared.clone()));
    }
}

async fn answer(mut stream: TcpStream, shared: Shared) -> Option<()> {
    let Shared {
        documents,
        first,
        closes,
    } = shared;
    let mut received = Vec::new();
    loop {
        while !received.windows(4).any(|four| four == b"\r\n\r\n") {
            let mut chunk = [0; 2048];
            let length = stream
                .read(&mut chunk)
                .await
                .ok()
                .filter(|read| *read > 0)?;
            received.extend_from_slice(chunk.get(..length)?);
        }
        first
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert_with(|| SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default());
        let request = String::from_utf8_lossy(&received).into_owned();
        received.clear();
        let path = request.split(' ').nth(1)?;
        let known = documents
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(path)
            .cloned();
        let Some((etag, document)) = known else {
            stream
                .write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                .await
                .ok()?;
            continue;
        };
        let closes = closes.load(Ordering::Relaxed);
        let connection = if closes { "Connection: close\r\n" } else { "" };
        let has_it = request.lines().any(|line| {
            line.to_ascii_lowercase().starts_with("if-none-match") && line.contains(&etag)
        });
        if has_it {
            let head = format!("HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n{connection}\r\n");
            stream.write_all(head.as_bytes()).await.ok()?;
        } else {
            let head = format!(
                "HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Type: application/rss+xml\r\nContent-Length: {}\r\n{connection}\r\n",
                document.len()
            );
            stream.write_all(head.as_bytes()).await.ok()?;
            stream.write_all(document.as_bytes()).await.ok()?;
        }
        if closes {
            return None;
        }
    }
}
