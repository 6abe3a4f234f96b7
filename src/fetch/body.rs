//! Receives a body: streamed, decoded, counted, within time and memory.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_compression::futures::bufread::{
    BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder,
};
use async_compression::zstd::DParameter;
use futures_util::io::{AsyncBufRead, AsyncBufReadExt, BufReader};
use futures_util::stream::TryStreamExt;
use reqwest::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::coding::{self, Coding};
use super::error::FetchError;

/// Bytes that every body may have without a permit.
const WITHOUT_PERMIT: usize = 1024 * 1024;

/// Most larger bodies in memory at the same time.
const MAX_LARGE: usize = 2;

/// Bytes at the beginning of a body by which its coding is recognised.
const PEEKED: usize = 5;

/// Most codings that we undo although no header names them.
const MAX_LAYERS: usize = 2;

/// Decoded bytes in one read.
const PIECE: usize = 64 * 1024;

/// Largest zstd window, as a power of two: 8 MiB (RFC 9659 3). The decoder's own limit is 128 MiB.
const ZSTD_WINDOW: u32 = 23;

/// The time that one exchange has left. Waiting for our own limits does not count.
pub(super) struct Deadline {
    limit: Duration,
    left: Duration,
}

impl Deadline {
    pub(super) fn new(limit: Duration) -> Self {
        Self { limit, left: limit }
    }

    /// Runs `work` in the time left, or fails.
    pub(super) async fn run<F: Future>(&mut self, work: F) -> Result<F::Output, FetchError> {
        if self.left.is_zero() {
            return Err(FetchError::TimedOut(self.limit));
        }
        let start = Instant::now();
        let done = timeout(self.left, work).await;
        self.left = self.left.saturating_sub(start.elapsed());
        done.map_err(|_| FetchError::TimedOut(self.limit))
    }
}

/// The bound on bodies held in memory by one fetcher.
///
/// Every body may have 1 MiB. A larger one needs one of two permits, which lets it grow to the
/// policy's `max_body` and which it keeps until it is dropped. A body waits for one permit only
/// and has none while it waits, so there is no deadlock. All bodies together stay under 1 MiB for
/// each document in flight plus twice `max_body`. Bodies are not written to disk, because the
/// parser needs the bytes in memory anyway.
#[derive(Clone)]
pub(super) struct LargeBodyPermits(Arc<Semaphore>);

impl LargeBodyPermits {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(MAX_LARGE)))
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
///
/// Some servers and caches compress bodies without a header, twice, or otherwise than the header
/// says. If the first bytes leave no doubt, we decompress such bodies too, within the same bounds.
pub(super) async fn read(
    response: Response,
    max: u64,
    large_bodies: &LargeBodyPermits,
    deadline: &mut Deadline,
) -> Result<Body, FetchError> {
    let coding = coding::declared(response.headers())?;
    if response.content_length().is_some_and(|length| length > max) {
        return Err(FetchError::TooLarge(max));
    }
    let wire = Arc::new(AtomicU64::new(0));
    let mut received = received(response, max, &wire);
    let mut receiver = Receiver {
        max,
        large_bodies,
        deadline,
        large: None,
    };
    let mut bytes = receiver.decode(&mut received, coding, 0).await?;
    for _ in 0..MAX_LAYERS {
        let Some(coding) = coding::undeclared(&bytes) else {
            break;
        };
        let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        bytes = receiver
            .decode(&mut bytes.as_slice(), coding, packed)
            .await?;
    }
    bytes.shrink_to_fit();
    Ok(Body {
        bytes,
        wire: wire.load(Ordering::Relaxed),
        large: receiver.large,
    })
}

/// Receives one body within its bounds.
struct Receiver<'a> {
    max: u64,
    large_bodies: &'a LargeBodyPermits,
    deadline: &'a mut Deadline,
    large: Option<OwnedSemaphorePermit>,
}

