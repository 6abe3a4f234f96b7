//! Receives a body: streamed, decoded, counted, within time and memory.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_compression::futures::bufread::{BrotliDecoder, GzipDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use futures_util::io::{AsyncBufRead, AsyncBufReadExt, BufReader};
use futures_util::stream::TryStreamExt;
use reqwest::Response;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::trouble::Trouble;
/// What is sent as `Accept-Encoding`.
pub(super) const CODINGS: &str = "gzip, br, zstd";

/// Bytes every body may hold without asking.
const FREE: usize = 1024 * 1024;

/// Larger bodies held at the same time.
const LARGE: usize = 2;

/// Decoded bytes taken at a time.
const PIECE: usize = 64 * 1024;

/// Largest zstd window, as a power of two: 8 MiB (RFC 9659 3). The decoder's own limit is 128 MiB.
const ZSTD_WINDOW: u32 = 23;

/// The time left of one exchange. Waiting for our own limits is not taken from it.
pub(super) struct Clock {
    limit: Duration,
    left: Duration,
}

impl Clock {
    pub(super) fn new(limit: Duration) -> Self {
        Self { limit, left: limit }
    }

    /// Runs `work` on the time left.
    pub(super) async fn run<F: Future>(&mut self, work: F) -> Result<F::Output, Trouble> {
        if self.left.is_zero() {
            return Err(Trouble::TimedOut(self.limit));
        }
        let start = Instant::now();
        let done = timeout(self.left, work).await;
        self.left = self.left.saturating_sub(start.elapsed());
        done.map_err(|_| Trouble::TimedOut(self.limit))
    }
}

/// The bound on bodies held in memory by one fetcher.
///
/// Every body may hold 1 MiB; for more it needs one of two permits, which lets it grow to the
/// policy's `max_body` and stays with it until it is dropped. A body waits for one permit only and
/// holds none while it waits, so nothing can lock. All together stay under 1 MiB for each document
/// in flight and twice `max_body`. Spooling to disk was not chosen: the parser wants the bytes in
/// memory anyway.
#[derive(Clone)]
pub(super) struct Rooms(Arc<Semaphore>);

impl Rooms {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(LARGE)))
    }
}

/// A body, whole.
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    /// Bytes received, before decoding.
    pub(super) wire: u64,
    /// Its permit, if it is large.
    pub(super) large: Option<OwnedSemaphorePermit>,
}

/// Reads the body of `response`, at most `max` bytes of it on the wire and decoded.
pub(super) async fn read(
    response: Response,
    max: u64,
    rooms: &Rooms,
    clock: &mut Clock,
) -> Result<Body, Trouble> {
    let coding = coding(response.headers())?;
    if response.content_length().is_some_and(|length| length > max) {
        return Err(Trouble::TooLarge(max));
    }
    let wire = Arc::new(AtomicU64::new(0));
    let mut source = decoded(response, coding, max, &wire);
    let mut bytes = vec![];
    let mut large = None;
    loop {
        let fresh = clock.run(source.fill_buf()).await?;
        let fresh = fresh.map_err(|error| broken(error, coding, max))?;
        let read = fresh.len();
        if read == 0 {
            break;
        }
        let size = bytes.len() + read;
        if u64::try_from(size).unwrap_or(u64::MAX) > max {
            return Err(Trouble::TooLarge(max));
        }
        if size > FREE && large.is_none() {
            large = Arc::clone(&rooms.0).acquire_owned().await.ok();
        }
        grow(&mut bytes, size, max);
        bytes.extend_from_slice(fresh);
        source.consume_unpin(read);
    }
    bytes.shrink_to_fit();
    Ok(Body {
        bytes,
        wire: wire.load(Ordering::Relaxed),
        large,
    })
}

/// Makes place for `size` bytes, doubling as `Vec` does but never beyond `max`: that is how much memory
/// the policy gives a body.
fn grow(bytes: &mut Vec<u8>, size: usize, max: u64) {
    if size > bytes.capacity() {
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        let capacity = bytes.capacity().saturating_mul(2).min(max).max(size);
        bytes.reserve_exact(capacity - bytes.len());
    }
}

/// A content coding we can undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Identity,
    Gzip,
    Brotli,
    Zstd,
}

impl Coding {
    fn name(self) -> &'static str {
        match self {
            Self::Identity => "body",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }
}

