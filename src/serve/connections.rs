//! Accepts connections, within limits of number, size and time, and ends them in an orderly way.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};

use super::Server;
use super::access::Endpoints;
use super::peers::Peers;
use super::write_timeout::WriteTimeout;

/// Most connections at once; further ones wait in the queue of the operating system.
const MAX_CONNECTIONS: usize = 256;
/// Most of them from one address: nobody alone can keep all others out.
const MAX_PER_CLIENT: usize = MAX_CONNECTIONS / 2;
/// Longest head of a request, in bytes.
const HEAD_BYTES: usize = 16 * 1024;
/// Most header fields of a request.
const HEADERS: usize = 64;
/// Time for a client to send the head of a request. It is also the longest pause between two
/// requests.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// Time for a client to make room for the next bytes of an answer.
const WRITE_TIME: Duration = Duration::from_secs(30);
/// Time for answers in flight after the server was told to stop.
const STOP_TIME: Duration = Duration::from_secs(10);
/// Pause after the system could not accept a connection, as when the files run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

impl Server {
    /// Answers requests until `stop` ends; then the answers in flight are sent.
    pub async fn serve(self: Arc<Self>, listener: TcpListener, stop: impl Future<Output = ()>) {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME)
            .max_buf_size(HEAD_BYTES)
            .max_headers(HEADERS);
        let graceful = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        let peers = Arc::new(Peers::new(MAX_PER_CLIENT));
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = accept(&listener, &places) => accepted,
            };
            let Ok((stream, ends, place)) = accepted else {
                sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let Some(counted) = peers.admit(ends.peer) else {
                // It closes at once, and the client may try again.
                continue;
            };
            let server = Arc::clone(&self);
            let service = service_fn(move |request: Request<Incoming>| {
                let server = Arc::clone(&server);
                let request = request.map(Body::new);
                async move { Ok::<_, io::Error>(server.answer(request, ends).await) }
            });
            let stream = TokioIo::new(WriteTimeout::new(stream, WRITE_TIME));
            let connection = graceful.watch(http.serve_connection(stream, service));
            tokio::spawn(async move {
                // A client that breaks off harms nobody else.
                let _ignored = connection.await;
                drop((place, counted));
            });
        }
        drop(listener);
        // Connections that are still open then end with the process.
        let _in_time = timeout(STOP_TIME, graceful.shutdown()).await;
    }
}

/// The next connection, as soon as there is a place for it, with its ends.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, Endpoints, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await;
    let place = place.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    stream.set_nodelay(true)?;
    let ends = Endpoints {
        own: stream.local_addr()?.ip(),
        peer: peer.ip(),
    };
    Ok((stream, ends, place))
}