impl Receiver<'_> {
    /// Reads `source` to its end and undoes `coding`; `held` bytes of the body are already in
    /// memory.
    async fn decode<S: AsyncBufRead + Send + Unpin>(
        &mut self,
        source: &mut S,
        coding: Coding,
        held: u64,
    ) -> Result<Vec<u8>, FetchError> {
        let mut bytes = vec![];
        let start = self.peek(source, coding).await?;
        let coding = coding.as_sent(&start);
        match coding {
            Coding::Gzip => loop {
                let mut member = piecewise(GzipDecoder::new(&mut *source));
                self.append(&mut member, coding, held, &mut bytes).await?;
                drop(member);
                match self.peek(source, coding).await?.first() {
                    None => break,
                    // Some servers pad with zeros; anything else there is damage.
                    Some(0) => {
                        self.skip_zeros(source, coding).await?;
                        break;
                    }
                    Some(_) => {}
                }
            },
            Coding::Identity => {
                self.append(source, Coding::Identity, held, &mut bytes)
                    .await?;
            }
            Coding::Deflate if coding::is_zlib(&start) => {
                let mut decoder = piecewise(ZlibDecoder::new(source));
                self.append(&mut decoder, coding, held, &mut bytes).await?;
            }
            // RFC 9110 8.4.1.2: some servers send the deflate stream without the zlib wrapping.
            Coding::Deflate => {
                let mut decoder = piecewise(DeflateDecoder::new(source));
                self.append(&mut decoder, coding, held, &mut bytes).await?;
            }
            Coding::Brotli => {
                let mut decoder = piecewise(BrotliDecoder::new(source));
                self.append(&mut decoder, coding, held, &mut bytes).await?;
            }
            Coding::Zstd => {
                let window = [DParameter::window_log_max(ZSTD_WINDOW)];
                let mut decoder = ZstdDecoder::with_params(source, &window);
                decoder.multiple_members(true);
                let mut decoder = piecewise(decoder);
                self.append(&mut decoder, coding, held, &mut bytes).await?;
            }
        }
        Ok(bytes)
    }

    /// The next bytes, at least one unless the end is reached.
    async fn peek<S: AsyncBufRead + Unpin>(
        &mut self,
        source: &mut S,
        coding: Coding,
    ) -> Result<Vec<u8>, FetchError> {
        let fresh = self.deadline.run(source.fill_buf()).await?;
        let fresh = fresh.map_err(|error| broken(error, coding, self.max))?;
        Ok(fresh.iter().take(PEEKED).copied().collect())
    }

    /// Reads `source` to its end; fails if there is anything but zeros.
    async fn skip_zeros<S: AsyncBufRead + Unpin>(
        &mut self,
        source: &mut S,
        coding: Coding,
    ) -> Result<(), FetchError> {
        loop {
            let fresh = self.deadline.run(source.fill_buf()).await?;
            let fresh = fresh.map_err(|error| broken(error, coding, self.max))?;
            if fresh.iter().any(|byte| *byte != 0) {
                let error = io::Error::other("more behind its end");
                return Err(broken(error, coding, self.max));
            }
            let read = fresh.len();
            if read == 0 {
                return Ok(());
            }
            source.consume_unpin(read);
        }
    }

    /// Reads `source` to its end into `bytes`.
    async fn append<S: AsyncBufRead + Unpin>(
        &mut self,
        source: &mut S,
        coding: Coding,
        held: u64,
        bytes: &mut Vec<u8>,
    ) -> Result<(), FetchError> {
        loop {
            let fresh = self.deadline.run(source.fill_buf()).await?;
            let fresh = fresh.map_err(|error| broken(error, coding, self.max))?;
            let read = fresh.len();
            if read == 0 {
                return Ok(());
            }
            let size = bytes.len() + read;
            let total = u64::try_from(size).unwrap_or(u64::MAX).saturating_add(held);
            if total > self.max {
                return Err(FetchError::TooLarge(self.max));
            }
            if size > WITHOUT_PERMIT && self.large.is_none() {
                self.large = Arc::clone(&self.large_bodies.0).acquire_owned().await.ok();
            }
            grow(bytes, size, self.max);
            bytes.extend_from_slice(fresh);
            source.consume_unpin(read);
        }
    }
}

fn piecewise<D: futures_util::io::AsyncRead>(decoder: D) -> BufReader<D> {
    BufReader::with_capacity(PIECE, decoder)
}

/// Reserves space for `size` bytes. The capacity doubles, as in `Vec`, but never exceeds `max`,
/// which is the memory that the policy gives a body.
fn grow(bytes: &mut Vec<u8>, size: usize, max: u64) {
    if size > bytes.capacity() {
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        let capacity = bytes.capacity().saturating_mul(2).min(max).max(size);
        bytes.reserve_exact(capacity - bytes.len());
    }
}

/// The body has more bytes on the wire than it may have.
#[derive(Debug, thiserror::Error)]
#[error("too many bytes")]
struct TooMany;

/// The bytes of a response as they arrive, at most `max` of them, counted in `wire`.
fn received(
    response: Response,
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
    Box::pin(received)
}

fn broken(error: io::Error, coding: Coding, max: u64) -> FetchError {
    if error
        .get_ref()
        .is_some_and(<dyn std::error::Error + Send + Sync>::is::<TooMany>)
    {
        return FetchError::TooLarge(max);
    }
    match error.downcast::<reqwest::Error>() {
        Ok(error) => error.into(),
        Err(error) => FetchError::Decode {
            coding: coding.name(),
            error,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::grow;

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