/// The coding of a body. Names that stand for no coding (`utf-8`, `none`: servers set up by guess)
/// are passed over, as browsers do.
fn coding(headers: &HeaderMap) -> Result<Coding, Trouble> {
    let mut found = Coding::Identity;
    for value in headers.get_all(CONTENT_ENCODING) {
        let value = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
        for name in value.split(',').map(str::trim) {
            let next = match name {
                "gzip" | "x-gzip" => Coding::Gzip,
                "br" => Coding::Brotli,
                "zstd" => Coding::Zstd,
                "deflate" | "compress" | "x-compress" | "dcb" | "dcz" => {
                    return Err(Trouble::Coding(name.to_owned()));
                }
                _ => continue,
            };
            if found != Coding::Identity {
                return Err(Trouble::Coding(value));
            }
            found = next;
        }
    }
    Ok(found)
}

/// More bytes on the wire than a body may have.
#[derive(Debug, thiserror::Error)]
#[error("too many bytes")]
struct TooMany;

fn decoded(
    response: Response,
    coding: Coding,
    max: u64,
    wire: &Arc<AtomicU64>,
) -> Pin<Box<dyn AsyncBufRead + Send>> {
    let wire = Arc::clone(wire);
    let received = Box::pin(response.bytes_stream())
        .map_err(io::Error::other)
        .and_then(move |chunk| {
            let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            let before = wire.fetch_add(length, Ordering::Relaxed);
            let fits = before.saturating_add(length) <= max;
            let chunk = fits.then_some(chunk);
            std::future::ready(chunk.ok_or_else(|| io::Error::other(TooMany)))
        })
        .into_async_read();
    match coding {
        Coding::Identity => Box::pin(received),
        Coding::Gzip => {
            let mut decoder = GzipDecoder::new(received);
            decoder.multiple_members(true);
            Box::pin(BufReader::with_capacity(PIECE, decoder))
        }
        Coding::Brotli => {
            let decoder = BrotliDecoder::new(received);
            Box::pin(BufReader::with_capacity(PIECE, decoder))
        }
        Coding::Zstd => {
            let window = [DParameter::window_log_max(ZSTD_WINDOW)];
            let mut decoder = ZstdDecoder::with_params(received, &window);
            decoder.multiple_members(true);
            Box::pin(BufReader::with_capacity(PIECE, decoder))
        }
    }
}

fn broken(error: io::Error, coding: Coding, max: u64) -> Trouble {
    if error
        .get_ref()
        .is_some_and(<dyn std::error::Error + Send + Sync>::is::<TooMany>)
    {
        return Trouble::TooLarge(max);
    }
    match error.downcast::<reqwest::Error>() {
        Ok(error) => Trouble::Http(error),
        Err(error) => Trouble::Decode {
            coding: coding.name(),
            error,
        },
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};

    use super::{Coding, coding, grow};

    fn of(values: &[&'static str]) -> Option<Coding> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(CONTENT_ENCODING, HeaderValue::from_static(value));
        }
        coding(&headers).ok()
    }

    #[test]
    fn codings_are_known_in_any_case_and_misnomers_are_passed_over() {
        assert_eq!(of(&[]), Some(Coding::Identity));
        assert_eq!(of(&["GZIP"]), Some(Coding::Gzip));
        assert_eq!(of(&["x-gzip"]), Some(Coding::Gzip));
        assert_eq!(of(&["identity, br"]), Some(Coding::Brotli));
        assert_eq!(of(&["zstd"]), Some(Coding::Zstd));
        assert_eq!(of(&["utf-8"]), Some(Coding::Identity));
    }

    #[test]
    fn codings_not_asked_for_are_refused() {
        assert_eq!(of(&["deflate"]), None);
        assert_eq!(of(&["gzip, gzip"]), None);
        assert_eq!(of(&["gzip", "br"]), None);
    }

    #[test]
    fn a_body_grows_by_doubling_and_never_beyond_its_bound() {
        let (mut bytes, mut capacities) = (vec![], vec![]);
        for size in 1..=100 {
            grow(&mut bytes, size, 100);
            bytes.push(0);
            capacities.push(bytes.capacity());
        }
        capacities.dedup();
        assert_eq!(capacities, [1, 2, 4, 8, 16, 32, 64, 100]);
    }
}
